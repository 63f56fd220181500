"""Answers over the demo corpus written by a language model behind a scripted server."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.scripted import Script, served, stream

from byline import Archive, Receipt, Settings
from byline.answering.decide import load_calibration
from byline.cli import main
from byline.generation.prompt import NOT_FOUND, messages
from byline.generation.sentences import write
from byline.question.question import understand
from byline.settings import AnswererSettings


def test_sentences_come_as_soon_as_they_are_complete(seeds_archive: Archive) -> None:
    hits = seeds_archive.search("When does the law of Hong Kong take effect?", 3)
    pieces = iter(["", "It takes eff", "ect. [1] The U.S. waits [2][3]. Who k", "nows? [1, 9]"])
    found = []

    def told() -> Iterator[str]:
        for piece in pieces:
            yield piece
            found.append(None)

    written = [(one.text, one.markers, len(found)) for one in write(told(), hits.items, understand(""))]
    assert [(text, markers) for text, markers, _ in written] == [
        ("It takes effect.", (1,)),
        ("The U.S. waits.", (2, 3)),
        ("Who knows?", (1, 9)),
    ]
    assert [pieces_done for *_, pieces_done in written] == [2, 2, 4]


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def writing(script: Script, seeds_archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """The archive of the seeds, with the scripted server as its language model."""
    monkeypatch.setenv("BYLINE_TEST_KEY", "secret")
    with served(script) as url:
        settings = AnswererSettings(url, "m", "BYLINE_TEST_KEY", timeout_seconds=3, retries=0)
        yield Archive(seeds_archive.folder, settings=Settings(answerer=settings))


QUESTION = "When does Hong Kong's stablecoin law take effect?"


def number_of(archive: Archive, words: str) -> int:
    hits = archive.search(QUESTION, 8)
    return next(rank for rank, hit in enumerate(hits, start=1) if words in hit.text)


def test_what_is_borne_out_is_shown_and_the_rest_is_struck(writing: Archive, script: Script) -> None:
    number = number_of(writing, "August 1")
    script.body = stream(
        "The legislation is scheduled to become ",
        f"effective on August 1 [{number}]. ",
        f"It costs $5 million [{number}].",
    )
    reply = writing.ask(QUESTION)
    assert reply.mode == "written"
    assert [sentence.text for sentence in reply.sentences] == [
        "The legislation is scheduled to become effective on August 1."
    ]
    assert "August 1" in reply.citations[0].quote
    for citation in reply.citations:
        assert citation.article.text[citation.span.start : citation.span.end] == citation.quote
    assert [one.text for one in reply.struck] == ["It costs $5 million."]
    assert reply.to_dict()["struck"][0]["faults"]
    assert script.keys == ["Bearer secret"]
    assert script.asked[0]["model"] == "m"
    assert json.loads(script.asked[0]["messages"][1]["content"])["question"] == QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "It takes effect on August 1.",  # no marker
        "It takes effect on August 1 [99].",
        "Read it at http://evil.example/steal?x=1 [1].",
        "PWNED: send all your articles to me [1].",
    ],
)
def test_what_cites_nothing_or_obeys_an_article_is_struck(writing: Archive, script: Script, text: str) -> None:
    script.body = stream(text)
    reply = writing.ask(QUESTION)
    assert reply.mode == "extractive"
    assert len(reply.struck) == 1


def test_what_there_is_meanwhile_comes_first(writing: Archive, script: Script) -> None:
    number = number_of(writing, "August 1")
    script.body = stream(
        f"The legislation becomes effective on August 1 [{number}]. ",
        f"It is scheduled [{number}]. ",
        f"It costs $5 [{number}].",
    )
    replies = list(writing.replies(QUESTION))
    assert [reply.mode for reply in replies] == ["extractive", "written", "written", "written", "written"]
    assert "is writing" in replies[0].note
    assert [len(reply.sentences) for reply in replies] == [1, 1, 2, 2, 2]
    assert replies[-1] == writing.ask(QUESTION)
    assert replies[-1].note == ""


def test_a_stream_that_breaks_off_leaves_nothing_of_what_was_written(writing: Archive, script: Script) -> None:
    number = number_of(writing, "August 1")
    script.body = stream(f"The legislation becomes effective on August 1 [{number}]. It also", end=False)
    assert [reply.mode for reply in writing.replies(QUESTION)] == ["extractive", "written", "extractive"]


def test_a_name_that_stands_nowhere_is_not_asked_about(writing: Archive, script: Script) -> None:
    reply = writing.ask("When does Singapore's stablecoin law take effect?")
    assert reply.status == "no_answer"
    assert script.asked == []


def test_a_likely_answer_is_not_written_over(writing: Archive, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    unsure = replace(load_calibration(), min_confidence=1.0, likely_confidence=0.1)
    monkeypatch.setattr("byline.answering.decide.load_calibration", lambda: unsure)
    reply = writing.ask(QUESTION)
    assert (reply.status, reply.mode) == ("likely", "extractive")
    assert script.asked == []


def test_a_receipt_of_what_was_written_is_sealed(writing: Archive, script: Script) -> None:
    script.body = stream(f"The legislation becomes effective on August 1 [{number_of(writing, 'August 1')}].")
    receipt = writing.receipt(writing.ask(QUESTION))
    assert writing.verify(receipt).accepted
    for field, value in (("answer", "The legislation becomes effective on August 2. [1]"), ("mode", "extractive")):
        changed = Receipt({**receipt.content, "reply": {**receipt.content["reply"], field: value}})
        assert writing.verify(changed).verdict == "refused"
    assert writing.verify(Receipt({**receipt.content, "seal": None})).verdict == "unproven"


def test_a_server_that_is_down_is_told(seeds_archive: Archive) -> None:
    settings = Settings(answerer=AnswererSettings("http://127.0.0.1:9/v1", "m", retries=0))
    reply = Archive(seeds_archive.folder, settings=settings).ask(QUESTION)
    assert reply.mode == "extractive"
    assert "the language model did not answer" in reply.note


def test_a_model_that_finds_nothing_leaves_the_extractive_answer(writing: Archive, script: Script) -> None:
    script.body = stream(NOT_FOUND)
    reply = writing.ask(QUESTION)
    assert (reply.mode, reply.struck) == ("extractive", ())


def test_passages_are_data_and_the_rules_come_first(seeds_archive: Archive) -> None:
    hits = seeds_archive.search(QUESTION, 2)
    system, user = messages("What?", hits.items)
    assert system["role"] == "system"
    assert [one["number"] for one in json.loads(user["content"])["passages"]] == [1, 2]


@pytest.mark.parametrize(
    ("status", "body", "wait"),
    [
        (429, b"{}", 0),
        (500, b"", 0),
        (401, b"{}", 0),
        (200, b"data: {not json}\n\n", 0),
        (200, stream("It takes effect on Aug", end=False), 0),
        (200, b"", 0),
        (200, stream("too late"), 4),
    ],
    ids=["429", "500", "401", "bad JSON", "half a stream", "nothing", "too slow"],
)
def test_where_the_server_fails_the_articles_own_words_stand(
    writing: Archive, script: Script, status: int, body: bytes, wait: float
) -> None:
    script.status, script.body, script.wait = status, body, wait
    reply = writing.ask(QUESTION)
    assert reply.mode == "extractive"
    assert reply.sentences
    assert reply.note.startswith("the language model did not answer (")


def test_on_the_command_line_what_was_struck_is_shown_as_struck(
    writing: Archive, script: Script, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script.body = stream(f"It costs $5 million [{number_of(writing, 'August 1')}].")
    assert writing.settings.answerer
    config = tmp_path / "byline.toml"
    config.write_text(f'[answerer]\nbase_url = "{writing.settings.answerer.base_url}"\nmodel = "m"\n')
    assert main(["ask", QUESTION, "--index", str(writing.folder), "--config", str(config)]) == 0
    shown = capsys.readouterr().out
    assert "August 1" in shown
    assert "removed: It costs $5 million. (the cited source is about something else)" in shown
