"""Rate sentences with a small network that sees all sentences found for a request at once.

    features, vector of the sentence, its product with the request's ──> one row for each sentence ─┐
    ┌───────────────────────────────────────────────────────────────────────────────────────────────┘
    └─> layers in which each sentence attends to all others, given how similar they are, whether they are from one
        article, and which follow each other ──> does it state an essential point? any point at all?

The vectors are those of all-MiniLM-L6-v2. The result is the mean of several networks with different initial weights.
"""

from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from byline.models.bert import Floats, Weights, read_weights
from byline.overviews.looking import Look

Ratings = npt.NDArray[np.float64]
HEADS = 4
RELATIONS = 4  # numbers that describe the relation of two sentences
_EPSILON = 1e-5  # of the layer norms


def relations_of(articles: npt.NDArray[np.int64], alike: Floats) -> Floats:
    """Return the relation of each sentence to each other: `(sentences, sentences, RELATIONS)`.

    Args:
        articles: `(sentences,)` the article number of each sentence; sentences of one article are in order.
        alike: `(sentences, sentences)` pairwise cosines.
    """
    same = (articles[:, None] == articles).astype(np.float32)
    count = len(articles)
    before, after = (np.eye(count, k=k, dtype=np.float32) * same for k in (-1, 1))
    return np.stack([3 * alike, same, 2 * before, 2 * after], axis=-1)


class OverviewModel:
    """Rates sentences for a request; loads its weights on first use.

    Args:
        weights: File of the weights; None means the one that ships with Byline.
    """

    def __init__(self, weights: Path | None = None) -> None:
        self._file = weights or Path(str(files("byline.overviews"))) / "overviews.safetensors"

    @cached_property
    def _networks(self) -> list[dict[str, Weights]]:
        weights = read_weights(self._file)
        numbers = sorted({name.partition(".")[0] for name in weights})
        return [
            {name.partition(".")[2]: value for name, value in weights.items() if name.startswith(f"{number}.")}
            for number in numbers
        ]

    def rate(self, look: Look) -> Ratings:
        """Return the probabilities that each sentence states an essential point, and any point: `(sentences, 2)`."""
        relations = relations_of(np.array([one.article for one in look.statements]), look.alike)
        rated = [1 / (1 + np.exp(-_scores(own, look, relations).astype(np.float64))) for own in self._networks]
        mean: Ratings = np.mean(rated, axis=0)
        return mean


def _scores(own: dict[str, Weights], look: Look, relations: Floats) -> Floats:
    """Return the two scores of each sentence, `(sentences, 2)`."""
    told = np.asarray((look.features - own["mean"]) / own["deviation"], dtype=np.float32)
    values = (
        _linear(own, "features", told)
        + look.vectors @ own["sentence.weight"].T
        + (look.vectors * look.asked) @ own["product.weight"].T
        + look.asked @ own["request.weight"].T
    )
    for number in range(sum(name.endswith(".relations") for name in own)):
        values = _layer(own, f"layers.{number}", values, relations)
    return _linear(own, "head", _norm(own, "norm", values))


def _layer(own: dict[str, Weights], name: str, values: Floats, relations: Floats) -> Floats:
    count, width = values.shape
    projected = _linear(own, f"{name}.attention", _norm(own, f"{name}.first_norm", values))
    query, key, value = projected.reshape(count, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(width / HEADS)  # (heads, sentences, sentences)
    scores = scores + np.einsum("ijr,hr->hij", relations, own[f"{name}.relations"])
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    attended = (weights @ value).transpose(1, 0, 2).reshape(count, width)
    values = values + _linear(own, f"{name}.output", attended)
    inner = np.maximum(_linear(own, f"{name}.inner", _norm(own, f"{name}.second_norm", values)), 0)
    return values + _linear(own, f"{name}.outer", inner)


def _linear(own: dict[str, Weights], name: str, values: Floats) -> Floats:
    result: Floats = values @ own[f"{name}.weight"].T + own[f"{name}.bias"]
    return result


def _norm(own: dict[str, Weights], name: str, values: Floats) -> Floats:
    even = values - values.mean(axis=-1, keepdims=True)
    even = even / np.sqrt((even**2).mean(axis=-1, keepdims=True) + _EPSILON)
    result: Floats = even * own[f"{name}.weight"] + own[f"{name}.bias"]
    return result
