"""The catalog: everything an archive knows, in one SQLite database, changed in transactions.

`reading()` gives a consistent snapshot that later commits do not touch; `writing()` a transaction that
raises the generation and is on the disk when the block ends. One process writes at a time; see `Store`.
"""

import json
import os
import secrets
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from byline.copies import SIMILAR, Signature
from byline.errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveLockedError,
    ArticleError,
    ArticleNotFoundError,
    InputError,
)
from byline.passages import digest_of, embedded_text
from byline.ports import Floats, Keys
from byline.records import (
    Article,
    ArticleOrder,
    ArticlePage,
    ArticleSummary,
    ArticleVersion,
    Copy,
    IndexState,
    Passage,
    Span,
    Where,
)
from byline.text import folded, one_line

FILE = "byline.db"

_APPLICATION_ID = 0x42794C6E  # "ByLn"
_SCHEMA_VERSION = 1
_WAIT_SECONDS = 10.0
_CHECKED_AT_ONCE = 1_000  # passages
_CANDIDATES_PER_BAND = 50  # boilerplate that very many articles share would make every one a candidate

_Counted = Literal["article", "passage"]

_ARTICLE = "v.digest, a.id, v.text, v.title, v.url, v.publisher, v.author, v.published, v.language"
# The second condition follows of the first; with it, SQLite may begin with an index of versions.
_PRESENT = "article a JOIN version v ON v.key = a.present AND v.article = a.key"
_SEARCHED = "folded(a.id || ' ' || v.title || ' ' || ifnull(v.publisher, '') || ' ' || ifnull(v.author, ''))"
_ORDERS: dict[ArticleOrder, str] = {
    "added": "a.key DESC",
    "newest": "v.published_at DESC NULLS LAST, a.key DESC",
    "oldest": "v.published_at NULLS LAST, a.key",
    "publisher": "v.publisher_folded NULLS LAST, v.published_at DESC NULLS LAST, a.key",
    "title": "folded(v.title), a.key",
}


class Catalog:
    """The database file of an archive; each thread that is at work has a connection of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._idle: list[sqlite3.Connection] = []

    def exists(self) -> bool:
        """Tell whether the database has been made.

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
    def reading(self) -> Iterator["Rows"]:
        """Read a snapshot of the database, an empty one if it has not been made.

        Raises:
            ArchiveError: It cannot be read, or it is damaged or not Byline's.
        """
        with self._connection() if self.exists() else self._nothing() as connection:
            connection.execute("BEGIN")
            try:
                yield Rows(connection)
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self, *, new_generation: bool = True) -> Iterator["Changes"]:
        """Change the database in one transaction, durable when the block ends, undone if it raises.

        Args:
            new_generation: False for what changes no answer.

        Raises:
            ArchiveError: It cannot be written, or it is damaged or not Byline's.
        """
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                changes = Changes(connection)
                if new_generation:
                    changes.begin_generation()
                yield changes
                changes.drop_unused_embeddings()
                changes.keep_counts()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def checkpoint(self) -> None:
        """Empty the write-ahead log, in which what was removed can still stand."""
        with self._connection() as connection:
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

    @contextmanager
    def _nothing(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            connection.create_function("folded", 1, folded, deterministic=True)
            self._make(connection)
            yield connection
        finally:
            connection.close()

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
                connection.execute("CREATE TEMP TABLE loosened (embedding INTEGER PRIMARY KEY)")
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
            self._make(connection)
        elif _pragma(connection, "application_id") != _APPLICATION_ID:
            raise ArchiveDamagedError(f"{self.file}: a database, but not Byline's: use another --index folder")
        elif version != _SCHEMA_VERSION:
            raise ArchiveError(
                f"{self.file}: found format {version}, expected {_SCHEMA_VERSION}: "
                "use the version of Byline that made it, or add the articles to a new index"
            )

    @staticmethod
    def _make(connection: sqlite3.Connection) -> None:
        schema = files("byline.store").joinpath("schema.sql").read_text(encoding="utf-8")
        connection.executescript(
            f"BEGIN IMMEDIATE; {schema} PRAGMA application_id = {_APPLICATION_ID};"
            f"PRAGMA user_version = {_SCHEMA_VERSION}; COMMIT;"
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
            raise ArchiveError(f"{self.file}: {error}: check the disk and the folder's permissions") from error
        except sqlite3.DatabaseError as error:
            raise _damaged(self.file, str(error)) from error


def _damaged(file: Path | str, why: str) -> ArchiveDamagedError:
    return ArchiveDamagedError(
        f"{file}: damaged ({one_line(why)}): bring back a backup with byline restore, or move it away and add the "
        "articles again"
    )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


class Rows:
    """A snapshot of the database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _all(self, sql: str, *values: Any) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: Any) -> Any:
        return self._connection.execute(sql, values).fetchone()

    def _damaged(self, why: str) -> ArchiveDamagedError:
        return _damaged(self._one("PRAGMA database_list")[2], why)

    def _article(self, row: Sequence[Any]) -> Article:
        """Make an article of a row, which must be as it was when its digest was taken."""
        digest, id, text, title, url, publisher, author, published, language = row
        try:
            article = Article(id, text, title, url, publisher, author, _datetime(published), language)
        except (TypeError, ValueError, ArticleError) as error:
            raise self._damaged(f"article {id!r}: {error}") from error
        if article.version != digest:
            raise self._damaged(f"article {id!r} is not as it was added")
        return article

    def _check_all_found(self, asked: Sequence[int] | Keys, found: Sequence[int]) -> None:
        if len(found) < len(asked):
            missing = set(map(int, asked)) - set(found)
            raise self._damaged(f"passage {min(missing)} is missing")

    # What the archive is

    def get(self, name: str) -> str | None:
        """Return a value of the archive's own."""
        row = self._one("SELECT value FROM meta WHERE name = ?", name)
        return row and str(row[0])

    @property
    def generation(self) -> int:
        """How many transactions changed the archive."""
        return int(self.get("generation") or 0)

    def token(self, generation: int) -> str | None:
        """Return what only this database's caches of a generation know, None if none of it is of use."""
        row = self._one("SELECT token FROM lineage WHERE generation = ?", generation)
        return row and str(row[0])

    @property
    def purged(self) -> int:
        """Tombstones up to this generation are forgotten: caches made before it are of no use."""
        return int(self.get("purged") or 0)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.get("dim") or 1)

    def state(self) -> IndexState:
        """Tell what the archive holds."""
        newest = self._one(
            "SELECT v.published_at FROM version v CROSS JOIN article a ON a.key = v.article AND a.present = v.key "
            "WHERE v.published_at IS NOT NULL ORDER BY v.published_at DESC LIMIT 1"
        )
        return IndexState(
            generation=self.generation,
            articles=self.count("article"),
            passages=self.count("passage"),
            newest_article_at=None if newest is None else datetime.fromtimestamp(newest[0], UTC),
            fingerprint=self.get("fingerprint"),
        )

    def count(self, table: _Counted) -> int:
        """Return how many rows a table has: as it was kept of this generation, else by counting."""
        kept = json.loads(self.get("counts") or "{}")
        return int(kept[table]) if kept.get("generation") == self.generation else self._counted(table)

    def _counted(self, table: _Counted) -> int:
        return int(self._one(f"SELECT count(*) FROM {table}")[0])

    def problems(self) -> list[str]:
        """Return what SQLite's own check and the foreign keys say is wrong."""
        found = [row[0] for row in self._all("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            f"{table}: row {row} refers to a missing {other}"
            for table, row, other, _ in self._all("PRAGMA foreign_key_check")
        ]
        found += [
            f"{table}: {self._counted(table)} rows, counted as {self.count(table)}"
            for table in get_args(_Counted)
            if self._counted(table) != self.count(table)
        ]
        return found

    def check_hashes(self, embedded_by: str | None = None) -> None:
        """Compare every version of every article, and every passage and vector, with its hash.

        Args:
            embedded_by: Fingerprint of the encoder; None if it is not known: texts and vectors are compared alone.

        Raises:
            ArchiveDamagedError: One is not as it was added.
        """
        versions = self._connection.execute(
            f"SELECT {_ARTICLE} FROM version v LEFT JOIN article a ON a.key = v.article"
        )
        for row in versions:
            self._article(row)
        keys = self.passage_keys()
        for start in range(0, len(keys), _CHECKED_AT_ONCE):
            some = keys[start : start + _CHECKED_AT_ONCE]
            self.passages(some.tolist(), embedded_by)
            self.vectors_of(some)

    # Articles

    def article(self, id: str) -> Article:
        """Return the present version of an article.

        Raises:
            ArchiveDamagedError: It is damaged.
            ArticleNotFoundError: There is none of that id.
        """
        row = self._one(f"SELECT {_ARTICLE} FROM {_PRESENT} WHERE a.id = ?", id)
        if row is not None:
            return self._article(row)
        if self._one("SELECT key FROM article WHERE id = ?", id):
            raise self._damaged(f"the present version of article {id!r} is missing")
        raise _not_found(id)

    def ids(self) -> list[str]:
        """List the ids of the articles, in the order in which they were first added."""
        return [id for (id,) in self._all("SELECT id FROM article ORDER BY key")]

    def bodies(self) -> Iterator[tuple[str, str]]:
        """Yield id and text of each article, one at a time."""
        yield from self._connection.execute(f"SELECT a.id, v.text FROM {_PRESENT} ORDER BY a.key")

    def summary(self, id: str) -> ArticleSummary:
        """Return what the list says of one article.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        found = self._summaries("a.id = ?", id)
        if not found:
            raise _not_found(id)
        return found[0]

    def summaries(self) -> list[ArticleSummary]:
        """List all articles without their texts, in the order in which they were first added."""
        return self._summaries("true")

    def browse(self, search: str, order: ArticleOrder, offset: int, limit: int) -> ArticlePage:
        """List the articles whose id, title, publisher and author have all words searched for, page by page."""
        terms = folded(search).split()
        found = f"FROM {_PRESENT} WHERE {' AND '.join([f'instr({_SEARCHED}, ?)'] * len(terms)) or 'true'}"
        keys = [
            key
            for (key,) in self._all(
                f"SELECT a.key {found} ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?", *terms, limit, offset
            )
        ]
        total: int = self._one(f"SELECT count(*) {found}", *terms)[0]
        # By keys, since what else a line says would be looked up for all articles before they are ordered.
        summaries = self._summaries("a.key IN (SELECT value FROM json_each(?))", json.dumps(keys))
        places = {key: place for place, key in enumerate(sorted(keys))}
        return ArticlePage(total, tuple(summaries[places[key]] for key in keys))

    def _summaries(self, condition: str, *values: Any) -> list[ArticleSummary]:
        copies: dict[int, list[Copy]] = {}
        for article, other, similarity in self._all(
            "SELECT c.article, o.id, c.similarity FROM copy c JOIN article a ON a.key = c.article "
            f"JOIN article o ON o.key = c.other WHERE {condition} ORDER BY c.similarity DESC, o.id",
            *values,
        ):
            copies.setdefault(article, []).append(Copy(other, similarity))
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        rows: Iterable[sqlite3.Row] = cursor.execute(
            "SELECT a.key, a.id, v.title, v.url, v.publisher, v.author, v.published, v.language, "
            "v.digest AS version, (SELECT count(*) FROM version WHERE article = a.key) AS versions, "
            "v.characters, (SELECT count(*) FROM passage WHERE version = v.key) AS passages, "
            "(SELECT other.key FROM article other WHERE other.id = a.id) AS found "
            f"FROM {_PRESENT} WHERE {condition} ORDER BY a.key",
            values,
        )
        found = []
        for row in rows:
            key = row["key"]
            if row["found"] != key:
                raise self._damaged(f"article {row['id']!r} is not found by its id")
            known = {name: row[name] for name in row.keys() if name not in {"key", "found", "published"}}  # noqa: SIM118
            published = _datetime(row["published"])
            found.append(ArticleSummary(**known, published=published, copies=tuple(copies.get(key, ()))))
        return found

    def publishers(self) -> list[str]:
        """List the publishers of all articles, in the order of the alphabet."""
        rows = self._all(
            f"SELECT min(v.publisher) FROM {_PRESENT} WHERE v.publisher IS NOT NULL "
            "GROUP BY v.publisher_folded ORDER BY v.publisher_folded"
        )
        return [name for (name,) in rows]

    def copies(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """Return for each of these articles that has copies or near copies the ids of those."""
        found: dict[str, set[str]] = {}
        for id, other in self._all(
            "SELECT a.id, o.id FROM json_each(?) k JOIN article a ON a.id = k.value "
            "JOIN copy c ON c.article = a.key JOIN article o ON o.key = c.other",
            json.dumps(list(ids)),
        ):
            found.setdefault(id, set()).add(other)
        return found

    def digest(self, id: str) -> str | None:
        """Return `Article.version` of the present version, None if there is no such article."""
        row = self._one(f"SELECT v.digest FROM {_PRESENT} WHERE a.id = ?", id)
        return row and str(row[0])

    def version(self, id: str, digest: str) -> Article | None:
        """Return a version of an article by its `Article.version`, however old, None if it is not kept."""
        row = self._one(
            f"SELECT {_ARTICLE} FROM article a JOIN version v ON v.article = a.key "
            "WHERE a.id = ? AND v.digest = ? ORDER BY v.key DESC LIMIT 1",
            id,
            digest,
        )
        return row and self._article(row)

    def versions(self, id: str) -> list[ArticleVersion]:
        """List the versions of an article, oldest first.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        rows = self._all(
            "SELECT v.digest, v.added_at, v.characters FROM article a JOIN version v ON v.article = a.key "
            "WHERE a.id = ? ORDER BY v.key",
            id,
        )
        if not rows:
            raise _not_found(id)
        return [ArticleVersion(digest, datetime.fromisoformat(added), length) for digest, added, length in rows]

    def added_at(self, id: str) -> datetime | None:
        """Return when the present version of an article was added, None if there is no such article."""
        row = self._one(f"SELECT v.added_at FROM {_PRESENT} WHERE a.id = ?", id)
        return row and _datetime(row[0])

    def signature(self, id: str) -> Signature | None:
        """Return what recognises the copies of an article, None if there is no such article."""
        row = self._one(
            "SELECT s.minhash, s.words FROM signature s JOIN article a ON a.key = s.article WHERE a.id = ?", id
        )
        return row and _signature(*row)

    def sources(self, id: str) -> list[str]:
        """Return where an article came from."""
        rows = self._all("SELECT s.name FROM source s JOIN article a ON a.key = s.article WHERE a.id = ?", id)
        return [name for (name,) in rows]

    def source(self, name: str) -> tuple[str, str] | None:
        """Return the article that a source became and the digest of what was read, None if it is new."""
        row: tuple[str, str] | None = self._one(
            "SELECT a.id, s.digest FROM source s JOIN article a ON a.key = s.article WHERE s.name = ?", name
        )
        return row

    # Passages

    def passages(self, keys: Sequence[int], embedded_by: str | None = None) -> dict[int, Passage]:
        """Return passages by key.

        Args:
            keys: Of the passages.
            embedded_by: Fingerprint of the encoder. Each passage is then compared with the hash of what was embedded.

        Raises:
            ArchiveDamagedError: A passage is not there, or it or its article is not as it was added.
        """
        rows = self._all(
            'SELECT p.key, p.version, p.start, p."end", e.digest FROM json_each(?) k '
            "JOIN passage p ON p.key = k.value JOIN embedding e ON e.key = p.embedding",
            json.dumps(keys),
        )
        self._check_all_found(keys, [key for key, *_ in rows])
        articles = {
            version: self._article(values)
            for version, *values in self._all(
                f"SELECT v.key, {_ARTICLE} FROM json_each(?) k JOIN version v ON v.key = k.value "
                "JOIN article a ON a.key = v.article",
                json.dumps(list({version for _, version, *_ in rows})),
            )
        }
        found = {}
        for key, version, start, end, digest in rows:
            try:
                passage = found[key] = Passage(articles[version], Span(start, end))
            except (KeyError, ValueError) as error:
                raise self._damaged(f"passage {key} is of no text") from error
            if embedded_by is not None and digest_of(embedded_by, embedded_text(passage)) != digest:
                raise self._damaged(f"passage {key} is not as it was added")
        return found

    def keys(self, where: Where) -> Keys:
        """Return the keys of the passages of the articles that meet the conditions: `(n,)`."""
        conditions, values = _conditions(where)
        rows = self._all(
            f"SELECT p.key FROM {_PRESENT} JOIN passage p ON p.version = v.key WHERE {conditions}", *values
        )
        return np.array([key for (key,) in rows], dtype=np.int64)

    def undated(self, where: Where) -> int:
        """Count the articles that only a missing date keeps from meeting the conditions."""
        if where.bounds == (None, None):
            return 0
        conditions, values = _conditions(Where(publisher=where.publisher, articles=where.articles))
        count: int = self._one(
            f"SELECT count(*) FROM {_PRESENT} WHERE {conditions} AND v.published_at IS NULL", *values
        )[0]
        return count

    # For the caches

    def passage_keys(self, *, after: int = 0) -> Keys:
        """Return the keys of all passages that are larger than `after`, in ascending order: `(n,)`."""
        rows = self._connection.execute("SELECT key FROM passage WHERE key > ? ORDER BY key", (after,))
        return np.fromiter((key for (key,) in rows), dtype=np.int64)

    def vectors_of(self, keys: Keys) -> tuple[Keys, Floats]:
        """Return `keys`, `(n,)`, in the order in which they are found, and their vectors, `(n, dim)`.

        Raises:
            ArchiveDamagedError: A passage is not there, or its vector is not as it was added.
        """
        rows = self._all(
            "SELECT p.key, e.vector FROM json_each(?) k JOIN passage p ON p.key = k.value "
            "JOIN embedding e ON e.key = p.embedding",
            json.dumps(keys.tolist()),
        )
        self._check_all_found(keys, [key for key, _ in rows])
        length = 4 * self.dim
        for key, stored in rows:
            if len(stored) == length:
                continue  # of an earlier version, which kept no checksum
            if len(stored) != length + 4 or zlib.crc32(stored[:length]) != int.from_bytes(stored[length:], "little"):
                raise self._damaged(f"the vector of passage {key} is not as it was added")
        content = b"".join(stored[:length] for _, stored in rows)
        vectors = np.frombuffer(content, dtype="<f4").reshape(len(rows), self.dim)
        return np.array([key for key, _ in rows], dtype=np.int64), vectors

    def texts(self, *, after: int = 0) -> Iterator[tuple[int, str]]:
        """Yield key and what keywords search, title and text, of every passage whose key is larger than `after`."""
        rows = self._connection.execute(
            'SELECT key, version, start, "end" FROM passage WHERE key > ? ORDER BY key', (after,)
        )
        for version, passages in groupby(rows, key=lambda row: row[1]):
            title, text = self._one("SELECT title, text FROM version WHERE key = ?", version)
            for key, _, start, end in passages:
                yield key, f"{title}\n{text[start:end]}"

    def last_key(self) -> int:
        """Return the largest key of a passage, 0 if there is none."""
        return self._one("SELECT max(key) FROM passage")[0] or 0

    def count_after(self, key: int) -> int:
        """Count the passages whose key is larger than `key`."""
        count: int = self._one("SELECT count(*) FROM passage WHERE key > ?", key)[0]
        return count

    def tombstones(self, *, upto: int) -> Keys:
        """Return the keys of passages that are gone, up to the key `upto`: `(n,)`."""
        rows = self._all("SELECT key FROM tombstone WHERE key <= ?", upto)
        return np.array([key for (key,) in rows], dtype=np.int64)

    def embedded(self, digests: Iterable[bytes]) -> set[bytes]:
        """Tell which of these texts, by the hash of what is embedded, have a vector already."""
        return {
            digest for digest in digests if self._one("SELECT 1 FROM embedding WHERE digest = ?", digest) is not None
        }


class Changes(Rows):
    """A transaction that changes the database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._counts = Counter({table: self.count(table) for table in get_args(_Counted)})

    def set(self, name: str, value: str) -> None:
        """Keep a value of the archive's own."""
        self._connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))

    def begin_generation(self) -> None:
        """Count one generation up."""
        generation = self.generation + 1
        self.set("generation", str(generation))
        self._insert("lineage", generation=generation, token=secrets.token_hex(8))

    def put(
        self,
        article: Article,
        passages: Sequence[tuple[Span, bytes]],
        vectors: dict[bytes, Floats],
        signature: Signature,
    ) -> None:
        """Add an article, or a new version of it.

        Args:
            article: What to add.
            passages: Span and hash of what is embedded, for each of its passages.
            vectors: By that hash; those that the database has may be left out.
            signature: Recognises its copies.
        """
        row = self._one("SELECT key FROM article WHERE id = ?", article.id)
        key = row[0] if row else self._insert("article", id=article.id, present=0)
        self._counts.update({"article": 0 if row else 1, "passage": len(passages)})
        version = self._insert(
            "version",
            article=key,
            digest=article.version,
            text=article.text,
            characters=len(article.text),
            title=article.title,
            url=article.url,
            publisher=article.publisher,
            author=article.author,
            published=article.published and article.published.isoformat(),
            language=article.language,
            publisher_folded=article.publisher and folded(article.publisher),
            published_at=article.published and article.published.timestamp(),
            added_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        embeddings = {digest: self._embedding(digest, vectors) for _, digest in passages}
        self._bury_passages(key)
        self._connection.execute("UPDATE article SET present = ? WHERE key = ?", (version, key))
        self._connection.executemany(
            'INSERT INTO passage (version, start, "end", embedding) VALUES (?, ?, ?, ?)',
            [(version, span.start, span.end, embeddings[digest]) for span, digest in passages],
        )
        self._link_copies(key, signature)

    def keep_vectors(self, vectors: Mapping[bytes, Floats]) -> None:
        """Keep vectors for passages that `recut` will give; by the hash of what is embedded."""
        for digest in vectors:
            self._embedding(digest, vectors)

    def recut(self, passages: Mapping[str, Sequence[tuple[Span, bytes]]]) -> None:
        """Put others in the place of all passages, and drop the vectors that none of them has.

        Args:
            passages: By the id of their article, for every article: span and hash of what is embedded; its vector
                is there.
        """
        self._connection.execute("DELETE FROM passage")
        self._connection.executemany(
            'INSERT INTO passage (version, start, "end", embedding) VALUES ('
            "(SELECT present FROM article WHERE id = ?), ?, ?, (SELECT key FROM embedding WHERE digest = ?))",
            ((id, span.start, span.end, digest) for id, cut in passages.items() for span, digest in cut),
        )
        self._connection.execute("DELETE FROM embedding WHERE key NOT IN (SELECT embedding FROM passage)")
        self._counts["passage"] = sum(map(len, passages.values()))
        self.purge(self.generation)

    def remove(self, id: str) -> bool:
        """Remove an article with all its versions; tell whether there was one."""
        row = self._one("SELECT key FROM article WHERE id = ?", id)
        if row is None:
            return False
        self._bury_passages(row[0])
        self._connection.execute("DELETE FROM article WHERE key = ?", row)
        self._counts["article"] -= 1
        return True

    def set_source(self, name: str, id: str, digest: str) -> None:
        """Remember which article a source became and what was read."""
        self._connection.execute(
            "INSERT OR REPLACE INTO source (name, article, digest) "
            "VALUES (?, (SELECT key FROM article WHERE id = ?), ?)",
            (name, id, digest),
        )

    def purge(self, generation: int) -> None:
        """Forget what only caches older than this generation would need."""
        self._connection.execute("DELETE FROM tombstone WHERE generation <= ?", (generation,))
        self._connection.execute("DELETE FROM lineage WHERE generation < ?", (generation,))
        self.set("purged", str(generation))

    def _insert(self, table: str, **values: Any) -> int:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        cursor = self._connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        if cursor.lastrowid is None:
            raise ArchiveError(f"table {table}: SQLite named no row")
        return cursor.lastrowid

    def _embedding(self, digest: bytes, vectors: Mapping[bytes, Floats]) -> int:
        row = self._one("SELECT key FROM embedding WHERE digest = ?", digest)
        if row:
            return int(row[0])
        content = vectors[digest].astype("<f4").tobytes()
        return self._insert("embedding", digest=digest, vector=content + zlib.crc32(content).to_bytes(4, "little"))

    def _bury_passages(self, article: int) -> None:
        of_article = "FROM passage p JOIN version v ON v.key = p.version WHERE v.article = ?"
        self._connection.execute(f"INSERT OR IGNORE INTO loosened SELECT p.embedding {of_article}", (article,))
        self._connection.execute(
            f"INSERT INTO tombstone (key, generation) SELECT p.key, ? {of_article}",
            (self.generation, article),
        )
        deleted = self._connection.execute(f"DELETE FROM passage WHERE key IN (SELECT p.key {of_article})", (article,))
        self._counts["passage"] -= deleted.rowcount

    def keep_counts(self) -> None:
        """Keep how many rows there are, so that nobody has to count them; done once all else is."""
        self.set("counts", json.dumps({"generation": self.generation, **self._counts}))

    def drop_unused_embeddings(self) -> None:
        """Drop the vectors that no passage has any more; one that moved to another article stays."""
        self._connection.execute(
            "DELETE FROM embedding WHERE key IN (SELECT embedding FROM loosened) "
            "AND key NOT IN (SELECT embedding FROM passage WHERE embedding IN (SELECT embedding FROM loosened))"
        )
        self._connection.execute("DELETE FROM loosened")

    def _link_copies(self, article: int, signature: Signature) -> None:
        for table, column in (
            ("signature", "article"),
            ("band", "article"),
            ("copy", "article"),
            ("copy", "other"),
        ):
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (article,))
        candidates = {
            other
            for band in signature.bands
            for (other,) in self._all("SELECT article FROM band WHERE digest = ? LIMIT ?", band, _CANDIDATES_PER_BAND)
        }
        for other in candidates:
            minhash, words = self._one("SELECT minhash, words FROM signature WHERE article = ?", other)
            similarity = signature.similarity(_signature(minhash, words))
            if similarity >= SIMILAR:
                self._connection.executemany(
                    "INSERT INTO copy (article, other, similarity) VALUES (?, ?, ?)",
                    [(article, other, similarity), (other, article, similarity)],
                )
        self._insert(
            "signature",
            article=article,
            minhash=signature.minhash.astype("<u4").tobytes(),
            words=signature.words,
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO band (digest, article) VALUES (?, ?)",
            [(band, article) for band in signature.bands],
        )


def _not_found(id: str) -> ArticleNotFoundError:
    return ArticleNotFoundError(f"no article {id!r} in the archive: see byline list")


def _signature(minhash: bytes, words: str) -> Signature:
    return Signature(np.frombuffer(minhash, dtype="<u4"), words)


def _datetime(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _conditions(where: Where) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if where.publisher is not None:
        conditions.append("v.publisher_folded IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(where.publishers))
    if where.articles is not None:
        conditions.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(where.ids))
    since, until = where.bounds
    if since is not None:
        conditions.append("v.published_at >= ?")
        values.append(since.timestamp())
    if until is not None:
        conditions.append("v.published_at < ?")
        values.append(until.timestamp())
    return " AND ".join(conditions) or "true", values
