"""The interfaces of the search engines. They know integer keys, vectors and text; everything else is in the catalog.

The exact engines in `exact.py` are the reference against which contract tests compare every other engine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Protocol, Self

import numpy as np
import numpy.typing as npt

from byline.encoders.base import Floats
from byline.language.terms import TermStatistics

Keys = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Keys with scores, best first; equal scores are ordered by key, smallest first.

    Attributes:
        keys: Keys of passages, `(n,)`.
        scores: Higher is better, `(n,)`.
    """

    keys: Keys
    scores: Floats

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Selection:
    """Which keys a search may return: only `keys`, or with `exclude` all others."""

    keys: Keys
    exclude: bool = False

    @cached_property
    def marks(self) -> Marks:
        """For each key from 0 to the largest, whether it is in `keys`."""
        marks = np.zeros(int(self.keys.max(initial=0)) + 1, dtype=np.bool_)
        marks[self.keys] = True
        return marks

    def allows(self, keys: Keys) -> Marks:
        """Return for each key whether a search may return it: `(n,)`."""
        allowed = np.full(len(keys), self.exclude, dtype=np.bool_)
        known = keys < len(self.marks)
        allowed[known] ^= self.marks[keys[known]]
        return allowed


class VectorsOf(Protocol):
    """Fetches unit vectors from the catalog."""

    def __call__(self, keys: Keys) -> tuple[Keys, Floats]:
        """Return the `keys` that exist, `(n,)`, and their vectors, `(n, dim)`."""
        ...


class VectorEngine(Protocol):
    """Finds the vectors with the largest inner product. Immutable once built.

    An engine may store vectors in compressed form, and miss some of the best. The scores it returns are those of the
    full vectors, which `vectors_of` fetches a few at a time.

    Attributes:
        version: Version of its files; files of another version are rebuilt.
    """

    version: ClassVar[str]

    @classmethod
    def build(cls, folder: Path, keys: Keys, vectors_of: VectorsOf, dim: int) -> None:
        """Write an index of `keys`, `(n,)`, into an existing, empty folder."""
        ...

    @classmethod
    def extend(cls, folder: Path, previous: Path, keys: Keys, vectors_of: VectorsOf, dim: int) -> None:
        """Write an index of everything in the folder `previous`, plus further `keys`."""
        ...

    @classmethod
    def open(cls, folder: Path, dim: int) -> Self:
        """Open what `build` or `extend` wrote."""
        ...

    def __len__(self) -> int: ...

    def search(self, vector: Floats, k: int, vectors_of: VectorsOf, selection: Selection | None = None) -> Ranking:
        """Return up to `k` best keys by inner product with `vector`, `(dim,)`."""
        ...


class KeywordEngine(Protocol):
    """Finds the passages that share words with a query, by BM25. Immutable once built.

    Attributes:
        version: Version of its files; files of another version are rebuilt.
    """

    version: ClassVar[str]

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write an index of `rows` (key, text) into an existing, empty folder."""
        ...

    @classmethod
    def extend(cls, folder: Path, previous: Path, rows: Iterable[tuple[int, str]]) -> None:
        """Write an index of everything in the folder `previous`, plus further `rows`."""
        ...

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what `build` or `extend` wrote."""
        ...

    def __len__(self) -> int: ...

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count the passages, all their terms, and the passages with each of `terms`."""
        ...

    def search(self, terms: Sequence[str], k: int, selection: Selection | None = None) -> Ranking:
        """Return up to `k` best keys with any of `terms`, by BM25."""
        ...
