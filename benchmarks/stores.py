"""Compare the stores for an archive: python benchmarks/stores.py DATA [--passages 100000] [--kinds ...]

Makes the same archive in a folder, in PostgreSQL, and in PostgreSQL with Milvus, and prints two Markdown tables.

The first uses DATA, made into passages with vectors as in benchmarks/growth.py: how long it takes to store them and
build the search indexes, then p50 / p95 of searches in milliseconds, in a separate process and each in its own
transaction, as in use, after some warm-up searches; embedding the question is not counted. Recall@10 is the share of
the exact ten best, found by comparing all vectors and by plain BM25 over all passages, that are among the first ten of
a search for fifty, as retrieval makes it. Memory is that of the asking process, disk that of everything stored.

The second is `byline eval` over tests/questions/wiki, 294 articles with their real vectors and 374 questions; the exit
code is 1 if a share differs by more than a point from that of the folder.

PostgreSQL is a server started for the run, over a Unix socket, with 512 MB of shared buffers and default settings
otherwise. Milvus is Milvus Lite, its stand-in in Python, which has the protocol of a cluster but not the speed. It is
asked 25 questions instead of 200.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from growth import KnownEncoder, Stock, make, resident, times

from byline import Where, evaluate
from byline.encoders import load_encoder
from byline.encoders.base import Encoder, Floats
from byline.evaluation import read_questions
from byline.language.terms import terms_of
from byline.question.question import understand
from byline.retrieval import retrieve
from byline.settings import Settings
from byline.store.base import View
from byline.store.memory import MemoryView
from byline.store.open import open_store

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.stores import Place  # noqa: E402 - from the tests

if TYPE_CHECKING:
    from support.postgres import Postgres

KINDS = ["embedded", "postgres", "milvus"]
QUESTIONS = ROOT / "tests" / "questions" / "wiki"
ASKED = {"embedded": 200, "postgres": 200, "milvus": 25}
WARMING = 20
DEPTH = 50  # passages that a search passes to the fusion
SEARCHES = {"vectors": "by vectors", "keywords": "by words", "both": "both", "publisher": "one in 20", "since": "half"}
SHARES = [
    "recall@1",
    "recall@5",
    "recall@10",
    "mrr",
    "ndcg@10",
    "em",
    "f1",
    "answer_found",
    "coverage",
    "false_answer_rate",
]
POINT = 0.01


class Remembering:
    """An encoder that embeds no text twice.

    Args:
        encoder: The encoder it calls.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Floats] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embed the texts that are new."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode_passages(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


class Servers:
    """PostgreSQL and Milvus Lite, started when an archive needs them.

    Args:
        work: Where to make folders.
        stack: Stops the servers.
    """

    def __init__(self, work: Path, stack: ExitStack) -> None:
        self._work, self._stack = work, stack
        self._lite = work / "lite"

    @cached_property
    def _postgres(self) -> "Postgres":
        from support.postgres import Installation

        return self._stack.enter_context(Installation()).server(shared_buffers="512MB")

    @cached_property
    def _milvus(self) -> str:
        from support.lite import serving

        self._lite.mkdir()
        return self._stack.enter_context(serving(self._lite))

    def place(self, kind: str, name: str) -> Place:
        """Make a place for an archive."""
        folder = self._work / name
        folder.mkdir()
        return Place(kind, folder, lambda: self._postgres.create_database(name), lambda: self._milvus)

    def size(self, kind: str, name: str) -> int:
        """Return how many bytes an archive takes."""
        folder = {"embedded": self._work / name, "postgres": None, "milvus": self._lite}[kind]
        files = [file.stat().st_size for file in folder.rglob("*") if file.is_file()] if folder else []
        tables = 0 if kind == "embedded" else self._postgres.execute(f"SELECT pg_database_size('{name}')")[0][0]
        return sum(files) + int(tables)


def measure(index: str, stock: Stock, asked: int) -> dict[str, Any]:
    """Open an archive in this process and search it."""
    load_encoder().encode_query("Is the encoder loaded?")
    encoder, before, started = KnownEncoder(stock), resident(), time.perf_counter()
    store, questions = open_store(index), stock.questions[:asked]

    def viewed(search: Callable[[View, str], object]) -> list[float]:
        def one(question: str) -> None:
            with store.reading() as view:
                search(view, question)

        times(one, questions[:WARMING])
        return times(one, questions)

    def both(where: Where | None) -> Callable[[View, str], object]:
        return lambda view, question: retrieve(view, encoder, understand(question), 10, where, Settings())

    with store.reading() as view:
        assert view.state.passages
    found: dict[str, Any] = {"open": 1000 * (time.perf_counter() - started)}
    found["vectors"] = viewed(lambda view, one: view.search_vectors(encoder.encode_query(one), DEPTH, None))
    found["keywords"] = viewed(lambda view, one: view.search_keywords(terms_of(one), DEPTH, None))
    found["both"] = viewed(both(None))
    found["publisher"] = viewed(both(Where(publisher="Publisher 3")))
    found["since"] = viewed(both(Where(since="2020-01-01")))
    found["resident"], found["before"] = resident(), before
    with store.reading() as view:
        reference = MemoryView(view.rows)
        recent = Where(since="2020-01-01")
        shares: dict[str, list[float]] = {"vector recall": [], "filtered recall": [], "keyword recall": []}
        for question, vector in zip(questions, stock.question_vectors[:asked], strict=True):
            terms = terms_of(question)
            for name, search in (
                ("vector recall", lambda of, k, vector=vector: of.search_vectors(vector, k, None)),
                ("filtered recall", lambda of, k, vector=vector: of.search_vectors(vector, k, recent)),
                ("keyword recall", lambda of, k, terms=terms: of.search_keywords(terms, k, None)),
            ):
                best, keys = set(search(reference, 10).keys.tolist()), search(view, DEPTH).keys[:10].tolist()
                shares[name].append(len(best & set(keys)) / max(1, len(best)))
    store.close()
    return found | {name: float(np.mean(values)) for name, values in shares.items()}


def row(kind: str, found: dict[str, Any]) -> str:
    """Return a row of the first table."""
    cells = [
        kind,
        f"{found['put']:.0f} + {found['caches']:.0f} s",
        f"{found['open']:.0f} ms",
        *(f"{np.percentile(found[name], 50):.1f} / {np.percentile(found[name], 95):.1f}" for name in SEARCHES),
        *(f"{found[name]:.3f}" for name in ("vector recall", "filtered recall", "keyword recall")),
        f"{found['resident']:,.0f} ({found['before']:,.0f}) MB",
        f"{found['disk'] / 1e6:,.0f} MB",
    ]
    return f"| {' | '.join(cells)} |"


HEADER = (
    "kept in",
    "put + indexes",
    "open",
    *SEARCHES.values(),
    "recall@10, vectors",
    "vectors, half",
    "words",
    "memory (encoder alone)",
    "disk",
)


def compare_answers(servers: Servers, kinds: Sequence[str]) -> bool:
    """Ask a set's questions in each store and print the table; return whether all results are alike."""
    encoder, questions = Remembering(load_encoder()), read_questions(QUESTIONS / "questions.jsonl")
    print(f"\n| kept in | {' | '.join(SHARES)} |\n|{'---|' * (len(SHARES) + 1)}", flush=True)
    shares: dict[str, dict[str, float]] = {}
    for kind in kinds:
        with servers.place(kind, f"wiki_{kind}").open(encoder) as archive:
            archive.add(QUESTIONS / "articles.jsonl")
            found = evaluate(archive, questions).to_dict()["metrics"]
        shares[kind] = {name: found[name] for name in SHARES}
        print(f"| {kind} | {' | '.join(f'{shares[kind][name]:.4f}' for name in SHARES)} |", flush=True)
    first = shares[kinds[0]]
    return all(abs(found[name] - first[name]) <= POINT for found in shares.values() for name in SHARES)


def main() -> None:
    """Run the measurements and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="*", type=Path)
    parser.add_argument("--passages", type=int, default=100_000, help="0: only the second table")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--no-answers", action="store_true", help="only the first table")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        index, kind = options.measure
        print(json.dumps(measure(index, Stock.of(options.data, options.work), ASKED[kind])))
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        work = Path(folder)
        servers = Servers(work, stack)
        if options.passages:
            stock = Stock.of(options.data, work)
            print(f"{options.passages:,} passages made of {len(stock.passages):,}, {len(stock.questions)} questions\n")
            print(f"| {' | '.join(HEADER)} |\n|{'---|' * len(HEADER)}", flush=True)
        for kind in options.kinds if options.passages else ():
            place = servers.place(kind, f"made_{kind}")
            found = make(place.index, stock, options.passages)
            found["disk"] = servers.size(kind, f"made_{kind}")
            command = [
                sys.executable,
                __file__,
                *map(str, options.data),
                "--work",
                work,
                "--measure",
                place.index,
                kind,
            ]
            measured = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            print(row(kind, found | json.loads(measured.stdout.splitlines()[-1])), flush=True)
        if not options.no_answers and not compare_answers(servers, options.kinds):
            sys.exit("answers differ by more than a point")


if __name__ == "__main__":
    main()
