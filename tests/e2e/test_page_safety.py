"""What people have written and asked is safe in the page: from other tabs, other clicks, slow models and restarts."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import Server, free_port, needs_browser, serving

pytestmark = needs_browser

HONG_KONG = "When does Hong Kong's law take effect?"
CHINA = "When did China ban crypto?"
QUOTE = (
    "In the US, where regulatory frameworks are more established, major corporations including Amazon and Walmart are "
    "examining stablecoin implementation possibilities."
)
HELD = "Which city may become a pilot zone?"

# The page over the demo corpus, in which one question is not answered until a file `go` exists.
HOLDING = f"""
import sys, time
from pathlib import Path
from byline import Archive
from byline.cli import main

replies = Archive.replies

def holding(self, question, *rest):
    while question == {HELD!r} and not Path("go").exists():
        time.sleep(0.02)
    yield from replies(self, question, *rest)

Archive.replies = holding
main(["chat", "--index", "index"])
"""


@pytest.fixture(scope="module")
def server(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("holding")
    shutil.copytree(seeds_index, folder / "index")
    with serving(["-c", HOLDING], folder) as running:
        yield running


@pytest.fixture
def go(server: Server) -> Iterator[Path]:
    """The file whose existence lets the held question be answered."""
    file = server.folder / "go"
    yield file
    file.touch()


class Tab:
    """A browser tab with the page."""

    def __init__(self, context, url: str) -> None:  # type: ignore[no-untyped-def]
        self.page = context.new_page()
        self.page.goto(url)
        self.box.wait_for()
        self.page.wait_for_function("() => document.querySelector('#byline-conversations').innerHTML")

    @property
    def box(self):  # type: ignore[no-untyped-def]
        return self.page.get_by_label("Your question")

    @property
    def replies(self):  # type: ignore[no-untyped-def]
        return self.page.locator(".byline-reply")

    @property
    def listed(self):  # type: ignore[no-untyped-def]
        return self.page.locator(".byline-choose")

    @property
    def questions(self) -> list[str]:
        return [one.strip() for one in self.page.locator(".byline-question").all_inner_texts()]

    def send(self, question: str) -> None:
        self.box.fill(question)
        self.box.press("Enter")

    def ask(self, question: str) -> None:
        before = self.replies.count()
        self.send(question)
        self.replies.nth(before).wait_for()
        self.page.get_by_role("button", name="Stop").wait_for(state="hidden")

    def new(self) -> None:
        self.page.get_by_role("button", name="New conversation").click()
        self.page.wait_for_function("() => !document.querySelector('.byline-turn')")

    def menu(self, title: str, entry: str) -> None:
        item = self.page.locator("[data-conversation]").filter(has_text=title)
        item.locator("summary").click()
        item.get_by_role("button", name=entry, exact=True).click()

    def reload(self) -> None:
        self.page.reload()
        self.box.wait_for()


@pytest.fixture
def tab(chromium, server: Server) -> Iterator[Tab]:  # type: ignore[no-untyped-def]
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield Tab(context, server.url)
    context.close()


def test_deleting_hits_the_conversation_that_was_named_and_can_be_undone(tab: Tab) -> None:
    tab.ask(HONG_KONG)
    tab.new()
    tab.ask(CHINA)
    tab.menu("When did China", "Delete")
    tab.page.get_by_text("Conversation deleted.").wait_for()
    tab.listed.filter(has_text="When does Hong Kong").click()
    tab.replies.wait_for()
    assert tab.questions == [HONG_KONG]
    assert tab.page.get_by_text("Yes, delete").count() == 0  # no button that deletes is left over
    tab.page.get_by_role("button", name="Undo").click()
    tab.page.wait_for_function("() => document.querySelectorAll('.byline-choose').length === 2")
    tab.page.get_by_text(CHINA).last.wait_for()
    tab.menu("When does Hong Kong", "Delete")  # not the conversation in view
    tab.page.wait_for_function("() => document.querySelectorAll('.byline-choose').length === 1")
    assert tab.questions == [CHINA]
    tab.reload()
    tab.replies.wait_for()
    assert tab.questions == [CHINA]
    assert tab.listed.count() == 1


def test_two_tabs_on_one_conversation_lose_nothing(tab: Tab) -> None:
    tab.ask(HONG_KONG)
    other = Tab(tab.page.context, tab.page.url)
    other.replies.wait_for()
    tab.ask(CHINA)
    other.send("Who is the mayor of London?")
    other.page.wait_for_function("() => !document.querySelector('#a1') && document.querySelector('.byline-reply')")
    tab.reload()
    tab.replies.nth(2).wait_for()
    assert tab.questions == [HONG_KONG, CHINA, "Who is the mayor of London?"]


def test_a_filter_is_in_view_and_ends_with_the_conversation(tab: Tab) -> None:
    tab.page.locator("summary", has_text="Filter").click()
    tab.page.get_by_label("From", exact=True).fill("2099-01-01")
    tab.page.get_by_label("From", exact=True).press("Enter")
    chips = tab.page.get_by_role("list", name="Filters")
    chips.get_by_text("From 2099-01-01").wait_for()
    tab.page.locator("[data-source]").first.uncheck()
    chips.get_by_text("Without: ").wait_for()
    tab.ask(HONG_KONG)
    assert "No article meets the conditions" in tab.replies.inner_text()
    tab.new()
    assert chips.get_by_role("listitem").count() == 0
    assert tab.page.locator("[data-source]:not(:checked)").count() == 0
    tab.ask(HONG_KONG)
    assert "August 1" in tab.replies.inner_text()


def test_what_runs_can_be_stopped_and_asked_again(tab: Tab, go: Path) -> None:
    go.unlink(missing_ok=True)
    tab.send(HELD)
    stop = tab.page.get_by_role("button", name="Stop")
    stop.wait_for()
    assert tab.page.get_by_role("button", name="Ask", exact=True).count() == 0
    stop.click()
    tab.page.get_by_text("Stopped before there was an answer.").wait_for()
    stop.wait_for(state="hidden")
    go.touch()
    tab.page.get_by_role("button", name="Retry").click()
    tab.replies.wait_for()
    assert tab.questions == [HELD]


def test_what_the_server_does_not_have_yet_can_be_stopped_and_left(tab: Tab, go: Path) -> None:
    go.unlink(missing_ok=True)
    held = []

    def hold(route) -> None:  # type: ignore[no-untyped-def]
        if "page_take" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    tab.page.route("**/component_server**", hold)
    tab.send(HELD)
    tab.page.get_by_role("button", name="Stop").click()
    held[0].continue_()
    tab.page.get_by_text("Stopped before there was an answer.").wait_for()
    tab.new()
    tab.send(HONG_KONG)
    tab.new()
    held[1].continue_()
    tab.page.unroute("**/component_server**")
    tab.ask(CHINA)
    assert tab.questions == [CHINA]


def test_a_new_conversation_is_not_undone_by_a_late_answer(tab: Tab, go: Path) -> None:
    go.unlink(missing_ok=True)
    tab.send(HELD)
    tab.page.get_by_role("button", name="Stop").wait_for()
    tab.listed.filter(has_text="Which city").wait_for()
    tab.new()
    go.touch()
    tab.ask(HONG_KONG)
    tab.page.wait_for_timeout(500)
    assert tab.questions == [HONG_KONG]
    tab.listed.filter(has_text="Which city").click()
    tab.page.get_by_text("Stopped before there was an answer.").wait_for()


def test_a_question_that_is_answered_meanwhile_survives_a_reload(tab: Tab, go: Path) -> None:
    go.unlink(missing_ok=True)
    tab.send(HELD)
    tab.page.get_by_role("button", name="Stop").wait_for()
    tab.listed.filter(has_text="Which city").wait_for()
    tab.reload()
    tab.page.get_by_text(HELD).last.wait_for()
    go.touch()
    tab.replies.wait_for()
    assert tab.questions == [HELD]


def test_what_is_typed_or_sent_survives_a_restart(chromium, seeds_index: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shutil.copytree(seeds_index, tmp_path / "index")
    port = str(free_port())
    context = chromium.new_context()
    with serving(["-c", HOLDING], tmp_path, GRADIO_SERVER_PORT=port):
        tab = Tab(context, f"http://127.0.0.1:{port}")
        tab.send(HELD)
        tab.listed.filter(has_text="Which city").wait_for()
        tab.box.fill("And what is")
    (tmp_path / "go").touch()
    tab.page.get_by_text("Byline cannot be reached.").wait_for(timeout=20_000)
    assert tab.box.input_value() == "And what is"
    with serving(["-c", HOLDING], tmp_path, GRADIO_SERVER_PORT=port):
        tab.replies.wait_for()
        tab.page.get_by_role("button", name="Stop").wait_for(state="hidden")
        tab.page.get_by_text("Byline cannot be reached.").wait_for(state="hidden")
        assert tab.questions == [HELD]
    tab.send(CHINA)
    tab.page.get_by_text("Byline cannot be reached.").wait_for()
    assert tab.box.input_value() == CHINA
    assert tab.questions == [HELD]
    with serving(["-c", HOLDING], tmp_path, GRADIO_SERVER_PORT=port):
        tab.reload()
        tab.page.wait_for_function("(asked) => document.querySelector('#byline-question').value === asked", arg=CHINA)
        tab.box.press("Enter")
        tab.replies.nth(1).wait_for()
    context.close()


def test_a_question_that_is_too_long_is_refused_before_it_is_sent(tab: Tab) -> None:
    long = "why " * 500 + "?"
    tab.box.fill(long)
    tab.page.get_by_text("2,001 of 2,000 characters: please shorten it").wait_for()
    assert tab.page.get_by_role("button", name="Ask", exact=True).is_disabled()
    tab.box.press("Enter")
    tab.page.wait_for_timeout(300)
    assert tab.box.input_value() == long
    assert tab.questions == []


def test_nothing_is_enabled_that_does_nothing(tab: Tab) -> None:
    assert tab.page.get_by_role("button", name="Ask", exact=True).is_disabled()
    for name in ("Stop", "Retry", "Copy", "Save as Markdown", "Delete", "Right", "Wrong"):
        assert tab.page.get_by_role("button", name=name, exact=True).count() == 0
    tab.ask(HONG_KONG)
    tab.ask(CHINA)
    assert tab.page.get_by_role("button", name="Retry").count() == 1  # only for the last question


def test_the_source_starts_at_its_top_and_closes(tab: Tab) -> None:
    panel = tab.page.locator("#byline-source-panel")
    assert panel.is_hidden()
    tab.ask(HONG_KONG)
    assert panel.is_hidden()  # until it is needed
    tab.replies.locator(".byline-marker").first.click()
    tab.page.locator("mark").wait_for()
    tab.page.evaluate("document.getElementById('byline-sources').scrollTop = 10000")
    tab.ask(CHINA)
    panel.get_by_text("Cited", exact=True).wait_for()
    assert tab.page.evaluate("document.getElementById('byline-sources').scrollTop") == 0
    marker = tab.replies.last.locator(".byline-marker").first
    marker.click()
    tab.page.locator("mark").wait_for()
    tab.page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert marker.evaluate("marker => marker === document.activeElement")
    marker.click()
    tab.page.get_by_role("button", name="Close the source").click()
    panel.wait_for(state="hidden")


def test_on_a_phone_back_closes_the_source_and_the_rail_is_behind_a_button(chromium, server: Server) -> None:  # type: ignore[no-untyped-def]
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    tab = Tab(context, server.url)
    tab.ask(HONG_KONG)
    address = tab.page.url
    tab.replies.locator(".byline-marker").first.tap()
    card = tab.page.locator("#byline-card")
    card.get_by_role("button", name="Open").tap()
    tab.page.locator("mark").wait_for()
    for shown in ("Source", "All sources"):
        assert tab.page.locator("#byline-source-panel").get_by_text(shown).first.is_visible()
    tab.page.go_back()
    tab.page.locator("#byline-source-panel").wait_for(state="hidden")
    assert tab.page.url == address
    tab.replies.wait_for()
    rail = tab.page.locator("#byline-rail")
    assert not rail.is_visible()
    tab.page.get_by_role("button", name="Conversations and sources").tap()
    rail.wait_for()
    tab.listed.first.wait_for()
    tab.page.keyboard.press("Escape")
    rail.wait_for(state="hidden")
    context.close()


def opened_article(tab: Tab) -> None:
    tab.page.locator(".byline-list .byline-open").first.tap()
    tab.page.locator("#byline-article .byline-focus").wait_for()


def opened_entry(tab: Tab) -> None:
    tab.page.get_by_label("Subject").fill("stablecoin legislation")
    tab.page.get_by_label("Subject").press("Enter")
    tab.page.locator("#byline-timeline .byline-open").first.tap()
    tab.page.locator("#byline-entry mark").wait_for()


def opened_check(tab: Tab) -> None:
    tab.page.get_by_label("Text to check").fill(QUOTE)
    tab.page.get_by_role("button", name="Check", exact=True).tap()
    tab.page.locator("#byline-check .byline-check-verbatim .byline-open").first.tap()
    tab.page.locator("#byline-checked-source mark").wait_for()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 400)], ids=["phone", "twice the size"])
def test_every_view_fits_and_back_closes_what_is_opened_in_it(  # type: ignore[no-untyped-def]
    chromium, server: Server, width: int, height: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=True)
    tab = Tab(context, server.url)

    def fits() -> None:
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        sideways = (
            "[...document.querySelectorAll('*')].filter((one) => one.scrollWidth > one.clientWidth + 1 && "
            "one.checkVisibility() && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))"
            ".map((one) => one.id || one.className)"
        )
        assert tab.page.evaluate(sideways) == []

    tab.ask(HONG_KONG)
    fits()
    address, box = tab.page.url, tab.box.bounding_box()
    assert box
    assert box["y"] + box["height"] <= height
    for view, opened in (("Articles", opened_article), ("Timeline", opened_entry), ("Check a quote", opened_check)):
        tab.page.get_by_role("tab", name=view, exact=True).tap()  # none is behind a menu
        opened(tab)
        assert tab.page.locator(".byline-sheet [data-close]:visible").bounding_box()["y"] < height / 4
        fits()
        tab.page.go_back()
        tab.page.locator(".byline-sheet").wait_for(state="detached")
        assert tab.page.url == address
        fits()
    assert tab.page.get_by_role("tab", selected=True).inner_text() == "Check a quote"
    context.close()


def test_no_label_or_arrow_lies_on_a_text_of_a_phone(chromium, server: Server) -> None:  # type: ignore[no-untyped-def]
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    tab = Tab(context, server.url)
    assert tab.page.locator("#byline-chat").get_by_text("Conversation", exact=True).count() == 0
    tab.page.get_by_role("tab", name="Articles").tap()
    order = tab.page.get_by_label("Order")
    arrow = tab.page.locator("#byline-articles .icon-wrap").first.bounding_box()
    room = order.evaluate(
        "(box) => { const shown = document.createElement('canvas').getContext('2d'); const style = getComputedStyle(box);"
        " shown.font = style.font; return box.getBoundingClientRect().left + parseFloat(style.paddingLeft)"
        " + shown.measureText(box.value).width; }"
    )
    assert room < arrow["x"]
    context.close()


def test_a_card_tells_of_a_marker_at_once(tab: Tab) -> None:
    tab.ask(HONG_KONG)
    card = tab.page.locator("#byline-card")
    marker = tab.replies.locator(".byline-marker").first
    tab.page.evaluate(
        "() => { const card = document.getElementById('byline-card'), marker = document.querySelector('.byline-marker');"
        " marker.addEventListener('pointermove', () => (window.over = performance.now()), { capture: true, once: true });"
        " new MutationObserver(() => (window.shown ??= performance.now())).observe(card, { attributes: true }); }"
    )
    marker.hover()
    card.wait_for()
    assert tab.page.evaluate("window.shown - window.over") <= 150
    assert "August 1, according to Reuters" in card.inner_text()
    assert card.get_by_role("button", name="Open").is_visible()
    tab.page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    tab.page.mouse.move(0, 0)
    tab.page.keyboard.press("Tab")
    marker.focus()
    card.wait_for()
    assert marker.get_attribute("aria-describedby") == "byline-card"
    tab.page.keyboard.press("Escape")
    card.wait_for(state="hidden")


def test_a_link_leads_to_the_answer(tab: Tab, chromium, server: Server) -> None:  # type: ignore[no-untyped-def]
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.ask(HONG_KONG)
    tab.ask(CHINA)
    tab.page.locator("#a0").get_by_role("button", name="Copy link").click()
    tab.page.get_by_text("Link copied.").wait_for()
    link = tab.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{server.url}/?c=")
    assert link.endswith("#a0")
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    other = Tab(context, link)
    other.replies.nth(1).wait_for()
    box = other.page.locator("#a0 .byline-question").bounding_box()
    assert box
    assert 0 < box["y"] < 150  # the linked answer is in view, not the last one
    assert other.listed.count() == 0  # the conversation is not theirs
    other.replies.first.locator(".byline-marker").first.click()
    other.page.locator("mark").wait_for()
    other.send("Who is the mayor of London?")
    other.page.wait_for_function("() => !document.querySelector('#a1') && document.querySelector('.byline-reply')")
    context.close()
    tab.reload()
    tab.replies.nth(1).wait_for()
    assert tab.questions == [HONG_KONG, CHINA]


def test_the_original_opens_at_the_quote(tab: Tab, tmp_path: Path) -> None:
    text = "The well-known Syldavian canal was opened on 4 May 2031 by the mayor, the minister and a band. It is wet."
    (tmp_path / "canal.jsonl").write_text(json.dumps({"text": text, "url": "https://example.com/canal"}) + "\n")
    tab.page.get_by_role("tab", name="Articles").click()
    tab.page.locator("input[type=file]").set_input_files(tmp_path / "canal.jsonl")
    tab.page.get_by_text("1 article added").wait_for()
    tab.page.get_by_role("tab", name="Ask", exact=True).click()
    tab.ask("When was the Syldavian canal opened?")
    tab.replies.locator(".byline-marker").first.click()
    link = tab.page.locator("#byline-sources header a")
    assert link.get_attribute("href") == (
        "https://example.com/canal#:~:text=The%20well%2Dknown%20Syldavian%20canal%20was,the%20minister%20and%20a%20band."
    )


def test_what_is_suggested_after_an_answer_is_answered(tab: Tab) -> None:
    tab.ask(HONG_KONG)
    suggested = tab.page.locator("#byline-further button")
    suggested.first.wait_for(timeout=30_000)
    assert suggested.count() <= 2
    question = suggested.first.inner_text()
    suggested.first.click()
    tab.replies.nth(1).wait_for()
    assert tab.questions == [HONG_KONG, question]
    tab.page.get_by_role("button", name="Stop").wait_for(state="hidden")
    assert tab.replies.nth(1).locator(".byline-marker").count() > 0
    tab.new()
    assert suggested.count() == 0


def test_an_empty_archive_offers_the_demo(chromium, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with serving(["-m", "byline", "chat"], tmp_path) as running:
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        tab = Tab(context, running.url)
        assert tab.page.get_by_role("button", name="Choose files").is_visible()
        tab.page.get_by_role("button", name="Try the demo").click()
        tab.page.get_by_text("14 articles of invented news added.").wait_for(timeout=60_000)
        tab.page.get_by_role("button", name="Try the demo").wait_for(state="hidden")
        tab.page.locator(".byline-suggestion").first.wait_for()
        tab.ask("When will the harbour tram open?")
        assert tab.replies.locator(".byline-marker").count() > 0
        context.close()


def test_the_whole_page_is_used_by_keyboard_alone(tab: Tab) -> None:
    page = tab.page

    def press(key: str, until: str, most: int = 40) -> None:
        """Press a key until the element of a selector has the focus."""
        for _ in range(most):
            if page.evaluate("until => document.activeElement.matches(until)", until):
                return
            page.keyboard.press(key)
        raise AssertionError(f"{until} is not reached")

    page.wait_for_function("() => document.activeElement.id === 'byline-question'")
    page.keyboard.type(HONG_KONG)
    page.keyboard.press("Enter")
    tab.replies.wait_for()
    page.get_by_role("button", name="Stop").wait_for(state="hidden")
    press("Shift+Tab", ".byline-marker")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('mark')")
    page.keyboard.press("Escape")
    page.locator("#byline-source-panel").wait_for(state="hidden")
    press("Shift+Tab", ".byline-menu summary")
    page.keyboard.press("Enter")
    press("Tab", "[data-rename]")
    page.keyboard.press("Enter")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    tab.listed.filter(has_text="By keyboard").wait_for()
    press("Tab", "[data-source]", 60)
    page.keyboard.press("Space")
    page.get_by_text("Without: ").wait_for()
    press("Tab", "[data-unfilter]", 60)
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('[data-unfilter]')")
    press("Shift+Tab", "#byline-articles-button", 60)
    page.keyboard.press("Enter")
    page.locator(".byline-list button").first.wait_for()
    press("Tab", ".byline-list .byline-open", 60)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('#byline-article .byline-focus')")
    press("Shift+Tab", "#byline-timeline-button", 80)
    page.keyboard.press("Enter")
    page.locator("#byline-timeline").locator("input, textarea").first.wait_for()
    press("Tab", "#byline-timeline input, #byline-timeline textarea")
    page.keyboard.type("stablecoin legislation")
    page.keyboard.press("Enter")
    page.locator("#byline-timeline .byline-open").first.wait_for()
    press("Tab", "#byline-timeline .byline-open")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('#byline-entry mark')")
    press("Shift+Tab", "#byline-check-button", 80)
    page.keyboard.press("Enter")
    page.locator("#byline-check textarea").wait_for()
    press("Tab", "#byline-check textarea")
    page.keyboard.type(QUOTE)
    press("Tab", "#byline-check button:not(.byline-open)")
    page.keyboard.press("Enter")
    page.locator("#byline-check .byline-check-verbatim").first.wait_for()
    press("Tab", "#byline-check .byline-check-verbatim .byline-open")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('#byline-checked-source mark')")
