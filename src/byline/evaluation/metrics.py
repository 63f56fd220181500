"""Metrics of replies and their citations: pure functions over the measurements of each question.

    Measured of each question -> measure: a value per metric
                              -> intervals, differences: bootstrap over the questions

A metric to which no question applies is None, never 0 or 1. Abstentions are not dropped from the means: they count as
nothing found.
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from byline.language.text import visible

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

# Our names, and those in ir_measures.
RANKING = {"recall@1": "R@1", "recall@5": "R@5", "recall@10": "R@10", "mrr": "RR", "ndcg@10": "nDCG@10"}
RANKED_ARTICLES = 10
BINS = 10
RISK = 0.1
_ROUNDING = 1e-9  # a risk of 1 in 10 may be slightly more than 0.1
DRAWS = 1_000
_SEED = 20_250_630
_SEPARATORS = re.compile("[—―…]")
_ARTICLES = frozenset({"a", "an", "the"})


# Words


def tokens(text: str) -> tuple[str, ...]:
    """Split `text` into the words that are compared: SQuAD's normalisation, for any script.

    Lower case, without punctuation and symbols (Unicode categories P and S), without a, an, the. As in SQuAD's script,
    words joined by a mark become one word (`yuan-backed` is `yuanbacked`, `U.S.` is `us`), except that long dashes and
    ellipses separate words.
    """
    text = unicodedata.normalize("NFKC", _SEPARATORS.sub(" ", visible(text))).lower()
    dropped = {ord(character): None for character in set(text) if unicodedata.category(character)[0] in "PS"}
    return tuple(token for token in text.translate(dropped).split() if token not in _ARTICLES)


def holds(text: str, answers: Iterable[str]) -> bool:
    """Return whether `text` contains the words of any of `answers` as an unbroken sequence."""
    within = padded(text)
    return any(padded(answer) in within for answer in answers if tokens(answer))


def padded(text: str) -> str:
    """Return the words that are compared, each between two spaces, to search for one text's words in another's."""
    return f" {' '.join(tokens(text))} "


def exact_match(short: str | None, answers: Iterable[str]) -> float:
    """Return 1 if `short` has the same words as any of `answers`, else 0 (Rajpurkar et al., EMNLP 2016)."""
    given = tokens(short or "")
    return float(bool(given) and any(given == tokens(answer) for answer in answers))


def f1(short: str | None, answers: Iterable[str]) -> float:
    """Return the harmonic mean of precision and recall of the words of `short`, for the best of `answers`.

    Words count as often as both have them (Rajpurkar et al., EMNLP 2016).
    """
    given = Counter(tokens(short or ""))
    best = 0.0
    for answer in answers:
        expected = Counter(tokens(answer))
        common = (given & expected).total()
        best = max(best, 2 * common / (given.total() + expected.total())) if common else best
    return best


# Ranking


def ranking(retrieved: Sequence[str], relevant: Collection[str]) -> dict[str, float]:
    """Measure a ranking of distinct articles with ir_measures; an empty ranking scores 0.

    Args:
        retrieved: Ids of articles, best first; only the first ten count, for `mrr` too.
        relevant: Ids of all articles that should be found, at least one.
    """
    from ir_measures import iter_calc

    names = {measure: name for name, measure in _ranking_measures().items()}
    judged = {"q": dict.fromkeys(relevant, 1)}
    run = {"q": {id: -float(rank) for rank, id in enumerate(retrieved[:RANKED_ARTICLES], start=1)}}
    found = {names[one.measure]: float(one.value) for one in iter_calc(list(names), judged, run)} if retrieved else {}
    return {name: found.get(name, 0.0) for name in RANKING}


@functools.cache
def _ranking_measures() -> dict[str, Any]:
    from ir_measures import parse_measure

    return {name: parse_measure(theirs) for name, theirs in RANKING.items()}


# Tracing


Traced = Literal["right", "wrong", "missed"]


def traced(source: str | None, right: Collection[str]) -> Traced:
    """Classify a trace: a wrong source, or any source for an absent excerpt, is wrong; no source is only missed.

    Args:
        source: Id of the article given as the source; None if none was given.
        right: Ids of all articles that contain the excerpt; empty if it is absent.
    """
    if source is None:
        return "missed" if right else "right"
    return "right" if source in right else "wrong"


# The measurements of a question, and the metrics over many


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of one question.

    Attributes:
        answerable: Whether the articles answer it.
        answered: Whether an answer was given: full, partial or likely.
        found: Whether what was shown contains a right answer and, if the right verdict is known, gives that too.
        confidence: The confidence of the reply, in [0, 1].
        em: Exact match of the short answer.
        f1: F1 of the short answer.
        ranking: See `ranking`; None if there is no article to find.
        citations: Number of citations given.
        exact_quotes: Number of citations whose quote matches their article to the character.
        right_citations: Number of citations with a right article and a right answer in the quote.
        sentences: Number of sentences shown.
        supported_sentences: Number of sentences with a right citation.
        characters: Length of the answer shown, including markers; 0 for an overview, which has its own limits.
        latency_ms: How long the reply took.
        claimed_values: Number of conflicting values shown; 0 unless it is known whether articles disagree.
        right_claimed_values: Number of these on which articles do disagree.
        conflict_values: Number of values on which articles disagree.
        found_conflict_values: Number of these that were shown.
        verdicts_asked: 1 if the right verdict is known, else 0.
        right_verdicts: 1 if that verdict was given, else 0.
        items_asked: Number of items in the complete answer.
        shown_items: Number of these that were shown.
        excerpts: Number of excerpts traced.
        rightly_traced: Number traced to an article that contains them, or rightly found to be absent.
        wrongly_traced: Number traced to an article that does not contain them.
    """

    answerable: bool
    answered: bool
    found: bool
    confidence: float
    em: float
    f1: float
    ranking: Mapping[str, float] | None
    citations: int
    exact_quotes: int
    right_citations: int
    sentences: int
    supported_sentences: int
    characters: int
    latency_ms: float
    claimed_values: int = 0
    right_claimed_values: int = 0
    conflict_values: int = 0
    found_conflict_values: int = 0
    verdicts_asked: int = 0
    right_verdicts: int = 0
    items_asked: int = 0
    shown_items: int = 0
    excerpts: int = 0
    rightly_traced: int = 0
    wrongly_traced: int = 0


_Ratio = Callable[[Measured], tuple[float, float]]


def _ranked(name: str) -> _Ratio:
    return lambda one: (one.ranking[name], 1) if one.ranking is not None else (0, 0)


# A numerator and a denominator for each question; the metric is the ratio of their sums.
_RATIOS: dict[str, _Ratio] = {
    **{name: _ranked(name) for name in RANKING},
    "em": lambda one: (one.em * one.answerable, one.answerable),
    "f1": lambda one: (one.f1 * one.answerable, one.answerable),
    "answer_found": lambda one: (one.found and one.answerable, one.answerable),
    "exact_quote_rate": lambda one: (one.exact_quotes, one.citations),
    "citation_precision": lambda one: (one.right_citations, one.citations),
    "citation_recall": lambda one: (one.supported_sentences, one.sentences),
    "false_answer_rate": lambda one: (one.answered and not one.answerable, not one.answerable),
    "coverage": lambda one: (one.answered, 1),
    "conflict_precision": lambda one: (one.right_claimed_values, one.claimed_values),
    "conflict_recall": lambda one: (one.found_conflict_values, one.conflict_values),
    "verdict_accuracy": lambda one: (one.right_verdicts, one.verdicts_asked),
    "item_recall": lambda one: (one.shown_items, one.items_asked),
    "trace_accuracy": lambda one: (one.rightly_traced, one.excerpts),
    "wrong_source_rate": lambda one: (one.wrongly_traced, one.excerpts),
    "shown_chars_mean": lambda one: (one.characters, one.characters > 0),
}
_PERCENTILES = {"latency_p50_ms": 50, "latency_p95_ms": 95}
METRICS = (
    *RANKING,
    *("em", "f1", "answer_found", "exact_quote_rate", "citation_precision", "citation_recall"),
    *("false_answer_rate", "coverage", "ece", "auroc", "aurc", "coverage@risk0.1"),
    *("conflict_precision", "conflict_recall", "verdict_accuracy", "item_recall"),
    *("trace_accuracy", "wrong_source_rate"),
    *("shown_chars_mean", *_PERCENTILES),
)
LOWER_IS_BETTER = frozenset(
    {"false_answer_rate", "ece", "aurc", "wrong_source_rate", "shown_chars_mean", *_PERCENTILES}
)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with about the same confidence.

    Attributes:
        confidence: Their mean confidence.
        found: The share of them that contain a right answer.
        size: Their number.
    """

    confidence: float
    found: float
    size: int


def reliability(confidence: Floats, found: Booleans) -> list[Bin]:
    """Sort answers by confidence into at most ten bins with equal numbers of answers.

    Answers of equal confidence each count as their common mean, so that their order does not matter.

    Args:
        confidence: `(n,)` confidences of the answers.
        found: `(n,)` whether each contains a right answer.
    """
    _, groups = np.unique(confidence, return_inverse=True)  # (n,)
    shares = np.bincount(groups, weights=found) / np.maximum(np.bincount(groups), 1)  # (distinct,)
    parts = np.array_split(np.argsort(confidence, kind="stable"), BINS)
    return [
        Bin(float(confidence[part].mean()), float(shares[groups[part]].mean()), len(part))
        for part in parts
        if len(part)
    ]


def ece(confidence: Floats, found: Booleans) -> float:
    """Return the mean gap between confidence and share found over the bins of `reliability`; NaN without answers.

    Only answered questions count: an abstention shows nothing, so whether its best sentence was right is unknown.
    `coverage` shows the share of questions that count.

    Args:
        confidence: `(n,)` confidences of the answers.
        found: `(n,)` whether each contains a right answer; false for an unanswerable question.
    """
    bins = reliability(confidence, found)
    return sum(abs(one.confidence - one.found) * one.size for one in bins) / len(confidence) if bins else np.nan


def auroc(confidence: Floats, found: Booleans) -> float:
    """Return the probability that a right answer has a higher confidence than a wrong one; ties count half.

    NaN if all are right or all are wrong. Only answered questions count; answers to unanswerable ones are wrong. If
    abstentions counted as wrong replies of low confidence, a reader could raise the value by abstaining at random. So a
    reader that always abstains has no value, and constant confidence gives 0.5.

    Args:
        confidence: `(n,)` confidences of the answers.
        found: `(n,)` whether each contains a right answer; false for an unanswerable question.
    """
    if not found.any() or found.all():
        return np.nan
    levels, groups = np.unique(confidence, return_inverse=True)
    right = np.bincount(groups, weights=found, minlength=len(levels))  # (levels,)
    wrong = np.bincount(groups, weights=~found, minlength=len(levels))  # (levels,)
    below = np.cumsum(wrong) - wrong
    return float(right @ (below + wrong / 2) / (right.sum() * wrong.sum()))


def risks(confidence: Floats, found: Booleans) -> tuple[Floats, Booleans]:
    """Return the share of wrong answers among the 1, 2, … n most confident, and where a threshold is possible.

    No threshold can separate answers of equal confidence, so each counts as their common mean.

    Args:
        confidence: `(n,)` confidences of the answers.
        found: `(n,)` whether each contains a right answer.

    Returns:
        `(n,)` the risks; `(n,)` whether a threshold is possible, because the next answer, if any, is less confident.
    """
    order = np.argsort(-confidence, kind="stable")
    sure = confidence[order]
    _, groups = np.unique(-sure, return_inverse=True)  # (n,)
    wrong = np.bincount(groups, weights=~found[order]) / np.maximum(np.bincount(groups), 1)  # (distinct,)
    counts = np.arange(1, len(sure) + 1)
    return np.cumsum(wrong[groups]) / counts, np.append(sure[1:] < sure[:-1], True)[: len(sure)]


def aurc(confidence: Floats, found: Booleans) -> float:
    """Return the area under the risk-coverage curve (Geifman and El-Yaniv, NeurIPS 2017); NaN without answers.

    This is the mean risk of the 1, 2, … n most confident answers; lower is better, 0 means that all are right. As in
    `ece`, only answered questions count, so coverage is a share of these.

    Args:
        confidence: `(n,)` confidences of the answers.
        found: `(n,)` whether each contains a right answer; false for an unanswerable question.
    """
    return float(risks(confidence, found)[0].mean()) if len(confidence) else np.nan


def coverage_at_risk(confidence: Floats, found: Booleans, questions: int) -> float:
    """Return the largest share of all questions that a threshold can answer with at most 0.1 of the answers wrong.

    0 if there is no such threshold; NaN without questions.

    Args:
        confidence: `(n,)` confidences of the answers.
        found: `(n,)` whether each contains a right answer; false for an unanswerable question.
        questions: Number of questions asked, including abstentions.
    """
    risk, threshold = risks(confidence, found)
    kept = np.flatnonzero((risk <= RISK + _ROUNDING) & threshold)
    return float(kept.max(initial=-1) + 1) / questions if questions else np.nan


_CALIBRATION = {"ece": ece, "auroc": auroc, "aurc": aurc}


def risk_coverage(measured: Sequence[Measured]) -> list[tuple[float, float]]:
    """Return the share of all questions answered and the share of wrong answers, one point per threshold.

    Only the answers given count, most confident first, so the curve ends at the coverage.
    """
    answers = [one for one in measured if one.answered]
    risk, threshold = risks(
        np.array([one.confidence for one in answers]), np.array([one.found for one in answers], dtype=bool)
    )
    return [(float(number + 1) / len(measured), float(risk[number])) for number in np.flatnonzero(threshold)]


def measure(measured: Sequence[Measured]) -> dict[str, float | None]:
    """Return the value of each metric; None if no question applies to it."""
    everything = np.arange(len(measured), dtype=np.int64)[None, :]  # (1, n)
    return {name: _known(float(values[0])) for name, values in _resampled(measured, everything).items()}


def intervals(measured: Sequence[Measured]) -> dict[str, tuple[float, float] | None]:
    """Return the 95 % interval of each metric: percentiles of a bootstrap over the questions, with a fixed seed.

    If all questions have the same value, the interval is a single point, even if there are few.
    """
    values = _resampled(measured, _picks(len(measured)))
    return {name: _interval(drawn) for name, drawn in values.items()}


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """The increase of a metric over an earlier run, with its 95 % interval; None if unknown."""

    value: float | None
    interval: tuple[float, float] | None


def differences(now: Sequence[Measured], before: Sequence[Measured]) -> dict[str, MetricDifference]:
    """Compare two runs over the same questions, in the same order, by a paired bootstrap.

    Args:
        now: The later run.
        before: The earlier run, which is subtracted.
    """
    picks = _picks(len(now))
    drawn_now, drawn_before = _resampled(now, picks), _resampled(before, picks)
    value_now, value_before = measure(now), measure(before)
    found = {}
    for name in METRICS:
        one, other = value_now[name], value_before[name]
        value = one - other if one is not None and other is not None else None
        drawn = drawn_now[name] - drawn_before[name]
        found[name] = MetricDifference(value, _interval(drawn) if value is not None else None)
    return found


def _picks(size: int) -> Integers:
    """Draw the questions of each resample: `(draws, size)`."""
    return np.random.default_rng(_SEED).integers(max(size, 1), size=(DRAWS, size))


def _resampled(measured: Sequence[Measured], picks: Integers) -> dict[str, Floats]:
    """Return each metric for each resample: `(draws,)`, NaN if no question applies."""
    draws, size = picks.shape
    if not size:
        return {name: np.full(draws, np.nan) for name in METRICS}
    counts = np.stack([np.bincount(pick, minlength=size) for pick in picks]).astype(float)  # (draws, n)
    values: dict[str, Floats] = {}
    for name, ratio in _RATIOS.items():
        parts = np.array([ratio(one) for one in measured], dtype=float)  # (n, 2)
        sums = counts @ parts  # (draws, 2)
        values[name] = np.divide(sums[:, 0], sums[:, 1], out=np.full(draws, np.nan), where=sums[:, 1] > 0)
    confidence = np.array([one.confidence for one in measured])  # (n,)
    found = np.array([one.found and one.answerable for one in measured])  # (n,)
    answered = np.array([one.answered for one in measured])  # (n,)
    chosen = [pick[answered[pick]] for pick in picks]
    for name, statistic in _CALIBRATION.items():
        values[name] = np.array([statistic(confidence[pick], found[pick]) for pick in chosen])
    values["coverage@risk0.1"] = np.array([coverage_at_risk(confidence[pick], found[pick], size) for pick in chosen])
    latency = np.array([one.latency_ms for one in measured])  # (n,)
    for name, percentile in _PERCENTILES.items():
        values[name] = np.percentile(latency[picks], percentile, axis=1)
    return {name: values[name] for name in METRICS}


def _interval(drawn: Floats) -> tuple[float, float] | None:
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
