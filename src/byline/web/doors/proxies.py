"""Trust forwarded headers only from proxies that the owner has listed.

    BYLINE_TRUSTED_PROXIES   addresses and networks, separated by commas: 127.0.0.1, 10.0.0.0/8

A trusted proxy says who is asking (X-Forwarded-For), under which host name (X-Forwarded-Host) and whether over https
(X-Forwarded-Proto). From anybody else these headers are dropped, since anybody can send them.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from byline.errors import InputError

_HEADERS = {b"forwarded", b"x-real-ip", b"x-gradio-server"}
_BEGINNING = b"x-forwarded-"
_IPV6_SITE = 64  # bits: whoever has one address has every address with the same prefix


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """The trusted proxies, none by default.

    Attributes:
        networks: Their networks.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read BYLINE_TRUSTED_PROXIES.

        Raises:
            InputError: An entry is neither an address nor a network.
        """
        given = [one.strip() for one in environment.get("BYLINE_TRUSTED_PROXIES", "").split(",")]
        networks = []
        for one in filter(None, given):
            try:
                networks.append(ip_network(one, strict=False))
            except ValueError as error:
                raise InputError(
                    f"BYLINE_TRUSTED_PROXIES: found {one!r}, expected addresses or networks such as 10.0.0.0/8"
                ) from error
        return cls(tuple(networks))

    def __contains__(self, host: object) -> bool:
        address = _address(host)
        return address is not None and any(address in network for network in self.networks)


class Forwarded:
    """Applies the forwarded headers of trusted proxies to the request, and drops those of everyone else.

    Args:
        app: The next application.
        proxies: The trusted proxies.
    """

    def __init__(self, app: ASGIApp, proxies: TrustedProxies) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; see the ASGI specification."""
        if scope["type"] == "http":
            headers = [one for one in scope["headers"] if not _is_forwarded(one[0])]
            client = scope.get("client")
            told = self._told(scope) if client and client[0] in self._proxies else {}
            host = told.pop("host", None)
            if host is not None:
                headers = [one for one in headers if one[0] != b"host"] + [(b"host", host)]
            scope = {**scope, "headers": headers, **told}
        await self._app(scope, receive, send)

    def _told(self, scope: Scope) -> Scope:
        """Return what the nearest proxy says: the last entry of each list, since earlier ones may be forged."""
        headers = Headers(scope=scope)
        told: Scope = {}
        for address in reversed(list(_listed(headers, "x-forwarded-for"))):
            if _address(address) is None:
                break
            told["client"] = (address, 0)
            if address not in self._proxies:
                break
        scheme = [*_listed(headers, "x-forwarded-proto")][-1:]
        if scheme and scheme[0].lower() in {"http", "https"}:
            told["scheme"] = scheme[0].lower()
        for host in [*_listed(headers, "x-forwarded-host")][-1:]:
            told["host"] = host.encode("latin-1")
        return told


def network_of(scope: Scope) -> str:
    """Return where a request comes from: the IPv4 address, or the /64 network of an IPv6 address."""
    client = scope.get("client")
    address = _address(client[0]) if client else None
    if address is None:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_SITE), strict=False))
    return str(address)


def _is_forwarded(name: bytes) -> bool:
    return name in _HEADERS or name.startswith(_BEGINNING)


def _listed(headers: Headers, name: str) -> Iterator[str]:
    for value in headers.getlist(name):
        yield from filter(None, (one.strip() for one in value.split(",")))


def _address(host: object) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(str(host).strip("[]"))
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
