"""Run each answer in its own thread, so that it outlives the page that asked and can be stopped."""

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, TypeVar

from byline.web.work import AT_ONCE

_State = TypeVar("_State")


class Job(Generic[_State]):
    """An answer in progress.

    Args:
        first: The initial state.
    """

    def __init__(self, first: _State) -> None:
        self._latest = first
        self._version = 0
        self._ended = False
        self._changed = threading.Condition()

    def updates(self) -> Iterator[_State]:
        """Yield each new state, the last one when the job ends; intermediate states may be skipped."""
        seen = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda version=seen: self._ended or self._version > version)  # type: ignore[misc]
                seen, latest, ended = self._version, self._latest, self._ended
            yield latest
            if ended:
                return

    @property
    def latest(self) -> _State:
        """The state set last."""
        with self._changed:
            return self._latest

    def put(self, latest: _State) -> bool:
        """Set a new state; return False if the job has ended, so no more is wanted."""
        with self._changed:
            if self._ended:
                return False
            self._latest, self._version = latest, self._version + 1
            self._changed.notify_all()
            return True

    def end(self, last: Callable[[_State], _State] = lambda latest: latest) -> _State | None:
        """End the job in the state that `last` makes of the latest one, and return it; None if it had already ended."""
        with self._changed:
            if self._ended:
                return None
            self._latest, self._ended = last(self._latest), True
            self._changed.notify_all()
            return self._latest


class Running(Generic[_State]):
    """The answers in progress by key, at most four at once."""

    def __init__(self) -> None:
        self._jobs: dict[Hashable, Job[_State]] = {}
        self._starting = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def start(
        self, key: Hashable, first: _State, make: Callable[[], Iterable[_State]], keep: Callable[[_State], None]
    ) -> Job[_State]:
        """Start an answer, or join it if it is already running.

        Args:
            key: Identifies the answer.
            first: The initial state.
            make: Yields the successive states; must not raise.
            keep: Called with the last state before the job is reported as ended.
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

    def latest(self, key: Hashable) -> _State | None:
        """Return the latest state of an answer in progress, None if it is not running."""
        with self._starting:
            job = self._jobs.get(key)
        return job.latest if job else None

    def stop(self, key: Hashable, last: Callable[[_State], _State]) -> _State | None:
        """End an answer at once in the state that `last` makes of the latest, and return it; None if not running."""
        with self._starting:
            job = self._jobs.pop(key, None)
        return job.end(last) if job else None

    def _forget(self, key: Hashable, job: Job[_State]) -> None:
        with self._starting:
            if self._jobs.get(key) is job:
                del self._jobs[key]
