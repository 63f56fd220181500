"""Whether a sentence says of somebody else what a question asks.

"Did Arden win?"          "Neither Belmar nor Castor won" is about others
"Who won the contest?"    "Redwing and Ember entered the contest" does not say so; the next sentence may
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
_NOBODY = re.compile(r"(?:no|every|some|any)(?:body|one|thing)|none|neither|each|several|few|others|such", re.I)
_OPENING = " \t\n“„\"‘'(–—-"
_AS_PROBABLE = 0.2  # minimum probability of a sentence that says who did it, relative to the best one


def whom_asked_of(question: Question) -> list[Word]:
    """Return the words of the name that is the subject of a yes-or-no question; empty if it has none."""
    found = _ASKED_OF.match(question.text)
    return content_words(f"by {found['whom']}") if found else []


def another_actor(question: Question, sentence: str, article: str = "") -> str:
    """Return the name of another person of whom a sentence says what is asked; empty if there is none.

    Args:
        question: What was asked.
        sentence: The sentence.
        article: The text it is from, which shows whether the first word of a sentence is a name: "Sales" is none where
            "sales" is written, too.
    """
    whom = whom_asked_of(question)
    present = Present([sentence])
    if not whom or any(word in present for word in whom):
        return ""
    asked = [word for word in question.words if not word.is_name]
    around = f"{question.text} {article}"
    for match in re.finditer(NAME, sentence):
        if _NOBODY.fullmatch(match[0]) or (
            not sentence[: match.start()].strip(_OPENING) and _is_plain(match[0], around)
        ):
            continue
        acts = _ACTS.match(sentence, match.end())
        if acts and any(word in Present([acts["verb"], in_base_form(acts["verb"])]) for word in asked):
            return match[0]
    return ""


def _is_plain(word: str, text: str) -> bool:
    """Return whether a capitalised word is written small in a text, and never large within a sentence."""
    small = re.search(rf"\b{re.escape(word.lower())}\b", text)
    return small is not None and not re.search(rf"[a-z,;]\s{re.escape(word)}\b", text)


def told_by_another(question: Question, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return another sentence of the article that says who did it, if the best sentence does not."""
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
