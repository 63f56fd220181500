"""The page in a real browser, served by a real process: what a person sees and what an article cannot do."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import ROOT, SEEDS, Server, needs_browser, serving

from byline import Archive
from byline.cli import main
from byline.evaluation import read_questions
from byline.web.page.adding_view import ADDING
from byline.web.page.ask_tab import KEEPING, READING
from byline.web.page.asking import Asking

QUESTION = "When does Hong Kong's law take effect?"
EVIL_TITLE = 'Evil <img src="http://evil.example/t.png"> ${alert(1)} ![t](http://evil.example/u.png)'
EVIL = (
    "The Zanzibar treaty was signed on 3 May 2024 <script>alert('script')</script> by ${alert('template')} and "
    "{{constructor.constructor('alert(2)')()}} with ![image](http://evil.example/md.png) and "
    "<img src=http://evil.example/img.png onerror=alert(3)> <iframe src=http://evil.example/frame></iframe> "
    "<video src=http://evil.example/v.mp4></video> <style>body{background:url(http://evil.example/css.png)}</style> "
    "[link](javascript:alert(4)) <a href=http://evil.example/a onclick=alert(5)>press</a> `${alert(6)}` $$x^2$$."
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run app.py in a folder of its own, as in a clone whose index was never used."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copy(ROOT / "app.py", folder)
    shutil.copytree(SEEDS, folder / "seeds")
    with serving(["app.py"], folder) as running:
        yield running


UNSURE = """
import sys
from dataclasses import replace
from byline.answering import decide
from byline.cli import main

calibration = replace(decide.load_calibration(), min_confidence=1.0, likely_confidence=0.1)
decide.load_calibration = lambda: calibration
main(["chat", "--index", sys.argv[1]])
"""


@pytest.fixture(scope="module")
def unsure_server(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the page over the demo corpus with a calibration that makes every answer only likely."""
    folder = tmp_path_factory.mktemp("unsure")
    shutil.copytree(seeds_index, folder / "index")
    with serving(["-c", UNSURE, "index"], folder) as running:
        yield running


@dataclass(eq=False)
class Browser:
    """A page in a browser, with its errors and its requests to elsewhere."""

    page: "playwright.sync_api.Page"  # type: ignore[name-defined]  # noqa: F821
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        before = self.page.locator(".byline-reply").count()
        self.page.get_by_label("Your question").fill(question)
        self.page.get_by_label("Your question").press("Enter")
        self.page.locator(".byline-reply").nth(before).wait_for()
        self.page.get_by_role("button", name="Stop").wait_for(state="hidden")

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).click()

    def lasting_faults(self, patience: float = 10) -> dict[str, list[str]]:
        """Return the serious accessibility faults that axe finds and that are still there after `patience` seconds.

        Gradio inserts some buttons first and loads the code that labels them afterwards: a fault that goes away means
        that the page had not finished loading.
        """
        from axe_playwright_python.sync_playwright import Axe

        until = time.monotonic() + patience
        while True:
            found = Axe().run(self.page).response
            assert len(found["passes"]) > 10  # axe has found the page
            faults = {
                fault["id"]: [node["html"][:200] for node in fault["nodes"]]
                for fault in found["violations"]
                if fault["impact"] in {"serious", "critical"}
            }
            if not faults or time.monotonic() > until:
                return faults

    def menu(self, title: str, entry: str) -> None:
        """Choose an entry of the menu of a conversation."""
        item = self.page.locator("[data-conversation]").filter(has_text=title)
        item.locator("summary").click()
        item.get_by_role("button", name=entry, exact=True).click()

    def upload(self, file: Path) -> None:
        self.tab("Articles")
        self.page.locator("input[type=file]").set_input_files(file)

    @property
    def turn(self) -> "playwright.sync_api.Locator":  # type: ignore[name-defined]  # noqa: F821
        """The newest question, with its answer and its tools."""
        return self.page.locator(".byline-turn").last

    @property
    def last(self) -> "playwright.sync_api.Locator":  # type: ignore[name-defined]  # noqa: F821
        return self.page.locator(".byline-reply").last


@pytest.fixture
def browser(chromium, server: Server, request: pytest.FixtureRequest) -> Iterator[Browser]:  # type: ignore[no-untyped-def]
    options = getattr(request, "param", {"viewport": {"width": 1280, "height": 900}})
    context = chromium.new_context(**options)
    opened = Browser(context.new_page())

    def watch(sent) -> None:  # type: ignore[no-untyped-def]
        if not sent.url.startswith((server.url, "data:", "blob:", f"ws{server.url[4:]}")):
            opened.foreign.append(sent.url)

    def dismiss(dialog) -> None:  # type: ignore[no-untyped-def]
        opened.dialogs.append(dialog.message)
        dialog.dismiss()

    context.on("request", watch)
    opened.page.on("dialog", dismiss)
    opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
    opened.page.goto(server.url)
    opened.page.get_by_label("Your question").wait_for()
    yield opened
    context.close()


def test_each_step_of_starting_is_told(server: Server) -> None:
    assert [re.sub(r"\S*/(?=seeds|index)", "", line) for line in server.lines] == [
        "Adding the articles in seeds to the new archive index …",
        "3 articles added, 0 rejected",
        "index: 3 articles, 22 passages",
        f"Byline is ready: {server.url}/",
    ]


@pytest.mark.smoke
@needs_browser
def test_the_first_citation_opens_the_article_at_the_quote(browser: Browser) -> None:
    browser.ask(QUESTION)
    assert "August 1" in browser.last.inner_text()
    browser.last.get_by_text("[1]").click()
    mark = browser.page.locator("mark")
    mark.wait_for()
    seed = (SEEDS / "000_04eac8f9aa6b5920.txt").read_text(encoding="utf-8")
    assert "August 1, according to Reuters." in mark.inner_text()
    assert mark.inner_text() in seed
    browser.page.wait_for_function("document.activeElement.tagName === 'MARK'")
    box = mark.bounding_box()
    assert box
    assert 0 <= box["y"] < 900  # scrolled into view
    browser.page.get_by_text("← All sources").click()
    browser.page.get_by_text("Cited", exact=True).wait_for()
    browser.page.keyboard.press("Escape")
    browser.page.locator("#byline-source-panel").wait_for(state="hidden")
    assert browser.foreign == browser.dialogs == browser.errors == []


@needs_browser
def test_an_abstention_offers_the_nearest_passages(browser: Browser) -> None:
    browser.ask("When did Zalando buy JD.com?")
    assert "No article mentions “Zalando”." in browser.last.inner_text()
    assert [one.inner_text() for one in browser.last.locator("button").all()] == ["[1]", "[2]", "[3]"]
    browser.turn.get_by_role("button", name="sources").click()
    browser.page.get_by_text("Also checked").wait_for()
    browser.last.locator("button").first.click()
    mark = browser.page.locator("mark")
    mark.wait_for()
    passage = " ".join(mark.inner_text().split())
    assert passage in " ".join(browser.last.inner_text().split())  # the article shows it in full


@needs_browser
@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 1280, "height": 900}},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    ],
    ids=["light", "phone, dark"],
)
def test_a_likely_answer_is_shown_as_one(chromium, unsure_server: Server, options: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
    context = chromium.new_context(**options)
    browser = Browser(context.new_page())
    browser.page.goto(unsure_server.url)
    browser.page.get_by_label("Your question").wait_for()
    for question, answer in ((QUESTION, "August 1"), ("When did China ban crypto?", "2017")):
        browser.ask(question)
        first, *rest = filter(None, map(str.strip, browser.last.inner_text().splitlines()))
        assert first == "This may answer it:"
        assert answer in " ".join(rest)
        assert browser.last.locator(".byline-short").count() == 0
        widths = "getComputedStyle(document.querySelector('.byline-likely')).borderLeftWidth"
        assert browser.page.evaluate(widths) == "3px"
    assert browser.lasting_faults() == {}
    browser.last.get_by_text("[1]").first.click()
    browser.page.locator("mark").wait_for()
    context.close()


@needs_browser
def test_examples_are_made_from_the_articles_and_are_answered(browser: Browser) -> None:
    examples = browser.page.get_by_role("group", name="Try asking").get_by_role("button")
    examples.filter(has_text="?").first.click()
    browser.last.wait_for()
    assert "[1]" in browser.last.inner_text()


@needs_browser
@pytest.mark.parametrize(
    "browser",
    [
        {"viewport": {"width": 390, "height": 844}},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
        {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    ],
    indirect=True,
    ids=["narrow", "narrow and dark", "dark"],
)
def test_the_page_fits_a_phone_and_the_dark(browser: Browser, request: pytest.FixtureRequest) -> None:
    width = browser.page.viewport_size["width"]
    browser.ask(QUESTION)
    browser.last.get_by_text("[1]").click()
    browser.page.locator("mark").wait_for()
    assert browser.page.evaluate("document.documentElement.scrollWidth") <= width
    box = browser.page.get_by_label("Your question").bounding_box()
    assert box["y"] + box["height"] <= browser.page.viewport_size["height"]
    for selector in (".byline-reply", "mark", ".byline-article"):
        box = browser.page.locator(selector).last.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    light = browser.page.evaluate(
        "getComputedStyle(document.querySelector('.byline-text')).color.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert (min(light) > 150) == ("dark" in request.node.callspec.id)


@needs_browser
def test_an_upload_can_be_asked_about_and_can_do_nothing_else(browser: Browser, tmp_path: Path) -> None:
    known = {"title": EVIL_TITLE, "publisher": EVIL_TITLE, "url": "javascript:alert(7)"}
    (tmp_path / "evil.md").write_text(f"---\n{json.dumps(known)}\n---\n{EVIL}\n")  # a table would be cleaned
    browser.upload(tmp_path / "evil.md")
    browser.page.get_by_text("1 article added.").wait_for()
    browser.tab("Ask")
    browser.page.get_by_text("4 articles. Every answer is quoted and sourced.").wait_for()
    browser.ask("When was the Zanzibar treaty signed?")
    assert "3 May 2024 <script>alert('script')</script>" in browser.last.inner_text()
    browser.last.get_by_text("[1]").click()
    browser.page.locator("mark").wait_for()
    shown = browser.page.locator("#byline-sources").inner_text()
    for literal in (
        "${alert(1)}",
        "![t](http://evil.example/u.png)",
        '<img src="http://evil.example/t.png">',
        "{{constructor",
    ):
        assert literal in shown
    browser.ask(f"{EVIL[:300]} in Zanzibar?")
    browser.page.wait_for_timeout(1_000)
    assert browser.foreign == browser.dialogs == browser.errors == []
    assert browser.page.locator(".byline-reply img, .byline-reply iframe, .byline-reply video, mark *").count() == 0


@needs_browser
def test_the_newest_answer_is_in_sight(browser: Browser) -> None:
    for _ in range(4):
        browser.ask(QUESTION)
    browser.page.wait_for_timeout(500)
    pane = browser.page.locator("#byline-chat").bounding_box()
    newest = browser.page.locator(".byline-reply").last.bounding_box()
    question = browser.turn.locator(".byline-question").bounding_box()
    assert pane
    assert newest
    assert question
    assert pane["y"] <= question["y"] <= pane["y"] + 40  # the question is at the top of the view
    assert question["y"] < newest["y"]
    assert newest["y"] + newest["height"] <= pane["y"] + pane["height"]


@needs_browser
def test_the_same_citation_can_be_opened_again(browser: Browser) -> None:
    browser.ask(QUESTION)
    marker = browser.last.get_by_text("[1]")
    marker.click()
    browser.page.locator("mark").wait_for()
    browser.page.wait_for_timeout(500)
    browser.page.evaluate("document.getElementById('byline-sources').scrollTop = 0")
    assert browser.page.locator(".byline-back").first.is_visible()
    marker.click()
    browser.page.wait_for_function(
        "(() => { const box = document.querySelector('mark').getBoundingClientRect();"
        " return box.top > 0 && box.bottom < innerHeight && document.activeElement.matches('mark') })()"
    )


@needs_browser
def test_a_file_that_is_not_read_is_refused(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"not a PDF")
    browser.upload(tmp_path / "bad.pdf")
    browser.page.get_by_text("1 not added").wait_for()
    assert "bad.pdf: not a readable PDF" in browser.page.inner_text("body")


@needs_browser
def test_a_conversation_that_is_cleared_is_forgotten(browser: Browser) -> None:
    browser.ask("What stablecoin law does Hong Kong have?")
    browser.page.get_by_role("button", name="New conversation").click()
    browser.page.wait_for_function("document.querySelectorAll('.byline-reply, .byline-card').length === 0")
    browser.ask("When does it take effect?")
    assert browser.page.locator(".byline-reply").count() == 1
    assert "Understood as" not in browser.last.inner_text()


@needs_browser
def test_a_conversation_is_kept_renamed_and_deleted(browser: Browser) -> None:
    browser.ask("When does Hong Kong's law take effect?")
    listed = browser.page.locator(".byline-choose")
    listed.filter(has_text="When does").wait_for()
    browser.page.reload()
    browser.last.wait_for()
    assert "August 1" in browser.last.inner_text()
    browser.page.locator(".byline-marker").first.click()
    browser.page.locator("#byline-sources mark").wait_for()
    assert "August 1" in browser.page.locator("#byline-sources mark").inner_text()
    browser.menu("When does", "Rename")
    browser.page.get_by_label("Title of the conversation").fill("The law")
    browser.page.get_by_label("Title of the conversation").press("Enter")
    listed.filter(has_text="The law").wait_for()
    browser.page.get_by_role("button", name="New conversation").click()
    browser.page.wait_for_function("() => !document.querySelector('.byline-reply')")
    listed.filter(has_text="The law").click()
    browser.last.wait_for()
    browser.menu("The law", "Delete")
    browser.page.wait_for_function("() => !document.querySelector('.byline-reply')")
    browser.page.reload()
    browser.page.get_by_text("Your conversations appear here").wait_for()
    assert listed.count() == 0


def test_keys_go_through_the_citations(browser: Browser) -> None:
    browser.ask("When did China ban crypto?")
    count = browser.last.locator("p .byline-marker").count()
    assert count > 1
    browser.page.locator(".byline-brand > span").click()
    seen = []
    for key in ["n"] * count + ["p"]:
        browser.page.keyboard.press(key)
        current = browser.last.locator(".byline-marker[aria-current]").first
        current.wait_for()
        seen.append(current.inner_text())
        browser.page.locator("#byline-sources mark").wait_for()
    assert seen == [f"[{number}]" for number in range(1, count + 1)] + [f"[{count - 1}]"]
    question = browser.page.get_by_label("Your question")
    question.press("n")
    browser.page.wait_for_timeout(500)  # meanwhile the source opened by the last key arrives
    browser.page.keyboard.press("n")
    assert question.input_value() == "nn"


def test_the_search_of_a_follow_up_can_be_edited(browser: Browser) -> None:
    browser.ask("When does Hong Kong's law take effect?")
    browser.ask("And who is preparing applications there?")
    assert "Understood as:" in browser.last.inner_text()
    browser.last.get_by_role("button", name="edit").click()
    box = browser.page.get_by_label("Your question")
    assert "Hong Kong" in box.input_value()
    browser.ask("Which companies are preparing applications in Hong Kong?")
    assert "Understood as:" not in browser.last.inner_text()


def test_a_question_is_asked_again_in_its_place(browser: Browser) -> None:
    browser.ask("When does Hong Kong's law take effect?")
    shown = browser.last.inner_text()
    browser.turn.get_by_role("button", name="Retry").click()
    browser.page.wait_for_function("() => !document.querySelector('.byline-reply')")
    browser.last.wait_for()
    assert browser.page.locator(".byline-reply").count() == 1
    assert browser.last.inner_text() == shown


def test_only_some_articles_are_asked(browser: Browser) -> None:
    browser.page.locator("summary", has_text="Filter").click()
    browser.page.get_by_label("From", exact=True).fill("last week")
    browser.page.get_by_label("From", exact=True).press("Enter")
    question = browser.page.get_by_label("Your question")
    question.fill("When does Hong Kong's law take effect?")
    question.press("Enter")
    browser.page.get_by_text("“last week” is not a date. Use a date such as 2025-06-30").wait_for()
    assert question.input_value() == "When does Hong Kong's law take effect?"  # nothing is lost
    browser.page.get_by_role("button", name="Remove the filter From last week").click()
    browser.page.locator("summary", has_text="Filter").click()
    browser.page.get_by_label("From", exact=True).fill("2099-01-01")
    browser.page.get_by_label("From", exact=True).press("Enter")
    browser.ask("When does Hong Kong's law take effect?")
    assert "No article meets the conditions" in browser.last.inner_text()
    browser.page.get_by_text("Filters: from 2099-01-01.").wait_for()
    browser.page.get_by_role("button", name="Remove the filter From 2099-01-01").click()
    browser.page.get_by_role("button", name="None", exact=True).click()
    browser.page.get_by_text("No sources selected").wait_for()
    question.fill("Which city may become a pilot zone?")
    question.press("Enter")
    browser.page.get_by_text("No source is selected; select at least one.").wait_for()
    browser.page.locator("[data-source]").first.check()
    browser.ask("Which city may become a pilot zone?")
    browser.page.get_by_text("Filters: 1 article selected.").wait_for()
    browser.turn.get_by_role("button", name="source").first.click()
    browser.page.locator("#byline-sources h4").first.wait_for()
    titles = set(browser.page.locator("#byline-sources h4").all_inner_texts())
    assert len({re.sub(r"^\[\d+\] ", "", title) for title in titles}) == 1


def test_an_answer_is_copied_and_the_conversation_saved(browser: Browser, tmp_path: Path) -> None:
    browser.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    browser.ask("When does Hong Kong's law take effect?")
    browser.turn.get_by_role("button", name="Copy", exact=True).click()
    browser.page.get_by_text("Copied with sources.").wait_for()
    copied = browser.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("**August 1**")
    assert "[1] “" in copied
    for name, start in (("Save as Markdown", "## When does Hong Kong"), ("Save as JSON", "{")):
        with browser.page.expect_download() as saved:
            browser.menu("When does", name)
        assert saved.value.suggested_filename.startswith("when-does-hong-kong-s-law-take-effect.")
        saved.value.save_as(tmp_path / "saved")
        assert (tmp_path / "saved").read_text().startswith(start)
    assert json.loads((tmp_path / "saved").read_text())["turns"][0]["reply"]["short"] == "August 1"
    assert browser.errors == []


def test_what_is_said_of_answers_becomes_questions(browser: Browser, server: Server, tmp_path: Path) -> None:
    browser.ask(QUESTION)
    saved = browser.turn.get_by_text("Thanks, saved.")
    browser.turn.get_by_role("button", name="Right", exact=True).click()
    saved.wait_for()
    browser.ask("When did China ban crypto?")
    browser.turn.get_by_role("button", name="Wrong", exact=True).click()
    saved.wait_for()
    box = browser.turn.get_by_label("What is the right answer?")
    box.fill("2021")
    box.press("Enter")
    browser.page.wait_for_function("box => box.value === ''", arg=box.element_handle())
    browser.ask("Who is the mayor of London?")
    browser.turn.get_by_role("button", name="Wrong", exact=True).click()
    browser.turn.get_by_role("button", name="The articles do not say").click()
    saved.wait_for()
    browser.page.wait_for_timeout(500)
    file = tmp_path / "questions.jsonl"
    assert main(["feedback", "--index", str(server.folder / "index"), "--export", str(file)]) == 0
    assert [(one.question, one.answers) for one in read_questions(file)] == [
        (QUESTION, ("August 1",)),
        ("When did China ban crypto?", ("2021",)),
        ("Who is the mayor of London?", ()),
    ]
    assert browser.errors == []


def test_a_greeting_is_no_question(browser: Browser) -> None:
    browser.page.get_by_label("Your question").fill("Hello!")
    browser.page.get_by_label("Your question").press("Enter")
    browser.page.get_by_text("I answer from the articles in this archive").wait_for()


@pytest.mark.parametrize(
    "browser",
    [
        {"viewport": {"width": 1280, "height": 900}},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    ],
    indirect=True,
    ids=["light", "phone, dark"],
)
def test_no_serious_fault_of_accessibility_is_found(browser: Browser) -> None:
    def articles() -> None:
        browser.tab("Articles")
        browser.page.locator(".byline-list button").first.click()
        browser.page.locator("#byline-article h3").wait_for()

    def source() -> None:
        browser.turn.locator(".byline-marker").first.click()
        browser.page.locator("mark").wait_for()

    def timeline() -> None:
        browser.page.keyboard.press("Escape")  # closes the article, which is a sheet on a phone
        browser.tab("Timeline")
        browser.page.get_by_label("Subject").fill("stablecoin legislation")
        browser.page.get_by_label("Subject").press("Enter")
        browser.page.locator(".byline-undated button").first.click()
        browser.page.locator("#byline-entry mark").wait_for()

    def check() -> None:
        browser.page.keyboard.press("Escape")
        browser.tab("Check a quote")
        browser.page.get_by_label("Text to check").fill("Both firms are preparing license applications in Hong Kong.")
        browser.page.get_by_role("button", name="Check", exact=True).click()
        browser.page.locator(".byline-check-status").first.wait_for()

    faults: dict[str, list[str]] = {}
    for show in (
        lambda: None,
        lambda: browser.ask("When did China ban crypto?"),
        source,
        lambda: browser.page.get_by_role("button", name="Close the source").click(),
        lambda: browser.ask("Who is the mayor of London?"),
        articles,
        timeline,
        check,
    ):
        show()
        faults |= browser.lasting_faults()
    assert faults == {}


def test_two_conversations_at_once_do_not_mix(browser: Browser, chromium, server: Server) -> None:  # type: ignore[no-untyped-def]
    other = Browser(chromium.new_context().new_page())
    other.page.goto(server.url)
    other.page.get_by_label("Your question").wait_for()
    asked = {browser: (QUESTION, "August 1"), other: ("When did China ban crypto?", "2017")}
    for one, (question, _) in asked.items():
        one.page.get_by_label("Your question").fill(question)
    for one in asked:
        one.page.get_by_label("Your question").press("Enter")
    for one, (question, answer) in asked.items():
        one.last.wait_for()
        assert answer in one.last.inner_text()
        shown = one.page.locator("#byline-chat").inner_text()
        assert [question in shown for question, _ in asked.values()].count(True) == 1
        one.last.get_by_text("[1]").first.click()
        one.page.locator("#byline-sources mark").wait_for()
        assert answer in one.page.locator("#byline-sources mark").inner_text()
    other.page.reload()
    other.last.wait_for()
    assert "August 1" not in other.page.locator("#byline-chat").inner_text()
    other.page.context.close()


FIRST = "The Ruritania harbour act was passed in May. It takes effect on 4 March 2031. Fishers oppose it.\n"


def test_articles_are_listed_searched_opened_and_removed(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(
        "".join(
            json.dumps(
                {
                    "id": f"many-{number}",
                    "title": f"Harbour report {number}",
                    "text": f"Report {number} on Ruritania's harbour.",
                    "publisher": "Ruritania Post",
                    "published": f"2031-01-{number + 1:02d}",
                }
            )
            + "\n"
            for number in range(30)
        )
    )
    browser.upload(tmp_path / "many.jsonl")
    browser.page.get_by_text("30 articles added.").wait_for()
    items = browser.page.locator(".byline-list li")
    browser.page.get_by_text("1 to 25 of 3").wait_for()
    assert items.count() == 25
    browser.page.get_by_role("button", name="Next").click()
    browser.page.get_by_text("26 to ").wait_for()
    browser.page.get_by_label("Search the list").fill("ruritania harbour")
    browser.page.get_by_text("1 to 25 of 30").wait_for()
    browser.page.get_by_role("button", name="Next").click()
    browser.page.get_by_text("26 to 30 of 30").wait_for()
    browser.page.get_by_role("button", name="Previous").click()
    browser.page.get_by_text("1 to 25 of 30").wait_for()
    browser.page.get_by_label("Order").click()
    browser.page.get_by_role("option", name="Oldest").click()
    browser.page.wait_for_function("document.querySelector('.byline-list li').innerText.includes('Harbour report 0')")
    items.first.get_by_role("button").click()
    opened = browser.page.locator("#byline-article")
    opened.get_by_text("Report 0 on Ruritania's harbour.").wait_for()
    browser.page.wait_for_function("document.activeElement.matches('#byline-article h3')")
    browser.page.get_by_role("button", name="Remove this article").click()
    browser.page.get_by_role("button", name="Yes, remove it").click()
    opened.get_by_text("The article was removed").wait_for()
    browser.page.get_by_text("1 to 25 of 29").wait_for()
    browser.page.get_by_role("button", name="Remove this article").wait_for(state="hidden")
    browser.page.get_by_label("Search the list").fill("nothing of the kind")
    browser.page.get_by_text("No articles found.").wait_for()
    assert browser.foreign == browser.dialogs == browser.errors == []


def test_what_has_changed_since_it_was_cited_is_shown(browser: Browser, tmp_path: Path) -> None:
    question = "When does the Ruritania harbour act take effect?"
    file = tmp_path / "harbour.jsonl"
    file.write_text(json.dumps({"id": "harbour", "text": FIRST}) + "\n")
    browser.upload(file)
    browser.page.get_by_text("1 article added.").wait_for()
    browser.tab("Ask")
    browser.ask(question)
    assert "4 March 2031" in browser.last.inner_text()
    second = FIRST.replace("4 March", "9 April").replace("oppose", "now back")
    file.write_text(json.dumps({"id": "harbour", "text": second}) + "\n")
    browser.upload(file)
    browser.page.get_by_text("1 updated.").wait_for()
    browser.page.get_by_label("Search the list").fill("harbour act")
    browser.page.get_by_text("1 to 1 of 1").wait_for()
    browser.page.locator(".byline-list button").click()
    browser.page.get_by_text("2 versions, this one added on").click()
    browser.page.get_by_role("button", name="what has changed since").click()
    browser.page.locator("#byline-article ins").first.wait_for()
    changed = browser.page.locator("#byline-article")
    assert [one.strip() for one in changed.locator("del").all_inner_texts()] == ["4 March", "oppose"]
    assert [one.strip() for one in changed.locator("ins").all_inner_texts()] == ["9 April", "now back"]
    browser.page.get_by_role("button", name="← Back to the article").click()
    changed.get_by_text("Fishers now back it.").wait_for()
    browser.tab("Ask")
    browser.last.get_by_text("[1]").click()
    sources = browser.page.locator("#byline-sources")
    sources.get_by_text("The quote is no longer in the new version.").wait_for()
    assert "4 March 2031" in sources.locator("mark").inner_text()
    sources.get_by_text("What has changed since").click()
    assert sources.locator("ins").first.inner_text().strip() == "9 April"
    browser.tab("Articles")
    browser.page.get_by_role("button", name="Remove this article").click()
    browser.page.get_by_role("button", name="Yes, remove it").click()
    changed.get_by_text("The article was removed").wait_for()
    browser.tab("Ask")
    browser.last.get_by_text("[1]").click()
    sources.get_by_text("This article has since been removed from the archive.").wait_for()
    assert browser.foreign == browser.dialogs == browser.errors == []


def test_a_timeline_has_dated_and_undated_sentences(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "dated.jsonl").write_text(
        json.dumps({"text": "Lilliput's canal law takes effect on August 1.", "published": "2025-06-20"})
        + "\n"
        + json.dumps({"text": "The canal law of Lilliput was passed in 2023. Nobody likes Lilliput's canal law."})
        + "\n"
    )
    browser.upload(tmp_path / "dated.jsonl")
    browser.page.get_by_text("2 articles added").wait_for()
    browser.tab("Timeline")
    browser.page.get_by_label("Subject").fill("Lilliput's canal law")
    browser.page.get_by_label("Subject").press("Enter")
    dated = browser.page.locator(".byline-timeline li")
    dated.first.wait_for()
    days = browser.page.locator(".byline-when").all_inner_texts()
    assert days == ["2023", "1 August 2025 inferred from the article's date"]
    browser.page.get_by_role("heading", name="Without a date").wait_for()
    assert "Nobody likes" in browser.page.locator(".byline-undated").inner_text()
    entry = dated.filter(has_text="August 1").first
    entry.get_by_role("button").click()
    mark = browser.page.locator("#byline-entry mark")
    mark.wait_for()
    assert mark.inner_text() == entry.get_by_role("button").inner_text()
    browser.page.get_by_label("Subject").fill("the moons of Jupiter")
    browser.page.get_by_label("Subject").press("Enter")
    browser.page.get_by_text("Nothing found on this subject.").wait_for()
    assert browser.foreign == browser.dialogs == browser.errors == []


def test_a_pasted_text_is_checked_sentence_by_sentence(browser: Browser) -> None:
    browser.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    browser.tab("Check a quote")
    browser.page.get_by_label("Text to check").fill(
        "Comprehensive stablecoin legislation is scheduled to become effective on August 2. "
        "This prohibition remains in effect. <img src=x onerror=alert(1)> ${alert(2)} sold seven orchids."
    )
    browser.page.get_by_role("button", name="Check", exact=True).click()
    browser.page.get_by_text("3 sentences: 1 verbatim, 1 altered, 1 not found.").wait_for()
    assert browser.page.locator(".byline-check-status").all_inner_texts() == [
        "≠ Altered: August 1 -> August 2 (date)",
        "✓ Verbatim",
        "✗ Not found",
    ]
    assert browser.page.locator(".byline-check del").all_inner_texts() == ["August 1"]
    assert "onerror" in browser.page.locator(".byline-check-not_found").inner_text()
    colours = {
        browser.page.locator(f".byline-check-{status}").evaluate("one => getComputedStyle(one).borderLeftColor")
        for status in ("verbatim", "altered", "not_found")
    }
    assert len(colours) == 3
    assert browser.lasting_faults() == {}
    browser.page.get_by_role("button", name="Copy verdict").click()
    browser.page.get_by_role("button", name="Copied").wait_for()
    copied = browser.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("3 sentences: 1 verbatim, 1 altered, 1 not found.\n\n1. Comprehensive stablecoin")
    sentence = browser.page.get_by_role("button", name="This prohibition remains in effect.")
    assert "This prohibition remains in effect" in str(sentence.get_attribute("title"))
    sentence.click()
    mark = browser.page.locator("#byline-checked-source mark")
    mark.wait_for()
    assert mark.inner_text() == "This prohibition remains in effect"
    assert browser.foreign == browser.dialogs == browser.errors == []


# What a program other than a browser can send


def called(server: Server, name: str, sent: object) -> Any:
    """Call a function of the page as its script does."""
    config = httpx.get(f"{server.url}/config").json()
    holder = next(one["id"] for one in config["components"] if name in one["props"].get("server_fns", ()))
    body = {"session_hash": "test", "component_id": holder, "fn_name": name, "data": sent}
    answer = httpx.post(f"{server.url}/gradio_api/component_server", json=body, timeout=60)
    return answer.raise_for_status().json()


def call(server: Server, name: str, data: list[object], event: object = None) -> str:
    """Send an event as the page does, and return the whole response."""
    config = httpx.get(f"{server.url}/config").json()
    index = next(number for number, found in enumerate(config["dependencies"]) if found["api_name"] == name)
    body = {"data": data, "fn_index": index, "session_hash": "test", "event_data": event, "trigger_id": None}
    httpx.post(f"{server.url}/gradio_api/queue/join", json=body, timeout=30).raise_for_status()
    return httpx.get(f"{server.url}/gradio_api/queue/data", params={"session_hash": "test"}, timeout=30).text


@pytest.mark.parametrize(
    "path", ["/", "/config", "/gradio_api/info", "/nothing", "/gradio_api/file=/etc/passwd", "/theme.css"]
)
def test_every_response_forbids_other_origins(server: Server, path: str) -> None:
    response = httpx.get(server.url + path)
    assert response.headers["content-security-policy"] == (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../app.py",
        "{folder}/index/byline.db",
        "{folder}/app.py",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
    ],
)
def test_no_file_of_the_machine_can_be_read(server: Server, path: str) -> None:
    response = httpx.get(f"{server.url}/gradio_api/file={path.format(folder=server.folder)}")
    assert response.status_code in {403, 404}


def asked(server: Server, question: object) -> str:
    """Ask as the page does: submit a question to be saved, then send the event that answers it."""
    taken = called(server, "page_take", {"question": question, "filters": {}})
    if "turn" not in taken:
        return str(taken["refused"])
    named = {"owner": taken["owner"], "conversation": taken["conversation"], "turn": taken["turn"]["number"]}
    answer = call(server, "answer", [], named)
    assert "process_completed" in answer
    assert "Traceback" not in answer
    assert str(ROOT) not in answer
    return answer


@pytest.mark.parametrize("question", ["x" * 2_001, "x" * 3_000_000])
def test_a_question_that_is_too_long_is_refused_with_the_count(server: Server, question: str) -> None:
    assert asked(server, question) == f"This question has {len(question):,} characters; the limit is 2,000."


@pytest.mark.parametrize("question", ["", "  ", None, "\0", "\u202e"])
def test_what_is_no_question_is_not_asked(server: Server, question: object) -> None:
    assert asked(server, question) == ""


@pytest.mark.parametrize("question", [7, {"a": 1}, ["x"]])
def test_what_is_no_text_is_asked_as_text(server: Server, question: object) -> None:
    assert "byline-note" in asked(server, question)


@pytest.mark.parametrize("sent", [None, 7, "x", [], {}, {"owner": 1, "conversation": []}, {"turn": "0", "open": {}}])
@pytest.mark.parametrize("name", [*(f"page_{name}" for name in (*READING, *KEEPING)), *ADDING])
def test_whatever_is_sent_is_answered(server: Server, name: str, sent: object) -> None:
    assert "Traceback" not in str(called(server, name, sent))


def test_what_goes_wrong_inside_is_not_told_to_the_browser(monkeypatch: pytest.MonkeyPatch, archive: Archive) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret path /home/somebody")

    monkeypatch.setattr(archive, "replies", fail)
    asking = Asking(archive)
    taken = asking.take({"question": "Is all well?"})
    *_, last = asking.answer({**taken, "turn": taken["turn"]["number"]})
    drawn = unescape(json.loads(last)["turn"]["html"])
    assert re.search(r"Something went wrong: error \w{8} in the server.{1,6}s log\.", drawn)
    assert "secret" not in drawn


@pytest.mark.parametrize(
    "files", [None, [], "x", [{"path": "/etc/passwd"}], ["/etc/passwd"], [{"path": "{folder}/app.py"}]]
)
def test_only_files_that_were_uploaded_can_be_added(server: Server, files: object) -> None:
    answer = called(server, "page_add", {"paths": files})
    assert answer["refused"] in {"No file was sent.", "One of these files was not uploaded."}


def test_an_upload_that_is_too_large_is_refused(server: Server) -> None:
    response = httpx.post(f"{server.url}/gradio_api/upload", files={"files": ("a.txt", b"x" * 20_100_000)}, timeout=60)
    assert response.status_code == 413


def test_the_page_is_launched_by_ten_lines() -> None:
    lines = (ROOT / "app.py").read_text().splitlines()
    assert len(lines) <= 10
    assert any(line.startswith("demo = ") for line in lines)
