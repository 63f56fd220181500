"""OpenDocument texts (.odt): the printed text, with notes and text boxes below their paragraph."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from lxml import etree

from byline.ingest.draft import Draft, draft_of
from byline.ingest.grid import LONGEST_PARAGRAPHS, is_figure, laid_out, lines_of_table
from byline.ingest.numbering import Counter, Level, odt_levels
from byline.ingest.packed import opened, tree_of
from byline.language.text import shorten

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_CHARACTERS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_RUNNING = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")
_LONGEST_SHOWN = 60  # characters
_BLANK = re.compile(r"[ \t\r\n]+")  # collapses to one space; visible white space is marked up
_BELOW = {f"{_TEXT}note-body", f"{_DRAW}text-box", f"{_DRAW}custom-shape"}
_LEFT_OUT = {
    f"{_TEXT}tracked-changes",
    f"{_OFFICE}annotation",
    f"{_TEXT}note-citation",
    f"{_OFFICE}forms",
    f"{_TEXT}ruby-text",
}


def parse_odt(file: Path) -> Iterator[Draft]:
    """Read the text as it is with all changes accepted, one line per paragraph or row."""
    with opened(file, "OpenDocument text") as archive:
        tree = tree_of(archive, "content.xml")
        styles = [tree_of(archive, "styles.xml")] if "styles.xml" in archive.namelist() else []
        found = _properties(archive)
    body = next(tree.iter(f"{_OFFICE}text"), tree)
    numbers = _Numbers({name: levels for one in (*styles, tree) for name, levels in odt_levels(one).items()})
    text = "\n".join(_blocks(body, numbers))
    notes: tuple[str, ...] = ()
    if any(True for _ in body.iter(f"{_TEXT}tracked-changes")):
        notes = ("contains tracked changes: read as if all were accepted",)
    comments = sum(1 for _ in body.iter(f"{_OFFICE}annotation"))
    if comments:
        notes += (f"not read: {comments} comment{'s' if comments > 1 else ''}",)
    if running := _running(styles):
        notes += (f"page headers and footers left out: {shorten(running, _LONGEST_SHOWN)}",)
    yield replace(draft_of(found, text=text), notes=notes, in_part=comments > 0)


def _running(styles: list[etree._Element]) -> str:
    """Return the first page header or footer with more than page numbers."""
    lines = (
        " ".join("".join(one.itertext()).split())
        for tree in styles
        for page in tree.iter(f"{_STYLE}master-page")
        for one in page.iterchildren(*(f"{_STYLE}{name}" for name in _RUNNING))
    )
    return next((line for line in lines if any(map(str.isalpha, line))), "")


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    if "meta.xml" not in archive.namelist():
        return {}
    meta = tree_of(archive, "meta.xml")
    return {"title": meta.findtext(f".//{_DC}title") or "", "author": meta.findtext(f".//{_DC}creator") or ""}


class _Numbers:
    """The list numbers printed before paragraphs.

    Args:
        levels: The levels of each list style, by style name and depth.
    """

    def __init__(self, levels: Mapping[str | None, Mapping[int, Level]]) -> None:
        self._levels = levels
        self._counter = Counter()
        self._lists = 0

    def labels(self, outermost: etree._Element) -> dict[etree._Element, str]:
        """Return the labels of the paragraphs in a list and its sublists, by paragraph."""
        style = outermost.get(f"{_TEXT}style-name")
        if outermost.get(f"{_TEXT}continue-numbering") != "true" and not outermost.get(f"{_TEXT}continue-list"):
            self._lists += 1
        found: dict[etree._Element, str] = {}
        for item in outermost.iter(f"{_TEXT}list-item"):
            first = next((one for one in item.iterchildren(*_PARAGRAPHS)), None)
            inner = next(item.iterancestors(f"{_TEXT}list"))
            depth = sum(1 for _ in item.iterancestors(f"{_TEXT}list")) - 1
            if first is not None:
                levels = self._levels.get(inner.get(f"{_TEXT}style-name") or style, {})
                found[first] = self._counter.label(f"{style} {self._lists}", levels, depth)
        return found


def _blocks(
    parent: etree._Element, numbers: _Numbers, labels: Mapping[etree._Element, str] = MappingProxyType({})
) -> Iterator[str]:
    for child in parent.iterchildren(etree.Element):
        if child.tag in _PARAGRAPHS:
            below: list[etree._Element] = []
            yield labels.get(child, "") + _line(child, below)
            for element in below:
                yield from filter(str.strip, _blocks(element, numbers))
        elif child.tag == f"{_TABLE}table":
            yield from _table(child, numbers)
        elif child.tag == f"{_TEXT}list" and not labels:
            yield from _blocks(child, numbers, numbers.labels(child))
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child, numbers, labels)


def _line(element: etree._Element, below: list[etree._Element]) -> str:
    parts = [_BLANK.sub(" ", element.text or "")]
    for child in element.iterchildren():
        if child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 100))
        elif child.tag in _BELOW:
            below.append(child)
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            parts.append(_line(child, below))
        parts.append(_BLANK.sub(" ", child.tail or ""))
    return "".join(parts)


def _table(table: etree._Element, numbers: _Numbers) -> Iterator[str]:
    if _is_layout(table):
        for cell in table.iter(f"{_TABLE}table-cell"):
            if next(cell.iterancestors(f"{_TABLE}table")) is table:
                yield from filter(str.strip, _blocks(cell, numbers))
        return
    rows: list[list[tuple[str, int, int]]] = []
    within: dict[int, list[str]] = {}
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue  # in a table within a cell
        cells: list[tuple[str, int, int]] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell"):  # covered cells have no text
            below: list[etree._Element] = []
            own = [" ".join(_line(one, below).split()) for one in cell.iterchildren(*_PARAGRAPHS)]
            reaches = " ".join(filter(None, own)), _count(cell, "columns-spanned"), _count(cell, "rows-spanned")
            cells += [reaches] * min(_count(cell, "columns-repeated"), 50)
            inner = [
                line for one in cell.iterchildren(f"{_TABLE}table", f"{_TEXT}list") for line in _inner(one, numbers)
            ]
            inner += [line for one in below for line in _blocks(one, numbers)]
            within.setdefault(len(rows), []).extend(filter(str.strip, inner))
        rows.append(cells)
    for number, line in lines_of_table(laid_out(rows)):
        yield line
        yield from within.pop(number, ())
    for lines in within.values():
        yield from lines


def _is_layout(table: etree._Element) -> bool:
    """Return whether a table only arranges text on the page: a cell has several paragraphs, and none has a figure."""
    cells = [
        [text for one in cell.iterchildren(*_PARAGRAPHS) if (text := "".join(one.itertext()).strip())]
        for cell in table.iter(f"{_TABLE}table-cell")
    ]
    is_long = any(len(paragraphs) > 1 and sum(map(len, paragraphs)) > LONGEST_PARAGRAPHS for paragraphs in cells)
    return is_long and not any(is_figure(text) for paragraphs in cells for text in paragraphs)


def _count(cell: etree._Element, name: str) -> int:
    return int(cell.get(f"{_TABLE}number-{name}", "1"))


def _inner(element: etree._Element, numbers: _Numbers) -> Iterator[str]:
    if element.tag == f"{_TABLE}table":
        return _table(element, numbers)
    return _blocks(element, numbers, numbers.labels(element))
