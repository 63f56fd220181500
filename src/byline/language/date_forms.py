"""Define the forms in which English dates are written, and what each means.

    "Friday, August 1"     -> the first of August of a year near the frame's anchor, inferred
    "early 2024"           -> 2024-01-01 ... 2024-05-01, a part
    "Black Friday"         -> nothing: a name

A form is a pattern with a function that interprets its match; `dates.py` searches a text for all forms.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from byline.language.calendar import (
    MONTHS,
    NUMBERS,
    WEEKDAYS,
    Precision,
    day_span,
    month_span,
    third_of,
    week_of,
    year_span,
)
from byline.language.spelling import days_written
from byline.language.text import word_set
from byline.records import Days

AROUND = 100  # characters to examine around a quote or a mention
_TENSE_REACHES = 300  # days
_ORDINALS = ("first", "second", "third", "fourth")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}  # northern; a winter's year is ambiguous
_QUOTES = frozenset("\"'“”‘’«»")
_LONG_MONTH = "(?:" + "|".join(MONTHS) + ")(?![A-Za-z])"
_ANY_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![A-Za-z])"
_WEEKDAY = "(?:" + "|".join(WEEKDAYS) + ")"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})(?![0-9])"
_ANY_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9A-Za-z])"
_PART = r"(?P<part>[Ee]arly|[Mm]id|[Ll]ate)(?:\s|-)(?:in\s)?(?:the\s)?"
_NUMBER_BEFORE = r"(?<![\w$€£¥#.,:/+-])"
_NO_NUMBER_AFTER = r"(?![0-9A-Za-z_%]|[.,:/-][0-9])"
_AMOUNT = (
    r"(?:people|persons?|men|women|children|staff|lives|miles?|met(?:er|re)s?|feet|foot|ft|km|kg|m|tons?|tonnes?|acres?|"
    r"dollars?|euros?|pounds?|yuan|yen|won|rupees|cents?|per\s?cent|points?|seats?|votes?|shares?|times|years?|months?|"
    r"weeks?|days?|hours?|minutes?|yards?|words?|pages?|copies|units?|jobs|workers|employees|homes|houses|soldiers|"
    r"troops|students|pupils|members|cars|vehicles|species|hectares|square|cubic|thousand|million|billion|trillion|"
    r"degrees|calories|BCE?|B\.C|bhp|hp|MW|GW|kW|[ap]\.?m)\b"
)
_NOT_AN_AMOUNT = rf"(?!\s?(?:-\s?)?{_AMOUNT})"
_WORD_BEFORE = re.compile(r"([\w’'&.-]+)\s{1,2}\Z")
_FUTURE = re.compile(
    r"\b(?:will|shall|won't|won’t|to be|due|scheduled|expected|planned|plans?|set|next|upcoming|coming|ahead|begins?"
    r"|starts?|starting|beginning|effective|deadline)\b",
    re.I | re.A,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|ago|last|previous|earlier|\w{2,}ed|began|took|gave|made|won|lost|came|went)\b"
)
_HABIT = re.compile(r"\b(?:usually|often|always|annual(?:ly)?|every|each|typically|born)\b", re.I | re.A)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[\"“A-Z])|\n")
_STRONG = word_set("in since during until till before after by from to year through throughout late early mid")
_DATING = _STRONG | word_set("for of and between around circa")
_COUNTING = word_set(
    "about over nearly almost some least most approximately roughly only than number no no. nos. room route"
    " flight page item article section version model windows is are was were channel up under every with s"
)
_STARTS = word_set(
    "In Since During Until Till Before After By From To Through Throughout For Of And Between Around Circa The A An At"
    " As Late Early Mid Its His Her Their Our My This That Back But While When"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A text, and the days to which its dates are relative.

    Attributes:
        today: The day that relative dates refer to.
        anchor: The day that a date without a year is closest to.
        asking: Whether the text is a question, in which fewer forms count as dates.
    """

    text: str
    today: date | None
    anchor: date | None
    asking: bool

    def before(self, position: int) -> str:
        """Return the few words that precede a position within its sentence."""
        start = max(0, position - AROUND)
        return _SENTENCE_END.split(self.text[start:position])[-1]

    def word_before(self, position: int) -> str:
        """Return the word directly before a position; empty if there is none."""
        match = _WORD_BEFORE.search(self.text, max(0, position - AROUND), position)
        return match[1] if match else ""

    def tense(self, start: int) -> Literal["past", "future", "unknown"]:
        """Guess from the words before a position whether they refer to the past or the future."""
        before = self.before(start)
        if _FUTURE.search(before):
            return "future"
        return "past" if _PAST.search(before) else "unknown"

    def nearest(self, candidates: Iterable[Days], start: int) -> Days | None:
        """Choose the intended one among the same day or month of several years."""
        if self.anchor is None:
            return None
        anchor = day_span(self.anchor)
        ordered = sorted(candidates, key=lambda days: (anchor.distance(days), days.start))
        if not ordered:
            return None
        tense = self.tense(start)
        likely = ordered[0]
        # Tense is only a hint: it decides if the other year is not much further away.
        if tense == "past":
            likely = next((days for days in ordered if days.start < anchor.end), likely)
        elif tense == "future":
            likely = next((days for days in ordered if days.end > anchor.start), likely)
        return likely if anchor.distance(likely) <= _TENSE_REACHES else ordered[0]


_Found = tuple[Days, Precision, bool]
_Read = Callable[[re.Match[str], Frame], _Found | None]
_Form = tuple[re.Pattern[str], _Read, str]


def _month_number(name: str) -> int:
    return next(number for number, full in enumerate(MONTHS, start=1) if full.startswith(name[:3]))


def _day_number(text: str) -> int:
    return int(text.rstrip("stndrh"))


def _on_day(match: re.Match[str], frame: Frame) -> _Found | None:
    """Read `Friday, August 1, 2025`, `1st of August`, `August 3-5`; a missing year is inferred."""
    month, first = _month_number(match["month"]), _day_number(match["day"])
    last = _day_number(match["last"]) if match["last"] else first
    precision: Precision = "range" if match["last"] else "day"

    def of(year: int) -> Days:
        return Days(date(year, month, first), date(year, month, last) + timedelta(days=1))

    if match["year"]:
        return of(int(match["year"])), precision, False
    if frame.anchor is None or re.match(
        r"(?:st|nd|rd|th)?\s(?:million|billion|trillion|%)", frame.text[match.end() :][:12]
    ):
        return None
    candidates = []
    for year in range(frame.anchor.year - 4, frame.anchor.year + 5):
        try:
            candidates.append(of(year))
        except ValueError:  # 29 February, or a year beyond the calendar
            continue
    if match["weekday"]:
        candidates = [days for days in candidates if WEEKDAYS[days.start.weekday()] == match["weekday"]]
    days = frame.nearest(candidates, match.start("mention"))
    return (days, precision, True) if days else None


def _in_month_of_year(match: re.Match[str], frame: Frame) -> _Found:
    return _with_part(month_span(int(match["year"]), _month_number(match["month"])), match["part"], "month")


def _with_part(days: Days, part: str | None, unit: Precision, inferred: bool = False) -> _Found:
    return (third_of(days, part.lower(), unit), "part", inferred) if part else (days, unit, inferred)


def _in_month(match: re.Match[str], frame: Frame) -> _Found | None:
    """Read `in August`, `last May`, `late June`."""
    if frame.anchor is None or _HABIT.search(frame.before(match.end()) + frame.text[match.end() : match.end() + 30]):
        return None
    month, which = _month_number(match["month"]), (match["which"] or "").lower()
    this_year = frame.anchor.year
    years = range(this_year - 1, this_year + 2)
    if which in {"last", "previous"}:
        years = range(this_year - (month >= frame.anchor.month), this_year + 1)
        days: Days | None = month_span(years[0], month)
    elif which == "next":
        days = month_span(this_year + (month <= frame.anchor.month), month)
    elif which == "this":
        days = month_span(this_year, month)
    else:
        days = frame.nearest([month_span(year, month) for year in years], match.start("mention"))
    return _with_part(days, match["part"], "month", inferred=True) if days else None


def _numeric_day(match: re.Match[str], frame: Frame) -> _Found | None:
    readings = days_written(int(match["first"]), int(match["second"]), int(match["year"]), sign=match["mark"])
    if not readings or (len(readings) > 1 and not frame.asking):
        return None  # 01/08/2025 is in August or January
    return day_span(date(*readings[0])), "day", False


def _iso_day(match: re.Match[str], frame: Frame) -> _Found:
    return day_span(date(int(match["year"]), int(match["month"]), int(match["day"]))), "day", False


def _in_decade(match: re.Match[str], frame: Frame) -> _Found | None:
    year = int(match["decade"]) if match["decade"] else 1900 + int(match["short"])
    if year % 100 == 0 and year != 2000:
        return None  # the 1900s may be a decade or a century
    return _with_part(year_span(year, year + 9), match["part"], "decade")


def _in_quarter(match: re.Match[str], frame: Frame) -> _Found | None:
    number = match["number"] or match["ordinal"]
    index = int(number) if number.isdigit() else _ORDINALS.index(number.lower()) + 1
    half = (match["unit"] or match["ordinal_unit"]).lower() in {"h", "half"}
    year = int(match["year"] or match["year_before"])
    if half and index > 2:
        return None
    return month_span(year, 6 * index - 5 if half else 3 * index - 2, 6 if half else 3), "part", False


def _in_season(match: re.Match[str], frame: Frame) -> _Found:
    return month_span(int(match["year"]), _SEASONS[match["season"].lower()], 3), "part", False


def _in_fiscal_year(match: re.Match[str], frame: Frame) -> _Found:
    year = match["year"] or f"20{match['short']}"
    return year_span(int(year), int(year)), "year", False


def _year_to_year(match: re.Match[str], frame: Frame) -> _Found | None:
    first, last = int(match["first"]), int(match["last"])
    if last < 100:
        if last <= 12 and match["mark"] == "-":
            return None  # 2010-11 may be a season or November
        last += first - first % 100
    if not first < last <= first + 150:
        return None
    if frame.asking and not _dating(frame, match.start("mention")):
        return None
    return year_span(first, last), "range", False


def _dating(frame: Frame, position: int) -> bool:
    return frame.word_before(position).lower() in _DATING


def _in_year(match: re.Match[str], frame: Frame) -> _Found | None:
    """Read a number as a year if the words around it allow nothing else."""
    year, start = int(match["year"]), match.start("mention")
    if frame.text[max(0, start - 1) : start] in _QUOTES and frame.text[match.end() : match.end() + 1] in _QUOTES:
        return None  # a title: "1984"
    days = _with_part(year_span(year, year), match["part"], "year")
    if match["part"]:
        return days
    word = frame.word_before(start)
    lower = word.lower().removesuffix(".")
    if frame.asking:
        return days if lower in _DATING else None
    if lower in _STRONG:
        return days
    counted = re.match(r"\s([a-z]+s)\b", frame.text[match.end() : match.end() + AROUND])
    if year < 1800 or lower in _COUNTING or lower.isdigit():
        return None
    if word[:1].isupper() and word not in _STARTS and not word.endswith(("’s", "'s", "s’", "s'")):
        return None  # a name: Blade Runner 2049
    if (
        counted
        and counted[1] not in {"was", "is", "has", "does", "as", "its", "this"}
        and lower not in _DATING | {"the"}
    ):
        return None  # an amount: a number before a plural noun
    return days


def _on_weekday(match: re.Match[str], frame: Frame) -> _Found | None:
    """Read `on Friday`, `last Friday`; `next Friday` is ambiguous, so it is not read."""
    today, which = frame.today, (match["which"] or "").lower()
    if today is None or which == "next":
        return None
    if not which and _is_name(frame, match):
        return None
    ahead = (WEEKDAYS.index(match["weekday"]) - today.weekday()) % 7
    future = which in {"this", "coming"} or (not which and frame.tense(match.start("mention")) == "future")
    if not future:
        ahead = ahead - 7 if ahead or which in {"last", "past", "previous"} else 0
    return day_span(today + timedelta(days=ahead)), "day", True


def _is_name(frame: Frame, match: re.Match[str]) -> bool:
    """Return whether a weekday may be part of a name: Black Friday, the Sunday Times."""
    word = frame.word_before(match.start("weekday"))
    if word[:1].isupper() and word not in _STARTS and word != "On":
        return True
    on = word.lower() in {"on", "since", "until", "by", "from"}
    if frame.asking and not on:
        return True
    return not on and re.match(r"\s[A-Z]", frame.text[match.end() : match.end() + 2]) is not None


def _relative(match: re.Match[str], frame: Frame) -> _Found | None:
    """Read `last week`, `this year`, `earlier this month`."""
    today = frame.today
    if today is None:
        return None
    step = {"last": -1, "previous": -1, "this": 0, "next": 1}[match["which"].lower()]
    unit = match["unit"].lower()
    days, precision = _unit(today, unit, step)
    if match["side"]:
        side = match["side"].lower()
        part = {"earlier": Days(days.start, max(today, days.start + timedelta(days=1)))}
        part["later"] = Days(min(today + timedelta(days=1), days.end - timedelta(days=1)), days.end)
        if step == 0 and side in part:
            return part[side], "part", True
        if side in {"early", "late"} and precision in {"month", "year"}:
            return third_of(days, side, precision), "part", True
    return days, precision, True


def _unit(today: date, unit: str, step: int) -> tuple[Days, Precision]:
    """Return the week, month and so on that is `step` units from the one containing `today`."""
    if unit == "day":
        return day_span(today + timedelta(days=step)), "day"
    if unit == "week":
        return week_of(today + timedelta(days=7 * step)), "week"
    if unit == "weekend":
        week = week_of(today + timedelta(days=7 * step))
        return Days(week.start + timedelta(days=5), week.end), "part"
    if unit == "month":
        return month_span(today.year, today.month + step), "month"
    if unit == "quarter":
        return month_span(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3), "part"
    if unit == "year":
        return year_span(today.year + step, today.year + step), "year"
    return _season(today, unit, step), "part"


def _season(today: date, season: str, step: int) -> Days:
    """Return the latest season that is over, this year's, or the next that has not begun."""
    days = month_span(today.year, _SEASONS[season], 3)
    if step < 0 and days.end > today:
        return month_span(today.year - 1, _SEASONS[season], 3)
    if step > 0 and days.start <= today:
        return month_span(today.year + 1, _SEASONS[season], 3)
    return days


def _near_day(match: re.Match[str], frame: Frame) -> _Found | None:
    """Read `yesterday`, `last night`, `this morning`.

    `today` often means "these days", so it is read only where it cannot.
    """
    if frame.today is None:
        return None
    word, before = match["word"].lower(), frame.word_before(match.start("word"))
    if match["word"][0].isupper() and before:
        return None  # a name: USA Today
    if word == "today" and not (
        frame.asking or before in {"earlier", "later", "said", "told"} or before.endswith("ed")
    ):
        return None
    step = {"yesterday": -1, "tomorrow": 1}.get(word, -1 if word.startswith("last") else 0)
    return day_span(frame.today + timedelta(days=step)), "day", True


def _ago(match: re.Match[str], frame: Frame) -> _Found | None:
    today, number = frame.today, match["number"].lower()
    if today is None:
        return None
    count = int(number) if number.isdigit() else NUMBERS.index("a" if number in {"an", "one"} else number) + 1
    days, precision = _unit(today, match["unit"].lower().removesuffix("s"), -count)
    return days, precision, True


def _form(pattern: str, read: _Read, flags: re.RegexFlag = re.NOFLAG, needs: str = "") -> _Form:
    return re.compile(pattern, flags), read, needs  # a text without `needs` need not be searched


_WHICH = r"(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]revious)"
# Of two forms that match at the same place, the longer wins; if equal, the first.
FORMS = (
    _form(
        rf"(?P<mention>(?:(?P<weekday>{_WEEKDAY}),?\s)?(?<![A-Za-z])(?P<month>{_ANY_MONTH})\s(?:the\s)?(?P<day>{_ANY_DAY})"
        rf"(?:\s?[–—-]\s?(?P<last>{_ANY_DAY}))?(?:,?\s(?P<year>{_YEAR}))?){_NO_NUMBER_AFTER}",
        _on_day,
    ),
    _form(
        rf"(?P<mention>(?:(?P<weekday>{_WEEKDAY}),?\s(?:the\s)?)?{_NUMBER_BEFORE}(?P<day>{_ANY_DAY})"
        rf"(?:\s?[–—-]\s?(?P<last>{_ANY_DAY}))?\s(?:of\s)?(?P<month>{_ANY_MONTH})(?:,?\s(?P<year>{_YEAR}))?)"
        rf"{_NO_NUMBER_AFTER}",
        _on_day,
    ),
    _form(
        rf"(?P<mention>(?:\b{_PART})?\b(?P<month>{_ANY_MONTH})(?:,|\sof)?\s(?P<year>{_YEAR})){_NO_NUMBER_AFTER}",
        _in_month_of_year,
    ),
    _form(
        r"(?<![\w/.-])(?P<mention>(?P<year>[0-9]{4})(?P<mark>[-/])(?P<month>[0-9]{2})(?P=mark)(?P<day>[0-9]{2}))"
        r"(?![0-9/-]|[A-SU-Za-z_])",
        _iso_day,
    ),
    _form(
        rf"(?<![\w/.-])(?P<mention>(?P<first>[0-9]{{1,2}})(?P<mark>[-/.])(?P<second>[0-9]{{1,2}})(?P=mark)"
        rf"(?P<year>{_YEAR})){_NO_NUMBER_AFTER}",
        _numeric_day,
    ),
    _form(
        rf"(?P<mention>(?:\b{_PART})?(?(part)|{_NUMBER_BEFORE})(?:(?P<decade>(?:1[0-9]|20)[0-9]0)s"
        r"|(?<=[Tt]he\s)['’]?(?P<short>[2-9]0)s))(?!\w)",
        _in_decade,
        needs="0s",
    ),
    _form(
        rf"(?<!\w)(?P<mention>(?:(?P<year_before>{_YEAR})\s)?(?:(?P<unit>[QH])(?P<number>[1-4])|"
        rf"(?P<ordinal>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth)[\s-](?P<ordinal_unit>quarter|half))"
        rf"(?(year_before)|(?:,|\sof(?:\sthe\syear)?)?\s(?P<year>{_YEAR}))){_NO_NUMBER_AFTER}",
        _in_quarter,
    ),
    _form(
        rf"\b(?P<mention>(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all)\s(?:of\s)?(?P<year>{_YEAR})){_NO_NUMBER_AFTER}",
        _in_season,
    ),
    _form(
        rf"\b(?P<mention>(?:FY\s?|[Ff]iscal(?:\s[Yy]ear)?\s)(?:(?P<year>{_YEAR})|(?P<short>[0-9]{{2}}))){_NO_NUMBER_AFTER}",
        _in_fiscal_year,
    ),
    _form(
        rf"{_NUMBER_BEFORE}(?P<mention>(?P<first>{_YEAR})\s?(?P<mark>[–—/-])\s?(?P<last>{_YEAR}|[0-9]{{2}})){_NO_NUMBER_AFTER}"
        rf"{_NOT_AN_AMOUNT}",
        _year_to_year,
    ),
    _form(
        rf"(?P<mention>(?:\b{_PART})?(?(part)|{_NUMBER_BEFORE})(?P<year>{_YEAR}))"
        rf"{_NO_NUMBER_AFTER}(?![-–—][a-z]){_NOT_AN_AMOUNT}",
        _in_year,
    ),
    _form(
        rf"\b(?:(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Tt]hrough|[Dd]uring|[Aa]s\sof|[Ee]nd\sof|[Ss]tart\sof|[Bb]eginning\sof)\s"
        rf"|(?=[Ll]ast|[Nn]ext|[Tt]his|[Pp]rev|[Ee]arly|[Mm]id|[Ll]ate)|(?P<weak>(?:[Bb]y|[Ff]rom|[Bb]efore|[Aa]fter)\s))"
        rf"(?P<mention>(?:{_WHICH}\s|{_PART})?(?P<month>{_LONG_MONTH}(?(weak)(?<!May)(?<!March)(?<!April)(?<!June)(?<!August))"
        rf"|(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.))(?!\s[A-Z0-9]|[’'-]?\w|[’']s\s[A-Z])",
        _in_month,
    ),
    _form(
        rf"\b(?P<mention>(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming|[Pp]ast|[Pp]revious)\s)?(?P<weekday>{_WEEKDAY}))"
        r"(?![\w-])(?!\s(?:of|in)\s(?:the\s(?:month|year)|[A-Z])|\sNight)",
        _on_weekday,
        needs="day",
    ),
    _form(
        r"\b(?<!the\s)(?<!The\s)(?P<mention>(?:(?P<side>earlier|later|early|late)\s)?(?P<which>last|next|this|previous)\s"
        r"(?P<unit>week|weekend|month|quarter|year|spring|summer|autumn|fall))(?!\w|-)(?!\sof\s(?:his|her|their|its|the)\b)",
        _relative,
        re.I | re.A,
    ),
    _form(
        r"\b(?P<mention>(?P<word>yesterday|tomorrow|tonight|today|last night"
        r"|this (?:morning|afternoon|evening)))\b(?!-)",
        _near_day,
        re.I | re.A,
    ),
    _form(
        rf"\b(?P<mention>(?P<number>[0-9]{{1,3}}|an|one|{'|'.join(NUMBERS)})\s(?P<unit>(?:day|week|month|year)s?)\sago)\b",
        _ago,
        re.I | re.A,
        needs="ago",
    ),
)
