"""Lines of a table: each row with the names of its columns, so that no figure stands without what it counts."""

import re
from collections.abc import Iterator, Sequence

_FIGURE = re.compile(r"[^\w]*\d[\d\s.,:/%+–-]*\W*")


def lines_of_table(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    """Yield the number of each row that has a text, from 0, and its line.

    Where the first row names the columns, each of the others has these names: `Year: 2022 | Accidents: 7`. The first
    row then stands in the others and has no line of its own.

    Args:
        rows: Text of each cell; empty where another reaches over it.
    """
    names = _names(rows)
    for number, row in enumerate(rows):
        if names and number == 0:
            continue
        cells = [
            f"{names[place]}: {cell}" if names and names[place] else cell
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
    if not all(first[1:]) or any(_FIGURE.fullmatch(cell) or len(cell) > 60 for cell in first):
        return []
    has_figures = any(_FIGURE.fullmatch(cell.strip()) for row in rows[1:] for cell in row)
    return [cell.rstrip(":") for cell in first] if has_figures else []
