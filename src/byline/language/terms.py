"""Turn text into terms of the keyword search, with tantivy's analyser and one setting for all engines."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import tantivy

from byline.language.spelling import respelled

NAME = "byline"
VERSION = 3  # raise it when the terms of a text change: older caches are then rebuilt
_LONGEST_TERM = 64


@cache
def analyser() -> tantivy.TextAnalyzer:
    """Return an analyser: split at non-alphanumerics, lower case, no accents, English stems."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_TERM))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def terms_of(text: str) -> list[str]:
    """Return the terms of a text in order: `hong kong s law` for `Hong Kong's laws`."""
    return terms_in(respelled(text))


def terms_in(spelled: str) -> list[str]:
    """Return the terms of a copy that is already respelled, see `spelling.respelled`."""
    return list(analyser().analyze(spelled))


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """The corpus statistics that BM25 needs.

    Attributes:
        passages: Number of passages.
        tokens: Total number of terms in all passages.
        frequencies: For each term asked about, how many passages contain it.
    """

    passages: int
    tokens: int
    frequencies: dict[str, int]

    def __add__(self, other: "TermStatistics") -> "TermStatistics":
        terms = self.frequencies.keys() | other.frequencies.keys()
        return TermStatistics(
            self.passages + other.passages,
            self.tokens + other.tokens,
            {term: self.frequencies.get(term, 0) + other.frequencies.get(term, 0) for term in terms},
        )


class StatisticsOf(Protocol):
    """Counts terms in the whole archive."""

    def __call__(self, terms: Sequence[str]) -> TermStatistics: ...


def inverse_document_frequency(frequency: int, passages: int) -> float:
    """Weigh a term that `frequency` of `passages` contain: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log1p((passages - frequency + 0.5) / (frequency + 0.5))
