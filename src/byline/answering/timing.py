"""Measure how long the stages of an answer take, and limit the total."""

import math
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, get_args

from byline.models.waiting import waiting_counted

Stage = Literal["search", "read", "compose"]
_KEPT = 500  # most recent times kept per stage
_one_answer: ContextVar[dict[Stage, float] | None] = ContextVar("_one_answer", default=None)
_limit: ContextVar["WorkLimit | None"] = ContextVar("_limit", default=None)


@dataclass(frozen=True, slots=True)
class StageTimes:
    """How long a stage took, in milliseconds.

    Attributes:
        stage: `search` embeds the question and finds passages, `read` finds the answer in them, `compose` builds the
            reply.
        count: How often it was timed.
        first: The first time, which includes loading models.
        p50: The median of the latest 500.
        p95: The 95th percentile of the latest 500.
    """

    stage: Stage
    count: int
    first: float
    p50: float
    p95: float


class Timings:
    """Times stages in any thread and keeps the latest times."""

    def __init__(self) -> None:
        self._latest: dict[Stage, deque[float]] = {stage: deque(maxlen=_KEPT) for stage in get_args(Stage)}
        self._first: dict[Stage, float] = {}
        self._counts = dict.fromkeys(self._latest, 0)
        self._lock = threading.Lock()

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Time the code inside; code that raises is not counted."""
        started = time.perf_counter()
        yield
        took = 1000 * (time.perf_counter() - started)
        answer = _one_answer.get()
        if answer is not None:
            answer[stage] = answer.get(stage, 0.0) + took
        with self._lock:
            self._first.setdefault(stage, took)
            self._latest[stage].append(took)
            self._counts[stage] += 1

    def stages(self) -> list[StageTimes]:
        """Return the stages that were timed, in their order."""
        found = []
        with self._lock:
            for stage, latest in self._latest.items():
                if times := sorted(latest):
                    p50, p95 = (_percentile(times, share) for share in (0.5, 0.95))
                    found.append(StageTimes(stage, self._counts[stage], self._first[stage], p50, p95))
        return found


@contextmanager
def stages_of_one_answer(taken: dict[Stage, float]) -> Iterator[None]:
    """Add up the milliseconds of each stage timed inside, in this thread, for any archive."""
    token = _one_answer.set(taken)
    try:
        yield
    finally:
        _one_answer.reset(token)


class WorkLimit:
    """A limit on working time; waiting for a model does not count.

    Args:
        seconds: The limit, from now on.
        waited: The seconds of each wait so far.

    Attributes:
        has_stopped: Whether anything was skipped because of the limit.
    """

    def __init__(self, seconds: float, waited: Sequence[float]) -> None:
        self._ends, self._waited = time.monotonic() + seconds, waited
        self.has_stopped = False

    def is_over(self) -> bool:
        """Return whether the time is up; a caller that gets true must skip its next step."""
        self.has_stopped = self.has_stopped or time.monotonic() - sum(self._waited) >= self._ends
        return self.has_stopped


@contextmanager
def limited_work(seconds: float) -> Iterator[WorkLimit]:
    """Limit the work inside, in this thread; it must check `is_out_of_time`."""
    with waiting_counted() as waited:
        limit = WorkLimit(seconds, waited)
        token = _limit.set(limit)
        try:
            yield limit
        finally:
            _limit.reset(token)


def is_out_of_time() -> bool:
    """Return whether the work in this thread has used up its time; false without a limit."""
    limit = _limit.get()
    return limit is not None and limit.is_over()


def _percentile(ordered: Sequence[float], share: float) -> float:
    """Return a percentile of sorted values by the nearest-rank method."""
    return ordered[math.ceil(share * len(ordered)) - 1]
