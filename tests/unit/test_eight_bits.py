"""Linear layers in eight bits: close to the originals, even if some features are far larger than others."""

import numpy as np
import pytest

from byline.models.eight_bits import in_eight_bits

FEATURES, OUTPUTS = 64, 32


def computed(rounded: dict[str, np.ndarray], inputs: np.ndarray) -> np.ndarray:
    """Multiply as OpenVINO does: inputs are rounded to one range, weights are used as stored."""
    step = rounded["layer.range"] / 128
    values = np.clip(np.round(inputs / rounded["layer.divisor"] / step), -128, 127) * step
    product: np.ndarray = values @ (rounded["layer.weight"].astype(np.float32) * rounded["layer.scale"]).T
    return product


@pytest.fixture
def layer() -> tuple[np.ndarray, np.ndarray]:
    """Inputs with one feature a hundred times as large as the others, and weights."""
    chance = np.random.default_rng(1)
    inputs = chance.normal(size=(500, FEATURES)).astype(np.float32)
    inputs[:, 7] *= 100
    return inputs, chance.normal(size=(OUTPUTS, FEATURES)).astype(np.float32)


def test_the_product_is_near_what_it_was(layer: tuple[np.ndarray, np.ndarray]) -> None:
    inputs, weights = layer
    rounded = in_eight_bits({"layer.weight": weights}, {"layer": np.abs(inputs).max(axis=0)})
    assert rounded["layer.weight"].dtype == np.int8
    error = np.abs(computed(rounded, inputs) - inputs @ weights.T).mean()
    assert error < 0.02 * np.abs(inputs @ weights.T).mean()


def test_without_the_move_of_large_features_it_would_not_be(layer: tuple[np.ndarray, np.ndarray]) -> None:
    inputs, weights = layer
    largest = np.abs(inputs).max(axis=0)
    moved = in_eight_bits({"layer.weight": weights}, {"layer": largest})
    unmoved = in_eight_bits({"layer.weight": weights}, {"layer": np.full_like(largest, largest.max())})
    rest = np.delete(np.arange(FEATURES), 7)
    expected = inputs[:, rest] @ weights[:, rest].T
    only_rest = np.where(np.arange(FEATURES) == 7, 0, inputs)
    errors = [np.abs(computed(one, only_rest) - expected).mean() for one in (moved, unmoved)]
    assert errors[0] < errors[1] / 3


def test_layers_of_the_same_inputs_divide_them_alike_and_other_weights_stay() -> None:
    chance = np.random.default_rng(2)
    weights = {f"{name}.weight": chance.normal(size=(4, 3)).astype(np.float32) for name in ("query", "key", "other")}
    weights["query.bias"] = np.ones(4, dtype=np.float32)
    shared, own = np.array([1, 2, 30], dtype=np.float16), np.array([5, 1, 1], dtype=np.float16)
    found = in_eight_bits(weights, {"query": shared, "key": shared.copy(), "other": own})
    assert (found["query.divisor"] == found["key.divisor"]).all()
    assert found["query.range"] == found["key.range"]
    assert (found["other.divisor"] != found["key.divisor"]).any()
    assert found["query.bias"] is weights["query.bias"]
    assert in_eight_bits(weights, {}) == weights


def test_an_output_without_weights_and_a_feature_without_size_are_zero() -> None:
    found = in_eight_bits(
        {"layer.weight": np.zeros((2, 3), dtype=np.float32)}, {"layer": np.zeros(3, dtype=np.float32)}
    )
    assert np.isfinite(found["layer.scale"]).all()
    assert np.isfinite(found["layer.divisor"]).all()
    assert not found["layer.weight"].any()
