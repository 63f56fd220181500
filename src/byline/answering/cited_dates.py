"""Resolve the dates in quotes that only the article's own date completes."""

from collections.abc import Iterable

from byline.language.calendar import in_words
from byline.language.date_forms import AROUND
from byline.language.dates import dates_in
from byline.language.text import shorten
from byline.records import Citation, CitedDate


def cited_dates(citations: Iterable[Citation]) -> tuple[CitedDate, ...]:
    """Return the dates in each quote that only the article's own date completes, with the days they mean."""
    found = []
    for citation in citations:
        start = max(0, citation.span.start - AROUND)
        around = citation.article.text[start : citation.span.end + AROUND]
        for mention in dates_in(around, citation.article.day):
            span = mention.span.shift(start)
            if mention.inferred and citation.span.contains(span):
                found.append(CitedDate(citation, span, mention.days))
    return tuple(found)


def explained(cited: CitedDate) -> str:
    """Return what a date in a quote means: `“August 1” in [1]: 1 August 2025, inferred from the article's date`."""
    words = shorten(cited.text, AROUND)
    return f"“{words}” in [{cited.citation.marker}]: {in_words(cited.days)}, inferred from the article's date"
