"""The interface every embedding model implements."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into unit vectors.

    Attributes:
        name: The name with which `load_encoder` loads it.
        languages: ISO 639-1 codes of the languages it was trained on; None if not known.
    """

    name: str
    languages: frozenset[str] | None

    @property
    def fingerprint(self) -> str:
        """A value that differs between any two encoders that could give different vectors for the same text."""
        ...

    @property
    def dim(self) -> int:
        """The length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read; the rest would be cut off."""
        ...

    def tokenise(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return for each text the start and end of its tokens, in code points, without special tokens."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embed texts to search in: `(n, dim)`, rows of length 1."""
        ...

    def encode_query(self, text: str) -> Floats:
        """Embed a text to search for: `(dim,)`, of length 1."""
        ...
