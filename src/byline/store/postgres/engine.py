"""The port to what searches the passages of a PostgreSQL archive."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Protocol

from byline.encoders.base import Floats
from byline.records import Finding, Where
from byline.store.engines import Ranking
from byline.store.postgres.snapshot import PassageTerms, PostgresSnapshot


class Engine(Protocol):
    """Finds passages. It is told of changes in the transaction that makes them.

    Attributes:
        version: Of what it keeps: an archive that another made is refused.
        tables: What it keeps in a build besides passages, vectors and terms: by name, the statement that makes each,
            with `{schema}` for the schema of the build.
    """

    version: str
    tables: ClassVar[Mapping[str, str]]

    def added(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Take passages in."""
        ...

    def removed(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Forget passages; they are there as they were when they were added."""
        ...

    def prepare(self, snapshot: PostgresSnapshot) -> None:
        """Make ready a build whose passages are all there, before it takes the place of another."""
        ...

    def upkeep(self, snapshot: PostgresSnapshot) -> Sequence[str]:
        """Return the statements, each a transaction of its own, that bring up to date what lags behind."""
        ...

    def search_vectors(self, snapshot: PostgresSnapshot, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages most similar to `vector`, `(dim,)`, of those that meet the conditions."""
        ...

    def search_keywords(self, snapshot: PostgresSnapshot, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages that share most with `terms`, by BM25."""
        ...

    def check(self, snapshot: PostgresSnapshot) -> Finding:
        """Check what searches."""
        ...
