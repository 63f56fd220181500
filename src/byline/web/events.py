"""Log and count what happens at the page and the doors.

asked          a question was answered, got no answer or was invalid (`status=invalid`)
slow           something took over two seconds; lists its stages
added          uploaded files were read
edited         the details of an article were corrected
removed        an article was removed
refused        a request was denied, too large or invalid
log_in_failed  wrong user, password or token
error          an unexpected error; the user is shown its id
"""

import logging
import secrets
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar

from byline.answering.timing import Stage, stages_of_one_answer
from byline.errors import InputError
from byline.records import AddReport, Reply
from byline.web import metrics
from byline.web.logs import Event, Value, is_logged, mark_as_logged

SLOW_MILLISECONDS = 2_000

door: ContextVar[str] = ContextVar("door", default="page")  # of the current request

_LOG = logging.getLogger(__name__)


def watched(question: str, replies: Iterator[Reply]) -> Iterator[Reply]:
    """Yield the replies to a question and log the outcome."""
    started, stages = time.perf_counter(), dict[Stage, float]()
    last: Reply | None = None
    try:
        while True:
            with stages_of_one_answer(stages):
                reply = next(replies, None)
            if reply is None:
                break
            last = reply
            yield reply
    except InputError:
        not_asked(question)
        raise
    finally:
        if last is not None:
            asked(last, _milliseconds_since(started), stages)


def asked(reply: Reply, milliseconds: float, stages: Mapping[Stage, float], waited: float | None = None) -> None:
    """Log that a question was asked, and whether it was slow.

    Args:
        reply: The final reply.
        milliseconds: Time to answer.
        stages: Time of each stage, in milliseconds.
        waited: Time in the queue before that, in milliseconds; None if unknown.
    """
    waiting: dict[str, Value] = {} if waited is None else {"waited_ms": round(waited)}
    fields: dict[str, Value] = {"ms": round(milliseconds), **waiting, "characters": len(reply.question)}
    metrics.questions.labels(door.get(), reply.status).inc()
    metrics.question_seconds.labels(door.get()).observe(milliseconds / 1_000)
    if waited is not None:
        metrics.waiting_seconds.labels(door.get()).observe(waited / 1_000)
    for stage, took in stages.items():
        metrics.stage_seconds.labels(stage).observe(took / 1_000)
    _log("asked", {"status": reply.status, **fields}, private={"question": reply.question})
    took_long("ask", milliseconds, stages, fields)


def not_asked(question: str) -> None:
    """Log that a question was invalid."""
    metrics.questions.labels(door.get(), "invalid").inc()
    _log("asked", {"status": "invalid", "characters": len(question)}, private={"question": question})


def took_long(
    what: str, milliseconds: float, stages: Mapping[Stage, float], fields: Mapping[str, Value] | None = None
) -> None:
    """Log work that took over two seconds; ignore anything faster."""
    if milliseconds > SLOW_MILLISECONDS:
        metrics.slow.labels(door.get(), what).inc()
        taken = {f"{stage}_ms": round(took) for stage, took in stages.items()}
        known = fields or {"ms": round(milliseconds)}
        _log("slow", {"what": what, **known, **taken}, level=logging.WARNING)


def added(report: AddReport, milliseconds: float, user: str | None) -> None:
    """Log the outcomes of uploaded files."""
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    told = {name: len(outcomes) for name, outcomes in (*counts.items(), ("rejected", report.rejected))}
    for outcome, count in told.items():
        metrics.articles_added.labels(outcome).inc(count)
    _log("added", {**told, "ms": round(milliseconds), **_by(user)})


def edited(id: str, user: str | None) -> None:
    """Log that the details of an article were corrected."""
    _log("edited", {"article": id, **_by(user)})


def removed(id: str, user: str | None) -> None:
    """Log that an article was removed."""
    metrics.articles_removed.inc()
    _log("removed", {"article": id, **_by(user)})


def log_in_failed(address: str) -> None:
    """Log a wrong user, password or token, but not its value: it may be almost right."""
    metrics.log_ins_failed.labels(door.get()).inc()
    _log("log_in_failed", {"address": address}, level=logging.WARNING)


def refused(
    reason: str, status: int | None = None, fields: Mapping[str, Value] | None = None, *, is_news: bool = True
) -> None:
    """Log that something was refused, with the HTTP status if it was sent as one.

    Args:
        reason: One of a small fixed set, since it is a metric label.
        status: HTTP status.
        fields: Further log fields.
        is_news: Whether to write a log line; it is counted either way.
    """
    metrics.refused.labels(door.get(), reason).inc()
    told: dict[str, Value] = {} if status is None else {"status": status}
    if is_news:
        _log("refused", {"reason": reason, **told, **(fields or {})}, level=logging.WARNING)


def refused_as_invalid(what: str, error: Exception) -> None:
    """Log an invalid request, once per error no matter how often it is caught."""
    if not is_logged(error):
        refused("invalid", fields={"what": what})
        mark_as_logged(error)


def failed(what: str, error: BaseException) -> str:
    """Log an unexpected error and return the message for the user, with an id to look up in the log."""
    id = secrets.token_hex(4)
    mark_as_logged(error)
    metrics.errors.labels(door.get(), what).inc()
    _log("error", {"id": id, "what": what}, level=logging.ERROR, error=error)
    return f"Something went wrong: error {id} in the server's log."


def _by(user: str | None) -> dict[str, Value]:
    return {"by": user} if user else {}


def _milliseconds_since(started: float) -> float:
    return 1_000 * (time.perf_counter() - started)


def _log(
    name: str,
    fields: Mapping[str, Value],
    *,
    private: Mapping[str, Value] | None = None,
    level: int = logging.INFO,
    error: BaseException | None = None,
) -> None:
    _LOG.log(level, Event(name, {"door": door.get(), **fields}, private or {}), exc_info=error)
