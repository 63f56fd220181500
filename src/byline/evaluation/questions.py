"""Questions whose answers are known: JSON Lines, an object a line."""

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
    """What somebody quotes, and where it stands.

    Attributes:
        text: As it is quoted; some words may be changed.
        articles: Ids of all the articles that it comes from; none means that it comes from none of them.

    Raises:
        InputError: The text is too short or too long to be traced, or a field is not of its kind.
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
    """A question and what answers it.

    Attributes:
        id: Unique among the questions, so that two runs can be compared.
        kind: The group that it is reported with.
        question: As it is asked.
        answers: Any one of them counts; none means that the articles do not answer it.
        articles: Ids of the articles that hold an answer.
        history: Earlier questions of the conversation, oldest first.
        conflict: The values on which articles disagree, none where they are known not to; None where that is not known.
        verdict: What is right of yes and no, None where that is not asked for or not known.
        items: What all belongs to the answer; empty where one of `answers` is enough.
        excerpts: What is quoted about it and is to be traced.

    Raises:
        InputError: A field is not of its kind, is empty or too long; an answer has no word that is
            compared; there are answers and no articles; there is a single value of a conflict; or the articles
            do not answer it, and it has a verdict or items.
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
            raise InputError("conflict: found one value, expected at least two, or none where articles do not disagree")
        if self.verdict is not None and self.verdict not in get_args(Verdict):
            raise InputError(f"verdict: found {_described(self.verdict)}, expected yes or no")
        if self.answers and not self.articles:
            raise InputError("articles: found none, expected the ids of the articles that hold an answer")
        if not self.answers and (self.verdict or self.items):
            raise InputError("answers: found none, expected some where there is a verdict or items")

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it."""
        return bool(self.answers)

    def to_dict(self) -> dict[str, Any]:
        """Return what a line of a file says of it."""
        values = asdict(self)
        unknown = {"conflict": self.conflict is None, "verdict": self.verdict is None}
        left_out = unknown | {"items": not self.items, "excerpts": not self.excerpts}
        return {name: value for name, value in values.items() if not left_out.get(name)}


def question_of(values: Mapping[str, Any]) -> LabelledQuestion:
    """Make a question of plain JSON values; keys that it does not know are left alone."""
    missing = [name for name in _REQUIRED if name not in values]
    if missing:
        raise InputError(
            f"found no {', '.join(missing)}, expected {', '.join(_REQUIRED)} and, if any, {', '.join(_OPTIONAL)}"
        )
    optional = {name: values[name] for name in _OPTIONAL if name in values}
    if "excerpts" in optional:
        optional["excerpts"] = _excerpts(optional["excerpts"])
    return LabelledQuestion(**{name: values[name] for name in _REQUIRED}, **optional)


def read_questions(path: str | Path) -> list[LabelledQuestion]:
    """Read questions from a file of JSON Lines; blank lines are passed over.

    Raises:
        InputError: The file cannot be read or has no question, or a line is wrong; the first is told.
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
                raise InputError(f"found the id {repeated} of line {seen[question.id]} again, expected another id")
        except InputError as error:
            raise InputError(f"{path}, line {number}: {error}") from error
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise InputError(f"{path}: found no question, expected an object a line with {', '.join(_REQUIRED)}")
    return questions


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise InputError(f"found what is not JSON in UTF-8 ({error}), expected an object") from error
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
    """Raise `InputError` where a text has no word by which answers are compared."""
    if not tokens(text):
        raise InputError(f"{name}: found {shorten(repr(text), 40)}, expected words other than a, an, the")


def require_at_most(name: str, text: str, most: int) -> None:
    """Raise `InputError` where a text has more characters than `most`."""
    if len(text) > most:
        raise InputError(f"{name}: found {len(text):,} characters, expected at most {most:,}")


def require_text(name: str, value: object) -> None:
    """Raise `InputError` unless a value is a text with words, which can be stored."""
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
