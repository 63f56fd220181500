"""What kind of thing a question asks for, and in what form it wants its answer."""

import re
from dataclasses import dataclass
from typing import Literal

_ASKS = (
    (
        "date",
        re.compile(r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|century|decade)\b", re.I),
    ),
    (
        "quantity",
        re.compile(
            r"\bhow (?:many|much|old|long|far|tall|high|large|big|often)\b|\bwhat (?:percentage|percent|number)\b",
            re.I,
        ),
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

Form = Literal["fact", "list", "account", "yes_no"]
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


@dataclass(frozen=True, slots=True)
class Expected:
    """What a question asks for.

    Attributes:
        question: As it is read.
        kind: The kind of thing: `date`, `quantity`, `name`, or None if it does not tell.
        form: A fact; a list of several; an account of why, how or what happened; or a yes or no.
    """

    question: str
    kind: str | None
    form: Form


def expected_of(question: str) -> Expected:
    """Tell by its words what a question asks for."""
    kind = next((kind for kind, pattern in _ASKS if pattern.search(question)), None)
    return Expected(question, kind, _form(question))


def _form(question: str) -> Form:
    if _YES_NO.match(question) and not _OR.search(question):
        return "yes_no"
    if _ACCOUNT.search(question):
        return "account"
    return "list" if _LIST.search(question) else "fact"
