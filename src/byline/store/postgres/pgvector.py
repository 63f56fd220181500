"""Search inside PostgreSQL: vectors with a pgvector HNSW index, words with BM25 over a table of postings.

While there are few passages, search is exact: all vectors are compared and all postings summed. With many, the index
finds near vectors in half precision, which are then ranked in full precision, and the common words of a question only
rank the passages found by its rarer words. If a filter would leave a search with too few results, all passages that
pass the filter are compared.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, ClassVar

import numpy as np
from pgvector import HalfVector, Vector

from byline.encoders.base import Floats
from byline.language import terms
from byline.language.minhash import hash64
from byline.language.terms import inverse_document_frequency
from byline.records import Finding, Where
from byline.store.engines import Ranking
from byline.store.exact import K1, B, stored_length, top
from byline.store.postgres.snapshot import OF_PASSAGES, PassageTerms, PostgresSnapshot, schema_of

EXACT_UP_TO = 5_000  # passages

# Measured with benchmarks/stores.py; see benchmarks/README.md.
_CANDIDATES_PER_HIT = 2  # vectors ranked in full precision
_RANKED_PER_HIT = 4  # passages found by rarer words and ranked by common ones
_POSTINGS = 50_000  # maximum number of postings read to find passages
_FEW = 5_000  # if a filter leaves no more passages than this, all are compared

_INDEX = "embedding_near"
_LEAST_MEMORY, _MOST_MEMORY = 64, 2_000  # MB, for building an index
_LINKS_BYTES = 500  # size of a vector's links to its neighbours

# BM25 as in `exact.py`, with constants combined; cast to float8, because PostgreSQL would use decimal arithmetic.
_SCORE = (
    "sum(asked.weight * p.frequency / (p.frequency + CAST({shift} AS float8) + CAST({slope} AS float8) * p.length))"
)


class PgVector:
    """Searches in the database; see `Engine`.

    Args:
        exact_up_to: With more passages than this, searches may be inexact.
    """

    version = f"pgvector-1-terms-{terms.VERSION}"
    # For BM25: how often a passage contains a term (given by a 64-bit hash), and the passage's length. Both are in the
    # index, so the table itself is not read.
    tables: ClassVar[Mapping[str, str]] = {
        "posting": "CREATE TABLE {schema}.posting (term bigint NOT NULL, passage bigint NOT NULL, "
        "frequency smallint NOT NULL, length smallint NOT NULL, "
        "PRIMARY KEY (term, passage) INCLUDE (frequency, length))"
    }

    def __init__(self, exact_up_to: int = EXACT_UP_TO) -> None:
        self._exact_up_to = exact_up_to

    def added(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Add the passages' postings."""
        postings = [
            (hash64(term.encode()), passage.key, count, stored_length(len(passage.terms)))
            for passage in passages
            for term, count in Counter(passage.terms).items()
        ]
        snapshot.database.run(
            "INSERT INTO posting (term, passage, frequency, length) SELECT * FROM unnest(CAST(? AS bigint[]), "
            "CAST(? AS bigint[]), CAST(? AS smallint[]), CAST(? AS smallint[]))",
            *_columns(postings, 4),
        )

    def removed(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Delete the passages' postings."""
        postings = [(hash64(term.encode()), passage.key) for passage in passages for term in set(passage.terms)]
        snapshot.database.run(
            "DELETE FROM posting p USING unnest(CAST(? AS bigint[]), CAST(? AS bigint[])) AS gone (term, passage) "
            "WHERE p.term = gone.term AND p.passage = gone.passage",
            *_columns(postings, 2),
        )

    def search_vectors(self, snapshot: PostgresSnapshot, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages most similar to `vector`, `(dim,)`, among those that meet the conditions."""
        passages = snapshot.count("passage")
        k = min(k, passages)
        if k < 1:
            return _ranking([])
        if passages <= self._exact_up_to or not _is_indexed(snapshot):
            return self._compared(snapshot, vector, k, where)
        if where is None:
            return self._near(snapshot, vector, k)
        left = snapshot.left_by(where, _FEW + 1)
        if left <= _FEW:
            return self._compared(snapshot, vector, k, where)
        found = self._near_of(snapshot, vector, k, where)
        return found if len(found) == k else self._compared(snapshot, vector, k, where)

    def search_keywords(self, snapshot: PostgresSnapshot, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages that best match `terms`, by BM25."""
        statistics = snapshot.statistics(list(dict.fromkeys(terms)))
        k = min(k, statistics.passages)
        known = sorted((count, term) for term, count in statistics.frequencies.items() if count)
        if k < 1 or not known:
            return _ranking([])
        finding = len(known)
        if statistics.passages > self._exact_up_to:
            finding = max(1, sum(total <= _POSTINGS for total in accumulate(count for count, _ in known)))
        asked = [
            (hash64(term.encode()), (K1 + 1) * inverse_document_frequency(count, statistics.passages))
            for count, term in known
        ]
        score = _SCORE.format(shift=K1 * (1 - B), slope=K1 * B * statistics.passages / statistics.tokens)
        joined = "" if where is None else f"JOIN {OF_PASSAGES} ON p.key = scored.passage"
        conditions, values = snapshot.conditions(where)
        found = snapshot.database.all(
            # Sort before applying the conditions, which are then checked from the best down until enough pass.
            f"WITH scored AS MATERIALIZED (SELECT p.passage, {score} AS score "
            "FROM unnest(CAST(? AS bigint[]), CAST(? AS float8[])) AS asked (term, weight) "
            "JOIN posting p ON p.term = asked.term GROUP BY p.passage ORDER BY score DESC, p.passage), "
            f"found AS MATERIALIZED (SELECT scored.passage, scored.score FROM scored {joined} WHERE {conditions} "
            "ORDER BY scored.score DESC, scored.passage LIMIT ?) "
            "SELECT found.passage, found.score + coalesce((SELECT "
            f"{score} FROM unnest(CAST(? AS bigint[]), CAST(? AS float8[])) AS asked (term, weight) "
            "JOIN posting p ON p.term = asked.term AND p.passage = found.passage), 0) FROM found",
            *_columns(asked[:finding], 2),
            *values,
            k if finding == len(known) else _RANKED_PER_HIT * k,
            *_columns(asked[finding:], 2),
        )
        return _ranking(found, k)

    def _compared(self, snapshot: PostgresSnapshot, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Compare all vectors of the passages that meet the conditions."""
        conditions, values = snapshot.conditions(where)
        source = "passage p" if where is None else OF_PASSAGES
        return _ranking(
            snapshot.database.all(
                f"SELECT p.key, -(e.vector <#> ?) AS score FROM {source} JOIN embedding e ON e.key = p.embedding "
                f"WHERE {conditions} ORDER BY score DESC, p.key LIMIT ?",
                Vector(vector),
                *values,
                k,
            ),
            k,
        )

    def _near(self, snapshot: PostgresSnapshot, vector: Floats, k: int) -> Ranking:
        """Rank what the index finds in full precision."""
        half = f"halfvec({len(vector)})"
        return _ranking(
            snapshot.database.all(
                "WITH near AS MATERIALIZED (SELECT key, vector FROM embedding "
                f"ORDER BY CAST(vector AS {half}) <#> CAST(? AS {half}) LIMIT ?) "
                "SELECT p.key, -(near.vector <#> ?) FROM near JOIN passage p ON p.embedding = near.key",
                HalfVector(vector),
                _CANDIDATES_PER_HIT * k,
                Vector(vector),
            ),
            k,
        )

    def _near_of(self, snapshot: PostgresSnapshot, vector: Floats, k: int, where: Where) -> Ranking:
        """Rank in full precision what the index finds under the conditions; it scans on until it has enough."""
        half = f"halfvec({len(vector)})"
        conditions, values = snapshot.conditions(where)
        return _ranking(
            snapshot.database.all(
                "WITH near AS MATERIALIZED (SELECT p.key, e.vector "
                f"FROM {OF_PASSAGES} JOIN embedding e ON e.key = p.embedding WHERE {conditions} "
                f"ORDER BY CAST(e.vector AS {half}) <#> CAST(? AS {half}) LIMIT ?) "
                "SELECT key, -(vector <#> ?) FROM near",
                *values,
                HalfVector(vector),
                _CANDIDATES_PER_HIT * k,
                Vector(vector),
            ),
            k,
        )

    def prepare(self, snapshot: PostgresSnapshot) -> None:
        """Create the index of a build that is not searched yet."""
        if snapshot.count("passage") > self._exact_up_to:
            snapshot.database.run("SET LOCAL statement_timeout = 0")
            snapshot.database.run(f"SET LOCAL {_index_memory(snapshot)}")
            snapshot.database.run(_indexing(snapshot, ""))

    def upkeep(self, snapshot: PostgresSnapshot) -> list[str]:
        """Create the index once there are many passages, without blocking readers and writers."""
        if snapshot.count("passage") <= self._exact_up_to or _is_indexed(snapshot):
            return []
        schema = schema_of(snapshot.build)
        return [
            f"SET {_index_memory(snapshot)}",
            f"DROP INDEX CONCURRENTLY IF EXISTS {schema}.{_INDEX}",  # left by an interrupted build
            _indexing(snapshot, "CONCURRENTLY"),
            # Gives the planner statistics, and allows index-only scans of the postings.
            f"VACUUM (ANALYZE) byline.version, byline.article, {schema}.embedding, {schema}.passage, {schema}.posting",
        ]

    def check(self, snapshot: PostgresSnapshot) -> Finding:
        """Check whether the index is valid, and count the postings."""
        indexed = "an index of vectors" if _is_indexed(snapshot) else "vectors compared one by one"
        counted = snapshot.database.all("SELECT coalesce(sum(passages), 0)::bigint FROM term")[0][0]
        there = snapshot.database.all("SELECT count(*) FROM posting")[0][0]
        if counted != there:
            return Finding(
                False, "search", f"{there:,} postings found, {counted:,} expected: rebuild them with byline rebuild"
            )
        return Finding(True, "search", f"pgvector, {indexed}, {there:,} postings")


def _is_indexed(snapshot: PostgresSnapshot) -> bool:
    found = snapshot.database.one("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)", _INDEX)
    return bool(found == (True,))


def _indexing(snapshot: PostgresSnapshot, how: str) -> str:
    half = f"halfvec({snapshot.dim})"
    return (
        f"CREATE INDEX {how} {_INDEX} ON {schema_of(snapshot.build)}.embedding "
        f"USING hnsw ((CAST(vector AS {half})) halfvec_ip_ops)"
    )


def _index_memory(snapshot: PostgresSnapshot) -> str:
    """Return the memory setting that allows the index to be built in memory, which is many times faster."""
    needed = snapshot.count("passage") * (2 * snapshot.dim + _LINKS_BYTES) // 1_000_000
    return f"maintenance_work_mem = '{min(max(_LEAST_MEMORY, needed), _MOST_MEMORY)}MB'"


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Transpose rows into `width` columns."""
    return [[row[place] for row in rows] for place in range(width)]


def _ranking(found: Sequence[tuple[int, float]], k: int = 0) -> Ranking:
    """Rank keys by their scores."""
    keys = np.array([key for key, _ in found], dtype=np.int64)
    return top(keys, np.array([score for _, score in found], dtype=np.float32), k)
