"""Find what overturns a quote in its article: a correction notice, or a following sentence that takes it back.

    quote -> notices in its article; the sentences after it -> at most two, shown verbatim with the answer

An error that a notice repeats, "an earlier version said that ...", is not an answer; if one is found, the notice is
shown with the answer.
"""

import re
from collections.abc import Iterator, Sequence

from byline.language.content import Present, content_words
from byline.language.corrections import error_told_again, is_about_corrections, notice_in, overturns
from byline.language.sentences import paragraphs
from byline.language.sources import NAME
from byline.language.text import one_line
from byline.readers.base import Evidence
from byline.records import Article, Citation, Context, ContextKind, Span

MOST = 2  # contexts shown
_NEAR = 3  # sentences after a quote that may take it back
_LONGEST = 600  # maximum number of characters in a notice, including the sentences that belong to it
_BELONGING = 2  # maximum number of further sentences in a notice
_MUCH = 0.5  # minimum share of a repeated error's words in a quote of it
_GENERAL = 4  # a notice with fewer content words of its own concerns the whole article
_IF = re.compile(
    r"\b(?:will|would|shall|could|may|might|to)\b.*?(?<!\bas )(?<!\bonly )\b(?:if|unless|provided)\b", re.I | re.S
)
_DENIES_ANOTHER = re.compile(r"\bden(?:y|ies|ied) (?:that|having)\b", re.I)  # says itself what is denied
_DENIED_BEFORE = re.compile(r"\bhad (?:\w+ly |always )?denied\b", re.I)
_COME_ABOUT = re.compile(r"\b(?:has|have|had)\b", re.I)
_NOTICE_WORDS = re.compile(
    r"\b(?:correct\w*|clarif\w*|retract\w*|updat\w*|amend\w*|editor\w*|not[ei]\w*|article|story|report|version|earlier|previous"
    r"|withdrawn|removed|published|(?:jan|febr)uary|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber)\b",
    re.I,
)


def contexts_of(citations: Sequence[Citation], corrections: Sequence[Evidence] = ()) -> tuple[Context, ...]:
    """Return what overturns some quotes, numbered after them; at most `MOST`.

    Args:
        citations: The quotes.
        corrections: Sentences that answer but repeat an error; see `tells_an_error`.
    """
    found: list[Context] = []
    places = [
        *(_correction(one) for one in corrections if any(_corrects(one, citation) for citation in citations)),
        *((kind, one.article, span) for one in citations for kind, span in (*_following(one), *_notices(one))),
    ]
    for kind, article, span in places:
        here = [one for one in (*citations, *found) if one.article.id == article.id]
        if len(found) < MOST and not any(one.span.overlaps(span) for one in here):
            found.append(Context(len(citations) + len(found) + 1, article, span, kind))
    return tuple(found)


def tells_an_error(evidence: Evidence) -> bool:
    """Return whether the short answer of a sentence, or most of it, is an error that its article corrects."""
    article, span = evidence.hit.article, evidence.span
    error = error_told_again(article[span])
    if error is None or not (notice_in(article[span]) or is_about_corrections(article.title)):
        return False
    wrong = error.shift(span.start)
    return wrong.contains(evidence.short_span) if evidence.short_span else len(wrong) > len(span) // 2


def _corrects(correction: Evidence, citation: Citation) -> bool:
    """Return whether a repeated error matches what is quoted."""
    text = correction.hit.article[correction.span]
    error = error_told_again(text)
    words = content_words(f"that {text[error.start : error.end]}") if error else []
    said = Present([citation.quote, citation.article.title])
    return bool(words) and sum(word in said for word in words) >= _MUCH * len(words)


def _correction(evidence: Evidence) -> tuple[ContextKind, Article, Span]:
    """Return the notice that begins with a sentence."""
    article = evidence.hit.article
    kind = notice_in(f"{article.title}:") or notice_in(article[evidence.span]) or "correction"
    for found in paragraphs(article.text):
        for number, span in enumerate(found):
            if span.overlaps(evidence.span):
                return kind, article, _whole(found, number)
    return kind, article, evidence.span


def _whole(found: Sequence[Span], number: int) -> Span:
    """Return the span of a notice that begins with the given sentence of a paragraph."""
    start = found[number].start
    belonging = [one.end for one in found[number : number + 1 + _BELONGING] if one.end - start <= _LONGEST]
    return Span(start, belonging[-1] if belonging else found[number].end)


def _following(citation: Citation) -> Iterator[tuple[ContextKind, Span]]:
    """Yield the first sentence after a quote that takes it back, or says that its condition was met."""
    article = citation.article
    after = [
        (number, span)
        for number, found in enumerate(_blocks_from(article, citation.span))
        for span in found
        if span.start >= citation.span.end
    ][:_NEAR]
    condition = _IF.search(citation.quote)
    hinges = content_words(citation.quote[condition.end() :])[:1] if condition else []  # what it depends on
    said = content_words(citation.quote)
    for place, (block, span) in enumerate(after):
        sentence = article[span]
        shared = any(word in Present([sentence]) for word in said)
        of_the_one_between = place and re.match(NAME, sentence)  # "Berg denies it" is about what was just said of Berg
        near = place < 2 and (shared or (block == 0 and not of_the_one_between))
        has_come = _COME_ABOUT.search(sentence) and any(word in Present([sentence]) for word in hinges)
        is_of_it = (shared or not _DENIES_ANOTHER.search(sentence)) and not _DENIED_BEFORE.search(sentence)
        if has_come or (near and is_of_it and overturns(sentence)):
            yield "sequel", span
            return


def _blocks_from(article: Article, span: Span) -> list[list[Span]]:
    """Return the paragraphs of an article from the one in which a span ends."""
    return [found for found in paragraphs(article.text) if found[-1].end >= span.end]


def _notices(citation: Citation) -> Iterator[tuple[ContextKind, Span]]:
    """Yield the notices in an article that concern a quote or the whole article."""
    article = citation.article
    said = content_words(citation.quote)
    for found in paragraphs(article.text):
        if Span(found[0].start, found[-1].end).overlaps(citation.span):
            continue  # the quote is in the notice or next to it
        for number, span in enumerate(found):
            kind = notice_in(article[span])
            if kind is None or one_line(article[span]) == one_line(article.title):
                continue
            notice = _whole(found, number)
            own = content_words(_NOTICE_WORDS.sub(" ", article[notice]))
            if len(own) < _GENERAL or any(word in Present([article[notice]]) for word in said):
                yield kind, notice
            break
