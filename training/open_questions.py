"""Ask questions over all passages of their sets, as they are and with their own article left out.

Those that were written so that their paragraph does not answer them, although it looks as if it did, are asked as they
are only.

The archive holds every paragraph of the sets, an article each. A sentence shown is right if it holds one of the
question's answers, word for word, and the question's own article was there.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from division import Part, part_of
from examples import DIVIDED, rows_of

from byline import Archive, Article, Hit, Settings
from byline.blueprint import Blueprint
from byline.evaluation.metrics import holds
from byline.reading.calibration import Signs
from byline.reading.span_reader import Score, answers_of, evidence_of, signs_of
from byline.retrieval import retrieve
from byline.store.store import Store

DEPTH = 36  # hits looked at, so that enough are left without those of the question's own article


@dataclass(frozen=True)
class Asked:
    """One question over one selection of passages.

    Attributes:
        answerable: Whether its own article was among what was searched.
        right: Whether the best sentence holds an answer.
        right_span: Whether the best span does.
        signs: What speaks for the best answer.
    """

    answerable: bool
    right: bool
    right_span: bool
    signs: Signs


def build(data: Path, work: Path) -> None:
    """Make the archive, an article a paragraph."""
    rows = [row for name in DIVIDED for row in rows_of(data / f"{name}.jsonl.gz")]
    titles = {row["context"]: row["title"].replace("_", " ") for row in rows if row["context"].strip()}
    with Archive(work) as archive:
        archive.add(
            [Article(f"context-{number}", context, title) for number, (context, title) in enumerate(titles.items())]
        )


def questions_of(data: Path, part: Part, count: int, *, answerable: bool = True) -> list[dict[str, Any]]:
    """Draw questions about the articles of a part."""
    rows = [row for name in DIVIDED for row in rows_of(data / f"{name}.jsonl.gz")]
    chosen = [row for row in rows if row["answerable"] == answerable and part_of(row["title"]) == part]
    random.Random(7).shuffle(chosen)
    return chosen[:count]


def ask(rows: Sequence[dict[str, Any]], score: Score, work: Path) -> Iterator[Asked]:
    """Ask each question with its own article and, if that answers it, without any passage of it."""
    store, settings = Store(work), Settings()
    with store.reading() as view:
        encoder = Blueprint.of(view.rows, settings).encoder
        for number, row in enumerate(rows, start=1):
            hits = retrieve(view, encoder, row["question"], DEPTH, None, settings)
            title = row["title"].replace("_", " ")
            others = [hit for hit in hits if hit.article.title != title]
            selections = [(row["answerable"], list(hits)), *([(False, others)] if row["answerable"] else [])]
            for answerable, chosen in selections:
                if chosen:  # where nothing but its own article was found there is nothing to read without it
                    yield _read(row, chosen[: settings.passages_read], answerable, score, view.statistics)
            if number % 100 == 0:
                print(f"{number} of {len(rows)} questions", flush=True)


def _read(row: dict[str, Any], hits: Sequence[Hit], answerable: bool, score: Score, statistics: Any) -> Asked:
    question, gold = row["question"], [answer["text"] for answer in row["answers"]]
    scores = score(question, [(hit.article.title, hit.text) for hit in hits])
    answers = answers_of(hits, scores)
    best = evidence_of(hits, answers, 1.0)[0]
    right = answerable and holds(best.hit.article[best.span], gold)
    right_span = bool(answerable and best.short_span and holds(best.hit.article[best.short_span], gold))
    return Asked(answerable, right, right_span, signs_of(question, hits, scores, answers, statistics))
