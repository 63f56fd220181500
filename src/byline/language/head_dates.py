"""Find dates in heads, feet and file names of articles, in the languages of their newspapers.

    "Tuesday, 4 May 2026"   "4. Mai 2026"   "le 4 mai 2026"   "May 4 (Meridian Wire)"   "2026-05-04-harbour.txt"

`dates.py` interprets dates in sentences of English articles. This module finds only days that are written out, and
skips ambiguous ones.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

_KEPT = 128  # lines whose days are cached: each line is looked up several times in a row
_MONTHS = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia",
    "february feb februar februarium février févr fév febrero febbraio fevereiro fev februari lutego",
    "march mar märz mrz maerz mars marzo março marco maart mrt marca",
    "april apr avril avr abril abr aprile kwietnia",
    "may mai mayo maggio mag maio mei maj maja",
    "june jun juni juin junio giugno giu junho czerwca",
    "july jul juli juillet juil julio luglio lug julho lipca",
    "august aug août aout agosto ago augustus augusti sierpnia",
    "september sept sep septembre septiembre settembre set setembro września",
    "october oct oktober okt octobre octubre ottobre ott outubro out października",
    "november nov novembre noviembre novembro listopada",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember grudnia",
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_WEEKDAYS = (
    "monday mon montag mo lundi lunes lunedì segunda-feira maandag",
    "tuesday tue tues dienstag di mardi martes martedì terça-feira dinsdag",
    "wednesday wed mittwoch mi mercredi miércoles mercoledì quarta-feira woensdag",
    "thursday thu thur thurs donnerstag do jeudi jueves giovedì quinta-feira donderdag",
    "friday fri freitag fr vendredi viernes venerdì sexta-feira vrijdag",
    "saturday sat samstag sonnabend sa samedi sábado sabato zaterdag",
    "sunday sun sonntag so dimanche domingo domenica zondag",
)
_DAYS_OF_WEEK = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_MONTH_WORDS, _WEEKDAY_WORDS = frozenset(_NUMBERS), frozenset(_DAYS_OF_WEEK)
_MONTH = "(?P<month>" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = (
    "(?:(?P<weekday>"
    + "|".join(sorted(_DAYS_OF_WEEK, key=len, reverse=True))
    + r")\b\.?,?\s+(?:the\s+|den\s+|le\s+|dem\s+)?)?"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
_DAYS_IN_WORDS = {name: number for number, name in enumerate(_ORDINALS.split(), start=1)}
_DAY_IN_WORDS = "(?P<day>" + "|".join(sorted(_DAYS_IN_WORDS, key=len, reverse=True)) + ")"
_CARDINALS = {
    name: number
    for number, name in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        start=1,
    )
} | {name: number for number, name in zip(range(20, 100, 10), ["twenty", "thirty", "forty", "fifty"], strict=False)}
_YEAR_IN_WORDS = (
    r"(?P<year>(?:19|20)\d\d(?!\d)|(?:two\s+thousand(?:\s+and)?|twenty)\s+"
    r"(?P<rest_of_year>[a-z]+(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?))"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_FORMS = (
    re.compile(
        rf"(?<![\w.,$€£])\b{_WEEKDAY}{_DAY}(?:st|nd|rd|th|er|º|ª|\.)?(?:\s+|-)(?:of\s+|de\s+|d[ei]l?\s+)?{_MONTH}"
        rf"(?:,?[\s-]+(?:de\s+|del\s+|of\s+)?{_YEAR})?(?![\w-])",
        re.I,
    ),
    re.compile(
        rf"(?<![\w.,$€£])\b{_WEEKDAY}{_MONTH}[\s-]+{_DAY}(?:st|nd|rd|th)?(?:,?[\s-]+{_YEAR})?(?!\w|[.,]\d)",
        re.I,
    ),
    re.compile(rf"\b{_WEEKDAY}(?:the\s+)?{_DAY_IN_WORDS}\s+(?:day\s+)?of\s+{_MONTH},?\s+{_YEAR_IN_WORDS}", re.I),
    re.compile(rf"\b{_WEEKDAY}{_MONTH}\s+(?:the\s+)?{_DAY_IN_WORDS},?\s+{_YEAR_IN_WORDS}", re.I),
    re.compile(rf"(?<![\w./-]){_WEEKDAY}{_YEAR}[-/.](?P<number>\d\d)[-/.](?P<day>\d\d)(?!\d|[-/.]\d)", re.I),
    re.compile(
        rf"(?<![\w./-]){_WEEKDAY}(?P<first>\d{{1,2}})(?P<mark>[./-])\s?(?P<second>\d{{1,2}})(?P=mark)\s?{_YEAR}",
        re.I,
    ),
)
_NUMBER = re.compile(r"\d|\b(?:two\s+thousand|twenty)\b", re.I)  # without one of these a line has no day, month or time
_MONTH_OF_YEAR = re.compile(rf"(?<![\w.,$€£])\b{_MONTH},?\s+(?:de\s+|of\s+)?{_YEAR}", re.I)
_SEASON_OF_YEAR = re.compile(
    r"\b(?:spring|summer|autumn|fall|winter|frühjahr|sommer|herbst|printemps|été|automne|hiver|primavera|verano|"
    r"otoño|invierno)\s(?:19|20)\d\d\b",
    re.I,
)
_TIME = re.compile(
    r"(?:\bat|\bum|\bà|\ba las|\balle)?\s*\b(?:[01]?\d|2[0-3])(?:[:.h]\s?[0-5]\d(?::[0-5]\d)?)?\s*(?:[ap]\.?m\b\.?|"
    r"uhr\b|hrs\b|h\b)"
    r"|\b(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?\b",
    re.I,
)
_ZONE = re.compile(
    r"\b(?:GMT|UTC|BST|CES?T|MES?Z|E[SD]?T|P[SD]?T|C[SD]T|M[SD]T|IST|WES?T|EES?T|AES?T|AEDT|NZ[SD]T|SGT|HKT|JST|"
    r"SAST|Z)\b(?:\s?[+-]\d{1,2}(?::?\d\d)?)?"
)
# Hours ahead of UTC, without zone names that have several meanings.
# fmt: off
_HOURS_AHEAD = {
    "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "EST": -5,
    "EDT": -4, "CDT": -5, "PST": -8, "PDT": -7, "SAST": 2, "SGT": 8, "HKT": 8, "JST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13,
}
# fmt: on
_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-3])(?:[:.h]\s?(?P<minute>[0-5]\d)(?::[0-5]\d)?)?(?![\d:])\s*(?:(?P<half>[ap])\.?\s?m\b\.?|(?P<sign>uhr|hrs|h)\b)?"
    rf"\s*(?P<zone>{'|'.join(sorted(_HOURS_AHEAD, key=len, reverse=True))})?\b",
    re.I,
)
_NAME_BREAKS = re.compile(r"[_\s]+")
_NAMED = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_. ]?)(?P<number>0[1-9]|1[0-2])(?P=mark)(?P<day>0[1-9]|[12]\d|"
        r"3[01])(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<first>\d\d)(?P<mark>[-_. ])(?P<second>\d\d)(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)"),
)
# The day in the name of such a file may be when it was made, not when the article was published.
_MADE_ON = re.compile(
    r"(?<![a-z])(?:scan(?:ned)?|img|image|screen\s?shot|dsc|photo|pxl|download(?:ed)?|saved|backup|export(?:ed)?|"
    r"copy|printed|"
    r"retrieved|accessed|archived?|crawl(?:ed)?|fetched|dump|snapshot|ocr|wa|vid|upload(?:ed)?|received)(?![a-z])",
    re.I,
)
_MONTH_NAMED = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True, slots=True)
class Written:
    """A day as written.

    Attributes:
        start: Its start in the line.
        end: Its end in the line.
        day: Day of the month.
        month: 1 to 12.
        year: None if it is not written.
    """

    start: int
    end: int
    day: int
    month: int
    year: int | None

    @property
    def whole(self) -> date | None:
        """The date; None if it has no year."""
        return date(self.year, self.month, self.day) if self.year else None

    def in_year(self, year: int) -> date | None:
        """Return the day in a given year; None if that year does not have it."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def days_in(line: str, language: str | None = None) -> list[Written]:
    """Find the days that a line writes out, in order, skipping ambiguous ones.

    Args:
        line: A line of a head or foot.
        language: The article's language: 07.08.2025 is in August in German, but in July or August in English.
    """
    found: list[Written] = []
    if not _NUMBER.search(line):
        return found
    for form in _FORMS:
        for match in form.finditer(line):
            written = _read(match, language)
            if written and not any(one.start < written.end and written.start < one.end for one in found):
                found.append(written)
    return sorted(found, key=lambda one: one.start)


def moment_in(line: str, written: Written) -> datetime | None:
    """Return the date and time of a day whose year is known, if exactly one time is beside it.

    Without a time zone, UTC is assumed.
    """
    if written.whole is None:
        return None
    for beside in (line[written.end : written.end + 24], line[max(0, written.start - 24) : written.start]):
        found = [one for one in _CLOCK.finditer(beside) if one["minute"] or one["half"] or one["sign"]]
        if len(found) > 1:
            return None
        for one in found:
            hour = int(one["hour"]) % 12 + 12 * (one["half"].lower() == "p") if one["half"] else int(one["hour"])
            zone = timezone(timedelta(hours=_HOURS_AHEAD[(one["zone"] or "UTC").upper()]))
            return datetime.combine(written.whole, time(hour, int(one["minute"] or 0)), zone)
    return None


@lru_cache(_KEPT)
def without_days(line: str) -> str:
    """Remove all days, months with a year and times from a line, including ambiguous ones."""
    if not _NUMBER.search(line):
        return line
    for form in (*_FORMS, _MONTH_OF_YEAR, _SEASON_OF_YEAR, _TIME, _ZONE):
        line = form.sub(" ", line)
    return line


@lru_cache(_KEPT)
def has_month_of_year(line: str) -> bool:
    """Return whether a line names a month or season with its year."""
    return _NUMBER.search(line) is not None and any(form.search(line) for form in (_MONTH_OF_YEAR, _SEASON_OF_YEAR))


def without_times(line: str) -> str:
    """Remove all times of day from a line."""
    return _ZONE.sub(" ", _TIME.sub(" ", line))


@lru_cache(_KEPT)
def has_day(line: str) -> bool:
    """Return whether a line contains a day, including an ambiguous one."""
    return _NUMBER.search(line) is not None and any(form.search(line) for form in _FORMS)


def _read(match: re.Match[str], language: str | None) -> Written | None:
    parts = match.groupdict()
    year = _year_of(parts["year"], parts.get("rest_of_year"))
    if parts["year"] and not year:
        return None
    if parts.get("first"):
        order = _day_and_month(int(parts["first"]), int(parts["second"]), language)
        if order is None:
            return None
        day, month = order
    else:
        name = parts.get("month")
        day = _DAYS_IN_WORDS.get(parts["day"].lower()) or int(parts["day"])
        month = _NUMBERS[name.lower()] if name else int(parts["number"])
    try:
        known = date(year or 2024, month, day)
    except ValueError:
        return None
    weekday = parts.get("weekday")
    if year and weekday and _DAYS_OF_WEEK[weekday.lower()] != known.weekday():
        return None  # the weekday or the date is wrong
    return Written(match.start(), match.end(), day, month, year)


def _year_of(written: str | None, words: str | None) -> int | None:
    """Return a year written in figures or partly in words; None if it is not one."""
    if not written or not words:
        return int(written) if written else None
    tens, _, ones = words.lower().replace("-", " ").partition(" ")
    if tens not in _CARDINALS or (ones and ones not in _CARDINALS):
        return None
    return 2000 + _CARDINALS[tens] + _CARDINALS.get(ones, 0)


def _day_and_month(first: int, second: int, language: str | None) -> tuple[int, int] | None:
    if first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    if language and language[:2] != "en":
        return first, second
    return None


def day_of_name(name: str) -> date | None:
    """Return the publication day given by a file name; None if it gives none or several."""
    if _MADE_ON.search(name):
        return None
    found: set[date | None] = set()
    for form in _NAMED:
        for match in form.finditer(name):
            written = _read(match, None)
            found.add(written.whole if written else None)
    spaced = _NAME_BREAKS.sub(" ", re.sub(r"(?<=\d)(?=[A-Za-z]{3})|(?<=[a-z])(?=\d)", " ", name.replace("-", " ")))
    found |= {written.whole for written in days_in(spaced) if written.year}
    return found.pop() if len(found) == 1 else None


def completed(name: str, written: Written) -> date | None:
    """Complete a day without a year from its file name.

    Returns None if the name does not give the same day or month.
    """
    named = day_of_name(name)
    if named:
        return named if (named.day, named.month) == (written.day, written.month) else None
    months = set() if _MADE_ON.search(name) else {(int(year), int(month)) for year, month in _MONTH_NAMED.findall(name)}
    if len(months) != 1:
        return None
    year, month = months.pop()
    return written.in_year(year) if month == written.month else None


def weekday_words() -> frozenset[str]:
    """Return the names of the days of the week in lower case."""
    return _WEEKDAY_WORDS


def month_words() -> frozenset[str]:
    """Return the names of the months in lower case."""
    return _MONTH_WORDS
