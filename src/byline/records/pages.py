"""Pages of the file an article was read from, as positions in its text."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from byline.errors import ArticleError
from byline.records.vocabulary import PageUnit

if TYPE_CHECKING:
    from byline.records import wire


@dataclass(frozen=True, slots=True)
class PageRange:
    """The pages a quote is on: first and last, both included, counted from 1 in the order of the file."""

    first: int
    last: int
    unit: PageUnit = "page"

    def to_dict(self) -> "wire.PageRangeJson":
        """Return the pages as plain JSON values."""
        return {"unit": self.unit, "first": self.first, "last": self.last}


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the pages of a file begin in the text read from it.

    Attributes:
        starts: Offset of each page in code points, ascending from 0. A page without text begins where the next one
            does.
        unit: `page`, or `slide` for a presentation.

    Raises:
        ArticleError: There is no page, the offsets do not ascend from 0, or the unit is unknown.
    """

    starts: tuple[int, ...]
    unit: PageUnit = "page"

    def __post_init__(self) -> None:
        if not self.starts or self.starts[0] != 0 or list(self.starts) != sorted(self.starts):
            raise ArticleError("pages: expected the offset of each page, ascending from 0")
        if self.unit not in get_args(PageUnit):
            raise ArticleError(f"pages: found the unit {self.unit!r}, expected one of {', '.join(get_args(PageUnit))}")

    def __len__(self) -> int:
        return len(self.starts)

    def range_of(self, start: int, end: int) -> PageRange:
        """Return the pages of the text in `[start, end)`."""
        first = bisect_right(self.starts, start)
        return PageRange(first, max(first, bisect_left(self.starts, end)), self.unit)

    def to_dict(self) -> "wire.PagesJson":
        """Return the pages as plain JSON values."""
        return {"unit": self.unit, "starts": list(self.starts)}
