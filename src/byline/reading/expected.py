"""What kind of thing a question asks for, and where a sentence has such a thing."""

import re
from dataclasses import dataclass

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
KINDS = ("date", "quantity", "name")
_PATTERNS = {"date": _DATE, "quantity": _QUANTITY, "name": _NAME}
_SHORT_ANSWERS = {"date", "quantity"}  # a pattern finds names, but not which of them is meant


@dataclass(frozen=True, slots=True)
class Expected:
    """The kind of thing that a question asks for: `date`, `quantity`, `name`, or None if it does not tell."""

    question: str
    kind: str | None

    def found(self, sentence: str) -> list[Span]:
        """Find the things of that kind in a sentence that are not already in the question."""
        if self.kind is None:
            return []
        known = self.question.casefold()
        return [
            Span(*match.span()) for match in _PATTERNS[self.kind].finditer(sentence) if match[0].casefold() not in known
        ]

    def presence(self, kind: str, sentence: str) -> int:
        """Return 1 if `kind` is asked for and a sentence has it, -1 if it lacks it, 0 if it is not asked for."""
        if kind != self.kind:
            return 0
        return 1 if self.found(sentence) else -1

    def short(self, sentence: str) -> Span | None:
        """Find the few words that answer, where there is only one candidate for them."""
        found = self.found(sentence) if self.kind in _SHORT_ANSWERS else []
        return found[0] if len(found) == 1 else None


def expected_of(question: str) -> Expected:
    """Tell by its words what a question asks for."""
    for kind, pattern in _ASKS:
        if pattern.search(question):
            return Expected(question, kind)
    return Expected(question, None)
