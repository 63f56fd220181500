"""Exact search engines in NumPy: the reference for every other engine, and the search over the newest rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from byline.encoders.base import Floats
from byline.language.terms import StatisticsOf, TermStatistics, inverse_document_frequency, terms_of
from byline.store.engines import Keys, Marks, Ranking, Selection, VectorsOf

# BM25 as in tantivy and Lucene: Robertson et al. 1994 with an idf that is never negative.
K1, B = 1.2, 0.75


def top(keys: Keys, scores: Floats, k: int) -> Ranking:
    """Sort by score, largest first, then by key, and keep the first `k`."""
    order = np.lexsort((keys, -scores))[: max(k, 0)]
    return Ranking(keys[order], scores[order])


def merged(first: Ranking, second: Ranking, k: int) -> Ranking:
    """Merge two rankings of different keys."""
    return top(np.concatenate([first.keys, second.keys]), np.concatenate([first.scores, second.scores]), k)


def selected(keys: Keys, selection: Selection | None) -> Marks:
    """Mark the keys that a search may return: `(n,)`."""
    return np.ones(len(keys), dtype=np.bool_) if selection is None else selection.allows(keys)


class ExactVectors:
    """Compares a query with every vector."""

    version: ClassVar[str] = "exact-vectors-1"

    def __init__(self, keys: Keys, vectors: Floats) -> None:
        self._keys = keys
        self._vectors = vectors  # (n, dim)

    @classmethod
    def build(cls, folder: Path, keys: Keys, vectors_of: VectorsOf, dim: int) -> None:
        """Write keys and vectors as NumPy arrays."""
        found, vectors = vectors_of(keys)
        np.save(folder / "keys.npy", found)
        np.save(folder / "vectors.npy", vectors)

    @classmethod
    def extend(cls, folder: Path, previous: Path, keys: Keys, vectors_of: VectorsOf, dim: int) -> None:
        """Write the contents of another folder, plus further vectors."""
        earlier, (found, vectors) = cls.open(previous, dim), vectors_of(keys)
        np.save(folder / "keys.npy", np.concatenate([earlier._keys, found]))
        np.save(folder / "vectors.npy", np.concatenate([earlier._vectors, vectors]))

    @classmethod
    def open(cls, folder: Path, dim: int) -> Self:
        """Open what `build` wrote."""
        vectors = np.load(folder / "vectors.npy", allow_pickle=False)
        if vectors.shape[1:] != (dim,):
            raise ValueError(f"{folder}: vectors of shape {vectors.shape}, expected (n, {dim})")
        return cls(np.load(folder / "keys.npy", allow_pickle=False), vectors)

    def __len__(self) -> int:
        return len(self._keys)

    def search(
        self, vector: Floats, k: int, vectors_of: VectorsOf | None = None, selection: Selection | None = None
    ) -> Ranking:
        """Return up to `k` best keys by inner product with `vector`; `vectors_of` is not needed."""
        allowed = selected(self._keys, selection)
        return top(self._keys[allowed], self._vectors[allowed] @ vector, k)


class ExactKeywords:
    """BM25 over every passage, in plain arithmetic.

    Lengths are rounded down to one byte as in tantivy, so that scores agree. `background` counts the terms of the rest
    of the corpus, so that these rows are scored as part of it.
    """

    version: ClassVar[str] = "exact-keywords-1"

    def __init__(self, rows: Iterable[tuple[int, str]], background: StatisticsOf | None = None) -> None:
        keys, lengths = [], []
        self._postings: dict[str, tuple[list[int], list[int]]] = {}
        for position, (key, text) in enumerate(rows):
            terms = terms_of(text)
            keys.append(key)
            lengths.append(len(terms))
            for term, frequency in Counter(terms).items():
                positions, frequencies = self._postings.setdefault(term, ([], []))
                positions.append(position)
                frequencies.append(frequency)
        self._keys: Keys = np.array(keys, dtype=np.int64)
        self._tokens = sum(lengths)
        self._lengths = np.array([stored_length(length) for length in lengths], dtype=np.float64)
        self._background = background

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write keys and texts."""
        pairs = list(rows)
        np.save(folder / "keys.npy", np.array([key for key, _ in pairs], dtype=np.int64))
        np.save(folder / "texts.npy", np.array([text for _, text in pairs], dtype=np.str_))

    @classmethod
    def extend(cls, folder: Path, previous: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write the contents of another folder, plus further texts."""
        cls.build(folder, [*_rows_in(previous), *rows])

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what `build` wrote."""
        return cls(_rows_in(folder))

    def __len__(self) -> int:
        return len(self._keys)

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count the passages in this engine, all their terms, and the passages with each of `terms`."""
        frequencies = {term: len(self._postings.get(term, ((), ()))[0]) for term in terms}
        return TermStatistics(len(self._keys), self._tokens, frequencies)

    def search(self, terms: Sequence[str], k: int, selection: Selection | None = None) -> Ranking:
        """Return up to `k` best keys with any of `terms`, by BM25."""
        unique = list(dict.fromkeys(terms))
        corpus = self.statistics(unique)
        if self._background is not None:
            corpus += self._background(unique)
        scores = np.zeros(len(self._keys))
        for term in unique:
            if term not in self._postings:
                continue
            positions, counts = self._postings[term]
            frequencies = np.array(counts, dtype=np.float64)
            lengths = self._lengths[positions] * corpus.passages / corpus.tokens
            damping = K1 * (1 - B + B * lengths)
            weight = inverse_document_frequency(corpus.frequencies[term], corpus.passages)
            scores[positions] += weight * (K1 + 1) * frequencies / (frequencies + damping)
        matching = selected(self._keys, selection) & (scores > 0)
        return top(self._keys[matching], scores[matching].astype(np.float32), k)


def _rows_in(folder: Path) -> Iterator[tuple[int, str]]:
    keys = np.load(folder / "keys.npy", allow_pickle=False).tolist()
    texts = np.load(folder / "texts.npy", allow_pickle=False).tolist()
    return zip(keys, texts, strict=True)


def stored_length(length: int) -> int:
    """Round a length down to one of the 256 values of Lucene's byte encoding (SmallFloat.byte4ToInt).

    Lengths up to 40 are exact. Above that, the excess over 24 keeps its leading bit and the three bits after it.
    """
    exact = 24
    if length < exact + 16:
        return length
    shift = (length - exact).bit_length() - 4
    return ((length - exact) >> shift << shift) + exact
