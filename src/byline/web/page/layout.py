"""What the page's tabs share: two columns, with a panel on the right that shows an open article."""

from importlib.resources import files
from typing import Any

import gradio as gr

PRIVATE: dict[str, Any] = {"api_visibility": "private"}  # an event of the page only, not for other programs
_CLOSE = '<button type="button" class="byline-button" data-close>&#8592; Back</button>'  # closes a sheet, see panel.js
QUIET: dict[str, Any] = {**PRIVATE, "show_progress": "hidden"}


def own_file(name: str) -> str:
    """Return the text of a file in this folder."""
    return files("byline.web.page").joinpath(name).read_text(encoding="utf-8")


def own_path(name: str) -> str:
    """Return the path of a file in this folder."""
    return str(files("byline.web.page").joinpath(name))


def columns() -> gr.Row:
    """Start the columns of a tab; on a narrow screen they are stacked."""
    return gr.Row(elem_classes="byline-columns")


def panel(value: str, elem_id: str, script: str = "") -> gr.HTML:
    """Draw the panel. A button of its tab with `data-open` triggers its click event, with that name as `open`.

    On a narrow screen, opening an article puts the panel's column over the tab, until Back, Escape or its button.

    Args:
        value: The initial content.
        elem_id: The element's id in the page.
        script: Further JavaScript for the tab.
    """
    gr.HTML(_CLOSE, elem_classes="byline-sheet-head", apply_default_css=False)
    return gr.HTML(value, elem_id=elem_id, elem_classes="byline-panel", js_on_load=own_file("panel.js") + script)


def opened_name(event: gr.EventData) -> str:
    """Return the name on the clicked button, empty if it has none."""
    name = getattr(event, "open", None)
    return name if isinstance(name, str) else ""
