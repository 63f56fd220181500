"""`byline watch` in a process of its own: changes in a folder reach the archive, and nothing stops it."""

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from byline import Archive

SECONDS = 60.0
MILL = "Mill sold\n\nThe mill at Haxby was sold to Olaf Brandvold for 90,000 crowns.\n"
FERRY = "Ferry delayed\n\nThe ferry to Lunde was delayed by eleven hours because of fog.\n"


class Watching:
    """The process, and the lines that it prints."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=self._forward, args=(stream,), daemon=True).start()

    def _forward(self, stream: Any) -> None:
        for line in stream:
            self.lines.put(line)

    def until(self, *words: str) -> str:
        """Return the next line that contains all these words."""
        end, seen = time.monotonic() + SECONDS, list[str]()
        while time.monotonic() < end:
            try:
                line = self.lines.get(timeout=0.2)
            except queue.Empty:
                continue
            seen.append(line)
            if all(word in line for word in words):
                return line
        raise AssertionError(f"no line with {words}: {seen}")


@contextmanager
def watching(index: Path, *arguments: str | Path) -> Iterator[Watching]:
    command = [sys.executable, "-m", "byline", "watch", *map(str, arguments), "--index", str(index)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield Watching(process)
        finally:
            process.kill()


def paths(index: Path) -> dict[str | None, str]:
    with Archive(index) as archive:
        return {one.path: archive.article(one.id).text for one in archive.articles()}


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_what_changes_in_the_folder_changes_in_the_archive(tmp_path: Path, end: signal.Signals) -> None:
    desk, index = tmp_path / "desk", tmp_path / "desk" / "index"
    desk.mkdir()
    (desk / "mill.txt").write_text(MILL)
    with watching(index, desk, "--yes") as watched:
        watched.until("added:", "mill.txt", "(article mill)")
        watched.until("watching", str(desk))
        with (desk / "ferry.txt").open("w") as file:  # written in pieces
            for piece in (FERRY[:20], FERRY[20:40], FERRY[40:]):
                file.write(piece)
                file.flush()
                time.sleep(0.7)
        watched.until("added:", "ferry.txt")
        assert paths(index) == {"mill.txt": MILL, "ferry.txt": FERRY}
        with Archive(index) as archive:
            assert len(archive.versions("ferry")) == 1
        (desk / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
        watched.until("rejected:", "bad.pdf")
        (desk / "sub").mkdir()
        (desk / "mill.txt").rename(desk / "sub" / "sold.txt")
        watched.until("moved:", "mill.txt", "sold.txt", "(article mill)")
        (desk / "ferry.txt").unlink()
        watched.until("withdrawn:", "ferry.txt")
        (desk / "sub" / "sold.txt").write_text(MILL.replace("90,000", "80,000"))
        watched.until("updated:", "sold.txt")
        watched.process.send_signal(end)
        watched.until("stopped")
        assert watched.process.wait(SECONDS) == 0
    assert paths(index) == {"sub/sold.txt": MILL.replace("90,000", "80,000")}


def test_without_yes_what_is_gone_is_kept_and_told(tmp_path: Path) -> None:
    desk, index = tmp_path / "desk", tmp_path / "index"
    desk.mkdir()
    (desk / "mill.txt").write_text(MILL)
    with watching(index, desk, "--json") as watched:
        assert json.loads(watched.until("added"))["id"] == "mill"
        watched.until("articles whose files are deleted are kept")
        (desk / "mill.txt").unlink()
        assert json.loads(watched.until("gone"))["gone"]["id"] == "mill"
        desk.rmdir()
        watched.until("the folder is gone")
        assert watched.process.wait(SECONDS) == 1
    assert len(paths(index)) == 1
