"""Choose the store of an archive by its folder or URL.

index/                                      FolderStore: a folder with SQLite, FAISS and tantivy
postgresql://user@host/byline               PostgresStore: a shared database, searched with pgvector
postgresql://user@host/byline?milvus=URL    MilvusStore: the same, searched by Milvus
"""

from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from byline.errors import InputError
from byline.ingest.files import is_address
from byline.store.base import Store

_SCHEMES = ("postgresql://", "postgres://")


def _is_database(index: str | Path) -> bool:
    """Return whether an index is given as the URL of a database."""
    return isinstance(index, str) and index.startswith(_SCHEMES)


def open_store(index: str | Path) -> Store:
    """Open the store of an archive; nothing is created before the first change.

    Args:
        index: A folder, or `postgresql://user@host/database`, with `?milvus=http://host:19530` to search with Milvus.

    Raises:
        InputError: The index is an address of another kind.
        ArchiveError: A required package is not installed, or the URL is invalid.
    """
    if is_address(index) and not _is_database(index):
        scheme = str(index).partition("://")[0].strip()
        raise InputError(f"index: found an address {scheme}://…, expected a folder or postgresql://user@host/database")
    if isinstance(index, str) and _is_database(index):
        from byline.store.postgres import PostgresStore

        url, milvus = _without_milvus(index)
        if milvus is None:
            return PostgresStore(url)
        from byline.store.milvus.store import MilvusStore

        return MilvusStore(url, milvus)
    from byline.store.folder.store import FolderStore

    return FolderStore(Path(index))


def _without_milvus(url: str) -> tuple[str, str | None]:
    """Return the URL of a database without the parameter `milvus`, and the parameter's value or None.

    A URL that cannot be parsed is returned unchanged; connecting to it fails.
    """
    try:
        parts = urlsplit(url)
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        return url, None
    kept = urlencode([one for one in given if one[0] != "milvus"], quote_via=quote)
    return urlunsplit(parts._replace(query=kept)), dict(given).get("milvus") or None
