"""Choose how passages are found: python benchmarks/retrieval.py DATA [--work DIR] [--questions N]

DATA is a folder with squad_dev.jsonl.gz and nq_qed.jsonl.gz. Each of their paragraphs is an article, and each
answerable question has one paragraph to find. The options are compared over one half of the paragraphs, divided by
title, with that half's questions. The choice is then measured over all paragraphs with the other half's questions.

Prints Markdown tables. Vectors are cached in DIR, so that a second run is quick.
"""

import argparse
import gzip
import hashlib
import json
import random
import runpy
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tantivy
from intervals import mean_with_interval
from tqdm import tqdm

from byline import Article, Passage
from byline.encoders import load_encoder
from byline.encoders.base import Encoder
from byline.encoders.text import embedded_text
from byline.indexing.passages import passages_of
from byline.language import terms
from byline.language.text import one_line, visible
from byline.retrieval import reciprocal_rank_fusion

ROOT = Path(__file__).parents[1]
fitted_on: Callable[[str], bool] = runpy.run_path(str(ROOT / "training" / "division.py"))["fitted_on"]

SETS = ("squad_dev", "nq_qed")
CANDIDATES = 50
READ = 8
DRAWS = 2_000

Floats = npt.NDArray[np.float32]
Scored = list[tuple[int, float]]
Fusion = Callable[[Scored, Scored], list[int]]


@dataclass(frozen=True)
class Cut:
    """How articles are cut and embedded: maximum tokens, repeated sentences, and whether the title comes first."""

    tokens: int = 120
    overlap: int = 1
    title: bool = True

    def __str__(self) -> str:
        title = "title before" if self.title else "no title"
        return f"{self.tokens} tokens, overlap {self.overlap}, {title}"


@dataclass(frozen=True)
class Words:
    """What the keyword search looks at."""

    stems: bool = True
    title: bool = True

    def __str__(self) -> str:
        return ("stems" if self.stems else "unstemmed words") + (", title too" if self.title else "")


@dataclass(frozen=True)
class Question:
    """A question and the index of the paragraph that answers it."""

    text: str
    home: int


class Vectors:
    """Embeds each text once; the vectors are cached in a file."""

    def __init__(self, encoder: Encoder, work: Path) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self._rows = sqlite3.connect(work / "vectors.db")
        self._rows.execute("CREATE TABLE IF NOT EXISTS embedding (digest BLOB PRIMARY KEY, vector BLOB)")

    def of(self, texts: Sequence[str]) -> Floats:
        """Embed texts: `(n, dim)`."""
        digests = [self._digest(text) for text in texts]
        known = {digest for (digest,) in self._rows.execute("SELECT digest FROM embedding")}
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        for batch in tqdm(_batches(list(missing.items()), 512), desc="embedding", disable=None):
            vectors = self._encoder.encode_passages([text for _, text in batch])
            rows = [(digest, vector.tobytes()) for (digest, _), vector in zip(batch, vectors, strict=True)]
            self._rows.executemany("INSERT INTO embedding VALUES (?, ?)", rows)
            self._rows.commit()
        query = "SELECT vector FROM embedding WHERE digest = ?"
        found = (self._rows.execute(query, (digest,)).fetchone()[0] for digest in digests)
        return np.array([np.frombuffer(vector, dtype=np.float32) for vector in found])

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(f"{self._encoder.fingerprint}\0{text}".encode(), digest_size=20).digest()


class Bm25:
    """tantivy's BM25 over the passages, by index."""

    def __init__(self, passages: Sequence[Passage], words: Words, folder: str) -> None:
        self._analyser = terms.analyser() if words.stems else _without_stems()
        schema = tantivy.SchemaBuilder().add_unsigned_field("key", fast=True, indexed=True)
        self._schema = schema.add_text_field("text", tokenizer_name="chosen", index_option="freq").build()
        index = tantivy.Index(self._schema, path=folder)
        index.register_tokenizer("chosen", self._analyser)
        writer = index.writer(64_000_000, 1)
        for key, passage in enumerate(passages):
            document = tantivy.Document()
            document.add_unsigned("key", key)
            title = f"{passage.article.title}\n" if words.title else ""
            document.add_text("text", visible(title + passage.text))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, question: str) -> Scored:
        """Return the best passages, best first."""
        found = dict.fromkeys(self._analyser.analyze(question))
        queries = [tantivy.Query.term_query(self._schema, "text", term, "freq") for term in found]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])
        hits = self._searcher.search(query, CANDIDATES, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in hits])
        return [(key, score) for key, (score, _) in zip(keys, hits, strict=True)]


def _without_stems() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


# Fusions


def dense_alone(dense: Scored, words: Scored) -> list[int]:
    """Return the embeddings' ranking."""
    return [key for key, _ in dense]


def words_alone(dense: Scored, words: Scored) -> list[int]:
    """Return the keywords' ranking."""
    return [key for key, _ in words]


def rrf(dense: Scored, words: Scored, constant: int) -> list[int]:
    """Fuse the rankings by rank."""
    rankings = [[key for key, _ in ranking] for ranking in (dense, words)]
    return [key for key, _ in reciprocal_rank_fusion(rankings, constant)]


def weighted(dense: Scored, words: Scored, share: float) -> list[int]:
    """Fuse by a weighted sum of scores, each scaled to 0…1 over its candidates; missing ones count 0."""
    sums: dict[int, float] = {}
    for ranking, weight in ((dense, share), (words, 1 - share)):
        scores = np.array([score for _, score in ranking])
        spread = float(np.ptp(scores)) or 1.0
        for key, score in ranking:
            sums[key] = sums.get(key, 0.0) + weight * (score - float(scores.min())) / spread
    return sorted(sums, key=lambda key: -sums[key])


FUSIONS: dict[str, Fusion] = {
    "embeddings alone": dense_alone,
    "BM25 alone": words_alone,
    **{f"RRF, constant {constant}": partial(rrf, constant=constant) for constant in (1, 10, 30, 60, 100)},
    **{f"weighted sum, embeddings {share}": partial(weighted, share=share) for share in (0.3, 0.4, 0.5, 0.6, 0.7)},
}
CHOSEN = "RRF, constant 10"


class Corpus:
    """Paragraphs cut into passages, ready to search."""

    def __init__(self, paragraphs: Sequence[Article], cut: Cut, words: Words, encoder: Encoder, vectors: Vectors):
        self.passages: list[Passage] = []
        homes: list[int] = []
        for number, paragraph in enumerate(paragraphs):
            article = paragraph if cut.title else replace(paragraph, title="")
            found = passages_of(article, encoder.tokenise, cut.tokens, cut.overlap, encoder.max_tokens)
            self.passages += [Passage(paragraph, passage.span) for passage in found]
            homes += [number] * len(found)
        self.homes = np.array(homes)  # (passages,)
        texts = (embedded_text(passage) if cut.title else one_line(passage.text) for passage in self.passages)
        self._vectors = vectors.of(list(texts))  # (passages, dim)
        with tempfile.TemporaryDirectory() as folder:
            self._bm25 = Bm25(self.passages, words, folder)

    def searched(self, questions: Sequence[Question], queries: Floats) -> list[tuple[Scored, Scored]]:
        """Search for each question by embedding, `(questions, dim)`, and by words."""
        found = []
        for question, query in zip(questions, queries, strict=True):
            similarity = self._vectors @ query  # (passages,)
            best = np.argsort(-similarity, kind="stable")[:CANDIDATES]
            dense = [(int(key), float(similarity[key])) for key in best]
            found.append((dense, self._bm25.search(question.text)))
        return found

    def ranks(self, questions: Sequence[Question], searched: Iterable[tuple[Scored, Scored]], fusion: Fusion) -> Floats:
        """Return the rank of each question's paragraph among the paragraphs found, infinite if absent: `(n,)`."""
        ranks = []
        for question, (dense, words) in zip(questions, searched, strict=True):
            order = list(dict.fromkeys(self.homes[fusion(dense, words)].tolist()))
            ranks.append(order.index(question.home) + 1 if question.home in order else np.inf)
        return np.array(ranks, dtype=np.float32)


# Tables


def row(name: str, ranks: Floats) -> str:
    """Return a table row with recall@1, @5, @10 and MRR, the last over the first ten."""
    recalls = [f"{np.mean(ranks <= k):.3f}" for k in (1, 5, 10)]
    return f"| {name} | {' | '.join(recalls)} | {np.mean(np.where(ranks <= 10, 1 / ranks, 0)):.3f} |"


HEAD = "| {} | recall@1 | recall@5 | recall@10 | MRR |\n|---|---|---|---|---|"


def interval(values: Floats) -> str:
    """Return the mean with its interval."""
    return mean_with_interval(values, draws=DRAWS, form="+.3f")


def caps(corpus: Corpus, questions: Sequence[Question], searched: Sequence[tuple[Scored, Scored]]) -> None:
    """Print what a cap on passages per title costs and gains among the eight passages that are read."""
    print("\n| cap on passages per title | right paragraph among 8 | titles among 8 |\n|---|---|---|")
    for cap in (1, 2, 3, 4, READ):
        found, titles = [], []
        for question, (dense, words) in zip(questions, searched, strict=True):
            read: list[int] = []
            counts: dict[str, int] = {}
            for key in FUSIONS[CHOSEN](dense, words):
                title = corpus.passages[key].article.title
                counts[title] = counts.get(title, 0) + 1
                if counts[title] <= cap and len(read) < READ:
                    read.append(key)
            found.append(question.home in corpus.homes[read])
            titles.append(len({corpus.passages[key].article.title for key in read}))
        print(f"| {'none' if cap == READ else cap} | {np.mean(found):.3f} | {np.mean(titles):.2f} |")


def main() -> None:
    """Compare the options on one half, and measure the choice on the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where to cache vectors")
    parser.add_argument("--questions", type=int, default=1_500, help="number of questions per half")
    options = parser.parse_args()
    encoder = load_encoder()
    vectors = Vectors(encoder, options.work)
    rows = [row for name in SETS for row in _rows(options.data / f"{name}.jsonl.gz")]

    def loaded(titles: Callable[[str], bool], asked: Callable[[str], bool]) -> tuple[list[Article], list[Question]]:
        texts = {row["context"]: row["title"] for row in rows if row["context"].strip() and titles(row["title"])}
        numbers = {text: number for number, text in enumerate(texts)}
        paragraphs = [
            Article(f"p{number}", text, title.replace("_", " ")) for number, (text, title) in enumerate(texts.items())
        ]
        questions = [
            Question(row["question"], numbers[row["context"]])
            for row in rows
            if row["answerable"] and row["context"] in numbers and asked(row["title"])
        ]
        random.Random(1).shuffle(questions)
        return paragraphs, questions[: options.questions]

    def embedded(questions: Sequence[Question]) -> Floats:
        return np.array([encoder.encode_query(one_line(question.text)) for question in questions])

    paragraphs, questions = loaded(fitted_on, fitted_on)
    queries = embedded(questions)
    print(f"\nThe half to choose on: {len(paragraphs):,} paragraphs, {len(questions):,} questions.\n")
    for words in (Words(title=False), Words(title=True)):
        corpus = Corpus(paragraphs, Cut(), words, encoder, vectors)
        searched = corpus.searched(questions, queries)
        print(HEAD.format(f"{Cut()}; {words}"))
        for name, fusion in FUSIONS.items():
            print(row(name, corpus.ranks(questions, searched, fusion)))
        print(flush=True)
    caps(corpus, questions, searched)
    print(f"\n{HEAD.format(CHOSEN)}")
    for cut, words in (
        (Cut(), Words()),
        (Cut(), Words(stems=False)),
        *((cut, Words()) for cut in (Cut(overlap=0), Cut(title=False), Cut(tokens=60), Cut(tokens=250))),
    ):
        corpus = Corpus(paragraphs, cut, words, encoder, vectors)
        ranks = corpus.ranks(questions, corpus.searched(questions, queries), FUSIONS[CHOSEN])
        print(row(f"{cut}; {words}; {len(corpus.passages):,} passages", ranks), flush=True)

    paragraphs, questions = loaded(lambda title: True, lambda title: not fitted_on(title))
    print(f"\nThe other half: all {len(paragraphs):,} paragraphs, {len(questions):,} questions.\n")
    print(HEAD.format("fusion"))
    corpus = Corpus(paragraphs, Cut(), Words(), encoder, vectors)
    searched = corpus.searched(questions, embedded(questions))
    ranks = {name: corpus.ranks(questions, searched, FUSIONS[name]) for name in [*list(FUSIONS)[:2], CHOSEN]}
    for name, found in ranks.items():
        print(row(name, found))
    for name in list(FUSIONS)[:2]:
        gain = (ranks[CHOSEN] <= 10).astype(np.float32) - (ranks[name] <= 10)
        print(f"\n{CHOSEN} above {name}, recall@10: {interval(gain)}")
    for name, found in ranks.items():
        print(f"\n{name}, recall@10: {interval((found <= 10).astype(np.float32))}")


def _rows(file: Path) -> Iterable[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _batches(items: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


if __name__ == "__main__":
    main()
