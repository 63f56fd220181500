"""A question is worked on for a limited time; the reply says so and shows what was found by then."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from support import WordEncoder, article

from byline import Archive, InputError, Settings
from byline.answering.timing import is_out_of_time, limited_work
from byline.language.terms import StatisticsOf
from byline.models.waiting import turn, waiting
from byline.question.question import Question
from byline.readers.base import Reading
from byline.readers.builtin.reader import SpanReader
from byline.records import Hit
from byline.retrieval import retrieve

LAW = "The law takes effect on August 1. It was passed in May."
TOLD = "stopped after 0.2 seconds of work"


def slow(what: Any, seconds: float) -> Any:
    """Return a function that takes longer by a number of seconds."""

    def do(*arguments: Any, **options: Any) -> Any:
        time.sleep(seconds)
        return what(*arguments, **options)

    return do


@pytest.fixture
def limited(tmp_path: Path) -> Archive:
    with Archive(tmp_path / "index", encoder=WordEncoder()) as full:
        full.add([article("law", LAW), article("tax", "The tax takes effect on July 4.")])
        full.ask("When does the law take effect?")  # loads the reader
        archive = Archive(full.folder, encoder=WordEncoder(), settings=Settings(max_seconds=0.2))
        archive._reader = full._reader
    return archive


def test_what_is_searched_for_too_long_is_not_answered(limited: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("byline.answering.pipeline.retrieve", slow(retrieve, 0.3))
    reply = limited.ask("When does the law take effect?")
    assert (reply.status, reply.reason) == ("no_answer", f"{TOLD}, before an answer was found")
    assert reply.hits


def test_what_was_read_is_shown_though_nothing_is_compared(limited: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited._reader, "read", slow(limited._reader.read, 0.3))
    compared: list[object] = []
    for step in ("conflicts_of", "contexts_of", "sources_of", "withdrawals", "earned"):
        monkeypatch.setattr(f"byline.answering.compose.{step}", lambda *given: compared.append(given))
    monkeypatch.setattr("byline.answering.pipeline.with_corrections", lambda *given: compared.append(given))
    reply = limited.ask("When does the law take effect?")
    assert reply.sentences[0].text == "The law takes effect on August 1."
    assert reply.note.startswith(TOLD)
    assert compared == []


def test_of_several_questions_the_later_ones_are_left(limited: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    read = limited._reader.read

    def read_slowly(question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        time.sleep(0.3)
        return read(question, hits, statistics)

    monkeypatch.setattr(limited._reader, "read", read_slowly)
    started = time.monotonic()
    reply = limited.ask("When does the law take effect? When does the tax take effect? When was it passed?")
    assert time.monotonic() - started < 0.9  # one is read, not three
    assert reply.sentences[0].text == "The law takes effect on August 1."
    assert TOLD in reply.note


def test_a_question_within_its_time_says_nothing(limited: Archive) -> None:
    archive = Archive(limited.folder, encoder=WordEncoder())
    archive._reader = limited._reader
    reply = archive.ask("When does the law take effect?")
    assert "stopped" not in reply.note


def test_waiting_is_no_work() -> None:
    lock = threading.RLock()
    with limited_work(0.2) as limit:
        with waiting():
            time.sleep(0.3)
        assert not is_out_of_time()
        holder = threading.Thread(target=lambda: [lock.acquire(), time.sleep(0.3), lock.release()])
        holder.start()
        time.sleep(0.05)
        with turn(lock), turn(lock):
            assert not is_out_of_time()
        time.sleep(0.2)
        assert is_out_of_time()
        assert limit.has_stopped
    assert not is_out_of_time()


def test_a_reader_waits_for_its_model_without_counting_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from byline.readers.builtin.model import SpanModel

    monkeypatch.setattr(SpanModel, "_load", lambda self: time.sleep(0.3))
    model = SpanModel("small")
    with limited_work(0.2):
        assert model._network is None
        assert not is_out_of_time()
    assert SpanReader(model.score)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_the_limit_is_above_zero(seconds: float) -> None:
    with pytest.raises(InputError, match="max_seconds"):
        Settings(max_seconds=seconds)
