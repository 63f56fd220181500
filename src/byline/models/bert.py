"""Networks like BERT (Devlin et al. 2019), built from their weights and run by OpenVINO, without torch.

ids, types, mask ── embeddings, attention layers ──> hidden ──> output

MPNet (Song et al. 2020) is one of them: it has no types, and its attention depends on the distance between tokens.
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
_BUCKETS, _FARTHEST = 32, 128  # of distances between tokens; all distances from the farthest on share a bucket
_FAR_BELOW = 1e4  # subtracted from the attention score of padding
_DTYPES = {"F16": np.float16, "F32": np.float32, "I8": np.int8}
_STEP = 8  # tokens; the longest input of a network is a multiple of this
_AT_ONCE = 2  # batches: one is computed while the next is prepared
_CONVERTER = "openvino.tools.ovc"
_LOADING = threading.Lock()

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[Any]  # float32, or int8 with the extra arrays described in `eight_bits`
Batch = tuple[Ints, Ints, Ints]  # ids, types and mask, each `(n, tokens)`


def engine_asked_for() -> str | None:
    """Return the value of `BYLINE_ENGINE`: `openvino`, `torch`, or None.

    Raises:
        InputError: It has another value.
    """
    engine = os.environ.get("BYLINE_ENGINE") or None
    if engine is not None and engine not in ENGINES:
        raise InputError(f"BYLINE_ENGINE: found {engine!r}, expected {' or '.join(ENGINES)}")
    return engine


def runs_by_openvino() -> bool:
    """Return whether OpenVINO runs the built-in networks: requested, or installed and torch not requested."""
    engine = engine_asked_for()
    return engine == "openvino" or (engine is None and importlib.util.find_spec("openvino") is not None)


def special_tokens(tokenizer: "Tokenizer") -> tuple[int, int, int]:
    """Return the tokens that begin, end and pad a text, without copying the whole vocabulary.

    Raises:
        EncoderError: The tokenizer belongs to another kind of network.
    """
    for names in (("<s>", "</s>", "<pad>"), ("[CLS]", "[SEP]", "[PAD]")):  # MPNet has BERT's in addition to its own
        first, last, padding = map(tokenizer.token_to_id, names)
        if first is not None and last is not None and padding is not None:
            return first, last, padding
    raise EncoderError("the tokenizer lacks [CLS], [SEP] or [PAD]: install the encoder again")


def padded(rows: Sequence[Sequence[int]], padding: int) -> tuple[Ints, Ints]:
    """Return rows of tokens as one array, with its mask: 1 for a token, 0 for padding.

    Lengths are rounded up to a multiple of `_STEP`, because OpenVINO keeps compiled code for each shape it meets.
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

    Single-precision and eight-bit weights are memory-mapped, not copied; others are converted to single precision.

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
    """The differences between networks of this kind.

    Attributes:
        epsilon: Of the layer norms.
        first_position: Index of the first token's position embedding.
    """

    epsilon: float
    first_position: int


BERT = Kind(1e-12, 0)
MPNET = Kind(1e-5, 2)


class Graph:
    """A network expressed in OpenVINO operations.

    Args:
        weights: By their BERT names; MPNet's bias of each head per distance bucket is
            `encoder.relative_attention_bias.weight`.
        kind: The kind of network.

    Attributes:
        parameters: The inputs: ids, types and mask.
        mask: `(n, tokens)`, 1 for a token.
        hidden: `(n, tokens, features)`, the last layer's output for each token.
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
        """Return the network that computes `output`."""
        from openvino import Model

        return Model([output], self.parameters, "bert")

    def linear(self, values: "Node", *names: str) -> "Node":
        """Apply linear layers to the same inputs and concatenate the results; eight-bit layers are computed as such.

        A layer's adapter is computed separately: merging it into the weights would take memory.
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
        """Return the mean of the token outputs, scaled to length 1: `(n, features)`."""
        operations = self._operations
        present = operations.unsqueeze(self.mask, _axes(-1))
        total = operations.reduce_sum(operations.multiply(self.hidden, present), _axes(1))
        return operations.normalize_l2(total, _axes(1), self._kind.epsilon, "max")

    def _constant(self, *names: str) -> "Node":
        """Return weights stacked vertically; a single one is not copied."""
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
        """Return the bias added to attention scores: `(n, 1, 1, tokens)`, or one with heads and both tokens."""
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
        """Return the attention output for each token: `(n, tokens, features)`."""
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
    """Return the bucket of each distance from a token to the one it attends to, as in MPNet (T5, Raffel 2020).

    Half of the buckets are for preceding tokens. In each half, half are for a single distance; the rest grow wider.
    """
    half = _BUCKETS // 2
    exact = half // 2
    far = np.maximum(np.abs(distances), 1)
    wide = exact + (np.log(far / exact) / np.log(_FARTHEST / exact) * (half - exact)).astype(np.int64)
    bucket = np.where(far < exact, np.abs(distances), np.minimum(wide, half - 1))
    return bucket + np.where(distances > 0, half, 0)


class BertNetwork:
    """A network compiled for the processor; only one thread at a time may use it.

    Args:
        weights: By their BERT names.
        output: Selects the output of the graph.
        kind: The kind of network.
        exact: Whether to compute in single precision even where the processor has bfloat16, which is faster.
        threads: How many threads it may use; None for all cores.

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
        if threads is not None:  # unpinned, because every process would pin its threads to the same cores
            options |= {"INFERENCE_NUM_THREADS": threads, "ENABLE_CPU_PINNING": False}
        try:
            graph = Graph(weights, kind)
            self._queue = AsyncInferQueue(core.compile_model(graph.model(output(graph)), "CPU", options), _AT_ONCE)
        except (KeyError, ValueError, RuntimeError) as error:
            raise EncoderError(f"OpenVINO cannot use the weights ({_reason(error)}): install Byline again") from error

    def run(self, batches: Iterable[Batch]) -> list[Floats]:
        """Return the output for each batch, in order; the next batch is prepared while one is computed."""
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
    """Load OpenVINO without its converter.

    The converter is not needed here, takes longer to load than the rest, and includes telemetry that would write to the
    home folder and start a process that connects to a server.
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
    """Return the last line of a library's message: OpenVINO puts its own source files first."""
    return one_line(str(error).strip().rpartition("\n")[2]) or type(error).__name__
