"""Folders that are followed: what was renamed in them, and which articles are in no file of theirs any more.

    lost_below (before a folder is added again) ──> by what it was, the id that a renamed file keeps
    settled (after it) ──> what is gone: told each time until it is withdrawn

All of it is computed from what the archive keeps and what is on the disk, so that whoever is interrupted goes on.
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
NO_TEXT = "no text in it"  # ends the reason why a file without any is rejected


def remember_folders(catalog: Catalog, folders: Sequence[Path]) -> Sequence[Path]:
    """Keep which folders were added: paths are told from there.

    Returns:
        Where files that are in them now may have been before: anywhere, if one of them was not added before.
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
    """Return the articles of folders whose files are all gone: their ids, by `Article.version`."""
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
    """Forget the places where articles were and are no more; return those that are nowhere now, and those that moved.

    Args:
        catalog: After the folders were added.
        folders: Those that were added; one that is not there, such as a drive that is not mounted, has lost nothing.
        searched: What `remember_folders` said.
        read: Files that were read to their end, with the numbers of their rows; None where it is one article.
        outcomes: What became of all that was read.
        unfinished: Files that are written to, and were not read: they count as there.
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
    """Have articles answer nothing any more, in one transaction; return which. Their versions are kept for receipts."""
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
    """Return the folders that are there as what their files' names begin with."""
    return [os.path.join(os.path.abspath(folder), "") for folder in folders if folder.is_dir()]  # noqa: PTH100, PTH118


def _sources_of(rows: Snapshot, file: str) -> list[str]:
    """Return the sources that a file and its rows are."""
    own = [file] if rows.source(file) else []
    return own + [name for name, _ in rows.sources_below(f"{file}#") if name.rpartition("#")[2].isdecimal()]


def _row(source: str, file: str) -> int | None:
    return None if source == file else int(source.rpartition("#")[2])


def is_there(source: str) -> bool:
    """Return whether the file of a source is there and holds something, as far as can be told: a locked one is."""
    return _looking()(source)


def _looking(blank: Collection[str] = (), unfinished: Collection[str] = ()) -> Callable[[str], bool]:
    """Return what `is_there` says of sources of which no more is known, looking at each file once."""
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
        status = os.stat(name)  # noqa: PTH116 - unlike Path.stat for any text
    except OSError as error:
        return error.errno not in _NOT_THERE
    except ValueError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size > 0
