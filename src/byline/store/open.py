"""Where an archive is kept, by its name.

index/                          FolderStore: a folder with SQLite, FAISS and tantivy
postgresql://user@host/byline   PostgresStore: a database that many share, searched by itself or by Milvus
"""

from pathlib import Path

from byline.errors import InputError
from byline.ingest.files import is_address
from byline.store.base import Store

_SCHEMES = ("postgresql://", "postgres://")


def is_database(index: str | Path) -> bool:
    """Tell whether the name of an index is the URL of a database."""
    return isinstance(index, str) and index.startswith(_SCHEMES)


def open_store(index: str | Path) -> Store:
    """Open the place where an archive is kept; nothing is made before the first change.

    Args:
        index: A folder, or `postgresql://user@host/database`, with `?milvus=http://host:19530` if Milvus searches it.

    Raises:
        InputError: It is the address of something else.
        ArchiveError: What it needs is not installed, or the URL is none.
    """
    if is_address(index) and not is_database(index):
        scheme = str(index).partition("://")[0].strip()
        raise InputError(f"index: found an address {scheme}://…, expected a folder or postgresql://user@host/database")
    if isinstance(index, str) and is_database(index):
        from byline.store.postgres import PostgresStore

        return PostgresStore(index)
    from byline.store.folder.store import FolderStore

    return FolderStore(Path(index))
