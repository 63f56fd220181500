"""Limit how often somebody may try to log in."""

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

TRIES = 10
SECONDS = 60.0
_ADDRESSES = 10_000  # addresses remembered, those that tried most recently


@dataclass(slots=True)
class _Tries:
    """The failed attempts of one address.

    Attributes:
        at: When, in seconds.
        is_told: Whether the log already says that the address has to wait.
    """

    at: deque[float] = field(default_factory=deque)
    is_told: bool = False


class Throttle:
    """Allows each address ten failed attempts a minute; further attempts have to wait, right or wrong.

    An attempt counts as failed until it succeeds, so that a hundred at once cannot get around the limit.

    Args:
        clock: A monotonic clock, in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, address: str) -> int:
        """Count an attempt, and return how many seconds it has to wait; 0 if it may be made now."""
        now = self._clock()
        with self._lock:
            tries = self._tries.setdefault(address, _Tries())
            self._tries.move_to_end(address)
            while len(self._tries) > _ADDRESSES:
                self._tries.popitem(last=False)
            while tries.at and tries.at[0] <= now - SECONDS:
                tries.at.popleft()
            if len(tries.at) >= TRIES:
                return math.ceil(tries.at[0] + SECONDS - now)
            tries.at.append(now)
            tries.is_told = False
            return 0

    def succeeded(self, address: str) -> None:
        """Uncount the last attempt of an address, because it succeeded."""
        with self._lock:
            tries = self._tries.get(address)
            if tries and tries.at:
                tries.at.pop()
            if tries and not tries.at:
                del self._tries[address]

    def is_news(self, address: str) -> bool:
        """Return whether this is the first time since its last attempt that an address has to wait."""
        with self._lock:
            tries = self._tries.get(address)
            if tries is None or tries.is_told:
                return False
            tries.is_told = True
            return True
