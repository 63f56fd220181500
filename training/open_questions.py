"""Ask questions over passages that were not trained on, of which some answer and some do not.

Four settings, because confidence has to hold in all:

news    an archive of all invented articles of a part, asked what was written for them, follow-ups said in full.
event   the same, over the two to four articles of the question's event alone.
all     an archive of every paragraph of the encyclopaedic sets, an article each. Questions are asked as they are, and
        once more with their own article left out.
small   archives like a reader's own: a long article with paragraphs missing here and there, and a few short ones.
        Questions about the paragraphs that are missing look right and have no answer; those that have the answer
        somewhere else after all are left out.

In all, questions that were written so that nothing answers them, although it looks as if something did, are asked too.
What is shown is right if it holds one of the question's answers, word for word, and what answers it was there.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from division import Part, part_of
from examples import DIVIDED, article_of, rows_of

from byline import Archive, Article, Hit, Hits, Settings, Where
from byline.answering.pipeline import conclude
from byline.encoders.base import Encoder
from byline.evaluation.metrics import holds
from byline.indexing.recipe import IndexRecipe
from byline.question.question import Question, understand
from byline.readers.base import Reader, Signs
from byline.retrieval import retrieve
from byline.store.base import View
from byline.store.folder.store import FolderStore

SETTINGS = Settings(min_confidence=0.0)  # everything is composed: the confidence is what is asked about
LEFT_OUT = 20  # further hits looked at, so that enough are left without those of the question's own article
LONG, SHORT = DIVIDED  # the set with many paragraphs of an article, and the one with one
ARCHIVES, SHORT_ARTICLES, MISSING = 6, 10, 1 / 3
ASKED = 40  # questions of each sort asked over a small archive

NOTHING_FOUND = Signs(*[0.0] * len(Signs._fields))

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """One question over one selection of passages, read by one reader.

    Attributes:
        archive: `news`, `event`, `all` or `small`.
        reader: See `Reading.reader`.
        kind: Of a question about news; empty for others.
        pair: Which pair of look-alike questions it is one of, empty if of none.
        answerable: Whether what answers it was among what was searched.
        right: Whether what is shown holds an answer.
        right_span: Whether the best span does.
        signs: What speaks for the best answer.
    """

    archive: str
    reader: str
    kind: str
    pair: str
    answerable: bool
    right: bool
    right_span: bool
    signs: Signs


def build(data: Path, work: Path) -> None:
    """Make the archive of all paragraphs, an article each."""
    rows = [row for name in DIVIDED for row in rows_of(data / "reading" / f"{name}.jsonl.gz")]
    titles = {row["context"]: _title(row) for row in rows if row["context"].strip()}
    with Archive(work) as archive:
        archive.add(
            [Article(f"context-{number}", context, title) for number, (context, title) in enumerate(titles.items())]
        )


def questions_of(data: Path, part: Part, count: int, *, answerable: bool = True) -> list[dict[str, Any]]:
    """Draw questions about the articles of a part."""
    rows = [row for name in DIVIDED for row in rows_of(data / "reading" / f"{name}.jsonl.gz")]
    chosen = [row for row in rows if row["answerable"] == answerable and part_of(row["title"]) == part]
    random.Random(7).shuffle(chosen)
    return chosen[:count]


def build_news(data: Path, part: Part, folder: Path) -> None:
    """Make the archive of all invented articles of a part."""
    with Archive(folder) as archive:
        archive.add(articles_of(data, part))


def articles_of(data: Path, part: Part) -> list[Article]:
    """Return the invented articles of a part."""
    return [article_of(row) for row in rows_of(data / "news" / "articles.jsonl.gz") if row["part"] == part]


def news_questions(data: Path, part: Part, count: int) -> list[dict[str, Any]]:
    """Draw questions about the news of a part; those of a pair come both."""
    units: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(data / "news" / "questions.jsonl.gz"):
        if row["part"] == part:
            units[row.get("pair") or row["id"]].append(row)
    drawn = random.Random(7).sample(sorted(units), len(units))
    return [row for unit in drawn for row in units[unit]][:count]


def ask_news(rows: Rows, readers: Sequence[Reader], folder: Path, *, alone: bool = False) -> Iterator[Asked]:
    """Ask questions about news over all articles, or over those of their event alone."""
    with FolderStore(folder).reading() as view:
        encoder = IndexRecipe.of(view.rows, SETTINGS).encoder
        articles = view.rows.ids() if alone else []
        for number, row in enumerate(rows, start=1):
            question = understand(row.get("standalone") or row["question"])
            own = [id for id in articles if id.startswith(f"{row['event']}/")]
            hits = _hits(view, encoder, question, Where(articles=own) if alone else None)
            gold = [place["answer"] for place in (row, *row.get("also", [])) if place["answer"]]
            for reader in readers:
                yield _read(
                    "event" if alone else "news",
                    row["kind"],
                    row.get("pair", ""),
                    question,
                    gold,
                    bool(gold),
                    hits,
                    reader,
                    view,
                )
            if number % 100 == 0:
                print(f"{number} of {len(rows)} questions about news", file=sys.stderr)


def ask(rows: Rows, readers: Sequence[Reader], work: Path) -> Iterator[Asked]:
    """Ask each question over all paragraphs and, if one answers it, without any of its own article."""
    with FolderStore(work).reading() as view:
        encoder = IndexRecipe.of(view.rows, SETTINGS).encoder
        for number, row in enumerate(rows, start=1):
            question, gold = understand(row["question"]), [answer["text"] for answer in row["answers"]]
            hits = _hits(view, encoder, question, None, LEFT_OUT)
            others = [hit for hit in hits if hit.article.title != _title(row)]
            selections = [(row["answerable"], hits), *([(False, others)] if row["answerable"] else [])]
            for answerable, chosen in selections:
                if chosen:  # where nothing but its own article was found there is nothing to read without it
                    for reader in readers:
                        some = chosen[: SETTINGS.passages_read]
                        yield _read("all", "", "", question, gold, answerable, some, reader, view)
            if number % 100 == 0:
                print(f"{number} of {len(rows)} questions", file=sys.stderr)


def ask_small(
    data: Path, part: Part, readers: Sequence[Reader], work: Path, archives: int = ARCHIVES
) -> Iterator[Asked]:
    """Ask questions over small archives of a part's articles, which are made in `work`."""
    chance = random.Random(7)
    long, short = (_by_title(data / "reading" / f"{name}.jsonl.gz", part) for name in DIVIDED)
    for number in range(archives):
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
        with FolderStore(folder).reading() as view:
            encoder = IndexRecipe.of(view.rows, SETTINGS).encoder
            for row in asked:
                question = understand(row["question"])
                hits = _hits(view, encoder, question, None)
                gold = [answer["text"] for answer in row["answers"]]
                if row["context"] in contexts or not any(holds(hit.text, gold) for hit in hits):
                    answerable = row["answerable"] and row["context"] in contexts
                    for reader in readers:
                        yield _read("small", "", "", question, gold, answerable, hits, reader, view)
        print(f"{number + 1} of {archives} small archives", file=sys.stderr)


def _hits(view: View, encoder: Encoder, question: Question, where: Where | None, more: int = 0) -> list[Hit]:
    count, per_article = SETTINGS.passages_read + more, SETTINGS.passages_read_per_article
    return list(retrieve(view, encoder, question, count, where, SETTINGS, per_article=per_article))


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


def _read(
    archive: str,
    kind: str,
    pair: str,
    question: Question,
    gold: Sequence[str],
    answerable: bool,
    hits: Sequence[Hit],
    reader: Reader,
    view: View,
) -> Asked:
    reading = reader.read(question, hits, view.statistics)
    copies = view.rows.copies({hit.article.id for hit in hits})
    shown = conclude(question, Hits(tuple(hits)), reading, view.state, copies, SETTINGS).composition
    right = answerable and any(holds(citation.quote, gold) for citation in shown.citations)
    best = reading.evidence[0] if reading.evidence else None
    right_span = bool(answerable and best and best.short_span and holds(best.hit.article[best.short_span], gold))
    signs = reading.signs or NOTHING_FOUND
    return Asked(archive, reading.reader, kind, pair, answerable, right, right_span, signs)
