"""The parent's side of the child process that reads files."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from byline.ingest.draft import Draft, Rejection, from_json

SECONDS_PER_ARTICLE = 60.0
_ANSWERS_AHEAD = 2  # an answer may be 60 MB: they must not pile up while articles are embedded


class Sandbox:
    """Reads files in a child process with memory and time limits; a child that dies is replaced.

    Args:
        columns: For tables, the column names the user gave, by article field.
        seconds: How long the child may take per article.
    """

    def __init__(self, columns: Mapping[str, str] | None = None, *, seconds: float = SECONDS_PER_ARTICLE) -> None:
        self.columns = dict(columns or {})
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue(_ANSWERS_AHEAD)
        self._forwarder = threading.Thread()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, file: Path) -> Iterator[Draft | Rejection]:
        """Yield the articles in a file as they are read."""
        if b"\n" in os.fsencode(file):
            yield Rejection("its name contains a line break; rename it")
            return
        requests = self._start()
        with contextlib.suppress(BrokenPipeError):  # the child has died: its answers end
            requests.write(os.fsencode(file) + b"\n")
            requests.flush()
        while True:
            try:
                line = self._answers.get(timeout=self._seconds)
            except queue.Empty:
                self._stop()
                yield Rejection(f"reading it takes longer than {self._seconds:g} s")
                return
            if not line:
                yield Rejection(self._cause_of_death())
                return
            if line == b"\n":
                return
            yield from_json(line)

    def _start(self) -> BinaryIO:
        if self._child is None:
            self._child = subprocess.Popen(  # noqa: S603 - ourselves
                # -P: a docx.py or html.py in the working folder must not shadow the library
                [sys.executable, "-P", "-m", "byline.ingest.child", json.dumps(self.columns)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # the parent handles Ctrl-C
            )
            self._forwarder = threading.Thread(target=_forward, args=(self._child.stdout, self._answers), daemon=True)
            self._forwarder.start()
        return self._child.stdin  # type: ignore[return-value]

    def _cause_of_death(self) -> str:
        code = self._child.wait() if self._child else 0
        self._stop()
        return f"the parser crashed (signal {-code})" if code < 0 else f"the parser exited with code {code}"

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        if child.stdin:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()
        while self._forwarder.is_alive():  # it may be blocked on a full queue that nobody reads any more
            self._forwarder.join(0.01)
            self._drain()
        self._drain()

    def _drain(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._answers.get_nowait()


def _forward(stream: BinaryIO, answers: "queue.Queue[bytes]") -> None:
    """Put the child's lines into the queue, then an empty one."""
    with stream:
        for line in stream:
            answers.put(line)
    answers.put(b"")
