"""Which articles are fitted on, which are chosen on, and which are there to measure with only.

train     weights are fitted on questions about these
develop   what to keep is chosen, and confidence calibrated, on these
test      figures are measured on these; those of tests/questions/wiki are among them
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

Part = Literal["train", "develop", "test"]

_MEASURED = Path(__file__).parents[1] / "tests" / "questions" / "wiki" / "titles.txt"
_DEVELOP, _TEST = range(88, 128), range(180, 256)  # of the first byte of a title's hash


def fitted_on(title: str) -> bool:
    """Tell whether the retriever and the baseline reader may be chosen on the article of this title: half are."""
    return _byte(title) < 128


def part_of(title: str) -> Part:
    """Tell to which part the article of this title belongs; half of all are trained on."""
    if spelled(title) in _measured() or _byte(title) in _TEST:
        return "test"
    return "develop" if _byte(title) in _DEVELOP else "train"


def spelled(title: str) -> str:
    """Spell a title in the one way in which titles are compared: `Amazon_rainforest` as `amazon rainforest`."""
    return " ".join(title.replace("_", " ").casefold().split())


@cache
def _measured() -> frozenset[str]:
    """Return the titles that the question set in tests/questions/wiki was drawn from."""
    return frozenset(map(spelled, _MEASURED.read_text(encoding="utf-8").splitlines()))


def _byte(title: str) -> int:
    return hashlib.sha256(title.encode()).digest()[0]
