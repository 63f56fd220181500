"""Format the server's log: one line per event, with its time, as text or as JSON.

    2026-11-30T08:15:02.117Z INFO asked door=api status=answered ms=412 characters=43
    {"time": "2026-11-30T08:15:02.117Z", "level": "info", "event": "asked", "door": "api", "status": "answered", ...}

A value that is not a single plain word is quoted and escaped as in JSON, so that no text can start a new line.

    BYLINE_LOG_LEVEL      debug, info (the default), warning or error
    BYLINE_LOG_FORMAT     text (the default) or json
    BYLINE_LOG_QUESTIONS  1 logs the text of questions; by default only their length is logged
"""

import json
import logging
import os
import re
import sqlite3
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Literal, Self, get_args

from byline.errors import ArticleNotFoundError, BylineError, InputError

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]
Value = str | int | float | bool

_PLAIN = re.compile(r"[\w.:/@+%-]+", re.ASCII)
_MAX_CHARACTERS = 2_000  # per value
_FRAMES = 8  # per error, innermost first
_CAUSES = 4
_LOGGED = "already in the log"
_WITH_THEIR_OWN_HANDLERS = ("uvicorn", "uvicorn.access", "uvicorn.error")


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What to log, and how.

    Attributes:
        level: The lowest level that is logged.
        format: Text, or one JSON object per line.
        questions: Whether to log the text of questions, and error messages that may quote it.

    Raises:
        InputError: The level or format is unknown.
    """

    level: LogLevel = "info"
    format: LogFormat = "text"
    questions: bool = False

    def __post_init__(self) -> None:
        for name, value, known in (("LEVEL", self.level, LogLevel), ("FORMAT", self.format, LogFormat)):
            if value not in get_args(known):
                raise InputError(f"BYLINE_LOG_{name}: found {value!r}, expected {', '.join(get_args(known))}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read BYLINE_LOG_LEVEL, _FORMAT and _QUESTIONS; an empty variable counts as unset.

        Raises:
            InputError: A value is not valid.
        """
        level, written_as, questions = (
            environment.get(f"BYLINE_LOG_{name}", "") for name in ("LEVEL", "FORMAT", "QUESTIONS")
        )
        if questions not in {"", "0", "1"}:
            raise InputError(f"BYLINE_LOG_QUESTIONS: found {questions!r}, expected 1 or 0")
        return cls(level.lower() or "info", written_as.lower() or "text", questions == "1")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Event:
    """An event, used as the message of a log record.

    Attributes:
        name: The kind of event, in one word.
        fields: Its fields, in output order.
        private: Fields with what people asked, logged only if `LogSettings.questions` is set.
    """

    name: str
    fields: Mapping[str, Value]
    private: Mapping[str, Value]

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{name}={_shown(value)}" for name, value in self.fields.items())])


def start_logging(settings: LogSettings) -> None:
    """Write every log record of this process to standard error, in one format.

    The level applies to Byline's events; other libraries are logged from warnings up.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(settings))
    handler.addFilter(_is_news)
    root = logging.getLogger()
    for other in root.handlers[:]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("byline").setLevel(settings.level.upper())
    logging.captureWarnings(True)


def take_over_loggers() -> None:
    """Route the records of libraries that install their own handlers to this process's handlers."""
    for name in _WITH_THEIR_OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def mark_as_logged(error: BaseException) -> None:
    """Mark an error as logged, so that a library that catches it later does not log it again."""
    error.add_note(_LOGGED)


def is_logged(error: BaseException | None) -> bool:
    """Return whether an error has been logged."""
    return _LOGGED in getattr(error, "__notes__", ())


def _is_news(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return isinstance(record.msg, Event) or not is_logged(error)


class LineFormatter(logging.Formatter):
    """Format a record as one line; anything that is not an `Event` becomes the event `message`.

    Args:
        settings: The format, and whether to log questions; the level is ignored.
    """

    def __init__(self, settings: LogSettings) -> None:
        super().__init__()
        self._settings = settings

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, without a line break."""
        event = record.msg
        if not isinstance(event, Event):
            event = Event("message", {"logger": record.name, "text": record.getMessage().strip()}, {})
        private = event.private if self._settings.questions else {}
        error = record.exc_info[1] if record.exc_info else None
        about = _about(error, with_messages=self._settings.questions) if error else {}
        whole = Event(event.name, {**event.fields, **private, **about}, {})
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if self._settings.format == "text":
            return f"{time} {record.levelname} {whole}"
        told: dict[str, Any] = {"time": time, "level": record.levelname.lower(), "event": whole.name}
        return json.dumps(told | {name: _cut(value) for name, value in whole.fields.items()})


def _about(error: BaseException, *, with_messages: bool) -> dict[str, Value]:
    """Describe an error and where it occurred; drop messages that may quote what people asked."""
    chain = list(_chain(error))
    return {
        "error": "; caused by ".join(
            f"{type(one).__name__}: {one}" if with_messages or _is_without_questions(one) else type(one).__name__
            for one in chain
        ),
        "at": " < ".join(_places(chain[-1])),
    }


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(_CAUSES):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _is_without_questions(error: BaseException) -> bool:
    """Return whether the message can only be about a file, a database or an index, never about a question."""
    if isinstance(error, InputError | ArticleNotFoundError):
        return False
    return isinstance(error, BylineError | OSError | sqlite3.Error | MemoryError)


def _places(error: BaseException) -> Iterator[str]:
    for frame in reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES:]):
        yield f"{'/'.join(PurePath(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(_cut(value))
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=not text.isprintable())


def _cut(value: Value) -> Value:
    return value[:_MAX_CHARACTERS] if isinstance(value, str) else value
