"""Write docs/*.png: the page over the demo corpus, wide and on a phone, light and dark.

python tools/screenshots.py    (needs chromium and requirements-test.txt)
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from byline.web import build_page, open_archive

ROOT = Path(__file__).parents[1]
FACT = "When does Hong Kong's law take effect?"
SIZES = {"wide": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")


def ask(view: Page, question: str) -> None:
    """Ask, and wait for the answer."""
    menu = view.get_by_role("button", name="Conversations and sources")
    if menu.is_visible():  # on a phone
        menu.click()
    view.get_by_role("button", name="New conversation").click()
    view.wait_for_function("() => !document.querySelector('.byline-reply')")
    view.get_by_label("Your question").fill(question)
    view.get_by_label("Your question").press("Enter")
    view.locator(".byline-reply").wait_for()


def answer(view: Page) -> None:
    """Show an answer."""
    ask(view, FACT)


def source(view: Page) -> None:
    """Show the article at the quote."""
    ask(view, FACT)
    view.locator(".byline-reply").get_by_text("[1]").click()
    view.locator("mark").wait_for()


def conflict(view: Page) -> None:
    """Show two articles that differ."""
    ask(view, "When did China ban crypto?")


def abstention(view: Page) -> None:
    """Show why there is no answer."""
    ask(view, "When does Singapore's stablecoin law take effect?")


def archive(view: Page) -> None:
    """Show the list of articles."""
    view.get_by_role("tab", name="Articles", exact=True).click()
    view.locator(".byline-list button").first.click()
    view.locator("#byline-article h3").wait_for()


def timeline(view: Page) -> None:
    """Show sentences by date, and those without one."""
    view.get_by_role("tab", name="Timeline", exact=True).click()
    view.get_by_label("Subject").fill("China crypto ban stablecoin")
    view.get_by_label("Subject").press("Enter")
    view.locator(".byline-timeline button").first.click()
    view.locator("#byline-entry mark").wait_for()


STATES: tuple[Callable[[Page], None], ...] = (answer, source, conflict, abstention, archive, timeline)


def main() -> None:
    """Serve the page and take the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = build_page(open_archive(Path(folder) / "index", first=ROOT / "seeds"))
        page.launch(server_port=7861, prevent_thread_lock=True)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size, viewport in SIZES.items():
            for scheme in SCHEMES:
                view = browser.new_context(viewport=viewport).new_page()  # type: ignore[arg-type]
                view.goto(f"{page.local_url}?__theme={scheme}")
                view.locator("[data-source]").first.wait_for(state="attached")
                for show in STATES:
                    view.keyboard.press("Escape")  # on a phone, a source lies over everything
                    show(view)
                    view.wait_for_timeout(1_000)
                    view.screenshot(path=ROOT / "docs" / f"{show.__name__}-{size}-{scheme}.png")
                view.context.close()
        browser.close()
        page.close()


if __name__ == "__main__":
    main()
