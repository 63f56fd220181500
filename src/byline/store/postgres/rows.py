"""The catalog of a PostgreSQL archive, what differs from that of a folder, and the port to what searches its passages.

Passages, vectors and what is searched stand in the schema of a build, `byline_1`; making the index anew fills the next
one while this one is searched, and one transaction puts it in its place.
"""

import socket
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

from byline.encoders.base import Floats
from byline.ingest.files import ELSEWHERE, is_address
from byline.language.minhash import hash64
from byline.language.terms import terms_of
from byline.records import Article, Finding, Span, Where
from byline.store.engines import Ranking, TermStatistics
from byline.store.postgres.connection import SEARCH_PATH
from byline.store.postgres.database import PostgresDatabase
from byline.store.sql import PRESENT, Snapshot, Transaction, searched_text

# Passages are of present versions only: what `PRESENT` says besides would lead the planner astray.
OF_PASSAGES = "passage p JOIN version v ON v.key = p.version JOIN article a ON a.key = v.article"

KNOWN = (
    "format",
    "engine",
    "identity",
    "build",
    "dim",
    "fingerprint",
    "generation",
    "counts",
)  # asked for all the time
TABLES = ("passage", "embedding", "posting", "term", "outbox")  # of a build

_COPIED_AT_ONCE = 10_000  # vectors


def schema_of(build: int | str) -> str:
    """Name the schema of a build."""
    return f"byline_{build}"


def search_path(build: int) -> str:
    """Return the statement by which a transaction finds the tables of a build, and pgvector where it is found else."""
    own = f"{schema_of(build)}, byline" if build else "byline"
    return f"SELECT set_config('search_path', '{own}, ' || current_setting('{SEARCH_PATH}'), true)"


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """A passage by its key, with its terms in their order."""

    key: int
    terms: Sequence[str]


class PostgresSnapshot(Snapshot):
    """A snapshot of the database.

    Args:
        database: In a transaction whose search path is that of the build.
        known: What it keeps under the names in `KNOWN`.
    """

    def __init__(self, database: PostgresDatabase, known: dict[str, str]) -> None:
        self._known = known
        super().__init__(database)

    @property
    def build(self) -> int:
        """Number of the build of the passages, 0 if there is none yet."""
        return int(self._known.get("build", 0))

    def get(self, name: str) -> str | None:
        """Return a value of the archive's own."""
        return self._known.get(name) if name in KNOWN else super().get(name)

    @property
    def tokens(self) -> int:
        """How many terms all passages have together."""
        return int(self._kept_counts().get("token", 0))

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count the passages, their terms, and the passages that have each of `terms`."""
        hashes = {hash64(term.encode()): term for term in terms}
        found = self._all("SELECT hash, passages FROM term WHERE hash = ANY(?)", list(hashes))
        frequencies = dict.fromkeys(hashes.values(), 0) | {hashes[one]: passages for one, passages in found}
        return TermStatistics(self.count("passage"), self.tokens, frequencies)

    def source(self, name: str) -> tuple[str, str] | None:
        """Return the article that a source became and the digest of what was read, None if it is new."""
        return super().source(_of_this_machine(name))

    def sources(self, id: str) -> list[str]:
        """Return where an article came from; a file of another machine stands behind that machine's name."""
        return [name.removeprefix(_of_this_machine("")) for name in super().sources(id)]

    def cached_vectors(self, digests: Iterable[bytes]) -> set[bytes]:
        """Tell which of these texts have a vector already, in this build or in the next one, which is being made."""
        asked = list(digests)
        found = self.embedded(asked)
        following = f"{schema_of(self.build + 1)}.embedding"
        if asked and self._one("SELECT to_regclass(?)", following) != (None,):
            found |= {one for (one,) in self._all(f"SELECT digest FROM {following} WHERE digest = ANY(?)", asked)}
        return found

    def left_by(self, where: Where, most: int) -> int:
        """Count the passages that meet the conditions, up to so many."""
        conditions, values = self.conditions(where)
        count: int = self._one(
            f"SELECT count(*) FROM (SELECT 1 FROM {OF_PASSAGES} WHERE {conditions} LIMIT ?) AS counted",
            *values,
            most,
        )[0]
        return count

    def terms_by_passage(self, article: int) -> Iterable[PassageTerms]:
        """Yield the passages of an article, by its key, with their terms."""
        for key, start, end, title, text in self.database.stream(
            f'SELECT p.key, p.start, p."end", v.title, v.text FROM {PRESENT} '
            "JOIN passage p ON p.version = v.key WHERE a.key = ? ORDER BY p.key",
            article,
        ):
            yield PassageTerms(key, passage_terms(title, text, start, end))


class Engine(Protocol):
    """Finds passages: the database itself (`pgvector.py`), or Milvus (`milvus.py`).

    It is told of changes in the transaction that makes them.

    Attributes:
        version: Of what it keeps: an archive that another made is refused.
    """

    version: str

    def added(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Take passages in."""
        ...

    def removed(self, snapshot: PostgresSnapshot, passages: Iterable[PassageTerms]) -> None:
        """Forget passages; they are there as they were when they were added."""
        ...

    def catch_up(self) -> None:
        """Do what is to be done once a transaction is durable and before it is acknowledged."""
        ...

    def search_vectors(self, snapshot: PostgresSnapshot, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages most similar to `vector`, `(dim,)`, of those that meet the conditions."""
        ...

    def search_keywords(self, snapshot: PostgresSnapshot, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return the at most `k` passages that share most with `terms`, by BM25."""
        ...

    def swapped(self, snapshot: PostgresSnapshot) -> None:
        """Make ready a build whose passages are all there, before it takes the place of another."""
        ...

    def dropped(self, snapshot: PostgresSnapshot, build: int) -> None:
        """Drop what is kept of a build that nobody reads any more."""
        ...

    def lagging(self, snapshot: PostgresSnapshot) -> Sequence[str]:
        """Return the statements, each a transaction of its own, that bring up to date what lags behind."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...

    def repair(self, snapshot: PostgresSnapshot) -> Finding:
        """Check what searches."""
        ...


class PostgresTransaction(PostgresSnapshot, Transaction):
    """A transaction that changes the database.

    Args:
        database: In that transaction, as for `PostgresSnapshot`.
        known: As for `PostgresSnapshot`.
        engine: What searches; told of every change.
    """

    def __init__(self, database: PostgresDatabase, known: dict[str, str], engine: Engine) -> None:
        super().__init__(database, known)
        self._engine = engine
        self._counts["token"] = self.tokens
        self._terms: Counter[int] = Counter()  # by hash: in how many passages more it is than before

    def set(self, name: str, value: str) -> None:
        """Keep a value of the archive's own."""
        super().set(name, value)
        if name in KNOWN:
            self._known[name] = value

    def begin_generation(self) -> None:
        """Count one generation up."""
        self.set("generation", str(self.generation + 1))

    def purge(self, generation: int) -> None:
        """Forget nothing: what is gone is gone."""

    def make_tables(self, dim: int) -> None:
        """Make the first build, where there is none yet."""
        if not self.build:
            self._make_build(1, dim)
            self._use(1)

    def set_source(self, name: str, id: str, digest: str) -> None:
        """Remember which article a source became and what was read."""
        super().set_source(_of_this_machine(name), id, digest)

    def keep_vectors(self, vectors: Mapping[bytes, Floats]) -> None:
        """Keep vectors for the next build."""
        if vectors:
            schema = self._next_build(len(next(iter(vectors.values()))))
            self._insert_embeddings(vectors, f"{schema}.embedding")

    def replace_passages(self, passages: Mapping[str, Sequence[tuple[Span, bytes]]]) -> None:
        """Fill the next build with others in the place of all passages, and put it in the place of this one.

        Args:
            passages: By the id of their article, for every article: span and hash of what is embedded; its vector is
                in this build or was kept for the next one.
        """
        before, schema = schema_of(self.build), self._next_build(self.dim)
        digests = list({digest for cut in passages.values() for _, digest in cut})
        for start in range(0, len(digests), _COPIED_AT_ONCE):
            self._run(
                f"INSERT INTO {schema}.embedding (digest, vector) SELECT digest, vector FROM {before}.embedding "
                "WHERE digest = ANY(?) ON CONFLICT (digest) DO NOTHING",
                digests[start : start + _COPIED_AT_ONCE],
            )
        self._use(self.build + 1)
        self._counts["token"] = 0
        for id, cut in passages.items():
            version = self._one("SELECT present FROM article WHERE id = ?", id)[0]
            self._insert_passages(self.article(id), version, cut)
        self._run("DELETE FROM embedding e WHERE NOT EXISTS (SELECT 1 FROM passage p WHERE p.embedding = e.key)")
        self._counts["passage"] = sum(map(len, passages.values()))
        self._engine.swapped(self)

    def finish(self) -> None:
        """Do what is to be done once all else is."""
        changed = {one: more for one, more in sorted(self._terms.items()) if more}
        self._run(
            "INSERT INTO term (hash, passages) SELECT * FROM unnest(CAST(? AS bigint[]), CAST(? AS bigint[])) "
            "ON CONFLICT (hash) DO UPDATE SET passages = term.passages + excluded.passages",
            list(changed),
            list(changed.values()),
        )
        super().finish()

    def _insert_passages(self, article: Article, version: int, passages: Sequence[tuple[Span, bytes]]) -> None:
        rows = self._all(
            'INSERT INTO passage (version, start, "end", embedding) '
            "SELECT ?, c.start, c.stop, e.key "
            "FROM unnest(CAST(? AS integer[]), CAST(? AS integer[]), CAST(? AS bytea[])) AS c (start, stop, digest) "
            'LEFT JOIN embedding e ON e.digest = c.digest RETURNING key, start, "end"',
            version,
            [span.start for span, _ in passages],
            [span.end for span, _ in passages],
            [digest for _, digest in passages],
        )
        added = [PassageTerms(key, passage_terms(article.title, article.text, start, end)) for key, start, end in rows]
        self._count(added, 1)
        self._engine.added(self, added)

    def _bury_passages(self, article: int) -> None:
        gone = list(self.terms_by_passage(article))
        self._count(gone, -1)
        self._engine.removed(self, gone)
        keys = [passage.key for passage in gone]
        deleted = self._all("DELETE FROM passage WHERE key = ANY(?) RETURNING embedding", keys)
        self._loosened |= {embedding for (embedding,) in deleted}
        self._counts["passage"] -= len(deleted)

    def _count(self, passages: Sequence[PassageTerms], sign: int) -> None:
        for passage in passages:
            self._counts["token"] += sign * len(passage.terms)
            for term in set(passage.terms):
                self._terms[hash64(term.encode())] += sign

    def _next_build(self, dim: int) -> str:
        """Return the schema of the next build; one that was left unfinished is used if its vectors are as long."""
        following = self.build + 1
        schema = schema_of(following)
        found = self._one(
            "SELECT atttypmod FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = 'vector'",
            f"{schema}.embedding",
        )
        if found is None or found[0] != dim:
            self._run(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            self._make_build(following, dim)
        return schema

    def _make_build(self, build: int, dim: int) -> None:
        statements = files("byline.store.postgres").joinpath("build.sql").read_text(encoding="utf-8")
        for statement in statements.split(";\n"):
            if statement.strip():
                self._run(statement.format(schema=schema_of(build), dim=dim))

    def _use(self, build: int) -> None:
        self.set("build", str(build))
        self._run(search_path(build))


def _of_this_machine(name: str) -> str:
    """Return the name of a source as it is kept: files of several machines may have the same name."""
    return name if is_address(name) else f"{ELSEWHERE}{socket.gethostname()}/{name}"


def passage_terms(title: str, text: str, start: int, end: int) -> list[str]:
    """Return the terms of what keywords search of a passage."""
    return terms_of(searched_text(title, text, start, end))
