"""Find the sentence next to a quote in which somebody else speaks, or which corrects it: "Wah Sun says 52."

The quote alone gives only one side; the correction alone, "In fact it was 14", does not say what was 14.
"""

import re
from dataclasses import replace
from math import inf

from byline.language.attribution import attributions, full_name
from byline.language.content import content_words
from byline.language.mentions import mentions_in
from byline.language.sentences import sentences
from byline.readers.base import Evidence
from byline.records import Article, Span

_SETS_RIGHT = re.compile(
    r"\b(?:den(?:y|ies|ied)|disput\w+|repl(?:y|ies|ied)(?! to)|counter(?:s|ed)|objects?|objected|on the other hand"
    r"|in fact|not (?:quite |entirely )?(?:exact|true|correct|accurate)|correction"
    r"|contradict\w*|by contrast|mix-up|mistaken"
    r"|(?:it|they|that) had been|had (?:first|originally|initially|at first|asked for|demanded|spoken of|put)"
    r"|(?<!has )asked for|demand(?:s|ed)|in reality|acknowledges?|but not(?![^\"“”]*[\"”])|not so"
    r"|(?:different|other|own|rival) (?:\w+ and an? )?(?:figure|number|estimate|date|count)s?)\b",
    re.I,
)
_DENIES_IT = re.compile(  # denies the previous sentence
    r"\b(?:den(?:y|ies|ied)|disput(?:es|ed)|reject(?:s|ed)) (?:it|this|that)\b(?! \w+ \w+)|\bin (?:fact|reality)\b"
    r"|\bnot so\b"
    r"|\b(?:claim|statement|figure|report|that|this|it) (?:is|was) (?:wrong|untrue|false|incorrect|inaccurate"
    r"|not (?:quite |entirely |really )?(?:exact|true|correct|right|accurate|so))\b",
    re.I,
)
_ESTIMATED = re.compile(r"\bfirst estimate\b", re.I)
_REFERS = re.compile(
    r"\b(?:it|they|he|she|this|these|those|them|so|no|not|never|nothing|untrue|wrong|false|correct)\b|n['’]t\b"
    r"|\b(?<!said )(?<!says )(?<!told )that\b"
    r"|\b(?:den|disput|repl|reject|disagree|contradict|counter|dismiss|confirm)\w*"
    r"|\b(?:figure|number|estimate|date|count|version|account|claim|report|statement|correction)s?\b",
    re.I,
)
_AROUND = 1_000  # characters searched before or after the quote
_LONGEST = 20  # maximum number of words in a sentence that corrects the one before it
_LONGEST_BEFORE = 130  # maximum number of characters in the sentence before it, to be shown
_LONGEST_OF_ANOTHER = 30  # maximum number of words in a sentence by another speaker
_OF_ITS_OWN = 8  # a sentence with so many meaningful words, none of them in the one before, is about something else


def rejoinder_to(evidence: Evidence) -> Evidence | None:
    """Return the sentence after some evidence if another speaker says it or it corrects the evidence; else None.

    It has the probability of the evidence and no short answer.
    """
    article, end = evidence.hit.article, evidence.span.end
    found = sentences(article.text[end : end + _AROUND])
    after = found[0].shift(end) if found else None
    if after is None or (_names_the_speaker(evidence) and not _SETS_RIGHT.search(article[after])):
        return None
    return _beside(evidence, after) if _is_rejoinder(article, evidence.span, after) else None


def rejoined_by(evidence: Evidence) -> Evidence | None:
    """Return the sentence to which some evidence is a rejoinder, if the evidence denies it or both give a value.

    A value is a date or a figure; the sentence before says what each value means. The returned sentence has the
    probability of the evidence and no short answer.
    """
    article, start = evidence.hit.article, evidence.span.start
    first = max(0, start - _AROUND)
    found = sentences(article.text[first:start])
    before = found[-1].shift(first) if found else None
    if before is None or len(before) > _LONGEST_BEFORE or evidence.short_span is None:
        return None
    if not _is_rejoinder(article, before, evidence.span):
        return None
    denies_it = _DENIES_IT.search(article[evidence.span]) is not None
    both = _has_value(article[before]) and _has_value(article[evidence.short_span])
    return _beside(evidence, before) if denies_it or both else None


def _names_the_speaker(evidence: Evidence) -> bool:
    """Return whether the short answer is who speaks: what another then says is not about who that is."""
    short = evidence.short_span
    return short is not None and any(
        one.source.end == short.end for one in attributions(evidence.hit.article, evidence.span)
    )


def _beside(evidence: Evidence, span: Span) -> Evidence:
    return replace(evidence, span=span, short_span=None, alone=0.0, margin=-inf)


def _has_value(text: str) -> bool:
    return any(kind != "name" for kind, _ in mentions_in(text))


def _is_rejoinder(article: Article, first: Span, second: Span) -> bool:
    """Return whether a sentence corrects the one before it, or somebody else says it."""
    length = len(article[second].split())
    sets_right = length <= _LONGEST and _sets_right(article[first], article[second])
    if sets_right or length > _LONGEST_OF_ANOTHER:
        return sets_right
    return _of_another(article, first, second) and not _changes_the_subject(article[first], article[second])


def _sets_right(first: str, second: str) -> bool:
    """Return whether a sentence corrects the one before it; "its first estimate" may be of something else."""
    if _SETS_RIGHT.search(second):
        return True
    return _ESTIMATED.search(second) is not None and _share_words(first, second)


def _changes_the_subject(first: str, second: str) -> bool:
    """Return whether a sentence has none of the meaningful words of the one before it, and does not refer to it.

    A short one that gives a figure or a date may still set another against that of the one before: "Wah Sun says 52."
    """
    if _share_words(first, second):
        return False
    return len(content_words(second)) >= _OF_ITS_OWN or not (_has_value(second) or _REFERS.search(second))


def _share_words(first: str, second: str) -> bool:
    known = {term for word in content_words(first) for term in word.terms}
    return any(word.terms & known for word in content_words(second))


def _of_another(article: Article, first: Span, second: Span) -> bool:
    """Return whether both sentences are attributed to somebody, with no source in common."""
    ours, theirs = _sources(article, first), _sources(article, second)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _sources(article: Article, sentence: Span) -> frozenset[str]:
    found = attributions(article, sentence)
    return frozenset(full_name(article, one.source) for one in found if one.kind != "publisher")
