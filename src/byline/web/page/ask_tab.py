"""The tab to ask: the conversation on the left, the sources and the opened article on the right."""

from typing import Any

import gradio as gr

from byline.archive import Archive
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.web.page.asking import NEW, Asking, Turns, exported, sources_of
from byline.web.page.layout import PRIVATE, QUIET, columns, opened_name, own_file, panel


def ask_tab(archive: Archive, page: gr.Blocks, *, read_only: bool) -> None:
    """Lay out the tab and connect its events.

    Args:
        archive: What is asked.
        page: That it is a tab of.
        read_only: Leave out what keeps conversations and feedback.
    """
    asking = Asking(archive, keeps=not read_only)
    with gr.Tab("Ask", elem_id="byline-ask") as tab, columns():
        turns, asked = gr.State(()), gr.State("")
        # What the browser keeps is a random name and where it was: the key only has to outlive this process.
        browser = gr.BrowserState({}, storage_key="byline", secret="byline")  # noqa: S106
        exported_text = gr.Textbox(visible="hidden")
        with gr.Column(scale=3):
            state = gr.HTML()
            with gr.Row(elem_id="byline-conversations"):
                picker = gr.Dropdown(
                    [("New conversation", NEW)],
                    value=NEW,
                    label="Conversations",
                    filterable=False,
                    scale=4,
                    visible=not read_only,
                )
                new = gr.Button("New", size="sm", min_width=60)
            chat = gr.Chatbot(
                elem_id="byline-chat",
                label="Conversation",
                placeholder="What would you like to know?",
                height=None,
                min_height="8rem",
                max_height="58vh",
                buttons=[],
                latex_delimiters=[],
                feedback_options=None,
            )
            question = gr.Textbox(
                label="Your question",
                placeholder="Ask about what the articles say",
                max_length=MAX_QUESTION_CHARACTERS,
                max_lines=6,
                submit_btn="Ask",
                autofocus=True,
                elem_id="byline-question",
            )
            with gr.Row(elem_id="byline-actions"):
                again, edit, markdown, json = (
                    gr.Button(name, size="sm", min_width=90)
                    for name in ("Ask again", "Edit the search", "Save as Markdown", "Save as JSON")
                )
            with gr.Accordion("Was the last answer right?", open=False, visible=not read_only):
                with gr.Row():
                    right, wrong, absent = (
                        gr.Button(name, size="sm", min_width=90)
                        for name in ("Right", "Wrong", "The articles do not say")
                    )
                right_answer = gr.Textbox(
                    label="The right answer is …",
                    placeholder="In the words of the articles",
                    max_length=MAX_QUESTION_CHARACTERS,
                    max_lines=2,
                    submit_btn="Tell",
                )
                told = gr.HTML()
            examples = gr.Dataset(
                components=[gr.Textbox(visible=False)], samples=[], label="Try asking", type="values", visible=False
            )
            with gr.Accordion("Ask only some of the articles", open=False):
                only_publishers = gr.Dropdown([], multiselect=True, label="Publishers")
                with gr.Row():
                    since = gr.Textbox(label="Published since", placeholder="2025-06-01", max_lines=1)
                    until = gr.Textbox(label="Published until", placeholder="2025-07-31", max_lines=1)
                only_articles = gr.Dropdown([], multiselect=True, label="Articles to ask")
            with gr.Accordion("This conversation", open=False, visible=not read_only):
                title = gr.Textbox(label="Another title", submit_btn="Rename", max_lines=1)
                delete = gr.Button("Delete the conversation", size="sm")
                sure = gr.Button("Yes, delete it", variant="stop", size="sm", visible=False)
            with gr.Accordion("How long answers take", open=False):
                times = gr.HTML()
        with gr.Column(scale=2):
            sources = panel(sources_of(()), "byline-sources", own_file("ask.js"))

    def open_place(earlier: Turns, event: gr.EventData) -> str:
        return asking.opened(opened_name(event), earlier)

    def save_markdown(earlier: Turns) -> str:
        return exported(earlier, "markdown")

    def save_json(earlier: Turns) -> str:
        return exported(earlier, "json")

    for taking in (
        question.submit(asking.take, [question, turns], [asked, chat, question], **PRIVATE, queue=False),
        examples.click(asking.take_example, [examples, turns], [asked, chat, question], **PRIVATE, queue=False),
        again.click(asking.take_last, [turns], [asked, chat, turns], **PRIVATE, queue=False),
    ):
        taking.then(
            asking.ask,
            [asked, turns, browser, only_publishers, since, until, only_articles],
            [turns, chat, sources, browser, picker],
            **PRIVATE,
            show_progress_on=[chat],
            trigger_mode="always_last",  # a question that is asked before the last one is answered waits
        )
    edit.click(asking.searched, [turns], [question], **QUIET, queue=False).then(
        None, None, None, js="() => document.querySelector('#byline-question textarea').focus()"
    )
    turns.change(lambda: ("", asking.times()), None, [told, times], **QUIET)
    for button, write, name in ((markdown, save_markdown, "byline.md"), (json, save_json, "byline.json")):
        button.click(write, [turns], [exported_text], **QUIET).then(
            None, [exported_text], None, js=f"(text) => window.bylineSave(text, '{name}')"
        )
    whole: list[Any] = [browser, picker, turns, chat, sources]
    page.load(asking.begin, [browser], whole, **QUIET)
    new.click(asking.start, [browser], whole, **QUIET)
    chat.clear(asking.start, [browser], whole, **QUIET)
    sources.click(open_place, [turns], [sources], **QUIET)
    gr.on([page.load, tab.select], asking.held, None, [state, only_publishers, only_articles], **QUIET).then(
        asking.suggested, None, [examples], **QUIET
    )
    if read_only:
        return
    right.click(asking.approve, [turns], [told], **QUIET)
    wrong.click(asking.disapprove, [turns], [told], **QUIET)
    absent.click(asking.deny, [turns], [told], **QUIET)
    right_answer.submit(asking.correct, [right_answer, turns], [told, right_answer], **QUIET)
    picker.input(asking.choose, [picker, browser], whole, **QUIET)
    title.submit(asking.rename, [title, browser], [picker, title], **QUIET)
    delete.click(asking.confirm, None, [sure], **QUIET, queue=False)
    sure.click(asking.delete, [browser], [*whole, sure], **QUIET)
