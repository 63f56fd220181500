"""Run the questions of other programs, a few at a time, and report errors without internal details."""

import time
from collections.abc import Callable
from functools import partial
from typing import Generic, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

from byline.answering.timing import Stage, stages_of_one_answer
from byline.errors import ArticleNotFoundError, InputError
from byline.records import Reply
from byline.web import events

AT_ONCE = 4
_LOOKING_AT_ONCE = 2  # state checks, which do not queue behind questions
WAITING = 64  # queue length; further requests are refused as busy
NOT_WRITTEN = "articles are being added, or the archive cannot be written to. Try again in a moment."

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class WorkError(Exception):
    """A request failed through no fault of the caller.

    Attributes:
        status: HTTP status.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Work:
    """Runs slow tasks in threads, so that the server stays responsive."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)
        self._looking = CapacityLimiter(_LOOKING_AT_ONCE)

    @property
    def going_on(self) -> int:
        """How many tasks are running."""
        return self._limiter.borrowed_tokens

    @property
    def waiting(self) -> int:
        """How many tasks are queued."""
        return self._limiter.statistics().tasks_waiting

    async def look(self, task: Callable[[], _Result]) -> _Result:
        """Run a task that takes milliseconds, without queueing behind questions.

        Raises:
            WorkError: The task failed; the error is logged.
        """
        try:
            return await to_thread.run_sync(task, limiter=self._looking)
        except Exception as error:
            raise WorkError(500, events.failed("look", error)) from error

    async def run(
        self, task: Callable[_Parameters, _Result], *arguments: _Parameters.args, **options: _Parameters.kwargs
    ) -> _Result:
        """Run a task in a thread and return its result.

        Raises:
            InputError: The request is invalid.
            ArticleNotFoundError: The article does not exist.
            WorkError: The queue is full, the task raised it, or the task failed unexpectedly, which is logged.
        """
        name = getattr(task, "__name__", "work")
        if self.waiting >= WAITING:
            events.refused("busy", 503, {"what": name})
            raise WorkError(503, "busy: too many questions are waiting; try again in a moment")
        measured = _Measured(partial(task, *arguments, **options))
        try:
            result = await to_thread.run_sync(measured, limiter=self._limiter)
        except (InputError, ArticleNotFoundError) as error:
            events.refused_as_invalid(name, error)
            raise
        except WorkError:  # already says why
            raise
        except Exception as error:
            raise WorkError(500, events.failed(name, error)) from error
        if isinstance(result, Reply):
            events.asked(result, measured.milliseconds, measured.stages, measured.waited)
        else:
            events.took_long(name, measured.milliseconds, measured.stages)
        return result


class _Measured(Generic[_Result]):
    """A task that records how long it waited for a thread and how long it ran, in milliseconds."""

    def __init__(self, task: Callable[[], _Result]) -> None:
        self._task = task
        self._asked = time.perf_counter()
        self.waited = self.milliseconds = 0.0
        self.stages: dict[Stage, float] = {}

    def __call__(self) -> _Result:
        started = time.perf_counter()
        with stages_of_one_answer(self.stages):
            result = self._task()
        self.waited = 1_000 * (started - self._asked)
        self.milliseconds = 1_000 * (time.perf_counter() - started)
        return result
