"""The chat page and the doors to other programs, served by one process.

page/           the chat page: its tabs, their events, how records are drawn
doors/          /api, /v1 and MCP, and who may come in
archives.py     the archives that are served, mostly one
server.py       puts the page and the doors together and serves them
events.py       what happens at the page and the doors: logged and counted
logs.py         the lines of the log, as text or JSON
printed.py      what libraries print, told to the log
metrics.py      what is counted
suggestions.py  questions that the archive answers, to begin with and after an answer
textdiff.py     what differs between two versions of an article
work.py         a few questions at once
failures.py     what went wrong, in a line for other programs

What is said of a reply is worded in `byline.presenting`; page and doors only paint it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.web.server import Page, build_page, open_archives, serve

__all__ = ["Page", "build_page", "open_archives", "serve"]


def __getattr__(name: str) -> object:
    """Load the page, and Gradio under it, when it is first asked for: the doors can do without."""
    if name in __all__:
        return getattr(import_module("byline.web.server"), name)
    raise AttributeError(f"module 'byline.web' has no attribute {name!r}")
