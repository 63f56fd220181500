"""The page: a tab to ask, one for the articles and one for timelines, and the doors to other programs."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
from starlette.routing import BaseRoute, Mount

from byline.archive import Archive
from byline.errors import InputError
from byline.web.doors.access import Access
from byline.web.doors.api import build_api
from byline.web.doors.mcp import add_tools
from byline.web.doors.openai import build_openai_chat
from byline.web.doors.security import launch_options
from byline.web.page.layout import own_file, own_path
from byline.web.page.views import lay_out
from byline.web.work import AT_ONCE, WAITING, Work

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
        read_only: Whether those who come in may only ask, search and read.
    """

    doors: Sequence[BaseRoute] = ()
    has_tools = False
    read_only = False

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
        access = replace(Access.from_environment(), read_only=self.read_only)
        protected = {**launch_options(access, self.doors), "mcp_server": self.has_tools}
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
    read_only: bool = False,
) -> None:
    """Build the page over an archive and serve it until interrupted; `ready` is called with its address.

    Raises:
        InputError: As for `build_page` and `Access`.
    """
    page = build_page(archive, with_tools=with_tools, read_only=read_only)
    page.launch(server_name=host, server_port=port, ready=ready)


def build_page(archive: Archive, *, with_tools: bool = False, read_only: bool = False) -> Page:
    """Lay out the page over an archive, and the doors to other programs.

    Args:
        archive: What is asked.
        with_tools: Whether it is an MCP server, too, with the tools search, ask, article and trace.
        read_only: Whether those who come in may only ask, search and read; the environment can say so, too, see
            `Access`.

    Raises:
        InputError: It is to be an MCP server, and the package `mcp` is not installed, or as for `Access`.
    """
    read_only = read_only or Access.from_environment().read_only
    if with_tools and find_spec("mcp") is None:
        raise InputError("the package mcp is not installed: pip install 'byline[mcp]'")
    work = Work()
    page: Page
    with Page(
        title="Byline",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_KEEP_UPLOADS_SECONDS, _KEEP_UPLOADS_SECONDS),
    ) as page:
        lay_out(archive, page, read_only=read_only)
        if with_tools:
            add_tools(archive, work)
    page.has_tools, page.read_only = with_tools, read_only
    page.doors = Mount("/api", build_api(archive, work)), Mount("/v1", build_openai_chat(archive, work))
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _look() -> dict[str, Any]:
    return {
        "theme": gr.themes.Default(font=_FONT, font_mono=("ui-monospace", "monospace")),
        "css": own_file("page.css"),
        "favicon_path": own_path("favicon.svg"),
    }
