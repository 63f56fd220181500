"""Build and serve the page, with the interfaces for other programs."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, redirect_stdout, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

from byline.web.stubs import without_stubs

with without_stubs():
    import gradio as gr
from starlette.routing import BaseRoute, Mount

from byline.archive import Archive
from byline.configuration.in_force import Configuration
from byline.web.archives import Archives
from byline.web.doors.access import Access
from byline.web.doors.api import api_routes
from byline.web.doors.hosts import Hosts
from byline.web.doors.observing import metrics_route
from byline.web.doors.openai import build_openai_chat
from byline.web.doors.proxies import TrustedProxies
from byline.web.doors.quota import KEEP_UPLOADS_SECONDS
from byline.web.doors.security import launch_options
from byline.web.doors.tools import require_sdk
from byline.web.logs import LogSettings, start_logging, take_over_loggers
from byline.web.page.layout import own_file, own_path
from byline.web.page.views import lay_out
from byline.web.printed import printed_is_logged
from byline.web.work import AT_ONCE, WAITING, Work

_HOST = "127.0.0.1"
_OPEN_FILES = 65_536
_FONT = ("ui-sans-serif", "system-ui", "sans-serif")


Ready = Callable[[str], None]


def _tell_ready(address: str) -> None:
    print(f"Byline is ready: {address}", flush=True)


class Page(gr.Blocks):
    """The page. Every launch applies its security settings and mounts the doors.

    Attributes:
        doors: The routes of the doors.
        access: Who may log in, and what they may do.
    """

    doors: Sequence[BaseRoute] = ()
    access = Access()

    def launch(self, *arguments: Any, **options: Any) -> Any:
        """Serve the page and report its address; see `gradio.Blocks.launch` for the options.

        Args:
            arguments: For `gradio.Blocks.launch`.
            options: For `gradio.Blocks.launch`, plus two of Byline's own. `ready` is called with the address instead
                of printing it. `log` is the `LogSettings`; by default they are read from the environment, unless
                `logging` is already configured.

        Raises:
            InputError: The environment has invalid hosts, proxies or log settings; see `Hosts`, `TrustedProxies` and
                `LogSettings`.
        """
        wait = not options.pop("prevent_thread_lock", False)
        ready: Ready = options.pop("ready", _tell_ready)
        log: LogSettings | None = options.pop("log", None)
        logs = log is not None or not logging.getLogger().hasHandlers()
        if logs:
            start_logging(log or LogSettings.from_environment())
        _allow_connections()
        own = options.get("server_name") or os.environ.get("GRADIO_SERVER_NAME", "")
        hosts = Hosts.from_environment(own, is_open=self.access.is_open)
        proxies = TrustedProxies.from_environment()
        os.environ["FORWARDED_ALLOW_IPS"] = ""  # by default uvicorn trusts forwarded headers from this machine
        protected = launch_options(self.access, hosts, proxies, self.doors)
        chosen = {**protected, **_look(), **options, "prevent_thread_lock": True}
        with redirect_stdout(sys.stderr):  # Gradio's messages do not belong in this program's output
            started = super().launch(*arguments, **chosen)
        take_over_loggers()
        ready(str(self.local_url))
        if wait:
            with printed_is_logged() if logs else nullcontext():
                self.block_thread()
        return started


def _allow_connections() -> None:
    """Allow as many open files as the system lets this process have: every connection is one, even a silent one."""
    if sys.platform == "win32":
        return
    import resource

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(most, _OPEN_FILES)
    if allowed < wanted:
        with suppress(OSError, ValueError):  # it is only a precaution
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def open_archives(folder: Path, first: Path) -> Archives:
    """Open the archives that BYLINE_INDEX names, or else a default one, and print progress.

    Args:
        folder: Folder of the default archive.
        first: Folder of the articles to add to the default archive when it is new.
    """
    named = Configuration({}, {"BYLINE_INDEX": os.environ.get("BYLINE_INDEX", "")})
    if named["archive.index"].origin == "default":
        return Archives(_open_archive(folder, first))
    return Archives.opened(named.indexes)


def _open_archive(folder: Path, first: Path) -> Archive:
    archive = Archive(folder)
    if not archive.state.generation:
        print(f"Adding the articles in {first} to the new archive {folder} …", flush=True)
        report = archive.add(first)
        print(f"{len(report.added)} articles added, {len(report.rejected)} rejected", flush=True)
    state = archive.state
    print(f"{folder}: {state.articles} articles, {state.passages} passages", flush=True)
    return archive


def serve(
    archive: Archive | Archives,
    host: str | None = None,
    port: int | None = None,
    ready: Ready = _tell_ready,
    *,
    with_tools: bool = False,
    read_only: bool = False,
    fetch: bool = False,
    log: LogSettings | None = None,
) -> None:
    """Build the page over one or more archives and serve it until interrupted; `ready` is called with its address.

    Raises:
        InputError: As for `build_page` and `Page.launch`.
    """
    page = build_page(archive, with_tools=with_tools, read_only=read_only, fetch=fetch)
    page.launch(server_name=host, server_port=port, ready=ready, log=log)


def build_page(
    archive: Archive | Archives, *, with_tools: bool = False, read_only: bool = False, fetch: bool = False
) -> Page:
    """Lay out the page over one or more archives, with the interfaces for other programs.

    Args:
        archive: One archive, or several, each with its own page that links to the others.
        with_tools: Whether to serve MCP at /mcp as well.
        read_only: Whether visitors may only ask, search and read. The environment can set this too; it also sets who
            may log in, see `Access`.
        fetch: Whether the owner may add web pages by link, which the server then fetches. The environment can set
            this too.

    Raises:
        InputError: MCP was requested but version 2 of the package `mcp` is not installed; or as for `Access`.
    """
    access = Access.from_environment()
    access = replace(access, read_only=read_only or access.read_only, fetch=fetch or access.fetch)
    archives, work = Archives.of(archive), Work()
    doors: list[BaseRoute] = [
        *api_routes(archives, work),
        Mount("/v1", build_openai_chat(archives, work)),
        metrics_route(archives, work),
    ]
    if with_tools:
        require_sdk()
        from byline.web.doors.mcp import mcp_routes

        doors += mcp_routes(archives, work)
    page: Page
    first, *others = archives
    with Page(
        title="Byline",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(KEEP_UPLOADS_SECONDS, KEEP_UPLOADS_SECONDS),
    ) as page:
        lay_out(archives, first, page, access)
    for served in others:
        with page.route(served.name, served.page, show_in_navbar=False):
            lay_out(archives, served, page, access)
    page.doors, page.access = doors, access
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _look() -> dict[str, Any]:
    return {
        "theme": gr.themes.Default(font=_FONT, font_mono=("ui-monospace", "monospace")),
        "css": own_file("page.css"),
        "favicon_path": own_path("favicon.svg"),
    }
