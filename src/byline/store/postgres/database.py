"""One connection to PostgreSQL as the port `Database` asks for it."""

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
        connection: Used by one thread at a time.
        name: Named where something is damaged.
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
        """Return all rows that a statement gives."""
        return self._connection.cursor(binary=True).execute(marked(sql), values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """Return the first of them, None if there is none."""
        return self._connection.cursor(binary=True).execute(marked(sql), values).fetchone()

    def stream(self, sql: str, *values: Any) -> Iterator[Any]:
        """Yield them, some at a time from the server."""
        with self._connection.cursor(name=f"stream_{next(_NUMBERS)}", binary=True) as cursor:
            cursor.itersize = _STREAMED_AT_ONCE
            yield from cursor.execute(marked(sql), values)

    def run(self, sql: str, *values: Any) -> int:
        """Change something; return how many rows."""
        return self._connection.execute(marked(sql), values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Change something for each of several rows of values."""
        with self._connection.cursor() as cursor:
            cursor.executemany(marked(sql), rows)

    def among(self, column: str, values: Sequence[str]) -> tuple[str, list[str]]:
        """Return the condition that a column is one of several texts, and the value in it."""
        return f"{column} = ANY(?)", list(values)

    def packed(self, vector: Floats) -> Vector:
        """Return a vector as pgvector has it."""
        return Vector(vector)

    def unpacked(self, stored: Sequence[tuple[int, Vector]], dim: int) -> Floats:
        """Return vectors: `(n, dim)`; PostgreSQL compares its pages with their checksums."""
        vectors = np.empty((len(stored), dim), dtype=np.float32)
        for place, (_, vector) in enumerate(stored):
            vectors[place] = vector.to_numpy()
        return vectors

    def more_columns(self, article: Article) -> dict[str, Any]:
        """Return what lists are ordered and searched by."""
        named = (article.id, article.title, article.publisher or "", article.author or "")
        return {"title_folded": folded(article.title), "searched": folded(" ".join(named))}

    def problems(self) -> list[str]:
        """Return what can be told of a server from here: whether it keeps what it acknowledges."""
        found = self.all(
            "SELECT name, setting FROM pg_settings "
            "WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name"
        )
        return [
            f"the server's setting {name} is {setting}: what is acknowledged may be lost" for name, setting in found
        ]

    def damaged(self, why: str) -> ArchiveDamagedError:
        """Make the error that something in it is not as it was written."""
        return ArchiveDamagedError(
            f"{self._name}: damaged ({one_line(why)}): bring back a backup, or add the articles again"
        )


def marked(sql: str) -> str:
    """Mark values as psycopg does."""
    return sql.replace("?", "%s")
