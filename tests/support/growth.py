"""Hostile texts that might take long to process, and all the functions that process text."""

import inspect
import time
import types
from collections import abc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from byline.answering.compose import Composition
from byline.answering.decide import Decision
from byline.language.date_forms import Frame
from byline.language.sentences import LONGEST_SENTENCE
from byline.language.values import Value, value_of
from byline.question.question import Question, understand
from byline.readers.base import Evidence, Reading
from byline.records import Article, Citation, Hit, Hits, Passage, Span, Where
from byline.settings import MAX_QUESTION_CHARACTERS, Settings

# Each is repeated to the length needed.
UNITS = (
    *("word ", "a", "Ann ", "Ann Lee, ", "Ann Lee\n", "A. B. ", "A.", "Mr. ", "U.S. ", "Corp. ", "IV ", "I ", "it "),
    *("the ", "of ", "in the ", "and ", "not ", "n't ", "no ", "will ", "from ", "to ", "more than ", "never denied "),
    *("1", "1,000,", "1.1.", "1-1-", "1:00 ", "+1 ", "$1 ", "€1bn-€2bn ", "1 per cent ", "per cent ", "1 million 2 "),
    *("twenty-", "hundred and ", "between 1 and 2 and ", "from 1 to 2 ", "12/12/2012 ", "3 May 2021, ", "May ", "²"),
    *("1 May to 2 May ", "last Monday ", "two years ago ", "“", '"', '"a" ', "“a” said Ann. ", "(", "(a) ", "[1]"),
    *("He said ", "he said that she said that ", "according to ", "Ann told Reuters. ", "A said on Monday, "),
    *("Reuters, AP, ", "the Ministry of ", "By Ann Lee and ", "Correction: ", "This article was corrected. "),
    *("A and B, ", "; a", "a: b; ", "A: ", "- ", "–", "a-", "a_", "a/", "a'", "'s ", "’", "a | b | ", "#", "<b>"),
    *("• a\n", "...", ". . ", ", ", ",", "!", "? ", "what is who? ", " ", "\n", " \n", "\t", "x\n\n"),
    *("\u00a0", "\u200b", "\u202e"),
    *("e\u0301", "\u0301", "ß", "İ", "中", "ก", "a@b.", "http://a.b/"),
)
_LAST = "!~^"  # makes a pattern fail late, after it has read everything

# The greatest length, in characters, of what modules that only ever get a line or a word are given.
_MOST_OF = {"head_lines": 300, "head_dates": 300, "people": 300, "typing_errors": 40}
PACKAGES = ("language", "question", "answering", "overviews", "provenance")
_DAY = date(2024, 5, 6)
_MOMENT = datetime(2024, 5, 6, tzinfo=UTC)


def text_of(unit: str, characters: int, salt: object = "") -> str:
    """Return a text of a given length; a different salt gives a different text, so that no cache contains it."""
    begin = f"{salt} " if salt else ""
    room = characters - len(begin) - len(_LAST)
    return begin + (unit * (room // len(unit) + 1))[:room] + _LAST


class NotMadeError(Exception):
    """No value of the type can be made from a text."""


def made(kind: Any, text: str) -> Any:
    """Make a value of a type that contains the text wherever it can.

    Raises:
        NotMadeError: No rule here makes the type.
    """
    if kind in _MADE:
        return _MADE[kind](text)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return made(next(one for one in inner if one is not types.NoneType), text)
    if origin is Literal:
        return inner[0]
    if origin in (abc.Sequence, abc.Iterable, abc.Iterator, abc.Collection, list, frozenset, set):
        return origin_of(origin)([made(inner[0], text)])
    if origin is tuple:
        return tuple(made(one, text) for one in inner if one is not Ellipsis)
    if origin in (abc.Mapping, dict):
        return {}
    raise NotMadeError(str(kind))


def origin_of(origin: Any) -> Callable[[list[Any]], Any]:
    """Return the function that turns a list into the given kind of collection."""
    kinds: Mapping[Any, Callable[[list[Any]], Any]] = {abc.Iterator: iter, frozenset: frozenset, set: set}
    return kinds.get(origin, list)


def _article(text: str) -> Article:
    return Article("id", text, text[:300], publisher="Paper", published=_MOMENT)


def _hit(text: str) -> Hit:
    return Hit(Passage(_article(text), _sentence(text)), 1.0, 1)


def _sentence(text: str) -> Span:
    """Return the span of a whole text, up to the greatest length of a sentence."""
    return Span(0, min(len(text), LONGEST_SENTENCE))


def _evidence(text: str) -> Evidence:
    return Evidence(_hit(text), _sentence(text), 0.9, _sentence(text), 0.9)


_MADE: Mapping[Any, Callable[[str], Any]] = {
    str: lambda text: text,
    bytes: str.encode,
    bool: lambda text: True,
    int: len,
    float: lambda text: 0.5,
    date: lambda text: _DAY,
    datetime: lambda text: _MOMENT,
    Span: _sentence,
    Article: _article,
    Hit: _hit,
    Hits: lambda text: Hits((_hit(text),)),
    Evidence: _evidence,
    Reading: lambda text: Reading((_evidence(text),)),
    Citation: lambda text: Citation(1, _article(text), _sentence(text)),
    Decision: lambda text: Decision("answered", 0.9, "", (_evidence(text),)),
    Composition: lambda text: Composition(),
    Question: lambda text: understand("How many people of the town did Ann Lee say voted in May?", today=_DAY),
    Settings: lambda text: Settings(),
    Where: lambda text: Where(),
    Frame: lambda text: Frame(text, _DAY, _DAY, asking=False),
    Value: value_of,
}


@dataclass(frozen=True)
class Reads:
    """A function that processes text.

    Attributes:
        name: Its module and name, without `byline`.
        function: The function itself.
        parameters: Name, type and whether it is keyword-only, for each parameter without a default.
        most: The greatest number of characters that it is given in production.
        is_bounded: Whether `most` is small, so that time need not be linear in the length.
    """

    name: str
    function: Callable[..., Any]
    parameters: Sequence[tuple[str, Any, bool]]
    most: int
    is_bounded: bool

    def seconds(self, text: str) -> float:
        """Return the processor time, in seconds, of one call with values made from a text."""
        values = [(name, made(kind, text), by_name) for name, kind, by_name in self.parameters]
        placed = [value for _, value, by_name in values if not by_name]
        named = {name: value for name, value, by_name in values if by_name}
        started = time.thread_time()
        found = self.function(*placed, **named)
        if isinstance(found, abc.Iterator):
            for _ in found:
                pass
        return time.thread_time() - started


def readers_of_text(most: int) -> Iterator[Reads]:
    """Yield the public functions that can be called with values made from a text.

    Args:
        most: Characters of an article. A question has at most 2,000.
    """
    for package in PACKAGES:
        home = import_module(f"byline.{package}")
        for found in iter_modules(home.__path__, f"{home.__name__}."):
            module = import_module(found.name)
            for name, function in vars(module).items():
                plain = inspect.unwrap(function) if callable(function) else None
                if name.startswith("_") or not inspect.isfunction(plain) or plain.__module__ != module.__name__:
                    continue
                hints = get_type_hints(plain)
                parameters = [
                    (one.name, hints[one.name], one.kind is one.KEYWORD_ONLY)
                    for one in inspect.signature(plain).parameters.values()
                    if one.default is one.empty
                ]
                if _hold_a_text(parameters):
                    place = found.name.rpartition(".")[2]
                    longest = _longest(package, place, parameters, most)
                    yield Reads(f"{package}.{place}.{name}", function, parameters, longest, longest < most)


def _longest(package: str, module: str, parameters: Sequence[tuple[str, Any, bool]], most: int) -> int:
    """Return the greatest number of characters that a function is given."""
    if package == "question":
        return MAX_QUESTION_CHARACTERS
    if any(name == "sentence" for name, *_ in parameters):
        return LONGEST_SENTENCE
    return _MOST_OF.get(module, most) if package == "language" else most


def _hold_a_text(parameters: Sequence[tuple[str, Any, bool]]) -> bool:
    try:
        return any("Ann" in str(value) for value in [made(kind, "Ann") for _, kind, _ in parameters])
    except NotMadeError:
        return False
