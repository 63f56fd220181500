"""Room that is kept on the disk for the day when it is full, so that articles can still be removed.

Removing writes before it frees anything: SQLite's log, and caches without what was removed. A file of a few megabytes
lies beside the index and is given up for that. It holds nothing.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

FILE = "reserve"
_LEAST, _MOST = 128 * 1024, 4 * 1024 * 1024
_LEFT = 256 * 1024  # of what is free at least: readers need some to begin
_WORTHWHILE = 2  # it is made anew when the index has grown so many times


class Reserve:
    """The file that keeps the room.

    Args:
        index: The folder of the index.
        database: The database in it: a small one needs little room.
    """

    def __init__(self, index: Path, database: Path) -> None:
        self._file = index / FILE
        self._database = database

    def release(self) -> bool:
        """Give the room up; return whether there is any now, kept or not. Needs the writer's lock."""
        with suppress(OSError):
            self._file.unlink()
        return shutil.disk_usage(self._file.parent).free >= _LEAST

    def keep(self) -> None:
        """Take the room, if there is an index and enough is free. Needs the writer's lock."""
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
            return  # there is no index yet, or no room for this any more
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
