"""The store: one truth, caches that heal, no ghosts, one writer and many readers."""

import json
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis.stateful import rule
from support import WordEncoder, article
from support.stores import ArchiveMachine, Lists, Place, check

from byline import (
    Archive,
    ArchiveDamagedError,
    ArchiveError,
    ArchiveLockedError,
    ArticleNotFoundError,
    InputError,
    Where,
)
from byline.store.folder import cache
from byline.store.folder.cache import CacheFolder, EngineChoice
from byline.store.folder.faiss import FaissVectors
from byline.store.folder.store import FolderStore, RefreshPolicy
from byline.store.folder.tantivy import TantivyKeywords

QUERY = "two sentences of an article"


def found_ids(archive: Archive, where: Where | None = None) -> set[str]:
    return {hit.article.id for hit in archive.search(QUERY, k=100, where=where)}


def filled(
    folder: Path, count: int = 5, policy: RefreshPolicy | None = None, engines: EngineChoice | None = None
) -> Archive:
    archive = Archive(store=FolderStore(folder, policy, engines), encoder=WordEncoder())
    archive.add([article(f"a{number}") for number in range(count)])
    return archive


def newest_generation(folder: Path) -> int:
    return CacheFolder(folder, EngineChoice()).newest_generation()


def cache_folder(archive: Archive) -> Path:
    [folder] = archive.folder.glob("cache-*")
    return folder


def test_reading_an_archive_that_was_never_made_makes_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none", encoder=WordEncoder())
    assert archive.articles() == []
    assert len(archive.search("anything")) == 0
    assert archive.ask("Is there anything?").status == "no_answer"
    assert archive.state.generation == 0
    with pytest.raises(ArticleNotFoundError):
        archive.article("a")
    assert list(tmp_path.iterdir()) == []


def test_what_was_added_is_found_after_reopening(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with Archive(tmp_path, encoder=WordEncoder()) as archive:
        assert found_ids(archive) == {"a0", "a1", "a2", "a3", "a4"}
        assert archive.article("a3").text == article("a3").text


def test_what_was_removed_is_gone_everywhere(tmp_path: Path) -> None:
    secret = "The informant Zebulon spoke in confidence. Nobody else did."
    archive = filled(tmp_path)
    archive.add(article("secret", secret))
    assert archive.remove("secret", "nothing") == ("secret",)
    assert "secret" not in found_ids(archive)
    with pytest.raises(ArticleNotFoundError):
        archive.article("secret")
    assert all("zebulon" not in hit.text.lower() for hit in archive.search("Zebulon informant", k=100))
    archive.close()
    rows = sqlite3.connect(tmp_path / "byline.db")
    assert (
        rows.execute("SELECT count(*) FROM embedding").fetchone()
        == rows.execute("SELECT count(*) FROM passage").fetchone()
    )
    rows.close()
    left = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"Zebulon" not in left
    assert b"zebulon" not in left


def test_a_new_version_takes_the_place_of_the_old(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    report = archive.add(article("a1", "The text was corrected on Monday. It has two sentences."))
    assert report.updated == ("a1",)
    assert archive.summary("a1").versions == 2
    assert [hit.text for hit in archive.search("corrected", k=100) if hit.article.id == "a1"] == [
        "The text was corrected on Monday. It has two sentences."
    ]
    assert archive.state.articles == 5


@pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "garbage", "folder", "manifest", "engine missing"])
def test_damaged_caches_heal_from_the_database(tmp_path: Path, damage: str) -> None:
    archive = filled(tmp_path)
    expected = [(hit.article.id, hit.score) for hit in archive.search(QUERY, k=5)]
    archive.close()
    folder = cache_folder(archive)
    vectors = folder / "vectors" / "vectors.faiss"
    if damage == "missing":
        shutil.rmtree(folder)
    elif damage == "empty":
        vectors.write_bytes(b"")
    elif damage == "truncated":
        vectors.write_bytes(vectors.read_bytes()[:-9])
    elif damage == "garbage":
        content = bytearray(vectors.read_bytes())
        content[len(content) // 2] ^= 0xFF
        vectors.write_bytes(bytes(content))
    elif damage == "folder":
        vectors.unlink()
        vectors.mkdir()
    elif damage == "manifest":
        (folder / "manifest.json").write_text("[]")
    else:
        shutil.rmtree(folder / "keywords")
    encoder = WordEncoder()
    with Archive(tmp_path, encoder=encoder) as again:
        assert [(hit.article.id, hit.score) for hit in again.search(QUERY, k=5)] == expected
        assert encoder.embedded == []
        assert all(finding.healthy for finding in again.doctor())
    assert (cache_folder(archive) / "vectors" / "vectors.faiss").is_file()


def test_doctor_finds_and_repairs_a_change_that_kept_size_and_time(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    vectors = cache_folder(archive) / "vectors" / "vectors.faiss"
    times = vectors.stat()
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 0xFF
    vectors.write_bytes(bytes(content))
    os.utime(vectors, ns=(times.st_atime_ns, times.st_mtime_ns))
    details = {finding.subject: finding.detail for finding in archive.doctor()}
    assert "rebuilt" in details["caches"]
    assert {finding.subject: finding.detail for finding in archive.doctor()}["caches"] == "intact"


def test_a_copied_folder_needs_no_new_caches(tmp_path: Path) -> None:
    archive = filled(tmp_path / "one")
    archive.close()
    shutil.copytree(tmp_path / "one", tmp_path / "two", copy_function=shutil.copy)  # other times, same bytes
    os.utime(next((tmp_path / "two").glob("cache-*/vectors/vectors.faiss")), ns=(1, 1))
    with Archive(tmp_path / "two", encoder=WordEncoder()) as copied:
        before = cache_folder(copied).stat().st_ino
        assert len(found_ids(copied)) == 5
        assert cache_folder(copied).stat().st_ino == before


def test_a_database_that_is_damaged_is_refused_by_name(tmp_path: Path) -> None:
    filled(tmp_path).close()
    for leftover in tmp_path.glob("byline.db-*"):
        leftover.unlink()
    database = tmp_path / "byline.db"
    content = bytearray(database.read_bytes())
    content[100:4096] = os.urandom(3996)
    database.write_bytes(bytes(content))
    with (
        Archive(tmp_path, encoder=WordEncoder()) as archive,
        pytest.raises(ArchiveDamagedError, match=r"byline\.db"),
    ):
        archive.articles()


def test_an_article_without_its_present_version_is_damage_and_not_absence(tmp_path: Path) -> None:
    with filled(tmp_path) as archive:
        database = sqlite3.connect(tmp_path / "byline.db")
        database.execute("UPDATE article SET present = 77 WHERE id = 'a1'")
        database.commit()
        database.close()
        with pytest.raises(ArchiveDamagedError, match="the current version of article 'a1' is missing"):
            archive.article("a1")
        with pytest.raises(ArticleNotFoundError):
            archive.article("a77")


@pytest.mark.parametrize("content", [b"not a database at all" * 100, None])
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, content: bytes | None) -> None:
    database = tmp_path / "byline.db"
    if content is None:
        other = sqlite3.connect(database)
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
        other.close()
    else:
        database.write_bytes(content)
    with (
        Archive(tmp_path, encoder=WordEncoder()) as archive,
        pytest.raises(ArchiveDamagedError, match=r"byline\.db"),
    ):
        archive.articles()


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    filled(tmp_path).close()
    database = sqlite3.connect(tmp_path / "byline.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with (
        Archive(tmp_path, encoder=WordEncoder()) as archive,
        pytest.raises(ArchiveError, match="found format 99"),
    ):
        archive.articles()


def test_many_articles_are_searched_through_cache_and_tail(tmp_path: Path) -> None:
    """In an archive too large to rebuild its cache at each change, new rows form a tail and removed ones are masked."""
    archive = filled(tmp_path, 40, RefreshPolicy(always_below=10))
    generation = newest_generation(tmp_path)
    archive.add([article("new"), article("a7", "This text of article a7 is another. It has two sentences.")])
    archive.remove("a3")
    assert newest_generation(tmp_path) == generation
    expected = {f"a{number}" for number in range(40)} - {"a3"} | {"new"}
    for again in (archive, Archive(tmp_path, encoder=WordEncoder())):
        assert found_ids(again) == expected
        [hit] = again.search("another", k=1)
        assert hit.article.id == "a7"
        assert "another" in hit.text
    archive.doctor()
    assert newest_generation(tmp_path) > generation
    archive.add([article(f"b{number}") for number in range(40)])
    assert found_ids(archive) == expected | {f"b{number}" for number in range(40)}
    with archive.store.catalog.reading() as rows:
        assert len(rows.tombstones(upto=10**9)) == 0


def test_cache_and_tail_give_the_scores_of_one_index(tmp_path: Path) -> None:
    def similarities(archive: Archive) -> dict[str, float | None]:
        return {hit.article.id: hit.similarity for hit in archive.search(QUERY, k=100)}

    whole = filled(tmp_path / "whole", 40)
    parts = filled(tmp_path / "parts", 30, RefreshPolicy(always_below=10))
    parts.add([article(f"a{number}") for number in range(30, 40)])
    assert similarities(parts) == pytest.approx(similarities(whole), abs=1e-6)


EXTENDING = RefreshPolicy(always_below=0, tail=0, gone=99.0, growth=99.0)
LISTS = EngineChoice(vectors=Lists)


def test_caches_are_extended_not_made_anew(tmp_path: Path) -> None:
    archive = filled(tmp_path, 40, EXTENDING, LISTS)
    old = cache_folder(archive)
    kept = {file.name: file.stat().st_ino for file in (old / "keywords").glob("*.idx")}
    archive.remove("a3")
    archive.add([article("new"), article("a7", "This text of article a7 is another. It has two sentences.")])
    assert cache_folder(archive) != old
    assert (
        kept.items()
        <= {file.name: file.stat().st_ino for file in (cache_folder(archive) / "keywords").iterdir()}.items()
    )
    expected = {f"a{number}" for number in range(40)} - {"a3"} | {"new"}
    for again in (archive, Archive(tmp_path, encoder=WordEncoder())):
        with again.store.reading() as view:
            assert view._engines.caches
            assert len(view._engines.tail_vectors) == 0
        assert found_ids(again) == expected
        [hit] = again.search("another", k=1)
        assert hit.article.id == "a7"
    assert all(finding.healthy for finding in archive.doctor())
    assert found_ids(archive) == expected
    with archive.store.catalog.reading() as rows:
        assert len(rows.tombstones(upto=10**9)) == 0


def test_caches_that_have_grown_much_are_made_anew(tmp_path: Path) -> None:
    class ListsOfMany(FaissVectors):
        exact_up_to = 15

    policy = RefreshPolicy(always_below=0, tail=0, growth=2.0)
    archive = filled(tmp_path, 10, policy, EngineChoice(vectors=ListsOfMany))
    vectors = [len((cache_folder(archive) / "vectors" / "vectors.faiss").read_bytes())]
    for number in range(10, 20):
        archive.add(article(f"a{number}"))
        vectors.append((cache_folder(archive) / "vectors" / "vectors.faiss").stat().st_size)
    assert vectors[-2] > vectors[0]
    assert vectors[-1] < vectors[-2]  # lists take a byte per dimension
    assert found_ids(archive) == {f"a{number}" for number in range(20)}


def test_a_failed_extension_keeps_the_articles_and_the_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    archive = filled(tmp_path, 10, EXTENDING, LISTS)
    before = cache_folder(archive)
    with monkeypatch.context() as patched:
        patched.setattr(TantivyKeywords, "extend", full)
        with pytest.raises(ArchiveError, match="the articles are safe"):
            archive.add(article("new"))
    assert cache_folder(archive) == before
    assert not list(tmp_path.glob("unfinished-*"))
    assert "new" in found_ids(archive)


def test_a_writer_killed_while_it_extends_caches_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for step, where in enumerate([(CacheFolder, "_describe"), (TantivyKeywords, "extend"), (cache, "sync")]):
        archive = filled(tmp_path / str(step), 10, EXTENDING, LISTS)
        with monkeypatch.context() as patched:
            patched.setattr(*where, killed)
            with pytest.raises(KeyboardInterrupt):
                archive.add(article("new"))
        archive.close()
        assert list(archive.folder.glob("unfinished-*"))
        with Archive(archive.folder, encoder=WordEncoder()) as again:
            assert found_ids(again) == {f"a{number}" for number in range(10)} | {"new"}
            again.add(article("newer"))
            assert all(finding.healthy for finding in again.doctor())
            assert "newer" in found_ids(again)
        assert not list(archive.folder.glob("unfinished-*"))


def test_caches_that_cannot_be_read_are_not_extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise ArchiveDamagedError("vectors.faiss: FAISS cannot read it")

    archive = filled(tmp_path, 10, EXTENDING, LISTS)
    before = cache_folder(archive)
    monkeypatch.setattr(FaissVectors, "extend", damaged)
    archive.add(article("new"))
    assert cache_folder(archive) != before
    assert "new" in found_ids(archive)


def test_caches_of_an_earlier_version_are_made_anew(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.close()
    file = cache_folder(archive) / "manifest.json"
    manifest = json.loads(file.read_text())
    del manifest["anew"]
    file.write_text(json.dumps(manifest | {"engines": "flat-1 tantivy-2-terms-1"}))
    with Archive(tmp_path, encoder=WordEncoder()) as again:
        assert len(found_ids(again)) == 5
        assert json.loads((cache_folder(again) / "manifest.json").read_text())["anew"] == 5


def test_opening_reads_a_small_part_of_the_archive(tmp_path: Path, bytes_read: Callable[[], int]) -> None:
    with Archive(store=FolderStore(tmp_path, EXTENDING, LISTS), encoder=WordEncoder(dim=384)) as archive:
        archive.add([article(f"a{number}", f"The text of article {number}. " * 30) for number in range(1_000)])
    size = sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file())
    store = FolderStore(tmp_path, EXTENDING, LISTS)
    before = bytes_read()
    with store.reading() as view:
        assert view.state.articles == 1_000
        assert view._engines.caches
    assert bytes_read() - before < size / 10


def test_rows_are_counted_where_no_count_is_kept(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.remove("a1")
    catalog = archive.store.catalog
    for kept in (None, '{"generation": 1, "article": 77, "passage": 77}'):
        with catalog.reading() as rows:
            assert (rows.count("article"), rows.count("passage")) == (4, 4)
            assert rows.problems() == []
        archive.close()
        database = sqlite3.connect(tmp_path / "byline.db")
        database.execute("UPDATE meta SET value = ? WHERE name = 'counts'", (kept or "{}",))
        database.commit()
        database.close()
        assert archive.state.articles == 4
        archive.add(article(f"new{kept}"))
        archive.remove(f"new{kept}")
    with catalog.writing() as changes:
        changes.set("counts", "{}")
        changes._counts["passage"] += 1
    with catalog.reading() as rows:
        assert rows.problems() == ["passage: found 4 rows, expected 5"]


def test_threads_add_one_after_the_other_and_read_at_the_same_time(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    failures: list[BaseException] = []

    def work(name: int) -> None:
        try:
            archive.add([article(f"t{name}-{number}") for number in range(3)])
            for _ in range(5):
                assert {"a0", "a1"} <= found_ids(archive)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert archive.state.articles == 5 + 12


def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path).close()
    for file in (tmp_path, *tmp_path.rglob("*")):
        file.chmod(stat.S_IREAD | (stat.S_IEXEC if file.is_dir() else 0))
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)  # as for a user other than root
    try:
        with Archive(tmp_path, encoder=WordEncoder()) as archive:
            assert len(found_ids(archive)) == 5
    finally:
        for file in (tmp_path, *tmp_path.rglob("*")):
            file.chmod(stat.S_IRWXU)


@pytest.mark.parametrize("options", [(None, None), (EXTENDING, LISTS)], ids=["made anew", "extended"])
def test_a_folder_holds_what_a_dict_would(
    tmp_path: Path, options: tuple[RefreshPolicy | None, EngineChoice | None]
) -> None:
    """Also where its caches are lost, or are extended and mask what was removed."""

    class Machine(ArchiveMachine):
        place = Place("embedded", tmp_path, str, str, *options)

        @rule()
        def lose_caches(self) -> None:
            self.archive.close()
            for folder in tmp_path.glob("index/cache-*"):
                shutil.rmtree(folder)
            self.reopen()

    check(Machine)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level("ERROR"):
        yield


def test_caches_of_another_database_are_not_trusted(tmp_path: Path) -> None:
    filled(tmp_path / "index").close()
    other = Archive(tmp_path / "other", encoder=WordEncoder())
    other.add([article(f"b{number}", f"Another text, which is number {number}.") for number in range(5)])
    other.close()
    for file in (tmp_path / "index").glob("byline.db*"):
        file.unlink()
    shutil.copy(tmp_path / "other" / "byline.db", tmp_path / "index" / "byline.db")
    with Archive(tmp_path / "index", encoder=WordEncoder()) as archive:
        assert archive.search("number 3", k=1).items[0].text == "Another text, which is number 3."
        assert all(finding.healthy for finding in archive.doctor())


def test_caches_made_after_a_copy_of_the_database_are_not_trusted_by_it(tmp_path: Path) -> None:
    archive = filled(tmp_path / "index")
    archive.close()
    shutil.copy(tmp_path / "index" / "byline.db", tmp_path / "copy.db")
    archive.remove("a0")
    archive.close()
    shutil.copy(tmp_path / "copy.db", tmp_path / "index" / "byline.db")
    with Archive(tmp_path / "index", encoder=WordEncoder()) as restored:
        restored.add([article("new", "The restored archive knows this, the other did not.")])
        assert found_ids(restored) == {"a0", "a1", "a2", "a3", "a4", "new"}


def test_who_corrects_or_removes_is_told_that_another_thread_adds(tmp_path: Path) -> None:
    filled(tmp_path).close()
    archive = Archive(tmp_path, encoder=WordEncoder())
    told: list[str] = []

    def change() -> None:
        for do in (lambda: archive.edit("a0", title="Other"), lambda: archive.remove("a0")):
            try:
                do()
            except ArchiveLockedError as error:
                told.append(str(error))

    with archive.store.lock():
        changing = threading.Thread(target=change)
        changing.start()
        changing.join(timeout=20)
    assert told == [f"{tmp_path}: another thread is adding or removing articles"] * 2
    assert archive.article("a0")


def test_a_search_does_not_wait_for_a_writer_of_the_same_process(tmp_path: Path) -> None:
    filled(tmp_path).close()
    archive = Archive(tmp_path, encoder=WordEncoder())
    found: list[set[str]] = []
    with archive.store.lock():
        searching = threading.Thread(target=lambda: found.append(found_ids(archive)))
        searching.start()
        searching.join(timeout=20)
        assert found == [{"a0", "a1", "a2", "a3", "a4"}]


def test_a_full_disk_keeps_the_articles_and_leaves_no_half_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    archive = Archive(tmp_path, encoder=WordEncoder())
    with monkeypatch.context() as patched:
        patched.setattr(TantivyKeywords, "build", full)
        with pytest.raises(ArchiveError, match="the articles are safe"):
            archive.add([article("a0")])
        assert not list(tmp_path.glob("unfinished-*"))
        assert found_ids(archive) == {"a0"}
    assert all(finding.healthy for finding in archive.doctor())
    assert cache_folder(archive)


def test_keywords_are_read_from_a_folder_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = cache_folder(filled(tmp_path)) / "keywords"
    monkeypatch.setattr(os, "access", lambda *_: False)
    for lock in folder.glob(".*lock"):
        lock.unlink()
    engine = TantivyKeywords.open(folder)
    assert len(engine.search(["sentenc"], 10)) == 5
    assert not list(folder.glob(".*lock"))


def test_an_index_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ArchiveError, match="Not a directory"):
        Archive(tmp_path / "file").articles()


def test_an_id_that_no_article_can_have_is_refused(archive: Archive) -> None:
    archive.add(article("a"))
    for ask in (archive.article, archive.summary, archive.remove):
        with pytest.raises(InputError, match="lone surrogate"):
            ask("\udcff")


def test_removing_from_an_archive_that_was_never_made_makes_nothing(tmp_path: Path) -> None:
    assert Archive(tmp_path / "none").remove("a") == ()
    assert list(tmp_path.iterdir()) == []
