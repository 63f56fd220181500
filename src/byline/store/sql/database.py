"""The port to one connection to a database, in a transaction."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from byline.encoders.base import Floats
from byline.errors import ArchiveDamagedError
from byline.records import Article


class Database(Protocol):
    """One connection, in a transaction. In SQL, `?` stands for a value.

    Attributes:
        numbers: A table of what a value, a JSON list of whole numbers, holds: one column, `value`.
        texts: The same of a JSON list of texts.
        searched: What is looked into for an article, case folded: id, title, publisher and author.
        folded_title: Its title, case folded.
        contains: The condition that `searched` has a value in it.
    """

    numbers: str
    texts: str
    searched: str
    folded_title: str
    contains: str

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Return all rows that a statement gives."""
        ...

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first of them, None if there is none."""
        ...

    def stream(self, sql: str, *values: Any) -> Iterator[Any]:
        """Yield them without holding all of them in memory."""
        ...

    def run(self, sql: str, *values: Any) -> int:
        """Change something; return how many rows."""
        ...

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Change something for each of several rows of values."""
        ...

    def among(self, column: str, values: Sequence[str]) -> tuple[str, Any]:
        """Return the condition that a column is one of several texts, and the value in it."""
        ...

    def packed(self, vector: Floats) -> Any:
        """Return a vector as it is stored."""
        ...

    def unpacked(self, stored: Sequence[tuple[int, Any]], dim: int) -> Floats:
        """Return vectors, `(n, dim)`, of keys of passages and what was stored.

        Raises:
            ArchiveDamagedError: One is not as it was stored.
        """
        ...

    def more_columns(self, article: Article) -> dict[str, Any]:
        """Return what this database keeps of a version beyond what all of them do, by column."""
        ...

    def problems(self) -> list[str]:
        """Return what the database's own check says is wrong."""
        ...

    def damaged(self, why: str) -> ArchiveDamagedError:
        """Make the error that something in it is not as it was written."""
        ...
