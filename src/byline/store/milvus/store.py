"""An archive in PostgreSQL, searched by Milvus: committed changes are sent to Milvus before they are acknowledged."""

from collections.abc import Iterator
from contextlib import contextmanager

from byline.store.milvus.search import MilvusSearch
from byline.store.postgres.connection import Connection, ConnectionPool
from byline.store.postgres.database import PostgresDatabase
from byline.store.postgres.snapshot import PostgresSnapshot, search_path
from byline.store.postgres.store import PostgresCatalog, PostgresStore
from byline.store.sql import Transaction

_TELLING = 0x42794C71  # number of an advisory lock


class MilvusCatalog(PostgresCatalog):
    """The tables of an archive, and a Milvus server that receives every change; see `Catalog`."""

    def __init__(self, pool: ConnectionPool, search: MilvusSearch) -> None:
        super().__init__(pool, search)
        self._search = search

    @contextmanager
    def writing(self, *, new_generation: bool = True) -> Iterator[Transaction]:
        """Change the database like `PostgresCatalog`, then update Milvus.

        Raises:
            ArchiveError: The database cannot be written, or Milvus cannot be updated. What is committed is safe in
                either case, and searches find it.
        """
        with super().writing(new_generation=new_generation) as changes:
            yield changes
        self.catch_up()

    def catch_up(self) -> None:
        """Send committed changes to Milvus.

        Raises:
            ArchiveError: Milvus cannot be updated. What is committed is safe, and searches find it.
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
    """A PostgreSQL database, and a Milvus server that searches it; see `Store`.

    Args:
        url: URL of the database; see `Address`.
        milvus: Address of Milvus.

    Raises:
        ArchiveError: The URL is not that of a PostgreSQL database.
    """

    catalog: MilvusCatalog

    def __init__(self, url: str, milvus: str) -> None:
        self._search = MilvusSearch(milvus)
        super().__init__(url, self._search)
        self.catalog = MilvusCatalog(self._pool, self._search)

    def close(self) -> None:
        """Close the connections."""
        self._search.close()
        super().close()

    def refresh(self) -> None:
        """Send pending changes to Milvus, then refresh like `PostgresStore`. The caller must hold `lock`."""
        if self.catalog.exists():
            self.catalog.catch_up()
        super().refresh()

    def _drop(self, connection: Connection, snapshot: PostgresSnapshot, build: int) -> bool:
        """Drop a build, and its collection in Milvus."""
        gone = super()._drop(connection, snapshot, build)
        if gone:
            self._search.drop(snapshot, build)
        return gone
