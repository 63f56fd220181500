"""Articles that a question about the articles themselves asks for: counted in the catalogue, and listed.

What is said of them is Byline's own, not an article's: it is counted, not quoted.
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

MOST_LISTED = 200  # articles of a listing; `total` counts all of them


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article of a listing.

    Attributes:
        version: Of the article as it was listed; see `Article.version`.
        marker: Of the citation of the sentence that has what was looked for, None if nothing was, or if it stands in
            the title alone.
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
        """Return what is listed of an article."""
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
        """Return the article as plain JSON values; `citation` counts the reply's citations from 0."""
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
    """A publisher or author, and how many articles are theirs."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What the catalogue says on a question about the articles themselves.

    Attributes:
        heading: The answer in a sentence, such as `2 of 15 articles mention “Carver”.`
        understood: What was counted, such as `articles that mention “Carver”`.
        listed: What was asked for: `articles`, `publishers` or `authors`.
        total: How many there are.
        searched: How many articles were looked at.
        articles: The first 200 of them, newest first (oldest first where the oldest was asked for), those without a
            date last; none if names were asked for.
        names: The publishers or authors asked for, those with most articles first.
        command: Lists all of them at the command line, or as many as a reply can; empty for names.

    Raises:
        InputError: More are listed than there are, or what was not asked for.
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
            raise InputError("a listing says what was counted")
        shown: Sequence[object] = self.articles if self.listed == "articles" else self.names
        if len(self.articles) + len(self.names) > len(shown) or not len(shown) <= self.total:
            raise InputError(f"a listing of {self.total} {self.listed}: found {len(shown)} of them, and others")

    @property
    def markers(self) -> tuple[int, ...]:
        """The markers of the citations of its articles, in their order."""
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
