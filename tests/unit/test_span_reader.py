"""The built-in reader over a model that prefers certain words: spans, sentences, signs."""

import re
from collections.abc import Sequence
from math import log

import numpy as np
import pytest
from support import hit_of, statistics

from byline import Article, Hit, Passage, Span
from byline.question.coverage import missing_names
from byline.question.question import understand
from byline.readers.base import Evidence
from byline.readers.builtin.reader import SpanReader, answers_of, signs_of
from byline.readers.builtin.spans import TokenScores

# Answers found in many places, with a model that prefers certain words


def likes(**words: float) -> "object":
    """Return a model that scores each given word better than "no answer here" by its value, and all others worse."""

    def score(question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        found = []
        for _, text in passages:
            offsets = [(match.start(), match.end()) for match in re.finditer(r"[\w.]*\w", text)]
            values = np.array([words.get(text[start:end], -20.0) for start, end in offsets])
            found.append(TokenScores(values, values, offsets))
        return found

    return score


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
