"""What Byline asks of engines that search: they know integer keys, vectors and text; meaning stays in the catalog.

The exact engines of `exact.py` are the reference that contract tests hold every other engine against.
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
        """Return for each key whether a search may return it: `(n,)`."""
        allowed = np.full(len(keys), self.exclude, dtype=np.bool_)
        known = keys < len(self.marks)
        allowed[known] ^= self.marks[keys[known]]
        return allowed


class VectorsOf(Protocol):
    """Fetches unit vectors from where they are kept."""

    def __call__(self, keys: Keys) -> tuple[Keys, Floats]:
        """Return those of `keys` that are there, `(n,)`, and their vectors, `(n, dim)`."""
        ...


class VectorEngine(Protocol):
    """Finds the vectors of largest inner product. Immutable once built.

    An engine may keep vectors in short, and miss some of the best. The scores that it returns are those of the
    vectors in full, which `vectors_of` fetches a few at a time.

    Attributes:
        version: Of its files: those that another made are made again.
    """

    version: ClassVar[str]

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
    """Finds the passages that share words with a query, by BM25. Immutable once built.

    Attributes:
        version: Of its files: those that another made are made again.
    """

    version: ClassVar[str]

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
