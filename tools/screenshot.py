"""Write docs/chat.png: the page over the demo corpus, answering a question, the source open at the quote.

python tools/screenshot.py    (needs chromium and requirements-test.txt)
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from byline.web import build_page, open_archive

ROOT = Path(__file__).parents[1]
QUESTION = "When does Hong Kong's law take effect?"


def main() -> None:
    """Serve the page, ask, click, and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        page = build_page(open_archive(Path(folder) / "index", first=ROOT / "seeds"))
        page.launch(server_port=7861, prevent_thread_lock=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            view = browser.new_page(viewport={"width": 1280, "height": 860})
            view.goto(page.local_url)
            view.get_by_label("Your question").fill(QUESTION)
            view.get_by_label("Your question").press("Enter")
            view.locator(".byline-reply").get_by_text("[1]").click()
            view.locator("mark").wait_for()
            view.wait_for_timeout(1_000)
            view.screenshot(path=ROOT / "docs" / "chat.png")
            browser.close()
        page.close()


if __name__ == "__main__":
    main()
