"""Find the dates, figures and names in a text, and whether two of them agree."""

import re
from datetime import date
from typing import Literal

from byline.language.dates import dates_in
from byline.language.quantities import quantities_in
from byline.language.sentences import LONGEST_SENTENCE
from byline.language.text import word_set
from byline.language.values import Agreement, compare, value_of
from byline.records import Span

MentionKind = Literal["date", "quantity", "name"]
_CAPITALISED = re.compile(
    r"\b[A-Z][\w’'&-]*(?:\.[A-Z]\b)*(?:\.?\s(?:(?:of|the|and|de|van|von|bin|for)\s)?[A-Z][\w’'&-]*(?:\.[A-Z]\b)*)*"
)
_FIRST_WORDS = word_set(
    "a an the in on at by for from to of as but and or if when while after before since during under with about"
    " according approximately more less this that these those it he she they we i his her its their there some many"
    " most"
)
_ANCHOR = date(2000, 7, 5)  # what "Thursday" is relative to in both texts: any day will do


def mentions_in(text: str) -> list[tuple[MentionKind, Span]]:
    """Find dates, then figures, then names, without overlaps, in the first 2,000 characters of a text."""
    text = text[:LONGEST_SENTENCE]
    found: list[tuple[MentionKind, Span]] = [("date", mention.span) for mention in dates_in(text, _ANCHOR)]
    for span, _ in quantities_in(text):
        if not any(span.overlaps(other) for _, other in found):
            found.append(("quantity", span))
    for match in _CAPITALISED.finditer(text):
        start = match.start()
        word, _, rest = match[0].partition(" ")
        if word.casefold() in _FIRST_WORDS:
            start, word = start + len(word) + 1, rest
        if not word or (match.start() == 0 and start == 0 and not rest):
            continue  # the first word of a sentence has a capital in any case
        span = Span(start, match.end())
        if not any(span.overlaps(other) for _, other in found):
            found.append(("name", span))
    return found


def agreement(kind: MentionKind, one: str, other: str) -> Agreement:
    """Return whether two mentions of a kind agree.

    Relative days are resolved against the same date in both.
    """
    return compare(value_of(one, kind, _ANCHOR), value_of(other, kind, _ANCHOR))
