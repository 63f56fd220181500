"""The interface between an archive and the place where it is stored.

A search sees one generation, whatever is written at the same time.
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
    """One generation of an archive, to search and read."""

    @property
    def rows(self) -> Snapshot:
        """The rows of the catalog."""
        ...

    @property
    def state(self) -> IndexState:
        """Contents of the archive."""
        ...

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count terms over all passages."""
        ...

    def search_vectors(self, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages most similar to `vector`, `(dim,)`, among those that meet the conditions."""
        ...

    def search_keywords(self, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages that best match `terms`, among those that meet the conditions."""
        ...


class Catalog(Protocol):
    """The source of truth: articles, versions, passages and vectors, changed in transactions."""

    def exists(self) -> bool:
        """Return whether the catalog has been created."""
        ...

    def reading(self) -> AbstractContextManager[Snapshot]:
        """Read a snapshot; an empty one if the catalog has not been created."""
        ...

    def writing(self, *, new_generation: bool = True) -> AbstractContextManager[Transaction]:
        """Change the catalog in one transaction: durable when the block ends, rolled back if it raises."""
        ...

    def checkpoint(self) -> None:
        """Erase removed data from disk, if the database leaves that to Byline."""
        ...


class Store(Protocol):
    """A catalog, and the search engines kept in sync with it.

    Attributes:
        name: Name for messages, without a password.
        folder: The index folder; None if the store is a database.
        catalog: The catalog.
    """

    name: str

    @property
    def folder(self) -> Path | None:
        """The index folder; None if the store is a database."""
        ...

    @property
    def catalog(self) -> Catalog:
        """The catalog."""
        ...

    def close(self) -> None:
        """Close files and connections."""
        ...

    def lock(self, *, exclusive: bool = False, removing: bool = False) -> AbstractContextManager[None]:
        """Hold the writers' lock: shared with other writers where the store allows it, or exclusively.

        Args:
            exclusive: Whether to exclude all other writers.
            removing: Whether the caller is about to free disk space: space reserved for that is released.

        Raises:
            ArchiveLockedError: Another writer does not finish within seconds.
            ArchiveError: The store cannot be written.
        """
        ...

    def reading(self) -> AbstractContextManager[View]:
        """Search and read one generation.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        ...

    def refresh(self) -> None:
        """Bring the search engines up to date if they lag too far behind. The caller must hold `lock`."""
        ...

    def repair(self) -> Finding:
        """Check the search engines, and rebuild them if necessary.

        Raises:
            ArchiveError: They cannot be read or rebuilt.
        """
        ...

    def make_room(self) -> None:
        """Delete what takes up space and can be rebuilt. The caller must hold `lock`.

        Raises:
            ArchiveError: The archive cannot be written.
        """
        ...

    def compact(self) -> Finding:
        """Free the disk space of removed articles; report how much was freed.

        Raises:
            ArchiveFullError: There is not enough space to do so.
            ArchiveError: The archive cannot be written.
        """
        ...

    def sidecar(self, file: str, schema: str) -> Sidecar:
        """Return the storage for feedback or conversations, which are separate from the articles.

        Args:
            file: Name of the file in an index folder.
            schema: SQLite statements that create the tables if they do not exist.
        """
        ...
