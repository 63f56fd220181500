"""The kinds of storage for an archive, as tests and benchmarks open them, and what must hold for each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from byline import Archive, Where
from byline.encoders.base import Encoder
from byline.settings import Settings
from byline.store.base import Store
from byline.store.folder.cache import EngineChoice
from byline.store.folder.faiss import FaissVectors
from byline.store.folder.store import FolderStore, RefreshPolicy
from byline.store.memory import MemoryView
from byline.store.open import open_store
from byline.testing import sample_articles
from support import WordEncoder, article, examples


class Lists(FaissVectors):
    """Lists of near vectors, however few vectors there are."""

    exact_up_to = 0


class ExactStore(FolderStore):
    """A folder without caches: every search compares everything. The reference for all other stores."""

    @contextmanager
    def reading(self) -> Iterator[MemoryView]:
        with self.catalog.reading() as rows:
            yield MemoryView(rows)

    def refresh(self, *, completely: bool = False) -> None:
        """Do nothing: there are no caches."""


class Place:
    """Storage of one kind for one archive.

    Args:
        kind: `exact`, `embedded`, `postgres` or `milvus`.
        folder: Where archives in folders are kept.
        database: Makes a new database and returns its URL.
        milvus: Returns the address of a Milvus.
        policy: When the caches of a folder are brought up to date.
        engines: The search engines of a folder.
    """

    def __init__(
        self,
        kind: str,
        folder: Path,
        database: Callable[[], str],
        milvus: Callable[[], str],
        policy: RefreshPolicy | None = None,
        engines: EngineChoice | None = None,
    ) -> None:
        self.kind = kind
        self._policy, self._engines = policy, engines
        self.index: str | Path = folder / "index"
        if kind in {"postgres", "milvus"}:
            self.index = database()
        if kind == "milvus":
            self.index = f"{self.index}&{urlencode({'milvus': milvus()})}"

    def open(self, encoder: Encoder | None = None, settings: Settings | None = None, **options: Any) -> Archive:
        """Open the archive that is kept there."""
        return Archive(store=self.store(), encoder=encoder, settings=settings, **options)

    def store(self) -> Store:
        """Open the store alone."""
        if self.kind == "exact":
            return ExactStore(Path(self.index))
        if self.kind == "embedded":
            return FolderStore(Path(self.index), self._policy, self._engines)
        return open_store(self.index)


class ArchiveMachine(RuleBasedStateMachine):
    """However it is changed, reopened or rebuilt, the archive contains what a dict would."""

    place: Place
    ids = st.sampled_from(["a", "b", "c", "https://example.com/d"])
    texts = st.sampled_from([one.text for one in sample_articles()])
    publishers = st.sampled_from([None, "Reuters", "L'Écho"])

    @initialize()
    def start(self) -> None:
        self.model: dict[str, tuple[str, str | None]] = {}
        self.archive = self.place.open(WordEncoder())
        for one in self.archive.articles():  # left by the example before
            self.archive.remove(one.id)

    def teardown(self) -> None:
        if hasattr(self, "archive"):
            self.archive.close()

    @rule(id=ids, text=texts, publisher=publishers)
    def add(self, id: str, text: str, publisher: str | None) -> None:
        expected = "updated" if id in self.model else "added"
        if self.model.get(id) == (text, publisher):
            expected = "unchanged"
        [outcome] = self.archive.add(article(id, text, publisher=publisher)).outcomes
        assert outcome.status == expected
        self.model[id] = text, publisher

    @rule(id=ids)
    def remove(self, id: str) -> None:
        assert self.archive.remove(id) == ((id,) if id in self.model else ())
        self.model.pop(id, None)

    @rule()
    def reopen(self) -> None:
        self.archive.close()
        self.archive = self.place.open(WordEncoder())

    @rule()
    def make_anew(self) -> None:
        if self.archive.state.generation:
            assert self.archive.rebuild().articles == len(self.model)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        if not hasattr(self, "archive"):
            return
        held = {one.id: (self.archive.article(one.id).text, one.publisher) for one in self.archive.articles()}
        assert held == self.model
        assert self.archive.state.articles == len(self.model)
        for where, wanted in ((None, None), (Where(publisher="reuters"), "Reuters")):
            hits = self.archive.search("bank rate markets law short", k=100, where=where)
            expected = {text for text, publisher in self.model.values() if wanted in (None, publisher)}
            assert {hit.article.text for hit in hits} == expected


def check(machine: type[ArchiveMachine]) -> None:
    """Run a state machine on a few examples."""
    few = settings(
        max_examples=examples(15), stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=few)
