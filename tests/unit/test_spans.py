"""Comparing spans of all passages: one distribution, worked by hand and compared with brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline import Span
from byline.readers.builtin.spans import MAX_SPAN_TOKENS, TokenScores, best_spans


def scores(start: list[float], end: list[float]) -> TokenScores:
    offsets = [(4 * number, 4 * number + 3) for number in range(len(start))]
    return TokenScores(np.array(start), np.array(end), offsets)


def test_a_case_worked_by_hand() -> None:
    found = best_spans([scores([np.log(2), -50], [-50, np.log(3)]), scores([np.log(1)], [np.log(2)])])
    # starts: 2 and 1 and "no answer" 1; ends: 3 and 2 and 1
    assert (found[0].passage, found[0].span) == (0, Span(0, 7))
    assert found[0].probability == pytest.approx(2 / 4 * 3 / 6)
    assert (found[1].passage, found[1].span) == (1, Span(0, 3))
    assert found[1].probability == pytest.approx(1 / 4 * 2 / 6)


def test_a_passage_competes_with_the_others_and_with_no_answer() -> None:
    strong, weak = scores([3.0], [3.0]), scores([1.0], [1.0])
    alone = best_spans([weak])[0].probability
    beside = next(span.probability for span in best_spans([strong, weak]) if span.passage == 1)
    assert beside < alone < 1


def test_a_span_ends_where_it_starts_or_later_and_not_too_far_on() -> None:
    count = MAX_SPAN_TOKENS + 5
    start, end = [-9.0] * count, [-9.0] * count
    start[0], end[-1], end[MAX_SPAN_TOKENS - 1] = 5.0, 9.0, 4.0
    assert best_spans([scores(start, end)])[0].span == Span(0, 4 * MAX_SPAN_TOKENS - 1)
    backwards = best_spans([scores([-9.0, 5.0], [5.0, -9.0])])
    assert all(item.span.start < item.span.end for item in backwards)
    assert len(backwards) == 3


def test_the_margin_is_that_of_the_best_span() -> None:
    assert scores([1.0, 2.0], [0.5, -1.0]).margin == pytest.approx(1.5)
    assert scores([], []).margin == -np.inf
    assert best_spans([]) == best_spans([scores([], [])]) == []


_SCORES = st.lists(st.tuples(st.floats(-8, 8), st.floats(-8, 8)), max_size=6)


@given(st.lists(_SCORES, max_size=4))
def test_it_is_one_distribution_over_all_passages(passages: list[list[tuple[float, float]]]) -> None:
    found = best_spans([scores([a for a, _ in tokens], [b for _, b in tokens]) for tokens in passages])
    starts = 1 + sum(np.exp(a) for tokens in passages for a, _ in tokens)
    ends = 1 + sum(np.exp(b) for tokens in passages for _, b in tokens)
    expected = {
        (number, Span(4 * first, 4 * last + 3)): np.exp(tokens[first][0] + tokens[last][1]) / starts / ends
        for number, tokens in enumerate(passages)
        for first in range(len(tokens))
        for last in range(first, len(tokens))
    }
    kept = {(item.passage, item.span): item.probability for item in found}
    assert kept.keys() <= expected.keys()
    assert all(kept[key] == pytest.approx(expected[key]) for key in kept)
    assert sum(kept.values()) < 1
    assert [item.probability for item in found] == sorted(kept.values(), reverse=True)
    for number in range(len(passages)):
        of_one = [key for key in expected if key[0] == number]
        assert sum(key in kept for key in of_one) == min(20, len(of_one))
