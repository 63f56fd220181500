"""Decide who may log in and what they may do, from environment variables.

    BYLINE_USER and _PASSWORD    BYLINE_TOKEN    the page asks for      /api, /v1, MCP and /metrics ask for
    -                            -               nothing                nothing, but refuse pages of other sites
    set                          -               user and password      user and password (HTTP Basic)
    -                            set             `byline` and token     the token (Authorization: Bearer)
    set                          set             user and password      the token

These log in the owner. BYLINE_READER_USER and _PASSWORD, BYLINE_READER_TOKEN, or all three do the same for readers; a
reader with only a token has the user name `reader`. Readers may ask, search and read, keep their conversations and
give feedback, but may not add, edit or remove articles.

/api/health, /api/health/live and /api/health/ready are always open.

With BYLINE_FETCH=1 the owner may add web pages by link; without it the server fetches nothing for anybody.

With BYLINE_READ_ONLY=1, meant for public pages, every visitor may ask, search and read, and nothing they do is stored:
no files are accepted, no article is removed, and no feedback or conversation is kept.
"""

import base64
import binascii
import hmac
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Self

from byline.errors import InputError

_SENT_AS_IT_IS = re.compile(r"[!-~]+")


class Role(StrEnum):
    """What a user may do."""

    OWNER = "owner"  # everything
    READER = "reader"  # ask and read


class _Key(NamedTuple):
    """The credentials of one role; the names of its variables start with `prefix`."""

    role: Role
    prefix: str
    user: str
    password: str
    token: str

    @property
    def log_in(self) -> tuple[str, str]:
        """The user and the password that the page asks for."""
        default = "byline" if self.role is Role.OWNER else "reader"
        return self.user or default, self.password or self.token


@dataclass(frozen=True, slots=True)
class Access:
    """The required credentials, none if all are empty, and what users may do.

    Attributes:
        read_only: Whether even the owner may only ask, search and read.
        fetch: Whether the server fetches web pages that the owner adds by link.

    Raises:
        InputError: A user has no password or vice versa, a value has characters that cannot be sent, or readers have
            the owner's credentials.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    read_only: bool = False
    reader_user: str = ""
    reader_password: str = field(default="", repr=False)
    reader_token: str = field(default="", repr=False)
    fetch: bool = False

    def __post_init__(self) -> None:
        for key in self._keys():
            if bool(key.user) != bool(key.password):
                names = f"{key.prefix}USER, {key.prefix}PASSWORD"
                raise InputError(f"{names}: found only one, expected both or neither")
            if ":" in key.user or key.user != key.user.strip():
                raise InputError(f"{key.prefix}USER: expected a name without a colon and without spaces around it")
            if key.token and not _SENT_AS_IT_IS.fullmatch(key.token):
                raise InputError(
                    f"{key.prefix}TOKEN: expected ASCII letters, digits and punctuation, without spaces or line breaks"
                )
        if not (self.reader_password or self.reader_token):
            return
        if self.is_open:
            raise InputError("BYLINE_READER_*: found no owner, expected BYLINE_PASSWORD or BYLINE_TOKEN as well")
        owner, reader = self._keys()
        if owner.log_in[0] == reader.log_in[0]:
            raise InputError("BYLINE_READER_USER: found the owner's user name, expected a different one")
        if owner.token and owner.token == reader.token:
            raise InputError("BYLINE_READER_TOKEN: found the owner's token, expected a different one")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read BYLINE_USER, _PASSWORD and _TOKEN, the same for READER, _READ_ONLY and _FETCH; empty means unset."""
        names = ("user", "password", "token", "reader_user", "reader_password", "reader_token")
        given = {name: environment.get(f"BYLINE_{name.upper()}", "") for name in names}
        read_only, fetch = (_switch(f"BYLINE_{name}", environment) for name in ("READ_ONLY", "FETCH"))
        return cls(**given, read_only=read_only, fetch=fetch)

    @property
    def is_open(self) -> bool:
        """Whether no credentials are required."""
        return not (self.password or self.token)

    def knows(self, user: str, password: str) -> bool:
        """Return whether this user and password may log in at the page."""
        return True in [_both(key.log_in, user, password) for key in self._used()]

    def role_of_user(self, user: str | None) -> Role | None:
        """Return the role of a logged-in user, None if there is no such user."""
        if self.is_open:
            return Role.OWNER
        return next((key.role for key in self._used() if key.log_in[0] == user), None)

    def may_change(self, user: str | None) -> bool:
        """Return whether a logged-in user may add, edit and remove articles."""
        return not self.read_only and self.role_of_user(user) is Role.OWNER

    def role_of_program(self, authorization: str) -> Role | None:
        """Return the role of a program with this `Authorization` header, None if it is not allowed in."""
        if self.is_open:
            return Role.OWNER
        scheme, _, given = authorization.partition(" ")
        user, password = _basic(given)
        bearer = scheme.lower() == "bearer"
        basic = scheme.lower() == "basic"
        fitting = [
            key.role
            for key in self._used()
            if (
                (bearer and _same(given.strip(), key.token))
                if key.token
                else (basic and _both(key.log_in, user, password))
            )
        ]
        return fitting[0] if fitting else None

    @property
    def challenge(self) -> str:
        """The `WWW-Authenticate` header for programs that are not allowed in."""
        asked = {"Bearer" if key.token else 'Basic realm="Byline", charset="UTF-8"' for key in self._used()}
        return ", ".join(sorted(asked))

    def _keys(self) -> tuple[_Key, _Key]:
        return (
            _Key(Role.OWNER, "BYLINE_", self.user, self.password, self.token),
            _Key(Role.READER, "BYLINE_READER_", self.reader_user, self.reader_password, self.reader_token),
        )

    def _used(self) -> Iterator[_Key]:
        return (key for key in self._keys() if key.password or key.token)


def _switch(name: str, environment: Mapping[str, str]) -> bool:
    value = environment.get(name, "")
    if value not in {"", "0", "1"}:
        raise InputError(f"{name}: found {value!r}, expected 1 or 0")
    return value == "1"


def _both(wanted: tuple[str, str], user: str, password: str) -> bool:
    return all([_same(user, wanted[0]), _same(password, wanted[1])])


def _same(given: str, wanted: str) -> bool:
    """Compare in constant time, so that the timing does not reveal how much is right."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), wanted.encode(errors="surrogatepass"))


def _basic(encoded: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password
