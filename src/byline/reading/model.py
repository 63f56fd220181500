"""The reader's model: loads the network's weights and scores passages for a question."""

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from byline.encoders.sentence_transformer import SentenceTransformerEncoder
from byline.errors import EncoderError
from byline.reading.spans import TokenScores
from byline.settings import DEFAULT_ENCODER

if TYPE_CHECKING:
    from byline.reading.network import PairMaker, SpanNetwork

WEIGHTS = Path(str(files("byline.reading"))) / "reader.safetensors"
_BATCH = 8  # passages of similar length read at once


class SpanModel:
    """Scores the tokens of passages; loaded when something is first read.

    Args:
        weights: Of the network, without the base model's embeddings.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights = weights
        self._lock = threading.Lock()

    @cached_property
    def _loaded(self) -> "tuple[SpanNetwork, PairMaker]":
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        from byline.reading.network import PairMaker, SpanNetwork

        base = SentenceTransformerEncoder(DEFAULT_ENCODER).folder
        network = SpanNetwork(base)
        try:
            own = {name: value.float() for name, value in load_file(self._weights).items()}
            network.load_state_dict({**network.state_dict(), **own})
        except (OSError, SafetensorError, RuntimeError) as error:
            reason = str(error).splitlines()[0]
            raise EncoderError(f"reader: {self._weights} cannot be loaded: {reason}: install Byline again") from error
        return network.eval(), PairMaker(base)

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        """Score the tokens of passages, each with its article's title, in their order."""
        import torch

        with self._lock, torch.inference_mode():
            network, maker = self._loaded
            asked = maker.tokenise([question])[0]
            titles = maker.tokenise([title for title, _ in passages])
            texts = maker.tokenise([text for _, text in passages])
            pairs = [maker.pair(asked.ids, title.ids, text.ids) for title, text in zip(titles, texts, strict=True)]
            found: list[TokenScores | None] = [None] * len(pairs)
            order = sorted(range(len(pairs)), key=lambda number: len(pairs[number].ids))
            for first in range(0, len(order), _BATCH):
                numbers = order[first : first + _BATCH]
                scores = network(*maker.batch([pairs[number] for number in numbers])).double().numpy()
                for row, number in zip(scores, numbers, strict=True):
                    begin, end = pairs[number].passage_start, len(pairs[number].ids) - 1
                    against_none = row[begin:end] - row[0]  # (tokens, 2)
                    offsets = texts[number].offsets[: end - begin]
                    found[number] = TokenScores(against_none[:, 0], against_none[:, 1], offsets)
            return [np_scores for np_scores in found if np_scores is not None]
