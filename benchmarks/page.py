"""Time the page as a person experiences it: python benchmarks/page.py [--checkout FOLDER] [--rounds 5]

A new server over seeds/ is opened in Chromium, each time with a fresh profile. Measures the time until the question box
appears, the bytes of the first load as sent, the time from Enter to an answer, and from a click on a marker to its
source. `--checkout` runs the code of another commit, such as the one before a change, from a folder made with
`git worktree add`.

Prints a Markdown table of medians, or JSON with --json.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import CHROMIUM, SEEDS, serving

QUESTION = "When does Hong Kong's law take effect?"
AFTERWARDS = 4_000  # milliseconds in which the page finds follow-up questions
ROOT = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: Command-line arguments; None for those of the process.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--checkout", type=Path, default=ROOT, help="the checkout to run (default: this one)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="byline-page-") as name, sync_playwright() as playwright:
        folder = Path(name)
        shutil.copy(options.checkout / "app.py", folder)
        shutil.copytree(SEEDS, folder / "seeds")
        code = str(options.checkout.absolute() / "src")
        with serving(["app.py"], folder, PYTHONPATH=code) as server:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            measured(browser, server.url)  # loads the reader
            rounds = [measured(browser, server.url) for _ in range(options.rounds)]
            browser.close()
    medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    if options.json:
        print(json.dumps(medians))
    else:
        print(
            "| page to question box | Enter to answer | click to source | bytes of the first load |\n|---|---|---|---|"
        )
        box, answer, source = (f"{medians[name]:.2f} s" for name in ("box", "answer", "source"))
        print(f"| {box} | {answer} | {source} | {medians['bytes'] / 1024:,.0f} KB |")
    return 0


def measured(browser: Browser, url: str) -> dict[str, float]:
    """Open the page with a fresh profile, ask, and open a source.

    Returns:
        Times in seconds, and bytes as sent.
    """
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        sent = 0

        def count(finished: dict[str, Any]) -> None:
            nonlocal sent
            sent += finished["encodedDataLength"]

        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", count)
        box, started = page.get_by_label("Your question"), time.perf_counter()
        page.goto(url, wait_until="commit")
        box.wait_for()
        to_box = time.perf_counter() - started
        first_load = -1
        while first_load < sent:  # until nothing more arrives; one connection stays open for good
            first_load = sent
            page.wait_for_timeout(1_000)
        box.fill(QUESTION)
        started = time.perf_counter()
        box.press("Enter")
        page.locator(".byline-reply").wait_for()
        to_answer = time.perf_counter() - started
        page.wait_for_timeout(AFTERWARDS)
        marker = page.locator(".byline-reply .byline-marker").first
        started = time.perf_counter()
        marker.click()
        page.locator("mark").wait_for()
        return {"box": to_box, "answer": to_answer, "source": time.perf_counter() - started, "bytes": float(first_load)}


if __name__ == "__main__":
    sys.exit(main())
