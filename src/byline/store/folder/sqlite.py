"""The catalog of an index folder: everything an archive knows, in one SQLite database, changed in transactions.

`reading()` gives a consistent snapshot that later commits do not touch; `writing()` a transaction that
raises the generation and is on the disk when the block ends. One process writes at a time; see `FolderStore`.
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
_SCHEMA_VERSION = 2  # of 1, no article is withdrawn: an earlier Byline would take one that is for damage
_OLDEST_READ = 1
_WAIT_SECONDS = 10.0
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)  # the latter where readers and writers cannot meet for it
_INCREMENTAL = 2  # of PRAGMA auto_vacuum: pages are given back when they are asked for
_PAGES_AT_ONCE = 200  # that are given back in one step, which needs as much room for a moment


class SqliteDatabase:
    """One connection to an SQLite database; see `Database`.

    Args:
        connection: With the function `folded`.
        file: Named where something is damaged.
    """

    numbers = texts = "json_each(?)"
    searched = "folded(a.id || ' ' || v.title || ' ' || ifnull(v.publisher, '') || ' ' || ifnull(v.author, ''))"
    folded_title = "folded(v.title)"
    contains = f"instr({searched}, ?)"

    def __init__(self, connection: sqlite3.Connection, file: Path | str) -> None:
        self._connection = connection
        self._file = file

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Return all rows that a statement gives."""
        return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first of them, None if there is none."""
        return self._connection.execute(sql, values).fetchone()

    def stream(self, sql: str, *values: Any) -> Iterator[Any]:
        """Yield them as they are asked for."""
        return iter(self._connection.execute(sql, values))

    def run(self, sql: str, *values: Any) -> int:
        """Change something; return how many rows."""
        return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Change something for each of several rows of values."""
        self._connection.executemany(sql, rows)

    def among(self, column: str, values: Sequence[str]) -> tuple[str, str]:
        """Return the condition that a column is one of several texts, and the value in it."""
        return f"{column} IN (SELECT value FROM json_each(?))", json.dumps(values)  # noqa: S608 - a name of ours

    def packed(self, vector: Floats) -> bytes:
        """Return the bytes of a vector, float32, then their CRC-32, all little endian."""
        content = vector.astype("<f4").tobytes()
        return content + zlib.crc32(content).to_bytes(4, "little")

    def unpacked(self, stored: Sequence[tuple[int, bytes]], dim: int) -> Floats:
        """Return vectors, `(n, dim)`, each compared with its checksum."""
        length = 4 * dim
        for key, content in stored:
            if len(content) == length:
                continue  # of an earlier version, which kept no checksum
            checksum = int.from_bytes(content[length:], "little")
            if len(content) != length + 4 or zlib.crc32(content[:length]) != checksum:
                raise self.damaged(f"the vector of passage {key} is not as it was added")
        return np.frombuffer(b"".join(content[:length] for _, content in stored), "<f4").reshape(len(stored), dim)

    def more_columns(self, article: Article) -> dict[str, Any]:
        """Return nothing: what is derived is computed when it is asked for."""
        return {}

    def problems(self) -> list[str]:
        """Return what SQLite's own check and the foreign keys say is wrong."""
        found = [row[0] for row in self.all("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [
            f"{table}: row {row} refers to a missing {other}"
            for table, row, other, _ in self.all("PRAGMA foreign_key_check")
        ]

    def damaged(self, why: str) -> ArchiveDamagedError:
        """Make the error that something in it is not as it was written."""
        return _damaged(self._file, why)


class SqliteCatalog:
    """The database file of an archive; each thread that is at work has a connection of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._idle: list[sqlite3.Connection] = []

    def exists(self) -> bool:
        """Return whether the database has been made.

        Raises:
            ArchiveDamagedError: It is gone, and its caches are not.
            ArchiveError: The folder cannot be looked into, or is not one.
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
            raise _damaged(self.file, "missing or empty, though caches of it are there")
        return made

    def close(self) -> None:
        """Close the connections that are not at work."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Read a snapshot of the database, an empty one if it has not been made.

        Raises:
            ArchiveError: It cannot be read, or it is damaged or not Byline's.
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
        """Change the database in one transaction, durable when the block ends, undone if it raises.

        One that an earlier Byline made is brought up to this format in it; until then it is read as it is.

        Args:
            new_generation: False for what changes no answer.

        Raises:
            ArchiveError: It cannot be written, or it is damaged or not Byline's.
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
        """Empty the write-ahead log, in which what was removed can still stand."""
        with self._connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def compact(self) -> None:
        """Give the disk back what removed articles took, in steps that need little room.

        A database of an earlier version is copied once as a whole, which needs room for a second one.

        Raises:
            ArchiveFullError: There is no room for a step, or for the copy.
            ArchiveError: It cannot be written.
        """
        with self._connection() as connection:
            if _pragma(connection, "auto_vacuum") != _INCREMENTAL:
                connection.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL}")
                connection.execute("VACUUM")
            while before := _pragma(connection, "freelist_count"):
                connection.execute(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})").fetchall()
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if _pragma(connection, "freelist_count") >= before:
                    break  # others read what was there: the next time
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
                if not _pragma(connection, "page_count"):  # later it would be written again by each who connects
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
            raise ArchiveDamagedError(f"{self.file}: a database, but not Byline's: use another --index folder")
        elif not _OLDEST_READ <= version <= _SCHEMA_VERSION:
            raise ArchiveError(
                f"{self.file}: found format {version}, expected at most {_SCHEMA_VERSION}: "
                "use the version of Byline that made it, or add the articles to a new index"
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:  # of the description of its tables
            raise _damaged(self.file, str(error)) from error
        except UnicodeEncodeError as error:
            raise InputError(f"{error.object!r}: holds half a character (a lone surrogate): nothing has it") from error
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise ArchiveLockedError(f"{self.file}: another program holds it: try again later") from error
            if "decode" in str(error):
                raise _damaged(self.file, str(error)) from error
            if error.sqlite_errorcode in _FULL:
                raise ArchiveFullError(
                    f"{self.file}: the disk is full: make room on it, byline remove articles, or byline doctor "
                    "--compact"
                ) from error
            raise ArchiveError(f"{self.file}: {error}: check the disk and the folder's permissions") from error
        except sqlite3.DatabaseError as error:
            raise _damaged(self.file, str(error)) from error


@contextmanager
def empty_snapshot(file: Path | str) -> Iterator[Snapshot]:
    """Read an archive that has not been made."""
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
        f"{file}: damaged ({one_line(why)}): bring back a backup with byline restore, or move it away and add the "
        "articles again"
    )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value
