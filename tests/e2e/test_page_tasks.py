"""What a newcomer does in the page, by real clicks, which are counted; benchmarks/README.md lists the numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import Server, needs_browser, serving

pytestmark = needs_browser

COUNT = "window.clicks = 0; addEventListener('click', (event) => (window.clicks += event.detail ? 1 : 0), true);"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(["-m", "byline", "demo"], tmp_path_factory.mktemp("tasks")) as running:
        yield running


@pytest.fixture
def page(chromium: Any, server: Server) -> Iterator[Any]:
    """The page as it first opens, with a counter of mouse clicks."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.add_init_script(COUNT)
    opened.goto(server.url)
    opened.locator("#byline-suggestions button").first.wait_for()
    yield opened
    context.close()


def clicks(page: Any) -> int:
    return int(page.evaluate("window.clicks"))


def answered(page: Any) -> Any:
    reply = page.locator(".byline-reply")
    reply.wait_for()
    page.get_by_role("button", name="Stop").wait_for(state="hidden")
    return reply


def test_where_sources_disagree_is_found(page: Any) -> None:
    page.locator("#byline-suggestions button", has_text="fire alarms").click()
    reply = answered(page)
    assert reply.locator(".byline-badges").get_by_text("Sources disagree").is_visible()
    assert reply.locator(".byline-values li").count() >= 2
    assert clicks(page) == 1


def test_a_briefing_is_given(page: Any) -> None:
    page.locator("#byline-suggestions button", has_text="Summarise").click()
    reply = answered(page)
    assert reply.locator(".byline-outlet").count() >= 2  # one for each article
    assert reply.locator(".byline-told .byline-marker").count() >= 3
    assert clicks(page) == 1


def test_a_quote_is_checked(page: Any) -> None:
    page.get_by_role("tab", name="Check a quote").click()
    page.get_by_label("Text to check").fill("The fire started in the engine room shortly after 7 p.m.")
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("#byline-check .byline-check-altered").wait_for()
    assert clicks(page) == 2


def test_three_files_are_added_and_a_figure_is_found(page: Any, tmp_path: Path) -> None:
    texts = (
        "The library of Northford lent 41,300 books in 2025, the town said on Friday.",
        "The swimming pool of Northford will be closed for repairs until May.",
        "The town of Northford has planted 600 trees along the river this winter.",
    )
    files = [tmp_path / f"northford-{number}.txt" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    page.get_by_role("button", name="+ Add").click()
    with page.expect_file_chooser() as chooser:
        page.locator("#byline-add [data-add-files]").click()
    chooser.value.set_files(files)
    page.get_by_text("3 articles added").wait_for()
    page.get_by_label("Your question").fill("How many books did the library of Northford lend?")
    page.get_by_label("Your question").press("Enter")
    assert "41,300" in answered(page).inner_text()
    assert clicks(page) == 2


def test_a_date_is_corrected(page: Any) -> None:
    page.get_by_role("tab", name="Articles").click()
    page.locator(".byline-list .byline-open").first.click()
    page.get_by_role("button", name="Edit details").click()
    page.locator("#byline-edit").get_by_label("Published").fill("2 March 2026")
    page.locator("#byline-edit").get_by_label("Published").press("Enter")
    page.locator("#byline-article").get_by_text("date corrected by hand").wait_for()
    assert clicks(page) == 3
