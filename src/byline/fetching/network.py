"""Connections to checked IP addresses only, each with a deadline."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore2 as httpcore

from byline.errors import ArticleError
from byline.fetching.addresses import IP, PORTS, is_public, parsed_ip

Options = Iterable[Any] | None


def resolve(host: str, port: int) -> Sequence[str]:
    """Return all IP addresses of a host, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True)
class Network:
    """What may be connected to, and the limits of what is fetched.

    Attributes:
        resolve: Returns all IP addresses of a host; called once per request.
        is_allowed: Returns whether an IP address may be connected to; all addresses of a host must be allowed.
        ports: The allowed ports.
        certificates: Checks the server's certificate; None for the system's certificates.
        seconds: Time limit per page, redirects included, however slowly it arrives.
        connect_seconds: Time limit per connection.
        max_bytes: Size limit, both as sent and unpacked.
        delay: Seconds between two requests to a host; a robots.txt may ask for more.
    """

    resolve: Callable[[str, int], Sequence[str]] = resolve
    is_allowed: Callable[[IP], bool] = is_public
    ports: frozenset[int] = frozenset(PORTS.values())
    certificates: ssl.SSLContext | None = None
    seconds: float = 30.0
    connect_seconds: float = 10.0
    max_bytes: int = 20_000_000
    delay: float = 1.0

    def checked(self, host: str, port: int) -> list[str]:
        """Resolve a host and check each of its IP addresses.

        Raises:
            ArticleError: The port or an address is not allowed, or the host has no address.
        """
        if port not in self.ports:
            raise ArticleError(f"port {port} is not allowed, only {' and '.join(map(str, sorted(self.ports)))}")
        try:
            found = [parsed_ip(address) for address in self.resolve(host, port)]
        except (OSError, ValueError) as error:
            raise ArticleError(f"the host {host} cannot be found ({error})") from error
        if not found:
            raise ArticleError(f"the host {host} cannot be found")
        for address in found:
            if not self.is_allowed(address):
                raise ArticleError(f"the host {host} is {address}, which is not on the public internet")
        return [str(address) for address in found]


class Pinned(httpcore.NetworkBackend):
    """Connects to a checked IP address of a host, and never resolves the host a second time.

    Args:
        network: What is allowed.
        seconds: Time from now until everything must have been read.
    """

    def __init__(self, network: Network, seconds: float) -> None:
        self._network = network
        self._ends = time.monotonic() + seconds
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that responds."""
        failure: Exception = httpcore.ConnectTimeout("no time left")
        ends = min(self._ends, time.monotonic() + self._network.connect_seconds)
        for address in self._network.checked(host.strip("[]"), port):
            try:
                left = time_left(ends)
                stream = self._system.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Ending(stream, self._ends)
        raise failure


class _Ending(httpcore.NetworkStream):
    """A stream with one deadline for everything, so that sending byte by byte does not extend it."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """See `httpcore`."""
        return self._stream.read(max_bytes, time_left(self._ends))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """See `httpcore`."""
        self._stream.write(buffer, time_left(self._ends))

    def close(self) -> None:
        """See `httpcore`."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """See `httpcore`."""
        secured = self._stream.start_tls(ssl_context, server_hostname, time_left(self._ends))
        return _Ending(secured, self._ends)

    def get_extra_info(self, info: str) -> Any:
        """See `httpcore`."""
        return self._stream.get_extra_info(info)


def time_left(ends: float) -> float:
    """Return the seconds until a deadline.

    Raises:
        httpcore.ReadTimeout: The deadline has passed.
    """
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("no time left")
    return left
