"""Draw records as HTML. Every text of an article or a user goes through `escape`, every link through `_link`.

A place that can be opened is a button whose `data-open` names it: `2-c1` is citation 1 of turn 2, `2-n1` the first of
its nearest passages, `2-h3` the hit of rank 3. The page asks the server for it, so only places of the own conversation
can be opened.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from byline.answering.timing import Stage, StageTimes
from byline.language.text import as_sentence, one_line, shorten, visible
from byline.presenting import (
    NEAREST,
    ConflictParts,
    ListedParts,
    ListingParts,
    ReplyParts,
    day_of,
    described,
    marks_of,
    pages_of,
    parts_of,
    sentences_by_article,
    shown_quotes,
)
from byline.records import Article, Citation, Hit, IndexState, Reply, Sentence, Span
from byline.web.page.export import reply_markdown

_SHOWN_AROUND = 20_000  # characters of an article shown before and after the highlighted quote
_QUOTE_CHARACTERS = 300
_TITLE_CHARACTERS = 60
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_WEB_ADDRESS = re.compile(r"https?://([\w.-]+)(?::\d+)?(?:[/?#][^\s\"'<>`\\{}|^]*)?", re.IGNORECASE)
_STAGES: dict[Stage, str] = {"search": "Find passages", "read": "Read them", "compose": "Make the answer"}


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place in an article that can be opened."""

    article: Article
    span: Span


def escape(text: str) -> str:
    """Make text harmless in HTML, Markdown and templates: every ASCII punctuation mark becomes an entity.

    Templates of the page's framework read `${…}` and `{{…}}`, Markdown reads much else; as entities they
    are only shown.
    """
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", visible(text))


def web_address(url: str | None) -> str | None:
    """Return an address if it is one of the web and holds nothing odd."""
    return url if url and _WEB_ADDRESS.fullmatch(url) else None


def place_of(name: object, replies: Sequence[Reply | None]) -> ShownPlace | None:
    """Find the place that a button names, None if there is no such place in the conversation."""
    match = re.fullmatch(r"(\d{1,4})-([cnh])(\d{1,3})", name) if isinstance(name, str) else None
    reply = replies[int(match[1])] if match and int(match[1]) < len(replies) else None
    if match is None or reply is None:
        return None
    number = int(match[3])
    for quote in {"c": reply.cited, "n": reply.nearest}.get(match[2], ()):
        if quote.marker == number:
            return ShownPlace(quote.article, quote.span)
    for hit in reply.hits if match[2] == "h" else ():
        if hit.rank == number:
            return ShownPlace(hit.article, hit.span)
    return None


def about(article: Article, span: Span | None = None) -> str:
    """Draw what is known about an article: publisher, author, date, pages of a place in it, file, link to it."""
    pages = pages_of(article, span) if span else ""
    parts = (article.publisher, article.author, day_of(article.published), pages, marks_of(article), article.path)
    known = [escape(one_line(part)) for part in parts if part]
    link = _link(article.url)
    return f'<p class="byline-note">{" · ".join([*known, *([link] if link else [])])}</p>'


def question_html(question: str) -> str:
    """Draw what the user asked."""
    return f"<p>{escape(one_line(question))}</p>"


def note_html(note: str) -> str:
    """Draw a remark of the page's own."""
    return f'<p class="byline-note">{escape(note)}</p>'


def reply_html(turn: int, reply: Reply) -> str:
    """Draw an answer with its markers, or why there is none."""
    parts = parts_of(reply)
    drawn = []
    if parts.searched_for:
        drawn.append(f'<p class="byline-note">Searched for: {escape(parts.searched_for)}</p>')
    drawn += _notes(parts.understood)
    if parts.listing:
        answer = "".join(_listing(turn, reply, parts.listing))
    else:
        answer = "".join(_answer(turn, reply, parts) if reply.sentences else _abstention(turn, reply, parts))
    drawn.append(f'<div class="byline-likely">{answer}</div>' if reply.status == "likely" else answer)
    drawn += [
        f'<p class="byline-note"><s>{escape(one.text)}</s> Struck: {escape(one.faults)}.</p>' for one in parts.struck
    ]
    drawn += _notes(parts.note)
    if reply.sentences or parts.listing:
        copied = escape(reply_markdown(reply))
        drawn.append(f'<button type="button" class="byline-open byline-copy" data-copy="{copied}">Copy</button>')
    return f'<div class="byline-reply">{"".join(drawn)}</div>'


def _answer(turn: int, reply: Reply, parts: ReplyParts) -> Iterator[str]:
    yield from _notes(parts.preface)
    if parts.lead:
        sure = "" if parts.is_sure else " byline-unsure"
        yield f'<p class="byline-short{sure}">{escape(parts.lead)}</p>'
    citations = {citation.marker: citation for citation in reply.cited}
    for conflict in parts.conflicts:
        yield _conflict(turn, conflict, citations)
    if parts.items:
        items = (f"<li>{escape(one.text)} {_markers(turn, one, citations)}</li>" for one in parts.items)
        yield f'<ul class="byline-items">{"".join(items)}</ul>'
    for heading, sentence in sentences_by_article(reply):
        yield from _notes(heading)
        yield f"<p>{escape(sentence.text)} {_cited(turn, sentence, citations)}</p>"
    for context in parts.context:
        sentence = context.sentence
        yield note_html(context.heading) + f"<p>{escape(sentence.text)} {_cited(turn, sentence, citations)}</p>"
    yield from _notes(parts.written, *parts.dates, parts.reason)
    yield note_html(f"Confidence: {parts.confidence} ({reply.confidence:.0%})")
    if parts.origins:
        yield note_html(as_sentence(parts.origins))


def _listing(turn: int, reply: Reply, listing: ListingParts) -> Iterator[str]:
    yield f"<p><strong>{escape(listing.heading)}</strong></p>"
    entries = "".join(_entry(turn, reply, entry) for entry in listing.entries)
    yield f'<ol class="byline-values">{entries}</ol>' if entries else ""
    yield from _notes(listing.more, listing.counted)


def _entry(turn: int, reply: Reply, entry: ListedParts) -> str:
    """Draw an article, publisher or author of a listing, with the sentence that was looked for."""
    link = _link(entry.url)
    known = f'<span class="byline-note">{escape(entry.known)}{f" · {link}" if link else ""}</span>'
    said = ""
    if entry.sentence:
        citation = reply.citations[entry.sentence.markers[0] - 1]
        said = f"<br>{escape(shorten(entry.sentence.text, _QUOTE_CHARACTERS))} {_marker(turn, citation)}"
    return f"<li><strong>{escape(entry.name)}</strong> {known}{said}</li>"


def _abstention(turn: int, reply: Reply, parts: ReplyParts) -> Iterator[str]:
    yield f"<p><strong>{escape(parts.reason)}</strong></p>" if parts.confidence else f"<p>{escape(parts.reason)}</p>"
    if reply.nearest:
        yield note_html(NEAREST)
    for one in reply.nearest:
        yield f'<p class="byline-note">{_opener(turn, "n", one.marker, shorten(one.quote, 90))}</p>'


def _notes(*notes: str) -> Iterator[str]:
    """Draw each note that says something."""
    return map(note_html, filter(None, notes))


def sources_html(turn: int, reply: Reply) -> str:
    """Draw the sources of an answer: those cited first, then those only looked at."""
    cited = [
        _card(
            f"{_marker(turn, citation)} {_opener(turn, 'c', citation.marker, citation.article.title)}",
            citation.article,
            citation.span,
        )
        for citation in shown_quotes(reply)
    ]
    others = [
        _card(_opener(turn, "h", hit.rank, hit.article.title), hit.article, hit.span) for hit in _not_cited(reply)
    ]
    return (
        '<section class="byline-sources" aria-label="Sources">'
        + (f"<h3>Cited</h3>{''.join(cited)}" if cited else "")
        + (f"<h3>Looked at, not cited</h3>{''.join(others)}" if others else "")
        + ("" if cited or others or reply.listing else note_html("Nothing was found to look at."))
        + "</section>"
    )


def _not_cited(reply: Reply) -> Iterator[Hit]:
    """Yield the passages that were looked at and hold no citation, best first."""
    cited = {(citation.article.id, citation.span) for citation in reply.citations}
    for hit in reply.hits:
        if not any(hit.article.id == id and hit.span.contains(span) for id, span in cited):
            yield hit


def article_html(place: ShownPlace, back: str = "", since: str = "") -> str:
    """Draw an article with the quote highlighted, ready to be scrolled to.

    Args:
        place: The quote.
        back: Leads back to where it was opened; see `to_sources_html`.
        since: What has become of the article since it was cited; see `since_html`.
    """
    article, span = place.article, place.span
    start = max(0, span.start - _SHOWN_AROUND)
    end = min(len(article.text), span.end + _SHOWN_AROUND)
    before, after = article.text[start : span.start], article.text[span.end : end]
    return (
        '<section class="byline-article" aria-label="Article" tabindex="0">'
        f"<header>{back}<h3>{escape(one_line(article.title))}</h3>{about(article, span)}{since}</header>"
        f'<div class="byline-text">{"… " if start else ""}{escape(before)}'
        f'<mark tabindex="-1">{escape(article[span])}</mark>'
        f"{escape(after)}{' …' if end < len(article.text) else ''}</div></section>"
    )


def to_sources_html(turn: int) -> str:
    """Draw what leads back from an article to the sources and the answer of a turn."""
    return (
        f'<button type="button" class="byline-back" data-open="{turn}">&#8592; All sources</button> '
        '<a class="byline-back byline-up" href="#byline-chat">&#8593; The answer</a>'
    )


def state_html(state: IndexState) -> str:
    """Draw what the archive holds and how fresh it is."""
    newest = f", the newest of {day_of(state.newest_article_at)}" if state.newest_article_at else ""
    articles = "1 article" if state.articles == 1 else f"{state.articles:,} articles"
    return note_html(f"Answers come from {articles}{newest}, word for word, each with its source.")


def timings_html(stages: Sequence[StageTimes]) -> str:
    """Draw how long the stages of the answers took."""
    if not stages:
        return note_html("Nothing was asked yet.")
    rows = "".join(
        f"<tr><th scope='row'>{_STAGES[times.stage]}</th><td>{times.p50:,.0f} ms</td><td>{times.p95:,.0f} ms</td></tr>"
        for times in stages
    )
    head = "<tr><th scope='col'>Stage</th><th scope='col'>Half took at most</th><th scope='col'>95 of 100</th></tr>"
    asked = max(times.count for times in stages)
    return f"<table>{head}{rows}</table>" + note_html(
        f"Measured {'once' if asked == 1 else f'{asked:,} times'} since Byline was started, in all conversations."
    )


def _marker(turn: int, citation: Citation) -> str:
    article = citation.article
    label = f"Citation {citation.marker}: {shorten(article.title, 80)}"
    known = described(article.publisher, day_of(article.published), pages_of(article, citation.span), article.path)
    hover = f"“{shorten(citation.quote, _QUOTE_CHARACTERS)}” — {known}"
    return (
        f'<button type="button" class="byline-marker" data-open="{turn}-c{citation.marker}" '
        f'aria-keyshortcuts="n p" aria-label="{escape(label)}" title="{escape(hover)}">'
        f"&#91;{citation.marker}&#93;</button>"
    )


def _markers(turn: int, sentence: Sentence, citations: Mapping[int, Citation]) -> str:
    """Draw the markers of an item, whose sentence stands below it."""
    return " ".join(_marker(turn, citations[marker]) for marker in sentence.markers)


def _cited(turn: int, sentence: Sentence, citations: Mapping[int, Citation]) -> str:
    """Draw the markers of a sentence, each with who says it and when."""
    cited = (citations[marker] for marker in sentence.markers)
    return " ".join(f"{_marker(turn, citation)} {_source(citation)}" for citation in cited)


def _conflict(turn: int, conflict: ConflictParts, citations: Mapping[int, Citation]) -> str:
    """Draw the values on which articles differ side by side, each with who says it and when."""
    values = "".join(
        f"<li><strong>{escape(one.text)}</strong> {_cited(turn, one, citations)}</li>" for one in conflict.values
    )
    return note_html(conflict.heading) + f'<ul class="byline-values">{values}</ul>'


def _source(citation: Citation) -> str:
    """Draw outlet, date and pages of a quote, since few people open the article for them."""
    article = citation.article
    outlet = article.publisher or shorten(article.title, _TITLE_CHARACTERS)
    known = described(outlet, day_of(article.published), pages_of(article, citation.span))
    return f'<span class="byline-note">{escape(known)}</span>'


def _opener(turn: int, kind: str, number: int, title: str) -> str:
    return (
        f'<button type="button" class="byline-open" data-open="{turn}-{kind}{number}">'
        f"{escape(one_line(title))}</button>"
    )


def _card(heading: str, article: Article, span: Span) -> str:
    return (
        f'<article class="byline-card"><h4>{heading}</h4>{about(article, span)}'
        f"<blockquote>{escape(shorten(article[span], _QUOTE_CHARACTERS))}</blockquote></article>"
    )


def _link(url: str | None) -> str:
    """Draw a link to the original, only to the web and only by an address that holds nothing odd."""
    match = _WEB_ADDRESS.fullmatch(url or "")
    if not match:
        return ""
    return f'<a href="{escape(match[0])}" target="_blank" rel="noopener noreferrer">{escape(match[1])}</a>'
