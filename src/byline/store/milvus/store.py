"""An archive in PostgreSQL that Milvus searches: it is told what is committed before that is acknowledged."""

from collections.abc import Iterator
from contextlib import contextmanager

from byline.store.milvus.search import MilvusSearch
from byline.store.postgres.connection import Connection, ConnectionPool
from byline.store.postgres.database import PostgresDatabase
from byline.store.postgres.snapshot import PostgresSnapshot, search_path
from byline.store.postgres.store import PostgresCatalog, PostgresStore
from byline.store.sql import Transaction

_TELLING = 0x42794C71  # of an advisory lock


class MilvusCatalog(PostgresCatalog):
    """The tables of an archive, and a Milvus that is told of every change; see `Catalog`."""

    def __init__(self, pool: ConnectionPool, search: MilvusSearch) -> None:
        super().__init__(pool, search)
        self._search = search

    @contextmanager
    def writing(self, *, new_generation: bool = True) -> Iterator[Transaction]:
        """Change the database as `PostgresCatalog` does, then tell Milvus.

        Raises:
            ArchiveError: It cannot be written, or Milvus cannot be told; what is committed is safe, and found all the
                same.
        """
        with super().writing(new_generation=new_generation) as changes:
            yield changes
        self.catch_up()

    def catch_up(self) -> None:
        """Tell Milvus what is committed.

        Raises:
            ArchiveError: It cannot be told; what is committed is safe, and found all the same.
        """
        with self._pool.connection() as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_TELLING])
            known = dict(connection.execute("SELECT name, value FROM byline.meta").fetchall())
            if "build" in known:
                connection.execute(search_path(int(known["build"])))
                self._search.tell(PostgresSnapshot(PostgresDatabase(connection, self._pool.name), known))
            connection.execute("COMMIT")


class MilvusStore(PostgresStore):
    """A PostgreSQL database, and a Milvus that searches it; see `Store`.

    Args:
        url: Of the database, see `Address`.
        milvus: Address of Milvus.

    Raises:
        ArchiveError: The URL is not one of PostgreSQL.
    """

    catalog: MilvusCatalog

    def __init__(self, url: str, milvus: str) -> None:
        self._search = MilvusSearch(milvus)
        super().__init__(url, self._search)
        self.catalog = MilvusCatalog(self._pool, self._search)

    def close(self) -> None:
        """Let go of the connections."""
        self._search.close()
        super().close()

    def refresh(self) -> None:
        """Tell Milvus what it was not told yet, then refresh as `PostgresStore` does. Call it while holding `lock`."""
        if self.catalog.exists():
            self.catalog.catch_up()
        super().refresh()

    def _drop(self, connection: Connection, snapshot: PostgresSnapshot, build: int) -> bool:
        """Drop a build, and what Milvus holds of it."""
        gone = super()._drop(connection, snapshot, build)
        if gone:
            self._search.drop(snapshot, build)
        return gone
