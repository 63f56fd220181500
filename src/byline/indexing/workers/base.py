"""What Byline asks of those that embed."""

from collections.abc import Callable, Sequence
from typing import Protocol

from byline.encoders.base import Floats


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
