"""Find what a later report takes back: "The cause was not yet known, the brigade said, withdrawing its statement"."""

import re
from collections.abc import Sequence

from byline.answering.context import MOST
from byline.language.content import Present
from byline.language.corrections import overturns
from byline.language.stories import are_of_one_story
from byline.question.question import Question
from byline.readers.base import Evidence
from byline.records import Citation, Context

_COVERED = 0.5  # minimum share of the question's words in a sentence about the same thing
_NOT_KNOWN = re.compile(
    r"\b(?:is|was|are|were|remains?|remained) (?:still )?"
    r"(?:not (?:yet )?(?:known|clear|established|confirmed)|unknown|unclear|unconfirmed)\b"
    r"|\b(?:withdr[ae]w\w*|retract\w*|(?:tak(?:e|es|ing|en)|took) back|disavow\w*)"
    r" (?:an?|the|its|their|his|her) (?:earlier|previous|first|original|initial)\b",
    re.I,
)


def withdrawals(
    question: Question, evidence: Sequence[Evidence], citations: Sequence[Citation], context: Sequence[Context]
) -> tuple[Context, ...]:
    """Return sentences from later reports of the same events that deny the quote or say that it is no longer known.

    Args:
        question: What was asked.
        evidence: What the reader found, best first.
        citations: The citations of the reply; the first quotes the best evidence.
        context: What else overturns the quotes; numbering continues from it, up to `MOST` in total.
    """
    if not citations:
        return ()
    quoted = citations[0].article
    shown = {one.article.id for one in (*citations, *context)}
    found = [item for item in evidence if item.hit.article.id not in shown and _takes_back(question, item)]
    later = [item for item in found if _is_later(item, citations[0]) and are_of_one_story(quoted, item.hit.article)]
    first = len(citations) + len(context) + 1
    return tuple(
        Context(marker, item.hit.article, item.span, "sequel")
        for marker, item in enumerate(later[: max(0, MOST - len(context))], start=first)
    )


def _takes_back(question: Question, item: Evidence) -> bool:
    sentence = item.hit.article[item.span]
    asked = [word for word in question.words if not word.is_name] or list(question.words)
    present = Present([sentence])
    return (_NOT_KNOWN.search(sentence) is not None or overturns(sentence)) and (
        sum(word in present for word in asked) >= max(1, _COVERED * len(asked))
    )


def _is_later(item: Evidence, citation: Citation) -> bool:
    ours, theirs = item.hit.article.published, citation.article.published
    return ours is not None and theirs is not None and ours > theirs
