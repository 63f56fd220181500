"""Reports on an archive, and on what was added to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from byline.records.vocabulary import OutcomeStatus

if TYPE_CHECKING:
    from byline.records import wire


@dataclass(frozen=True, slots=True)
class IndexState:
    """The contents of an archive at one moment.

    Attributes:
        generation: How many times the archive was written to; 0 if never.
        articles: Number of articles.
        passages: Number of passages.
        newest_article_at: The latest date of publication; None if no article is dated.
        fingerprint: Hash of the encoder and of how passages are cut; None before the first write.
    """

    generation: int = 0
    articles: int = 0
    passages: int = 0
    newest_article_at: datetime | None = None
    fingerprint: str | None = None

    def to_dict(self) -> "wire.IndexStateJson":
        """Return the state as plain JSON values."""
        return {
            "generation": self.generation,
            "articles": self.articles,
            "passages": self.passages,
            "newest_article_at": self.newest_article_at.isoformat() if self.newest_article_at else None,
            "fingerprint": self.fingerprint,
        }


NEVER_WRITTEN = IndexState()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of adding one article.

    Attributes:
        status: What was done.
        source: The file, or the id of an article given as an object.
        id: The article's id; None if it was rejected.
        reason: Why it was rejected; empty otherwise.
        warnings: Warnings about an article that was accepted.
        passages: Number of passages; 0 if the article is unchanged.
        embedded: How many of the passages had to be embedded; the vectors of the others were known.
    """

    status: OutcomeStatus
    source: str
    id: str | None = None
    reason: str = ""
    warnings: tuple[str, ...] = ()
    passages: int = 0
    embedded: int = 0

    def to_dict(self) -> "wire.OutcomeJson":
        """Return the outcome as plain JSON values."""
        return {
            "status": self.status,
            "source": self.source,
            "id": self.id,
            "reason": self.reason,
            "warnings": list(self.warnings),
            "passages": self.passages,
            "embedded": self.embedded,
        }


@dataclass(frozen=True, slots=True)
class Gone:
    """An article whose file is no longer in the folder it was added from, or is now empty.

    Attributes:
        id: Id of the article.
        file: Where its file was.
        now: Id of another article with the same text whose file exists, which means that the file was renamed or
            moved; None if there is none.
    """

    id: str
    file: str
    now: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """Return the article as plain JSON values."""
        return {"id": self.id, "file": self.file, "now": self.now}


@dataclass(frozen=True, slots=True)
class Moved:
    """An article whose file was renamed or moved.

    Attributes:
        id: Id of the article, which is unchanged.
        file: Where its file was.
        now: Where its file is now.
    """

    id: str
    file: str
    now: str

    def to_dict(self) -> dict[str, str]:
        """Return the article as plain JSON values."""
        return {"id": self.id, "file": self.file, "now": self.now}


@dataclass(frozen=True, slots=True)
class AddReport:
    """The result of adding articles.

    Attributes:
        outcomes: One for each article or rejected file, in the order in which they were committed.
        skipped: Files in the folders that Byline does not read: unsupported or hidden files, links to folders, and
            files saved along with a web page.
        warnings: Problems with a metadata.csv.
        gone: Articles whose files have disappeared from the folders; they are kept until withdrawn.
        moved: Articles whose files were renamed or moved.
        unfinished: Files left for later because they may still be being written.
    """

    outcomes: tuple[Outcome, ...] = ()
    skipped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    moved: tuple[Moved, ...] = ()
    unfinished: tuple[str, ...] = ()

    def _ids(self, status: OutcomeStatus) -> tuple[str, ...]:
        return tuple(outcome.id for outcome in self.outcomes if outcome.status == status and outcome.id)

    @property
    def added(self) -> tuple[str, ...]:
        """Ids of new articles."""
        return self._ids("added")

    @property
    def updated(self) -> tuple[str, ...]:
        """Ids of articles with a new version."""
        return self._ids("updated")

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Ids of articles that were already there, unchanged."""
        return self._ids("unchanged")

    @property
    def rejected(self) -> tuple[Outcome, ...]:
        """What was rejected, each with its source and reason."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == "rejected")

    @property
    def embedded(self) -> int:
        """Number of passages that had to be embedded."""
        return sum(outcome.embedded for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report of `doctor`."""

    healthy: bool
    subject: str
    detail: str

    def to_dict(self) -> "wire.FindingJson":
        """Return the finding as plain JSON values."""
        return {"healthy": self.healthy, "subject": self.subject, "detail": self.detail}
