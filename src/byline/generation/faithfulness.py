"""Tell what in a sentence that a language model wrote is not borne out by the passage that it cites.

    sentence, passages -> the passages' sentences that it tells again -> what it has that these do not:
                          numbers, dates, names, a negation or its absence, nearly all of its words

There is no model in it, so it cannot tell everything: right words put together wrongly pass. What it strikes is what
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

_COVERED = 0.35  # share of a sentence's content words that must stand in what it cites
_BETTER = 0.35  # how much more of them another passage may have
_TOLD_AGAIN = 3  # sentences of the passage, at most
_AROUND = 3  # content words on each side of a name that tell where in the source it must stand
_REACH = 3  # words after a negation that it denies

_REASON = re.compile(r"\b(?:because(?: of)?|due to|owing to|as a result of|thanks to)\b", re.I)
_TOLD_TOGETHER = (
    0.5  # share of the words before a reason: more must stand by it in what is cited, if they stand there at all
)
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
# A pronoun; `He Qing` is none.
_REFERS = re.compile(r"\b(?i:he|she|it|its|they|their|his|her|him|them|this|these|who)\b(?!\s[A-Z])")
_NOT_DENIED = re.compile(r"\b(?:not only|not just|no longer than|no more than|no later than|^no,)", re.I)


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as it is cited: the title of its article on one line, and its text."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.title}\n{self.text}"


def faults(sentence: str, cited: Sequence[Source], others: Sequence[Source] = ()) -> tuple[str, ...]:
    """Return what is wrong with a sentence, a few words for each fault; nothing where it is borne out.

    Args:
        sentence: On one line, without its markers.
        cited: The passages that it cites, at least one.
        others: Those that it could have cited instead.
    """
    said = content_words(sentence)
    passages = "\n".join(source.whole for source in cited)
    share = _share(said, passages)
    if share < _COVERED or any(_share(said, other.whole) - share > _BETTER for other in others):
        return ("it is not about what is cited",)
    told_sentences = [
        one_line(source.text[span.start : span.end]) for source in cited for span in told_again(sentence, source.text)
    ]
    told = " ".join(told_sentences)
    found = [f"the number {number} is not in what is cited" for number in _new_numbers(sentence, told)]
    found += [f"the month {month} is not in what is cited" for month in sorted(_months(sentence) - _months(told))]
    found += [f"the name {name} is not in what is cited" for name in _new_names(sentence, told_sentences, cited)]
    if _contradicts(sentence, told) or _contradicts(told, sentence):
        found.append("it denies what is cited, or affirms what that denies")
    if _gives_another_reason(sentence, cited):
        found.append("what it gives as the reason is told of something else")
    return tuple(found)


def speaks_to(asked: Sequence[Word], sentence: str, cited: Sequence[Source]) -> bool:
    """Return whether a sentence, or what it tells again, has any of the words of a question.

    An order that an article gives is seldom of what somebody asks.
    """
    told = [source.text[span.start : span.end] for source in cited for span in told_again(sentence, source.text)]
    present = Present([sentence, *told])
    return not asked or any(word in present for word in asked)


def told_again(sentence: str, text: str) -> list[Span]:
    """Return the few sentences of a text that have the words of the given one, numbers left out, most first."""
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
    """Tell whether a sentence gives as the reason of one thing what is told of another, elsewhere in what is cited.

    A small model completes the question with the first sentence that it finds.
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
    """Return the title of a source, and the sentence that has most words of a reason between its neighbours."""
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
    """Return the numbers in a text, also those in words, as digits, thousands not set apart."""
    return set(_numbers(text))


def _numbers(text: str) -> dict[str, int]:
    """Return the numbers in a text, in digits, thousands not set apart, and where each first stands."""
    found = {ungrouped(match[0]): match.start() for match in _NUMBER.finditer(text)}
    for match in re.finditer(r"[A-Za-z]+", text):
        number = _NUMBER_WORDS.get(match[0].lower())
        if number:
            found.setdefault(number, match.start())
    return found


def _months(text: str) -> set[str]:
    return {_MONTHS[word.lower()] for word in re.findall(r"\b[A-Z][a-z]+\b", text) if word.lower() in _MONTHS}


def _new_names(sentence: str, told: Sequence[str], cited: Sequence[Source]) -> Iterator[str]:
    """Yield the names that do not stand where the words around them do."""
    titles = "\n".join(source.title for source in cited)
    passages = "\n".join(source.whole for source in cited)
    for kind, span in mentions_in(sentence):
        if kind != "name":
            continue
        name = sentence[span.start : span.end]
        # After a dash, so that a name's first word is not taken for that of a sentence.
        parts = [word for word in content_words(f"- {name}") if word.text[0].isupper()]
        around = _around(sentence, span)
        most = max((_count(around, one) for one in told), default=0)
        places = [one for one in told if _count(around, one) == most]
        # A pronoun in the source may stand for any name in the passage.
        allowed = [passages if _REFERS.search(one) else f"{titles}\n{one}" for one in places] or [passages]
        if not any(_count(parts, one) == len(parts) for one in allowed):
            yield name
    present = Present([passages])
    first, *_ = [*content_words(f"- {sentence}"), None]
    if first and sentence.startswith(first.text) and _is_rare(first) and first not in present:
        yield first.text


def _around(sentence: str, span: Span) -> list[Word]:
    """Return the few content words before and after a span, names left out: they may stand in a list."""
    before, after = (
        [word for word in content_words(part) if not word.text[0].isupper()]
        for part in (sentence[: span.start], sentence[span.end :])
    )
    return [*before[-_AROUND:], *after[:_AROUND]]


def _count(words: Sequence[Word], text: str) -> int:
    present = Present([text])
    return sum(word in present for word in words)


def _is_rare(word: Word) -> bool:
    """Tell whether a word that is written large as the first of a sentence is likely a name: hardly a text has it."""
    return word.text[0].isupper() and not any(term in background().frequencies for term in word.terms)


# Negations


def _contradicts(one: str, other: str) -> bool:
    """Tell whether a text denies what another affirms and never denies."""
    return bool(_denied(one) & _affirmed(other) - _denied(other))


def _denied(text: str) -> frozenset[str]:
    """Return the terms of the few words after each negation."""
    return frozenset().union(*_scopes(text))


def _affirmed(text: str) -> frozenset[str]:
    """Return the terms of a text that no negation is before."""
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
