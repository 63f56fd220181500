"""Ranges of days, and points in time as people write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from byline.errors import InputError

Moment = str | date | datetime


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A half-open range of days: `start < end`; `date.min` and `date.max` mean no limit."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise InputError(f"days {self.start} to {self.end}: expected the start before the end")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day of the range."""
        return self.end - timedelta(days=1)

    def distance(self, other: "Days") -> int:
        """Return the distance to `other` in days: 0 if they share a day, 1 if they are adjacent."""
        return max(0, (other.start - self.end).days + 1, (self.start - other.end).days + 1)

    @staticmethod
    def hull(several: Sequence["Days"]) -> "Days":
        """Return the smallest range that contains all of them."""
        return Days(min(days.start for days in several), max(days.end for days in several))

    @staticmethod
    def common(several: Sequence["Days"]) -> "Days | None":
        """Return the days common to all of them; None if there are none."""
        start, end = max(days.start for days in several), min(days.end for days in several)
        return Days(start, end) if start < end else None

    @property
    def iso(self) -> str:
        """ISO 8601: a day, week (`2025-W21`), month or year, else an interval with both ends included.

        An interval of whole months or years is written with months or years: `2024-06/2024-08`.
        """
        first, last, day = self.start, self.last, timedelta(days=1)
        if first == last:
            return first.isoformat()
        if self.end - first == 7 * day and first.weekday() == 0:
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
        characters = len("2025-08-01")
        if first.day == self.end.day == 1:
            characters = len("2025") if first.month == self.end.month == 1 else len("2025-08")
        ends = [first.isoformat()[:characters], last.isoformat()[:characters]]
        return "/".join(dict.fromkeys(ends))


def is_storable(moment: datetime) -> bool:
    """Return whether a moment with a time zone can be stored as seconds since 1970."""
    try:
        datetime.fromtimestamp(moment.timestamp(), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return True


def moment_of(value: Moment | None, name: str) -> datetime | None:
    """Return a date or time as a datetime with a time zone; UTC if none is given.

    Raises:
        InputError: The value is not a date or time; the message begins with `name`.
    """
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise InputError(f"{name}: found {value!r:.60}, expected a date such as 2025-06-30") from error
    if not isinstance(value, date):
        raise InputError(f"{name}: found {value!r:.60}, expected a date such as 2025-06-30")
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value if value.tzinfo else value.replace(tzinfo=UTC)
