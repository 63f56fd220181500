"""Restrict what a browser may do with the page, and what the page accepts from a browser."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from byline.ingest.files import SUFFIXES, suffix_of
from byline.web.doors.access import Access
from byline.web.doors.guard import Guard
from byline.web.doors.hosts import Hosts
from byline.web.doors.observing import Observer
from byline.web.doors.proxies import Forwarded, TrustedProxies
from byline.web.doors.quota import UploadQuota
from byline.web.failures import failure

MAX_UPLOAD_BYTES = 20_000_000
MAX_UPLOAD_FILES = 20
MAX_SESSIONS = 500  # sessions kept in memory, about 200 KB each; conversations stored on disk are unaffected

# Nothing may be fetched from, sent to or framed by another origin. Gradio needs inline scripts and eval.
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = [
    (b"content-security-policy", _CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


class SecurityHeaders:
    """Adds the security headers to every response, and the missing attributes to its cookies.

    Cookies are sent only to pages of this site, and only over https if the page is served over https.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; see the ASGI specification."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(name, _cookie(name, value, scope)) for name, value in message.get("headers", ())]
                message["headers"] = [*headers, *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _cookie(name: bytes, value: bytes, scope: Scope) -> bytes:
    if name.lower() != b"set-cookie":
        return value
    first, *attributes = (part.strip() for part in value.split(b";"))
    kept = [one for one in attributes if not one.lower().startswith(b"samesite")]
    if scope["scheme"] == "https" and b"secure" not in map(bytes.lower, kept):
        kept.append(b"Secure")
    return b"; ".join([first, *kept, b"SameSite=lax"])


def launch_options(
    access: Access, hosts: Hosts, proxies: TrustedProxies, routes: Sequence[BaseRoute]
) -> dict[str, Any]:
    """Return the options for every call of `gradio.Blocks.launch`.

    Args:
        access: Who may log in.
        hosts: The accepted host names.
        proxies: The trusted proxies.
        routes: The routes of the doors; they take precedence over the page's routes.
    """
    return {
        "app_kwargs": {
            "middleware": [
                Middleware(Forwarded, proxies=proxies),
                Middleware(Observer),
                Middleware(SecurityHeaders),
                Middleware(Guard, access=access, hosts=hosts),
                Middleware(UploadQuota),
            ],
            "routes": [*routes, Route("/pwa_icon/{size}", _no_icon)],
        },
        "auth": None if access.is_open else access.knows,
        "max_file_size": MAX_UPLOAD_BYTES,
        "state_session_capacity": MAX_SESSIONS,
        "show_error": False,
        "share": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "enable_monitoring": False,
        "run_history": False,
        "footer_links": [],
        "quiet": True,
    }


async def _no_icon(request: Request) -> Response:
    """Refuse what Gradio would try to draw from the icon of the page, which is not a bitmap."""
    return failure(404, "there is no such icon")


def refused_upload(name: str, size: int) -> str:
    """Return a message saying why an uploaded file is refused; empty if it is accepted.

    Args:
        name: File name.
        size: Size in bytes.
    """
    if suffix_of(Path(name)) not in SUFFIXES:
        return f"{name}: this kind of file is not supported"
    if size > MAX_UPLOAD_BYTES:
        return f"{name}: larger than {MAX_UPLOAD_BYTES // 1_000_000} MB"
    return ""
