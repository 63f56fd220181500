"""Fit the weights of the baseline reader: python training/fit_baseline.py DATA [--work DIR]

DATA is a folder with squad_dev.jsonl.gz and nq_qed.jsonl.gz: one question a line with title, context,
answerable and answers. Their contexts become an archive; each question is asked twice: as it is, and with
all passages of its own article left out, so that it cannot be answered. A sentence is right if it stands in
the question's own context and holds one of its answers.

Questions are divided by article: weights and threshold come from one part, the figures from the other.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from division import fitted_on
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from byline import Archive, Article, Hit, Settings
from byline.blueprint import Blueprint
from byline.encoders.sentence_transformer import SentenceTransformerEncoder
from byline.evaluation.metrics import ece
from byline.ports import Floats, StatisticsOf
from byline.reading.expected import expected_of
from byline.reading.extractive import Model
from byline.reading.features import FEATURES, FeatureMaker, background, candidates_of
from byline.retrieval import retrieve
from byline.store.store import Store
from byline.store.terms import terms_of
from byline.text import normalised

SETS = ("squad_dev", "nq_qed")
READING = Path(__file__).parents[1] / "src" / "byline" / "reading"
COMMON = 20  # passages that a term must stand in to be kept in the background
QUESTIONS = 1_500
FALSE_ANSWER_RATE = 0.20  # on the questions fitted on, from which the threshold follows
DEPTH = 60  # hits looked at so that enough are left without those of the question's own article


class RememberingEncoder(SentenceTransformerEncoder):
    """Embeds each sentence once: the two askings of a question share most of theirs."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._known: dict[str, Floats] = {}

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embed sentences: `(n, dim)`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, super().encode_passages(new), strict=True))
        return np.array([self._known[text] for text in texts])


@dataclass
class Asked:
    """One question over one selection of passages."""

    answerable: bool
    fitted: bool
    features: np.ndarray
    right: np.ndarray


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, default=Path("training/work"), help="where the archive is kept")
    options = parser.parse_args()
    rows = [row for name in SETS for row in read(options.data / f"{name}.jsonl.gz")]
    ids = build(rows, options.work)
    write_background(options.work)
    answerable = [row for row in rows if row["answerable"]]
    random.Random(1).shuffle(answerable)
    asked = list(ask(answerable[:QUESTIONS], ids, options.work))
    model = fit([item for item in asked if item.fitted])
    report = measure(model, [item for item in asked if not item.fitted])
    write(
        "baseline.json",
        {
            "fitted_on": f"{', '.join(SETS)}: {sum(item.fitted for item in asked)} askings, divided by article",
            "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, model.weights, strict=True)},
            "bias": round(model.bias, 4),
            "min_confidence": round(model.min_confidence, 4),
            "measured_on_the_other_articles": report,
        },
    )
    print((READING / "baseline.json").read_text())


def write(name: str, content: dict[str, Any]) -> None:
    """Write one of the reader's files."""
    (READING / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def write_background(work: Path) -> None:
    """Count in how many passages each common term stands."""
    counts: Counter[str] = Counter()
    passages = tokens = 0
    with Store(work).reading() as view:
        for _, text in view.rows.texts():
            terms = terms_of(text)
            counts.update(set(terms))
            passages, tokens = passages + 1, tokens + len(terms)
    common = {term: count for term, count in sorted(counts.items()) if count >= COMMON}
    source = f"the passages of {' and '.join(SETS)} (Wikipedia); terms in at least {COMMON} of them"
    write(
        "background.json",
        {"counted_in": source, "passages": passages, "tokens": tokens, "frequencies": common},
    )
    background.cache_clear()


def read(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def build(rows: Sequence[dict[str, Any]], work: Path) -> dict[str, str]:
    """Make the archive, an article a context; return the article ids by context."""
    titles = {row["context"]: row["title"].replace("_", " ") for row in rows if row["context"].strip()}
    ids = {context: f"context-{number}" for number, context in enumerate(titles)}
    with Archive(work) as archive:
        archive.add([Article(ids[context], context, title) for context, title in titles.items()])
    return ids


def ask(rows: Sequence[dict[str, Any]], ids: dict[str, str], work: Path) -> Iterator[Asked]:
    """Ask each question with and without its own article."""
    store, settings = Store(work), Settings()
    with store.reading() as view:
        blueprint = Blueprint.of(view.rows, settings)
        maker = FeatureMaker(RememberingEncoder(blueprint.encoder.name))
        for number, row in enumerate(rows):
            if number % 100 == 0:
                print(f"{number} of {len(rows)} questions", flush=True)
            hits = retrieve(view, blueprint.encoder, row["question"], DEPTH, None, settings)
            title = row["title"].replace("_", " ")
            others = [hit for hit in hits if hit.article.title != title]
            for answerable, chosen in ((True, list(hits)), (False, others)):
                if chosen:
                    read_hits = chosen[: settings.passages_read]
                    yield weigh(row, read_hits, answerable, ids, maker, view.statistics)


def weigh(
    row: dict[str, Any],
    hits: Sequence[Hit],
    answerable: bool,
    ids: dict[str, str],
    maker: FeatureMaker,
    statistics: StatisticsOf,
) -> Asked:
    """Compute the features of each sentence and tell which are right."""
    question = row["question"]
    candidates = candidates_of(hits)
    answers = [f" {normalised(answer['text'])} " for answer in row["answers"]]
    right = [
        answerable
        and candidate.hit.article.id == ids[row["context"]]
        and any(answer in f" {normalised(candidate.text)} " for answer in answers)
        for candidate in candidates
    ]
    features = maker.features(question, expected_of(question), candidates, statistics)
    return Asked(answerable, fitted_on(row["title"]), features, np.array(right))


def fit(asked: Sequence[Asked]) -> Model:
    """Fit a logistic model over all sentences, calibrate it on the best of each asking, set the threshold.

    Calibration scales and shifts the weighted sum (Platt 1999), so the result is one logistic model again.
    """
    features = np.concatenate([item.features for item in asked])
    right = np.concatenate([item.right for item in asked])
    ranker = LogisticRegression(C=10, max_iter=2_000).fit(features, right)
    sums = [ranker.decision_function(item.features) for item in asked]
    best = np.array([[values.max()] for values in sums])
    best_right = [item.right[values.argmax()] for item, values in zip(asked, sums, strict=True)]
    platt = LogisticRegression(C=1_000).fit(best, best_right)
    scale, shift = float(platt.coef_[0][0]), float(platt.intercept_[0])
    model = Model(scale * ranker.coef_[0], scale * float(ranker.intercept_[0]) + shift, 0.0)
    unanswerable = [confidence(model, item) for item in asked if not item.answerable]
    return Model(model.weights, model.bias, float(np.quantile(unanswerable, 1 - FALSE_ANSWER_RATE)))


def confidence(model: Model, item: Asked) -> float:
    """Return the probability of the best sentence."""
    return float(model.probability(item.features).max())


def measure(model: Model, asked: Sequence[Asked]) -> dict[str, float]:
    """Measure sentence accuracy and abstention."""
    best = np.array([int(model.probability(item.features).argmax()) for item in asked])
    right = np.array([bool(item.right[index]) for item, index in zip(asked, best, strict=True)])
    sure = np.array([confidence(model, item) for item in asked])
    answerable = np.array([item.answerable for item in asked])
    given = sure >= model.min_confidence
    found = np.array([bool(item.right.any()) for item in asked])
    return {
        "answerable_questions": int(answerable.sum()),
        "right_sentence_retrieved": round(float(found[answerable].mean()), 3),
        "right_sentence_first": round(float(right[answerable].mean()), 3),
        "false_answer_rate": round(float(given[~answerable].mean()), 3),
        "answered_of_answerable": round(float(given[answerable].mean()), 3),
        "right_of_answered_answerable": round(float(right[answerable & given].mean()), 3),
        "auroc_confidence_against_right": round(float(roc_auc_score(right, sure)), 3),
        "ece": round(ece(sure, right), 3),
    }


if __name__ == "__main__":
    main()
