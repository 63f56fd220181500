"""Metrics: each compared with a case worked by hand, and the rankings also with formulas of a few lines."""

import math
from collections.abc import Sequence
from dataclasses import replace

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import examples

from byline.evaluation import metrics
from byline.evaluation.metrics import LOWER_IS_BETTER, METRICS, RANKING, Measured

ABSTAINED = Measured(
    answerable=True,
    answered=False,
    found=False,
    confidence=0.1,
    em=0.0,
    f1=0.0,
    ranking=dict.fromkeys(RANKING, 0.0),
    citations=0,
    exact_quotes=0,
    right_citations=0,
    sentences=0,
    supported_sentences=0,
    characters=0,
    latency_ms=100.0,
)
RIGHT = replace(
    ABSTAINED,
    answered=True,
    found=True,
    confidence=0.9,
    em=1.0,
    f1=1.0,
    ranking=dict.fromkeys(RANKING, 1.0),
    citations=1,
    exact_quotes=1,
    right_citations=1,
    sentences=1,
    supported_sentences=1,
    characters=50,
)
WRONG = replace(RIGHT, found=False, em=0.0, f1=0.5, confidence=0.6, right_citations=0, supported_sentences=0)
FALSE = replace(WRONG, answerable=False, f1=0.0, confidence=0.7, ranking=None)
DECLINED = replace(ABSTAINED, answerable=False, ranking=None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. ban, in a word:", "us ban in word"),
        ("yuan-backed", "yuanbacked"),
        ("“$112,000” – near", "112000 near"),
        ("August 1—the day…after", "august 1 day after"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("", ""),
        ("An", ""),
    ],
)
def test_tokens(text: str, words: str) -> None:
    assert metrics.tokens(text) == tuple(words.split())


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("It takes effect on August 1, they said.", ["August 1"], True),
        ("It takes effect on August 12.", ["August 1"], False),  # whole words only
        ("On August the 1st, or 1 August.", ["August 1"], False),
        ("1 August", ["August 1"], False),  # in order
        ("August of year 1", ["August 1"], False),  # with none between
        ("He led the bank.", ["He led a bank"], True),  # articles do not count
        ("anything", [], False),
        ("anything", ["the"], False),
        ("PAN GONGSHENG said", ["nobody", "Pan Gongsheng"], True),
    ],
)
def test_holds(text: str, answers: list[str], expected: bool) -> None:
    assert metrics.holds(text, answers) is expected


@given(st.text(), st.text(), st.text(alphabet="abc XYZ019", min_size=1))
def test_an_answer_between_other_words_is_found(before: str, after: str, answer: str) -> None:
    assert metrics.holds(f"{before} {answer} {after}", [answer]) == bool(metrics.tokens(answer))


@given(st.text(), st.text())
def test_f1_is_a_share_and_1_where_the_match_is_exact(short: str, answer: str) -> None:
    em, f1 = metrics.exact_match(short, [answer]), metrics.f1(short, [answer])
    assert 0 <= em <= f1 <= 1
    assert f1 == pytest.approx(metrics.f1(answer, [short]))


def test_exact_match_and_f1() -> None:
    assert metrics.exact_match("the August 1.", ["1 August", "august 1"]) == 1
    assert metrics.exact_match("on August 1", ["August 1"]) == 0
    # given {on, august, 1}, expected {august, 1}: precision 2/3, recall 2/2, F1 = 2 * 2 / (3 + 2) = 0.8
    assert metrics.f1("on August 1", ["nothing like it", "August 1"]) == pytest.approx(0.8)
    # a word counts as often as it is in both: common 1, F1 = 2 * 1 / (2 + 1)
    assert metrics.f1("ha ha", ["ha"]) == pytest.approx(2 / 3)
    assert metrics.f1(None, ["x"]) == metrics.exact_match(None, ["x"]) == metrics.f1("", ["x"]) == 0


def test_a_ranking_worked_by_hand() -> None:
    # right: b (rank 2) and z (not found). Recall@1 0/2, recall@5 1/2; 1/2 for the first right;
    # DCG 1/log2(3) over 1/log2(2) + 1/log2(3)
    measured = metrics.ranking(["a", "b", "c"], ["b", "z"])
    dcg = 1 / math.log2(3)
    expected = {"recall@1": 0, "recall@5": 0.5, "recall@10": 0.5, "mrr": 0.5, "ndcg@10": dcg / (1 + dcg)}
    assert measured == pytest.approx(expected, abs=1e-9)
    assert metrics.ranking([], ["b"]) == dict.fromkeys(RANKING, 0.0)


def formulas(retrieved: Sequence[str], relevant: Sequence[str]) -> dict[str, float]:
    right = [id in relevant for id in retrieved[:10]]
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), 10) + 1))
    return {
        **{f"recall@{k}": sum(right[:k]) / len(relevant) for k in (1, 5, 10)},
        "mrr": next((1 / rank for rank, one in enumerate(right, start=1) if one), 0.0),
        "ndcg@10": sum(one / math.log2(rank + 1) for rank, one in enumerate(right, start=1)) / ideal,
    }


IDS = st.lists(st.sampled_from([f"https://example.org/{n} å" for n in range(16)]), unique=True, max_size=14)


@settings(max_examples=examples(40), deadline=None)
@given(IDS, IDS.filter(bool))
def test_rankings_agree_with_their_formulas_and_with_ir_measures(retrieved: list[str], relevant: list[str]) -> None:
    measured = metrics.ranking(retrieved, relevant)
    assert measured == pytest.approx(formulas(retrieved, relevant), abs=1e-9)
    run = {"1": {id: 1000.0 - place for place, id in enumerate(retrieved[:10])}, "other": {"x": 1.0}}
    theirs = {name: ir_measures.parse_measure(text) for name, text in RANKING.items()}
    total = ir_measures.calc_aggregate(list(theirs.values()), {"1": dict.fromkeys(relevant, 1)}, run)
    assert measured == pytest.approx({name: total[measure] for name, measure in theirs.items()}, abs=1e-9)


def test_the_metrics_of_five_questions_worked_by_hand() -> None:
    values = metrics.measure([RIGHT, WRONG, ABSTAINED, FALSE, DECLINED])
    for name in RANKING:
        assert values[name] == pytest.approx((1 + 1 + 0) / 3)  # of the three that have articles
    assert values["em"] == pytest.approx(1 / 3)  # RIGHT of three answerable: the abstention counts 0
    assert values["f1"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert values["answer_found"] == pytest.approx(1 / 3)
    assert values["exact_quote_rate"] == 1  # 3 of 3 citations
    assert values["citation_precision"] == pytest.approx(1 / 3)  # the one of the false answer is wrong
    assert values["citation_recall"] == pytest.approx(1 / 3)
    assert values["false_answer_rate"] == pytest.approx(1 / 2)
    assert values["coverage"] == pytest.approx(3 / 5)
    # answered: 0.9 right, 0.7 wrong, 0.6 wrong, each in a bin of its own: (0.1 + 0.7 + 0.6) / 3
    assert values["ece"] == pytest.approx((0.1 + 0.7 + 0.6) / 3)
    assert values["auroc"] == 1  # 0.9 is above both wrong ones
    assert values["shown_chars_mean"] == 50
    assert values["latency_p50_ms"] == values["latency_p95_ms"] == 100


def test_latency_percentiles() -> None:
    values = metrics.measure([replace(RIGHT, latency_ms=float(ms)) for ms in range(101)])
    assert (values["latency_p50_ms"], values["latency_p95_ms"]) == (50, 95)


def test_what_cannot_be_computed_is_none() -> None:
    assert set(metrics.measure([]).values()) == {None}
    assert set(metrics.intervals([]).values()) == {None}
    values = metrics.measure([DECLINED])
    known = {name for name, value in values.items() if value is not None}
    assert known == {"false_answer_rate", "coverage", "coverage@risk0.1", "latency_p50_ms", "latency_p95_ms"}
    assert metrics.measure([RIGHT])["false_answer_rate"] is None
    assert metrics.measure([RIGHT])["auroc"] is None  # nothing is wrong
    assert metrics.measure([WRONG])["auroc"] is None  # nothing is right


def test_ece_of_twenty_answers_worked_by_hand() -> None:
    # bins of two: mean confidence 0.05 k + 0.025; all of the upper half are right
    confidence = np.arange(20) / 20
    found = confidence >= 0.5
    gaps = [abs((confidence[i] + confidence[i + 1]) / 2 - (i >= 10)) for i in range(0, 20, 2)]
    assert metrics.ece(confidence, found) == pytest.approx(sum(gaps) / 10)
    assert [one.size for one in metrics.reliability(confidence, found)] == [2] * 10


def test_aurc_and_coverage_at_risk_of_four_answers_worked_by_hand() -> None:
    confidence = np.array([0.2, 0.9, 0.6, 0.8])
    found = np.array([True, True, False, True])
    risk, threshold = metrics.risks(confidence, found)
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 4])  # of 0.9, 0.8, 0.6, 0.2
    assert threshold.all()
    assert metrics.aurc(confidence, found) == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4)
    assert metrics.coverage_at_risk(confidence, found, 5) == 2 / 5


def test_coverage_at_risk_takes_the_largest_coverage_that_keeps_to_it() -> None:
    # The surest is wrong, then nine are right: 1 of 10 is a risk of 0.1; 1 of 2 to 1 of 9 are more.
    confidence = np.arange(10, 0, -1) / 10
    assert metrics.coverage_at_risk(confidence, np.arange(10) > 0, 20) == 0.5
    assert metrics.coverage_at_risk(confidence[:9], np.arange(9) > 0, 20) == 0
    assert metrics.coverage_at_risk(np.array([]), np.array([], dtype=bool), 4) == 0


def test_answers_of_equal_confidence_count_as_the_mean_of_them() -> None:
    confidence, found = np.full(4, 0.5), np.array([True, True, True, False])
    risk, threshold = metrics.risks(confidence, found)
    assert risk.tolist() == [0.25] * 4
    assert threshold.tolist() == [False, False, False, True]  # no threshold answers only some of them
    assert metrics.aurc(confidence, found) == 0.25
    assert metrics.coverage_at_risk(confidence, found, 4) == 0


def test_the_curve_ends_at_the_coverage() -> None:
    measured = [RIGHT, WRONG, ABSTAINED, FALSE]  # confidence 0.9, 0.6, -, 0.7
    assert metrics.risk_coverage(measured) == [(1 / 4, 0), (2 / 4, 1 / 2), (3 / 4, pytest.approx(2 / 3))]
    values = metrics.measure(measured)
    assert values["aurc"] == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)
    assert values["coverage@risk0.1"] == 1 / 4


def test_values_of_conflicts_are_summed_over_the_questions() -> None:
    both = replace(RIGHT, claimed_values=2, right_claimed_values=2, conflict_values=2, found_conflict_values=2)
    half = replace(RIGHT, claimed_values=2, right_claimed_values=1, conflict_values=3, found_conflict_values=1)
    none = replace(RIGHT, claimed_values=2)  # claims a conflict where there is none
    missed = replace(RIGHT, conflict_values=2)
    values = metrics.measure([both, half, none, missed, RIGHT])
    assert values["conflict_precision"] == 3 / 6
    assert values["conflict_recall"] == 3 / 7
    assert metrics.measure([RIGHT])["conflict_precision"] is None
    assert metrics.measure([RIGHT])["conflict_recall"] is None


def test_verdicts_and_items_are_summed_over_the_questions() -> None:
    right, wrong = replace(RIGHT, verdicts_asked=1, right_verdicts=1), replace(ABSTAINED, verdicts_asked=1)
    some, none = replace(RIGHT, items_asked=3, shown_items=2), replace(ABSTAINED, items_asked=2)
    values = metrics.measure([right, wrong, wrong, some, none, RIGHT])
    assert values["verdict_accuracy"] == 1 / 3
    assert values["item_recall"] == 2 / 5
    assert metrics.measure([RIGHT])["verdict_accuracy"] is metrics.measure([RIGHT])["item_recall"] is None


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.4, 0.8]), st.booleans()), min_size=1, max_size=40), st.randoms())
def test_calibration_depends_on_no_order(answers: list[tuple[float, bool]], random) -> None:
    def both(pairs: list[tuple[float, bool]]) -> list[float]:
        confidence, found = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
        return [metrics.ece(confidence, found), metrics.auroc(confidence, found)]

    before = both(answers)
    random.shuffle(answers)
    assert both(answers) == pytest.approx(before, nan_ok=True)
    positive, negative = ([c for c, found in answers if found is wanted] for wanted in (True, False))
    if positive and negative:  # every pair of a right and a wrong answer
        pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
        assert before[1] == pytest.approx(sum(pairs) / len(pairs))


def test_constant_confidence_tells_nothing() -> None:
    confidence, found = np.full(30, 0.9), np.arange(30) % 3 == 0
    assert metrics.auroc(confidence, found) == 0.5
    assert metrics.ece(confidence, found) == pytest.approx(0.9 - 1 / 3)


def test_abstaining_at_random_does_not_raise_the_auroc() -> None:
    answers = [replace(RIGHT, confidence=0.8), replace(WRONG, confidence=0.8)] * 20
    some = [*answers[:10], *[replace(one, answered=False, found=False, confidence=0.0) for one in answers[10:]]]
    assert metrics.measure(answers)["auroc"] == metrics.measure(some)["auroc"] == 0.5


def test_risk_and_coverage_worked_by_hand() -> None:
    tied = replace(WRONG, confidence=0.9)
    # of five questions: two answers at 0.9, one of them wrong; then one at 0.7, wrong
    points = metrics.risk_coverage([RIGHT, tied, FALSE, ABSTAINED, DECLINED])
    assert points == [(2 / 5, 1 / 2), (3 / 5, 2 / 3)]
    assert metrics.risk_coverage([ABSTAINED]) == []


MEASURED = st.lists(st.sampled_from([RIGHT, WRONG, ABSTAINED, FALSE, DECLINED]), min_size=1, max_size=12)


@settings(max_examples=examples(10), deadline=None)
@given(MEASURED)
def test_shares_are_shares_and_lie_in_their_intervals(measured: list[Measured]) -> None:
    values, intervals = metrics.measure(measured), metrics.intervals(measured)
    assert tuple(values) == tuple(intervals) == METRICS
    for name, value in values.items():
        assert value is None or name in {"shown_chars_mean", "latency_p50_ms", "latency_p95_ms"} or 0 <= value <= 1
        interval = intervals[name]
        assert (value is None) <= (interval is None) or name == "auroc"
        assert interval is None or interval[0] <= interval[1]


def test_the_interval_of_a_share_is_that_of_its_binomial() -> None:
    measured = [RIGHT] * 80 + [WRONG] * 20
    low, high = metrics.intervals(measured)["answer_found"] or (0, 0)
    # the normal approximation: 0.8 ± 1.96 * sqrt(0.8 * 0.2 / 100) = 0.8 ± 0.078
    assert (low, high) == pytest.approx((0.722, 0.878), abs=0.015)
    assert metrics.intervals(measured) == metrics.intervals(measured)  # the seed is fixed


def test_a_paired_difference() -> None:
    before = [RIGHT] * 50 + [WRONG] * 50
    now = [RIGHT] * 60 + [WRONG] * 40
    found = metrics.differences(now, before)
    assert found["answer_found"].value == pytest.approx(0.1)
    low, high = found["answer_found"].interval or (0, 0)
    # ten questions of a hundred got better, none worse: 0.1 ± 1.96 * sqrt(0.1 * 0.9 / 100) = 0.1 ± 0.059
    assert (low, high) == pytest.approx((0.041, 0.159), abs=0.015)
    assert found["coverage"] == metrics.MetricDifference(0.0, (0.0, 0.0))
    assert found["false_answer_rate"] == metrics.MetricDifference(None, None)


def test_every_metric_has_a_direction() -> None:
    assert set(METRICS) > LOWER_IS_BETTER
    assert len(set(METRICS)) == len(METRICS) == 26
