"""Find where a phrase occurs in a text, in any case, number, accents or possessive.

    "harbour tunnel"  occurs in  "the Harbour-Tunnel’s cost", "two harbour tunnels"
    "Müller"          occurs in  "MULLER said"
    "PBoC"            does not occur in  "the People’s Bank of China"

Its words must be adjacent and in order. A common word in capitals (`WHO`, `US`) is only found in capitals.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property

from byline.language.content import is_common
from byline.language.spelling import composed
from byline.language.terms import terms_of
from byline.language.text import one_line, singular
from byline.records import Span

_WORD = re.compile(r"(?:\w\.){2,}|\w+", re.ASCII)
_HIDDEN = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"  # accents as separate characters, and invisible characters
_OTHER = re.compile(r"[^\x00-\x7f]")
_JOINS = re.compile(r"\w")
_HIDES = re.compile(f"[{_HIDDEN}]")
_POSSESSIVE = r"(?:'s?(?!\w))?"
_BETWEEN = r"(?:[-/.,']?[^\S\n]*\n?[^\S\n]*|[^\S\n]*[-/&][^\S\n]*)"
_ENDINGS = (("ss", "(?:ss|ß)"), ("ae", "(?:ae|æ)"), ("oe", "(?:oe|œ)"))
_UNUSUAL = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ı": "i",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "‐": "-",
    "‑": "-",
    "–": "-",
}
_LONGEST_ABBREVIATION = 5
_WITH_ES = ("s", "x", "z", "ch", "sh")


class _Plain(dict[int, str]):
    """Maps each character to one without case and accents."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        small = unicodedata.normalize("NFD", character)[0].lower()[:1]
        self[code] = found = _UNUSUAL.get(small, small)
        return found


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Return a text without case and accents, each character at its old position."""
    small = text.lower()
    if len(small) != len(text):
        return text.translate(_PLAIN)
    return small if text.isascii() else _OTHER.sub(lambda match: _PLAIN[ord(match[0])], small)


class Phrase:
    """A phrase to search for.

    Args:
        text: The phrase as someone wrote it.

    Attributes:
        text: The phrase on one line.
        words: Its words without case and accents.
    """

    def __init__(self, text: str) -> None:
        self.text = one_line(text)
        written = composed(self.text).replace("’", "'")
        written = re.sub(r"(?<=\w)'s\b|(?<=s)'(?!\w)", "", written)
        found = [written[match.start() : match.end()] for match in _WORD.finditer(plain(written))]
        self.words = tuple(map(plain, found))
        quiet = len(found) == 1 or not written.isupper()
        short = [word.replace(".", "") for word in found if quiet and word.isupper()]
        self._capitals = any(len(word) > 1 and is_common(word) for word in short)
        self._abbreviations = frozenset(plain(word) for word in short if 1 < len(word) <= _LONGEST_ABBREVIATION)

    @property
    def is_empty(self) -> bool:
        """Whether the phrase contains no word."""
        return not self.words

    @cached_property
    def alternatives(self) -> tuple[frozenset[str], ...]:
        """For each word, a set of search terms, one of which occurs in every text that contains the word."""
        if self._has_digits:
            return tuple(frozenset({term}) for term in terms_of(self.text))
        return tuple(map(self._terms, self.words))

    def _terms(self, word: str) -> frozenset[str]:
        letters = word.replace(".", "")
        pointed = "." in word or letters in self._abbreviations
        return frozenset((*terms_of(letters), *(terms_of(letters[0]) if pointed else ())))

    def places(self, text: str) -> Iterator[Span]:
        """Yield the positions of the phrase in a text."""
        copy = plain(text)
        pattern = self._loose if not text.isascii() and _HIDES.search(copy) else self._pattern
        for match in pattern.finditer(copy):  # the pattern begins with a letter, so most of a text is skipped quickly
            if match.start() and _JOINS.match(copy[match.start() - 1]):
                continue
            if not self._capitals or text[match.start() : match.end()].isupper():
                yield Span(*match.span("phrase"))

    def stands_in(self, text: str) -> bool:
        """Return whether the phrase occurs in a text; figures also match in another notation."""
        if next(self.places(text), None):
            return True
        return self._has_digits and runs_in(terms_of(self.text), terms_of(text))

    @cached_property
    def _has_digits(self) -> bool:
        return any(character.isdigit() for word in self.words for character in word)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return self._compiled("")

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        return self._compiled(f"[{_HIDDEN}]*")

    def _compiled(self, hidden: str) -> re.Pattern[str]:
        spelled = f"{_POSSESSIVE}{hidden}{_BETWEEN}".join(self._spelled(word, hidden) for word in self.words)
        return re.compile(rf"(?P<phrase>{spelled}){hidden}(?!\w)")

    def _spelled(self, word: str, hidden: str) -> str:
        letters = word.replace(".", "")
        if "." in word or letters in self._abbreviations:
            return r"\.?".join(map(re.escape, letters)) + r"s?\.?"
        return _spelled(word, hidden)


def _spelled(word: str, hidden: str) -> str:
    """Return a pattern for a word in singular and plural."""
    if len(word) < 3 or not word.isalpha():
        return hidden.join(map(re.escape, word))
    base = _singular(word)
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return _letters(base[:-1], hidden) + hidden + "(?:y|ies|ys)"
    return _letters(base, hidden) + hidden + ("(?:es)?" if base.endswith(_WITH_ES) else "(?:s)?")


def _letters(word: str, hidden: str) -> str:
    pattern = hidden.join(map(re.escape, word))
    for written, both in _ENDINGS if not hidden else ():
        pattern = pattern.replace(written, both)
    return pattern


def _singular(word: str) -> str:
    """Drop a plural ending if the keyword search treats both forms as one word."""
    candidates = [singular(word)]
    if word.endswith("ies") and len(word) > 4:
        candidates = [f"{word[:-3]}y"]
    elif word.endswith("es") and word[:-2].endswith(_WITH_ES):
        candidates = [word[:-2], *candidates]
    stem = terms_of(word)
    return next((one for one in candidates if terms_of(one) == stem), word)


def runs_in(some: Sequence[str], many: Sequence[str]) -> bool:
    """Return whether words occur in others, adjacent and in order."""
    return any(list(many[start : start + len(some)]) == list(some) for start in range(len(many) - len(some) + 1))
