"""Milvus searches, PostgreSQL is the truth: Milvus is told of passages once they are committed, and can be told again.

    a transaction ── outbox ──> committed ──> Milvus ──> outbox emptied ──> acknowledged

A search sees the snapshot of the database: what Milvus finds and the snapshot does not have is passed over, what it has
and Milvus was not told of is compared in memory. So Milvus may lag behind, or have been told of too much, and no answer
changes. Passages that are gone stay in Milvus for as long as somebody may still read a snapshot that has them.
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

TOKEN = "BYLINE_MILVUS_TOKEN"  # noqa: S105 - the name of the variable that has it

_TOLD_AT_ONCE = 1_000  # passages
_READ_SECONDS = 60  # that a snapshot may be read
_MOST_HITS = 16_384
_RANKED, _RANKED_PER_HIT = 100, 4  # passages that Milvus finds by words, which are then ranked

_NOTHING = Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


class MilvusSearch:
    """Has Milvus search; see `Engine`.

    Args:
        address: Of Milvus.
    """

    version = f"{client.VERSION}-terms-{terms.VERSION}"
    # What Milvus has not been told yet: passages that came, and when others went.
    tables: ClassVar[Mapping[str, str]] = {
        "outbox": "CREATE TABLE {schema}.outbox (passage bigint PRIMARY KEY, gone_at timestamptz)"
    }

    def __init__(self, address: str) -> None:
        self._address = address
        self._collections: dict[str, Milvus] = {}

    def added(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Note that Milvus is to be told of them."""
        snapshot.database.run(
            "INSERT INTO outbox (passage) SELECT * FROM unnest(CAST(? AS bigint[]))", [one.key for one in passages]
        )

    def removed(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Note that Milvus is to forget them."""
        snapshot.database.run(
            "INSERT INTO outbox (passage, gone_at) SELECT gone, now() FROM unnest(CAST(? AS bigint[])) AS gone "
            "ON CONFLICT (passage) DO UPDATE SET gone_at = now()",
            [one.key for one in passages],
        )

    def tell(self, snapshot: PostgresSnapshot) -> None:
        """Tell Milvus all that stands in the outbox, and strike it there."""
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
        """Return the at most `k` passages most similar to `vector`, `(dim,)`, of those that meet the conditions."""
        k = min(k, snapshot.count("passage"))
        if k < 1:
            return _NOTHING
        told = _found(snapshot, k, where, partial(self._collection(snapshot).search_vectors, vector))
        untold = ExactVectors(*snapshot.vectors_of(_untold(snapshot, where)))
        return merged(told, untold.search(vector, k), k)

    def search_keywords(self, snapshot: PostgresSnapshot, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages that share most with `terms`, by BM25.

        What Milvus finds is ranked by the terms of the snapshot: Milvus counts those of what is gone, too.
        """
        k = min(k, snapshot.count("passage"))
        if k < 1 or not terms:
            return _NOTHING
        depth = max(_RANKED, _RANKED_PER_HIT * k)
        told = _found(snapshot, depth, where, partial(self._collection(snapshot).search_keywords, terms))
        texts = _texts(snapshot, np.concatenate([told.keys, _untold(snapshot, where)]))
        return ExactKeywords(texts, _all_but(snapshot, ExactKeywords(texts))).search(terms, k)

    def prepare(self, snapshot: PostgresSnapshot) -> None:
        """Tell Milvus of a whole build before it is searched."""
        self._collection(snapshot).drop()  # what an interrupted build left
        del self._collections[_name(snapshot, snapshot.build)]
        self.tell(snapshot)

    def drop(self, snapshot: PostgresSnapshot, build: int) -> None:
        """Drop the collection of a build, whoever made it."""
        name = _name(snapshot, build)
        old = self._collections.pop(name, None) or Milvus(self._address, os.environ.get(TOKEN), name, snapshot.dim)
        old.drop()
        old.close()

    def upkeep(self, snapshot: PostgresSnapshot) -> list[str]:
        """Return none: what PostgreSQL has to bring up to date is searched by nobody."""
        return []

    def close(self) -> None:
        """Let go of the connections to Milvus."""
        while self._collections:
            self._collections.popitem()[1].close()

    def check(self, snapshot: PostgresSnapshot) -> Finding:
        """Count what Milvus has."""
        there = len(self._collection(snapshot))
        going = snapshot.database.one("SELECT count(*) FROM outbox WHERE gone_at IS NOT NULL")[0]
        untold = len(_untold(snapshot, None))
        expected = snapshot.count("passage") - untold
        if not expected <= there <= expected + going:
            return Finding(
                False, "search", f"Milvus has {there:,} passages, expected {expected:,}: tell it anew, byline rebuild"
            )
        return Finding(True, "search", f"Milvus, {there:,} passages, {untold:,} not told yet")

    def _collection(self, snapshot: PostgresSnapshot) -> Milvus:
        """Return the collection of a build, made where it is not there yet."""
        name = _name(snapshot, snapshot.build)
        if name not in self._collections:
            made = Milvus(self._address, os.environ.get(TOKEN), name, snapshot.dim)
            made.make(f"{name} {self.version}")
            self._collections[name] = made
        return self._collections[name]


def _name(snapshot: PostgresSnapshot, build: int) -> str:
    """Name the collection of a build; other archives may be in the same Milvus."""
    return f"byline_{snapshot.get('identity')}_{build}"


def _waiting(snapshot: PostgresSnapshot) -> list[Entry]:
    """Return some of the passages that Milvus is to be told of."""
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
    """Look further down what Milvus finds until enough of it is in the snapshot."""
    conditions, depth = _conditions(snapshot, where), min(k, _MOST_HITS)
    while True:
        found = search(depth, conditions)
        there = np.isin(found.keys, _told(snapshot, found.keys))
        if there.sum() >= k or len(found) < depth or depth == _MOST_HITS:
            return top(found.keys[there], found.scores[there], k)
        depth = min(2 * depth, _MOST_HITS)


def _strike(snapshot: PostgresSnapshot, keys: Sequence[int]) -> None:
    """Strike from the outbox what Milvus was told; a passage that went meanwhile stays, as gone."""
    snapshot.database.run(
        "DELETE FROM outbox WHERE passage = ANY(?) "
        "AND (gone_at IS NULL OR NOT EXISTS (SELECT 1 FROM passage WHERE key = outbox.passage))",
        list(keys),
    )


def _conditions(snapshot: PostgresSnapshot, where: Where | None) -> Conditions:
    """Return what Milvus is to keep to; it knows articles by their keys."""
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
    """Return the passages that meet the conditions and that Milvus was not told of: `(n,)`."""
    conditions, values = snapshot.conditions(where)
    found = snapshot.database.all(
        f"SELECT p.key FROM outbox o JOIN {OF_PASSAGES} ON p.key = o.passage "
        f"WHERE o.gone_at IS NULL AND {conditions} ORDER BY p.key",
        *values,
    )
    return np.array([key for (key,) in found], dtype=np.int64)


def _told(snapshot: PostgresSnapshot, keys: Keys) -> Keys:
    """Return those of the keys that the snapshot has, and that Milvus was told of."""
    found = snapshot.database.all(
        "SELECT p.key FROM passage p WHERE p.key = ANY(?) "
        "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.passage = p.key AND o.gone_at IS NULL)",
        keys.tolist(),
    )
    return np.array([key for (key,) in found], dtype=np.int64)


def _texts(snapshot: PostgresSnapshot, keys: Keys) -> list[tuple[int, str]]:
    """Return keys and what keywords search of passages."""
    return snapshot.database.all(
        'SELECT p.key, v.title || chr(10) || substr(v.text, p.start + 1, p."end" - p.start) '
        "FROM passage p JOIN version v ON v.key = p.version WHERE p.key = ANY(?) ORDER BY p.key",
        keys.tolist(),
    )


def _all_but(snapshot: PostgresSnapshot, own: ExactKeywords) -> StatisticsOf:
    """Count terms in all passages but those of an engine."""

    def counted(terms: Sequence[str]) -> TermStatistics:
        every, some = snapshot.statistics(terms), own.statistics(terms)
        return TermStatistics(
            every.passages - some.passages,
            every.tokens - some.tokens,
            {term: count - some.frequencies[term] for term, count in every.frequencies.items()},
        )

    return counted
