"""The files of the search engines: one folder per generation, written aside, renamed into place and never changed.

    index/cache-12/    vectors/  keywords/  manifest.json

A cache covers the passages of one generation. If it is missing, damaged or has another fingerprint, it is
rebuilt from the database, without embedding anything. A cache is rebuilt from scratch or extended with newer
passages; an extended cache still contains passages deleted since the last full build. Opening checks sizes and
times (hashes where only a time differs, as after copying the folder); `check` verifies all hashes.
"""

import hashlib
import json
import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from byline.errors import ArchiveDamagedError, ArchiveError
from byline.store.engines import KeywordEngine, VectorEngine
from byline.store.files import sync
from byline.store.folder.faiss import FaissVectors
from byline.store.folder.tantivy import TantivyKeywords
from byline.store.sql import Snapshot

_LOG = logging.getLogger(__name__)
_PREFIX, _UNFINISHED = "cache-", "unfinished-"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """The search engines of a folder. To add another, write a module for it and name its class here."""

    vectors: type[VectorEngine] = FaissVectors
    keywords: type[KeywordEngine] = TantivyKeywords

    @property
    def version(self) -> str:
        """Version of their files."""
        return f"{self.vectors.version} {self.keywords.version}"


@dataclass(frozen=True, slots=True)
class Caches:
    """The engines over the passages of one generation.

    Attributes:
        generation: Generation of the database when they were built.
        last_key: The largest passage key they contain.
    """

    generation: int
    last_key: int
    vectors: VectorEngine
    keywords: KeywordEngine


class CacheFolder:
    """The caches in an index folder.

    Args:
        index: The folder.
        engines: The engines that write and read the caches.
    """

    def __init__(self, index: Path, engines: EngineChoice) -> None:
        self._index = index
        self._engines = engines

    def build(self, snapshot: Snapshot) -> None:
        """Build the caches of a snapshot and remove those of other generations. Needs the writer's lock.

        Args:
            snapshot: The snapshot to build from.

        Raises:
            ArchiveError: The caches cannot be written; partial files are removed.
        """

        def fill(unfinished: Path) -> int:
            keys = snapshot.passage_keys()
            self._engines.vectors.build(unfinished / "vectors", keys, snapshot.vectors_of, snapshot.dim)
            self._engines.keywords.build(unfinished / "keywords", snapshot.texts())
            return len(keys)

        self._replace(snapshot, fill)

    def extend(self, snapshot: Snapshot, previous: dict[str, Any]) -> None:
        """Write the caches of a snapshot like `build`, by extending the caches of a manifest with newer passages.

        Raises:
            ArchiveDamagedError: The previous caches cannot be read.
            ArchiveError: The caches cannot be written; partial files are removed.
        """
        folder = self._index / f"{_PREFIX}{previous['generation']}"

        def fill(unfinished: Path) -> int:
            keys = snapshot.passage_keys(after=previous["last_key"])
            self._engines.vectors.extend(
                unfinished / "vectors", folder / "vectors", keys, snapshot.vectors_of, snapshot.dim
            )
            self._engines.keywords.extend(
                unfinished / "keywords", folder / "keywords", snapshot.texts(after=previous["last_key"])
            )
            return int(previous["anew"])

        self._replace(snapshot, fill)

    def _replace(self, snapshot: Snapshot, fill: Callable[[Path], int]) -> None:
        """Write caches next to the existing ones, rename them into place and remove the others."""
        unfinished = self._index / f"{_UNFINISHED}{snapshot.generation}"
        finished = self._index / f"{_PREFIX}{snapshot.generation}"
        _remove(unfinished)
        try:
            for engine in ("vectors", "keywords"):
                (unfinished / engine).mkdir(parents=True)
            self._describe(unfinished, snapshot, fill(unfinished))
            _remove(finished)
            unfinished.rename(finished)
            sync(self._index)
        except ArchiveDamagedError:
            _remove(unfinished)
            raise
        except (OSError, RuntimeError, ValueError) as error:  # faiss and tantivy raise the last two on a full disk
            _remove(unfinished)
            raise ArchiveError(
                f"{self._index}: the articles are safe, but their caches cannot be written ({error}): check the disk, "
                "then run byline doctor"
            ) from error
        self.sweep(snapshot.generation)

    def _describe(self, unfinished: Path, snapshot: Snapshot, anew: int) -> None:
        """Write the manifest and flush everything to disk."""
        generation = snapshot.generation
        manifest = {
            "engines": self._engines.version,
            "fingerprint": snapshot.get("fingerprint"),
            "generation": generation,
            "token": snapshot.token(generation),
            "last_key": snapshot.last_key(),
            "anew": anew,  # number of passages at the last full build
            "files": {
                file.relative_to(unfinished).as_posix(): _description(file)
                for file in sorted(unfinished.rglob("*"))
                if file.is_file() and not file.name.endswith(".lock")  # tantivy's, touched by every reader
            },
        }
        (unfinished / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        for path in (*unfinished.rglob("*"), unfinished):
            sync(path)

    def newest(self, snapshot: Snapshot) -> dict[str, Any] | None:
        """Return the manifest of the newest usable caches for a snapshot; None if there are none."""
        for folder in sorted(_folders(self._index), key=_generation, reverse=True):
            if snapshot.purged <= _generation(folder) <= snapshot.generation:
                try:
                    manifest = self._manifest(folder, snapshot)
                    for name, expected in manifest["files"].items():
                        _check_unchanged(folder / name, expected)
                except FileNotFoundError:  # a writer has just replaced it
                    continue
                except (ArchiveDamagedError, OSError) as error:
                    _LOG.warning("cache left unused: %s", error)
                else:
                    return manifest
        return None

    def open_newest(self, snapshot: Snapshot) -> Caches | None:
        """Open the newest usable caches for a snapshot; None if there are none."""
        manifest = self.newest(snapshot)
        if manifest is None:
            return None
        folder = self._index / f"{_PREFIX}{manifest['generation']}"
        try:
            caches = Caches(
                manifest["generation"],
                manifest["last_key"],
                self._engines.vectors.open(folder / "vectors", snapshot.dim),
                self._engines.keywords.open(folder / "keywords"),
            )
        except (ArchiveDamagedError, OSError) as error:
            _LOG.warning("cache left unused: %s", error)
            return None
        if len(caches.vectors) != len(caches.keywords):
            _LOG.warning("cache left unused: %s: its engines differ in length", folder)
            return None
        return caches

    def sweep(self, generation: int) -> None:
        """Remove all caches and partial files except those of one generation. Needs the writer's lock."""
        for path in self._index.iterdir():
            if path.name != f"{_PREFIX}{generation}" and path.name.startswith((_PREFIX, _UNFINISHED)):
                _remove(path)

    def newest_generation(self) -> int:
        """Return the generation of the newest caches on disk, even if damaged; 0 if there are none."""
        return max(map(_generation, _folders(self._index)), default=0)

    def discard(self) -> None:
        """Remove all caches. Needs the writer's lock."""
        for folder in _folders(self._index):
            _remove(folder)

    def check(self, snapshot: Snapshot) -> list[str]:
        """Compare every file of the caches with its hash; return the problems found."""
        problems = []
        for folder in _folders(self._index):
            try:
                manifest = self._manifest(folder, snapshot)
                for name, expected in manifest["files"].items():
                    if not (folder / name).is_file() or _hash(folder / name) != expected["sha256"]:
                        problems.append(f"{folder / name}: changed since it was written")
            except (ArchiveDamagedError, OSError) as error:
                problems.append(str(error))
        return problems

    def _manifest(self, folder: Path, snapshot: Snapshot) -> dict[str, Any]:
        file = folder / _MANIFEST
        try:
            manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            found = manifest["engines"], manifest["fingerprint"], manifest["generation"], manifest["token"]
            sizes = [(entry["size"], entry["modified"], entry["sha256"]) for entry in manifest["files"].values()]
            numbers = manifest["last_key"], manifest["anew"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArchiveDamagedError(f"{file}: not a manifest ({error})") from error
        generation = _generation(folder)
        expected = self._engines.version, snapshot.get("fingerprint"), generation, snapshot.token(generation)
        if found != expected or not sizes or not all(isinstance(number, int) for number in numbers):
            raise ArchiveDamagedError(f"{file}: found {found}, expected {expected}")
        return manifest


def _check_unchanged(file: Path, expected: dict[str, Any]) -> None:
    status = file.stat()
    if status.st_size != expected["size"]:
        raise ArchiveDamagedError(f"{file}: found {status.st_size} bytes, expected {expected['size']}")
    if status.st_mtime_ns != expected["modified"] and _hash(file) != expected["sha256"]:
        raise ArchiveDamagedError(f"{file}: changed since it was written")


def _description(file: Path) -> dict[str, Any]:
    status = file.stat()
    return {"size": status.st_size, "modified": status.st_mtime_ns, "sha256": _hash(file)}


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remove(folder: Path) -> None:
    with suppress(OSError):  # rmtree sometimes raises these in spite of ignore_errors
        shutil.rmtree(folder, ignore_errors=True)


def _folders(index: Path) -> list[Path]:
    try:
        return [path for path in index.glob(f"{_PREFIX}*") if path.name.removeprefix(_PREFIX).isdecimal()]
    except OSError as error:
        raise ArchiveError(f"{index}: cannot be read ({error.strerror}): check the disk") from error


def _generation(folder: Path) -> int:
    return int(folder.name.removeprefix(_PREFIX))
