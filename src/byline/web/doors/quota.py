"""Limit how much disk space uploads may take before they are added.

Gradio keeps uploads in a folder until they are added, for up to two hours. Each file has its own limit, see
`security.py`; this limits all the files in that folder together.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from byline.web import events
from byline.web.doors.paths import is_upload
from byline.web.doors.proxies import network_of
from byline.web.doors.sessions import session_of
from byline.web.failures import failure

KEEP_UPLOADS_SECONDS = 3_600
IDLE_SECONDS = 60.0  # after which an upload of which nothing comes has ended
MAX_VISITOR_BYTES = 400_000_000
MAX_BYTES = 2_000_000_000
_MAX_UPLOADS = 1_000
_SMALLEST_FILE = 8_192  # bytes that even the smallest file takes, with its folder
_LONGEST_ANSWER = 2_000_000


@dataclass(eq=False, slots=True)
class _Upload:
    """Files that were sent together.

    Attributes:
        visitor: Who sent them.
        size: Total size in bytes.
        until: When they will be gone at the latest, in seconds.
        files: Their paths, empty until they are known.
    """

    visitor: str
    size: int
    until: float
    files: list[Path] = field(default_factory=list)


class UploadQuota:
    """Refuses uploads that would leave more than 400 MB waiting for one visitor, or 2 GB in total.

    Args:
        app: The next application.
        per_visitor: Most bytes per log-in, or per address if there are no log-ins.
        in_all: Most bytes in total.
        clock: A monotonic clock, in seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        per_visitor: int = MAX_VISITOR_BYTES,
        in_all: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._per_visitor = per_visitor
        self._in_all = in_all
        self._clock = clock
        self._uploads: list[_Upload] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or refuse it; see the ASGI specification."""
        if scope["type"] != "http" or scope["method"] != "POST" or not is_upload(scope):
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal():
            await failure(411, "Content-Length: expected the size of the upload")(scope, receive, send)
            return
        session = session_of(scope)
        upload = _Upload(session.id if session else network_of(scope), int(length), self._clock() + _GONE_SECONDS)
        refusal = self._refusal(upload)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        self._uploads.append(upload)
        await self._pass_on(upload, scope, receive, send)

    def _refusal(self, upload: _Upload) -> Response | None:
        self._uploads = [one for one in self._uploads if self._is_there(one)]
        own = sum(one.size for one in self._uploads if one.visitor == upload.visitor)
        if own + upload.size > self._per_visitor:
            events.refused("upload quota of a visitor", 413)
            return failure(
                413,
                f"upload refused: at most {self._per_visitor // 1_000_000} MB may wait to be added; send fewer at once",
            )
        if sum(one.size for one in self._uploads) + upload.size > self._in_all or len(self._uploads) >= _MAX_UPLOADS:
            events.refused("upload quota of all", 503)
            return failure(503, "busy: too many uploads are waiting to be added; try again in a while")
        return None

    def _is_there(self, upload: _Upload) -> bool:
        if upload.until <= self._clock():
            return False
        if not upload.files:
            return True
        upload.files = [file for file in upload.files if file.exists()]
        upload.size = sum(_size(file) for file in upload.files)
        return bool(upload.files)

    async def _pass_on(self, upload: _Upload, scope: Scope, receive: Receive, send: Send) -> None:
        status, answer, received = 0, b"", 0

        async def receive_and_count() -> Message:
            nonlocal received
            try:
                message = await asyncio.wait_for(receive(), IDLE_SECONDS)
            except TimeoutError:
                message = {"type": "http.disconnect"}
            received += len(message.get("body", b""))
            return message

        async def send_and_read(message: Message) -> None:
            nonlocal status, answer
            if message["type"] == "http.response.start":
                status = message["status"]
            elif status == 200 and len(answer) < _LONGEST_ANSWER:
                answer += message.get("body", b"")
            await send(message)

        try:
            await self._app(scope, receive_and_count, send_and_read)
        except ClientDisconnect:  # the page was closed, or nothing came any more
            await failure(408, "the upload ended before all of it arrived")(scope, receive, send)
        finally:
            if status == 200:
                upload.files = [Path(name) for name in json.loads(answer)]
            elif 400 <= status < 500:
                self._uploads.remove(upload)
            else:  # a broken upload may have left files, which count until they are gone
                upload.size = received


_GONE_SECONDS = 2 * KEEP_UPLOADS_SECONDS  # once an hour, Gradio deletes what is over an hour old


def _size(file: Path) -> int:
    try:
        return max(file.stat().st_size, _SMALLEST_FILE)
    except OSError:
        return 0
