"""Fit the model that decides yes or no: python training/train_verdict.py DATA

DATA is a folder with news/articles.jsonl.gz and news/questions.jsonl.gz. The model is fitted on the yes-or-no questions
of the part `train` and measured on `develop`. Each question has the sentence that decides it, and two from its event's
articles that share the most words with it but do not decide it. Writes verdict.json: each sign's weights for no, yes
and neither.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from examples import rows_of
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from byline.answering import verdict as rules
from byline.answering.verdict_signs import OUTCOMES, load_weights, signs_of
from byline.language.content import Present
from byline.language.sentences import sentences
from byline.question.question import Question, understand

INTO = Path(rules.__file__).with_name("verdict.json")
BESIDE = 2  # sentences per question that do not decide it
FEWEST = 4  # minimum number of examples with a sign that is kept
STRENGTH = 0.3  # inverse strength of the regularisation


class Example(NamedTuple):
    """A yes-or-no question, a sentence, and the number of its outcome in `OUTCOMES`."""

    question: Question
    sentence: str
    outcome: int


def main() -> None:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--into", type=Path, default=INTO, metavar="FILE")
    options = parser.parse_args()
    questions = [row for row in rows_of(options.data / "news" / "questions.jsonl.gz") if row["kind"] == "yes_no"]
    articles = list(rows_of(options.data / "news" / "articles.jsonl.gz"))
    train, develop = (list(examples(questions, articles, part)) for part in ("train", "develop"))
    options.into.write_text(json.dumps(fitted(train), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    load_weights.cache_clear()
    for name, some in (("train", train), ("develop", develop)):
        print(f"{name}: {measured(some)}")


def examples(questions: Sequence[dict[str, Any]], articles: Sequence[dict[str, Any]], part: str) -> Iterator[Example]:
    """Yield the examples of a part's questions: sentences that decide, and sentences that do not."""
    told: dict[str, list[str]] = {}
    for row in articles:
        told.setdefault(row["event"], []).extend(row["text"][one.start : one.end] for one in sentences(row["text"]))
    for row in questions:
        if row["part"] == part:
            question = understand(row["question"])
            deciding = [row["sentence"], *(other["sentence"] for other in row["also"])]
            yield Example(question, row["sentence"], OUTCOMES.index(row["verdict"]))
            beside = [one for one in told[row["event"]] if not any(one in gold or gold in one for gold in deciding)]
            for sentence in sorted(beside, key=lambda one: -covered(question, one))[:BESIDE]:
                yield Example(question, sentence, OUTCOMES.index("neither"))


def covered(question: Question, sentence: str) -> int:
    """Count the words of a question that a sentence has."""
    present = Present([sentence])
    return sum(word in present for word in question.words)


def fitted(some: Sequence[Example]) -> dict[str, list[float]]:
    """Return the weights of each sign that enough examples have."""
    signs = [signs_of(one.question, one.sentence) for one in some]
    vectors = DictVectorizer()
    seen = vectors.fit_transform(signs)
    kept = np.asarray((seen != 0).sum(axis=0)).ravel() >= FEWEST
    model = LogisticRegression(C=STRENGTH, max_iter=3_000).fit(seen[:, kept], [one.outcome for one in some])
    names = vectors.get_feature_names_out()[kept]
    weights = {str(name): [round(float(one), 4) for one in model.coef_[:, at]] for at, name in enumerate(names)}
    weights["bias"] = [round(one + float(two), 4) for one, two in zip(weights["bias"], model.intercept_, strict=True)]
    return weights


def measured(some: Sequence[Example]) -> str:
    """Describe how often verdicts are right or wrong if the sentence decides, and how often given if it does not."""
    given = [(rules.verdict_in(one.question, one.sentence), OUTCOMES[one.outcome]) for one in some]
    deciding = [(verdict, gold) for verdict, gold in given if gold != "neither"]
    right = sum(verdict == gold for verdict, gold in deciding) / len(deciding)
    wrong = sum(verdict not in {None, gold} for verdict, gold in deciding) / len(deciding)
    other = sum(verdict is not None for verdict, gold in given if gold == "neither") / (len(given) - len(deciding))
    return f"right {right:.3f}, wrong {wrong:.3f}; given although nothing decides {other:.3f}"


if __name__ == "__main__":
    main()
