"""Adjust the confidence to an archive, by judgements of its replies.

    log-odds of the shipped confidence ── slope, offset ──> log-odds of the archive's own confidence

Platt scaling (Platt 1999), with a prior that keeps a few judgements from moving it far. A scale is applied only with
the reader and the shipped calibration that it was fitted on.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import exp, isfinite, log, log1p
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_EDGE = 1e-6  # confidences are kept at least this far from 0 and 1
_PRIOR = 2.0  # weight of the squared distance from the identity scale, in judgements
_STEPS = 50
_LEAST_SLOPE = 0.05  # above 0, so that scaling never reverses the order of confidences


@dataclass(frozen=True, slots=True)
class Scale:
    """How a confidence becomes the archive's own.

    Attributes:
        slope: Factor of the log-odds, above 0; 1 changes nothing.
        offset: Added to the log-odds; 0 changes nothing.
        fitted_on: The reader and calibration that it was fitted on; see `Calibration.fingerprint`.
    """

    slope: float = 1.0
    offset: float = 0.0
    fitted_on: str = ""

    def of(self, confidence: float) -> float:
        """Return the archive's own confidence, in [0, 1], for a shipped one in [0, 1]."""
        if self.slope == 1 and self.offset == 0:
            return confidence
        return 1 / (1 + exp(-self.slope * _log_odds(confidence) - self.offset))

    def to_json(self) -> str:
        """Return the scale as JSON, as it is stored with an archive."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, kept: str | None, fitted_on: str) -> Self:
        """Read what `to_json` wrote; return the identity scale if there is none or it was fitted on something else."""
        try:
            scale = cls(**json.loads(kept or "{}"))
        except (TypeError, ValueError):
            return cls()
        fits = scale.fitted_on == fitted_on and isfinite(scale.slope) and isfinite(scale.offset) and scale.slope > 0
        return scale if fits else cls()


SHIPPED = Scale()


def fitted(confidence: Sequence[float], right: Sequence[bool], fitted_on: str = "") -> Scale:
    """Fit a scale to judged replies.

    Args:
        confidence: `(n,)` unscaled, each in [0, 1].
        right: `(n,)` whether the reply is right.
        fitted_on: See `Scale`.
    """
    odds = np.array([_log_odds(one) for one in confidence])  # (n,)
    wanted = np.array(right, dtype=float)  # (n,)
    slope, offset = _minimum(np.column_stack([odds, np.ones_like(odds)]), np.array([1.0, 0.0]), wanted)
    if slope < _LEAST_SLOPE:
        slope = _LEAST_SLOPE
        (offset,) = _minimum(np.ones((len(odds), 1)), np.array([0.0]), wanted, slope * odds)
    return Scale(float(slope), float(offset), fitted_on)


def _minimum(features: Floats, prior: Floats, wanted: Floats, added: Floats | float = 0.0) -> Floats:
    """Return the weights, `(k,)`, of a logistic model that minimise its loss, regularised towards `prior`.

    Args:
        features: `(n, k)`.
        prior: `(k,)`.
        wanted: `(n,)` 1 or 0.
        added: `(n,)` offsets of the log-odds.
    """
    signs = 1 - 2 * wanted  # (n,)

    def total(weights: Floats) -> float:
        far = weights - prior
        return float(np.logaddexp(0, signs * (features @ weights + added)).sum() + _PRIOR / 2 * (far @ far))

    weights, least = prior.copy(), total(prior)
    for _ in range(_STEPS):  # Newton's method; steps that overshoot are halved (the loss is convex)
        probability = 1 / (1 + np.exp(-np.clip(features @ weights + added, -500, 500)))
        gradient = features.T @ (probability - wanted) + _PRIOR * (weights - prior)
        curvature = (features * (probability * (1 - probability))[:, None]).T @ features + _PRIOR * np.eye(len(prior))
        step = np.linalg.solve(curvature, gradient)
        while np.abs(step).max() >= _EDGE and total(weights - step) >= least:
            step = step / 2
        if np.abs(step).max() < _EDGE:
            break
        weights = weights - step
        least = total(weights)
    return weights


def left_out_one_by_one(confidence: Sequence[float], right: Sequence[bool]) -> list[float]:
    """Return the confidence of each judged reply by a scale fitted to the others: `(n,)`."""
    return [
        fitted([*confidence[:one], *confidence[one + 1 :]], [*right[:one], *right[one + 1 :]]).of(confidence[one])
        for one in range(len(confidence))
    ]


def loss(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean negative log-likelihood, at least 0, of the judgements: `(n,)` each, n at least 1."""
    odds = zip(map(_log_odds, confidence), right, strict=True)
    return sum(log1p(exp(-one if is_right else one)) for one, is_right in odds) / len(confidence)


def _log_odds(confidence: float) -> float:
    inside = min(max(confidence, _EDGE), 1 - _EDGE)
    return log(inside / (1 - inside))
