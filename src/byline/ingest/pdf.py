"""PDF files, by pypdf: the text layer of their pages."""

import re
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of

# What word processors put where a title belongs.
_NO_TITLE = re.compile(r"untitled|microsoft word|powerpoint|.*\.(docx?|odt|indd|qxd|rtf|pages|pdf|tex)$", re.I)


def parse_pdf(file: Path) -> Iterator[Draft]:
    """Read the text of all pages, a blank line between two; its dates are not taken for the article's."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("locked by a password: save it without one")
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        found = {"title": reader.metadata.title, "author": reader.metadata.author} if reader.metadata else {}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ArticleError(f"not a readable PDF: {reason}") from error
    if not text.strip():
        raise ArticleError("no text in it, only pictures: run text recognition on it first")
    if _NO_TITLE.match(str(found.get("title") or "")):
        found.pop("title")
    storable = text.replace("\0", "\ufffd").encode(errors="replace").decode()
    yield draft_of(found, text=storable)
