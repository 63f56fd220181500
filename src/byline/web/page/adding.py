"""Add articles from the page: files, pasted text, a link or the demo; report progress and results.

what was sent ── add ──> pieces ── one after the other, in a thread ──> acknowledged, and reported to every open page

Adding continues when the page is closed or reloaded. It can be stopped; whatever was acknowledged stays. Everything a
browser sends is an untrusted dict.
"""

import json
import logging
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from byline.archive import Archive
from byline.demo import add_demo
from byline.errors import BylineError, InputError
from byline.ingest.files import is_address
from byline.language.text import as_sentence, is_blank, one_line, shorten
from byline.records import AddReport, Outcome
from byline.web import events
from byline.web.doors.access import Access
from byline.web.doors.security import MAX_UPLOAD_FILES, refused_upload
from byline.web.doors.sessions import session_of
from byline.web.page.render_adding import Added, ended_html, running_html
from byline.web.work import NOT_WRITTEN

MAX_PASTED_CHARACTERS = 1_000_000
_OWNERS_ONLY = "Only the owner of this archive can add articles."
_LOG = logging.getLogger(__name__)
_PATIENCE_SECONDS = 30.0  # how long to wait for more, if the browser has announced more
_TOLD_SECONDS = 3_600.0  # how long results are shown
_NAME_CHARACTERS = 60
_NOT_IN_A_NAME = re.compile(r"[^\w .-]+")
_LEFT_OUT_TOLD = 200  # files


class _Stopped(Exception):  # noqa: N818
    """The user has stopped the job."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one call adds.

    Attributes:
        sources: Paths of files, which are deleted after reading, and URLs of web pages.
        size: Size in bytes.
        is_demo: Whether to add the demo instead.
    """

    sources: Sequence[Path | str]
    size: int
    is_demo: bool = False

    def remove_files(self) -> None:
        """Delete the files, and their folders if empty."""
        for file in self.sources:
            if isinstance(file, Path):
                file.unlink(missing_ok=True)
                with suppress(OSError):
                    file.parent.rmdir()


@dataclass(slots=True)
class _Job:
    """Everything that is added, from the first piece until none are left.

    Attributes:
        added: The results so far.
        user: Who sent it.
        started: When it started, in seconds of a monotonic clock.
        pieces: Pieces still to be read.
        coming: Bytes that the browser has yet to send.
        read: Bytes of the pieces already read.
        reading: Bytes of the piece being read.
        share: How much of that piece has been read, in [0, 1].
        stopping: Whether the user has stopped the job.
        failed: Whether an error prevents adding the rest.
        ended: When the last piece was done; 0 until then.
    """

    user: str | None
    added: Added = field(default_factory=Added)
    started: float = field(default_factory=time.monotonic)
    pieces: deque[_Piece] = field(default_factory=deque)
    coming: int = 0
    read: int = 0
    reading: int = 0
    share: float = 0.0
    stopping: bool = False
    failed: bool = False
    ended: float = 0.0

    @property
    def waiting(self) -> int:
        """How many bytes were sent but not yet read."""
        return self.reading + sum(piece.size for piece in self.pieces)

    @property
    def over(self) -> bool:
        """Whether the rest will not be added."""
        return self.stopping or self.failed

    @property
    def done(self) -> float:
        """How much of the job is done, in [0, 1]."""
        total = self.read + self.waiting + self.coming
        return (self.read + self.share * self.reading) / total if total else 0.0


class Adding:
    """The functions that the page calls to add articles.

    Args:
        archive: The archive to add to.
        access: Who may add articles, and whether web pages may be fetched.
        uploads: The folder that contains the uploads.
    """

    def __init__(self, archive: Archive, access: Access, uploads: Path) -> None:
        self._archive = archive
        self._access = access
        self._uploads = uploads.resolve()
        self._job: _Job | None = None
        self._changed = threading.Condition()

    def add(self, sent: object, user: str | None) -> dict[str, Any]:
        """Accept uploaded files, a text, a link or the demo, and return the progress.

        Args:
            sent: `paths` of files, with how many bytes are still `coming`, whether it `goes_on` from the previous
                call, and the files that were `left_out`; or a `text` with its `title`; or a `link`; or `demo`.
            user: Who sent it.
        """
        given = sent if isinstance(sent, dict) else {}
        if not self._access.may_change(user):
            events.refused("reader", fields={"what": "add", "by": user or ""})
            return {"refused": _OWNERS_ONLY}
        try:
            piece, problems = self._piece(given)
        except InputError as error:
            events.refused("upload")
            return {"refused": as_sentence(str(error))}
        except OSError as error:
            _LOG.warning("not added: %s", error)
            return {"refused": "The upload could not be read or stored. Try again in a moment."}
        coming = given.get("coming")
        coming = coming if isinstance(coming, int) and coming > 0 else 0
        if not self._put(piece, problems, coming, user, goes_on=bool(given.get("goes_on"))):
            piece.remove_files()
            if not given.get("goes_on"):
                return {"refused": "The previous upload is still being stopped. Try again in a moment."}
        return self.look(user)

    def look(self, user: str | None) -> dict[str, Any]:
        """Return whether a user may add articles, and the progress or the results of the current job."""
        if not self._access.may_change(user):
            return {"may": False}
        with self._changed:
            job = self._job
            if job is None or (job.ended and time.monotonic() - job.ended > _TOLD_SECONDS):
                return {"may": True, "running": False, "html": ""}
            if not job.ended:
                seconds = time.monotonic() - job.started
                drawn = running_html(job.added, job.done, seconds, is_stopping=job.stopping)
                return {"may": True, "running": True, "html": drawn, "waiting": job.waiting}
            return {"may": True, "running": False, "html": ended_html(job.added), "ids": [*job.added.ids]}

    def stop(self, user: str | None) -> dict[str, Any]:
        """Skip what has not been read yet; whatever was acknowledged stays."""
        with self._changed:
            if self._job and self._access.may_change(user):
                self._job.stopping = True
                self._changed.notify_all()
        return self.look(user)

    def forget(self, user: str | None) -> dict[str, Any]:
        """Stop showing the results."""
        with self._changed:
            if self._job and self._job.ended and self._access.may_change(user):
                self._job = None
        return self.look(user)

    # What was sent

    def _piece(self, given: dict[str, Any]) -> tuple[_Piece, list[str]]:
        """Return the piece to read, and why some of what was sent is left out.

        Raises:
            InputError: Nothing that was sent can be read.
        """
        if given.get("demo"):
            return _Piece((), 1, is_demo=True), []
        if "link" in given:
            return self._linked(given["link"]), []
        if "text" in given:
            return self._pasted(given["text"], given.get("title")), []
        sent = given.get("paths")
        paths = (
            [Path(one) for one in sent if isinstance(one, str) and "\0" not in one] if isinstance(sent, list) else []
        )
        if len(paths) > MAX_UPLOAD_FILES:
            raise InputError(f"{len(paths)} files were sent; add at most {MAX_UPLOAD_FILES} at a time")
        problems, taken = _left_out(given.get("left_out")), []
        for path in paths:
            if not (path.resolve().is_relative_to(self._uploads) and path.is_file()):
                raise InputError("one of these files was not uploaded")
            problem = refused_upload(path.name, path.stat().st_size)
            if problem:
                path.unlink(missing_ok=True)
                problems.append(problem)
            else:
                taken.append(path)
        if not taken and not problems:
            raise InputError("no file was sent")
        return _Piece(taken, sum(path.stat().st_size for path in taken)), problems

    def _linked(self, link: object) -> _Piece:
        address = one_line(link) if isinstance(link, str) else ""
        if not self._access.fetch:
            raise InputError("adding by link is turned off; start the server with --fetch")
        if not is_address(address):
            found = shorten(address, _NAME_CHARACTERS)
            raise InputError(f"“{found}” is not a link. Use a link such as https://example.org/story.html")
        return _Piece((address,), 1)

    def _pasted(self, text: object, title: object) -> _Piece:
        """Write a text to a file, which is read like any other: its first lines may give its date and author."""
        if not isinstance(text, str) or is_blank(text):
            raise InputError("there is no text to add; paste it first")
        if len(text) > MAX_PASTED_CHARACTERS:
            raise InputError(
                f"the text has {len(text):,} characters, the limit is {MAX_PASTED_CHARACTERS:,}; add it as a file"
            )
        named = one_line(title) if isinstance(title, str) else ""
        first = next(line for line in text.splitlines() if not is_blank(line))
        file = self._uploads / secrets.token_hex(16) / f"{_file_name(named or first)}.md"
        file.parent.mkdir(parents=True)
        head = f"---\n{json.dumps({'title': named})}\n---\n" if named else ""
        file.write_bytes((head + text).encode(errors="replace"))
        return _Piece((file,), file.stat().st_size)

    # How it is added

    def _put(self, piece: _Piece, problems: Sequence[str], coming: int, user: str | None, *, goes_on: bool) -> bool:
        """Queue a piece; return False if it belongs to a job that was stopped, or if one is still stopping."""
        with self._changed:
            if self._job and self._job.over and (goes_on or not self._job.ended):
                return False
            if self._job is None or self._job.ended:
                self._job = _Job(user)
                threading.Thread(target=self._run, args=(self._job,), name="byline-add", daemon=True).start()
            self._job.added.problems += problems
            self._job.pieces.append(piece)
            self._job.coming = coming
            self._changed.notify_all()
            return True

    def _run(self, job: _Job) -> None:
        """Add one piece after the other until none are left."""
        while piece := self._next(job):
            try:
                self._read(job, piece)
            except _Stopped:
                self._try(job, lambda: self._archive.add([]))  # brings the search caches up to date
            finally:
                piece.remove_files()

    def _next(self, job: _Job) -> _Piece | None:
        """Wait for the next piece and return it; end the job and return None if there are no more."""
        with self._changed:
            job.read, job.reading, job.share = job.read + job.reading, 0, 0.0
            self._changed.wait_for(lambda: job.pieces or job.over or not job.coming, _PATIENCE_SECONDS)
            if job.pieces and not job.over:
                piece = job.pieces.popleft()
                job.reading = piece.size
                return piece
            job.added.is_stopped |= job.stopping and bool(job.pieces or job.coming)
            for left in job.pieces:
                left.remove_files()
            job.pieces.clear()
            job.ended = time.monotonic()
            return None

    def _read(self, job: _Job, piece: _Piece) -> None:
        outcomes: list[Outcome] = []
        started = time.perf_counter()

        def acknowledge(acknowledged: Sequence[Outcome], share: float) -> None:
            outcomes.extend(acknowledged)
            with self._changed:
                job.added.take(acknowledged)
                job.share = share
                if job.stopping and share < 1:
                    job.added.is_stopped = True
                    raise _Stopped

        try:
            if piece.is_demo:
                self._try(job, lambda: self._add_demo(job))
            elif piece.sources:
                self._try(job, lambda: self._archive.add(piece.sources, acknowledge=acknowledge))
        finally:
            if outcomes:
                milliseconds = 1_000 * (time.perf_counter() - started)
                events.added(AddReport(tuple(outcomes)), milliseconds, job.user)

    def _add_demo(self, job: _Job) -> None:
        add_demo(self._archive)
        with self._changed:
            job.added.is_demo = True
            job.added.ids.update((one.id, None) for one in self._archive.articles())

    def _try(self, job: _Job, do: Callable[[], object]) -> None:
        """Run `do`; if it fails, record why and skip the rest of the job."""
        try:
            do()
        except _Stopped:
            raise
        except InputError as error:
            fault = f"Not added: {error}."
        except BylineError as error:
            _LOG.warning("not added: %s", error)
            fault = f"Not added: {NOT_WRITTEN}"
        except Exception as error:
            fault = events.failed("add", error)
        else:
            return
        with self._changed:
            job.added.problems.append(fault)
            job.failed = True


def user_of(request: gr.Request) -> str | None:
    """Return who is logged in at the page, None if no log-in is required.

    Gradio passes no user name to functions that a script calls, so it is read from the session.
    """
    session = session_of(request.scope)
    return session.user if session else None


def _file_name(line: str) -> str:
    named = shorten(one_line(line), _NAME_CHARACTERS).rstrip("… ")
    return _NOT_IN_A_NAME.sub(" ", named).strip(" .-") or "pasted"


def _left_out(sent: object) -> list[str]:
    """Explain why files were not uploaded at all, from the names and sizes that the browser sends."""
    problems = []
    for one in sent[:_LEFT_OUT_TOLD] if isinstance(sent, list) else []:
        name, size = (one.get("name"), one.get("size")) if isinstance(one, dict) else (None, None)
        if isinstance(name, str) and isinstance(size, int):
            problems.append(refused_upload(name, size) or f"{name}: could not be uploaded")
    return problems
