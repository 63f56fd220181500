"""What a site's robots.txt allows programs to do (RFC 9309), read by protego."""

import re
from collections.abc import Iterable, Iterator

from protego import Protego

MAX_CRAWL_DELAY = 30.0
_MAX_BYTES = 512_000  # RFC 9309 requires at least 500 KiB
_NOTHING = "User-agent: *\nDisallow: /"

# Every spelling that protego accepts for a User-agent line, and the product name in it.
_USER_AGENT = re.compile(r"\s*user[-\s]*agent(?=[\s:]|$)[\s:]*(\*(?=\s*(?:#|$))|[a-z_-]*)", re.IGNORECASE)


class Robots:
    """The rules of one site for one program.

    Args:
        agent: The program's product name, made of letters, "_" and "-".
        status: The status of the response to the request for robots.txt; None if there was no response.
        body: The body of that response; anything beyond 512,000 bytes is ignored.
    """

    def __init__(self, agent: str, status: int | None, body: bytes = b"") -> None:
        self._agent = agent
        text = body[:_MAX_BYTES].decode("utf-8-sig", "replace")
        if status is not None and 400 <= status < 500:
            text = ""  # the site has no robots.txt
        elif status != 200:
            text = _NOTHING
        self._rules = Protego.parse("\n".join(_of_few_agents(text.splitlines(), agent)))

    def allow(self, url: str) -> bool:
        """Return whether an address may be fetched: the longest rule decides; if two tie, the one that allows it."""
        return self._rules.can_fetch(url, self._agent)

    @property
    def delay(self) -> float:
        """The seconds to wait between two requests, from 0 to `MAX_CRAWL_DELAY`."""
        return min(self._rules.crawl_delay(self._agent) or 0.0, MAX_CRAWL_DELAY)


def _of_few_agents(lines: Iterable[str], agent: str) -> Iterator[str]:
    """Yield the lines, giving all programs but this one the same name.

    protego stores each rule once per program in its group: with 20,000 names, a small file would need gigabytes. It
    also accepts a part of a name as the name, whereas RFC 9309 compares whole product names.
    """
    for line in lines:
        if named := _USER_AGENT.match(line):
            name = named[1].lower()
            yield f"User-agent: {name if name in {'*', agent.lower()} else 'another'}"
        else:
            yield line
