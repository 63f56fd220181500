"""The lines of the log: their format, and what never appears in them."""

import json
import logging
import re
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import WordEncoder

from byline import Archive
from byline.cli import main, parser
from byline.cli.logs import log_settings
from byline.errors import ArchiveError, InputError
from byline.records import AddReport
from byline.web import events
from byline.web.logs import LineFormatter, LogSettings, start_logging, take_over_loggers
from byline.web.printed import printed_is_logged

QUESTION = "Who leaked the Zanzibar file?"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """Return a function that formats the logged records by given settings."""
    caplog.set_level(logging.DEBUG, logger="byline")

    def written(**settings: Any) -> list[str]:
        formatter = LineFormatter(LogSettings(**settings))
        return [formatter.format(record) for record in caplog.records]

    return written


def test_an_event_is_a_line_with_its_time(lines: Any) -> None:
    events.added(AddReport(), 12.4, "ann")
    (line,) = lines()
    time, rest = line.split(" ", 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time)
    assert rest == "INFO added door=page added=0 updated=0 unchanged=0 rejected=0 ms=12 by=ann"


def test_the_same_as_json(lines: Any) -> None:
    events.refused("host", 403, {"path": "/"})
    (line,) = lines(format="json")
    told = json.loads(line)
    assert list(told) == ["time", "level", "event", "door", "reason", "status", "path"]
    assert (told["level"], told["event"], told["status"]) == ("warning", "refused", 403)


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("text", ["a\nERROR forged", "a\u2028b", "a\x1b[2Jb", 'a" b="c', "\u202eabc", "\x85"])
def test_no_text_begins_a_line_or_a_field_of_its_own(lines: Any, style: str, text: str) -> None:
    events.refused("host", 403, {"path": text})
    (line,) = lines(format=style)
    assert line.isprintable()
    assert json.loads(line)["path"] == text if style == "json" else line.endswith("path=" + json.dumps(text))


def test_a_question_is_logged_only_where_that_is_asked_for(lines: Any) -> None:
    events.not_asked(QUESTION)
    try:
        try:
            raise sqlite3.OperationalError("disk I/O error")
        except sqlite3.OperationalError as cause:
            raise ValueError(f"cannot parse {QUESTION!r}") from cause
    except ValueError as error:
        told = events.failed("ask", error)
    asked, failed = lines()
    assert asked.endswith(f"status=invalid characters={len(QUESTION)}")
    assert 'error="ValueError; caused by OperationalError: disk I/O error"' in failed
    assert re.search(r'at="unit/test_logs.py:\d+ test_a_question', failed)
    assert "Zanzibar" not in asked + failed
    asked, failed = lines(questions=True)
    assert f'question="{QUESTION}"' in asked
    assert "cannot parse" in failed
    id = re.search(r"error (\w{8}) in the server's log", told)
    assert id
    assert f"id={id[1]} " in failed


def test_what_is_wrong_with_the_index_is_said_and_what_is_wrong_with_a_question_is_not(lines: Any) -> None:
    for error in (ArchiveError("index: damaged"), InputError(f"question: {QUESTION}")):
        events.failed("ask", error)
    damaged, invalid = lines()
    assert 'error="ArchiveError: index: damaged"' in damaged
    assert "error=InputError " in invalid


def test_what_takes_over_two_seconds_is_told_with_its_stages(lines: Any) -> None:
    events.took_long("search", 1_999, {"search": 1_900})
    events.took_long("search", 2_345.6, {"search": 1_900.4, "read": 400})
    (line,) = lines()
    assert line.endswith(" WARNING slow door=page what=search ms=2346 search_ms=1900 read_ms=400")


def test_settings_are_read_from_the_environment() -> None:
    assert LogSettings.from_environment({}) == LogSettings("info", "text", questions=False)
    chosen = {"BYLINE_LOG_LEVEL": "WARNING", "BYLINE_LOG_FORMAT": "json", "BYLINE_LOG_QUESTIONS": "1"}
    assert LogSettings.from_environment(chosen) == LogSettings("warning", "json", questions=True)
    for name, value in (("LEVEL", "loud"), ("FORMAT", "xml"), ("QUESTIONS", "yes")):
        with pytest.raises(InputError, match=f"BYLINE_LOG_{name}: found '{value}', expected"):
            LogSettings.from_environment({f"BYLINE_LOG_{name}": value})


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Let a test set up logging, and undo it afterwards."""
    root, own = logging.getLogger(), logging.getLogger("byline")
    before = root.handlers[:], root.level, own.level
    yield
    root.handlers[:], root.level = before[0], before[1]
    own.setLevel(before[2])
    logging.captureWarnings(False)


@pytest.mark.usefixtures("own_logging")
def test_all_that_is_logged_is_written_in_one_format(capsys: pytest.CaptureFixture[str]) -> None:
    uvicorn = logging.getLogger("uvicorn.error")
    uvicorn.addHandler(logging.StreamHandler())
    start_logging(LogSettings("warning"))
    take_over_loggers()
    uvicorn.warning("a worker\nwas lost")
    events.not_asked(QUESTION)  # below the level
    failure = ValueError(QUESTION)
    events.failed("ask", failure)
    uvicorn.error("Exception in ASGI application", exc_info=failure)  # the same failure again
    warning, error = capsys.readouterr().err.splitlines()
    assert warning.endswith(r' WARNING message logger=uvicorn.error text="a worker\nwas lost"')
    assert " ERROR error door=page id=" in error


@pytest.mark.usefixtures("own_logging")
def test_what_a_library_prints_becomes_lines_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(LogSettings())
    with printed_is_logged():
        print("two", "words", file=sys.stderr)
        print("begun, ", end="", file=sys.stderr)
        print("and ended", file=sys.stderr)
        try:
            raise ValueError(f"received {QUESTION}")
        except ValueError:
            traceback.print_exc()
    print("as it is", file=sys.stderr)
    first, second, error, plain = capsys.readouterr().err.splitlines()
    assert plain == "as it is"
    assert first.endswith('WARNING message logger=byline.web.printed text="two words"')
    assert second.endswith('text="begun, and ended"')
    assert " ERROR error door=page id=" in error
    assert "Zanzibar" not in error


@pytest.mark.parametrize("command", ["chat", "demo", "mcp", "add", "sync", "follow", "watch"])
def test_servers_and_long_jobs_take_the_flags_of_the_log(command: str) -> None:
    words = ["x"] if command in {"add", "sync", "follow", "watch"} else []
    options = parser().parse_args([command, *words, "--log-level", "error", "--log-format", "json", "--log-questions"])
    assert log_settings(options) == LogSettings("error", "json", questions=True)


@pytest.mark.parametrize("is_set", [True, False])
def test_a_job_logs_in_lines_where_it_is_told_how(
    is_set: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*given: object) -> None:
        raise ArchiveError("no route")

    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr("byline.jobs.alerts.run", fail)
    monkeypatch.setattr("byline.cli.articles.open_archive", lambda options: Archive(tmp_path, encoder=WordEncoder()))
    article = tmp_path / "article.txt"
    article.write_text("The mill was sold on 5 May 2024.")
    flags = ["--log-format", "json"] if is_set else []
    assert main(["add", str(article), "--index", str(tmp_path / "index"), *flags]) == 0
    logged = [line for line in capsys.readouterr().err.splitlines() if "no route" in line]
    assert len(logged) == 1
    if is_set:
        assert json.loads(logged[0])["logger"] == "byline.cli.alerting"
    else:
        assert not logged[0].startswith("{")
