"""Parts of a page that would not say in plain text what they say in print: tables, raised figures, what is hidden."""

import re
from collections.abc import Iterator

from lxml import etree

from byline.ingest.grid import laid_out, lines_of_table

_LONGEST_CELL = 300  # characters; a table with more in a cell lays out a page
_OF_NOTE = re.compile(r"(?:^|[-_\s])(?:foot|end)?(?:note|fn|ref|cite|reference)", re.I)
_MARKER = re.compile(r"\[?(?:\d{1,3}|[*†‡§¶a-z])\]?")
_UNITS = re.compile(r"(?:^|[^^\W\d_])(?:[kcdm]?m|km|ft|in|sq|cu|s|mi|yd|CO|H)$")
_FEWEST_LETTERS = 3  # of a word that has a note behind it; what is shorter is a letter or a unit with an exponent
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def raised(before: str, text: str) -> str:
    """Return how a raised text is to be written behind another, so that it is not taken for a part of that.

    The number of a note is left out; an exponent stands behind a `^` unless it belongs to a unit or letter.

    Args:
        before: What stands before it.
        text: What is raised.
    """
    if not _MARKER.fullmatch(text.strip()):
        return text
    if not text.strip().isdigit():
        return "" if len(text.strip()) > 1 or not text.strip().isalpha() else text
    if before[-1:].isdigit():
        return f"^{text.strip()}"
    letters = re.search(r"[^\W\d_]*$", before)
    is_word = letters is not None and len(letters[0]) >= _FEWEST_LETTERS
    return "" if not before[-1:].isalpha() or (is_word and not _UNITS.search(before)) else text


def mend(tree: etree._Element) -> None:
    """Take out what is hidden and the numbers of notes, set exponents apart, and tell the columns of tables."""
    for element in list(tree.iter(etree.Element)):
        if element.getparent() is not None and (
            "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "")
        ):
            drop(element)
    for element in list(tree.iter("sup")):
        text, before = text_of(element), _before(element)
        is_note = any(
            _OF_NOTE.search(f"{one.get('class', '')} {one.get('id', '')} {' '.join(one.attrib.values())}")
            or "#" in (one.get("href") or "")
            for one in (element, *element.iterdescendants("a"), *element.iterancestors("a"))
        )
        written = "" if is_note and _MARKER.fullmatch(text) else raised(before, text)
        if written != text:
            for child in list(element):
                element.remove(child)
            element.text = written
    for table in list(tree.iter("table")):
        tell_columns(table)


def _before(element: etree._Element) -> str:
    """Return what stands before an element in its paragraph."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or "".join(previous.itertext())
    if parent is None:
        return ""
    return (parent.text or "") if parent.text or parent.tag not in {"a", "span", "b", "i", "em"} else _before(parent)


def tell_columns(table: etree._Element) -> None:
    """Write the rows of a table as paragraphs, each with the names of its columns; one that lays out a page stays."""
    rows = list(_rows(table))
    parent = table.getparent()
    is_layout = any(len(text) > _LONGEST_CELL for row in rows for text, _, _ in row) or any(
        True for _ in table.iterdescendants("table")
    )
    if parent is None or is_layout or len(rows) < 2 or max(map(len, rows)) < 2:
        return
    place = parent.index(table)
    title = " ".join(map(text_of, table.iterchildren("caption")))
    lines = [*filter(None, [title]), *(line for _, line in lines_of_table(laid_out(rows)))]
    for number, line in enumerate(lines):
        paragraph = table.makeelement("p")
        paragraph.text = line
        parent.insert(place + number, paragraph)
    drop(table)


def _rows(table: etree._Element) -> Iterator[list[tuple[str, int, int]]]:
    for row in table.iter("tr"):
        cells = row.iter("th", "td")
        yield [(text_of(cell), _span(cell, "colspan"), _span(cell, "rowspan")) for cell in cells]


def _span(cell: etree._Element, name: str) -> int:
    given = (cell.get(name) or "").strip()
    return int(given) if re.fullmatch(r"[1-9]\d{0,3}", given) else 1


def text_of(element: etree._Element) -> str:
    """Return the text of an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def drop(element: etree._Element) -> None:
    """Take an element out, but not the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
