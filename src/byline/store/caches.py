"""The engines' files: a folder for each generation, written beside and renamed into place, never changed.

    index/cache-12/    vectors/  keywords/  manifest.json

A cache covers the passages of one generation. Missing, damaged or of another fingerprint, it is made
again from the database without embedding anything. Opening checks sizes and times (hashes where only a
time differs, as after copying the folder); `check` checks hashes.
"""

import hashlib
import json
import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from byline.errors import ArchiveDamagedError, ArchiveError
from byline.ports import KeywordEngine, VectorEngine
from byline.store import keywords, vectors
from byline.store.catalog import Rows
from byline.store.keywords import TantivyKeywords
from byline.store.vectors import FaissVectors

_LOG = logging.getLogger(__name__)
_PREFIX, _UNFINISHED = "cache-", "unfinished-"
_MANIFEST = "manifest.json"
_ENGINES = f"{vectors.VERSION} {keywords.VERSION}"


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


def build(index: Path, rows: Rows, dim: int) -> None:
    """Write the caches of a snapshot and remove those of other generations. Needs the writer's lock.

    Raises:
        ArchiveError: They cannot be written; what is left of them is removed.
    """
    unfinished = index / f"{_UNFINISHED}{rows.generation}"
    _remove(unfinished)
    try:
        _write(unfinished, rows, dim)
        finished = index / f"{_PREFIX}{rows.generation}"
        _remove(finished)
        unfinished.rename(finished)
        _sync(index)
    except (OSError, RuntimeError, ValueError) as error:  # faiss and tantivy raise the latter on a full disk
        _remove(unfinished)
        raise ArchiveError(
            f"{index}: the articles are safe, but their caches cannot be written ({error}): check the disk, "
            "then run byline doctor"
        ) from error
    for path in index.iterdir():
        if path != finished and path.name.startswith((_PREFIX, _UNFINISHED)):
            _remove(path)


def _write(unfinished: Path, rows: Rows, dim: int) -> None:
    generation = rows.generation
    for engine in ("vectors", "keywords"):
        (unfinished / engine).mkdir(parents=True)
    FaissVectors.build(unfinished / "vectors", rows.vectors(), dim)
    TantivyKeywords.build(unfinished / "keywords", rows.texts())
    manifest = {
        "engines": _ENGINES,
        "fingerprint": rows.get("fingerprint"),
        "generation": generation,
        "token": rows.token(generation),
        "last_key": rows.last_key(),
        "files": {
            file.relative_to(unfinished).as_posix(): _description(file)
            for file in sorted(unfinished.rglob("*"))
            if file.is_file() and not file.name.endswith(".lock")  # tantivy's, touched by every reader
        },
    }
    (unfinished / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in (*unfinished.rglob("*"), unfinished):
        _sync(path)


def newest(index: Path, rows: Rows) -> dict[str, Any] | None:
    """Return the manifest of the newest caches that suit a snapshot, None if none can be trusted."""
    for folder in sorted(_folders(index), key=_generation, reverse=True):
        if rows.purged <= _generation(folder) <= rows.generation:
            try:
                manifest = _manifest(folder, rows)
                for name, expected in manifest["files"].items():
                    _check_unchanged(folder / name, expected)
            except FileNotFoundError:  # a writer has just removed it for a newer one
                continue
            except (ArchiveDamagedError, OSError) as error:
                _LOG.warning("cache left unused: %s", error)
            else:
                return manifest
    return None


def open_newest(index: Path, rows: Rows, dim: int) -> Caches | None:
    """Open the newest caches that suit a snapshot, None if none can be trusted."""
    manifest = newest(index, rows)
    if manifest is None:
        return None
    folder = index / f"{_PREFIX}{manifest['generation']}"
    try:
        caches = Caches(
            manifest["generation"],
            manifest["last_key"],
            FaissVectors.open(folder / "vectors", dim),
            TantivyKeywords.open(folder / "keywords"),
        )
    except (ArchiveDamagedError, OSError) as error:
        _LOG.warning("cache left unused: %s", error)
        return None
    if len(caches.vectors) != len(caches.keywords):
        _LOG.warning("cache left unused: %s: its engines differ in length", folder)
        return None
    return caches


def newest_generation(index: Path) -> int:
    """Return the generation of the newest caches on disk, whatever their state; 0 if there are none."""
    return max(map(_generation, _folders(index)), default=0)


def discard(index: Path) -> None:
    """Remove all caches. Needs the writer's lock."""
    for folder in _folders(index):
        _remove(folder)


def check(index: Path, rows: Rows) -> list[str]:
    """Compare every file of the caches with its hash; return what is wrong, nothing if all is well."""
    problems = []
    for folder in _folders(index):
        try:
            manifest = _manifest(folder, rows)
            for name, expected in manifest["files"].items():
                if not (folder / name).is_file() or _hash(folder / name) != expected["sha256"]:
                    problems.append(f"{folder / name}: not as it was written")
        except (ArchiveDamagedError, OSError) as error:
            problems.append(str(error))
    return problems


def _manifest(folder: Path, rows: Rows) -> dict[str, Any]:
    file = folder / _MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        found = manifest["engines"], manifest["fingerprint"], manifest["generation"], manifest["token"]
        sizes = [(entry["size"], entry["modified"], entry["sha256"]) for entry in manifest["files"].values()]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveDamagedError(f"{file}: not a manifest ({error})") from error
    generation = _generation(folder)
    expected = _ENGINES, rows.get("fingerprint"), generation, rows.token(generation)
    if found != expected or not sizes or not isinstance(manifest.get("last_key"), int):
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


def _sync(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    if os.name == "nt" and path.is_dir():  # folders cannot be opened there
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _folders(index: Path) -> list[Path]:
    return [path for path in index.glob(f"{_PREFIX}*") if path.name.removeprefix(_PREFIX).isdecimal()]


def _generation(folder: Path) -> int:
    return int(folder.name.removeprefix(_PREFIX))
