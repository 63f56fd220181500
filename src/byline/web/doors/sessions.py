"""Who has logged in at the page, by the cookie that Gradio gives."""

from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in of the page.

    Attributes:
        id: What the cookie holds, which is a secret.
        user: Who logged in.
    """

    id: str = field(repr=False)
    user: str


def session_of(scope: Scope) -> Session | None:
    """Return the log-in that a request comes with, None if it comes with none that is known."""
    app = scope["app"]  # Gradio's, which keeps the log-ins by their secrets
    cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
    for name in (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}"):
        id = cookies.get(name)
        if id and id in app.tokens:
            return Session(id, app.tokens[id])
    return None
