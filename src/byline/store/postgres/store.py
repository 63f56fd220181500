"""An archive in a PostgreSQL database; see `Store`.

reading    one snapshot (repeatable read), whatever is committed at the same time
writing    one transaction at a time: each sees the results of those before it, and is on disk when it ends
lock       writers share one lock; a rebuild holds it exclusively
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from typing import Any

import psycopg
from pgvector.psycopg import register_vector
from psycopg import errors

from byline.encoders.base import Floats
from byline.errors import ArchiveError, ArchiveLockedError
from byline.language.terms import TermStatistics
from byline.language.text import one_line
from byline.records import Finding, IndexState, Where
from byline.store.base import View
from byline.store.engines import Ranking
from byline.store.folder.sqlite import empty_snapshot
from byline.store.memory import MemoryView
from byline.store.postgres.connection import WRITING_SECONDS, Address, Connection, ConnectionPool
from byline.store.postgres.database import PostgresDatabase, marked
from byline.store.postgres.engine import Engine
from byline.store.postgres.pgvector import PgVector
from byline.store.postgres.snapshot import KNOWN, TABLES, PostgresSnapshot, schema_of, search_path
from byline.store.postgres.transaction import PostgresTransaction
from byline.store.sidecar import Statements
from byline.store.sql import Snapshot, Transaction

_FORMAT = "2"  # format 1 has no withdrawn articles: earlier versions of Byline take one for damage
_READ = {"1", _FORMAT}
_WRITING, _ADDING, _REFRESHING = 0x42794C6E, 0x42794C6F, 0x42794C70  # numbers of advisory locks
_LOCK_SECONDS = 0.8
_ATTEMPTS = 5
_BUILDS = r"SELECT nspname FROM pg_namespace WHERE nspname ~ '^byline_[0-9]+$'"
_OLD_WAIT = "2s"  # for readers of an old build


class PostgresCatalog:
    """The tables of an archive; see `Catalog`."""

    def __init__(self, pool: ConnectionPool, engine: Engine) -> None:
        self._pool = pool
        self._engine = engine

    def exists(self) -> bool:
        """Return whether the tables have been created."""
        with self._pool.connection() as connection:
            return _is_made(connection)

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Read a snapshot of the database; an empty one if it has not been created.

        Raises:
            ArchiveError: The database cannot be read, or was created for another search engine.
        """
        with self.snapshot() as snapshot:
            if snapshot is None:
                with empty_snapshot(self._pool.name) as empty:
                    yield empty
            else:
                yield snapshot

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSnapshot | None]:
        """Read a snapshot of the database like `reading`, but None if it has not been created."""
        with self._pool.connection() as connection:
            yield self._begun(connection)

    @contextmanager
    def writing(self, *, new_generation: bool = True) -> Iterator[Transaction]:
        """Change the database in one transaction: durable when the block ends, rolled back if it raises.

        The first transaction upgrades a database of an earlier version of Byline to the current format.

        Args:
            new_generation: False for changes that do not affect answers.

        Raises:
            ArchiveError: The database cannot be written, or was created for another search engine.
        """
        with self.made() as connection:
            known = self._known(connection)
            _use(connection, int(known.get("build", 0)))
            changes = PostgresTransaction(PostgresDatabase(connection, self._pool.name), known, self._engine)
            if known["format"] != _FORMAT:
                changes.set("format", _FORMAT)
            if new_generation:
                changes.begin_generation()
            yield changes
            changes.finish()
            connection.execute("COMMIT")

    @contextmanager
    def made(self) -> Iterator[Connection]:
        """Begin a transaction once all other writers have finished; create the tables if they do not exist."""
        with self._pool.connection() as connection:
            connection.execute(f"BEGIN; SET LOCAL statement_timeout = '{WRITING_SECONDS}s'")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITING])
            if not _is_made(connection):
                self._make(connection)
            _use(connection, 0)
            yield connection

    def checkpoint(self) -> None:
        """Do nothing: PostgreSQL erases removed data itself (autovacuum)."""

    def _begun(self, connection: Connection) -> PostgresSnapshot | None:
        """Begin a transaction that sees one state of the database; return None if there is no build yet."""
        for _ in range(_ATTEMPTS):
            try:
                known = self._known(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                build = int(known.get("build", 0))
                if not build:
                    return None
                _use(connection, build, hold=(*TABLES, *self._engine.tables))
            except (errors.UndefinedTable, errors.InvalidSchemaName, errors.DeadlockDetected):
                connection.execute("ROLLBACK")
                if not _is_made(connection):
                    return None
                continue  # a new build is replacing this one, or has replaced it: read the new one
            return PostgresSnapshot(PostgresDatabase(connection, self._pool.name), known)
        raise ArchiveError(f"{self._pool.name}: rebuilt again and again: try later")

    def _known(self, connection: Connection, begin: str = "") -> dict[str, str]:
        """Return the archive's settings in `KNOWN`, by name, after checking format and engine."""
        names = ", ".join(f"'{name}'" for name in KNOWN)
        cursor = connection.execute(f"{begin}; SELECT name, value FROM byline.meta WHERE name IN ({names})")
        while cursor.description is None:
            cursor.nextset()
        meta: dict[str, str] = dict(cursor.fetchall())
        if meta.get("format") not in _READ:
            raise ArchiveError(
                f"{self._pool.name}: found format {meta.get('format')}, expected at most {_FORMAT}: use the version of "
                "Byline that made it, or add the articles to a new database"
            )
        if meta.get("engine") != self._engine.version:
            raise ArchiveError(
                f"{self._pool.name}: created for search with {meta.get('engine')}, found {self._engine.version}: use "
                "the original URL (with or without milvus=…), or add the articles to a new database"
            )
        return meta

    def _make(self, connection: Connection) -> None:
        """Create the tables, within the current transaction."""
        if connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'vector'").fetchone() is None:
            try:
                connection.execute("CREATE EXTENSION vector")
            except (errors.InsufficientPrivilege, errors.FeatureNotSupported, errors.UndefinedFile) as error:
                raise ArchiveError(
                    f"{self._pool.name}: no pgvector in this database ({one_line(str(error))}): install it on the "
                    "server, and have an administrator run CREATE EXTENSION vector in this database"
                ) from error
        connection.execute("CREATE SCHEMA byline")
        connection.execute(files("byline.store.postgres").joinpath("schema.sql").read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO byline.meta (name, value) VALUES ('format', %s), ('engine', %s), ('identity', %s)",
            [_FORMAT, self._engine.version, secrets.token_hex(8)],
        )


class PostgresView:
    """One generation; see `View`."""

    def __init__(self, snapshot: PostgresSnapshot, engine: Engine) -> None:
        self._snapshot = snapshot
        self._engine = engine
        self._state = snapshot.state()

    @property
    def rows(self) -> Snapshot:
        """The rows of the catalog."""
        return self._snapshot

    @property
    def state(self) -> IndexState:
        """Contents of the archive."""
        return self._state

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count terms over all passages."""
        return self._snapshot.statistics(terms)

    def search_vectors(self, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages most similar to `vector`, `(dim,)`, among those that meet the conditions."""
        return self._engine.search_vectors(self._snapshot, vector, k, where)

    def search_keywords(self, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages that best match `terms`, among those that meet the conditions."""
        return self._engine.search_keywords(self._snapshot, terms, k, where)


class PostgresStore:
    """A PostgreSQL database and the engine that searches it; see `Store`.

    Args:
        url: URL of the database; see `Address`.
        engine: The search engine; None to search in the database itself.

    Raises:
        ArchiveError: The URL is invalid.
    """

    folder = None

    def __init__(self, url: str, engine: Engine | None = None) -> None:
        address = Address.of(url)
        self.name = address.name
        self._pool = ConnectionPool(address)
        self._engine = engine or PgVector()
        self.catalog = PostgresCatalog(self._pool, self._engine)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    @contextmanager
    def lock(self, *, exclusive: bool = False, removing: bool = False) -> Iterator[None]:
        """Hold the writers' lock of this database: shared with other writers, or exclusively.

        Raises:
            ArchiveLockedError: Another process holds a conflicting lock and does not release it within a second.
            ArchiveError: The database cannot be reached.
        """
        kind = "" if exclusive else "_shared"
        with self._pool.connection(unbounded=True) as connection:
            give_up = time.monotonic() + _LOCK_SECONDS
            while connection.execute(f"SELECT pg_try_advisory_lock{kind}(%s)", [_ADDING]).fetchone() != (True,):
                if time.monotonic() > give_up:
                    others = "is adding articles or rebuilding the index" if exclusive else "is rebuilding the index"
                    raise ArchiveLockedError(f"{self.name}: somebody else {others}: wait until it is done")
                time.sleep(_LOCK_SECONDS / 10)
            try:
                yield
            finally:
                with suppress(psycopg.Error):  # a lost connection has released the lock
                    connection.execute(f"SELECT pg_advisory_unlock{kind}(%s)", [_ADDING])

    @contextmanager
    def reading(self) -> Iterator[View]:
        """Search and read one generation, whatever is written at the same time.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        with self.catalog.snapshot() as snapshot:
            if snapshot is not None:
                yield PostgresView(snapshot, self._engine)
                return
        with empty_snapshot(self.name) as empty:
            yield MemoryView(empty)

    def refresh(self) -> None:
        """Drop builds that have been replaced, and run the engine's maintenance. The caller must hold `lock`.

        Raises:
            ArchiveError: The database cannot be changed.
        """
        with self.catalog.snapshot() as snapshot:
            if snapshot is None:
                return
            statements = self._engine.upkeep(snapshot)
        if statements:
            with self._pool.dedicated() as connection:
                if connection.execute("SELECT pg_try_advisory_lock(%s)", [_REFRESHING]).fetchone() == (True,):
                    for statement in statements:
                        connection.execute(statement)
        with self._pool.connection() as connection:
            for build in (one for one in _builds(connection) if one < snapshot.build):
                self._drop(connection, snapshot, build)

    def _drop(self, connection: Connection, snapshot: PostgresSnapshot, build: int) -> bool:
        """Drop a build, unless it is being read or dropped: then leave it to a later call. Return whether it is gone.

        Args:
            connection: A connection in autocommit mode.
            snapshot: A snapshot of the build that replaced it.
            build: Number of the build to drop.
        """
        try:
            connection.execute(f"BEGIN; SET LOCAL lock_timeout = '{_OLD_WAIT}'")
            if connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_REFRESHING]).fetchone() != (True,):
                return False
            connection.execute(f"DROP SCHEMA IF EXISTS {schema_of(build)} CASCADE")
            connection.execute("COMMIT")
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            return False
        else:
            return True
        finally:
            connection.rollback()

    def repair(self) -> Finding:
        """Run the engine's maintenance, and check its data."""
        with self.lock():
            self.refresh()
            with self.catalog.snapshot() as snapshot:
                if snapshot is None:
                    return Finding(True, "search", "nothing to search")
                snapshot.database.run("SET LOCAL statement_timeout = 0")  # counting all rows takes long
                return self._engine.check(snapshot)

    def make_room(self) -> None:
        """Do nothing: PostgreSQL manages its disk space."""

    def compact(self) -> Finding:
        """Do nothing: PostgreSQL reuses the space itself (autovacuum)."""
        return Finding(True, "space", "left to PostgreSQL: see VACUUM FULL in its manual")

    def sidecar(self, file: str, schema: str) -> "PostgresSidecar":
        """Return access to the tables of the same names in the database."""
        return PostgresSidecar(self._pool, self.catalog)


class PostgresSidecar:
    """Feedback and conversations, in tables of the same database; see `Sidecar`."""

    def __init__(self, pool: ConnectionPool, catalog: PostgresCatalog) -> None:
        self.name = pool.name
        self._pool = pool
        self._catalog = catalog

    def read(self, query: str, *values: Any) -> Sequence[Any]:
        """Return the rows that a query finds.

        Raises:
            ArchiveError: The database cannot be read.
        """
        with self._pool.connection() as connection:
            if not _is_made(connection):
                return []
            connection.execute("BEGIN READ ONLY")
            _use(connection, 0)
            return PostgresDatabase(connection, self.name).all(query, *values)

    @contextmanager
    def changing(self) -> Iterator[Statements]:
        """Change the tables in one transaction: durable when the block ends, rolled back if it raises.

        Raises:
            ArchiveError: The database cannot be written.
        """
        with self._catalog.made() as connection:
            yield _Marked(connection)
            connection.execute("COMMIT")


class _Marked:
    """Runs statements with SQLite's placeholders; see `Statements`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        return self._connection.execute(marked(sql), values)


def _builds(connection: Connection) -> list[int]:
    return [int(found.removeprefix(schema_of(""))) for (found,) in connection.execute(_BUILDS).fetchall()]


def _use(connection: Connection, build: int, *, hold: Sequence[str] = ()) -> None:
    """Put a build on a transaction's search path, and register the vector type with the connection.

    Args:
        connection: A connection in the transaction.
        build: Number of the build; 0 if there is none yet.
        hold: Tables of the build to lock, so that they cannot be dropped before the transaction ends.
    """
    tables = ", ".join(f"{schema_of(build)}.{table}" for table in hold)
    connection.execute(search_path(build) + (f"; LOCK TABLE {tables} IN ACCESS SHARE MODE" if hold else ""))
    if connection.adapters.types.get("vector") is None:
        register_vector(connection)


def _is_made(connection: Connection) -> bool:
    return connection.execute("SELECT to_regclass('byline.meta')").fetchone() != (None,)
