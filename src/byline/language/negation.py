"""Find words that negate."""

import re

from byline.records import Span

_NEGATION = re.compile(r"\b(?:not|no|never|none|without|neither|nor|cannot)\b|n['’]t\b", re.I)


def negations_in(text: str) -> list[Span]:
    """Find the words that negate: not, no, never, none, without, neither, nor, cannot, n't."""
    return [Span(*match.span()) for match in _NEGATION.finditer(text)]


def without_negations(text: str) -> str:
    """Replace each word that negates with a space."""
    return _NEGATION.sub(" ", text)
