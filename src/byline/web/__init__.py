"""The chat page and the doors to other programs, served by one process.

page.py         the page and its launching, with page.css
*_tab.py        lay out its tabs: to ask, of the articles, of timelines; layout.py what they share, with panel.js
asking.py       what happens in the first, with ask.js; greeting.py, export.py
browsing.py     what happens in the second
render*.py      draw records as HTML
api.py          /api: what the archive can do, as JSON; docs.py describes it
openai_chat.py  /v1: Byline as a model
tools.py        MCP: search, ask, article, trace
access.py       who may come in; security.py what a browser may do and send
work.py         a few questions at once; failures.py what went wrong, in a line
"""

from byline.web.server import Page, build_page, open_archive, serve

__all__ = ["Page", "build_page", "open_archive", "serve"]
