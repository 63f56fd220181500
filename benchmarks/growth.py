"""Measure how an archive grows: python benchmarks/growth.py [DATA ...] [--sizes 1000 10000 100000 1000000] [--work DIR]

Makes an archive of each size and prints a Markdown table. DATA are JSON Lines files, gzipped or not, with a `context`
and a `question` per line, such as those of SQuAD; their paragraphs and the articles in seeds/ form the stock. A smaller
stock gives the same table with less variety than a real archive has.

A passage is one from the stock in which every fifth word is replaced by another word of the stock, drawn in proportion
to its frequency. Its vector is that of the original passage moved towards a second and away from a third, both drawn at
random: x = a + 0.45 (b - c), scaled to length 1. The noise thus has the directions of differences between real vectors.
Similarity is about 0.85 to the original and 0.7 among passages made from the same original, as among passages on the
same subject, and no two vectors are equal, so ties do not decide recall. The stock and the questions are embedded by
the real encoder. Articles of ten passages go straight into the catalog in transactions of a thousand; only the hundred
articles whose adding is timed go all the way, with an encoder that returns such vectors.

Searches are measured in a separate process, with the real encoder loaded and its time not counted. Times are wall
clock, p50 / p95 in milliseconds, and depend on the machine. All questions are asked once first, since what a question
needs may have to be read from disk; the times of that first round have their own column. Memory is the peak resident
size of the process after all questions were asked. Recall@10 is the share of the exact ten nearest passages, found by
comparing every vector, that a search for ten finds.
"""

import argparse
import hashlib
import json
import math
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from demo import QUESTIONS, SEEDS, rows_of

from byline import Archive, Article, Span, Where
from byline.encoders import load_encoder
from byline.encoders.text import digest_of, embedded_text
from byline.language.minhash import Signature
from byline.language.sentences import paragraphs
from byline.language.terms import terms_of
from byline.question.question import understand
from byline.records import Passage
from byline.retrieval import retrieve
from byline.settings import Settings
from byline.store.base import View
from byline.store.folder import faiss
from byline.store.folder.store import FolderStore, FolderView
from byline.store.folder.tantivy import TantivyKeywords
from byline.store.open import open_store

MOVED = 0.45
PASSAGES_PER_ARTICLE = 10
ARTICLES_PER_TRANSACTION = 1_000
PUBLISHERS = 20
ADDED, ROUNDS = 100, 3
QUERIES, FILTERED = 200, 50
REMOVED = 0.04
PROBED = [8, 16, 32, 64, 128]

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Stock:
    """What archives are made from: passages and questions, with their vectors."""

    passages: list[str]
    questions: list[str]
    passage_vectors: Floats
    question_vectors: Floats

    @classmethod
    def of(cls, data: Sequence[Path], work: Path) -> "Stock":
        """Read and embed the stock; the vectors are cached in a file."""
        passages = [
            text[spans[0].start : spans[-1].end]
            for text in (file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt")))
            for spans in paragraphs(text)
        ]
        lines = [row for file in data for row in rows_of(file)]
        passages = list(
            dict.fromkeys([text for text in passages if len(text) > 100] + [row["context"] for row in lines])
        )
        asked = list(dict.fromkeys(row["question"] for row in lines)) or QUESTIONS
        questions = random.Random(1).sample(asked, min(QUERIES, len(asked)))
        digest = hashlib.sha256(json.dumps([passages, questions]).encode()).hexdigest()[:16]
        kept = work / f"stock-{digest}.npz"
        if not kept.exists():
            encoder = load_encoder()
            np.savez(
                kept,
                passages=encoder.encode_passages(passages),
                questions=np.array([encoder.encode_query(question) for question in questions]),
            )
        embedded = np.load(kept)
        return cls(passages, questions, embedded["passages"], embedded["questions"])


class Maker:
    """Makes articles and vectors from a stock; the same seed gives the same result."""

    def __init__(self, stock: Stock, seed: int) -> None:
        self._stock = stock
        self._words = [text.split() for text in stock.passages]
        self._all_words = [word for words in self._words for word in words]
        self._numbers = np.random.default_rng(seed)
        self._seed = seed

    def articles(self, count: int) -> Iterator[tuple[Article, list[Span], Floats]]:
        """Yield articles, the spans of their passages and the passages' vectors."""
        for number in range(count):
            origins = self._numbers.integers(len(self._words), size=PASSAGES_PER_ARTICLE)
            texts = [self._text(origin) for origin in origins]
            spans, start = [], 0
            for text in texts:
                spans.append(Span(start, start + len(text)))
                start += len(text) + 2
            yield (
                Article(
                    f"article-{self._seed}-{number}",
                    "\n\n".join(texts),
                    publisher=f"Publisher {number % PUBLISHERS}",
                    published=datetime(2015, 1, 1, tzinfo=UTC) + timedelta(hours=int(self._numbers.integers(90_000))),
                ),
                spans,
                self.vectors(origins),
            )

    def vectors(self, origins: npt.NDArray[np.int64]) -> Floats:
        """Return moved vectors of some passages: `(n, dim)`."""
        known = self._stock.passage_vectors
        towards, away = self._numbers.integers(len(known), size=(2, len(origins)))
        moved = known[origins] + MOVED * (known[towards] - known[away])
        return moved / np.linalg.norm(moved, axis=1, keepdims=True)

    def _text(self, origin: int) -> str:
        words = list(self._words[origin])
        places = self._numbers.integers(len(words), size=len(words) // 5)
        for place, other in zip(places, self._numbers.integers(len(self._all_words), size=len(places)), strict=True):
            words[place] = self._all_words[other]
        return " ".join(words)


class KnownEncoder:
    """An encoder that returns moved vectors of the stock instead of embedding, and knows the questions."""

    name, languages, dim, max_tokens, fingerprint = "growth", None, 384, 256, "growth"

    def __init__(self, stock: Stock) -> None:
        self._maker = Maker(stock, seed=0)
        self._size = len(stock.passages)
        self._questions = dict(zip(stock.questions, stock.question_vectors, strict=True))

    def tokenise(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Treat each word as a token."""
        found = []
        for text in texts:
            offsets, start = [], 0
            for word in text.split():
                start = text.index(word, start)
                offsets.append((start, start + len(word)))
                start += len(word)
            found.append(offsets)
        return found

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Return one moved vector per text."""
        return self._maker.vectors(np.random.default_rng(len(texts)).integers(self._size, size=len(texts)))

    def encode_query(self, text: str) -> Floats:
        """Return the stored vector of a question."""
        return self._questions[text]


def make(index: str | Path, stock: Stock, size: int) -> dict[str, float]:
    """Make an archive with this many passages."""
    maker = Maker(stock, seed=size)
    with Archive(index, encoder=KnownEncoder(stock)) as archive:
        archive.add(Article("first", "The first article. It has the index made as any other."))
    store = open_store(index)
    remaining = maker.articles(size // PASSAGES_PER_ARTICLE)
    numbers = np.random.default_rng(size)
    started = time.perf_counter()
    with store.lock():
        while batch := [one for one, _ in zip(remaining, range(ARTICLES_PER_TRANSACTION), strict=False)]:
            with store.catalog.writing() as changes:
                for article, spans, moved in batch:
                    texts = [embedded_text(Passage(article, span)) for span in spans]
                    digests = [digest_of(KnownEncoder.fingerprint, text) for text in texts]
                    minhash = numbers.integers(2**32, size=128, dtype=np.uint32)
                    changes.put(
                        article,
                        list(zip(spans, digests, strict=True)),
                        dict(zip(digests, moved, strict=True)),
                        Signature(minhash, article.id),
                    )
        put = time.perf_counter() - started
        store.catalog.checkpoint()
        refreshing = seconds(store.refresh)
    store.close()
    return {"put": put, "caches": refreshing}


def measure(folder: Path, stock: Stock) -> dict[str, Any]:
    """Open an archive in this process, search it, add to it and remove from it."""
    load_encoder().encode_query("Is the encoder loaded?")
    encoder = KnownEncoder(stock)
    before = resident()
    store = FolderStore(folder)
    opening = seconds(_opened, store)
    found: dict[str, Any] = {"open": opening}
    with store.reading() as view:

        def both(question: str, where: Where | None = None) -> object:
            return retrieve(view, encoder, understand(question), 10, where, Settings())

        found["at first"] = times(both, stock.questions)
        found["vectors"] = times(lambda one: view.search_vectors(encoder.encode_query(one), 50, None), stock.questions)
        found["keywords"] = times(lambda one: view.search_keywords(terms_of(one), 50, None), stock.questions)
        found["both"] = times(both, stock.questions)
        found["resident"], found["before"] = resident(), before
        found["publisher"] = times(lambda one: both(one, Where(publisher="Publisher 3")), stock.questions[:FILTERED])
        found["since"] = times(lambda one: both(one, Where(since="2020-01-01")), stock.questions[:FILTERED])
        best = exact(view, stock)
        found["recall"] = recall(view, stock, best)
        found["keyword recall"] = _keyword_recall(folder, view, stock)
        found["by lists"] = _by_lists(view, stock, best)
    store.close()
    with Archive(folder, encoder=encoder) as archive:
        maker = Maker(stock, seed=2)
        articles = [article for article, _, _ in maker.articles(ADDED * ROUNDS)]
        found["add"] = [seconds(archive.add, articles[start::ROUNDS]) for start in range(ROUNDS)]
        found["added passages"] = archive.state.passages
        gone = [
            f"article-{_size(folder)}-{number}" for number in range(int(_size(folder) / PASSAGES_PER_ARTICLE * REMOVED))
        ]
        found["remove"] = seconds(archive.remove, *gone)
        found["after removal"] = times(lambda one: archive.search(one), stock.questions)
    return found


def _size(folder: Path) -> int:
    return int(folder.name.removeprefix("index-"))


def _opened(store: FolderStore) -> None:
    with store.reading() as view:
        assert view.state.passages


def times(search: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    search(questions[0])
    return [1000 * seconds(search, question) for question in questions]


def exact(view: View, stock: Stock, k: int = 10) -> list[set[int]]:
    """Compare each question with every vector, in batches."""
    queries = stock.question_vectors
    keys = np.empty((len(queries), 0), dtype=np.int64)
    scores = np.empty((len(queries), 0), dtype=np.float32)
    everything = view.rows.passage_keys()
    for start in range(0, len(everything), 10_000):
        batch, of_batch = view.rows.vectors_of(everything[start : start + 10_000])
        scores = np.hstack([scores, queries @ of_batch.T])
        keys = np.hstack([keys, np.tile(batch, (len(queries), 1))])
        best = np.argsort(-scores, axis=1)[:, :k]
        keys, scores = np.take_along_axis(keys, best, 1), np.take_along_axis(scores, best, 1)
    return [set(row.tolist()) for row in keys]


def recall(view: View, stock: Stock, nearest: list[set[int]]) -> float:
    shares = [
        len(best & set(view.search_vectors(query, len(best), None).keys.tolist())) / len(best)
        for best, query in zip(nearest, stock.question_vectors, strict=True)
    ]
    return float(np.mean(shares))


def _keyword_recall(folder: Path, view: FolderView, stock: Stock, k: int = 10) -> float:
    """Compare with a search in which even common terms find passages."""
    everything = TantivyKeywords.open(next(folder.glob("cache-*/keywords")), exact_up_to=sys.maxsize)
    shares = []
    for terms in map(terms_of, stock.questions):
        best = set(everything.search(terms, k).keys.tolist())
        shares.append(len(best & set(view.search_keywords(terms, 5 * k, None).keys[:k].tolist())) / max(1, len(best)))
    return float(np.mean(shares))


def _by_lists(view: FolderView, stock: Stock, best: list[set[int]]) -> dict[int, tuple[float, float]]:
    """Return recall and the 95th percentile of the time, by how many lists a search probes."""
    found, usual = {}, faiss._LISTS_PROBED
    for probed in PROBED:
        faiss._LISTS_PROBED = probed
        times = [1000 * seconds(view.search_vectors, query, 50, None) for query in stock.question_vectors]
        found[probed] = (recall(view, stock, best), float(np.percentile(times, 95)))
    faiss._LISTS_PROBED = usual
    return found


def seconds(action: Callable[..., object], *arguments: object) -> float:
    """Return how many seconds an action takes."""
    started = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - started


def resident() -> float:
    """Return the peak resident memory of this process in MB; getrusage may report its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def _row(size: int, found: dict[str, Any]) -> str:
    def milliseconds(name: str) -> str:
        return f"{np.percentile(found[name], 50):.1f} / {np.percentile(found[name], 95):.1f}"

    cells = [
        f"{size:,}",
        f"{found['put']:.0f} + {found['caches']:.0f} s",
        f"{found['open'] * 1000:.0f} ms",
        *(milliseconds(name) for name in _SEARCHES),
        f"{found['recall']:.3f}",
        f"{found['keyword recall']:.3f}",
        f"{found['resident']:,.0f} ({found['before']:,.0f}) MB",
        f"{found['disk'] / 1e9:.2f} GB",
        f"{np.median(found['add']):.1f} ({max(found['add']):.1f}) s",
    ]
    return f"| {' | '.join(cells)} |"


_SEARCHES = ("vectors", "keywords", "both", "at first", "publisher", "since", "after removal")
HEADER = (
    "passages",
    "put + caches",
    "open",
    "vectors",
    "keywords",
    "both",
    "both, first time asked",
    "one publisher in 20",
    "since a date, half",
    "4 % removed",
    "recall@10, vectors",
    "recall@10, keywords",
    "memory (encoder alone)",
    "disk",
    "add 100 articles, median (worst of 3)",
)


def main() -> None:
    """Run the measurements and print tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="*", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--work", type=Path, help="where to keep archives and vectors; otherwise they are removed")
    parser.add_argument("--plot", type=Path, help="an SVG file to draw the table in")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() if options.work is None else nullcontext(options.work) as work:
        work = Path(work)
        work.mkdir(parents=True, exist_ok=True)
        stock = Stock.of(options.data, work)
        if options.measure:
            print(json.dumps(measure(options.measure, stock)))
            return
        print(f"{len(stock.passages):,} passages and {len(stock.questions)} questions in the stock\n")
        print(f"| {' | '.join(HEADER)} |\n|{'---|' * len(HEADER)}", flush=True)
        rows: dict[int, dict[str, Any]] = {}
        for size in options.sizes:
            folder = work / f"index-{size}"
            found = make(folder, stock, size)
            found["disk"] = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            command = [sys.executable, __file__, *map(str, options.data), "--work", str(work), "--measure", str(folder)]
            measured = subprocess.run(command, check=True, capture_output=True, text=True)
            rows[size] = found | json.loads(measured.stdout.splitlines()[-1])
            print(_row(size, rows[size]), flush=True)
        print(f"\n| lists probed, of {math.isqrt(size):,} | recall@10 | vectors, p95 |\n|---|---|---|")
        for probed, (share, milliseconds) in rows[size]["by lists"].items():
            print(f"| {probed} | {share:.3f} | {milliseconds:.1f} ms |")
    if options.plot:
        draw(options.plot, rows)


def draw(file: Path, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Plot the time of searching, opening and adding, and the memory and disk space used."""
    from plots import growth

    def percentile(share: int) -> list[float]:
        return [float(np.percentile(found["both"], share)) for found in rows.values()]

    def each(value: Callable[[Mapping[str, Any]], float]) -> list[float]:
        return [value(found) for found in rows.values()]

    growth(
        file,
        list(rows),
        {
            "milliseconds": {
                "search, p50": percentile(50),
                "search, p95": percentile(95),
                "open": each(lambda found: 1000 * found["open"]),
                "add 100 articles": each(lambda found: 1000 * float(np.median(found["add"]))),
            },
            "MB": {
                "memory": each(lambda found: found["resident"]),
                "disk": each(lambda found: found["disk"] / 1e6),
            },
        },
    )


if __name__ == "__main__":
    main()
