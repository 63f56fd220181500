"""One state of a PostgreSQL archive: how it differs from that of a folder.

Passages, vectors and search data are in the schema of a build, such as `byline_1`. A rebuild fills the next build while
this one is searched; one transaction then replaces it.
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

# Passages belong to current versions only; the extra condition in `PRESENT` would mislead the planner.
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
)  # read in every transaction
TABLES = ("passage", "embedding", "term")  # tables of a build, for every engine


def schema_of(build: int | str) -> str:
    """Return the name of the schema of a build."""
    return f"byline_{build}"


def search_path(build: int) -> str:
    """Return the statement that puts a build's tables first on a transaction's search path, before the user's own."""
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
        database: A database in a transaction with the search path of the build.
        known: The archive's stored values for the names in `KNOWN`.
    """

    def __init__(self, database: PostgresDatabase, known: dict[str, str]) -> None:
        self._known = known
        super().__init__(database)

    @property
    def build(self) -> int:
        """Number of the current build; 0 if there is none yet."""
        return int(self._known.get("build", 0))

    def get(self, name: str) -> str | None:
        """Return a stored setting of the archive; None if it is not set."""
        return self._known.get(name) if name in KNOWN else super().get(name)

    @property
    def tokens(self) -> int:
        """Total number of terms in all passages."""
        return int(self._kept_counts().get("token", 0))

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count the passages, all their terms, and the passages with each of `terms`."""
        hashes = {hash64(term.encode()): term for term in terms}
        found = self._all("SELECT hash, passages FROM term WHERE hash = ANY(?)", list(hashes))
        frequencies = dict.fromkeys(hashes.values(), 0) | {hashes[one]: passages for one, passages in found}
        return TermStatistics(self.count("passage"), self.tokens, frequencies)

    def source(self, name: str) -> tuple[str, str] | None:
        """Return the id of a source's article and the digest of what was read; None if the source is new."""
        return super().source(of_this_machine(name))

    def sources(self, id: str) -> list[str]:
        """Return the sources of an article; files of other machines are prefixed with the machine's name."""
        return [name.removeprefix(of_this_machine("")) for name in super().sources(id)]

    def sources_below(self, prefix: str) -> list[tuple[str, str]]:
        """Return the sources of this machine with this prefix, each with its article's id."""
        here = of_this_machine("")
        return [(name.removeprefix(here), id) for name, id in super().sources_below(of_this_machine(prefix))]

    def left_below(self, prefix: str) -> list[tuple[str, str]]:
        """Return the last files, on this machine and with this prefix, of articles that are now in no file."""
        here = of_this_machine("")
        return [(name.removeprefix(here), id) for name, id in super().left_below(of_this_machine(prefix))]

    def cached_vectors(self, digests: Iterable[bytes]) -> set[bytes]:
        """Return which texts already have a vector, in this build or in the next one, if it has been started."""
        asked = list(digests)
        found = self.embedded(asked)
        following = f"{schema_of(self.build + 1)}.embedding"
        if asked and self._one("SELECT to_regclass(?)", following) != (None,):
            found |= {one for (one,) in self._all(f"SELECT digest FROM {following} WHERE digest = ANY(?)", asked)}
        return found

    def left_by(self, where: Where, most: int) -> int:
        """Count the passages that meet the conditions, up to `most`."""
        conditions, values = self.conditions(where)
        count: int = self._one(
            f"SELECT count(*) FROM (SELECT 1 FROM {OF_PASSAGES} WHERE {conditions} LIMIT ?) AS counted",
            *values,
            most,
        )[0]
        return count

    def terms_by_passage(self, article: int) -> Iterable[PassageTerms]:
        """Yield the passages of an article, given by its key, with their terms."""
        for key, start, end, title, text in self.database.stream(
            f'SELECT p.key, p.start, p."end", v.title, v.text FROM {PRESENT} '
            "JOIN passage p ON p.version = v.key WHERE a.key = ? ORDER BY p.key",
            article,
        ):
            yield PassageTerms(key, passage_terms(title, text, start, end))


def of_this_machine(name: str) -> str:
    """Return the stored name of a source, with the machine's name: several machines may have files of the same name."""
    return name if is_address(name) else f"{ELSEWHERE}{socket.gethostname()}/{name}"


def passage_terms(title: str, text: str, start: int, end: int) -> list[str]:
    """Return the terms of a passage for keyword search."""
    return terms_of(searched_text(title, text, start, end))
