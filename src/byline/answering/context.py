"""What in the same article overturns a quote: a notice of correction, or a next sentence that takes it back.

    quote -> notices of its article; the sentences after it -> at most two that stand with the answer, verbatim

An error that a notice tells again, "an earlier version said that ...", is no answer itself.
"""

import re
from collections.abc import Iterator, Sequence

from byline.language.content import Present, content_words
from byline.language.corrections import error_told_again, is_about_corrections, notice_in, overturns
from byline.language.sentences import paragraphs
from byline.language.text import one_line
from byline.readers.base import Evidence
from byline.records import Article, Citation, Context, ContextKind, Span

_MOST = 2  # that are shown
_NEAR = 3  # sentences after a quote that may take it back
_LONGEST = 600  # characters of a notice with the sentences that belong to it
_BELONGING = 2  # sentences after the first of a notice that may belong to it
_GENERAL = 4  # words: a notice with fewer of its own says of the whole article that it is wrong
_IF = re.compile(
    r"\b(?:will|would|shall|could|may|might|to)\b.*?(?<!\bas )(?<!\bonly )\b(?:if|unless|provided)\b", re.I | re.S
)
_COME_ABOUT = re.compile(r"\b(?:has|have|had)\b", re.I)
_NOTICE_WORDS = re.compile(
    r"\b(?:correct\w*|clarif\w*|retract\w*|updat\w*|amend\w*|editor\w*|not[ei]\w*|article|story|report|version|earlier|previous"
    r"|withdrawn|removed|published|(?:jan|febr)uary|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber)\b",
    re.I,
)


def contexts_of(citations: Sequence[Citation]) -> tuple[Context, ...]:
    """Return what overturns some quotes, numbered on from them, in the order of the quotes; at most two."""
    found: list[Context] = []
    for citation in citations:
        for kind, span in (*_following(citation), *_notices(citation)):
            here = [one for one in (*citations, *found) if one.article.id == citation.article.id]
            if len(found) < _MOST and not any(one.span.overlaps(span) for one in here):
                found.append(Context(len(citations) + len(found) + 1, citation.article, span, kind))
    return tuple(found)


def tells_an_error(evidence: Evidence) -> bool:
    """Return whether the few words of a sentence, or all of it, are an error that its article corrects."""
    article, span = evidence.hit.article, evidence.span
    error = error_told_again(article[span])
    if error is None or not (notice_in(article[span]) or is_about_corrections(article.title)):
        return False
    wrong = error.shift(span.start)
    return wrong.contains(evidence.short_span) if evidence.short_span else len(wrong) > len(span) // 2


def _following(citation: Citation) -> Iterator[tuple[ContextKind, Span]]:
    """Yield the first sentence after a quote that takes it back, or says what became of its condition."""
    article = citation.article
    after = [
        (number, span)
        for number, found in enumerate(_blocks_from(article, citation.span))
        for span in found
        if span.start >= citation.span.end
    ][:_NEAR]
    condition = _IF.search(citation.quote)
    hinges = content_words(citation.quote[condition.end() :])[:1] if condition else []  # whom it depends on
    said = content_words(citation.quote)
    for place, (block, span) in enumerate(after):
        sentence = article[span]
        shared = any(word in Present([sentence]) for word in said)
        near = place < 2 and (block == 0 or shared)
        has_come = _COME_ABOUT.search(sentence) and any(word in Present([sentence]) for word in hinges)
        if has_come or (near and overturns(sentence)):
            yield "sequel", span
            return


def _blocks_from(article: Article, span: Span) -> list[list[Span]]:
    """Return the paragraphs of an article from the one that a span ends in."""
    return [found for found in paragraphs(article.text) if found[-1].end >= span.end]


def _notices(citation: Citation) -> Iterator[tuple[ContextKind, Span]]:
    """Yield the notices of an article that are about a quote, or about all of the article."""
    article = citation.article
    said = content_words(citation.quote)
    for found in paragraphs(article.text):
        for number, span in enumerate(found):
            kind = notice_in(article[span])
            if kind is None or one_line(article[span]) == one_line(article.title):
                continue
            end = max(
                (one.end for one in found[number : number + 1 + _BELONGING] if one.end - span.start <= _LONGEST),
                default=span.end,
            )
            notice = Span(span.start, end)
            own = content_words(_NOTICE_WORDS.sub(" ", article[notice]))
            if len(own) < _GENERAL or any(word in Present([article[notice]]) for word in said):
                yield kind, notice
            break
