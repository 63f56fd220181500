"""Networks of BERT's kind (Devlin et al. 2019), run by OpenVINO and built from their weights: no torch is loaded.

ids, types, mask ── embeddings, layers of attention ──> hidden ──> output
"""

import importlib.util
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
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
_EPSILON = 1e-12  # of the norm after each layer
_FAR_BELOW = 1e4  # how much less than any token padding is attended to
_DTYPES = {"F16": np.float16, "F32": np.float32}
_STEP = 8  # tokens; what a network reads at most is a multiple of it
_AT_ONCE = 2  # batches: one is computed while the next is laid out
_CONVERTER = "openvino.tools.ovc"
_LOADING = threading.Lock()

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
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
    for names in (("[CLS]", "[SEP]", "[PAD]"), ("<s>", "</s>", "<pad>")):
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


def read_weights(file: Path, prefixes: tuple[str, ...] = ("",)) -> dict[str, Floats]:
    """Return the weights in a safetensors file whose names begin with one of `prefixes`, in single precision.

    Those that have it in the file are not copied into memory, but mapped.

    Raises:
        EncoderError: It cannot be read.
    """
    try:
        with file.open("rb") as stream:
            size = int.from_bytes(stream.read(8), "little")
            header: dict[str, dict[str, Any]] = json.loads(stream.read(min(size, file.stat().st_size)))
        content = np.memmap(file, mode="c", offset=8 + size)
        return {
            name: _weights(content, entry).astype(np.float32, copy=False)
            for name, entry in header.items()
            if name.startswith(prefixes) and entry.get("dtype") in _DTYPES
        }
    except (OSError, ValueError, KeyError, TypeError, OverflowError, AttributeError) as error:
        raise EncoderError(f"{file}: cannot be read as weights ({_reason(error)}): install it again") from error


def _weights(content: npt.NDArray[np.uint8], entry: Mapping[str, Any]) -> npt.NDArray[np.floating]:
    first, last = entry["data_offsets"]
    return np.asarray(content[first:last]).view(_DTYPES[entry["dtype"]]).reshape(entry["shape"])


class Graph:
    """A network laid out in OpenVINO's operations.

    Args:
        weights: By their names in BERT.

    Attributes:
        mask: `(n, tokens)` 1 where a token is.
        hidden: `(n, tokens, features)` what the last layer makes of each token.
    """

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        from openvino import opset13

        self._operations = opset13
        self._weights = weights
        self._inputs = [opset13.parameter([-1, -1], np.int64, name) for name in ("ids", "types", "mask")]
        ids, types, mask = self._inputs
        self.mask = opset13.convert(mask, np.float32)
        self.hidden = self._embedded(ids, types)
        for number in range(sum(name.endswith("intermediate.dense.weight") for name in weights)):
            self.hidden = self._layer(f"encoder.layer.{number}")

    def model(self, output: "Node") -> "Model":
        """Return the network that gives `output`."""
        from openvino import Model

        return Model([output], self._inputs, "bert")

    def linear(self, values: "Node", *names: str) -> "Node":
        """Apply linear layers, their results side by side."""
        weights, bias = (self._constant(*(f"{name}.{part}" for name in names)) for part in ("weight", "bias"))
        return self._operations.add(self._operations.matmul(values, weights, False, True), bias)

    def pooled(self) -> "Node":
        """Return the mean of what is made of the tokens, of length 1: `(n, features)`."""
        operations = self._operations
        present = operations.unsqueeze(self.mask, _axes(-1))
        total = operations.reduce_sum(operations.multiply(self.hidden, present), _axes(1))
        return operations.normalize_l2(total, _axes(1), _EPSILON, "max")

    def _constant(self, *names: str) -> "Node":
        """Return weights one below the other; a single one is not copied."""
        values = [self._weights[name] for name in names]
        return self._operations.constant(values[0] if len(values) == 1 else np.concatenate(values), shared_memory=True)

    def _embedded(self, ids: "Node", types: "Node") -> "Node":
        operations = self._operations
        words, kinds, places = (
            self._constant(f"embeddings.{name}_embeddings.weight") for name in ("word", "token_type", "position")
        )
        length = operations.gather(operations.shape_of(ids), _axes(1), _axes(0))
        total = operations.add(operations.gather(words, ids, _axes(0)), operations.gather(kinds, types, _axes(0)))
        total = operations.add(total, operations.slice(places, _axes(0), length, _axes(1), _axes(0)))
        return self._norm(total, "embeddings.LayerNorm")

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
        present = operations.unsqueeze(self.mask, _axes(1, 2))
        hidden_away = operations.multiply(operations.subtract(present, np.float32(1)), np.float32(_FAR_BELOW))
        found = operations.scaled_dot_product_attention(query, key, value, hidden_away)
        return operations.reshape(operations.transpose(found, _axes(0, 2, 1, 3)), _axes(0, 0, features), True)

    def _norm(self, values: "Node", name: str) -> "Node":
        operations = self._operations
        even = operations.mvn(values, _axes(-1), True, _EPSILON, "inside_sqrt")
        return operations.add(
            operations.multiply(even, self._constant(f"{name}.weight")), self._constant(f"{name}.bias")
        )


class BertNetwork:
    """A network compiled for the processor; for one thread at a time.

    Args:
        weights: By their names in BERT.
        output: What is wanted of its graph.
        exact: Whether to compute in single precision where the processor has bfloat16, which is faster.
        threads: How many it computes with; all cores if None.

    Raises:
        EncoderError: OpenVINO or the weights cannot be used.
    """

    def __init__(
        self,
        weights: Mapping[str, Floats],
        output: Callable[[Graph], "Node"],
        *,
        exact: bool = False,
        threads: int | None = None,
    ) -> None:
        with _LOADING:
            core = _core()
        from openvino import AsyncInferQueue

        half = not exact and "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        options: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "bf16" if half else "f32",
        }
        if threads is not None:  # unpinned: every process would pin its threads to the same cores
            options |= {"INFERENCE_NUM_THREADS": threads, "ENABLE_CPU_PINNING": False}
        try:
            graph = Graph(weights)
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
def _core() -> "Core":
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
