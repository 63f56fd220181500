"""Presentations (.pptx): the text of each slide with its speaker notes below."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from byline.errors import ArticleError
from byline.ingest.draft import Draft, draft_of
from byline.ingest.grid import laid_out, lines_of_table
from byline.ingest.packed import opened, tree_of
from byline.records import Pages

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PRESENTATION = "ppt/presentation.xml"
_NO_TEXT = {"sldNum", "dt", "ftr", "hdr"}  # placeholders that every slide repeats


def parse_pptx(file: Path) -> Iterator[Draft]:
    """Read a presentation as one article: one line per paragraph, a blank line between slides."""
    with opened(file, "presentation") as archive:
        slides, starts, drawn, hidden, pictures = [], [0], 0, 0, 0
        comments = sum(
            len(re.findall(rb"<p(?:188)?:cm[ >]", archive.read(name)))
            for name in archive.namelist()
            if re.fullmatch(r"ppt/comments/\w+\.xml", name)
        )
        for name in _names(archive):
            tree = tree_of(archive, name)
            if tree.get("show") in ("0", "false"):
                hidden += 1
                slides.append("")
                starts.append(starts[-1])
                continue
            lines = list(_lines(tree))
            pictures += not lines and next(tree.iter(f"{_P}pic"), None) is not None
            drawn += sum(
                1 for one in tree.iter(f"{_A}graphicData") if one.get("uri", "").endswith(("/chart", "/diagram"))
            )
            for said in _related(archive, name, "/notesSlide"):
                lines += _lines(tree_of(archive, said))
            slides.append("\n".join(lines))
            starts.append(starts[-1] + (len(slides[-1]) + 2 if lines else 0))
        properties = tree_of(archive, "docProps/core.xml") if "docProps/core.xml" in archive.namelist() else None
    if pictures and not any(slides):
        raise ArticleError("no text in it, only pictures; run text recognition on it first")
    found = {}
    if properties is not None:
        found = {
            "title": properties.findtext(f"{_DC}title") or "",
            "author": properties.findtext(f"{_DC}creator") or "",
        }
    if found.get("title") == "PowerPoint Presentation":
        found.pop("title")
    counted = [
        (drawn, "chart or diagram", "charts and diagrams"),
        (pictures, "slide with only pictures", "slides with only pictures"),
        (hidden, "hidden slide", "hidden slides"),
        (comments, "comment", "comments"),
    ]
    told = ", ".join(f"{count} {one if count == 1 else several}" for count, one, several in counted if count)
    notes = (f"not read: {told}",) if told else ()
    text = "\n\n".join(filter(None, slides))
    pages = Pages(tuple(min(start, len(text)) for start in starts[:-1]), "slide") if slides else None
    yield replace(draft_of(found, text=text), notes=notes, in_part=bool(told), pages=pages)


def _names(archive: zipfile.ZipFile) -> list[str]:
    """Return the names of the slides in presentation order."""
    present = [name for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    numbered = sorted(present, key=lambda name: int(re.sub(r"\D", "", name)))
    if _PRESENTATION not in archive.namelist():
        return numbered
    targets = _relations(archive, _PRESENTATION)
    shown = [targets.get(one.get(f"{_R}id"), ("", ""))[1] for one in tree_of(archive, _PRESENTATION).iter(f"{_P}sldId")]
    return [name for name in shown if name in present] or numbered


def _related(archive: zipfile.ZipFile, name: str, kind: str) -> list[str]:
    return [target for of, target in _relations(archive, name).values() if of.endswith(kind)]


def _relations(archive: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """Return the type and name of each part that a part refers to, by id."""
    folder, base = posixpath.split(name)
    file = f"{folder}/_rels/{base}.rels"
    if file not in archive.namelist():
        return {}
    return {
        one.get("Id"): (
            one.get("Type", ""),
            posixpath.normpath(posixpath.join(folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in tree_of(archive, file).iterchildren(etree.Element)
        if one.get("TargetMode") != "External"
    }


def _lines(tree: etree._Element) -> Iterator[str]:
    for element in tree.iter(f"{_P}sp", f"{_A}tbl"):
        if element.tag == f"{_A}tbl":
            rows = (
                [_cell(cell) for cell in row.iter(f"{_A}tc") if not _is_covered(cell)]
                for row in element.iter(f"{_A}tr")
            )
            yield from (line for _, line in lines_of_table(laid_out(rows)))
            continue
        placeholder = element.find(f".//{_P}ph")
        if placeholder is not None and placeholder.get("type") in _NO_TEXT:
            continue
        yield from filter(None, map(_text, element.iter(f"{_A}p")))


def _cell(cell: etree._Element) -> tuple[str, int, int]:
    text = " ".join(map(_text, cell.iter(f"{_A}p")))
    return text, int(cell.get("gridSpan", "1")), int(cell.get("rowSpan", "1"))


def _is_covered(cell: etree._Element) -> bool:
    """Return whether another cell spans this one."""
    return any(cell.get(name) in ("1", "true") for name in ("hMerge", "vMerge"))


def _text(paragraph: etree._Element) -> str:
    parts = (one.text or "" if one.tag == f"{_A}t" else " " for one in paragraph.iter(f"{_A}t", f"{_A}br"))
    return " ".join("".join(parts).split())
