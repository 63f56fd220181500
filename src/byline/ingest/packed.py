"""Open file formats that are zip archives, with a limit on their unpacked size."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from byline.errors import ArticleError

MAX_UNPACKED_BYTES = 200_000_000
_FAULTS = (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, OSError, RuntimeError)


@contextmanager
def opened(file: Path, kind: str, most: int = MAX_UNPACKED_BYTES) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive.

    Args:
        file: The archive.
        kind: What it should be, for messages: `Word file`.
        most: How many bytes it may unpack to.

    Raises:
        ArticleError: It is not such a file, or unpacks to too much, or turns out to be damaged while it is open.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > most:
                raise ArticleError(f"unpacks to {unpacked:,} bytes, expected at most {most:,} bytes")
            yield archive
    except (*_FAULTS, etree.XMLSyntaxError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ArticleError(f"not a readable {kind}: {reason}") from error


def tree_of(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """Parse an XML member of an archive, without external parts or a DTD.

    Raises:
        ValueError: It defines entities.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    tree = etree.fromstring(archive.read(name), parser)
    refuse_entities(tree)
    return tree


def refuse_entities(tree: etree._Element) -> None:
    """Refuse a tree that defines entities: they are not read, so the text behind one would be lost.

    Raises:
        ValueError: It defines some.
    """
    if next(tree.iter(etree.Entity), None) is not None:
        raise ValueError("it defines XML entities, which are not read: open it in an office program and save it again")
