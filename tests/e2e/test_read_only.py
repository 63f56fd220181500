"""A read-only page: anyone may ask, and nothing that they do is saved."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support import SEEDS, Server, built_page, needs_browser, serving

from byline import Archive
from byline.errors import InputError
from byline.web.doors.access import Access
from byline.web.page.adding_view import ADDING

QUESTION = "When does Hong Kong's law take effect?"
KEPT_BY_NONE = {"feedback.db", "conversations.db"}
WRITING = {"removed", "confirm", "begin_edit", "end_edit", "save_edit", "restore_edit", *ADDING} | {
    f"page_{name}" for name in ("choose", "rename", "erase", "restore", "judge")
}


@pytest.fixture(scope="module")
def server(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("public")
    shutil.copytree(seeds_index, folder / "index")
    with serving(["-m", "byline", "chat"], folder, BYLINE_READ_ONLY="1") as running:
        yield running


def content(folder: Path) -> dict[str, str]:
    """Return the hashes of the database, of its write-ahead log if not empty, and of the databases beside it."""
    files = {path.name for path in folder.iterdir() if path.is_file() and ".db" in path.name and path.stat().st_size}
    files -= {"byline.db-shm"}  # readers write it, too
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}


def test_what_writes_is_not_hidden_but_absent() -> None:
    """The server lacks the events that write, so they cannot be called."""
    pages = {read_only: built_page(Archive(SEEDS), read_only=read_only) for read_only in (False, True)}
    events = {
        key: {getattr(event.fn, "__name__", "") for event in page.fns.values()}
        | {call.__name__ for block in page.blocks.values() for call in getattr(block, "server_fns", ())}
        for key, page in pages.items()
    }
    assert events[False] - events[True] == WRITING
    assert events[True] < events[False]


def test_no_file_is_taken(server: Server) -> None:
    before = content(server.folder / "index")
    for route in ("/gradio_api/upload", "/upload", "/gradio_api/upload/"):
        answer = httpx.post(f"{server.url}{route}", files={"files": ("a.txt", b"An article.")})
        assert answer.status_code in {403, 404, 405, 415}
        assert answer.status_code == 403 or "An article" not in answer.text
    assert not list((server.folder / "uploads").rglob("a.txt"))
    assert content(server.folder / "index") == before


def test_no_article_is_corrected(server: Server) -> None:
    before = content(server.folder / "index")
    answer = httpx.patch(f"{server.url}/api/articles/000_04eac8f9aa6b5920", json={"title": "Mine"})
    assert answer.status_code == 403
    assert "read-only" in answer.json()["error"]["message"]
    assert content(server.folder / "index") == before


def test_questions_are_answered_and_nothing_is_kept(server: Server) -> None:
    before = content(server.folder / "index")
    assert not KEPT_BY_NONE & before.keys()
    reply = httpx.post(f"{server.url}/api/ask", json={"question": QUESTION}, timeout=60).json()
    assert reply["status"] == "answered"
    assert content(server.folder / "index") == before


@needs_browser
def test_a_visitor_can_ask_but_finds_nothing_that_writes(chromium, server: Server) -> None:  # type: ignore[no-untyped-def]
    before = content(server.folder / "index")
    page = chromium.new_context().new_page()
    page.goto(server.url)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("Your question").press("Enter")
    page.locator(".byline-reply").wait_for()
    assert "August 1" in page.locator(".byline-reply").inner_text()
    assert page.get_by_role("button", name="Wrong", exact=True).count() == 0
    assert page.get_by_role("navigation", name="Conversations").count() == 0
    page.get_by_role("tab", name="Articles", exact=True).click()
    page.locator("#byline-articles [data-open]").first.click()
    page.locator("#byline-article h2, #byline-article h3").first.wait_for()
    for button in ("Remove this article", "Edit details", "Add articles"):
        assert not page.get_by_text(button).is_visible()
    assert page.locator("input[type=file]").count() == 0
    page.get_by_role("tab", name="Ask", exact=True).click()
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_function("() => !document.querySelector('.byline-reply')")
    page.context.close()
    assert content(server.folder / "index") == before


@pytest.mark.slow
def test_the_same_by_the_command_line(seeds_index: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_index, tmp_path / "index")
    with serving(["-m", "byline", "chat", "--read-only"], tmp_path) as running:
        answer = httpx.post(f"{running.url}/gradio_api/upload", files={"files": ("a.txt", b"An article.")})
        assert answer.status_code == 403
        assert "read-only" in json.dumps(answer.json())


def test_what_the_variables_may_be() -> None:
    assert Access.from_environment({"BYLINE_READ_ONLY": "1"}).read_only
    assert not Access.from_environment({"BYLINE_READ_ONLY": "0"}).read_only
    assert Access.from_environment({"BYLINE_FETCH": "1"}).fetch
    assert not Access.from_environment({}).fetch
    for name in ("BYLINE_READ_ONLY", "BYLINE_FETCH"):
        with pytest.raises(InputError, match=f"{name}: found 'yes', expected 1 or 0"):
            Access.from_environment({name: "yes"})
