"""Clean copies of text for embedding, search and display; an article's own text never changes."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

# Invisible characters that are kept, but only where they change how the preceding character is drawn: joiners after
# letters of joined scripts (Persian, Indic) and after pictures (emoji), and text or emoji style selectors after
# pictures. Anywhere else they only hide words from the search, or carry content that readers are not meant to see.
_JOINERS, _STYLES = "\u200c\u200d", "\ufe0e\ufe0f"
_JOINED = "\u0600-\u1aff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
_PICTURES = "©®‼⁉™ℹ\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff〰〽㊗㊙\U0001f000-\U0001faff"
_STRAY = re.compile(
    rf"(?<![{_JOINED}{_PICTURES}])(?<![{_PICTURES}][{_STYLES}])[{_JOINERS}]"
    rf"|(?<![{_PICTURES}])[{_STYLES}](?!\u20e3)"  # a keycap is a digit, a selector and U+20E3
)
# Ignorable by default in Unicode although their category is letter or mark: Hangul fillers, Khmer vowels, Mongolian
# selectors and all other variation selectors, of which there are 256, enough to encode any byte.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]"
)
# Most texts consist only of these: all are visible, so nothing needs to be looked up.
_ORDINARY = re.compile("[ -~\\n\\r\\t\\xa0-\\xac\\xae-\u02ff‘’“”–—…]*")
_LINE_BREAKS = "\n\r\u2028\u2029\x0b\x0c\x85"
_WORD = re.compile(r"\w+(?:[.'’&-]\w+)*")


def visible(text: str) -> str:
    """Remove characters that a reader cannot see.

    These are format characters (bidi controls, zero-width, tags), variation selectors and control characters. Line
    breaks and tabs stay, as do the joiners and selectors that Persian, Indic scripts and emoji are spelled with. The
    result is for display, embedding and search; offsets into the original are not valid in it.
    """
    if _ORDINARY.fullmatch(text):
        return text
    characters = set(text)
    seen = text.translate({ord(character): _shown(character) for character in characters})
    return seen if characters.isdisjoint(_JOINERS + _STYLES) else _STRAY.sub("", seen)


def visible_places(text: str) -> tuple[str, Sequence[int]]:
    """Return the result of `visible`, and the position in `text` of each of its characters."""
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
    """Return what is visible of a character: itself, a space or nothing."""
    if character in _JOINERS or character in _LINE_BREAKS or character == "\t":
        return character
    category = unicodedata.category(character)
    if category == "Cf" or _IGNORABLE.match(character):
        return ""
    return " " if category in {"Cc", "Cs", "Co", "Cn"} else character


def is_blank(text: str) -> bool:
    """Return whether a text contains nothing visible; stops reading at the first visible character."""
    return all(
        character in _JOINERS or character in _STYLES or not (shown := _shown(character)) or shown.isspace()
        for character in text
    )


def one_line(text: str) -> str:
    """Fit text on one line: visible characters only, each run of white space as one space."""
    return " ".join(visible(text).split())


def folded(name: str) -> str:
    """Reduce a name to its comparison key: on one line, case-folded."""
    return one_line(name).casefold()


def normalised(text: str) -> str:
    """Reduce a text to what copies have in common: compatibility forms, lower case, words only."""
    folded = unicodedata.normalize("NFKC", visible(text)).casefold()
    return " ".join(re.findall(r"\w+", folded))


def without_possessive(word: str) -> str:
    """Return a word without a final possessive 's."""
    return word.removesuffix("'s").removesuffix("’s")


def words(text: str) -> list[str]:
    """Split a text into words as written: `JD.com`, `U.S`, `yuan-backed` are one word each."""
    return _WORD.findall(text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each of the `words` of a text."""
    return [found.span() for found in _WORD.finditer(text)]


def shorten(text: str, limit: int) -> str:
    """Shorten a text to one line of at most `limit` characters, including the ellipsis.

    It is cut after a whole word where possible.
    """
    line = one_line(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set, for readable word lists."""
    return frozenset(text.split())


def singular(word: str) -> str:
    """Drop a plural s, judged by the word's ending: `vote` for `votes`, but `crisis` stays."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
