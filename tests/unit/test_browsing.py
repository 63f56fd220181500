"""The list of articles: pages, order, search, versions, and how it shows hostile text."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from support import article

from byline import Archive, ArticleNotFoundError, InputError
from byline.records import ArticlePage
from byline.web.page import render, render_articles, render_chat
from byline.web.page.browsing import Browsing
from byline.web.textdiff import changes

EVIL = "</h3><script>alert(1)</script>\"><img src=x onerror=alert(2)> ${alert(3)} {{4}} 'x"


def ids(archive: Archive, search: str = "", **options: object) -> list[str]:
    return [one.id for one in archive.browse(search, **options).articles]  # type: ignore[arg-type]


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.add(
        [
            article("a", title="Zebra", publisher="Évening Post", published=datetime(2024, 5, 1, tzinfo=UTC)),
            article("b", title="apple", publisher="Daily", author="Ann Lee"),
            article("c", title="Mango", publisher="daily", published=datetime(2025, 5, 1, tzinfo=UTC)),
            article("d", title="Kiwi"),
        ]
    )
    return archive


@pytest.mark.parametrize(
    ("order", "expected"),
    [("added", "dcba"), ("newest", "cadb"), ("oldest", "acbd"), ("publisher", "cbad"), ("title", "bdca")],
)
def test_articles_come_in_the_order_asked_for(filled: Archive, order: str, expected: str) -> None:
    assert ids(filled, order=order) == list(expected)
    pages = [ids(filled, order=order, offset=offset, limit=3) for offset in (0, 3, 6)]
    assert pages == [list(expected[:3]), list(expected[3:]), []]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("ÉVENING", "a"),
        ("daily", "cb"),
        ("daily ann", "b"),
        ("100%", ""),
        ("_", ""),
        ("  ", "dcba"),
        ("zebra daily", ""),
    ],
)
def test_all_words_are_in_what_is_found(filled: Archive, search: str, expected: str) -> None:
    found = filled.browse(search, order="newest" if search == "daily" else "added")
    assert [one.id for one in found.articles] == list(expected)
    assert found.total == len(expected)


def test_an_order_that_there_is_not_is_refused(filled: Archive) -> None:
    with pytest.raises(InputError, match="order: found 'best', expected one of added, newest"):
        filled.browse(order="best")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="characters"):
        filled.browse("x" * 2_001)
    assert ids(filled, "zebra " * 50) == ["a"]
    with pytest.raises(InputError, match="search: found 51 words, expected at most 50"):
        filled.browse("a " * 51)


def test_publishers_come_once(filled: Archive) -> None:
    assert [one.casefold() for one in filled.publishers()] == ["daily", "évening post"]


def test_an_archive_that_was_never_used_lists_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert archive.browse("x").total == 0
    assert archive.publishers() == []
    assert not (tmp_path / "none").exists()


def test_versions_are_kept_and_told_apart(archive: Archive) -> None:
    texts = ["One thing was said.", "Two things were said.", "Three things were said."]
    for text in texts:
        archive.add(article("a", text))
    versions = archive.versions("a")
    assert [archive.article("a", one.version).text for one in versions] == texts
    assert [one.characters for one in versions] == [len(text) for text in texts]
    assert versions[-1].version == archive.article("a").version
    with pytest.raises(ArticleNotFoundError, match="no version 'x' of an article 'a'"):
        archive.article("a", "x")
    with pytest.raises(ArticleNotFoundError, match="no article 'b'"):
        archive.versions("b")


def test_hostile_text_of_articles_is_only_shown(archive: Archive) -> None:
    id = f"id {EVIL}"
    for text in (f"{EVIL} was here. It went away.", f"{EVIL} is here. It stays."):
        archive.add(article(id, text, title=f"title {EVIL}", publisher=EVIL))
    browsing = Browsing(archive)
    version = archive.versions(id)[0].version
    drawn = [
        browsing.page("", "added", 0)[0],
        browsing.opened(f"article:{id}", "")[0],
        browsing.opened(f"version:{version}", id)[0],
        render_articles.since_html(True, changes(EVIL, EVIL + "!")),
    ]
    for html in drawn:
        assert "alert&#40;1&#41;" in html
        assert not re.search(r"<(?:script|img)|\$\{|\{\{", html)
        assert set(re.findall(r"<(\w+)", html)) <= {
            *("section", "header", "h3", "p", "div", "button", "details", "summary", "ul", "ol", "li", "ins", "del"),
        }
        assert not re.search(r"<[^>]*\son\w+=", html)


@pytest.mark.parametrize("name", ["", "article:", "article:none", "version:x", "nonsense", "2-c1"])
def test_what_no_button_names_opens_nothing(filled: Archive, name: str) -> None:
    drawn, opened, *_ = Browsing(filled).opened(name, "")
    assert "no longer in the archive" in drawn
    assert opened == ""


def test_what_was_read_in_part_is_told(filled: Archive) -> None:
    note = "2 of 5 pages are pictures: not read"
    kept = [replace(one, in_part=one.id == "a", notes=(note,) if one.id == "a" else ()) for one in filled.articles()]
    listed = ArticlePage(len(kept), tuple(kept))
    article = next(one for one in kept if one.id == "a")
    opened = render_articles.article_html(filled.article("a"), article, ())
    for drawn in (render_articles.list_html(listed, 0), opened):
        assert unescape(drawn).count(f"read in part · {note}") == 1
    assert render_chat.sources_html(listed).count("read in part") == 1


def test_an_empty_archive_has_a_place_for_files(archive: Archive) -> None:
    drawn = Browsing(archive).page("", "added", 0)[0]
    assert "Drop files here" in drawn
    assert "Try the demo" in drawn
    assert "Drop files here" not in Browsing(archive, read_only=True).page("", "added", 0)[0]


def test_a_page_beyond_the_last_is_the_last(filled: Archive) -> None:
    assert Browsing(filled).page("", "added", 9)[1] == 0
    assert Browsing(filled).page("nothing", "added", 9)[1] == 0
    assert "characters" in Browsing(filled).page("x" * 3_000, "added", 0)[0]
    assert "900 words" in Browsing(filled).page("a " * 900, "added", 0)[0]


def test_what_was_inferred_or_corrected_is_marked_in_the_list_and_on_markers(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "storm.txt"
    file.write_text("Storm closes harbour\nBy Ann Lee\nPublished: 3 May 2024\n\nThe harbour of Northford was closed.\n")
    (id,) = archive.add(file).added
    archive.edit(id, publisher="Coast News")
    browsing = Browsing(archive)
    marks = ("inferred", "publisher corrected by hand")
    listed, opened = browsing.page("", "added", 0)[0], browsing.opened(f"article:{id}", "")[0]
    reply = archive.ask("What was closed?")
    cards = "".join(re.findall(r'data-known="([^"]*)"', render.reply_html(0, reply)))
    for drawn in (listed, opened, unescape(cards)):
        assert all(mark in unescape(drawn) for mark in marks), drawn
