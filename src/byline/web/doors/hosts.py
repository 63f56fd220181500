"""Decide which host names the server answers to.

    BYLINE_HOSTS   names besides localhost, separated by commas: archive.example, archive

A hostile site can point its own name at this machine ("DNS rebinding"). To the browser, its pages and this server are
then one site, and its pages can read everything that is open here; only the Host header gives it away. So a server
without a password or token accepts only the machine's own names and those in BYLINE_HOSTS. A server with one accepts
any name, or only these names if BYLINE_HOSTS is set.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from starlette.datastructures import Headers

from byline.errors import InputError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_ANY_ADDRESS = {"0.0.0.0", "::", "[::]", ""}  # noqa: S104 - these are not names
_NAME = re.compile(r"\[[0-9a-f:.]+\]|[^\s:/@\[\],]+")
_HOST = re.compile(rf"({_NAME.pattern})(?::\d+)?")


@dataclass(frozen=True, slots=True)
class Hosts:
    """The accepted host names.

    Attributes:
        named: Names from BYLINE_HOSTS.
        own: The address that the server was told to listen on.
        is_open: Whether neither a password nor a token is required.
    """

    named: frozenset[str] = frozenset()
    own: str = ""
    is_open: bool = True

    @classmethod
    def from_environment(
        cls, own: str = "", *, is_open: bool = True, environment: Mapping[str, str] = os.environ
    ) -> Self:
        """Read BYLINE_HOSTS.

        Raises:
            InputError: An entry is more than a host name.
        """
        given = [one.strip().lower() for one in environment.get("BYLINE_HOSTS", "").split(",")]
        for name in filter(None, given):
            if not _NAME.fullmatch(name):
                raise InputError(
                    f"BYLINE_HOSTS: found {name!r}, expected names such as archive.example, without https:// or a port"
                )
        return cls(frozenset(filter(None, given)), "" if own in _ANY_ADDRESS else own.lower(), is_open)

    def take(self, headers: Headers) -> bool:
        """Return whether a request with these headers may be answered."""
        if not self.is_open and not self.named:
            return True
        hosts = headers.getlist("host")
        name = name_of(hosts[0]) if len(hosts) == 1 else ""
        return bool(name) and (name in _LOOPBACK or name in self.named or name in {self.own, f"[{self.own}]"})


def name_of(host: str) -> str:
    """Return the name in a Host header, lowercase and without the port; empty if there is none."""
    match = _HOST.fullmatch(host.lower())
    return match[1].rstrip(".") if match else ""
