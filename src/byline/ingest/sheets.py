"""Spreadsheets (.xlsx), read by openpyxl: each row of a sheet of articles is an article; other sheets are tables."""

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
from lxml import etree
from openpyxl.utils.cell import range_boundaries

from byline.errors import ArticleError
from byline.ingest.columns import fields_of, has_text
from byline.ingest.draft import MAX_CHARACTERS, Draft, Rejection, draft_of
from byline.ingest.grid import ACROSS, lines_of_table
from byline.ingest.markup import plain_text
from byline.ingest.packed import opened

_MOST_COLUMNS = 200
_NO_RESULT = re.compile(rb"(?:</f>|<f[^<>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
_MOST_MERGED = 1_000  # rows that one cell may span
# How a number format displays a figure: currency signs and words around digits, such as `[$€-407]#,##0.00` or `0.0%`.
_SIGNS = r'(?:\[\$[^\]]*\]|"[^"]*"|\\.|[£$€¥% ])*'
_FIGURE_SHAPE = re.compile(rf"(?P<before>{_SIGNS})#*(?P<thousands>,)?#*0+(?:\.(?P<decimals>0+))?(?P<after>{_SIGNS})")
_UNSEEN = re.compile(r"\[(?:Red|Black|Blue|Green|Color\d+)\]|_.|\*.", re.IGNORECASE)  # colours and padding

_Range = tuple[int, int, int, int]  # merged cells: first column and row, last column and row, from 1


def parse_xlsx(file: Path, columns: Mapping[str, str]) -> Iterator[Draft | Rejection]:
    """Read a workbook.

    Args:
        file: The workbook.
        columns: The column names the user gave, by field; see `fields_of`.
    """
    with opened(file, "Excel workbook") as archive:
        uncomputed, beside = _uncomputed(archive), _beside(archive)
        try:
            book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()), read_only=True, data_only=True)
            sheets = {
                sheet.title: _rows(sheet, _merged(archive, sheet))
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            }
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
        header = _header(rows, columns)
        if header is not None:
            for row in rows[header + 1 :]:
                number += 1
                yield _article(dict(zip(rows[header], row, strict=False)), columns, number, notes)
        else:
            lines = [line for _, line in lines_of_table(rows)]
            texts += [name, *lines] if lines else []
    if texts:
        draft = draft_of({"title": title, "author": "" if author == "openpyxl" else author}, text="\n".join(texts))
        yield replace(draft, notes=notes, in_part=bool(notes), row=number + 1 if number else None)
    elif not number:
        raise ArticleError("no text in it")


def _header(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> int | None:
    """Return the index of the row that names the articles' columns, below any title lines; None if there is none."""
    for number, row in enumerate(rows):
        if sum(1 for cell in row if cell and cell != ACROSS) > 1:
            return number if has_text(row, columns) else None
    return 0 if rows and has_text(rows[0], columns) else None


def _article(
    found: Mapping[str, str], columns: Mapping[str, str], number: int, notes: tuple[str, ...]
) -> Draft | Rejection:
    try:
        fields = {name: plain_text(value) for name, value in fields_of(found, columns).items()}
        return replace(draft_of(fields), row=number, notes=notes, in_part=bool(notes))
    except ArticleError as error:
        return Rejection(f"row {number + 1}: {error}", number)


def _uncomputed(archive: zipfile.ZipFile) -> int:
    """Count the cells with a formula but no result, written by a program that does not compute."""
    sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    return sum(len(_NO_RESULT.findall(archive.read(name))) for name in sheets)


def _beside(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Describe the comments and text boxes of a workbook, which are in none of its cells."""
    names = archive.namelist()
    comments = sum(
        archive.read(name).count(b"<comment ") for name in names if re.fullmatch(r"xl/comments?\w*/?\w*\.xml", name)
    )
    boxes = sum(archive.read(name).count(b"<xdr:txBody>") for name in names if name.startswith("xl/drawings/drawing"))
    counted = [(comments, "comment", "comments"), (boxes, "text box", "text boxes")]
    told = ", ".join(f"{count} {one if count == 1 else several}" for count, one, several in counted if count)
    return (f"not read: {told}",) if told else ()


def _merged(
    archive: zipfile.ZipFile, sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet"
) -> dict[int, list[_Range]]:
    """Return the merged cells by their first row."""
    found: dict[int, list[_Range]] = {}
    with contextlib.suppress(KeyError):
        for match in _MERGED.finditer(archive.read(sheet._worksheet_path)):
            left, top, right, bottom = range_boundaries(match[1].decode())
            found.setdefault(top, []).append((left, top, right, min(bottom, top + _MOST_MERGED)))
    return found


def _rows(
    sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet", merged: Mapping[int, Sequence[_Range]]
) -> list[list[str]]:
    rows, characters = [], 0
    reaching: list[tuple[_Range, str]] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), start=1):
        row = [_shown(cell.value, cell.number_format) if cell.value is not None else "" for cell in cells]
        reaching = [(reach, text) for reach, text in reaching if reach[3] >= number]
        reaching += [(reach, row[reach[0] - 1] if reach[0] <= len(row) else "") for reach in merged.get(number, ())]
        is_empty = not any(row)
        for (left, _, right, _), text in reaching:
            row += [""] * (min(right, _MOST_COLUMNS) - len(row))
            row[left - 1 : right] = (
                [text, *[ACROSS] * (min(right, _MOST_COLUMNS) - left)] if text else row[left - 1 : right]
            )
        while row and row[-1] in ("", ACROSS) and is_empty:
            row.pop()
        while row and not row[-1]:
            row.pop()
        characters += sum(map(len, row))
        if characters > MAX_CHARACTERS:
            raise ArticleError(f"a sheet of more than {MAX_CHARACTERS:,} characters; split it")
        if row and not is_empty:
            rows.append(row)
    return rows


def _shown(value: object, shape: str) -> str:
    """Return a cell as displayed: whole numbers without a decimal point, days without a time, formatted figures."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int) and (figure := _FIGURE_SHAPE.fullmatch(_UNSEEN.sub("", shape.split(";")[0]))):
        decimals, before, after = len(figure["decimals"] or ""), _words(figure["before"]), _words(figure["after"])
        if (before or after or figure["thousands"] or decimals) and "E" not in shape:
            number = value * 100 if "%" in after else value
            shown = f"{abs(number):{',' if figure['thousands'] else ''}.{decimals}f}"
            return f"{'-' if number < 0 else ''}{before}{shown}{after}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split()) if "\n" not in str(value) else str(value).strip()


def _words(shape: str) -> str:
    """Return the literal text in one side of a number format: `£`, ` km`."""
    return re.sub(r'\[\$([^\]-]*)[^\]]*\]|"([^"]*)"|\\(.)', lambda match: match[1] or match[2] or match[3] or "", shape)
