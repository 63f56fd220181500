"""Admit or refuse requests before anything else sees them."""

import asyncio
import re
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from byline.web import events
from byline.web.archives import PAGES
from byline.web.doors.access import Access, Role
from byline.web.doors.bodies import mended_json
from byline.web.doors.hosts import Hosts
from byline.web.doors.paths import HEALTH, LIVE, READY, STARTING, door_path, is_log_in, is_upload, paths_of, with_prefix
from byline.web.doors.proxies import network_of
from byline.web.doors.sessions import session_of
from byline.web.doors.throttle import Throttle
from byline.web.failures import failure

MAX_BODY_BYTES = 1_000_000
BODY_SECONDS = 30.0  # how long a body may take to arrive; those of uploads have no limit
_LARGE_BYTES = 100_000  # a body that may take long to check
MAX_EVENT_BYTES = 5_000_000  # per request of the page; uploaded files have a limit of their own
_PROBES = {LIVE, READY, STARTING}  # called by supervisors under any host name; they reveal nothing
_CHANGING = {"PUT", "PATCH", "DELETE"}
# What the page needs to show the log-in form. Everything else, now and in future, requires a log-in.
_BEFORE_LOG_IN = re.compile(
    rf"/(?:|{PAGES}[a-z0-9_.-]+/?|login/?|logout|favicon\.ico|robots\.txt|manifest\.json|"
    r"(?:gradio_api/)?theme\.css|(?:assets|static|svelte)/.*)"
)


class Guard:
    """Admits a request if it is authorized, does not come from another site and is not too large.

    The doors accept only JSON.

    Args:
        app: The next application.
        access: Who may log in.
        hosts: The accepted host names.
    """

    def __init__(self, app: ASGIApp, access: Access, hosts: Hosts) -> None:
        self._app = app
        self._access = access
        self._hosts = hosts
        self._throttle = Throttle()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or refuse it; see the ASGI specification."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
        elif door_path(scope) is not None:
            await self._pass_on(with_prefix(scope), receive, send, MAX_BODY_BYTES)
        elif scope["method"] == "POST" and not is_upload(scope):
            watched = self._watching(scope, send) if is_log_in(scope) else send
            await self._pass_on(scope, receive, watched, MAX_EVENT_BYTES)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, door = Headers(scope=scope), door_path(scope)
        if _PROBES.intersection(paths_of(scope)):
            return None
        if not self._hosts.take(headers):
            name = headers.get("host", "")[:100]
            return self._refuse(
                scope, 403, "host", f"access denied: {name!r} is not a name of this server; see BYLINE_HOSTS", host=name
            )
        if door is None:
            return self._refusal_at_the_page(scope, headers)
        return self._refusal_at_a_door(scope, headers, door)

    def _refusal_at_a_door(self, scope: Scope, headers: Headers, door: str) -> Response | None:
        role, has_token = Role.OWNER, False
        if door != HEALTH and not self._access.is_open:
            given = headers.get("authorization")
            waiting = self._throttle.attempt(network_of(scope)) if given is not None else 0
            if waiting:
                return self._told_to_wait(scope, waiting)
            known = self._access.role_of_program(given or "")
            if given is not None:
                self._tried(scope, succeeded=known is not None)
            elif known is None:
                events.refused("no log-in", 401, {"address": network_of(scope), "path": scope["path"][:200]})
            if known is None:
                challenge = {"WWW-Authenticate": self._access.challenge}
                message = "access denied: expected the Authorization header with this server's token or password"
                return failure(401, message, headers=challenge)
            role, has_token = known, (given or "").lower().startswith("bearer ")
        if not has_token and _is_foreign(scope, headers):
            return self._refuse(scope, 403, "foreign", "access denied: this request came from another site")
        changes = scope["method"] in _CHANGING
        if changes and self._access.read_only:
            return self._refuse(scope, 403, "read-only", "not changed: this archive is read-only")
        if changes and role is Role.READER:
            return self._refuse(
                scope, 403, "reader", "not changed: readers may ask and read; only the owner may change the archive"
            )
        if scope["method"] in {"POST", "PATCH"} and not _is_json(headers):
            return failure(415, "Content-Type: expected application/json")
        return None

    def _refusal_at_the_page(self, scope: Scope, headers: Headers) -> Response | None:
        if _is_foreign(scope, headers):
            return self._refuse(scope, 403, "foreign", "access denied: this request came from another site")
        session = session_of(scope)
        role = self._access.role_of_user(session.user if session else None)
        if role is None and not any(_BEFORE_LOG_IN.fullmatch(path) for path in paths_of(scope)):
            return failure(401, "access denied: log in at the page first")
        if scope["method"] == "POST" and is_upload(scope):
            if self._access.read_only:
                return self._refuse(scope, 403, "read-only", "not added: this archive is read-only")
            if role is Role.READER:
                return self._refuse(
                    scope, 403, "reader", "not added: readers may ask and read; only the owner may add articles"
                )
        elif scope["method"] == "POST" and is_log_in(scope):
            waiting = 0 if self._access.is_open else self._throttle.attempt(network_of(scope))
            if waiting:
                return self._told_to_wait(scope, waiting)
        elif scope["method"] == "POST" and not _is_json(headers):  # Gradio has more routes that would store a file
            return failure(415, "Content-Type: expected application/json")
        return None

    def _watching(self, scope: Scope, send: Send) -> Send:
        """Wrap `send` to record whether a log-in succeeded."""

        async def send_and_watch(message: Message) -> None:
            if message["type"] == "http.response.start" and not self._access.is_open:
                self._tried(scope, succeeded=message["status"] == 200)
            await send(message)

        return send_and_watch

    def _tried(self, scope: Scope, *, succeeded: bool) -> None:
        address = network_of(scope)
        if succeeded:
            self._throttle.succeeded(address)
        else:
            events.log_in_failed(address)

    def _told_to_wait(self, scope: Scope, seconds: int) -> Response:
        address = network_of(scope)
        events.refused("too many log-ins", 429, {"address": address}, is_news=self._throttle.is_news(address))
        message = f"access denied: too many failed log-ins from your address; try again in {seconds} seconds"
        return failure(429, message, headers={"Retry-After": str(seconds)})

    def _refuse(self, scope: Scope, status: int, reason: str, message: str, host: str = "") -> Response:
        asked: dict[str, str] = {"host": host} if host else {}
        events.refused(reason, status, {"address": network_of(scope), "path": scope["path"][:200], **asked})
        return failure(status, message)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(receive, most)
        except TimeoutError:
            await failure(408, f"the request body took more than {BODY_SECONDS:.0f} seconds")(scope, receive, send)
            return
        if body is None:
            return
        if len(body) > most:
            await failure(413, f"the request body is larger than {most:,} bytes")(scope, receive, send)
            return
        if _is_json(Headers(scope=scope)):
            try:
                body = await to_thread.run_sync(mended_json, body) if len(body) > _LARGE_BYTES else mended_json(body)
            except UnicodeDecodeError:
                await failure(400, "the body is not UTF-8")(scope, receive, send)
                return
        read: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_again() -> Message:
            return read.pop() if read else await receive()

        await self._app(scope, receive_again, send)


# A page of any site can make the browser send requests here, from inside the user's network and with their log-in.
# Gradio lets the browser include its cookie, and lets other sites read the response. So a request that the browser
# marks as coming from another site is refused, unless it only opens the page. Browsers send that mark, Sec-Fetch-Site,
# only to https and localhost; elsewhere they name the site in Origin, so a different Origin is refused. Browsers ask
# permission before they send JSON to another site, but not before a form or plain text, so the doors also refuse a body
# that is not declared as JSON. A page that has the token was given it, and may call from anywhere.


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        opens = scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
        return site not in {"same-origin", "none"} and not opens
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:  # not a URL
        return True


async def _body(receive: Receive, most: int) -> bytes | None:
    """Read a body, at most one message beyond `most` bytes; None if the client is gone."""
    body = bytearray()
    while len(body) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return bytes(body)


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
