"""Adding articles in the page: what is accepted, the progress, what stops it, and who may do it."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from support.website import Page, Site

from byline import Archive, ArchiveLockedError
from byline.records import Outcome
from byline.web.doors.access import Access
from byline.web.page.adding import MAX_PASTED_CHARACTERS, Adding
from byline.web.page.render_adding import Added, ended_html, running_html

OWNER, READER = "ann", "bob"
ACCESS = Access(OWNER, "a", reader_user=READER, reader_password="b")


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def adding(archive: Archive, uploads: Path) -> Adding:
    return Adding(archive, ACCESS, uploads)


def uploaded(uploads: Path, name: str, text: str) -> str:
    file = uploads / name.partition(".")[0] / name
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return str(file)


def ended(adding: Adding) -> dict[str, Any]:
    """Wait until nothing is being added any more."""
    until = time.monotonic() + 20
    while (found := adding.look(OWNER))["running"]:
        assert time.monotonic() < until
        time.sleep(0.01)
    return {**found, "html": unescape(found["html"])}


def test_files_are_added_and_removed_from_where_they_lay(adding: Adding, archive: Archive, uploads: Path) -> None:
    paths = [uploaded(uploads, "a.txt", "The tram opens in June."), uploaded(uploads, "b.exe", "Not an article.")]
    adding.add({"paths": paths, "left_out": [{"name": "c.zipx", "size": 5}, {"name": "d.txt", "size": 10**8}]}, OWNER)
    found = ended(adding)
    assert found["ids"] == ["a"]
    assert "1 article added." in found["html"]
    assert "Brief me on this article" in found["html"]
    assert "3 not added" in found["html"]
    for problem in ("b.exe: this kind", "c.zipx: this kind", "d.txt: larger than 20 MB"):
        assert problem in found["html"]
    assert archive.article("a").text == "The tram opens in June."
    assert not [file for file in uploads.rglob("*") if file.is_file()]
    assert adding.forget(OWNER)["html"] == ""


def test_a_pasted_text_is_read_like_a_file(adding: Adding, archive: Archive, uploads: Path) -> None:
    text = "Harbour tram delayed\nBy Ann Lee\n3 March 2026\n\nThe tram of Marensund will not open before June.\n"
    adding.add({"text": text, "title": "Tram: “late”, again?"}, OWNER)
    (id,) = ended(adding)["ids"]
    found = archive.article(id)
    assert (found.text, found.title, found.author) == (text, "Tram: “late”, again?", "Ann Lee")
    assert (str(found.published)[:10], found.inferred) == ("2026-03-03", {"author", "published"})
    assert not [*uploads.iterdir()]
    adding.add({"text": text, "title": "Tram: “late”, again?"}, OWNER)
    assert "1 already in the archive" in ended(adding)["html"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (None, "No file was sent"),
        ({"paths": []}, "No file was sent"),
        ({"paths": "/etc/passwd"}, "No file was sent"),
        ({"paths": ["/etc/passwd"]}, "One of these files was not uploaded"),
        ({"paths": ["{uploads}/../secret.txt"]}, "One of these files was not uploaded"),
        ({"paths": ["{uploads}/none.txt"]}, "One of these files was not uploaded"),
        ({"paths": ["{uploads}/\0"]}, "No file was sent"),
        ({"paths": ["{uploads}/" + "x" * 5_000]}, "The upload could not be read or stored."),
        ({"paths": ["a.txt"] * 21}, "21 files were sent; add at most 20 at a time"),
        ({"text": " \n"}, "There is no text to add; paste it first"),
        ({"text": 7}, "There is no text to add; paste it first"),
        ({"text": "x" * (MAX_PASTED_CHARACTERS + 1)}, "The text has 1,000,001 characters, the limit is 1,000,000"),
        ({"link": "https://example.org/"}, "Adding by link is turned off; start the server with --fetch"),
    ],
)
def test_what_cannot_be_added_is_refused_in_a_line(
    adding: Adding, archive: Archive, uploads: Path, sent: Any, message: str
) -> None:
    uploads.mkdir()
    (uploads.parent / "secret.txt").write_text("A secret.")
    if isinstance(sent, dict) and isinstance(sent.get("paths"), list):
        sent = {"paths": [path.format(uploads=uploads) for path in sent["paths"]]}
    assert message in adding.add(sent, OWNER)["refused"]
    assert not adding.look(OWNER)["running"]
    assert not archive.articles()


@pytest.mark.parametrize("user", [READER, None])
def test_only_the_owner_adds(adding: Adding, archive: Archive, user: str | None) -> None:
    assert "Only the owner" in adding.add({"demo": True}, user)["refused"]
    assert adding.look(user) == {"may": False}
    assert not archive.articles()


def test_a_link_is_followed_only_where_that_was_asked_for(online_archive: Archive, uploads: Path, news: Site) -> None:
    news.pages["/a.txt"] = Page("The tram opens in June.", type="text/plain")
    refusing = Adding(online_archive, Access(), uploads)
    assert "--fetch" in refusing.add({"link": news.url("/a.txt")}, None)["refused"]
    assert news.asked == []
    following = Adding(online_archive, Access(fetch=True), uploads)
    assert following.add({"link": "tram"}, None)["refused"].startswith("“tram” is not a link.")
    following.add({"link": f" {news.url('/a.txt')} "}, None)
    assert ended(following)["ids"] == [news.url("/a.txt")]
    following.add({"link": news.url("/none")}, None)
    assert "1 not added" in ended(following)["html"]
    assert news.paths == ["/a.txt", "/none"]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Yield two events: a transaction was acknowledged; the archive may go on after it."""
    reached, go = threading.Event(), threading.Event()
    add = Archive.add

    def holding(self: Archive, sources: Any, *, acknowledge: Callable[..., None] = lambda *_: None) -> Any:
        def told(outcomes: Sequence[Outcome], share: float) -> None:
            acknowledge(outcomes, share)
            reached.set()
            assert go.wait(20)

        return add(self, sources, acknowledge=told)

    monkeypatch.setattr(Archive, "add", holding)
    yield reached, go
    go.set()


def test_what_was_acknowledged_stays_when_it_is_stopped(
    adding: Adding, archive: Archive, uploads: Path, held: tuple[threading.Event, threading.Event]
) -> None:
    reached, go = held
    rows = "".join(json.dumps({"id": f"r{n}", "text": f"Report {n} of the harbour."}) + "\n" for n in range(200))
    adding.add({"paths": [uploaded(uploads, "many.jsonl", rows)], "coming": 10**6}, OWNER)
    adding.add({"paths": [uploaded(uploads, "late.txt", "It came too late.")]}, OWNER)
    assert reached.wait(20)
    drawn = adding.look(OWNER)["html"]
    assert "64 articles done" in drawn
    assert "Stop</button>" in drawn
    assert len(archive.articles()) == 64  # and others may ask meanwhile
    assert "Stopping" in adding.stop(OWNER)["html"]
    more = uploaded(uploads, "more.txt", "Of the same choice of files.")
    assert adding.add({"paths": [more], "goes_on": True}, OWNER)["running"]
    assert "is still being stopped" in adding.add({"text": "Another.", "title": "Another"}, OWNER)["refused"]
    go.set()
    found = ended(adding)
    assert "Stopped. 128 articles added." in found["html"]
    assert len(found["ids"]) == len(archive.articles()) == 128
    assert archive.search("harbour")
    assert not [file for file in uploads.rglob("*") if file.is_file()]


def test_what_the_browser_sends_in_parts_is_told_as_one(adding: Adding, uploads: Path) -> None:
    adding.add({"paths": [uploaded(uploads, "a.txt", "The first.")], "coming": 10}, OWNER)
    deadline = time.monotonic() + 20
    while "1 article done" not in adding.look(OWNER)["html"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert adding.look(OWNER)["running"]  # more is to come
    adding.add({"paths": [uploaded(uploads, "b.txt", "The second.")], "coming": 0}, OWNER)
    assert ended(adding)["ids"] == ["a", "b"]


def test_an_archive_that_cannot_be_written_is_told(
    adding: Adding, archive: Archive, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise ArchiveLockedError("/secret/index: another process is adding or removing articles")

    monkeypatch.setattr(archive, "add", locked)
    adding.add({"paths": [uploaded(uploads, "a.txt", "The first.")]}, OWNER)
    drawn = ended(adding)["html"]
    assert "Nothing was added." in drawn
    assert "the archive cannot be written to" in drawn
    assert "secret" not in drawn


@pytest.mark.parametrize(
    ("share", "seconds", "left"),
    [
        (0.5, 1, ""),
        (0.01, 60, ""),
        (0.5, 30, ", less than a minute left"),
        (0.5, 70, ", about 1 minute left"),
        (0.1, 20, ", about 3 minutes left"),
        (0.1, 1_200, ", about 3 hours left"),
    ],
)
def test_how_long_it_takes_is_told_once_it_can_be_known(share: float, seconds: float, left: str) -> None:
    added = Added()
    added.take([Outcome("added", "a.txt", "a")])
    assert f"1 article done{left}</p>" in running_html(added, share, seconds, is_stopping=False)


def test_hostile_names_are_only_shown() -> None:
    added = Added()
    added.take([Outcome("rejected", "<script>x</script>.pdf", None, "${alert(1)}")])
    drawn = ended_html(added)
    assert "<script" not in drawn
    assert "${" not in drawn
