"""The first minute: what `byline` prints without a command, and the pages of `byline help`."""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import ROOT

from byline import AnswererError, Archive, ArchiveFullError, Article, BylineError, cli
from byline.cli.helping import TOPICS, page_of
from byline.ingest.files import SUFFIXES


def test_without_articles_it_says_how_to_add_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["byline"])
    assert cli.main() == 0
    out = capsys.readouterr().out
    assert "no articles in index yet" in out
    assert "byline add FOLDER" in out
    assert "byline ask" not in out
    assert all(re.search(rf"^ +{topic} ", out, re.MULTILINE) for topic in TOPICS)
    assert list(tmp_path.iterdir()) == []


def test_with_articles_it_says_how_to_ask_them(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.add([Article("a", "The dam opens in May.", published=datetime(2026, 5, 4, tzinfo=UTC))])
    monkeypatch.chdir(tmp_path)
    assert cli.main([]) == 0
    out = capsys.readouterr().out
    assert out.startswith("index contains 1 article, latest 2026-05-04. Next:")
    assert "byline ask" in out
    assert "byline chat" in out


def test_a_page_is_printed_and_given_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["help", "disk"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("When the disk is full\n\n")
    assert cli.main(["help", "disk", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"topic": "disk", "text": page, "topics": list(TOPICS)}


def test_a_topic_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["help", "dsk"]) == 2
    assert capsys.readouterr().err == "byline: help: no topic 'dsk': did you mean disk?\n"
    assert cli.main(["help", "weather"]) == 2
    assert f"expected one of {', '.join(TOPICS)}" in capsys.readouterr().err


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_is_short_and_its_commands_exist(topic: str) -> None:
    lines = page_of(topic).splitlines()
    assert lines[0]
    assert lines[1] == ""
    assert len(lines) <= 24
    assert max(map(len, lines)) < 80
    for line in lines:
        words = shlex.split(re.split(r"  +", line.strip())[0]) if re.match(r"  +byline ", line) else []
        if words and "..." not in words[2:3]:
            cli.parser().parse_args(words[1:])


def test_every_kind_of_file_is_named() -> None:
    guide = (ROOT / "docs" / "guide" / "articles.md").read_text(encoding="utf-8")
    named = re.findall(r"\.[a-z.]*[a-z](?=[\s,:])", page_of("formats"))
    assert [suffix for suffix in SUFFIXES if suffix not in named] == []
    assert [suffix for suffix in SUFFIXES if f"`{suffix}`" not in guide] == []


def test_every_topic_that_is_named_has_a_page() -> None:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.txt"), *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert set(re.findall(r"\bbyline help ([a-z]+)", text)) <= set(TOPICS)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (ArchiveFullError("index: the disk is full"), "byline: index: the disk is full (more: byline help disk)\n"),
        (AnswererError("took too long"), "byline: took too long (more: byline help model)\n"),
        (BylineError("something else"), "byline: something else\n"),
    ],
)
def test_an_error_names_the_topic_that_says_more(
    error: BylineError, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("byline.archive.Archive.__init__", fail)
    assert cli.main(["list", "--index", str(tmp_path), "--json"]) == 1
    out, err = capsys.readouterr()
    assert err == shown
    assert json.loads(out)["error"]["message"] == str(error)
