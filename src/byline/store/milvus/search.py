"""Search with Milvus; PostgreSQL is the source of truth. Passages are sent to Milvus after they are committed.

    a transaction ── outbox ──> committed ──> Milvus ──> outbox emptied ──> acknowledged

A search sees the snapshot of the database: passages that Milvus finds but the snapshot does not have are ignored, and
passages that have not been sent to Milvus yet are compared in memory. So Milvus may lag behind or have too much without
changing any answer. Deleted passages stay in Milvus as long as a snapshot that has them may still be read.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from byline.encoders.base import Floats
from byline.language import terms
from byline.language.terms import StatisticsOf, TermStatistics
from byline.records import Finding, Where, not_storable
from byline.store.engines import Keys, Ranking
from byline.store.exact import ExactKeywords, ExactVectors, merged, top
from byline.store.milvus import client
from byline.store.milvus.client import Conditions, Entry, Milvus
from byline.store.postgres.snapshot import OF_PASSAGES, PassageTerms, PostgresSnapshot, passage_terms

TOKEN = "BYLINE_MILVUS_TOKEN"  # noqa: S105 - name of an environment variable

_TOLD_AT_ONCE = 1_000  # passages
_READ_SECONDS = 60  # maximum time a snapshot may be in use
_MOST_HITS = 16_384
_RANKED, _RANKED_PER_HIT = 100, 4  # passages found by words in Milvus, to be ranked here

_NOTHING = Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


class MilvusSearch:
    """Searches with Milvus; see `Engine`.

    Args:
        address: Address of Milvus.
    """

    version = f"{client.VERSION}-terms-{terms.VERSION}"
    # Changes that have not been sent to Milvus yet: added passages, and deleted ones with the time of deletion.
    tables: ClassVar[Mapping[str, str]] = {
        "outbox": "CREATE TABLE {schema}.outbox (passage bigint PRIMARY KEY, gone_at timestamptz)"
    }

    def __init__(self, address: str) -> None:
        self._address = address
        self._collections: dict[str, Milvus] = {}

    def added(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Queue added passages for Milvus."""
        snapshot.database.run(
            "INSERT INTO outbox (passage) SELECT * FROM unnest(CAST(? AS bigint[]))", [one.key for one in passages]
        )

    def removed(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Queue deleted passages for Milvus."""
        snapshot.database.run(
            "INSERT INTO outbox (passage, gone_at) SELECT gone, now() FROM unnest(CAST(? AS bigint[])) AS gone "
            "ON CONFLICT (passage) DO UPDATE SET gone_at = now()",
            [one.key for one in passages],
        )

    def tell(self, snapshot: PostgresSnapshot) -> None:
        """Send everything in the outbox to Milvus, and delete it from the outbox."""
        database = snapshot.database
        while entries := _waiting(snapshot):
            self._collection(snapshot).put(entries)
            _strike(snapshot, [entry.key for entry in entries])
        gone = database.all(f"SELECT passage FROM outbox WHERE gone_at < now() - interval '{_READ_SECONDS} s'")
        if gone:
            keys = [key for (key,) in gone]
            self._collection(snapshot).delete(keys)
            _strike(snapshot, keys)

    def search_vectors(self, snapshot: PostgresSnapshot, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages most similar to `vector`, `(dim,)`, among those that meet the conditions."""
        k = min(k, snapshot.count("passage"))
        if k < 1:
            return _NOTHING
        told = _found(snapshot, k, where, partial(self._collection(snapshot).search_vectors, vector))
        untold = ExactVectors(*snapshot.vectors_of(_untold(snapshot, where)))
        return merged(told, untold.search(vector, k), k)

    def search_keywords(self, snapshot: PostgresSnapshot, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages that best match `terms`, by BM25.

        What Milvus finds is ranked again with the term counts of the snapshot, because Milvus also counts terms of
        deleted passages.
        """
        k = min(k, snapshot.count("passage"))
        if k < 1 or not terms:
            return _NOTHING
        depth = max(_RANKED, _RANKED_PER_HIT * k)
        told = _found(snapshot, depth, where, partial(self._collection(snapshot).search_keywords, terms))
        texts = _texts(snapshot, np.concatenate([told.keys, _untold(snapshot, where)]))
        return ExactKeywords(texts, _all_but(snapshot, ExactKeywords(texts))).search(terms, k)

    def prepare(self, snapshot: PostgresSnapshot) -> None:
        """Send a whole build to Milvus before it is searched."""
        self._collection(snapshot).drop()  # left by an interrupted rebuild
        del self._collections[_name(snapshot, snapshot.build)]
        self.tell(snapshot)

    def drop(self, snapshot: PostgresSnapshot, build: int) -> None:
        """Drop the collection of a build, even if another process created it."""
        name = _name(snapshot, build)
        old = self._collections.pop(name, None) or Milvus(self._address, os.environ.get(TOKEN), name, snapshot.dim)
        old.drop()
        old.close()

    def upkeep(self, snapshot: PostgresSnapshot) -> list[str]:
        """Return nothing: PostgreSQL has no search data to maintain."""
        return []

    def close(self) -> None:
        """Close the connections to Milvus."""
        while self._collections:
            self._collections.popitem()[1].close()

    def check(self, snapshot: PostgresSnapshot) -> Finding:
        """Check the number of passages in Milvus."""
        there = len(self._collection(snapshot))
        going = snapshot.database.one("SELECT count(*) FROM outbox WHERE gone_at IS NOT NULL")[0]
        untold = len(_untold(snapshot, None))
        expected = snapshot.count("passage") - untold
        if not expected <= there <= expected + going:
            return Finding(
                False,
                "search",
                f"Milvus has {there:,} passages, expected {expected:,}: fill it again with byline rebuild",
            )
        return Finding(True, "search", f"Milvus, {there:,} passages, {untold:,} not sent yet")

    def _collection(self, snapshot: PostgresSnapshot) -> Milvus:
        """Return the collection of a build; create it if it does not exist."""
        name = _name(snapshot, snapshot.build)
        if name not in self._collections:
            made = Milvus(self._address, os.environ.get(TOKEN), name, snapshot.dim)
            made.make(f"{name} {self.version}")
            self._collections[name] = made
        return self._collections[name]


def _name(snapshot: PostgresSnapshot, build: int) -> str:
    """Return the name of a build's collection, unique because other archives may use the same Milvus."""
    return f"byline_{snapshot.get('identity')}_{build}"


def _waiting(snapshot: PostgresSnapshot) -> list[Entry]:
    """Return the next passages to send to Milvus."""
    return [
        Entry(key, vector.to_numpy(), passage_terms(title, text, start, end), article, publisher, published)
        for key, vector, title, text, start, end, article, publisher, published in snapshot.database.all(
            'SELECT p.key, e.vector, v.title, v.text, p.start, p."end", v.article, v.publisher_folded, v.published_at '
            "FROM outbox o JOIN passage p ON p.key = o.passage JOIN embedding e ON e.key = p.embedding "
            "JOIN version v ON v.key = p.version WHERE o.gone_at IS NULL ORDER BY p.key LIMIT ?",
            _TOLD_AT_ONCE,
        )
    ]


def _found(
    snapshot: PostgresSnapshot, k: int, where: Where | None, search: Callable[[int, Conditions], Ranking]
) -> Ranking:
    """Go down the results of Milvus until enough of them are in the snapshot."""
    conditions, depth = _conditions(snapshot, where), min(k, _MOST_HITS)
    while True:
        found = search(depth, conditions)
        there = np.isin(found.keys, _told(snapshot, found.keys))
        if there.sum() >= k or len(found) < depth or depth == _MOST_HITS:
            return top(found.keys[there], found.scores[there], k)
        depth = min(2 * depth, _MOST_HITS)


def _strike(snapshot: PostgresSnapshot, keys: Sequence[int]) -> None:
    """Delete from the outbox what was sent to Milvus, except passages deleted in the meantime."""
    snapshot.database.run(
        "DELETE FROM outbox WHERE passage = ANY(?) "
        "AND (gone_at IS NULL OR NOT EXISTS (SELECT 1 FROM passage WHERE key = outbox.passage))",
        list(keys),
    )


def _conditions(snapshot: PostgresSnapshot, where: Where | None) -> Conditions:
    """Translate conditions for Milvus, which knows articles by their keys."""
    if where is None:
        return Conditions()
    since, until = where.bounds
    articles = None
    if where.articles is not None:
        asked, ids = snapshot.database.among("id", [id for id in where.ids if not not_storable(id)])
        known = snapshot.database.all(f"SELECT key FROM article WHERE {asked}", ids)
        articles = [key for (key,) in known]
    return Conditions(
        None if where.publisher is None else where.publishers,
        articles,
        None if since is None else since.timestamp(),
        None if until is None else until.timestamp(),
    )


def _untold(snapshot: PostgresSnapshot, where: Where | None) -> Keys:
    """Return the passages that meet the conditions and have not been sent to Milvus: `(n,)`."""
    conditions, values = snapshot.conditions(where)
    found = snapshot.database.all(
        f"SELECT p.key FROM outbox o JOIN {OF_PASSAGES} ON p.key = o.passage "
        f"WHERE o.gone_at IS NULL AND {conditions} ORDER BY p.key",
        *values,
    )
    return np.array([key for (key,) in found], dtype=np.int64)


def _told(snapshot: PostgresSnapshot, keys: Keys) -> Keys:
    """Return those of the keys that are in the snapshot and have been sent to Milvus."""
    found = snapshot.database.all(
        "SELECT p.key FROM passage p WHERE p.key = ANY(?) "
        "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.passage = p.key AND o.gone_at IS NULL)",
        keys.tolist(),
    )
    return np.array([key for (key,) in found], dtype=np.int64)


def _texts(snapshot: PostgresSnapshot, keys: Keys) -> list[tuple[int, str]]:
    """Return the keys of passages with their texts for keyword search."""
    return snapshot.database.all(
        'SELECT p.key, v.title || chr(10) || substr(v.text, p.start + 1, p."end" - p.start) '
        "FROM passage p JOIN version v ON v.key = p.version WHERE p.key = ANY(?) ORDER BY p.key",
        keys.tolist(),
    )


def _all_but(snapshot: PostgresSnapshot, own: ExactKeywords) -> StatisticsOf:
    """Return a function that counts terms in all passages except those in an engine."""

    def counted(terms: Sequence[str]) -> TermStatistics:
        every, some = snapshot.statistics(terms), own.statistics(terms)
        return TermStatistics(
            every.passages - some.passages,
            every.tokens - some.tokens,
            {term: count - some.frequencies[term] for term, count in every.frequencies.items()},
        )

    return counted
