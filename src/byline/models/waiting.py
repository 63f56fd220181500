"""How long a thread has waited for a model to load or for its turn, which does not count as work on a question."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar

_waited: ContextVar[list[float] | None] = ContextVar("_waited", default=None)


@contextmanager
def waiting_counted() -> Iterator[list[float]]:
    """Provide a list to which each wait inside, in this thread, adds its seconds when it ends."""
    waited: list[float] = []
    token = _waited.set(waited)
    try:
        yield waited
    finally:
        _waited.reset(token)


@contextmanager
def waiting() -> Iterator[None]:
    """Count the time spent inside as waiting; nested waits count once."""
    waited, started = _waited.get(), time.monotonic()
    token = _waited.set(None)
    try:
        yield
    finally:
        _waited.reset(token)
        if waited is not None:
            waited.append(time.monotonic() - started)


@contextmanager
def turn(lock: AbstractContextManager[object]) -> Iterator[None]:
    """Hold a lock; the time until it is acquired counts as waiting."""
    with ExitStack() as held:
        with waiting():
            held.enter_context(lock)
        yield
