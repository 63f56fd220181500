"""Find the figures in a text: how many, and of what.

    "nearly $2.5 billion"   -> about 2.5e9, usd
    "60 to 70 people"       -> 60 ... 70, of people
    "dozens", "two-thirds"  -> 24 ... 100; 66.7, %

English, by patterns. A rounded or approximate figure has a tolerance:

    a number may be rounded                      half a unit of its last digit other than 0, at most 5 % of it
    "about", "nearly", "some" before a number    10 % of it
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from byline.language.sentences import LONGEST_SENTENCE
from byline.language.spelling import GROUPED, SCALES, ungrouped
from byline.language.text import singular, word_set
from byline.records import Span

ROUNDED = 0.05  # of a number: the most that rounding can change it
ABOUT = 0.10  # of a number: the tolerance of "about"
_ONES = {
    word: number
    for number, word in enumerate(
        re.findall(
            r"\w+",
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
            " seventeen eighteen nineteen",
        )
    )
}
_TENS = {
    word: 20 + 10 * number
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
}
_SCALES = {**SCALES, "dozen": 12}
# Vague amounts: lower and upper bound.
_VAGUE = {
    "dozens": (24.0, 100.0),
    "scores": (40.0, 200.0),
    "hundreds": (200.0, 1_000.0),
    "thousands": (2_000.0, 10_000.0),
    "tens of thousands": (20_000.0, 100_000.0),
    "hundreds of thousands": (200_000.0, 1e6),
    "millions": (2e6, 1e8),
    "billions": (2e9, 1e12),
}
_UNITS = {
    **dict.fromkeys(("%", "percent", "per cent", "pct"), "%"),
    **dict.fromkeys(("percentage points", "percentage point"), "points"),
    **dict.fromkeys(("us$", "$", "usd", "dollar", "dollars", "us dollars", "u.s. dollars"), "usd"),
    **dict.fromkeys(("hk$", "hkd", "hong kong dollars"), "hkd"),
    **dict.fromkeys(("a$", "aud", "australian dollars"), "aud"),
    **dict.fromkeys(("c$", "cad", "canadian dollars"), "cad"),
    **dict.fromkeys(("£", "gbp", "pounds sterling", "pound sterling"), "gbp"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "eur"),
    **dict.fromkeys(("yuan", "rmb", "cny", "renminbi"), "cny"),
    **dict.fromkeys(("yen", "jpy"), "jpy"),
    **dict.fromkeys(("₹", "rs", "rs.", "inr", "rupee", "rupees"), "inr"),
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), "km"),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("mi", "mile", "miles"), "mi"),
    **dict.fromkeys(("ft", "foot", "feet"), "ft"),
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms", "kilo", "kilos"), "kg"),
    **dict.fromkeys(("ton", "tons", "tonne", "tonnes"), "t"),
    **dict.fromkeys(("acre", "acres"), "acre"),
    **dict.fromkeys(("hectare", "hectares", "ha"), "ha"),
    **{
        f"{name}{ending}": name
        for name in ("second", "minute", "hour", "day", "week", "month", "year")
        for ending in ("", "s")
    },
    **dict.fromkeys(("°c", "degrees celsius"), "°c"),
    **dict.fromkeys(("°f", "degrees fahrenheit"), "°f"),
}
_AFTER_METRES = frozenset(["", "long", "tall", "high", "wide", "deep", "race"])
_NOT_A_NOUN = word_set("in of on at to and or by for from with as per than after before were was are is")


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


_SYMBOL = r"(?:(?:US|HK|A|C)?\$|[£€₹]|(?:USD|HKD|AUD|CAD|GBP|EUR|CNY|RMB|JPY|INR|Rs\.?)(?=\s?\d))"
_DIGITS = rf"(?:{GROUPED})(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NUMBER_WORD = _any_of((*_ONES, *_TENS))
_COUNTED = rf"{_NUMBER_WORD}(?:[\s-](?:hundred(?:\sand)?|{_NUMBER_WORD}))*"
_SCALE = _any_of(_SCALES)
_UNIT = _any_of(_UNITS)
_ONE_NUMBER = re.compile(
    rf"(?<![\w.])(?<![A-Za-z][-–])(?P<sign>(?<!\d)[-−](?=[\d$£€])|minus\s)?(?:(?P<symbol>{_SYMBOL})\s?)?"
    rf"(?:(?P<digits>{_DIGITS})(?P<ordinal>(?:st|nd|rd|th)\b)?|(?P<counted>{_COUNTED})|an?(?=[\s-]{_SCALE}\b))"
    rf"(?:[\s-]?(?P<scale>{_SCALE})(?!\w))?(?:[\s-]?(?P<unit>{_UNIT})(?!\w))?(?!\w)",
    re.I,
)
_VAGUE_NUMBER = re.compile(rf"\b{_any_of(_VAGUE)}\b", re.I)
_SHARE = re.compile(
    r"\b(?:(?:a|one)[\s-])?(half|third|quarter)\b(?=\sof\b|\s*$)|\b(two[\s-]thirds|three[\s-]quarters)\b", re.I
)
_SHARES = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "two-thirds": 200 / 3, "three-quarters": 75.0}
_JUST = re.compile(r"\bjust (?:over|under|above|below|shy of)\s$", re.I)
_AT_MOST = re.compile(
    r"\b(?:less than|under|fewer than|below|up to|at most|(?:no|not) more than|as (?:many|much) as|a maximum of)\s$",
    re.I,
)
_AT_LEAST = re.compile(
    r"\b(?:more than|over|at least|exceeding|above|upwards of|(?:no|not) (?:fewer|less) than|a minimum of)\s$", re.I
)
_NEARLY = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|close to|near|circa|ca?\.|estimated"
    r"|an average of)\s|~\s?)(?:the\s)?$",
    re.I,
)
_OR_MORE = re.compile(r"(?:\+|\s(?:or|and) (?:more|above|over)\b|[\s-]plus\b)", re.I)
_OR_LESS = re.compile(r"\s(?:or|and) (?:less|fewer|under|below)\b", re.I)
_OR_SO = re.compile(r"\s(?:or so|approximately|or thereabouts)\b", re.I)
_TO = re.compile(r"\s?[-–—]\s?|\sto\s")
_LOOKED_BACK = 40  # characters before a figure; phrases such as "no fewer than " are shorter
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), start=1
    )
}
_BEFORE_A_NUMBER = re.compile(
    r"\b(?:an?|the|about|around|approximately|approx|roughly|some|nearly|almost|close to|near|circa|ca?|estimated"
    r"|just|over|under|above|below|more|less|fewer|than|at|least|most|up|to|as|many|much|no|not|between|from|upwards|of"
    r"|exceeding|only)\b",
    re.I,
)
_WORDS_AFTER = 3  # most words after the figure in an answer that is only a quantity


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as a range of numbers.

    Attributes:
        low: The lower bound, -inf for "up to 70".
        high: The upper bound, inf for "more than 70"; equal to `low` for a single number.
        unit: The unit in one spelling: `%`, `usd`, `km`; empty for a count.
        noun: What is counted, if the next word shows it; else empty.
        step: The value of the last digit other than 0.
        about: Whether the figure is stated as approximate.
    """

    low: float
    high: float
    unit: str = ""
    noun: str = ""
    step: float = 1.0
    about: bool = False

    @property
    def widened(self) -> tuple[float, float]:
        """The range extended by the tolerance for rounding and "about"."""
        return self.low - self._room(self.low), self.high + self._room(self.high)

    def _room(self, number: float) -> float:
        if abs(number) == inf:
            return 0.0
        return abs(number) * ABOUT if self.about else min(self.step / 2, abs(number) * ROUNDED)


@dataclass(frozen=True, slots=True)
class _Number:
    """One number as written in a text."""

    span: Span
    number: float
    scale: float
    step: float
    unit: str


def quantities_in(text: str) -> list[tuple[Span, Amount]]:
    """Find the figures in a text, in order, including ranges and words such as "about".

    Only the first 2,000 characters are read, the most that a sentence has.
    """
    text = text[:LONGEST_SENTENCE]
    numbers = [_number(match) for match in _ONE_NUMBER.finditer(text)]
    found: list[tuple[Span, Amount]] = []
    skip = False
    for one, following in pairwise([*numbers, None]):
        if one is None or skip:
            skip = False
            continue
        joined = _range(text, one, following) if following else None
        skip = joined is not None
        found.append(joined or _worded(text, one.span, one, one))
    taken = [span for span, _ in found]
    for match in _VAGUE_NUMBER.finditer(text):
        low, high = _VAGUE[match[0].casefold()]
        noun = singular(_noun(text, match.end(), of=True))
        found.append((Span(*match.span()), Amount(low, high, "", noun, step=0.0)))
    for match in _SHARE.finditer(text):
        if not any(span.start <= match.start() < span.end for span in taken):
            name = (match[1] or match[2]).casefold().replace(" ", "-")
            found.append((Span(*match.span()), Amount(_SHARES[name], _SHARES[name], "%", step=5.0)))
    return sorted(found, key=lambda pair: pair[0])


def amount_of(line: str, *, alone: bool) -> Amount | None:
    """Return the first figure in a line; None if there is none.

    Args:
        line: A few words, on one line.
        alone: Only accept a figure if the line says little else.
    """
    ordinal = _ORDINALS.get(line.casefold().removeprefix("the "))
    if ordinal:
        return Amount(ordinal, ordinal, "ordinal")
    found = quantities_in(line)
    if not found:
        return None
    span, amount = found[0]
    if alone:
        before = re.sub(r"\W", "", _BEFORE_A_NUMBER.sub("", line[: span.start]))
        if before or len(line[span.end :].split()) > _WORDS_AFTER:
            return None
    return amount


def _number(match: re.Match[str]) -> _Number:
    symbol, unit = (match[name] or "" for name in ("symbol", "unit"))
    scale_name = (match["scale"] or "").casefold()
    canonical = _UNITS.get(symbol.casefold()) or _UNITS.get(unit.casefold()) or ("ordinal" if match["ordinal"] else "")
    scale = _SCALES.get(scale_name, 1.0)
    if scale_name == "m" and not canonical and _noun(match.string, match.end()) in _AFTER_METRES:
        scale, canonical = 1.0, "m"  # metres, not money or 2.5m people
    if match["digits"]:
        written = ungrouped(match["digits"])
    else:
        written = str(_counted(match["counted"])) if match["counted"] else "1"
    number = float(written) * (-1 if match["sign"] else 1)
    return _Number(Span(*match.span()), number, scale, _step(written), canonical)


def _step(written: str) -> float:
    """Return the value of the last digit other than 0; after a decimal point every digit counts."""
    if "." in written:
        return float(10.0 ** -len(written.partition(".")[2]))
    return float(10.0 ** (len(written) - len(written.rstrip("0")))) if written.strip("0") else 1.0


def _counted(text: str) -> int:
    total = 0
    for word in re.split(r"[\s-]+", text.casefold()):
        if word == "hundred":
            total = max(1, total) * 100
        elif word != "and":
            total += _ONES.get(word, 0) + _TENS.get(word, 0)
    return total


def _range(text: str, one: _Number, other: _Number) -> tuple[Span, Amount] | None:
    """Join two numbers into a range: `60-70`, `60 to 70`, `between 60 and 70`, `$2-3 billion`."""
    between = text[one.span.end : other.span.start]
    before = text[max(0, one.span.start - _LOOKED_BACK) : one.span.start]
    paired = between == " and " and re.search(r"\bbetween\s$", before, re.I)
    if not (paired or _TO.fullmatch(between)) or (one.unit and other.unit and one.unit != other.unit):
        return None
    scale = other.scale if one.scale == 1 and one.number < other.number else one.scale
    low, high = one.number * scale, other.number * other.scale
    if low >= high:
        return None
    first = _Number(one.span, one.number, scale, one.step, one.unit or other.unit)
    return _worded(text, Span(one.span.start, other.span.end), first, other)


def _worded(text: str, span: Span, low: _Number, high: _Number) -> tuple[Span, Amount]:
    """Apply the words before and after a figure: about, more than, or more."""
    before, after = text[max(0, span.start - _LOOKED_BACK) : span.start], text[span.end :]
    least, most = low.number * low.scale, high.number * high.scale
    step = max(low.step * low.scale, high.step * high.scale) if low is high else 0.0
    noun = "" if low.unit else _noun(text, span.end)
    if noun:
        after = after[after.index(noun) + len(noun) :]
    about = False
    if _JUST.search(before) or _NEARLY.search(before) or _OR_SO.match(after):
        about = True
    elif _AT_MOST.search(before) or _OR_LESS.match(after):
        least = -inf
    elif _AT_LEAST.search(before) or _OR_MORE.match(text, span.end) or _OR_MORE.match(after):
        most = inf
    return span, Amount(least, most, low.unit, singular(noun.casefold()), step, about)


def _noun(text: str, end: int, *, of: bool = False) -> str:
    """Return the word after a number if it may be what is counted."""
    match = re.compile(r"(?:\sof)?[\s-]([a-z]{3,})(?![\w’'])" if of else r"[\s-]([a-z]{3,})(?![\w’'])").match(text, end)
    return match[1] if match and match[1] not in _NOT_A_NOUN else ""
