"""The answer to a question about the archive itself: articles counted and listed from the catalogue.

A listing is Byline's own statement: it is counted, not quoted from an article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from byline.errors import InputError
from byline.records.article import Article, ArticleSummary

if TYPE_CHECKING:
    from byline.records import wire
    from byline.records.vocabulary import Listed

MOST_LISTED = 200  # articles in one listing; `total` counts all of them


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """One article in a listing.

    Attributes:
        version: Version of the article when it was listed; see `Article.version`.
        marker: Marker of the citation whose sentence contains the words searched for; None if no words were searched
            for, or if only the title contains them.
    """

    id: str
    title: str
    url: str | None
    publisher: str | None
    author: str | None
    published: datetime | None
    version: str
    marker: int | None = None

    @classmethod
    def of(cls, article: Article | ArticleSummary, marker: int | None = None) -> "ListedArticle":
        """Make the entry for an article."""
        return cls(
            article.id,
            article.title,
            article.url,
            article.publisher,
            article.author,
            article.published,
            article.version,
            marker,
        )

    def to_dict(self) -> "wire.ListedArticleJson":
        """Return the article as plain JSON values; `citation` is an index from 0 into the reply's citations."""
        return {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "publisher": self.publisher,
            "author": self.author,
            "published": self.published.isoformat() if self.published else None,
            "version": self.version,
            "citation": None if self.marker is None else self.marker - 1,
        }


@dataclass(frozen=True, slots=True)
class ListedName:
    """A publisher or author, with the number of their articles."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The catalogue's answer to a question about the archive itself.

    Attributes:
        heading: The answer in one sentence, such as `2 of 15 articles mention “Carver”.`
        understood: What was counted, such as `articles that mention “Carver”`.
        listed: What is listed: `articles`, `publishers` or `authors`.
        total: How many were found.
        searched: How many articles were searched.
        articles: The first 200 articles found, newest first (oldest first if the question asks for the oldest),
            undated ones last; empty if publishers or authors are listed.
        names: The publishers or authors found, those with the most articles first.
        command: Shell command that lists all of them, or as many as a reply can; empty for names.

    Raises:
        InputError: There is no heading, more are listed than `total`, or both articles and names are listed.
    """

    heading: str
    understood: str
    listed: "Listed"
    total: int
    searched: int
    articles: tuple[ListedArticle, ...] = ()
    names: tuple[ListedName, ...] = ()
    command: str = ""

    def __post_init__(self) -> None:
        if not self.heading:
            raise InputError("a listing must have a heading")
        shown: Sequence[object] = self.articles if self.listed == "articles" else self.names
        if len(self.articles) + len(self.names) > len(shown) or not len(shown) <= self.total:
            raise InputError(f"a listing of {self.total} {self.listed}: found {len(shown)}, or another kind")

    @property
    def markers(self) -> tuple[int, ...]:
        """The citation markers of the articles, in order."""
        return tuple(one.marker for one in self.articles if one.marker is not None)

    def to_dict(self) -> "wire.ListingJson":
        """Return the listing as plain JSON values."""
        return {
            "heading": self.heading,
            "understood": self.understood,
            "listed": self.listed,
            "total": self.total,
            "searched": self.searched,
            "articles": [one.to_dict() for one in self.articles],
            "names": [{"name": one.name, "articles": one.articles} for one in self.names],
            "command": self.command,
        }
