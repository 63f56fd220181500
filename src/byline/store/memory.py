"""A view that holds a snapshot in memory and searches it exactly: the reference for every other view."""

from collections.abc import Sequence

from byline.encoders.base import Floats
from byline.language.terms import TermStatistics
from byline.records import IndexState, Where
from byline.store.engines import Ranking, Selection
from byline.store.exact import ExactKeywords, ExactVectors
from byline.store.sql import Snapshot


class MemoryView:
    """One generation, without an index; see `View`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.rows = snapshot
        self._state = snapshot.state()
        self._vectors = ExactVectors(*snapshot.vectors_of(snapshot.passage_keys()))
        self._keywords = ExactKeywords(snapshot.texts())

    @property
    def state(self) -> IndexState:
        """Contents of the archive."""
        return self._state

    def statistics(self, terms: Sequence[str]) -> TermStatistics:
        """Count terms over all passages."""
        return self._keywords.statistics(terms)

    def search_vectors(self, vector: Floats, k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages most similar to `vector`, `(dim,)`, among those that meet the conditions."""
        return self._vectors.search(vector, k, selection=self._selection(where))

    def search_keywords(self, terms: Sequence[str], k: int, where: Where | None) -> Ranking:
        """Return up to `k` passages that best match `terms`, among those that meet the conditions."""
        return self._keywords.search(terms, k, self._selection(where))

    def _selection(self, where: Where | None) -> Selection | None:
        return None if where is None else Selection(self.rows.keys(where))
