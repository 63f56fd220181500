"""One consistent state of an archive: its articles, versions, passages and vectors."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Literal, get_args

import numpy as np

from byline.encoders.base import Floats
from byline.encoders.text import digest_of, embedded_text
from byline.errors import ArticleError, ArticleNotFoundError, BylineError
from byline.language.minhash import Signature
from byline.language.text import folded
from byline.records import (
    Article,
    ArticleOrder,
    ArticlePage,
    ArticleSummary,
    ArticleVersion,
    Copy,
    IndexState,
    Pages,
    Passage,
    Selected,
    Span,
    Where,
    not_storable,
)
from byline.store.engines import Keys
from byline.store.sql.database import Database
from byline.store.sql.places import FOLDERS, folders_from, path_of

Counted = Literal["article", "passage"]

_CHECKED_AT_ONCE = 1_000  # passages
_ASKED_AT_ONCE = 500  # values in one statement

_MARKS = "(SELECT value FROM meta WHERE name = 'marks ' || v.key)"
_SOURCE = "(SELECT min(s.name) FROM source s WHERE s.article = a.key)"
_PAGES = "(SELECT value FROM meta WHERE name = 'pages ' || v.key)"
_KNOWN = f"{_MARKS}, {_SOURCE}, {_PAGES}"
_ARTICLE = f"v.digest, a.id, v.text, v.title, v.url, v.publisher, v.author, v.published, v.language, {_KNOWN}"
WITHDRAWN = 0  # in place of the key of the current version
# The second condition follows from the first; it allows SQLite to start with an index of versions.
PRESENT = "article a JOIN version v ON v.key = a.present AND v.article = a.key"


class Snapshot:
    """A snapshot of the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._all, self._one = database.all, database.one

    def _article(self, row: Sequence[Any]) -> Article:
        """Make an article from a row, verifying its digest."""
        digest, id, text, title, url, publisher, author, published, language, marks, source, pages = row
        try:
            known = {**_marks(marks), "path": path_of(source, self._folders), "pages": _pages(pages)}
            article = Article(id, text, title, url, publisher, author, _datetime(published), language, **known)
        except (KeyError, TypeError, ValueError, ArticleError) as error:
            raise self.database.damaged(f"article {id!r}: {error}") from error
        if article.version != digest:
            raise self.database.damaged(f"article {id!r} has changed since it was added")
        return article

    def _check_all_found(self, asked: Sequence[int] | Keys, found: Sequence[int]) -> None:
        if len(found) < len(asked):
            missing = set(map(int, asked)) - set(found)
            raise self.database.damaged(f"passage {min(missing)} is missing")

    # The archive itself

    def get(self, name: str) -> str | None:
        """Return a stored setting of the archive; None if it is not set."""
        row = self._one("SELECT value FROM meta WHERE name = ?", name)
        return row and str(row[0])

    @cached_property
    def _folders(self) -> tuple[str, ...]:
        """The folders that were added."""
        return folders_from(self.get(FOLDERS))

    @property
    def generation(self) -> int:
        """How many transactions have changed the archive."""
        return int(self.get("generation") or 0)

    def token(self, generation: int) -> str | None:
        """Return the token of this database's caches of a generation; None if caches of it are of no use."""
        row = self._one("SELECT token FROM lineage WHERE generation = ?", generation)
        return row and str(row[0])

    @property
    def purged(self) -> int:
        """Tombstones up to this generation are deleted; caches built before it are of no use."""
        return int(self.get("purged") or 0)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.get("dim") or 1)

    def state(self) -> IndexState:
        """Return the contents of the archive in numbers."""
        newest = self._one(
            "SELECT v.published_at FROM version v WHERE v.published_at IS NOT NULL "
            "AND EXISTS (SELECT 1 FROM article a WHERE a.key = v.article AND a.present = v.key) "
            "ORDER BY v.published_at DESC LIMIT 1"
        )
        return IndexState(
            generation=self.generation,
            articles=self.count("article"),
            passages=self.count("passage"),
            newest_article_at=None if newest is None else datetime.fromtimestamp(newest[0], UTC),
            fingerprint=self.get("fingerprint"),
        )

    def _kept_counts(self) -> dict[str, int]:
        counts: dict[str, int] = json.loads(self.get("counts") or "{}")
        return counts

    def count(self, table: Counted) -> int:
        """Return the number of rows of a table: as stored for this generation, else by counting."""
        kept = self._kept_counts()
        return int(kept[table]) if kept.get("generation") == self.generation else self._counted(table)

    def _counted(self, table: Counted) -> int:
        condition = f" WHERE present != {WITHDRAWN}" if table == "article" else ""
        return int(self._one(f"SELECT count(*) FROM {table}{condition}")[0])

    def problems(self) -> list[str]:
        """Return the problems found by the database's own checks, and wrong stored counts."""
        found = self.database.problems()
        found += [
            f"{table}: found {self._counted(table)} rows, expected {self.count(table)}"
            for table in get_args(Counted)
            if self._counted(table) != self.count(table)
        ]
        return found

    def check_hashes(self, embedded_by: str | None = None) -> None:
        """Compare every version of every article, and every passage and vector, with its hash.

        Args:
            embedded_by: Fingerprint of the encoder; if None, the hashes of embedded texts are not checked.

        Raises:
            ArchiveDamagedError: One of them has changed since it was added.
        """
        for row in self.database.stream(f"SELECT {_ARTICLE} FROM version v LEFT JOIN article a ON a.key = v.article"):
            self._article(row)
        keys = self.passage_keys()
        for start in range(0, len(keys), _CHECKED_AT_ONCE):
            some = keys[start : start + _CHECKED_AT_ONCE]
            self.passages(some.tolist(), embedded_by)
            self.vectors_of(some)

    # Articles

    def article(self, id: str) -> Article:
        """Return the current version of an article.

        Raises:
            ArchiveDamagedError: The article is damaged.
            ArticleNotFoundError: No article has that id.
        """
        row = self._one(f"SELECT {_ARTICLE} FROM {PRESENT} WHERE a.id = ?", id)
        if row is not None:
            return self._article(row)
        raise self._absent(id)

    def _absent(self, id: str) -> BylineError:
        """Make the error for an article without a current version."""
        if self.withdrawn_at(id):
            return ArticleNotFoundError(
                f"article {id!r} is withdrawn because its file is gone: its versions are kept for receipts; to delete "
                "them, use byline remove"
            )
        if self.is_kept(id):
            return self.database.damaged(f"the current version of article {id!r} is missing")
        return _not_found(id)

    def ids(self) -> list[str]:
        """List the ids of all articles, in the order in which they were first added."""
        return [id for (id,) in self._all(f"SELECT id FROM article WHERE present != {WITHDRAWN} ORDER BY key")]

    def bodies(self) -> Iterator[tuple[str, str]]:
        """Yield the id and text of each article, one at a time."""
        yield from self.database.stream(f"SELECT a.id, v.text FROM {PRESENT} ORDER BY a.key")

    def summary(self, id: str) -> ArticleSummary:
        """Return the summary of one article.

        Raises:
            ArticleNotFoundError: No article has that id.
        """
        found = self._summaries("a.id = ?", id)
        if not found:
            raise self._absent(id)
        return found[0]

    def summaries(self) -> list[ArticleSummary]:
        """List all articles without their texts, in the order in which they were first added."""
        return self._summaries("true")

    def browse(self, search: str, order: ArticleOrder, offset: int, limit: int) -> ArticlePage:
        """List one page of the articles whose id, title, publisher and author contain all search words."""
        terms = folded(search).split()
        database = self.database
        found = f"FROM {PRESENT} WHERE {' AND '.join([database.contains] * len(terms)) or 'true'}"
        orders: dict[ArticleOrder, str] = {
            "added": "a.key DESC",
            "newest": "v.published_at DESC NULLS LAST, a.key DESC",
            "oldest": "v.published_at NULLS LAST, a.key",
            "publisher": "v.publisher_folded NULLS LAST, v.published_at DESC NULLS LAST, a.key",
            "title": f"{database.folded_title}, a.key",
        }
        keys = [
            key
            for (key,) in self._all(
                f"SELECT a.key {found} ORDER BY {orders[order]} LIMIT ? OFFSET ?", *terms, limit, offset
            )
        ]
        total: int = self._one(f"SELECT count(*) {found}", *terms)[0]
        return ArticlePage(total, self._in_order(keys))

    def _in_order(self, keys: Sequence[int]) -> tuple[ArticleSummary, ...]:
        """Return the summaries of articles in the given order of their keys.

        Sorting first and fetching by key avoids looking up the rest of the summary for all articles.
        """
        numbers = self.database.numbers
        summaries = self._summaries(f"a.key IN (SELECT value FROM {numbers} AS k)", json.dumps(keys))
        places = {key: place for place, key in enumerate(sorted(keys))}
        return tuple(summaries[places[key]] for key in keys)

    def _summaries(self, condition: str, *values: Any) -> list[ArticleSummary]:
        copies: dict[int, list[Copy]] = {}
        for article, other, similarity in self._all(
            "SELECT c.article, o.id, c.similarity FROM copy c JOIN article a ON a.key = c.article "
            f"JOIN article o ON o.key = c.other WHERE {condition} ORDER BY c.similarity DESC, o.id",
            *values,
        ):
            copies.setdefault(article, []).append(Copy(other, similarity))
        columns = ("id", "title", "url", "publisher", "author", "published", "language", "version", "characters")
        found = []
        for key, known_as, versions, passages, kept, marks, source, *values_of in self._all(
            "SELECT a.key, (SELECT other.key FROM article other WHERE other.id = a.id), "
            "(SELECT count(*) FROM version WHERE article = a.key), "
            "(SELECT count(*) FROM passage WHERE version = v.key), "
            f"(SELECT value FROM meta WHERE name = 'notes ' || a.key), {_MARKS}, {_SOURCE}, "
            "a.id, v.title, v.url, v.publisher, v.author, v.published, v.language, v.digest, v.characters "
            f"FROM {PRESENT} WHERE {condition} ORDER BY a.key",
            *values,
        ):
            known = dict(zip(columns, values_of, strict=True))
            if known_as != key:
                raise self.database.damaged(f"article {known['id']!r} is not found by its id")
            known["published"] = _datetime(known["published"])
            notes, in_part = _notes(kept)
            found.append(
                ArticleSummary(
                    **known,
                    versions=versions,
                    passages=passages,
                    copies=tuple(copies.get(key, ())),
                    notes=notes,
                    in_part=in_part,
                    **_marks(marks),
                    path=path_of(source, self._folders),
                )
            )
        return found

    def notes(self, id: str) -> tuple[tuple[str, ...], bool]:
        """Return the notes on how an article was read, and whether only part of its text was read."""
        row = self._one("SELECT m.value FROM article a JOIN meta m ON m.name = 'notes ' || a.key WHERE a.id = ?", id)
        return _notes(row and row[0])

    def edits(self) -> dict[str, dict[str, str | None]]:
        """Return the corrections made by hand: corrected fields, by article id."""
        found: dict[str, dict[str, str | None]] = json.loads(self.get("edits") or "{}")
        return found

    def cut(self, id: str) -> list[tuple[Span, bytes]]:
        """Return the span and the hash of the embedded text for each passage of an article, in order."""
        rows = self._all(
            f'SELECT p.start, p."end", e.digest FROM {PRESENT} JOIN passage p ON p.version = v.key '
            "JOIN embedding e ON e.key = p.embedding WHERE a.id = ? ORDER BY p.key",
            id,
        )
        return [(Span(start, end), bytes(digest)) for start, end, digest in rows]

    def read_in_part(self) -> int:
        """Count the articles of which only part of the text was read."""
        row = self._one("SELECT count(*) FROM meta WHERE name LIKE ? AND value LIKE ?", "notes %", '{"in_part": true%')
        return int(row[0])

    def publishers(self) -> list[str]:
        """List the publishers of all articles, in alphabetical order."""
        rows = self._all(
            f"SELECT min(v.publisher) FROM {PRESENT} WHERE v.publisher IS NOT NULL "
            "GROUP BY v.publisher_folded ORDER BY v.publisher_folded"
        )
        return [name for (name,) in rows]

    def authors(self) -> list[str]:
        """List the authors of all articles, spelled as in the articles, in alphabetical order."""
        rows = self._all(f"SELECT DISTINCT v.author FROM {PRESENT} WHERE v.author IS NOT NULL")
        return sorted(name for (name,) in rows)

    def selected(self, chosen: Selected, order: Literal["newest", "oldest"], limit: int) -> ArticlePage:
        """Count the articles that meet conditions, and list the first of them; undated ones come last."""
        conditions, values = self._chosen(chosen)
        orders = {"newest": "v.published_at DESC NULLS LAST, a.key DESC", "oldest": "v.published_at NULLS LAST, a.key"}
        total: int = self._one(f"SELECT count(*) FROM {PRESENT} WHERE {conditions}", *values)[0]
        rows = self._all(
            f"SELECT a.key FROM {PRESENT} WHERE {conditions} ORDER BY {orders[order]} LIMIT ?", *values, limit
        )
        return ArticlePage(total, self._in_order([key for (key,) in rows]))

    def tally(self, column: Literal["publisher", "author"], chosen: Selected) -> list[tuple[str, int]]:
        """Count the articles of each publisher or author that meet conditions, most first, then alphabetically."""
        conditions, values = self._chosen(chosen)
        one = "v.publisher_folded" if column == "publisher" else "v.author"
        rows = self._all(
            f"SELECT min(v.{column}), count(*) FROM {PRESENT} WHERE {conditions} AND v.{column} IS NOT NULL "
            f"GROUP BY {one}",
            *values,
        )
        return sorted(((name, count) for name, count in rows), key=lambda row: (-row[1], folded(row[0])))

    def _chosen(self, chosen: Selected) -> tuple[str, list[Any]]:
        """Return the conditions in SQL, and the values for their placeholders."""
        conditions, values = self.conditions(chosen.where)
        found = [conditions]
        for column, names in (
            ("v.publisher_folded", tuple(map(folded, chosen.publishers)) or None),
            ("v.author", chosen.authors or None),
            ("a.id", chosen.ids),
        ):
            if names is not None:
                condition, value = self.database.among(column, names)
                found.append(condition)
                values.append(value)
        if chosen.other_than:
            condition, value = self.database.among("a.id", chosen.other_than)
            found.append(f"NOT ({condition})")
            values.append(value)
        if chosen.periods:
            day = "substr(v.published, 1, 10)"
            found.append(f"({' OR '.join([f'({day} >= ? AND {day} < ?)'] * len(chosen.periods))})")
            values += [bound.isoformat() for days in chosen.periods for bound in (days.start, days.end)]
        if chosen.lacking:
            column = {"date": "v.published", "publisher": "v.publisher", "author": "v.author"}[chosen.lacking]
            found.append(f"{column} IS NULL")
        return " AND ".join(found), values

    def copies(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """Return the ids of the copies and near copies of each article; articles without any are left out."""
        found: dict[str, set[str]] = {}
        for id, other in self._all(
            f"SELECT a.id, o.id FROM {self.database.texts} AS k JOIN article a ON a.id = k.value "
            "JOIN copy c ON c.article = a.key JOIN article o ON o.key = c.other",
            json.dumps(list(ids)),
        ):
            found.setdefault(id, set()).add(other)
        return found

    def digest(self, id: str) -> str | None:
        """Return `Article.version` of the current version; None if there is no such article."""
        row = self._one(f"SELECT v.digest FROM {PRESENT} WHERE a.id = ?", id)
        return row and str(row[0])

    def ids_by_version(self, prefix: str) -> dict[str, str]:
        """Return the article ids with this prefix, by `Article.version` of the current version."""
        rows = self._all(f"SELECT v.digest, a.id FROM {PRESENT} WHERE substr(a.id, 1, ?) = ?", len(prefix), prefix)
        return dict(rows)

    def version(self, id: str, digest: str) -> Article | None:
        """Return a current or earlier version of an article by its `Article.version`; None if it is not kept."""
        row = self._one(
            f"SELECT {_ARTICLE} FROM article a JOIN version v ON v.article = a.key "
            "WHERE a.id = ? AND v.digest = ? ORDER BY v.key DESC LIMIT 1",
            id,
            digest,
        )
        return row and self._article(row)

    def withdrawn(self, id: str) -> Article | None:
        """Return the latest version of a withdrawn article; None if no such article is withdrawn."""
        row = self._one(
            f"SELECT {_ARTICLE} FROM article a JOIN version v ON v.article = a.key "
            f"WHERE a.id = ? AND a.present = {WITHDRAWN} ORDER BY v.key DESC LIMIT 1",
            id,
        )
        return row and self._article(row)

    def withdrawn_at(self, id: str) -> datetime | None:
        """Return when an article was withdrawn; None if it was not."""
        row = self._one(
            "SELECT m.value FROM article a JOIN meta m ON m.name = 'withdrawn ' || a.key WHERE a.id = ?", id
        )
        return row and _datetime(row[0])

    def is_kept(self, id: str) -> bool:
        """Return whether there is any version of an article, even a withdrawn one."""
        return self._one("SELECT key FROM article WHERE id = ?", id) is not None

    def versions(self, id: str) -> list[ArticleVersion]:
        """List the versions of an article in the order in which they were added, the current one last.

        Raises:
            ArticleNotFoundError: No article has that id.
        """
        rows = self._all(
            "SELECT v.digest, v.added_at, v.characters FROM article a JOIN version v ON v.article = a.key "
            "WHERE a.id = ? ORDER BY v.key = a.present, v.key",
            id,
        )
        if not rows:
            raise _not_found(id)
        return [ArticleVersion(digest, datetime.fromisoformat(added), length) for digest, added, length in rows]

    def added_at(self, id: str) -> datetime | None:
        """Return when the current version of an article was added; None if there is no such article."""
        row = self._one(f"SELECT v.added_at FROM {PRESENT} WHERE a.id = ?", id)
        return row and _datetime(row[0])

    def signature(self, id: str) -> Signature | None:
        """Return the signature that identifies copies of an article; None if there is no such article."""
        row = self._one(
            "SELECT s.minhash, s.words FROM signature s JOIN article a ON a.key = s.article WHERE a.id = ?", id
        )
        return row and signature_of(*row)

    def sources(self, id: str) -> list[str]:
        """Return the sources of an article."""
        rows = self._all("SELECT s.name FROM source s JOIN article a ON a.key = s.article WHERE a.id = ?", id)
        return [name for (name,) in rows]

    def sources_below(self, prefix: str) -> list[tuple[str, str]]:
        """Return the sources with this prefix, which must end with an ASCII character, each with its article's id."""
        rows = self._all(
            "SELECT s.name, a.id FROM source s JOIN article a ON a.key = s.article WHERE s.name >= ? AND s.name < ?",
            prefix,
            _after(prefix),
        )
        return [(name, id) for name, id in rows]

    def left_below(self, prefix: str) -> list[tuple[str, str]]:
        """Return the last files, with this prefix, of articles that are now in no file, each with the article's id."""
        rows = self._all(
            "SELECT m.value, a.id FROM meta m JOIN article a ON m.name = 'left ' || a.key "
            "WHERE m.name >= 'left ' AND m.name < 'left!' AND substr(m.value, 1, ?) = ?",
            len(prefix),
            prefix,
        )
        return [(name, id) for name, id in rows]

    def source(self, name: str) -> tuple[str, str] | None:
        """Return the id of a source's article and the digest of what was read; None if the source is new."""
        row: tuple[str, str] | None = self._one(
            "SELECT a.id, s.digest FROM source s JOIN article a ON a.key = s.article WHERE s.name = ?", name
        )
        return row

    # Passages

    def passages(self, keys: Sequence[int], embedded_by: str | None = None) -> dict[int, Passage]:
        """Return passages by key.

        Args:
            keys: Keys of the passages.
            embedded_by: Fingerprint of the encoder; if given, each passage is compared with the hash of its embedded
                text.

        Raises:
            ArchiveDamagedError: A passage is missing, or it or its article has changed since it was added.
        """
        rows = self._all(
            f'SELECT p.key, p.version, p.start, p."end", e.digest FROM {self.database.numbers} AS k '
            "JOIN passage p ON p.key = k.value JOIN embedding e ON e.key = p.embedding",
            json.dumps(keys),
        )
        self._check_all_found(keys, [key for key, *_ in rows])
        articles = {
            version: self._article(values)
            for version, *values in self._all(
                f"SELECT v.key, {_ARTICLE} FROM {self.database.numbers} AS k JOIN version v ON v.key = k.value "
                "JOIN article a ON a.key = v.article",
                json.dumps(list({version for _, version, *_ in rows})),
            )
        }
        found = {}
        for key, version, start, end, digest in rows:
            try:
                passage = found[key] = Passage(articles[version], Span(start, end))
            except (KeyError, ValueError) as error:
                raise self.database.damaged(f"passage {key} has no text") from error
            if embedded_by is not None and digest_of(embedded_by, embedded_text(passage)) != digest:
                raise self.database.damaged(f"passage {key} has changed since it was added")
        return found

    def keys(self, where: Where) -> Keys:
        """Return the passage keys of the articles that meet the conditions: `(n,)`."""
        conditions, values = self.conditions(where)
        rows = self._all(f"SELECT p.key FROM {PRESENT} JOIN passage p ON p.version = v.key WHERE {conditions}", *values)
        return np.array([key for (key,) in rows], dtype=np.int64)

    def undated(self, where: Where) -> int:
        """Count the articles that fail the conditions only because they have no date."""
        if where.bounds == (None, None):
            return 0
        conditions, values = self.conditions(Where(publisher=where.publisher, articles=where.articles))
        count: int = self._one(
            f"SELECT count(*) FROM {PRESENT} WHERE {conditions} AND v.published_at IS NULL", *values
        )[0]
        return count

    # For the caches

    def passage_keys(self, *, after: int = 0) -> Keys:
        """Return all passage keys larger than `after`, in ascending order: `(n,)`."""
        rows = self.database.stream("SELECT key FROM passage WHERE key > ? ORDER BY key", after)
        return np.fromiter((key for (key,) in rows), dtype=np.int64)

    def vectors_of(self, keys: Keys) -> tuple[Keys, Floats]:
        """Return `keys`, `(n,)`, in the order in which the database finds them, and their vectors, `(n, dim)`.

        Raises:
            ArchiveDamagedError: A passage is missing, or its vector has changed since it was added.
        """
        rows = self._all(
            f"SELECT p.key, e.vector FROM {self.database.numbers} AS k JOIN passage p ON p.key = k.value "
            "JOIN embedding e ON e.key = p.embedding",
            json.dumps(keys.tolist()),
        )
        found = [key for key, _ in rows]
        self._check_all_found(keys, found)
        return np.array(found, dtype=np.int64), self.database.unpacked(rows, self.dim)

    def texts(self, *, after: int = 0) -> Iterator[tuple[int, str]]:
        """Yield the key and the text for keyword search, with the title, of every passage with a key above `after`."""
        rows = self.database.stream('SELECT key, version, start, "end" FROM passage WHERE key > ? ORDER BY key', after)
        for version, passages in groupby(rows, key=lambda row: row[1]):
            title, text = self._one("SELECT title, text FROM version WHERE key = ?", version)
            for key, _, start, end in passages:
                yield key, searched_text(title, text, start, end)

    def last_key(self) -> int:
        """Return the largest passage key; 0 if there is none."""
        return self._one("SELECT max(key) FROM passage")[0] or 0

    def count_after(self, key: int) -> int:
        """Count the passages with a key larger than `key`."""
        count: int = self._one("SELECT count(*) FROM passage WHERE key > ?", key)[0]
        return count

    def tombstones(self, *, upto: int) -> Keys:
        """Return the keys of deleted passages, up to the key `upto`: `(n,)`."""
        rows = self._all("SELECT key FROM tombstone WHERE key <= ?", upto)
        return np.array([key for (key,) in rows], dtype=np.int64)

    def embedded(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return which texts, given by the hash of the embedded text, already have a vector."""
        asked, found = list(digests), set[bytes]()
        for start in range(0, len(asked), _ASKED_AT_ONCE):
            some = asked[start : start + _ASKED_AT_ONCE]
            rows = self._all(f"SELECT digest FROM embedding WHERE digest IN ({marks(some)})", *some)
            found |= {digest for (digest,) in rows}
        return found

    def cached_vectors(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return which texts already have a vector, including vectors stored for a rebuild."""
        return self.embedded(digests)

    def conditions(self, where: Where | None) -> tuple[str, list[Any]]:
        """Return a filter on the version `v` and the article `a` in SQL, and the values for its placeholders."""
        conditions: list[str] = []
        values: list[Any] = []
        if where is None:
            return "true", values
        for column, asked, names in (
            ("v.publisher_folded", where.publisher, where.publishers),
            ("a.id", where.articles, where.ids),
        ):
            if asked is not None:
                known = [name for name in names if not not_storable(name)]  # the others cannot exist
                condition, value = self.database.among(column, known)
                conditions.append(condition)
                values.append(value)
        for condition, bound in zip(("v.published_at >= ?", "v.published_at < ?"), where.bounds, strict=True):
            if bound is not None:
                conditions.append(condition)
                values.append(bound.timestamp())
        return " AND ".join(conditions) or "true", values


def searched_text(title: str, text: str, start: int, end: int) -> str:
    """Return the text of a passage for keyword search: the article's title and the passage."""
    return f"{title}\n{text[start:end]}"


def marks(values: Sequence[Any]) -> str:
    """Return one question mark per value, separated by commas, for an SQL list."""
    return ", ".join("?" * len(values))


def _after(prefix: str) -> str:
    """Return the first string that sorts after all strings with this prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _notes(kept: str | None) -> tuple[tuple[str, ...], bool]:
    """Read what `Transaction.set_notes` wrote."""
    if kept is None:
        return (), False
    values = json.loads(kept)
    return tuple(values["notes"]), bool(values["in_part"])


def _marks(kept: str | None) -> dict[str, Any]:
    """Read what `Transaction` stored of `Article.marks`."""
    if kept is None:
        return {}
    values = json.loads(kept)
    return {
        "updated": _datetime(values.get("updated")),
        "inferred": frozenset(values.get("inferred", ())),
        "edited": frozenset(values.get("edited", ())),
    }


def _pages(kept: str | None) -> Pages | None:
    """Read what `Transaction.set_pages` wrote."""
    if kept is None:
        return None
    values = json.loads(kept)
    return Pages(tuple(values["starts"]), values["unit"])


def _not_found(id: str) -> ArticleNotFoundError:
    return ArticleNotFoundError(f"no article {id!r} in the archive: see byline list")


def _datetime(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def signature_of(minhash: bytes, words: str) -> Signature:
    """Make a signature from its stored form."""
    return Signature(np.frombuffer(minhash, dtype="<u4"), words)
