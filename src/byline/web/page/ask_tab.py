"""The Ask tab: the conversation with its question box, and the source beside it. Also the rail, in its own column.

The script ask.js displays what the server sends and calls the functions listed here. Only answers are Gradio events,
since they wait in its queue and arrive step by step.
"""

import json
from collections.abc import Callable, Iterator

import gradio as gr

from byline.settings import MAX_QUESTION_CHARACTERS
from byline.web.archives import Archives, Served
from byline.web.page import render_chat
from byline.web.page.asking import Asking, known
from byline.web.page.layout import QUIET, own_file

READING = ("take", "again", "look", "stop", "opened", "held", "suggested", "further", "save", "begin")
KEEPING = ("choose", "rename", "erase", "restore", "judge")  # left out of a read-only page


def rail(chooser: str, *, read_only: bool) -> None:
    """Lay out the rail: conversations, and sources to select.

    Args:
        chooser: HTML of the archive chooser.
        read_only: Leave out the conversations, which are not stored.
    """
    add = "" if read_only else '<button type="button" class="byline-quiet byline-owners" data-add>+ Add</button>'
    kept = "" if read_only else '<h2>Conversations</h2><nav id="byline-conversations" aria-label="Conversations"></nav>'
    gr.HTML(
        own_file("rail.html")
        .replace("<!-- archives -->", chooser)
        .replace("<!-- conversations -->", kept)
        .replace("<!-- add -->", add),
        elem_id="byline-rail-content",
        apply_default_css=False,
    )


def ask_tab(archives: Archives, present: Served, page: gr.Blocks, *, read_only: bool) -> None:
    """Lay out the tab and connect its events.

    Args:
        archives: The archives being served.
        present: The archive to ask.
        page: The page that contains the tab.
        read_only: Leave out everything that stores conversations or feedback.
    """
    archive = present.archive
    asking = Asking(archive, archives.page_with, keeps=not read_only)
    names = READING if read_only else (*READING, *KEEPING)
    with gr.Tab("Ask", elem_id="byline-ask"):
        # The browser stores only a random name and the current conversation: the key only has to outlive this process.
        browser = gr.BrowserState({}, storage_key="byline", secret="byline")  # noqa: S106
        answered = gr.HTML(
            html_template="", elem_id="byline-answered", visible="hidden", js_on_load=own_file("answered.js")
        )
        gr.HTML(
            own_file("ask.html").replace("<!-- state -->", render_chat.state_html(archive.state, adds=not read_only)),
            elem_id="byline-app",
            apply_default_css=False,
            js_on_load=own_file("ask.js")
            .replace("MOST_CHARACTERS", str(MAX_QUESTION_CHARACTERS))
            .replace("ARCHIVE_NAME", json.dumps(present.name))
            .replace("ARCHIVE_PAGE", json.dumps(present.page)),
            server_functions=[_named(f"page_{name}", getattr(asking, name)) for name in names],
        )

    def begin(who: object) -> dict[str, str]:
        return known(who)  # the browser keeps this name

    def answer(event: gr.EventData) -> Iterator[str]:
        yield from asking.answer(event._data)

    answered.submit(answer, None, [answered], **QUIET, trigger_mode="multiple")
    page.load(begin, [browser], [browser], **QUIET, queue=False).then(
        None, [browser], None, js="(who) => window.byline.begin(who)"
    )


def _named(name: str, call: Callable[[object], object]) -> Callable[[object], object]:
    """Return the function under the name by which the script calls it."""

    def called(sent: object) -> object:
        return call(sent)

    called.__name__ = name
    return called
