"""Find the period that a question asks about, and judge which passages belong to it.

    "in May 2021"     within 2021-05-01 … 2021-06-01
    "until 2019"      as of  … 2020-01-01
    "the latest"      the newest

A number is read as a year only if a word such as "in" makes it one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from byline.language.calendar import MONTHS, NUMBERS, WEEKDAYS, day_in_words, day_span, in_words
from byline.language.date_forms import AROUND, Frame
from byline.language.dates import DatedMention, dates_in, dates_in_frame
from byline.language.spelling import days_written
from byline.language.text import shorten
from byline.records import Days, Hit, Passage

How = Literal["within", "as_of", "latest"]
_MONTH_OR_WEEKDAY = re.compile(
    rf"\b(?:{'|'.join((*MONTHS, *WEEKDAYS, *(name[:3] for name in MONTHS)))})\b", re.I | re.A
)
_LIMIT = re.compile(
    r"\b(?:(?P<since>since|starting(?: in| on)?|beginning(?: in| on)?)|(?P<after>after|later than)|"
    r"(?P<before>before|prior to|earlier than)|(?P<until>until|till|up to|through|by|as of|as at))\s(?:the\s)?\Z",
    re.I | re.A,
)
_BORN = re.compile(r"\bborn(?: in| on)?\s\Z", re.I | re.A)
_ONWARDS = re.compile(r"\s(?:on|onwards?)\b(?!\s\w)", re.I | re.A)
_SO_FAR = re.compile(r"\b(?:so far|thus far|to date)\b", re.I | re.A)
_ROLLING = re.compile(
    rf"\bthe (?:last|past) (?:(?P<number>[0-9]{{1,3}}|{'|'.join(NUMBERS[1:])}) )?"
    r"(?P<unit>day|week|month|year|decade)s?\b(?! of\b)",
    re.I | re.A,
)
_AFTERWARDS = timedelta(days=183)  # how long after a period articles may still report on it
_LONG = {"day": 1, "week": 7, "month": 31, "year": 366, "decade": 3653}  # in days, rounded up
_LATEST = re.compile(
    r"(?<!at the )\b(?:latest|newest|most recent(?:ly)?|currently|today|nowadays|right now|at the moment"
    r"|at present|as of now)\b"
    r"|(?:\bthe|[’']s) current (?!in\b|through|flow|density|of\b|from|and\b|that|which)\w",
    re.I | re.A,
)
_IN_DIGITS = re.compile(r"(?P<first>[0-9]{1,2})(?P<sign>[-/])(?P<second>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A date in a question.

    Attributes:
        written: The date as written in the question.
        days: The days it covers, taking "since", "before" and the like into account.
        also: The days if month and day are swapped, None if they cannot be: `05/12/2025` can be in May.
    """

    written: str
    days: Days
    also: Days | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a question asks about.

    Attributes:
        how: `within`: events on these days; `as_of`: how things stood at their end; `latest`: how they stand now.
        days: The period; an open start or end extends to the limit of the calendar.
        also: Another reading of the period, see `NamedTime`.
        named: The dates that the question names.
        words: The dates, as written, that state their own year; empty where the year is inferred.
    """

    how: How
    days: Days
    also: Days | None = None
    named: tuple[NamedTime, ...] = field(default=(), compare=False)
    words: tuple[str, ...] = field(default=(), compare=False)

    @property
    def readings(self) -> tuple[Days, ...]:
        """The period, and its other reading if there is one."""
        return (self.days, self.also) if self.also else (self.days,)

    @property
    def is_bounded(self) -> bool:
        """Whether the period has a beginning and an end."""
        return self.days.start > date.min and self.days.end < date.max

    @property
    def in_words(self) -> str:
        """The period as a phrase to follow a noun: `in 2021`, `until May 2019`."""
        return " or ".join(map(_in_period, self.readings))

    def admits(self, passage: Passage) -> bool:
        """Return whether a passage belongs to the period: published in it, or naming days within it."""
        published = passage.article.day
        if published is not None and any(published in days for days in self.readings):
            return True
        return any(
            _falls_into(mention, days) for mention in dates_in(passage.text, published) for days in self.readings
        )

    def excludes(self, passage: Passage) -> bool:
        """Return whether a passage belongs to another time.

        It does if it is not admitted, and was published before the period or long after it.
        """
        published = passage.article.day
        if published is None or self.admits(passage):
            return False
        return all(published < days.start or published - days.end >= _AFTERWARDS for days in self.readings)


def _falls_into(mention: DatedMention, days: Days) -> bool:
    within = days.start <= mention.days.start and mention.days.end <= days.end
    return within or (mention.precision == "range" and days.distance(mention.days) == 0)


def period_of(question: str, today: date, newest: date | None = None) -> Period | None:
    """Find the time that a question asks about; None if it names none.

    A number is read as a year only if a word such as "in" or "since" makes it one: missing a period is better than
    inventing one. Of several periods, the span of all of them counts; of limits alone ("after 2010 and before 2020"),
    their overlap.

    Args:
        question: Any text.
        today: The day "last month" and the like are relative to.
        newest: The date of the newest article; a day or month without a year is assigned the year that brings it
            nearest to this date, or to today if that is earlier.
    """
    text = _MONTH_OR_WEEKDAY.sub(lambda match: match[0].capitalize(), question)  # people may type these in lower case
    frame = Frame(text, today, min(newest or today, today), asking=True)
    mentions = [mention for mention in dates_in_frame(frame) if not _BORN.search(frame.before(mention.span.start))]
    rolling: list[tuple[How, Days]] = [("within", days) for days in _rolling(text, today)]
    limits = [_limit(text, mention, today) for mention in mentions]
    others = [_limit(text, _turned(text, mention) or mention, today) for mention in mentions]
    period = _of_limits(limits + rolling)
    if period is None:
        return Period("latest", Days(date.min, date.max)) if _LATEST.search(text) else None
    named = tuple(
        NamedTime(question[mention.span.start : mention.span.end], days, other if other != days else None)
        for mention, (_, days), (_, other) in zip(mentions, limits, others, strict=True)
    )
    stated = not rolling and not any(mention.inferred for mention in mentions)
    words = tuple(dict.fromkeys(time.written for time in named)) if stated else ()
    also = _of_limits(others + rolling) if others != limits else None
    return replace(period, also=also.days if also else None, named=named, words=words)


def _of_limits(limits: Sequence[tuple[How, Days]]) -> Period | None:
    closed = [days for _, days in limits if date.min < days.start and days.end < date.max]
    if closed:
        return Period("within", Days.hull(closed))
    if limits:
        open_ended = [days for _, days in limits]
        how: How = "as_of" if all(how == "as_of" for how, _ in limits) else "within"
        return Period(how, Days.common(open_ended) or Days.hull(open_ended))
    return None


def _turned(text: str, mention: DatedMention) -> DatedMention | None:
    """Read a date in digits with month and day swapped; None if that is not a date."""
    digits = _IN_DIGITS.fullmatch(text, mention.span.start, mention.span.end)
    readings = digits and days_written(
        *(int(digits[name]) for name in ("first", "second", "year")), sign=digits["sign"]
    )
    return replace(mention, days=day_span(date(*readings[1]))) if readings and len(readings) > 1 else None


def outside_note(asked: Period | None, hits: Sequence[Hit]) -> str:
    """Say that nothing found is from the period, and what comes closest; else empty."""
    if asked is None or asked.how == "latest" or not hits or any(asked.admits(hit.passage) for hit in hits):
        return ""
    note = f"nothing found is dated {asked.in_words}"
    nearest = min(
        (
            (min(reading.distance(days) for reading in asked.readings), hit.rank, days, hit)
            for hit in hits
            for days in _days_of(hit.passage)
        ),
        key=lambda found: found[:2],
        default=None,
    )
    if nearest is None:
        return note
    return f"{note}; the closest date is {in_words(nearest[2])}, in “{shorten(nearest[3].article.title, 80)}”"


def readings_note(asked: Period | None) -> str:
    """Say that a date in digits is ambiguous, and how to choose one reading; empty if none is."""
    return "; ".join(
        f"{time.written} could be {in_words(time.days)} or {in_words(time.also)}: write the month as a word"
        for time in (asked.named if asked else ())
        if time.also and time.days.start > date.min and time.days.end < date.max
    )


def _in_period(days: Days) -> str:
    if days.start == date.min:
        # Give the first year or month after the period if the period ends where one begins, else its last day.
        if days.end.day > 1:
            return f"until {day_in_words(days.last)}"
        return f"before {'' if days.end.month == 1 else f'{MONTHS[days.end.month - 1]} '}{days.end.year}"
    if days.end == date.max:
        return f"since {day_in_words(days.start)}"
    words = in_words(days)
    return f"{'on' if days.start == days.last else 'from' if ' to ' in words else 'in'} {words}"


def _days_of(passage: Passage) -> Iterator[Days]:
    published = passage.article.day
    if published and published < date.max:
        yield day_span(published)
    yield from (mention.days for mention in dates_in(passage.text, published))


def _limit(text: str, mention: DatedMention, today: date) -> tuple[How, Days]:
    """Read "since", "before" and the like before a date."""
    days = mention.days
    match = _LIMIT.search(text, max(0, mention.span.start - AROUND), mention.span.start)
    kind = match.lastgroup if match else None
    if mention.precision == "range" and kind == "since":
        return "within", days  # as in "starting in 1994 to 2015"
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
        count = int(number) if number.isdigit() else NUMBERS.index(number) + 1
        long = min(count * _LONG[match["unit"].lower()], today.toordinal() - 1)
        yield Days(today - timedelta(days=long), today + timedelta(days=1))
