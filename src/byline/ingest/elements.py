"""Parts of a page that mean something else in plain text: tables, superscripts and hidden elements."""

import re
from collections.abc import Iterator

from lxml import etree

from byline.ingest.grid import LONGEST_CELL, laid_out, lines_of_table

_OF_NOTE = re.compile(r"(?:^|[-_\s])(?:foot|end)?(?:note|fn|ref|cite|reference)", re.I)
_MARKER = re.compile(r"\[?(?:\d{1,3}|[*†‡§¶a-z])\]?")
_UNITS = re.compile(r"(?:^|[^^\W\d_])(?:[kcdm]?m|km|ft|in|sq|cu|s|mi|yd|CO|H)$")
_FEWEST_LETTERS = 3  # of a word that can carry a note; anything shorter is a letter or a unit with an exponent
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def raised(before: str, text: str) -> str:
    """Return how to write a superscript so that it does not read as part of the text before it.

    Note numbers are dropped. An exponent is written after a `^`, unless it belongs to a unit or a letter.

    Args:
        before: The text before the superscript.
        text: The superscript.
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
    """Remove hidden elements and note numbers, set exponents apart, and write out tables with their column names."""
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
    """Return the text before an element in its paragraph."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or "".join(previous.itertext())
    if parent is None:
        return ""
    return (parent.text or "") if parent.text or parent.tag not in {"a", "span", "b", "i", "em"} else _before(parent)


def tell_columns(table: etree._Element) -> None:
    """Replace a table by paragraphs, one per row, that name the columns; leave a table that is only page layout."""
    rows = list(_rows(table))
    parent = table.getparent()
    is_layout = any(len(text) > LONGEST_CELL for row in rows for text, _, _ in row) or any(
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
    """Return the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def drop(element: etree._Element) -> None:
    """Remove an element but keep the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
