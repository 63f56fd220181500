"""Of whom a sentence says what a question asks.

"Did Arden win?"          "Neither Belmar nor Castor won" says it of others
"Who won the contest?"    "Redwing and Ember entered the contest" does not, if the next sentence says who won
"""

import re
from collections.abc import Sequence

from byline.language.content import Present, Word, content_words
from byline.language.irregular import in_base_form
from byline.language.sources import NAME
from byline.question.question import Question
from byline.readers.base import Evidence

_ASKED_OF = re.compile(
    r"(?i:is|are|was|were|do|does|did|has|have|had|can|could|will|would|must|should)(?:n['’]t)?\s"
    rf"(?:[a-z-]+\s){{0,4}}?(?P<whom>{NAME})"
)
_ACTS = re.compile(
    r"(?:\s(?:has|have|had|is|are|was|were|did|does|do|will|would|can|could|may|might|been|be|not|never|also|only|both"
    r"|already|[a-z]+ly)){0,3}\s(?P<verb>[a-z][\w’'-]*)"
)


_WHO_DID = re.compile(
    r"(?:and |but )?(?:who|(?:which|what)(?: [\w’'-]+){1,2}?)\s"
    r"(?:(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could)(?:n['’]t)?\s)?(?:not |never |also |been )*"
    r"(?P<verb>[a-z]{3,})\b"
)
_AS_PROBABLE = 0.2  # what tells who did it, as a share of the best sentence, which does not


def whom_asked_of(question: Question) -> list[Word]:
    """Return the words of the name that a yes or no question asks something of; none if it names nobody there."""
    found = _ASKED_OF.match(question.text)
    return content_words(f"by {found['whom']}") if found else []


def another_actor(question: Question, sentence: str) -> str:
    """Return the name of whom a sentence says what is asked of somebody it does not name; empty if there is none."""
    whom = whom_asked_of(question)
    present = Present([sentence])
    if not whom or any(word in present for word in whom):
        return ""
    asked = [word for word in question.words if not word.is_name]
    for match in re.finditer(NAME, sentence):
        acts = _ACTS.match(sentence, match.end())
        if acts and any(word in Present([acts["verb"], in_base_form(acts["verb"])]) for word in asked):
            return match[0]
    return ""


def told_by_another(question: Question, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the sentence beside the best one that says who did what is asked, where the best one does not say so."""
    match = _WHO_DID.match(question.text[:1].lower() + question.text[1:])
    verb = content_words(f"to {match['verb']}")[:1] if match and question.form in {"fact", "list"} else []
    if not verb or not evidence or _tells(verb[0], evidence[0]):
        return None
    best = evidence[0]
    return next(
        (
            item
            for item in evidence[1:]
            if item.probability >= _AS_PROBABLE * best.probability
            and item.hit.article.id == best.hit.article.id
            and _tells(verb[0], item)
        ),
        None,
    )


def _tells(verb: Word, item: Evidence) -> bool:
    sentence = item.hit.article[item.span]
    present = Present([sentence, in_base_form(sentence)])
    base = content_words(f"to {in_base_form(verb.text)}")
    return verb in present or bool(base and base[0] in present)
