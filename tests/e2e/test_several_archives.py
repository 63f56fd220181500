"""Several archives in one page: each has its own conversations, articles and API, and a link opens its archive."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import Server, needs_browser, serving

from byline import Archive

pytestmark = needs_browser

PASSWORD = "for several archives"
QUESTION = "Who resigned as mayor of Northford?"
OF_COURT = "The mayor of Northford, Ada Lind, resigned on 4 March 2024 after a court had fined her."


@pytest.fixture(scope="module")
def server(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve two archives behind a password: press, with the demo corpus, and court, with one article."""
    folder = tmp_path_factory.mktemp("several")
    shutil.copytree(seeds_index, folder / "press" / "index")
    (folder / "mayor.txt").write_text(f"{OF_COURT}\n\nThe council elects another in May.\n")
    with Archive(folder / "court" / "index") as court:
        court.add(folder / "mayor.txt")
    command = ["-m", "byline", "chat", "--mcp", "--index", "press/index", "--index", "court/index"]
    with serving(command, folder, BYLINE_USER="byline", BYLINE_PASSWORD=PASSWORD, BYLINE_TOKEN="") as running:
        yield running


@pytest.fixture(scope="module")
def logged_in(chromium: Any, server: Server) -> Any:
    """The state of a browser that has logged in, at the page of the second archive."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/archive-court")
    page.get_by_label("Username").fill("byline")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    page.get_by_text("1 article.").wait_for()
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def page(chromium: Any, server: Server, logged_in: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, storage_state=logged_in)
    opened = context.new_page()
    opened.goto(server.url)
    opened.locator("[data-source]").first.wait_for()
    yield opened
    context.close()


def ask(page: Any, question: str) -> str:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    page.locator(".byline-reply").wait_for()
    page.get_by_role("button", name="Stop").wait_for(state="hidden")
    return str(page.locator(".byline-reply").inner_text())


def choose(page: Any, name: str) -> None:
    page.get_by_role("navigation", name="Archives").get_by_role("link", name=name, exact=True).click()
    page.locator(f"#byline-archives [aria-current]:text-is('{name}')").wait_for()
    page.locator("[data-source]").first.wait_for()


def test_a_conversation_belongs_to_the_archive_that_is_chosen(page: Any, server: Server) -> None:
    assert "Ada Lind" not in ask(page, QUESTION)
    page.get_by_label("Your question").fill("half a question")
    choose(page, "court")
    assert page.get_by_label("Your question").input_value() == ""
    assert page.locator(".byline-choose").count() == page.locator(".byline-turn").count() == 0
    assert "Ada Lind" in ask(page, QUESTION)
    assert page.title() == f"{QUESTION} · court · Byline"
    page.locator(".byline-reply .byline-marker").first.click()
    page.locator("#byline-sources mark").wait_for()
    assert "after a court had fined her" in page.locator("#byline-sources mark").inner_text()
    link = page.url
    assert link.startswith(f"{server.url}/archive-court?c=")

    choose(page, "press")
    assert page.get_by_label("Your question").input_value() == "half a question"
    assert [one.strip() for one in page.locator(".byline-choose").all_inner_texts()] == [QUESTION]
    page.goto(link.replace("/archive-court", "/"))  # the link's address when court was the first archive
    page.locator(".byline-reply").wait_for()
    assert page.url == link
    assert "Ada Lind" in page.locator(".byline-reply").inner_text()


def test_every_view_is_of_the_archive_that_is_chosen(page: Any) -> None:
    choose(page, "court")
    page.get_by_role("tab", name="Articles").click()
    page.locator(".byline-list .byline-open").first.wait_for()
    assert "1 to 1 of 1" in page.locator("#byline-articles").inner_text()
    page.locator(".byline-list .byline-open").click()
    page.get_by_text("The council elects another in May.").wait_for()
    page.get_by_role("tab", name="Timeline").click()
    page.get_by_label("Subject").fill("mayor of Northford")
    page.get_by_label("Subject").press("Enter")
    page.locator(".byline-timeline").wait_for()
    assert "4 March 2024" in page.locator(".byline-timeline").inner_text()
    page.get_by_role("tab", name="Check a quote").click()
    page.get_by_label("Text to check").fill(OF_COURT)
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(".byline-check-verbatim").first.wait_for()


def test_the_chooser_is_reached_by_keyboard_and_on_a_phone(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    faults = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in {"serious", "critical"}]
    assert faults == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Conversations and sources").press("Enter")
    page.get_by_role("link", name="court").press("Enter")
    page.wait_for_url("**/archive-court")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_programs_ask_the_archive_that_they_name(server: Server) -> None:
    def asked(path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        answer = httpx.post(server.url + path, json=body, headers=headers, auth=("byline", PASSWORD), timeout=60)
        told: dict[str, Any] = answer.raise_for_status().json()
        return told

    assert asked("/api/ask", {"question": QUESTION})["status"] == "no_answer"
    assert asked("/api/archives/court/ask", {"question": QUESTION})["status"] == "answered"
    call = {"name": "ask", "arguments": {"question": QUESTION}}
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    for path, status in (("/mcp", "no_answer"), ("/mcp/archives/court", "answered")):
        assert (
            asked(path, rpc, Accept="application/json, text/event-stream")["result"]["structuredContent"]["status"]
            == status
        )
    assert httpx.get(f"{server.url}/api/archives/court/articles").status_code == 401
