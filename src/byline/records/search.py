"""What is searched, and what a search finds."""

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
    """Which articles to search: those that meet every condition given.

    Attributes:
        publisher: One name or several, compared without regard to case.
        since: Earliest date of publication, inclusive: a date, a datetime or either in ISO 8601.
        until: Latest date of publication, inclusive; a date without a time means its whole day.
        articles: One id or several; None means any.

    An article without a date meets no condition on dates. A moment without a time zone is in UTC.

    Raises:
        InputError: A date cannot be read, or `since` is after `until`.
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
        """The publishers asked for, none if any will do."""
        return tuple(folded(name) for name in _several(self.publisher or ()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the articles asked for, none if any will do."""
        return tuple(_several(self.articles or ()))

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """First moment and the moment just after the last."""
        latest = moment_of(self.until, "until")
        if latest is not None:
            whole_day = not isinstance(self.until, datetime) and len(str(self.until)) <= len("2025-06-30")
            try:
                latest += timedelta(days=1) if whole_day else timedelta(microseconds=1)
            except OverflowError:
                latest = None  # nothing is later
        return moment_of(self.since, "since"), latest


def _several(value: str | Sequence[str]) -> Sequence[str]:
    """Return what was given as a sequence, whatever it was."""
    return (value,) if isinstance(value, str) or not isinstance(value, Sequence) else value


Lacking = Literal["date", "publisher", "author"]


@dataclass(frozen=True, slots=True)
class Selected:
    """Which articles to count and list: those that meet every condition given.

    Attributes:
        where: Conditions that hold for the whole conversation; None for none.
        publishers: Names, compared without regard to case; none means any.
        authors: As the articles name them, to the character; none means any.
        periods: The day of publication, in its own time zone, lies in one of these; none means any, or no day.
        lacking: What is not known of the articles; None means nothing in particular.
        ids: The articles; None means any.
        other_than: Articles left out.
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
    """A passage that was found for a query.

    Attributes:
        passage: What was found.
        score: Higher is better; comparable within one search only.
        rank: From 1.
        similarity: Cosine of query and passage in [-1, 1], None where only the keywords found it.
        keyword_score: BM25, at least 0, None where only the embedding found it.
    """

    passage: Passage
    score: float
    rank: int
    similarity: float | None = None
    keyword_score: float | None = None

    @property
    def article(self) -> Article:
        """The article that the passage is part of."""
        return self.passage.article

    @property
    def span(self) -> Span:
        """Where the passage stands in its article."""
        return self.passage.span

    @property
    def text(self) -> str:
        """The passage as it stands in its article."""
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
    """What a search found, best first.

    Attributes:
        items: The hits.
        undated: How many articles a date filter left out only because they have no date.
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
        """Return what was found as plain JSON values."""
        return {"hits": [hit.to_dict() for hit in self], "undated": self.undated}


def check_listing(search: object, order: object) -> None:
    """Check how articles are to be listed; see `Archive.browse`.

    Raises:
        InputError: The order is none, or the search is no text, or too long.
    """
    if order not in get_args(ArticleOrder):
        raise InputError(f"order: found {order!r}, expected {', '.join(get_args(ArticleOrder))}")
    if not isinstance(search, str):
        raise InputError(f"search: found {type(search).__name__}, expected text")
    if len(search) > MAX_QUESTION_CHARACTERS:
        raise InputError(f"search: {len(search):,} characters, at most {MAX_QUESTION_CHARACTERS:,} are taken")
    if (words := len(search.split())) > MAX_SEARCH_WORDS:
        raise InputError(f"search: {words} words, at most {MAX_SEARCH_WORDS} are taken: leave some out")
