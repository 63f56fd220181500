"""One state of a PostgreSQL archive: what differs from that of a folder.

Passages, vectors and what is searched stand in the schema of a build, `byline_1`; making the index anew fills the next
one while this one is searched, and one transaction puts it in its place.
"""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from byline.ingest.files import ELSEWHERE, is_address
from byline.language.minhash import hash64
from byline.language.terms import TermStatistics, terms_of
from byline.records import Where
from byline.store.postgres.connection import SEARCH_PATH
from byline.store.postgres.database import PostgresDatabase
from byline.store.sql import Snapshot
from byline.store.sql.snapshot import PRESENT, searched_text

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
TABLES = ("passage", "embedding", "term")  # of a build, whatever searches it


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
        return super().source(of_this_machine(name))

    def sources(self, id: str) -> list[str]:
        """Return where an article came from; a file of another machine stands behind that machine's name."""
        return [name.removeprefix(of_this_machine("")) for name in super().sources(id)]

    def sources_below(self, prefix: str) -> list[tuple[str, str]]:
        """Return the sources of this machine whose names begin so, each with the id of its article."""
        here = of_this_machine("")
        return [(name.removeprefix(here), id) for name, id in super().sources_below(of_this_machine(prefix))]

    def left_below(self, prefix: str) -> list[tuple[str, str]]:
        """Return the files of this machine that begin so and that an article was in that is in no file now."""
        here = of_this_machine("")
        return [(name.removeprefix(here), id) for name, id in super().left_below(of_this_machine(prefix))]

    def cached_vectors(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return which of these texts have a vector already, in this build or in the next one, which is being made."""
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


def of_this_machine(name: str) -> str:
    """Return the name of a source as it is kept: files of several machines may have the same name."""
    return name if is_address(name) else f"{ELSEWHERE}{socket.gethostname()}/{name}"


def passage_terms(title: str, text: str, start: int, end: int) -> list[str]:
    """Return the terms of what keywords search of a passage."""
    return terms_of(searched_text(title, text, start, end))
