"""Where the files of articles are, as shown to people: paths within the folders that were added."""

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from byline.ingest.files import ELSEWHERE, is_address

FOLDERS = "folders"  # name under which the folders that were added are stored


def path_of(source: str | None, folders: Sequence[str]) -> str | None:
    """Return the path of a source within the outermost added folder, or its name if it is in none of them.

    Args:
        source: A file as stored, followed by `#` and the row number for a row; None if there is none.
        folders: Absolute paths of the added folders.

    Returns:
        None if there is no source, or if it is an address that was fetched.
    """
    if source is None:
        return None
    if source.startswith(ELSEWHERE):
        source = source.removeprefix(ELSEWHERE).partition("/")[2]
    if is_address(source):
        return None
    path = PurePath(source)
    inside = [folder for folder in folders if path.is_relative_to(folder)]
    return path.relative_to(min(inside, key=len)).as_posix() if inside else path.name


def folders_from(kept: str | None) -> tuple[str, ...]:
    """Read what `with_folders` returned."""
    return tuple(json.loads(kept)) if kept else ()


def with_folders(kept: str | None, folders: Iterable[str]) -> str:
    """Return the stored list of folders with further folders, as JSON."""
    return json.dumps(sorted({*folders_from(kept), *folders}), ensure_ascii=False)
