"""Malicious questions: each interface refuses them in one line, before they are tokenised, at almost no cost."""

import contextlib
import os
import re
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import SEEDS, Server, WordEncoder, memory_of, serving

from byline import Archive, Article, InputError, Where
from byline.settings import MAX_CHECKED_CHARACTERS, MAX_EXCERPT_CHARACTERS, MAX_QUESTION_CHARACTERS, MAX_SEARCH_WORDS
from byline.web.doors.guard import MAX_BODY_BYTES, MAX_EVENT_BYTES

SECONDS = 0.05  # the longest time that a refusal may take
BYTES = 10_000_000  # the most memory that it may take
PIECES = ("x", "word ", "香", "😀", "a" + "\u0301" * 9, "\0", "\ud800", "\u202e", "\n", "👩\u200d🚀", "\U000e0041")
SIZES = (
    2_001,
    100_000,
    *(pytest.param(size, marks=pytest.mark.slow) for size in (10_000_000, 50_000_000)),
)  # characters

Ask = Callable[[Archive, Any], object]
DOORS: dict[str, Ask] = {
    "ask": lambda archive, asked: archive.ask(asked),
    "ask after it": lambda archive, asked: archive.ask("What is it?", [asked]),
    "search": lambda archive, asked: archive.search(asked),
    "timeline": lambda archive, asked: archive.timeline(asked),
    "trace": lambda archive, asked: archive.trace(asked),
    "check": lambda archive, asked: archive.check(asked),
    "browse": lambda archive, asked: archive.browse(asked),
}
LIMITS = {"trace": MAX_EXCERPT_CHARACTERS, "check": MAX_CHECKED_CHARACTERS}


class Counting(WordEncoder):
    """Counts how often it is asked to read."""

    read = 0

    def tokenise(self, texts: Any) -> Any:
        self.read += 1
        return super().tokenise(texts)

    def encode_query(self, text: str) -> Any:
        self.read += 1
        return super().encode_query(text)


@pytest.fixture(scope="module")
def counting() -> Counting:
    return Counting()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, counting: Counting) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("asked") / "index", encoder=counting) as made:
        made.add(
            [Article("a", "The storm closed the harbour of Strelsau for two days."), Article("b", "Apples are ripe.")]
        )
        made.ask("When did the storm close the harbour?")  # loads everything that is loaded once
        yield made


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_what_is_too_long_is_refused_at_once(asked: Archive, counting: Counting, piece: str, size: int) -> None:
    for name, door in DOORS.items():
        limit = LIMITS.get(name, MAX_QUESTION_CHARACTERS)
        characters = max(size, limit + 1)
        question = (piece * (characters // len(piece) + 1))[:characters]
        read = counting.read
        took = []
        tracemalloc.start()
        for _ in range(3):  # three tries, since the machine may be busy
            started = time.perf_counter()
            with pytest.raises(InputError) as refused:
                door(asked, question)
            took.append(time.perf_counter() - started)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        message = str(refused.value)
        assert f"found {characters:,} characters, expected at most {limit:,}" in message, name
        assert len(message) < 100
        assert counting.read == read
        assert min(took) < SECONDS, name
        assert peak < BYTES, name


@pytest.mark.parametrize(
    "question", [None, 7, 1.5, float("nan"), True, b"bytes", {"a": 1}, [], ["x"], ("x",), object()]
)
@pytest.mark.parametrize("name", DOORS)
def test_what_is_no_text_is_refused(asked: Archive, name: str, question: object) -> None:
    with pytest.raises(InputError, match=r"found \w+, expected text"):
        DOORS[name](asked, question)


@pytest.mark.parametrize(
    "question", ["", " \n\t", "\0", "\ud800", "\u202e\u200b", "\U000e0041", "\ufe0f\u3164", "\u200d"]
)
@pytest.mark.parametrize("name", [name for name in DOORS if name != "browse"])
def test_what_shows_nothing_is_refused(asked: Archive, name: str, question: str) -> None:
    with pytest.raises(InputError, match=r"empty, expected words|0 words, at least 4"):
        DOORS[name](asked, question)


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_the_longest_question_of_any_characters_costs_little(asked: Archive, piece: str) -> None:
    question = "storm " + (piece * MAX_QUESTION_CHARACTERS)[: MAX_QUESTION_CHARACTERS - 6]
    started = time.perf_counter()
    for name in ("ask", "search", "timeline"):
        DOORS[name](asked, question)
    asked.browse(" ".join(question.split()[:MAX_SEARCH_WORDS]))
    asked.trace("the storm closed the harbour " + (piece * 5_000)[:4_900])
    assert time.perf_counter() - started < 20


@given(st.text(st.characters(), max_size=200))
def test_any_text_is_answered_or_refused(asked: Archive, question: str) -> None:
    for door in DOORS.values():
        with contextlib.suppress(InputError):
            door(asked, question)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("since", {"since": "9" * 10_000_000}),
        ("publisher", {"publisher": {"a": 1}}),
        ("publisher", {"publisher": [None]}),
        ("articles", {"articles": 7}),
        ("until", {"until": 7}),
    ],
)
def test_a_filter_that_is_none_is_refused_in_a_line(name: str, values: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        Where(**values)
    assert str(refused.value).startswith(f"{name}: found ")
    assert len(str(refused.value)) < 200


# The command line


@pytest.mark.slow
@pytest.mark.parametrize("command", ["ask", "search", "timeline", "trace"])
def test_the_command_refuses_the_longest_argument_in_a_line(seeds_index: Path, command: str) -> None:
    longest = "word " * 26_000  # Linux passes less than 131,072 bytes as an argument
    arguments = [sys.executable, "-m", "byline", command, longest, "--index", str(seeds_index)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"byline: \w+: found 130,000 characters, expected at most [25],000\n", done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("question", [b"\xff\xfe", b"caf\xe9 \xed\xa0\x80", "\u202e\U000e0041".encode()])
def test_the_command_takes_bytes_that_are_no_text(seeds_index: Path, question: bytes) -> None:
    arguments = [
        os.fsencode(sys.executable),
        b"-m",
        b"byline",
        b"search",
        question,
        b"--index",
        os.fsencode(seeds_index),
    ]
    done = subprocess.run(arguments, capture_output=True, timeout=60)
    assert done.returncode in {0, 2}
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr


# The server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    with Archive(folder / "index", encoder=None) as made:
        made.add(SEEDS)
    with serving(["-m", "byline", "chat", "--index", str(folder / "index")], folder) as running:
        yield running


def chat_of(question: object) -> dict[str, object]:
    return {"model": "byline", "messages": [{"role": "user", "content": question}]}


BODIES: dict[str, Callable[[object], dict[str, object]]] = {
    "/api/ask": lambda question: {"question": question},
    "/api/search": lambda question: {"query": question},
    "/api/trace": lambda question: {"excerpt": question},
    "/v1/chat/completions": chat_of,
}


def refused(server: Server, path: str, question: object) -> httpx.Response:
    response = httpx.post(server.url + path, json=BODIES[path](question), timeout=60)
    message = response.json()["error"]["message"]
    assert "Traceback" not in response.text
    assert len(message) < 300
    assert "\n" not in message
    return response


@pytest.mark.parametrize("piece", ["x", "香", "😀", "a\u0301\u0301", "\0", "word "])
@pytest.mark.parametrize("path", BODIES)
def test_a_door_refuses_what_is_too_long(server: Server, path: str, piece: str) -> None:
    for characters in (5_001, 80_000):
        started = time.perf_counter()
        assert refused(server, path, (piece * characters)[:characters]).status_code == 400
        assert time.perf_counter() - started < 1
    started = time.perf_counter()
    assert refused(server, path, piece * MAX_BODY_BYTES).status_code == 413
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("question", [None, 7, 1.5, True, {"a": 1}, ["x"], [], [None], [[]]])
@pytest.mark.parametrize("path", BODIES)
def test_a_door_refuses_what_is_no_text(server: Server, path: str, question: object) -> None:
    assert refused(server, path, question).status_code == 400


def test_an_event_of_the_page_that_is_too_large_is_refused_and_leaves_nothing(server: Server) -> None:
    config = httpx.get(f"{server.url}/config").json()
    answer = next(number for number, found in enumerate(config["dependencies"]) if found["api_name"] == "answer")
    body = {"data": [], "fn_index": answer, "session_hash": "big", "event_data": {"conversation": "x" * 50_000_000}}
    before = memory_of(server.process)
    if not before:
        pytest.skip("only Linux has /proc")
    for _ in range(3):
        response = httpx.post(f"{server.url}/gradio_api/queue/join", json=body, timeout=60)
        assert response.status_code == 413
        assert response.json()["error"]["message"] == f"the request body is larger than {MAX_EVENT_BYTES:,} bytes"
    assert memory_of(server.process) - before < 2 * BYTES
