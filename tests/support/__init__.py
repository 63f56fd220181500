"""Helpers for all tests: an encoder, articles, hits and spans, and the page in this process or in one of its own."""

import asyncio
import mmap
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from byline import Archive, Article, Hit, Passage, Span
from byline.language.terms import TermStatistics
from byline.testing import WordEncoder as WordEncoder

if TYPE_CHECKING:
    from byline.web import Page

ROOT = Path(__file__).parents[2]


SEEDS = ROOT / "seeds"


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="install chromium to run the browser tests")


def examples(number: int) -> int:
    """Return how many examples a property test tries that asks for `number` in CI; see the profiles in conftest.py."""
    return -(-number * settings().max_examples // 100)


@dataclass
class Server:
    """The page in a process of its own, with the lines it printed until it was ready and the file of its log."""

    url: str
    folder: Path
    process: int
    log: Path
    lines: list[str] = field(default_factory=list)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], folder: Path, **environment: str) -> Iterator[Server]:
    """Run a Python command that serves the page in a folder, and end it afterwards."""
    port = free_port()
    own = {"GRADIO_SERVER_PORT": str(port), "GRADIO_TEMP_DIR": str(folder / "uploads"), **environment}
    log = folder / f"server-{port}.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env={**os.environ, **own},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        running = Server(f"http://127.0.0.1:{port}", folder, process.pid, log)
        try:
            assert process.stdout
            for line in process.stdout:
                running.lines.append(line.rstrip("\n"))
                if line.startswith("Byline is ready"):
                    break
            else:
                pytest.fail(f"the server did not start: {running.lines}\n{log.read_text()}")
            yield running
        finally:
            process.terminate()


def memory_of(process: int) -> int:
    """Return the physical memory of a process in bytes; 0 if it has ended, or where there is no /proc."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * mmap.PAGESIZE


def in_a_loop(make: Callable[[], Any]) -> Any:
    """Create Gradio objects within an event loop; outside of one, Gradio makes its own loops and never closes them."""

    async def call() -> Any:
        return make()

    return asyncio.run(call())


def built_page(archive: Archive, **options: bool) -> "Page":
    """Build the page in this process."""
    from byline.web import build_page

    return in_a_loop(lambda: build_page(archive, **options))


def article(id: str, text: str = "", **fields: object) -> Article:
    """Make an article; without a text given, its text contains its id."""
    return Article(id, text or f"This is the text of article {id}. It has two sentences.", **fields)  # type: ignore[arg-type]


def span_of(text: str, part: str) -> Span:
    """Return where a part first stands in a text."""
    start = text.index(part)
    return Span(start, start + len(part))


def hit_of(id: str, text: str, rank: int = 1) -> Hit:
    """Return a hit whose passage is a whole text."""
    return Hit(Passage(Article(id, text), Span(0, len(text))), 1 / rank, rank, 0.5)


def statistics(terms: Sequence[str]) -> TermStatistics:
    """Return what BM25 needs for one passage, which contains each term."""
    return TermStatistics(1, 25, dict.fromkeys(terms, 1))
