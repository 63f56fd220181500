"""Disk space kept in reserve, so that articles can still be removed when the disk is full.

Removing articles writes before it frees anything: SQLite's log, and new caches. A dummy file of a few megabytes next
to the index is deleted to make space for that.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

FILE = "reserve"
_LEAST, _MOST = 128 * 1024, 4 * 1024 * 1024
_LEFT = 256 * 1024  # bytes to leave free: readers need some to start
_WORTHWHILE = 2  # enlarge the file only if it should be this many times larger


class Reserve:
    """The file that reserves disk space.

    Args:
        index: The index folder.
        database: The database in it; a small one needs little space.
    """

    def __init__(self, index: Path, database: Path) -> None:
        self._file = index / FILE
        self._database = database

    def release(self) -> bool:
        """Release the reserved space; return whether enough is free now. Needs the writer's lock."""
        with suppress(OSError):
            self._file.unlink()
        return shutil.disk_usage(self._file.parent).free >= _LEAST

    def keep(self) -> None:
        """Reserve space, if there is an index and enough is free. Needs the writer's lock."""
        try:
            wanted = min(_MOST, _LEAST + self._database.stat().st_size)
            if wanted < _WORTHWHILE * self._size():
                return
            wanted = min(wanted, shutil.disk_usage(self._file.parent).free - _LEFT)
            if wanted < max(_LEAST, self._size()):
                return
            with self._file.open("wb") as file:
                _fill(file.fileno(), wanted)
        except OSError:
            return  # there is no index yet, or no space left
        if self._size() < wanted:
            self.release()

    def _size(self) -> int:
        try:
            return self._file.stat().st_size
        except FileNotFoundError:
            return 0


def _fill(descriptor: int, length: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, length)
    else:
        os.write(descriptor, bytes(length))
