"""The reader: answers of many places, and the demo corpus."""

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from math import exp, log

import numpy as np
import pytest
from support import SEEDS

from byline import Archive, Article, Hit, InputError, Passage, Settings, Span
from byline.answering.decide import WEIGHED, Calibration, load_calibration
from byline.language.sentences import sentences
from byline.language.terms import TermStatistics
from byline.question.coverage import missing_names
from byline.question.question import understand
from byline.readers.base import Evidence, Signs
from byline.readers.builtin.model import SpanModel
from byline.readers.builtin.reader import SpanReader, answers_of, signs_of
from byline.readers.builtin.spans import TokenScores


def statistics(terms: list[str]) -> TermStatistics:
    return TermStatistics(1, 25, dict.fromkeys(terms, 1))


# Answers of many places, with a model that likes certain words


def likes(**words: float) -> "object":
    """Return a model that scores each of some words so much better than "no answer here", and all others worse."""

    def score(question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        found = []
        for _, text in passages:
            offsets = [(match.start(), match.end()) for match in re.finditer(r"[\w.]*\w", text)]
            values = np.array([words.get(text[start:end], -20.0) for start, end in offsets])
            found.append(TokenScores(values, values, offsets))
        return found

    return score


def hit_of(id: str, text: str, rank: int = 1) -> Hit:
    made = Article(id, text)
    return Hit(Passage(made, Span(0, len(text))), 1 / rank, rank, 0.5)


FLAT = Calibration((1.0, *[0.0] * (len(WEIGHED) - 1)), 0.0, 0.2, ((0.0, 0.5), (0.3, 0.2), (0.6, 0.25), (0.9, 0.0)))


def read(score: "object", *hits: Hit) -> tuple[Evidence, ...]:
    return SpanReader(score).read(understand("When was it?"), hits, statistics).evidence  # type: ignore[arg-type]


def test_the_sentence_around_the_best_span_comes_first_with_its_span() -> None:
    text = "It began in 2017. It ended in 2021. Nobody knows."
    best, other, *_ = read(likes(**{"2017": 1.0, "2021": 4.0}), hit_of("a", text))
    assert best.hit.article[best.span] == "It ended in 2021."
    assert best.short_span
    assert best.hit.article[best.short_span] == "2021"
    assert other.hit.article[other.span] == "It began in 2017."
    assert best.probability > other.probability


def test_evidence_for_the_same_answer_adds_up() -> None:
    score = likes(**{"2017": 3.0, "2021": 2.8})
    one = hit_of("one", "Some say that it was in 2017.")
    others = [hit_of(name, f"It was in 2021, says {name}.") for name in ("two", "three", "four")]
    assert read(score, one, others[0])[0].hit.article.id == "one"
    best = read(score, one, *others)[0]
    assert best.hit.article[best.span].startswith("It was in 2021")


def test_an_article_counts_once_however_often_it_says_it() -> None:
    score = likes(**{"2017": 3.0, "2021": 2.6})
    often = hit_of("often", "In 2021. It was 2021. So 2021. Yes, 2021.")
    answers = answers_of([often], score("", [("", often.text)]))  # type: ignore[operator]
    assert len(answers[0].places) == 1


def test_overlapping_passages_share_a_place() -> None:
    made = Article("a", "It was in 2021. It was over.")
    hits = [Hit(Passage(made, Span(0, 15)), 1.0, 1), Hit(Passage(made, Span(0, 28)), 0.5, 2)]
    evidence = read(likes(**{"2021": 2.0}), *hits)
    assert [item.hit.article[item.span] for item in evidence].count("It was in 2021.") == 1


def test_signs_of_a_case_worked_by_hand() -> None:
    hits = [hit_of("a", "Kyiv, 2021."), hit_of("b", "Kyiv fell in 2021."), hit_of("c", "In 1999 perhaps.")]
    scores = likes(**{"2021": log(3), "1999": log(2)})("", [("", hit.text) for hit in hits])  # type: ignore[operator]
    answers = answers_of(hits, scores)
    question = understand("When did Kyiv and Lviv fall?")
    found = signs_of(question, hits, scores, answers, missing_names(question.names, hits), statistics)
    total = 1 + 3 + 3 + 2
    assert found.log_probability == pytest.approx(log(2 * 9 / total**2), abs=1e-3)
    assert found.log_odds_to_next == pytest.approx(log(18 / 4), abs=1e-3)
    assert found.margin == pytest.approx(2 * log(3))
    assert found.similarity == 0.5
    assert found.names_nowhere == 0.5
    assert FLAT.probability(found) == pytest.approx(FLAT.probability(found._replace(names_nowhere=0.0)) / 2)


def test_a_user_s_risk_is_a_threshold() -> None:
    assert FLAT.threshold(0.5) == 0.0
    assert FLAT.threshold(0.3) == 0.3
    assert FLAT.threshold(0.2) == 0.9  # at 0.6 it is above, although it is met at 0.3 again
    assert FLAT.threshold(0.0) == 0.9
    assert Calibration((), 0.0, 0.2, ((0.1, 0.3),)).threshold(0.1) == 1.0
    with pytest.raises(InputError, match="max_risk: found 2"):
        Settings(max_risk=2)


def test_the_calibration_that_is_shipped_is_sound() -> None:
    shipped = load_calibration()
    assert len(shipped.weights) == len(WEIGHED)
    assert 0 < shipped.min_confidence < 1
    thresholds = [threshold for threshold, _ in shipped.risks]
    assert thresholds == sorted(thresholds)
    assert shipped.threshold(1.0) <= shipped.threshold(0.2) <= shipped.threshold(0.1)
    content = json.loads(files("byline.answering").joinpath("calibration.json").read_text(encoding="utf-8"))
    total = sum(content["weights"].values()) + content["bias"]
    assert shipped.probability(Signs(*[1.0] * len(WEIGHED), 0.0)) == pytest.approx(1 / (1 + exp(-total)))


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


@pytest.mark.parametrize(("question", "answer"), ANSWERED)
def test_the_demo_corpus_answers(seeds_archive: Archive, question: str, answer: str) -> None:
    reply = seeds_archive.ask(question)
    assert reply.status == "answered"
    assert answer in reply.text
    for citation in reply.citations:
        text = (SEEDS / f"{citation.article.id}.txt").read_text(encoding="utf-8")
        assert text[citation.span.start : citation.span.end] == citation.quote
        assert citation.span in sentences(text)


@pytest.mark.parametrize("question", NOT_ANSWERED)
def test_the_demo_corpus_does_not_answer(seeds_archive: Archive, question: str) -> None:
    reply = seeds_archive.ask(question)
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


def test_the_user_sets_the_threshold(seeds_index: object, seeds_archive: Archive) -> None:
    reply = seeds_archive.ask("Why did China ban cryptocurrency trading?")
    with Archive(seeds_archive.folder, settings=Settings(min_confidence=reply.confidence + 0.01)) as strict:
        assert strict.ask("Why did China ban cryptocurrency trading?").status == "no_answer"
    with Archive(seeds_archive.folder, settings=Settings(min_confidence=0.0)) as bold:
        assert bold.ask("What is the capital of France?").status != "no_answer"


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
