"""Extend a short answer to what belongs to it, so that it can be read without its sentence.

"nine coaches"      -> "three of nine coaches"             a part of a whole is given with its number
"the fairground"    -> "a school and to the fairground"    both ends of a pair that repeats its preposition
"2"                 -> "Arden Rovers 2 Belmar 1"           a score is a line of its own
"""

import re

from byline.language.sources import WORD
from byline.records import Span

_NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)"
)
_PART_OF = re.compile(rf"(?<![\w.,])(?P<part>{_NUMBER}\sof\s(?:(?:the|its|his|her|their|these|those)\s)?)$", re.I)
_COUNTED = re.compile(rf"{_NUMBER}\b(?!\s(?:thousand|million|billion|trillion|per ?cent))", re.I)
_PAIR = re.compile(
    r"\b(?P<word>to|in|at|from|into|on|by|near)\s(?P<first>[^,.;:()“”\"]{2,60}?)\sand\s(?P=word)\s(?:the\s|an?\s)?$",
    re.I,
)
_SIDE = rf"{WORD}(?:\s{WORD}){{0,3}}"
_SCORE = re.compile(rf"\W*{_SIDE}\s\d{{1,3}}\s{_SIDE}\s\d{{1,3}}\W*")


def widened(sentence: str, short: Span) -> Span:
    """Return the span of a short answer in its sentence, extended to what belongs to it.

    Args:
        sentence: The sentence, verbatim.
        short: The short answer in it.
    """
    if _SCORE.fullmatch(sentence):
        return Span(0, len(sentence.rstrip()))
    before = sentence[: short.start]
    if (part := _PART_OF.search(before)) and _COUNTED.match(sentence, short.start):
        return Span(part.start("part"), short.end)
    pair = _PAIR.search(before)
    return Span(pair.start("first"), short.end) if pair else short
