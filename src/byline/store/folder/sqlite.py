"""The catalog of an index folder: the whole contents of an archive, in one SQLite database, changed in transactions.

`reading()` gives a consistent snapshot that later commits do not affect; `writing()` a transaction that
increments the generation and is on disk when the block ends. One process writes at a time; see `FolderStore`.
"""

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from byline.encoders.base import Floats
from byline.errors import ArchiveDamagedError, ArchiveError, ArchiveFullError, ArchiveLockedError, InputError
from byline.language.text import folded, one_line
from byline.records import Article
from byline.store.sql import Snapshot, Transaction

FILE = "byline.db"

_APPLICATION_ID = 0x42794C6E  # "ByLn"
_SCHEMA_VERSION = 2  # version 1 has no withdrawn articles: earlier versions of Byline take one for damage
_OLDEST_READ = 1
_WAIT_SECONDS = 10.0
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)  # the latter: no space for the shared-memory file
_INCREMENTAL = 2  # value of PRAGMA auto_vacuum: pages are freed on request
_PAGES_AT_ONCE = 200  # pages freed in one step, which temporarily needs as much space


class SqliteDatabase:
    """One connection to an SQLite database; see `Database`.

    Args:
        connection: A connection that has the function `folded`.
        file: Named in messages about damage.
    """

    numbers = texts = "json_each(?)"
    searched = "folded(a.id || ' ' || v.title || ' ' || ifnull(v.publisher, '') || ' ' || ifnull(v.author, ''))"
    folded_title = "folded(v.title)"
    contains = f"instr({searched}, ?)"

    def __init__(self, connection: sqlite3.Connection, file: Path | str) -> None:
        self._connection = connection
        self._file = file

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Return all rows of a statement's result."""
        return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first row, or None."""
        return self._connection.execute(sql, values).fetchone()

    def stream(self, sql: str, *values: Any) -> Iterator[Any]:
        """Yield the rows one at a time."""
        return iter(self._connection.execute(sql, values))

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement that changes rows; return how many."""
        return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        self._connection.executemany(sql, rows)

    def among(self, column: str, values: Sequence[str]) -> tuple[str, str]:
        """Return a condition that a column is one of several texts, and the value for its placeholder."""
        return f"{column} IN (SELECT value FROM json_each(?))", json.dumps(values)  # noqa: S608 - column is a constant

    def packed(self, vector: Floats) -> bytes:
        """Return a vector as float32 bytes followed by their CRC-32, little endian."""
        content = vector.astype("<f4").tobytes()
        return content + zlib.crc32(content).to_bytes(4, "little")

    def unpacked(self, stored: Sequence[tuple[int, bytes]], dim: int) -> Floats:
        """Return vectors, `(n, dim)`, verifying their checksums."""
        length = 4 * dim
        for key, content in stored:
            if len(content) == length:
                continue  # from an earlier version of Byline, without a checksum
            checksum = int.from_bytes(content[length:], "little")
            if len(content) != length + 4 or zlib.crc32(content[:length]) != checksum:
                raise self.damaged(f"the vector of passage {key} has changed since it was added")
        return np.frombuffer(b"".join(content[:length] for _, content in stored), "<f4").reshape(len(stored), dim)

    def more_columns(self, article: Article) -> dict[str, Any]:
        """Return nothing: derived columns are computed in queries."""
        return {}

    def problems(self) -> list[str]:
        """Return the problems found by SQLite's integrity and foreign key checks."""
        found = [row[0] for row in self.all("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [
            f"{table}: row {row} refers to a missing {other}"
            for table, row, other, _ in self.all("PRAGMA foreign_key_check")
        ]

    def damaged(self, why: str) -> ArchiveDamagedError:
        """Make the error for damaged data."""
        return _damaged(self._file, why)


class SqliteCatalog:
    """The database file of an archive; each active thread has its own connection."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._idle: list[sqlite3.Connection] = []

    def exists(self) -> bool:
        """Return whether the database has been created.

        Raises:
            ArchiveDamagedError: The database is gone, but its caches exist.
            ArchiveError: The folder cannot be read, or is not a folder.
        """
        try:
            made = self.file.stat().st_size > 0
        except FileNotFoundError:
            made = False
        except OSError as error:
            raise ArchiveError(
                f"{self.file.parent}: cannot be read ({error.strerror}): choose another --index folder"
            ) from error
        if not made and any(self.file.parent.glob("cache-*")):
            raise _damaged(self.file, "missing or empty, although its caches exist")
        return made

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Read a snapshot of the database; an empty one if it has not been created.

        Raises:
            ArchiveError: The database cannot be read, is damaged or is not Byline's.
        """
        if not self.exists():
            with empty_snapshot(self.file) as snapshot:
                yield snapshot
            return
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield Snapshot(SqliteDatabase(connection, self.file))
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self, *, new_generation: bool = True) -> Iterator[Transaction]:
        """Change the database in one transaction: durable when the block ends, rolled back if it raises.

        The first transaction upgrades a database of an earlier version of Byline to the current format.

        Args:
            new_generation: False for changes that do not affect answers.

        Raises:
            ArchiveError: The database cannot be written, is damaged or is not Byline's.
        """
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if _pragma(connection, "user_version") < _SCHEMA_VERSION:
                    connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")  # part of the transaction
                changes = Transaction(SqliteDatabase(connection, self.file))
                if new_generation:
                    changes.begin_generation()
                yield changes
                changes.finish()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def checkpoint(self) -> None:
        """Empty the write-ahead log, which may still contain removed data."""
        with self._connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def compact(self) -> None:
        """Free the disk space of removed articles, in steps that need little extra space.

        A database of an earlier version is first copied as a whole, which needs space for a second one.

        Raises:
            ArchiveFullError: There is not enough space for a step, or for the copy.
            ArchiveError: The database cannot be written.
        """
        with self._connection() as connection:
            if _pragma(connection, "auto_vacuum") != _INCREMENTAL:
                connection.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL}")
                connection.execute("VACUUM")
            while before := _pragma(connection, "freelist_count"):
                connection.execute(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})").fetchall()
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if _pragma(connection, "freelist_count") >= before:
                    break  # readers still need the old pages: leave the rest for next time
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._connect()
            try:
                yield connection
            finally:
                self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        writable = os.access(self.file.parent, os.W_OK)
        log = self.file.with_name(f"{self.file.name}-wal")
        mode = "mode=rwc" if writable else "mode=ro" if log.exists() else "mode=ro&immutable=1"
        connection = sqlite3.connect(
            f"{self.file.absolute().as_uri()}?{mode}",
            uri=True,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # used by one thread at a time, though not always the same
        )
        try:
            connection.create_function("folded", 1, folded, deterministic=True)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            if writable:
                if not _pragma(connection, "page_count"):  # only now: later, each connection would write it again
                    connection.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL}")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
            self._check_schema(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_schema(self, connection: sqlite3.Connection) -> None:
        version = _pragma(connection, "user_version")
        if version == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
            _make(connection)
        elif _pragma(connection, "application_id") != _APPLICATION_ID:
            raise ArchiveDamagedError(f"{self.file}: a database, but not one of Byline's: use another --index folder")
        elif not _OLDEST_READ <= version <= _SCHEMA_VERSION:
            raise ArchiveError(
                f"{self.file}: found format {version}, expected at most {_SCHEMA_VERSION}: "
                "use the version of Byline that made it, or add the articles to a new index"
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:  # raised for a damaged table schema
            raise _damaged(self.file, str(error)) from error
        except UnicodeEncodeError as error:
            raise InputError(f"{error.object!r}: half a character (a lone surrogate): nothing can match it") from error
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise ArchiveLockedError(f"{self.file}: another program has locked it: try again later") from error
            if "decode" in str(error):
                raise _damaged(self.file, str(error)) from error
            if error.sqlite_errorcode in _FULL:
                raise ArchiveFullError(
                    f"{self.file}: the disk is full: free some space, remove articles (byline remove) or run byline "
                    "doctor --compact"
                ) from error
            raise ArchiveError(f"{self.file}: {error}: check the disk and the folder's permissions") from error
        except sqlite3.DatabaseError as error:
            raise _damaged(self.file, str(error)) from error


@contextmanager
def empty_snapshot(file: Path | str) -> Iterator[Snapshot]:
    """Read an archive that has not been created yet."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.create_function("folded", 1, folded, deterministic=True)
        _make(connection)
        yield Snapshot(SqliteDatabase(connection, file))
    finally:
        connection.close()


def _make(connection: sqlite3.Connection) -> None:
    schema = files("byline.store.folder").joinpath("schema.sql").read_text(encoding="utf-8")
    connection.executescript(
        f"BEGIN IMMEDIATE; {schema} PRAGMA application_id = {_APPLICATION_ID};"
        f"PRAGMA user_version = {_SCHEMA_VERSION}; COMMIT;"
    )


def _damaged(file: Path | str, why: str) -> ArchiveDamagedError:
    return ArchiveDamagedError(
        f"{file}: damaged ({one_line(why)}): restore a backup with byline restore, or move it away and add the "
        "articles again"
    )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value
