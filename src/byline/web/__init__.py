"""The chat page and the doors to other programs, served by one process.

page/           the chat page: its tabs, their events, how records are drawn
doors/          /api, /v1 and MCP, and who may come in
server.py       puts the page and the doors together and serves them
suggestions.py  questions that the archive answers, to begin with and after an answer
textdiff.py     what differs between two versions of an article
work.py         a few questions at once
failures.py     what went wrong, in a line for other programs

What is said of a reply is worded in `byline.presenting`; page and doors only paint it.
"""

from byline.web.server import Page, build_page, open_archive, serve

__all__ = ["Page", "build_page", "open_archive", "serve"]
