"""Correct a question's typing errors and capitals by what the archive itself writes.

    question ── a word in no article and in no dictionary? ──> words of passages found for it, or of any article
             ── no capitals, or nothing but capitals?      ──> each word as those passages write it

    "when does the tunel open"      -> "when does the tunnel open"       a slip: corrected, with a note
    "How old is John Carter?"       -> as it is, "did you mean Carver?"  may be a different name
    "HOW OLD IS JOHN CARVER"        -> "how old is John Carver"
    "when does portarden open"      -> "when does Port Arden open"       where an article has both words together

No word is corrected to one that is neither in the archive nor in English. A question in mixed case whose words are all
known costs only one count of its terms.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from byline.language.content import COMMON_ABBREVIATIONS, content_words, is_common
from byline.language.identification import foreign_language_of
from byline.language.terms import StatisticsOf, terms_of
from byline.language.typing_errors import (
    closest,
    distance,
    english_frequency,
    errors_allowed,
    is_doubled,
    is_english,
    is_left_out,
    is_swap,
    one_error_away,
)
from byline.records import Hit

_INITIALS = re.compile(r"\b[A-Z]{2,5}\b")
_LETTERS = re.compile(r"(?<![\w'’.@/&-])[^\W\d_]+(?![\w@/&]|\.\w|['’]t\b)")  # of letters only, and not "didn't"
_WRITTEN = re.compile(r"[^\W\d_]+")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?…:]\s+|\n\s*)[\"“‘'(]*\Z")
_BEFORE = 12  # characters before a word needed to see whether it starts a sentence
_CAPITALISED = 0.7  # share of mid-sentence uses from which a word is written with a capital
_SHORTEST_HALF = 3  # letters of each of two words run together
_SHORTEST_NAME = 5  # letters, for a name that is also an English word
_FEWEST_SHOUTED = 4  # capitals from which a line without small letters counts as shouting
_ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ers", "ly", "ish", "n", "an", "ian", "ic")


@dataclass(frozen=True, slots=True)
class Mended:
    """A corrected question.

    Attributes:
        text: The text to search for and read.
        read_as: Each corrected word and its correction; restored accents are not listed.
        nearest: Names in no article that were left unchanged, each with the nearest known name.
    """

    text: str
    read_as: tuple[tuple[str, str], ...] = ()
    nearest: tuple[tuple[str, str], ...] = ()

    @property
    def note(self) -> str:
        """Describe what was corrected; empty if nothing was."""
        return ", ".join(f"“{typed}” was read as “{meant}”" for typed, meant in self.read_as)

    def suggestion(self, reason: str) -> str:
        """Return a reason, with suggestions for the names that it says are missing."""
        meant = [f"“{name}”" for typed, name in self.nearest if typed in reason]
        return f"{reason}; did you mean {' or '.join(meant)}?" if reason and meant else reason


def with_initials_written_out(text: str, find: Callable[[str], Sequence[Hit]]) -> str:
    """Write out initials that are also words: WHO becomes the World Health Organization.

    Args:
        text: The question, on one line; all in capitals, it is returned as it is.
        find: Returns the passages nearest to a text; called only if it has such initials.
    """
    initials = {one for one in _INITIALS.findall(text) if not content_words(one.lower())}
    if not initials or text.upper() == text:
        return text
    passages = [hit.text for hit in find(text)]
    for one in sorted(initials):
        name = next(filter(None, (_named(one, passage) for passage in passages)), None)
        if name and not re.search(re.escape(name), text):
            text = re.sub(rf"\b(?:the )?{one}\b", f"the {name}", text)
    return text


def with_common_abbreviations_written_out(text: str, statistics: StatisticsOf) -> str:
    """Write out common abbreviations that no article uses: the CEO becomes the chief executive.

    Args:
        text: The question, on one line; all in capitals, it is returned as it is.
        statistics: Counts terms in the whole archive.
    """
    used = {one: terms_of(one) for one in COMMON_ABBREVIATIONS if re.search(rf"\b{one}\b", text)}
    if not used or text.upper() == text:
        return text
    known = statistics(sorted({term for terms in used.values() for term in terms})).frequencies
    for one, terms in used.items():
        if not any(known.get(term, 0) for term in terms):
            text = re.sub(rf"\b{one}\b", COMMON_ABBREVIATIONS[one], text)
    return text


def _named(initials: str, passage: str) -> str | None:
    """Return the name before initials in brackets: "World Health Organization (WHO)"."""
    found = re.search(rf"(?P<name>(?:[A-Z][\w’'-]*\s(?:(?:of|the|and|for|de)\s)*){{2,6}})\({initials}\)", passage)
    name = found["name"].strip().removeprefix("The ") if found else ""
    return name if initials in "".join(filter(str.isupper, name)) else None


def mended(text: str, statistics: StatisticsOf, find: Callable[[str], Sequence[Hit]]) -> Mended:
    """Correct a question's typing errors and capitals.

    Args:
        text: The question in full, on one line.
        statistics: Counts terms in the whole archive.
        find: Returns the passages nearest to a text; called only if something may need correcting.
    """
    shouts = text.upper() == text and sum(map(str.isupper, text)) >= _FEWEST_SHOUTED
    plain = text.lower() if shouts else text
    is_uncased = plain.lower() == plain
    odd = _odd_words(plain, statistics)
    if (not odd and not is_uncased) or foreign_language_of(text):
        return Mended(text)
    written = Written.of(find(plain))
    choices = {
        typed: _with_its_stem(typed, written, statistics)
        if stem_is_known
        else _choices(typed.lower(), written, statistics)
        for typed, stem_is_known in odd.items()
        if not written.has(typed)
    }
    meant: dict[str, str] = {}
    nearest: list[tuple[str, str]] = []
    for typed, likeliest in choices.items():
        if not likeliest:
            continue
        as_written = written.as_written(likeliest[0])
        beside = _beside(typed, plain)
        if typed[0].isupper() and (as_written[0].isupper() or not plain.startswith(typed)):
            is_meant = not _is_word(typed) and beside.isdisjoint(choices) and _is_plain(typed.lower(), likeliest)
            as_written = as_written[:1].upper() + as_written[1:]
        else:
            is_meant = all(choices.get(one, likeliest) for one in beside)  # else both belong to one unknown name
        if is_meant:
            meant[typed] = as_written
        elif written.as_written(likeliest[0])[0].isupper():
            nearest.append((typed, as_written))
    put = _LETTERS.sub(lambda found: meant.get(found[0], found[0]), plain)
    if is_uncased:
        put = written.cased(put, names={typed for typed in choices if typed not in meant and not odd[typed]})
    said = tuple((typed, word) for typed, word in meant.items() if word.isascii() or not typed.isascii())
    return Mended(put, said, tuple(nearest))


@dataclass(frozen=True, slots=True)
class Written:
    """How a set of passages writes its words.

    Attributes:
        used: How often each word occurs, by the word in lower case.
        forms: How often each form of a word occurs within sentences, where a capital marks a name.
        starts: Words with a capital that only begin sentences, by the word in lower case: as likely names as not.
        text: The passages, in lower case.
    """

    used: Mapping[str, int] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    starts: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @classmethod
    def of(cls, hits: Sequence[Hit]) -> "Written":
        """Read passages and the titles of their articles."""
        used: Counter[str] = Counter()
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        starts: dict[str, str] = {}
        for hit in hits:
            for found in _WRITTEN.finditer(hit.text):
                word = found[0]
                used[word.lower()] += 1
                before = hit.text[max(0, found.start() - _BEFORE) : found.start()]
                is_of_dateline = word.isupper() and before.upper() == before
                if is_of_dateline:
                    continue
                if not _STARTS_SENTENCE.search(before):
                    forms[word.lower()][word] += 1
                elif word.istitle():
                    starts[word.lower()] = word
            used.update(word.lower() for word in _WRITTEN.findall(hit.article.title))
        return cls(used, forms, starts, " ".join(f"{hit.article.title} {hit.text}" for hit in hits).lower())

    def has(self, word: str) -> bool:
        """Return whether a word occurs, in any case, or a word that it extends by an ending."""
        typed = word.lower()
        return typed in self.used or any(typed.removesuffix(ending) in self.used for ending in _ENDINGS)

    def apart(self, typed: str) -> str | None:
        """Return the two words that were run together, if they stand side by side: `portarden` for `Port Arden`."""
        for place in range(_SHORTEST_HALF, len(typed) - _SHORTEST_HALF + 1):
            first, second = typed[:place], typed[place:]
            both = first in self.used and second in self.used
            if both and re.search(rf"\b{first}\s{second}\b", self.text):
                return f"{first} {second}"
        return None

    def as_written(self, word: str) -> str:
        """Return a word, or several, with the capitals that they usually have within sentences."""
        if " " in word:
            return " ".join(map(self.as_written, word.split()))
        forms = self.forms.get(word.lower(), {})
        if not forms and not is_english(word):
            return self.starts.get(word.lower(), word)
        capitals = {form: count for form, count in forms.items() if not form.islower()}
        if not capitals or sum(capitals.values()) < _CAPITALISED * sum(forms.values()):
            return word
        return max(capitals, key=lambda form: capitals[form])

    def cased(self, text: str, names: set[str]) -> str:
        """Return a text with the capitals that its words have within sentences.

        Args:
            text: In lower case.
            names: Unknown words, which are most likely names.
        """

        def put(found: re.Match[str]) -> str:
            return found[0].capitalize() if found[0] in names else self.as_written(found[0])

        return _WRITTEN.sub(put, text)


def _odd_words(text: str, statistics: StatisticsOf) -> dict[str, bool]:
    """Return the words that may be typing errors: in no dictionary, or names.

    They are long enough to contain an error. Each maps to whether an article has its stem: `deadlin` may be a typing
    error all the same, since it is also the stem of `deadline`. Names whose stem occurs in an article are left out.
    """
    odd = {
        word: frozenset(terms_of(word))
        for word in _LETTERS.findall(text)
        if errors_allowed(word) and not word[1:].isupper() and (_is_name(word, text) or not _is_word(word))
    }
    if not odd:
        return {}
    known = statistics(sorted(frozenset[str]().union(*odd.values()))).frequencies
    found = {word: all(known.get(term, 0) for term in terms) for word, terms in odd.items()}
    return {word: stem_is_known for word, stem_is_known in found.items() if word.islower() or not stem_is_known}


def _is_name(word: str, text: str) -> bool:
    """Return whether a word is long enough and capitalised, but not as the first word."""
    return word[0].isupper() and not text.startswith(word) and len(word) >= _SHORTEST_NAME


def _is_word(word: str) -> bool:
    """Return whether a word is English, or a name that is common in English texts."""
    return is_english(word) or (word[0].isupper() and is_common(word))


def _beside(word: str, text: str) -> set[str]:
    """Return the words directly before and after a word."""
    line = _WRITTEN.findall(text)
    places = [place for place, one in enumerate(line) if one == word]
    return {line[near] for place in places for near in (place - 1, place + 1) if 0 <= near < len(line)}


def _choices(typed: str, written: Written, statistics: StatisticsOf) -> list[str]:
    """Return the words that a word may stand for, likeliest first.

    Words from the passages found for the question come first, then words from other articles, then other English words.
    """
    among = closest(typed, written.used)
    if among and distance(typed, among[0]) == 1:
        return among
    if two := written.apart(typed):
        return [two]
    one_away = {word: terms_of(word) for word in one_error_away(typed)}
    counted = statistics(sorted({term for terms in one_away.values() for term in terms})).frequencies
    # A word that only shares its stem with a word of the archive does not occur there itself.
    in_articles = {
        word: counted.get(terms[0], 0)
        for word, terms in one_away.items()
        if len(terms) == 1 and counted.get(terms[0], 0) and (is_english(word) or terms[0] == word)
    }
    english = {word: english_frequency(word) for word in one_away if english_frequency(word)}
    return closest(typed, in_articles) or among or closest(typed, english)


def _with_its_stem(typed: str, written: Written, statistics: StatisticsOf) -> list[str]:
    """Return the passages' words with a word's stem: `deadline` for `deadlin`.

    A word that is not itself a stem, such as `explaned`, which shares its stem with `explanation`, may stand for any
    word.

    Args:
        typed: A word whose stem an article has.
        written: The passages' words.
        statistics: Counts terms in the archive.
    """
    stem = terms_of(typed)
    same = [word for word in closest(typed, written.used) if terms_of(word) == stem]
    return same if same or stem == [typed] else _choices(typed, written, statistics)


def _is_plain(typed: str, choices: Sequence[str]) -> bool:
    """Return whether a name differs from exactly one other by a plain slip."""
    near = [word for word in choices if distance(typed, word) == 1]
    return len(near) == 1 and any(slip(typed, near[0]) for slip in (is_swap, is_doubled, is_left_out))
