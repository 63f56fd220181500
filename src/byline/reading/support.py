"""Tell what in a sentence that a language model wrote is not borne out by the passage that it cites.

    sentence, passage -> the passage's sentences that it tells again -> what it has that these do not:
                         numbers, dates, names, a negation or its absence, nearly all of its words

There is no model in it, so it cannot tell everything: right words put together wrongly pass. What it strikes is what
reads like a fact and is not in the source.
"""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterator, Sequence

from byline.passages import sentences
from byline.reading.coverage import Present, Word, content_words
from byline.reading.mentions import agreement, mentions_in
from byline.reading.values import negations_in
from byline.store.terms import terms_of
from byline.text import one_line, words

_COVERED = 0.35  # share of a sentence's content words that must stand in what it cites
_BETTER = 0.35  # how much more of them another passage may have
_TOLD_AGAIN = 3  # sentences of the passage, at most
_REACH = 3  # words after a negation that it denies

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ROUGHLY = re.compile(
    r"\b(?:about|around|some|nearly|almost|over|more than|less than|under|roughly|approximately|at least)\s\S*$", re.I
)
_NUMBER_WORDS = {
    word: str(number)
    for number, names in enumerate(
        words(
            "zero one_first two_second three_third four_fourth five_fifth six_sixth seven_seventh eight_eighth nine_ninth "
            "ten_tenth eleven_eleventh twelve_twelfth thirteen_thirteenth fourteen fifteen sixteen seventeen eighteen "
            "nineteen twenty"
        )
    )
    for word in names.split("_")
}
_SAID_OFTEN = frozenset({"one", "first"})  # `one of the`, `at first`
_MONTHS = {month.lower(): month for month in month_name if month} | {
    short.lower(): month for short, month in zip(month_abbr, month_name, strict=True) if short
}
_REFERS = re.compile(r"\b(?:he|she|it|its|they|their|his|her|him|them|this|these|who)\b", re.I)
_NOT_DENIED = re.compile(r"\b(?:not only|not just|no longer than|no more than|no later than|^no,)", re.I)


def faults(sentence: str, cited: str, others: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what is wrong with a sentence, a few words for each fault; nothing where it is borne out.

    Args:
        sentence: On one line, without its markers.
        cited: The title, on a line of its own, and the text of the passage that it cites.
        others: The same of the passages that it could have cited instead.
    """
    said = content_words(sentence)
    share = _share(said, cited)
    if share < _COVERED or any(_share(said, other) - share > _BETTER for other in others):
        return ("is not about what is cited",)
    source = _told_again(sentence, cited)
    found = [f"the number {number} is not in what is cited" for number in _new_numbers(sentence, source)]
    found += [f"the month {month} is not in what is cited" for month in sorted(_months(sentence) - _months(source))]
    found += [f"the name {name} is not in what is cited" for name in _new_names(sentence, source, cited)]
    if _denied(sentence) & _affirmed(source) or _denied(source) & _affirmed(sentence):
        found.append("it denies what is cited, or affirms what that denies")
    return tuple(found)


def _share(said: Sequence[Word], text: str) -> float:
    present = Present([text])
    return sum(word in present for word in said) / len(said) if said else 1.0


def _told_again(sentence: str, cited: str) -> str:
    """Return the few sentences of a passage that have the words of the given one, numbers left out."""
    left = [word for word in content_words(sentence) if not any(map(str.isdigit, word.text))]
    parts = [one_line(cited[span.start : span.end]) for span in sentences(cited)]
    chosen: list[str] = []
    while left and parts and len(chosen) < _TOLD_AGAIN:
        best = max(parts, key=lambda part: _share(left, part))
        remaining = [word for word in left if word not in Present([best])]
        if len(remaining) == len(left):
            break
        left = remaining
        parts.remove(best)
        chosen.append(best)
    return " ".join(chosen)


# Numbers, months, names


def _new_numbers(sentence: str, source: str) -> Iterator[str]:
    known = set(_numbers(source))
    amounts = [source[span.start : span.end] for kind, span in mentions_in(source) if kind != "name"]
    written = [(kind, span) for kind, span in mentions_in(sentence) if kind != "name"]
    for number, start in _numbers(sentence).items():
        if number in known:
            continue
        around = [(kind, span) for kind, span in written if span.start <= start < span.end]
        enough = {"same", "compatible"} if _ROUGHLY.search(sentence[: start + 1]) else {"same"}
        if not any(
            agreement(kind, sentence[span.start : span.end], amount) in enough
            for kind, span in around
            for amount in amounts
        ):
            yield number


def _numbers(text: str) -> dict[str, int]:
    """Return the numbers in a text, thousands not set apart, and where each first stands."""
    found = {match[0].replace(",", ""): match.start() for match in _NUMBER.finditer(text)}
    for match in re.finditer(r"[A-Za-z]+", text):
        word = match[0].lower()
        if word in _NUMBER_WORDS and word not in _SAID_OFTEN:
            found.setdefault(_NUMBER_WORDS[word], match.start())
    return found


def _months(text: str) -> set[str]:
    return {_MONTHS[word.lower()] for word in re.findall(r"\b[A-Z][a-z]+\b", text) if word.lower() in _MONTHS}


def _new_names(sentence: str, source: str, cited: str) -> Iterator[str]:
    """Yield the names that are not in the source; where that has a pronoun, it may stand for any name in the passage."""
    title = cited.partition("\n")[0]
    present = Present([cited if _REFERS.search(source) else f"{title}\n{source}"])
    for kind, span in mentions_in(sentence):
        name = sentence[span.start : span.end]
        # After a dash, so that a name's first word is not taken for that of a sentence.
        parts = [word for word in content_words(f"- {name}") if word.text[0].isupper()]
        if kind == "name" and not all(word in present for word in parts):
            yield name


# Negations


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
