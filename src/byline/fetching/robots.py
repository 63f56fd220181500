"""What a site's robots.txt asks of programs (RFC 9309), read with urllib."""

from urllib.robotparser import RobotFileParser

MAX_CRAWL_DELAY = 30.0
_MAX_BYTES = 512_000
_NOTHING = ["User-agent: *", "Disallow: /"]


class Robots:
    """The rules of one site for one program.

    Args:
        agent: Name of the program.
        status: Of the answer to the request for robots.txt; None if there was none.
        body: Of that answer.
    """

    def __init__(self, agent: str, status: int | None, body: bytes = b"") -> None:
        self._agent = agent
        self._rules = RobotFileParser()
        lines = body[:_MAX_BYTES].decode("utf-8-sig", "replace").splitlines()
        if status is not None and 400 <= status < 500:
            lines = []  # it has none
        elif status != 200:
            lines = _NOTHING
        try:
            self._rules.parse(lines)
        except ValueError:  # of a digit that int() does not read
            self._rules.parse(_NOTHING)

    def allow(self, url: str) -> bool:
        """Tell whether an address may be fetched."""
        return self._rules.can_fetch(self._agent, url)

    @property
    def delay(self) -> float:
        """How many seconds are to lie between two requests, as far as that is bearable."""
        return min(float(self._rules.crawl_delay(self._agent) or 0), MAX_CRAWL_DELAY)
