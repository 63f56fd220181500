"""Build days, weeks, months and years as `Days`, and name them in English."""

from datetime import date, timedelta
from typing import Literal

from byline.records import Days

Precision = Literal["day", "week", "month", "part", "year", "decade", "range"]
MONTHS = (
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
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def day_span(day: date) -> Days:
    """Return a single day, which must not be the last in the calendar."""
    return Days(day, day + timedelta(days=1))


def month_span(year: int, month: int, count: int = 1) -> Days:
    """Return `count` months from `month`.

    `month` may be below 1 or above 12, for months of earlier or later years.
    """
    first, after = year * 12 + month - 1, year * 12 + month - 1 + count
    return Days(date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1))


def year_span(first: int, last: int) -> Days:
    """Return whole years, including the last."""
    return Days(date(first, 1, 1), date(last + 1, 1, 1))


def week_of(day: date) -> Days:
    """Return the week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=7))


def third_of(days: Days, part: str, unit: Precision) -> Days:
    """Return the early, middle or late part of a month, year or decade, about a third."""
    number = ("early", "mid", "late").index(part)
    start = days.start
    if unit == "month":
        after = (start + timedelta(days=10), start + timedelta(days=20), days.end)[number]
        return Days(start + timedelta(days=10 * number), after)
    if unit == "year":
        return month_span(start.year, 4 * number + 1, 4)
    return year_span(start.year + (0, 4, 7)[number], start.year + (3, 6, 9)[number])


def in_words(days: Days) -> str:
    """Name days in words: `1 August 2025`, `August 2025`, `2025`, `the 1990s`, `1 to 7 August 2025`."""
    first, last = days.start, days.last
    if first == last:
        return day_in_words(first)
    if first.day == days.end.day == 1:
        if first.month == days.end.month == 1:
            if first.year % 10 == 0 and last.year == first.year + 9:
                return f"the {first.year}s"
            return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
        month = f"{MONTHS[last.month - 1]} {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return month
        return f"{MONTHS[first.month - 1]}{'' if first.year == last.year else f' {first.year}'} to {month}"
    if first.year != last.year:
        return f"{day_in_words(first)} to {day_in_words(last)}"
    begin = str(first.day) if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
    return f"{begin} to {day_in_words(last)}"


def day_in_words(day: date) -> str:
    """Name a day in words: `1 August 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
