"""What the tabs of the page share: two columns, and a panel on the right in which an article is opened."""

from importlib.resources import files
from typing import Any

import gradio as gr

PRIVATE: dict[str, Any] = {"api_visibility": "private"}  # an event of the page, not a door to other programs
_CLOSE = '<button type="button" class="byline-button" data-close>&#8592; Back</button>'  # of a sheet, see panel.js
QUIET: dict[str, Any] = {**PRIVATE, "show_progress": "hidden"}


def own_file(name: str) -> str:
    """Return the text of a file beside this one."""
    return files("byline.web.page").joinpath(name).read_text(encoding="utf-8")


def own_path(name: str) -> str:
    """Return the path of a file beside this one."""
    return str(files("byline.web.page").joinpath(name))


def columns() -> gr.Row:
    """Start the columns of a tab; on a narrow screen they stand one below the other."""
    return gr.Row(elem_classes="byline-columns")


def panel(value: str, elem_id: str, script: str = "") -> gr.HTML:
    """Draw the panel: any button of its tab that names a place has it clicked, with the name as the event's `open`.

    On a narrow screen its column lies over the tab once an article is opened, until Back, Escape or its button.

    Args:
        value: What is in it at first.
        elem_id: Its name in the page.
        script: What else its tab does in the browser.
    """
    gr.HTML(_CLOSE, elem_classes="byline-sheet-head", apply_default_css=False)
    return gr.HTML(value, elem_id=elem_id, elem_classes="byline-panel", js_on_load=own_file("panel.js") + script)


def opened_name(event: gr.EventData) -> str:
    """Return the place that the clicked button names, empty if it names none."""
    name = getattr(event, "open", None)
    return name if isinstance(name, str) else ""
