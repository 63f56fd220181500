"""Disk space: the reserve for removals, how it is released and restored; see tests/faults/test_full_disk.py."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from support import WordEncoder, article

from byline import Archive, ArchiveFullError
from byline.store.folder import sqlite
from byline.store.folder.sqlite import SqliteCatalog
from byline.store.sql import Transaction


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.add([article(str(number), f"Sentence of {number}. " * 200) for number in range(8)])
    return archive


def reserve(archive: Archive) -> Path:
    return archive.folder / "reserve"


def test_room_is_kept_beside_an_index_and_given_up_while_articles_are_removed(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = reserve(filled).stat().st_size
    assert size >= (filled.folder / "byline.db").stat().st_size
    there = []
    remove = Transaction.remove
    monkeypatch.setattr(Transaction, "remove", lambda *given: there.append(reserve(filled).exists()) or remove(*given))
    assert filled.remove("1") == ("1",)
    assert there == [False]
    assert reserve(filled).stat().st_size >= size


def test_no_room_is_kept_where_little_is_free_or_no_index_is(
    tmp_path: Path, filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path / "empty", encoder=WordEncoder()) as empty, empty.store.lock():
        pass
    assert not reserve(empty).exists()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=300_000))
    filled.remove("1")
    assert not reserve(filled).exists()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=500_000))
    filled.remove("2")
    assert reserve(filled).stat().st_size == 500_000 - 256 * 1024


def test_what_is_in_the_place_of_the_room_hinders_nothing(filled: Archive) -> None:
    reserve(filled).unlink()
    reserve(filled).mkdir()
    assert filled.remove("1") == ("1",)
    assert filled.add(article("new")).added == ("new",)


def test_articles_go_in_parts_where_one_change_is_too_large(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    remove, sizes = Transaction.remove, []

    def limited(changes: Transaction, id: str) -> bool:
        sizes[-1].append(id)
        if len(sizes[-1]) > 1:
            raise sqlite_error(sqlite3.SQLITE_FULL)
        return remove(changes, id)

    begin = Transaction.begin_generation
    monkeypatch.setattr(Transaction, "begin_generation", lambda changes: sizes.append([]) or begin(changes))
    monkeypatch.setattr(Transaction, "remove", limited)
    assert filled.remove("1", "2", "none", "3") == ("1", "2", "3")
    assert sizes == [["1", "2"], ["1"], ["2", "3"], ["2"], ["3"]]
    assert [one.id for one in filled.articles()] == ["0", "4", "5", "6", "7"]
    assert list(filled.folder.glob("cache-*"))


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE])
def test_a_full_disk_is_told_with_what_to_do(filled: Archive, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def full(*_: object) -> None:
        raise sqlite_error(code)

    monkeypatch.setattr(Transaction, "begin_generation", full)
    with pytest.raises(
        ArchiveFullError,
        match=r"the disk is full: free some space, remove articles \(byline remove\) or run byline doctor",
    ):
        filled.add(article("new"))


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("mode", [0, 2])
def test_what_removed_articles_took_is_given_back(archive: Archive, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(sqlite, "_INCREMENTAL", mode)
        archive.add([article(str(number), f"Sentence of {number}. " * 500) for number in range(40)])
        archive.close()
    assert pragma(archive, "auto_vacuum") == mode
    archive.remove(*map(str, range(1, 40)))
    file = archive.folder / "byline.db"
    before = file.stat().st_size
    space, *others = archive.doctor(compact=True)
    given = before - file.stat().st_size
    assert given > 400_000
    assert (space.subject, space.detail) == ("space", f"{given / 1_000_000:.1f} MB freed")
    assert all(one.healthy for one in others)
    assert (pragma(archive, "auto_vacuum"), pragma(archive, "freelist_count")) == (2, 0)
    assert [one.id for one in archive.articles()] == ["0"]
    assert archive.doctor(compact=True)[0].detail == "0.0 MB freed"


def pragma(archive: Archive, name: str) -> int:
    with closing(sqlite3.connect(archive.folder / "byline.db")) as database:
        return int(database.execute(f"PRAGMA {name}").fetchone()[0])


def test_caches_are_given_up_where_there_is_no_room_to_compact(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    compact, caches = SqliteCatalog.compact, []

    def full_once(catalog: SqliteCatalog) -> None:
        caches.append(len(list(filled.folder.glob("cache-*"))))
        if len(caches) == 1:
            raise ArchiveFullError("full")
        compact(catalog)

    monkeypatch.setattr(SqliteCatalog, "compact", full_once)
    assert filled.doctor(compact=True)[0].healthy
    assert caches == [1, 0]
    assert list(filled.folder.glob("cache-*"))


def test_an_index_that_was_never_made_is_not_compacted(archive: Archive) -> None:
    assert archive.doctor(compact=True)[0].detail == "nothing to free"
