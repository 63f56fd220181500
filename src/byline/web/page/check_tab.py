"""The tab for checking a quote: a pasted text, sentence by sentence, on the left; the open source on the right."""

import re
from collections.abc import Iterator

import gradio as gr

from byline.archive import Archive
from byline.errors import ArticleNotFoundError, InputError
from byline.language.text import one_line, shorten
from byline.presenting import (
    WORDS_ALONE,
    CheckedParts,
    check_summary,
    check_verdict,
    checked_parts,
    day_of,
    described,
    known_of,
    marks_of,
)
from byline.records import Check, CheckedWords, CheckStatus, Match, Span
from byline.settings import MAX_CHECKED_CHARACTERS
from byline.web import events
from byline.web.page import render
from byline.web.page.layout import PRIVATE, QUIET, columns, opened_name, own_file, panel

_NOTHING_OPENED = render.note_html("Select a sentence to read its source here.")
_SIGNS: dict[CheckStatus, str] = {"verbatim": "✓", "altered": "≠", "not_found": "✗", "too_short": "–"}
_HOVER_CHARACTERS = 300
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})-([0-9a-f]{64})-(.+)", re.DOTALL)


def check_tab(archive: Archive) -> None:
    """Lay out the tab and connect its events.

    Args:
        archive: The archive to check against.
    """
    with gr.Tab("Check a quote", elem_id="byline-check"), columns():
        with gr.Column(scale=3):
            pasted = gr.Textbox(
                label="Text to check",
                placeholder="Paste a quote or a paragraph",
                max_length=MAX_CHECKED_CHARACTERS,
                lines=4,
                max_lines=12,
            )
            press = gr.Button("Check", size="sm")
            drawn = gr.HTML(css_template=own_file("check.css"))
        with gr.Column(scale=2):
            source = panel(_NOTHING_OPENED, "byline-checked-source", own_file("check.js"))

    def show(text: object) -> tuple[str, str]:
        try:
            return check_html(archive.check(text)), _NOTHING_OPENED  # type: ignore[arg-type]
        except InputError as error:
            return render.note_html(f"{error}."), _NOTHING_OPENED
        except Exception as error:
            return render.note_html(events.failed("check", error)), _NOTHING_OPENED

    def open_source(event: gr.EventData) -> str:
        return source_html(archive, opened_name(event))

    gr.on([press.click, pasted.submit], show, [pasted], [drawn, source], **PRIVATE, show_progress_on=[drawn])
    source.click(open_source, None, [source], **QUIET)


def check_html(check: Check) -> str:
    """Draw each sentence with its result; a sentence with a source is a button that opens it."""
    copied = render.escape(check_verdict(check))
    items = "".join(_item(check, sentence) for sentence in check.sentences)
    return (
        f'<div class="byline-check"><p class="byline-check-summary">{render.escape(check_summary(check))}. '
        f'<button type="button" class="byline-open" data-verdict="{copied}">Copy verdict</button></p>'
        f'<ol aria-label="Sentences">{items}</ol>{render.note_html(WORDS_ALONE)}</div>'
    )


def source_html(archive: Archive, name: str) -> str:
    """Draw the place in an article that a button names, in the version that was matched."""
    match = _PLACE.fullmatch(name)
    if match:
        start, end = int(match[1]), int(match[2])
        try:
            article = archive.article(match[4], match[3])
        except ArticleNotFoundError:
            return render.note_html("This article has since been removed from the archive.")
        if start < end <= len(article.text):
            return render.article_html(render.ShownPlace(article, Span(start, end)))
    return render.note_html("Source unavailable.")


def _item(check: Check, words: CheckedWords, before: str = "") -> str:
    """Draw a sentence or a quote in one, with its verdict, its source and its quotes."""
    parts = checked_parts(words)
    quotes = "".join(_item(check, quote, "Quote: ") for quote in words.quotes)
    within = f'<ul aria-label="Quotes in this sentence">{quotes}</ul>' if quotes else ""
    is_cut = words.surroundings is not None and words.surroundings.turning != ""
    painted: CheckStatus = "altered" if is_cut else words.status
    label = f'<span aria-hidden="true">{_SIGNS[painted]}</span> {render.escape(parts.verdict)}'
    said = render.escape(one_line(check[words.span]))
    if words.source:
        opens = f'data-open="{render.escape(_place(words.source))}" title="{render.escape(_hover(words.source))}"'
        said = f'<button type="button" class="byline-open" {opens}>{said}</button>'
    return (
        f'<li class="byline-check-{painted}"><p class="byline-check-status">'
        f"{before}{label}</p><p>{said}</p>"
        f"{''.join(_notes(words, parts))}{within}</li>"
    )


def _notes(words: CheckedWords, parts: CheckedParts) -> Iterator[str]:
    yield from map(render.note_html, parts.remarks)
    if parts.in_full:
        yield f'<p class="byline-note">In the source: {_source_sentence(words)}</p>'
    if words.source:
        yield render.note_html(f"Source: {parts.source}")


def _source_sentence(words: CheckedWords) -> str:
    """Draw the source's sentences, and mark the words that the text replaces or leaves out."""
    around, source = words.surroundings, words.source
    if around is None or source is None:
        return ""
    drawn, place = "", around.span.start
    for span in (one.span for one in source.differences if one.span):
        drawn += render.escape(around.article.text[place : span.start])
        drawn += f"<del>{render.escape(around.article[span])}</del>"
        place = span.end
    return drawn + render.escape(around.article.text[place : around.span.end])


def _place(source: Match) -> str:
    return f"{source.span.start}-{source.span.end}-{source.article.version}-{source.article.id}"


def _hover(source: Match) -> str:
    article = source.article
    known = described(article.publisher, day_of(article.published)) if article.publisher else known_of(article)
    return f"“{shorten(source.quote, _HOVER_CHARACTERS)}” — {described(known, marks_of(article))}"
