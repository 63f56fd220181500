"""The child process that reads files: it is killed, runs out of time and memory, and is given malicious files."""

import json
import time
from pathlib import Path

import pytest
from support.documents import TEXT, pdf

from byline.ingest import Draft, Rejection, Sandbox


def test_the_child_reads_one_file_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.jsonl").write_text('{"text": "Two."}\n{"text": "Three."}\n')
    with Sandbox() as sandbox:
        texts = [
            message.text
            for name in ("a.txt", "b.jsonl")
            for message in sandbox.read(tmp_path / name)
            if isinstance(message, Draft)
        ]
    assert texts == ["One.", "Two.", "Three."]


def test_a_child_that_is_killed_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    with Sandbox() as sandbox:
        assert list(sandbox.read(tmp_path / "a.txt"))
        assert sandbox._child
        sandbox._child.kill()
        [message] = sandbox.read(tmp_path / "a.txt")
        assert isinstance(message, Rejection)
        assert "signal 9" in message.reason
        [message] = sandbox.read(tmp_path / "a.txt")
        assert isinstance(message, Draft)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    with Sandbox(seconds=0.0) as sandbox:
        [message] = sandbox.read(tmp_path / "a.txt")
    assert isinstance(message, Rejection)
    assert "longer than 0 s" in message.reason


def test_a_sandbox_left_in_the_middle_of_a_file_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Two."}\n' * 5_000)
    with Sandbox() as sandbox:
        next(sandbox.read(tmp_path / "a.jsonl"))
        forwarder = sandbox._forwarder
    assert not forwarder.is_alive()


def test_memory_is_limited(tmp_path: Path) -> None:
    """A small CSV file whose rows, once decoded, take more memory than a reader may use."""
    file = tmp_path / "bomb.csv"
    with file.open("wb") as stream:
        stream.write(b"text," + b"x," * 50_000_000 + b"y\n")
    with Sandbox(seconds=60) as sandbox:
        messages = list(sandbox.read(file))
    assert [type(message) for message in messages] == [Rejection]
    assert "MB of memory" in messages[0].reason


def test_front_matter_that_unfolds_is_rejected(tmp_path: Path) -> None:
    """Aliases that expand to 10^9 strings are cheap to load and ruinous to print."""
    file = tmp_path / "bomb.md"
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))
    file.write_text(f"---\na0: &a0 [x]\n{levels}\ntitle: *a9\n---\nText.\n")
    started = time.monotonic()
    with Sandbox(seconds=20) as sandbox:
        [message] = sandbox.read(file)
    assert isinstance(message, Rejection)
    assert time.monotonic() - started < 30


NASTY = {
    "deep.html": b"<div>" * 100_000 + b"<p>" + TEXT.encode() * 10,
    "deep.jsonl": b'{"text":' + b"[" * 100_000 + b"\n",
    "one long line.txt": b"word " * 1_000_000,
    "no space.txt": b"x" * 300_000,
    "dots.txt": b"." * 300_000,
    "colspan.html": f"<article><p>{TEXT * 10}</p><table><tr><td colspan=9999999999999999>x</td></tr></table></article>".encode(),
    "entities.html": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><p>&a;&a;</p>',
    "not utf8.jsonl": b'{"text": "\xff\xfe"}\n',
    "surrogate.jsonl": b'{"text": "half \\ud800 a character"}\n',
    "huge field.csv": b'text\n"' + b"x" * 6_000_000 + b'"\n',
    "cut off.pdf": pdf(TEXT)[:300],
    "bidi \u202etxt.txt": TEXT.encode(),
    "nul\x01.txt": TEXT.encode(),
}


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_file_is_taken_or_rejected_in_good_time(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(NASTY[name])
    started = time.monotonic()
    with Sandbox() as sandbox:
        messages = list(sandbox.read(file))
        assert messages
        assert all(isinstance(message, Draft) or message.reason for message in messages)
        (tmp_path / "after.txt").write_text("The next file is read.")
        assert isinstance(next(sandbox.read(tmp_path / "after.txt")), Draft)
    assert time.monotonic() - started < 60


def test_large_articles_do_not_pile_up_while_nobody_takes_them(tmp_path: Path) -> None:
    row, rows = json.dumps({"text": "x" * 1_000_000}) + "\n", 20
    (tmp_path / "a.jsonl").write_text(row * rows)
    with Sandbox() as sandbox:
        messages = sandbox.read(tmp_path / "a.jsonl")
        next(messages)
        time.sleep(1)
        waiting = sum(map(len, list(sandbox._answers.queue)))
        assert 0 < waiting < 3 * len(row)
        assert len(list(messages)) == rows - 1
