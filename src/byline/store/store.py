"""The store: the catalog, with the engines that search it kept in step.

A search sees one generation: the rows of a snapshot, the caches made at or before it, the newer rows
(the tail) searched exactly in memory, and the rows that are gone since masked.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from byline.errors import ArchiveError, ArchiveLockedError
from byline.ports import Floats, Keys, Ranking, Selection, TermStatistics
from byline.records import IndexState, Where
from byline.store import caches
from byline.store.caches import Caches
from byline.store.catalog import Catalog, Rows
from byline.store.exact import ExactKeywords, ExactVectors, merged

_LOCK_SECONDS = 0.8
_ATTEMPTS = 3
_FOLD_ALWAYS_BELOW = 20_000  # passages: so small an archive's caches are made anew with every change
_FOLD_SHARE = 0.05  # of the passages: more rows than that newer than the caches are folded in


@dataclass(frozen=True, slots=True)
class _Engines:
    """What searches one generation."""

    generation: int
    state: IndexState
    caches: Caches | None
    tail_vectors: ExactVectors
    tail_keywords: ExactKeywords
    gone: Keys  # keys that the caches hold and the database does not

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        found = self.tail_keywords.statistics(terms)
        return found + self.caches.keywords.statistics(terms) if self.caches else found


class View:
    """One generation of an archive, to search and to read."""

    def __init__(self, rows: Rows, engines: _Engines) -> None:
        self.rows = rows
        self._engines = engines

    @property
    def state(self) -> IndexState:
        """What the archive holds."""
        return self._engines.state

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count terms over all passages."""
        return self._engines.statistics(terms)

    def selection(self, where: Where | None) -> Selection | None:
        """Turn conditions into the keys that a search may return."""
        if where is not None:
            return Selection(self.rows.keys(where))
        gone = self._engines.gone
        return Selection(gone, exclude=True) if len(gone) else None

    def search_vectors(self, vector: Floats, k: int, selection: Selection | None) -> Ranking:
        """Return the at most `k` passages most similar to `vector`, `(dim,)`."""
        tail = self._engines.tail_vectors.search(vector, k, selection)
        cached = self._engines.caches
        return merged(cached.vectors.search(vector, k, selection), tail, k) if cached else tail

    def search_keywords(self, terms: Sequence[str], k: int, selection: Selection | None) -> Ranking:
        """Return the at most `k` passages that share most with `terms`."""
        tail = self._engines.tail_keywords.search(terms, k, selection)
        cached = self._engines.caches
        return merged(cached.keywords.search(terms, k, selection), tail, k) if cached else tail


class Store:
    """An index folder: `byline.db`, the caches of it, and the writer's lock.

    Args:
        folder: Made at the first change.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalog = Catalog(folder / "byline.db")
        self._file_lock = FileLock(folder / "lock", thread_local=False)
        self._writer = threading.RLock()
        self._refresh = threading.Lock()
        self._engines: _Engines | None = None
        self._healed = False

    def close(self) -> None:
        """Let go of the files."""
        self._engines = None
        self.catalog.close()

    @contextmanager
    def locked(self, *, wait: bool = True) -> Iterator[None]:
        """Be the only writer, in this process and among all.

        Raises:
            ArchiveLockedError: Another process writes and does not end within seconds.
            ArchiveError: The folder cannot be made or written to.
        """
        if not self._writer.acquire(blocking=wait):
            raise ArchiveLockedError(f"{self.folder}: another thread is adding or removing articles")
        try:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._file_lock.acquire(timeout=_LOCK_SECONDS if wait else 0)
            except Timeout as error:
                raise ArchiveLockedError(
                    f"{self.folder}: another process is adding or removing articles: wait until it is done"
                ) from error
            except OSError as error:
                raise ArchiveError(
                    f"{self.folder}: cannot be written ({error.strerror}): choose another --index folder"
                ) from error
            try:
                yield
            finally:
                self._file_lock.release()
        finally:
            self._writer.release()

    @contextmanager
    def reading(self) -> Iterator[View]:
        """Search and read one generation, whatever others write meanwhile.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        self._heal_once()
        for attempts_left in reversed(range(_ATTEMPTS)):
            with self.catalog.reading() as rows:
                engines = self._engines_for(rows)
                overtaken = engines.caches is None and caches.newest_generation(self.folder) > rows.generation
                if overtaken and attempts_left:
                    continue  # a writer has just replaced the caches of this snapshot: take a newer one
                yield View(rows, engines)
                return

    def fold(self, *, completely: bool = False) -> None:
        """Bring the caches up to date if they lag too far behind, or at all; call it while `locked`."""
        with self.catalog.reading() as rows:
            if not self._lag(rows, tolerated=0.0 if completely else _FOLD_SHARE):
                return
            generation = rows.generation
            caches.build(self.folder, rows, _dim(rows))
        with self.catalog.writing(new_generation=False) as changes:
            changes.purge(generation)

    def rebuild(self) -> None:
        """Make the caches anew from the database."""
        with self.locked():
            caches.discard(self.folder)
            self._engines = None
            self.fold()

    def _lag(self, rows: Rows, tolerated: float) -> bool:
        """Tell whether more than the tolerated share of the passages is newer than the caches, or gone."""
        manifest = caches.newest(self.folder, rows)
        if manifest is None:
            return rows.generation > 0
        last_key = manifest["last_key"]
        changed = rows.count_after(last_key) + len(rows.tombstones(upto=last_key))
        passages = rows.count_after(0)
        return changed > (0 if passages < _FOLD_ALWAYS_BELOW else tolerated * passages)

    def _heal_once(self) -> None:
        """Make missing caches at the first search, unless somebody writes or the folder is read-only."""
        if self._healed or not self.catalog.exists():
            return
        self._healed = True
        try:
            with self.locked(wait=False):
                self.fold()
        except ArchiveError:
            return  # everything is then searched in memory

    def _engines_for(self, rows: Rows) -> _Engines:
        with self._refresh:
            current, generation = self._engines, rows.generation
            if current is not None and current.generation == generation:
                return current
            cached = current.caches if current else None
            if cached is None or not self._is_newest(cached, rows):
                cached = caches.open_newest(self.folder, rows, _dim(rows)) if generation else None
            last_key = cached.last_key if cached else 0
            vectors = list(rows.vectors(after=last_key))
            engines = _Engines(
                generation,
                rows.state(),
                cached,
                ExactVectors(
                    np.array([key for key, _ in vectors], dtype=np.int64),
                    np.array([vector for _, vector in vectors], dtype=np.float32).reshape(-1, _dim(rows)),
                ),
                ExactKeywords(rows.texts(after=last_key), cached.keywords.statistics if cached else None),
                rows.tombstones(upto=last_key),
            )
            if current is None or current.generation < generation:
                self._engines = engines
            return engines

    def _is_newest(self, cached: Caches, rows: Rows) -> bool:
        """Tell whether caches that are open suit a snapshot, and no newer ones are on the disk."""
        suits = rows.purged <= cached.generation <= rows.generation
        return suits and cached.generation >= caches.newest_generation(self.folder)


def _dim(rows: Rows) -> int:
    return int(rows.get("dim") or 1)
