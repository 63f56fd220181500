"""The tab of the articles: the list on the left, the opened article with its versions and copies on the right."""

import gradio as gr

from byline.archive import Archive
from byline.ingest.files import SUFFIXES
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.web import events
from byline.web.doors.access import Access
from byline.web.page.browsing import ORDERS, OWNERS_ONLY, Browsing
from byline.web.page.layout import PRIVATE, QUIET, columns, opened_name, panel

_CHANGED = "() => window.byline.held()"  # of ask.js, which lists the sources


def articles_tab(archive: Archive, page: gr.Blocks, access: Access) -> None:
    """Lay out the tab and connect its events.

    Args:
        archive: Whose articles are listed.
        page: That it is a tab of.
        access: Who may add and remove; if nobody may, there is nothing to do it with.
    """
    read_only = access.read_only
    browsing, reading = (Browsing(archive, read_only=only) for only in (read_only, True))
    with gr.Tab("Articles", elem_id="byline-articles") as tab, columns():
        number, opened = gr.State(0), gr.State("")
        with gr.Column(scale=3):
            with gr.Row():
                search = gr.Textbox(
                    label="Search the list",
                    placeholder="Words of the title, publisher or author",
                    max_length=MAX_QUESTION_CHARACTERS,
                    max_lines=1,
                    scale=3,
                )
                order = gr.Dropdown(ORDERS, label="Order", filterable=False, min_width=140)
            listing = gr.HTML()
            with gr.Row():
                back = gr.Button("Previous", size="sm", min_width=90, visible=False)
                onward = gr.Button("Next", size="sm", min_width=90, visible=False)
            uploads = gr.File(
                label="Add files: text, Markdown, web pages, PDF, Word, JSON Lines, CSV",
                file_count="multiple",
                file_types=sorted(SUFFIXES),
                height=140,
                elem_id="byline-uploads",
                visible=not read_only,
            )
            demo = gr.Button("Try the demo: invented news", size="sm", visible=False, elem_id="byline-demo")
            report = gr.HTML()
        with gr.Column(scale=2):
            article = panel(browsing.nothing_opened, "byline-article")
            remove = gr.Button("Remove this article", size="sm", visible=False)
            sure = gr.Button("Yes, remove it with all its versions", variant="stop", size="sm", visible=False)

    def may_change(request: gr.Request, what: str) -> bool:
        """Tell whether a user may change the archive, and log it if not."""
        allowed = access.may_change(request.username)
        if not allowed:
            events.refused("reader", fields={"what": what, "by": request.username or ""})
        return allowed

    def open_named(id: str, event: gr.EventData, request: gr.Request) -> tuple[str, str, gr.Button, gr.Button]:
        present = browsing if access.may_change(request.username) else reading
        return present.opened(opened_name(event), id)

    def offer(request: gr.Request) -> tuple[gr.File, gr.Button]:
        may_add = access.may_change(request.username)
        return gr.File(visible=may_add), gr.Button(visible=may_add and not archive.state.articles)

    def add(
        files: object,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, None]:
        if not may_change(request, "add"):
            return OWNERS_ONLY, None
        return browsing.added(files, request.username, progress), None

    def add_invented(request: gr.Request) -> tuple[str, gr.Button]:
        if not may_change(request, "add"):
            return OWNERS_ONLY, gr.Button(visible=False)
        return browsing.demo_added(), gr.Button(visible=False)

    def removed(id: str, request: gr.Request) -> tuple[str, str, gr.Button, gr.Button]:
        if not may_change(request, "remove"):
            return OWNERS_ONLY, id, gr.Button(visible=False), gr.Button(visible=False)
        return browsing.removed(id, request.username)

    shown = [listing, number, back, onward]
    asked_for = [search, order, number]
    gr.on(
        [search.change, order.change], browsing.first_page, [search, order], shown, **QUIET, trigger_mode="always_last"
    )
    tab.select(browsing.page, asked_for, shown, **QUIET)
    back.click(browsing.previous_page, asked_for, shown, **QUIET)
    onward.click(browsing.next_page, asked_for, shown, **QUIET)
    article.click(open_named, [opened], [article, opened, remove, sure], **QUIET)
    page.load(offer, None, [uploads, demo], **QUIET, queue=False)
    if read_only:
        return
    remove.click(browsing.confirm, None, [sure], **QUIET, queue=False)
    sure.click(removed, [opened], [article, opened, remove, sure], **QUIET).then(
        browsing.page, asked_for, shown, **QUIET
    ).then(None, None, None, js=_CHANGED)
    demo.click(add_invented, None, [report, demo], **PRIVATE).then(browsing.page, asked_for, shown, **QUIET).then(
        None, None, None, js=_CHANGED
    )
    uploads.upload(add, [uploads], [report, uploads], **PRIVATE).then(browsing.page, asked_for, shown, **QUIET).then(
        None, None, None, js=_CHANGED
    )
