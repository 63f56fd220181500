"""Let the later report of the same events lead where it gives a newer figure than the best sentence.

"At least 46 people died" on Monday     -> "113 people died" on Thursday is the exact figure
"a quake of magnitude 6.4" on Monday    -> "6.6, up from 6.4" says itself that 6.4 no longer stands

A figure that merely differs does not lead: both are shown, see `conflicts.py`.
"""

import re
from math import isfinite

from byline.answering.headline import doubts
from byline.language.quantities import quantities_in
from byline.language.stories import are_of_one_story
from byline.language.values import AGREE, Value, compare, value_of
from byline.question.question import Question
from byline.readers.base import Evidence, led_by

_AS_PROBABLE = 0.4  # minimum probability of a later figure, relative to the best one, or
_ALONE = 0.3  # its minimum probability, its passage read alone
_NO_LONGER = re.compile(
    r"\b(?:up|down) from\b|\bfirst (?:estimate|count|figure|report|thought|put|said|given|announced)|\brevised\b"
    r"|\bcorrected\b|\binstead of\b|\brather than\b|\b(?:earlier|previous|initial|original)(?:ly)? "
    r"(?:estimate|count|figure|toll|report|thought|put|given|number)",
    re.I,
)
_ASKS_FOR_THE_FIRST = re.compile(r"\b(?:at first|first|initial\w*|original\w*|earlier|previous\w*|before)\b", re.I)


def led_by_an_update(question: Question, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence with the sentence of a later report first, if its figure takes the place of the best one's.

    Args:
        question: What was asked.
        evidence: What the reader found, best first.
    """
    value = _figure(question, evidence[0]) if evidence else None
    if value is None or _ASKS_FOR_THE_FIRST.search(question.text):
        return evidence
    best = evidence[0]
    later = [item for item in evidence[1:] if _is_later(item, best) and _is_probable(item, best)]
    for item in later:
        newer = _figure(question, item)
        if newer and (_is_exact(value, newer) or _says_so(item, value)) and not doubts(question, item):
            return led_by(item, best.probability, evidence)
    return evidence


def _figure(question: Question, item: Evidence) -> Value | None:
    """Return the figure that a short answer gives; None if it is none."""
    if item.short_span is None:
        return None
    article = item.hit.article
    value = value_of(article[item.short_span], question.kind, article.day)
    return value if value.amount else None


def _is_probable(item: Evidence, best: Evidence) -> bool:
    return item.alone >= _ALONE or item.probability >= _AS_PROBABLE * best.probability


def _is_later(item: Evidence, best: Evidence) -> bool:
    ours, theirs = item.hit.article.published, best.hit.article.published
    is_later = ours is not None and theirs is not None and ours > theirs
    return is_later and are_of_one_story(item.hit.article, best.hit.article)


def _is_exact(value: Value, newer: Value) -> bool:
    """Return whether a figure only has one bound, and the newer one is a number beyond it."""
    if value.amount is None or newer.amount is None or compare(value, newer) not in AGREE:
        return False
    bounds, exact = (isfinite(one.amount.low) and isfinite(one.amount.high) for one in (value, newer) if one.amount)
    return exact and not bounds


def _says_so(item: Evidence, value: Value) -> bool:
    """Return whether a sentence gives an older figure beside its own and says that it no longer stands."""
    article, short = item.hit.article, item.short_span
    sentence = article[item.span]
    own = short.shift(-item.span.start) if short else None
    return _NO_LONGER.search(sentence) is not None and any(
        compare(value, value_of(sentence[span.start : span.end], "quantity", article.day)) in AGREE
        for span, _ in quantities_in(sentence)
        if own is None or not span.overlaps(own)
    )
