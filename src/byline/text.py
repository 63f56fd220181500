"""Cleaned copies of text, for embedding, search and display; an article's own text is never altered."""

import re
import unicodedata
from functools import cache

# Kept although invisible: the joiners that Persian, Indic scripts and emoji are spelled with.
_JOINERS = "\u200c\u200d"
_LINE_BREAKS = "\n\r\u2028\u2029\x0b\x0c\x85"
_WORD = re.compile(r"\w+(?:[.'’&-]\w+)*")


def visible(text: str) -> str:
    """Drop what a reader cannot see: format characters (bidi controls, zero-width, tags) and control characters.

    Line breaks and tabs stay. The result is for showing, embedding and searching; offsets into the
    original do not hold in it.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate({ord(character): _shown(character) for character in set(text)})


def as_sentence(remark: str) -> str:
    """Write a remark with a capital and a full stop."""
    return f"{remark[:1].upper()}{remark[1:]}."


@cache
def _shown(character: str) -> str:
    """Return what is seen of a character: itself, a space or nothing."""
    if character in _JOINERS or character in _LINE_BREAKS or character == "\t":
        return character
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category in {"Cc", "Cs", "Co", "Cn"} else character


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to be seen in a text; it is read up to the first thing that is."""
    return all(not (shown := _shown(character)) or shown.isspace() for character in text)


def one_line(text: str) -> str:
    """Make `text` fit for one line: visible characters only, every run of white space one space."""
    return " ".join(visible(text).split())


def folded(name: str) -> str:
    """Reduce a name to what is compared: one line, without regard to case."""
    return one_line(name).casefold()


def normalised(text: str) -> str:
    """Reduce `text` to what two copies share: compatibility forms, lower case, words only."""
    folded = unicodedata.normalize("NFKC", visible(text)).casefold()
    return " ".join(re.findall(r"\w+", folded))


def without_possessive(word: str) -> str:
    """Return a word without the 's of a possessive at its end."""
    return word.removesuffix("'s").removesuffix("’s")


def words(text: str) -> list[str]:
    """Split `text` into words as they are written: `JD.com`, `U.S`, `yuan-backed` are one word each."""
    return _WORD.findall(text)


def shorten(text: str, limit: int) -> str:
    """Cut one line of text after a whole word so that it has at most `limit` characters, ellipsis included."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:–—-") + "…"
