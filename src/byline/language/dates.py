"""Find the days that a text names.

    "August 1", "last month"             in an article of a day  -> 2025-08-01, 2025-04, both inferred

Uses patterns for English and the standard library's calendar; uncertain dates are left out. dateparser 1.5 was tried
instead: over news it took 60 ms per 1,000 characters and read "£7m on a" as a date.
"""

import re
from dataclasses import dataclass
from datetime import date

from byline.errors import InputError
from byline.language.calendar import Precision
from byline.language.date_forms import FORMS, Frame
from byline.records import Days, Span

_DASH = re.compile(r"\s?[–—-]\s?")
_TO = frozenset({" to ", " until ", " till ", " through "})


@dataclass(frozen=True, slots=True)
class DatedMention:
    """Words that name days.

    Attributes:
        span: Their position in the text.
        days: The days they name.
        precision: `part` is part of a month or year, such as a season, a quarter or "early 2024"; `range` has two ends,
            such as "from 1999 to 2004".
        inferred: The year or the whole date is not in the words but follows from the article's own date.
    """

    span: Span
    days: Days
    precision: Precision
    inferred: bool = False


def dates_in(text: str, published: date | None) -> list[DatedMention]:
    """Find the days, months, years and decades that a text names, in order, without overlaps.

    A date without a year is assigned the year that brings it nearest to the publication date, unless a weekday, "last",
    "will" or the like indicates otherwise. Dates in digits such as 01/08/2025 count only if day and month cannot be
    confused; with points, as in 1.8.2025, the day comes first. A fiscal year counts as the calendar year in its name.

    Args:
        text: Any text.
        published: The article's date; if None, nothing is inferred.
    """
    return dates_in_frame(Frame(text, published, published, asking=False))


def dates_in_frame(frame: Frame) -> list[DatedMention]:
    """Find what `dates_in` finds, in a text with a given frame.

    The frame says whether the text is a question and to which days its dates are relative.
    """
    found = [
        (*match.span("mention"), match, read)
        for form, read, needs in FORMS
        if needs in frame.text
        for match in form.finditer(frame.text)
    ]
    mentions: list[DatedMention] = []
    reached = 0
    for start, end, match, read in sorted(found, key=lambda item: (item[0], -item[1])):
        if start < reached:
            continue
        reached = end  # an unreadable date, such as 31 February, is not read in part either
        try:
            days, precision, inferred = read(match, frame) or (None, "day", False)
        except (ValueError, OverflowError, InputError):  # no such day, or beyond the calendar
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


def _range(frame: Frame, first: DatedMention, last: DatedMention) -> DatedMention | None:
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
