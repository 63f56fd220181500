"""Books (.epub): the text of their chapters in reading order."""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of
from byline.ingest.markup import plain_text
from byline.ingest.packed import opened, tree_of
from byline.ingest.plain import decode

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_CHAPTERS = (".xhtml", ".html", ".htm")


def parse_epub(file: Path) -> Iterator[Draft]:
    """Read a book as one article."""
    with opened(file, "EPUB book") as archive:
        if "META-INF/encryption.xml" in archive.namelist() and "META-INF/rights.xml" in archive.namelist():
            raise ArticleError("copy-protected, cannot be read")
        names, found = _spine(archive)
        chapters = [plain_text(decode(archive.read(name))[0]) for name in names]
    yield draft_of(found, text="\n\n".join(filter(str.strip, chapters)))


def _spine(archive: zipfile.ZipFile) -> tuple[list[str], dict[str, str]]:
    """Return the names of the chapters in reading order, and the book's metadata."""
    present = archive.namelist()
    chapters = sorted(name for name in present if name.lower().endswith(_CHAPTERS))
    if "META-INF/container.xml" not in present:
        return chapters, {}
    root = tree_of(archive, "META-INF/container.xml").find(f".//{_CONTAINER}rootfile")
    if root is None or root.get("full-path") not in present:
        return chapters, {}
    path = root.get("full-path")
    package = tree_of(archive, path)
    items = {
        item.get("id"): item.get("href", "")
        for item in package.iter(f"{_OPF}item")
        if "nav" not in (item.get("properties") or "").split()  # the table of contents
    }
    spine = [items.get(one.get("idref"), "") for one in package.iter(f"{_OPF}itemref")]
    named = [posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(href))) for href in spine if href]
    found = {
        "title": package.findtext(f".//{_DC}title") or "",
        "author": ", ".join(filter(None, (one.text for one in package.iter(f"{_DC}creator")))),
        "publisher": package.findtext(f".//{_DC}publisher") or "",
        "published": package.findtext(f".//{_DC}date") or "",
        "language": (package.findtext(f".//{_DC}language") or "")[:2],
    }
    return [name for name in named if name in present] or chapters, found
