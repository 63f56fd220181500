"""The reader's network: a transformer that scores each token of a passage as start and end of the answer.

    [CLS] question [SEP] title : passage [SEP]  ->  (tokens, 2)

The word, position and type embeddings are those of the base model, all-MiniLM-L6-v2, unchanged; the layers above them
are the reader's own. Training uses this network; `model.py` runs it without torch if it can.
"""

from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from byline.errors import EncoderError
from byline.models.bert import Batch, Floats


class SpanNetwork(nn.Module):
    """The base model's encoder with a linear layer over each token."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(base, attn_implementation="eager")
        self.bert = BertModel(config, add_pooling_layer=False)
        weights = load_file(base / "model.safetensors")
        self.bert.load_state_dict({name: weights[name] for name in self.bert.state_dict()})
        self.head = nn.Linear(config.hidden_size, 2)

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the scores of each token as start and end of the answer: `(n, tokens, 2)`."""
        hidden = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        scores: torch.Tensor = self.head(hidden)
        return scores

    def run(self, batches: Iterable[Batch]) -> list[Floats]:
        """Return the scores for each batch."""
        with torch.inference_mode():
            return [self(*map(torch.from_numpy, batch)).numpy() for batch in batches]


def load_network(base: Path, weights: Path) -> SpanNetwork:
    """Load the network with the reader's weights.

    Raises:
        EncoderError: The weights cannot be loaded.
    """
    network = SpanNetwork(base)
    try:
        own = {name: value.float() for name, value in load_file(weights).items()}
        network.load_state_dict({**network.state_dict(), **own})
    except (OSError, SafetensorError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise EncoderError(f"reader: {weights} cannot be loaded: {reason}: install Byline again") from error
    return network.eval()
