"""A folder that is added again: which articles have lost their files, and what removes them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support import WordEncoder

from byline import Archive, Gone, cli

MILL = "Mill sold\n\nThe mill at Haxby was sold to Olaf Brandvold for 90,000 crowns.\n"
FERRY = "Ferry delayed\n\nThe ferry to Lunde was delayed by eleven hours because of fog.\n"
ZOO = "Zoo opens\n\nThe zoo at Norrey was opened by Ida Falk with 300 animals.\n"
CHOIR = "Choir wins\n\nThe choir of Lunde won the cup in Tolvan after a long evening.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    for name, text in (("mill", MILL), ("ferry", FERRY), ("zoo", ZOO)):
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.fixture
def archive(tmp_path: Path, desk: Path) -> Archive:
    made = Archive(tmp_path / "index", encoder=WordEncoder())
    assert made.add(desk).gone == ()
    return made


def test_what_is_gone_renamed_moved_or_emptied_is_told(archive: Archive, desk: Path) -> None:
    mill, ferry, zoo = (str(desk / f"{name}.txt") for name in ("mill", "ferry", "zoo"))
    (desk / "mill.txt").rename(desk / "mill-final.txt")
    (desk / "ferry.txt").write_text("")
    (desk / "zoo.txt").unlink()
    report = archive.add(desk)
    assert set(report.gone) == {Gone("mill", mill, "mill-final"), Gone("ferry", ferry), Gone("zoo", zoo)}
    assert {one.id for one in archive.articles()} == {"mill", "mill-final", "ferry", "zoo"}


def test_a_file_that_has_another_text_leaves_its_article_without_one(archive: Archive, desk: Path) -> None:
    (desk / "mill.txt").write_text(CHOIR)
    assert archive.add(desk).gone == (Gone("mill", str(desk / "mill.txt")),)


def test_what_is_moved_within_the_folder_under_its_name_stays_one_article(archive: Archive, desk: Path) -> None:
    (desk / "old").mkdir()
    (desk / "zoo.txt").rename(desk / "old" / "zoo.txt")
    assert archive.add(desk).gone == ()
    assert {one.id for one in archive.articles()} == {"mill", "ferry", "zoo"}


def test_a_folder_that_is_not_there_has_lost_nothing(archive: Archive, desk: Path) -> None:
    desk.rename(desk.with_name("elsewhere"))
    assert archive.add(desk).gone == ()


@pytest.fixture
def run(archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple]:
    monkeypatch.setattr("byline.cli.articles.open_archive", lambda options, settings=None: archive)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_command


def test_sync_removes_what_is_gone_once_that_is_agreed_to(
    run: Callable[..., tuple], archive: Archive, desk: Path
) -> None:
    (desk / "zoo.txt").unlink()
    code, _, err = run("add", str(desk))
    assert code == 0
    assert f"gone: {desk / 'zoo.txt'}, the file of article zoo\n" in err
    assert "1 article kept though the files are gone: byline sync FOLDER removes what is gone" in err
    code, _, err = run("sync", str(desk))
    assert (code, len(archive.articles())) == (1, 3)
    assert "nothing was removed" in err
    code, out, _ = run("sync", str(desk), "--yes")
    assert (code, out.splitlines()[-1]) == (0, "1 removed")
    assert {one.id for one in archive.articles()} == {"mill", "ferry"}
    assert run("sync", str(desk))[0] == 0
