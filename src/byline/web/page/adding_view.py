"""Lay out how articles are added in the page: a dialog, drag and drop anywhere, and a progress line.

The script adding.js sends what was chosen and polls the progress. Any button with `data-add` opens the dialog, any with
`data-add-files` opens the file chooser. Users who may not add articles see none of this: elements with the class
`byline-owners` are hidden from them.
"""

import json
from collections.abc import Callable
from pathlib import Path

import gradio as gr

from byline.archive import Archive
from byline.ingest.files import SUFFIXES
from byline.web.doors.access import Access
from byline.web.doors.security import MAX_UPLOAD_BYTES, MAX_UPLOAD_FILES
from byline.web.page.adding import Adding, user_of
from byline.web.page.layout import own_file
from byline.web.page.render_adding import places_html

ADDING = ("page_add", "page_adding", "page_stop_adding", "page_forget_adding")  # called by the script


def adding_view(archive: Archive, access: Access) -> None:
    """Lay out the view. Do not call it for a read-only page.

    Args:
        archive: The archive to add to.
        access: Who may add articles, and whether web pages may be fetched.
    """
    script = own_file("adding.js")
    for name, value in (
        ("SUFFIXES", sorted(SUFFIXES)),
        ("MOST_BYTES", MAX_UPLOAD_BYTES),
        ("AT_ONCE", MAX_UPLOAD_FILES),
    ):
        script = script.replace(f"GIVEN_{name}", json.dumps(value))
    adding = Adding(archive, access, Path(gr.HTML(render=False).GRADIO_CACHE))
    gr.HTML(
        places_html(fetches=access.fetch),
        elem_id="byline-adding",
        apply_default_css=False,
        css_template=own_file("adding.css"),
        js_on_load=script,
        server_functions=_functions(adding),
    )


def _functions(adding: Adding) -> list[Callable[..., object]]:
    def page_add(sent: object, request: gr.Request) -> object:
        return adding.add(sent, user_of(request))

    def page_adding(sent: object, request: gr.Request) -> object:
        return adding.look(user_of(request))

    def page_stop_adding(sent: object, request: gr.Request) -> object:
        return adding.stop(user_of(request))

    def page_forget_adding(sent: object, request: gr.Request) -> object:
        return adding.forget(user_of(request))

    return [page_add, page_adding, page_stop_adding, page_forget_adding]
