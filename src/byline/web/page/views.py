"""The whole page: the rail on the left, and the tabs beside it.

To add a tab, write a module with a function like `timeline_tab` that opens its own `gr.Tab`, and call it below, after
the tab that it should follow.
"""

import gradio as gr
from gradio.components import Navbar

from byline.web.archives import Archives, Served
from byline.web.doors.access import Access
from byline.web.page.adding_view import adding_view
from byline.web.page.articles_tab import articles_tab
from byline.web.page.ask_tab import ask_tab, rail
from byline.web.page.check_tab import check_tab
from byline.web.page.chooser import chooser_html
from byline.web.page.timeline_tab import timeline_tab

_MENU = (
    '<button type="button" id="byline-menu-button" aria-label="Conversations and sources" aria-expanded="false" '
    'aria-controls="byline-rail">&#9776;</button>'
)


def lay_out(archives: Archives, present: Served, page: gr.Blocks, access: Access) -> None:
    """Lay out the page and connect its events.

    Args:
        archives: The archives being served.
        present: The archive of this page.
        page: The page to lay out.
        access: What users may do; a read-only page leaves out everything that adds, removes or stores.
    """
    archive = present.archive
    if archives.named:
        Navbar(visible=False)  # hides the one that Gradio adds when there are several pages
    with gr.Row(elem_id="byline-shell"):
        with gr.Column(elem_id="byline-rail"):
            rail(chooser_html(archives, present), read_only=access.read_only)
        with gr.Column(elem_id="byline-main"):
            gr.HTML(_MENU, elem_id="byline-menu", apply_default_css=False)
            with gr.Tabs(elem_id="byline-views"):
                ask_tab(archives, present, page, read_only=access.read_only)
                articles_tab(archive, access)
                timeline_tab(archive)
                check_tab(archive)
            if not access.read_only:
                adding_view(archive, access)
