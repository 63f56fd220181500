"""Measure disagreement: python benchmarks/disagreement.py DATA [--questions N] [--oracle]

DATA is a folder with conflicts/ramdocs.jsonl.gz and reading/squad_dev.jsonl.gz and nq_qed.jsonl.gz.

1. Values: the answers that are labelled in RAMDocs, in place of a reader's. Whether those of one question that are the
   same are put together, and those that are not kept apart.
2. RAMDocs (Wang et al., arXiv 2504.13079): each question over its own documents, each an article. What is shown.
3. Questions with one answer, over the eight paragraphs of all that share most words with them (BM25): how often a
   conflict is claimed.

The reader stands behind `read`. Prints tables in Markdown with 95 % bootstrap intervals.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from examples import DIVIDED, rows_of
from open_questions import questions_of

from byline import Article, Hit, Hits, IndexState, Passage, Reply, Settings, Span
from byline.evaluation.metrics import holds
from byline.ports import Reader, StatisticsOf
from byline.reading import load_reader
from byline.reading.answer import compose
from byline.reading.expected import expected_of
from byline.reading.values import compare, group, value_of
from byline.store.exact import ExactKeywords
from byline.store.terms import terms_of
from byline.text import visible

DRAWS = 1_000
PARAGRAPHS = 8

Read = Callable[[str, Sequence[Article], StatisticsOf], Reply]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=500, help="with one answer")
    parser.add_argument("--oracle", action="store_true", help="only the first part, which needs no reader")
    parser.add_argument("--part", choices=("develop", "test"), default="test", help="whose articles are asked about")
    options = parser.parse_args()
    ramdocs = list(rows_of(options.data / "conflicts" / "ramdocs.jsonl.gz"))
    labelled(ramdocs)
    if not options.oracle:
        reader = load_reader()
        for name, threshold in (("own threshold", reader.min_confidence), ("forced to answer", 0.0)):
            documents(ramdocs, read_with(reader, threshold), f"RAMDocs, {name}")
        reading = options.data / "reading"
        one_answer(reading, options.part, options.questions, read_with(reader, reader.min_confidence))


def read_with(reader: Reader, threshold: float) -> Read:
    """Return what answers a question from articles that are passages as they are."""

    def read(question: str, articles: Sequence[Article], statistics: StatisticsOf) -> Reply:
        hits = Hits(
            tuple(
                Hit(Passage(article, Span(0, len(article.text))), 1.0 / rank, rank)
                for rank, article in enumerate(articles, start=1)
            )
        )
        found = reader.read(question, hits, statistics)
        return compose(question, question, hits, found, IndexState(articles=len(articles)), threshold, Settings())

    return read


# 1


def labelled(rows: Sequence[dict[str, Any]]) -> None:
    """Compare the answers that are labelled in the documents of each question."""
    same, apart, exact = [], [], []
    for row in rows:
        kind = expected_of(row["question"]).kind
        texts = [document["answer"] for document in row["documents"] if document["answer"] != "unknown"]
        for one, other in combinations(texts, 2):
            agree = compare(value_of(one, kind), value_of(other, kind)) in {"same", "compatible"}
            (same if one == other else apart).append(agree)
            if agree and one != other:
                print(f"put together: {row['question']} {one!r} {other!r}", file=sys.stderr)
        groups = group([(value_of(text, kind), 1.0) for text in texts])
        exact.append(len(groups) == len(set(texts)))
    print("| labelled answers of RAMDocs | n | value |\n|---|---|---|")
    figure("pairs written alike: put together", same)
    figure("pairs written otherwise: put together", apart)
    figure("questions: as many groups as answers", exact)
    print()


# 2


def documents(rows: Sequence[dict[str, Any]], read: Read, name: str) -> None:
    """Ask each question over its own documents."""
    every, noise, alone, answered, claimed = [], [], [], [], []
    for row in rows:
        articles = [
            Article(f"{number}-{document['type']}", visible(document["text"]))
            for number, document in enumerate(row["documents"])
        ]
        statistics = ExactKeywords(list(enumerate(article.text for article in articles))).statistics
        reply = read(row["question"], articles, statistics)
        shown = " ".join(sentence.text for sentence in reply.sentences)
        right = [holds(shown, [gold]) for gold in row["gold_answers"]]
        types = [citation.article.id.partition("-")[2] for citation in reply.citations]
        every.append(all(right))
        noise += [of == "noise" for of in types]
        alone.append("misinfo" in types and not any(right))
        answered.append(reply.status != "no_answer")
        claimed.append(bool(reply.conflicts))
    print(f"| {name} | n | value |\n|---|---|---|")
    figure("answered", answered)
    figure("all right answers shown", every)
    figure("citations of noise", noise)
    figure("misinformation shown and no right answer", alone)
    figure("a conflict claimed", claimed)
    print()


# 3


def one_answer(reading: Path, part: str, count: int, read: Read) -> None:
    """Ask questions that have one answer over the paragraphs found for them."""
    articles = list(_paragraphs(reading))
    keywords = ExactKeywords((number, f"{one.title}\n{one.text}") for number, one in enumerate(articles))
    claimed, answered = [], []
    for row in questions_of(reading, part, count):
        found = keywords.search(terms_of(row["question"]), PARAGRAPHS).keys
        reply = read(row["question"], [articles[key] for key in found], keywords.statistics)
        answered.append(reply.status != "no_answer")
        claimed.append(bool(reply.conflicts))
        for conflict in reply.conflicts:
            values = [one.value for one in conflict.values]
            print(f"claimed: {row['question']} {conflict.type}: {values}", file=sys.stderr)
    print(f"| one answer, {part} | n | value |\n|---|---|---|")
    figure("answered", answered)
    figure("a conflict claimed", claimed)


def _paragraphs(reading: Path) -> Iterator[Article]:
    rows = [row for name in DIVIDED for row in rows_of(reading / f"{name}.jsonl.gz")]
    titles = {row["context"]: row["title"].replace("_", " ") for row in rows if row["context"].strip()}
    for number, (context, title) in enumerate(titles.items()):
        yield Article(f"context-{number}", context, title)


def figure(name: str, values: Sequence[bool]) -> None:
    """Print a share with its interval."""
    array = np.array(values, dtype=float)
    draws = np.random.default_rng(1).choice(array, (DRAWS, len(array))).mean(axis=1)
    low, high = np.percentile(draws, (2.5, 97.5))
    print(f"| {name} | {len(array)} | {array.mean():.3f} ({low:.3f} … {high:.3f}) |", flush=True)


if __name__ == "__main__":
    main()
