"""An archive in a PostgreSQL database; see `Store`.

reading    one snapshot (repeatable read), whatever others commit meanwhile
writing    one transaction after another: each sees what those before it left, and is on the disk when it ends
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

_FORMAT = "2"  # of 1, no article is withdrawn: an earlier Byline would take one that is for damage
_READ = {"1", _FORMAT}
_WRITING, _ADDING, _REFRESHING = 0x42794C6E, 0x42794C6F, 0x42794C70  # of advisory locks
_LOCK_SECONDS = 0.8
_ATTEMPTS = 5
_BUILDS = r"SELECT nspname FROM pg_namespace WHERE nspname ~ '^byline_[0-9]+$'"
_OLD_WAIT = "2s"  # for those who still read an old build


class PostgresCatalog:
    """The tables of an archive; see `Catalog`."""

    def __init__(self, pool: ConnectionPool, engine: Engine) -> None:
        self._pool = pool
        self._engine = engine

    def exists(self) -> bool:
        """Return whether the tables have been made."""
        with self._pool.connection() as connection:
            return _is_made(connection)

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Read a snapshot of the database, an empty one if it has not been made.

        Raises:
            ArchiveError: It cannot be read, or was made for another kind of search.
        """
        with self.snapshot() as snapshot:
            if snapshot is None:
                with empty_snapshot(self._pool.name) as empty:
                    yield empty
            else:
                yield snapshot

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSnapshot | None]:
        """Read a snapshot of the database as `reading` does, None if it has not been made."""
        with self._pool.connection() as connection:
            yield self._begun(connection)

    @contextmanager
    def writing(self, *, new_generation: bool = True) -> Iterator[Transaction]:
        """Change the database in one transaction, durable when the block ends, undone if it raises.

        One that an earlier Byline made is brought up to this format in it; until then it is read as it is.

        Args:
            new_generation: False for what changes no answer.

        Raises:
            ArchiveError: It cannot be written, or was made for another kind of search.
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
        """Begin a transaction once all others that write have ended; the tables are made if they are not there yet."""
        with self._pool.connection() as connection:
            connection.execute(f"BEGIN; SET LOCAL statement_timeout = '{WRITING_SECONDS}s'")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITING])
            if not _is_made(connection):
                self._make(connection)
            _use(connection, 0)
            yield connection

    def checkpoint(self) -> None:
        """Leave it to PostgreSQL, which clears what was removed away by itself (autovacuum)."""

    def _begun(self, connection: Connection) -> PostgresSnapshot | None:
        """Begin a transaction that sees one state of the database, None if there is nothing to see."""
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
                continue  # a new build takes the place of this one, or has taken it: see the new one
            return PostgresSnapshot(PostgresDatabase(connection, self._pool.name), known)
        raise ArchiveError(f"{self._pool.name}: made anew again and again: try later")

    def _known(self, connection: Connection, begin: str = "") -> dict[str, str]:
        """Return, and check, what is known of the archive itself, by name."""
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
                f"{self._pool.name}: made to be searched by {meta.get('engine')}, found {self._engine.version}: name "
                "it as it was at first (with or without milvus=…), or add the articles to a new database"
            )
        return meta

    def _make(self, connection: Connection) -> None:
        """Make the tables, in the transaction."""
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
        """What is known of its articles."""
        return self._snapshot

    @property
    def state(self) -> IndexState:
        """What the archive holds."""
        return self._state

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count terms over all passages."""
        return self._snapshot.statistics(terms)

    def search_vectors(self, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages most similar to `vector`, `(dim,)`, of those that meet the conditions."""
        return self._engine.search_vectors(self._snapshot, vector, k, where)

    def search_keywords(self, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages that share most with `terms`, of those that meet the conditions."""
        return self._engine.search_keywords(self._snapshot, terms, k, where)


class PostgresStore:
    """A PostgreSQL database, and what searches it; see `Store`.

    Args:
        url: Of the database, see `Address`.
        engine: What searches; the database itself if None.

    Raises:
        ArchiveError: The URL is none.
    """

    folder = None

    def __init__(self, url: str, engine: Engine | None = None) -> None:
        address = Address.of(url)
        self.name = address.name
        self._pool = ConnectionPool(address)
        self._engine = engine or PgVector()
        self.catalog = PostgresCatalog(self._pool, self._engine)

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    @contextmanager
    def lock(self, *, exclusive: bool = False, removing: bool = False) -> Iterator[None]:
        """Hold the lock of those who write to this database: shared with other writers, or exclusively.

        Raises:
            ArchiveLockedError: Somebody else makes the index anew, or adds, and does not end within a second.
            ArchiveError: The database cannot be reached.
        """
        kind = "" if exclusive else "_shared"
        with self._pool.connection(unbounded=True) as connection:
            give_up = time.monotonic() + _LOCK_SECONDS
            while connection.execute(f"SELECT pg_try_advisory_lock{kind}(%s)", [_ADDING]).fetchone() != (True,):
                if time.monotonic() > give_up:
                    others = "adds articles or makes the index anew" if exclusive else "makes the index anew"
                    raise ArchiveLockedError(f"{self.name}: somebody else {others}: wait until it is done")
                time.sleep(_LOCK_SECONDS / 10)
            try:
                yield
            finally:
                with suppress(psycopg.Error):  # the lock is gone with a connection that is
                    connection.execute(f"SELECT pg_advisory_unlock{kind}(%s)", [_ADDING])

    @contextmanager
    def reading(self) -> Iterator[View]:
        """Search and read one generation, whatever others write meanwhile.

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
        """Drop builds that another has replaced, and have what searches keep up. Call it while holding `lock`.

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
        """Drop a build, unless somebody reads it, or drops it: then whoever comes next does. Return whether it is gone.

        Args:
            connection: In autocommit.
            snapshot: What has replaced it.
            build: Its number.
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
        """Check what searches, and make it anew if it needs that."""
        with self.lock():
            self.refresh()
            with self.catalog.snapshot() as snapshot:
                if snapshot is None:
                    return Finding(True, "search", "nothing to search")
                snapshot.database.run("SET LOCAL statement_timeout = 0")  # all is counted
                return self._engine.check(snapshot)

    def make_room(self) -> None:
        """Leave the disk to PostgreSQL."""

    def compact(self) -> Finding:
        """Leave it to PostgreSQL, which uses the room again by itself (autovacuum)."""
        return Finding(True, "space", "left to PostgreSQL: see VACUUM FULL in its manual")

    def sidecar(self, file: str, schema: str) -> "PostgresSidecar":
        """Return the tables of the database, which have the same names."""
        return PostgresSidecar(self._pool, self.catalog)


class PostgresSidecar:
    """What is kept beside the articles, in tables of the same database; see `Sidecar`."""

    def __init__(self, pool: ConnectionPool, catalog: PostgresCatalog) -> None:
        self.name = pool.name
        self._pool = pool
        self._catalog = catalog

    def read(self, query: str, *values: Any) -> Sequence[Any]:
        """Return the rows that a query finds.

        Raises:
            ArchiveError: They cannot be read.
        """
        with self._pool.connection() as connection:
            if not _is_made(connection):
                return []
            connection.execute("BEGIN READ ONLY")
            _use(connection, 0)
            return PostgresDatabase(connection, self.name).all(query, *values)

    @contextmanager
    def changing(self) -> Iterator[Statements]:
        """Change them in one transaction, durable when the block ends, undone if it raises.

        Raises:
            ArchiveError: They cannot be written.
        """
        with self._catalog.made() as connection:
            yield _Marked(connection)
            connection.execute("COMMIT")


class _Marked:
    """Takes statements as SQLite does; see `Statements`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        return self._connection.execute(marked(sql), values)


def _builds(connection: Connection) -> list[int]:
    return [int(found.removeprefix(schema_of(""))) for (found,) in connection.execute(_BUILDS).fetchall()]


def _use(connection: Connection, build: int, *, hold: Sequence[str] = ()) -> None:
    """Have a transaction find the tables of a build, and the connection know vectors.

    Args:
        connection: In the transaction.
        build: Number of the build, 0 if there is none yet.
        hold: Its tables; whoever would drop them then waits.
    """
    tables = ", ".join(f"{schema_of(build)}.{table}" for table in hold)
    connection.execute(search_path(build) + (f"; LOCK TABLE {tables} IN ACCESS SHARE MODE" if hold else ""))
    if connection.adapters.types.get("vector") is None:
        register_vector(connection)


def _is_made(connection: Connection) -> bool:
    return connection.execute("SELECT to_regclass('byline.meta')").fetchone() != (None,)
