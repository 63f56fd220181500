"""The reader's network: a transformer that gives each token of a passage a score to start or end the answer.

    [CLS] question [SEP] title : passage [SEP]  ->  (tokens, 2)

The first token stands for "no answer here". Word, position and type embeddings are those of the base model,
all-MiniLM-L6-v2, unchanged; the layers above them are the reader's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

_QUESTION_TOKENS, _TITLE_TOKENS = 64, 32  # most that are read of each
MAX_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Tokens:
    """A tokenised text.

    Attributes:
        ids: `(n,)` numbers in the vocabulary.
        offsets: `(n,)` start and end of each token in the text, in code points.
    """

    ids: list[int]
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with a passage, as the network reads them.

    Attributes:
        ids: `(tokens,)` of both.
        passage_start: Where the passage begins among them; what comes before is question and title.
    """

    ids: list[int]
    passage_start: int


class PairMaker:
    """Tokenises, and lays out questions with passages."""

    def __init__(self, base: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = self._tokenizer.get_vocab()
        self._cls, self._sep, self._pad = (vocabulary[token] for token in ("[CLS]", "[SEP]", "[PAD]"))
        self._colon = vocabulary[":"]

    def tokenise(self, texts: Sequence[str]) -> list[Tokens]:
        """Tokenise texts one by one."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [Tokens(item.ids, item.offsets) for item in encoded]

    def pair(self, question: Sequence[int], title: Sequence[int], passage: Sequence[int]) -> Pair:
        """Lay out the tokens of a question, a title, which may be empty, and a passage; what is too long is cut."""
        lead = [self._cls, *question[:_QUESTION_TOKENS], self._sep]
        second = [*title[:_TITLE_TOKENS], self._colon] if title else []
        start = len(lead) + len(second)
        return Pair([*lead, *second, *passage[: MAX_TOKENS - start - 1], self._sep], start)

    def batch(self, pairs: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return ids, types (1 from the title on) and mask of some pairs, padded: each `(n, tokens)`."""
        length = max(len(pair.ids) for pair in pairs)
        ids = torch.full((len(pairs), length), self._pad, dtype=torch.long)
        types = torch.zeros_like(ids)
        mask = torch.zeros_like(ids)
        for row, pair in enumerate(pairs):
            ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
            types[row, pair.ids.index(self._sep) + 1 : len(pair.ids)] = 1
            mask[row, : len(pair.ids)] = 1
        return ids, types, mask


class SpanNetwork(nn.Module):
    """The base model's encoder with a linear layer on each token."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(base, attn_implementation="eager")
        self.bert = BertModel(config, add_pooling_layer=False)
        weights = load_file(base / "model.safetensors")
        self.bert.load_state_dict({name: weights[name] for name in self.bert.state_dict()})
        self.head = nn.Linear(config.hidden_size, 2)

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the scores of each token to start and to end the answer: `(n, tokens, 2)`."""
        hidden = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        scores: torch.Tensor = self.head(hidden)
        return scores

    def own_weights(self) -> dict[str, torch.Tensor]:
        """Return what differs from the base model."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith("bert.embeddings.")}
