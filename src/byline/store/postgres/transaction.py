"""A transaction that changes a PostgreSQL archive: how it differs from that of a folder."""

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files

from byline.encoders.base import Floats
from byline.language.minhash import hash64
from byline.records import Article, Span
from byline.store.postgres.database import PostgresDatabase
from byline.store.postgres.engine import Engine
from byline.store.postgres.snapshot import (
    KNOWN,
    PassageTerms,
    PostgresSnapshot,
    of_this_machine,
    passage_terms,
    schema_of,
    search_path,
)
from byline.store.sql import Transaction

_COPIED_AT_ONCE = 10_000  # vectors


class PostgresTransaction(PostgresSnapshot, Transaction):
    """A transaction that changes the database.

    Args:
        database: A database in that transaction, as for `PostgresSnapshot`.
        known: As for `PostgresSnapshot`.
        engine: The search engine, notified of every change.
    """

    def __init__(self, database: PostgresDatabase, known: dict[str, str], engine: Engine) -> None:
        super().__init__(database, known)
        self._engine = engine
        self._counts["token"] = self.tokens
        self._terms: Counter[int] = Counter()  # by hash: change in the number of passages that contain it

    def set(self, name: str, value: str) -> None:
        """Store a setting of the archive."""
        super().set(name, value)
        if name in KNOWN:
            self._known[name] = value

    def begin_generation(self) -> None:
        """Increment the generation."""
        self.set("generation", str(self.generation + 1))

    def purge(self, generation: int) -> None:
        """Do nothing: there are no tombstones to delete."""

    def make_tables(self, dim: int) -> None:
        """Create the first build, if there is none yet."""
        if not self.build:
            self._make_build(1, dim)
            self._use(1)

    def set_source(self, name: str, id: str, digest: str) -> None:
        """Remember the article and digest of a source."""
        super().set_source(of_this_machine(name), id, digest)

    def drop_source(self, name: str) -> None:
        """Forget a source; if its article has no other source, remember the article as having left this one."""
        super().drop_source(of_this_machine(name))

    def keep_vectors(self, vectors: Mapping[bytes, Floats]) -> None:
        """Store vectors for the next build."""
        if vectors:
            schema = self._next_build(len(next(iter(vectors.values()))))
            self._insert_embeddings(vectors, f"{schema}.embedding")

    def replace_passages(self, passages: Mapping[str, Sequence[tuple[Span, bytes]]]) -> None:
        """Fill the next build with new passages for all articles, and make it the current build.

        Args:
            passages: For every article, by id: span and hash of the embedded text of each passage. The vectors must
                be in this build or stored for the next one.
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
        self._engine.prepare(self)

    def finish(self) -> None:
        """Complete the transaction before it is committed."""
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
        """Return the schema of the next build, reusing an unfinished one if its vectors have the same length."""
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
        script = files("byline.store.postgres").joinpath("build.sql").read_text(encoding="utf-8")
        for statement in (*filter(str.strip, script.split(";\n")), *self._engine.tables.values()):
            self._run(statement.format(schema=schema_of(build), dim=dim))

    def _use(self, build: int) -> None:
        self.set("build", str(build))
        self._run(search_path(build))
