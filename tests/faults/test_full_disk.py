"""A full or read-only disk: nothing can be added, and what needs no space still works.

Each test runs in a process of its own that mounts a small disk in memory, which no other process sees.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import WordEncoder, article

from byline import Archive, ArchiveError
from byline.store.folder import sqlite

_UNSHARE = ["unshare", "--map-root-user", "--mount"]
_MB = 1_000_000


def _can_mount() -> bool:
    command = [*_UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return shutil.which("unshare") is not None and not subprocess.run(command, capture_output=True).returncode


pytestmark = pytest.mark.skipif(
    not _can_mount(), reason="no disk can be mounted here: run as root, or allow namespaces"
)


def on_a_full_disk(scenario: str, folder: Path, *, megabytes: int) -> dict[str, Any]:
    """Run one of the scenarios below on a disk of a given size in megabytes; return its output."""
    run = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && exec "$3" "$4" "$5" "$2"'
    arguments = [f"{megabytes}m", str(folder), sys.executable, __file__, scenario]
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)])
    done = subprocess.run(
        [*_UNSHARE, "sh", "-c", run, "sh", *arguments],
        capture_output=True,
        text=True,
        timeout=110,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_articles_are_removed_and_their_room_given_back(tmp_path: Path) -> None:
    told = on_a_full_disk("small", tmp_path, megabytes=24)
    assert told["added"] == "ArchiveFullError"
    assert told["removed"] == 100
    assert told["left"] == 20
    assert told["found"] == 10
    assert told["compacted"] > 1 * _MB
    assert told["free"] > 1 * _MB
    assert told["unhealthy"] == []
    assert told["added again"] == 1


def test_more_is_removed_than_fits_into_the_room_kept_for_it(tmp_path: Path) -> None:
    told = on_a_full_disk("large", tmp_path, megabytes=60)
    assert told["removed"] == 500
    assert told["left"] == 20
    assert told["compacted"] > 4 * _MB
    assert told["unhealthy"] == []


def test_an_index_without_such_room_gives_up_its_caches(tmp_path: Path) -> None:
    told = on_a_full_disk("without a reserve", tmp_path, megabytes=24)
    assert told["removed"] == 100
    assert told["found"] == 10
    assert told["unhealthy"] == []


def test_an_index_of_an_earlier_version_is_compacted(tmp_path: Path) -> None:
    told = on_a_full_disk("earlier version", tmp_path, megabytes=24)
    assert told["compacted"] > 1 * _MB
    assert told["unhealthy"] == []


def test_a_sound_index_that_cannot_be_written_is_healthy(tmp_path: Path) -> None:
    told = on_a_full_disk("read-only", tmp_path, megabytes=24)
    assert told["added"] == "ArchiveError"
    assert told["findings"] == [
        [True, "encoder", told["findings"][0][2]],
        [True, "database", "3 articles, 45 passages, generation 1"],
        [True, "caches", "intact; the folder is read-only"],
    ]


# The scenarios, in a process of their own


def _text(number: int) -> str:
    return " ".join(f"Article {number} sentence {i} is about subject{number} and matter{i}." for i in range(60))


def _fill(disk: Path, name: str) -> None:
    for size in (65_536, 1):
        with (disk / f"{name}-{size}").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def _outcome(change: Any) -> Any:
    try:
        return change()
    except ArchiveError as error:
        return type(error).__name__


def _read_only(disk: Path) -> dict[str, Any]:
    with Archive(disk / "index", encoder=WordEncoder()) as archive:
        archive.add([article(str(number), _text(number)) for number in range(3)])
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with Archive(disk / "index", encoder=WordEncoder()) as archive:
        findings = [(one.healthy, one.subject, one.detail) for one in archive.doctor()]
        return {"added": _outcome(lambda: archive.add(article("new", _text(7)))), "findings": findings}


def _scenario(name: str, disk: Path) -> dict[str, Any]:
    if name == "read-only":
        return _read_only(disk)
    index, count = disk / "index", 520 if name == "large" else 120
    if name == "earlier version":
        sqlite._INCREMENTAL = 0
    with Archive(index, encoder=WordEncoder()) as archive:
        archive.add([article(str(number), _text(number)) for number in range(count)])
    sqlite._INCREMENTAL = 2
    _fill(disk, "filler")
    if name == "without a reserve":
        (index / "reserve").unlink()
        _fill(disk, "more")
    told: dict[str, Any] = {}
    with Archive(index, encoder=WordEncoder()) as archive:
        told["added"] = _outcome(lambda: len(archive.add(article("new", _text(7))).added))
    with Archive(index, encoder=WordEncoder()) as archive:
        told["removed"] = len(archive.remove(*map(str, range(20, count))))
        told["left"] = len(archive.articles())
        told["found"] = len(archive.search("subject3 matter5"))
        before = (index / "byline.db").stat().st_size
        told["unhealthy"] = [one.detail for one in archive.doctor(compact=True) if not one.healthy]
        told["compacted"] = before - (index / "byline.db").stat().st_size
        told["free"] = shutil.disk_usage(disk).free
        told["added again"] = _outcome(lambda: len(archive.add(article("new", _text(7))).added))
    return told


if __name__ == "__main__":
    print(json.dumps(_scenario(sys.argv[1], Path(sys.argv[2]))))
