"""Split a sentence into clauses at punctuation and conjunctions."""

import re

from byline.records import Span

_BETWEEN = re.compile(
    r"[;:()–—]|,(?!\d{3}\b)|\s-\s|\b(?:but|and|or|while|although|though|whereas|because|after|before|when|as|that|which|who)\b",
    re.I,
)


def clauses_in(sentence: str) -> list[Span]:
    """Find the clauses of a sentence in order, without what separates them."""
    ends = [match.span() for match in _BETWEEN.finditer(sentence)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(sentence)]
    return [Span(a, b) for a, b in zip(starts, stops, strict=True) if sentence[a:b].strip()]
