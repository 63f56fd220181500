"""Tell which door a request path belongs to, with and without the prefix that a proxy adds."""

import re

from starlette.types import Scope

LIVE = "/api/health/live"
READY = "/api/health/ready"
HEALTH = "/api/health"
STARTING = "/gradio_api/startup-events"  # Gradio calls this itself when it starts

_DOOR = re.compile(r"/(?:api|v1|metrics|mcp)(?:/|$)")


def paths_of(scope: Scope) -> tuple[str, str]:
    """Return the path of a request, and the same path without the proxy's prefix."""
    path = str(scope["path"])
    return path, path.removeprefix(scope.get("root_path", ""))


def door_path(scope: Scope) -> str | None:
    """Return the path of a request to one of the doors, None if the request is for the page."""
    return next((one for one in paths_of(scope) if _DOOR.match(one)), None)


def door_name(scope: Scope) -> str:
    """Return the door's name in logs and metrics: page, api, v1, mcp, health or metrics."""
    path = door_path(scope)
    if path is None:
        return "page"
    if path.startswith(HEALTH):
        return "health"
    return path.split("/")[1]


def is_upload(scope: Scope) -> bool:
    """Return whether a request is for the page's upload address."""
    return any(path.rstrip("/") == "/gradio_api/upload" for path in paths_of(scope))


def is_log_in(scope: Scope) -> bool:
    """Return whether a request is for the page's log-in address."""
    return any(path.rstrip("/") == "/login" for path in paths_of(scope))


def with_prefix(scope: Scope) -> Scope:
    """Restore the prefix that a proxy stripped from the path: mounted applications are not found without it."""
    prefix = scope.get("root_path", "")
    return scope if scope["path"].startswith(f"{prefix}/") else {**scope, "path": prefix + scope["path"]}
