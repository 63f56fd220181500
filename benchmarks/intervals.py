"""Means with their 95 % bootstrap intervals, as the tables of the benchmarks print them."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

DRAWS = 1_000


def mean_with_interval(
    values: npt.ArrayLike, groups: Sequence[Hashable] | None = None, *, draws: int = DRAWS, form: str = ".3f"
) -> str:
    """Return "mean (low … high)".

    Args:
        values: One number per question, at least one.
        groups: What each is about, such as an event: the questions of a group are drawn together, since they are not
            independent. By default each question is drawn on its own.
        draws: How many resamples to draw.
        form: How to format the three numbers.
    """
    array = np.asarray(values, dtype=float)
    sums = _sums(array, groups)
    picks = np.random.default_rng(1).integers(len(sums), size=(draws, len(sums)))
    drawn = sums[picks].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], (2.5, 97.5))
    return f"{array.mean():{form}} ({low:{form}} … {high:{form}})"


def _sums(values: npt.NDArray[Any], groups: Sequence[Hashable] | None) -> npt.NDArray[Any]:
    """Return the sum and the number of the values of each group: `(groups, 2)`."""
    counts = np.ones(len(values))
    if groups is None:
        return np.stack([values, counts], axis=1)
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    of = [numbers[group] for group in groups]
    return np.stack([np.bincount(of, values), np.bincount(of, counts)], axis=1)
