"""Dates: the period that a question asks about, and the days that an article's words name.

    "in May 2021"                        in a question           -> within 2021-05-01 … 2021-06-01
    "August 1", "last month"             in an article of a day  -> 2025-08-01, 2025-04, both inferred

Patterns for English and the standard library's calendar. What is not sure is left out. dateparser 1.5 was
tried in their place: over news it took 60 ms for 1,000 characters and read "£7m on a" as a date.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Literal

from byline.errors import InputError
from byline.language.text import shorten
from byline.records import Citation, CitedDate, Days, Hit, Passage, Span

Precision = Literal["day", "week", "month", "part", "year", "decade", "range"]
How = Literal["within", "as_of", "latest"]


@dataclass(frozen=True, slots=True)
class DatedMention:
    """Words that name days.

    Attributes:
        span: Where they stand in the text that was read.
        days: What they name.
        precision: `part` is a part of a month or year, such as a season, a quarter or "early 2024"; `range` has two
            ends, such as "from 1999 to 2004".
        inferred: The year or the whole date is not in the words but follows from the article's own date.
    """

    span: Span
    days: Days
    precision: Precision
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The time that a question asks about.

    Attributes:
        how: `within`: what is of these days; `as_of`: how things stood at their end; `latest`: how they stand now.
        days: The period; without a beginning or an end it reaches to the calendar's.
    """

    how: How
    days: Days

    def admits(self, passage: Passage) -> bool:
        """Tell whether a passage is of the time asked for: published in it, or naming days that fall into it."""
        published = passage.article.day
        if published is not None and published in self.days:
            return True
        return any(self._admits(mention) for mention in dates_in(passage.text, published))

    def _admits(self, mention: DatedMention) -> bool:
        within = self.days.start <= mention.days.start and mention.days.end <= self.days.end
        return within or (mention.precision == "range" and self.days.distance(mention.days) == 0)


def period_of(question: str, today: date, newest: date | None = None) -> Asked | None:
    """Find the time that a question asks about, None if it names none.

    A year is only taken where a word such as "in" or "since" makes it one: better to miss a period than to
    invent one. Of several periods that which spans all counts; of limits alone ("after 2010 and before 2020") what
    they have in common.

    Args:
        question: Any text.
        today: What "last month" and the like are counted from.
        newest: The date of the newest article; a day or month without a year is of the year that brings it nearest
            to this, or to today.
    """
    text = _MONTH_OR_WEEKDAY.sub(lambda match: match[0].capitalize(), question)  # who asks may not
    frame = _Frame(text, today, min(newest or today, today), asking=True)
    limits = [
        _limit(text, mention, today)
        for mention in _mentions(frame)
        if not _BORN.search(frame.before(mention.span.start))
    ]
    limits += [("within", days) for days in _rolling(text, today)]
    closed = [days for _, days in limits if date.min < days.start and days.end < date.max]
    if closed:
        return Asked("within", Days.hull(closed))
    if limits:
        open_ended = [days for _, days in limits]
        how: How = "as_of" if all(how == "as_of" for how, _ in limits) else "within"
        return Asked(how, Days.common(open_ended) or Days.hull(open_ended))
    return Asked("latest", Days(date.min, date.max)) if _LATEST.search(text) else None


def dates_in(text: str, published: date | None) -> list[DatedMention]:
    """Find the days, months, years and decades that a text names, in the order in which they stand, none overlapping.

    A date without a year is taken to be of the year that brings it nearest to the date of publication, unless a
    weekday, "last", "will" or the like says otherwise. Numbers alone such as 01/08/2025 count only where day and month
    cannot be confused; a fiscal year counts as the calendar year of its name.

    Args:
        text: Any text.
        published: The article's date; where it has none, nothing is inferred.
    """
    return _mentions(_Frame(text, published, published, asking=False))


def preferred(asked: Asked, passages: Sequence[Passage]) -> list[int]:
    """Rank passages by the time asked for.

    Args:
        asked: As `period_of` found it.
        passages: Most relevant first.

    Returns:
        Indices of those that suit: for `within` in the order given, for `as_of` those published until then, newest
        first, for `latest` the newest third of those that are dated, newest first.
    """
    if asked.how == "within":
        return [index for index, passage in enumerate(passages) if asked.admits(passage)]
    dated = [(published, index) for index, passage in enumerate(passages) if (published := passage.article.day)]
    suiting = [(published, index) for published, index in dated if published in asked.days]
    newest_first = [index for _, index in sorted(suiting, key=lambda pair: pair[0], reverse=True)]
    # Were all of them ranked, the newest would gain no more on the others than a few ranks of relevance.
    return newest_first if asked.how == "as_of" else newest_first[: ceil(len(newest_first) / 3)]


def outside_note(asked: Asked | None, hits: Sequence[Hit]) -> str:
    """Say that nothing found is of the period asked for, and what is nearest to it; empty where something is."""
    if asked is None or asked.how == "latest" or not hits or any(asked.admits(hit.passage) for hit in hits):
        return ""
    note = f"nothing found is dated {_in_period(asked.days)}"
    nearest = min(
        ((asked.days.distance(days), hit.rank, days, hit) for hit in hits for days in _days_of(hit.passage)),
        key=lambda found: found[:2],
        default=None,
    )
    if nearest is None:
        return note
    return f"{note}; the nearest is {in_words(nearest[2])}, in “{shorten(nearest[3].article.title, 80)}”"


def cited_dates(citations: Iterable[Citation]) -> tuple[CitedDate, ...]:
    """Find in each quote the dates that only the article's own date completes, and what they mean."""
    found = []
    for citation in citations:
        start = max(0, citation.span.start - _AROUND)
        around = citation.article.text[start : citation.span.end + _AROUND]
        for mention in dates_in(around, citation.article.day):
            span = mention.span.shift(start)
            if mention.inferred and citation.span.contains(span):
                found.append(CitedDate(citation, span, mention.days))
    return tuple(found)


def explained(cited: CitedDate) -> str:
    """Say what a date in a quote means: `“August 1” in [1]: 1 August 2025, inferred from the article's date`."""
    words = shorten(cited.text, _AROUND)
    return f"“{words}” in [{cited.citation.marker}]: {in_words(cited.days)}, inferred from the article's date"


def in_words(days: Days) -> str:
    """Name days as people do: `1 August 2025`, `August 2025`, `2025`, `the 1990s`, `1 to 7 August 2025`."""
    first, last = days.start, days.last
    if first == last:
        return _day_in_words(first)
    if first.day == days.end.day == 1:
        if first.month == days.end.month == 1:
            if first.year % 10 == 0 and last.year == first.year + 9:
                return f"the {first.year}s"
            return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
        month = f"{_MONTHS[last.month - 1]} {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return month
        return f"{_MONTHS[first.month - 1]}{'' if first.year == last.year else f' {first.year}'} to {month}"
    if first.year != last.year:
        return f"{_day_in_words(first)} to {_day_in_words(last)}"
    begin = str(first.day) if first.month == last.month else f"{first.day} {_MONTHS[first.month - 1]}"
    return f"{begin} to {_day_in_words(last)}"


def _day_in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _in_period(days: Days) -> str:
    if days.start == date.min:
        # Told by the year or month that no longer counts where it ends with one, else by the last day that does.
        if days.end.day > 1:
            return f"until {_day_in_words(days.last)}"
        return f"before {'' if days.end.month == 1 else f'{_MONTHS[days.end.month - 1]} '}{days.end.year}"
    if days.end == date.max:
        return f"since {_day_in_words(days.start)}"
    words = in_words(days)
    return f"{'on' if days.start == days.last else 'from' if ' to ' in words else 'in'} {words}"


def _days_of(passage: Passage) -> Iterator[Days]:
    published = passage.article.day
    if published and published < date.max:
        yield _day(published)
    yield from (mention.days for mention in dates_in(passage.text, published))


# The calendar


def _day(day: date) -> Days:
    return Days(day, day + timedelta(days=1))


def _month(year: int, month: int, count: int = 1) -> Days:
    """Return `count` months; `month` may be 0 or less or over 12, for one of the years before or after."""
    first, after = year * 12 + month - 1, year * 12 + month - 1 + count
    return Days(date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1))


def _years(first: int, last: int) -> Days:
    return Days(date(first, 1, 1), date(last + 1, 1, 1))


def _week(day: date) -> Days:
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=7))


def _third(days: Days, part: str, unit: Precision) -> Days:
    """Return the early, middle or late part of a month, year or decade: about a third."""
    number = ("early", "mid", "late").index(part)
    start = days.start
    if unit == "month":
        after = (start + timedelta(days=10), start + timedelta(days=20), days.end)[number]
        return Days(start + timedelta(days=10 * number), after)
    if unit == "year":
        return _month(start.year, 4 * number + 1, 4)
    return _years(start.year + (0, 4, 7)[number], start.year + (3, 6, 9)[number])


# The forms in which dates are written

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("first", "second", "third", "fourth")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}  # of the north; a winter's year is not clear

_LONG_MONTH = "(?:" + "|".join(_MONTHS) + ")(?![A-Za-z])"
_ANY_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![A-Za-z])"
)
_WEEKDAY = "(?:" + "|".join(_WEEKDAYS) + ")"
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

_MONTH_OR_WEEKDAY = re.compile(
    rf"\b(?:{'|'.join((*_MONTHS, *_WEEKDAYS, *(name[:3] for name in _MONTHS)))})\b", re.I | re.A
)
_WORD_BEFORE = re.compile(r"([\w’'&.-]+)\s{1,2}\Z")
_AROUND = 100  # characters around a quote or a mention that are looked at


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STRONG = _words("in since during until till before after by from to year through throughout late early mid")
_DATING = _STRONG | _words("for of and between around circa")
_COUNTING = _words(
    "about over nearly almost some least most approximately roughly only than number no no. nos. room route"
    " flight page item article section version model windows is are was were channel up under every with s"
)
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


@dataclass(frozen=True, slots=True)
class _Frame:
    """A text and the days that its dates are counted from.

    Attributes:
        today: What relative dates are counted from.
        anchor: What a date without a year is near.
        asking: The text is a question, of which less is taken.
    """

    text: str
    today: date | None
    anchor: date | None
    asking: bool

    def before(self, position: int) -> str:
        """Return what precedes a position, a few words within its sentence."""
        start = max(0, position - _AROUND)
        return _SENTENCE_END.split(self.text[start:position])[-1]

    def word_before(self, position: int) -> str:
        match = _WORD_BEFORE.search(self.text, max(0, position - _AROUND), position)
        return match[1] if match else ""

    def tense(self, start: int) -> Literal["past", "future", "unknown"]:
        before = self.before(start)
        if _FUTURE.search(before):
            return "future"
        return "past" if _PAST.search(before) else "unknown"

    def nearest(self, candidates: Iterable[Days], start: int) -> Days | None:
        """Choose of the same day or month in several years the one that is meant."""
        if self.anchor is None:
            return None
        anchor = _day(self.anchor)
        ordered = sorted(candidates, key=lambda days: (anchor.distance(days), days.start))
        if not ordered:
            return None
        tense = self.tense(start)
        likely = ordered[0]
        # The tense is a hint only: it decides where the other year is not much farther.
        if tense == "past":
            likely = next((days for days in ordered if days.start < anchor.end), likely)
        elif tense == "future":
            likely = next((days for days in ordered if days.end > anchor.start), likely)
        return likely if anchor.distance(likely) <= _TENSE_REACHES else ordered[0]


_TENSE_REACHES = 300  # days
_QUOTES = frozenset("\"'“”‘’«»")
_Found = tuple[Days, Precision, bool]
_Read = Callable[[re.Match[str], _Frame], _Found | None]
_Form = tuple[re.Pattern[str], _Read, str]


def _month_number(name: str) -> int:
    return next(number for number, full in enumerate(_MONTHS, start=1) if full.startswith(name[:3]))


def _day_number(text: str) -> int:
    return int(text.rstrip("stndrh"))


def _on_day(match: re.Match[str], frame: _Frame) -> _Found | None:
    """Read `Friday, August 1, 2025`, `1st of August`, `August 3-5`; without a year it is inferred."""
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
        candidates = [days for days in candidates if _WEEKDAYS[days.start.weekday()] == match["weekday"]]
    days = frame.nearest(candidates, match.start("mention"))
    return (days, precision, True) if days else None


def _in_month_of_year(match: re.Match[str], frame: _Frame) -> _Found:
    return _with_part(_month(int(match["year"]), _month_number(match["month"])), match["part"], "month")


def _with_part(days: Days, part: str | None, unit: Precision, inferred: bool = False) -> _Found:
    return (_third(days, part.lower(), unit), "part", inferred) if part else (days, unit, inferred)


def _in_month(match: re.Match[str], frame: _Frame) -> _Found | None:
    """Read `in August`, `last May`, `late June`."""
    if frame.anchor is None or _HABIT.search(frame.before(match.end()) + frame.text[match.end() : match.end() + 30]):
        return None
    month, which = _month_number(match["month"]), (match["which"] or "").lower()
    this_year = frame.anchor.year
    years = range(this_year - 1, this_year + 2)
    if which in {"last", "previous"}:
        years = range(this_year - (month >= frame.anchor.month), this_year + 1)
        days: Days | None = _month(years[0], month)
    elif which == "next":
        days = _month(this_year + (month <= frame.anchor.month), month)
    elif which == "this":
        days = _month(this_year, month)
    else:
        days = frame.nearest([_month(year, month) for year in years], match.start("mention"))
    return _with_part(days, match["part"], "month", inferred=True) if days else None


def _numeric_day(match: re.Match[str], frame: _Frame) -> _Found | None:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first <= 12 and second <= 12 and first != second:
        return None  # 01/08/2025 is in August or in January
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(date(year, month, day)), "day", False


def _iso_day(match: re.Match[str], frame: _Frame) -> _Found:
    return _day(date(int(match["year"]), int(match["month"]), int(match["day"]))), "day", False


def _in_decade(match: re.Match[str], frame: _Frame) -> _Found | None:
    year = int(match["decade"]) if match["decade"] else 1900 + int(match["short"])
    if year % 100 == 0 and year != 2000:
        return None  # the 1900s are a decade or a century
    return _with_part(_years(year, year + 9), match["part"], "decade")


def _in_quarter(match: re.Match[str], frame: _Frame) -> _Found | None:
    number = match["number"] or match["ordinal"]
    index = int(number) if number.isdigit() else _ORDINALS.index(number.lower()) + 1
    half = (match["unit"] or match["ordinal_unit"]).lower() in {"h", "half"}
    year = int(match["year"] or match["year_before"])
    if half and index > 2:
        return None
    return _month(year, 6 * index - 5 if half else 3 * index - 2, 6 if half else 3), "part", False


def _in_season(match: re.Match[str], frame: _Frame) -> _Found:
    return _month(int(match["year"]), _SEASONS[match["season"].lower()], 3), "part", False


def _in_fiscal_year(match: re.Match[str], frame: _Frame) -> _Found:
    year = match["year"] or f"20{match['short']}"
    return _years(int(year), int(year)), "year", False


def _year_to_year(match: re.Match[str], frame: _Frame) -> _Found | None:
    first, last = int(match["first"]), int(match["last"])
    if last < 100:
        if last <= 12 and match["mark"] == "-":
            return None  # 2010-11 is a season or a November
        last += first - first % 100
    if not first < last <= first + 150:
        return None
    if frame.asking and not _dating(frame, match.start("mention")):
        return None
    return _years(first, last), "range", False


def _dating(frame: _Frame, position: int) -> bool:
    return frame.word_before(position).lower() in _DATING


def _in_year(match: re.Match[str], frame: _Frame) -> _Found | None:
    """Read a number as a year where the words around it allow nothing else."""
    year, start = int(match["year"]), match.start("mention")
    if frame.text[max(0, start - 1) : start] in _QUOTES and frame.text[match.end() : match.end() + 1] in _QUOTES:
        return None  # a title: "1984"
    days = _with_part(_years(year, year), match["part"], "year")
    if match["part"]:
        return days
    word = frame.word_before(start)
    lower = word.lower().removesuffix(".")
    if frame.asking:
        return days if lower in _DATING else None
    if lower in _STRONG:
        return days
    counted = re.match(r"\s([a-z]+s)\b", frame.text[match.end() : match.end() + _AROUND])
    if year < 1800 or lower in _COUNTING or lower.isdigit():
        return None
    if word[:1].isupper() and word not in _STARTS and not word.endswith(("’s", "'s", "s’", "s'")):
        return None  # a name: Blade Runner 2049
    if (
        counted
        and counted[1] not in {"was", "is", "has", "does", "as", "its", "this"}
        and lower not in _DATING | {"the"}
    ):
        return None  # an amount: 1850 sheep-like plurals
    return days


_STARTS = _words(
    "In Since During Until Till Before After By From To Through Throughout For Of And Between Around Circa The A An At"
    " As Late Early Mid Its His Her Their Our My This That Back But While When"
)


def _on_weekday(match: re.Match[str], frame: _Frame) -> _Found | None:
    """Read `on Friday`, `last Friday`; which one `next Friday` is differs between speakers."""
    today, which = frame.today, (match["which"] or "").lower()
    if today is None or which == "next":
        return None
    if not which and _is_name(frame, match):
        return None
    ahead = (_WEEKDAYS.index(match["weekday"]) - today.weekday()) % 7
    future = which in {"this", "coming"} or (not which and frame.tense(match.start("mention")) == "future")
    if not future:
        ahead = ahead - 7 if ahead or which in {"last", "past", "previous"} else 0
    return _day(today + timedelta(days=ahead)), "day", True


def _is_name(frame: _Frame, match: re.Match[str]) -> bool:
    """Tell whether a weekday may be part of a name: Black Friday, the Sunday Times."""
    word = frame.word_before(match.start("weekday"))
    if word[:1].isupper() and word not in _STARTS and word != "On":
        return True
    on = word.lower() in {"on", "since", "until", "by", "from"}
    if frame.asking and not on:
        return True
    return not on and re.match(r"\s[A-Z]", frame.text[match.end() : match.end() + 2]) is not None


def _relative(match: re.Match[str], frame: _Frame) -> _Found | None:
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
            return _third(days, side, precision), "part", True
    return days, precision, True


def _unit(today: date, unit: str, step: int) -> tuple[Days, Precision]:
    """Return the week, month and so on that lies `step` units from the one that `today` is in."""
    if unit == "day":
        return _day(today + timedelta(days=step)), "day"
    if unit == "week":
        return _week(today + timedelta(days=7 * step)), "week"
    if unit == "weekend":
        week = _week(today + timedelta(days=7 * step))
        return Days(week.start + timedelta(days=5), week.end), "part"
    if unit == "month":
        return _month(today.year, today.month + step), "month"
    if unit == "quarter":
        return _month(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3), "part"
    if unit == "year":
        return _years(today.year + step, today.year + step), "year"
    return _season(today, unit, step), "part"


def _season(today: date, season: str, step: int) -> Days:
    """Return the last one that is over, this year's, or the first one that has not begun."""
    days = _month(today.year, _SEASONS[season], 3)
    if step < 0 and days.end > today:
        return _month(today.year - 1, _SEASONS[season], 3)
    if step > 0 and days.start <= today:
        return _month(today.year + 1, _SEASONS[season], 3)
    return days


def _near_day(match: re.Match[str], frame: _Frame) -> _Found | None:
    """Read `yesterday`, `last night`, `this morning`; `today` often means "these days", so only where it cannot."""
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
    return _day(frame.today + timedelta(days=step)), "day", True


def _ago(match: re.Match[str], frame: _Frame) -> _Found | None:
    today, number = frame.today, match["number"].lower()
    if today is None:
        return None
    count = int(number) if number.isdigit() else _NUMBERS.index("a" if number in {"an", "one"} else number) + 1
    days, precision = _unit(today, match["unit"].lower().removesuffix("s"), -count)
    return days, precision, True


def _form(pattern: str, read: _Read, flags: re.RegexFlag = re.NOFLAG, needs: str = "") -> _Form:
    return re.compile(pattern, flags), read, needs  # a text without what is needed need not be searched


_WHICH = r"(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]revious)"
# Where two forms match at the same place the longer one counts, of equal ones the first.
_FORMS = (
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
        rf"\b(?P<mention>(?P<number>[0-9]{{1,3}}|an|one|{'|'.join(_NUMBERS)})\s(?P<unit>(?:day|week|month|year)s?)\sago)\b",
        _ago,
        re.I | re.A,
        needs="ago",
    ),
)


def _mentions(frame: _Frame) -> list[DatedMention]:
    found = [
        (*match.span("mention"), match, read)
        for form, read, needs in _FORMS
        if needs in frame.text
        for match in form.finditer(frame.text)
    ]
    mentions: list[DatedMention] = []
    reached = 0
    for start, end, match, read in sorted(found, key=lambda item: (item[0], -item[1])):
        if start < reached:
            continue
        reached = end  # what cannot be read, such as 31 February, is not read in part either
        try:
            days, precision, inferred = read(match, frame) or (None, "day", False)
        except (ValueError, OverflowError, InputError):  # no such day, or one beyond the calendar
            continue
        if days is None:
            continue
        mention = DatedMention(Span(start, end), days, precision, inferred)
        joined = mentions and _range(frame, mentions[-1], mention)
        if joined:
            mentions[-1] = joined
        else:
            mentions.append(mention)
    return mentions


def _range(frame: _Frame, first: DatedMention, last: DatedMention) -> DatedMention | None:
    """Join the two ends of `from 1999 to May 2004`, `between 2019 and 2021`, `3 June 2024 – 1 July 2024`."""
    gap = frame.text[first.span.end : last.span.start]
    word = frame.word_before(first.span.start).lower()
    if not (_DASH.fullmatch(gap) or (word in {"from", "in"} and gap in _TO) or (word == "between" and gap == " and ")):
        return None
    start = first.days.start
    if first.inferred and not last.inferred:
        start = start.replace(year=last.days.start.year, day=min(start.day, 28) if start.month == 2 else start.day)
    if not start < last.days.start:
        return None
    span = Span(first.span.start, last.span.end)
    return DatedMention(span, Days(start, last.days.end), "range", first.inferred and last.inferred)


_DASH = re.compile(r"\s?[–—-]\s?")
_TO = frozenset({" to ", " until ", " till ", " through "})


# What a question says around its dates

_LIMIT = re.compile(
    r"\b(?:(?P<since>since|starting(?: in| on)?|beginning(?: in| on)?)|(?P<after>after|later than)|"
    r"(?P<before>before|prior to|earlier than)|(?P<until>until|till|up to|through|by|as of|as at))\s(?:the\s)?\Z",
    re.I | re.A,
)
_BORN = re.compile(r"\bborn(?: in| on)?\s\Z", re.I | re.A)
_ONWARDS = re.compile(r"\s(?:on|onwards?)\b(?!\s\w)", re.I | re.A)
_SO_FAR = re.compile(r"\b(?:so far|thus far|to date)\b", re.I | re.A)
_ROLLING = re.compile(
    rf"\bthe (?:last|past) (?:(?P<number>[0-9]{{1,3}}|{'|'.join(_NUMBERS[1:])}) )?"
    r"(?P<unit>day|week|month|year|decade)s?\b(?! of\b)",
    re.I | re.A,
)
_LONG = {"day": 1, "week": 7, "month": 31, "year": 366, "decade": 3653}  # in days, rather too many than too few
_LATEST = re.compile(
    r"(?<!at the )\b(?:latest|newest|most recent(?:ly)?|currently|today|nowadays|right now|at the moment"
    r"|at present|as of now)\b"
    r"|(?:\bthe|[’']s) current (?!in\b|through|flow|density|of\b|from|and\b|that|which)\w",
    re.I | re.A,
)


def _limit(text: str, mention: DatedMention, today: date) -> tuple[How, Days]:
    """Read "since", "before" and the like before a date."""
    days = mention.days
    match = _LIMIT.search(text, max(0, mention.span.start - _AROUND), mention.span.start)
    kind = match.lastgroup if match else None
    if mention.precision == "range" and kind == "since":
        return "within", days  # starting in 1994 to 2015
    if kind == "since" or _ONWARDS.match(text, mention.span.end):
        return "within", Days(days.start, date.max)
    if kind == "after":
        return "within", Days(days.end, date.max)
    if kind == "before":
        return "within", Days(date.min, days.start)
    if kind == "until":
        return "as_of", Days(date.min, days.end)
    if today in days and _SO_FAR.search(text):
        return "within", Days(days.start, today + timedelta(days=1))
    return "within", days


def _rolling(text: str, today: date) -> Iterator[Days]:
    """Read "the past two weeks"."""
    for match in _ROLLING.finditer(text):
        number = (match["number"] or "1").lower()
        count = int(number) if number.isdigit() else _NUMBERS.index(number) + 1
        long = min(count * _LONG[match["unit"].lower()], today.toordinal() - 1)
        yield Days(today - timedelta(days=long), today + timedelta(days=1))
