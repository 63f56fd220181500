"""Rebuild an index: split and embed every article with other settings, while searches use the old index.

articles -> split and embed a few at a time, storing the vectors -> one transaction replaces all passages

An interrupted rebuild loses nothing: the index is unchanged, and the next rebuild reuses the stored vectors.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from byline.errors import ArchiveLockedError
from byline.indexing.recipe import IndexRecipe
from byline.records import Span
from byline.store.base import Store

_ARTICLES_AT_ONCE = 64

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The result of a rebuild.

    Attributes:
        articles: Number of articles.
        passages: Number of passages.
        embedded: Number of texts that had to be embedded.
    """

    articles: int
    passages: int
    embedded: int


def rebuild(store: Store, recipe: IndexRecipe, progress: Progress) -> Rebuilt:
    """Rebuild an index. The caller must hold the writer's lock.

    Args:
        store: Store of the index.
        recipe: How to build the index.
        progress: Called with the share of articles embedded, in [0, 1].
    """
    passages: dict[str, Sequence[tuple[Span, bytes]]] = {}
    embedded = 0
    with store.catalog.reading() as rows:
        ids, generation = rows.ids(), rows.generation
    for first in range(0, len(ids), _ARTICLES_AT_ONCE):
        with store.catalog.reading() as rows:
            cuts = {id: recipe.cut(rows.article(id)) for id in ids[first : first + _ARTICLES_AT_ONCE]}
            texts = {digest: text for cut in cuts.values() for digest, text in cut.texts.items()}
            vectors = recipe.embed(texts, rows)
        with store.catalog.writing(new_generation=False) as changes:
            changes.keep_vectors(vectors)
        passages.update({id: cut.passages for id, cut in cuts.items()})
        embedded += len(vectors)
        progress(len(passages) / len(ids))
    with store.catalog.writing(new_generation=False) as changes:
        if changes.generation != generation:  # the lock is lost if the database server restarts
            raise ArchiveLockedError(f"{store.name}: somebody else changed it during the rebuild: try again")
        changes.begin_generation()
        recipe.record(changes)
        changes.replace_passages(passages)
    store.refresh()
    store.catalog.checkpoint()
    return Rebuilt(len(ids), sum(map(len, passages.values())), embedded)
