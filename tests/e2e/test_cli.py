"""The command line: what it prints, as JSON and for people, and its exit codes."""

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, SEEDS, free_port

from byline import Archive, cli
from byline.answering.decide import load_calibration

COMMANDS = [
    "add",
    "sync",
    "watch",
    "follow",
    "list",
    "show",
    "remove",
    "search",
    "ask",
    "alert",
    "verify",
    "trace",
    "chat",
    "demo",
    "doctor",
    "timeline",
    "restore",
    "backup",
    "rebuild",
    "feedback",
    "calibrate",
    "eval",
    "config",
    "help",
]
QUESTION = "when does Hong Kong's law take effect"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], seeds_index: Path, tmp_path: Path) -> Run:
    """Run a command over a copy of the index of the demo corpus; return its exit code, output and errors."""
    index = tmp_path / "index"
    shutil.copytree(seeds_index, index)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main([*arguments, "--index", str(index)])
        except SystemExit as exit_:  # raised by argparse
            code = int(exit_.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_command


def read_json(result: tuple[int, str, str]) -> Any:
    assert result[0] == 0, result
    return json.loads(result[1])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main([command, "--help"])
    assert exit_.value.code == 0
    text = capsys.readouterr().out
    assert f"examples:\n  byline {command}" in text
    assert "--index INDEX" in text
    assert "--json" in text


def test_ask_answers_with_the_sentence_and_its_source(run: Run) -> None:
    code, out, _ = run("ask", QUESTION)
    assert code == 0
    assert "August 1" in out.splitlines()[0]
    assert "is scheduled to become effective on August 1, according to Reuters. [1]" in out
    assert "[1] Chinese financial regulators" in out
    assert "000_04eac8f9aa6b5920" in out


def test_ask_json_cites_the_file(run: Run) -> None:
    reply = read_json(run("ask", QUESTION, "--json"))
    assert reply["status"] == "answered"
    assert "August 1" in reply["answer"]
    assert len(reply["answer"]) <= 500
    assert reply["citations"]
    for citation in reply["citations"]:
        text = (SEEDS / f"{citation['document_id']}.txt").read_text(encoding="utf-8")
        assert text[citation["start_char_index"] : citation["end_char_index"]] == citation["cited_text"]


def test_ask_abstains_with_the_nearest_passages(run: Run) -> None:
    code, out, _ = run("ask", "When did Zalando buy JD.com?")
    assert code == 0
    assert out.startswith("No article mentions “Zalando”. (confidence 0.")
    assert "The closest passages:" in out
    assert re.findall(r"^\[(\d)\] ", out, re.M) == ["1", "2", "3"]
    assert "JD.com" in out
    reply = read_json(run("ask", "When did Zalando buy JD.com?", "--json"))
    assert (reply["status"], reply["answer"], reply["citations"]) == ("no_answer", "", [])
    assert reply["reason"]
    assert [one["marker"] for one in reply["nearest"]] == [1, 2, 3]
    for passage in reply["nearest"]:
        text = (SEEDS / f"{passage['document_id']}.txt").read_text(encoding="utf-8")
        assert text[passage["start_char_index"] : passage["end_char_index"]] == passage["cited_text"]
        assert " ".join(passage["cited_text"].split()) in out


def test_ask_shows_a_likely_answer_as_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    unsure = replace(load_calibration(), min_confidence=1.0, likely_confidence=0.1)
    monkeypatch.setattr("byline.answering.decide.load_calibration", lambda: unsure)
    code, out, _ = run("ask", QUESTION)
    assert code == 0
    assert out.startswith("This may answer it:\n\n")
    assert "is scheduled to become effective on August 1, according to Reuters. [1]" in out.splitlines()[2]
    assert "no sentence answers the question with enough confidence" in out
    reply = read_json(run("ask", QUESTION, "--json"))
    assert (reply["status"], reply["short"], reply["verdict"]) == ("likely", None, None)
    assert reply["citations"]
    assert read_json(run("ask", QUESTION, "--max-risk", "0", "--json"))["status"] == "no_answer"


def test_ask_keeps_a_receipt_that_verify_accepts_until_it_is_altered(run: Run, tmp_path: Path) -> None:
    kept, altered, gone = (str(tmp_path / name) for name in ("kept.json", "altered.json", "gone.json"))
    asked = run("ask", QUESTION, "--receipt", kept)
    assert (asked[0], asked[2]) == (0, "")
    code, out, _ = run("verify", kept)
    assert code == 0
    first, second, *_ = out.splitlines()
    assert first == f"{kept}: accepted"
    assert re.fullmatch(r"    \[1\] 000_04eac8f9aa6b5920 · cited characters \d+-\d+ · unchanged", second)
    Path(altered).write_text(Path(kept).read_text(encoding="utf-8").replace("August 1", "August 2"), encoding="utf-8")
    code, out, err = run("verify", altered, gone, kept)
    assert (code, err) == (1, "")
    assert f"{altered}: refused\n    citation 1: cited_text is" in out
    assert f"{gone}: refused\n    {gone}: cannot be read (No such file or directory)\n" in out
    assert f"{kept}: accepted\n" in out
    code, out, _ = run("verify", altered, kept, "--json")
    assert code == 1
    assert [(each["file"], each["verdict"]) for each in json.loads(out)] == [(altered, "refused"), (kept, "accepted")]
    assert run("ask", QUESTION, "--receipt", str(tmp_path))[0] == 2


def test_what_an_answer_cites_is_printed_for_reference_managers(run: Run) -> None:
    items = read_json(run("ask", QUESTION, "--format", "csl-json"))
    assert [item["type"] for item in items] == ["article-newspaper"] * len(items)
    assert items
    code, out, _ = run("ask", QUESTION, "--format", "bibtex")
    assert (code, out.count("@misc{")) == (0, len(items))
    code, out, err = run("ask", "Who is the mayor of London?", "--format", "csl-json")
    assert (code, out) == (0, "[]\n")
    assert "nothing to cite" in err
    assert run("ask", QUESTION, "--format", "bibtex", "--json")[0] == 2


def test_the_demo_is_added_to_the_folder_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = str(tmp_path / "demo")
    assert cli.main(["demo", "--no-page", "--index", index]) == 0
    printed = capsys.readouterr().out
    assert f"{index}: 14 invented articles." in printed
    for question in re.findall(r'"(.+)"', printed):
        assert cli.main(["ask", "--index", index, question]) == 0
        assert "confidence" in capsys.readouterr().out
    assert cli.main(["demo", "--no-page"]) == 2
    assert "expected the folder to add the demo to" in capsys.readouterr().err


def test_trace_shows_the_source_and_what_was_altered(run: Run) -> None:
    code, out, _ = run("trace", "is scheduled to become effective on August 2, according to Reuters")
    assert code == 0
    first, _, source, quote, altered = out.splitlines()
    assert first == "Altered (1 word), from:"
    assert source.startswith("- Chinese financial regulators")
    assert "000_04eac8f9aa6b5920" in source
    assert quote.endswith('"is scheduled to become effective on August 1, according to Reuters"')
    assert altered == "  altered: August 1 -> August 2 (date)"
    trace = read_json(run("trace", "is scheduled to become effective on August 1, according to Reuters", "--json"))
    assert (trace["status"], trace["source"]["document_id"]) == ("exact", "000_04eac8f9aa6b5920")


def test_each_sentence_is_checked(run: Run) -> None:
    text = (
        "Comprehensive stablecoin legislation is scheduled to become effective on August 2. "
        "This prohibition remains in effect. The lighthouse keeper sold seven orchids to a passing violinist."
    )
    code, out, _ = run("trace", "--each", text)
    assert code == 0
    assert out.startswith("3 sentences: 1 verbatim, 1 altered, 1 not found.\n\n1. Comprehensive stablecoin")
    assert "   Altered: August 1 -> August 2 (date)\n" in out
    check = read_json(run("trace", "--each", text, "--json"))
    assert [one["status"] for one in check["sentences"]] == ["altered", "verbatim", "not_found"]
    assert check["sentences"][1]["source"]["cited_text"] == "This prohibition remains in effect"


def test_trace_of_what_no_article_has(run: Run) -> None:
    code, out, _ = run("trace", "The lighthouse keeper sold seven orchids to a passing violinist")
    assert (code, out.splitlines()[0]) == (0, "Not in the archive.")
    trace = read_json(run("trace", "The lighthouse keeper sold seven orchids to a passing violinist", "--json"))
    assert (trace["status"], trace["source"]) == ("absent", None)


def test_adding_again_embeds_nothing(run: Run) -> None:
    code, out, _ = run("add", str(SEEDS))
    assert (code, out) == (0, "0 added, 0 updated, 3 unchanged, 0 rejected; 0 passages embedded\n")


def test_add_json_prints_a_line_an_article(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("A new text.")
    code, out, err = run("add", str(SEEDS), str(tmp_path / "new.txt"), "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(line["id"], line["status"]) for line in lines] == [
        *((file.stem, "unchanged") for file in sorted(SEEDS.glob("*.txt"))),
        ("new", "added"),
    ]
    assert lines[-1]["embedded"] == 1
    assert "1 added, 0 updated, 3 unchanged" in err


def test_what_is_rejected_is_told_and_the_exit_code_is_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("A good text.")
    (tmp_path / "bad.txt").write_text("")
    code, out, err = run("add", str(tmp_path / "good.txt"), str(tmp_path / "bad.txt"), str(tmp_path / "gone.txt"))
    assert code == 1
    assert "1 added, 0 updated, 0 unchanged, 2 rejected" in out
    assert [line.startswith("byline: rejected: ") for line in err.splitlines()] == [True, True]
    assert "Traceback" not in err


def test_list_and_show(run: Run) -> None:
    assert [article["id"] for article in read_json(run("list", "--json"))] == [
        file.stem for file in sorted(SEEDS.glob("*"))
    ]
    code, out, _ = run("list")
    assert code == 0
    assert len(out.splitlines()) == 3
    assert "002_f8a167f8b4710cf5  undated  Shanghai Considers Yuan-Backed Stablecoin Strategy in Recent Meeting" in out
    shown = read_json(run("show", "002_f8a167f8b4710cf5", "--json"))
    assert shown["text"] == (SEEDS / "002_f8a167f8b4710cf5.txt").read_text(encoding="utf-8")
    assert "versions:   1" in run("show", "002_f8a167f8b4710cf5")[1]


def test_search_with_filters(run: Run) -> None:
    found = read_json(run("search", "stablecoin licences", "-k", "2", "--json"))
    assert len(found["hits"]) == 2
    assert found["undated"] == 0
    only = read_json(run("search", "stablecoin", "--article", "001_1e3cb554dd0b2e88", "--json"))
    assert {hit["document_id"] for hit in only["hits"]} == {"001_1e3cb554dd0b2e88"}
    code, out, err = run("search", "stablecoin", "--since", "2025-01-01")
    assert (code, out) == (0, "nothing found\n")
    assert "3 articles without a date left out" in err
    assert "score 0.0" in run("search", "stablecoin")[1]


def test_remove(run: Run) -> None:
    code, out, err = run("remove", "001_1e3cb554dd0b2e88", "nothing")
    assert (code, out) == (1, "1 removed\n")
    assert "no article 'nothing'" in err
    assert len(read_json(run("list", "--json"))) == 2
    assert read_json(run("remove", "002_f8a167f8b4710cf5", "--json")) == {
        "removed": ["002_f8a167f8b4710cf5"],
        "missing": [],
    }


def test_doctor_finds_nothing_wrong(run: Run) -> None:
    code, out, _ = run("doctor")
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "ok      encoder",
        "ok      database",
        "ok      caches",
    ]
    assert all(finding["healthy"] for finding in read_json(run("doctor", "--json")))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "question: empty, expected words"),
        (["ask", "x" * 2001], "question: found 2,001 characters, expected at most 2,000"),
        (["trace", "--each", ""], "text: empty, expected words"),
        (["trace", "three words only"], "excerpt: 3 words, at least 4 are needed"),
        (["search", "x", "--since", "soon"], "since: found 'soon', expected a date such as 2025-06-30"),
        (["search", "x", "--since", "2025-02-01", "--until", "2025-01-01"], "is after until"),
    ],
)
def test_an_argument_that_cannot_be_used_is_a_usage_error(run: Run, arguments: list[str], message: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("byline: ")
    assert message in err
    assert len(err.splitlines()) == 1
    assert json.loads(run(*arguments, "--json")[1])["error"]["kind"] == "InputError"


@pytest.mark.parametrize("arguments", [["ask"], ["nothing"], [], ["search", "x", "-k", "many"]])
def test_a_command_that_does_not_exist_is_a_usage_error(run: Run, arguments: list[str]) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert "usage: byline" in err


def test_an_archive_never_used_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(tmp_path / "none")]
    for command in (["ask", "x"], ["search", "x"], ["show", "x"], ["trace", "x"]):
        assert cli.main([*command, *index]) == 1
    assert "add some with byline add PATH" in capsys.readouterr().err
    assert cli.main(["list", *index]) == 0
    assert cli.main(["doctor", *index]) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_program_error_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("byline.archive.Archive.ask", fail)
    monkeypatch.delenv("BYLINE_DEBUG", raising=False)
    code, out, err = run("ask", "x")
    assert (code, out) == (1, "")
    assert err == "byline: internal error: RuntimeError: unforeseen (set BYLINE_DEBUG=1 to see where)\n"


def test_text_of_an_article_cannot_command_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text("The \x1b]0;title\x07 escape \x1b[31m sequence law of Zanzibar.\n")
    run("add", str(tmp_path / "evil.txt"))
    for command in (["show", "evil"], ["search", "Zanzibar"], ["list"]):
        assert "\x1b" not in run(*command)[1]


def start(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "byline", *arguments], capture_output=True, text=True, timeout=120, cwd=cwd
    )


def test_the_commands_run_as_processes(seeds_index: Path) -> None:
    listed = start("list", "--json", "--index", str(seeds_index))
    assert listed.returncode == 0
    assert listed.stderr == ""
    assert len(json.loads(listed.stdout)) == 3
    assert start().returncode == 0


def test_a_reader_that_stops_reading_is_no_error(seeds_index: Path) -> None:
    command = f"{sys.executable} -m byline show 000_04eac8f9aa6b5920 --index {seeds_index} | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def imported_by(code: str) -> set[str]:
    listing = f"{code}; import sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


def test_import_byline_loads_nothing_heavy() -> None:
    assert imported_by("import byline") & {"torch", "faiss", "gradio", "tantivy", "transformers", "numpy"} == set()


def test_commands_that_embed_nothing_load_no_torch(seeds_index: Path) -> None:
    loaded = imported_by(f"import byline; byline.Archive({str(seeds_index)!r}).add({str(SEEDS)!r})")
    assert loaded & {"torch", "gradio", "transformers", "pydantic"} == set()


def test_the_names_that_byline_offers_are_sorted_and_exist() -> None:
    import byline

    assert byline.__all__ == sorted(byline.__all__)
    assert all(getattr(byline, name) for name in byline.__all__)
    with pytest.raises(AttributeError):
        _ = byline.nothing


FORBIDDEN: Sequence[str] = ("file:", "--find-links", "--extra-index-url", "--index-url", "+cpu", "://", " @ ")


def test_requirements_name_versions_and_no_places() -> None:
    needed, tested = (ROOT / name for name in ("requirements.txt", "requirements-test.txt"))
    content = needed.read_text() + tested.read_text()
    assert not [word for word in FORBIDDEN if word in content]
    assert "torch==2.13.0\n" in content
    assert tested.read_text().startswith("-r requirements.txt\n")
    assert "\n-e .\n" in needed.read_text()
    others = [line for line in content.splitlines() if line and not line.startswith(("#", "-"))]
    assert all("==" in line for line in others)
    assert len(others) == len({line.partition("==")[0] for line in others})


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "byline", *arguments], capture_output=True, text=True, **options)


@pytest.mark.slow
def test_adding_goes_on_when_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(70):
        (folder / f"{number}.txt").write_text(f"Report {number} says that the harbour of town {number} was closed.")
    index = tmp_path / "index"
    command = f"{sys.executable} -m byline add {folder} --json --index {index} | head -1"
    assert subprocess.run(command, shell=True, capture_output=True, check=True).stdout.count(b"\n") == 1
    assert len(json.loads(process("list", "--json", "--index", str(index)).stdout)) == 70


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("show", "nope", "--json"), ("list",)])
def test_an_output_that_cannot_be_written_is_told_in_one_line(arguments: Sequence[str], seeds_index: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "byline", *arguments, "--index", str(seeds_index)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "byline: output: cannot be written (No space left on device)"
    assert "Traceback" not in done.stderr


def test_a_closed_output_is_no_error(seeds_index: Path) -> None:
    command = f"{sys.executable} -m byline list --index {seeds_index} >&-"
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [("list", "--index", ""), ("add", "")])
def test_an_empty_path_is_a_usage_error(
    arguments: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    assert "expected the name of a" in capsys.readouterr().err


def test_what_fails_inside_is_told_in_json_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("odd")

    monkeypatch.setattr(Archive, "articles", fail)
    code, out, err = run("list", "--json")
    assert code == 1
    assert json.loads(out)["error"]["kind"] == "KeyError"
    assert err.startswith("byline: internal error: KeyError")
    assert len(err.splitlines()) == 1


@pytest.mark.slow
def test_a_port_that_is_taken_is_told_in_one_line(seeds_index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = process("chat", "--port", str(taken.getsockname()[1]), "--json", "--index", str(seeds_index))
    assert done.returncode == 1
    assert "port" in json.loads(done.stdout)["error"]["message"]
    assert len(done.stderr.splitlines()) == 1
    assert "internal" not in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_what_is_no_port_is_refused(run: Run, port: str) -> None:
    code, _, err = run("chat", f"--port={port}")
    assert code == 2
    assert f"found '{port}', expected a number from 1 to 65535" in err


@pytest.mark.slow
def test_chat_tells_its_address_in_json(seeds_index: Path) -> None:
    command = [sys.executable, "-m", "byline", "chat", "--json", "--index", str(seeds_index)]
    port = free_port()
    with subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.PIPE, text=True) as page:
        try:
            assert page.stdout
            assert json.loads(page.stdout.readline()) == {"address": f"http://127.0.0.1:{port}/"}
        finally:
            page.terminate()


def test_an_index_is_made_anew_backed_up_and_brought_back(run: Run, tmp_path: Path) -> None:
    made = read_json(run("rebuild", "--passage-tokens", "60", "--json"))
    assert made["articles"] == 3
    assert made["passages"] == made["embedded"] > 22
    code, out, _ = run("rebuild")
    assert (code, out) == (0, f"3 articles, {made['passages']} passages; 0 passages embedded\n")
    backup = tmp_path / "backup.zip"
    assert read_json(run("backup", str(backup), "--json")) == {"file": str(backup), "bytes": backup.stat().st_size}
    code, _, errors = run("restore", str(backup))
    assert code == 1
    assert "not empty: choose another --index folder" in errors
    shutil.rmtree(tmp_path / "index")
    assert run("restore", str(backup))[:2] == (0, f"{tmp_path / 'index'}: 3 articles, {made['passages']} passages\n")
    assert "August 1" in run("ask", QUESTION)[1]
    code, _, errors = run("restore", str(SEEDS / "000_04eac8f9aa6b5920.txt"))
    assert code in {1, 2}
    assert errors.count("\n") == 1
