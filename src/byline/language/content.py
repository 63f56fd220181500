"""Find the meaningful words of a text, whether other texts contain them, and how rare they are.

Words match by stem, in British or American spelling; numbers and dates match in any notation (`spelling.py`). An
abbreviation matches the initials of a name: a text with the People's Bank of China contains `PBoC`. A country matches
its people: a text about the US contains `American`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from byline.language.spelling import composed, figures_in, per_cent_joined
from byline.language.terms import TermStatistics, inverse_document_frequency, terms_of
from byline.language.text import one_line, without_possessive, word_spans, words
from byline.records import Days

# Words that say what is asked, but not about what; a passage need not contain them.
_FUNCTION_WORDS = frozenset(
    terms_of(
        "a about after all also am an and any are as at be because been before being between but by can could "
        "did do does doing during each for from had has have having he her here him his how i if in into is it "
        "its just me more most my no nor not now of off on once only or other our out over own s same she should "
        "so some such t than that the their them then there these they this those through to too under until up "
        "us very was we were what when where which while who whom whose why will with would you your many much "
        "say said tell happen take make get give go come become put set keep let use find call name know"
    )
)
# British endings of stems, and the American ones to which they are converted for comparison.
_ENDINGS = (("isat", "izat"), ("is", "iz"), ("enc", "ens"), ("our", "or"), ("tr", "ter"), ("ogu", "og"))
_SHORTEST_SPELLED = 5  # letters; shorter stems are left alone: `his` must not become `hiz`
# Words are cut at 60 characters, so that a line of nothing but `A.A.A.` is not scanned again from each of its letters.
_NAME = re.compile(r"[A-Z][\w.]{0,59}(?:(?:['’]s)?[ -](?:(?:of|the|and|for|de) )*[A-Z][\w.]{0,59})+")
# Countries and their adjectives where neither begins with the other's stem.
_COUNTRIES = (
    "America American Americans US U.S USA United_States",
    "Britain British UK U.K United_Kingdom",
    "Europe European Europeans EU European_Union",
    "China Chinese",
    "Japan Japanese",
    "Korea Korean Koreans",
    "India Indian Indians",
    "Vietnam Vietnamese",
    "Thailand Thai",
    "Philippines Philippine Filipino Filipinos",
    "Australia Australian Australians",
    "Canada Canadian Canadians",
    "Mexico Mexican Mexicans",
    "Brazil Brazilian Brazilians",
    "Russia Russian Russians",
    "Ukraine Ukrainian Ukrainians",
    "Poland Polish",
    "Germany German Germans",
    "France French",
    "Spain Spanish",
    "Portugal Portuguese",
    "Italy Italian Italians",
    "Greece Greek Greeks",
    "Turkey Türkiye Turkish",
    "Netherlands Dutch",
    "Belgium Belgian Belgians",
    "Switzerland Swiss",
    "Austria Austrian Austrians",
    "Hungary Hungarian Hungarians",
    "Sweden Swedish",
    "Norway Norwegian Norwegians",
    "Denmark Danish",
    "Finland Finnish",
    "Ireland Irish",
    "Scotland Scottish",
    "Wales Welsh",
    "Israel Israeli Israelis",
    "Iran Iranian Iranians",
    "Iraq Iraqi Iraqis",
    "Egypt Egyptian Egyptians",
)
_OF_A_PLACE = ("n", "an", "ian", "ean", "ic", "i", "ish", "ese", "er", "s", "ns", "ians")
_OF_A_LAND = ("n", "an", "ian", "ean", "ic", "i", "ish", "ese")  # of these, none turns one person's name into another's
_SHORTEST_ROOT = 4  # letters
_COUNTRY_OF = {name.replace("_", " "): number for number, names in enumerate(_COUNTRIES) for name in words(names)}
_COUNTRY = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_COUNTRY_OF, key=len, reverse=True)))})\b")
_NUMBER_WORDS = {
    term: str(number)
    for number, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty"
        )
    )
    for term in terms_of(word)
}
_SENTENCE_BEFORE = re.compile(r"(?:[?!…]|[a-z0-9]{3}\.)[\"”’)]?\s\Z")
_END_OF_SENTENCE = 6  # characters
_FEWEST_IN_CAPITALS = 3  # words from which an all-capitals line is not a list of abbreviations
_FEWEST_TITLED = 4  # words from which a line of capitalised words is not one long name
_LONGEST_ABBREVIATION = 6
_CAPITALS = re.compile(r"\b[A-Z][A-Za-z]{1,4}[A-Z]\b")  # an abbreviation of at least three letters, such as PBoC
# Abbreviations that name nothing, and the words that stand for them where they are not used.
COMMON_ABBREVIATIONS = {
    "CEO": "chief executive",
    "CEOs": "chief executives",
    "CFO": "chief financial officer",
    "COO": "chief operating officer",
    "CTO": "chief technology officer",
    "VP": "vice-president",
    "MP": "member of parliament",
    "MPs": "members of parliament",
    "PM": "prime minister",
    "HQ": "headquarters",
    "GDP": "gross domestic product",
    "AGM": "annual general meeting",
    "IPO": "initial public offering",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A meaningful word.

    Attributes:
        text: As written, without possessive 's; a word in a date has the whole date.
        terms: Its search terms without function words; at least one.
        is_name: Whether it looks like a name or a number, by its capitals and digits.
        days: For a word in a date of a question, the days that would match, one for each reading of the date; empty for
            other words.
    """

    text: str
    terms: frozenset[str]
    is_name: bool
    days: tuple[Days, ...] = ()


def content_words(text: str, dates: Mapping[str, tuple[Days, ...]] | None = None) -> list[Word]:
    """Return the distinct meaningful words of a text, in order.

    Args:
        text: Any text.
        dates: The dates it names, as written, each with the days it may stand for.
    """
    line = per_cent_joined(composed(one_line(text)))
    dated = [
        (written, found.span(), days)
        for written, days in (dates or {}).items()
        for found in re.finditer(re.escape(written), line)
    ]
    any_capital, first_capital = _what_capitals_tell(line)
    distinct: dict[frozenset[str], Word] = {}
    for start, end, spelled in _words_and_figures(line):
        word = without_possessive(line[start:end])
        terms = frozenset(terms_of(spelled)) - _FUNCTION_WORDS
        if not terms:
            continue
        is_name = word not in COMMON_ABBREVIATIONS and (
            any(map(str.isdigit, word))
            or (any_capital and any(map(str.isupper, word[1:])))
            or (first_capital and word[0].isupper() and not _begins_sentence(line, start))
        )
        date = next((one for one in dated if one[1][0] <= start < one[1][1]), None)
        distinct.setdefault(terms, Word(date[0], terms, is_name, date[2]) if date else Word(word, terms, is_name))
    return list(distinct.values())


def _words_and_figures(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, end and normalised spelling of each word or number.

    A number may span several words: `1.2 billion`.
    """
    figures = {figure.span.start: figure for figure in figures_in(line)}
    reached = 0
    for start, end in word_spans(line):
        if start < reached:
            continue
        figure = figures.get(start)
        if figure and figure.span.end >= end:
            reached = figure.span.end
            yield start, reached, figure.value
        else:
            yield start, end, without_possessive(line[start:end])


def _what_capitals_tell(line: str) -> tuple[bool, bool]:
    """Return whether a capital anywhere within a word marks a name, and whether an initial one does.

    Neither does in an all-capitals line. In a headline with every word capitalised, only the first does.
    """
    written = words(line)
    in_capitals = len(written) >= _FEWEST_IN_CAPITALS and not any(map(str.islower, line))
    titled = len(written) >= _FEWEST_TITLED and all(word[0].isupper() or not word[0].isalpha() for word in written)
    return not in_capitals, not (in_capitals or titled)


def _begins_sentence(line: str, start: int) -> bool:
    return start == 0 or bool(_SENTENCE_BEFORE.search(line, max(0, start - _END_OF_SENTENCE), start))


class Present:
    """The words in a set of texts: normalised terms, abbreviations of names, countries."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = listed = [composed(one_line(text)) for text in texts]
        terms = frozenset(term for text in listed for term in terms_of(text))
        digits = frozenset(number for word, number in _NUMBER_WORDS.items() if word in terms)
        self._terms = digits.union(map(_american, terms))
        self._abbreviations = frozenset(initials for text in listed for initials in _abbreviations(text))
        self._countries = frozenset(_COUNTRY_OF[name] for text in listed for name in _COUNTRY.findall(text))

    def __contains__(self, word: Word) -> bool:
        abbreviation = sum(map(str.isupper, word.text)) > 1 and word.text.lower() in self._abbreviations
        country = _COUNTRY_OF.get(word.text) in self._countries
        written = self._terms.issuperset(map(_american, word.terms))
        return abbreviation or country or written or (word.is_name and self._has_place_of(word.text))

    def _has_place_of(self, name: str) -> bool:
        """Return whether the texts contain `Styria` for `Styrian`, or the reverse."""
        ways = [re.escape(root) for root in _roots(name, _OF_A_LAND)]
        if len(name) >= _SHORTEST_ROOT:
            ways.append(f"{re.escape(name)}(?:{'|'.join(_OF_A_LAND)})")
        standing = re.compile(rf"\b(?:{'|'.join(ways)})\b") if ways else None
        return standing is not None and any(standing.search(text) for text in self._texts)


def alternatives(word: Word) -> list[frozenset[str]]:
    """Return sets of terms, each of which is enough to match a word.

    They are the word's own terms, its other spelling, a number in words, the same country by another name and, for
    `Icelandic` or `Styrian`, the root.
    """
    found = [word.terms]
    found += [frozenset({term}) for term, number in _NUMBER_WORDS.items() if word.terms == {number}]
    for term in word.terms:
        for british, american in _ENDINGS if len(term) >= _SHORTEST_SPELLED else ():
            for one, other in ((british, american), (american, british)):
                if term.endswith(one):
                    found.append(word.terms - {term} | {term.removesuffix(one) + other})
    if word.is_name:
        found += [frozenset(terms_of(root)) for root in _roots(word.text, _OF_A_PLACE)]
    country = _COUNTRY_OF.get(word.text)
    found += [
        frozenset(terms_of(name)) for name, number in _COUNTRY_OF.items() if country is not None and number == country
    ]
    return found


def _roots(name: str, endings: Sequence[str]) -> list[str]:
    """Return the roots that a name may be derived from, judged by its ending."""
    found = [name.removesuffix(ending) for ending in endings if name.endswith(ending)]
    return [root for root in found if len(root) >= _SHORTEST_ROOT]


def _american(term: str) -> str:
    if len(term) >= _SHORTEST_SPELLED:
        for british, american in _ENDINGS:
            if term.endswith(british):
                return term[: -len(british)] + american
    return term


def _abbreviations(text: str) -> dict[str, str]:
    """Return the initials of each name in a line, mapped to the name.

    Initials are given with and without small words: `pboc` and `pbc`.
    """
    found = {}
    for name in _NAME.findall(text):
        starts = [part.start() for part in re.finditer(r"[^ -]+", name)]
        ends = [part.end() for part in re.finditer(r"[^ -]+", name)]
        for first in range(len(starts)):
            for last in range(first + 1, min(len(starts), first + _LONGEST_ABBREVIATION)):
                initials = "".join(name[start] for start in starts[first : last + 1])
                if initials[0].isupper() and initials[-1].isupper():
                    whole = name[starts[first] : ends[last]]
                    found[initials.lower()] = whole
                    found["".join(filter(str.isupper, initials)).lower()] = whole
    return found


def initials_in(question: str) -> list[str]:
    """Return possible abbreviations of the names in a one-line question.

    They are in lower case and have at least three letters.
    """
    _, _, after_first = question.partition(" ")  # the first word has a capital in any case
    whole = set(_NAME.findall(after_first))
    found = _abbreviations(after_first).items()
    return sorted(initials for initials, name in found if name in whole and len(initials) > 2)


def in_words_of(text: str, question: str) -> str:
    """Return a question with names abbreviated or spelled out as they are in a text.

    Args:
        text: On one line.
        question: On one line.
    """
    plain = _plain(text)
    capitals = {said.lower(): said for said in _CAPITALS.findall(text)}
    for initials, name in _abbreviations(question).items() if capitals else ():
        if initials in capitals and _plain(name) not in plain:
            question = question.replace(name, capitals[initials])
    for said in _CAPITALS.findall(question):
        if said.lower() not in capitals and (written := _abbreviations(text).get(said.lower())):
            question = re.sub(rf"\b{said}\b", written, question)
    return question


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


def specificity(words: Sequence[Word]) -> float:
    """Return how specific some words are: the sum of their inverse document frequencies, at least 0."""
    return sum(rarity(word, background()) for word in words)


def rarity(word: Word, counted: TermStatistics) -> float:
    """Return the inverse document frequency of a word's rarest term."""
    return max(inverse_document_frequency(counted.frequencies.get(term, 0), counted.passages) for term in word.terms)


def is_common(word: str) -> bool:
    """Return whether a word is common in English texts."""
    terms = terms_of(word)
    return bool(terms) and all(term in _FUNCTION_WORDS or term in background().frequencies for term in terms)


@cache
def background() -> TermStatistics:
    """Return how many of some thousand English passages contain each common term.

    The counts are in `background.json`.
    """
    content = json.loads(files("byline.language").joinpath("background.json").read_text(encoding="utf-8"))
    return TermStatistics(content["passages"], content["tokens"], content["frequencies"])
