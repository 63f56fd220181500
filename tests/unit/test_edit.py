"""Inferred and corrected details of an article: marked everywhere, and kept when its file is read again."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import WordEncoder

from byline import Archive, Article, ArticleNotFoundError, InputError, cli

TEXT = (
    "Ferry to run at night\n\nBy Ana Voss, The Harbour Courier, 4 May 2026\n\n"
    "The ferry between Kell and the island will run until one in the morning from June, its owner said.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ferry.txt").write_text(TEXT)
    return tmp_path / "in"


def test_what_a_head_tells_is_taken_and_marked(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    article = archive.article("ferry")
    assert (article.author, article.publisher) == ("Ana Voss", "The Harbour Courier")
    assert article.published == datetime(2026, 5, 4, tzinfo=UTC)
    assert article.inferred == {"author", "publisher", "published"}
    [hit, *_] = archive.search("When does the ferry run?").to_dict()["hits"]
    assert hit["inferred_fields"] == ["author", "published", "publisher"]
    assert archive.summary("ferry").to_dict()["inferred"] == hit["inferred_fields"]


def test_what_its_source_says_is_never_overridden(archive: Archive, folder: Path) -> None:
    (folder / "metadata.csv").write_text("file,published,publisher\nferry.txt,2026-05-03,Kell Gazette\n")
    archive.add(folder)
    article = archive.article("ferry")
    assert (article.publisher, article.published) == ("Kell Gazette", datetime(2026, 5, 3, tzinfo=UTC))
    assert article.inferred == {"author"}


def test_articles_given_as_objects_are_taken_as_they_are(archive: Archive) -> None:
    archive.add(Article("a", TEXT))
    assert (archive.article("a").author, archive.article("a").inferred) == (None, frozenset())


def test_what_was_corrected_is_kept_when_its_file_changes(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    edited = archive.edit("ferry", published="3 May 2026", author="Ana Voss-Lind")
    assert (edited.author, edited.inferred, edited.edited) == ("Ana Voss-Lind", {"publisher"}, {"author", "published"})
    assert archive.add(folder).unchanged == ("ferry",)
    (folder / "ferry.txt").write_text(TEXT + "\nThe fare stays what it was.\n")
    assert archive.add(folder).updated == ("ferry",)
    again = archive.article("ferry")
    assert (again.author, again.published, again.edited) == (edited.author, edited.published, edited.edited)
    restored = archive.edit("ferry", restore=["author"])
    assert (restored.author, restored.edited) == ("Ana Voss", {"published"})
    assert len(archive.versions("ferry")) == 4


def test_copies_of_a_corrected_article_are_still_known(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    archive.edit("ferry", title="The night ferry")
    (folder / "below").mkdir()
    (folder / "below" / "ferry.txt").write_text(TEXT)
    assert archive.add(folder / "below").unchanged == ("ferry",)


def test_only_what_is_embedded_is_embedded_again(archive: Archive, encoder: WordEncoder, folder: Path) -> None:
    archive.add(folder)
    encoder.embedded.clear()
    archive.edit("ferry", publisher="Kell Gazette")
    assert encoder.embedded == []
    archive.edit("ferry", title="The night ferry")
    assert len(encoder.embedded) == 1
    assert archive.search("night ferry").to_dict()["hits"][0]["document_title"] == "The night ferry"
    assert all(finding.healthy for finding in archive.doctor())


def test_receipts_of_what_was_cited_before_verify(archive: Archive, folder: Path) -> None:
    archive.add(folder)
    receipt = archive.receipt(archive.ask("Until when will the ferry run?"))
    archive.edit("ferry", published="2026-05-03", title="The night ferry")
    assert archive.verify(receipt).verdict == "accepted"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"published": "soon"}, "published: found 'soon', expected a date such as 2025-06-30"),
        ({"published": "03/04/2025"}, "published: found '03/04/2025', expected a date"),
        ({"published": datetime(2026, 5, 4)}, "expected a date such as 2025-06-30, or a datetime with a time zone"),
        ({"text": "Another."}, "edit: found 'text', expected one of title, publisher, author, published"),
        ({"author": 3}, "author: found int, expected text"),
        ({}, "edit: found nothing to change"),
    ],
)
def test_what_cannot_be_done_is_told(archive: Archive, folder: Path, values: dict[str, str], message: str) -> None:
    archive.add(folder)
    with pytest.raises(InputError) as raised:
        archive.edit("ferry", **values)
    assert message in str(raised.value)
    with pytest.raises(ArticleNotFoundError, match="no article 'none'"):
        archive.edit("none", title="A")


def test_the_command_line_edits_and_shows(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "byline.cli.articles.open_archive", lambda *_: Archive(tmp_path / "index", encoder=WordEncoder())
    )
    assert cli.main(["add", str(folder)]) == 0
    assert cli.main(["list"]) == 0
    assert "(date, author and publisher inferred)" not in (listed := capsys.readouterr().out)
    assert "(publisher, author and date inferred)" in listed
    assert cli.main(["edit", "ferry", "--published", "2026-05-03", "--author", ""]) == 0
    assert capsys.readouterr().out == "ferry: publisher inferred, author and date corrected by hand\n"
    assert cli.main(["show", "ferry"]) == 0
    assert "note:       publisher inferred, author and date corrected by hand" in capsys.readouterr().out
    assert cli.main(["edit", "ferry", "--restore", "author", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["edited"] == ["published"]
    assert cli.main(["edit", "ferry", "--published", "31 June 2026"]) == 2
    assert "found '31 June 2026', expected a date such as" in capsys.readouterr().err
