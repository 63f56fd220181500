"""Split articles into sentences that an overview may quote, and mark those that depend on the one before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from byline.language.sentences import sentences
from byline.language.text import visible, words
from byline.records import Article, Span

_LONGEST = 600  # characters; longer "sentences" are lists or tables that could not be split
_FEWEST_WORDS = 3
_LIST_MARK = re.compile(r"[-*+•·▪–—]\s+")
_LEANS = re.compile(
    r"(?:(?:and|but|yet|so|then|still|however|instead|also|nor|or),?\s+)?"
    r"(?:he|she|they|it|his|her|hers|their|its|this|that|these|those|both|neither|such|another|others"
    r"|the (?:former|latter|two|pair|other|others|same))\b",
    re.I,
)
_STANDS_ALONE = re.compile(
    r"it (?:is|was|will be|would be|remains) (?:not )?(?:un)?(?:clear|likely|known|possible)\b"
    r"|this (?:week|month|year|morning|spring|summer|autumn|winter)\b",
    re.I,
)
_SAID_BY_WHOM = re.compile(
    r"[”\"],?\s+(?:he|she|they)\s(?:\w+ly\s)?(?:also\s|later\s|then\s)?\w+"
    r"|,\s(?:he|she|they)\s(?:said|says|told|added|adds|wrote)\b",
    re.I,
)
_NO_STATEMENT = re.compile(
    r"\s*(?:(?:photo(?:graph)?s?|picture|image|video|caption|credit|source|reporting|writing|editing)(?: by\b|:)"
    r"|(?:read (?:more|also|next)|see also|related|more on this|click here|sign up|subscribe|follow us|share this"
    r"|advertisement|this article (?:is|was) (?:first )?published|all rights reserved|listen to|©|\(c\))(?!\w))",
    re.I,
)
_ENDED = re.compile(r"[.!…;][\"”’')\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an article.

    Attributes:
        article: Number of its article among those read.
        place: Number of the sentence in its article.
        span: Its span in the article, without a bullet before it.
        text: Its visible text, on one line or more.
        leans: Whether it depends on the sentence before it.
        is_fit: Whether it may be shown: it is not a byline, caption or call to read on.
    """

    article: int
    place: int
    span: Span
    text: str
    leans: bool
    is_fit: bool


def statements_of(articles: Sequence[Article], most: int) -> list[Statement]:
    """Split articles into sentences, in order; at most the first `most` of each article."""
    return [one for number, article in enumerate(articles) for one in _of_article(number, article, most)]


def _of_article(number: int, article: Article, most: int) -> Iterator[Statement]:
    for place, whole in enumerate(sentences(article.text)[:most]):
        mark = _LIST_MARK.match(article.text, whole.start, whole.end)
        span = Span(mark.end(), whole.end) if mark and mark.end() < whole.end else whole
        text = visible(article[span])
        yield Statement(number, place, span, text, leans(text), is_fit(text))


def leans(text: str) -> bool:
    """Return whether a sentence begins with a word that points to the one before, or its speaker is a pronoun."""
    if _LEANS.match(text) and not _STANDS_ALONE.match(text):
        return True
    return _SAID_BY_WHOM.search(text) is not None


def is_fit(text: str) -> bool:
    """Return whether a sentence states something, unlike a byline, caption, heading or call to read on."""
    if len(text) > _LONGEST or len(words(text)) < _FEWEST_WORDS:
        return False
    return _ENDED.search(text) is not None and not _NO_STATEMENT.match(text)
