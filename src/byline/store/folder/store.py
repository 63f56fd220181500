"""An archive in a folder: the catalog in SQLite, and FAISS and tantivy caches kept in sync with it.

A search sees one generation: the rows of a snapshot, the caches built at or before it, the newer rows
(the tail), searched exactly in memory, and a mask for rows deleted since.
"""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from byline.encoders.base import Floats
from byline.errors import ArchiveDamagedError, ArchiveError, ArchiveFullError, ArchiveLockedError
from byline.language.terms import TermStatistics
from byline.records import Finding, IndexState, Where
from byline.store.engines import Ranking, Selection
from byline.store.exact import ExactKeywords, ExactVectors, merged
from byline.store.folder.cache import CacheFolder, Caches, EngineChoice
from byline.store.folder.reserve import Reserve
from byline.store.folder.sqlite import FILE, SqliteCatalog
from byline.store.sidecar import SqliteSidecar
from byline.store.sql import Snapshot

_LOG = logging.getLogger(__name__)
_LOCK_SECONDS = 0.8
_ATTEMPTS = 3
_SELECTIONS_KEPT = 8


@dataclass(frozen=True, slots=True)
class RefreshPolicy:
    """When the caches are brought up to date. Measured with benchmarks/growth.py.

    Attributes:
        always_below: With fewer passages than this, the caches are rebuilt after every change.
        tail: If more passages than this are newer than the caches, they are added to the caches.
        gone: If a larger share of passages than this is deleted, the caches are rebuilt.
        growth: If the number of passages has grown by this factor since the last full build, the caches are rebuilt.
    """

    always_below: int = 20_000
    tail: int = 2_000
    gone: float = 0.05
    growth: float = 2.0


@dataclass(frozen=True, slots=True)
class _Engines:
    """The engines that search one generation."""

    generation: int
    state: IndexState
    caches: Caches | None
    tail_vectors: ExactVectors
    tail_keywords: ExactKeywords
    present: Selection | None  # masks keys in the caches that are gone from the database; None if there are none
    selections: dict[object, Selection] = field(default_factory=dict)  # recent selections, by conditions

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        found = self.tail_keywords.statistics(terms)
        return found + self.caches.keywords.statistics(terms) if self.caches else found


class FolderView:
    """One generation; see `View`."""

    def __init__(self, snapshot: Snapshot, engines: _Engines) -> None:
        self.rows = snapshot
        self._engines = engines

    @property
    def state(self) -> IndexState:
        """Contents of the archive."""
        return self._engines.state

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count terms over all passages."""
        return self._engines.statistics(terms)

    def selection(self, where: Where | None) -> Selection | None:
        """Turn conditions into the keys that a search may return."""
        if where is None:
            return self._engines.present
        asked = where.publishers, where.ids, where.bounds
        known = self._engines.selections
        selection = known.get(asked)
        if selection is None:
            selection = Selection(self.rows.keys(where))
            if len(known) >= _SELECTIONS_KEPT:
                known.clear()
            known[asked] = selection
        return selection

    def search_vectors(self, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages most similar to `vector`, `(dim,)`, among those that meet the conditions."""
        selection = self.selection(where)
        tail = self._engines.tail_vectors.search(vector, k, selection=selection)
        cached = self._engines.caches
        if cached is None:
            return tail
        return merged(cached.vectors.search(vector, k, self.rows.vectors_of, selection), tail, k)

    def search_keywords(self, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages that best match `terms`, among those that meet the conditions."""
        selection = self.selection(where)
        tail = self._engines.tail_keywords.search(terms, k, selection)
        cached = self._engines.caches
        return merged(cached.keywords.search(terms, k, selection), tail, k) if cached else tail


def _engines(snapshot: Snapshot, cached: Caches | None) -> _Engines:
    last_key = cached.last_key if cached else 0
    gone = snapshot.tombstones(upto=last_key) if cached else None
    return _Engines(
        snapshot.generation,
        snapshot.state(),
        cached,
        ExactVectors(*snapshot.vectors_of(snapshot.passage_keys(after=last_key))),
        ExactKeywords(snapshot.texts(after=last_key), cached.keywords.statistics if cached else None),
        Selection(gone, exclude=True) if gone is not None and len(gone) else None,
    )


class FolderStore:
    """An index folder: `byline.db`, its caches, and the writer's lock; see `Store`.

    Args:
        folder: The folder; created at the first change.
        policy: When the caches are brought up to date.
        engines: The search engines.
    """

    def __init__(self, folder: Path, policy: RefreshPolicy | None = None, engines: EngineChoice | None = None) -> None:
        self.folder = folder
        self.name = str(folder)
        self.policy = policy or RefreshPolicy()
        self.catalog = SqliteCatalog(folder / FILE)
        self._caches = CacheFolder(folder, engines or EngineChoice())
        self._reserve = Reserve(folder, folder / FILE)
        self._is_tight = False
        self._file_lock = FileLock(folder / "lock", thread_local=False)
        self._writer = threading.RLock()
        self._opening = threading.Lock()
        self._engines: _Engines | None = None
        self._healed = False

    def close(self) -> None:
        """Close the files."""
        self._engines = None
        self.catalog.close()

    @contextmanager
    def lock(self, *, exclusive: bool = False, wait: bool = True, removing: bool = False) -> Iterator[None]:
        """Hold the writer's lock. It is always exclusive: a folder has one writer among all threads and processes.

        Args:
            exclusive: Whether to wait less than a second for another thread of this process. Without it, the call waits
                until the other thread is done. For another process, it never waits longer than that.
            wait: Whether to wait for another writer at all.
            removing: Whether the caller is about to free disk space: the reserve is released, and the caches if
                necessary. Waits like `exclusive`.

        Raises:
            ArchiveLockedError: Another writer does not finish in time.
            ArchiveError: The folder cannot be created or written to.
        """
        patience = (_LOCK_SECONDS if exclusive or removing else -1) if wait else 0
        if not self._writer.acquire(timeout=patience):
            raise ArchiveLockedError(f"{self.folder}: another thread is adding or removing articles")
        try:
            self._lock_file(wait=wait)
            try:
                if removing:
                    self._is_tight = True
                    if not self._reserve.release():
                        self._caches.discard()
                yield
            finally:
                self._is_tight = False
                self._reserve.keep()
                self._unlock_file()
        finally:
            self._writer.release()

    def _lock_file(self, *, wait: bool) -> None:
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

    def _unlock_file(self) -> None:
        try:
            self._file_lock.release()
        except OSError as error:
            raise ArchiveError(
                f"{self.folder}: its lock cannot be released ({error.strerror}): check the disk"
            ) from error

    @contextmanager
    def reading(self) -> Iterator[FolderView]:
        """Search and read one generation, whatever is written at the same time.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        self._heal_once()
        for attempts_left in reversed(range(_ATTEMPTS)):
            with self.catalog.reading() as snapshot:
                engines = self._engines_for(snapshot)
                overtaken = engines.caches is None and self._caches.newest_generation() > snapshot.generation
                if overtaken and attempts_left:
                    continue  # a writer has just replaced the caches of this snapshot: read a newer one
                yield FolderView(snapshot, engines)
                return

    def refresh(self, *, completely: bool = False) -> None:
        """Bring the caches up to date if they lag too far behind; with `completely`, rebuild them if they lag at all.

        The caller must hold `lock`. If it was taken with `removing` and the disk has no space for caches, the archive
        is left without them.

        Raises:
            ArchiveError: The caches cannot be written.
        """
        try:
            self._refresh(completely=completely)
        except ArchiveError as error:
            if not self._is_tight:
                raise
            try:
                self.make_room()
                self._refresh(completely=completely)
            except ArchiveError:
                self._caches.discard()
                _LOG.warning("%s: no caches until there is space on the disk (%s)", self.folder, error)
        except OSError as error:
            raise ArchiveError(
                f"{self.folder}: the articles are safe, but their caches are not up to date ({error.strerror}): check "
                "the disk, then run byline doctor"
            ) from error

    def _refresh(self, *, completely: bool) -> None:
        with self.catalog.reading() as snapshot:
            manifest = self._caches.newest(snapshot)
            if manifest is None:
                anew = snapshot.generation > 0
            elif self._outdated(snapshot, manifest, completely):
                anew = True
            elif snapshot.count_after(manifest["last_key"]) > self.policy.tail:
                anew = not self._extended(snapshot, manifest)
            else:
                anew = False
                self._caches.sweep(manifest["generation"])  # removes what a crash left behind
            if not anew:
                return
            generation = snapshot.generation
            self._caches.build(snapshot)
        with self.catalog.writing(new_generation=False) as changes:
            changes.purge(generation)

    def repair(self) -> Finding:
        """Check every file of the caches, and rebuild them from the database if they are damaged or lag behind."""
        with self.catalog.reading() as snapshot:
            damaged = self._caches.check(snapshot)
        if damaged:
            self.rebuild()
            return Finding(True, "caches", f"rebuilt: {'; '.join(damaged)}")
        if not os.access(self.folder, os.W_OK):
            return Finding(True, "caches", "intact; the folder is read-only")
        with self.lock():
            self.refresh(completely=True)
        return Finding(True, "caches", "intact")

    def rebuild(self) -> None:
        """Rebuild the caches from the database."""
        with self.lock():
            self._caches.discard()
            self._engines = None
            self.refresh()

    def make_room(self) -> None:
        """Remove the caches, which can be rebuilt, and empty the write-ahead log. The caller must hold `lock`."""
        self._caches.discard()
        self._engines = None
        self.catalog.checkpoint()

    def compact(self) -> Finding:
        """Free the disk space of removed articles; on a full disk, delete the caches first and rebuild them afterwards.

        Raises:
            ArchiveFullError: There is not enough space even then.
            ArchiveError: The folder cannot be written.
        """
        if not self.catalog.exists():
            return Finding(True, "space", "nothing to free")
        with self.lock(removing=True):
            before = self.catalog.file.stat().st_size
            try:
                self.catalog.compact()
            except ArchiveFullError:
                self.make_room()
                self.catalog.compact()
            given = before - self.catalog.file.stat().st_size
            self.refresh()
        return Finding(True, "space", f"{given / 1_000_000:,.1f} MB freed")

    def sidecar(self, file: str, schema: str) -> SqliteSidecar:
        """Return a separate database in the folder."""
        return SqliteSidecar(self.folder / file, schema)

    def _outdated(self, snapshot: Snapshot, manifest: dict[str, Any], completely: bool) -> bool:
        """Return whether the caches must be rebuilt."""
        passages, last_key = snapshot.count("passage"), manifest["last_key"]
        gone = len(snapshot.tombstones(upto=last_key))
        if completely or passages < self.policy.always_below:
            return gone > 0 or snapshot.count_after(last_key) > 0
        grown = passages >= self.policy.growth * manifest["anew"]
        return grown or gone > self.policy.gone * passages

    def _extended(self, snapshot: Snapshot, manifest: dict[str, Any]) -> bool:
        """Add newer passages to the caches; return False if the caches cannot be read."""
        try:
            self._caches.extend(snapshot, manifest)
        except ArchiveDamagedError as error:
            _LOG.warning("cache left unused: %s", error)
            return False
        return True

    def _heal_once(self) -> None:
        """Build missing caches at the first search, unless there is another writer or the folder is read-only."""
        if self._healed or not self.catalog.exists():
            return
        self._healed = True
        try:
            with self.lock(wait=False):
                self.refresh()
        except ArchiveError:
            return  # then everything is searched in memory

    def _engines_for(self, snapshot: Snapshot) -> _Engines:
        with self._opening:
            current, generation = self._engines, snapshot.generation
            if current is not None and current.generation == generation:
                return current
            cached = current.caches if current else None
            if cached is None or not self._is_newest(cached, snapshot):
                cached = self._caches.open_newest(snapshot) if generation else None
            engines = _engines(snapshot, cached)
            if current is None or current.generation < generation:
                self._engines = engines
            return engines

    def _is_newest(self, cached: Caches, snapshot: Snapshot) -> bool:
        """Return whether open caches are usable for a snapshot, and no newer ones are on disk."""
        suits = snapshot.purged <= cached.generation <= snapshot.generation
        return suits and cached.generation >= self._caches.newest_generation()
