"""The chat page: questions and answers on the left, sources and the opened article on the right."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
from starlette.routing import BaseRoute, Mount

from byline.archive import Archive
from byline.errors import BylineError, InputError
from byline.ingest.files import SUFFIXES
from byline.records import Outcome
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.suggestions import suggest
from byline.web import render
from byline.web.access import Access
from byline.web.api import build_api
from byline.web.asking import NEW, Asking, Turns, choices_of, exported, sources_of
from byline.web.openai_chat import build_openai_chat
from byline.web.security import check_uploads, launch_options
from byline.web.tools import add_tools
from byline.web.work import AT_ONCE, FAILED, WAITING, Work

_LOG = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_FONT = ("ui-sans-serif", "system-ui", "sans-serif")
_KEEP_UPLOADS_SECONDS = 3_600


Ready = Callable[[str], None]


def _tell_ready(address: str) -> None:
    print(f"Byline is ready: {address}", flush=True)


class Page(gr.Blocks):
    """The page, which launches with its security settings and the doors to other programs, whoever launches it.

    Attributes:
        doors: The routes of the doors.
        has_tools: Whether it is an MCP server, too.
    """

    doors: Sequence[BaseRoute] = ()
    has_tools = False

    def launch(self, *arguments: Any, **options: Any) -> Any:
        """Serve the page and tell its address; see `gradio.Blocks.launch` for the options.

        Args:
            arguments: For `gradio.Blocks.launch`.
            options: The same, and `ready`: what to call with the address in place of printing it.

        Raises:
            InputError: The environment asks for what nobody could come in with; see `Access`.
        """
        wait = not options.pop("prevent_thread_lock", False)
        ready: Ready = options.pop("ready", _tell_ready)
        protected = {**launch_options(Access.from_environment(), self.doors), "mcp_server": self.has_tools}
        chosen = {**protected, **_look(), **options, "prevent_thread_lock": True}
        with redirect_stdout(sys.stderr):  # what Gradio tells is no output of this program
            started = super().launch(*arguments, **chosen)
        ready(str(self.local_url))
        if wait:
            self.block_thread()
        return started


def open_archive(folder: Path, first: Path) -> Archive:
    """Open an archive, with the articles of a folder in it if it was never used, and tell of each step."""
    archive = Archive(folder)
    if not archive.state.generation:
        print(f"Adding the articles of {first} to {folder}, which is new …", flush=True)
        report = archive.add(first)
        print(f"{len(report.added)} articles added, {len(report.rejected)} rejected", flush=True)
    state = archive.state
    print(f"{folder}: {state.articles} articles, {state.passages} passages", flush=True)
    return archive


def serve(
    archive: Archive,
    host: str | None = None,
    port: int | None = None,
    ready: Ready = _tell_ready,
    *,
    with_tools: bool = False,
) -> None:
    """Build the page over an archive and serve it until interrupted; `ready` is called with its address.

    Raises:
        InputError: As for `build_page` and `Access`.
    """
    build_page(archive, with_tools=with_tools).launch(server_name=host, server_port=port, ready=ready)


def build_page(archive: Archive, *, with_tools: bool = False) -> Page:
    """Lay out the page over an archive, and the doors to other programs.

    Args:
        archive: What is asked.
        with_tools: Whether it is an MCP server, too, with the tools search, ask, article and trace.

    Raises:
        InputError: It is to be an MCP server, and the package `mcp` is not installed.
    """
    if with_tools and find_spec("mcp") is None:
        raise InputError("the package mcp is not installed: pip install 'byline[mcp]'")
    work = Work()
    page: Page
    with Page(
        title="Byline", analytics_enabled=False, delete_cache=(_KEEP_UPLOADS_SECONDS, _KEEP_UPLOADS_SECONDS)
    ) as page:
        gr.Markdown("# Byline\nAsk your articles, get answers with their sources.")
        _ask_tab(archive, page)
        if with_tools:
            add_tools(archive, work)
    page.has_tools = with_tools
    page.doors = Mount("/api", build_api(archive, work)), Mount("/v1", build_openai_chat(archive, work))
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _ask_tab(archive: Archive, page: gr.Blocks) -> None:
    asking = Asking(archive)
    publishers, newest = choices_of(archive)
    turns, asked = gr.State(()), gr.State("")
    # What the browser keeps is a random name and where it was: the key only has to outlive this process.
    browser = gr.BrowserState({}, storage_key="byline", secret="byline")  # noqa: S106
    exported_text = gr.Textbox(visible="hidden")
    with gr.Row(elem_id="byline-columns"):
        with gr.Column(scale=3):
            state = gr.HTML(render.state_html(archive.state))
            with gr.Row(elem_id="byline-conversations"):
                picker = gr.Dropdown(
                    [("New conversation", NEW)], value=NEW, label="Conversations", filterable=False, scale=4
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
                again = gr.Button("Ask again", size="sm", min_width=90)
                edit = gr.Button("Edit the search", size="sm", min_width=90)
                markdown = gr.Button("Save as Markdown", size="sm", min_width=90)
                json = gr.Button("Save as JSON", size="sm", min_width=90)
            examples = gr.Dataset(
                components=[gr.Textbox(visible=False)],
                samples=[[example] for example in suggest(archive)],
                label="Try asking",
                type="values",
            )
            with gr.Accordion("Ask only some of the articles", open=False):
                only_publishers = gr.Dropdown(publishers, multiselect=True, label="Publishers")
                with gr.Row():
                    since = gr.Textbox(label="Published since", placeholder="2025-06-01", max_lines=1)
                    until = gr.Textbox(label="Published until", placeholder="2025-07-31", max_lines=1)
                only_articles = gr.Dropdown(newest, multiselect=True, label="Articles")
            with gr.Accordion("This conversation", open=False):
                title = gr.Textbox(label="Another title", submit_btn="Rename", max_lines=1)
                delete = gr.Button("Delete the conversation", size="sm")
                sure = gr.Button("Yes, delete it", variant="stop", size="sm", visible=False)
            with gr.Accordion("Add articles", open=False):
                uploads = gr.File(
                    label="Files: text, Markdown, web pages, PDF, Word, JSON Lines, CSV",
                    file_count="multiple",
                    file_types=sorted(SUFFIXES),
                )
                report = gr.HTML()
        with gr.Column(scale=2):
            sources = gr.HTML(
                sources_of(()),
                elem_id="byline-sources",
                js_on_load=_file("page.js"),
            )

    def open_place(earlier: Turns, event: gr.EventData) -> str:
        return asking.opened(getattr(event, "open", None), earlier)

    def add(files: object, progress: gr.Progress = gr.Progress()) -> tuple[str, str, None]:  # noqa: B008
        return _add(archive, files, progress), render.state_html(archive.state), None

    def renew() -> tuple[gr.Dataset, gr.Dropdown, gr.Dropdown]:
        publishers, newest = choices_of(archive)
        samples = [[example] for example in suggest(archive)]
        return gr.Dataset(samples=samples), gr.Dropdown(choices=publishers), gr.Dropdown(choices=newest)

    def save_markdown(earlier: Turns) -> str:
        return exported(earlier, "markdown")

    def save_json(earlier: Turns) -> str:
        return exported(earlier, "json")

    whole = [browser, picker, turns, chat, sources]
    conditions = [only_publishers, since, until, only_articles]
    private: dict[str, Any] = {"api_visibility": "private"}
    quiet: dict[str, Any] = {**private, "show_progress": "hidden"}
    for taking in (
        question.submit(asking.take, [question, turns], [asked, chat, question], **private, queue=False),
        examples.click(asking.take_example, [examples, turns], [asked, chat, question], **private, queue=False),
        again.click(asking.take_last, [turns], [asked, chat, turns], **private, queue=False),
    ):
        taking.then(
            asking.ask,
            [asked, turns, browser, *conditions],
            [turns, chat, sources, browser, picker],
            **private,
            show_progress_on=[chat],
        )
    edit.click(asking.searched, [turns], [question], **quiet, queue=False).then(
        None, None, None, js="() => document.querySelector('#byline-question textarea').focus()"
    )
    for button, write, name in ((markdown, save_markdown, "byline.md"), (json, save_json, "byline.json")):
        button.click(write, [turns], [exported_text], **quiet).then(
            None, [exported_text], None, js=f"(text) => window.bylineSave(text, '{name}')"
        )
    page.load(asking.begin, [browser], whole, **quiet)
    picker.input(asking.choose, [picker, browser], whole, **quiet)
    new.click(asking.start, [browser], whole, **quiet)
    chat.clear(asking.start, [browser], whole, **quiet)
    title.submit(asking.rename, [title, browser], [picker, title], **quiet)
    delete.click(asking.confirm, None, [sure], **quiet, queue=False)
    sure.click(asking.delete, [browser], [*whole, sure], **quiet)
    sources.click(open_place, [turns], [sources], **quiet)
    uploads.upload(add, [uploads], [report, state, uploads], **private).then(
        renew, None, [examples, only_publishers, only_articles], **quiet
    )


def _add(archive: Archive, files: object, progress: gr.Progress) -> str:
    done = 0

    def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
        nonlocal done
        done += len(outcomes)
        progress(share, desc=f"{done} done")

    paths = [Path(file) for file in files if isinstance(file, str)] if isinstance(files, list) else []
    try:
        check_uploads(paths)
        progress(0, desc="Reading")
        return render.report_html(archive.add(paths, acknowledge=acknowledge))
    except ValueError as error:
        return render.note_html(f"Not added: {error}.")
    except BylineError as error:
        _LOG.warning("upload not added: %s", error)
        return render.note_html("Not added: the archive cannot be written to now. Try again in a moment.")
    except Exception:
        _LOG.exception("upload not added")
        return render.note_html(FAILED)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def _look() -> dict[str, Any]:
    return {
        "theme": gr.themes.Default(font=_FONT, font_mono=("ui-monospace", "monospace")),
        "css": _file("page.css"),
    }


def _file(name: str) -> str:
    return files("byline.web").joinpath(name).read_text(encoding="utf-8")
