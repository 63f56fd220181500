"""FAISS: exact inner product over unit vectors, in one file."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Self

import faiss
import numpy as np

from byline.errors import ArchiveDamagedError
from byline.ports import Floats, Ranking, Selection
from byline.store.exact import top

VERSION = "flat-1"
_FILE = "vectors.faiss"
_ROWS_AT_ONCE = 10_000


class FaissVectors:
    """An `IndexIDMap2` over an `IndexFlatIP`."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def build(cls, folder: Path, rows: Iterable[tuple[int, Floats]], dim: int) -> None:
        """Write the index file."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))
        remaining = iter(rows)
        while batch := list(islice(remaining, _ROWS_AT_ONCE)):
            keys = np.array([key for key, _ in batch], dtype=np.int64)
            index.add_with_ids(np.array([vector for _, vector in batch], dtype=np.float32), keys)
        faiss.write_index(index, str(folder / _FILE))

    @classmethod
    def open(cls, folder: Path, dim: int) -> Self:
        """Read the index file; a length field that was tampered with cannot claim more than twice its size."""
        file = folder / _FILE
        faiss.set_deserialization_vector_byte_limit(2 * file.stat().st_size)
        try:
            index = faiss.read_index(str(file))
        except RuntimeError as error:
            raise ArchiveDamagedError(f"{file}: FAISS cannot read it ({str(error).splitlines()[-1]})") from error
        if not isinstance(index, faiss.IndexIDMap2) or index.d != dim:
            raise ArchiveDamagedError(f"{file}: found {type(index).__name__}, expected IndexIDMap2 of {dim}")
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Floats, k: int, selection: Selection | None = None) -> Ranking:
        """Return the at most `k` best keys by inner product with `vector`."""
        k = min(k, len(self))  # FAISS allocates k results before it looks how many there are
        if k < 1:
            return Ranking(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        scores, keys = self._index.search(vector.reshape(1, -1), k, params=_parameters(selection))
        found = keys[0] >= 0
        return top(keys[0][found], scores[0][found], k)


def _parameters(selection: Selection | None) -> faiss.SearchParameters | None:
    if selection is None:
        return None
    chosen = faiss.IDSelectorBatch(selection.keys)
    selector = faiss.IDSelectorNot(chosen) if selection.exclude else chosen
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
