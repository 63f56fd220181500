"""Make an index anew: every article is cut and embedded in another way, while the index is searched as it was.

articles -> cut and embed a few at a time, the vectors kept -> one transaction puts the new passages in the place of all

Whoever interrupts it loses nothing: the index stays as it was, and the next time finds the vectors that were kept.
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
    """What an index was made anew of.

    Attributes:
        articles: How many.
        passages: How many they were cut into.
        embedded: How many texts had to be embedded.
    """

    articles: int
    passages: int
    embedded: int


def rebuild(store: Store, recipe: IndexRecipe, progress: Progress) -> Rebuilt:
    """Make an index anew. Needs the writer's lock.

    Args:
        store: Of the index.
        recipe: How it is to be made.
        progress: Told the share of the articles that are embedded, in [0, 1].
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
        if changes.generation != generation:  # the lock is gone where the database's server was restarted
            raise ArchiveLockedError(f"{store.name}: somebody else changed it meanwhile: try again")
        changes.begin_generation()
        recipe.record(changes)
        changes.replace_passages(passages)
    store.refresh()
    store.catalog.checkpoint()
    return Rebuilt(len(ids), sum(map(len, passages.values())), embedded)
