"""Normalise the spelling of figures and dates for comparing texts: search, reasons, trace.

    "$1.2bn", "1.2 billion dollars", "$1,200,000,000"   -> have 1200000000 and dollar in common
    "40 %", "40 percent", "40 per cent"                 -> 40 percent
    "2025-05-12", "12.5.2025", "Aug. 12th"              -> 12 May 2025, 12 May 2025, August 12
    "Crème" with a combining accent                     -> Crème

Only a copy is respelled: stored and displayed text never changes. `terms.py` splits the copy into terms, which also
takes care of case, accents, quotes, dashes and plurals.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from byline.language.calendar import MONTHS
from byline.language.text import visible
from byline.records import Span

SCALES = {
    **dict.fromkeys(("hundred",), 10**2),
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("lakh",), 10**5),
    **dict.fromkeys(("million", "m", "mn", "mln"), 10**6),
    **dict.fromkeys(("crore",), 10**7),
    **dict.fromkeys(("billion", "b", "bn"), 10**9),
    **dict.fromkeys(("trillion", "tn", "trn"), 10**12),
}
_IN_FULL = {10**3: "thousand", 10**6: "million", 10**9: "billion", 10**12: "trillion"}
CURRENCIES = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee"}
# Separators of groups of three digits: a comma, a fixed or narrow space, a Swiss apostrophe. A point or an ordinary
# space counts only if nothing else can be meant: `1.200.000`, `10 000`, but not `on May 12 200 people`.
GROUPED = (
    r"\d{1,3}(?:[,\u00a0\u2009\u202f'’]\d{3})+(?!\d)|\d{1,3}(?: \d{3})*(?: 000|(?: \d{3}){2})(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
)
_GROUPED = re.compile(rf"(?P<whole>{GROUPED})(?P<fraction>\.\d+)?")
_DIGIT = re.compile(r"\d+")
_FIGURE = re.compile(
    r"(?<!\w)(?<!\d[.,])(?:"
    r"(?P<year>[12]\d{3})(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\w|[-/]\d)"
    r"|(?P<first>\d\d?)(?P<sign>[-/.])(?P<second>\d\d?)(?P=sign)(?P<of>[12]\d{3})(?!\w|[-/]\d)"
    rf"|(?P<whole>{GROUPED}|\d+)(?P<fraction>\.\d+)?"
    r"(?:(?P<ordinal>st|nd|rd|th)|(?P<scale>[kmb]|[\s-]?(?:hundred|thousand|lakh|million|crore|billion|trillion"
    r"|mn|mln|bn|tn|trn)))?(?!\w)"
    r")",
    re.I,
)
_SHORT_MONTH = r"(?P<name>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)t?\b\.?"
_MONTH_AFTER = re.compile(rf"(?P<gap>\s(?:of\s)?){_SHORT_MONTH}", re.I)
_MONTH_BEFORE = re.compile(rf"\b{_SHORT_MONTH}(?P<gap>\s(?:the\s)?)\Z", re.I)
_REACH = len("Sept. the ")
_PER_CENT = re.compile(r"\bper\s+cent\b|\bpct\b", re.I)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a date in digits.

    Attributes:
        span: Its position, including its scale but not its unit.
        kind: `day` for a date in digits.
        value: In one spelling: `1200000000`, `61.2`, `12 May 2025`.
        spelled: Its replacement in a copy for the search; the scale is kept beside the value.
    """

    span: Span
    kind: Literal["number", "day"]
    value: str
    spelled: str


def composed(text: str) -> str:
    """Combine each letter and its accents into one character.

    Keyboards do this; some file systems and PDFs do not.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def figures_in(text: str) -> Iterator[Figure]:
    """Find the numbers and dates in digits in a text, in order."""
    reached = 0
    for digits in _DIGIT.finditer(text):
        if digits.start() >= reached and (match := _FIGURE.match(text, digits.start())):
            reached = match.end()
            yield _day(match) or _number(match)


def respelled(text: str) -> str:
    """Return a copy of a text's visible characters in one spelling, to be split into terms."""
    plain = per_cent_joined(composed(visible(text)))
    pieces: list[str] = []
    reached = 0
    for figure in figures_in(plain):
        before, after = plain[reached : figure.span.start], figure.span.end
        if month := _MONTH_BEFORE.search(before, max(0, len(before) - _REACH)):
            before = f"{before[: month.start()]}{full_month(month['name'])}{month['gap']}"
        currency = CURRENCIES.get(before[-1:])
        pieces += [before, figure.spelled, f" {currency}" if currency else ""]
        reached = after
        if month := _MONTH_AFTER.match(plain, after):
            pieces.append(f"{month['gap']}{full_month(month['name'])}")
            reached = month.end()
    return "".join(pieces) + plain[reached:] if pieces else plain


def full_month(name: str) -> str | None:
    """Return the month meant by a name or a short form such as `Sept.`, in any case; else None."""
    written = name.rstrip(".").casefold()
    shortest = 3
    return next((month for month in MONTHS if len(written) >= shortest and month.casefold().startswith(written)), None)


def ungrouped(written: str) -> str:
    """Return a number without group separators: `1200000.5` for `1 200 000.5`."""
    grouped = _GROUPED.fullmatch(written)
    return re.sub(r"\D", "", grouped["whole"]) + (grouped["fraction"] or "") if grouped else written


def per_cent_joined(text: str) -> str:
    """Write `%` and `per cent` as `percent`."""
    if "%" in text:
        text = text.replace("%", " percent ")
    return _PER_CENT.sub("percent", text) if "cent" in text or "CENT" in text or "pct" in text else text


def days_written(first: int, second: int, year: int, *, sign: str) -> list[tuple[int, int, int]]:
    """Return the possible readings of a date in digits, as year, month and day.

    `12/5/2025` is in May or, in American usage, in December. With points the day comes first.
    """
    readings = [(year, second, first)] if second <= 12 else []
    if first <= 12 and first != second and (sign != "." or not readings):
        readings.append((year, first, second))
    return readings


def _day(match: re.Match[str]) -> Figure | None:
    """Read `2025-05-12`, `12/05/2025`, `12.5.2025`; an ambiguous date is spelled both ways."""
    if match["year"]:
        readings = [(int(match["year"]), int(match["month"]), int(match["day"]))]
    elif match["of"]:
        readings = days_written(int(match["first"]), int(match["second"]), int(match["of"]), sign=match["sign"])
    else:
        return None
    spelled = [f"{day} {MONTHS[month - 1]} {year}" for year, month, day in readings if 1 <= month <= 12]
    return Figure(Span(*match.span()), "day", spelled[0], " ".join(spelled)) if spelled else None


def _number(match: re.Match[str]) -> Figure:
    span = Span(*match.span())
    if match["whole"] is None:  # 45/45/2025
        return Figure(span, "number", match[0], match[0])
    plain = ungrouped(match["whole"] + (match["fraction"] or ""))
    scale = (match["scale"] or "").strip(" -\n\t\u00a0\u202f").casefold()
    if not scale:
        return Figure(span, "number", plain, plain)
    times = SCALES[scale]
    value = f"{(Decimal(plain) * times).normalize():f}"
    return Figure(span, "number", value, f"{plain} {_IN_FULL.get(times, scale)} {value}")
