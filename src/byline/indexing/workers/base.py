"""The interface of workers that embed texts."""

from collections.abc import Callable, Sequence
from typing import Protocol

from byline.encoders.base import Floats


class Workers(Protocol):
    """Embed texts to be searched, in this process or elsewhere; they write nothing."""

    @property
    def at_once(self) -> int:
        """How many shards to submit before waiting for the first."""
        ...

    def submit(self, texts: Sequence[str]) -> Callable[[], Floats]:
        """Submit a shard; return a function, to be called once, that waits for its vectors, `(n, dim)`.

        Both raise `EncoderError` if the texts cannot be embedded, and `WorkerError` if the workers fail.
        """
        ...

    def close(self) -> None:
        """Release the workers and abandon what is under way."""
        ...
