"""A connection to PostgreSQL with the interface of `Database`."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from pgvector import Vector

from byline.encoders.base import Floats
from byline.errors import ArchiveDamagedError
from byline.language.text import folded, one_line
from byline.records import Article
from byline.store.postgres.connection import Connection

_STREAMED_AT_ONCE = 1_000  # rows
_NUMBERS = itertools.count()
_ITEMS = "(SELECT j.value{type} AS value FROM json_array_elements_text(CAST(? AS json)) AS j)"


class PostgresDatabase:
    """A connection in a transaction; see `Database`.

    Args:
        connection: A connection, used by one thread at a time.
        name: Name of the database in messages about damage.
    """

    numbers = _ITEMS.format(type="::bigint")
    texts = _ITEMS.format(type="")
    searched = "v.searched"
    folded_title = "v.title_folded"
    contains = "strpos(v.searched, ?) > 0"

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Return all rows of a statement's result."""
        return self._connection.cursor(binary=True).execute(marked(sql), values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first row, or None."""
        return self._connection.cursor(binary=True).execute(marked(sql), values).fetchone()

    def stream(self, sql: str, *values: Any) -> Iterator[Any]:
        """Yield the rows, fetched from the server in batches."""
        with self._connection.cursor(name=f"stream_{next(_NUMBERS)}", binary=True) as cursor:
            cursor.itersize = _STREAMED_AT_ONCE
            yield from cursor.execute(marked(sql), values)

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement that changes rows; return how many."""
        return self._connection.execute(marked(sql), values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        with self._connection.cursor() as cursor:
            cursor.executemany(marked(sql), rows)

    def among(self, column: str, values: Sequence[str]) -> tuple[str, list[str]]:
        """Return a condition that a column is one of several texts, and the value for its placeholder."""
        return f"{column} = ANY(?)", list(values)

    def packed(self, vector: Floats) -> Vector:
        """Return a vector as pgvector's type."""
        return Vector(vector)

    def unpacked(self, stored: Sequence[tuple[int, Vector]], dim: int) -> Floats:
        """Return vectors, `(n, dim)`, unchecked: PostgreSQL verifies the checksums of its pages."""
        vectors = np.empty((len(stored), dim), dtype=np.float32)
        for place, (_, vector) in enumerate(stored):
            vectors[place] = vector.to_numpy()
        return vectors

    def more_columns(self, article: Article) -> dict[str, Any]:
        """Return the columns for sorting and searching lists."""
        named = (article.id, article.title, article.publisher or "", article.author or "")
        return {"title_folded": folded(article.title), "searched": folded(" ".join(named))}

    def problems(self) -> list[str]:
        """Return settings of the server that put acknowledged changes at risk."""
        found = self.all(
            "SELECT name, setting FROM pg_settings "
            "WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name"
        )
        return [
            f"the server's setting {name} is {setting}: acknowledged changes may be lost" for name, setting in found
        ]

    def damaged(self, why: str) -> ArchiveDamagedError:
        """Make the error for damaged data."""
        return ArchiveDamagedError(
            f"{self._name}: damaged ({one_line(why)}): restore a backup, or add the articles again"
        )


def marked(sql: str) -> str:
    """Convert placeholders to psycopg's form."""
    return sql.replace("?", "%s")
