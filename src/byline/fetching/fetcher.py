"""Fetch an address within the limits of `Network` and the site's robots.txt, with pauses between requests."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpcore2 as httpcore

from byline import __version__
from byline.errors import ArticleError
from byline.fetching.addresses import checked_url
from byline.fetching.network import Network, Pinned
from byline.fetching.robots import Robots
from byline.fetching.unpacking import body_of
from byline.language.text import one_line

AGENT = "Byline"
MAX_REDIRECTS = 3

# Accepted media types, with the suffix that determines how each is read.
PAGES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
}
FEEDS = dict.fromkeys(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"), ".feed"
)

_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched from an address.

    Attributes:
        url: The final address, after redirects.
        body: None if it has not changed since last time.
        suffix: Determines how it is read.
        etag: Sent with `modified` the next time, to ask only for changes.
    """

    url: str
    body: bytes | None = None
    suffix: str = ""
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetcher:
    """Fetches pages and feeds, one at a time per host with a pause in between; create a new one for each run.

    Args:
        network: What may be connected to, and the limits.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._robots: dict[str, Robots] = {}
        self._asked: dict[str, float] = {}  # by host: when its last response arrived

    def fetch(self, address: str, kinds: Mapping[str, str], known: Fetched | None = None) -> Fetched:
        """Fetch an address.

        Args:
            address: http or https.
            kinds: The accepted media types, with their suffixes.
            known: What was fetched before, so that it need not be sent again.

        Raises:
            ArticleError: It cannot or must not be fetched.
        """
        answer = self._follow(checked_url(address), kinds, known, obey=True)
        if answer.status == 304 and known:
            return Fetched(answer.url, None, known.suffix, known.etag, known.modified)
        if answer.status != 200:
            raise ArticleError(f"the server responded with {answer.status}, expected 200")
        headers = answer.headers
        suffix = kinds[_media_type(headers)]
        return Fetched(answer.url, answer.body, suffix, _sendable(headers, "etag"), _sendable(headers, "last-modified"))

    def _follow(self, url: str, kinds: Mapping[str, str] | None, known: Fetched | None, *, obey: bool) -> _Answer:
        """Request an address, and follow redirects."""
        left = self._network.seconds
        for _ in range(MAX_REDIRECTS + 1):
            host, pause = urlsplit(url).netloc, self._network.delay
            if obey:
                robots = self._robots_of(url)
                if not robots.allow(url):
                    raise ArticleError(f"the robots.txt of {host} does not allow it or cannot be read")
                pause = max(pause, robots.delay)
            time.sleep(max(0.0, self._asked.get(host, -pause) + pause - time.monotonic()))
            started = time.monotonic()
            try:
                answer = self._ask(url, kinds, known if known and known.url == url else None, left)
            finally:
                self._asked[host] = time.monotonic()
            left -= time.monotonic() - started
            if answer.status not in _REDIRECTS:
                return answer
            target = checked_url(answer.headers.get("location", ""), url)
            if url.startswith("https:") and not target.startswith("https:"):
                raise ArticleError("redirected from https to http")
            url = target
        raise ArticleError(f"more than {MAX_REDIRECTS} redirects")

    def _ask(self, url: str, kinds: Mapping[str, str] | None, known: Fetched | None, seconds: float) -> _Answer:
        """Send one request over its own connection, and read the response."""
        network = self._network
        try:
            with (
                httpcore.ConnectionPool(network.certificates, network_backend=Pinned(network, seconds)) as pool,
                pool.stream("GET", url, headers=_headers(url, kinds, known)) as response,
            ):
                headers = {name.decode("latin-1").lower(): _decoded(value) for name, value in response.headers}
                if response.status != 200:
                    return _Answer(url, response.status, headers, b"")
                if kinds is not None and _media_type(headers) not in kinds:
                    found = _media_type(headers)[:80] or "no media type"
                    raise ArticleError(f"found {found}, expected {', '.join(kinds)}")
                packing = headers.get("content-encoding", "").strip().lower()
                body = body_of(response.iter_stream(), packing, network.max_bytes)
                return _Answer(url, response.status, headers, body)
        except httpcore.TimeoutException as error:
            raise ArticleError(f"no complete response within {network.seconds:g} s") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            reason = one_line(str(error)) or type(error).__name__
            raise ArticleError(f"invalid response from the server: {reason}") from error

    def _robots_of(self, url: str) -> Robots:
        place = urljoin(url, "/robots.txt")
        if place not in self._robots:
            try:
                answer = self._follow(place, None, None, obey=False)
                self._robots[place] = Robots(AGENT, answer.status, answer.body)
            except ArticleError as error:
                self._robots[place] = Robots(AGENT, None)
                raise ArticleError(f"its robots.txt cannot be read: {error}") from error
        return self._robots[place]


def _headers(url: str, kinds: Mapping[str, str] | None, known: Fetched | None) -> list[tuple[str, str]]:
    headers = [
        ("Host", urlsplit(url).netloc),  # keeps the brackets of an IPv6 address
        ("User-Agent", f"{AGENT}/{__version__}"),
        ("Accept", ", ".join(kinds or ("text/plain",))),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    ]
    if known and known.etag:
        headers.append(("If-None-Match", known.etag))
    if known and known.modified:
        headers.append(("If-Modified-Since", known.modified))
    return headers


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _sendable(headers: Mapping[str, str], name: str) -> str | None:
    """Return a header if it can be sent back."""
    value = headers.get(name, "")
    return value if value.isascii() and value.isprintable() and 0 < len(value) <= 1_000 else None


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
