"""The chat page and the interfaces for other programs (the "doors"), served by one process.

page/           the chat page: its tabs, their events, how records are drawn
doors/          /api, /v1 and MCP, and access control
archives.py     the archives being served, usually one
server.py       combines the page and the doors and serves them
events.py       logs and counts what happens at the page and the doors
logs.py         formats log lines as text or JSON
printed.py      redirects what libraries print to the log
metrics.py      the Prometheus metrics
suggestions.py  suggested questions, at the start and after an answer
stubs.py        imports Gradio without its type stubs
textdiff.py     the differences between two versions of an article
work.py         limits how many questions run at once
failures.py     error responses for other programs

`byline.presenting` words everything said about a reply; the page and the doors only display it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.web.server import Page, build_page, open_archives, serve

__all__ = ["Page", "build_page", "open_archives", "serve"]


def __getattr__(name: str) -> object:
    """Load the page, and with it Gradio, on first access: the doors do not need it."""
    if name in __all__:
        return getattr(import_module("byline.web.server"), name)
    raise AttributeError(f"module 'byline.web' has no attribute {name!r}")
