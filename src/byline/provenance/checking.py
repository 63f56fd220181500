"""Check a text sentence by sentence: trace each sentence and the quotes in it.

    text -> sentences -> trace -> surroundings in the source: sentences run together? cut off after a `not`?
                      -> if not verbatim, its quotes -> the same

A new sentence may contain a quote from an article, so quotes are also checked on their own.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from byline.errors import InputError
from byline.language.sentences import paragraphs, sentences
from byline.language.text import is_blank, word_set
from byline.provenance.trace import MIN_EXCERPT_WORDS, SENTENCE_END, trace, words_of
from byline.records import Check, CheckedWords, Match, Span, Surroundings, Trace
from byline.records.check import status_of
from byline.settings import MAX_CHECKED_CHARACTERS
from byline.store.base import View

_MOST_SENTENCES = 200
_AROUND = 2_000  # characters of the source read on either side; no sentence is longer
_QUOTED = re.compile(
    '“([^“”]*)”|"([^"]*)"|«([^«»]*)»|„([^„“”]*)[“”]'
    r"|‘((?:[^‘’]|(?<=\w)’(?=\w))*)’(?!\w)|(?<!\w)'((?:[^']|(?<=\w)'(?=\w))*)'(?!\w)"
)
_CLAUSE_END = re.compile(r"[,;:–—]")
_TURNING = word_set(
    "not no never neither nor without cannot denied denies deny denying doubted doubts doubt doubtful false falsely "
    "untrue unlikely if unless whether"
)


def check(view: View, text: str) -> Check:
    """Trace each sentence of a text, and the quotes in the sentences that are not verbatim.

    Args:
        view: The generation to search.
        text: The text; at most 10,000 characters and 200 sentences.

    Raises:
        InputError: It is not a string, has no sentence, is too long or has too many sentences.
    """
    if not isinstance(text, str):
        raise InputError(f"text: found {type(text).__name__}, expected text")
    if len(text) > MAX_CHECKED_CHARACTERS:
        raise InputError(f"text: found {len(text):,} characters, expected at most {MAX_CHECKED_CHARACTERS:,}")
    if is_blank(text):
        raise InputError("text: empty, expected words")
    blocks = paragraphs(text)
    if (count := sum(map(len, blocks))) > _MOST_SENTENCES:
        raise InputError(f"text: found {count:,} sentences, expected at most {_MOST_SENTENCES}")
    checked = []
    for block in blocks:
        quoted = list(_quoted(text, Span(block[0].start, block[-1].end)))
        checked += [_sentence(view, text, sentence, quoted) for sentence in block]
    return Check(text, tuple(checked), view.state)


def _quoted(text: str, block: Span) -> Iterator[Span]:
    """Yield the spans inside quotation marks, without the marks."""
    for match in _QUOTED.finditer(text, block.start, block.end):
        start, end = match.span(match.lastindex or 0)
        if start < end:
            yield Span(start, end)


def _sentence(view: View, text: str, sentence: Span, quoted: list[Span]) -> CheckedWords:
    whole = _checked(view, text, sentence, sentence)
    if whole.status in {"verbatim", "too_short"}:
        return whole
    inside = [
        Span(max(quote.start, sentence.start), min(quote.end, sentence.end))
        for quote in quoted
        if quote.overlaps(sentence)
    ]
    words = len(words_of(text, sentence.start, sentence.end))
    quotes = tuple(
        _checked(view, text, quote, sentence)
        for quote in inside
        if MIN_EXCERPT_WORDS <= len(words_of(text, quote.start, quote.end)) < words
    )
    return CheckedWords(whole.span, whole.status, whole.trace, whole.joins, whole.surroundings, quotes)


def _checked(view: View, text: str, span: Span, sentence: Span) -> CheckedWords:
    """Trace a sentence or a part of it."""
    words = text[span.start : span.end]
    if len(words_of(words)) < MIN_EXCERPT_WORDS:
        return CheckedWords(span, "too_short")
    traced = trace(view, words)
    if traced.source is None:
        return CheckedWords(span, "not_found", traced)
    joins, surroundings = _placed(traced.source, traced, text[sentence.start : sentence.end])
    return CheckedWords(span, status_of(traced, joins=joins), traced, joins, surroundings)


def _placed(source: Match, traced: Trace, sentence: str) -> tuple[bool, Surroundings]:
    """Return whether the words run sentences of the source together, and their surroundings in the source."""
    article, span = source.article, source.span
    start = max(0, span.start - _AROUND)
    near = [one.shift(start) for one in sentences(article.text[start : span.end + _AROUND])]
    touched = [one for one in near if one.overlaps(span)]
    around = Span(min(touched[0].start, span.start), max(touched[-1].end, span.end))
    ends = sum(_ends_within(source, one.end, other.start) for one, other in pairwise(touched))
    joins = ends > len(SENTENCE_END.findall(traced.excerpt.strip()))
    before = words_of(article.text, around.start, span.start)
    after = words_of(article.text, span.end, around.end)
    own = {word.text for word in words_of(sentence)}
    clause = _CLAUSE_END.split(article.text[around.start : span.start])[-1]
    turning = [word.text for word in words_of(clause) if word.text in _TURNING or word.text.endswith("n't")]
    told = next((word for word in reversed(turning) if word not in own), "")
    return joins, Surroundings(article, around, bool(before or after), told)


def _ends_within(source: Match, end: int, start: int) -> bool:
    """Return whether a sentence ends inside the words matched in the source, other than at an ellipsis."""
    text = source.article.text
    if not SENTENCE_END.search(text[max(end - 3, source.span.start) : start]):
        return False
    elided = [one.span for one in source.differences if one.kind == "elided" and one.span]
    return not any(one.start <= start and not words_of(text, min(one.end, start), start) for one in elided)
