"""Decide whether two articles report the same events, by the names in both."""

import re
from functools import lru_cache

from byline.language.sources import UPPER
from byline.language.text import without_possessive, word_set
from byline.records import Article

_CAPITALISED = re.compile(rf"(?<=[\w,;:)’'-]\s){UPPER}[\w’'-]{{3,}}")
_FEWEST = 2  # words of names that two articles must share
_SHARE = 0.1  # share of the name words of the article with fewer of them
_MANY = 10  # words of names from which an article that shares too few can be said to report other events
_OF_THE_CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september"
    " october november december christmas easter"
)


def are_of_one_story(one: Article, other: Article) -> bool:
    """Return whether two articles share names as only reports of the same events do.

    An article is of one story with itself.
    """
    if one.id == other.id:
        return True
    ours, theirs = _named(one.title, one.text), _named(other.title, other.text)
    shared = len(ours & theirs)
    return shared >= _FEWEST and shared >= _SHARE * min(len(ours), len(theirs))


def are_of_two_stories(one: Article, other: Article) -> bool:
    """Return whether two articles with many names each share so few that their events differ."""
    ours, theirs = _named(one.title, one.text), _named(other.title, other.text)
    return min(len(ours), len(theirs)) >= _MANY and not are_of_one_story(one, other)


@lru_cache(maxsize=256)
def _named(title: str, text: str) -> frozenset[str]:
    """Return the words of names in an article, in lower case.

    These are capitalised words that do not begin a sentence.
    """
    found = (match[0].casefold() for match in _CAPITALISED.finditer(f"{title}\n{text}"))
    return frozenset(without_possessive(word) for word in found) - _OF_THE_CALENDAR
