"""Networks for training: a frozen base model with an adapter beside each linear layer.

The adapters are those of Hu et al. 2021 (LoRA): the weight W of a layer becomes W + b a, where a has few rows and b few
columns. Only the adapters and a head are trained; `byline.models.adapters` merges them into the base when loading.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import MPNetConfig, MPNetModel

RANK = 32


class Adapted(nn.Module):
    """A frozen linear layer with an adapter.

    Args:
        layer: The layer to freeze.
        rank: Rank of the adapter.
        dtype: Data type in which the frozen layer is stored.
    """

    def __init__(self, layer: nn.Linear, rank: int, dtype: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("weight", layer.weight.detach().to(dtype), persistent=False)
        self.register_buffer("bias", layer.bias.detach().to(dtype), persistent=False)
        self.a = nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, values: Tensor) -> Tensor:
        """Apply layer and adapter to `(..., in)`; return `(..., out)`."""
        learnt = functional.linear(functional.linear(values, self.a), self.b)
        return functional.linear(values, self.weight, self.bias) + learnt


def adapt(network: nn.Module, rank: int, dtype: torch.dtype) -> None:
    """Freeze a network and put an adapter beside each linear layer."""
    network.requires_grad_(False)
    for name, module in list(network.named_modules()):
        if isinstance(module, nn.Linear):
            network.set_submodule(name, Adapted(module, rank, dtype))


class AdaptedNetwork(nn.Module):
    """The large reader's network: all-mpnet-base-v2's encoder with adapters, and a linear layer over each token."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        config = MPNetConfig.from_pretrained(base, attn_implementation="eager")
        self.mp = MPNetModel(config, add_pooling_layer=False)
        weights = load_file(base / "model.safetensors")
        self.mp.load_state_dict({name: weights[name].float() for name in self.mp.state_dict()})
        adapt(self.mp, RANK, torch.bfloat16)
        for module in self.mp.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        self.head = nn.Linear(config.hidden_size, 2)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return the scores of each token as start and end of the answer, `(n, tokens, 2)`; types are not used."""
        hidden = self.mp(input_ids=ids, attention_mask=mask).last_hidden_state
        scores: Tensor = self.head(hidden)
        return scores
