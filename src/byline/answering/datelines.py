"""Set aside lines that only date the report: "Saint Brann, 6 October 2025".

The day of a report is not the day of what it reports, though a reader of spans may take it for that.
"""

import re
from collections.abc import Sequence

from byline.answering.headline import doubts
from byline.language.dates import dates_in
from byline.language.sources import NAME
from byline.question.question import Question
from byline.readers.base import Evidence, led_by

_OF_THE_REPORT = re.compile(
    r"\b(?:articles?|reports?|story|stories|pieces?|published|publication|posted|printed|written|wrote|dated|dateline"
    r"|edition|issued?)\b",
    re.I,
)
_REST = re.compile(rf"(?:{NAME}|(?i:published|updated|posted|on|by|at|[ap]\.?m)\b|[\d:]+|\W)*")
_LONGEST = 8  # words


def without_datelines(question: Question, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence without lines that only date their report, unless the question is about the report.

    If the best is such a line, the best other sentence of its report that may answer takes its place.
    """
    if _OF_THE_REPORT.search(question.text):
        return evidence
    others = [item for item in evidence if not is_dateline(item)]
    if not others or others[0] is evidence[0]:
        return tuple(others)
    return _led(question, evidence[0], others)


def is_dateline(item: Evidence) -> bool:
    """Return whether evidence is only the day of its article, with a place or name at most."""
    article = item.hit.article
    text = article[item.span]
    if article.day is None or len(text.split()) > _LONGEST:
        return False
    for one in dates_in(text, article.day):
        rest = text[: one.span.start] + text[one.span.end :]
        if one.days.start == article.day == one.days.last and _REST.fullmatch(rest):
            return True
    return False


def _led(question: Question, dateline: Evidence, others: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Let the best sentence of the same report that gives a time, and may answer, lead with the line's probability."""
    for item in others:
        article = item.hit.article
        words = article[item.short_span] if item.short_span else ""
        gives_it = question.wanted.sort != "when" or dates_in(words, article.day)
        if article.id == dateline.hit.article.id and item.margin > 0 and gives_it and not doubts(question, item):
            return led_by(item, dateline.probability, others)
    return tuple(others)
