"""FAISS: inner product over unit vectors, in one file. Exact while there are few, then by lists of near vectors.

The lists (an inverted file) store one byte per dimension and are memory-mapped; a search reads only the lists nearest
to the query. Candidates are ranked by their full vectors, so scores are exact, but some hits may be missed.
"""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Self

import faiss
import numpy as np

from byline.encoders.base import Floats
from byline.errors import ArchiveDamagedError
from byline.store.engines import Keys, Ranking, Selection, VectorsOf
from byline.store.exact import top

_FILE = "vectors.faiss"
_ROWS_AT_ONCE = 10_000

# Measured with benchmarks/growth.py; see benchmarks/README.md.
_TRAINING_PER_LIST = 64
_ROUNDS = 10
_SEED = 1
_LISTS_PROBED = 32
_PROBED_PER_CANDIDATE = 64  # minimum number of vectors compared per candidate: deeper searches probe more lists
_CANDIDATES_PER_HIT = 2  # ranked by their full vectors
_FETCHED = 1_000  # if a filter leaves at most this many, all are ranked by their full vectors


_Index = faiss.IndexIDMap2 | faiss.IndexIVFScalarQuantizer
_LIMIT = threading.Lock()  # the limit is global to the process, and other users of FAISS rely on it


class FaissVectors:
    """An `IndexIDMap2` over an `IndexFlatIP`, or an `IndexIVFScalarQuantizer`; see `VectorEngine`.

    Attributes:
        exact_up_to: With more vectors than this, lists are used.
    """

    version: ClassVar[str] = "flat-1-lists-1"
    exact_up_to: ClassVar[int] = 20_000  # comparing all of them takes 3 ms; with lists, 1 ms

    def __init__(self, index: _Index) -> None:
        self._index = index

    @classmethod
    def build(cls, folder: Path, keys: Keys, vectors_of: VectorsOf, dim: int) -> None:
        """Write the index file.

        Args:
            folder: An existing, empty folder.
            keys: Keys of passages, `(n,)`.
            vectors_of: Fetches their vectors, some thousands at a time.
            dim: Length of a vector.
        """
        flat = len(keys) <= cls.exact_up_to
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim)) if flat else _lists(keys, vectors_of, dim)
        _add(index, keys, vectors_of)
        faiss.write_index(index, str(folder / _FILE))

    @classmethod
    def extend(cls, folder: Path, previous: Path, keys: Keys, vectors_of: VectorsOf, dim: int) -> None:
        """Write the index file of another folder, plus further vectors; the lists keep their centroids."""
        index = _read(previous / _FILE, dim)
        _add(index, keys, vectors_of)
        faiss.write_index(index, str(folder / _FILE))

    @classmethod
    def open(cls, folder: Path, dim: int) -> Self:
        """Map the index file into memory."""
        return cls(_read(folder / _FILE, dim, faiss.IO_FLAG_MMAP_IFC))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Floats, k: int, vectors_of: VectorsOf, selection: Selection | None = None) -> Ranking:
        """Return up to `k` best keys by inner product with `vector`."""
        k = min(k, len(self))  # FAISS allocates k results even if there are fewer vectors
        if k < 1:
            return Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        if isinstance(self._index, faiss.IndexIDMap2):
            found = None if selection is None else faiss.SearchParameters(sel=_selector(selection))  # type: ignore[call-arg]
            return top(*self._found(vector, k, found), k)
        candidates, _ = self._found(vector, *self._breadth(self._index.nlist, k, selection))
        keys, vectors = vectors_of(candidates)
        return top(keys, vectors @ vector, k)

    def _breadth(self, lists: int, k: int, selection: Selection | None) -> tuple[int, faiss.SearchParameters]:
        """Return how many candidates to take, and from how many lists: the fewer keys selected, the more lists."""
        total = left = len(self)
        if selection is not None:
            left = max(1, total - len(selection.keys) if selection.exclude else min(len(selection.keys), total))
        candidates = min(total, _CANDIDATES_PER_HIT * k)
        if left <= _FETCHED:
            candidates = max(candidates, left)
        probed = max(_LISTS_PROBED, lists * _PROBED_PER_CANDIDATE * candidates / total) * total / left
        return candidates, faiss.SearchParametersIVF(
            nprobe=min(lists, math.ceil(probed)),
            sel=None if selection is None else _selector(selection),  # type: ignore[call-arg]
        )

    def _found(self, vector: Floats, k: int, parameters: faiss.SearchParameters | None) -> tuple[Keys, Floats]:
        with _one_thread():
            scores, keys = self._index.search(vector.reshape(1, -1), k, params=parameters)
        found = keys[0] >= 0
        return keys[0][found], scores[0][found]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Limit FAISS to this thread: on a busy machine, waiting for its threads takes longer than one search."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _lists(keys: Keys, vectors_of: VectorsOf, dim: int) -> faiss.IndexIVFScalarQuantizer:
    """Create empty lists, as many as the square root of the number of vectors, trained on a sample of them."""
    count = max(1, math.isqrt(len(keys)))
    sample = np.random.default_rng(_SEED).permutation(keys)[: count * _TRAINING_PER_LIST]
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim), dim, count, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.seed, index.cp.niter, index.cp.spherical, index.cp.min_points_per_centroid = _SEED, _ROUNDS, True, 1
    index.train(vectors_of(np.sort(sample))[1])
    return index


def _add(index: _Index, keys: Keys, vectors_of: VectorsOf) -> None:
    for start in range(0, len(keys), _ROWS_AT_ONCE):
        found, vectors = vectors_of(keys[start : start + _ROWS_AT_ONCE])
        index.add_with_ids(vectors, found)


def _read(file: Path, dim: int, flags: int = 0) -> _Index:
    """Read the index file, refusing forged length fields: none may claim more than twice the file's size."""
    with _LIMIT:
        before = faiss.get_deserialization_vector_byte_limit()
        faiss.set_deserialization_vector_byte_limit(2 * file.stat().st_size)
        try:
            index = faiss.read_index(str(file), flags)
        except RuntimeError as error:
            raise ArchiveDamagedError(f"{file}: FAISS cannot read it ({str(error).splitlines()[-1]})") from error
        finally:
            faiss.set_deserialization_vector_byte_limit(before)
    if not isinstance(index, _Index) or index.d != dim:
        raise ArchiveDamagedError(f"{file}: found {type(index).__name__} of {index.d}, expected vectors of {dim}")
    return index


def _selector(selection: Selection) -> faiss.IDSelector:
    """Make a FAISS selector with one bit per key."""
    chosen = faiss.IDSelectorBitmap(np.packbits(selection.marks, bitorder="little"))  # type: ignore[call-arg,arg-type]
    return faiss.IDSelectorNot(chosen) if selection.exclude else chosen
