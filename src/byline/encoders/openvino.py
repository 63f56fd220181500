"""The default encoder run by OpenVINO, without loading torch or sentence-transformers."""

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from byline.encoders.adapted_queries import adapter
from byline.encoders.base import Floats
from byline.models import minilm
from byline.models.bert import Batch, BertNetwork, Graph, Weights, padded, read_weights, special_tokens
from byline.models.waiting import turn, waiting
from byline.settings import DEFAULT_ENCODER

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_BATCH = 12  # texts of similar length embedded at once


class OpenVinoEncoder:
    """all-MiniLM-L6-v2 on the processor; except for rounding, the vectors equal those of sentence-transformers.

    Args:
        threads: How many threads it may use; None for all cores.

    Attributes:
        name: The name of the model.
        languages: The languages it was trained on.
        dim: The length of a vector.
        max_tokens: How many tokens of a passage are read, not counting special tokens.
    """

    name = DEFAULT_ENCODER
    languages: frozenset[str] | None = minilm.LANGUAGES
    dim = 384
    max_tokens = 254

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        # One thread at a time may use the tokenizer or a network; questions do not wait for passages.
        self._tokenising, self._embedding, self._asking = threading.Lock(), threading.Lock(), threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the pinned hashes, the same as with sentence-transformers."""
        return minilm.fingerprint_of(minilm.PINNED)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(minilm.checked("tokenizer.json")))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _network(self) -> BertNetwork:
        return BertNetwork(self._weights(), Graph.pooled, threads=self._threads)

    @cached_property
    def _query_network(self) -> BertNetwork:
        with waiting():
            return BertNetwork({**self._weights(), **adapter()}, Graph.pooled, threads=self._threads)

    @staticmethod
    def _weights() -> dict[str, Weights]:
        return read_weights(minilm.checked("model.safetensors"), ("embeddings.", "encoder."))

    def tokenise(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return for each text the start and end of its tokens, without special tokens."""
        return [encoding.offsets for encoding in self._encodings(texts)]

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Embed texts to search in: `(n, dim)`, rows of length 1."""
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number].encode()))
        groups = [order[first : first + _BATCH] for first in range(0, len(order), _BATCH)]
        batches = (self._batch([texts[number] for number in group]) for group in groups)
        with self._embedding:
            for group, found in zip(groups, self._network.run(batches) if groups else [], strict=True):
                vectors[group] = found
        return vectors

    def encode_query(self, text: str) -> Floats:
        """Embed a text to search for: `(dim,)`, of length 1."""
        with turn(self._asking):
            vector: Floats = self._query_network.run([self._batch([text])])[0][0]
        return vector

    def _batch(self, texts: Sequence[str]) -> Batch:
        first, last, padding = special_tokens(self._tokenizer)
        rows = [[first, *encoding.ids[: self.max_tokens], last] for encoding in self._encodings(texts)]
        ids, mask = padded(rows, padding)
        return ids, np.zeros_like(ids), mask

    def _encodings(self, texts: Sequence[str]) -> "list[Encoding]":
        with self._tokenising:
            return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
