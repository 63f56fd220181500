"""The interface of a database connection, in a transaction."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from byline.encoders.base import Floats
from byline.errors import ArchiveDamagedError
from byline.records import Article


class Database(Protocol):
    """One connection, in a transaction. In SQL, `?` is a placeholder for a value.

    Attributes:
        numbers: Table expression with one column, `value`, that expands a JSON list of whole numbers.
        texts: The same for a JSON list of strings.
        searched: Expression for the searchable text of an article, case folded: id, title, publisher and author.
        folded_title: Expression for the title, case folded.
        contains: Condition that `searched` contains a value.
    """

    numbers: str
    texts: str
    searched: str
    folded_title: str
    contains: str

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Return all rows of a statement's result."""
        ...

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first row, or None."""
        ...

    def stream(self, sql: str, *values: Any) -> Iterator[Any]:
        """Yield the rows without loading all of them into memory."""
        ...

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement that changes rows; return how many."""
        ...

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        ...

    def among(self, column: str, values: Sequence[str]) -> tuple[str, Any]:
        """Return a condition that a column is one of several texts, and the value for its placeholder."""
        ...

    def packed(self, vector: Floats) -> Any:
        """Return a vector in the form in which it is stored."""
        ...

    def unpacked(self, stored: Sequence[tuple[int, Any]], dim: int) -> Floats:
        """Return vectors, `(n, dim)`, from pairs of passage key and stored vector.

        Raises:
            ArchiveDamagedError: A vector has changed since it was stored.
        """
        ...

    def more_columns(self, article: Article) -> dict[str, Any]:
        """Return the columns of a version that only this kind of database has."""
        ...

    def problems(self) -> list[str]:
        """Return the problems found by the database's own checks."""
        ...

    def damaged(self, why: str) -> ArchiveDamagedError:
        """Make the error for damaged data."""
        ...
