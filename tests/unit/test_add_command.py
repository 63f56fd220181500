"""What `byline add` reports as not read, and its exit code."""

import json
from pathlib import Path

import pytest
from support import WordEncoder

from byline import Archive, cli


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to put files in, added by the command to an archive that needs no model."""
    monkeypatch.setattr(
        "byline.cli.articles.open_archive", lambda *_: Archive(tmp_path / "index", encoder=WordEncoder())
    )
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_kinds_that_are_not_read_are_counted(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.doc", "b.doc", "c.jpg", "readme", "d.txt"):
        (added / name).write_text("The harbour of Lunde froze.")
    assert cli.main(["add", str(added)]) == 0
    assert "not read: 2 .doc, 1 .jpg, 1 without a suffix; save .doc as .docx" in capsys.readouterr().err
    assert cli.main(["add", "--json", str(added)]) == 0
    *outcomes, skipped = map(json.loads, capsys.readouterr().out.splitlines())
    assert [outcome["status"] for outcome in outcomes] == ["unchanged"]
    assert skipped == {"skipped": {".doc": 2, ".jpg": 1, "without a suffix": 1}}


def test_nothing_that_is_read_is_a_failure(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (added / "a.jpg").write_bytes(b"x")
    assert cli.main(["add", str(added)]) == 1
    assert "nothing was read" in capsys.readouterr().err
    assert cli.main(["add", str(added / "a.jpg")]) == 1
    (added / "b.txt").write_text("")
    (added / "c.txt").write_text("Text.")
    assert cli.main(["add", str(added)]) == 1  # b.txt is of a supported kind, but has no text


def test_a_document_of_a_kind_that_is_not_read_is_told_with_what_to_do(
    added: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (added / "a.doc").write_text("x")
    assert cli.main(["add", str(added / "a.doc")]) == 1
    assert "files of type .doc are not supported; save it as .docx" in capsys.readouterr().err


def test_what_is_told_of_a_file_is_one_line_and_listed(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rtf = rb"{\rtf1\ansi The council sold the mill{\revised  today}.{\*\annotation Really?}}"
    (added / "a.rtf").write_bytes(rtf)
    assert cli.main(["add", str(added)]) == 0
    warned = [line for line in capsys.readouterr().err.splitlines() if "a.rtf" in line]
    assert len(warned) == 1
    assert warned[0].endswith("read as if all were accepted; not read: 1 comment")
    assert cli.main(["list"]) == 0
    assert "not read: 1 comment" in capsys.readouterr().out
    assert cli.main(["list", "--json"]) == 0
    [article] = json.loads(capsys.readouterr().out)
    assert article["in_part"]
    assert article["notes"][1] == "not read: 1 comment"


def test_rows_that_lack_the_same_are_told_of_once(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"text": f"The council sold mill {day}.", "date": f"0{day}/04/2025"} for day in (1, 2, 3)]
    (added / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert cli.main(["add", str(added)]) == 0
    warned = [line for line in capsys.readouterr().err.splitlines() if "left out" in line]
    assert len(warned) == 1
    assert "a.jsonl#1: date '01/04/2025' left out" in warned[0]
    assert warned[0].endswith("(and 2 more rows)")


def test_columns_are_named_on_the_command_line(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (added / "a.csv").write_text('Prose,"Day, printed"\nThe council sold the mill.,2025-03-05\n')
    assert cli.main(["add", str(added)]) == 1
    assert "--columns text=COLUMN" in capsys.readouterr().err
    assert cli.main(["add", str(added), "--columns", "text=prose,published=Day, printed"]) == 0
    capsys.readouterr()
    assert cli.main(["list"]) == 0
    assert "2025-03-05" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["add", str(added), "--columns", "prose"])


def test_an_empty_folder_is_a_failure_and_what_is_hidden_is_none(
    added: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["add", str(added)]) == 1
    assert "nothing was read" in capsys.readouterr().err
    (added / "a.txt").write_text("The harbour of Lunde froze.")
    (added / ".DS_Store").write_bytes(b"x")
    for name in ("one", "two"):
        (added / name).symlink_to(added)
    assert cli.main(["add", str(added)]) == 0
    assert "not read: 1 hidden, 2 linked folders\n" in capsys.readouterr().err
    assert cli.main(["add", "--json", str(added)]) == 0
    assert '{"skipped": {"hidden": 1, "linked folder": 2}}' in capsys.readouterr().out
