"""Remove articles, even on a full disk."""

from collections.abc import Sequence

from byline.errors import ArchiveFullError
from byline.store.base import Store


def removed(store: Store, ids: Sequence[str]) -> tuple[str, ...]:
    """Remove articles with all their versions; return the ids of those that existed.

    All are removed in one transaction. If the disk is too full for that, the caches are deleted first, and the articles
    are removed in ever smaller groups.

    Args:
        store: The store; the caller must hold its lock, taken with `removing`.
        ids: Ids of the articles.

    Raises:
        ArchiveFullError: There is no room to remove even one article; those already removed stay removed.
        ArchiveError: The store cannot be written.
    """
    gone = _removed(store, ids)
    store.refresh()
    store.catalog.checkpoint()
    return gone


def _removed(store: Store, ids: Sequence[str]) -> tuple[str, ...]:
    try:
        return _removed_at_once(store, ids)
    except ArchiveFullError:
        store.make_room()
    if len(ids) == 1:
        return _removed_at_once(store, ids)
    half = len(ids) // 2
    return _removed(store, ids[:half]) + _removed(store, ids[half:])


def _removed_at_once(store: Store, ids: Sequence[str]) -> tuple[str, ...]:
    with store.catalog.writing() as changes:
        gone = tuple([id for id in ids if changes.remove(id)])
    store.catalog.checkpoint()
    return gone
