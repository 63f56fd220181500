"""Who may come in: what the page and the doors to other programs ask for, by environment variables.

    BYLINE_USER and _PASSWORD    BYLINE_TOKEN    the page asks for      /api, /v1 and MCP ask for
    -                            -               nothing                nothing, but refuse pages of other sites
    set                          -               user and password      user and password (HTTP Basic)
    -                            set             `byline` and token     the token (Authorization: Bearer)
    set                          set             user and password      the token

Only /api/health is always open.

With BYLINE_READ_ONLY=1, as for a page that is open to the public, whoever comes in may ask, search and read, and
nothing that they do is kept: no files are taken, no article is removed, no feedback and no conversation is stored.
"""

import base64
import binascii
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from byline.errors import InputError
from byline.web.failures import failure

MAX_BODY_BYTES = 1_000_000
MAX_EVENT_BYTES = 5_000_000  # that the page sends at a time; files that are uploaded have a limit of their own
_DOOR = re.compile(r"/(?:api|v1|mcp)(?:/|$)")
_OPEN = "/api/health"
_DEFAULT_USER = "byline"
_SENT_AS_IT_IS = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Access:
    """What is asked of those who come in, nothing where all of it is empty, and what they may do.

    Attributes:
        read_only: Whether they may only ask, search and read.

    Raises:
        InputError: There is a user without a password or the reverse, or one of them cannot be sent as it is.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    read_only: bool = False

    def __post_init__(self) -> None:
        if bool(self.user) != bool(self.password):
            raise InputError("BYLINE_USER, BYLINE_PASSWORD: found one of them, expected both or none")
        if ":" in self.user or self.user != self.user.strip():
            raise InputError("BYLINE_USER: expected a name without a colon and without spaces around it")
        if self.token and not _SENT_AS_IT_IS.fullmatch(self.token):
            raise InputError("BYLINE_TOKEN: expected letters, digits and signs of ASCII, without spaces or line breaks")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read BYLINE_USER, _PASSWORD, _TOKEN and _READ_ONLY; a variable that is empty is not set."""
        names = ("USER", "PASSWORD", "TOKEN", "READ_ONLY")
        user, password, token, read_only = (environment.get(f"BYLINE_{name}", "") for name in names)
        if read_only not in {"", "0", "1"}:
            raise InputError(f"BYLINE_READ_ONLY: found {read_only!r}, expected 1 or 0")
        return cls(user, password, token, read_only == "1")

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.password or self.token)

    def knows(self, user: str, password: str) -> bool:
        """Tell whether this user may see the page."""
        wanted = (self.user or _DEFAULT_USER, self.password or self.token)
        return not self.is_open and all([_same(user, wanted[0]), _same(password, wanted[1])])

    def admits(self, authorization: str) -> bool:
        """Tell whether a program with this header `Authorization` may come in."""
        scheme, _, given = authorization.partition(" ")
        if self.token:
            return scheme.lower() == "bearer" and _same(given.strip(), self.token)
        return self.is_open or (scheme.lower() == "basic" and self.knows(*_basic(given)))

    @property
    def challenge(self) -> str:
        """The header `WWW-Authenticate` for those who may not."""
        return "Bearer" if self.token else 'Basic realm="Byline", charset="UTF-8"'


class Guard:
    """Lets a request through if it may come in, no other site has sent it and it is not too large.

    At the doors it takes only JSON.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or refuse it; see the ASGI specification."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is not None:
            await refusal(scope, receive, send)
        elif scope["type"] == "http" and _door(scope) is not None:
            await self._pass_on(_with_prefix(scope), receive, send, MAX_BODY_BYTES)
        elif scope["type"] == "http" and scope["method"] == "POST" and not scope["path"].endswith("/upload"):
            await self._pass_on(scope, receive, send, MAX_EVENT_BYTES)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, door = Headers(scope=scope), _door(scope)
        admitted = self._access.admits(headers.get("authorization", ""))
        if door not in {None, _OPEN} and not admitted:
            message = "not let in: expected the header Authorization with what this server was started with"
            return failure(401, message, headers={"WWW-Authenticate": self._access.challenge})
        has_token = bool(self._access.token) and admitted
        if (door or not self._access.is_open) and not has_token and _is_foreign(scope, headers):
            return failure(403, "not let in: another site has sent this request")
        if self._access.read_only and scope["method"] == "POST" and scope["path"].rstrip("/").endswith("/upload"):
            return failure(403, "not taken: this archive is only to be read")
        if door and scope["method"] == "POST" and not _is_json(headers):
            return failure(415, "Content-Type: expected application/json")
        return None

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                await failure(413, f"the body is larger than {most:,} bytes")(scope, receive, send)
                return
        read: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_again() -> Message:
            return read.pop() if read else await receive()

        await self._app(scope, receive_again, send)


def _door(scope: Scope) -> str | None:
    """Return the path of a request that is for one of the doors, None if it is for the page.

    The path is tried with and without the prefix under which a proxy serves the page, as the routes are.
    """
    path = str(scope["path"])
    paths = (path, path.removeprefix(scope.get("root_path", "")))
    return next((one for one in paths if _DOOR.match(one)), None)


def _with_prefix(scope: Scope) -> Scope:
    """Put the prefix before a path that a proxy took it from: mounted applications are not found without."""
    prefix = scope.get("root_path", "")
    return scope if scope["path"].startswith(f"{prefix}/") else {**scope, "path": prefix + scope["path"]}


# A browser sends whatever a page of any site has it send, with its user's log-in and from inside their network; Gradio
# has it send its cookie, too, and lets other sites read what comes back. So what the browser says was sent by another
# site is refused, unless it only opens the page. Where the browser does not say (it sends Sec-Fetch-Site to https and
# localhost), it names the site in Origin, and before JSON it asks, but not before a form or plain text: so at the doors
# another Origin is refused, and so is a body that does not say it is JSON. A page that has the token was given it, and
# may come in from anywhere.


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        opens = scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
        return site not in {"same-origin", "none"} and not opens
    at_a_door = _door(scope) is not None
    return at_a_door and origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _same(given: str, wanted: str) -> bool:
    """Compare in a time that does not tell how much of it is right."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), wanted.encode(errors="surrogatepass"))


def _basic(encoded: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password
