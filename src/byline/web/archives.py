"""The archives that one server serves, usually one. Each has its own page and its own API paths."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from byline.answering.decide import is_doubtful
from byline.archive import Archive
from byline.errors import ArchiveError, InputError
from byline.readers import load_reader
from byline.settings import Settings

PAGES = "archive-"  # page paths start with this, except for the first archive, whose page is at /


@dataclass(frozen=True, slots=True)
class Served:
    """An archive being served.

    Attributes:
        name: Display name; empty if it is the only one.
        word: Its name in URLs: unaccented letters, digits, `-`, `_` and `.`; empty if it is the only one.
        page: Path of its page, empty for the first.
        archive: The archive.
    """

    name: str
    word: str
    page: str
    archive: Archive


class Archives:
    """The archives that one server serves; the first is the default.

    Args:
        archives: At least one.

    Raises:
        InputError: The same index is listed twice.
    """

    def __init__(self, *archives: Archive) -> None:
        indexes = [one.name for one in archives]
        names = names_of(indexes) if len(archives) > 1 else [""]
        words = _words(names) if len(archives) > 1 else [""]
        self._served = tuple(
            Served(name, word, f"{PAGES}{word}" if place else "", archive)
            for place, (name, word, archive) in enumerate(zip(names, words, archives, strict=True))
        )

    @classmethod
    def of(cls, archives: "Archive | Archives") -> "Archives":
        """Wrap a single archive; return `Archives` unchanged."""
        return archives if isinstance(archives, Archives) else cls(archives)

    @classmethod
    def opened(cls, indexes: Sequence[str], settings: Settings | None = None) -> "Archives":
        """Open indexes; several share one reader, because a reader takes a lot of memory."""
        settings = settings or Settings()
        reader = load_reader(settings.reader, is_doubtful) if len(indexes) > 1 else None
        return cls(*(Archive(index, settings=settings, reader=reader) for index in indexes))

    def __iter__(self) -> Iterator[Served]:
        return iter(self._served)

    def __len__(self) -> int:
        return len(self._served)

    @property
    def first(self) -> Archive:
        """The default archive."""
        return self._served[0].archive

    @property
    def named(self) -> tuple[Served, ...]:
        """The archives with a name: all of them if there are several, none if there is only one."""
        return self._served if len(self) > 1 else ()

    def page_with(self, conversation: str) -> str | None:
        """Return the page of the archive that contains a conversation; None if there is no such archive."""
        for one in self.named:
            try:
                if one.archive.conversations.owner_of(conversation):
                    return one.page
            except ArchiveError:
                continue  # an unreadable archive must not hide the others
        return None


def names_of(indexes: Sequence[str]) -> list[str]:
    """Name indexes by the parts of their paths that differ: `press` and `court` for press/index and court/index.

    Raises:
        InputError: The same index is listed twice.
    """
    parts = [_parts(index) for index in indexes]
    for place, one in enumerate(parts):
        if one in parts[:place]:
            raise InputError(f"--index: found {indexes[place]} twice, expected a different index each time")
    while len({one[-1] for one in parts}) == 1 and all(len(one) > 1 for one in parts):
        parts = [one[:-1] for one in parts]
    count = 1
    while len({one[-count:] for one in parts}) < len(parts):
        count += 1
    return ["-".join(one[-count:]) for one in parts]


def _parts(index: str) -> tuple[str, ...]:
    if "://" in index:
        address = urlsplit(index)
        return tuple(filter(None, (address.netloc, *address.path.split("/"))))
    return Path(index).resolve().parts[1:] or (index,)


def _words(names: Sequence[str]) -> list[str]:
    """Return a unique, URL-safe word for each name."""
    words: list[str] = []
    for place, name in enumerate(names, 1):
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        word = re.sub(r"[^a-z0-9_.-]+", "-", plain).strip("-.") or str(place)
        words.append(word if word not in words else f"{word}-{place}")
    return words
