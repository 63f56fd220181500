"""Compare short answers: the day, the figure, the name or the words that each gives.

    "21 May 2021"      -> date      2021-05-21               "compatible" with "May 2021", "different" from "2017"
    "$2.5 billion"     -> quantity  2.5e9 US dollars         "same" as "US$2,500m"
    "President Biden"  -> name      biden                    "compatible" with "Joe Biden"

Two answers are `different` only where they cannot both be the one answer; where that cannot be told, `unknown`.
English, by patterns. What is rounded, and what is said to be about so much, leaves room:

    a number stands for all that round to it     half a unit of its last digit that is not 0, at most 5 % of it
    "about", "nearly", "some" before a number    10 % of it
    "about" before a date                        as long again, before and after: about 1835 is 1834 to 1836
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from math import fsum, inf
from typing import Literal

from byline.errors import InputError
from byline.language.dates import dates_in
from byline.language.text import one_line
from byline.records import Days, Span

Kind = Literal["date", "quantity", "name", "yes_no", "text"]
Agreement = Literal["same", "compatible", "different", "unknown"]
AGREE: frozenset[Agreement] = frozenset({"same", "compatible"})

ROUNDED = 0.05  # of a number: how far rounding reaches at most
ABOUT = 0.10  # of a number: how far "about" reaches


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure: a range of numbers.

    Attributes:
        low: The least that is said, -inf for "up to 70".
        high: The most that is said, inf for "more than 70"; the same as `low` for one number.
        unit: What is measured in, in one spelling: `%`, `usd`, `km`; empty for a count.
        noun: What is counted, as far as the next word tells; empty if nothing.
        step: The value of the last digit that is not 0.
        about: Whether it is said to be about so much.
    """

    low: float
    high: float
    unit: str = ""
    noun: str = ""
    step: float = 1.0
    about: bool = False

    @property
    def widened(self) -> tuple[float, float]:
        """The range with the room that rounding and "about" leave."""
        return self.low - self._room(self.low), self.high + self._room(self.high)

    def _room(self, number: float) -> float:
        if abs(number) == inf:
            return 0.0
        return abs(number) * ABOUT if self.about else min(self.step / 2, abs(number) * ROUNDED)


@dataclass(frozen=True, slots=True)
class Value:
    """A short answer, ready to be compared.

    Attributes:
        text: As it is written, on one line.
        kind: What it is; only the attributes of its kind are set, but `words` always.
        words: In lower case and without accents; articles and, of names, titles and endings are left out.
        capitals: The words of a name as they are written, for its initials.
        days: Of a date. One without a year is put into the year 2000.
        yearless: Whether the date lacks its year.
        amount: Of a quantity.
        negated: Whether an odd number of negations stands in it; for `yes_no`, whether it is a no.
    """

    text: str
    kind: Kind
    words: tuple[str, ...] = ()
    capitals: tuple[str, ...] = field(default=(), compare=False)
    days: Days | None = None
    yearless: bool = False
    amount: Amount | None = None
    negated: bool = False

    @property
    def precision(self) -> float:
        """How much it says, for values of one kind: the more the higher."""
        if self.days:
            return -float((self.days.end - self.days.start).days) - 10_000_000 * self.yearless
        if self.amount:
            low, high = self.amount.widened
            return -(high - low)
        return float(len(self.words))


def value_of(text: str, kind_hint: str | None = None, published: date | None = None) -> Value:
    """Normalise a short answer.

    Args:
        text: The answer, a few words.
        kind_hint: `date`, `quantity` or `name`, where the question tells what it asks for. With it, the first such
            thing counts, whatever else the words say; without, only what is nothing else.
        published: The date of the article, which "last month" is counted from.
    """
    line = one_line(text)
    words, negated = _words(line)
    yes_no = _YES_NO.fullmatch(line)
    if yes_no and kind_hint is None:
        return Value(line, "yes_no", words, negated=yes_no[1].casefold() != "yes")
    if kind_hint in {None, "date"} and (found := _date(line, published, alone=kind_hint is None)):
        days, yearless = found
        return Value(line, "date", words, days=days, yearless=yearless, negated=negated)
    if kind_hint in {None, "quantity"} and (amount := _amount(line, alone=kind_hint is None)):
        return Value(line, "quantity", words, amount=amount, negated=negated)
    numbered = any(map(str.isdigit, line)) and (_date(line, published, alone=True) or _amount(line, alone=True))
    if kind_hint in {None, "name"} and _NAME.fullmatch(line) and not numbered:
        name = [word for word in _LETTERS.findall(_POSSESSIVE.sub("", line)) if _plain(word) not in _SMALL]
        named = tuple(word for word in name if _plain(word) not in _TITLES) or tuple(name)
        if named:
            return Value(line, "name", tuple(map(_plain, named)), named)
    return Value(line, "text", words, negated=negated)


def compare(a: Value, b: Value) -> Agreement:
    """Tell whether two answers agree.

    Returns:
        `same`; `compatible` where one is less precise than the other, or about as much; `different` where they cannot
        both be the one answer; `unknown` where it cannot be told, as for two units, or for other words.
    """
    if a.kind != b.kind:
        return _compare_words(a, b)
    if a.kind == "yes_no":
        return "same" if a.negated == b.negated else "different"
    if a.days and b.days:
        return _compare_days(a, b)
    if a.amount and b.amount:
        return _compare_amounts(a.amount, b.amount)
    return _compare_names(a, b) if a.kind == "name" else _compare_words(a, b)


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that agree.

    Attributes:
        value: The most precise of them.
        members: Numbers of the answers in what was grouped, the one with the most weight first.
        weight: Theirs together.
    """

    value: Value
    members: tuple[int, ...]
    weight: float


def group(weighted: Sequence[tuple[Value, float]]) -> list[Group]:
    """Put answers that agree together and add up their weights, most weight first.

    Every two of a group are the same or compatible. A vague answer that agrees with several precise ones joins
    the one with the most weight, so "2021" cannot bring "May 2021" and "June 2021" together. The order of what
    is given does not matter.
    """
    order = sorted(
        range(len(weighted)),
        key=lambda number: (-weighted[number][0].precision, -weighted[number][1], _key(weighted[number][0])),
    )
    gathered: list[list[int]] = []
    for number in order:
        value = weighted[number][0]
        fitting = [
            members for members in gathered if all(compare(value, weighted[other][0]) in AGREE for other in members)
        ]
        if fitting:
            max(fitting, key=lambda members: fsum(weighted[other][1] for other in members)).append(number)
        else:
            gathered.append([number])
    groups = [
        Group(
            weighted[members[0]][0],
            tuple(sorted(members, key=lambda number: (-weighted[number][1], order.index(number)))),
            fsum(weighted[number][1] for number in members),
        )
        for members in gathered
    ]
    return sorted(groups, key=lambda one: (-one.weight, _key(one.value)))


def _key(value: Value) -> tuple[str, str]:
    return value.kind, value.text


# Words


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, to list them readably."""
    return frozenset(text.split())


_SMALL = word_set("a an the of and for in at de la")
_LETTERS = re.compile(r"[^\W_]+(?:[.'’&][^\W_]+)*\.?")
_NEGATION = re.compile(r"\b(?:not|no|never|none|without|neither|nor|cannot)\b|n['’]t\b", re.I)
_YES_NO = re.compile(r"\W*(yes|no)\b\W*", re.I)


def negations_in(text: str) -> list[Span]:
    """Find the words that negate: not, no, never, none, without, neither, nor, cannot, n't."""
    return [Span(*match.span()) for match in _NEGATION.finditer(text)]


def _plain(word: str) -> str:
    """Reduce a word to what is compared: without case, accents, points and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(character for character in decomposed if character.isalnum())


def _words(line: str) -> tuple[tuple[str, ...], bool]:
    kept = _NEGATION.sub(" ", line)
    plain = map(_plain, re.findall(r"[^\W_]+(?:[.'’,][^\W_]+)*", kept))
    return tuple(_singular(word) for word in plain if word not in {"a", "an", "the"}), len(negations_in(line)) % 2 == 1


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _compare_words(a: Value, b: Value) -> Agreement:
    ours, theirs = set(a.words), set(b.words)
    if not ours or not theirs:
        return "unknown"
    if ours == theirs:
        return "same" if a.negated == b.negated else "different"
    if a.negated != b.negated:
        return "unknown"
    return "compatible" if ours <= theirs or theirs <= ours else "unknown"


# Dates

_CENTURY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)[\s-]century\b", re.I)
_EARLY_YEAR = re.compile(r"\b(?:(?:AD|A\.D\.)\s?(\d{1,4})|(\d{1,4})\s?(?:AD|A\.D\.|CE)|(1\d{3}|20\d{2}))(?![\w%])")
_MONTH_NAME = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", re.I)
_AROUND_A_DATE = re.compile(
    r"\b(?:in|on|at|the|of|from|since|by|before|after|until|till|about|around|circa|ca?\.?|approximately|roughly|early"
    r"|mid|late|during|year|month|and|to|between|or|AD|CE|later than|as of"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b|\W",
    re.I,
)
_APPROXIMATE = re.compile(r"\b(?:about|around|circa|ca?\.|approximately|roughly|c)\s*$", re.I)
_UNTIL = re.compile(r"\b(?:before|until|till|by|prior to|no later than)\s(?:the\s)?(?:end of\s)?$", re.I)
_AFTER = re.compile(r"\b(?:after|later than)\s(?:the\s)?$", re.I)
_LEAP = 2000  # the year that dates without one are put into: it has a 29 February


def _date(line: str, published: date | None, *, alone: bool) -> tuple[Days, bool] | None:
    """Read a date: its days, and whether it lacks a year; several count as the range that holds them all."""
    mentions = list(_dated(line, published))
    if not mentions:
        return None
    rest = line
    for span, _, _ in reversed(mentions):
        rest = rest[: span.start] + " " + rest[span.end :]
    if alone and _AROUND_A_DATE.sub("", rest):
        return None
    yearless = all(lacking for _, _, lacking in mentions)
    days = Days.hull([days for _, days, lacking in mentions if lacking == yearless])
    before = line[: mentions[0][0].start]
    if _UNTIL.search(before) and not yearless:
        return Days(date.min, days.end), yearless
    if _AFTER.search(before) and not yearless:
        return Days(days.start, date.max), yearless
    if _APPROXIMATE.search(before) and not yearless:
        length = days.end - days.start
        return Days(days.start - length, days.end + length), yearless
    return days, yearless


def _dated(line: str, published: date | None) -> Iterator[tuple[Span, Days, bool]]:
    """Find the dates of a line; one without a year is told from the article's date only if it names no month."""
    for text in (line, f"in {line}"):  # a month alone is only taken where a word makes it one
        shift = len(text) - len(line)
        found = [
            (Span(mention.span.start - shift, mention.span.end - shift), mention)
            for mention in dates_in(text, published or date(_LEAP, 7, 1))
        ]
        if found:
            break
    for span, mention in found:
        lacking = mention.inferred and bool(_MONTH_NAME.search(line[span.start : span.end]))
        if lacking:
            yield span, _without_year(mention.days), True
        elif not mention.inferred or published:
            yield span, mention.days, False
    if not found:
        yield from _old(line)


def _without_year(days: Days) -> Days:
    start = days.start.replace(year=_LEAP)
    return Days(start, min(start + (days.end - days.start), date(_LEAP + 1, 1, 1)))


def _old(line: str) -> Iterator[tuple[Span, Days, bool]]:
    """Find centuries, and years that only a calendar of long ago has."""
    for match in _CENTURY.finditer(line):
        first = 100 * int(match[1]) - 99
        if 1 <= first <= 2001:
            yield Span(*match.span()), Days(date(first, 1, 1), date(first + 100, 1, 1)), False
    for match in _EARLY_YEAR.finditer(line):
        year = int(next(filter(None, match.groups())))
        if 1 <= year < 9999:
            yield Span(*match.span()), Days(date(year, 1, 1), date(year + 1, 1, 1)), False


def _compare_days(a: Value, b: Value) -> Agreement:
    if a.days is None or b.days is None:
        raise InputError("compare: found a date without days")
    if a.yearless == b.yearless:
        if a.days == b.days:
            return "same"
        return "compatible" if Days.common([a.days, b.days]) else "different"
    yearless, dated = (a.days, b.days) if a.yearless else (b.days, a.days)
    if (dated.end - dated.start).days > 366:
        return "compatible"
    years = {dated.start.year, dated.last.year}
    return "compatible" if any(Days.common([_in_year(yearless, year), dated]) for year in years) else "different"


def _in_year(days: Days, year: int) -> Days:
    try:
        start = days.start.replace(year=year)
    except ValueError:  # 29 February
        start = date(year, 2, 28)
    return Days(start, min(start + (days.end - days.start), date.max - timedelta(days=1)))


# Quantities

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
_SCALES = {
    **dict.fromkeys(("hundred",), 1e2),
    **dict.fromkeys(("thousand", "k"), 1e3),
    **dict.fromkeys(("lakh",), 1e5),
    **dict.fromkeys(("million", "m", "mn", "mln"), 1e6),
    **dict.fromkeys(("crore",), 1e7),
    **dict.fromkeys(("billion", "b", "bn"), 1e9),
    **dict.fromkeys(("trillion", "tn", "trn"), 1e12),
    **dict.fromkeys(("dozen",), 12.0),
}
# What is not said exactly: from how many to how many.
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
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
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
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), start=1
    )
}


@dataclass(frozen=True, slots=True)
class _Number:
    """One number as it stands in a text."""

    span: Span
    number: float
    scale: float
    step: float
    unit: str


def quantities_in(text: str) -> list[tuple[Span, Amount]]:
    """Find the figures of a text, in the order in which they stand; ranges and words such as "about" belong to them."""
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
        noun = _singular(_noun(text, match.end(), of=True))
        found.append((Span(*match.span()), Amount(low, high, "", noun, step=0.0)))
    for match in _SHARE.finditer(text):
        if not any(span.start <= match.start() < span.end for span in taken):
            name = (match[1] or match[2]).casefold().replace(" ", "-")
            found.append((Span(*match.span()), Amount(_SHARES[name], _SHARES[name], "%", step=5.0)))
    return sorted(found, key=lambda pair: pair[0])


def _number(match: re.Match[str]) -> _Number:
    symbol, unit = (match[name] or "" for name in ("symbol", "unit"))
    scale_name = (match["scale"] or "").casefold()
    canonical = _UNITS.get(symbol.casefold()) or _UNITS.get(unit.casefold()) or ("ordinal" if match["ordinal"] else "")
    scale = _SCALES.get(scale_name, 1.0)
    if scale_name == "m" and not canonical and _noun(match.string, match.end()) in _AFTER_METRES:
        scale, canonical = 1.0, "m"  # metres, neither money nor 2.5m people
    if match["digits"]:
        written = match["digits"].replace(",", "").replace("\u00a0", "").replace("\u202f", "")
    else:
        written = str(_counted(match["counted"])) if match["counted"] else "1"
    number = float(written) * (-1 if match["sign"] else 1)
    return _Number(Span(*match.span()), number, scale, _step(written), canonical)


def _step(written: str) -> float:
    """Return the value of the last digit that is not 0; after a point each digit counts."""
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
    paired = between == " and " and re.search(r"\bbetween\s$", text[: one.span.start], re.I)
    if not (paired or _TO.fullmatch(between)) or (one.unit and other.unit and one.unit != other.unit):
        return None
    scale = other.scale if one.scale == 1 and one.number < other.number else one.scale
    low, high = one.number * scale, other.number * other.scale
    if low >= high:
        return None
    first = _Number(one.span, one.number, scale, one.step, one.unit or other.unit)
    return _worded(text, Span(one.span.start, other.span.end), first, other)


def _worded(text: str, span: Span, low: _Number, high: _Number) -> tuple[Span, Amount]:
    """Apply the words before and after: about, more than, or more."""
    before, after = text[: span.start], text[span.end :]
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
    return span, Amount(least, most, low.unit, _singular(noun.casefold()), step, about)


def _noun(text: str, end: int, *, of: bool = False) -> str:
    """Return the word after a number if it can be what is counted."""
    match = re.compile(r"(?:\sof)?[\s-]([a-z]{3,})(?![\w’'])" if of else r"[\s-]([a-z]{3,})(?![\w’'])").match(text, end)
    return match[1] if match and match[1] not in _NOT_A_NOUN else ""


def _amount(line: str, *, alone: bool) -> Amount | None:
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


_BEFORE_A_NUMBER = re.compile(
    r"\b(?:an?|the|about|around|approximately|approx|roughly|some|nearly|almost|close to|near|circa|ca?|estimated"
    r"|just|over|under|above|below|more|less|fewer|than|at|least|most|up|to|as|many|much|no|not|between|from|upwards|of"
    r"|exceeding|only)\b",
    re.I,
)
_WORDS_AFTER = 3  # of an answer that is a quantity and nothing else


def _compare_amounts(a: Amount, b: Amount) -> Agreement:
    if a.unit != b.unit and ((a.unit and b.unit) or a.noun or b.noun):
        return "unknown"
    if (a.low, a.high, a.about, a.unit) == (b.low, b.high, b.about, b.unit):
        return "same"
    overlapping = any(one.widened[0] <= other.high and other.low <= one.widened[1] for one, other in ((a, b), (b, a)))
    if overlapping:
        return "compatible"
    return "unknown" if a.unit != b.unit or (a.noun and b.noun and a.noun != b.noun) else "different"


# Names

_NAME = re.compile(
    r"(?:(?:the|a|an)\s)?(?:[A-Z\d“\"‘'(][\w.’'&“”\"()/-]*|\b(?:of|the|and|for|in|at|de|la|van|von|der|den|bin|al|du|da|di|y)\b|&)"
    r"(?:[,\s-]+(?:[A-Z\d“\"‘'(][\w.’'&“”\"()/-]*|(?:of|the|and|for|in|at|de|la|le|van|von|der|den|bin|al|du|da|di|y)\b|&))*[.,]?"
)
_TITLES = word_set(
    "mr mrs ms miss dr prof professor sir dame lord lady president vicepresident vice prime minister premier"
    " chancellor senator sen representative rep congressman congresswoman governor gov mayor judge justice king queen"
    " prince princess pope chairman chairwoman chair chief executive ceo director secretary general gen colonel col"
    " captain capt lieutenant lt sergeant major saint st rev reverend jr sr ii iii iv inc ltd llc corp corporation plc"
    " co"
)
_POSSESSIVE = re.compile(r"['’]s\b")
# What the initials do not tell.
_SHORT_NAMES = (
    frozenset({"us", "usa", "united states", "united states america", "america"}),
    frozenset({"uk", "united kingdom", "britain", "great britain"}),
    frozenset({"eu", "european union"}),
    frozenset({"prc", "china", "peoples republic china"}),
    frozenset({"nyc", "new york", "new york city"}),
    frozenset({"dc", "washington", "washington dc"}),
    frozenset({"fed", "federal reserve", "us federal reserve"}),
    frozenset({"fifa", "international federation association football"}),
)


def _compare_names(a: Value, b: Value) -> Agreement:
    ours, theirs = set(a.words), set(b.words)
    if ours == theirs or "".join(a.words) == "".join(b.words) or _stands_for(a, b) or _stands_for(b, a):
        return "same"
    names = {" ".join(a.words), " ".join(b.words)}
    if any(names <= spellings for spellings in _SHORT_NAMES):
        return "same"
    if ours <= theirs or theirs <= ours:
        return "compatible"
    if _initialled(a.words, b.words):
        return "compatible"
    if a.words[-1] == b.words[-1] and a.words[0][0] == b.words[0][0]:
        return "unknown"  # Joe and Joseph, or Joe and James
    common = len(ours & theirs)
    return "unknown" if 2 * common > min(len(ours), len(theirs)) and common > 1 else "different"


def _stands_for(short: Value, long: Value) -> bool:
    """Tell whether one name is the initials of another, small words taken or left out: PBoC, PBC, U.S."""
    if len(short.words) != 1 or len(long.words) < 2 or sum(map(str.isupper, short.capitals[0])) < 2:
        return False
    every = [word for word in _LETTERS.findall(_POSSESSIVE.sub("", long.text)) if _plain(word)]
    large = [word for word in every if _plain(word) not in _SMALL]
    capital = [word for word in every if word[0].isupper()]
    initials = {"".join(_plain(word)[0] for word in words) for words in (every, large, capital)}
    return short.words[0] in initials


def _initialled(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether two names of people differ only in first names given as initials: J. Biden, Joe R. Biden."""
    if ours[-1] != theirs[-1] or min(len(ours), len(theirs)) < 2:
        return False
    return ours[0][0] == theirs[0][0] and 1 in {len(ours[0]), len(theirs[0])}
