"""Files that are zip archives: opened with a limit on what they unpack to."""

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
        file: Where it is.
        kind: What it should be, for messages: `Word file`.
        most: How many bytes it may unpack to.

    Raises:
        ArticleError: It is none, or unpacks to too much; also for what is found wrong with it while it is open.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > most:
                raise ArticleError(f"unpacks to {unpacked:,} bytes, at most {most:,} are taken")
            yield archive
    except (*_FAULTS, etree.XMLSyntaxError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ArticleError(f"not a readable {kind}: {reason}") from error


def tree_of(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """Parse an XML file of an archive, without entities, external parts or a DTD.

    Raises:
        ValueError: It has entities of its own.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    tree = etree.fromstring(archive.read(name), parser)
    refuse_entities(tree)
    return tree


def refuse_entities(tree: etree._Element) -> None:
    """Refuse a tree with entities of its own, which are not read: the text behind one would be lost with it.

    Raises:
        ValueError: It has some.
    """
    if next(tree.iter(etree.Entity), None) is not None:
        raise ValueError("it defines XML entities, which are not read: open it in an office program and save it again")
