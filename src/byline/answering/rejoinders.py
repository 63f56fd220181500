"""The sentence after a quote in which somebody else speaks, or that sets it right: "Wah Sun says 52."

Who reads only the quote would take one side's word for the matter.
"""

import re
from dataclasses import replace

from byline.language.attribution import attributions, full_name
from byline.language.sentences import sentences
from byline.readers.base import Evidence
from byline.records import Article, Span

_SETS_RIGHT = re.compile(
    r"\b(?:den(?:y|ies|ied)|disput\w+|repl(?:y|ies|ied)(?! to)|counter(?:s|ed)|objects?|objected|on the other hand"
    r"|in fact|correction|contradict\w*|by contrast|mix-up|mistaken|first estimate"
    r"|(?:it|they|that) had been|had (?:first|originally|initially|at first|asked for|demanded|spoken of|put)"
    r"|(?<!has )asked for|demand(?:s|ed)|in reality|acknowledges?|but not|not so)\b",
    re.I,
)
_AROUND = 1_000  # characters that are looked at
_LONGEST = 20  # words of a sentence that sets right what stands before it
_LONGEST_OF_ANOTHER = 30  # and of one that somebody else says


def rejoinder_to(evidence: Evidence) -> Evidence | None:
    """Return the sentence after some evidence if another speaks in it or if it sets right; None if neither.

    Its probability is that of the evidence; it has no few words of its own.
    """
    article = evidence.hit.article
    end = evidence.span.end
    next_ones = sentences(article.text[end : end + _AROUND])
    if not next_ones:
        return None
    following = next_ones[0].shift(end)
    length = len(article[following].split())
    sets_right = length <= _LONGEST and _SETS_RIGHT.search(article[following])
    if not sets_right and (length > _LONGEST_OF_ANOTHER or not _of_another(article, evidence.span, following)):
        return None
    return replace(evidence, span=following, short_span=None, alone=0.0)


def _of_another(article: Article, first: Span, second: Span) -> bool:
    """Tell whether two sentences are each attributed to somebody, and to nobody in common."""
    ours, theirs = _sources(article, first), _sources(article, second)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _sources(article: Article, sentence: Span) -> frozenset[str]:
    found = attributions(article, sentence)
    return frozenset(full_name(article, one.source) for one in found if one.kind != "publisher")
