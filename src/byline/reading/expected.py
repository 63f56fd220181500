"""What kind of thing a question asks for, and where a sentence has such a thing."""

import re
from dataclasses import dataclass
from typing import Literal

from byline.records import Span

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?:1\d{3}|20\d{2})"
_DATE = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR})?|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? {_YEAR})?"
    rf"|{_MONTH},? {_YEAR}|\d{{4}}-\d{{2}}-\d{{2}}|{_YEAR}s?|\d{{1,2}}(?:st|nd|rd|th) century"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:last|next|this|earlier this|later this) (?:week|month|year|spring|summer|autumn|winter|quarter)"
    r"|(?:yesterday|today|tomorrow|\w+ (?:days?|weeks?|months?|years?|decades?) ago))(?!\w)"
)
_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundreds?|thousands?|dozens?|half|a third|a quarter|millions?|billions?)"
)
_QUANTITY = re.compile(
    r"(?<![\w.])(?:[$€£¥]\s?)?(?:\d[\d,]*(?:\.\d+)?|" + _NUMBER_WORD + r")"
    r"(?:\s?[-–]\s?\d[\d,]*(?:\.\d+)?)?(?:\s?(?:%|per ?cent|percent|hundred|thousand|million|billion|trillion))?(?!\w)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?\"“] )(?<!^)\b[A-Z][\w’'&.-]*(?: (?:of |de |van |von |bin |al-)?[A-Z][\w’'&.-]*)*")

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
_PATTERNS = {"date": _DATE, "quantity": _QUANTITY, "name": _NAME}


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

    def found(self, sentence: str) -> list[Span]:
        """Find the things of that kind in a sentence that are not already in the question."""
        if self.kind is None:
            return []
        known = self.question.casefold()
        return [
            Span(*match.span()) for match in _PATTERNS[self.kind].finditer(sentence) if match[0].casefold() not in known
        ]


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
