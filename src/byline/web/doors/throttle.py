"""How often somebody may try to log in."""

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

TRIES = 10
SECONDS = 60.0
_ADDRESSES = 10_000  # remembered, those of the latest tries


@dataclass(slots=True)
class _Tries:
    """The failed tries of one address.

    Attributes:
        at: When, in seconds.
        is_told: Whether the log has a line on it that no more are taken.
    """

    at: deque[float] = field(default_factory=deque)
    is_told: bool = False


class Throttle:
    """Lets each address fail ten times a minute; what follows waits, right or wrong.

    A try counts until it has succeeded, so that a hundred at once are no way around it.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, address: str) -> int:
        """Count a try, and return the seconds to wait before it may be made; 0 if it may be made now."""
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
        """Take back the last try of an address: it was right."""
        with self._lock:
            tries = self._tries.get(address)
            if tries and tries.at:
                tries.at.pop()
            if tries and not tries.at:
                del self._tries[address]

    def is_news(self, address: str) -> bool:
        """Return whether this is the first time that an address is told to wait since its last try."""
        with self._lock:
            tries = self._tries.get(address)
            if tries is None or tries.is_told:
                return False
            tries.is_told = True
            return True
