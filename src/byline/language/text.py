"""Cleaned copies of text, for embedding, search and display; an article's own text is never altered."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

# Kept although invisible, but only where they change how what stands before them is drawn: joiners after letters that
# are written joined (Persian, Indic) and after pictures (emoji), the selectors of text or emoji style after pictures.
# Anywhere else they only hide words from the search, or carry what a reader is not to see.
_JOINERS, _STYLES = "\u200c\u200d", "\ufe0e\ufe0f"
_JOINED = "\u0600-\u1aff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
_PICTURES = "©®‼⁉™ℹ\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff〰〽㊗㊙\U0001f000-\U0001faff"
_STRAY = re.compile(
    rf"(?<![{_JOINED}{_PICTURES}])(?<![{_PICTURES}][{_STYLES}])[{_JOINERS}]"
    rf"|(?<![{_PICTURES}])[{_STYLES}](?!\u20e3)"  # a keycap is a digit, a selector and U+20E3
)
# Ignored by default in Unicode, but letters and marks by their category: fillers of Hangul, vowels of Khmer, selectors
# of Mongolian and all other variation selectors, of which 256 spell any byte.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]"
)
# What most texts are made of: all of it is seen, and nothing needs to be looked up.
_ORDINARY = re.compile("[ -~\\n\\r\\t\\xa0-\\xac\\xae-\u02ff‘’“”–—…]*")
_LINE_BREAKS = "\n\r\u2028\u2029\x0b\x0c\x85"
_WORD = re.compile(r"\w+(?:[.'’&-]\w+)*")


def visible(text: str) -> str:
    """Drop what a reader cannot see: format characters (bidi controls, zero-width, tags), variation selectors and
    control characters.

    Line breaks and tabs stay, and so do the joiners and selectors that Persian, Indic scripts and emoji are spelled
    with. The result is for showing, embedding and searching; offsets into the original do not hold in it.
    """
    if _ORDINARY.fullmatch(text):
        return text
    characters = set(text)
    seen = text.translate({ord(character): _shown(character) for character in characters})
    return seen if characters.isdisjoint(_JOINERS + _STYLES) else _STRAY.sub("", seen)


def visible_places(text: str) -> tuple[str, Sequence[int]]:
    """Return what `visible` does, and where in `text` each of its characters stands."""
    if visible(text) == text:
        return text, range(len(text))
    kept = [(place, shown) for place, character in enumerate(text) if (shown := _shown(character))]
    stray = {match.start() for match in _STRAY.finditer("".join(shown for _, shown in kept))}
    left = [one for number, one in enumerate(kept) if number not in stray]
    return "".join(shown for _, shown in left), [place for place, _ in left]


def as_sentence(remark: str) -> str:
    """Write a remark with a capital and a full stop."""
    return f"{remark[:1].upper()}{remark[1:]}."


@cache
def _shown(character: str) -> str:
    """Return what is seen of a character: itself, a space or nothing."""
    if character in _JOINERS or character in _LINE_BREAKS or character == "\t":
        return character
    category = unicodedata.category(character)
    if category == "Cf" or _IGNORABLE.match(character):
        return ""
    return " " if category in {"Cc", "Cs", "Co", "Cn"} else character


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to be seen in a text; it is read up to the first thing that is."""
    return all(
        character in _JOINERS or character in _STYLES or not (shown := _shown(character)) or shown.isspace()
        for character in text
    )


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


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where each of the `words` of a text starts and ends."""
    return [found.span() for found in _WORD.finditer(text)]


def shorten(text: str, limit: int) -> str:
    """Cut one line of text after a whole word so that it has at most `limit` characters, ellipsis included."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, to list them readably."""
    return frozenset(text.split())


def singular(word: str) -> str:
    """Drop the s of a plural, as far as a word's ending tells: `votes` gives `vote`, `crisis` stays."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
