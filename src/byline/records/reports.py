"""What an archive says of itself and of what was added to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from byline.records.vocabulary import OutcomeStatus

if TYPE_CHECKING:
    from byline.records import wire


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an archive holds at one moment.

    Attributes:
        generation: How many times the archive was written to; 0 if never.
        articles: Number of articles.
        passages: Number of passages.
        newest_article_at: The latest date of publication, None if no article is dated.
        fingerprint: Of the encoder and of the way passages are cut; None before the first write.
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
    """What became of one article that was to be added.

    Attributes:
        status: What was done.
        source: The file, or the id of an article that was given as an object.
        id: The article's id, None if it was rejected.
        reason: Why it was rejected.
        warnings: What the user should know although it was taken.
        passages: Number of its passages; 0 if it is unchanged.
        embedded: How many of them had to be embedded; the others were known.
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
    """An article whose file is no longer in the folder that it was added from, or is empty now.

    Attributes:
        id: Of the article.
        file: Where its file was.
        now: Id of the article that has the same text from a file that is there: it was renamed or moved; None if none.
    """

    id: str
    file: str
    now: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """Return it as plain JSON values."""
        return {"id": self.id, "file": self.file, "now": self.now}


@dataclass(frozen=True, slots=True)
class Moved:
    """An article whose file was renamed or moved.

    Attributes:
        id: Of the article, which stays as it was.
        file: Where its file was.
        now: Where it is.
    """

    id: str
    file: str
    now: str

    def to_dict(self) -> dict[str, str]:
        """Return it as plain JSON values."""
        return {"id": self.id, "file": self.file, "now": self.now}


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of everything that was to be added.

    Attributes:
        outcomes: One for each article or rejected file, in the order in which they were acknowledged.
        skipped: What in folders is of no kind that Byline reads, hidden, a link to a folder, or saved beside a page.
        warnings: What is wrong with a metadata.csv.
        gone: Articles of the folders that were added whose files are there no more; they are kept until withdrawn.
        moved: Articles whose files were renamed or moved.
        unfinished: Files that were left for later, since they may still be written to.
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
        """Ids of articles that have a new version."""
        return self._ids("updated")

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Ids of articles that were there already, as they are."""
        return self._ids("unchanged")

    @property
    def rejected(self) -> tuple[Outcome, ...]:
        """What was not taken, each with its source and reason."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == "rejected")

    @property
    def embedded(self) -> int:
        """How many passages had to be embedded."""
        return sum(outcome.embedded for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what `doctor` found."""

    healthy: bool
    subject: str
    detail: str

    def to_dict(self) -> "wire.FindingJson":
        """Return the finding as plain JSON values."""
        return {"healthy": self.healthy, "subject": self.subject, "detail": self.detail}
