"""Decide whether two texts with one id are versions of one article; texts with little in common are two articles."""

import re

from byline.language.text import folded, normalised
from byline.language.titles import title_of
from byline.records import Article

_WORDS_COMPARED = 20_000
_FEWEST_TRIPLES = 4
# Minimum share of the shorter text's word triples that the other text has, for both to be one article.
_SAME_TITLE, _NO_TITLE, _OTHER_TITLE = 0.2, 0.3, 0.4
_SHORT_OTHER_TITLE = 0.7  # of short texts, which may be mostly one template with other figures filled in
_SHORT = 60  # word triples
_NUMBER = re.compile(r"[0-9]+(?:\.0+)?")


def is_version_of(article: Article, other: Article) -> bool:
    """Return whether two articles with one id have enough in common to be versions, or are too short to decide."""
    titles = [_own_title(one) for one in (article, other)]
    ours, theirs = _triples(article.text), _triples(other.text)
    shorter = min(len(ours), len(theirs))
    if shorter < _FEWEST_TRIPLES:
        return True
    needed = _NO_TITLE
    if all(titles):
        another = _SHORT_OTHER_TITLE if shorter < _SHORT else _OTHER_TITLE
        needed = _SAME_TITLE if titles[0] == titles[1] else another
    return len(ours & theirs) >= needed * shorter


def is_bare_number(id: str) -> bool:
    """Return whether the id of a row is only a number, which other tables may use, too."""
    return _NUMBER.fullmatch(id) is not None


def is_earlier(article: Article, present: Article) -> bool:
    """Return whether an article was published before the current version."""
    return bool(article.published and present.published and article.published < present.published)


def _own_title(article: Article) -> str:
    """Return the title that came with an article; empty if it was derived from the text."""
    is_made = "title" in article.inferred or article.title == title_of(article.text)
    return "" if is_made else folded(article.title)


def _triples(text: str) -> set[str]:
    terms = normalised(text).split()[:_WORDS_COMPARED] or [text]
    return {" ".join(terms[start : start + 3]) for start in range(max(1, len(terms) - 2))}
