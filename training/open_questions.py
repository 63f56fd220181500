"""Ask questions over passages that were not trained on, of which some answer and some do not.

Two settings, because confidence has to hold in both:

all     an archive of every paragraph of the sets, an article each. Questions are asked as they are, and once more with
        their own article left out.
small   archives like a reader's own: a long article with paragraphs missing here and there, and a few short ones.
        Questions about the paragraphs that are missing look right and have no answer; those that have the answer
        somewhere else after all are left out.

In both, questions that were written so that their paragraph does not answer them, although it looks as if it did, are
asked too. A sentence shown is right if it holds one of the question's answers, word for word, and the paragraph that
answers it was there.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from division import Part, part_of
from examples import DIVIDED, rows_of

from byline import Archive, Article, Hit, Settings
from byline.evaluation.metrics import holds
from byline.indexing.recipe import IndexRecipe
from byline.language.terms import StatisticsOf
from byline.question.coverage import missing_names
from byline.question.question import understand
from byline.readers.base import Signs
from byline.readers.builtin.reader import Score, answers_of, evidence_of, signs_of
from byline.retrieval import retrieve
from byline.store.folder.store import EmbeddedStore

DEPTH = 36  # hits looked at, so that enough are left without those of the question's own article
LONG, SHORT = DIVIDED  # the set with many paragraphs of an article, and the one with one
ARCHIVES, SHORT_ARTICLES, MISSING = 6, 10, 1 / 3
ASKED = 40  # questions of each sort asked over a small archive

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """One question over one selection of passages.

    Attributes:
        answerable: Whether what answers it was among what was searched.
        right: Whether the best sentence holds an answer.
        right_span: Whether the best span does.
        signs: What speaks for the best answer.
    """

    answerable: bool
    right: bool
    right_span: bool
    signs: Signs


def build(data: Path, work: Path) -> None:
    """Make the archive of all paragraphs, an article each."""
    rows = [row for name in DIVIDED for row in rows_of(data / f"{name}.jsonl.gz")]
    titles = {row["context"]: _title(row) for row in rows if row["context"].strip()}
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


def ask(rows: Rows, score: Score, work: Path) -> Iterator[Asked]:
    """Ask each question over all paragraphs and, if one answers it, without any of its own article."""
    store, settings = EmbeddedStore(work), Settings()
    with store.reading() as view:
        encoder = IndexRecipe.of(view.rows, settings).encoder
        for number, row in enumerate(rows, start=1):
            hits = retrieve(view, encoder, understand(row["question"]), DEPTH, None, settings)
            others = [hit for hit in hits if hit.article.title != _title(row)]
            selections = [(row["answerable"], list(hits)), *([(False, others)] if row["answerable"] else [])]
            for answerable, chosen in selections:
                if chosen:  # where nothing but its own article was found there is nothing to read without it
                    yield _read(row, chosen[: settings.passages_read], answerable, score, view.statistics)
            if number % 100 == 0:
                print(f"{number} of {len(rows)} questions", file=sys.stderr)


def ask_small(data: Path, part: Part, score: Score, work: Path) -> Iterator[Asked]:
    """Ask questions over small archives of a part's articles, which are made in `work`."""
    chance, settings = random.Random(7), Settings()
    long, short = (_by_title(data / f"{name}.jsonl.gz", part) for name in DIVIDED)
    for number in range(ARCHIVES):
        about = long[sorted(long)[number % len(long)]]
        paragraphs = sorted({row["context"] for row in about})
        missing = set(chance.sample(paragraphs, round(MISSING * len(paragraphs))))
        there = [row for row in about if row["context"] not in missing]
        drawn = [row for title in chance.sample(sorted(short), 2 * SHORT_ARTICLES) for row in short[title]]
        others, absent = drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]
        folder = work / f"{part}-{number}"
        _build_small(folder, [*there, *others])
        asked = [
            *_some((row for row in there if row["answerable"]), chance),
            *_some((row for row in there if not row["answerable"]), chance),
            *_some((row for row in about if row["context"] in missing and row["answerable"]), chance),
            *others,
            *absent,
        ]
        contexts = {row["context"] for row in (*there, *others)}
        with EmbeddedStore(folder).reading() as view:
            encoder = IndexRecipe.of(view.rows, settings).encoder
            for row in asked:
                question = understand(row["question"])
                hits = list(retrieve(view, encoder, question, settings.passages_read, None, settings))
                gold = [answer["text"] for answer in row["answers"]]
                if row["context"] in contexts or not any(holds(hit.text, gold) for hit in hits):
                    answerable = row["answerable"] and row["context"] in contexts
                    yield _read(row, hits, answerable, score, view.statistics)
        print(f"{number + 1} of {ARCHIVES} small archives", file=sys.stderr)


def _by_title(file: Path, part: Part) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(file):
        if part_of(row["title"]) == part and row["context"].strip():
            found[_title(row)].append(row)
    return found


def _build_small(folder: Path, rows: Rows) -> None:
    paragraphs: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        paragraphs[_title(row)][row["context"]] = None
    with Archive(folder) as archive:
        archive.add([Article(title, "\n\n".join(contexts), title) for title, contexts in paragraphs.items()])


def _some(rows: Iterable[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    listed = list(rows)
    return chance.sample(listed, min(ASKED, len(listed)))


def _title(row: dict[str, Any]) -> str:
    return str(row["title"]).replace("_", " ")


def _read(row: dict[str, Any], hits: Sequence[Hit], answerable: bool, score: Score, statistics: StatisticsOf) -> Asked:
    question, gold = understand(row["question"]), [answer["text"] for answer in row["answers"]]
    scores = score(question.text, [(hit.article.title, hit.text) for hit in hits])
    answers = answers_of(hits, scores)
    best = evidence_of(hits, answers)[0]
    right = answerable and holds(best.hit.article[best.span], gold)
    right_span = bool(answerable and best.short_span and holds(best.hit.article[best.short_span], gold))
    signs = signs_of(question, hits, scores, answers, missing_names(question.names, hits), statistics)
    return Asked(answerable, right, right_span, signs)
