"""Remove articles, on a full disk as well."""

from collections.abc import Sequence

from byline.errors import ArchiveFullError
from byline.store.base import Store


def removed(store: Store, ids: Sequence[str]) -> tuple[str, ...]:
    """Remove articles with all their versions; return the ids of those that were there.

    All of them go in one change. Where the disk is too full for that, what can be made again is given up first, and
    they go in halves of halves.

    Args:
        store: Whose lock the caller holds, taken with `removing`.
        ids: Of articles.

    Raises:
        ArchiveFullError: There is no room even for one: those that were removed before stay removed.
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
