"""Lines of a table: each row with the names of its columns, so that no figure stands without what it counts."""

import re
from collections.abc import Iterator, Sequence

_FIGURE = re.compile(r"[^\w]*\d[\d\s.,:/%+–-]*\W*")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:\s?[/–-]\s?\d{2,4})?")
_LONGEST_NAME = 60  # characters


def lines_of_table(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    """Yield the number of each row that has a text, from 0, and its line.

    Where the first row names the columns, each of the others has these names: `Year: 2022 | Accidents: 7`. The first
    row then stands in the others and has no line of its own. A row of one cell above it is the title of the table.

    Args:
        rows: Text of each cell; empty where another reaches over it.
    """
    first = next((number for number, row in enumerate(rows) if sum(1 for cell in row if cell.strip()) > 1), 0)
    names = _names(rows[first:])
    for number, row in enumerate(rows):
        if names and number == first:
            alone = [name for place, name in enumerate(names) if name and not _column(rows[first + 1 :], place)]
            if alone:  # such as a remark beside the table
                yield number, " | ".join(alone)
            continue
        titled = names if number > first else []
        cells = [
            f"{titled[place]}: {cell}" if titled and titled[place] else cell
            for place, cell in enumerate(row)
            if cell.strip()
        ]
        if cells:
            yield number, " | ".join(cells)


def _names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of the columns, none if the first row is like the others."""
    if len(rows) < 2 or len(rows[0]) < 2 or any(len(row) > len(rows[0]) for row in rows):
        return []
    first = [cell.strip() for cell in rows[0]]
    lacking = [place for place, cell in enumerate(first) if place and not cell]
    if any(_column(rows[1:], place) for place in lacking) or any(len(cell) > _LONGEST_NAME for cell in first):
        return []
    if any(_FIGURE.fullmatch(cell) for cell in first) and not _has_years(first, rows[1:]):
        return []
    has_figures = any(_FIGURE.fullmatch(cell.strip()) for row in rows[1:] for cell in row)
    return [cell.rstrip(":") for cell in first] if has_figures else []


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return the cells of a column that have a text."""
    return [row[place] for row in rows if place < len(row) and row[place].strip()]


def _has_years(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names years, and all others begin with what they count."""
    begin = [first[0], *(row[0].strip() if row else "" for row in rows)]
    figures = [cell for cell in first[1:] if _FIGURE.fullmatch(cell)]
    if len(figures) == 1 and first[0]:
        return False  # such as "Founded", "1987" above other facts
    return not any(map(_FIGURE.fullmatch, begin)) and all(map(_YEAR.fullmatch, figures)) and all(begin[1:])
