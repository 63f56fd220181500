"""Spreadsheets (.xlsx), by openpyxl: a sheet of articles is read a row an article, other sheets as tables."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
from lxml import etree

from byline.errors import ArticleError
from byline.ingest.columns import fields_of, has_text
from byline.ingest.draft import MAX_CHARACTERS, Draft, Rejection, draft_of
from byline.ingest.grid import lines_of_table
from byline.ingest.markup import plain_text
from byline.ingest.packed import opened

_MOST_COLUMNS = 200
_NO_RESULT = re.compile(rb"(?:</f>|<f[^<>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")

_PERCENT = re.compile(r"[#,]*0(?:\.(0+))?\s*%")


def parse_xlsx(file: Path, columns: Mapping[str, str]) -> Iterator[Draft | Rejection]:
    """Read a workbook.

    Args:
        file: What to read.
        columns: Names of columns that the user gives, by field; see `fields_of`.
    """
    with opened(file, "Excel workbook") as archive:
        uncomputed, beside = _uncomputed(archive), _beside(archive)
        try:
            book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()), read_only=True, data_only=True)
            sheets = {sheet.title: _rows(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"}
            hidden = sum(1 for sheet in book.worksheets if sheet.sheet_state != "visible")
            title, author = book.properties.title, book.properties.creator
        except (KeyError, ValueError, TypeError, AttributeError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ArticleError(f"not a readable Excel workbook: {reason}") from error
    notes: tuple[str, ...] = (f"not read: {hidden} hidden sheet{'s' if hidden > 1 else ''}",) if hidden else ()
    if uncomputed:
        lacking = "formulas without a result" if uncomputed > 1 else "formula without a result"
        notes += (f"not read: {uncomputed} {lacking}: open it in Excel and save it",)
    notes += beside
    texts = []
    number = 0
    for name, rows in sheets.items():
        if rows and has_text(rows[0], columns):
            for row in rows[1:]:
                number += 1
                yield _article(dict(zip(rows[0], row, strict=False)), columns, number, notes)
        else:
            lines = [line for _, line in lines_of_table(rows)]
            texts += [name, *lines] if lines else []
    if texts:
        draft = draft_of({"title": title, "author": "" if author == "openpyxl" else author}, text="\n".join(texts))
        yield replace(draft, notes=notes, in_part=bool(notes), row=number + 1 if number else None)
    elif not number:
        raise ArticleError("no text in it")


def _article(
    found: Mapping[str, str], columns: Mapping[str, str], number: int, notes: tuple[str, ...]
) -> Draft | Rejection:
    try:
        fields = {name: plain_text(value) for name, value in fields_of(found, columns).items()}
        return replace(draft_of(fields), row=number, notes=notes, in_part=bool(notes))
    except ArticleError as error:
        return Rejection(f"row {number + 1}: {error}", number)


def _uncomputed(archive: zipfile.ZipFile) -> int:
    """Count the cells that have a formula and no result: a program wrote them that does not compute."""
    sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    return sum(len(_NO_RESULT.findall(archive.read(name))) for name in sheets)


def _beside(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Tell what stands in a workbook and in none of its cells."""
    names = archive.namelist()
    comments = sum(
        archive.read(name).count(b"<comment ") for name in names if re.fullmatch(r"xl/comments?\w*/?\w*\.xml", name)
    )
    boxes = sum(archive.read(name).count(b"<xdr:txBody>") for name in names if name.startswith("xl/drawings/drawing"))
    counted = [(comments, "comment", "comments"), (boxes, "text box", "text boxes")]
    told = ", ".join(f"{count} {one if count == 1 else several}" for count, one, several in counted if count)
    return (f"not read: {told}",) if told else ()


def _rows(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet") -> list[list[str]]:
    rows, characters = [], 0
    for cells in sheet.iter_rows(max_col=_MOST_COLUMNS):
        row = [_shown(cell.value, cell.number_format) if cell.value is not None else "" for cell in cells]
        while row and not row[-1]:
            row.pop()
        characters += sum(map(len, row))
        if characters > MAX_CHARACTERS:
            raise ArticleError(f"a sheet of more than {MAX_CHARACTERS:,} characters: split it")
        if row:
            rows.append(row)
    return rows


def _shown(value: object, shape: str) -> str:
    """Return a cell as it is read: whole numbers without a point, days without a time, shares in percent."""
    if isinstance(value, float | int) and (percent := _PERCENT.fullmatch(shape)):
        return f"{value:.{len(percent[1] or '')}%}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split()) if "\n" not in str(value) else str(value).strip()
