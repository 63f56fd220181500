"""The reading order of a page: its columns, blocks one above the other, and boxes beside the text."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from byline.ingest.layout import Line, Word, place_of
from byline.ingest.printed_tables import table_in

_GUTTER = 0.7  # of the font size: the narrowest space between two columns
_CROSSING = 0.2  # share of a page's lines that may cross the gutter, such as headlines and figures
_ON_ONE_LINE = 0.45  # of the font size: how far baselines on one line may differ, as for superscripts
_BUCKET = 4.0  # points
_FEWEST_LINES = 3  # per column
_FEWEST_WORDS = 2.2  # per line of a column, on average: table columns have fewer
_INSET = 0.15  # of the width of a page: a row that begins further from the left edge is beside something
_FEWEST_ROWS = 4  # of a block of columns
_FEWEST_IN_BLOCK = 2  # lines per column of a block with a heading
_ABOVE_HEADING = 1.0  # of the font size: the least space above a heading that begins a block
_HEADING = 1.15  # of the font size: the smallest heading of a block
_FIRST_ROW = 0.8  # of the font size: how far below the top of a block its heading may be
_BELOW_HEADING = 5.0  # of the font size: how far below it the text of the other columns may begin
_BAND = 1.6  # of the font size: the smallest distance between two rows where a block may end
_MOST_BANDS = 6  # places where a block may end that are tried
_CONTINUED = 0.3  # minimum share of a column's lines that begin in lower case, in text but not in tables
_BESIDE = 1.0  # of the font size: the narrowest space between a text and a box beside it
_FEWEST_WORDS_BESIDE = 4  # per line of a text beside a box, on average
_FEWEST_IN_BOX = 2  # lines
_LINE = 1.5  # of the font size: the distance to the next line, at most
_SAME_ROW = 0.5  # share of a box's lines that may be in line with the text beside it: table cells all are
_MOST_EDGES = 60  # left edges of boxes that are tried


def lines_in_order(words: Sequence[Word], middle: float | None = None) -> list[list[Line]]:
    """Return the columns of a page, or the segments of columns, in reading order, each as a list of lines.

    Args:
        words: The words of the page.
        middle: The middle of the space between its columns, if known.
    """
    if not words:
        return []
    if middle is None and _is_one_column(words):
        return [_lines(words)]
    if found := table_in(lines := _lines(words)):
        first, last, rows = found
        parts = [[word for line in part for word in line.words] for part in (lines[:first], lines[last:])]
        return [*lines_in_order(parts[0]), rows, *lines_in_order(parts[1])]
    middle = middle or _gutter(words)
    if blocks := _stacked(words, has_gutter=middle is not None):
        return [column for block, gutter in blocks for column in lines_in_order(block, gutter)]
    if middle is None:
        if boxed := _beside(words):
            text, box = boxed
            return [*(column for part in text for column in lines_in_order(part)), _as_aside(box)]
        return [lines]
    crossing = _crossing(words, middle)
    full_lines = _lines([word for word in words if place_of(word) in crossing])
    rest = [word for word in words if place_of(word) not in crossing]
    columns: list[list[Line]] = []
    above = float("inf")
    for line in [*full_lines, None]:
        below = line.baseline if line else float("-inf")
        part = [word for word in rest if below <= word.baseline < above]
        if lead := _lead(part, middle):
            columns.append(_lines(lead))
            part = [word for word in part if word not in lead]
        for side in ([word for word in part if word.right <= middle], [word for word in part if word.right > middle]):
            columns += lines_in_order(side)
        if line:
            columns.append([line])
        above = below
    return [column for column in columns if column]


def _lead(words: Sequence[Word], middle: float) -> list[Word]:
    """Return what is above both columns though only as wide as the right one, such as a date: one line, set apart."""
    left, right = [word for word in words if word.right <= middle], [word for word in words if word.right > middle]
    if not left or not right:
        return []
    top = max(right, key=lambda word: word.baseline)
    lead = [word for word in right if word.baseline == top.baseline]
    others = [word for word in words if word.baseline < top.baseline]
    next_right = max((word.baseline for word in others if word.right > middle), default=float("-inf"))
    is_apart = top.baseline - next_right >= 2 * _LINE * top.size
    return lead if is_apart and max(word.baseline + word.size for word in left) <= top.baseline else []


def _is_one_column(words: Sequence[Word]) -> bool:
    """Return whether hardly a row has a wide gap or begins far from the left edge."""
    rows: defaultdict[float, list[Word]] = defaultdict(list)
    for word in words:
        rows[word.baseline].append(word)
    size = median(word.size for word in words)
    left, right = min(word.left for word in words), max(word.right for word in words)
    inset = left + _INSET * (right - left)
    parted = 0
    for row in rows.values():
        row.sort(key=lambda word: word.left)
        parted += row[0].left > inset or any(
            after.left - before.right >= _GUTTER * size for before, after in pairwise(row)
        )
    return parted < _FEWEST_IN_BOX


def _stacked(words: Sequence[Word], *, has_gutter: bool) -> list[tuple[list[Word], float | None]]:
    """Return the blocks of a page that stand one above the other, each with its gutter; empty if it is a single block.

    A block begins with a heading below a blank band, beside which the other columns begin, too. A page may also be
    divided at its widest blank band if its gutter is elsewhere above than below, and at other bands if it has none.
    """
    size = median(word.size for word in words)
    heights = sorted({word.baseline for word in words}, reverse=True)
    if len(heights) < 2 * _FEWEST_ROWS:
        return []
    bands = sorted(pairwise(heights), key=lambda band: band[1] - band[0])
    tried = 0
    for upper, lower in bands:
        below = [word for word in words if word.baseline <= lower]
        if upper - lower < _BAND * size:
            break
        above = [word for word in words if word.baseline >= upper]
        if gutter := _begins_block(below, upper, size):
            return [(above, None), (below, gutter)]
        if tried >= (1 if has_gutter else _MOST_BANDS):
            continue
        tried += 1
        gutters = [_gutter(part) for part in (above, below)]
        parted = [
            middle for part, middle in zip((above, below), gutters, strict=True) if middle and _continues(part, middle)
        ]
        is_other = len(parted) > 1 and abs(parted[0] - parted[1]) > size
        if is_other if has_gutter else parted:
            return [(above, gutters[0]), (below, gutters[1])]
    return []


def _begins_block(words: Sequence[Word], above: float, size: float) -> float | None:
    """Return the gutter of the block of columns that begins with a heading; None if there is no such block.

    Args:
        words: The words of the block.
        above: The baseline of the row above it.
        size: The font size of the text.
    """
    height = max(word.baseline for word in words)
    top = [word for word in words if word.baseline > height - _FIRST_ROW * size]
    if max(word.size for word in top) < _HEADING * size:
        return None
    if above - max(word.baseline + word.size for word in top) < _ABOVE_HEADING * size:
        return None
    middle = _gutter(words, _FEWEST_IN_BLOCK)
    if middle is None or not _continues(words, middle):
        return None
    sides = [word for word in words if word.right <= middle], [word for word in words if word.left >= middle]
    firsts = [max((word.baseline for word in side), default=height) for side in sides]
    return middle if all(height - first <= _BELOW_HEADING * size for first in firsts) else None


def _continues(words: Sequence[Word], middle: float) -> bool:
    """Return whether many lines on both sides of a gutter continue a sentence, as table cells do not."""
    crossing = _crossing(words, middle)
    rest = [word for word in words if place_of(word) not in crossing]
    return all(
        _continued([word for word in rest if (word.right <= middle) == is_left]) >= _CONTINUED
        for is_left in (True, False)
    )


def _continued(words: Sequence[Word]) -> float:
    """Return the share of lines that begin in lower case."""
    lines = _lines(words)
    return sum(line.text[:1].islower() for line in lines) / max(len(lines), 1)


def _beside(words: Sequence[Word]) -> tuple[list[list[Word]], list[Word]] | None:
    """Return the text above, beside and below a box in it, and the words of the box; None if there is no box."""
    size = median(word.size for word in words)
    mirrored = [Word(word.text, -word.right, -word.left, word.baseline, word.size) for word in words]
    for given, is_mirrored in ((words, False), (mirrored, True)):
        found = max(_boxes(given, size, is_mirrored=is_mirrored), key=lambda box: box[1] - box[2], default=None)
        if found:
            edge, top, bottom = found
            inside = [bottom <= word.baseline <= top for word in given]
            box = [word for word, view, is_in in zip(words, given, inside, strict=True) if is_in and view.left >= edge]
            beside = [
                word for word, view, is_in in zip(words, given, inside, strict=True) if is_in and view.left < edge
            ]
            above = [word for word in words if word.baseline > top]
            below = [word for word in words if word.baseline < bottom]
            return [above, beside, below], box
    return None


def _boxes(words: Sequence[Word], size: float, *, is_mirrored: bool) -> Iterator[tuple[float, float, float]]:
    """Yield the left edge, the top and the foot of each box to the right of a text that is wider elsewhere."""
    rows: defaultdict[float, list[Word]] = defaultdict(list)
    for word in words:
        rows[word.baseline].append(word)
    for row in rows.values():
        row.sort(key=lambda word: word.left)
    left, right = min(word.left for word in words), max(word.right for word in words)
    edges = {
        round(word.left)
        for row in rows.values()
        for before, word in zip([None, *row], row, strict=False)
        if word.left - left > 0.3 * (right - left) and (before is None or word.left - before.right >= _BESIDE * size)
    }
    heights = sorted(rows, reverse=True)
    for edge in sorted(edges)[:_MOST_EDGES]:
        limit = edge - 1.0
        run: list[float] = []
        crossed = False
        for height in [*heights, None]:
            row = rows[height] if height is not None else []
            if height is not None and not any(
                word.left < limit and word.right > limit - _BESIDE * size for word in row
            ):
                run.append(height)
                continue
            if (crossed or height is not None) and (box := _box(run, rows, limit, is_mirrored=is_mirrored)):
                yield (limit, *box)
            run, crossed = [], True


def _box(
    run: Sequence[float], rows: dict[float, list[Word]], limit: float, *, is_mirrored: bool
) -> tuple[float, float] | None:
    """Return the top and the foot of the box in rows that nothing crosses; None if there is no box but table cells."""
    boxed = [height for height in run if any(word.left >= limit for word in rows[height])]
    if len(boxed) < _FEWEST_IN_BOX:
        return None
    near = _LINE * max(word.size for word in rows[boxed[0]])
    within = [height for height in run if boxed[-1] - near <= height <= boxed[0] + near]
    texts = [[word for word in rows[height] if word.left < limit] for height in within]
    texts = [line for line in texts if line]
    if len(texts) < _FEWEST_LINES or sum(map(len, texts)) < _FEWEST_WORDS_BESIDE * len(texts):
        return None
    shared = sum(1 for height in boxed if any(word.left < limit for word in rows[height]))
    if shared > _SAME_ROW * len(boxed):
        lines = [[word for word in rows[height] if word.left >= limit] for height in boxed]
        firsts = [max(line, key=lambda word: word.left) if is_mirrored else line[0] for line in lines]
        if sum(word.text[:1].islower() for word in firsts) < _CONTINUED * len(lines):
            return None
    return boxed[0], boxed[-1]


def _as_aside(words: Sequence[Word]) -> list[Line]:
    lines = _lines(words)
    for line in lines:
        line.aside = True
    return lines


def _crossing(words: Sequence[Word], middle: float) -> set[tuple[float, float]]:
    """Return the lines that cross the gutter, such as headlines and figures."""
    found = set()
    ends: dict[tuple[float, float], tuple[float, float]] = {}
    for word in words:
        left, right = ends.get(place_of(word), (float("-inf"), float("inf")))
        if word.left < middle < word.right:
            found.add(place_of(word))
        elif word.right <= middle:
            ends[place_of(word)] = (max(left, word.right), right)
        else:
            ends[place_of(word)] = (left, min(right, word.left))
    return found | {place for place, (left, right) in ends.items() if right - left < _GUTTER * place[0]}


def _gutter(words: Sequence[Word], fewest: int = _FEWEST_LINES) -> float | None:
    """Find the middle of the gutter: the space between two columns that almost no line crosses.

    Args:
        words: The words of a page or a part of it.
        fewest: Minimum number of lines per column.
    """
    size = median(word.size for word in words)
    rows = {round(word.baseline / (0.6 * size)) for word in words}
    if len(rows) < fewest:
        return None
    first, last = min(word.left for word in words), max(word.right for word in words)
    covered = [0] * (int(last - first) + 2)
    for word in words:
        for place in range(int(word.left - first), int(word.right - first) + 1):
            covered[place] += 1
    allowed = _CROSSING * len(rows)
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for place, count in enumerate([*covered, len(words) + 1]):
        if count <= allowed:
            start = place if start is None else start
        elif start is not None:
            if place - start >= _GUTTER * size and start > 0:
                runs.append((start, place))
            start = None
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        least = min(covered[start:end])
        places = [place for place in range(start, end) if covered[place] == least]
        middle = first + places[len(places) // 2] + 0.5
        if _parts_columns(words, middle, fewest):
            return middle
    return None


def _parts_columns(words: Sequence[Word], middle: float, fewest: int) -> bool:
    """Return whether there are lines of text, not table cells, on both sides of a space."""
    crossing = _crossing(words, middle)
    rest = [word for word in words if place_of(word) not in crossing]
    for side in ([word for word in rest if word.right <= middle], [word for word in rest if word.right > middle]):
        lines = {place_of(word) for word in side}
        if len(lines) < fewest or len(side) / len(lines) < _FEWEST_WORDS:
            return False
    return len(crossing) <= _CROSSING * len({place_of(word) for word in words}) + 1


def _lines(words: Sequence[Word]) -> list[Line]:
    """Arrange the words of a column in lines, top to bottom; overprinted words get a line of their own."""
    lines: list[Line] = []
    near: defaultdict[int, list[Line]] = defaultdict(list)  # by height
    largest = max((word.size for word in words), default=0.0)
    for word in sorted(words, key=lambda word: (-word.size, -word.baseline)):
        reach = _ON_ONE_LINE * largest
        heights = range(int((word.baseline - reach) // _BUCKET), int((word.baseline + reach) // _BUCKET) + 1)
        for line in (line for height in heights for line in near[height]):
            first = line.words[0]
            if abs(first.baseline - word.baseline) < _ON_ONE_LINE * first.size and not any(
                word.left < other.right - 1 and other.left < word.right - 1 for other in line.words
            ):
                line.words.append(word)
                break
        else:
            lines.append(Line([word]))
            near[int(word.baseline // _BUCKET)].append(lines[-1])
    lines.sort(key=lambda line: -line.baseline)
    return lines
