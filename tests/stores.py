"""The places that an archive can be kept in, each as the contract tests and benchmarks open it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from byline import Archive
from byline.ports import Encoder
from byline.settings import Settings
from byline.store.embedded import EmbeddedStore, EmbeddedView, view_in_memory


class ExactStore(EmbeddedStore):
    """A folder without caches: every search compares all that there is. The reference for all others."""

    @contextmanager
    def reading(self) -> Iterator[EmbeddedView]:
        with self.catalog.reading() as rows:
            yield view_in_memory(rows)

    def fold(self, *, completely: bool = False) -> None:
        """Make nothing."""


class Place:
    """A place of one kind, in which one archive is kept.

    Args:
        kind: `exact`, `embedded`, `postgres` or `milvus`.
        folder: What is kept in folders is kept there.
        database: Makes a new database and returns its URL.
        milvus: Returns the address of a Milvus.
    """

    def __init__(self, kind: str, folder: Path, database: Callable[[], str], milvus: Callable[[], str]) -> None:
        self.kind = kind
        self.index: str | Path = folder / "index"
        if kind in {"postgres", "milvus"}:
            self.index = database()
        if kind == "milvus":
            self.index = f"{self.index}&{urlencode({'milvus': milvus()})}"

    def open(self, encoder: Encoder | None = None, settings: Settings | None = None, **options: Any) -> Archive:
        """Open the archive that is kept there."""
        archive = Archive(self.index, encoder=encoder, settings=settings, **options)
        if self.kind == "exact":
            archive._store = ExactStore(archive.folder)
        return archive
