"""Low-rank adapters (LoRA, Hu et al. 2021), merged with the weights of the base model."""

from collections.abc import Mapping

from byline.models.bert import Weights


def with_adapters(
    weights: Mapping[str, Weights], adapters: Mapping[str, Weights], prefix: str = ""
) -> dict[str, Weights]:
    """Return the weights with W + b a in place of W for each layer that has an adapter.

    Args:
        weights: By name; a layer's weights are `NAME.weight`, `(out, in)`.
        adapters: For such a layer, `PREFIX NAME.a`, `(rank, in)`, and `PREFIX NAME.b`, `(out, rank)`.
        prefix: Precedes the layer names in `adapters`.
    """
    found = dict(weights)
    for name, value in weights.items():
        adapter = prefix + name.removesuffix(".weight")
        if f"{adapter}.a" in adapters:
            found[name] = value + adapters[f"{adapter}.b"] @ adapters[f"{adapter}.a"]
    return found
