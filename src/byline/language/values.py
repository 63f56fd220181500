"""Compare short answers: the day, figure, name or words that each gives.

    "21 May 2021"      -> date      2021-05-21               "compatible" with "May 2021", "different" from "2017"
    "$2.5 billion"     -> quantity  2.5e9 US dollars         "same" as "US$2,500m"
    "President Biden"  -> name      biden                    "compatible" with "Joe Biden"

Two answers are `different` only if they cannot both be the one answer, and `unknown` if this is not clear. English, by
patterns. A figure has the tolerance described in `quantities.py`; a date after "about" is extended by its own length in
both directions: about 1835 is 1834 to 1836.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import fsum
from typing import Literal

from byline.errors import InputError
from byline.language.dates import dates_in
from byline.language.negation import negations_in, without_negations
from byline.language.quantities import Amount, amount_of
from byline.language.sentences import LONGEST_SENTENCE
from byline.language.text import one_line, singular, word_set
from byline.records import Days, Span

Kind = Literal["date", "quantity", "name", "yes_no", "text"]
Agreement = Literal["same", "compatible", "different", "unknown"]
AGREE: frozenset[Agreement] = frozenset({"same", "compatible"})
_SMALL = word_set("a an the of and for in at de la")
_LETTERS = re.compile(r"[^\W_]+(?:[.'’&][^\W_]+)*\.?")
_YES_NO = re.compile(r"\W*(yes|no)\b\W*", re.I)


@dataclass(frozen=True, slots=True)
class Value:
    """A short answer, ready to be compared.

    Attributes:
        text: As written, on one line.
        kind: What it is; only the attributes for its kind are set, except `words`, which always is.
        words: In lower case and without accents or articles; for names, also without titles and suffixes.
        capitals: The words of a name as written, for its initials.
        days: The days of a date. A date without a year is placed in the year 2000.
        yearless: Whether the date lacks its year.
        amount: The amount of a quantity.
        negated: Whether it contains an odd number of negations; for `yes_no`, whether it is a no.
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
        """How precise the value is among values of its kind: higher is more precise."""
        if self.days:
            return -float((self.days.end - self.days.start).days) - 10_000_000 * self.yearless
        if self.amount:
            low, high = self.amount.widened
            return -(high - low)
        return float(len(self.words))


def value_of(text: str, kind_hint: str | None = None, published: date | None = None) -> Value:
    """Normalise a short answer.

    Args:
        text: The answer, a few words; at most 2,000 characters are read.
        kind_hint: `date`, `quantity` or `name`, if the question says what it asks for. With a hint, the first such
            thing counts, whatever else the words say; without one, the words must be nothing else.
        published: The date of the article, to which "last month" is relative.
    """
    line = one_line(text[:LONGEST_SENTENCE])
    words, negated = _words(line)
    yes_no = _YES_NO.fullmatch(line)
    if yes_no and kind_hint is None:
        return Value(line, "yes_no", words, negated=yes_no[1].casefold() != "yes")
    if kind_hint in {None, "date"} and (found := _date(line, published, alone=kind_hint is None)):
        days, yearless = found
        return Value(line, "date", words, days=days, yearless=yearless, negated=negated)
    if kind_hint in {None, "quantity"} and (amount := amount_of(line, alone=kind_hint is None)):
        return Value(line, "quantity", words, amount=amount, negated=negated)
    numbered = any(map(str.isdigit, line)) and (_date(line, published, alone=True) or amount_of(line, alone=True))
    if kind_hint in {None, "name"} and _NAME.fullmatch(line) and not numbered:
        name = [word for word in _LETTERS.findall(_POSSESSIVE.sub("", line)) if _plain(word) not in _SMALL]
        named = tuple(word for word in name if _plain(word) not in _TITLES) or tuple(name)
        if named:
            return Value(line, "name", tuple(map(_plain, named)), named)
    return Value(line, "text", words, negated=negated)


def compare(a: Value, b: Value) -> Agreement:
    """Return whether two answers agree.

    Returns:
        `same`; `compatible` if one is less precise than the other, or they are about equal; `different` if they cannot
            both be the one answer; `unknown` if this is not clear, as with two units or other words.
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
        value: The most precise of the answers.
        members: Positions of the answers in the input, the one with the most weight first.
        weight: The total weight of the answers.
    """

    value: Value
    members: tuple[int, ...]
    weight: float


def group(weighted: Sequence[tuple[Value, float]]) -> list[Group]:
    """Group answers that agree and add up their weights, most weight first.

    All pairs in a group are the same or compatible. A vague answer that agrees with several precise ones joins the one
    with the most weight, so "2021" cannot bring "May 2021" and "June 2021" together. The order of the input does not
    matter.
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


def _plain(word: str) -> str:
    """Reduce a word to its comparison key: without case, accents, points and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(character for character in decomposed if character.isalnum())


def _words(line: str) -> tuple[tuple[str, ...], bool]:
    kept = without_negations(line)
    plain = map(_plain, re.findall(r"[^\W_]+(?:[.'’,][^\W_]+)*", kept))
    return tuple(singular(word) for word in plain if word not in {"a", "an", "the"}), len(negations_in(line)) % 2 == 1


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
_LEAP = 2000  # the year for dates without one: it has a 29 February


def _date(line: str, published: date | None, *, alone: bool) -> tuple[Days, bool] | None:
    """Read a date: its days, and whether it lacks a year; several dates count as their span."""
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
    """Find the dates in a line.

    A date without a year is completed from the article's date only if it names no month.
    """
    for text in (line, f"in {line}"):  # a month alone is read as a date only after a word such as "in"
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
    """Find centuries, and years long past."""
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
# Aliases that initials do not reveal.
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
    """Return whether a name is the initials of another, with or without small words: PBoC, PBC, U.S."""
    if len(short.words) != 1 or len(long.words) < 2 or sum(map(str.isupper, short.capitals[0])) < 2:
        return False
    every = [word for word in _LETTERS.findall(_POSSESSIVE.sub("", long.text)) if _plain(word)]
    large = [word for word in every if _plain(word) not in _SMALL]
    capital = [word for word in every if word[0].isupper()]
    initials = {"".join(_plain(word)[0] for word in words) for words in (every, large, capital)}
    return short.words[0] in initials


def _initialled(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether two people's names differ only in initials: J. Biden, Joe R. Biden."""
    if ours[-1] != theirs[-1] or min(len(ours), len(theirs)) < 2:
        return False
    return ours[0][0] == theirs[0][0] and 1 in {len(ours[0]), len(theirs[0])}
