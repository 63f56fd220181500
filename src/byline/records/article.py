"""Articles, their parts, and the list of articles.

Text is stored once: every quote is a span of code points in an article's text.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from byline.errors import ArticleError, InputError
from byline.language.text import is_blank, one_line
from byline.records.days import is_storable
from byline.records.pages import PageRange, Pages

if TYPE_CHECKING:
    from byline.records import wire


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points: `0 <= start < end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise InputError(f"span {self.start}:{self.end}: expected 0 <= start < end")

    def __len__(self) -> int:
        return self.end - self.start

    def shift(self, offset: int) -> "Span":
        """Return this span moved `offset` code points to the right."""
        return Span(self.start + offset, self.end + offset)

    def contains(self, other: "Span") -> bool:
        """Return whether `other` is entirely inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


MARKED = ("title", "publisher", "author", "published")  # fields that may be inferred, and corrected by hand


@dataclass(frozen=True, slots=True)
class Article:
    """One article, exactly as given; its text is never altered.

    Attributes:
        id: Its URL, or any other name that is unique in the archive.
        text: The whole text; spans count its code points.
        title: Headline; empty if there is none.
        url: Address of the original.
        publisher: Who published it.
        author: Who wrote it.
        published: When it was published, with its time zone.
        language: ISO 639-1 code.
        updated: When its source says it was last changed, with its time zone.
        inferred: The fields of `MARKED` that are guesses, made from its first and last lines or its file name.
        edited: The fields of `MARKED` that a person has corrected.
        path: Path of its file within the folder that was added, followed by `#` and the row number for a row of a
            table; None if there is no file. Set by the archive; ignored by `version` and by comparison.
        pages: Where the pages of its file begin; None if it has none. Ignored by `version`.

    Raises:
        ArticleError: The id or the text is empty, a field contains characters that cannot be stored, `published` or
            `updated` has no time zone, `inferred` or `edited` names a field outside `MARKED`, or a page begins after
            the end of the text.
    """

    id: str
    text: str = field(repr=False)
    title: str = ""
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    updated: datetime | None = None
    inferred: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    path: str | None = field(default=None, compare=False)
    pages: Pages | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name in ("id", "text", "title", "url", "publisher", "author", "language"):
            value = getattr(self, name)
            if value is None and name not in {"id", "text", "title"}:
                continue
            if not isinstance(value, str):
                raise ArticleError(f"article {self.id!r}: {name} is {type(value).__name__}, expected text")
            if problem := not_storable(value):
                raise ArticleError(f"article {one_line(self.id)!r}: {name} contains {problem}")
        if not self.id.strip():
            raise ArticleError("article without an id: give its URL or a name that is unique in the archive")
        if is_blank(self.text):
            raise ArticleError(f"article {self.id!r}: no text in it")
        for name in ("published", "updated"):
            if getattr(self, name) is not None:
                self._check_moment(name, getattr(self, name))
        if unknown := (self.inferred | self.edited).difference(MARKED):
            raise ArticleError(
                f"article {self.id!r}: cannot mark {sorted(unknown)[0]!r}, expected one of {', '.join(MARKED)}"
            )
        if self.pages and self.pages.starts[-1] > len(self.text):
            raise ArticleError(f"article {self.id!r}: a page begins after the end of the text")

    def _check_moment(self, name: str, moment: object) -> None:
        where = f"article {self.id!r}: {name}"
        if not isinstance(moment, datetime):
            raise ArticleError(f"{where} is {type(moment).__name__}, expected a datetime with a time zone")
        if moment.tzinfo is None:
            raise ArticleError(f"{where} {moment} has no time zone: add one")
        if not is_storable(moment):
            raise ArticleError(f"{where} {moment} is outside the supported range of dates: correct it")

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def pages_of(self, span: Span) -> PageRange | None:
        """Return the pages that a span of the text is on; None if the file has no pages."""
        return self.pages.range_of(span.start, span.end) if self.pages else None

    @property
    def day(self) -> date | None:
        """The day of publication in the article's own time zone; None if unknown."""
        return self.published.date() if self.published else None

    @property
    def marks(self) -> dict[str, str | list[str]]:
        """Non-empty `updated`, `inferred` and `edited` as plain JSON values."""
        found: dict[str, str | list[str]] = {}
        if self.updated:
            found["updated"] = self.updated.astimezone(UTC).isoformat()
        for name in ("inferred", "edited"):
            if marked := sorted(getattr(self, name)):
                found[name] = marked
        return found

    @property
    def version(self) -> str:
        """SHA-256, in hexadecimal, of all fields but `id`, `language`, `path` and `pages`."""
        published = self.published and self.published.astimezone(UTC).isoformat()
        content = [self.text, self.title, self.url, self.publisher, self.author, published]
        if marks := self.marks:  # without marks, the hash is the same as before marks were introduced
            content.append(json.dumps(marks, sort_keys=True))
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def not_storable(value: str) -> str:
    """Return why a text cannot be stored; empty if it can."""
    if "\0" in value:
        return "a NUL character: it is not text"
    try:
        value.encode()
    except UnicodeEncodeError as error:
        return f"half a character (a lone surrogate) at {error.start}"
    return ""


def located(article: Article, span: Span) -> "wire.PlaceJson":
    """Return a place in an article, with the words there, as plain JSON values."""
    place: wire.PlaceJson = {
        "type": "char_location",
        "cited_text": article[span],
        "document_id": article.id,
        "document_title": article.title,
        "start_char_index": span.start,
        "end_char_index": span.end,
        "url": article.url,
        "publisher": article.publisher,
        "published_at": article.published.isoformat() if article.published else None,
        "document_version": article.version,
        "path": article.path,
    }
    if article.inferred:
        place["inferred_fields"] = sorted(article.inferred)
    if article.edited:
        place["edited_fields"] = sorted(article.edited)
    if pages := article.pages_of(span):
        place["pages"] = pages.to_dict()
    return place


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an article: the unit that is embedded, searched and read. Its text is taken from the article."""

    article: Article
    span: Span

    @property
    def text(self) -> str:
        """The words of the passage, exactly as in the article."""
        return self.article[self.span]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article with the same or nearly the same text.

    Attributes:
        id: The id of the other article.
        similarity: Estimated Jaccard similarity of their word triples, in [0, 1]; 1 for an exact copy.
    """

    id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text: one line of the list of articles.

    Attributes:
        version: SHA-256 of its current version; see `Article.version`.
        versions: How many versions were added, including the current one.
        characters: Length of its text in code points.
        passages: Number of passages.
        copies: Copies and near copies in the archive, most similar first.
        notes: Remarks on how its file was read, for example what was left out.
        in_part: Whether only part of its text was read.
        updated: When its source says it was last changed.
        inferred: Which fields are guesses; see `Article.inferred`.
        edited: Which fields a person has corrected.
        path: Path of its file; see `Article.path`.
    """

    id: str
    title: str
    url: str | None
    publisher: str | None
    author: str | None
    published: datetime | None
    language: str | None
    version: str
    versions: int
    characters: int
    passages: int
    copies: tuple[Copy, ...] = ()
    notes: tuple[str, ...] = ()
    in_part: bool = False
    updated: datetime | None = None
    inferred: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    path: str | None = None

    def to_dict(self) -> "wire.ArticleSummaryJson":
        """Return the summary as plain JSON values."""
        return {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "publisher": self.publisher,
            "author": self.author,
            "published": self.published.isoformat() if self.published else None,
            "language": self.language,
            "version": self.version,
            "versions": self.versions,
            "characters": self.characters,
            "passages": self.passages,
            "copies": [{"id": copy.id, "similarity": copy.similarity} for copy in self.copies],
            "notes": list(self.notes),
            "in_part": self.in_part,
            "updated": self.updated.isoformat() if self.updated else None,
            "inferred": sorted(self.inferred),
            "edited": sorted(self.edited),
            "path": self.path,
        }

    def with_text(self, article: Article) -> "wire.ArticleJson":
        """Return the summary and the article's text as plain JSON values."""
        pages = article.pages.to_dict() if article.pages else None
        return {**self.to_dict(), "text": article.text, "pages": pages}


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of a list of articles.

    Attributes:
        total: Number of articles on all pages.
        articles: The articles on this page, in the requested order.
    """

    total: int
    articles: tuple[ArticleSummary, ...]

    def to_dict(self) -> "wire.ArticlePageJson":
        """Return the page as plain JSON values."""
        return {"total": self.total, "articles": [one.to_dict() for one in self.articles]}


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One version of an article.

    Attributes:
        version: See `Article.version`.
        added_at: When it was added.
        characters: Length of its text in code points.
    """

    version: str
    added_at: datetime
    characters: int
