"""OpenDocument texts (.odt): what is printed of them, notes and text boxes below their paragraph."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from byline.ingest.draft import Draft, draft_of
from byline.ingest.grid import lines_of_table
from byline.ingest.packed import opened, tree_of

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_CHARACTERS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_LEFT_OUT = {
    f"{_TEXT}tracked-changes",
    f"{_OFFICE}annotation",
    f"{_TEXT}note-citation",
    f"{_OFFICE}forms",
    f"{_TEXT}ruby-text",
}


def parse_odt(file: Path) -> Iterator[Draft]:
    """Read the text, a line a paragraph or row, as it is with all changes accepted."""
    with opened(file, "OpenDocument text") as archive:
        tree = tree_of(archive, "content.xml")
        found = _properties(archive)
    body = next(tree.iter(f"{_OFFICE}text"), tree)
    text = "\n".join(_blocks(body))
    notes: tuple[str, ...] = ()
    if any(True for _ in body.iter(f"{_TEXT}tracked-changes")):
        notes = ("holds tracked changes: read as if all were accepted",)
    comments = sum(1 for _ in body.iter(f"{_OFFICE}annotation"))
    if comments:
        notes += (f"not read: {comments} comment{'s' if comments > 1 else ''}",)
    yield replace(draft_of(found, text=text), notes=notes, in_part=comments > 0)


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    if "meta.xml" not in archive.namelist():
        return {}
    meta = tree_of(archive, "meta.xml")
    return {"title": meta.findtext(f".//{_DC}title") or "", "author": meta.findtext(f".//{_DC}creator") or ""}


def _blocks(parent: etree._Element) -> Iterator[str]:
    for child in parent.iterchildren(etree.Element):
        if child.tag in _PARAGRAPHS:
            below: list[etree._Element] = []
            yield _line(child, below)
            for element in below:
                yield from filter(str.strip, _blocks(element))
        elif child.tag == f"{_TABLE}table":
            yield from _table(child)
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child)


def _line(element: etree._Element, below: list[etree._Element]) -> str:
    parts = [element.text or ""]
    for child in element.iterchildren():
        if child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        elif child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 100))
        elif child.tag == f"{_TEXT}note-body" or child.tag == f"{_DRAW}text-box":
            below.append(child)
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            parts.append(_line(child, below))
        parts.append(child.tail or "")
    return "".join(parts)


def _table(table: etree._Element) -> Iterator[str]:
    rows: list[list[str]] = []
    within: dict[int, list[str]] = {}
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue  # of a table in a cell
        cells: list[str] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            below: list[etree._Element] = []
            own = [" ".join(_line(one, below).split()) for one in cell.iterchildren(*_PARAGRAPHS)]
            repeated = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), 50)
            cells += [" ".join(filter(None, own))] * repeated
            inner = [line for one in cell.iterchildren(f"{_TABLE}table", f"{_TEXT}list") for line in _inner(one)]
            inner += [line for one in below for line in _blocks(one)]
            within.setdefault(len(rows), []).extend(filter(str.strip, inner))
        rows.append(cells)
    for number, line in lines_of_table(rows):
        yield line
        yield from within.pop(number, ())
    for lines in within.values():
        yield from lines


def _inner(element: etree._Element) -> Iterator[str]:
    return _table(element) if element.tag == f"{_TABLE}table" else _blocks(element)
