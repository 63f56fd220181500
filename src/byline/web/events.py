"""What happens at the page and the doors, as lines of the log and in the metrics.

asked          a question was answered, abstained from or could not be asked (`status=invalid`)
slow           something took over two seconds, with its stages
added          files were uploaded and read
edited         what is known of an article was corrected
removed        an article was removed
refused        a request was not let in, or asked for too much or for what cannot be done
log_in_failed  somebody gave a wrong user, password or token
error          something went wrong; the person is shown its id
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

door: ContextVar[str] = ContextVar("door", default="page")  # that the request at hand came in by

_LOG = logging.getLogger(__name__)


def watched(question: str, replies: Iterator[Reply]) -> Iterator[Reply]:
    """Yield the replies to a question, and log what came of it."""
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
    """Log that a question was asked, and that it took long if it did.

    Args:
        reply: What came of it.
        milliseconds: How long that took.
        stages: How long each stage of it took, in milliseconds.
        waited: How long it waited before, in milliseconds; None if that is not known.
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
    """Log that a question could not be asked as it was."""
    metrics.questions.labels(door.get(), "invalid").inc()
    _log("asked", {"status": "invalid", "characters": len(question)}, private={"question": question})


def took_long(
    what: str, milliseconds: float, stages: Mapping[Stage, float], fields: Mapping[str, Value] | None = None
) -> None:
    """Log what took over two seconds, nothing for the rest."""
    if milliseconds > SLOW_MILLISECONDS:
        metrics.slow.labels(door.get(), what).inc()
        taken = {f"{stage}_ms": round(took) for stage, took in stages.items()}
        known = fields or {"ms": round(milliseconds)}
        _log("slow", {"what": what, **known, **taken}, level=logging.WARNING)


def added(report: AddReport, milliseconds: float, user: str | None) -> None:
    """Log what became of uploaded files."""
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    told = {name: len(outcomes) for name, outcomes in (*counts.items(), ("rejected", report.rejected))}
    for outcome, count in told.items():
        metrics.articles_added.labels(outcome).inc(count)
    _log("added", {**told, "ms": round(milliseconds), **_by(user)})


def edited(id: str, user: str | None) -> None:
    """Log that what is known of an article was corrected."""
    _log("edited", {"article": id, **_by(user)})


def removed(id: str, user: str | None) -> None:
    """Log that an article was removed."""
    metrics.articles_removed.inc()
    _log("removed", {"article": id, **_by(user)})


def log_in_failed(address: str) -> None:
    """Log that somebody gave a wrong user, password or token; what they gave may be nearly right, so it is not said."""
    metrics.log_ins_failed.labels(door.get()).inc()
    _log("log_in_failed", {"address": address}, level=logging.WARNING)


def refused(
    reason: str, status: int | None = None, fields: Mapping[str, Value] | None = None, *, is_news: bool = True
) -> None:
    """Log that something was refused, with the status of HTTP if that is how it was told.

    Args:
        reason: Of few that there are.
        status: Of HTTP.
        fields: What else is known.
        is_news: Whether the log has not said it already; it is counted in any case.
    """
    metrics.refused.labels(door.get(), reason).inc()
    told: dict[str, Value] = {} if status is None else {"status": status}
    if is_news:
        _log("refused", {"reason": reason, **told, **(fields or {})}, level=logging.WARNING)


def refused_as_invalid(what: str, error: Exception) -> None:
    """Log that what was asked for cannot be done, once for an error wherever that is caught."""
    if not is_logged(error):
        refused("invalid", fields={"what": what})
        mark_as_logged(error)


def failed(what: str, error: BaseException) -> str:
    """Log that something went wrong, and return what a person is told: an id to look for in the log."""
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
