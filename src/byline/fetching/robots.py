"""What a site's robots.txt asks of programs (RFC 9309), read with protego."""

import re
from collections.abc import Iterable, Iterator

from protego import Protego

MAX_CRAWL_DELAY = 30.0
_MAX_BYTES = 512_000  # RFC 9309 asks for at least 500 KiB
_NOTHING = "User-agent: *\nDisallow: /"

# All that protego reads as such a line, spelled in its generous ways, and the product that is named.
_USER_AGENT = re.compile(r"\s*user[-\s]*agent(?=[\s:]|$)[\s:]*(\*(?=\s*(?:#|$))|[a-z_-]*)", re.IGNORECASE)


class Robots:
    """The rules of one site for one program.

    Args:
        agent: Product name of the program, of letters, "_" and "-".
        status: Of the answer to the request for robots.txt; None if there was none.
        body: Of that answer. What is beyond 512,000 bytes is ignored.
    """

    def __init__(self, agent: str, status: int | None, body: bytes = b"") -> None:
        self._agent = agent
        text = body[:_MAX_BYTES].decode("utf-8-sig", "replace")
        if status is not None and 400 <= status < 500:
            text = ""  # it has none
        elif status != 200:
            text = _NOTHING
        self._rules = Protego.parse("\n".join(_of_few_agents(text.splitlines(), agent)))

    def allow(self, url: str) -> bool:
        """Return whether an address may be fetched: the longest rule decides, and of equals the one that allows."""
        return self._rules.can_fetch(url, self._agent)

    @property
    def delay(self) -> float:
        """Seconds to wait between two requests: from 0 to `MAX_CRAWL_DELAY`."""
        return min(self._rules.crawl_delay(self._agent) or 0.0, MAX_CRAWL_DELAY)


def _of_few_agents(lines: Iterable[str], agent: str) -> Iterator[str]:
    """Yield the lines, with one name for all programs but this one.

    protego keeps each rule once for each program of its group: with 20,000 names a small file would need gigabytes.
    It also takes a part of a name for the name; RFC 9309 compares the whole product name.
    """
    for line in lines:
        if named := _USER_AGENT.match(line):
            name = named[1].lower()
            yield f"User-agent: {name if name in {'*', agent.lower()} else 'another'}"
        else:
            yield line
