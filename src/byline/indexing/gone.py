"""Track folders: which files were renamed, and which articles no longer have a file.

    lost_below (before a folder is added again) ──> by version, the id that a renamed file keeps
    settled (afterwards) ──> what is gone: reported each time until it is withdrawn

Everything is computed from the archive and the files on disk, so an interrupted run can simply be repeated.
"""

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from byline.ingest.files import HOLDING_TABLES, is_address
from byline.records import Gone, Moved, Outcome
from byline.store.base import Catalog
from byline.store.sql import Snapshot
from byline.store.sql.places import FOLDERS, folders_from, with_folders

_HOLDING_ROWS = (*HOLDING_TABLES, ".mbox")
_NOT_THERE = {errno.ENOENT, errno.ENOTDIR}
NO_TEXT = "no text in it"  # end of the reason for rejecting a file without text


def remember_folders(catalog: Catalog, folders: Sequence[Path]) -> Sequence[Path]:
    """Remember which folders were added; paths are shown relative to them.

    Returns:
        The folders to search for previous locations of their files: all of the disk if one of them is new.
    """
    names = {os.path.abspath(folder) for folder in folders}  # noqa: PTH100 - links stay, as in what is kept
    with catalog.reading() as rows:
        kept = rows.get(FOLDERS)
    if not names.issubset(folders_from(kept)):
        with catalog.writing(new_generation=False) as changes:
            changes.set(FOLDERS, with_folders(changes.get(FOLDERS), names))
        return sorted({Path(Path(name).anchor) for name in names})
    return folders


def lost_below(rows: Snapshot, folders: Iterable[Path]) -> dict[str, str]:
    """Return the articles of folders whose files are all gone: ids by `Article.version`."""
    has_it = _looking()
    ids = {id for name, id in _sources_below(rows, folders) if not has_it(name)}
    lost = {}
    for id in sorted(ids):
        version = rows.digest(id)
        if version and not any(map(has_it, rows.sources(id))):
            lost[version] = id
    return lost


def settled(
    catalog: Catalog,
    folders: Sequence[Path],
    searched: Sequence[Path],
    read: Mapping[str, Collection[int | None]],
    outcomes: Iterable[Outcome],
    unfinished: Iterable[str] = (),
) -> tuple[tuple[Gone, ...], tuple[Moved, ...]]:
    """Forget places where articles no longer are; return the articles that are gone and those that moved.

    Args:
        catalog: The catalog after the folders were added.
        folders: The folders added. A folder that does not exist, such as an unmounted drive, has lost nothing.
        searched: What `remember_folders` returned.
        read: Files that were read to the end, with their row numbers; None for a file that is a single article.
        outcomes: The outcomes of everything read.
        unfinished: Files still being written, which were not read; they count as present.
    """
    blank = {one.source for one in outcomes if one.status == "rejected" and one.reason.endswith(NO_TEXT)}
    has_it = _looking(blank, frozenset(unfinished))
    with catalog.reading() as rows:
        stale = [
            name
            for file, found in read.items()
            if found != {None} or file.lower().endswith(_HOLDING_ROWS)
            for name in _sources_of(rows, file)
            if _row(name, file) not in found
        ]
        moved = []
        for name, id in _sources_below(rows, searched):
            if not has_it(name) and (places := [other for other in rows.sources(id) if has_it(other)]):
                stale.append(name)
                moved += [Moved(id, name, place) for place in places if place in read][:1]
    if stale:
        with catalog.writing(new_generation=False) as changes:
            for name in dict.fromkeys(stale):
                changes.drop_source(name)
    with catalog.reading() as rows:
        return tuple(_gone(rows, folders, has_it)), tuple(moved)


def withdraw(catalog: Catalog, ids: Iterable[str]) -> tuple[str, ...]:
    """Withdraw articles from search, in one transaction; return their ids. Their versions are kept for receipts."""
    with catalog.writing() as changes:
        return tuple([id for id in ids if changes.withdraw(id)])


def _gone(rows: Snapshot, folders: Sequence[Path], has_it: Callable[[str], bool]) -> Iterator[Gone]:
    files = {id: name for name, id in _sources_below(rows, folders)}
    for folder in _present(folders):
        files |= {id: name for name, id in rows.left_below(folder)}
    for id, file in files.items():
        article = rows.article(id)
        if any(map(has_it, rows.sources(id))):
            continue
        copies = sorted(rows.copies({id}).get(id, ()))
        same = (other for other in copies if rows.article(other).text == article.text)
        yield Gone(id, file, next((other for other in same if any(map(has_it, rows.sources(other)))), None))


def _sources_below(rows: Snapshot, folders: Iterable[Path]) -> list[tuple[str, str]]:
    return [found for folder in _present(folders) for found in rows.sources_below(folder)]


def _present(folders: Iterable[Path]) -> list[str]:
    """Return the folders that exist, as prefixes of their files' names."""
    return [os.path.join(os.path.abspath(folder), "") for folder in folders if folder.is_dir()]  # noqa: PTH100, PTH118


def _sources_of(rows: Snapshot, file: str) -> list[str]:
    """Return the sources of a file and its rows."""
    own = [file] if rows.source(file) else []
    return own + [name for name, _ in rows.sources_below(f"{file}#") if name.rpartition("#")[2].isdecimal()]


def _row(source: str, file: str) -> int | None:
    return None if source == file else int(source.rpartition("#")[2])


def is_there(source: str) -> bool:
    """Return whether the file of a source exists and is not empty; a file that cannot be accessed counts as present."""
    return _looking()(source)


def _looking(blank: Collection[str] = (), unfinished: Collection[str] = ()) -> Callable[[str], bool]:
    """Return a function like `is_there` that looks at each file once and knows blank and unfinished sources."""
    is_file = cache(_is_file)

    def has_it(source: str) -> bool:
        file, _, row = source.rpartition("#")
        if source in blank:
            return False
        if source in unfinished:
            return True
        return is_address(source) or (row.isdecimal() and is_file(file)) or is_file(source)

    return has_it


def _is_file(name: str) -> bool:
    try:
        status = os.stat(name)  # noqa: PTH116 - unlike Path.stat, takes any text
    except OSError as error:
        return error.errno not in _NOT_THERE
    except ValueError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size > 0
