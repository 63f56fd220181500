"""Measure how excerpts are traced: python benchmarks/trace.py DATA --seed N [--develop] [--index DIR]

DATA is a folder with squad_dev.jsonl.gz and nq_qed.jsonl.gz. Their paragraphs are joined into articles by title. Half
of the articles are in the archive, the other half is absent; for archived articles with more than three paragraphs,
half of the paragraphs are absent too, so that some absent excerpts are on the same subjects. A paragraph with half of
its five-word runs in the archive is a copy, not absent.

Excerpts have 8 to 40 words, of which 0 to 3 are changed: replaced by words of other articles, dropped or inserted. The
bounds of provenance/trace.py were chosen with --develop, on other articles than those measured. A trace is right if the
source is an article that contains the excerpt, or contained it before it was changed; for an absent excerpt, if no
source is given.

Tracing needs no embeddings, so the archive is made with an encoder that knows nothing.
"""

import argparse
import gzip
import hashlib
import json
import random
import re
import runpy
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import binomtest
from tqdm import tqdm

from byline import Archive, Article
from byline.encoders.base import Floats
from byline.evaluation.metrics import traced
from byline.provenance.trace import words_of

ROOT = Path(__file__).parents[1]
fitted_on: Callable[[str], bool] = runpy.run_path(str(ROOT / "training" / "division.py"))["fitted_on"]

SETS = ("squad_dev", "nq_qed")
PRESENT, ABSENT = 500, 200
SHORTEST, LONGEST = 8, 40
MOST_CHANGES = 3
RUN, COPIED = 5, 0.5


class Blind:
    """An encoder that treats all texts as the same; a token has at most five letters."""

    name, languages, dim, max_tokens = "blind", frozenset({"en"}), 2, 256
    fingerprint = hashlib.sha256(b"blind").hexdigest()

    def tokenise(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return the start and end of each token of each text."""
        return [[match.span() for match in re.finditer(r"\w{1,5}|[^\w\s]", text)] for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Return one vector per text: `(n, 2)`."""
        return np.tile(np.array([1, 0], dtype=np.float32), (len(texts), 1))

    def encode_query(self, text: str) -> Floats:
        """Return the same vector: `(2,)`."""
        return np.array([1, 0], dtype=np.float32)


@dataclass(frozen=True)
class Excerpt:
    """An excerpt, how many of its words were changed, and the ids of the articles that contain it."""

    text: str
    changes: int
    right: frozenset[str]


@dataclass(frozen=True)
class Corpus:
    """Articles in the archive, and the measured articles' paragraphs, in the archive or absent."""

    articles: list[Article]
    present: list[str]
    absent: list[str]
    same_subject: list[str]


def half(name: str) -> bool:
    """Return whether a name belongs to the first half."""
    return hashlib.sha256(f"archive {name}".encode()).digest()[0] < 128


def load(data: Path, drawn_from: Callable[[str], bool]) -> Corpus:
    """Divide the paragraphs."""
    paragraphs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in SETS:
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                known = paragraphs[name, row["title"].replace("_", " ")]
                if row["context"].strip() and row["context"].strip() not in known:
                    known.append(row["context"].strip())
    corpus = Corpus([], [], [], [])
    for (name, title), found in paragraphs.items():
        kept = [text for text in found if half(text) or len(found) <= 3] if half(title) else []
        if kept:
            corpus.articles.append(Article(f"{name}-{title}", "\n\n".join(kept), title))
        if drawn_from(title):
            corpus.present.extend(kept)
            (corpus.same_subject if kept else corpus.absent).extend(text for text in found if text not in kept)
    return corpus


def spelled(text: str) -> str:
    """Return the words of a text as compared, with a space on both sides of each."""
    return f" {' '.join(word.text for word in words_of(text))} "


class Draw:
    """Draws excerpts."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self._random = random.Random(seed)
        self._texts = {article.id: spelled(article.text) for article in corpus.articles}
        self._runs = {run for text in self._texts.values() for run in _runs(text)}
        self._words = [word for text in corpus.present for word in text.split() if word.isalnum()]

    def present(self, paragraphs: Sequence[str], count: int) -> list[Excerpt]:
        """Draw excerpts from the archive, equally many with each number of changes."""
        found: list[Excerpt] = []
        while len(found) < count:
            pieces = self._pieces(self._random.choice(paragraphs))
            if pieces:
                changes = len(found) % (MOST_CHANGES + 1)
                changed = self._changed(pieces, changes)
                found.append(Excerpt(changed, changes, self._holders("".join(pieces)) | self._holders(changed)))
        return found

    def absent(self, paragraphs: Sequence[str], count: int) -> list[Excerpt]:
        """Draw excerpts that are in no article of the archive."""
        found: list[Excerpt] = []
        while len(found) < count:
            paragraph = self._random.choice(paragraphs)
            runs = _runs(spelled(paragraph))
            pieces = self._pieces(paragraph)
            if pieces and sum(run in self._runs for run in runs) < COPIED * len(runs):
                excerpt = "".join(pieces)
                if not self._holders(excerpt):
                    found.append(Excerpt(excerpt, 0, frozenset()))
        return found

    def _pieces(self, paragraph: str) -> list[str]:
        """Draw consecutive words, each with what follows it; none if the paragraph is too short."""
        words = words_of(paragraph)
        length = self._random.randint(SHORTEST, LONGEST)
        if len(words) < length:
            return []
        first = self._random.randrange(len(words) - length + 1)
        ends = [*(word.start for word in words[first + 1 : first + length]), words[first + length - 1].end]
        return [paragraph[word.start : end] for word, end in zip(words[first:], ends, strict=False)]

    def _changed(self, pieces: Sequence[str], changes: int) -> str:
        changed = list(pieces)
        for _ in range(changes):
            place, other = self._random.randrange(len(changed)), f"{self._random.choice(self._words)} "
            match self._random.choice(("replace", "drop", "insert")):
                case "replace":
                    changed[place] = other
                case "drop":
                    del changed[place]
                case "insert":
                    changed.insert(place, other)
        return "".join(changed)

    def _holders(self, excerpt: str) -> frozenset[str]:
        words = spelled(excerpt)
        return frozenset(id for id, text in self._texts.items() if words in text)


def _runs(text: str) -> set[str]:
    words = text.split()
    return {" ".join(words[first : first + RUN]) for first in range(len(words) - RUN + 1)}


def main() -> None:
    """Draw excerpts, trace them, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, required=True, help="seed of the draw: use one not drawn before")
    parser.add_argument("--develop", action="store_true", help="use the articles on which bounds were chosen")
    parser.add_argument("--index", type=Path, help="where to keep the archive, so that a second run is quick")
    options = parser.parse_args()
    corpus = load(options.data, fitted_on if options.develop else lambda title: not fitted_on(title))
    draw = Draw(corpus, options.seed)
    excerpts = {
        "": draw.present(corpus.present, PRESENT),
        "absent, another subject": draw.absent(corpus.absent, ABSENT // 2),
        "absent, a subject of the archive": draw.absent(corpus.same_subject, ABSENT // 2),
    }
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    with tempfile.TemporaryDirectory() as folder, Archive(options.index or folder, encoder=Blind()) as archive:
        archive.add(corpus.articles)
        state = archive.state
        for kind, drawn in excerpts.items():
            for excerpt in tqdm(drawn, disable=None):
                begun = time.perf_counter()
                trace = archive.trace(excerpt.text)
                seconds.append(time.perf_counter() - begun)
                source = trace.source.article.id if trace.source else None
                outcome = traced(source, excerpt.right)
                overall = "all absent" if kind else "all in the archive"
                for name in (kind or f"{excerpt.changes} changed", overall):
                    outcomes[name][outcome] += 1
                if outcome != "right":
                    tqdm.write(f"{outcome}: {excerpt.text!r} from {sorted(excerpt.right)}, given {source}")
    print(f"{state.articles:,} articles, {state.passages:,} passages\n")
    print("| excerpts | | right | wrong source | missed |\n|---|---|---|---|---|")
    for name, counts in sorted(outcomes.items()):
        total = counts.total()
        cells = [f"{counts[one] / total:.3f} ({_interval(counts[one], total)})" for one in ("right", "wrong", "missed")]
        print(f"| {name} | {total} | {' | '.join(cells)} |")
    p50, p95 = 1_000 * np.percentile(seconds, [50, 95])
    print(f"\na trace: {p50:.0f} ms (median), {p95:.0f} ms (95th percentile)")


def _interval(counted: int, total: int) -> str:
    return " … ".join(f"{bound:.3f}" for bound in binomtest(counted, total).proportion_ci())  # Clopper-Pearson


if __name__ == "__main__":
    main()
