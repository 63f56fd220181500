"""Word files, read by python-docx: everything Word prints with all changes accepted, in the same order."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import PartFactory
from docx.oxml import parse_xml
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml import etree

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of
from byline.ingest.elements import raised
from byline.ingest.grid import ACROSS, LONGEST_PARAGRAPHS, is_figure, lines_of_table
from byline.ingest.numbering import WordNumbering
from byline.ingest.packed import opened, refuse_entities
from byline.language.text import shorten

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GRAPHIC = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

_LEFT_OUT = {
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "sdtPr", "tblPr")
}
_OF_OTHERS = {f"{_W}{name}" for name in ("p", "tbl", "tr", "tc")}
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_REFERENCES = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}
_CHANGES = (f"{_W}ins", f"{_W}del", f"{_W}moveTo", f"{_W}moveFrom")
_NOT_READ = {  # visible on the page, but not part of the document's text
    "comment": f"{_W}commentReference",
    "embedded document": f"{_W}altChunk",
    "embedded object": f"{_W}object",
}
for _kind in ("ms-word.document.macroEnabled", "openxmlformats-officedocument.wordprocessingml.template"):
    PartFactory.part_type_for[f"application/vnd.{_kind}.main+xml"] = DocumentPart
_DRAWN = {"diagram": "/diagram", "chart": "/chart"}
_PICTURE = "/picture"
_LONGEST_SHOWN = 60  # characters
_FEWEST_CHARACTERS = 200  # a document with less text may be nothing but its pictures
_STRICT = b"http://purl.oclc.org/ooxml/"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OF_SYMBOL = {
    0xB0: "°",
    0xB1: "±",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xA3: "≤",
    0xB3: "≥",
    0xB9: "≠",
    0x6D: "μ",
    0x2D: "−",
}


def parse_docx(file: Path) -> Iterator[Draft]:
    """Read the text of a Word file, one line per paragraph or row; its dates are not the article's and are ignored.

    Notes and text boxes come below the paragraph they belong to.
    """
    with file.open("rb") as stream:
        if stream.read(len(_OLE)) == _OLE:
            raise ArticleError(
                "not a readable Word file: password-protected or in another format; save it as .docx without a password"
            )
    with opened(file, "Word file") as archive:
        if "word/document.xml" in archive.namelist() and _STRICT in archive.read("word/document.xml"):
            raise ArticleError("not a readable Word file: saved as Strict Open XML; save it as Word Document (.docx)")
        document = Package.open(str(file)).main_document_part.document  # `Document` refuses macros and templates
        refuse_entities(document.element)
        reader = _Reader(document)
        text = "\n".join(reader.blocks(document.element.body))
        if not text.strip() and next(document.element.body.iter(_GRAPHIC), None) is not None:
            raise ArticleError("no text in it, only pictures; run text recognition on it first")
        properties = document.core_properties
        found = {"title": properties.title, "author": properties.author}
        notes, unread = _notes(document.element.body, len(text))
        if running := _running(document):
            notes += (running,)
    yield replace(draft_of(found, text=text), notes=notes, in_part=unread)


class _Reader:
    """Reads the XML tree of a Word file."""

    def __init__(self, document: "docx.document.Document") -> None:
        self._notes = {
            (kind, note.get(f"{_W}id")): note
            for kind, related in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES))
            for part in document.part.rels.values()
            if part.reltype == related and not part.is_external
            for note in _without_entities(part.target_part.blob).iter(f"{_W}{kind}")
        }
        parts = {part.reltype: part for part in document.part.rels.values() if not part.is_external}
        found = parts.get(RELATIONSHIP_TYPE.NUMBERING)
        numbering = parse_xml(found.target_part.blob) if found else None
        self._numbering = WordNumbering(numbering, document.styles.element)
        self._below: list[etree._Element] = []  # notes and text boxes of the current paragraph

    def blocks(self, parent: etree._Element) -> Iterator[str]:
        """Yield the lines of the paragraphs and tables below an element."""
        begun = ""
        for block in _flat(parent, f"{_W}p", f"{_W}tbl"):
            if block.tag == f"{_W}tbl":
                if begun:
                    yield begun
                begun = ""
                yield from self._table(block)
                continue
            text = self._text(block)
            begun += (self._numbering.label(block) if text.strip() and not begun else "") + text
            if block.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None or _is_drop_cap(block):
                continue  # its paragraph mark is deleted or invisible: the next paragraph continues this one
            below, self._below = self._below, []
            if begun or not below:
                yield begun
            begun = ""
            for element in below:
                yield from filter(str.strip, self.blocks(element))
        if begun:
            yield begun

    def _text(self, element: etree._Element) -> str:
        parts = []
        for child in element.iterchildren(etree.Element):
            tag = child.tag
            if tag in (f"{_W}t", _MATH_TEXT):
                parts.append(child.text or "")
            elif tag in _CHARACTERS:
                parts.append(_CHARACTERS[tag])
            elif tag == f"{_W}br":
                parts.append("" if child.get(f"{_W}type") in ("page", "column") else "\n")
            elif tag in _REFERENCES:
                note = self._notes.get((_REFERENCES[tag], child.get(f"{_W}id")))
                if note is not None:
                    self._below.append(note)
            elif tag == f"{_W}txbxContent":
                self._below.append(child)
            elif tag == f"{_W}sym":
                parts.append(_symbol(child))
            elif tag == f"{_W}r" and _is_raised(child):
                parts.append(raised("".join(parts), self._text(child)))
            elif tag == f"{_COMPATIBILITY}AlternateContent":
                parts += [self._text(choice) for choice in _best(child)]
            elif tag not in _LEFT_OUT and not _is_unseen(child):
                parts.append(self._text(child))
        return "".join(parts)

    def _table(self, table: etree._Element) -> Iterator[str]:
        if _is_layout(table):
            for row in _flat(table, f"{_W}tr"):
                for cell in _flat(row, f"{_W}tc"):
                    yield from filter(str.strip, self.blocks(cell))
            return
        rows: list[list[str]] = []
        within: dict[int, list[str]] = {}  # lines of tables, notes and boxes inside cells, by row
        above: dict[int, str] = {}
        for row in _flat(table, f"{_W}tr"):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            cells: list[str] = []
            for cell in _flat(row, f"{_W}tc"):
                outer, self._below = self._below, []
                text, *more = self._cell(cell)
                self._below = outer
                merged = cell.find(f"{_W}tcPr/{_W}vMerge")
                if merged is not None and merged.get(f"{_W}val", "continue") == "continue":
                    text = above.get(len(cells), text)
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                above[len(cells)] = text
                within.setdefault(len(rows), []).extend(more)
                width = int(span.get(f"{_W}val", "1")) if span is not None else 1
                cells += [text, *[ACROSS] * (min(width, 100) - 1)]
            rows.append(cells)
        for number, line in lines_of_table(rows):
            yield line
            yield from within.pop(number, ())
        for lines in within.values():
            yield from lines

    def _cell(self, cell: etree._Element) -> list[str]:
        """Return the text of a cell, then the lines of the tables, notes and boxes in it."""
        own: list[str] = []
        more: list[str] = []
        for block in _flat(cell, f"{_W}p", f"{_W}tbl"):
            if block.tag == f"{_W}tbl":
                more += self._table(block)
            else:
                text = " ".join(self._text(block).split())
                own.append(self._numbering.label(block) + text if text else "")
        below, self._below = self._below, []
        for element in below:
            more += filter(str.strip, self.blocks(element))
        return [" ".join(filter(None, own)), *more]


def _is_layout(table: etree._Element) -> bool:
    """Return whether a table only arranges text on the page: a cell has several paragraphs, and none has a figure."""
    cells = [
        [
            text
            for one in cell.iterchildren(f"{_W}p")
            if (text := "".join(part.text or "" for part in one.iter(f"{_W}t")))
        ]
        for cell in table.iter(f"{_W}tc")
    ]
    is_long = any(len(paragraphs) > 1 and sum(map(len, paragraphs)) > LONGEST_PARAGRAPHS for paragraphs in cells)
    return is_long and not any(is_figure(text) for paragraphs in cells for text in paragraphs)


def _notes(body: etree._Element, length: int) -> tuple[tuple[str, ...], bool]:
    """Describe what in a document is not read, or was altered, and return whether anything is unread.

    Args:
        body: The body of the document.
        length: The length of its text in characters.
    """
    told = []
    if any(True for _ in body.iter(*_CHANGES)):
        told.append("contains tracked changes: read as if all were accepted")
    counts = {name: sum(1 for _ in body.iter(tag)) for name, tag in _NOT_READ.items()}
    drawings = [graphic.get("uri", "") for graphic in body.iter(_GRAPHIC)]
    counts |= {name: sum(1 for uri in drawings if uri.endswith(end)) for name, end in _DRAWN.items()}
    if length < _FEWEST_CHARACTERS:
        counts["picture"] = sum(1 for uri in drawings if uri.endswith(_PICTURE))
    counts["piece of hidden text"] = sum(1 for run in body.iter(f"{_W}r") if _is_unseen(run))
    unread = [f"{count} {name if count == 1 else _plural(name)}" for name, count in counts.items() if count]
    if unread:
        told.append(f"not read: {', '.join(unread)}")
    return tuple(told), bool(unread)


def _plural(name: str) -> str:
    return name.replace("piece", "pieces") if name.startswith("piece") else f"{name}s"


def _without_entities(xml: bytes) -> etree._Element:
    tree = parse_xml(xml)
    refuse_entities(tree)
    return tree


def _flat(parent: etree._Element, *wanted: str) -> Iterator[etree._Element]:
    """Yield the children with these tags, including those inside content controls and similar wrappers."""
    for child in parent.iterchildren(etree.Element):
        if child.tag in wanted:
            yield child
        elif child.tag == f"{_COMPATIBILITY}AlternateContent":
            for choice in _best(child):
                yield from _flat(choice, *wanted)
        elif child.tag not in _LEFT_OUT | _OF_OTHERS and not _is_unseen(child):
            yield from _flat(child, *wanted)


def _best(alternatives: etree._Element) -> list[etree._Element]:
    """Return the alternative form of a content to read, as a list of at most one."""
    choices = [
        *alternatives.iterchildren(f"{_COMPATIBILITY}Choice"),
        *alternatives.iterchildren(f"{_COMPATIBILITY}Fallback"),
    ]
    with_text = [choice for choice in choices if next(choice.iter(f"{_W}t"), None) is not None]
    return (with_text or choices)[:1]


def _running(document: "docx.document.Document") -> str:
    """Describe the page headers and footers, if any have more than page numbers."""
    parts = [
        part
        for section in document.sections
        for part in (
            *(section.header, section.footer, section.first_page_header, section.first_page_footer),
            *(section.even_page_header, section.even_page_footer),
        )
        if not part.is_linked_to_previous
    ]
    lines = ["".join(one.text or "" for one in part._element.iter(f"{_W}t")) for part in parts]
    shown = next((" ".join(line.split()) for line in lines if any(map(str.isalpha, line))), "")
    return f"page headers and footers left out: {shorten(shown, _LONGEST_SHOWN)}" if shown else ""


def _is_drop_cap(paragraph: etree._Element) -> bool:
    """Return whether a paragraph is only the drop cap of the next one."""
    frame = paragraph.find(f"{_W}pPr/{_W}framePr")
    return frame is not None and frame.get(f"{_W}dropCap", "none") != "none"


def _is_raised(run: etree._Element) -> bool:
    shape = run.find(f"{_W}rPr/{_W}vertAlign")
    return shape is not None and shape.get(f"{_W}val") == "superscript"


def _symbol(element: etree._Element) -> str:
    """Return a symbol-font character; a mere picture, such as a tick box, becomes a bullet."""
    code = int(element.get(f"{_W}char", "0"), 16)
    return _OF_SYMBOL.get(code & 0xFF, "•") if 0xF000 <= code <= 0xF0FF or code < 0x100 else chr(code)


def _is_unseen(element: etree._Element) -> bool:
    """Return whether an element is hidden text or placeholder text."""
    hidden = element.find(f"{_W}rPr/{_W}vanish") if element.tag == f"{_W}r" else None
    if hidden is not None:
        return hidden.get(f"{_W}val", "1") not in ("0", "false", "off")
    return element.tag == f"{_W}sdt" and element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None
