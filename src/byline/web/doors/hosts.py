"""Under which names the server may be asked.

    BYLINE_HOSTS   names besides localhost, separated by commas: archive.example, archive

A site can give its own name the address of this machine ("DNS rebinding"). For the browser its pages and this server
are then one site, and all that is open here is open to them; only the name in the header Host tells. So where neither
a password nor a token is asked for, no other names than those of the machine itself and of BYLINE_HOSTS are taken;
where one is, none but these if BYLINE_HOSTS is set.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from starlette.datastructures import Headers

from byline.errors import InputError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_ANY_ADDRESS = {"0.0.0.0", "::", "[::]", ""}  # noqa: S104 - listening there gives no name
_NAME = re.compile(r"\[[0-9a-f:.]+\]|[^\s:/@\[\],]+")
_HOST = re.compile(rf"({_NAME.pattern})(?::\d+)?")


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that are taken.

    Attributes:
        named: By the owner.
        own: What the server was told to listen to.
        is_open: Whether neither a password nor a token is asked for.
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
            InputError: A name has more in it than a name.
        """
        given = [one.strip().lower() for one in environment.get("BYLINE_HOSTS", "").split(",")]
        for name in filter(None, given):
            if not _NAME.fullmatch(name):
                raise InputError(
                    f"BYLINE_HOSTS: found {name!r}, expected names such as archive.example, without https:// and port"
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
    """Return the name in a header Host, without the port and in small letters; empty if it is none."""
    match = _HOST.fullmatch(host.lower())
    return match[1].rstrip(".") if match else ""
