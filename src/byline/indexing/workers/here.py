"""The process that adds embeds, too, and does nothing else meanwhile."""

from collections.abc import Callable, Sequence
from functools import partial

from byline.encoders.base import Encoder, Floats


class Here:
    """Embeds a shard when its vectors are waited for.

    Args:
        encoder: What embeds.

    Attributes:
        at_once: One: two shards under way would gain nothing.
    """

    at_once = 1

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def submit(self, texts: Sequence[str]) -> Callable[[], Floats]:
        """Note a shard; see `Workers`."""
        return partial(self._encoder.encode_passages, texts)

    def close(self) -> None:
        """There is nothing to let go of."""
