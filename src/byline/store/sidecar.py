"""What is kept beside the articles and is no part of them: in a folder a small database of its own."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from byline.errors import ArchiveError

_WAIT_SECONDS = 5.0


class Statements(Protocol):
    """Takes the statements of a transaction; `?` stands for a value."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        """Run one of them; what it gives has `fetchone`."""
        ...


class Sidecar(Protocol):
    """A place for what is kept beside the articles.

    Attributes:
        name: How messages name it.
    """

    name: str

    def read(self, query: str, *values: Any) -> Sequence[Any]:
        """Return the rows that a query finds, none where nothing was kept yet.

        Raises:
            ArchiveError: It cannot be read.
        """
        ...

    def changing(self) -> AbstractContextManager[Statements]:
        """Change it in one transaction, durable when the block ends, undone if it raises.

        Raises:
            ArchiveError: It cannot be written.
        """
        ...


class SqliteSidecar:
    """One SQLite file; nothing is written before the first change.

    Args:
        file: In the folder of the index; one that does not exist reads as empty.
        schema: Makes the tables where they are not there yet.
    """

    def __init__(self, file: Path, schema: str) -> None:
        self.file = file
        self.name = str(file)
        self._schema = schema

    def read(self, query: str, *values: Any) -> Sequence[Any]:
        """Return the rows that a query finds.

        Raises:
            ArchiveError: The file cannot be read, or is no database.
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
        """Change it in one transaction, durable when the block ends, undone if it raises.

        Raises:
            ArchiveError: The file cannot be written, or is no database.
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
        database.execute("PRAGMA synchronous = EXTRA")  # FULL, and the folder, in which the journal was
        return database
