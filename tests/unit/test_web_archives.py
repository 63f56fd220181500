"""Web archives: each page becomes an article with its address; what is not read is counted."""

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from test_web_pages import STORY, page

from byline import Archive
from byline.ingest import Draft, Rejection
from byline.ingest.child import parse
from byline.ingest.files import size_problem

STORIES = [STORY.replace("Norrey", place) for place in ("Norrey", "Sandmouth", "Ellsworth")]


class Capture:
    """Writes a WARC file."""

    def __init__(self, *, packed: bool = True) -> None:
        self.content = b""
        self._packed = packed
        self.record("warcinfo", "", b"software: a crawler\r\n", "application/warc-fields")

    def add(self, path: str, body: bytes, kind: str = "text/html", status: str = "200 OK", encoding: str = "") -> None:
        packed = f"Content-Encoding: {encoding}\r\n" if encoding else ""
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{packed}\r\n".encode()
        self.record("response", path, head + body)

    def record(self, record: str, path: str, content: bytes, kind: str = "application/http; msgtype=response") -> None:
        head = (
            f"WARC/1.0\r\nWARC-Type: {record}\r\nWARC-Record-ID: <urn:uuid:{len(self.content):032x}>\r\n"
            f"WARC-Date: 2024-03-05T10:00:00Z\r\nWARC-Target-URI: https://courier.example/{path}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        whole = head.encode() + content + b"\r\n\r\n"
        self.content += gzip.compress(whole) if self._packed else whole


def html(story: str) -> bytes:
    return page(f"<main>{story}</main>").encode()


def drafts(folder: Path, content: bytes, name: str = "a.warc.gz") -> list[Draft]:
    (folder / name).write_bytes(content)
    found = list(parse(folder / name))
    assert all(isinstance(one, Draft) for one in found), found
    return [one for one in found if isinstance(one, Draft)]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_each_page_is_an_article_with_its_address(tmp_path: Path, name: str) -> None:
    capture = Capture(packed=name.endswith(".gz"))
    capture.add("one", html(STORIES[0]))
    capture.add("two", gzip.compress(html(STORIES[1])), encoding="gzip")
    latin = page(f"<main>{STORIES[2].replace('pool', 'pöol')}</main>").replace('<meta charset="utf-8">', "")
    capture.add("three", latin.encode("latin-1"), "text/html; charset=ISO-8859-1")
    found = drafts(tmp_path, capture.content, name)
    assert [(one.url, one.row) for one in found] == [
        (f"https://courier.example/{path}", row) for row, path in enumerate(("one", "two", "three"), start=1)
    ]
    assert ["Norrey" in found[0].text, "Sandmouth" in found[1].text, "pöol at Ellsworth" in found[2].text] == [True] * 3
    assert all(one.notes == ("captured on 5 Mar 2024",) and one.published is None for one in found)
    assert not any(one.warnings or one.in_part for one in found)


def test_what_is_no_page_is_counted(tmp_path: Path) -> None:
    capture = Capture()
    capture.add("one", html(STORIES[0]))
    capture.add("one?again", html(STORIES[0]))
    capture.add("logo.png", b"\x89PNG", "image/png")
    capture.add("font.woff", b"wOFF", "font/woff")
    capture.add("report.pdf", b"%PDF-1.4", "application/pdf")
    capture.add("gone", html(STORIES[1]), status="404 Not Found")
    capture.add("moved", b"", status="301 Moved Permanently")
    capture.add("frame", b"<html><body><p>Buy now</p></body></html>")
    capture.add("odd", html(STORIES[2]), encoding="zstd")
    capture.record("revisit", "one", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    [draft] = drafts(tmp_path, capture.content)
    assert draft.url == "https://courier.example/one"
    [told] = draft.warnings
    assert told == (
        "not read: 1 application/pdf, 1 page answered with 404, 1 page compressed by zstd, 1 page without an article, such "
        "as a frame, 1 repeated capture of a page, 1 revisit of a page captured before or elsewhere, 2 files of other kinds"
    )


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_breaks_off_is_read_so_far_and_told(tmp_path: Path, packed: bool) -> None:
    capture = Capture(packed=packed)
    capture.add("one", html(STORIES[0]))
    second = len(capture.content)
    capture.add("two", html(STORIES[1] * 9))
    cut = capture.content[: (second + len(capture.content)) // 2]
    found = drafts(tmp_path, cut, "a.warc.gz" if packed else "a.warc")
    assert found[0].url == "https://courier.example/one"
    assert not found[0].in_part
    assert "the file breaks off, so the rest is lost" in found[-1].warnings
    if len(found) > 1:
        assert found[1].in_part
        assert found[1].notes[0] == "the file breaks off within this page"


def test_a_file_packed_as_a_whole_is_read(tmp_path: Path) -> None:
    capture = Capture(packed=False)
    capture.add("one", html(STORIES[0]))
    [draft] = drafts(tmp_path, gzip.compress(capture.content))
    assert draft.url == "https://courier.example/one"
    assert not draft.warnings


def wacz(folder: Path, content: bytes, pages: list[str]) -> Path:
    with zipfile.ZipFile(folder / "a.wacz", "w") as archive:
        archive.writestr("archive/data.warc.gz", content)
        listed = [{"format": "json-pages-1.0", "id": "pages"}, *({"url": one} for one in pages)]
        archive.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, listed)))
        archive.writestr("datapackage.json", "{}")
    return folder / "a.wacz"


def test_a_page_that_was_asked_for_is_told_where_it_has_no_article(tmp_path: Path) -> None:
    capture = Capture()
    capture.add("one", html(STORIES[0]))
    capture.add("empty", b"<html><body></body></html>")
    short = b"<html><body><article><p>The pool at Norrey is open again since noon.</p></article></body></html>"
    capture.add("short", short)
    capture.add("frame", b"<html><body></body><!-- --></html>")
    file = wacz(tmp_path, capture.content, [f"https://courier.example/{path}" for path in ("one", "empty", "short")])
    first, second, third = parse(file)
    assert isinstance(first, Draft)
    assert isinstance(second, Rejection)
    assert second.reason.startswith("https://courier.example/empty: no article found on the page")
    assert isinstance(third, Draft)
    assert third.text == "The pool at Norrey is open again since noon."
    assert third.warnings == ("not read: 1 page without an article, such as a frame",)


@pytest.mark.parametrize(
    ("name", "write", "reason"),
    [
        ("a.warc", lambda file: file.write_bytes(b"no"), "not a readable WARC file: it does not start like one"),
        (
            "a.warc.gz",
            lambda file: file.write_bytes(b"Hello." * 90),
            "not a readable WARC file: it does not start like",
        ),
        ("a.warc.gz", lambda file: file.write_bytes(gzip.compress(b"Hi")[:15]), "not a readable WARC file"),
        ("a.wacz", lambda file: file.write_bytes(b"PK no"), "not a readable WACZ file: File is not a zip file"),
        ("a.warc", lambda file: file.write_bytes(Capture(packed=False).content), "no article in it"),
    ],
)
def test_what_is_no_web_archive_is_rejected(
    tmp_path: Path, name: str, write: Callable[[Path], object], reason: str
) -> None:
    write(tmp_path / name)
    [message] = parse(tmp_path / name)
    assert isinstance(message, Rejection)
    assert message.reason.startswith(reason)


def test_an_archive_takes_a_web_archive_whatever_its_size(archive: Archive, tmp_path: Path) -> None:
    capture = Capture()
    capture.add("one", html(STORIES[0]))
    capture.add("two", html(STORIES[1]))
    (tmp_path / "A.WARC.GZ").write_bytes(capture.content)
    report = archive.add(tmp_path / "A.WARC.GZ")
    assert list(report.added) == ["https://courier.example/one", "https://courier.example/two"]
    assert [one.notes for one in archive.articles()] == [("captured on 5 Mar 2024",)] * 2
    assert not size_problem(Path("a.warc.gz"), 10**12)
    assert size_problem(Path("a.gz"), 10**12)
