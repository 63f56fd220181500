"""Measure disagreement: python benchmarks/disagreement.py DATA [--part develop] [--oracle]

DATA is a folder with conflicts/ramdocs.jsonl.gz, reading/squad_dev.jsonl.gz and reading/nq_qed.jsonl.gz.

1. Values: the labelled answers of RAMDocs in place of a reader's. Measures whether equal answers to a question are
   grouped and different ones kept apart.
2. RAMDocs (Wang et al., arXiv 2504.13079): each question over its own documents, each as an article. Measures what is
   shown.
3. Questions with a single answer, over the eight paragraphs of the whole set that share most words with them (BM25).
   Measures how often a conflict is claimed.

Every other RAMDocs question belongs to each half; questions with a single answer are divided by article title. Choices
are made on `--part develop`. Prints Markdown tables with 95 % bootstrap intervals.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from intervals import mean_with_interval

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from examples import DIVIDED, rows_of
from open_questions import questions_of

from byline import Article, Hit, Hits, IndexState, Passage, Reply, Settings, Span
from byline.answering.pipeline import conclude
from byline.encoders.base import Encoder
from byline.encoders.sentence_transformer import SentenceTransformerEncoder
from byline.encoders.text import embedded_text
from byline.evaluation.metrics import holds
from byline.language.terms import StatisticsOf, terms_of
from byline.language.text import visible
from byline.language.values import AGREE, compare, group, value_of
from byline.question.form import kind_of
from byline.question.question import understand
from byline.question.wanted import wanted_by
from byline.readers import load_reader
from byline.readers.base import Reader
from byline.settings import DEFAULT_ENCODER
from byline.store.exact import ExactKeywords

PARAGRAPHS = 8

Answer = Callable[[Settings], Reply]
THRESHOLDS = (("own threshold", Settings()), ("always answered", Settings(min_confidence=0.0)))


def main() -> None:
    """Run the measurements and print tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", choices=("develop", "test"), default="test", help="which half to measure")
    parser.add_argument("--questions", type=int, default=500, help="number of questions with a single answer")
    parser.add_argument("--oracle", action="store_true", help="only the first part, which needs no reader")
    options = parser.parse_args()
    ramdocs = list(rows_of(options.data / "conflicts" / "ramdocs.jsonl.gz"))[options.part == "test" :: 2]
    labelled(ramdocs)
    if not options.oracle:
        reader, encoder = load_reader(), SentenceTransformerEncoder(DEFAULT_ENCODER)
        documents(ramdocs, reader, encoder)
        one_answer(options.data / "reading", options.part, options.questions, reader, encoder)


def read(
    question: str, articles: Sequence[Article], statistics: StatisticsOf, reader: Reader, encoder: Encoder
) -> Answer:
    """Read articles, each as a single passage."""
    passages = [Passage(article, Span(0, len(article.text))) for article in articles]
    vectors, query = encoder.encode_passages(list(map(embedded_text, passages))), encoder.encode_query(question)
    hits = Hits(
        tuple(
            Hit(passage, 1.0 / rank, rank, float(vector @ query))
            for rank, (passage, vector) in enumerate(zip(passages, vectors, strict=True), start=1)
        )
    )
    asked, index = understand(question), IndexState(articles=len(articles))
    found = reader.read(asked, hits, statistics)
    return lambda settings: conclude(asked, hits, found, index, {}, settings).reply()


# 1


def labelled(rows: Sequence[dict[str, Any]]) -> None:
    """Compare the labelled answers in the documents of each question."""
    same, apart, exact = [], [], []
    for row in rows:
        kind = kind_of(row["question"], wanted_by(row["question"]).sort)
        texts = [document["answer"] for document in row["documents"] if document["answer"] != "unknown"]
        for one, other in combinations(texts, 2):
            agree = compare(value_of(one, kind), value_of(other, kind)) in AGREE
            (same if one == other else apart).append(agree)
            if agree and one != other:
                print(f"grouped: {row['question']} {one!r} {other!r}", file=sys.stderr)
        groups = group([(value_of(text, kind), 1.0) for text in texts])
        exact.append(len(groups) == len(set(texts)))
    print("| labelled answers of RAMDocs | n | value |\n|---|---|---|")
    figure("pairs written alike: grouped", same)
    figure("pairs written differently: grouped", apart)
    figure("questions: as many groups as answers", exact)
    print()


# 2


def documents(rows: Sequence[dict[str, Any]], reader: Reader, encoder: Encoder) -> None:
    """Ask each question over its own documents."""
    answers = []
    for row in rows:
        articles = [
            Article(f"{number}-{document['type']}", visible(document["text"]))
            for number, document in enumerate(row["documents"])
        ]
        statistics = ExactKeywords(list(enumerate(article.text for article in articles))).statistics
        answers.append(read(row["question"], articles, statistics, reader, encoder))
    for name, settings in THRESHOLDS:
        shown(name, rows, [answer(settings) for answer in answers])


def shown(name: str, rows: Sequence[dict[str, Any]], replies: Sequence[Reply]) -> None:
    """Print which labelled values the replies show."""
    every, noise, alone, true, claimed = [], [], [], [], ([], [])
    for row, reply in zip(rows, replies, strict=True):
        text = " ".join(sentence.text for sentence in reply.sentences)
        right = [holds(text, [gold]) for gold in row["gold_answers"]]
        types = [citation.article.id.partition("-")[2] for citation in reply.citations]
        every.append(all(right))
        noise += [of == "noise" for of in types]
        alone.append("misinfo" in types and not any(right))
        labels = {document["answer"] for document in row["documents"]} - {"unknown"}
        claimed[len(labels) > 1].append(bool(reply.conflicts))
        values = [value.value for conflict in reply.conflicts for value in conflict.values]
        true += [any(_alike(row["question"], value, label) for label in labels) for value in values]
    print(f"| RAMDocs, {name} | n | value |\n|---|---|---|")
    figure("answered", [reply.status != "no_answer" for reply in replies])
    figure("all right answers shown", every)
    figure("citations of noise", noise)
    figure("misinformation shown and no right answer", alone)
    figure("a conflict claimed where several answers are labelled", claimed[True])
    figure("a conflict claimed where one or none is", claimed[False])
    figure("values of conflicts that are labelled", true)
    print()


def _alike(question: str, one: str, other: str) -> bool:
    kind = kind_of(question, wanted_by(question).sort)
    return compare(value_of(one, kind), value_of(other, kind)) in AGREE


# 3


def one_answer(reading: Path, part: str, count: int, reader: Reader, encoder: Encoder) -> None:
    """Ask questions with a single answer over the paragraphs found for them."""
    articles = list(_paragraphs(reading))
    keywords = ExactKeywords((number, f"{one.title}\n{one.text}") for number, one in enumerate(articles))
    answers = []
    for row in questions_of(reading, part, count):
        found = keywords.search(terms_of(row["question"]), PARAGRAPHS).keys
        chosen = [articles[key] for key in found]
        answers.append(read(row["question"], chosen, keywords.statistics, reader, encoder))
    for name, settings in THRESHOLDS:
        replies = [answer(settings) for answer in answers]
        print(f"| one answer, {name} | n | value |\n|---|---|---|")
        figure("answered", [reply.status != "no_answer" for reply in replies])
        figure("a conflict claimed", [bool(reply.conflicts) for reply in replies])
        print()


def _paragraphs(reading: Path) -> Iterator[Article]:
    rows = [row for name in DIVIDED for row in rows_of(reading / f"{name}.jsonl.gz")]
    titles = {row["context"]: row["title"].replace("_", " ") for row in rows if row["context"].strip()}
    for number, (context, title) in enumerate(titles.items()):
        yield Article(f"context-{number}", context, title)


def figure(name: str, values: Sequence[bool]) -> None:
    """Print a share with its confidence interval."""
    if not values:
        return
    print(f"| {name} | {len(values)} | {mean_with_interval(values)} |", flush=True)


if __name__ == "__main__":
    main()
