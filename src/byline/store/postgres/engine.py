"""The interface of engines that search the passages of a PostgreSQL archive."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Protocol

from byline.encoders.base import Floats
from byline.records import Finding, Where
from byline.store.engines import Ranking
from byline.store.postgres.snapshot import PassageTerms, PostgresSnapshot


class Engine(Protocol):
    """Finds passages. It is notified of changes within the transaction that makes them.

    Attributes:
        version: Version of its data; an archive with data of another version is refused.
        tables: Its own tables in a build, besides passages, vectors and terms: the statement that creates each, by
            name, with `{schema}` for the schema of the build.
    """

    version: str
    tables: ClassVar[Mapping[str, str]]

    def added(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Add passages to the engine's data."""
        ...

    def removed(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Delete passages from the engine's data; their terms are those with which they were added."""
        ...

    def prepare(self, snapshot: PostgresSnapshot) -> None:
        """Prepare a build whose passages are complete, before it replaces the previous build."""
        ...

    def upkeep(self, snapshot: PostgresSnapshot) -> Sequence[str]:
        """Return the maintenance statements to run, each in a separate transaction."""
        ...

    def search_vectors(self, snapshot: PostgresSnapshot, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages most similar to `vector`, `(dim,)`, among those that meet the conditions."""
        ...

    def search_keywords(self, snapshot: PostgresSnapshot, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages that best match `terms`, by BM25."""
        ...

    def check(self, snapshot: PostgresSnapshot) -> Finding:
        """Check the engine's data."""
        ...
