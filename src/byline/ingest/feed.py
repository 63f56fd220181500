"""RSS and Atom feeds, read by lxml without entities, external parts or a DTD."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

from lxml import etree

from byline.errors import ArticleError
from byline.ingest.draft import Draft, metadata_of
from byline.language.text import one_line

_ATOM = "{http://www.w3.org/2005/Atom}"
_RSS1 = "{http://purl.org/rss/1.0/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ROOTS = {"rss", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF", f"{_ATOM}feed"}
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def parse_feed(file: Path) -> Iterator[Draft]:
    """Read a feed's entries: their metadata, not their text; skip entries without a link."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    root = etree.fromstring(file.read_bytes(), parser)
    if root is None or root.tag not in _ROOTS:
        raise ArticleError("not a feed: expected RSS or Atom")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ArticleError("feeds that define their own entities are not read")
    for entry in root.iter("item", f"{_RSS1}item", f"{_ATOM}entry"):
        link = _link(entry)
        if link:
            updated = _text(entry, f"{_ATOM}updated")
            found = {
                "url": link,
                "title": _title(entry),
                "author": _author(entry),
                "published": _text(entry, "pubDate", f"{_ATOM}published", f"{_DC}date") or updated,
            }
            yield replace(metadata_of(found), updated=updated)


def _text(entry: etree._Element, *names: str) -> str:
    """Return the text, on one line, of the first of these children that has any."""
    found = (one_line("".join(child.itertext())) for name in names for child in entry.findall(name))
    return next(filter(None, found), "")


def _link(entry: etree._Element) -> str:
    for link in entry.findall(f"{_ATOM}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(urljoin(link.base or "", link.get("href").strip()))
    named = _text(entry, "link", f"{_RSS1}link")
    return named or next((_text(entry, "guid") for guid in entry.findall("guid") if _is_link(guid)), "")


def _is_link(guid: etree._Element) -> bool:
    return bool(guid.get("isPermaLink", "true") == "true")


def _title(entry: etree._Element) -> str:
    """Return the title as plain text; in practice every title except Atom's plain ones is HTML."""
    title = _text(entry, "title", f"{_RSS1}title", f"{_ATOM}title")
    if any(child.get("type", "text") == "text" for child in entry.findall(f"{_ATOM}title")):
        return title
    return one_line(html.unescape(_TAG.sub("", title)))


def _author(entry: etree._Element) -> str:
    named = _text(entry, f"{_DC}creator", f"{_ATOM}author/{_ATOM}name", "author")
    return "" if "@" in named else named  # RSS puts an email address there
