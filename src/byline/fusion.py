"""Fuse rankings: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Key]], constant: int = 60) -> list[tuple[Key, float]]:
    """Score each key by the sum over rankings of 1 / (constant + rank), ranks from 1.

    Returns:
        Keys with scores, best first; of two equal scores the one that came first in an earlier ranking.
    """
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + 1 / (constant + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
