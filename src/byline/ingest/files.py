"""Find the files to read, and what a folder's metadata.csv says of them."""

import csv
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from byline.errors import ArticleError, InputError
from byline.ingest.draft import Draft, draft_of

SUFFIXES = {
    ".txt": "plain:parse_text",
    ".md": "plain:parse_markdown",
    ".html": "html:parse_html",
    ".htm": "html:parse_html",
    ".pdf": "pdf:parse_pdf",
    ".docx": "docx:parse_docx",
    ".jsonl": "tables:parse_jsonl",
    ".csv": "tables:parse_csv",
}
TABLES = {".jsonl", ".csv"}
METADATA = "metadata.csv"
_MAX_METADATA_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read.

    Attributes:
        path: Absolute.
        size: In bytes.
        metadata: What a metadata.csv beside it says, for what the file itself lacks.
        problem: Why it cannot be read, empty if nothing is known against it.
    """

    path: Path
    size: int = 0
    metadata: Draft | None = None
    problem: str = ""


@dataclass(slots=True)
class Found:
    """What there is to read.

    Attributes:
        files: By name, those of a folder before those of its subfolders.
        skipped: Files in folders that are of no kind that is read.
        warnings: What is wrong with a metadata.csv.
    """

    files: list[FoundFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def discover(paths: Iterable[str | Path]) -> Found:
    """Find the files below folders, and the files named themselves.

    Hidden files and folders are passed over, links to folders are not followed. A file that is named but
    is missing, not a regular file or of no kind that is read comes with its problem.
    """
    found = Found()
    metadata: dict[Path, dict[str, Draft]] = {}
    seen: set[Path] = set()
    for path in map(Path, paths):
        named = not path.is_dir()
        for file in [path] if named else _below(path):
            resolved = file.resolve()
            if resolved in seen or (not named and file.name.lower() == METADATA):
                continue
            seen.add(resolved)
            suffix = file.suffix.lower()
            if not named and suffix not in SUFFIXES:
                found.skipped.append(str(file))
                continue
            if file.parent not in metadata:
                metadata[file.parent] = _metadata(file.parent, found.warnings)
            found.files.append(_found(file, metadata[file.parent].get(file.name)))
    return found


def _found(file: Path, metadata: Draft | None) -> FoundFile:
    path = Path(os.path.abspath(file))  # noqa: PTH100 - links stay: their suffix tells the kind
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return FoundFile(path, problem="its name is not in UTF-8: rename it")
    try:
        status = path.stat()
    except OSError as error:
        return FoundFile(path, problem=f"cannot be read: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return FoundFile(path, problem="not a regular file")
    if path.suffix.lower() not in SUFFIXES:
        kinds = " ".join(SUFFIXES)
        return FoundFile(path, problem=f"files of kind {file.suffix or 'without a suffix'} are not read, only {kinds}")
    return FoundFile(path, status.st_size, metadata)


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent, name)


def _metadata(folder: Path, warnings: list[str]) -> dict[str, Draft]:
    file = folder / METADATA
    if not file.is_file():
        return {}
    rows: dict[str, Draft] = {}
    try:
        if file.stat().st_size > _MAX_METADATA_BYTES:
            raise InputError(f"larger than {_MAX_METADATA_BYTES:,} bytes")
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if "file" not in (reader.fieldnames or ()):
                raise InputError(f"found the columns {reader.fieldnames}, expected file and others")
            for row in reader:
                rows[row.pop("file")] = draft_of({k: v for k, v in row.items() if k and v}, text="-")
    except (OSError, ValueError, csv.Error, InputError, ArticleError) as error:
        warnings.append(f"{file}: {error}")
    warnings.extend(f"{file}: names {name}, which is not there" for name in rows if not (folder / name).exists())
    return rows
