"""Web pages, by trafilatura: the article without what surrounds it, and what the page says of it."""

from collections.abc import Iterator
from pathlib import Path

import trafilatura
from trafilatura.settings import Document
from trafilatura.utils import HTML_PARSER

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of

_DATES = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}


def parse_html(file: Path) -> Iterator[Draft]:
    """Read a saved web page."""
    tree = trafilatura.load_html(file.read_bytes())
    if tree is not None and any(
        entry.level_name == "FATAL" for entry in HTML_PARSER.error_log
    ):  # what follows is left out of the tree
        told, _, _ = HTML_PARSER.error_log.last_error.message.partition(", use ")
        raise ArticleError(f"cannot be read to its end: {told}")
    page = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False, date_extraction_params=_DATES)
    if not isinstance(page, Document) or not (page.text or "").strip():
        raise ArticleError("no article found in the page: save the page itself, not a list or a log-in form")
    yield draft_of(
        {
            "title": page.title,
            "url": page.url,
            "publisher": page.sitename,
            "author": page.author,
            "published": page.date,
        },
        text=page.text,
    )
