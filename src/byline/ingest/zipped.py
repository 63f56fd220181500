"""Zip archives of readable files: unpacked to a temporary folder and read like one."""

import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from byline.errors import ArticleError
from byline.ingest.child import parse
from byline.ingest.draft import Draft, Rejection
from byline.ingest.files import ARCHIVES, HIDDEN, discover, kind_of
from byline.ingest.packed import opened

_MOST_FILES = 10_000


def parse_zip(file: Path, columns: Mapping[str, str]) -> Iterator[Draft | Rejection]:
    """Read the files in an archive; archives within it are not unpacked.

    Args:
        file: The archive.
        columns: For tables in it, the column names the user gave, by field.
    """
    with TemporaryDirectory(prefix="byline-") as folder:
        elsewhere = _unpack(file, Path(folder))
        found = discover([folder])
        unread = Counter(kind for kind in map(kind_of, found.skipped) if kind != HIDDEN)
        warnings = tuple(warning.replace(f"{folder}/", "") for warning in found.warnings)
        if elsewhere:
            unread["with a path that leads outside the archive"] += elsewhere
        if unread:
            counted = ", ".join(f"{count:,} {kind}" for kind, count in sorted(unread.items()))
            warnings += (f"not read: {counted}",)
        number = 0
        taken: dict[str, Path] = {}  # by name without suffix
        for one in found.files:
            name = one.path.relative_to(folder).as_posix()
            if one.path.suffix.lower() in ARCHIVES:
                number += 1
                yield Rejection(f"{name}: archives within archives are not read; unpack it first", number)
                continue
            for message in [Rejection(one.problem)] if one.problem else parse(one.path, columns):
                number += 1
                if isinstance(message, Rejection):
                    yield Rejection(f"{name}: {message.reason}", number)
                    continue
                draft = message.completed(one.metadata) if one.metadata else message
                stem = unicodedata.normalize("NFC", one.path.stem)
                if taken.setdefault(stem, one.path) != one.path:  # in another folder, or of another kind
                    stem = unicodedata.normalize("NFC", name)
                id = draft.id or draft.url or (f"{stem}-{message.row}" if message.row else stem)
                yield replace(draft, id=id, row=number, position=0, warnings=draft.warnings + warnings)
                warnings = ()
        if not number:
            raise ArticleError(f"no readable file in it{': ' + warnings[-1] if warnings else ''}")


def _unpack(file: Path, folder: Path) -> int:
    """Unpack an archive to a folder and return how many of its files have names that lead outside the folder."""
    elsewhere = 0
    with opened(file, "zip archive") as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > _MOST_FILES:
            raise ArticleError(f"found {len(entries):,} files, expected at most {_MOST_FILES:,}; split it")
        if any(entry.flag_bits & 1 for entry in entries):
            raise ArticleError("password-protected; pack it without a password")
        for entry in entries:
            target = (folder / entry.filename).resolve()
            if not target.is_relative_to(folder.resolve()):
                elsewhere += 1
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed, target.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
    return elsewhere
