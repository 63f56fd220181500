"""Which addresses may be fetched, judged by the form of the URL and the IP addresses of its host."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

from byline.errors import ArticleError

IP = IPv4Address | IPv6Address

MAX_URL_CHARACTERS = 2_000
PORTS = {"http": 80, "https": 443}

_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_KEPT = "/%:@!$&'()*+,;=~-._?"  # not escaped again

_HANDED_OUT = IPv6Network("2000::/3")  # all other IPv6 addresses are local or unassigned
_NAT64 = IPv6Network("64:ff9b::/96")
# Not hosts: protocols, 6to4 relays, documentation. Some versions of Python do not count these as private.
_REFUSED = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv6Network("3fff::/20"))


def checked_url(given: str, base: str = "") -> str:
    """Return an http or https address in normal form: ASCII, host in lower case, no fragment.

    Args:
        given: The address as a user, feed or redirect gives it.
        base: The address it may be relative to.

    Raises:
        ArticleError: It cannot be fetched: another scheme, a user or password, a disguised IP address.
    """
    try:
        joined = urljoin(base, given.strip()) if base else given.strip()
        if len(joined) > MAX_URL_CHARACTERS or _NOT_IN_A_URL.search(joined):
            raise ArticleError(f"invalid URL: longer than {MAX_URL_CHARACTERS:,} characters, or contains a space")
        parts = urlsplit(joined)
        port = parts.port
    except ValueError as error:
        raise ArticleError(f"invalid URL: {error}") from error
    if parts.scheme not in PORTS:
        raise ArticleError(f"found an address of type {parts.scheme or 'unknown'!r}, expected http or https")
    if "@" in parts.netloc:
        raise ArticleError("the address contains a user name or password; remove them")
    host = _checked_host(parts.hostname or "")
    place = host if port in (None, PORTS[parts.scheme]) else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, quote(parts.path or "/", _KEPT), quote(parts.query, _KEPT), ""))


def _checked_host(host: str) -> str:
    """Return a host name in ASCII, or an IPv6 address in brackets."""
    if ":" in host:
        try:
            return f"[{IPv6Address(host)}]"
        except ValueError as error:
            raise ArticleError(f"invalid URL: {error}") from error
    try:
        name = idna.encode(host.rstrip("."), uts46=True).decode() if not host.isascii() else host.rstrip(".").lower()
    except idna.IDNAError as error:
        raise ArticleError(f"invalid URL: {host!r} is not a valid host name") from error
    if not re.fullmatch(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", name) or len(name) > 253:
        raise ArticleError(f"invalid URL: {host!r} is not a valid host name")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):  # systems read 127.1, 0x7f.1 and 2130706433 as an IP address
        try:
            return str(IPv4Address(name))
        except ValueError as error:
            raise ArticleError(f"invalid URL: {host!r} is a disguised IP address") from error
    return name


def is_public(ip: IP) -> bool:
    """Return whether an IP address, and every address embedded in it, is on the public internet."""
    if isinstance(ip, IPv6Address):
        carried = list(_carried(ip))
        if carried:
            return all(map(is_public, carried))
        if ip not in _HANDED_OUT:
            return False
    refused = any(ip in network for network in _REFUSED if network.version == ip.version)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not refused


def _carried(ip: IPv6Address) -> Iterator[IPv4Address]:
    """Yield the embedded IPv4 addresses that a gateway would forward to."""
    if ip.ipv4_mapped:
        yield ip.ipv4_mapped
    if ip.sixtofour:
        yield ip.sixtofour
    if ip.teredo:
        yield from ip.teredo
    if ip in _NAT64:
        yield IPv4Address(int(ip) & 0xFFFFFFFF)


def parsed_ip(text: str) -> IP:
    """Parse an IP address that a resolver returned."""
    return ip_address(text)
