"""Find the publication dates that a question asks for, and remove their words.

    "published between January and March"   from January to March, the archive's latest ones
    "after March and before June"           in April or May
    "since 3 March", "before June 2025", "in the last two weeks"

A month without a year is the latest one that had begun when the newest article was published.
"""

import re
from datetime import date

from byline.language.calendar import MONTHS, day_span, month_span, year_span
from byline.question.period import Period, period_of
from byline.records import Days

TAKEN = " | "  # marks where words were removed
_SHORT = r"(?:t?\.)?"
_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]}|{_SHORT})' for name in MONTHS)})(?!\w)"
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?:19|20)\d\d(?![\d-])"
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|(?:the )?{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?|{_MONTH} (?:the )?{_DAY}(?:,? {_YEAR})?"
    rf"|{_MONTH}(?:,?(?: of)? {_YEAR})?|{_YEAR})"
)
_OUT = (
    r"(?:(?:that |which )?(?:(?:were|was|are|is|have been|has been|had been|got|did|do) )?(?:first )?"
    r"(?:published|written|dated|printed|released|issued|posted|appeared|appear|appearing|came out|come out|ran) )?"
)
_SINCE = r"since|from|starting(?: in| on)?|beginning(?: in| on)?"
_AFTER = r"after|later than|newer than|younger than|more recent than"
_BEFORE = r"before|prior to|earlier than|older than"
_UNTIL = r"until|till|up to|through|by"
_IN = r"in|on|during|within|for|throughout|dated|from|as of|of"
_TO = r"to|until|till|through|[-–]"
_RANGE = re.compile(
    rf"\b{_OUT}(?:(?:between|from|in|since) (?P<first>{_DATE}|{_DAY}) (?:and|{_TO}) (?P<last>{_DATE})"
    rf"|(?P<begin>{_DATE}|{_DAY}) (?:{_TO}) (?P<end>{_DATE}))",
    re.I | re.A,
)
_LIMIT = re.compile(
    rf"\b{_OUT}(?:the (?:month|year|day) of |in (?:the )?(?:month|year) (?:of )?"
    rf"|(?P<word>{_SINCE}|{_AFTER}|{_BEFORE}|{_UNTIL}|{_IN}) (?:the )?(?:(?:month|year|day) of )?)"
    rf"(?P<date>{_DATE})(?P<on>,? (?:onwards?|on)\b(?! \w))?",
    re.I | re.A,
)
_BARE = re.compile(  # no word before it marks it as a date, so its form must
    rf"(?:\d{{4}}-\d\d-\d\d|{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?|{_MONTH} {_DAY}(?:,? {_YEAR})?|{_MONTH},? {_YEAR})",
    re.I | re.A,
)
_ROLLING = re.compile(
    r"(?:in |over |during |within |from )?the (?:last|past) (?:\w+ )?(?:days?|weeks?|months?|years?|decades?)\b", re.I
)
_AFTER_A_VERB = re.compile(r"(?:mention\w*|about|nam(?:e|es|ing)|contain\w*|discuss\w*|quot\w*)\s*(?:the )?$", re.I)
_OF_NOUN = re.compile(r"(?:articles?|stories|story|reports?)\s*$", re.I)


def taken_period(text: str, today: date, newest: date | None) -> tuple[str, Period | None]:
    """Return a question without its words for publication dates, and their period.

    Args:
        text: The question on one line.
        today: The day "last month" and the like are relative to.
        newest: The day of the newest article, if any article is dated.
    """
    rest, period = _taken_once(text, today, newest)
    left, other = _taken_once(rest, today, newest) if period else (rest, None)
    both = Days.common([period.days, other.days]) if period and other else None
    return (left, Period("within", both)) if both else (rest, period)


def _taken_once(text: str, today: date, newest: date | None) -> tuple[str, Period | None]:
    latest = min(newest, today) if newest else today
    for match in _RANGE.finditer(text):
        if _is_named(text, match.start()):
            continue
        first, last = match["first"] or match["begin"], match["last"] or match["end"]
        end = _days(last, latest)
        begin = _days(f"{first} {last}" if end and re.fullmatch(_DAY, first) else first, end.start if end else latest)
        if begin and end and begin.start < end.end:
            return _without(text, match), Period("within", Days(begin.start, end.end))
    for match in _LIMIT.finditer(text):
        days = None if _is_named(text, match.start()) or _is_of_something(text, match) else _days(match["date"], latest)
        if days:
            return _without(text, match), Period("within", _limited(match, days))
    for match in _BARE.finditer(text):
        days = None if _is_named(text, match.start()) else _days(match[0], latest)
        if days:
            return _without(text, match), Period("within", days)
    return _relative(text, today, newest)


def _relative(text: str, today: date, newest: date | None) -> tuple[str, Period | None]:
    """Remove "yesterday", "last week", "in the past two months", "in the first half of 2025"."""
    period = period_of(text, today, newest)
    if period is None or period.how == "latest":
        return text, None
    pieces = [re.escape(one.written) for one in period.named]
    if rolling := _ROLLING.search(text):
        pieces.append(re.escape(rolling[0]))
    for piece in pieces:
        where = re.compile(rf"\b{_OUT}(?:(?:{_SINCE}|{_AFTER}|{_BEFORE}|{_UNTIL}|{_IN}) )?(?:the )?{piece}", re.I)
        found = where.search(text)
        if found is None or _is_named(text, found.start()):
            return text, None
        text = _without(text, found)
    return text, period


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]}{TAKEN}{text[match.end() :]}"


def _is_named(text: str, start: int) -> bool:
    """Return whether a date is something that the articles should mention."""
    return bool(_AFTER_A_VERB.search(text, 0, start))


def _is_of_something(text: str, match: re.Match[str]) -> bool:
    """Return whether `of 2024` belongs to what is mentioned: `the election of 2024`."""
    return (match["word"] or "").lower() == "of" and not _OF_NOUN.search(text, 0, match.start())


def _days(written: str, latest: date) -> Days | None:
    """Read a date; None if there is no such date.

    Without a year it is the latest one that has begun by the day `latest`.
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        year, month, day = map(int, written.split("-"))
    else:
        name = re.search(_MONTH, written, re.I)
        number = re.search(rf"\b{_DAY}", re.sub(_YEAR, "", written))
        stated = re.search(_YEAR, written)
        if name is None:
            if stated is None:
                return None
            return year_span(int(written), int(written))
        month = next(i for i, full in enumerate(MONTHS, 1) if full.lower().startswith(name[0][:3].lower()))
        day = int(re.sub(r"\D", "", number[0])) if number else 0
        begun = (month, day or 1) <= (latest.month, latest.day)
        year = int(stated[0]) if stated else latest.year - (not begun)
    try:
        return day_span(date(year, month, day)) if day else month_span(year, month)
    except (ValueError, OverflowError):
        return None


def _limited(match: re.Match[str], days: Days) -> Days:
    word = (match["word"] or "").lower()
    if match["on"] or re.fullmatch(_SINCE.replace("|from", ""), word):
        return Days(days.start, date.max)
    if re.fullmatch(_AFTER, word):
        return Days(days.end, date.max)
    if re.fullmatch(_BEFORE, word):
        return Days(date.min, days.start)
    if re.fullmatch(_UNTIL, word):
        return Days(date.min, days.end)
    return days
