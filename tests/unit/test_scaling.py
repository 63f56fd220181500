"""An archive's own confidence: fitted to what was judged, and harmless where little was."""

import random
from math import log

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from byline.answering.scaling import SHIPPED, Scale, fitted, left_out_one_by_one, loss
from byline.evaluation.metrics import ece

JUDGED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def overconfident(count: int) -> tuple[list[float], list[bool]]:
    """Draw replies that are right half as often as their confidence says."""
    chance = random.Random(3)
    confidence = [chance.uniform(0.3, 0.95) for _ in range(count)]
    return confidence, [chance.random() < one / 2 for one in confidence]


def test_the_shipped_confidence_is_left_as_it_is() -> None:
    assert [SHIPPED.of(one) for one in (0.0, 0.123, 1.0)] == [0.0, 0.123, 1.0]


def test_a_confidence_that_is_too_high_is_lowered_until_it_is_the_share_that_is_right() -> None:
    confidence, right = overconfident(400)
    scale, outcomes = fitted(confidence, right), np.array(right)
    scaled = np.array([scale.of(one) for one in confidence])
    assert scaled.mean() == pytest.approx(outcomes.mean(), abs=0.01)
    assert ece(scaled, outcomes) < ece(np.array(confidence), outcomes) / 3
    assert loss(left_out_one_by_one(confidence[:60], right[:60]), right[:60]) < loss(confidence[:60], right[:60])


def test_where_the_confidence_is_right_a_fit_is_worth_nothing_for_what_it_was_not_fitted_to() -> None:
    confidence = [0.2] * 10 + [0.8] * 10
    right = [True] * 2 + [False] * 8 + [True] * 8 + [False] * 2
    assert loss(left_out_one_by_one(confidence, right), right) > loss(confidence, right)
    assert loss([0.5], [True]) == pytest.approx(log(2))


def test_a_confidence_that_says_the_contrary_is_all_but_ignored() -> None:
    scale = fitted([0.01, 0.99] * 40, [True, False] * 40)
    assert scale.of(0.01) == pytest.approx(0.5, abs=0.08)
    assert scale.of(0.99) == pytest.approx(0.5, abs=0.08)


def test_a_few_judgements_move_it_little() -> None:
    after = [fitted([0.8] * count, [False] * count).of(0.8) for count in (1, 5, 50, 500)]
    assert 0.5 < after[0] < 0.8
    assert after == sorted(after, reverse=True)
    assert after[-1] < 0.1


@given(JUDGED)
@example([(0.0, True), (1.0, False)] * 40)
@example([(0.0, False), (1.0, True)] * 40)
def test_any_judgements_give_a_scale_that_keeps_the_order(judged: list[tuple[float, bool]]) -> None:
    scale = fitted([one for one, _ in judged], [right for _, right in judged], "reader")
    values = [scale.of(one) for one in (0.0, 1e-9, 0.1, 0.5, 0.9, 1.0)]
    assert values == sorted(values)
    assert 0 <= values[0] <= values[-1] <= 1
    assert Scale.from_json(scale.to_json(), "reader") == scale


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "",
        "no JSON",
        "[1]",
        '{"slope": 2.0}',
        '{"slope": 2.0, "offset": 0.0, "fitted_on": "another reader"}',
        '{"slope": -1.0, "offset": 0.0, "fitted_on": "reader"}',
        '{"slope": NaN, "offset": 0.0, "fitted_on": "reader"}',
        '{"slope": 2.0, "offset": 0.0, "fitted_on": "reader", "more": 1}',
    ],
)
def test_what_is_of_another_reader_or_damaged_changes_nothing(kept: str | None) -> None:
    assert Scale.from_json(kept, "reader") == SHIPPED
