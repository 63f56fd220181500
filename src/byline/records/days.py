"""Days and moments: ranges of days, and points in time as people give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from byline.errors import InputError

Moment = str | date | datetime


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A half-open range of days: `start < end`; `date.min` and `date.max` stand for no limit."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise InputError(f"days {self.start} to {self.end}: expected the first before the day after the last")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day, which belongs to it."""
        return self.end - timedelta(days=1)

    def distance(self, other: "Days") -> int:
        """Return how many days away `other` is: 0 if they share a day, 1 if it is the day before or after."""
        return max(0, (other.start - self.end).days + 1, (self.start - other.end).days + 1)

    @staticmethod
    def hull(several: Sequence["Days"]) -> "Days":
        """Return the range from the first day of any to the last of any."""
        return Days(min(days.start for days in several), max(days.end for days in several))

    @staticmethod
    def common(several: Sequence["Days"]) -> "Days | None":
        """Return the days that all of them have, None if there are none."""
        start, end = max(days.start for days in several), min(days.end for days in several)
        return Days(start, end) if start < end else None

    @property
    def iso(self) -> str:
        """ISO 8601: a day, week (`2025-W21`), month or year, else the interval of its ends, both included.

        The ends of an interval are years or months where it consists of whole ones: `2024-06/2024-08`.
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
    """Tell whether a moment with a time zone survives being kept as seconds since 1970."""
    try:
        datetime.fromtimestamp(moment.timestamp(), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return True


def moment_of(value: Moment | None, name: str) -> datetime | None:
    """Return a moment as people give it with a time zone, UTC if it has none.

    Raises:
        InputError: It cannot be read; the message begins with `name`.
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
