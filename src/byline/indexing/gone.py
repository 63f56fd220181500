"""Articles whose files are gone from the folders that they were added from.

    files_below (before a folder is added again) ──> what had a file there ──> gone_since (after it)

Only a file that is one article is remembered by its path; rows of tables and messages of a mailbox are not.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from byline.ingest.files import is_address
from byline.records import Gone
from byline.store.sql import Snapshot


def files_below(rows: Snapshot, folders: Iterable[Path]) -> dict[str, str]:
    """Return a file of each article that was added from one of the folders, by the article's id.

    A folder that is not there, such as a drive that is not mounted, has none.
    """
    found: dict[str, str] = {}
    for folder in folders:
        if folder.is_dir():
            below = os.path.join(os.path.abspath(folder), "")  # noqa: PTH100, PTH118 - links stay, as in what is kept
            found |= {id: name for name, id in rows.sources_below(below)}
    return found


def gone_since(rows: Snapshot, before: Mapping[str, str]) -> Iterator[Gone]:
    """Yield those articles that had a file before and have none now.

    Args:
        rows: The archive, after its folders were added again.
        before: What `files_below` said before that.
    """
    for id, file in before.items():
        article = rows.article(id)
        if article is None or any(map(_is_there, rows.sources(id))):
            continue
        copies = sorted(rows.copies({id}).get(id, ()))
        same = (other for other in copies if (one := rows.article(other)) and one.text == article.text)
        yield Gone(id, file, next((other for other in same if any(map(_is_there, rows.sources(other)))), None))


def _is_there(source: str) -> bool:
    if is_address(source):
        return True
    try:
        return Path(source).stat().st_size > 0
    except OSError:
        return False
