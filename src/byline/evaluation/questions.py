"""Questions with known answers, read from JSON Lines: one object per line."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from byline.errors import InputError
from byline.evaluation.metrics import tokens
from byline.language.text import one_line, shorten
from byline.provenance.trace import MIN_EXCERPT_WORDS, words_of
from byline.records.vocabulary import Verdict
from byline.settings import MAX_EXCERPT_CHARACTERS, MAX_QUESTION_CHARACTERS

_REQUIRED = ("id", "kind", "question", "answers", "articles")
_OPTIONAL = ("history", "conflict", "verdict", "items", "excerpts")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An excerpt to trace, and the articles that it is from.

    Attributes:
        text: The excerpt as it is quoted; some words may be changed.
        articles: Ids of all articles that it is from; empty if it is not in the archive.

    Raises:
        InputError: The text is too short or too long to be traced, or a field has the wrong type.
    """

    text: str
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_text("text", self.text)
        object.__setattr__(self, "articles", _texts("articles", self.articles))
        require_at_most("text", self.text, MAX_EXCERPT_CHARACTERS)
        if (found := len(words_of(self.text))) < MIN_EXCERPT_WORDS:
            raise InputError(f"text: found {found} words, expected at least {MIN_EXCERPT_WORDS}")


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and its known answers.

    Attributes:
        id: Unique among the questions, so that two runs can be compared.
        kind: The group that it is reported with.
        question: The question as it is asked.
        answers: The right answers, any one of which counts; empty if the articles do not answer the question.
        articles: Ids of the articles that contain an answer.
        history: Earlier questions of the conversation, oldest first.
        conflict: The values on which articles disagree; empty if they are known not to; None if unknown.
        verdict: The right one of yes and no; None if the question does not ask for it or it is unknown.
        items: Everything that a complete answer must have; empty if one of `answers` is enough.
        excerpts: Excerpts about it that are to be traced.

    Raises:
        InputError: A field has the wrong type, is empty or too long; an answer has no word that is compared; there are
            answers but no articles; `conflict` has a single value; or there is a verdict or items but no answer.
    """

    id: str
    kind: str
    question: str
    answers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    conflict: tuple[str, ...] | None = None
    verdict: Verdict | None = None
    items: tuple[str, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()

    def __post_init__(self) -> None:
        for name in ("id", "kind", "question"):
            require_text(name, getattr(self, name))
        for name in ("answers", "articles", "history", "conflict", "items"):
            if name != "conflict" or self.conflict is not None:
                texts = _texts(name, getattr(self, name))
                object.__setattr__(self, name, tuple(dict.fromkeys(texts)) if name != "history" else texts)
        for name, text in (("question", self.question), *(("history", text) for text in self.history)):
            require_at_most(name, text, MAX_QUESTION_CHARACTERS)
        for name, texts in (("answers", self.answers), ("items", self.items)):
            for text in texts:
                require_compared(name, text)
        if self.conflict is not None and len(self.conflict) == 1:
            raise InputError("conflict: found one value, expected at least two, or none if the articles agree")
        if self.verdict is not None and self.verdict not in get_args(Verdict):
            raise InputError(f"verdict: found {_described(self.verdict)}, expected yes or no")
        if self.answers and not self.articles:
            raise InputError("articles: found none, expected the ids of the articles that contain an answer")
        if not self.answers and (self.verdict or self.items):
            raise InputError("answers: found none, expected some because there is a verdict or items")

    @property
    def answerable(self) -> bool:
        """Whether the articles answer the question."""
        return bool(self.answers)

    def to_dict(self) -> dict[str, Any]:
        """Return the question as the JSON object of its line in a file."""
        values = asdict(self)
        unknown = {"conflict": self.conflict is None, "verdict": self.verdict is None}
        left_out = unknown | {"items": not self.items, "excerpts": not self.excerpts}
        return {name: value for name, value in values.items() if not left_out.get(name)}


def question_of(values: Mapping[str, Any]) -> LabelledQuestion:
    """Build a question from plain JSON values; unknown keys are ignored."""
    missing = [name for name in _REQUIRED if name not in values]
    if missing:
        raise InputError(
            f"found no {', '.join(missing)}, expected {', '.join(_REQUIRED)} and optionally {', '.join(_OPTIONAL)}"
        )
    optional = {name: values[name] for name in _OPTIONAL if name in values}
    if "excerpts" in optional:
        optional["excerpts"] = _excerpts(optional["excerpts"])
    return LabelledQuestion(**{name: values[name] for name in _REQUIRED}, **optional)


def read_questions(path: str | Path) -> list[LabelledQuestion]:
    """Read questions from a file of JSON Lines; blank lines are skipped.

    Raises:
        InputError: The file cannot be read or has no question, or a line is wrong; the message names the first one.
    """
    try:
        lines = Path(path).read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}): give a file of questions") from error
    questions: list[LabelledQuestion] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = question_of(_object(line))
            if question.id in seen:
                repeated = shorten(repr(question.id), 60)
                raise InputError(f"found the id {repeated} of line {seen[question.id]} again, expected a unique id")
        except InputError as error:
            raise InputError(f"{path}, line {number}: {error}") from error
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise InputError(f"{path}: found no question, expected one object per line with {', '.join(_REQUIRED)}")
    return questions


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON in UTF-8 ({error}), expected an object") from error
    if not isinstance(found, dict):
        raise InputError(f"found {_described(found)}, expected an object with {', '.join(_REQUIRED)}")
    return found


def _excerpts(values: object) -> tuple[Excerpt, ...]:
    if not isinstance(values, list) or not all(
        isinstance(one, dict) and one.keys() >= {"text", "articles"} for one in values
    ):
        raise InputError(f"excerpts: found {_described(values)}, expected a list of objects with text, articles")
    try:
        return tuple(Excerpt(one["text"], one["articles"]) for one in values)
    except InputError as error:
        raise InputError(f"excerpts: {error}") from error


def _texts(name: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list | tuple):
        raise InputError(f"{name}: found {_described(values)}, expected a list of texts")
    for value in values:
        require_text(name, value)
    return tuple(values)


def require_compared(name: str, text: str) -> None:
    """Raise `InputError` if a text has no word that counts when answers are compared."""
    if not tokens(text):
        raise InputError(f"{name}: found {shorten(repr(text), 40)}, expected words other than a, an, the")


def require_at_most(name: str, text: str, most: int) -> None:
    """Raise `InputError` if a text has more than `most` characters."""
    if len(text) > most:
        raise InputError(f"{name}: found {len(text):,} characters, expected at most {most:,}")


def require_text(name: str, value: object) -> None:
    """Raise `InputError` unless a value is a text with words that can be stored as UTF-8."""
    if not isinstance(value, str):
        raise InputError(f"{name}: found {_described(value)}, expected text")
    if not one_line(value):
        raise InputError(f"{name}: found a text without words, expected some")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{name}: found half a character (a lone surrogate) at {error.start}, expected text"
        ) from error


def _described(value: object) -> str:
    return shorten(json.dumps(value, ensure_ascii=True, default=repr), 40)
