"""The form for correcting an article's details: title, publisher, author and date."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple

import gradio as gr

from byline.archive import Archive
from byline.errors import ArchiveError, ArticleNotFoundError, InputError
from byline.language.text import one_line, shorten
from byline.records import Article
from byline.web import events
from byline.web.work import NOT_WRITTEN

_LOG = logging.getLogger(__name__)
_LABELS = {"title": "Title", "publisher": "Publisher", "author": "Author", "published": "Published"}
_MOST_CHARACTERS = 1_000  # per field
TO_THE_FORM = "() => document.querySelector('#byline-edit textarea, #byline-edit input')?.focus()"
_GONE = "That article is no longer in the archive."


class Form(NamedTuple):
    """The parts of the form.

    Attributes:
        column: Contains the form; shown while an article is edited.
        fields: The text boxes, by field of an article.
        fault: Why it could not be saved.
        restore: The button that restores what the article's source says.
        cancel: The button that closes the form.
        save: The button that saves the changes.
    """

    column: gr.Column
    fields: Mapping[str, gr.Textbox]
    fault: gr.HTML
    restore: gr.Button
    cancel: gr.Button
    save: gr.Button


def lay_out_form() -> Form:
    """Lay out the form, hidden."""
    with gr.Column(visible=False, elem_id="byline-edit") as column:
        fields = {
            name: gr.Textbox(
                label=label,
                max_lines=1,
                max_length=_MOST_CHARACTERS,
                placeholder="such as 2025-06-30 or 30 June 2025 14:00 UTC" if name == "published" else "",
            )
            for name, label in _LABELS.items()
        }
        fault = gr.HTML()
        with gr.Row():
            save = gr.Button("Save", variant="primary", size="sm", min_width=90)
            cancel = gr.Button("Cancel", size="sm", min_width=90)
            restore = gr.Button("Undo corrections", size="sm", min_width=90, visible=False)
    return Form(column, fields, fault, restore, cancel, save)


class Editing:
    """The events of the form.

    Args:
        archive: The archive to edit.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def begun(self, id: str) -> list[object]:
        """Return the form filled with an article's details; labels say which were inferred or corrected."""
        try:
            article = self._archive.article(id)
        except ArticleNotFoundError:
            return [gr.Column(visible=False), "", gr.Button(visible=False), *(gr.Textbox() for _ in _LABELS)]
        fields = [gr.Textbox(value=value, label=_label(article, name)) for name, value in _written(article).items()]
        return [gr.Column(visible=True), "", gr.Button(visible=bool(article.edited)), *fields]

    def saved(self, id: str, typed: Mapping[str, str], user: str | None) -> str:
        """Save the changed fields of an article; return the reason if that failed, empty if it succeeded."""
        try:
            present = _written(self._archive.article(id))
            values = {name: one_line(value) for name, value in typed.items()}
            changed = {name: value for name, value in values.items() if value != present[name]}
            return self._edited(id, user, changed) if changed else ""
        except ArticleNotFoundError:
            return _GONE

    def restored(self, id: str, user: str | None) -> str:
        """Restore what an article's source says; return the reason if that failed, empty if it succeeded."""
        try:
            corrected = sorted(self._archive.article(id).edited)
            return self._edited(id, user, {}, corrected) if corrected else ""
        except ArticleNotFoundError:
            return _GONE

    def _edited(self, id: str, user: str | None, changed: dict[str, str], restore: Sequence[str] = ()) -> str:
        try:
            self._archive.edit(id, restore=restore, **changed)
        except InputError as error:
            if "published" in changed and str(error).startswith("published:"):
                return f"“{shorten(changed['published'], 40)}” is not a date. Use a date such as 2025-06-30."
            return f"{error}."
        except ArchiveError as error:
            _LOG.warning("article not edited: %s", error)
            return f"Not saved: {NOT_WRITTEN}"
        events.edited(id, user)
        return ""


def _label(article: Article, name: str) -> str:
    if name in article.inferred:
        return f"{_LABELS[name]} (inferred: please check)"
    return f"{_LABELS[name]} (corrected by hand)" if name in article.edited else _LABELS[name]


def _written(article: Article) -> dict[str, str]:
    """Return the editable fields of an article, as they would be typed."""
    return {
        "title": one_line(article.title),
        "publisher": one_line(article.publisher or ""),
        "author": one_line(article.author or ""),
        "published": _written_date(article.published),
    }


def _written_date(moment: datetime | None) -> str:
    if moment is None:
        return ""
    if moment.timetz() == time(tzinfo=UTC):
        return moment.date().isoformat()
    return moment.isoformat(" ")
