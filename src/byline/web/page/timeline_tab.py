"""The Timeline tab: sentences on a subject, by date, on the left; the open article on the right."""

import time

import gradio as gr

from byline.archive import Archive
from byline.errors import InputError
from byline.language.calendar import in_words
from byline.language.text import one_line, shorten
from byline.presenting import NOTHING_ON_SUBJECT, WITHOUT_DATE, day_of, described, pages_of
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.timeline import Timeline, TimelineEntry
from byline.web import events
from byline.web.page import render
from byline.web.page.layout import PRIVATE, QUIET, columns, opened_name, panel

_NOTHING = Timeline("", (), ())
_NOTHING_OPENED = render.note_html("Select a sentence to read its article here.")
_TITLE_CHARACTERS = 120


def timeline_tab(archive: Archive) -> None:
    """Lay out the tab and connect its events.

    Args:
        archive: The archive to search.
    """
    with gr.Tab("Timeline", elem_id="byline-timeline"), columns():
        timeline = gr.State(_NOTHING)
        with gr.Column(scale=3):
            subject = gr.Textbox(
                label="Subject",
                placeholder="A person, place or event: see what the articles say about it, date by date",
                max_length=MAX_QUESTION_CHARACTERS,
                max_lines=1,
                submit_btn="Show",
            )
            drawn = gr.HTML()
        with gr.Column(scale=2):
            article = panel(_NOTHING_OPENED, "byline-entry")

    def show(asked: str) -> tuple[Timeline, str, str]:
        if not one_line(asked):
            return _NOTHING, "", _NOTHING_OPENED
        started = time.perf_counter()
        try:
            found = archive.timeline(asked)
        except InputError as error:
            return _NOTHING, render.note_html(f"{error}."), _NOTHING_OPENED
        except Exception as error:
            return _NOTHING, render.note_html(events.failed("timeline", error)), _NOTHING_OPENED
        events.took_long("timeline", 1_000 * (time.perf_counter() - started), {})
        return found, timeline_html(found), _NOTHING_OPENED

    def open_entry(found: Timeline, event: gr.EventData) -> str:
        entries = (*found.dated, *found.undated)
        name = opened_name(event)
        if not name.isdecimal() or int(name) >= len(entries):
            return render.note_html("Source unavailable.")
        entry = entries[int(name)]
        return render.article_html(render.ShownPlace(entry.article, entry.span))

    subject.submit(show, [subject], [timeline, drawn, article], **PRIVATE, show_progress_on=[drawn])
    article.click(open_entry, [timeline], [article], **QUIET)


def timeline_html(timeline: Timeline) -> str:
    """Draw the sentences by date, and then those without a date; each is a button that names its number."""
    if not timeline.dated and not timeline.undated:
        return render.note_html(NOTHING_ON_SUBJECT)
    dated = "".join(f"<li>{_when(entry)}{_sentence(number, entry)}</li>" for number, entry in enumerate(timeline.dated))
    undated = "".join(
        f"<li>{_sentence(number, entry)}</li>"
        for number, entry in enumerate(timeline.undated, start=len(timeline.dated))
    )
    return (f'<ol class="byline-timeline" aria-label="By date">{dated}</ol>' if dated else "") + (
        f'<h3>{WITHOUT_DATE}</h3><ul class="byline-undated" aria-label="{WITHOUT_DATE}">{undated}</ul>'
        if undated
        else ""
    )


def _when(entry: TimelineEntry) -> str:
    told = in_words(entry.days) if entry.days else ""
    inferred = " <small>inferred from the article&#39;s date</small>" if entry.inferred else ""
    return f'<p class="byline-when">{render.escape(told)}{inferred}</p>'


def _sentence(number: int, entry: TimelineEntry) -> str:
    article = entry.article
    pages = pages_of(article, entry.span)
    known = described(article.publisher, day_of(article.published), pages, shorten(article.title, _TITLE_CHARACTERS))
    quote = render.escape(one_line(entry.quote))
    return f'<button type="button" class="byline-open" data-open="{number}">{quote}</button>' + render.note_html(known)
