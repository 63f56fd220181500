"""A backup contains everything, is whole or refused, and never replaces anything else."""

import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from support import WordEncoder, article

from byline import Archive, ArchiveError, InputError


@pytest.fixture
def backup(archive: Archive, tmp_path: Path) -> Path:
    archive.add([article(f"a{number}") for number in range(5)])
    archive.add(article("a3", "The second version of an article."))
    archive.add_feedback(archive.ask("What is the text?"), "up")
    conversations = archive.conversations
    conversations.add("owner", "id", {"question": "What is the text?"})
    archive.backup(tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def described(archive: Archive) -> object:
    texts = {one.id: (archive.article(one.id).text, archive.versions(one.id)) for one in archive.articles()}
    hits = [(hit.article.id, hit.span, hit.score) for hit in archive.search("text of an article", k=100)]
    return texts, hits, archive.feedback(), archive.conversations.turns("owner", "id")


def test_what_is_brought_back_is_all_that_there_was(archive: Archive, backup: Path, tmp_path: Path) -> None:
    archive.remove("a0")  # after the backup
    with Archive(tmp_path / "again", encoder=WordEncoder()) as again:
        again.restore_backup(backup)
        assert [path.name for path in (tmp_path / "again").glob("cache-*")]
        assert again.article("a0")
        again.remove("a0")
        assert described(again) == described(archive)
        assert all(finding.healthy for finding in again.doctor())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "backup.zip", "index"]


def test_settings_beside_the_index_stay_as_they_are(archive: Archive, backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    settings = folder / "byline.toml"
    settings.write_text('[server]\npassword = "secret"\n')
    settings.chmod(0o600)
    with Archive(folder, encoder=WordEncoder()) as again:
        again.restore_backup(backup)
        assert described(again) == described(archive)
    assert settings.read_text() == '[server]\npassword = "secret"\n'
    assert settings.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "backup.zip", "index"]


def test_settings_survive_a_restore_that_fails(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "byline.toml").write_text("")
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name.endswith(".unfinished"):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fail)
        with pytest.raises(ArchiveError, match="No space left"):
            Archive(folder, encoder=WordEncoder()).restore_backup(backup)
    assert [path.name for path in folder.iterdir()] == ["byline.toml"]


def test_a_backup_is_of_one_generation_whatever_is_written_meanwhile(archive: Archive, tmp_path: Path) -> None:
    """Each change adds or removes one article, so every generation has 50 or 51 consecutive ones."""
    archive.add([article(f"a{number}") for number in range(50)])
    done = threading.Event()

    def write() -> None:
        number = 50
        with Archive(archive.folder, encoder=WordEncoder()) as writer:
            while not done.is_set():
                writer.add(article(f"a{number}"))
                writer.remove(f"a{number - 50}")
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(10):
            archive.backup(tmp_path / f"{number}.zip")
    finally:
        done.set()
        writer.join()
    for number in range(10):
        with Archive(tmp_path / str(number), encoder=WordEncoder()) as again:
            again.restore_backup(tmp_path / f"{number}.zip")
            held = sorted(int(one.id.removeprefix("a")) for one in again.articles())
            assert held == list(range(held[0], held[-1] + 1))
            assert len(held) in {50, 51}
            assert all(finding.healthy for finding in again.doctor())


def refusal(archive: Archive, file: Path) -> str:
    try:
        archive.restore_backup(file)
    except InputError as error:
        return str(error)
    return ""


def test_a_damaged_backup_is_refused_and_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    damaged = tmp_path / "damaged.zip"
    step = len(whole) // 60
    variants = [whole[:length] for length in range(0, len(whole), step)]
    variants += [
        whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in range(100, len(whole), step)
    ]
    refused = 0
    for variant in variants:
        damaged.write_bytes(variant)
        with Archive(tmp_path / "again", encoder=WordEncoder()) as again:
            reason = refusal(again, damaged)
            if reason:
                refused += 1
                assert str(damaged) in reason
                assert not (tmp_path / "again").exists()
            else:  # the changed byte carries no content: a time, for example
                with Archive(tmp_path / "whole", encoder=WordEncoder()) as expected:
                    if not expected.folder.exists():
                        expected.restore_backup(backup)
                    assert described(again) == described(expected)
                    again.close()
                shutil.rmtree(tmp_path / "again")
    assert refused >= len(variants) - 5


def test_nothing_is_overwritten(archive: Archive, backup: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    with pytest.raises(InputError, match="is not a Byline backup"):
        archive.backup(other)
    assert other.read_text() == "mine"
    with pytest.raises(ArchiveError, match="not empty"):
        archive.restore_backup(backup)
    before = backup.read_bytes()
    archive.remove("a1")
    assert archive.backup(backup) == backup.stat().st_size
    assert backup.read_bytes() != before


@pytest.mark.usefixtures("backup")  # which adds the articles
def test_what_cannot_be_is_told_in_a_line(archive: Archive, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("letter.txt", "mine")
    fresh = Archive(tmp_path / "fresh", encoder=WordEncoder())
    for file in (tmp_path / "missing.zip", tmp_path / "other.zip", tmp_path):
        with pytest.raises(InputError, match=file.name):
            fresh.restore_backup(file)
    with pytest.raises(InputError, match="cannot be written"):
        archive.backup(tmp_path / "nowhere" / "backup.zip")
    with pytest.raises(ArchiveError, match="no articles in it yet"):
        fresh.backup(tmp_path / "empty.zip")
    assert not fresh.folder.exists()
