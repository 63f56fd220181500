"""Where the files of articles are, as people find them: a path in the folder that was added."""

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from byline.ingest.files import ELSEWHERE, is_address

FOLDERS = "folders"  # under this name the folders that were added are kept


def path_of(source: str | None, folders: Sequence[str]) -> str | None:
    """Return the path of a source in the outermost of the folders that were added, its name where it is in none.

    Args:
        source: A file as it is kept, with the number of a row behind `#`; None if nothing is kept.
        folders: Absolute paths.

    Returns:
        None if it is the address of something that was fetched, or nothing is kept.
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
    """Read what `with_folders` gave."""
    return tuple(json.loads(kept)) if kept else ()


def with_folders(kept: str | None, folders: Iterable[str]) -> str:
    """Return what is to be kept once folders were added, in JSON."""
    return json.dumps(sorted({*folders_from(kept), *folders}), ensure_ascii=False)
