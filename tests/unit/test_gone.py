"""A folder that is added again: which articles have lost their files, and what removes them."""

import errno
import html
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support import WordEncoder, span_of

from byline import Archive, ArticleNotFoundError, Citation, Gone, Moved, Reply, Sentence, cli
from byline.cli.output import article_line
from byline.web.doors.openai import content_of
from byline.web.page.export import reply_markdown
from byline.web.page.render import about

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
    assert set(report.gone) == {Gone("ferry", ferry), Gone("zoo", zoo)}
    assert report.moved == (Moved("mill", mill, str(desk / "mill-final.txt")),)
    assert [(one.id, one.path) for one in archive.articles() if one.id == "mill"] == [("mill", "mill-final.txt")]
    assert archive.add(desk).moved == ()


def test_a_file_that_has_another_text_leaves_its_article_without_one(archive: Archive, desk: Path) -> None:
    (desk / "mill.txt").write_text(CHOIR)
    assert archive.add(desk).gone == (Gone("mill", str(desk / "mill.txt")),)


def test_what_is_moved_within_the_folder_under_its_name_stays_one_article(archive: Archive, desk: Path) -> None:
    (desk / "old").mkdir()
    (desk / "zoo.txt").rename(desk / "old" / "zoo.txt")
    assert archive.add(desk).gone == ()
    assert {one.id for one in archive.articles()} == {"mill", "ferry", "zoo"}


def test_a_folder_that_is_moved_keeps_its_articles(archive: Archive, desk: Path) -> None:
    now = desk.rename(desk.with_name("elsewhere"))
    report = archive.add(now)
    assert (report.added, report.gone) == ((), ())
    assert {one.file: one.now for one in report.moved} == {
        str(desk / f"{name}.txt"): str(now / f"{name}.txt") for name in ("mill", "ferry", "zoo")
    }
    assert {one.path for one in archive.articles()} == {"mill.txt", "ferry.txt", "zoo.txt"}


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
    assert "1 article kept although the files are gone: run byline sync FOLDER to withdraw them" in err
    code, _, err = run("sync", str(desk))
    assert (code, len(archive.articles())) == (1, 3)
    assert "nothing was withdrawn" in err
    code, out, _ = run("sync", str(desk), "--yes")
    assert (code, out.splitlines()[-1]) == (0, "1 withdrawn")
    assert {one.id for one in archive.articles()} == {"mill", "ferry"}
    assert run("sync", str(desk))[0] == 0


def test_a_withdrawn_article_answers_nothing_and_its_receipts_verify(
    run: Callable[..., tuple], archive: Archive, desk: Path
) -> None:
    reply = quoted(archive, "zoo", "was opened by Ida Falk")
    receipt = archive.receipt(reply)
    (desk / "zoo.txt").unlink()
    assert run("sync", str(desk), "--yes")[0] == 0
    verification = archive.verify(receipt)
    assert (verification.verdict, verification.citations[0].state) == ("accepted", "withdrawn")
    assert verification.notes == ("1 of 1 passages checked are from withdrawn articles",)
    assert "zoo" not in {hit.article.id for hit in archive.search("zoo Norrey Ida Falk animals", k=100)}
    [version] = archive.versions("zoo")
    assert archive.article("zoo", version.version).text == ZOO
    with pytest.raises(ArticleNotFoundError, match="is withdrawn because its file is gone"):
        archive.article("zoo")
    assert archive.state.articles == len(archive.articles()) == 2
    assert all(finding.healthy for finding in archive.doctor())
    archive.rebuild()
    (desk / "zoo.txt").write_text(ZOO)
    assert archive.add(desk).added == ("zoo",)
    assert len(archive.versions("zoo")) == 1
    assert archive.verify(receipt).citations[0].state == "unchanged"
    archive.withdraw("zoo")
    assert archive.remove("zoo") == ("zoo",)
    assert archive.verify(receipt).verdict == "refused"
    assert all(finding.healthy for finding in archive.doctor())


def test_another_text_does_not_continue_a_withdrawn_article(archive: Archive, desk: Path) -> None:
    (desk / "zoo.txt").unlink()
    archive.withdraw(*(one.id for one in archive.add(desk).gone))
    (desk / "zoo.txt").write_text(CHOIR)
    assert archive.add(desk).added == ("zoo-2",)


def test_what_is_gone_is_told_until_it_is_withdrawn(archive: Archive, desk: Path) -> None:
    """Also when another text has taken over the file, so that nothing on the disk shows the loss any more."""
    (desk / "mill.txt").write_text(CHOIR)
    (desk / "zoo.txt").unlink()
    for _ in range(2):
        assert {one.id for one in archive.add(desk).gone} == {"mill", "zoo"}
    (desk / "mill-old.txt").write_text(MILL)
    assert {one.id for one in archive.add(desk).gone} == {"mill", "zoo"}
    archive.withdraw("mill", "zoo")
    assert archive.add(desk).gone == ()


def test_a_file_that_cannot_be_looked_at_is_not_gone(
    archive: Archive, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(path: object, **options: object) -> object:
        if str(path).endswith("zoo.txt"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return stat(path, **options)

    stat = os.stat
    monkeypatch.setattr("byline.indexing.gone.os.stat", locked)
    (desk / "zoo.txt").unlink()
    assert archive.add(desk).gone == ()


@pytest.mark.parametrize("with_ids", [True, False])
def test_rows_that_vanish_from_a_table_are_gone(archive: Archive, tmp_path: Path, with_ids: bool) -> None:
    desk = tmp_path / "tables"
    desk.mkdir()
    texts = [MILL, FERRY, ZOO, CHOIR]

    def write(*kept: int) -> None:
        rows = [({"id": f"row{n}"} if with_ids else {}) | {"text": texts[n]} for n in kept]
        (desk / "export.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    def held() -> set[str]:
        return {archive.article(one.id).text for one in archive.articles() if one.path and "export" in one.path}

    write(0, 1, 2)
    assert archive.add(desk).gone == ()
    for kept in [(1, 2), (3, 1, 2), (2,), (0, 1, 2, 3), (1, 0)]:
        write(*kept)
        report = archive.add(desk)
        archive.withdraw(*(one.id for one in report.gone))
        assert held() == {texts[n] for n in kept}
        again = archive.add(desk)
        assert (again.gone, again.added, again.updated) == ((), (), ())
    (desk / "export.jsonl").unlink()
    assert len(archive.add(desk).gone) == 2


def test_two_dates_of_one_row_do_not_replace_each_other_again_and_again(archive: Archive, tmp_path: Path) -> None:
    rows = [{"id": "a", "text": f"{MILL} {day}", "published": f"2025-01-0{day}T00:00:00Z"} for day in (1, 2)]
    desk = tmp_path / "tables"
    desk.mkdir()
    (desk / "export.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    archive.add(desk)
    again = archive.add(desk)
    assert (again.updated, archive.article("a").text) == ((), rows[1]["text"])


def test_citations_and_lists_name_the_file(run: Callable[..., tuple], archive: Archive, desk: Path) -> None:
    (desk / "2024").mkdir()
    (desk / "2024" / "choir.txt").write_text(CHOIR)
    archive.add(desk)
    [hit] = archive.search("choir Lunde Tolvan", k=1)
    assert hit.article.path == hit.to_dict()["path"] == "2024/choir.txt"
    _, out, _ = run("list")
    assert "(2024/choir.txt)" in out
    _, out, _ = run("show", "choir")
    assert "path:       2024/choir.txt\n" in out
    assert f"file:       {desk / '2024' / 'choir.txt'}\n" in out
    assert article_line(hit.article) == "Choir wins · choir · 2024/choir.txt"
    reply = quoted(archive, "choir", "won the cup in Tolvan")
    assert reply.to_dict()["citations"][0]["path"] == "2024/choir.txt"
    assert "2024/choir.txt" in reply_markdown(reply).replace("\\", "")
    assert "2024/choir.txt" in html.unescape(about(hit.article))
    assert "2024/choir.txt" in content_of(reply)[0]


def quoted(archive: Archive, id: str, words: str) -> Reply:
    article = archive.article(id)
    citation = Citation(1, article, span_of(article.text, words))
    hits = (archive.search(words, k=1)[0],)
    return Reply("Who?", "Who?", "answered", 0.9, (Sentence(words, (1,)),), (citation,), hits=hits, index=archive.state)
