"""Recognise copies and near copies of an article by MinHash (Broder 1997) of its word triples."""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from byline.language.text import normalised

SIMILAR = 0.5  # share of common word triples from which two articles are near copies
_PERMUTATIONS = 128
_ROWS_PER_BAND = 4  # 32 bands of 4: pairs of similarity 0.5 share a band with probability 0.87, of 0.7 with 0.9998
_SEED = 1


@dataclass(frozen=True, slots=True)
class Signature:
    """The part of an article's text that is kept to recognise its copies.

    Attributes:
        minhash: `(128,)` of uint32.
        words: SHA-256 of the normalised text: equal for exact copies.
    """

    minhash: npt.NDArray[np.uint32]
    words: str

    @property
    def bands(self) -> list[int]:
        """Hashes of the bands, signed 64 bits each; similar articles share at least one."""
        rows = self.minhash.reshape(-1, _ROWS_PER_BAND)
        return [hash64(bytes([number]) + row.tobytes()) for number, row in enumerate(rows)]

    def similarity(self, other: "Signature") -> float:
        """Estimate the share of common word triples: 1 for exact copies, below 1 for others."""
        if self.words == other.words:
            return 1.0
        return min(float(np.mean(self.minhash == other.minhash)), 0.99)


def signature_of(text: str) -> Signature:
    """Compute the signature of a text."""
    from datasketch import MinHash  # loading it takes longer than answering a question

    plain = normalised(text)
    terms = plain.split() or [text]
    triples = {" ".join(terms[i : i + 3]).encode() for i in range(max(1, len(terms) - 2))}
    minhash = MinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update_batch(list(triples))
    return Signature(minhash.hashvalues.astype(np.uint32), hashlib.sha256(plain.encode()).hexdigest())


def hash64(content: bytes) -> int:
    """Hash to a signed 64-bit integer, the type that databases have."""
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "little", signed=True)
