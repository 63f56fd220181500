"""Draw records as HTML. Every text from an article or a user goes through `escape`, every link through `_link`.

A place that can be opened is a button whose `data-open` names it: `2-c1` is citation 1 of turn 2, `2-n1` the first of
its nearest passages, and `2-h3` the hit of rank 3. The page asks the server for the place, so only places of the
current conversation can be opened.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded

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
from byline.records import Article, Citation, Hit, Reply, Sentence, Span
from byline.records.vocabulary import OVERVIEWS

_SHOWN_AROUND = 20_000  # characters of an article shown before and after the highlighted quote
_QUOTE_CHARACTERS = 300
_PASSAGE_CHARACTERS = 1_500  # longer than any passage
_FRAGMENT_WORDS = 5  # words from each end of a quote to put in a link
_TITLE_CHARACTERS = 60
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_WEB_ADDRESS = re.compile(r"https?://([\w.-]+)(?::\d+)?(?:[/?#][^\s\"'<>`\\{}|^]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place in an article that can be opened."""

    article: Article
    span: Span


def escape(text: str) -> str:
    """Make text harmless in HTML, Markdown and templates: every ASCII punctuation mark becomes an entity.

    Gradio's templates interpret `${…}` and `{{…}}`, and Markdown interprets much else; entities are only displayed.
    """
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", visible(text))


def web_address(url: str | None) -> str | None:
    """Return a URL if it is a web address without unusual characters, otherwise None."""
    return url if url and _WEB_ADDRESS.fullmatch(url) else None


def turn_of(name: object) -> int | None:
    """Return the number of the turn that a button's place belongs to, None if there is none."""
    match = re.fullmatch(r"(\d{1,9})(?:-[cnh]\d{1,3})?", name) if isinstance(name, str) else None
    return int(match[1]) if match else None


def place_of(name: object, replies: Mapping[int, Reply | None]) -> ShownPlace | None:
    """Find the place that a button names in the replies, keyed by turn; None if there is no such place."""
    match = re.fullmatch(r"(\d{1,9})-([cnh])(\d{1,3})", name) if isinstance(name, str) else None
    reply = replies.get(int(match[1])) if match else None
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


def about(article: Article, span: Span | None = None, *, quote: str = "") -> str:
    """Draw an article's details: publisher, author, date, file, a link to the original.

    Args:
        article: The article.
        span: A place in the article, whose page numbers are shown.
        quote: The quote that the link scrolls to.
    """
    pages = pages_of(article, span) if span else ""
    parts = (article.publisher, article.author, day_of(article.published), pages, marks_of(article), article.path)
    known = [escape(one_line(part)) for part in parts if part]
    link = _link(article.url, quote)
    return f'<p class="byline-note">{" · ".join([*known, *([link] if link else [])])}</p>'


def question_html(question: str) -> str:
    """Draw what the user asked."""
    return f"<p>{escape(one_line(question))}</p>"


def note_html(note: str) -> str:
    """Draw a note of the page's own."""
    return f'<p class="byline-note">{escape(note)}</p>'


def fault_html(fault: str) -> str:
    """Draw an error message, which screen readers announce at once."""
    return f'<p class="byline-fault" role="alert">{escape(fault)}</p>'


def reply_html(turn: int, reply: Reply) -> str:
    """Draw an answer with its markers, or the reason why there is none."""
    parts = parts_of(reply)
    drawn = []
    if parts.searched_for:
        asked = escape(parts.searched_for)
        edit = f'<button type="button" class="byline-open" data-fill="{asked}">edit</button>'
        drawn.append(f'<p class="byline-note">Understood as: {asked} {edit}</p>')
    drawn += _notes(parts.understood)
    if parts.listing:
        answer = "".join(_listing(turn, reply, parts.listing))
    else:
        answer = "".join(_answer(turn, reply, parts) if reply.sentences else _abstention(turn, reply, parts))
    drawn.append(f'<div class="byline-likely">{answer}</div>' if reply.status == "likely" else answer)
    drawn += [
        f'<p class="byline-note"><s>{escape(one.text)}</s> Removed: {escape(one.faults)}.</p>' for one in parts.struck
    ]
    drawn += _notes(parts.note)
    return f'<div class="byline-reply">{"".join(drawn)}</div>'


def _badges(reply: Reply) -> str:
    """Draw an answer's badges: independent sources, updates, disagreement."""
    origins, kinds = reply.origins, {conflict.type for conflict in reply.conflicts}
    newer = "outdated" in kinds or any(one.kind != "sequel" for one in reply.context)
    told = [
        f"{origins.independent_origins} independent sources" if origins.independent_origins > 1 else "",
        f"{origins.articles} articles, one source" if origins.articles > origins.independent_origins == 1 else "",
        "Updated since" if newer else "",
        "Sources disagree" if kinds - {"outdated"} else "",
    ]
    drawn = "".join(f"<li>{escape(one)}</li>" for one in told if one)
    return f'<ul class="byline-badges">{drawn}</ul>' if drawn else ""


def _answer(turn: int, reply: Reply, parts: ReplyParts) -> Iterator[str]:
    yield from _notes(parts.preface)
    yield _badges(reply)
    if parts.lead:
        sure = "" if parts.is_sure else " byline-unsure"
        yield f'<p class="byline-short{sure}">{escape(parts.lead)}</p>'
    citations = {citation.marker: citation for citation in reply.cited}
    for conflict in parts.conflicts:
        yield _conflict(turn, conflict, citations)
    if parts.items:
        items = (f"<li>{escape(one.text)} {_markers(turn, one, citations)}</li>" for one in parts.items)
        yield f'<ul class="byline-items">{"".join(items)}</ul>'
    if reply.question_kind in OVERVIEWS:
        yield from _overview(turn, reply, citations)
    else:
        for sentence in reply.sentences:
            yield f"<p>{escape(sentence.text)} {_cited(turn, sentence, citations)}</p>"
    for context in parts.context:
        sentence = context.sentence
        yield note_html(context.heading) + f"<p>{escape(sentence.text)} {_cited(turn, sentence, citations)}</p>"
    yield from _notes(parts.written)
    yield from _notes("; ".join(parts.dates), parts.reason)
    yield note_html(f"Confidence: {parts.confidence} ({reply.confidence:.0%})")
    if reply.origins.independent_origins == 1 and parts.origins:  # several are counted in a badge
        yield note_html(as_sentence(parts.origins))


def _overview(turn: int, reply: Reply, citations: Mapping[int, Citation]) -> Iterator[str]:
    """Draw the sentences of an overview, as one list per article under its date and publisher."""
    listed: list[tuple[str, list[str]]] = []
    for heading, sentence in sentences_by_article(reply):
        if heading or not listed:
            listed.append((heading, []))
        listed[-1][1].append(f"<li>{escape(sentence.text)} {_markers(turn, sentence, citations)}</li>")
    for heading, items in listed:
        yield f'<h3 class="byline-outlet">{escape(heading)}</h3><ul class="byline-told">{"".join(items)}</ul>'


def _listing(turn: int, reply: Reply, listing: ListingParts) -> Iterator[str]:
    yield f"<p><strong>{escape(listing.heading)}</strong></p>"
    entries = "".join(_entry(turn, reply, entry) for entry in listing.entries)
    yield f'<ol class="byline-values">{entries}</ol>' if entries else ""
    yield from _notes(listing.more, listing.counted)


def _entry(turn: int, reply: Reply, entry: ListedParts) -> str:
    """Draw an article, publisher or author of a listing, with its matching sentence."""
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
        quote = escape(shorten(one.quote, _PASSAGE_CHARACTERS))
        yield f'<p class="byline-passage">{quote} {_marker(turn, one, "n")} {_source(one)}</p>'


def _notes(*notes: str) -> Iterator[str]:
    """Draw each note that is not empty."""
    return map(note_html, filter(None, notes))


def sources_html(turn: int, reply: Reply) -> str:
    """Draw the sources of an answer: first those cited, then the others that were checked."""
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
        + (f"<h3>Also checked</h3>{''.join(others)}" if others else "")
        + ("" if cited or others or reply.listing else note_html("No sources were found."))
        + "</section>"
    )


def _not_cited(reply: Reply) -> Iterator[Hit]:
    """Yield the passages that were checked but contain no citation, best first."""
    cited = {(citation.article.id, citation.span) for citation in reply.citations}
    for hit in reply.hits:
        if not any(hit.article.id == id and hit.span.contains(span) for id, span in cited):
            yield hit


def article_html(place: ShownPlace, back: str = "", since: str = "") -> str:
    """Draw an article with the quote highlighted, ready to be scrolled to.

    Args:
        place: The quote.
        back: A button that leads back, see `to_sources_html`.
        since: What has happened to the article since it was cited, see `since_html`.
    """
    article, span = place.article, place.span
    start = max(0, span.start - _SHOWN_AROUND)
    end = min(len(article.text), span.end + _SHOWN_AROUND)
    before, after = article.text[start : span.start], article.text[span.end : end]
    told = about(article, span, quote=article[span])
    return (
        '<section class="byline-article" aria-label="Article" tabindex="0">'
        f"<header>{back}<h3>{escape(one_line(article.title))}</h3>{told}{since}</header>"
        f'<div class="byline-text">{"… " if start else ""}{escape(before)}'
        f'<mark tabindex="-1">{escape(article[span])}</mark>'
        f"{escape(after)}{' …' if end < len(article.text) else ''}</div></section>"
    )


def to_sources_html(turn: int) -> str:
    """Draw the button that leads back from an article to the sources of a turn."""
    return f'<button type="button" class="byline-back" data-open="{turn}">&#8592; All sources</button>'


def _marker(turn: int, citation: Citation, kind: str = "c") -> str:
    """Draw a marker, with the data for its card: the quote, its source and its date."""
    article = citation.article
    label = f"Citation {citation.marker}: {shorten(article.title, 80)}"
    outlet = article.publisher or shorten(article.title, _TITLE_CHARACTERS)
    pages = pages_of(article, citation.span)
    known = described(outlet, day_of(article.published), pages, marks_of(article), article.path)
    return (
        f'<button type="button" class="byline-marker" data-open="{turn}-{kind}{citation.marker}" '
        f'aria-keyshortcuts="n p" aria-label="{escape(label)}" data-known="{escape(known)}" '
        f'data-quote="{escape(shorten(one_line(citation.quote), _QUOTE_CHARACTERS))}">'
        f"&#91;{citation.marker}&#93;</button>"
    )


def _markers(turn: int, sentence: Sentence, citations: Mapping[int, Citation]) -> str:
    """Draw the markers of an item, without their sources."""
    return " ".join(_marker(turn, citations[marker]) for marker in sentence.markers)


def _cited(turn: int, sentence: Sentence, citations: Mapping[int, Citation]) -> str:
    """Draw the markers of a sentence, each with its source and date."""
    cited = (citations[marker] for marker in sentence.markers)
    return " ".join(f"{_marker(turn, citation)} {_source(citation)}" for citation in cited)


def _conflict(turn: int, conflict: ConflictParts, citations: Mapping[int, Citation]) -> str:
    """Draw the conflicting values side by side, each with its source and date."""
    values = "".join(
        f"<li><strong>{escape(one.text)}</strong> {_cited(turn, one, citations)}</li>" for one in conflict.values
    )
    return note_html(conflict.heading) + f'<ul class="byline-values">{values}</ul>'


def _source(citation: Citation) -> str:
    """Draw publisher, date and pages beside a quote, since few people open the article to see them."""
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


def _link(url: str | None, quote: str = "") -> str:
    """Draw a link to the original; nothing unless it is a web address without unusual characters."""
    match = _WEB_ADDRESS.fullmatch(url or "")
    if not match:
        return ""
    address = escape(match[0] + _fragment(quote, match[0])) if quote else escape(match[0])
    shown = f"{escape(match[1])} &#8599;" if quote else escape(match[1])
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def _fragment(quote: str, address: str) -> str:
    """Return the URL fragment that scrolls to a quote, given by its first and last words if it is long."""
    words = quote.split()
    ends = [words] if len(words) <= 2 * _FRAGMENT_WORDS else [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]]
    named = ",".join(percent_encoded(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{'' if '#' in address else '#'}:~:text={named}"
