"""Tables on printed pages: rows whose figures stand below the names of their columns."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from byline.ingest.grid import is_figure, lines_of_table
from byline.ingest.layout import Line, Word

_CELL_GAP = 1.5  # of the font size: the smallest space between two cells of a row
_STRIP = 0.7  # of the font size: the narrowest space between two columns of a table
_LONGEST_LABEL, _LONGEST_CELL = 8, 3  # words of the first cell of a row, and of the others
_LONGEST_NAME = 5  # words of the name of a column
_FEWEST_ROWS = 2  # below the names of the columns
_NEAR = 3.0  # of the font size: the largest distance between two rows
_LABELS = 0.7  # share of first cells that begin like a label, not like a continued sentence


def table_in(lines: Sequence[Line]) -> tuple[int, int, list[Line]] | None:
    """Find the first table among lines, top to bottom.

    Returns:
        The numbers of its first line and of the line after it, and its rows, each with the names of the columns; None
        if there is no table whose columns have names.
    """
    start = 0
    while start < len(lines):
        run: list[int] = []
        for place in range(start, len(lines)):
            if not _is_row(lines[place]) or (run and _distance(lines[run[-1]], lines[place]) > _NEAR):
                break
            run.append(place)
        figures = [place for place in run if _has_figures(lines[place])]
        if len(figures) >= _FEWEST_ROWS and (rows := _named(lines, range(run[0], figures[-1] + 1))):
            first, named = rows
            return first, figures[-1] + 1, named
        start = run[-1] + 1 if run else start + 1
    return None


def _is_row(line: Line) -> bool:
    """Return whether a line consists of a label and short cells."""
    label, *cells = _cells(line.words, line.size)
    return bool(cells) and len(label) <= _LONGEST_LABEL and all(len(cell) <= _LONGEST_CELL for cell in cells)


def _has_figures(line: Line) -> bool:
    return any(is_figure(_text(cell)) for cell in _cells(line.words, line.size)[1:])


def _distance(line: Line, other: Line) -> float:
    return abs(line.baseline - other.baseline) / max(line.size, other.size)


def _cells(words: Sequence[Word], size: float) -> list[list[Word]]:
    """Divide the words of a row at wide spaces."""
    ordered = sorted(words, key=lambda word: word.left)
    cells = [ordered[:1]]
    for before, word in pairwise(ordered):
        if word.left - before.right >= _CELL_GAP * size:
            cells.append([])
        cells[-1].append(word)
    return cells


def _named(lines: Sequence[Line], run: Sequence[int]) -> tuple[int, list[Line]] | None:
    """Return the number of the first line of a table and its rows; None if its columns have no names."""
    cells = [_cells(lines[place].words, lines[place].size) for place in run]
    if sum(not _text(row[0])[:1].islower() for row in cells) < _LABELS * len(cells):
        return None
    first = run[0]
    if _has_figures(lines[first]) and first > 0 and _distance(lines[first - 1], lines[first]) <= _NEAR:
        first -= 1  # names of columns may stand closer together than the figures below them
    table = lines[first : run[-1] + 1]
    strips = _strips(table)
    rows = [[_text(cell) for cell in _in_columns(line.words, strips)] for line in table]
    if first < run[0] and any(len(name.split()) > _LONGEST_NAME for name in rows[0]):
        return None
    written = [line for _, line in lines_of_table(rows)]
    if len(written) >= len(rows) or len(strips) + 1 < max(map(len, cells)):
        return None
    below = [line for line in table if line is not table[0]]
    return first, [
        Line([Word(text, line.left, line.right, line.baseline, line.size)], aside=True, is_row=True)
        for text, line in zip(written, below, strict=False)
    ]


def _strips(lines: Sequence[Line]) -> list[float]:
    """Return the middle of each empty strip between the columns of a table."""
    words = sorted((word for line in lines for word in line.words), key=lambda word: word.left)
    size = median(word.size for word in words)
    strips: list[float] = []
    reached = words[0].right
    for word in words:
        if word.left - reached >= _STRIP * size:
            strips.append((word.left + reached) / 2)
        reached = max(reached, word.right)
    return strips


def _in_columns(words: Sequence[Word], strips: Sequence[float]) -> list[list[Word]]:
    edges = [float("-inf"), *strips, float("inf")]
    ordered = sorted(words, key=lambda word: word.left)
    return [[word for word in ordered if start <= word.left < end] for start, end in pairwise(edges)]


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
