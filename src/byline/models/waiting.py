"""How long a thread has waited for models, to be loaded or for its turn: that is no work on what it was asked."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar

_waited: ContextVar[list[float] | None] = ContextVar("_waited", default=None)


@contextmanager
def waiting_counted() -> Iterator[list[float]]:
    """Give a list of the seconds of each wait inside, in this thread, that ended so far."""
    waited: list[float] = []
    token = _waited.set(waited)
    try:
        yield waited
    finally:
        _waited.reset(token)


@contextmanager
def waiting() -> Iterator[None]:
    """Count what is done inside as waiting; a wait within another counts once."""
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
    """Hold a lock; the time until it is free counts as waiting."""
    with ExitStack() as held:
        with waiting():
            held.enter_context(lock)
        yield
