"""The Articles tab: the list on the left, and the open article with its details, versions and copies beside it."""

import gradio as gr

from byline.archive import Archive
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.web import events
from byline.web.doors.access import Access
from byline.web.page.browsing import ORDERS, OWNERS_ONLY, Browsing, Opened, buttons
from byline.web.page.editing import TO_THE_FORM, Editing, lay_out_form
from byline.web.page.layout import QUIET, columns, opened_name, panel
from byline.web.page.render import fault_html, note_html

# In ask.js: list the articles again. Answers that cite a removed article stay, and say so when a citation is clicked.
_REMOVED = "() => window.byline.held()"
_CORRECTED = "() => window.byline.changed()"  # also redraws the answers that cite them
_RELIST = "window.byline = window.byline ?? {}; window.byline.relist = () => trigger('input');"
_ADD = '<button type="button" class="byline-button" data-add>Add articles</button>'

Edited = tuple[*Opened, str]  # the article, redrawn, and why it was not saved


def articles_tab(archive: Archive, access: Access) -> None:
    """Lay out the tab and connect its events.

    Args:
        archive: The archive to list.
        access: Who may edit and remove articles; the buttons are left out if nobody may.
    """
    read_only = access.read_only
    editing = Editing(archive)
    browsing, reading = (Browsing(archive, read_only=only) for only in (read_only, True))
    with gr.Tab("Articles", elem_id="byline-articles") as tab, columns():
        number, opened = gr.State(0), gr.State("")
        with gr.Column(scale=3):
            with gr.Row():
                search = gr.Textbox(
                    label="Search the list",
                    placeholder="Words from the title, publisher or author",
                    max_length=MAX_QUESTION_CHARACTERS,
                    max_lines=1,
                    scale=3,
                )
                order = gr.Dropdown(ORDERS, label="Order", filterable=False, min_width=140)
                if not read_only:
                    gr.HTML(_ADD, elem_classes="byline-owners", min_width=130, apply_default_css=False)
            listing = gr.HTML(js_on_load=_RELIST)
            with gr.Row():
                back = gr.Button("Previous", size="sm", min_width=90, visible=False)
                onward = gr.Button("Next", size="sm", min_width=90, visible=False)
        with gr.Column(scale=2):
            with gr.Row():
                edit = gr.Button("Edit details", size="sm", min_width=120, visible=False)
                remove = gr.Button("Remove this article", size="sm", min_width=120, visible=False)
                sure = gr.Button("Yes, remove it with all its versions", variant="stop", size="sm", visible=False)
            form = lay_out_form()
            article = panel(browsing.nothing_opened, "byline-article")

    def may_change(request: gr.Request, what: str) -> bool:
        """Return whether a user may change the archive; log a refusal."""
        allowed = access.may_change(request.username)
        if not allowed:
            events.refused("reader", fields={"what": what, "by": request.username or ""})
        return allowed

    def open_named(id: str, event: gr.EventData, request: gr.Request) -> Opened:
        present = browsing if access.may_change(request.username) else reading
        return present.opened(opened_name(event), id)

    def removed(id: str, request: gr.Request) -> Opened:
        if not may_change(request, "remove"):
            return note_html(OWNERS_ONLY), id, *buttons(opened=False)
        return browsing.removed(id, request.username)

    def begin_edit(id: str) -> list[object]:
        return editing.begun(id)

    def end_edit() -> gr.Column:
        return gr.Column(visible=False)

    def save_edit(id: str, title: str, publisher: str, author: str, published: str, request: gr.Request) -> Edited:
        if not may_change(request, "edit"):
            return edited(id, OWNERS_ONLY)
        typed = {"title": title, "publisher": publisher, "author": author, "published": published}
        return edited(id, editing.saved(id, typed, request.username))

    def restore_edit(id: str, request: gr.Request) -> Edited:
        if not may_change(request, "edit"):
            return edited(id, OWNERS_ONLY)
        return edited(id, editing.restored(id, request.username))

    def edited(id: str, fault: str) -> Edited:
        """Redraw the article, or explain in the form why it was not saved."""
        if fault:
            return *(gr.skip() for _ in details), fault_html(fault)
        return *browsing.opened(f"article:{id}", id), ""

    shown = [listing, number, back, onward]
    asked_for = [search, order, number]
    gr.on(
        [search.change, order.change], browsing.first_page, [search, order], shown, **QUIET, trigger_mode="always_last"
    )
    tab.select(browsing.page, asked_for, shown, **QUIET)
    back.click(browsing.previous_page, asked_for, shown, **QUIET)
    onward.click(browsing.next_page, asked_for, shown, **QUIET)
    listing.input(browsing.page, asked_for, shown, **QUIET)
    details = [article, opened, edit, remove, sure, form.column]
    article.click(open_named, [opened], details, **QUIET)
    if read_only:
        return
    remove.click(browsing.confirm, None, [sure], **QUIET, queue=False)
    fields = [*form.fields.values()]
    edit.click(begin_edit, [opened], [form.column, form.fault, form.restore, *fields], **QUIET).then(
        None, None, None, js=TO_THE_FORM
    )
    form.cancel.click(end_edit, None, [form.column], **QUIET, queue=False)
    saves = [form.save.click, *(field.submit for field in fields)]
    for changed, drawn in (
        (sure.click(removed, [opened], details, **QUIET), _REMOVED),
        (gr.on(saves, save_edit, [opened, *fields], [*details, form.fault], **QUIET), _CORRECTED),
        (form.restore.click(restore_edit, [opened], [*details, form.fault], **QUIET), _CORRECTED),
    ):
        changed.then(browsing.page, asked_for, shown, **QUIET).then(None, None, None, js=drawn)
