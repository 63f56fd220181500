"""Identify who is logged in at the page by the cookie that Gradio sets."""

from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in at the page.

    Attributes:
        id: The cookie's value, which is secret.
        user: Who logged in.
    """

    id: str = field(repr=False)
    user: str


def session_of(scope: Scope) -> Session | None:
    """Return the log-in that a request belongs to, None if it has no known one."""
    app = scope["app"]  # Gradio's, which maps each secret to its user
    cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
    for name in (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}"):
        id = cookies.get(name)
        if id and id in app.tokens:
            return Session(id, app.tokens[id])
    return None
