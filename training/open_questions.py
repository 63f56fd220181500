"""Ask questions over passages that were not trained on, some with and some without an answer.

There are four settings, because confidence must be reliable in all of them:

news    an archive of all invented articles of a part, with the questions written for them; follow-ups are in full.
event   the same, but only the two to four articles of the question's event are searched.
all     an archive with every paragraph of the encyclopaedic sets as an article. Each question is asked as it is, and
        again with its own article left out.
small   archives like a user's own: a long article with some paragraphs missing, and a few short ones. Questions about
        the missing paragraphs look answerable but are not; those that are answered elsewhere after all are left out.

All settings include questions that were written to look answerable but are not. A reply is right if it contains one of
the question's answers, word for word, and what answers the question was in the archive.
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

SETTINGS = Settings(min_confidence=0.0)  # compose every answer, because the confidence is what is studied
LEFT_OUT = 20  # further hits retrieved, so that enough are left without the question's own article
LONG, SHORT = DIVIDED  # the set with many paragraphs per article, and the set with one
ARCHIVES, SHORT_ARTICLES, MISSING = 6, 10, 1 / 3
ASKED = 40  # questions of each sort per small archive

NOTHING_FOUND = Signs(*[0.0] * len(Signs._fields))

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """One question over one selection of passages, read by one reader.

    Attributes:
        archive: `news`, `event`, `all` or `small`.
        reader: See `Reading.reader`.
        kind: The kind of a question about news; empty for others.
        pair: The pair of look-alike questions that it belongs to; empty if none.
        answerable: Whether what was searched contains an answer.
        right: Whether what is shown contains an answer.
        right_span: Whether the best span contains an answer.
        signs: The signs of the best answer.
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
    """Build the archive of all paragraphs, one article each."""
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
    """Build the archive of all invented articles of a part."""
    with Archive(folder) as archive:
        archive.add(articles_of(data, part))


def articles_of(data: Path, part: Part) -> list[Article]:
    """Return the invented articles of a part."""
    return [article_of(row) for row in rows_of(data / "news" / "articles.jsonl.gz") if row["part"] == part]


def news_questions(data: Path, part: Part, count: int) -> list[dict[str, Any]]:
    """Draw questions about the news of a part, keeping pairs together."""
    units: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(data / "news" / "questions.jsonl.gz"):
        if row["part"] == part:
            units[row.get("pair") or row["id"]].append(row)
    drawn = random.Random(7).sample(sorted(units), len(units))
    return [row for unit in drawn for row in units[unit]][:count]


def ask_news(rows: Rows, readers: Sequence[Reader], folder: Path, *, alone: bool = False) -> Iterator[Asked]:
    """Ask questions about news over all articles, or only over those of their event."""
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
    """Ask each question over all paragraphs and, if it is answerable, again without its own article."""
    with FolderStore(work).reading() as view:
        encoder = IndexRecipe.of(view.rows, SETTINGS).encoder
        for number, row in enumerate(rows, start=1):
            question, gold = understand(row["question"]), [answer["text"] for answer in row["answers"]]
            hits = _hits(view, encoder, question, None, LEFT_OUT)
            others = [hit for hit in hits if hit.article.title != _title(row)]
            selections = [(row["answerable"], hits), *([(False, others)] if row["answerable"] else [])]
            for answerable, chosen in selections:
                if chosen:  # if only its own article was found, nothing is left to read
                    for reader in readers:
                        some = chosen[: SETTINGS.passages_read]
                        yield _read("all", "", "", question, gold, answerable, some, reader, view)
            if number % 100 == 0:
                print(f"{number} of {len(rows)} questions", file=sys.stderr)


def ask_small(
    data: Path, part: Part, readers: Sequence[Reader], work: Path, archives: int = ARCHIVES
) -> Iterator[Asked]:
    """Ask questions over small archives of a part's articles, which are built in `work`."""
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
