"""Recognise typing errors, and which words may have been meant.

Nothing here guesses the intended word: the caller supplies the known words, from its archive or from English.
"""

import re
import string
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from symspellpy.editdistance import DamerauOsa

_WORDS = "frequency_dictionary_en_82_765.txt"  # from symspellpy: a word and its count in each line
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # rows of a keyboard, each half a key to the right of the previous one
# Spellings, and their forms in the dictionary: mostly British, but with -ize.
_OTHER_SPELLINGS = (
    (re.compile(r"or(?=(?:s|ed|ing|able|al|ers?|ful|hoods?|ites?|less|y)?$)"), "our"),
    (re.compile(r"(?<=[tb])er(?=s?$)"), "re"),
    (re.compile(r"(?<=[aeiou])l(?=ed$|ing$|ers?$)"), "ll"),
    (re.compile(r"yz(?=e|ing)"), "ys"),
    (re.compile(r"is(?=(?:e[sdr]?|ing|ers|ations?)$)"), "iz"),
    (re.compile(r"og(?=s?$)"), "ogue"),
    (re.compile(r"^sk"), "sc"),
    (re.compile(r"elry$"), "ellery"),
)
_SHORTEST, _LONG = 4, 7  # fewest letters for one error, and for two
_VOWELS = frozenset("aeiou")
_LONGEST = 40  # letters; the words one error away are 50 times as many, and each is looked up


@cache
def _english() -> Mapping[str, int]:
    """Return how often each of some 80,000 English words is used."""
    lines = files("symspellpy").joinpath(_WORDS).read_text(encoding="utf-8-sig").splitlines()
    return {word: int(count) for word, _, count in (line.partition(" ") for line in lines) if count}


def is_english(word: str) -> bool:
    """Return whether a word is English, in any case, British or American."""
    written = word.casefold()
    ways = [written, *(pattern.sub(other, written) for pattern, other in _OTHER_SPELLINGS)]
    return any(way in _english() or way.removesuffix("s") in _english() for way in ways)


def english_frequency(word: str) -> int:
    """Return how often a word is used in English; 0 if it is unknown."""
    return _english().get(word.casefold(), 0)


def errors_allowed(word: str) -> int:
    """Return how many typing errors a word may have: at most 2, none in a short word or one too long to be a word."""
    return 0 if not _SHORTEST <= len(word) <= _LONGEST else 1 if len(word) < _LONG else 2


def one_error_away(word: str) -> set[str]:
    """Return the words that differ by one letter left out, added, changed or swapped."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    left_out = {f"{before}{letter}{after}" for before, after in halves for letter in string.ascii_lowercase}
    added = {before + after[1:] for before, after in halves if after}
    changed = {f"{before}{letter}{after[1:]}" for before, after in halves if after for letter in string.ascii_lowercase}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in halves if len(after) > 1}
    return (left_out | added | changed | swapped) - {word}


def distance(typed: str, meant: str) -> int | None:
    """Return the number of errors between two words; None if more than allowed.

    A swap of neighbouring letters counts as one error.
    """
    allowed = errors_allowed(typed)
    if abs(len(typed) - len(meant)) > allowed:
        return None
    errors = DamerauOsa().distance(typed, meant, allowed)
    return errors if errors >= 0 else None


def is_slip(typed: str, meant: str) -> bool:
    """Return whether a single slip of the fingers turns one word into the other.

    A slip swaps two letters, leaves one out, doubles one or hits a neighbouring key: `tunel`, `eletcion`, `cosy` for
    `cost`. `carver` for `carter` is not a slip.
    """
    if is_swap(typed, meant) or (len(typed) < len(meant) and typed in _shortened(meant)):
        return True
    if len(typed) == len(meant):
        differing = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
        return len(differing) == 1 and differing[0][1] in beside(differing[0][0])
    return is_doubled(typed, meant)


def _mistakes_a_vowel(typed: str, meant: str) -> bool:
    """Return whether two words of one length differ only in one vowel."""
    differing = [pair for pair in zip(typed, meant, strict=False) if pair[0] != pair[1]]
    return len(typed) == len(meant) and len(differing) == 1 and _VOWELS.issuperset(differing[0])


def is_swap(typed: str, meant: str) -> bool:
    """Return whether only two neighbouring letters are swapped."""
    places = [place for place, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other]
    return (
        len(typed) == len(meant)
        and len(places) == 2
        and places[1] == places[0] + 1
        and typed[places[0]] == meant[places[1]]
        and typed[places[1]] == meant[places[0]]
    )


def is_doubled(typed: str, meant: str) -> bool:
    """Return whether the only difference is one letter typed twice."""
    return any(
        typed[place] == typed[place - 1] and typed[:place] + typed[place + 1 :] == meant
        for place in range(1, len(typed))
    )


def is_left_out(typed: str, meant: str) -> bool:
    """Return whether the only difference is one missing letter inside the word."""
    return typed[:1] == meant[:1] and typed[-1:] == meant[-1:] and typed in _shortened(meant)


def _shortened(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


@cache
def beside(letter: str) -> frozenset[str]:
    """Return the letters on the keys around a letter."""
    found: set[str] = set()
    for number, row in enumerate(_ROWS):
        place = row.find(letter)
        if place >= 0:
            found.update(row[max(0, place - 1) : place + 2])
            found.update(_ROWS[number - 1][place : place + 2] if number else "")
            found.update(_ROWS[number + 1][max(0, place - 1) : place + 1] if number + 1 < len(_ROWS) else "")
    return frozenset(found - {letter})


def closest(typed: str, known: Mapping[str, int]) -> list[str]:
    """Return the known words that a word may stand for, likeliest first.

    Fewer errors come first, then the same first letter, then slips of the fingers, then one wrong vowel (`seperate`),
    then more frequent words.

    Args:
        typed: The word in lower case.
        known: How often each word is used, by the word in lower case.
    """
    found = []
    for word, used in _alike(typed, known):
        errors = distance(typed, word)
        if errors:
            is_likely = (typed[0] == word[0], is_slip(typed, word), _mistakes_a_vowel(typed, word))
            found.append(((errors, *(not one for one in is_likely), -used), word))
    return [word for _, word in sorted(found)]


def _alike(typed: str, known: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Yield the words that could be meant, judged by their length and first letters."""
    allowed = errors_allowed(typed)
    for word, used in known.items():
        if abs(len(word) - len(typed)) <= allowed and not set(word[:2]).isdisjoint(typed[:2]):
            yield word, used
