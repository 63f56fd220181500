"""Answers that are being made, each in a thread of its own: they outlive the page that asked, and can be stopped."""

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, TypeVar

from byline.web.work import AT_ONCE

_State = TypeVar("_State")


class Job(Generic[_State]):
    """An answer that is being made.

    Args:
        first: What there is before anything is made.
    """

    def __init__(self, first: _State) -> None:
        self._latest = first
        self._version = 0
        self._ended = False
        self._changed = threading.Condition()

    def updates(self) -> Iterator[_State]:
        """Yield what there is whenever more is made, the last when it ends; what comes in between may be left out."""
        seen = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda version=seen: self._ended or self._version > version)  # type: ignore[misc]
                seen, latest, ended = self._version, self._latest, self._ended
            yield latest
            if ended:
                return

    def put(self, latest: _State) -> bool:
        """Take what was made; return whether it is wanted, which nothing is after the end."""
        with self._changed:
            if self._ended:
                return False
            self._latest, self._version = latest, self._version + 1
            self._changed.notify_all()
            return True

    def end(self, last: Callable[[_State], _State] = lambda latest: latest) -> _State | None:
        """End it with what `last` makes of the latest; return that, None if it had ended before."""
        with self._changed:
            if self._ended:
                return None
            self._latest, self._ended = last(self._latest), True
            self._changed.notify_all()
            return self._latest


class Running(Generic[_State]):
    """The answers that are being made, by what names them, at most four at once."""

    def __init__(self) -> None:
        self._jobs: dict[Hashable, Job[_State]] = {}
        self._starting = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def start(
        self, key: Hashable, first: _State, make: Callable[[], Iterable[_State]], keep: Callable[[_State], None]
    ) -> Job[_State]:
        """Start to make an answer, or join where it is being made already.

        Args:
            key: Names it.
            first: What there is before anything is made.
            make: Makes it, step by step; it raises nothing.
            keep: Is given the last step before anybody is told that it is the last.
        """
        with self._starting:
            if key in self._jobs:
                return self._jobs[key]
            job = self._jobs[key] = Job(first)

        def run() -> None:
            try:
                with self._places:
                    latest = first
                    for latest in make():
                        if not job.put(latest):
                            return
                    keep(latest)
                    job.end()
            finally:
                job.end()
                self._forget(key, job)

        threading.Thread(target=run, name="byline-answer", daemon=True).start()
        return job

    def is_running(self, key: Hashable) -> bool:
        """Return whether it is being made."""
        with self._starting:
            return key in self._jobs

    def stop(self, key: Hashable, last: Callable[[_State], _State]) -> _State | None:
        """End it at once with what `last` makes of the latest; return that, None if it is not being made."""
        with self._starting:
            job = self._jobs.pop(key, None)
        return job.end(last) if job else None

    def _forget(self, key: Hashable, job: Job[_State]) -> None:
        with self._starting:
            if self._jobs.get(key) is job:
                del self._jobs[key]
