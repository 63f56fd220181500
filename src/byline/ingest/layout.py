"""From the characters on a page to its text: words, lines, columns and paragraphs, in reading order."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from byline.ingest.elements import raised

_GAP = 0.22  # of the font size: the smallest gap between two words
_FEWEST_SPACED = 4  # letters of a row that may be set apart
_EVEN, _MOSTLY = 0.35, 0.7  # how much gaps between such letters vary, and the share of gaps that are between letters
_NEXT_WORD = 1.6  # of the gap between such letters: the smallest between words
_SOFT_HYPHEN = "\u00ad"
_HYPHENS = f"-\u2010{_SOFT_HYPHEN}\x02"  # the last is what pdfium returns for a hyphen at a line end
_SMALL = 0.86  # of a line's size: the largest superscript or subscript
_RAISED = 0.15  # of a line's size
_DROPPED = 1.8  # of a page's typical word size: the smallest drop cap
_WORDS_OF_A_LETTER = {"a", "i", "o"}
_AROUND = ".,;:!?“”‘’\"'()"
_NOTE_SIZE = 0.92  # of the text's size: the largest size of notes below it
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§¶])(?:\W|\Z|[A-Z“])")
_REPEATED = 0.2  # share of inner lines that recur on other pages, from which the text itself is repetitive
_SAME_PLACE = 8.0  # points by which the height of a running line with a number may differ between pages
_EDGE_LINES = 5  # at the top and foot of a page, which may be running heads
_APART = 1.7  # of the font size: the smallest space between the text and a running line
_APART_IN_ROW = 2.5  # of the font size: the smallest space between table cells; gaps in justified lines are narrower
_ROOM = 3.0  # of the font size: if the next word and this much space would have fitted, the line ended on purpose
_LISTED = 0.7  # share of the lines of a box that do not begin in lower case, from which each is a paragraph
_SENTENCE_END = (".", "!", "?", "”", '"', ":", "…")
_ITEM = re.compile(r"[•▪◦‣●■*]\s|[–—-]\s|\d+(?:\.\d+)+\.?\s+[A-Z]")
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?|[-–—] ?)?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?(?: ?[-–—])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character on a page, or several drawn as one; coordinates in points from the lower left."""

    character: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(slots=True)
class Word:
    """A word on a page."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(slots=True)
class Line:
    """A line of a column.

    Attributes:
        words: Its words.
        aside: Whether it is in a table or in a box beside the text, rather than part of it.
        is_row: Whether it is a row of a table, written with the names of its columns.
    """

    words: list[Word] = field(default_factory=list)
    aside: bool = False
    is_row: bool = False

    @property
    def text(self) -> str:
        """The words, with superscripts and subscripts attached to the preceding word and note numbers left out."""
        size, baseline = self.size, self.baseline
        written, before = "", None
        for word in sorted(self.words, key=lambda word: word.left):
            text, is_small = word.text, word.size <= _SMALL * size
            if is_small and word.baseline > baseline + _RAISED * size and before:
                text = raised(written, word.text)
            is_close = before is not None and word.left - before.right < _GAP * size
            parts_from_small = is_small or (
                before is not None and before.size <= _SMALL * size and written != before.text
            )
            written += text if not written or not text or (is_close and parts_from_small) else f" {text}"
            before = word
        return written

    @property
    def left(self) -> float:
        """The left edge."""
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        """The right edge."""
        return max(word.right for word in self.words)

    @property
    def baseline(self) -> float:
        """The baseline of the largest word."""
        return max(self.words, key=lambda word: word.size).baseline

    @property
    def size(self) -> float:
        """The size of the largest word."""
        return max(word.size for word in self.words)


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """Join characters of the same size and baseline into words, whatever their order in the file."""
    rows: defaultdict[tuple[float, float], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        rows[round(glyph.size, 1), round(glyph.baseline * 2) / 2].append(glyph)
    words: list[Word] = []
    for (size, baseline), row in rows.items():
        row.sort(key=lambda glyph: glyph.left)
        apart = _letterspace(row)
        word: Word | None = None
        for glyph in row:
            if glyph.character.isspace():
                word = word if apart else None
            elif word is None or glyph.left - word.right > (apart or _GAP * glyph.size):
                word = Word(glyph.character, glyph.left, glyph.right, baseline, size)
                words.append(word)
            else:
                word.text += glyph.character
                word.right = max(word.right, glyph.right)
    return words


def _letterspace(row: Sequence[Glyph]) -> float:
    """Return the smallest gap between words in a row of letters set apart, as in `N E W S`; 0 if they are not."""
    letters = [glyph for glyph in row if not glyph.character.isspace()]
    gaps = [after.left - before.right for before, after in pairwise(letters)]
    if len(letters) < _FEWEST_SPACED or (typical := median(gaps)) <= _GAP * letters[0].size:
        return 0.0
    alike = sum(1 for gap in gaps if abs(gap - typical) <= _EVEN * typical)
    is_even = alike >= _MOSTLY * len(gaps) and all(glyph.character.isalnum() for glyph in letters[:2])
    return _NEXT_WORD * typical if is_even else 0.0


def with_drop_caps(words: list[Word]) -> list[Word]:
    """Put each drop cap before the rest of its word, in the first of the lines beside it."""
    if not words:
        return words
    size = median(word.size for word in words)
    dropped = [word for word in words if word.size >= _DROPPED * size and re.fullmatch(r"[“‘\"']?[^\W\d_]", word.text)]
    for letter in dropped:
        beside = [
            word
            for word in words
            if word.size < letter.size / _DROPPED
            and letter.baseline - 0.3 * size <= word.baseline <= letter.baseline + letter.size
            and -0.2 * size <= word.left - letter.right <= letter.size
        ]
        lines = sorted({word.baseline for word in beside}, reverse=True)
        if len(lines) < 2:  # part of a headline, or an isolated letter
            continue
        first = min((word for word in beside if word.baseline == lines[0]), key=lambda word: word.left)
        is_word = letter.text.casefold() in _WORDS_OF_A_LETTER and _comes_twice(first, words)
        first.text = f"{letter.text}{' ' if is_word else ''}{first.text}"
        words.remove(letter)
    return words


def _comes_twice(word: Word, words: Sequence[Word]) -> bool:
    return sum(1 for other in words if other.text.strip(_AROUND).casefold() == word.text.strip(_AROUND).casefold()) > 1


def place_of(word: Word) -> tuple[float, float]:
    """Return a key shared by the words of a line."""
    return word.size, word.baseline


def without_running_lines(given: Sequence[Sequence[Word]]) -> tuple[list[list[Word]], int]:
    """Remove page numbers and running heads and feet: lines at the edge of a page that recur on other pages.

    Returns:
        The words of each page, and how many lines were removed.
    """
    pages = [_without_page_number(words, number) for number, words in enumerate(given, start=1)]
    count = sum(len(before) - len(after) > 0 for before, after in zip(given, pages, strict=True))
    edges = [_edge_lines(words) for words in pages]
    if _repeats_itself(pages, edges):
        edges = [_apart(words, lines) for words, lines in zip(pages, edges, strict=True)]
    kept, running = _without(pages, edges)
    if not any(kept):  # every line recurs: remove only those set apart from the text
        kept, running = _without(pages, [_apart(words, lines) for words, lines in zip(pages, edges, strict=True)])
    return (kept, count + running) if any(kept) else ([list(words) for words in given], 0)


def _without(
    pages: Sequence[Sequence[Word]], edges: Sequence[Mapping[tuple[float, float], str]]
) -> tuple[list[list[Word]], int]:
    """Remove lines at the edges of pages that recur on other pages, and return how many."""
    places: defaultdict[tuple[int, str], list[tuple[int, float]]] = defaultdict(list)
    for number, lines in enumerate(edges):
        for place, text in lines.items():
            places[_alike(place, text)].append((number, place[1]))

    def seen(place: tuple[float, float], text: str) -> int:
        """Return on how many pages a line occurs."""
        same_place = any(map(str.isdigit, text)) and not _PAGE_NUMBER.fullmatch(text)
        found = places[_alike(place, text)]
        return len({page for page, height in found if not same_place or abs(height - place[1]) <= _SAME_PLACE})

    needed = max(2, len(pages) / 3)
    running = [
        {
            place
            for place, text in lines.items()
            if seen(place, text) >= needed or (seen(place, text) > 1 and _PAGE_NUMBER.fullmatch(text))
        }
        for lines in edges
    ]
    numbered = Counter(
        one
        for number, (lines, found) in enumerate(zip(edges, running, strict=True))
        for place in found
        for one in set(_numbers(place, lines[place], number))
    )
    for number, (lines, found) in enumerate(zip(edges, running, strict=True)):  # such as `Sport – 14` after `News – 13`
        found |= {
            place for place, text in lines.items() if any(numbered[one] > 1 for one in _numbers(place, text, number))
        }
    kept = [
        [word for word in words if place_of(word) not in found] for words, found in zip(pages, running, strict=True)
    ]
    return kept, sum(map(len, running))


def _numbers(place: tuple[float, float], text: str, page: int) -> list[tuple[int, int, int]]:
    """Return for each number in a line the line's size and height, and how far the number is from that of its page."""
    size, height = place
    return [(round(size), round(height), int(number) - page) for number in re.findall(r"(?<!\d)\d{1,4}(?!\d)", text)]


def _repeats_itself(pages: Sequence[Sequence[Word]], edges: Sequence[Mapping[tuple[float, float], str]]) -> bool:
    """Return whether much of the text recurs on other pages, so that a recurring line at an edge means nothing."""
    inner: list[set[tuple[int, str]]] = []
    for words, lines in zip(pages, edges, strict=True):
        rows: defaultdict[tuple[float, float], list[Word]] = defaultdict(list)
        for word in words:
            rows[place_of(word)].append(word)
        inner.append({_alike(place, Line(row).text) for place, row in rows.items() if place not in lines})
    counts = Counter(line for lines in inner for line in lines)
    return sum(1 for count in counts.values() if count > 1) > _REPEATED * max(len(counts), 1)


def _apart(words: Sequence[Word], lines: Mapping[tuple[float, float], str]) -> dict[tuple[float, float], str]:
    """Return the lines at the edges of a page that are set apart from its text."""
    heights = sorted({word.baseline for word in words})
    found = set[float]()
    for from_edge in (heights, heights[::-1]):
        outer = from_edge[:_EDGE_LINES]
        size = median(word.size for word in words) if words else 0.0
        gap = next(
            (
                number
                for number, (one, other) in enumerate(pairwise(outer), start=1)
                if abs(one - other) > _APART * size
            ),
            0,
        )
        found.update(outer[:gap])
    return {place: text for place, text in lines.items() if place[1] in found}


def _without_page_number(words: Sequence[Word], number: int) -> list[Word]:
    """Remove the first or last line of a page if it has the page number, alone or far from the line's other text."""
    rows: defaultdict[float, list[Word]] = defaultdict(list)
    for word in words:
        rows[word.baseline].append(word)
    heights = sorted(rows)
    for edge, inner in ((heights[:1], heights[1:2]), (heights[-1:], heights[-2:-1])):
        row = sorted((word for height in edge for word in rows[height]), key=lambda word: word.left)
        if not row or not inner or abs(edge[0] - inner[0]) < _APART * max(word.size for word in row):
            continue
        gaps = [after.left - before.right for before, after in pairwise(row)]
        wide = 3 * row[0].size
        text = " ".join(word.text for word in row)
        far = [word.text for word, gap in ((row[0], gaps[:1]), (row[-1], gaps[-1:])) if gap and gap[0] > wide]
        if any(_is_number(one, number) for one in (text, *far)):
            return [word for word in words if word.baseline != edge[0]]
    return list(words)


def _is_number(text: str, number: int) -> bool:
    """Return whether a text is nothing but the page number."""
    return _PAGE_NUMBER.fullmatch(text) is not None and re.findall(r"\d+", text)[0] == str(number)


def _edge_lines(words: Sequence[Word]) -> dict[tuple[float, float], str]:
    rows: defaultdict[tuple[float, float], list[Word]] = defaultdict(list)
    for word in words:
        rows[place_of(word)].append(word)
    heights = sorted({baseline for _, baseline in rows})
    at_edge = {*heights[:_EDGE_LINES], *heights[-_EDGE_LINES:]}
    return {place: Line(row).text for place, row in rows.items() if place[1] in at_edge}


def _alike(place: tuple[float, float], text: str) -> tuple[int, str]:
    """Return a key shared by running lines on different pages; it includes the size, as a title is larger."""
    return round(place[0]), re.sub(r"\d+", "#", text.casefold()).strip()


class Joiner:
    """Joins lines into paragraphs, and the two parts of a word hyphenated at a line end.

    Args:
        pages: For each page its columns in reading order, each as a list of lines.

    Attributes:
        joined: How many hyphenated words were joined.
        starts: Where each page begins in the text; a page without text begins where the next one does.
    """

    def __init__(self, pages: Iterable[Iterable[Sequence[Line]]]) -> None:
        given = [[column for column in columns if column] for columns in pages]
        sizes = [line.size for columns in given for column in columns for line in column]
        parted = [_without_notes(columns, median(sizes) if sizes else 0.0) for columns in given]
        self._pages, self._notes = [body for body, _ in parted], [notes for _, notes in parted]
        self._known = Counter(
            word
            for columns in given
            for column in columns
            for line in column
            for word in _plain_words(line.text.replace(_SOFT_HYPHEN, ""))
        )
        self.joined = 0
        self.starts: list[int] = []

    def text(self) -> str:
        """Return the text, one line per paragraph; paragraphs may continue in the next column or on the next page."""
        found: list[str] = []
        begun = 0  # where the last paragraph begins
        before: Line | None = None
        for number, columns in enumerate(self._pages, start=1):
            asides: list[str] = []
            for at, column in enumerate(columns):
                if column[0].aside:
                    boxed = self._boxed(column)
                    later = [one for others in (columns[at + 1 :], *self._pages[number:]) for one in others]
                    following = next((one[0].text for one in later if not one[0].aside), "")
                    if before is not None and following[:1].islower() and not before.text.endswith(_SENTENCE_END):
                        asides += boxed  # the sentence continues below the box
                        continue
                    begun += len(found[-1]) + 1 if found else 0
                    self.starts += [begun] * (number - len(self.starts))
                    begun += sum(len(text) + 1 for text in boxed[:-1])
                    found += boxed
                    before = None
                    continue
                pitch = _pitch(column)
                right = max(line.right for line in column)
                left = median(line.left for line in column)
                for place, line in enumerate(column):
                    text = _without_soft_hyphens(line.text)
                    if before is None or _begins(line, before, pitch, left, right, is_first=place == 0):
                        if found:
                            found[-1] = found[-1].rstrip(_SOFT_HYPHEN)
                            begun += len(found[-1]) + 1
                        found.append(text)
                    else:
                        found[-1] = self._joined(found[-1], text)
                    before = line
                    start = begun + len(found[-1]) - len(text)
                    self.starts += [start] * (number - len(self.starts))
            if notes := [*self._noted(self._notes[number - 1]), *asides]:
                if before is None or before.text.endswith(_SENTENCE_END) or number == len(self._pages):
                    begun += len(found[-1]) + 1 if found else 0
                    self.starts += [begun] * (number - len(self.starts))
                    begun += sum(len(note) + 1 for note in notes[:-1])
                    found += notes
                    before = None
                else:  # the paragraph continues on the next page: put the notes before it
                    moved = sum(len(note) + 1 for note in notes)
                    own = self.starts[:number]
                    self.starts = [
                        start + moved
                        if start > begun or (start == begun and place < number - 1 and own[-1] == begun)
                        else start
                        for place, start in enumerate(own)
                    ]
                    found[-1:-1] = notes
                    begun += moved
        whole = "\n".join(found).rstrip(_SOFT_HYPHEN).replace("\x02", "-")
        self.starts += [len(whole)] * (len(self._pages) - len(self.starts))
        self.starts[:1] = [0]
        return whole

    def _noted(self, lines: Sequence[Line]) -> list[str]:
        """Return the notes of a page, one line each."""
        notes: list[str] = []
        for line in lines:
            if not notes or _begins_note(line):
                notes.append(_without_soft_hyphens(line.text))
            else:
                notes[-1] = self._joined(notes[-1], _without_soft_hyphens(line.text))
        return [note.rstrip(_SOFT_HYPHEN) for note in notes]

    def _boxed(self, box: Sequence[Line]) -> list[str]:
        """Return the paragraphs of a box or table beside the text."""
        found: list[str] = []
        right, left = max(line.right for line in box), median(line.left for line in box)
        if sum(not line.text[:1].islower() for line in box) >= _LISTED * len(box):
            return [_without_soft_hyphens(line.text).rstrip(_SOFT_HYPHEN) for line in box]
        for place, line in enumerate(box):
            text = _without_soft_hyphens(line.text)
            if not place or _begins(line, box[place - 1], _pitch(box), left, right, is_first=False):
                found.append(text)
            else:
                found[-1] = self._joined(found[-1], text)
        return [text.rstrip(_SOFT_HYPHEN) for text in found]

    def _joined(self, text: str, following: str) -> str:
        if not text.endswith(tuple(_HYPHENS)) or not following[:1].isalpha():
            return f"{text.rstrip(_SOFT_HYPHEN)} {following}"
        if text[-2:-1].isspace():
            return f"{text} {following}"  # a dash, not a part of a word
        before, after = _last_word(text[:-1]), _first_word(following)
        whole, parted = (before + after).casefold(), f"{before}-{after}".casefold()
        divided = following[:1].islower() and bool(before) and not before[-1:].isdigit()
        if text[-1] == "-" and self._known[parted] > self._known[whole]:
            divided = False
        if not divided:
            return f"{text[:-1]}-{following}"
        self.joined += 1
        return text[:-1] + following


def _without_notes(columns: Sequence[Sequence[Line]], size: float) -> tuple[list[Sequence[Line]], list[Line]]:
    """Separate the notes at the foot of each column from the text above.

    Args:
        columns: The columns of a page.
        size: The font size of the text.
    """
    bodies: list[Sequence[Line]] = []
    notes: list[Line] = []
    for column in columns:
        end = 0 if column[0].aside else len(column)
        while end and column[end - 1].size <= _NOTE_SIZE * size:
            end -= 1
        first = next((place for place in range(end, len(column)) if _begins_note(column[place])), len(column))
        if 0 < end == first < len(column):
            bodies.append(column[:end])
            notes += column[end:]
        else:
            bodies.append(column)
    return bodies, notes


def _begins_note(line: Line) -> bool:
    words = sorted(line.words, key=lambda word: word.left)
    return _NOTE.match(" ".join(word.text for word in words)) is not None


def _begins(line: Line, before: Line, pitch: float, left: float, right: float, *, is_first: bool) -> bool:
    """Return whether a line begins a paragraph.

    Args:
        line: The line.
        before: The previous line in reading order.
        pitch: The usual distance between lines in the column.
        left: Where lines of the column begin.
        right: Where the column ends.
        is_first: Whether the line is the first in its column.
    """
    text = line.text
    rows = _is_row(line) + _is_row(before)  # lines of narrow justified columns may look like rows
    if line.is_row or before.is_row or rows > 1 or (rows and not text[:1].islower()):
        return True
    if abs(line.size - before.size) > 0.12 * max(line.size, before.size) or _ITEM.match(text):
        return True
    ended = before.text.endswith(_SENTENCE_END)
    if is_first:
        return ended and not text[:1].islower()
    if before.baseline - line.baseline > 1.35 * pitch or (ended and line.left > left + 0.7 * line.size):
        return True
    first_word = min(line.words, key=lambda word: word.left)
    would_fit = before.right + (first_word.right - first_word.left) + _ROOM * line.size < right
    return would_fit and not text[:1].islower() and not before.text.endswith(tuple(_HYPHENS))


def _is_row(line: Line) -> bool:
    """Return whether the words of a line are the cells of a table row."""
    if line.is_row:
        return True
    words = sorted(line.words, key=lambda word: word.left)
    return sum(1 for word, other in pairwise(words) if other.left - word.right > _APART_IN_ROW * line.size) > 1


def _pitch(column: Sequence[Line]) -> float:
    """Return the usual distance between two lines."""
    distances = [above.baseline - below.baseline for above, below in pairwise(column)]
    return median(distances) if distances else column[0].size * 1.2


def _without_soft_hyphens(text: str) -> str:
    """Remove soft hyphens, except one at the end, which divides a word."""
    return text[:-1].replace(_SOFT_HYPHEN, "") + text[-1:]


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+(?:-\w+)*", text.casefold())


def _last_word(text: str) -> str:
    match = re.search(r"[\w-]*$", text)
    return match[0] if match else ""


def _first_word(text: str) -> str:
    match = re.match(r"[\w-]*", text)
    return match[0] if match else ""
