"""Make sure that the files of an archive are on disk."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Flush a file, or the directory entries of a folder, to disk."""
    if os.name == "nt" and path.is_dir():  # Windows cannot open folders
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
