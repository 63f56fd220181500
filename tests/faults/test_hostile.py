"""Nothing in an article or an answer runs, loads or opens anything: hostile articles in a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html
from support import Server, needs_browser, serving
from support.hostile import URLS, payloads
from support.scripted import Script, served, stream

from byline import Archive, Article, Settings
from byline.language.text import one_line
from byline.web.page import render, render_articles

PAYLOADS = payloads()
SMALL = Settings(reader="small")  # the reader decides what is drawn, not how
ALLOWED = "a article blockquote button div header h3 h4 li mark ol p s section span strong ul"
ALLOWED_ATTRIBUTES = "aria-keyshortcuts aria-label class data-fill data-known data-open data-quote href id rel start tabindex target title type"
FORBIDDEN = (
    "script iframe object embed img image video audio source track svg math form input textarea link meta base style "
    "template noscript marquee details dialog table body x"
)
DRAWN = [".byline-reply", "#byline-sources", "#byline-article", ".byline-list", ".byline-timeline", ".byline-undated"]


def hostile_article(number: int) -> Article:
    payload = PAYLOADS[number - 1]
    text = (
        f"The bridge of Town{number} was opened by Mayor Number{number} on {number % 28 + 1} May 2021. {payload}\n\n"
        f"Mayor Number{number} of Town{number} said {payload} at the opening.\n\nNobody else spoke."
    )
    url = URLS[number % len(URLS)]
    return Article(f"{number} {payload}", text, f"Town{number} {payload}", url, f"Paper{number} {payload}", payload)


def test_there_are_sixty() -> None:
    assert len(PAYLOADS) >= 60
    assert len(set(PAYLOADS)) == len(PAYLOADS)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "index"
    with Archive(folder) as archive:
        report = archive.add([hostile_article(number) for number in range(1, len(PAYLOADS) + 1)])
        assert len(report.added) == len(PAYLOADS)
    return folder


# What is drawn


def drawn(archive: Archive, number: int) -> Iterator[str]:
    """Yield everything that the page draws of an article."""
    reply = archive.ask(f"Who opened the bridge of Town{number}?")
    yield render.reply_html(0, reply)
    yield render.sources_html(0, reply)
    article = hostile_article(number)
    yield render_articles.article_html(archive.article(article.id), archive.summary(article.id), [])
    yield render.note_html(PAYLOADS[number - 1])
    yield render.about(article)


def test_only_what_byline_writes_is_drawn(index: Path) -> None:
    """No element or attribute comes from an article; its text appears as text."""
    with Archive(index, settings=SMALL) as archive:
        for number, payload in enumerate(PAYLOADS, start=1):
            pages = list(drawn(archive, number))
            shown = " ".join(html.fragment_fromstring(page, create_parent="div").text_content() for page in pages)
            assert one_line(payload) in one_line(shown)
            for page in pages:
                for element in html.fragment_fromstring(page, create_parent="div").iter():
                    assert element.tag in ALLOWED.split(), (payload, element.tag)
                    assert set(element.attrib) <= set(ALLOWED_ATTRIBUTES.split()), (payload, element.attrib)
                    href = element.get("href", "#")
                    assert href.startswith(("#", "http://", "https://")), (payload, href)
                    if not href.startswith("#"):
                        assert set((element.get("rel") or "").split()) >= {"noopener", "noreferrer"}


# In a browser


@dataclass(eq=False)
class Watched:
    """A page, and the forbidden things that it did."""

    page: Any
    url: str
    faults: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        before = self.page.locator(".byline-reply").count()
        self.page.get_by_label("Your question").fill(question)
        self.page.get_by_label("Your question").press("Enter")
        self.page.locator(".byline-reply").nth(before).wait_for()
        self.page.get_by_role("button", name="Stop").wait_for(state="hidden")

    def check(self) -> None:
        """Check everything that is drawn now."""
        within = ", ".join(f"{place} {tag}" for place in DRAWN for tag in FORBIDDEN.split())
        assert self.page.locator(within).count() == 0
        assert self.page.evaluate("window.hacked") is None
        assert not [one for one in self.page.evaluate("window.refused") if "attacker" in one]
        script = """places => [...document.querySelectorAll(places)].flatMap(place => [...place.querySelectorAll('*')])
            .filter(one => [...one.attributes].some(a => a.name.startsWith('on')
                || (a.name === 'style' && /url|expression/.test(a.value))
                || (a.name === 'href' && !/^(#|https?:)/.test(a.value))
                || (a.name === 'href' && /^http/.test(a.value) && !/noopener.*noreferrer/.test(one.rel))))
            .map(one => one.outerHTML.slice(0, 200))"""
        assert self.page.evaluate(script, ", ".join(DRAWN)) == []
        assert self.faults == []


def watched(chromium: Any, server: Server) -> Watched:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = Watched(context.new_page(), server.url)

    def watch(sent: Any) -> None:
        place = urlsplit(sent.url)
        if place.scheme not in {"data", "blob"} and place.netloc != urlsplit(server.url).netloc:
            opened.faults.append(f"request to {sent.url}")

    def dismiss(dialog: Any) -> None:
        opened.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    context.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation', e => refused.push(e.blockedURI))"
    )
    context.on("request", watch)
    context.on("page", lambda page: opened.faults.append(f"opened {page.url}") if page != opened.page else None)
    opened.page.on("dialog", dismiss)
    opened.page.on("pageerror", lambda error: opened.faults.append(f"error {error}"))
    opened.page.goto(server.url)
    opened.page.get_by_label("Your question").wait_for()
    return opened


@needs_browser
def test_nothing_of_sixty_hostile_articles_runs_or_calls_out(chromium, index: Path) -> None:  # type: ignore[no-untyped-def]
    with serving(["-m", "byline", "chat", "--reader", "small"], index.parent) as server:
        browser = watched(chromium, server)
        page = browser.page
        for number in range(1, len(PAYLOADS) + 1):
            if number % 20 == 0:
                browser.check()
                page.get_by_role("button", name="New conversation").click()
                page.wait_for_function("() => !document.querySelector('.byline-reply')")
            browser.ask(
                f"What did Mayor Number{number} of Town{number} say?" if number % 2 else f"Who opened Town{number}?"
            )
            if number % 5 == 0:
                page.locator(".byline-reply").last.locator("[data-open]").first.click()
                page.locator("#byline-sources mark, #byline-sources .byline-focus").first.wait_for()
                browser.check()
        browser.check()
        assert "<" in "".join(page.locator(".byline-reply").all_inner_texts())
        page.get_by_role("tab", name="Articles", exact=True).click()
        page.locator(".byline-list li").first.wait_for()
        while True:
            browser.check()
            page.locator(".byline-list [data-open]").first.click()
            page.locator("#byline-article .byline-text").wait_for()
            browser.check()
            onward = page.locator("#byline-articles").get_by_role("button", name="Next", exact=True)
            if not onward.is_visible():
                break
            first = page.locator(".byline-list").get_attribute("start")
            onward.click()
            page.wait_for_function(f"() => document.querySelector('.byline-list').getAttribute('start') !== '{first}'")
        page.get_by_role("tab", name="Timeline", exact=True).click()
        page.get_by_label("Subject").fill("the opening of a bridge")
        page.get_by_label("Subject").press("Enter")
        page.locator("ol.byline-timeline li").first.wait_for()
        browser.check()
        page.context.close()


@needs_browser
def test_nothing_that_a_hostile_model_writes_runs_or_calls_out(  # type: ignore[no-untyped-def]
    chromium, index: Path, tmp_path: Path
) -> None:
    script = Script()
    with served(script) as url:
        config = tmp_path / "byline.toml"
        config.write_text(f'[answerer]\nbase_url = "{url}"\nmodel = "m"\n')
        with serving(["-m", "byline", "chat", "--reader", "small", "--config", str(config)], index.parent) as server:
            browser = watched(chromium, server)
            for number, payload in enumerate(PAYLOADS[::5], start=1):
                opened = f"The bridge of Town{number} was opened by Mayor Number{number}"
                script.body = stream(f"{opened} {payload} [1]\n", f"{payload} [1]\n", f"{opened}. [1] {payload}")
                browser.ask(f"Who opened the bridge of Town{number}?")
            browser.check()
            struck = browser.page.locator(".byline-reply s").all_inner_texts()
            assert sum("alert" in one or "attacker" in one or "hacked" in one for one in struck) >= 8
            assert len(script.asked) >= 10
            browser.page.context.close()
