"""Questions of other programs: a few at once, and what goes wrong told without what is inside."""

import logging
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

from byline.errors import ArticleNotFoundError, InputError

AT_ONCE = 4
WAITING = 64  # that may wait before the next is told that the server is busy
FAILED = "Something went wrong. The log of the server says what."
NOT_WRITTEN = "the archive cannot be written to now. Try again in a moment."

_LOG = logging.getLogger(__name__)
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class WorkError(Exception):
    """What was asked for could not be done, and not because of how it was asked for.

    Attributes:
        status: Of HTTP.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Work:
    """Runs what takes long beside the server, which goes on serving."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_ONCE)

    async def run(
        self, task: Callable[_Parameters, _Result], *arguments: _Parameters.args, **options: _Parameters.kwargs
    ) -> _Result:
        """Run a task in a thread and return its result.

        Raises:
            InputError: It was asked for what cannot be done.
            ArticleNotFoundError: It was asked for an article that is not there.
            WorkError: Too many are waiting, or anything else went wrong, which is logged.
        """
        if self._limiter.statistics().tasks_waiting >= WAITING:
            raise WorkError(503, "busy: too many questions are waiting: try again in a moment")
        try:
            return await to_thread.run_sync(partial(task, *arguments, **options), limiter=self._limiter)
        except (InputError, ArticleNotFoundError):
            raise
        except Exception as error:
            _LOG.exception("a question of another program was not answered")
            raise WorkError(500, FAILED) from error
