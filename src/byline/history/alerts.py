"""Saved questions, stored in the archive itself so that every machine that adds articles finds them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from byline.errors import ArchiveError
from byline.records import Where
from byline.store.base import Store

KEY = "alerts"  # key of the archive's stored value


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved question.

    Attributes:
        number: Identifies the question; never reused.
        question: The question.
        to: Where to send news: empty for standard output, the path of a file, or the address of a webhook.
        conditions: Conditions on the articles, as keyword arguments of `Where`.
        checked_at: When the question was last asked, in UTC, ISO 8601.
        known: Digest of the last known answer; see `jobs.alerts`.
    """

    number: int
    question: str
    to: str = ""
    conditions: Mapping[str, Any] = field(default_factory=dict)
    checked_at: str = ""
    known: str = ""

    @property
    def where(self) -> Where | None:
        """The conditions on the articles; None if there are none."""
        return Where(**self.conditions) if self.conditions else None

    def to_dict(self) -> dict[str, Any]:
        """Return what people see of the saved question, as plain JSON values."""
        return {"number": self.number, "question": self.question, "to": self.to, "conditions": dict(self.conditions)}


class AlertStore:
    """The saved questions of an archive.

    Args:
        store: Store of the archive, which must contain articles.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Alert]:
        """Return the saved questions in the order in which they were saved.

        Raises:
            ArchiveError: The archive or the saved questions cannot be read.
        """
        with self._store.catalog.reading() as rows:
            return self._alerts(rows.get(KEY))[0]

    def add(self, alert: Alert) -> Alert:
        """Save a question; return it with its number.

        Raises:
            ArchiveError: The archive cannot be written, or another process is writing to it.
        """
        saved = alert

        def added(alerts: list[Alert], last: int) -> tuple[list[Alert], int]:
            nonlocal saved
            saved = replace(alert, number=last + 1)
            return [*alerts, saved], last + 1

        self._change(added)
        return saved

    def remove(self, number: int) -> bool:
        """Remove a saved question; return whether it was there.

        Raises:
            ArchiveError: The archive cannot be written, or another process is writing to it.
        """
        if not any(one.number == number for one in self.all()):
            return False
        self._change(lambda alerts, last: ([one for one in alerts if one.number != number], last))
        return True

    def checked(self, at: datetime, known: Mapping[int, str]) -> None:
        """Record when questions were asked, with the digests of their answers by question number.

        Raises:
            ArchiveError: The archive cannot be written, or another process is writing to it.
        """

        def updated(one: Alert) -> Alert:
            known_now = known.get(one.number)
            return one if known_now is None else replace(one, known=known_now, checked_at=at.isoformat())

        self._change(lambda alerts, last: (list(map(updated, alerts)), last))

    def _change(self, change: Callable[[list[Alert], int], tuple[list[Alert], int]]) -> None:
        with self._store.lock(), self._store.catalog.writing(new_generation=False) as changes:
            alerts, last = change(*self._alerts(changes.get(KEY)))
            changes.set(KEY, json.dumps({"last": last, "alerts": [asdict(one) for one in alerts]}))

    def _alerts(self, kept: str | None) -> tuple[list[Alert], int]:
        if not kept:
            return [], 0
        try:
            found = json.loads(kept)
            return [Alert(**one) for one in found["alerts"]], int(found["last"])
        except (KeyError, TypeError, ValueError) as error:
            raise ArchiveError(
                f"{self._store.name}: contains saved questions of another version of Byline ({error})"
            ) from error
