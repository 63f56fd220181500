"""From signs to one probability that the answer is right: a logistic model, kept in `calibration.json`.

What was fitted knows nothing of names that are asked about and stand in no passage: what is said of Hong Kong is no
answer about Singapore. The probability is reduced by their share of the question's names.

The file says on what it was fitted, the risk at each threshold there, and the threshold used by default.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

SIGNS = (
    "log_probability",  # of the best answer, articles that say the same together, among all spans read
    "log_odds_to_next",  # how much more probable it is than the next, different answer
    "margin",  # of its passage: how much better its best span scores than "no answer here"
    "similarity",  # cosine of question and passage; 0 where only keywords found it
    "coverage",  # share of the question's words in the passage and its title, each weighed by its rarity
)
NAMES_NOWHERE = "names_nowhere"  # share of the question's names and numbers that stand in no passage read
Signs = tuple[float, ...]  # those of SIGNS, and last NAMES_NOWHERE


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of `SIGNS`, and what it was worth on development questions.

    Attributes:
        weights: One for each sign.
        bias: Added to the weighted sum.
        min_confidence: The threshold used where the user names no risk.
        risks: Pairs of a threshold and the share of wrong answers among those at least as probable, by threshold.
    """

    weights: tuple[float, ...]
    bias: float
    min_confidence: float
    risks: tuple[tuple[float, float], ...]

    def probability(self, signs: Signs) -> float:
        """Return the probability that an answer with these signs is right."""
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
    """Read the fitted model."""
    content: dict[str, Any] = json.loads(
        files("byline.readers.builtin").joinpath("calibration.json").read_text(encoding="utf-8")
    )
    return Calibration(
        tuple(content["weights"][name] for name in SIGNS),
        content["bias"],
        content["min_confidence"],
        tuple((threshold, risk) for threshold, risk in content["risk_at_threshold"]),
    )
