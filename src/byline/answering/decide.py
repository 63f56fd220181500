"""Answer or abstain: all that decides it.

    signs of the best sentence ── calibration ──> confidence ──> at least the threshold? ── yes ──> answered, or partial
                                                                       └── no ──> no_answer, and the reason

The confidence is a logistic model of the reader's signs, fitted on development questions and kept in
`calibration.json`, which also says the risk at each threshold there and the threshold used by default. What was fitted
knows nothing of names that are asked about and stand in no passage: what is said of Hong Kong is no answer about
Singapore. So the confidence is reduced by their share of the question's names.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from byline.answering.context import tells_an_error
from byline.readers.base import Evidence, Reading, Signs
from byline.records import Hits, IndexState, Status
from byline.settings import Settings

WEIGHED = Signs._fields[:-1]  # the signs that the model weighs; the last one, `names_nowhere`, reduces the result
_RELATED = 0.05  # a best sentence less probable than this is not even related
_UNCALIBRATED = 0.5  # the threshold where the reader's own probability is taken


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of the signs, and what it was worth on development questions.

    Attributes:
        weights: One for each of `WEIGHED`.
        bias: Added to the weighted sum.
        min_confidence: The threshold used where the user names no risk.
        risks: Pairs of a threshold and the share of wrong answers among those at least as probable, by threshold.
    """

    weights: tuple[float, ...]
    bias: float
    min_confidence: float
    risks: tuple[tuple[float, float], ...]

    def probability(self, signs: Signs) -> float:
        """Return the probability, in [0, 1], that an answer with these signs is right."""
        *weighed, names_nowhere = signs
        total = self.bias + sum(weight * sign for weight, sign in zip(self.weights, weighed, strict=True))
        return (1 - names_nowhere) / (1 + exp(-max(-500.0, total)))

    def threshold(self, max_risk: float) -> float:
        """Return the lowest threshold from which on at most `max_risk` of the answers given were wrong; 1 if none."""
        from_there_on = 0.0
        lowest = 1.0
        for threshold, risk in reversed(self.risks):
            from_there_on = max(from_there_on, risk)
            if from_there_on > max_risk:
                break
            lowest = threshold
        return lowest


@cache
def load_calibration() -> Calibration:
    """Read the fitted model that ships with Byline."""
    content: dict[str, Any] = json.loads(
        files("byline.answering").joinpath("calibration.json").read_text(encoding="utf-8")
    )
    return Calibration(
        tuple(content["weights"][name] for name in WEIGHED),
        content["bias"],
        content["min_confidence"],
        tuple((threshold, risk) for threshold, risk in content["risk_at_threshold"]),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer.

    Attributes:
        status: `answered`; `partial` if a part of the question is not covered; `no_answer`.
        confidence: Probability in [0, 1] that the best evidence answers.
        reason: Why the status is not `answered`; empty otherwise.
        evidence: The sentences, best first, each with its probability in [0, 1]; empty where there is no answer.
        corrections: Sentences found beside them that only tell an error which their article corrects.
    """

    status: Status
    confidence: float
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    corrections: tuple[Evidence, ...] = ()


def decide(reading: Reading, hits: Hits, index: IndexState, settings: Settings) -> Decision:
    """Decide whether the best sentence that was found is an answer.

    Args:
        reading: What the reader made of the passages.
        hits: The passages that were read.
        index: The state of the archive.
        settings: For the threshold.
    """
    found = weighed(reading)
    corrections = tuple(item for item in found if tells_an_error(item))
    evidence = tuple(item for item in found if item not in corrections)
    confidence = evidence[0].probability if evidence else 0.0
    if not evidence or confidence < threshold(settings, calibrated=reading.signs is not None):
        related = found[0].probability if found else 0.0
        return Decision("no_answer", confidence, _reason(reading, related, hits, index))
    if reading.missing:
        reason = f"nothing found mentions {_listed(reading.missing)}"
        return Decision("partial", confidence, reason, evidence, corrections)
    return Decision("answered", confidence, "", evidence, corrections)


def weighed(reading: Reading) -> tuple[Evidence, ...]:
    """Return the evidence of a reading with probabilities: the best has the confidence, the others in proportion."""
    if reading.signs is None or not reading.evidence:
        return reading.evidence
    confidence = load_calibration().probability(reading.signs)
    most = reading.evidence[0].probability
    return tuple(replace(item, probability=confidence * item.probability / most) for item in reading.evidence)


def threshold(settings: Settings, *, calibrated: bool) -> float:
    """Return the confidence from which on an answer is given, in [0, 1].

    Args:
        settings: `min_confidence` counts before `max_risk`; without both it is the default.
        calibrated: Whether the confidence is the calibration's; else it is the reader's own, taken at its word.
    """
    if settings.min_confidence is not None:
        return settings.min_confidence
    if not calibrated:
        return _UNCALIBRATED if settings.max_risk is None else 1 - settings.max_risk
    calibration = load_calibration()
    return calibration.min_confidence if settings.max_risk is None else calibration.threshold(settings.max_risk)


def may_be_written(hits: Hits, reading: Reading, *, conflicting: bool) -> bool:
    """Return whether a language model may write the answer: of something found, nothing missing, no conflict."""
    return bool(hits) and not reading.missing and not conflicting


def _reason(reading: Reading, confidence: float, hits: Hits, index: IndexState) -> str:
    if not index.articles:
        return "there are no articles in the archive yet"
    if not hits:
        left_out = f": {hits.undated} have no date" if hits.undated else ""
        return f"no article meets the conditions{left_out}"
    if reading.missing:
        instead = f"; the nearest passages speak of {_listed(reading.instead)}" if reading.instead else ""
        return f"not in these articles: nothing found mentions {_listed(reading.missing)}{instead}"
    if confidence < _RELATED:
        return "not in these articles: nothing found is about this"
    return "not in these articles: what was found is related, but no sentence answers the question"


def _listed(words: Sequence[str]) -> str:
    return " or ".join(dict.fromkeys(words))
