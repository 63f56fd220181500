"""Storage next to the articles, for data that is not part of them. In an index folder, a small separate database."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from byline.errors import ArchiveError

_WAIT_SECONDS = 5.0


class Statements(Protocol):
    """Runs the statements of a transaction; `?` is a placeholder for a value."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        """Run a statement; the result has `fetchone`."""
        ...


class Sidecar(Protocol):
    """Storage for data kept next to the articles.

    Attributes:
        name: Name for messages.
    """

    name: str

    def read(self, query: str, *values: Any) -> Sequence[Any]:
        """Return the rows that a query finds; none if nothing has been stored yet.

        Raises:
            ArchiveError: The storage cannot be read.
        """
        ...

    def changing(self) -> AbstractContextManager[Statements]:
        """Change the storage in one transaction: durable when the block ends, rolled back if it raises.

        Raises:
            ArchiveError: The storage cannot be written.
        """
        ...


class SqliteSidecar:
    """One SQLite file; nothing is written before the first change.

    Args:
        file: A file in the index folder; one that does not exist reads as empty.
        schema: Statements that create the tables if they do not exist.
    """

    def __init__(self, file: Path, schema: str) -> None:
        self.file = file
        self.name = str(file)
        self._schema = schema

    def read(self, query: str, *values: Any) -> Sequence[Any]:
        """Return the rows that a query finds.

        Raises:
            ArchiveError: The file cannot be read, or is not a database.
        """
        try:
            if not self.file.exists() or not self.file.stat().st_size:
                return []
            with closing(self._open()) as database:
                return database.execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise ArchiveError(f"{self.file}: cannot be read ({error})") from error

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Change the storage in one transaction: durable when the block ends, rolled back if it raises.

        Raises:
            ArchiveError: The file cannot be written, or is not a database.
        """
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open()) as database, database:
                database.executescript(f"BEGIN IMMEDIATE; {self._schema}")
                yield database
        except (sqlite3.Error, OSError) as error:
            raise ArchiveError(f"{self.file}: cannot be written ({error})") from error

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.file, timeout=_WAIT_SECONDS)
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA secure_delete = ON")
        database.execute("PRAGMA synchronous = EXTRA")  # FULL, and also syncs the folder after the journal is deleted
        return database
