"""The ports: what Byline asks of a library. Adapters implement them, one file for each library.

An engine knows integer keys, vectors and text; all meaning stays in the catalog. The exact engines of
`store/exact.py` are the reference that contract tests hold every other engine against.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from byline.records import Hit, Span

Keys = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Marks = npt.NDArray[np.bool_]


class Encoder(Protocol):
    """Turns text into unit vectors.

    Attributes:
        name: What `load_encoder` takes to load it again.
        languages: ISO 639-1 codes that it was trained on, None if that is not known.
    """

    name: str
    languages: frozenset[str] | None

    @property
    def fingerprint(self) -> str:
        """Differs between any two encoders that could give other vectors for the same text."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text count; what follows would be cut off."""
        ...

    def tokenise(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return for each text the start and end of its tokens, in code points, special tokens left out."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embed texts that are searched: `(n, dim)`, rows of length 1."""
        ...

    def encode_query(self, text: str) -> Floats:
        """Embed a text that is searched for: `(dim,)`, of length 1."""
        ...


class Workers(Protocol):
    """Embed texts that are searched, in this process or elsewhere; they write nothing."""

    @property
    def at_once(self) -> int:
        """How many shards are worth having under way."""
        ...

    def submit(self, texts: Sequence[str]) -> Callable[[], Floats]:
        """Have a shard embedded; what is returned waits for its vectors, `(n, dim)`, and is called once.

        Both raise `EncoderError` where the texts cannot be embedded, and `WorkerError` where nobody does it.
        """
        ...

    def close(self) -> None:
        """Let go of what embeds; what is under way is given up."""
        ...


@dataclass(frozen=True, slots=True)
class Ranking:
    """Keys with scores, best first; of two equal scores the smaller key comes first.

    Attributes:
        keys: `(n,)` keys of passages.
        scores: `(n,)` higher is better.
    """

    keys: Keys
    scores: Floats

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Selection:
    """Which keys a search may return: only those in `keys`, or all but those."""

    keys: Keys
    exclude: bool = False

    @cached_property
    def marks(self) -> Marks:
        """For each key up to the largest, whether it is in `keys`."""
        marks = np.zeros(int(self.keys.max(initial=0)) + 1, dtype=np.bool_)
        marks[self.keys] = True
        return marks

    def allows(self, keys: Keys) -> Marks:
        """Tell of each key whether a search may return it: `(n,)`."""
        allowed = np.full(len(keys), self.exclude, dtype=np.bool_)
        known = keys < len(self.marks)
        allowed[known] ^= self.marks[keys[known]]
        return allowed


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """What BM25 needs to know of a corpus.

    Attributes:
        passages: Number of passages.
        tokens: Number of terms in all of them together.
        frequencies: For each term asked about, how many passages have it.
    """

    passages: int
    tokens: int
    frequencies: dict[str, int]

    def __add__(self, other: "TermStatistics") -> "TermStatistics":
        terms = self.frequencies.keys() | other.frequencies.keys()
        return TermStatistics(
            self.passages + other.passages,
            self.tokens + other.tokens,
            {term: self.frequencies.get(term, 0) + other.frequencies.get(term, 0) for term in terms},
        )


class VectorsOf(Protocol):
    """Fetches unit vectors from where they are kept."""

    def __call__(self, keys: Keys) -> tuple[Keys, Floats]:
        """Return those of `keys` that are there, `(n,)`, and their vectors, `(n, dim)`."""
        ...


class VectorEngine(Protocol):
    """Finds the vectors of largest inner product. Immutable once built.

    An engine may keep vectors in short, and miss some of the best. The scores that it returns are those of the
    vectors in full, which `vectors_of` fetches a few at a time.
    """

    @classmethod
    def build(cls, folder: Path, keys: Keys, vectors_of: VectorsOf, dim: int) -> None:
        """Write an index of `keys`, `(n,)`, into an existing, empty folder."""
        ...

    @classmethod
    def extend(cls, folder: Path, previous: Path, keys: Keys, vectors_of: VectorsOf, dim: int) -> None:
        """Write an index of further `keys` and of all that the one in the folder `previous` holds."""
        ...

    @classmethod
    def open(cls, folder: Path, dim: int) -> Self:
        """Open what `build` or `extend` wrote."""
        ...

    def __len__(self) -> int: ...

    def search(self, vector: Floats, k: int, vectors_of: VectorsOf, selection: Selection | None = None) -> Ranking:
        """Return the at most `k` best keys by inner product with `vector`, `(dim,)`."""
        ...


class KeywordEngine(Protocol):
    """Finds the passages that share words with a query, by BM25. Immutable once built."""

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write an index of `rows` (key, text) into an existing, empty folder."""
        ...

    @classmethod
    def extend(cls, folder: Path, previous: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write an index of further `rows` and of all that the one in the folder `previous` holds."""
        ...

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what `build` or `extend` wrote."""
        ...

    def __len__(self) -> int: ...

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count the passages, their terms, and the passages that have each of `terms`."""
        ...

    def search(self, terms: Sequence[str], k: int, selection: Selection | None = None) -> Ranking:
        """Return the at most `k` best keys that have any of `terms`, by BM25."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question.

    Attributes:
        hit: The passage that it stands in.
        span: Where the sentence stands in the article.
        probability: That this sentence answers the question, in [0, 1].
        short_span: Where the few words that answer stand in the article, if any stand out.
        alone: How probable the few words are where only their own passage is read, in [0, 1].
    """

    hit: Hit
    span: Span
    probability: float
    short_span: Span | None = None
    alone: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and its passages.

    Attributes:
        evidence: Sentences that may answer, most probable first.
        missing: Names and numbers of the question that stand in no passage read.
        instead: Names in the best sentence that the question does not have: what it speaks of in their place.
    """

    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


class Reader(Protocol):
    """Finds in passages the sentences that answer a question.

    Attributes:
        min_confidence: Evidence less probable than this is better not shown.
    """

    min_confidence: float

    def threshold(self, max_risk: float) -> float:
        """Return the confidence from which on at most this share of the answers is expected to be wrong."""
        ...

    def read(self, question: str, hits: Sequence[Hit], statistics: "StatisticsOf") -> Reading:
        """Weigh the sentences of `hits`; `statistics` counts terms in the whole archive."""
        ...


class StatisticsOf(Protocol):
    """Counts terms in the whole archive."""

    def __call__(self, terms: Sequence[str]) -> TermStatistics: ...
