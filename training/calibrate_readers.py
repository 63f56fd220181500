"""Calibrate the readers: python training/calibrate_readers.py DATA [--work DIR] [--news N] [--open N]

Asks the questions of the development parts (see open_questions.py) and fits, for each reader, the probability that what
is shown contains the answer. Writes calibration.json, and background.json with term counts.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from open_questions import ARCHIVES, Asked, ask, ask_news, ask_small, build, build_news, news_questions, questions_of
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from byline.answering.decide import WEIGHED
from byline.evaluation.metrics import ece
from byline.language.content import background
from byline.language.terms import terms_of
from byline.readers import BUILT_IN
from byline.readers.base import Signs
from byline.readers.builtin.cascade import CascadeReader
from byline.readers.builtin.model import SpanModel
from byline.readers.builtin.reader import Score, SpanReader
from byline.readers.builtin.spans import TokenScores
from byline.store.folder.store import FolderStore

PACKAGE = Path(__file__).parents[1] / "src" / "byline"
SMOKE = 24, 6, 1  # questions about news, over paragraphs, and small archives
COMMON = 20  # minimum number of passages with a term that is kept in the background
MIN_CONFIDENCE = 0.5  # of an answer; assumes that a wrong answer costs as much as a right one is worth
LIKELY_CONFIDENCE = 0.4  # of an answer that is shown as likely
STEPS = 40  # points kept of the risk curve

Floats = npt.NDArray[np.float64]


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, default=Path("training/work"), help="the folder for archives and readings")
    parser.add_argument("--news", type=int, default=1_000, help="questions about news")
    parser.add_argument("--open", type=int, default=300, help="questions over encyclopaedic paragraphs")
    parser.add_argument("--into", type=Path, default=PACKAGE, help="the package from which weights are read")
    parser.add_argument("--again", action="store_true", help="fit on the readings saved by an earlier run")
    parser.add_argument("--smoke", action="store_true", help="ask only a little, to check that it runs")
    options = parser.parse_args()
    sizes = SMOKE if options.smoke else (options.news, options.open, ARCHIVES)
    kept = options.work / "asked.jsonl"
    if not options.again:
        with kept.open("w", encoding="utf-8") as lines:
            for one in readings(options.data, options.work, options.into, *sizes):
                lines.write(json.dumps(asdict(one)) + "\n")
    with kept.open(encoding="utf-8") as lines:
        asked = [Asked(**{**row, "signs": Signs(*row["signs"])}) for row in map(json.loads, lines)]
    calibration = options.into / "answering" / "calibration.json"
    write(calibration, fit(asked))
    print(calibration.read_text())


def readings(data: Path, work: Path, package: Path, news: int, paragraphs: int, archives: int) -> Iterator[Asked]:
    """Yield the readings of both readers for the questions of each kind of archive."""
    small, large = (SpanModel(size, weights=package / "readers/builtin" / f"{size}.safetensors") for size in BUILT_IN)
    score = remembered(small.score)
    both = [SpanReader(score), CascadeReader(score, large.score)]
    build_news(data, "develop", work / "news")
    drawn = news_questions(data, "develop", news)
    yield from ask_news(drawn, both, work / "news")
    yield from ask_news(drawn[: news // 4], both, work / "news", alone=True)
    build(data, work / "all")
    write_background(work / "all", package)
    rows = [
        *questions_of(data, "develop", paragraphs // 2, answerable=False),
        *questions_of(data, "develop", paragraphs),
    ]
    yield from ask(rows, both, work / "all")
    yield from ask_small(data, "develop", both, work, archives)


def remembered(score: Score) -> Score:
    """Return a scoring function with a cache for the latest question, as both readers use the small model."""
    asked, found = "", dict[tuple[str, str], TokenScores]()

    def scored(question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        nonlocal asked
        if question != asked:
            asked = question
            found.clear()
        new = [one for one in dict.fromkeys(passages) if one not in found]
        found.update(zip(new, score(question, new), strict=True))
        return [found[one] for one in passages]

    return scored


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a file as JSON."""
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def write_background(work: Path, package: Path) -> None:
    """Count the passages that contain each common term."""
    counts: Counter[str] = Counter()
    passages = tokens = 0
    with FolderStore(work).reading() as view:
        for _, text in view.rows.texts():
            terms = terms_of(text)
            counts.update(set(terms))
            passages, tokens = passages + 1, tokens + len(terms)
    common = {term: count for term, count in sorted(counts.items()) if count >= COMMON}
    source = f"the passages of squad_dev and nq_qed (Wikipedia); terms in at least {COMMON} of them"
    write(
        package / "language" / "background.json",
        {"counted_in": source, "passages": passages, "tokens": tokens, "frequencies": common},
    )
    background.cache_clear()


def fit(asked: Sequence[Asked]) -> dict[str, Any]:
    """Fit a logistic model for each reader, and measure the risk at each threshold."""
    models: dict[str, dict[str, Any]] = {}
    sure = np.zeros(len(asked))
    right = np.array([item.right for item in asked])
    for reader in BUILT_IN:
        own = np.array([item.reader == reader for item in asked])
        signs = np.array([item.signs for item in asked])[own]
        weighed, names_nowhere = signs[:, :-1], signs[:, -1]
        spread = weighed.std(axis=0) + 1e-9
        model = LogisticRegression(C=1, max_iter=5_000).fit(weighed / spread, right[own])
        weights = model.coef_[0] / spread
        sure[own] = (1 - names_nowhere) / (1 + np.exp(-(weighed @ weights + model.intercept_[0])))
        models[reader] = {
            "readings": int(own.sum()),
            "weights": {name: round(float(weight), 4) for name, weight in zip(WEIGHED, weights, strict=True)},
            "bias": round(float(model.intercept_[0]), 4),
        }
    steps = np.quantile(sure, np.linspace(0, 1, STEPS, endpoint=False))
    return {
        "fitted_on": f"{len(asked)} readings of questions of the development parts",
        "readers": models,
        "min_confidence": MIN_CONFIDENCE,
        "likely_confidence": LIKELY_CONFIDENCE,
        "risk_at_threshold": [
            [round(float(step), 4), round(float(1 - right[sure >= step].mean()), 4)] for step in steps
        ],
        "there": by_archive(asked, sure, right),
    }


def by_archive(
    asked: Sequence[Asked], sure: Floats, right: npt.NDArray[np.bool_]
) -> dict[str, dict[str, float | None]]:
    """Measure how good the confidence is in each kind of archive, and for each reader."""
    found = {}
    kinds = [*dict.fromkeys(f"archive {item.archive}" for item in asked), *(f"reader {name}" for name in BUILT_IN)]
    for kind in kinds:
        own = np.array([kind in {f"archive {item.archive}", f"reader {item.reader}"} for item in asked])
        found[kind] = {
            "readings": int(own.sum()),
            "auroc": round(float(roc_auc_score(right[own], sure[own])), 4) if 0 < right[own].mean() < 1 else None,
            "ece": round(ece(sure[own], right[own]), 4),
        }
    return found


if __name__ == "__main__":
    main()
