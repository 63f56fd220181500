"""Correcting the details of articles in the page and the API, and the citations afterwards."""

from datetime import UTC, datetime

import pytest
from support import article

from byline import Archive
from byline.web.page.editing import Editing

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def tram(archive: Archive) -> Archive:
    archive.add(
        article("tram", "The tram opens in June.", title="Tram", publisher="Courier", published=NOON, author="Ann Lee")
    )
    return archive


def typed(archive: Archive, **changed: str) -> dict[str, str]:
    """Return the fields of the form, some with other values typed in."""
    *_, title, publisher, author, published = Editing(archive).begun("tram")
    shown = (title, publisher, author, published)
    values = dict(zip(("title", "publisher", "author", "published"), (one.value for one in shown), strict=True))  # type: ignore[attr-defined]
    return values | changed


def test_only_what_was_changed_is_corrected(tram: Archive) -> None:
    editing = Editing(tram)
    assert typed(tram)["published"] == "2026-03-03 12:00:00+00:00"
    assert editing.saved("tram", typed(tram), None) == ""
    assert not tram.article("tram").edited
    assert editing.saved("tram", typed(tram, published="4 March 2026", author=" "), None) == ""
    found = tram.article("tram")
    assert (found.published, found.author) == (datetime(2026, 3, 4, tzinfo=UTC), None)
    assert (found.publisher, found.edited) == ("Courier", {"published", "author"})
    assert typed(tram)["published"] == "2026-03-04"
    assert editing.restored("tram", None) == ""
    found = tram.article("tram")
    assert (found.published, found.author, found.edited) == (NOON, "Ann Lee", frozenset())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("soon", "“soon” is not a date. Use a date such as 2025-06-30."),
        ("03/04/2025", "“03/04/2025” is not a date. Use a date such as 2025-06-30."),
    ],
)
def test_a_bad_date_gets_one_line_and_changes_nothing(tram: Archive, written: str, told: str) -> None:
    assert Editing(tram).saved("tram", typed(tram, published=written, title="Other"), None) == told
    assert tram.article("tram").title == "Tram"


def test_what_was_inferred_is_marked(archive: Archive) -> None:
    from dataclasses import replace

    archive.add(replace(article("tram", "The tram opens.", publisher="Courier"), inferred=frozenset({"publisher"})))
    _, _, restore, _, publisher, author, _ = Editing(archive).begun("tram")
    assert (publisher.label, author.label) == ("Publisher (inferred: please check)", "Author")  # type: ignore[attr-defined]
    assert not restore.visible  # type: ignore[attr-defined]
    archive.edit("tram", publisher="The Sound")
    _, _, restore, _, publisher, *_ = Editing(archive).begun("tram")
    assert publisher.label == "Publisher (corrected by hand)"  # type: ignore[attr-defined]
    assert restore.visible  # type: ignore[attr-defined]


def test_an_article_that_is_gone_is_told(tram: Archive) -> None:
    values = typed(tram, title="Other")
    tram.remove("tram")
    assert Editing(tram).saved("tram", values, None) == "That article is no longer in the archive."
    assert Editing(tram).restored("tram", None) == "That article is no longer in the archive."


def test_a_reply_that_was_kept_cites_the_details_as_they_are_corrected(tram: Archive) -> None:
    kept = tram.ask("When does the tram open?").to_dict()
    assert {hit["publisher"] for hit in kept["hits"]} == {"Courier"}
    tram.edit("tram", publisher="The Sound")
    again = tram.reply_from_json(kept)
    assert again
    assert {hit.article.publisher for hit in again.hits} == {"The Sound"}
    tram.add(article("tram", "The tram opens in July.", title="Tram", publisher="Courier", published=NOON))
    before = tram.reply_from_json(kept)
    assert before
    assert {hit.article.text for hit in before.hits} == {"The tram opens in June."}  # the new text is another version
