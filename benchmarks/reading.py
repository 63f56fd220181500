"""Measure a reader: python benchmarks/reading.py DATA [--reader small|large] [--work DIR] [--questions N]

DATA is a folder with reading/squad_dev.jsonl.gz and reading/nq_qed.jsonl.gz, one question per line. Only questions
about articles of the test part are measured (training/division.py); thresholds come from the development part.

1. Paragraphs: each question with its own paragraph, read by that model alone. EM and F1 of the best span, and with
   abstention.
2. Open: questions over all paragraphs of both sets, with and without the articles that answer them; and over small
   archives (training/open_questions.py). The gold string in the best sentence, abstention, calibration.

Prints Markdown tables with 95 % bootstrap intervals.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from intervals import DRAWS, mean_with_interval
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from division import Part, part_of
from examples import rows_of
from open_questions import ARCHIVES, Asked, ask, ask_small, build, questions_of

from byline.answering.decide import load_calibration
from byline.evaluation.metrics import ece, exact_match, f1
from byline.readers import BUILT_IN
from byline.readers.builtin.cascade import CascadeReader
from byline.readers.builtin.model import SpanModel
from byline.readers.builtin.reader import SpanReader
from byline.readers.builtin.spans import best_spans

FALSE_ANSWER_RATE = 0.10
SQUAD_PER_QUESTION = 9  # single-paragraph questions for each open one; by default this covers all of them

Floats = npt.NDArray[np.float64]


def main() -> None:
    """Run the measurements and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--reader", choices=BUILT_IN, default="large")
    parser.add_argument("--into", type=Path, help="the package to read weights from; default: the installed one")
    parser.add_argument("--work", type=Path, default=Path("training/work"), help="where to keep the archives")
    parser.add_argument("--archives", type=int, default=ARCHIVES, help="number of small archives")
    parser.add_argument("--questions", type=int, default=1_000, help="number of open and of Natural Questions ones")
    options = parser.parse_args()
    models = {
        size: SpanModel(size, weights=options.into and options.into / "readers/builtin" / f"{size}.safetensors")
        for size in BUILT_IN
    }
    small, large = models["small"].score, models["large"].score
    reader = SpanReader(small) if options.reader == "small" else CascadeReader(small, large)
    print("| each with its own paragraph | questions | EM | F1 |\n|---|---|---|---|")
    paragraphs(models[options.reader], options.data, options.questions)
    print()
    build(options.data, options.work / "all")
    chosen = questions_of(options.data, "test", options.questions)
    print("| over all paragraphs | value |\n|---|---|")
    open_questions(list(ask(chosen, [reader], options.work / "all")))
    print("\n| over small archives | value |\n|---|---|")
    open_questions(list(ask_small(options.data, "test", [reader], options.work, options.archives)))


def paragraphs(model: SpanModel, data: Path, count: int) -> None:
    """Measure spans in single paragraphs."""
    squad = read_each(model, rows_in(data, "squad_dev", "test")[: SQUAD_PER_QUESTION * count])
    answerable = squad[:, 0] == 1
    line("SQuAD 1.1, articles not trained on", squad[answerable, 2], squad[answerable, 3])
    threshold = best_threshold(read_each(model, rows_in(data, "squad_dev", "develop")[: SQUAD_PER_QUESTION * count]))
    em, score = (with_abstention(squad, column, threshold) for column in (2, 3))
    line("SQuAD 2.0, the same articles, with abstention", em, score)
    questions = read_each(model, rows_in(data, "nq_qed", "test")[:count])
    line("Natural Questions (QED), paragraphs not trained on", questions[:, 2], questions[:, 3])


def rows_in(data: Path, name: str, part: Part) -> list[dict[str, Any]]:
    """Return the rows of a set that belong to a part."""
    return [
        row
        for row in rows_of(data / "reading" / f"{name}.jsonl.gz")
        if part_of(row["title"]) == part and row["context"].strip()
    ]


def read_each(model: SpanModel, rows: Sequence[dict[str, Any]]) -> Floats:
    """Read each question in its own paragraph: answerable, margin, EM, F1 of the best span, `(n, 4)`."""
    found = []
    for row in tqdm(rows, desc="reading", disable=None):
        scores = model.score(row["question"], [(row["title"].replace("_", " "), row["context"])])
        best = best_spans(scores)[0].span
        short = row["context"][best.start : best.end]
        gold = [answer["text"] for answer in row["answers"]]
        found.append((row["answerable"], scores[0].margin, exact_match(short, gold), f1(short, gold)))
    return np.array(found, dtype=np.float64)


def with_abstention(read: Floats, column: int, threshold: float) -> Floats:
    """Score as in SQuAD 2.0: an unanswerable question counts 1 if it gets no answer."""
    given = read[:, 1] >= threshold
    scored: Floats = np.where(read[:, 0] == 1, given * read[:, column], ~given)
    return scored


def best_threshold(read: Floats) -> float:
    """Return the margin threshold with the best F1."""
    return float(max(read[:, 1], key=lambda threshold: with_abstention(read, 3, threshold).mean()))


def open_questions(asked: Sequence[Asked]) -> None:
    """Measure what is found among many passages, and abstention where there is no answer."""
    calibration = load_calibration()
    sure = np.array([calibration.probability(item.signs, item.reader) for item in asked])
    answerable = np.array([item.answerable for item in asked])
    right = np.array([item.right for item in asked])
    figure("gold string in what is shown, when forced to answer", right[answerable].astype(float))
    figure("gold string in the best span", np.array([item.right_span for item in asked])[answerable].astype(float))
    for name, threshold in (
        (
            f"at a false-answer rate of {FALSE_ANSWER_RATE:.2f}",
            float(np.quantile(sure[~answerable], 1 - FALSE_ANSWER_RATE)),
        ),
        ("at the shipped threshold", calibration.min_confidence),
    ):
        given = sure >= threshold
        figure(f"{name}: false-answer rate", given[~answerable].astype(float))
        figure(f"{name}: answered, of the answerable", given[answerable].astype(float))
        figure(f"{name}: gold string in what is shown, of those answered", right[answerable & given].astype(float))
    paired(
        "AUROC of confidence, answerable against not",
        lambda rows: roc_auc_score(answerable[rows], sure[rows]),
        len(asked),
    )
    paired("AUROC of confidence, right against wrong", lambda rows: roc_auc_score(right[rows], sure[rows]), len(asked))
    paired("ECE, ten bins of equal mass", lambda rows: ece(sure[rows], right[rows]), len(asked))


def line(name: str, em: Floats, score: Floats) -> None:
    """Print EM and F1."""
    print(f"| {name} | {len(em):,} | {mean_with_interval(em)} | {mean_with_interval(score)} |", flush=True)


def figure(name: str, values: Floats) -> None:
    """Print a mean."""
    print(f"| {name} | {mean_with_interval(values)} |", flush=True)


def paired(name: str, statistic: Callable[[npt.NDArray[np.int64]], float], count: int) -> None:
    """Print a statistic over resampled questions, with its interval."""
    rows = np.arange(count)
    draws = np.random.default_rng(1).integers(0, count, (DRAWS, count))
    low, high = np.quantile([statistic(draw) for draw in draws], (0.025, 0.975))
    print(f"| {name} | {statistic(rows):.3f} ({low:.3f} … {high:.3f}) |", flush=True)


if __name__ == "__main__":
    main()
