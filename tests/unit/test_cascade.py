"""Two readers in turn: which one answers, what the large one reads, and when it is left out."""

import logging
import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from support import hit_of, statistics

from byline import Hit
from byline.errors import EncoderError
from byline.question.question import Question, understand
from byline.readers.base import Evidence, Reading
from byline.readers.builtin import cascade
from byline.readers.builtin.cascade import LARGE_READS, CascadeReader, Turns, worth_reading
from byline.readers.builtin.reader import HITS_READ
from byline.readers.builtin.spans import TokenScores

Passages = Sequence[tuple[str, str]]
QUESTION = understand("What is it called?")


def likes(word: str, by: float, read: list[str] | None = None) -> Callable[[str, Passages], list[TokenScores]]:
    """Return a model that scores `word` better than "no answer here" by `by`; it appends what it reads to `read`."""

    def score(question: str, passages: Passages) -> list[TokenScores]:
        found = []
        for _, text in passages:
            if read is not None:
                read.append(text)
            place = text.find(word)
            offsets = [(0, 1), (place, place + len(word))] if place >= 0 else [(0, 1)]
            values = np.array([-20.0, by][: len(offsets)])
            found.append(TokenScores(values, values, offsets))
        return found

    return score


def hits_of(*texts: str) -> list[Hit]:
    return [hit_of(str(number), text, number) for number, text in enumerate(texts, start=1)]


def short(reading: Reading) -> str:
    best = reading.evidence[0]
    assert best.short_span
    return best.hit.article[best.short_span]


def test_where_the_small_reader_is_sure_the_large_one_reads_nothing() -> None:
    read: list[str] = []
    reader = CascadeReader(likes("Alpha", 15), likes("Beta", 15, read))
    reading = reader.read(QUESTION, hits_of("It is Alpha here.", "It is Beta there."), statistics)
    assert (reading.reader, short(reading), read) == ("small", "Alpha", [])


def test_what_is_doubtful_goes_to_the_large_one_however_sure_the_small_one_is() -> None:
    doubted: list[str] = []

    def is_doubtful(_: Question, best: Evidence) -> bool:
        assert best.short_span
        doubted.append(best.hit.article[best.short_span])
        return True

    reader = CascadeReader(likes("Alpha", 15), likes("Beta", 15), is_doubtful)
    reading = reader.read(QUESTION, hits_of("It is Alpha here.", "It is Beta there."), statistics)
    assert (reading.reader, short(reading), doubted) == ("large", "Beta", ["Alpha"])


def test_else_the_large_reader_decides_and_has_the_signs_of_both() -> None:
    reader = CascadeReader(likes("Alpha", 1), likes("Beta", 15))
    reading = reader.read(QUESTION, hits_of("It is Alpha here.", "It is Beta there."), statistics)
    assert (reading.reader, short(reading)) == ("large", "Beta")
    assert reading.signs is not None
    assert reading.signs.margin == 30
    assert reading.signs.smaller_margin == -40
    assert reading.signs.agreement < 0.01
    agreeing = CascadeReader(likes("Beta", 1), likes("Beta", 15)).read(QUESTION, hits_of("It is Beta."), statistics)
    assert agreeing.signs is not None
    assert agreeing.signs.agreement > 0.5


def test_a_sure_answer_that_lacks_a_name_of_the_question_is_read_again() -> None:
    reader = CascadeReader(likes("Alpha", 15), likes("Alpha", 15))
    reading = reader.read(understand("What is the tower of Quimper called?"), hits_of("It is Alpha here."), statistics)
    assert (reading.reader, reading.missing) == ("large", ("Quimper",))


def test_the_large_reader_reads_the_first_hits_and_those_that_the_small_one_prefers() -> None:
    texts = [f"Passage {number} is Alpha." if number in {20, 30} else f"Passage {number}." for number in range(40)]
    read: list[str] = []
    CascadeReader(likes("Alpha", 1), likes("Alpha", 2, read)).read(QUESTION, hits_of(*texts), statistics)
    assert len(read) == LARGE_READS
    assert read[:HITS_READ] == texts[:HITS_READ]
    assert {texts[20], texts[30]} <= set(read)


def test_the_small_reader_reads_the_rest_only_where_it_is_not_sure() -> None:
    texts = ["It is Alpha.", *(f"Passage {number}." for number in range(20))]
    read: list[str] = []
    CascadeReader(likes("Alpha", 15, read), likes("Alpha", 1)).read(QUESTION, hits_of(*texts), statistics)
    assert read == texts[:HITS_READ]


def test_of_few_hits_all_are_worth_reading_once() -> None:
    scores = likes("Alpha", 1)("", [("", "Alpha"), ("", "none")])
    assert worth_reading(scores) == [0, 1]
    assert worth_reading([]) == []


def test_without_hits_there_is_nothing_to_find() -> None:
    assert CascadeReader(likes("Alpha", 1), likes("Alpha", 1)).read(QUESTION, [], statistics).evidence == ()


def test_where_the_large_reader_cannot_be_loaded_one_line_says_so_and_the_small_one_answers(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def missing(question: str, passages: Passages) -> list[TokenScores]:
        raise EncoderError("reader large: a part is missing: pip install it")

    reader = CascadeReader(likes("Alpha", 1), missing)
    with caplog.at_level(logging.WARNING):
        readings = [reader.read(QUESTION, hits_of("It is Alpha here."), statistics) for _ in range(2)]
    assert [(one.reader, short(one)) for one in readings] == [("small", "Alpha")] * 2
    assert [record.getMessage() for record in caplog.records] == [
        "byline: using the small reader only: reader large: a part is missing: pip install it"
    ]


def test_who_would_wait_too_long_is_turned_away_and_let_in_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1_000, 30))
    monkeypatch.setattr(cascade.time, "monotonic", lambda: next(clock))
    turns = Turns()
    with turns.turn() as admitted:  # takes 30 seconds, of which the mean keeps 6
        assert admitted
    with turns.turn() as first:
        assert first
        waited = []
        other = threading.Thread(target=lambda: waited.extend(_admitted(turns)))
        other.start()
        other.join()
        assert waited == [False]
    with turns.turn() as again:
        assert again


def _admitted(turns: Turns) -> list[bool]:
    with turns.turn() as admitted:
        return [admitted]


def test_a_question_that_fails_leaves_its_place_to_the_next() -> None:
    turns = Turns()
    for _ in range(3):
        with pytest.raises(EncoderError), turns.turn():
            raise EncoderError("broken")
    with turns.turn() as admitted:
        assert admitted
