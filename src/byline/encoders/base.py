"""What Byline asks of an embedding model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


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
