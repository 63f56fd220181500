"""Answer the questions in a file; an error in one does not stop the others."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from byline.archive import Archive
from byline.errors import BylineError, InputError
from byline.language.text import shorten
from byline.records import Reply, Where

_KEYS = ("id", "question", "history", "publisher", "since", "until", "article")
_STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file.

    Attributes:
        number: The line number, from 1.
        question: The question; empty if the line cannot be read.
        id: The question's id in the file, if any.
        history: Earlier questions of the conversation, oldest first.
        where: The line's own conditions on the articles; None if it has none.
        wrong: Why the line cannot be asked; empty if it can.
    """

    number: int
    question: str = ""
    id: str | int | None = None
    history: tuple[str, ...] = ()
    where: Where | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The result for a line: a reply, or the reason why there is none."""

    line: Line
    reply: Reply | None = None
    error: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        named = {"line": self.line.number, **({} if self.line.id is None else {"id": self.line.id})}
        if self.reply is None:
            return {**named, "error": self.error}
        return {**named, "question": self.line.question, "reply": self.reply.to_dict()}


def read_lines(file: str) -> Iterator[Line]:
    """Yield the lines of a file, skipping empty ones.

    Args:
        file: Its path, or `-` for standard input. A line that begins with `{` is a JSON object with `question` and
            optionally `id`, `history`, `publisher`, `since`, `until` and `article`; any other line is a question.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        with ExitStack() as opened:
            stream = sys.stdin.buffer if file == _STANDARD_INPUT else opened.enter_context(Path(file).open("rb"))
            for number, content in enumerate(stream, start=1):
                if content.strip():
                    yield _read(number, content)
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error


def _read(number: int, content: bytes) -> Line:
    try:
        text = content.decode("utf-8-sig" if number == 1 else "utf-8").strip()
    except UnicodeDecodeError:
        return Line(number, wrong="not UTF-8")
    if not text.startswith("{"):
        return Line(number, text)
    try:
        return _asked(number, json.loads(text))
    except (InputError, RecursionError, ValueError) as error:
        return Line(number, wrong=str(error) if isinstance(error, InputError) else f"not JSON ({error})")


def _asked(number: int, given: dict[str, Any]) -> Line:
    unknown = sorted(given.keys() - set(_KEYS))
    if unknown or "question" not in given:
        found = unknown[0] if unknown else "no question"
        raise InputError(f"found {shorten(found, 40)}, expected {', '.join(_KEYS)}")
    id, question, history = given.get("id"), given["question"], given.get("history", [])
    if isinstance(id, bool) or not isinstance(id, str | int | None):
        raise InputError("id: expected text or a whole number")
    if not isinstance(question, str) or not isinstance(history, list):
        raise InputError("expected text for question, and a list of texts for history")
    where = Where(*(given.get(name) for name in ("publisher", "since", "until", "article")))
    return Line(number, question, id, tuple(history), where if where != Where() else None)


def answer_lines(archive: Archive, file: str, where: Where | None = None) -> Iterator[Answered]:
    """Yield the result for each line of a file, in order.

    Args:
        archive: The archive to ask.
        file: See `read_lines`.
        where: Conditions on the articles for lines without their own.

    Raises:
        InputError: The file cannot be read.
    """
    for line in read_lines(file):
        if line.wrong:
            yield Answered(line, error=line.wrong)
            continue
        try:
            yield Answered(line, archive.ask(line.question, line.history, line.where or where))
        except BylineError as error:
            yield Answered(line, error=str(error))
