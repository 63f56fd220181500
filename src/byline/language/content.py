"""The words of a text that carry meaning: which they are, whether others have them, and how rare they are.

Words match by stem, in British or American spelling; an abbreviation by the initials of a name: `PBoC` stands in a
text with the People's Bank of China; and a country by its people: `American` stands in one that speaks of the US.
"""

import json
import re
from calendar import day_name, month_abbr, month_name
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from byline.language.terms import TermStatistics, inverse_document_frequency, terms_of
from byline.language.text import one_line, without_possessive, words

# Words that say what is asked but not about what; nothing need cover them.
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
# British endings of stems and the American ones they are compared as.
_ENDINGS = (("isat", "izat"), ("is", "iz"), ("enc", "ens"), ("our", "or"), ("tr", "ter"), ("ogu", "og"))
_SHORTEST_SPELLED = 5  # letters; shorter stems are left as they are: `his` is no `hiz`
_NAME = re.compile(r"[A-Z][\w.]*(?:(?:['’]s)?[ -](?:(?:of|the|and|for|de) )*[A-Z][\w.]*)+")
_ANY_NAME = re.compile(r"\b[A-Z]\w+(?: (?:(?:of|for|de) )?[A-Z]\w+)*")
# A country and what belongs to it, where the one does not begin as the other's stem.
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
_COUNTRY_OF = {name.replace("_", " "): number for number, names in enumerate(_COUNTRIES) for name in words(names)}
_COUNTRY = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_COUNTRY_OF, key=len, reverse=True)))})\b")
_CALENDAR = frozenset([*month_name, *month_abbr, *day_name])
_LONGEST_ABBREVIATION = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning.

    Attributes:
        text: As it is written, without the 's of a possessive.
        terms: Its terms, function words left out; at least one.
        is_name: Whether it is a name or a number, as far as capitals and digits tell.
    """

    text: str
    terms: frozenset[str]
    is_name: bool


def content_words(text: str) -> list[Word]:
    """Return the distinct words of a text that carry meaning, in their order."""
    found: dict[frozenset[str], Word] = {}
    for position, written in enumerate(words(one_line(text))):
        word = without_possessive(written)
        terms = frozenset(terms_of(word)) - _FUNCTION_WORDS
        capital = word[0].isupper() and position > 0
        if terms:
            name = capital or any(map(str.isupper, word[1:])) or any(map(str.isdigit, word))
            found.setdefault(terms, Word(word, terms, name))
    return list(found.values())


class Present:
    """What stands in some texts: terms in one spelling, countries by any name, the abbreviations of names."""

    def __init__(self, texts: Iterable[str]) -> None:
        listed = list(texts)
        self._terms = frozenset(_american(term) for text in listed for term in terms_of(text))
        self._abbreviations = frozenset(initials for text in listed for initials in _abbreviations(text))
        self._countries = frozenset(_COUNTRY_OF[name] for text in listed for name in _COUNTRY.findall(one_line(text)))

    def __contains__(self, word: Word) -> bool:
        abbreviation = sum(map(str.isupper, word.text)) > 1 and word.text.lower() in self._abbreviations
        country = _COUNTRY_OF.get(word.text) in self._countries
        return abbreviation or country or self._terms.issuperset(map(_american, word.terms))


def _american(term: str) -> str:
    if len(term) >= _SHORTEST_SPELLED:
        for british, american in _ENDINGS:
            if term.endswith(british):
                return term[: -len(british)] + american
    return term


def _abbreviations(text: str) -> frozenset[str]:
    """Return the initials of each name in a text, with and without small words: `pboc` and `pbc`."""
    found = set()
    for name in _NAME.findall(one_line(text)):
        parts = [part for part in re.split(r"[ -]", name) if part]
        for first in range(len(parts)):
            for last in range(first + 2, min(len(parts), first + _LONGEST_ABBREVIATION) + 1):
                initials = "".join(part[0] for part in parts[first:last])
                if initials[0].isupper() and initials[-1].isupper():
                    found.add(initials.lower())
                    found.add("".join(filter(str.isupper, initials)).lower())
    return frozenset(found)


def names_in(text: str) -> list[str]:
    """Return the names in a sentence, as far as capitals tell: without its first word and without days and months."""
    _, _, rest = one_line(text).partition(" ")
    return [name for name in dict.fromkeys(_ANY_NAME.findall(rest)) if name not in _CALENDAR]


def specificity(words: Sequence[Word]) -> float:
    """Return how much some words tell, at least 0: the sum of their inverse document frequencies."""
    return sum(rarity(word, background()) for word in words)


def rarity(word: Word, counted: TermStatistics) -> float:
    """Return the inverse document frequency of a word's rarest term."""
    return max(inverse_document_frequency(counted.frequencies.get(term, 0), counted.passages) for term in word.terms)


@cache
def background() -> TermStatistics:
    """Return how many of some thousand English passages have each common term; see `background.json`."""
    content = json.loads(files("byline.language").joinpath("background.json").read_text(encoding="utf-8"))
    return TermStatistics(content["passages"], content["tokens"], content["frequencies"])
