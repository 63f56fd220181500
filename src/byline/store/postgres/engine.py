"""What searches the passages of a PostgreSQL archive: the database itself (`pgvector.py`), or Milvus (`milvus.py`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from byline.ports import Floats, Ranking
from byline.records import Finding, Where
from byline.store.postgres.rows import PostgresRows


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """A passage by its key, with its terms in their order."""

    key: int
    terms: Sequence[str]


class Engine(Protocol):
    """Finds passages; told of changes in the transaction that makes them.

    Attributes:
        version: Of what it keeps: an archive that another made is refused.
    """

    version: str

    def added(self, rows: PostgresRows, passages: Iterable[PassageTerms]) -> None:
        """Take passages in."""
        ...

    def removed(self, rows: PostgresRows, passages: Iterable[PassageTerms]) -> None:
        """Forget passages; they are there as they were when they were added."""
        ...

    def catch_up(self) -> None:
        """Do what is to be done once a transaction is durable and before it is acknowledged."""
        ...

    def search_vectors(self, rows: PostgresRows, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages most similar to `vector`, `(dim,)`, of those that meet the conditions."""
        ...

    def search_keywords(self, rows: PostgresRows, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages that share most with `terms`, by BM25."""
        ...

    def swapped(self, rows: PostgresRows) -> None:
        """Make ready a build whose passages are all there, before it takes the place of another."""
        ...

    def dropped(self, build: int) -> None:
        """Drop what is kept of a build that nobody reads any more."""
        ...

    def lagging(self, rows: PostgresRows) -> Sequence[str]:
        """Return the statements, each a transaction of its own, that bring up to date what lags behind."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...

    def repair(self, rows: PostgresRows) -> Finding:
        """Check what searches."""
        ...
