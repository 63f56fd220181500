"""Web archives (.warc, .warc.gz, .wacz), read by warcio: each HTML page becomes an article with its address."""

import gzip
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from byline.errors import ArticleError
from byline.ingest.draft import Draft, Rejection
from byline.ingest.html import article_of_page
from byline.ingest.packed import opened

_File = BufferedReader | zipfile.ZipExtFile

_BEGINNING = b"WARC/"
_GZIP = b"\x1f\x8b"
_HTML = {"text/html", "application/xhtml+xml"}
_DOCUMENTS = {"application/pdf", "application/msword", "application/rtf", "application/epub+zip"}  # and of OOXML
_ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate", "br"}
_MAX_PAGE_BYTES = 20_000_000
_MAX_UNPACKED_BYTES = 20_000_000_000  # only one record at a time is unpacked
_FEWEST_CHARACTERS = 200  # for a page not known to be an article: frames have less text
_OK = "200"
_WHOLE_PAGES = ("pages/pages.jsonl", "pages/extraPages.jsonl")


@dataclass(slots=True)
class _Unread:
    """What is not read from a web archive: counts by the singular and plural of its name."""

    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    is_broken: bool = False

    def add(self, one: str, several: str) -> None:
        self.kinds[one, several] += 1

    def told(self) -> tuple[str, ...]:
        counted = [f"{count:,} {one if count == 1 else several}" for (one, several), count in self.kinds.items()]
        told = (f"not read: {', '.join(sorted(counted))}",) if counted else ()
        return (*told, *(("the file breaks off, so the rest is lost",) if self.is_broken else ()))


class _Unpacked(RawIOBase):
    """The content of a file that may be gzipped, up to where it breaks off."""

    def __init__(self, file: _File) -> None:
        self._stream = gzip.GzipFile(fileobj=file) if file.peek(2).startswith(_GZIP) else file
        self._last = b""

    @property
    def is_broken(self) -> bool:
        """Whether the data read so far lacks the end of a record."""
        return not self._last.endswith((b"\r\n\r\n", b"\n\n"))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            found = self._stream.read1(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            found = b""
        buffer[: len(found)] = found
        self._last = (self._last + found)[-4:]
        return len(found)


def parse_warc(file: Path) -> Iterator[Draft | Rejection]:
    """Read the pages of a WARC file in the order in which they were fetched."""
    with file.open("rb") as stream:
        yield from _pages([stream], frozenset())


def parse_wacz(file: Path) -> Iterator[Draft | Rejection]:
    """Read the pages of the WARC files in a WACZ file."""
    with opened(file, "WACZ file", most=_MAX_UNPACKED_BYTES) as archive:
        names = [name for name in archive.namelist() if name.endswith((".warc", ".warc.gz"))]
        if not names:
            raise ArticleError("not a readable WACZ file: no WARC file in it")
        yield from _pages(_streams(archive, names), frozenset(_listed(archive)))


def _streams(archive: zipfile.ZipFile, names: list[str]) -> Iterator[_File]:
    for name in names:
        with archive.open(name) as stream:
            yield cast(zipfile.ZipExtFile, stream)


def _listed(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the addresses of whole pages; other HTML, such as a frame, is embedded in one."""
    present = set(archive.namelist())
    for name in _WHOLE_PAGES:
        if name not in present or archive.getinfo(name).file_size > _MAX_PAGE_BYTES:
            continue
        for line in archive.read(name).decode(errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and isinstance(entry.get("url"), str):
                yield entry["url"]


def _pages(streams: Iterable[_File], listed: frozenset[str]) -> Iterator[Draft | Rejection]:
    """Yield the articles; what was not read is reported with the last one.

    Args:
        streams: WARC files.
        listed: Addresses of pages that should be articles; empty if not known.
    """
    unread, seen, number = _Unread(), set[bytes](), 0
    waiting: Draft | Rejection | None = None
    for stream in streams:
        for record in _records(stream, unread):
            content = _page_in(record, unread)
            if content is None:
                continue
            digest = sha256(content).digest()
            if digest in seen:
                unread.add("repeated capture of a page", "repeated captures of pages")
                continue
            seen.add(digest)
            found = _article(record, content, listed)
            if found is None:
                unread.add("page without an article, such as a frame", "pages without an article, such as frames")
                continue
            if waiting:
                yield waiting
            number += 1
            waiting = replace(found, row=number)
    told = unread.told()
    if waiting is None:
        raise ArticleError("; ".join(("no article in it", *told)))
    if isinstance(waiting, Draft):
        yield replace(waiting, warnings=waiting.warnings + told)
    else:
        yield replace(waiting, reason="; ".join((waiting.reason, *told)))


def _article(record: ArcWarcRecord, content: bytes, listed: frozenset[str]) -> Draft | Rejection | None:
    """Read the article on a page; None if there is none and none is expected."""
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        draft = article_of_page(content, address)
    except ArticleError as error:
        return Rejection(f"{address}: {error}") if address in listed else None
    if address not in listed and len(draft.text) < _FEWEST_CHARACTERS:
        return None
    notes, is_cut = draft.notes, _is_cut(record)
    if is_cut:
        notes += ("the file breaks off within this page",)
    if captured := _captured(record):
        notes += (f"captured on {captured.day} {captured:%b %Y}",)  # not when it was published
    return replace(draft, notes=notes, in_part=draft.in_part or is_cut)


def _records(stream: _File, unread: _Unread) -> Iterator[ArcWarcRecord]:
    """Yield the records of a file up to where it breaks off.

    Raises:
        ArticleError: It is not a WARC file.
    """
    unpacked = _Unpacked(stream)
    plain = BufferedReader(unpacked)
    if not plain.peek(10).startswith(_BEGINNING):
        raise ArticleError("not a readable WARC file: it does not start like one")
    try:
        yield from ArchiveIterator(plain)
    except (ArchiveLoadFailed, EOFError, ValueError):
        unread.is_broken = True
    unread.is_broken |= unpacked.is_broken


def _is_cut(record: ArcWarcRecord) -> bool:
    """Return whether a record has less data than it declares."""
    return getattr(record.raw_stream, "limit", 0) > 0


def _page_in(record: ArcWarcRecord, unread: _Unread) -> bytes | None:
    """Return the HTML of a record in UTF-8; None if it has none, which is counted."""
    if record.rec_type == "revisit":
        unread.add("revisit of a page captured before or elsewhere", "revisits of pages captured before or elsewhere")
    if record.rec_type not in {"response", "resource"}:
        return None
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    status = record.http_headers.get_statuscode() if record.http_headers else _OK
    kind, charset = _media_type(headers.get_header("Content-Type") if headers else None)
    if kind not in _HTML:
        if kind in _DOCUMENTS or "officedocument" in kind:
            unread.add(kind, kind)
        elif record.rec_type == "response":
            unread.add("file of another kind", "files of other kinds")
        return None
    if status != _OK:
        if not status.startswith("3"):
            unread.add(f"page answered with {status}", f"pages answered with {status}")
        return None
    encoding = (record.http_headers.get_header("Content-Encoding") or "") if record.http_headers else ""
    if encoding.lower() not in _ENCODINGS:
        unread.add(f"page compressed by {encoding.lower()}", f"pages compressed by {encoding.lower()}")
        return None
    content: bytes = record.content_stream().read(_MAX_PAGE_BYTES + 1)
    if len(content) > _MAX_PAGE_BYTES:
        unread.add(f"page of more than {_MAX_PAGE_BYTES:,} bytes", f"pages of more than {_MAX_PAGE_BYTES:,} bytes")
        return None
    try:
        return content.decode(charset).encode() if charset else content
    except (LookupError, UnicodeError):  # the charset the page declares may be right
        return content


def _media_type(header: str | None) -> tuple[str, str]:
    kind, _, parameters = (header or "").partition(";")
    _, _, charset = parameters.lower().partition("charset=")
    return kind.strip().lower(), charset.split(";")[0].strip(" \"'")


def _captured(record: ArcWarcRecord) -> datetime | None:
    try:
        return datetime.fromisoformat((record.rec_headers.get_header("WARC-Date") or "").replace("Z", "+00:00"))
    except ValueError:
        return None
