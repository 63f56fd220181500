"""The chat page: `page.py` lays it out, `render.py` draws records as HTML, `security.py` locks it down."""

from byline.web.page import Page, build_page, open_archive, serve

__all__ = ["Page", "build_page", "open_archive", "serve"]
