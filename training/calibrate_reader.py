"""Calibrate the reader: python training/calibrate_reader.py DATA [--work DIR] [--questions N]

Asks questions of the development part (see open_questions.py) and fits the probability that the best sentence is right.
Writes calibration.json, and background.json with the term counts.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from open_questions import Asked, ask, ask_small, build, questions_of
from sklearn.linear_model import LogisticRegression

from byline.answering.decide import WEIGHED
from byline.evaluation.metrics import ece
from byline.language.content import background
from byline.language.terms import terms_of
from byline.readers.builtin.model import SpanModel
from byline.store.folder.store import EmbeddedStore

_PACKAGE = Path(__file__).parents[1] / "src" / "byline"
CALIBRATION = _PACKAGE / "answering" / "calibration.json"
BACKGROUND = _PACKAGE / "language" / "background.json"
COMMON = 20  # passages that a term must stand in to be kept in the background
MIN_CONFIDENCE = 0.25  # the default threshold: a wrong answer is taken to cost a third of what a right one is worth
STEPS = 40  # points of the risk curve that are kept


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, default=Path("training/work"), help="where the archives are kept")
    parser.add_argument("--questions", type=int, default=500, help="that have an answer")
    parser.add_argument("--unanswerable", type=int, default=300)
    options = parser.parse_args()
    build(options.data, options.work / "all")
    write_background(options.work / "all")
    rows = [
        *questions_of(options.data, "develop", options.unanswerable, answerable=False),
        *questions_of(options.data, "develop", options.questions),
    ]
    score = SpanModel(by_openvino=False).score
    asked = [*ask(rows, score, options.work / "all"), *ask_small(options.data, "develop", score, options.work)]
    write(CALIBRATION, fit(asked))
    print(CALIBRATION.read_text())


def write(path: Path, content: dict[str, Any]) -> None:
    """Write one of the files that were counted or fitted."""
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def write_background(work: Path) -> None:
    """Count in how many passages each common term stands."""
    counts: Counter[str] = Counter()
    passages = tokens = 0
    with EmbeddedStore(work).reading() as view:
        for _, text in view.rows.texts():
            terms = terms_of(text)
            counts.update(set(terms))
            passages, tokens = passages + 1, tokens + len(terms)
    common = {term: count for term, count in sorted(counts.items()) if count >= COMMON}
    source = f"the passages of squad_dev and nq_qed (Wikipedia); terms in at least {COMMON} of them"
    write(
        BACKGROUND,
        {"counted_in": source, "passages": passages, "tokens": tokens, "frequencies": common},
    )
    background.cache_clear()


def fit(asked: Sequence[Asked]) -> dict[str, Any]:
    """Fit a logistic model to whether the best sentence is right, and measure the risk at each threshold."""
    signs = np.array([item.signs for item in asked])
    signs, names_nowhere = signs[:, :-1], signs[:, -1]
    right = np.array([item.right for item in asked])
    spread = signs.std(axis=0)
    model = LogisticRegression(C=1, max_iter=5_000).fit(signs / spread, right)
    weights = model.coef_[0] / spread
    sure = (1 - names_nowhere) / (1 + np.exp(-(signs @ weights + model.intercept_[0])))
    thresholds = np.quantile(sure, np.linspace(0, 1, STEPS, endpoint=False))
    count = sum(item.answerable for item in asked)
    return {
        "fitted_on": f"{len(asked)} askings, {count} of them answerable, about articles of the development part, "
        "in a large archive and in small ones",
        "weights": {name: round(float(weight), 4) for name, weight in zip(WEIGHED, weights, strict=True)},
        "bias": round(float(model.intercept_[0]), 4),
        "min_confidence": round(MIN_CONFIDENCE, 4),
        "risk_at_threshold": [
            [round(float(threshold), 4), round(float(1 - right[sure >= threshold].mean()), 4)]
            for threshold in thresholds
        ],
        "ece_there": round(ece(sure, right), 4),
    }


if __name__ == "__main__":
    main()
