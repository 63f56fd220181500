"""Which articles to search, and what a search finds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, get_args, overload

from byline.errors import InputError
from byline.language.text import folded
from byline.records.article import Article, Passage, Span, located
from byline.records.days import Days, Moment, moment_of
from byline.records.vocabulary import ArticleOrder
from byline.settings import MAX_QUESTION_CHARACTERS, MAX_SEARCH_WORDS

if TYPE_CHECKING:
    from byline.records import wire


@dataclass(frozen=True, slots=True)
class Where:
    """Which articles to search: those that meet every given condition.

    Articles without a date meet no condition on dates. Times without a time zone are in UTC.

    Attributes:
        publisher: One name or several, compared ignoring case; None for any.
        since: Earliest date of publication, inclusive: a date, a datetime, or either as an ISO 8601 string.
        until: Latest date of publication, inclusive; a date without a time includes the whole day.
        articles: One id or several; None for any.

    Raises:
        InputError: A date cannot be read, `since` is after `until`, or a publisher or article is not a string.
    """

    publisher: str | Sequence[str] | None = None
    since: Moment | None = None
    until: Moment | None = None
    articles: str | Sequence[str] | None = None

    def __post_init__(self) -> None:
        for name in ("publisher", "articles"):
            value = getattr(self, name)
            if not (value is None or all(isinstance(item, str) for item in _several(value))):
                raise InputError(f"{name}: found {value!r:.60}, expected one name or several")
        earliest, latest = self.bounds
        if earliest and latest and earliest >= latest:
            raise InputError(f"since {self.since} is after until {self.until}: swap them")

    @property
    def publishers(self) -> tuple[str, ...]:
        """The publishers to search, case folded; empty for any."""
        return tuple(folded(name) for name in _several(self.publisher or ()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the articles to search; empty for any."""
        return tuple(_several(self.articles or ()))

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """The first moment, and the moment just after the last; None for no limit."""
        latest = moment_of(self.until, "until")
        if latest is not None:
            whole_day = not isinstance(self.until, datetime) and len(str(self.until)) <= len("2025-06-30")
            try:
                latest += timedelta(days=1) if whole_day else timedelta(microseconds=1)
            except OverflowError:
                latest = None  # the end of the calendar: no limit
        return moment_of(self.since, "since"), latest


def _several(value: str | Sequence[str]) -> Sequence[str]:
    """Return one value or several as a sequence."""
    return (value,) if isinstance(value, str) or not isinstance(value, Sequence) else value


Lacking = Literal["date", "publisher", "author"]


@dataclass(frozen=True, slots=True)
class Selected:
    """Which articles to count and list: those that meet every given condition.

    Attributes:
        where: Conditions that apply to the whole conversation; None for none.
        publishers: Names, compared ignoring case; empty for any.
        authors: Names exactly as in the articles; empty for any.
        periods: The day of publication, in the article's own time zone, must be in one of these; empty for any day, or
            none.
        lacking: A field that the articles must lack; None for no such condition.
        ids: Ids of the articles; None for any.
        other_than: Ids of articles to leave out.
    """

    where: Where | None = None
    publishers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    periods: tuple[Days, ...] = ()
    lacking: Lacking | None = None
    ids: tuple[str, ...] | None = None
    other_than: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found by a search.

    Attributes:
        passage: The passage.
        score: Higher is better; comparable only within one search.
        rank: Counted from 1.
        similarity: Cosine similarity of query and passage in [-1, 1]; None if only the keyword search found it.
        keyword_score: BM25 score, at least 0; None if only the vector search found it.
    """

    passage: Passage
    score: float
    rank: int
    similarity: float | None = None
    keyword_score: float | None = None

    @property
    def article(self) -> Article:
        """The article of the passage."""
        return self.passage.article

    @property
    def span(self) -> Span:
        """Where the passage is in its article."""
        return self.passage.span

    @property
    def text(self) -> str:
        """The words of the passage, exactly as in its article."""
        return self.passage.text

    def to_dict(self) -> "wire.HitJson":
        """Return the hit as plain JSON values."""
        return {
            **located(self.article, self.span),
            "score": self.score,
            "rank": self.rank,
            "similarity": self.similarity,
            "keyword_score": self.keyword_score,
        }


@dataclass(frozen=True, slots=True)
class Hits(Sequence[Hit]):
    """The results of a search, best first.

    Attributes:
        items: The hits.
        undated: Number of articles that a date filter left out only because they have no date.
    """

    items: tuple[Hit, ...] = ()
    undated: int = 0

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.items)

    def to_dict(self) -> "wire.HitsJson":
        """Return the results as plain JSON values."""
        return {"hits": [hit.to_dict() for hit in self], "undated": self.undated}


def check_listing(search: object, order: object) -> None:
    """Check the arguments of `Archive.browse`.

    Raises:
        InputError: The order is unknown, or the search is not text or too long.
    """
    if order not in get_args(ArticleOrder):
        raise InputError(f"order: found {order!r}, expected one of {', '.join(get_args(ArticleOrder))}")
    if not isinstance(search, str):
        raise InputError(f"search: found {type(search).__name__}, expected text")
    if len(search) > MAX_QUESTION_CHARACTERS:
        raise InputError(
            f"search: found {len(search):,} characters, expected at most {MAX_QUESTION_CHARACTERS:,}; shorten it"
        )
    if (words := len(search.split())) > MAX_SEARCH_WORDS:
        raise InputError(f"search: found {words} words, expected at most {MAX_SEARCH_WORDS}; leave some out")
