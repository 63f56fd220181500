"""Lets requests in or refuses them, before anything else looks at them."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from byline.web import events
from byline.web.archives import PAGES
from byline.web.doors.access import Access, Role
from byline.web.doors.hosts import Hosts
from byline.web.doors.paths import HEALTH, LIVE, READY, STARTING, door_path, is_log_in, is_upload, paths_of, with_prefix
from byline.web.doors.proxies import network_of
from byline.web.doors.sessions import session_of
from byline.web.doors.throttle import Throttle
from byline.web.failures import failure

MAX_BODY_BYTES = 1_000_000
MAX_EVENT_BYTES = 5_000_000  # that the page sends at a time; files that are uploaded have a limit of their own
_PROBES = {LIVE, READY, STARTING}  # asked by what keeps the server running, under whatever name; they tell nothing
_CHANGING = {"PUT", "PATCH", "DELETE"}
# What the page needs to ask for a log-in. Whatever else it has, and will have, is behind it.
_BEFORE_LOG_IN = re.compile(
    rf"/(?:|{PAGES}[a-z0-9_.-]+/?|login/?|logout|favicon\.ico|robots\.txt|manifest\.json|"
    r"(?:gradio_api/)?theme\.css|(?:assets|static|svelte)/.*)"
)


class Guard:
    """Lets a request through if it may come in, no other site has sent it and it is not too large.

    At the doors it takes only JSON.

    Args:
        app: What takes the request.
        access: Who may come in.
        hosts: Under which names.
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
                scope, 403, "host", f"not let in: this server has not the name {name!r}: see BYLINE_HOSTS", host=name
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
                message = "not let in: expected the header Authorization with what this server was started with"
                return failure(401, message, headers=challenge)
            role, has_token = known, (given or "").lower().startswith("bearer ")
        if not has_token and _is_foreign(scope, headers):
            return self._refuse(scope, 403, "foreign", "not let in: another site has sent this request")
        changes = scope["method"] in _CHANGING
        if changes and self._access.read_only:
            return self._refuse(scope, 403, "read-only", "not done: this archive is only to be read")
        if changes and role is Role.READER:
            return self._refuse(
                scope, 403, "reader", "not done: readers may ask and read, the owner changes the archive"
            )
        if scope["method"] in {"POST", "PATCH"} and not _is_json(headers):
            return failure(415, "Content-Type: expected application/json")
        return None

    def _refusal_at_the_page(self, scope: Scope, headers: Headers) -> Response | None:
        if _is_foreign(scope, headers):
            return self._refuse(scope, 403, "foreign", "not let in: another site has sent this request")
        session = session_of(scope)
        role = self._access.role_of_user(session.user if session else None)
        if role is None and not any(_BEFORE_LOG_IN.fullmatch(path) for path in paths_of(scope)):
            return failure(401, "not let in: expected a log-in at the page")
        if scope["method"] == "POST" and is_upload(scope):
            if self._access.read_only:
                return self._refuse(scope, 403, "read-only", "not taken: this archive is only to be read")
            if role is Role.READER:
                return self._refuse(
                    scope, 403, "reader", "not taken: readers may ask and read, the owner adds articles"
                )
        if scope["method"] == "POST" and is_log_in(scope) and not self._access.is_open:
            waiting = self._throttle.attempt(network_of(scope))
            if waiting:
                return self._told_to_wait(scope, waiting)
        return None

    def _watching(self, scope: Scope, send: Send) -> Send:
        """Return what sends on the answer to a log-in and keeps in mind whether it was right."""

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
        message = f"not let in: too many wrong log-ins from here: try again in {seconds} seconds"
        return failure(429, message, headers={"Retry-After": str(seconds)})

    def _refuse(self, scope: Scope, status: int, reason: str, message: str, host: str = "") -> Response:
        asked: dict[str, str] = {"host": host} if host else {}
        events.refused(reason, status, {"address": network_of(scope), "path": scope["path"][:200], **asked})
        return failure(status, message)

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


# A browser sends whatever a page of any site has it send, with its user's log-in and from inside their network; Gradio
# has it send its cookie, too, and lets other sites read what comes back. So what the browser says was sent by another
# site is refused, unless it only opens the page. Where the browser does not say (it sends Sec-Fetch-Site to https and
# localhost), it names the site in Origin, so another Origin is refused. Before JSON it asks, but not before a form or
# plain text: at the doors a body that does not say it is JSON is refused, too. A page that has the token was given it,
# and may come in from anywhere.


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        opens = scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
        return site not in {"same-origin", "none"} and not opens
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:  # no address at all
        return True


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
