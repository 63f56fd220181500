"""Linear layers in eight bits: half the time of bfloat16 on processors with eight-bit multiplication.

In a layer's inputs, a few features are far larger than the others. Part of their magnitude is moved into the weights
before both are rounded (SmoothQuant, Xiao et al. 2023):

    x W  =  (x / d) (d W)      d = largest |x| ^ 0.8 / largest |W| ^ 0.2, for each feature

The weights are then rounded per output, and the inputs to a single range that was measured on training data.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float32 | np.int8]

LARGEST_INPUTS = "largest_inputs"  # in the weights' file, for each layer: the largest |x| seen, `(features,)`
_MOVED = 0.8
_MOST = 127
_TINY = 1e-5


def in_eight_bits(weights: Mapping[str, Floats], largest: Mapping[str, Floats]) -> dict[str, Numbers]:
    """Return the weights with some linear layers rounded to eight bits.

    Args:
        weights: The weights of a network, by name.
        largest: For each layer to round, by name, the largest inputs; layers with the same inputs share one array.

    Returns:
        All weights. Each rounded layer has `weight` as int8, `(out, in)`; `scale`, `(out, 1)`, which multiplies the
        weights of each output; `divisor`, `(in,)`, which divides the inputs; and `range`, `()`, of the divided inputs.
    """
    rounded: dict[str, Numbers] = dict(weights)
    for layers in _of_same_inputs(largest):
        inputs = largest[layers[0]].astype(np.float32) + _TINY
        together = np.max([np.abs(weights[f"{layer}.weight"]).max(axis=0) for layer in layers], axis=0) + _TINY
        divisor = (inputs**_MOVED / together ** (1 - _MOVED)).astype(np.float32)
        for layer in layers:
            moved = weights[f"{layer}.weight"] * divisor
            scale = np.abs(moved).max(axis=1, keepdims=True) / _MOST + _TINY * 1e-4
            rounded[f"{layer}.weight"] = np.round(moved / scale).astype(np.int8)
            rounded[f"{layer}.scale"] = scale.astype(np.float32)
            rounded[f"{layer}.divisor"] = divisor
            rounded[f"{layer}.range"] = np.array((inputs / divisor).max(), dtype=np.float32)
    return rounded


def _of_same_inputs(largest: Mapping[str, Floats]) -> list[Sequence[str]]:
    """Group the layers that have the same inputs: query, key and value."""
    groups: dict[bytes, list[str]] = {}
    for layer, inputs in largest.items():
        groups.setdefault(inputs.tobytes(), []).append(layer)
    return list(groups.values())
