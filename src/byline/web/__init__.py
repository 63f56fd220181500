"""The chat page and the doors to other programs, served by one process.

page.py         the page: lays it out, with page.css and page.js
render.py       draws records as HTML
api.py          /api: what the archive can do, as JSON; shapes.py and docs.py describe it
openai_chat.py  /v1: Byline as a model
tools.py        MCP: search, ask, article, trace
access.py       who may come in; security.py what a browser may do and send
work.py         a few questions at once; failures.py what went wrong, in a line
"""

from byline.web.page import Page, build_page, open_archive, serve

__all__ = ["Page", "build_page", "open_archive", "serve"]
