"""Ask saved questions again after articles are added, and report new answers.

saved question ── ask ──> reply ── differs from the known one, and is based on a new article ──> News ── deliver

Answers that are only likely are not reported: new articles change them too easily. News that could not be delivered is
tried again next time.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from byline.archive import Archive
from byline.errors import BylineError
from byline.history.alerts import Alert, AlertStore
from byline.jobs import delivery
from byline.records import Reply

_LOG = logging.getLogger(__name__)
_AT_ONCE = 8  # webhook calls in parallel


@dataclass(frozen=True, slots=True)
class News:
    """A saved question with an answer that new articles changed or brought.

    Attributes:
        alert: The saved question.
        reply: The answer now.
        new: The ids of the new articles that the answer is based on.
        at: When the question was asked, in UTC.
    """

    alert: Alert
    reply: Reply
    new: tuple[str, ...]
    at: datetime

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "alert": self.alert.number,
            "question": self.alert.question,
            "at": self.at.isoformat(),
            "new": list(self.new),
            "reply": self.reply.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Ran:
    """The result of asking the saved questions.

    Attributes:
        asked: The number of questions asked.
        told: The news that was delivered.
        failures: What could not be asked or delivered, one line each.
    """

    asked: int
    told: tuple[News, ...]
    failures: tuple[str, ...]


def save(archive: Archive, alert: Alert) -> Alert:
    """Save a question; its current answer is not news. Return it with its number.

    Raises:
        InputError: The question cannot be asked.
        ArchiveError: The archive cannot be read or written, or another process is writing to it.
    """
    asked_at = datetime.now(UTC)
    reply = archive.ask(alert.question, where=alert.where)
    kept = Alert(0, alert.question, alert.to, alert.conditions, asked_at.isoformat(), _digest(reply))
    return AlertStore(archive.store).add(kept)


def run(archive: Archive, say: Callable[[News], None], added: Collection[str] = ()) -> Ran:
    """Ask every saved question, and deliver what is new.

    Args:
        archive: The archive to ask.
        say: Prints news on standard output.
        added: Ids of articles just added. Articles added since a question was last asked are new as well.

    Returns:
        The result. Failures are also logged.
    """
    alerts = AlertStore(archive.store)
    saved = alerts.all()
    if not saved:
        return Ran(0, (), ())
    at = datetime.now(UTC)
    failures: list[str] = []
    known: dict[int, str] = {}
    news: list[News] = []
    for alert in saved:
        try:
            reply = archive.ask(alert.question, where=alert.where)
            new = _new(archive, alert, reply, added)
        except BylineError as error:
            failures.append(f"alert {alert.number}: {error}")
            continue
        if new and _digest(reply) != alert.known:
            news.append(News(alert, reply, new, at))
        else:
            known[alert.number] = _digest(reply)
    told = []
    for one, failure in _delivered(news, say):
        if failure:
            failures.append(f"alert {one.alert.number}: {delivery.shown(one.alert.to)}: {failure}")
        else:
            told.append(one)
            known[one.alert.number] = _digest(one.reply)
    alerts.checked(at, known)
    for line in failures:
        _LOG.warning("%s", line)
    return Ran(len(saved), tuple(told), tuple(failures))


def _delivered(news: Iterable[News], say: Callable[[News], None]) -> list[tuple[News, str]]:
    """Deliver news; return each item with its error, empty if it was delivered."""
    done: list[tuple[News, str]] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        posted = []
        for one in news:
            body = json.dumps(one.to_dict(), ensure_ascii=False).encode()
            if delivery.is_hook(one.alert.to):
                posted.append((one, pool.submit(delivery.post, one.alert.to, body)))
            elif one.alert.to:
                done.append((one, delivery.append(one.alert.to, body)))
            else:
                say(one)
                done.append((one, ""))
        done += [(one, future.result()) for one, future in posted]
    return sorted(done, key=lambda pair: pair[0].alert.number)


def _new(archive: Archive, alert: Alert, reply: Reply, added: Collection[str]) -> tuple[str, ...]:
    """Return the ids of the new articles behind an answer; none if it is only likely."""
    if reply.status not in ("answered", "partial"):
        return ()
    listed = [one.id for one in reply.listing.articles] if reply.listing else []
    cited = [one.article.id for one in (*reply.citations, *reply.context)]
    behind = dict.fromkeys((*cited, *listed))
    with archive.store.catalog.reading() as rows:
        since = datetime.fromisoformat(alert.checked_at).replace(microsecond=0)  # added_at has whole seconds
        return tuple(id for id in behind if id in added or ((at := rows.added_at(id)) is not None and at >= since))


def _digest(reply: Reply) -> str:
    """Return a hash of what a reply says, whichever articles support it."""
    says = (
        reply.status if reply.status in ("answered", "partial") else "none",
        reply.verdict,
        sorted(sentence.text for sentence in reply.sentences) if reply.status != "likely" else [],
        [sorted(value.value for value in conflict.values) for conflict in reply.conflicts],
        sorted(one.quote for one in reply.context),
        sorted(item.text for item in reply.items),
        reply.listing.heading if reply.listing else "",
    )
    return hashlib.sha256(json.dumps(says).encode()).hexdigest()
