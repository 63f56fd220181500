"""An archive that several processes use: one writes, and the others read whole generations."""

import multiprocessing
import time
from pathlib import Path

import pytest
from support import WordEncoder, article

from byline import Archive, ArchiveLockedError
from byline.store.folder.store import FolderStore


def test_a_second_writer_is_told_within_a_second(tmp_path: Path) -> None:
    archive = Archive(tmp_path, encoder=WordEncoder())
    archive.add([article(f"a{number}") for number in range(5)])
    other = Archive(tmp_path, encoder=WordEncoder())
    context = multiprocessing.get_context("spawn")
    holding = context.Event()
    process = context.Process(target=_hold_lock, args=(tmp_path, holding))
    process.start()
    try:
        assert holding.wait(30)
        started = time.monotonic()
        with pytest.raises(ArchiveLockedError, match="another process"):
            other.add(article("b"))
        assert time.monotonic() - started < 1.5
        assert len({hit.article.id for hit in other.search("two sentences", k=100)}) == 5  # reading goes on
        process.kill()
        process.join()
        assert other.add(article("b")).added == ("b",)  # the lock of a killed writer is released at once
    finally:
        process.kill()
        process.join()


def _hold_lock(folder: Path, holding) -> None:  # type: ignore[no-untyped-def]
    with FolderStore(folder).lock():
        holding.set()
        time.sleep(60)


def test_readers_in_other_processes_see_whole_generations(tmp_path: Path) -> None:
    """Each update gives all articles the same new word: a reader that finds two words has seen a mix."""
    archive = Archive(tmp_path, encoder=WordEncoder())
    archive.add(_edition(0))
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        readers = [pool.apply_async(_read_editions, (tmp_path, seconds)) for seconds in (6.0, 6.0)]
        for number in range(1, 8):
            archive.add(_edition(number))
        mixed = [reader.get(60) for reader in readers]
    assert all(queries > 5 for queries, _ in mixed)
    assert [mixes for _, mixes in mixed] == [0, 0]


def _edition(number: int) -> list:  # type: ignore[type-arg]
    return [
        article(f"a{i}", f"Article {i} of edition{number} in two sentences. It is of edition{number}.")
        for i in range(6)
    ]


def _read_editions(folder: Path, seconds: float) -> tuple[int, int]:
    archive = Archive(folder, encoder=WordEncoder())
    queries = mixes = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        hits = archive.search("article of an edition", k=6)
        editions = {word for hit in hits for word in hit.text.split() if word.startswith("edition")}
        queries += 1
        mixes += len({edition.strip(".") for edition in editions}) != 1 or len(hits) != 6
    return queries, mixes
