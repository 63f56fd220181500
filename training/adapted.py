"""The large reader's network as it is trained: all-mpnet-base-v2 as it is, with an adapter beside each linear layer.

Adapters are those of Hu et al. 2021 (LoRA): the weight W of a layer acts as W + b a, where a has few rows and b few
columns. Only they and the head are trained; `byline.models.bert` merges them with the base when the reader is loaded.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import MPNetConfig, MPNetModel

RANK = 32


class Adapted(nn.Module):
    """A linear layer that stays as it is, and what is learnt beside it."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.register_buffer("weight", layer.weight.detach().bfloat16(), persistent=False)
        self.register_buffer("bias", layer.bias.detach().bfloat16(), persistent=False)
        self.a = nn.Parameter(torch.randn(RANK, layer.in_features) / layer.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, values: Tensor) -> Tensor:
        """Apply both to `(..., in)`; returns `(..., out)`."""
        learnt = functional.linear(functional.linear(values, self.a), self.b)
        return functional.linear(values, self.weight, self.bias) + learnt


class AdaptedNetwork(nn.Module):
    """The base model's encoder with adapters, and a linear layer on each token."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        config = MPNetConfig.from_pretrained(base, attn_implementation="eager")
        self.mp = MPNetModel(config, add_pooling_layer=False)
        weights = load_file(base / "model.safetensors")
        self.mp.load_state_dict({name: weights[name].float() for name in self.mp.state_dict()})
        self.mp.requires_grad_(False)
        for name, module in list(self.mp.named_modules()):
            if isinstance(module, nn.Linear):
                self.mp.set_submodule(name, Adapted(module))
            elif isinstance(module, nn.Dropout):
                module.p = 0.0
        self.head = nn.Linear(config.hidden_size, 2)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return the scores of each token to start and to end the answer: `(n, tokens, 2)`; there are no types."""
        hidden = self.mp(input_ids=ids, attention_mask=mask).last_hidden_state
        scores: Tensor = self.head(hidden)
        return scores
