"""Divide articles into those for training, for development and for measuring only.

train     weights are fitted on questions about these
develop   choices are made, and the confidence is calibrated, on these
test      results are measured on these; includes the articles of tests/questions/wiki
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

Part = Literal["train", "develop", "test"]

_MEASURED = Path(__file__).parents[1] / "tests" / "questions" / "wiki" / "titles.txt"
_DEVELOP, _TEST = range(88, 128), range(180, 256)  # of the first byte of a title's hash


def fitted_on(title: str) -> bool:
    """Return whether the retriever and the baseline reader may be chosen on the article with this title: half may."""
    return _byte(title) < 128


def part_of(title: str) -> Part:
    """Return the part to which the article with this title belongs; about half are for training."""
    if spelled(title) in _measured() or _byte(title) in _TEST:
        return "test"
    return "develop" if _byte(title) in _DEVELOP else "train"


def spelled(title: str) -> str:
    """Return a title in the form in which titles are compared: `Amazon_rainforest` as `amazon rainforest`."""
    return " ".join(title.replace("_", " ").casefold().split())


@cache
def _measured() -> frozenset[str]:
    """Return the titles from which the question set in tests/questions/wiki was drawn."""
    return frozenset(map(spelled, _MEASURED.read_text(encoding="utf-8").splitlines()))


def _byte(title: str) -> int:
    return hashlib.sha256(title.encode()).digest()[0]
