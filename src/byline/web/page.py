"""The chat page: questions and answers on the left, sources and the opened article on the right."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr

from byline.archive import Archive
from byline.errors import BylineError, InputError
from byline.ingest.files import SUFFIXES
from byline.records import Outcome, Reply
from byline.settings import MAX_QUESTION_CHARACTERS
from byline.suggestions import suggest
from byline.text import one_line
from byline.web import render
from byline.web.security import check_uploads, launch_options

_LOG = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_FONT = ("ui-sans-serif", "system-ui", "sans-serif")
_TURNS_KEPT = 50
_WAITING = 64  # questions that may queue before the page says it is busy
_AT_ONCE = 4
_KEEP_UPLOADS_SECONDS = 3_600
_FAILED = "Something went wrong. The log of the server says what."


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it.

    Attributes:
        reply: None if it could not be asked.
        note: Why it could not be asked.
    """

    question: str
    reply: Reply | None = None
    note: str = ""


Turns = tuple[Turn, ...]
Ready = Callable[[str], None]


def _tell_ready(address: str) -> None:
    print(f"Byline is ready: {address}", flush=True)


class Page(gr.Blocks):
    """The page, which launches with its security settings whoever launches it."""

    def launch(self, *arguments: Any, **options: Any) -> Any:
        """Serve the page and tell its address; see `gradio.Blocks.launch` for the options.

        Args:
            arguments: For `gradio.Blocks.launch`.
            options: The same, and `ready`: what to call with the address in place of printing it.
        """
        wait = not options.pop("prevent_thread_lock", False)
        ready: Ready = options.pop("ready", _tell_ready)
        chosen = {**launch_options(), **_look(), **options, "prevent_thread_lock": True}
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


def serve(archive: Archive, host: str | None = None, port: int | None = None, ready: Ready = _tell_ready) -> None:
    """Build the page over an archive and serve it until interrupted; `ready` is called with its address."""
    build_page(archive).launch(server_name=host, server_port=port, ready=ready)


def build_page(archive: Archive) -> Page:
    """Lay out the page over an archive."""
    page: Page
    with Page(
        title="Byline", analytics_enabled=False, delete_cache=(_KEEP_UPLOADS_SECONDS, _KEEP_UPLOADS_SECONDS)
    ) as page:
        turns, asked = gr.State(()), gr.State("")
        gr.Markdown("# Byline\nAsk your articles, get answers with their sources.")
        with gr.Row(elem_id="byline-columns"):
            with gr.Column(scale=3):
                state = gr.HTML(render.state_html(archive.state))
                chat = gr.Chatbot(
                    elem_id="byline-chat",
                    label="Conversation",
                    height="58vh",
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
                )
                examples = gr.Dataset(
                    components=[gr.Textbox(visible=False)],
                    samples=[[example] for example in suggest(archive)],
                    label="Try asking",
                    type="values",
                )
                with gr.Accordion("Add articles", open=False):
                    uploads = gr.File(
                        label="Files: text, Markdown, web pages, PDF, Word, JSON Lines, CSV",
                        file_count="multiple",
                        file_types=sorted(SUFFIXES),
                    )
                    report = gr.HTML()
            with gr.Column(scale=2):
                sources = gr.HTML(
                    render.note_html("The sources of an answer are shown here."),
                    elem_id="byline-sources",
                    js_on_load=_file("page.js"),
                )
        _connect(archive, turns, asked, chat, question, examples, sources, state, uploads, report)
    page.queue(max_size=_WAITING, default_concurrency_limit=_AT_ONCE)
    return page


def _connect(
    archive: Archive,
    turns: gr.State,
    asked: gr.State,
    chat: gr.Chatbot,
    question: gr.Textbox,
    examples: gr.Dataset,
    sources: gr.HTML,
    state: gr.HTML,
    uploads: gr.File,
    report: gr.HTML,
) -> None:
    def take(asked: object, earlier: Turns) -> tuple[str, list[dict[str, Any]], str]:
        taken = asked[: MAX_QUESTION_CHARACTERS + 1] if isinstance(asked, str) else ""
        return taken, [*_messages(earlier), *([_said(taken)] if one_line(taken) else [])], ""

    def take_example(sample: Sequence[str], earlier: Turns) -> tuple[str, list[dict[str, Any]], str]:
        return take(sample[0], earlier)

    def ask(taken: str, earlier: Turns) -> Iterator[tuple[Any, ...]]:
        if not one_line(taken):
            yield gr.skip(), gr.skip(), gr.skip()
            return
        for turn in _ask(archive, taken, earlier):
            now = (*earlier, turn)[-_TURNS_KEPT:]
            drawn = render.sources_html(len(now) - 1, turn.reply) if turn.reply else ""
            yield now, _messages(now), drawn

    def open_place(earlier: Turns, event: gr.EventData) -> str:
        return _opened(getattr(event, "open", None), earlier)

    def add(files: object, progress: gr.Progress = gr.Progress()) -> tuple[str, str, None]:  # noqa: B008
        return _add(archive, files, progress), render.state_html(archive.state), None

    def examples_now() -> gr.Dataset:
        return gr.Dataset(samples=[[example] for example in suggest(archive)])

    def clear() -> tuple[Turns, str]:
        return (), ""

    for taking in (
        question.submit(take, [question, turns], [asked, chat, question], api_visibility="private", queue=False),
        examples.click(take_example, [examples, turns], [asked, chat, question], api_visibility="private", queue=False),
    ):
        taking.then(ask, [asked, turns], [turns, chat, sources], api_visibility="private", show_progress_on=[chat])
    chat.clear(clear, None, [turns, sources], api_visibility="private")
    sources.click(open_place, [turns], [sources], api_visibility="private", show_progress="hidden")
    uploads.upload(add, [uploads], [report, state, uploads], api_visibility="private").then(
        examples_now, None, [examples], api_visibility="private", show_progress="hidden"
    )


def _ask(archive: Archive, question: str, earlier: Turns) -> Iterator[Turn]:
    """Ask, yield what there is meanwhile, and turn whatever goes wrong into a note fit for the browser."""
    shown = question[:MAX_QUESTION_CHARACTERS]
    try:
        for reply in archive.replies(question, [turn.question for turn in earlier if turn.reply]):
            yield Turn(shown, reply)
    except InputError as error:
        yield Turn(shown, note=f"{error}.")
    except Exception:
        _LOG.exception("question not answered")
        yield Turn(shown, note=_FAILED)


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
        return render.note_html(_FAILED)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def _opened(name: object, turns: Turns) -> str:
    replies = [turn.reply for turn in turns]
    place = render.place_of(name, replies)
    if place is not None:
        return render.article_html(place, int(str(name).partition("-")[0]))
    turn = int(name) if isinstance(name, str) and name.isdecimal() else -1
    reply = replies[turn] if 0 <= turn < len(replies) else None
    return render.sources_html(turn, reply) if reply else render.note_html("That source is no longer at hand.")


def _messages(turns: Turns) -> list[dict[str, Any]]:
    messages = []
    for number, turn in enumerate(turns):
        answer = render.reply_html(number, turn.reply) if turn.reply else render.note_html(turn.note)
        messages.append(_said(turn.question))
        messages.append({"role": "assistant", "content": gr.HTML(answer)})
    return messages


def _said(question: str) -> dict[str, Any]:
    return {"role": "user", "content": gr.HTML(render.question_html(question[:MAX_QUESTION_CHARACTERS]))}


def _look() -> dict[str, Any]:
    return {
        "theme": gr.themes.Default(font=_FONT, font_mono=("ui-monospace", "monospace")),
        "css": _file("page.css"),
    }


def _file(name: str) -> str:
    return files("byline.web").joinpath(name).read_text(encoding="utf-8")
