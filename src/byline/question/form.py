"""Determine from its words what a question asks for, and which form of answer it wants."""

import re
from typing import Literal

from byline.question.wanted import Sort

Kind = Literal["date", "quantity", "name"]
Form = Literal["fact", "list", "account", "yes_no"]

_KIND_OF_SORT: dict[Sort, Kind] = {
    **dict.fromkeys(("number", "share", "age"), "quantity"),
    **dict.fromkeys(("who", "where"), "name"),
    "when": "date",
}
# For when the question word does not say: "What was the number of those killed?", "Tell me when it opened."
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "quantity",
        re.compile(
            r"\bhow (?:many|much|old|long|far|tall|high|large|big|often)\b|\bwhat (?:percentage|percent|number)\b"
            r"|\bwhat (?:is|was|are|were) the (?:\w+ )?(?:number|percentage|share|proportion|amount|size|length|height"
            r"|weight|speed|age|cost|price|toll|turnout|total)\b",
            re.I,
        ),
    ),
    (
        "date",
        re.compile(r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|century|decade)\b", re.I),
    ),
    (
        "name",
        re.compile(
            r"\b(?:who|whom|whose|where)\b"
            r"|\b(?:what|which) (?:country|city|state|company|person|team|organi[sz]ation)\b",
            re.I,
        ),
    ),
)

_YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|can't|won't)\s",
    re.I,
)
_OR = re.compile(r"\bor\b(?! not\b)", re.I)
_ACCOUNT = re.compile(
    r"\bwhy\b|\bhow (?:do|does|did|is|are|was|were|has|have|can|could|will|would|come|to)\b|\bwhat (?:\w+ )?happen"
    r"|\bexplain\b|\bdescribe\b|\btell me (?:more )?about\b|\bwhat (?:is|are|was|were) [^?]*\b(?:reason|cause|effect"
    r"|consequence|impact|argument|background|concern)s?\b|\bfor what reason",
    re.I,
)
_LIST = re.compile(
    r"^(?:list|name|enumerate)\b|\bwho (?:are|were|all|else)\b|\b(?:which|what) (?:two|three|four|five|six|other)\b"
    r"|\b(?:which|what) (?:\w+ )?(?:people|\w{2,}[^\Wsui]s)"
    r" (?:are|were|have|had|do|did|will|would|can|could|may|\w+ed)\b",
    re.I,
)

_AHEAD = re.compile(r"\b(?:will|shall|to)\b", re.I)
_NOW = re.compile(
    r"\b(?:current|currently|now|nowadays|today|latest|at present|at the moment|these days|so far|up to now)\b", re.I
)
# The first of these decides: "Who is said to have won?" asks how things stand, "Who was it that has won?" does not.
_TENSE = re.compile(
    r"(?<![\w'’-])(?:(?P<present>(?:is|are|has|have|does|do|can|will|shall)(?:n['’]t)?|am|can['’]t|won['’]t)"
    r"|(?:was|were|did|had|could|would|should|might|may|must)(?:n['’]t)?)(?![\w'’-])"
    r"|\b(?P<short>who|what|where|when|how|why|that|there|it|he|she|they)['’](?:s|re|ve)\b",
    re.I,
)
_PRESENT_VERB = re.compile(
    r"(?:and |but |so )?(?:who|what|which \w+|what \w+)\s(?:\w+ly\s)?(?!was\b|this\b)\w{2,}[^\W\dsu]s\b", re.I
)
_PLANNED = re.compile(
    r"\b(?:will|shall|to be|due|scheduled|expected|planned|plans?|set to|take effect|come into force)\b", re.I
)


def kind_of(text: str, sort: Sort) -> Kind | None:
    """Return the kind of thing that a question asks for; None if its words do not say.

    Args:
        text: The question.
        sort: The sort of thing that would answer it, judged by the question word; see `Wanted`.
    """
    return _KIND_OF_SORT.get(sort) or next((kind for kind, pattern in _KINDS if pattern.search(text)), None)


def form_of(text: str) -> Form:
    """Return the form of answer that a question wants.

    An account tells why, how or what happened.
    """
    if _YES_NO.match(text) and not _OR.search(text):
        return "yes_no"
    if _ACCOUNT.search(text):
        return "account"
    return "list" if _LIST.search(text) else "fact"


def looks_ahead(text: str) -> bool:
    """Return whether a question or sentence is about the future."""
    return bool(_AHEAD.search(text))


def is_of_now(text: str) -> bool:
    """Return whether a question asks how things stand.

    It does if it says "now", or uses the present or present perfect.
    """
    if _NOW.search(text):
        return True
    tense = _TENSE.search(text)
    if tense:
        return bool(tense["present"] or tense["short"])
    return bool(_PRESENT_VERB.match(text))


def is_of_a_plan(text: str) -> bool:
    """Return whether a question asks about something planned or due."""
    return bool(_PLANNED.search(text))
