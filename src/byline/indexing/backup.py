"""Back up an archive to one file, and restore it.

A backup is a zip file of the databases, each copied with SQLite's online backup, so writers need not stop. It does not
contain the caches, which are rebuilt from the database.
"""

import os
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing
from pathlib import Path

from byline.configuration.file import NAME as SETTINGS
from byline.errors import ArchiveError, InputError
from byline.history.conversations import FILE as CONVERSATIONS
from byline.history.feedback import FILE as FEEDBACK
from byline.store.files import sync
from byline.store.folder.sqlite import FILE as CATALOG
from byline.store.folder.store import FolderStore

_DATABASES = (CATALOG, FEEDBACK, CONVERSATIONS)


def backup(folder: Path, file: Path) -> int:
    """Write the databases of an index folder to a file, replacing an earlier backup.

    Returns:
        The size of the file in bytes.

    Raises:
        InputError: The file exists and is not a backup, or cannot be written.
        ArchiveError: A database cannot be read.
    """
    if file.exists() and not _is_backup(file):
        raise InputError(f"{file}: already exists and is not a Byline backup: choose another name")
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        with zipfile.ZipFile(unfinished / "backup", "w") as archive:
            for name in _DATABASES:
                if (folder / name).exists():
                    _copy(folder / name, unfinished / name)
                    archive.write(unfinished / name, name)
        sync(unfinished / "backup")
        length = (unfinished / "backup").stat().st_size
        (unfinished / "backup").replace(file)
        sync(file.parent)
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror}): check the disk and the folder") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return length


def restore_backup(file: Path, folder: Path) -> None:
    """Restore an index folder from a backup and build its caches; the folder appears complete or not at all.

    Args:
        file: What `backup` wrote.
        folder: A folder that does not exist, or is empty except for its settings, which are kept.

    Raises:
        InputError: The file is not a backup, or is damaged.
        ArchiveError: The folder is not empty, or cannot be written.
    """
    unfinished, before = (
        folder.absolute().with_name(f".{folder.absolute().name}.{way}") for way in ("unfinished", "before")
    )
    try:
        _put_back(before, folder)  # in case an earlier restore was killed
        kept = folder / SETTINGS
        if folder.exists() and (not folder.is_dir() or set(folder.iterdir()) - {kept}):
            raise ArchiveError(f"{folder}: not empty: choose another --index folder, or move this one away")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _extract(file, unfinished)
        _check(file, unfinished)
        if kept.exists():
            _copy_file(kept, unfinished / SETTINGS)
        for path in (*unfinished.iterdir(), unfinished):
            sync(path)
        if folder.exists():
            folder.rename(before)
        unfinished.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
        sync(unfinished.parent)
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be written ({error.strerror}): choose another --index folder") from error
    finally:
        _put_back(before, folder)
        shutil.rmtree(unfinished, ignore_errors=True)


def _put_back(before: Path, folder: Path) -> None:
    if before.exists() and not folder.exists():
        before.rename(folder)


def _copy_file(file: Path, copy: Path) -> None:
    """Copy a file with its owner and permissions."""
    shutil.copy2(file, copy)
    found = file.stat()
    if sys.platform != "win32" and os.geteuid() == 0:
        os.chown(copy, found.st_uid, found.st_gid)


def _is_backup(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return CATALOG in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _copy(database: Path, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise ArchiveError(f"{database}: cannot be read ({error}): see byline doctor") from error


def _extract(file: Path, folder: Path) -> None:
    """Extract a backup to a folder, verifying checksums."""
    damaged = f"{file}: not a Byline backup, or damaged"
    try:
        with zipfile.ZipFile(file) as archive:
            present = set(archive.namelist())
            if CATALOG not in present:
                raise InputError(f"{damaged} ({CATALOG} is missing): use another backup")
            for name in present & set(_DATABASES):
                with archive.open(name) as source, (folder / name).open("xb") as target:
                    shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError(f"{damaged} ({error}): use another backup") from error
    except OSError as error:
        if error.filename == str(file):
            raise InputError(f"{file}: cannot be read ({error.strerror}): choose a backup file") from error
        raise


def _check(file: Path, folder: Path) -> None:
    """Check the database, and build its caches."""
    store = FolderStore(folder)
    try:
        with store.catalog.reading() as rows:
            problems = rows.problems()
            if problems:
                raise InputError(f"{file}: damaged ({problems[0]}): use another backup")
            rows.check_hashes()
        with store.lock():
            store.refresh()
    finally:
        store.close()
