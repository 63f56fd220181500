"""The reader: answers found in many places, and the demo corpus."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support import SEEDS, statistics

from byline import Archive, Settings
from byline.answering.decide import load_calibration
from byline.language.sentences import sentences
from byline.question.question import understand
from byline.readers.builtin.model import SpanModel
from byline.readers.builtin.reader import SpanReader


def test_nothing_read_is_no_evidence() -> None:
    assert SpanReader(SpanModel().score).read(understand("Who?"), [], statistics).evidence == ()


def test_what_the_model_says_of_a_passage_does_not_depend_on_the_others() -> None:
    model = SpanModel()
    passages = [("A Law", "The law takes effect on August 1."), ("", "Nobody spoke. " * 12), ("Odd", "…")]
    together = model.score("When does the law take effect?", passages)
    for passage, scores in zip(passages, together, strict=True):
        alone = model.score("When does the law take effect?", [passage])[0]
        assert scores.offsets == alone.offsets
        np.testing.assert_allclose(scores.start, alone.start, atol=1e-3)
    assert together[0].margin > together[1].margin


# The demo corpus with the real model

ANSWERED = [
    ("when does Hong Kong's law take effect", "August 1"),
    ("When did China ban crypto?", "2017"),
    ("Why did China ban cryptocurrency trading?", "financial system stability"),
    ("How many people attended the meeting?", "60-70"),
    ("What is Shanghai's GDP?", "$729 billion"),
    ("Who organized the Shanghai meeting?", "State-owned Assets Supervision"),
]
NOT_ANSWERED = [
    "Who is the CEO of JD.com?",
    "When does Singapore's stablecoin law take effect?",
    "What is the capital of France?",
    "What was Tesla's revenue last year?",
    "Who won the world cup?",
]


@pytest.fixture(scope="module")
def shipped(seeds_index: Path) -> Iterator[Archive]:
    """The archive over the demo corpus with the default readers."""
    with Archive(seeds_index, settings=Settings(reader="large")) as made:
        yield made


@pytest.mark.parametrize(("question", "answer"), ANSWERED)
def test_the_demo_corpus_answers(shipped: Archive, question: str, answer: str) -> None:
    reply = shipped.ask(question)
    assert reply.status == "answered"
    assert answer in reply.text
    for citation in reply.citations:
        text = (SEEDS / f"{citation.article.id}.txt").read_text(encoding="utf-8")
        assert text[citation.span.start : citation.span.end] == citation.quote
        assert citation.span in sentences(text)


@pytest.mark.parametrize("question", NOT_ANSWERED)
def test_the_demo_corpus_does_not_answer(shipped: Archive, question: str) -> None:
    reply = shipped.ask(question)
    assert reply.status == "no_answer"
    assert reply.nearest
    assert reply.confidence < 0.2


def test_the_user_sets_the_risk(seeds_archive: Archive) -> None:
    question = "When does Hong Kong's law take effect?"
    careful, bold = (
        Archive(seeds_archive.folder, settings=Settings(max_risk=risk)).ask(question) for risk in (0.0, 1.0)
    )
    assert bold.status == "answered"
    assert careful.confidence == bold.confidence
    assert careful.status == "no_answer" or careful.confidence >= load_calibration().threshold(0.0)


def test_the_user_sets_the_threshold(seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("Why did China ban cryptocurrency trading?")
    with Archive(seeds_archive.folder, settings=Settings(min_confidence=reply.confidence + 0.01)) as strict:
        assert strict.ask("Why did China ban cryptocurrency trading?").status == "no_answer"
    with Archive(seeds_archive.folder, settings=Settings(min_confidence=0.0)) as bold:
        assert bold.ask("What is the capital of France?").status != "no_answer"


@pytest.mark.parametrize(
    ("typed", "query", "note"),
    [
        (
            "when does the hong kong law tkae effect",
            "when does the Hong Kong law take effect",
            "“tkae” was read as “take”",
        ),
        ("HONG KONG LAW EFFECT DATE", "When does Hong Kong law take effect?", ""),
    ],
)
def test_a_sloppy_question_is_answered_as_the_one_that_is_meant(
    seeds_archive: Archive, typed: str, query: str, note: str
) -> None:
    reply = seeds_archive.ask(typed)
    assert (reply.query, reply.note, reply.status) == (query, note, "answered")
    assert reply.question == typed
    assert "August 1" in reply.text


def test_a_follow_up_is_searched_with_the_question_before(seeds_archive: Archive) -> None:
    history = ["What stablecoin law does Hong Kong have?"]
    reply = seeds_archive.ask("When does it take effect?", history)
    assert reply.query == "When does stablecoin law take effect? (Hong Kong)"
    assert reply.question == "When does it take effect?"
    assert "August 1" in reply.text
    assert seeds_archive.ask("Who is He Qing?", history).query == "Who is He Qing?"


def test_the_index_is_told_with_every_reply(seeds_archive: Archive) -> None:
    index = seeds_archive.ask("Who is He Qing?").to_dict()["index"]
    assert (index["articles"], index["generation"], index["newest_article_at"]) == (3, 1, None)
    assert len(index["fingerprint"]) == 64
