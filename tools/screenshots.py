"""Write docs/images: the page with the demo archive at three screen sizes, light and dark.

python tools/screenshots.py    (needs chromium and requirements-test.txt)
"""

import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from byline import Archive
from byline.demo import add_demo
from byline.web import build_page

INTO = Path(__file__).parents[1] / "docs" / "images"
FACT = "When will the harbour tram open?"
SIZES = {
    "wide": {"width": 1280, "height": 800},
    "full": {"width": 1920, "height": 1080},
    "phone": {"width": 390, "height": 844},
}
SCHEMES = ("light", "dark")
COLOURS = 128  # enough for the page, at a third of the bytes


def ask(view: Page, question: str) -> None:
    """Ask a question and wait for the answer."""
    menu = view.get_by_role("button", name="Conversations and sources")
    if menu.is_visible():  # on a phone
        menu.click()
    view.get_by_role("button", name="New conversation").click()
    view.wait_for_function("() => !document.querySelector('.byline-reply')")
    view.get_by_label("Your question").fill(question)
    view.get_by_label("Your question").press("Enter")
    view.locator(".byline-reply").wait_for()


def start(view: Page) -> None:
    """Show the start page."""
    view.locator(".byline-suggestion").first.wait_for(timeout=60_000)


def answer(view: Page) -> None:
    """Show an answer."""
    ask(view, FACT)


def source(view: Page) -> None:
    """Show an article at the quote."""
    ask(view, FACT)
    view.locator(".byline-reply .byline-marker").first.click()
    view.locator("mark").wait_for()


def conflict(view: Page) -> None:
    """Show two articles that disagree."""
    ask(view, "When were the fire alarms last inspected?")


def abstention(view: Page) -> None:
    """Show why there is no answer."""
    ask(view, "When does the airport open?")


def overview(view: Page) -> None:
    """Show an overview of a subject."""
    ask(view, "Summarise the ferry fire")


def check(view: Page) -> None:
    """Show which sentences of a text are in the articles."""
    tab(view, "Check a quote")
    view.get_by_label("Text to check").fill(
        "The fire alarms of the ferry Maren were last inspected on 14 March 2026, seven weeks before the fire that "
        "killed six people. The ship passed. The captain was praised by the king."
    )
    view.get_by_role("button", name="Check", exact=True).click()
    view.locator("[data-verdict]").wait_for()


def tab(view: Page, name: str) -> None:
    """Open a tab; on a phone the last ones are in a menu."""
    found = view.get_by_role("tab", name=name, exact=True)
    if not found.is_visible():
        view.locator(".overflow-menu button").first.click()
        found = view.locator(".overflow-dropdown button").get_by_text(name, exact=True)
    found.click()


def archive(view: Page) -> None:
    """Show the list of articles."""
    tab(view, "Articles")
    view.locator(".byline-list button").first.click()
    view.locator("#byline-article h3").wait_for()


def timeline(view: Page) -> None:
    """Show dated and undated sentences on a subject."""
    tab(view, "Timeline")
    view.get_by_label("Subject").fill("harbour tram")
    view.get_by_label("Subject").press("Enter")
    view.locator(".byline-timeline button").first.click()
    view.locator("#byline-entry mark").wait_for()


STATES: tuple[Callable[[Page], None], ...] = (
    start,
    answer,
    source,
    overview,
    conflict,
    abstention,
    archive,
    timeline,
    check,
)


def main() -> None:
    """Serve the page and take the screenshots."""
    INTO.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        held = Archive(Path(folder) / "index")
        add_demo(held)
        page = build_page(held)
        page.launch(server_port=7861, prevent_thread_lock=True)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size, viewport in SIZES.items():
            for scheme in SCHEMES:
                view = browser.new_context(viewport=viewport).new_page()  # type: ignore[arg-type]
                view.goto(f"{page.local_url}?__theme={scheme}")
                view.locator("[data-source]").first.wait_for(state="attached")
                for show in STATES:
                    view.keyboard.press("Escape")  # on a phone, an open source covers everything
                    show(view)
                    view.wait_for_timeout(1_000)
                    picture = Image.open(io.BytesIO(view.screenshot()))
                    file = INTO / f"{show.__name__}-{size}-{scheme}.png"
                    picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)
                view.context.close()
        browser.close()
        page.close()


if __name__ == "__main__":
    main()
