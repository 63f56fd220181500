"""The model of a reader: loads the network's weights and scores passages for a question."""

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

from byline.errors import EncoderError
from byline.models import minilm, mpnet
from byline.models.adapters import with_adapters
from byline.models.bert import BERT, MPNET, Batch, BertNetwork, Floats, Weights, read_weights, runs_by_openvino
from byline.models.eight_bits import LARGEST_INPUTS, in_eight_bits
from byline.models.waiting import turn, waiting
from byline.readers.builtin.spans import TokenScores
from byline.readers.builtin.tokens import PairMaker

Size = Literal["small", "large"]
_BATCH = 4  # passages of similar length read at once


class _Runs(Protocol):
    def run(self, batches: Iterable[Batch]) -> list[Floats]:
        """Return for each batch the scores of each token as start and end of the answer: `(n, tokens, 2)`."""
        ...


class SpanModel:
    """Scores the tokens of passages; loads on first use, unless `begin` was called before.

    Args:
        size: `small` is trained from all-MiniLM-L6-v2, `large` from all-mpnet-base-v2.
        weights: File of the network's weights: for `small`, without the base model's embeddings; for `large`, adapters
            for the base model's layers. None means the one that ships with Byline.
        by_openvino: Whether OpenVINO rather than torch runs the small model; None means if it is available. The large
            model always needs OpenVINO.
        exact: Whether OpenVINO computes in single precision, as torch does here, even if bfloat16 would be faster.
    """

    def __init__(
        self,
        size: Size = "small",
        *,
        weights: Path | None = None,
        by_openvino: bool | None = None,
        exact: bool = False,
    ) -> None:
        self._size = size
        self._weights = weights or Path(str(files("byline.readers.builtin"))) / f"{size}.safetensors"
        self._exact = exact
        self._by_openvino = runs_by_openvino() if by_openvino is None else by_openvino
        self._lock = threading.Lock()
        self._begun: Future[_Runs] | None = None

    def begin(self) -> None:
        """Start loading in the background, with OpenVINO only, which leaves Python free; `score` raises any error."""
        if self._by_openvino and self._begun is None:
            loader = ThreadPoolExecutor(1)
            self._begun = loader.submit(self._load)
            loader.shutdown(wait=False)

    @cached_property
    def _maker(self) -> PairMaker:
        return PairMaker(minilm.folder()) if self._size == "small" else PairMaker(mpnet.folder(), separators=2)

    @cached_property
    def _network(self) -> _Runs:
        with waiting():
            return self._begun.result() if self._begun else self._load()

    def _load(self) -> _Runs:
        if self._size == "large":
            if not self._by_openvino:
                raise EncoderError(
                    "reader large: needs OpenVINO: pip install openvino, and do not set BYLINE_ENGINE=torch"
                )
            return self._compiled(merged(self._weights) if self._exact else read_weights(prepared(self._weights)))
        if self._by_openvino:
            embeddings = read_weights(minilm.folder() / "model.safetensors", ("embeddings.",))
            own = {name.removeprefix("bert."): value for name, value in read_weights(self._weights).items()}
            return self._compiled({**embeddings, **own})
        from byline.readers.builtin.network import load_network

        return load_network(minilm.folder(), self._weights)

    def _compiled(self, weights: dict[str, Weights]) -> BertNetwork:
        return BertNetwork(
            weights,
            lambda graph: graph.linear(graph.hidden, "head"),
            kind=BERT if self._size == "small" else MPNET,
            exact=self._exact,
        )

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        """Score the tokens of passages, each given with its article's title, in order."""
        with turn(self._lock):
            maker = self._maker
            asked = maker.tokenise([question])[0]
            titles = maker.tokenise([title for title, _ in passages])
            texts = maker.tokenise([text for _, text in passages])
            pairs = [maker.pair(asked.ids, title.ids, text.ids) for title, text in zip(titles, texts, strict=True)]
            order = sorted(range(len(pairs)), key=lambda number: len(pairs[number].ids))
            groups = [order[first : first + _BATCH] for first in range(0, len(order), _BATCH)]
            found: dict[int, TokenScores] = {}
            batches = [maker.batch([pairs[number] for number in group]) for group in groups]
            for group, scores in zip(groups, self._network.run(batches), strict=True):
                for number, row in zip(group, scores.astype(np.float64), strict=True):
                    begin, end = pairs[number].passage_start, len(pairs[number].ids) - 1
                    against_none = row[begin:end] - row[0]  # (tokens, 2)
                    offsets = texts[number].offsets[: end - begin]
                    found[number] = TokenScores(against_none[:, 0], against_none[:, 1], offsets)
            return [found[number] for number in range(len(pairs))]


def merged(adapters: Path) -> dict[str, Weights]:
    """Return the large reader's weights with the adapters merged in, by their names in BERT.

    Raises:
        EncoderError: A file cannot be read.
    """
    own = read_weights(adapters)
    base = read_weights(mpnet.folder() / "model.safetensors")
    layers = {mpnet.name_in_bert(name): value for name, value in with_adapters(base, own, "mp.").items()}
    return layers | {name: value for name, value in own.items() if name.startswith("head.")}


def prepared(adapters: Path) -> Path:
    """Return the file of the large reader's weights, merged, in eight bits; built once, beside the base model's.

    Raises:
        EncoderError: A file cannot be read, or the cache folder cannot be written.
    """

    def made() -> dict[str, Weights]:
        largest = {
            name.removesuffix(f".{LARGEST_INPUTS}"): value
            for name, value in read_weights(adapters).items()
            if name.endswith(LARGEST_INPUTS)
        }
        return in_eight_bits(merged(adapters), largest)

    return mpnet.kept(f"reader-{minilm.sha256(adapters)[:12]}.safetensors", made)
