"""The archive in the page: articles are added, corrected and summed up there, and a long upload can be followed."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support import Server, needs_browser, serving

pytestmark = needs_browser

# The page over an empty archive. While a file `hold` exists, it pauses after each acknowledged transaction.
HOLDING = """
import sys, time
from pathlib import Path
from byline import Archive
from byline.cli import main

add = Archive.add

def holding(self, sources, *, acknowledge=lambda *_: None, **options):
    def told(outcomes, share):
        acknowledge(outcomes, share)
        while Path("hold").exists():
            time.sleep(0.02)
    return add(self, sources, acknowledge=told, **options)

Archive.add = holding
main(["chat", "--index", "index"])
"""
DELAYED = (
    "Harbour tram delayed again\nBy Ann Lee\nHarbour Courier, 3 March 2026\n\nThe harbour tram of Marensund opens on "
    "12 June 2026, the city said. The tracks on Quay Street are not finished.\n"
)
BACKED = "The council of Marensund voted 21 to 9 for the harbour tram. Mayor Ida Holm called it a good day."
OPENS = "When will the harbour tram open?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(["-c", HOLDING], tmp_path_factory.mktemp("empty")) as running:
        yield running


@pytest.fixture
def page(chromium, server: Server) -> Iterator:  # type: ignore[no-untyped-def, type-arg]
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    opened, errors = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(server.url)
    opened.get_by_role("button", name="+ Add").wait_for()
    yield opened
    context.close()
    assert errors == []


def ask(page, question: str) -> str:  # type: ignore[no-untyped-def]
    before = page.locator(".byline-reply").count()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    page.locator(".byline-reply").nth(before).wait_for()
    page.locator("#byline-stop").wait_for(state="hidden")
    return str(page.locator(".byline-turn").last.inner_text())


def with_delayed(page, folder: Path) -> None:  # type: ignore[no-untyped-def]
    """Add the article on the delay, if it is not there yet."""
    (folder / "delayed.txt").write_text(DELAYED)
    page.get_by_label("Files to add").set_input_files(folder / "delayed.txt")
    page.locator("#byline-source-list").get_by_text("Harbour tram delayed again").wait_for(timeout=60_000)
    page.get_by_role("button", name="Close this note").click()
    page.locator("#byline-added").wait_for(state="hidden")


def test_files_and_a_pasted_text_are_added_and_summed_up(page, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "delayed.txt").write_text(DELAYED)
    (tmp_path / "notes.xyz").write_text("Not an article.")
    page.get_by_text("There are no articles yet.").wait_for()
    assert page.get_by_role("button", name="Try the demo").is_visible()
    page.get_by_role("button", name="Paste a text").click()
    assert page.get_by_label("Address of the page").count() == 0  # it was not started with --fetch
    page.get_by_role("button", name="Add the text").click()
    page.get_by_text("There is no text to add; paste it first.").wait_for()
    page.locator("#byline-paste").get_by_label("Title").fill("Council backs tram")
    page.locator("#byline-paste").get_by_label("Text").fill(BACKED)
    page.get_by_role("button", name="Add the text").click()
    page.get_by_text("1 article added.").wait_for(timeout=60_000)
    page.locator("#byline-source-list").get_by_text("Council backs tram").wait_for()
    page.get_by_label("Files to add").set_input_files([tmp_path / "delayed.txt", tmp_path / "notes.xyz"])
    page.get_by_text("1 not added").click()
    page.get_by_text("notes.xyz: this kind of file is not supported").wait_for()
    page.locator("#byline-source-list").get_by_text("Harbour tram delayed again").wait_for()
    page.get_by_role("button", name="Brief me on this article").click()
    page.locator(".byline-reply").wait_for()
    drawn = page.locator(".byline-turn").inner_text()
    assert "opens on 12 June 2026" in drawn
    assert "council" not in drawn  # that article was not just added
    assert page.locator("#byline-chips").inner_text().startswith("Harbour tram delayed again")
    page.locator("#byline-added").wait_for(state="hidden")


def test_details_are_corrected_and_cited_as_corrected(page, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with_delayed(page, tmp_path)
    assert "Harbour Courier · 3 March 2026" in ask(page, OPENS)
    page.get_by_role("tab", name="Articles", exact=True).click()
    page.locator("#byline-articles").get_by_role("button", name="Harbour tram delayed again").click()
    page.get_by_role("button", name="Edit details").click()
    form = page.locator("#byline-edit")
    assert form.get_by_label("Published (inferred: please check)").input_value() == "2026-03-03"
    form.get_by_label("Published").fill("soon")
    form.get_by_role("button", name="Save").click()
    form.get_by_text("“soon” is not a date. Use a date such as 2025-06-30.").wait_for()
    form.get_by_label("Published").fill("2 March 2026")
    form.get_by_label("Publisher").fill("The Evening Courier")
    form.get_by_label("Publisher").press("Enter")
    page.locator("#byline-article").get_by_text("publisher and date corrected by hand").wait_for()
    assert form.is_hidden()
    page.locator(".byline-list").get_by_text("The Evening Courier · Ann Lee · 2 March 2026").wait_for()
    page.locator("#byline-source-list").get_by_text("The Evening Courier · 2 March 2026").wait_for()
    page.get_by_role("tab", name="Ask", exact=True).click()
    page.locator(".byline-turn").get_by_text("The Evening Courier · 2 March 2026").first.wait_for()
    assert "The Evening Courier · 2 March 2026" in ask(page, OPENS)
    page.get_by_role("tab", name="Articles", exact=True).click()
    page.get_by_role("button", name="Edit details").click()
    form.get_by_role("button", name="Undo corrections").click()
    page.locator("#byline-article").get_by_text("publisher, author and date inferred").wait_for()


def test_a_long_upload_is_told_survives_a_reload_and_is_stopped(  # type: ignore[no-untyped-def]
    page, server: Server, tmp_path: Path
) -> None:
    with_delayed(page, tmp_path)
    rows = ({"id": f"week-{n}", "text": f"The ferry office counted {n} boats in week {n}."} for n in range(200))
    (tmp_path / "weeks.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (server.folder / "hold").touch()
    page.get_by_label("Files to add").set_input_files(tmp_path / "weeks.jsonl")
    page.get_by_text("64 articles done").wait_for(timeout=60_000)
    page.reload()
    page.get_by_text("64 articles done").wait_for()
    assert "12 June 2026" in ask(page, OPENS)
    page.locator("#byline-added").get_by_role("button", name="Stop").click()
    page.get_by_text("Stopping").wait_for()
    (server.folder / "hold").unlink()
    page.get_by_text("Stopped. 128 articles added.").wait_for(timeout=60_000)
    assert httpx.get(f"{server.url}/api/articles?search=week&limit=1").json()["total"] == 128
    page.get_by_role("button", name="Close this note").click()
    page.locator("#byline-added").wait_for(state="hidden")


def test_files_chosen_before_the_server_has_answered_are_added(chromium, server: Server, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "early.txt").write_text("The early ferry of Marensund leaves at 4.15, the harbour office said.")
    context = chromium.new_context()
    page, held = context.new_page(), []

    def hold(route) -> None:  # type: ignore[no-untyped-def]
        if "page_adding" in (route.request.post_data or "") and not held:
            held.append(route)  # the first request that asks whether files may be added
        else:
            route.continue_()

    page.route("**/component_server**", hold)
    page.goto(server.url)
    page.get_by_label("Files to add").set_input_files(tmp_path / "early.txt")
    page.wait_for_timeout(1_000)
    held[0].continue_()
    page.locator("#byline-source-list").get_by_text("early ferry").wait_for(timeout=60_000)
    context.close()
