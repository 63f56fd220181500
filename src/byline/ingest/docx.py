"""Word files, by python-docx: paragraphs and tables in their order."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.table import Table
from lxml.etree import XMLSyntaxError

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of

_MAX_UNPACKED_BYTES = 200_000_000


def parse_docx(file: Path) -> Iterator[Draft]:
    """Read the text of a Word file, a line a paragraph or row; its dates are not taken for the article's."""
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _MAX_UNPACKED_BYTES:
            raise ArticleError(f"unpacks to {unpacked:,} bytes, at most {_MAX_UNPACKED_BYTES:,} are taken")
        document = docx.Document(str(file))
        text = "\n".join(_lines(document))
        properties = document.core_properties
        found = {"title": properties.title, "author": properties.author}
    except (zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError, NotImplementedError, OSError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ArticleError(f"not a readable Word file: {reason}") from error
    yield draft_of(found, text=text)


def _lines(document: "docx.document.Document") -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(cell.text for cell in row.cells)
        else:
            yield block.text
