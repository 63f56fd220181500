"""Lines of a table, each value with the name of its column, so that every figure says what it counts."""

import re
from collections.abc import Iterable, Iterator, Sequence

ACROSS = "\ufdd3"  # stands for a cell that the cell to its left spans; this character never occurs in text
LONGEST_CELL = 300  # characters; a table with a longer cell is page layout
LONGEST_PARAGRAPHS = 150  # characters of several paragraphs in a cell; more is page layout

_FIGURE = re.compile(r"[^\w]*\d[\d\s.,:/%+–-]*\W*")
_WITH_UNIT = re.compile(rf"{_FIGURE.pattern}(?:[^\W\d_]{{1,8}}\W*)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:\s?[/–-]\s?\d{2,4})?")
_LONGEST_NAME = 100  # characters
_LONGEST_REPEATED = 100  # characters of a cell that is repeated in each row it spans
_MOST_COLUMNS, _MOST_ROWS = 100, 1_000  # that one cell may span
_MOST_HEADERS = 3  # header rows


def laid_out(rows: Iterable[Iterable[tuple[str, int, int]]]) -> list[list[str]]:
    """Put the cells of a table in their columns.

    Args:
        rows: For each row, the cells that begin in it: text, columns spanned, rows spanned.

    Returns:
        The rows for `lines_of_table`; a cell that spans several rows is repeated in each.
    """
    found: list[list[str]] = []
    above: dict[int, tuple[int, str]] = {}  # by column: the cell spanning it from above, with its rows left and text

    def take_over(row: list[str]) -> None:
        while above.get(len(row), (0, ""))[0]:
            left, text = above[len(row)]
            above[len(row)] = left - 1, text
            row.append(text)

    for cells in rows:
        row: list[str] = []
        for text, columns, down in cells:
            take_over(row)
            repeated = text if len(text) <= _LONGEST_REPEATED else ""
            for place in range(max(1, min(columns, _MOST_COLUMNS))):
                above[len(row)] = min(down, _MOST_ROWS) - 1, ACROSS if place else repeated
                row.append(ACROSS if place else text)
        take_over(row)
        found.append(row)
    return found


def is_figure(text: str) -> bool:
    """Return whether the text of a cell is nothing but a figure."""
    return _FIGURE.fullmatch(text.strip()) is not None


def lines_of_table(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    """Yield the number of each row that has text, from 0, and its line.

    If the first row names the columns, its names appear in all other lines, `Year: 2022 | Accidents: 7`, and it has no
    line itself. A name that spans columns with names of their own in the next row comes before those: `Killed 2021: 5`.
    A row with a single cell above them is the title of the table.

    Args:
        rows: The text of each cell, `ACROSS` where the cell to its left spans it.
    """
    first = next((number for number, row in enumerate(rows) if not _is_title(row)), 0)
    depth = _depth(rows[first:])
    names = _names(rows[first : first + depth], rows[first + depth :])
    for number, row in enumerate(rows):
        if names and first <= number < first + depth:
            alone = [name for place, name in enumerate(names) if name and not _column(rows[first + depth :], place)]
            if alone and number == first:  # such as a remark next to the table
                yield number, " | ".join(alone)
            continue
        titled = names if number > first else []
        cells = [
            f"{name}: {cell}" if (name := _name(titled, row, place)) else cell
            for place, cell in enumerate(row)
            if _has_text(cell)
        ]
        if cells:
            yield number, " | ".join(cells)


def _has_text(cell: str) -> bool:
    return cell != ACROSS and bool(cell.strip())


def _is_title(row: Sequence[str]) -> bool:
    """Return whether a row has text in at most one cell, its first."""
    return sum(map(_has_text, row)) < 2 and not (ACROSS in row and not _has_text(row[0]))


def _name(names: Sequence[str], row: Sequence[str], place: int) -> str:
    """Return the name of a cell's column, or for a figure the names of all columns it spans."""
    end = place + 1
    while _FIGURE.fullmatch(row[place]) and end < len(row) and row[end] == ACROSS:
        end += 1
    return ", ".join(dict.fromkeys(filter(None, names[place:end])))


def _depth(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows are headers: more than one if a name spans columns that are named in the row below."""
    depth = 1
    while depth < min(len(rows) - 1, _MOST_HEADERS) and _divides(rows[depth - 1], rows[depth]):
        depth += 1
    return depth


def _divides(above: Sequence[str], below: Sequence[str]) -> bool:
    """Return whether a row does nothing but name the parts of the spanning names above it."""
    across = {place for place, cell in enumerate(above) if cell == ACROSS}
    wide = across | {place - 1 for place in across}
    parts = [cell for place, cell in enumerate(below) if place in wide and _has_text(cell)]
    others = [
        cell
        for place, cell in enumerate(below)
        if place not in wide and _has_text(cell) and (place >= len(above) or cell != above[place])
    ]
    return len(parts) > 1 and not others and all(_YEAR.fullmatch(cell) or not _FIGURE.fullmatch(cell) for cell in parts)


def _joined(headers: Sequence[Sequence[str]]) -> list[str]:
    """Return the name of each column, combined from the header rows."""
    names: list[str] = []
    for place in range(max(map(len, headers), default=0)):
        parts: dict[str, None] = {}
        for row in headers:
            at = place
            while at > 0 and at < len(row) and row[at] == ACROSS:
                at -= 1
            if at < len(row) and _has_text(row[at]):
                parts[row[at].strip().rstrip(":")] = None
        names.append(" ".join(parts))
    return names


def _names(headers: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of the columns; none if the first row looks like the others."""
    names = _joined(headers)
    if not rows or len(list(filter(None, names))) < 2 or any(len(name) > _LONGEST_NAME for name in names):
        return []
    if any(_FIGURE.fullmatch(name) for name in names) and not _has_years(names, rows):
        return []
    figures = _FIGURE if any(any(one.isdigit() for one in name) for name in names) else _WITH_UNIT
    return names if any(figures.fullmatch(cell.strip()) for row in rows for cell in row) else []


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return the cells of a column that have text or are spanned by another."""
    return [row[place] for row in rows if place < len(row) and row[place].strip()]


def _has_years(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the names are years and every row begins with a label."""
    begin = [names[0], *(row[0].strip() if row else "" for row in rows)]
    figures = [name for name in names[1:] if _FIGURE.fullmatch(name)]
    if len(figures) == 1 and names[0]:
        return False  # such as "Founded", "1987" above other facts
    return not any(map(_FIGURE.fullmatch, begin)) and all(map(_YEAR.fullmatch, figures)) and all(begin[1:])
