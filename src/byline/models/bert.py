"""Networks of BERT's kind (Devlin et al. 2019), run by OpenVINO and built from their weights: no torch is loaded.

ids, types, mask ── embeddings, layers of attention ──> hidden ──> output

MPNet (Song et al. 2020) is of this kind: it has no types, and in its attention counts how far two tokens are apart.
"""

import importlib.util
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from byline.errors import EncoderError, InputError
from byline.language.text import one_line

if TYPE_CHECKING:
    from openvino import Core, Model, Node
    from tokenizers import Tokenizer

ENGINES = ("openvino", "torch")
_HEADS = 12
_BUCKETS, _FARTHEST = 32, 128  # of distances between tokens; those from the farthest on are in one bucket
_FAR_BELOW = 1e4  # how much less than any token padding is attended to
_DTYPES = {"F16": np.float16, "F32": np.float32, "I8": np.int8}
_STEP = 8  # tokens; what a network reads at most is a multiple of it
_AT_ONCE = 2  # batches: one is computed while the next is laid out
_CONVERTER = "openvino.tools.ovc"
_LOADING = threading.Lock()

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[Any]  # of float32, or of int8 beside what `eight_bits` says of them
Batch = tuple[Ints, Ints, Ints]  # ids, types and mask, each `(n, tokens)`


def engine_asked_for() -> str | None:
    """Return what `BYLINE_ENGINE` says: `openvino`, `torch`, or None.

    Raises:
        InputError: It says something else.
    """
    engine = os.environ.get("BYLINE_ENGINE") or None
    if engine is not None and engine not in ENGINES:
        raise InputError(f"BYLINE_ENGINE: found {engine!r}, expected {' or '.join(ENGINES)}")
    return engine


def runs_by_openvino() -> bool:
    """Tell whether the built-in networks are run by OpenVINO: asked for, or installed and nothing else asked for."""
    engine = engine_asked_for()
    return engine == "openvino" or (engine is None and importlib.util.find_spec("openvino") is not None)


def special_tokens(tokenizer: "Tokenizer") -> tuple[int, int, int]:
    """Return what begins a text, what ends it and what pads it, without a copy of the whole vocabulary.

    Raises:
        EncoderError: The tokenizer is of another kind of network.
    """
    for names in (("<s>", "</s>", "<pad>"), ("[CLS]", "[SEP]", "[PAD]")):  # MPNet has BERT's besides its own
        first, last, padding = map(tokenizer.token_to_id, names)
        if first is not None and last is not None and padding is not None:
            return first, last, padding
    raise EncoderError("the tokenizer lacks [CLS], [SEP] or [PAD]: install the encoder again")


def padded(rows: Sequence[Sequence[int]], padding: int) -> tuple[Ints, Ints]:
    """Return rows of tokens as one array, and its mask: 1 where a token is, 0 where padding is.

    Lengths are multiples of `_STEP`: for each shape that it meets, OpenVINO keeps code in memory.
    """
    longest = -(-max(map(len, rows)) // _STEP) * _STEP
    ids = np.full((len(rows), longest), padding, dtype=np.int64)
    mask = np.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return ids, mask


def read_weights(file: Path, prefixes: tuple[str, ...] = ("",)) -> dict[str, Weights]:
    """Return the weights in a safetensors file whose names begin with one of `prefixes`.

    Those in single precision or eight bits are not copied into memory, but mapped; others are made single precision.

    Raises:
        EncoderError: It cannot be read.
    """
    try:
        with file.open("rb") as stream:
            size = int.from_bytes(stream.read(8), "little")
            header: dict[str, dict[str, Any]] = json.loads(stream.read(min(size, file.stat().st_size)))
        content = np.memmap(file, mode="c", offset=8 + size)
        return {
            name: _weights(content, entry)
            for name, entry in header.items()
            if name.startswith(prefixes) and entry.get("dtype") in _DTYPES
        }
    except (OSError, ValueError, KeyError, TypeError, OverflowError, AttributeError) as error:
        raise EncoderError(f"{file}: cannot be read as weights ({_reason(error)}): install it again") from error


def _weights(content: npt.NDArray[np.uint8], entry: Mapping[str, Any]) -> Weights:
    first, last = entry["data_offsets"]
    found = np.asarray(content[first:last]).view(_DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return found.astype(np.float32) if found.dtype == np.float16 else found


@dataclass(frozen=True, slots=True)
class Kind:
    """What sets networks of this kind apart from each other.

    Attributes:
        epsilon: Of the norm after each layer.
        first_position: Number of the first token's place among the embeddings of positions.
    """

    epsilon: float
    first_position: int


BERT = Kind(1e-12, 0)
MPNET = Kind(1e-5, 2)


class Graph:
    """A network laid out in OpenVINO's operations.

    Args:
        weights: By their names in BERT; the bias of each head for a bucket of distances, which MPNet has, is
            `encoder.relative_attention_bias.weight`.
        kind: Of the network.

    Attributes:
        parameters: What it is given: ids, types and mask.
        mask: `(n, tokens)` 1 where a token is.
        hidden: `(n, tokens, features)` what the last layer makes of each token.
    """

    def __init__(self, weights: Mapping[str, Weights], kind: Kind = BERT) -> None:
        from openvino import opset13

        self._operations = opset13
        self._weights = weights
        self._kind = kind
        self.parameters = [opset13.parameter([-1, -1], np.int64, name) for name in ("ids", "types", "mask")]
        ids, types, mask = self.parameters
        self.mask = opset13.convert(mask, np.float32)
        self._length = opset13.gather(opset13.shape_of(ids), _axes(1), _axes(0))
        self._bias = self._bias_of_attention()
        self.hidden = self._embedded(ids, types)
        for number in range(sum(name.endswith("intermediate.dense.weight") for name in weights)):
            self.hidden = self._layer(f"encoder.layer.{number}")

    def model(self, output: "Node") -> "Model":
        """Return the network that gives `output`."""
        from openvino import Model

        return Model([output], self.parameters, "bert")

    def linear(self, values: "Node", *names: str) -> "Node":
        """Apply linear layers of the same inputs, their results side by side; those in eight bits as such.

        What an adapter beside a layer adds is computed beside it: its weights need not be merged, which takes memory.
        """
        operations = self._operations
        given = values
        weights, bias = (self._constant(*(f"{name}.{part}" for name in names)) for part in ("weight", "bias"))
        if f"{names[0]}.scale" in self._weights:
            scale = self._constant(*(f"{name}.scale" for name in names))
            weights = operations.multiply(operations.convert(weights, np.float32), scale)
            values = operations.divide(values, self._constant(f"{names[0]}.divisor"))
            most = self._weights[f"{names[0]}.range"]
            low, high = (operations.constant(np.float32(one)) for one in (-most, most * 127 / 128))
            values = operations.fake_quantize(values, low, high, low, high, 256)
        applied = operations.add(operations.matmul(values, weights, False, True), bias)
        if f"{names[0]}.a" not in self._weights:
            return applied
        learnt = [
            operations.matmul(
                operations.matmul(given, self._constant(f"{name}.a"), False, True),
                self._constant(f"{name}.b"),
                False,
                True,
            )
            for name in names
        ]
        return operations.add(applied, learnt[0] if len(learnt) == 1 else operations.concat(learnt, -1))

    def pooled(self) -> "Node":
        """Return the mean of what is made of the tokens, of length 1: `(n, features)`."""
        operations = self._operations
        present = operations.unsqueeze(self.mask, _axes(-1))
        total = operations.reduce_sum(operations.multiply(self.hidden, present), _axes(1))
        return operations.normalize_l2(total, _axes(1), self._kind.epsilon, "max")

    def _constant(self, *names: str) -> "Node":
        """Return weights one below the other; a single one is not copied."""
        values = [self._weights[name] for name in names]
        return self._operations.constant(values[0] if len(values) == 1 else np.concatenate(values), shared_memory=True)

    def _embedded(self, ids: "Node", types: "Node") -> "Node":
        operations = self._operations
        total = operations.gather(self._constant("embeddings.word_embeddings.weight"), ids, _axes(0))
        if (name := "embeddings.token_type_embeddings.weight") in self._weights:
            total = operations.add(total, operations.gather(self._constant(name), types, _axes(0)))
        first = _axes(self._kind.first_position)
        places = operations.slice(
            self._constant("embeddings.position_embeddings.weight"),
            first,
            operations.add(self._length, first),
            _axes(1),
            _axes(0),
        )
        return self._norm(operations.add(total, places), "embeddings.LayerNorm")

    def _bias_of_attention(self) -> "Node":
        """Return what is added where a token attends to another: `(n, 1, 1, tokens)`, or with heads and both tokens."""
        operations = self._operations
        present = operations.unsqueeze(self.mask, _axes(1, 2))
        hidden_away = operations.multiply(operations.subtract(present, np.float32(1)), np.float32(_FAR_BELOW))
        if (of_buckets := self._weights.get("encoder.relative_attention_bias.weight")) is None:
            return hidden_away
        longest = self._weights["embeddings.position_embeddings.weight"].shape[0]
        of_distances = of_buckets[bucket_of(np.arange(-longest, longest + 1))]  # (distances, heads)
        end = operations.squeeze(self._length, _axes(0))
        places = operations.range(np.int64(0), end, np.int64(1), "i64")
        apart = operations.subtract(operations.unsqueeze(places, _axes(0)), operations.unsqueeze(places, _axes(1)))
        rows = operations.add(apart, _axes(longest))  # (tokens, tokens)
        by_heads = operations.gather(operations.constant(np.ascontiguousarray(of_distances.T)), rows, _axes(1))
        return operations.add(hidden_away, operations.unsqueeze(by_heads, _axes(0)))

    def _layer(self, name: str) -> "Node":
        operations = self._operations
        attended = self.linear(self._attended(f"{name}.attention.self"), f"{name}.attention.output.dense")
        between = self._norm(operations.add(attended, self.hidden), f"{name}.attention.output.LayerNorm")
        inner = operations.gelu(self.linear(between, f"{name}.intermediate.dense"), "erf")
        outer = self.linear(inner, f"{name}.output.dense")
        return self._norm(operations.add(outer, between), f"{name}.output.LayerNorm")

    def _attended(self, name: str) -> "Node":
        """Return what each token takes from all tokens: `(n, tokens, features)`."""
        operations = self._operations
        features = self._weights[f"{name}.query.weight"].shape[0]
        of_each = self.linear(self.hidden, f"{name}.query", f"{name}.key", f"{name}.value")
        by_head = operations.reshape(of_each, _axes(0, 0, 3, _HEADS, features // _HEADS), True)
        parts = operations.split(operations.transpose(by_head, _axes(2, 0, 3, 1, 4)), np.int64(0), 3).outputs()
        query, key, value = (operations.squeeze(part, _axes(0)) for part in parts)  # each (n, heads, tokens, size)
        found = operations.scaled_dot_product_attention(query, key, value, self._bias)
        return operations.reshape(operations.transpose(found, _axes(0, 2, 1, 3)), _axes(0, 0, features), True)

    def _norm(self, values: "Node", name: str) -> "Node":
        operations = self._operations
        even = operations.mvn(values, _axes(-1), True, self._kind.epsilon, "inside_sqrt")
        return operations.add(
            operations.multiply(even, self._constant(f"{name}.weight")), self._constant(f"{name}.bias")
        )


def bucket_of(distances: Ints) -> Ints:
    """Return the bucket of each distance from a token to the one it attends to, as MPNet counts them (T5, Raffel 2020).

    Half of the buckets are for tokens before; of each half, half are for one distance each, the others ever wider.
    """
    half = _BUCKETS // 2
    exact = half // 2
    far = np.maximum(np.abs(distances), 1)
    wide = exact + (np.log(far / exact) / np.log(_FARTHEST / exact) * (half - exact)).astype(np.int64)
    bucket = np.where(far < exact, np.abs(distances), np.minimum(wide, half - 1))
    return bucket + np.where(distances > 0, half, 0)


class BertNetwork:
    """A network compiled for the processor; for one thread at a time.

    Args:
        weights: By their names in BERT.
        output: What is wanted of its graph.
        kind: Of the network.
        exact: Whether to compute in single precision where the processor has bfloat16, which is faster.
        threads: How many it computes with; all cores if None.

    Raises:
        EncoderError: OpenVINO or the weights cannot be used.
    """

    def __init__(
        self,
        weights: Mapping[str, Weights],
        output: Callable[[Graph], "Node"],
        *,
        kind: Kind = BERT,
        exact: bool = False,
        threads: int | None = None,
    ) -> None:
        with _LOADING:
            core = load_core()
        from openvino import AsyncInferQueue

        half = not exact and "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        options: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "bf16" if half else "f32",
        }
        if threads is not None:  # unpinned: every process would pin its threads to the same cores
            options |= {"INFERENCE_NUM_THREADS": threads, "ENABLE_CPU_PINNING": False}
        try:
            graph = Graph(weights, kind)
            self._queue = AsyncInferQueue(core.compile_model(graph.model(output(graph)), "CPU", options), _AT_ONCE)
        except (KeyError, ValueError, RuntimeError) as error:
            raise EncoderError(f"OpenVINO cannot use the weights ({_reason(error)}): install Byline again") from error

    def run(self, batches: Iterable[Batch]) -> list[Floats]:
        """Return the output for each batch, in order; one is laid out while another is computed."""
        found: dict[int, Floats] = {}
        self._queue.set_callback(
            lambda request, number: found.__setitem__(number, request.get_output_tensor(0).data.copy())
        )
        try:
            try:
                for number, batch in enumerate(batches):
                    self._queue.start_async(batch, number)
            finally:
                self._queue.wait_all()
        except RuntimeError as error:
            raise EncoderError(f"OpenVINO failed ({_reason(error)}): set BYLINE_ENGINE=torch") from error
        return [found[number] for number in range(len(found))]


@cache
def load_core() -> "Core":
    """Load OpenVINO, but not its converter.

    That is of no use here, takes longer to load than the rest, and brings a telemetry that would write into the home
    folder and start a process which connects to a server.
    """
    unused = _CONVERTER not in sys.modules
    if unused:
        sys.modules[_CONVERTER] = None  # type: ignore[assignment]
    try:
        from openvino import Core

        return Core()
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderError(
            f"OpenVINO cannot be loaded ({_reason(error)}): install it again, or set BYLINE_ENGINE=torch"
        ) from error
    finally:
        if unused:
            del sys.modules[_CONVERTER]


def _axes(*numbers: int) -> Ints:
    return np.array(numbers, dtype=np.int64)


def _reason(error: Exception) -> str:
    """Return the last line of what a library says: OpenVINO names its own source files before."""
    return one_line(str(error).strip().rpartition("\n")[2]) or type(error).__name__
