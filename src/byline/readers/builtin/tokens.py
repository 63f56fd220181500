"""Tokenise the input of the reader's network: a question with a title and a passage.

    [CLS] question [SEP] title : passage [SEP]         the small reader
    <s> question </s></s> title : passage </s>         the large reader

The first token means "no answer here".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from byline.models.bert import Batch, padded, special_tokens

_QUESTION_TOKENS, _TITLE_TOKENS = 64, 32  # maximum number of tokens read of each
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
        ids: `(tokens,)` ids of both.
        passage_start: Index of the first token of the passage; question and title come before it.
    """

    ids: list[int]
    passage_start: int


class PairMaker:
    """Tokenises texts and combines questions with passages.

    Args:
        base: The folder of the model whose tokenizer is used.
        separators: Number of separators between question and title: one for BERT, two for MPNet.
    """

    def __init__(self, base: Path, separators: int = 1) -> None:
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep, self._pad = special_tokens(self._tokenizer)
        self._separators = separators
        self._colon = self.tokenise([":"])[0].ids[0]

    def tokenise(self, texts: Sequence[str]) -> list[Tokens]:
        """Tokenise each text on its own."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [Tokens(item.ids, item.offsets) for item in encoded]

    def pair(self, question: Sequence[int], title: Sequence[int], passage: Sequence[int]) -> Pair:
        """Combine the tokens of a question, a title (may be empty) and a passage; cut those that are too long."""
        lead = [self._cls, *question[:_QUESTION_TOKENS], *[self._sep] * self._separators]
        second = [*title[:_TITLE_TOKENS], self._colon] if title else []
        start = len(lead) + len(second)
        return Pair([*lead, *second, *passage[: MAX_TOKENS - start - 1], self._sep], start)

    def batch(self, pairs: Sequence[Pair]) -> Batch:
        """Return padded ids, types (1 from the title on) and mask of some pairs: each `(n, tokens)`."""
        ids, mask = padded([pair.ids for pair in pairs], self._pad)
        types = np.zeros_like(ids)
        for row, pair in enumerate(pairs):
            types[row, pair.ids.index(self._sep) + 1 : len(pair.ids)] = 1
        return ids, types, mask
