"""List numbers that a word processor computes and prints before paragraphs."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OF_WORD = {"decimal": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_LEVELS = 10


@dataclass(frozen=True, slots=True)
class Level:
    """How the paragraphs at one level of a list are numbered.

    Attributes:
        shape: `1`, `a`, `A`, `i` or `I`; empty if there is no number, as for bullets.
        text: The printed label, with `%1` for the number of the first level.
        start: The first number.
    """

    shape: str = ""
    text: str = ""
    start: int = 1


class Counter:
    """Counts the paragraphs of a document's lists."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)

    def label(self, name: str, levels: Mapping[int, Level], depth: int) -> str:
        """Return the label of the next paragraph with a trailing space, or nothing if it has none.

        Args:
            name: The list.
            levels: Its levels by depth, from 0.
            depth: The depth of the paragraph.
        """
        level, counts = levels.get(depth, Level()), self._counts[name]
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        if not level.shape:
            return ""

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = levels.get(place, Level())
            return _numeral(counts.setdefault(place, other.start), other.shape)

        label = re.sub(r"%(\d)", number, level.text).strip()
        return f"{label} " if label else ""


class WordNumbering:
    """The list numbers of a Word file.

    Args:
        numbering: The part that defines its lists; None if there is none.
        styles: The part that defines its styles, which may be numbered too.
    """

    def __init__(self, numbering: etree._Element | None, styles: etree._Element) -> None:
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._styles = {style.get(f"{_W}styleId"): style for style in styles.iter(f"{_W}style")}
        self._counter = Counter()
        kinds = {}
        for one in numbering.iter(f"{_W}abstractNum") if numbering is not None else ():
            kinds[one.get(f"{_W}abstractNumId")] = {
                _int(level, "ilvl"): _word_level(level) for level in one.iter(f"{_W}lvl")
            }
        for one in numbering.iter(f"{_W}num") if numbering is not None else ():
            kind, id = _value(one, "abstractNumId"), one.get(f"{_W}numId")
            levels, own = dict(kinds.get(kind, {})), False
            for override in one.iter(f"{_W}lvlOverride"):
                depth, given, start = (
                    _int(override, "ilvl"),
                    override.find(f"{_W}lvl"),
                    _value(override, "startOverride"),
                )
                level = _word_level(given) if given is not None else levels.get(depth, Level())
                own = own or start is not None
                levels[depth] = Level(level.shape, level.text, _number(start, level.start))
            self._lists[id] = (f"num {id}" if own else f"kind {kind}", levels)

    def label(self, paragraph: etree._Element) -> str:
        """Return the label of a paragraph, and count the paragraph."""
        id, depth = self._of(paragraph.find(f"{_W}pPr"), 0)
        found = self._lists.get(id or "0")
        return self._counter.label(*found, depth) if found else ""

    def _of(self, properties: etree._Element | None, deep: int) -> tuple[str | None, int]:
        """Return the list id in a paragraph's properties or in its style, and the depth in that list."""
        if properties is None or deep > _MOST_LEVELS:
            return None, 0
        numbered = properties.find(f"{_W}numPr")
        given = _value(numbered, "numId") if numbered is not None else None
        depth = _number(_value(numbered, "ilvl"), 0) if numbered is not None else 0
        if given is not None:
            return given, depth
        style = self._styles.get(_value(properties, "pStyle") or _value(properties, "basedOn"))
        if style is None:
            return None, 0
        inner = style.find(f"{_W}pPr")
        id, found = self._of(inner, deep + 1)
        if id is None:
            based = etree.Element(f"{_W}pPr")
            if (parent := _value(style, "basedOn")) is not None:
                etree.SubElement(based, f"{_W}pStyle").set(f"{_W}val", parent)
            id, found = self._of(based, deep + 1)
        return id, depth or found


def odt_levels(tree: etree._Element) -> dict[str, dict[int, Level]]:
    """Return the numbered levels of the list styles in a part of an OpenDocument text, by style name."""
    return {
        style.get(f"{_STYLE}name"): {
            _number(level.get(f"{_TEXT}level"), 1) - 1: _odt_level(level)
            for level in style.iterchildren(f"{_TEXT}list-level-style-number", f"{_TEXT}outline-level-style")
        }
        for style in tree.iter(f"{_TEXT}list-style", f"{_TEXT}outline-style")
    }


def _odt_level(level: etree._Element) -> Level:
    depth, shown = _number(level.get(f"{_TEXT}level"), 1), _number(level.get(f"{_TEXT}display-levels"), 1)
    numbers = ".".join(f"%{place}" for place in range(max(1, depth - shown + 1), depth + 1))
    text = level.get(f"{_STYLE}num-prefix", "") + numbers + level.get(f"{_STYLE}num-suffix", "")
    shape = level.get(f"{_STYLE}num-format", "")
    return Level(shape if shape in set(_OF_WORD.values()) else "", text, _number(level.get(f"{_TEXT}start-value"), 1))


def _word_level(level: etree._Element) -> Level:
    shape = _OF_WORD.get(_value(level, "numFmt") or "decimal", "")
    return Level(shape, _value(level, "lvlText") or "", _number(_value(level, "start"), 1))


def _value(element: etree._Element, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    value: str | None = None if found is None else found.get(f"{_W}val")
    return value


def _int(element: etree._Element, name: str) -> int:
    return _number(element.get(f"{_W}{name}"), 0)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else otherwise


def _numeral(number: int, shape: str) -> str:
    if shape in ("a", "A"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1_000 else str(number)
    elif shape in ("i", "I"):
        letters, rest = "", number if 0 < number < 4_000 else 0
        for value, numeral in _ROMAN:
            letters += numeral * (rest // value)
            rest %= value
    else:
        return str(number)
    return letters.upper() if shape.isupper() else letters
