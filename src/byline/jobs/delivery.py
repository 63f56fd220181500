"""Deliver news to a file or a webhook that the owner has named.

A webhook is the only place to which Byline sends data on its own. The owner chose it, so it may be in the local
network. It is called exactly as given: redirects are not followed, and of the response only the status is read.
"""

import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from byline.errors import InputError

SECONDS = 10.0  # for one try, from the name look-up to the status
TRIES = 3
PAUSES = (1.0, 3.0)  # seconds before the second and the third try


def checked_place(to: str) -> str:
    """Return a destination as it is stored: a webhook URL or an absolute file path.

    Raises:
        InputError: It is neither.
    """
    if "://" not in to:
        path = Path(to).expanduser().absolute()
        if not to.strip() or path.is_dir() or not path.parent.is_dir():
            raise InputError(f"to: found {to!r}, expected a file in an existing folder, or http://… or https://…")
        return str(path)
    try:
        parts = urlsplit(to)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not to.isascii() or any(character <= " " for character in to):
        raise InputError("to: found an invalid URL, expected one such as https://hooks.example/byline")
    if parts.username is not None or parts.password is not None:
        raise InputError("to: found a URL with a user name or password, expected one without")
    return to


def is_hook(to: str) -> bool:
    """Return whether a destination is a webhook."""
    return "://" in to


def shown(to: str) -> str:
    """Return a destination for messages: a webhook without its path, maybe a secret."""
    return f"{urlsplit(to).scheme}://{urlsplit(to).netloc}" if is_hook(to) else to or "standard output"


def append(path: str, line: bytes) -> str:
    """Append a line to a file; return the error, empty if there was none."""
    try:
        with Path(path).open("ab") as file:
            file.write(line + b"\n")
    except OSError as error:
        return f"cannot be written ({error.strerror})"
    return ""


def post(url: str, body: bytes, wait: Callable[[float], None] = time.sleep) -> str:
    """Post JSON to a webhook in up to three tries; return the last error, else empty.

    Args:
        url: The URL of the webhook.
        body: The JSON to post.
        wait: Called with the number of seconds to wait between two tries.
    """
    failure = ""
    for pause in (0.0, *PAUSES):
        if pause:
            wait(pause)
        failure = _try_in_time(url, body)
        if not failure:
            return ""
    return f"{failure}; {TRIES} tries"


def _try_in_time(url: str, body: bytes) -> str:
    """Post once; give up after `SECONDS`, even in a slow name look-up or response."""
    told: list[str] = []
    attempt = Thread(target=lambda: told.append(_try(url, body)), daemon=True, name="byline-hook")
    attempt.start()
    attempt.join(SECONDS)
    return told[0] if told else _late()


def _try(url: str, body: bytes) -> str:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(
                "POST", target, body, {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Byline"}
            )
            status = connection.getresponse().status
        finally:
            connection.close()
    except TimeoutError:
        return _late()
    except (OSError, HTTPException, ValueError) as error:
        return f"cannot be reached ({getattr(error, 'strerror', None) or error or type(error).__name__})"
    if 200 <= status < 300:
        return ""
    return f"answered {status}{', and redirects are not followed' if 300 <= status < 400 else ''}"


def _late() -> str:
    return f"took longer than {SECONDS:g} s"
