"""The baseline reader: weighs every sentence of the passages by its features and a fitted logistic model.

    hits -> sentences -> features (n, 10) -> probability that a sentence answers

The weights come from `training/fit_baseline.py`; `baseline.json` tells on what they were fitted and how
they did on other articles.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from byline.ports import Encoder, Evidence, Reading, StatisticsOf
from byline.reading.expected import Expected, expected_of
from byline.reading.features import FEATURES, Candidate, FeatureMaker, candidates_of, missing_names
from byline.records import Hit, Span


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model.

    Attributes:
        weights: `(10,)`, one for each of `FEATURES`.
        bias: Added to the weighted sum.
        min_confidence: Threshold below which an answer is better not given.
    """

    weights: npt.NDArray[np.float64]
    bias: float
    min_confidence: float

    def probability(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return for each row of features, `(n, 10)`, the probability that the sentence answers: `(n,)`."""
        probability: npt.NDArray[np.float64] = 1 / (1 + np.exp(-(features @ self.weights + self.bias)))
        return probability


@cache
def load_model() -> Model:
    """Read the fitted weights."""
    content = json.loads(files("byline.reading").joinpath("baseline.json").read_text(encoding="utf-8"))
    weights = np.array([content["weights"][name] for name in FEATURES])
    return Model(weights, content["bias"], content["min_confidence"])


class ExtractiveReader:
    """Finds the sentences that answer, without a model of its own: it uses the encoder of the index."""

    def __init__(self, encoder: Encoder) -> None:
        self._maker = FeatureMaker(encoder)
        self._model = load_model()
        self.min_confidence = self._model.min_confidence

    def read(self, question: str, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Weigh the sentences of `hits`."""
        candidates = candidates_of(hits)
        if not candidates:
            return Reading()
        expected = expected_of(question)
        features = self._maker.features(question, expected, candidates, statistics)
        evidence = [
            Evidence(candidate.hit, candidate.span, float(probability), _short(candidate, expected))
            for candidate, probability in zip(candidates, self._model.probability(features), strict=True)
        ]
        evidence.sort(key=lambda item: -item.probability)
        return Reading(tuple(evidence), missing_names(question, hits))


def _short(candidate: Candidate, expected: Expected) -> Span | None:
    short = expected.short(candidate.text)
    return short.shift(candidate.span.start) if short else None
