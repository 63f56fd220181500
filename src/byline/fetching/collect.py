"""Fetch pages and feeds, and write them to files that the sandbox reads.

feed -> entries -> addresses -> Fetcher -> files with what to remember about them -> Adder
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self

from byline.errors import ArticleError
from byline.fetching.addresses import checked_url
from byline.fetching.fetcher import FEEDS, PAGES, Fetched, Fetcher
from byline.ingest import Draft, Found, FoundFile, Rejection, Sandbox
from byline.ingest.files import PARSERS
from byline.language.text import one_line
from byline.records import AddReport
from byline.store.base import Catalog


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What is remembered about a page, so that it need not be sent or read again.

    Attributes:
        stamp: When the feed that listed it said it was last changed; empty if it did not say.
        etag: The response's ETag; None if it had none.
        modified: The response's `Last-Modified`; None if it had none.
        content: SHA-256, in hexadecimal, of the page and of what the feed said about it.
        parsers: `PARSERS` when it was read.
    """

    stamp: str
    etag: str | None
    modified: str | None
    content: str
    parsers: str

    @classmethod
    def of(cls, source: tuple[str, str] | None) -> Self | None:
        """Parse what the archive has about a source; None if the source is new or was a file."""
        _, kept = source or ("", "")
        return cls(**json.loads(kept)) if kept.startswith("{") else None

    def to_json(self) -> str:
        return json.dumps(asdict(self))


@dataclass(slots=True)
class _Entry:
    """A link in a feed.

    Attributes:
        stamp: When the feed says it was last changed; empty if it does not say.
        is_new: Whether the archive has nothing from this address.
        unchanged: What was remembered about it if it need not be fetched, otherwise None.
    """

    address: str
    metadata: Draft
    stamp: str
    is_new: bool
    unchanged: _Remembered | None


@dataclass(slots=True)
class _Followed:
    """A feed that was fetched.

    Attributes:
        sources: The addresses taken from it.
        left: How many more it had, beyond the limit.
    """

    fetched: Fetched
    sources: set[str] = field(default_factory=set)
    left: int = 0


class Collector:
    """Fetches what is to be added.

    Args:
        fetcher: Does the fetching.
        catalog: Knows what was fetched before.
        folder: Where to write files.
    """

    def __init__(self, fetcher: Fetcher, catalog: Catalog, folder: Path) -> None:
        self._fetcher = fetcher
        self._catalog = catalog
        self._folder = folder
        self._written = 0
        self._followed: dict[str, _Followed] = {}  # by address

    # Pages

    def pages(self, addresses: Iterable[str]) -> list[FoundFile]:
        """Fetch pages, each once; one that cannot be fetched is returned with its problem."""
        files: dict[str, FoundFile] = {}
        for given in addresses:
            try:
                address = checked_url(given)
            except ArticleError as error:
                files.setdefault(given, _failed(given, error))
            else:
                if address not in files:
                    files[address] = self._page(address)
        return list(files.values())

    def _page(self, address: str, metadata: Draft | None = None, stamp: str = "") -> FoundFile:
        with self._catalog.reading() as rows:
            source = rows.source(address)
        known = _Remembered.of(source)
        before = None
        if source and known and known.parsers == PARSERS:
            before = Fetched(source[0], etag=known.etag, modified=known.modified)
        try:
            fetched = self._fetcher.fetch(address, PAGES, before)
        except ArticleError as error:
            return _failed(address, error)
        if fetched.body is None and known:
            return self._same(address, known)
        body = fetched.body or b""
        content = hashlib.sha256(body + str(metadata).encode()).hexdigest()
        remembered = _Remembered(stamp, fetched.etag, fetched.modified, content, PARSERS)
        file = self._write(body, fetched.suffix)
        return FoundFile(file, len(body), metadata, "", address, fetched.url, remembered.to_json())

    def _same(self, address: str, known: _Remembered) -> FoundFile:
        """Return a page known to be unchanged; it is not read."""
        return FoundFile(self._folder / "unchanged", source=address, remembered=known.to_json())

    def _write(self, body: bytes, suffix: str) -> Path:
        self._written += 1
        file = self._folder / f"{self._written}{suffix}"
        file.write_bytes(body)
        return file

    # Feeds

    def follow(self, feeds: Iterable[str], limit: int) -> Found:
        """Fetch the new and changed entries of feeds.

        Args:
            feeds: Addresses of the feeds.
            limit: The most pages to request per feed, new ones first.
        """
        found = Found()
        with Sandbox() as sandbox:
            for given in dict.fromkeys(feeds):
                try:
                    found.files += self._entries(checked_url(given), limit, sandbox, found.warnings)
                except ArticleError as error:
                    found.files.append(_failed(given, error))
        return found

    def _entries(self, feed: str, limit: int, sandbox: Sandbox, warnings: list[str]) -> list[FoundFile]:
        with self._catalog.reading() as rows:
            known = rows.get(_key(feed))
        fetched = self._fetcher.fetch(feed, FEEDS, Fetched(**json.loads(known)) if known else None)
        if fetched.body is None:
            return []
        followed = self._followed[feed] = _Followed(fetched)
        entries, files = self._links(fetched, sandbox)
        wanted = [entry for entry in entries if not entry.unchanged]
        wanted.sort(key=lambda entry: not entry.is_new)
        files += [self._same(entry.address, entry.unchanged) for entry in entries if entry.unchanged]
        files += [self._page(entry.address, entry.metadata, entry.stamp) for entry in wanted[:limit]]
        followed.sources.update(file.name for file in files)
        followed.left = len(wanted[limit:])
        if followed.left:
            warnings.append(f"{feed}: {followed.left:,} more entries left for next time")
        return files

    def _links(self, feed: Fetched, sandbox: Sandbox) -> tuple[list[_Entry], list[FoundFile]]:
        """Return the entries of a feed, each link once, and the entries whose link cannot be used."""
        entries: dict[str, _Entry] = {}
        wrong: list[FoundFile] = []
        messages = list(sandbox.read(self._write(feed.body or b"", feed.suffix)))
        with self._catalog.reading() as rows:
            for message in messages:
                if isinstance(message, Rejection):
                    raise ArticleError(message.reason)
                try:
                    address = checked_url(message.url or "", feed.url)
                except ArticleError as error:
                    wrong.append(_failed(message.url or "", error))
                    continue
                source = rows.source(address)
                known = _Remembered.of(source)
                is_same = known and message.updated and (known.stamp, known.parsers) == (message.updated, PARSERS)
                metadata = replace(message, updated="", url=None)
                entry = _Entry(address, metadata, message.updated, source is None, known if is_same else None)
                entries.setdefault(address, entry)
        return list(entries.values()), wrong

    def finished(self, report: AddReport) -> dict[str, str]:
        """Return what to remember, by name, about the feeds whose entries were all added.

        Those feeds need not be sent again until they change.
        """
        rejected = {outcome.source for outcome in report.rejected}
        kept = {}
        for feed, followed in self._followed.items():
            fetched = followed.fetched
            if not followed.left and followed.sources.isdisjoint(rejected) and (fetched.etag or fetched.modified):
                known = {"url": fetched.url, "etag": fetched.etag, "modified": fetched.modified}
                kept[_key(feed)] = json.dumps(known)
        return kept


def _key(feed: str) -> str:
    return f"feed {feed}"


def _failed(address: str, error: ArticleError) -> FoundFile:
    return FoundFile(Path(), problem=str(error), source=one_line(address) or "an entry without an address")
