"""Embed in the process that adds the articles."""

from collections.abc import Callable, Sequence
from functools import partial

from byline.encoders.base import Encoder, Floats


class Here:
    """Embeds a shard at the moment its vectors are needed.

    Args:
        encoder: The encoder.

    Attributes:
        at_once: 1, because submitting more at once gains nothing.
    """

    at_once = 1

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def submit(self, texts: Sequence[str]) -> Callable[[], Floats]:
        """Return a function that embeds a shard; see `Workers`."""
        return partial(self._encoder.encode_passages, texts)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""
