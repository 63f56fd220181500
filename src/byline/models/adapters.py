"""Adapters of low rank (LoRA, Hu et al. 2021): what is learnt beside a layer, merged with the base model's weights."""

from collections.abc import Mapping

from byline.models.bert import Weights


def with_adapters(
    weights: Mapping[str, Weights], adapters: Mapping[str, Weights], prefix: str = ""
) -> dict[str, Weights]:
    """Return weights where each layer that has an adapter is W + b a, and all others are as they were.

    Args:
        weights: By their names: of a layer `NAME.weight`, `(out, in)`.
        adapters: Of such a layer `PREFIX NAME.a`, `(rank, in)`, and `PREFIX NAME.b`, `(out, rank)`.
        prefix: Stands before the names of the adapters' layers.
    """
    found = dict(weights)
    for name, value in weights.items():
        adapter = prefix + name.removesuffix(".weight")
        if f"{adapter}.a" in adapters:
            found[name] = value + adapters[f"{adapter}.b"] @ adapters[f"{adapter}.a"]
    return found
