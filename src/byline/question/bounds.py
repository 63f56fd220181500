"""Find the bound that a yes-or-no question sets: "more than 100 people", "before June".

What answers "Were more than 100 people hurt?" gives another figure, so no article need mention 100.
"""

import re
from collections.abc import Sequence
from datetime import date
from math import inf

from byline.language.content import Present, Word
from byline.language.dates import DatedMention, dates_in
from byline.language.quantities import Amount, quantities_in
from byline.records import Span

_BY_WHEN = re.compile(r"\b(?P<how>before|after|by|earlier than|later than)\s(?:the\s)?$", re.I)
_ANY_DAY = date(2000, 1, 1)  # any date will do to find where a time is named


def bounds_in(text: str) -> list[tuple[Span, Amount]]:
    """Return the figures that set a bound, each with its position: "more than 100", "under 5 million"."""
    return [(span, one) for span, one in quantities_in(text) if (one.low == -inf) != (one.high == inf)]


def dated_bounds_in(text: str, published: date | None) -> list[tuple[str, DatedMention]]:
    """Return the dates that set a bound, each with "before", "after", "by", "earlier than" or "later than".

    Args:
        text: The question.
        published: Dates without a year are near this day; if None, they are not found.
    """
    found = ((_BY_WHEN.search(text[: one.span.start]), one) for one in dates_in(text, published))
    return [(match["how"].casefold(), one) for match, one in found if match]


def sets_bound(question: str, said: str) -> bool:
    """Return whether a question sets a bound that a sentence does not repeat."""
    ours = [(one.low, one.high) for _, one in bounds_in(question)]
    dated = [question[one.span.start : one.span.end] for _, one in dated_bounds_in(question, _ANY_DAY)]
    theirs = [(one.low, one.high) for _, one in bounds_in(said)]
    return any(one not in theirs for one in ours) or any(one not in said for one in dated)


def without_bounds(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """Return a question's words without the figure or date of its one bound; all of them if it sets none.

    Args:
        words: The words of the question.
        text: The question.
    """
    figures = bounds_in(text)
    dates = dated_bounds_in(text, _ANY_DAY)
    spans = [span for span, _ in figures] or [one.span for _, one in dates]
    if len(spans) != 1 or len(words) < 2:
        return tuple(words)
    bound = Present([text[spans[0].start : spans[0].end]])
    figure = figures[0][1].noun if figures else ""
    return tuple(word for word in words if word not in bound or word.text == figure) or tuple(words)
