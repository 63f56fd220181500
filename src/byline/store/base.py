"""What an archive asks of the place where it is kept.

A search sees one generation, whatever others write meanwhile.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from byline.encoders.base import Floats
from byline.language.terms import TermStatistics
from byline.records import Finding, IndexState, Where
from byline.store.engines import Ranking
from byline.store.sidecar import Sidecar
from byline.store.sql import Snapshot, Transaction


class View(Protocol):
    """One generation of an archive, to search and to read."""

    @property
    def rows(self) -> Snapshot:
        """What is known of its articles."""
        ...

    @property
    def state(self) -> IndexState:
        """What the archive holds."""
        ...

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count terms over all passages."""
        ...

    def search_vectors(self, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages most similar to `vector`, `(dim,)`, of those that meet the conditions."""
        ...

    def search_keywords(self, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages that share most with `terms`, of those that meet the conditions."""
        ...


class Catalog(Protocol):
    """The truth: articles, versions, passages and vectors, changed in transactions."""

    def exists(self) -> bool:
        """Return whether it has been made."""
        ...

    def reading(self) -> AbstractContextManager[Snapshot]:
        """Read a snapshot, an empty one if it has not been made."""
        ...

    def writing(self, *, new_generation: bool = True) -> AbstractContextManager[Transaction]:
        """Change it in one transaction, durable when the block ends, undone if it raises."""
        ...

    def checkpoint(self) -> None:
        """Have what was removed leave the disk, where that is up to us."""
        ...


class Store(Protocol):
    """The catalog, with the engines that search it kept in step.

    Attributes:
        name: How messages name it, without a password.
        folder: The folder that it is; None if it is a database.
        catalog: What it holds.
    """

    name: str

    @property
    def folder(self) -> Path | None:
        """The folder that it is; None if it is a database."""
        ...

    @property
    def catalog(self) -> Catalog:
        """What it holds."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...

    def lock(self, *, exclusive: bool = False, removing: bool = False) -> AbstractContextManager[None]:
        """Hold the writers' lock: shared with other writers where the store allows it, or exclusively.

        Args:
            exclusive: Whether nobody else may hold it.
            removing: Whether room is to be made on the disk: what is kept for that is given up.

        Raises:
            ArchiveLockedError: Somebody else writes and does not end within seconds.
            ArchiveError: It cannot be written.
        """
        ...

    def reading(self) -> AbstractContextManager[View]:
        """Search and read one generation.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        ...

    def refresh(self) -> None:
        """Bring what searches up to date if it lags too far behind. Call it while holding `lock`."""
        ...

    def repair(self) -> Finding:
        """Check what searches, and make it anew if it needs that.

        Raises:
            ArchiveError: It cannot be read or made.
        """
        ...

    def make_room(self) -> None:
        """Give up what takes room and can be made again. Call it while holding `lock`.

        Raises:
            ArchiveError: The archive cannot be written.
        """
        ...

    def compact(self) -> Finding:
        """Give the disk back what removed articles took; say how much that was.

        Raises:
            ArchiveFullError: There is no room to do so.
            ArchiveError: The archive cannot be written.
        """
        ...

    def sidecar(self, file: str, schema: str) -> Sidecar:
        """Return the place for feedback and conversations, which are no part of the articles.

        Args:
            file: Its name in a folder.
            schema: Makes the tables in SQLite where they are not there yet.
        """
        ...
