"""A transaction that changes an archive; see `Catalog.writing`."""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from byline.encoders.base import Floats
from byline.language.minhash import SIMILAR, Signature
from byline.language.text import folded
from byline.records import Article, Span
from byline.store.sql.database import Database
from byline.store.sql.snapshot import WITHDRAWN, Counted, Snapshot, marks, signature_of

_CANDIDATES_PER_BAND = 50  # a limit: with boilerplate that very many articles share, all would be candidates


class Transaction(Snapshot):
    """A transaction that changes the database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._run = database.run
        self._loosened: set[int] = set()  # embeddings of deleted passages
        self._counts = Counter({table: self.count(table) for table in get_args(Counted)})

    def set(self, name: str, value: str) -> None:
        """Store a setting of the archive."""
        self._run(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value,
        )

    def begin_generation(self) -> None:
        """Increment the generation."""
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
            article: The article.
            passages: Span and hash of the embedded text of each of its passages.
            vectors: Vectors by hash; those already in the database may be left out.
            signature: Identifies its copies.
        """
        row = self._one("SELECT key, present FROM article WHERE id = ?", article.id)
        key = row[0] if row else self._insert_keyed("article", id=article.id, present=WITHDRAWN)
        is_new = not row or row[1] == WITHDRAWN
        self._counts.update({"article": 1 if is_new else 0, "passage": len(passages)})
        version = (is_new and self._kept_version(article, key)) or self._insert_version(article, key)
        self._insert_embeddings({digest: vectors[digest] for digest in self._without_vector(passages)})
        if row:
            self._bury_passages(key)
            self._forget_copies(key)
            self._run("DELETE FROM meta WHERE name = ?", f"withdrawn {key}")
        self._run("UPDATE article SET present = ? WHERE key = ?", version, key)
        self._insert_passages(article, version, passages)
        self._link_copies(key, signature)

    def put_earlier(self, article: Article) -> None:
        """Store an earlier version of an article; its current version stays."""
        self._insert_version(article, self._one("SELECT key FROM article WHERE id = ?", article.id)[0])

    def _kept_version(self, article: Article, key: int) -> int | None:
        """Return the key of the stored version of a withdrawn article that comes back unchanged; None if changed."""
        row = self._one("SELECT max(key) FROM version WHERE article = ? AND digest = ?", key, article.version)
        return None if row is None or row[0] is None else int(row[0])

    def _insert_version(self, article: Article, key: int) -> int:
        version = self._insert_keyed(
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
            **self.database.more_columns(article),
        )
        if article.marks:
            self.set(f"marks {version}", json.dumps(article.marks))
        self._set_pages(version, article)
        return version

    def _set_pages(self, version: int, article: Article) -> None:
        if article.pages:
            self.set(f"pages {version}", json.dumps(article.pages.to_dict()))

    def _without_vector(self, passages: Sequence[tuple[Span, bytes]]) -> list[bytes]:
        digests = dict.fromkeys(digest for _, digest in passages)
        known = self.embedded(digests)
        return [digest for digest in digests if digest not in known]

    def _insert_passages(self, article: Article, version: int, passages: Sequence[tuple[Span, bytes]]) -> None:
        self.database.run_many(
            'INSERT INTO passage (version, start, "end", embedding) '
            "VALUES (?, ?, ?, (SELECT key FROM embedding WHERE digest = ?))",
            [(version, span.start, span.end, digest) for span, digest in passages],
        )

    def make_tables(self, dim: int) -> None:
        """Create the tables that depend on the length of a vector, if they do not exist."""

    def keep_vectors(self, vectors: Mapping[bytes, Floats]) -> None:
        """Store vectors, by the hash of the embedded text, for a later `replace_passages`."""
        self._insert_embeddings(vectors)

    def _insert_embeddings(self, vectors: Mapping[bytes, Floats], table: str = "embedding") -> None:
        self.database.run_many(
            f"INSERT INTO {table} (digest, vector) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
            [(digest, self.database.packed(vector)) for digest, vector in vectors.items()],
        )

    def replace_passages(self, passages: Mapping[str, Sequence[tuple[Span, bytes]]]) -> None:
        """Replace all passages, and delete the vectors that are no longer used.

        Args:
            passages: For every article, by id: span and hash of the embedded text of each passage. The vectors must
                be in the database.
        """
        self._run("DELETE FROM passage")
        self.database.run_many(
            'INSERT INTO passage (version, start, "end", embedding) VALUES ('
            "(SELECT present FROM article WHERE id = ?), ?, ?, (SELECT key FROM embedding WHERE digest = ?))",
            ((id, span.start, span.end, digest) for id, cut in passages.items() for span, digest in cut),
        )
        self._run("DELETE FROM embedding WHERE key NOT IN (SELECT embedding FROM passage)")
        self._counts["passage"] = sum(map(len, passages.values()))
        self.purge(self.generation)

    def remove(self, id: str) -> bool:
        """Remove an article with all its versions; return whether it existed."""
        row = self._one("SELECT key, present FROM article WHERE id = ?", id)
        if row is None:
            return False
        self._bury_passages(row[0])
        kept = (f"{of} {row[0]}" for of in ("notes", "left", "withdrawn"))
        self._run("DELETE FROM meta WHERE name IN (?, ?, ?)", *kept)
        self.set_edits(id, {})
        self._run(
            "DELETE FROM meta WHERE name IN (SELECT 'marks ' || v.key FROM version v WHERE v.article = ?)", row[0]
        )
        self._run("DELETE FROM meta WHERE name IN (SELECT 'pages ' || key FROM version WHERE article = ?)", row[0])
        self._run("DELETE FROM article WHERE key = ?", row[0])
        self._counts["article"] -= row[1] != WITHDRAWN
        return True

    def withdraw(self, id: str) -> bool:
        """Withdraw an article from search but keep its versions; return whether it existed."""
        row = self._one(f"SELECT key FROM article WHERE id = ? AND present != {WITHDRAWN}", id)
        if row is None:
            return False
        self._bury_passages(row[0])
        self._forget_copies(row[0])
        self._run("DELETE FROM source WHERE article = ?", row[0])
        self._run("DELETE FROM meta WHERE name IN (?, ?)", f"notes {row[0]}", f"left {row[0]}")
        self._run("UPDATE article SET present = ? WHERE key = ?", WITHDRAWN, row[0])
        self.set(f"withdrawn {row[0]}", datetime.now(UTC).isoformat(timespec="seconds"))
        self._counts["article"] -= 1
        return True

    def set_source(self, name: str, id: str, digest: str) -> None:
        """Remember the article and digest of a source; another article that was in the source before has left it."""
        key = self._one("SELECT key FROM article WHERE id = ?", id)[0]
        before = self._leave(name)
        self._insert("source", name=name, article=key, digest=digest)
        if before is not None and before != key:
            self._note_left(before, name)
        self._run("DELETE FROM meta WHERE name = ?", f"left {key}")

    def drop_source(self, name: str) -> None:
        """Forget a source; if its article has no other source, remember the article as having left this one."""
        before = self._leave(name)
        if before is not None:
            self._note_left(before, name)

    def _leave(self, name: str) -> int | None:
        """Forget a source; return the key of its article."""
        row = self._one("DELETE FROM source WHERE name = ? RETURNING article", name)
        return None if row is None else int(row[0])

    def _note_left(self, article: int, name: str) -> None:
        if self._one("SELECT name FROM source WHERE article = ? LIMIT 1", article) is None:
            self.set(f"left {article}", name)

    def set_notes(self, id: str, notes: Sequence[str], in_part: bool) -> None:
        """Store how the current version of an article was read, replacing earlier notes.

        Args:
            id: Id of the article.
            notes: Notes in words; if empty, the stored notes are deleted.
            in_part: Whether only part of the text was read.
        """
        name = f"notes {self._one('SELECT key FROM article WHERE id = ?', id)[0]}"
        if notes:
            self.set(name, json.dumps({"in_part": in_part, "notes": list(notes)}, ensure_ascii=False))
        else:
            self._run("DELETE FROM meta WHERE name = ?", name)

    def set_edits(self, id: str, values: Mapping[str, str | None]) -> None:
        """Store a person's corrections to an article, replacing earlier ones.

        Args:
            id: Id of the article.
            values: Corrected fields, dates in ISO 8601; if empty, the stored corrections are deleted.
        """
        edits = self.edits()
        if not values and id not in edits:
            return
        edits[id] = dict(values)
        self.set("edits", json.dumps({one: kept for one, kept in edits.items() if kept}, ensure_ascii=False))

    def set_pages(self, article: Article) -> None:
        """Store the pages of an existing version of an article, replacing those stored before."""
        query = "SELECT v.key FROM article a JOIN version v ON v.article = a.key WHERE a.id = ? AND v.digest = ?"
        for (version,) in self._all(query, article.id, article.version):
            self._set_pages(version, article)

    def purge(self, generation: int) -> None:
        """Delete what only caches older than this generation need."""
        self._run("DELETE FROM tombstone WHERE generation <= ?", generation)
        self._run("DELETE FROM lineage WHERE generation < ?", generation)
        self.set("purged", str(generation))

    def _insert(self, table: str, **values: Any) -> None:
        self._run(_insertion(table, values), *values.values())

    def _insert_keyed(self, table: str, **values: Any) -> int:
        """Insert a row into a table with generated keys; return its key."""
        key: int = self._one(f"{_insertion(table, values)} RETURNING key", *values.values())[0]
        return key

    def _bury_passages(self, article: int) -> None:
        of_article = "FROM passage p JOIN version v ON v.key = p.version WHERE v.article = ?"
        self._loosened |= {embedding for (embedding,) in self._all(f"SELECT p.embedding {of_article}", article)}
        self._run(f"INSERT INTO tombstone (key, generation) SELECT p.key, ? {of_article}", self.generation, article)
        self._counts["passage"] -= self._run(f"DELETE FROM passage WHERE key IN (SELECT p.key {of_article})", article)

    def finish(self) -> None:
        """Complete the transaction before it is committed."""
        self._drop_unused_embeddings()
        # Row counts are stored, so that readers need not count.
        self.set("counts", json.dumps({"generation": self.generation, **self._counts}))

    def _drop_unused_embeddings(self) -> None:
        """Delete the vectors that no passage uses any more; one whose text moved to another article stays."""
        self._run(
            f"DELETE FROM embedding WHERE key IN (SELECT value FROM {self.database.numbers} AS k) "
            "AND NOT EXISTS (SELECT 1 FROM passage WHERE passage.embedding = embedding.key)",
            json.dumps(sorted(self._loosened)),
        )
        self._loosened.clear()

    def _forget_copies(self, article: int) -> None:
        for table, column in (
            ("signature", "article"),
            ("band", "article"),
            ("copy", "article"),
            ("copy", "other"),
        ):
            self._run(f"DELETE FROM {table} WHERE {column} = ?", article)

    def _link_copies(self, article: int, signature: Signature) -> None:
        in_band = f"SELECT article FROM (SELECT article FROM band WHERE digest = ? LIMIT {_CANDIDATES_PER_BAND}) AS b"
        candidates = [
            other for (other,) in self._all(" UNION ".join([in_band] * len(signature.bands)), *signature.bands)
        ]
        pairs = []
        for other, minhash, words in self._all(
            "SELECT s.article, s.minhash, s.words "
            f"FROM {self.database.numbers} AS k JOIN signature s ON s.article = k.value",
            json.dumps(candidates),
        ):
            similarity = signature.similarity(signature_of(minhash, words))
            if similarity >= SIMILAR:
                pairs += [(article, other, similarity), (other, article, similarity)]
        self.database.run_many("INSERT INTO copy (article, other, similarity) VALUES (?, ?, ?)", pairs)
        self._insert(
            "signature",
            article=article,
            minhash=signature.minhash.astype("<u4").tobytes(),
            words=signature.words,
        )
        self.database.run_many(
            "INSERT INTO band (digest, article) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(band, article) for band in signature.bands],
        )


def _insertion(table: str, values: Mapping[str, Any]) -> str:
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks(list(values))})"
