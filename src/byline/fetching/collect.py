"""From addresses to files: pages and feeds are fetched, and written to where the sandbox reads them.

feed -> entries -> addresses -> Fetcher -> files with what is to be remembered of them -> Adder
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from byline.errors import ArticleError
from byline.fetching.addresses import checked_url
from byline.fetching.fetcher import FEEDS, PAGES, Fetched, Fetcher
from byline.ingest import Draft, Found, FoundFile, Rejection, Sandbox
from byline.ingest.files import PARSERS
from byline.language.text import one_line
from byline.records import AddReport
from byline.store.base import Catalog


@dataclass(slots=True)
class _Entry:
    """A link of a feed.

    Attributes:
        stamp: When the feed says it was changed last, empty if it does not.
        remembered: What was remembered of it, empty if it is new.
    """

    address: str
    metadata: Draft
    stamp: str
    remembered: str = ""

    @property
    def is_unchanged(self) -> bool:
        """Tell whether it need not be asked for."""
        known = _read(self.remembered)
        return bool(self.stamp) and known.get("stamp") == self.stamp and known.get("parsers") == PARSERS


@dataclass(slots=True)
class _Followed:
    """A feed as it was fetched.

    Attributes:
        sources: The addresses that were taken from it.
        left: How many were not, as there were too many.
    """

    fetched: Fetched
    sources: set[str] = field(default_factory=set)
    left: int = 0


class Gatherer:
    """Fetches what is to be added.

    Args:
        fetcher: See `Fetcher`.
        catalog: Knows what was fetched before.
        folder: Where files are written to.
    """

    def __init__(self, fetcher: Fetcher, catalog: Catalog, folder: Path) -> None:
        self._fetcher = fetcher
        self._catalog = catalog
        self._folder = folder
        self._written = 0
        self._followed: dict[str, _Followed] = {}  # by address

    # Pages

    def pages(self, addresses: Iterable[str]) -> list[FoundFile]:
        """Fetch pages, each once; one that cannot be fetched comes with its problem."""
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
        id, remembered = source or ("", "")
        known = _read(remembered)
        before = Fetched(id, etag=known.get("etag"), modified=known.get("modified"))
        try:
            fetched = self._fetcher.fetch(address, PAGES, before if known.get("parsers") == PARSERS else None)
        except ArticleError as error:
            return _failed(address, error)
        if fetched.body is None:
            return self._same(address, remembered)
        digest = {
            "stamp": stamp,
            "etag": fetched.etag,
            "modified": fetched.modified,
            "content": hashlib.sha256(fetched.body + str(metadata).encode()).hexdigest(),
            "parsers": PARSERS,
        }
        file = self._write(fetched.body, fetched.suffix)
        return FoundFile(file, len(fetched.body), metadata, "", address, fetched.url, json.dumps(digest))

    def _same(self, address: str, remembered: str) -> FoundFile:
        """Return what is known to be unchanged: nothing is read of it."""
        return FoundFile(self._folder / "unchanged", source=address, digest=remembered)

    def _write(self, body: bytes, suffix: str) -> Path:
        self._written += 1
        file = self._folder / f"{self._written}{suffix}"
        file.write_bytes(body)
        return file

    # Feeds

    def follow(self, feeds: Iterable[str], limit: int) -> Found:
        """Fetch what is new or changed of the entries of feeds.

        Args:
            feeds: Their addresses.
            limit: How many pages of each feed are asked for, the new ones first.
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
            known = _read(rows.get(_key(feed)) or "")
        fetched = self._fetcher.fetch(feed, FEEDS, Fetched(**known) if known else None)
        if fetched.body is None:
            return []
        followed = self._followed[feed] = _Followed(fetched)
        entries, files = self._links(fetched, sandbox)
        same = [entry for entry in entries if entry.is_unchanged]
        wanted = [entry for entry in entries if not entry.is_unchanged]
        wanted.sort(key=lambda entry: bool(entry.remembered))
        files += [self._same(entry.address, entry.remembered) for entry in same]
        files += [self._page(entry.address, entry.metadata, entry.stamp) for entry in wanted[:limit]]
        followed.sources.update(file.name for file in files)
        followed.left = len(wanted[limit:])
        if followed.left:
            warnings.append(f"{feed}: {followed.left:,} more entries are left for the next time")
        return files

    def _links(self, feed: Fetched, sandbox: Sandbox) -> tuple[list[_Entry], list[FoundFile]]:
        """Return the entries of a feed, each link once, and what is wrong with others."""
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
                stamp = message.text if message.text != "-" else ""
                source = rows.source(address)
                metadata = replace(message, text="-", url=None)
                entries.setdefault(address, _Entry(address, metadata, stamp, source[1] if source else ""))
        return list(entries.values()), wrong

    def finished(self, report: AddReport) -> dict[str, str]:
        """Return what to remember, by name, of the feeds of which everything was taken.

        They need not be sent again until they change.
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


def _read(remembered: str) -> dict[str, Any]:
    return json.loads(remembered) if remembered.startswith("{") else {}


def _failed(address: str, error: ArticleError) -> FoundFile:
    return FoundFile(Path(), problem=str(error), source=one_line(address) or "an entry without an address")
