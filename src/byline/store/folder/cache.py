"""The engines' files: a folder for each generation, written beside and renamed into place, never changed.

    index/cache-12/    vectors/  keywords/  manifest.json

A cache covers the passages of one generation. Missing, damaged or of another fingerprint, it is made
again from the database without embedding anything. It is made anew, or of the one before and of what is
newer: it then still holds the passages that are gone since it was made anew. Opening checks sizes and
times (hashes where only a time differs, as after copying the folder); `check` checks hashes.
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
    """The engines that search a folder. Another one is a file of its own, and its name here."""

    vectors: type[VectorEngine] = FaissVectors
    keywords: type[KeywordEngine] = TantivyKeywords

    @property
    def version(self) -> str:
        """Of their files."""
        return f"{self.vectors.version} {self.keywords.version}"


@dataclass(frozen=True, slots=True)
class Caches:
    """The engines over the passages of one generation.

    Attributes:
        generation: Of the database when they were made.
        last_key: The largest key of a passage that they hold.
    """

    generation: int
    last_key: int
    vectors: VectorEngine
    keywords: KeywordEngine


class CacheFolder:
    """The caches in the folder of an index.

    Args:
        index: The folder.
        engines: What makes and reads them.
    """

    def __init__(self, index: Path, engines: EngineChoice) -> None:
        self._index = index
        self._engines = engines

    def build(self, snapshot: Snapshot) -> None:
        """Write the caches of a snapshot and remove those of other generations. Needs the writer's lock.

        Args:
            snapshot: What they are made of.

        Raises:
            ArchiveError: They cannot be written; what is left of them is removed.
        """

        def fill(unfinished: Path) -> int:
            keys = snapshot.passage_keys()
            self._engines.vectors.build(unfinished / "vectors", keys, snapshot.vectors_of, snapshot.dim)
            self._engines.keywords.build(unfinished / "keywords", snapshot.texts())
            return len(keys)

        self._replace(snapshot, fill)

    def extend(self, snapshot: Snapshot, previous: dict[str, Any]) -> None:
        """Write the caches of a snapshot as `build` does, of those that a manifest describes and of newer passages.

        Raises:
            ArchiveDamagedError: Those cannot be read.
            ArchiveError: They cannot be written; what is left of them is removed.
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
        """Write caches beside those that there are, rename them into place and remove the others."""
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
        except (OSError, RuntimeError, ValueError) as error:  # faiss and tantivy raise the latter on a full disk
            _remove(unfinished)
            raise ArchiveError(
                f"{self._index}: the articles are safe, but their caches cannot be written ({error}): check the disk, "
                "then run byline doctor"
            ) from error
        self.sweep(snapshot.generation)

    def _describe(self, unfinished: Path, snapshot: Snapshot, anew: int) -> None:
        """Write the manifest and have all of it on the disk."""
        generation = snapshot.generation
        manifest = {
            "engines": self._engines.version,
            "fingerprint": snapshot.get("fingerprint"),
            "generation": generation,
            "token": snapshot.token(generation),
            "last_key": snapshot.last_key(),
            "anew": anew,  # passages that there were when they were made anew
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
        """Return the manifest of the newest caches that suit a snapshot, None if none can be trusted."""
        for folder in sorted(_folders(self._index), key=_generation, reverse=True):
            if snapshot.purged <= _generation(folder) <= snapshot.generation:
                try:
                    manifest = self._manifest(folder, snapshot)
                    for name, expected in manifest["files"].items():
                        _check_unchanged(folder / name, expected)
                except FileNotFoundError:  # a writer has just removed it for a newer one
                    continue
                except (ArchiveDamagedError, OSError) as error:
                    _LOG.warning("cache left unused: %s", error)
                else:
                    return manifest
        return None

    def open_newest(self, snapshot: Snapshot) -> Caches | None:
        """Open the newest caches that suit a snapshot, None if none can be trusted."""
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
        """Remove what is left of caches, but for those of a generation. Needs the writer's lock."""
        for path in self._index.iterdir():
            if path.name != f"{_PREFIX}{generation}" and path.name.startswith((_PREFIX, _UNFINISHED)):
                _remove(path)

    def newest_generation(self) -> int:
        """Return the generation of the newest caches on disk, whatever their state; 0 if there are none."""
        return max(map(_generation, _folders(self._index)), default=0)

    def discard(self) -> None:
        """Remove all caches. Needs the writer's lock."""
        for folder in _folders(self._index):
            _remove(folder)

    def check(self, snapshot: Snapshot) -> list[str]:
        """Compare every file of the caches with its hash; return what is wrong, nothing if all is well."""
        problems = []
        for folder in _folders(self._index):
            try:
                manifest = self._manifest(folder, snapshot)
                for name, expected in manifest["files"].items():
                    if not (folder / name).is_file() or _hash(folder / name) != expected["sha256"]:
                        problems.append(f"{folder / name}: not as it was written")
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
    with suppress(OSError):  # which it raises now and then, whatever it is to ignore
        shutil.rmtree(folder, ignore_errors=True)


def _folders(index: Path) -> list[Path]:
    try:
        return [path for path in index.glob(f"{_PREFIX}*") if path.name.removeprefix(_PREFIX).isdecimal()]
    except OSError as error:
        raise ArchiveError(f"{index}: cannot be read ({error.strerror}): check the disk") from error


def _generation(folder: Path) -> int:
    return int(folder.name.removeprefix(_PREFIX))
