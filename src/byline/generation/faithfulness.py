"""Find what in a sentence by a language model is not supported by the passage that it cites.

    sentence, passages -> the passages' sentences that it restates -> what it has that these do not:
                          numbers, dates, names, a negation or its absence, nearly all of its words

The check uses no model, so it cannot find everything: the right words in a wrong combination pass. It catches what
reads like a fact and is not in the source.
"""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from byline.language.content import Present, Word, background, content_words
from byline.language.mentions import agreement, mentions_in
from byline.language.negation import negations_in
from byline.language.sentences import sentences
from byline.language.spelling import ungrouped
from byline.language.terms import terms_of
from byline.language.text import one_line
from byline.records import Span

_COVERED = 0.35  # minimum share of a sentence's content words in what it cites
_BETTER = 0.35  # maximum by which another passage's share may exceed that
_TOLD_AGAIN = 3  # maximum number of sentences of a passage that a sentence restates
_AROUND = 3  # content words on each side of a name that locate where in the source it must be
_REACH = 3  # words after a negation that it denies

_REASON = re.compile(r"\b(?:because(?: of)?|due to|owing to|as a result of|thanks to)\b", re.I)
_TOLD_TOGETHER = 0.5  # a source with more than this share of the words before a reason must have them beside it
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ROUGHLY = re.compile(
    r"\b(?:about|around|some|nearly|almost|over|more than|less than|under|roughly|approximately|at least)\s\S*$", re.I
)
_NUMBER_WORDS = {
    name: str(number)
    for number, names in enumerate(
        [
            "zero",
            *("one first", "two second both", "three third", "four fourth", "five fifth", "six sixth", "seven seventh"),
            *("eight eighth", "nine ninth", "ten tenth", "eleven eleventh", "twelve twelfth", "thirteen thirteenth"),
            *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
        ]
    )
    for name in names.split()
}
_SAID_OFTEN = frozenset({"one", "first", "both"})  # `one of the`, `at first`
_MONTHS = {month.lower(): month for month in month_name if month} | {
    short.lower(): month for short, month in zip(month_abbr, month_name, strict=True) if short
}
# A pronoun, but not in `He Qing`.
_REFERS = re.compile(r"\b(?i:he|she|it|its|they|their|his|her|him|them|this|these|who)\b(?!\s[A-Z])")
_NOT_DENIED = re.compile(r"\b(?:not only|not just|no longer than|no more than|no later than|^no,)", re.I)


@dataclass(frozen=True, slots=True)
class Source:
    """A cited passage: the title of its article on one line, and its text."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.title}\n{self.text}"


def faults(sentence: str, cited: Sequence[Source], others: Sequence[Source] = ()) -> tuple[str, ...]:
    """Return the faults of a sentence, a few words each; empty if the cited passages support it.

    Args:
        sentence: The sentence on one line, without its markers.
        cited: The passages that it cites, at least one.
        others: Other passages that it could have cited.
    """
    said = content_words(sentence)
    passages = "\n".join(source.whole for source in cited)
    share = _share(said, passages)
    if share < _COVERED or any(_share(said, other.whole) - share > _BETTER for other in others):
        return ("the cited source is about something else",)
    told_sentences = [
        one_line(source.text[span.start : span.end]) for source in cited for span in told_again(sentence, source.text)
    ]
    told = " ".join(told_sentences)
    found = [f"the number {number} is not in the cited source" for number in _new_numbers(sentence, told)]
    found += [f"the month {month} is not in the cited source" for month in sorted(_months(sentence) - _months(told))]
    found += [f"the name {name} is not in the cited source" for name in _new_names(sentence, told_sentences, cited)]
    if _contradicts(sentence, told) or _contradicts(told, sentence):
        found.append("it contradicts the cited source")
    if _gives_another_reason(sentence, cited):
        found.append("the cited source gives this reason for something else")
    return tuple(found)


def speaks_to(asked: Sequence[Word], sentence: str, cited: Sequence[Source]) -> bool:
    """Return whether a sentence, or what it restates, has any of a question's words.

    An instruction hidden in an article seldom has.
    """
    told = [source.text[span.start : span.end] for source in cited for span in told_again(sentence, source.text)]
    present = Present([sentence, *told])
    return not asked or any(word in present for word in asked)


def told_again(sentence: str, text: str) -> list[Span]:
    """Return the few sentences of a text that cover the words of the given one, ignoring numbers, best first."""
    left = [word for word in content_words(sentence) if not any(map(str.isdigit, word.text))]
    parts = sentences(text)
    chosen: list[Span] = []
    while left and parts and len(chosen) < _TOLD_AGAIN:
        best = max(parts, key=lambda part: _share(left, text[part.start : part.end]))
        present = Present([text[best.start : best.end]])
        remaining = [word for word in left if word not in present]
        if len(remaining) == len(left):
            break
        left = remaining
        parts.remove(best)
        chosen.append(best)
    return chosen


def _share(said: Sequence[Word], text: str) -> float:
    return _count(said, text) / len(said) if said else 1.0


# Reasons


def _gives_another_reason(sentence: str, cited: Sequence[Source]) -> bool:
    """Return whether a sentence gives a reason for one thing that the source gives for another.

    A small model tends to complete the question with the first sentence that it finds.
    """
    given = _REASON.search(sentence)
    if given is None:
        return False
    result, reason = content_words(sentence[: given.start()]), content_words(f"- {sentence[given.end() :]}")
    if not result or not reason:
        return False
    is_told = [_share(result, source.whole) > _TOLD_TOGETHER for source in cited]
    is_told_there = [_share(result, _around_reason(reason, source)) > _TOLD_TOGETHER for source in cited]
    return any(is_told) and not any(is_told_there)


def _around_reason(reason: Sequence[Word], source: Source) -> str:
    """Return the title of a source, and the sentence with most words of a reason with its neighbours."""
    parts = [one_line(source.text[span.start : span.end]) for span in sentences(source.text)]
    best = max(range(len(parts)), key=lambda number: _count(reason, parts[number]), default=0)
    return "\n".join([source.title, *parts[max(0, best - 1) : best + 2]])


# Numbers, months, names


def _new_numbers(sentence: str, source: str) -> Iterator[str]:
    known = set(_numbers(source))
    amounts = [source[span.start : span.end] for kind, span in mentions_in(source) if kind == "quantity"]
    written = [span for kind, span in mentions_in(sentence) if kind == "quantity"]
    for number, start in _numbers(sentence).items():
        if number in known or sentence[start:].lower().startswith(tuple(_SAID_OFTEN)):
            continue
        around = [span for span in written if span.start <= start < span.end]
        enough = {"same", "compatible"} if _ROUGHLY.search(sentence[: start + 1]) else {"same"}
        if not any(
            agreement("quantity", sentence[span.start : span.end], amount) in enough
            for span in around
            for amount in amounts
        ):
            yield number


def numbers_in(text: str) -> set[str]:
    """Return the numbers in a text, including those in words, as digits without thousands separators."""
    return set(_numbers(text))


def _numbers(text: str) -> dict[str, int]:
    """Return the numbers in a text, as digits without thousands separators, each with its first place."""
    found = {ungrouped(match[0]): match.start() for match in _NUMBER.finditer(text)}
    for match in re.finditer(r"[A-Za-z]+", text):
        number = _NUMBER_WORDS.get(match[0].lower())
        if number:
            found.setdefault(number, match.start())
    return found


def _months(text: str) -> set[str]:
    return {_MONTHS[word.lower()] for word in re.findall(r"\b[A-Z][a-z]+\b", text) if word.lower() in _MONTHS}


def _new_names(sentence: str, told: Sequence[str], cited: Sequence[Source]) -> Iterator[str]:
    """Yield the names that are not in the source sentences that best match the words around them."""
    titles = "\n".join(source.title for source in cited)
    passages = "\n".join(source.whole for source in cited)
    for kind, span in mentions_in(sentence):
        if kind != "name":
            continue
        name = sentence[span.start : span.end]
        # After a dash, so that the name's first word is not taken for the start of a sentence.
        parts = [word for word in content_words(f"- {name}") if word.text[0].isupper()]
        around = _around(sentence, span)
        most = max((_count(around, one) for one in told), default=0)
        places = [one for one in told if _count(around, one) == most]
        # A pronoun in the source may refer to any name in the passage.
        allowed = [passages if _REFERS.search(one) else f"{titles}\n{one}" for one in places] or [passages]
        if not any(_count(parts, one) == len(parts) for one in allowed):
            yield name
    present = Present([passages])
    first, *_ = [*content_words(f"- {sentence}"), None]
    if first and sentence.startswith(first.text) and _is_rare(first) and first not in present:
        yield first.text


def _around(sentence: str, span: Span) -> list[Word]:
    """Return the few content words before and after a span, without names, which may form a list."""
    before, after = (
        [word for word in content_words(part) if not word.text[0].isupper()]
        for part in (sentence[: span.start], sentence[span.end :])
    )
    return [*before[-_AROUND:], *after[:_AROUND]]


def _count(words: Sequence[Word], text: str) -> int:
    present = Present([text])
    return sum(word in present for word in words)


def _is_rare(word: Word) -> bool:
    """Return whether a capitalised first word of a sentence is probably a name: it is rare in other texts."""
    return word.text[0].isupper() and not any(term in background().frequencies for term in word.terms)


# Negations


def _contradicts(one: str, other: str) -> bool:
    """Return whether a text denies what another affirms and never denies."""
    return bool(_denied(one) & _affirmed(other) - _denied(other))


def _denied(text: str) -> frozenset[str]:
    """Return the terms of the few words after each negation."""
    return frozenset().union(*_scopes(text))


def _affirmed(text: str) -> frozenset[str]:
    """Return the terms of a text that do not follow a negation."""
    rest = text
    for scope in _scope_spans(text):
        rest = rest[: scope[0]] + " " * (scope[1] - scope[0]) + rest[scope[1] :]
    return frozenset(terms_of(rest))


def _scopes(text: str) -> list[frozenset[str]]:
    meaningful = {term for word in content_words(text) for term in word.terms}
    return [frozenset(terms_of(text[start:end])) & meaningful for start, end in _scope_spans(text)]


def _scope_spans(text: str) -> Iterator[tuple[int, int]]:
    for span in negations_in(text):
        if _NOT_DENIED.match(text, span.start):
            continue
        end, carried = span.end, 0
        for word in re.finditer(r"[\w'’.-]*\w|[;:!?]|,\s(?:but|and|or)\b", text[span.end :]):
            if not word[0][0].isalnum() or carried == _REACH:
                break
            end = span.end + word.end()
            carried += bool(content_words(f"- {word[0]}"))
        yield span.start, end
