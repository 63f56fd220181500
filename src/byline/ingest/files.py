"""Find the files to read and what a folder's metadata.csv says about them."""

import itertools
import os
import re
import stat
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from byline.errors import ArticleError, InputError
from byline.ingest.columns import key
from byline.ingest.draft import Draft, metadata_of

SUFFIXES = {
    ".txt": "plain:parse_text",
    ".text": "plain:parse_text",
    ".md": "plain:parse_markdown",
    ".markdown": "plain:parse_markdown",
    ".html": "html:parse_html",
    ".htm": "html:parse_html",
    ".xhtml": "html:parse_html",
    ".mhtml": "html:parse_html",
    ".mht": "html:parse_html",
    ".pdf": "pdf:parse_pdf",
    ".docx": "docx:parse_docx",
    ".docm": "docx:parse_docx",
    ".dotx": "docx:parse_docx",
    ".odt": "opendocument:parse_odt",
    ".rtf": "rtf:parse_rtf",
    ".epub": "epub:parse_epub",
    ".pptx": "slides:parse_pptx",
    ".pptm": "slides:parse_pptx",
    ".ppsx": "slides:parse_pptx",
    ".xlsx": "sheets:parse_xlsx",
    ".xlsm": "sheets:parse_xlsx",
    ".eml": "mail:parse_eml",
    ".mbox": "mail:parse_mbox",
    ".warc": "webarchive:parse_warc",
    ".warc.gz": "webarchive:parse_warc",
    ".wacz": "webarchive:parse_wacz",
    ".zip": "zipped:parse_zip",
    ".json": "tables:parse_json",
    ".jsonl": "tables:parse_json",
    ".ndjson": "tables:parse_json",
    ".csv": "tables:parse_csv",
    ".tsv": "tables:parse_csv",
}
TABLES = {".json", ".jsonl", ".ndjson", ".csv", ".tsv"}
READ_IN_PARTS = {*TABLES, ".warc", ".warc.gz", ".wacz"}  # so their size is not limited
ARCHIVES = {".zip"}
DOCUMENTS = {
    ".doc",
    ".dot",
    ".fodt",
    ".ott",
    ".emlx",
    ".msg",
    ".pages",
    ".wpd",
    ".wps",
    ".xls",
    ".xlsb",
    ".ppt",
    ".odp",
    ".ods",
    ".key",
    ".numbers",
    ".mobi",
    ".azw3",
    ".djvu",
    ".xps",
    ".webarchive",
}
SAVED_AS = ".docx, .pdf, .html or .txt"  # formats to convert an unsupported document to
HOLDING_TABLES = {*TABLES, *ARCHIVES, ".xlsx", ".xlsm"}
MAX_FILE_BYTES = 100_000_000
FEED = ".feed"  # a fetched feed; users' own files are never read as one
PARSERS = "5"  # raise this when the same file would be read differently
METADATA = "metadata.csv"
ELSEWHERE = "machine://"  # precedes a machine name and a path on that machine
HIDDEN, LINKED = "hidden", "linked folder"  # kinds of skipped entries
_LOCK = "~$"  # prefix of the file a word processor keeps while a document is open
_INDEX = "byline.db"  # marks an index folder, whose own files are not articles
_MOST_LOOKED_AT = 100_000  # files behind a link
_FILE = {"file", "filename", "datei", "dateiname", "fichier", "archivo", "fichero", "bestand", "fil", "plik", "dosya"}
_MAX_METADATA_BYTES = 50_000_000
# Names that browsers give the folder with a saved page's other files: pictures, frames, advertisements.
_BESIDE_PAGE = re.compile(r"(.+)(?:_files|_fichiers|_archivos|_arquivos|_file|[-_]Dateien|-filer|-bestanden|_pliki)")
_ADDRESS = re.compile(r"\s*[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read.

    Attributes:
        path: Absolute path.
        size: Size in bytes.
        metadata: What a metadata.csv next to it says, used for what the file itself lacks.
        problem: Why it cannot be read; empty if no reason is known.
        source: Where it came from, if not its path: the address that was requested.
        url: The address it was fetched from, which becomes its article's id and url whatever the file says.
        remembered: What to store for a fetched address, as JSON; None for a file, whose hash is stored.
    """

    path: Path
    size: int = 0
    metadata: Draft | None = None
    problem: str = ""
    source: str = ""
    url: str | None = None
    remembered: str | None = None

    @property
    def name(self) -> str:
        """The name shown in reports and stored in the index."""
        return self.source or str(self.path)


@dataclass(slots=True)
class Found:
    """What there is to read.

    Attributes:
        files: Sorted by name, a folder's own files before those of its subfolders.
        skipped: Entries of folders that are of an unsupported type, hidden, a link to a folder, or saved by a browser
            along with a page.
        warnings: What is wrong with a metadata.csv.
        unfinished: Files in folders that changed a moment ago and may still be being written.
    """

    files: list[FoundFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


def is_address(source: object) -> bool:
    """Return whether a source is an address: a string such as `https://…`, never a `Path`."""
    return isinstance(source, str) and _ADDRESS.match(source) is not None


def discover(paths: Iterable[str | Path], settle: float = 0.0) -> Found:
    """Find the named files and the files below the named folders.

    Hidden files and folders and an index's own files are skipped; links to folders are not followed.
    A named file that is missing, not a regular file or of an unsupported type is returned with its problem.
    So is a folder that cannot be read, and a link to a folder with readable files outside the given folders.

    Args:
        paths: Files and folders.
        settle: Seconds for which a file in a folder must have been unchanged.

    Raises:
        InputError: A path is empty or not a path.
    """
    found = Found()
    metadata: dict[Path, dict[str, Draft]] = {}
    seen: set[str] = set()
    all_given = [_path(given) for given in paths]
    roots = [Path(os.path.realpath(path)) for path in all_given if os.path.isdir(path)]  # noqa: PTH112 - never raises
    for path in all_given:
        named = not os.path.isdir(path)  # noqa: PTH112 - unlike Path.is_dir it never raises
        files = [path] if named else sorted(_below(path, found, roots), key=_leads_to_file)
        for file in files:
            resolved = os.path.realpath(file)
            if resolved in seen or (not named and file.name.lower() == METADATA):
                continue
            seen.add(resolved)
            if not named and (suffix_of(file) not in SUFFIXES or file.name.startswith(_LOCK)):
                found.skipped.append(str(file))
                continue
            if file.parent not in metadata:
                metadata[file.parent] = _metadata(file.parent, found.warnings)
            if not named and settle and _changed_within(file, settle):
                found.unfinished.append(os.path.abspath(file))  # noqa: PTH100 - links stay, as in what is kept
                continue
            found.files.append(_found(file, metadata[file.parent].get(file.name)))
    return found


def _leads_to_file(file: Path) -> bool:
    """Return whether a file is a link to another file; links sort last, so that a file is read under its own name."""
    return os.path.islink(file) and os.path.isfile(file)  # noqa: PTH113, PTH114 - unlike those of Path these never raise


def _path(given: object) -> Path:
    if not isinstance(given, str | Path):
        raise InputError(f"path: found {type(given).__name__}, expected a file, a folder or an Article")
    if not str(given).strip() or "\0" in str(given):
        raise InputError(f"path: found {str(given)!r}, expected the name of a file or folder")
    return Path(given)


def _found(file: Path, metadata: Draft | None) -> FoundFile:
    path = Path(os.path.abspath(file))  # noqa: PTH100 - links stay: their suffix tells the kind
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return FoundFile(path, problem="its name is not valid UTF-8; rename it")
    try:
        status = path.stat()
    except OSError as error:
        return FoundFile(path, problem=f"cannot be read: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return FoundFile(path, problem="not a regular file")
    if suffix_of(path) not in SUFFIXES:
        is_document = suffix_of(path) in DOCUMENTS
        instead = f"; save it as {SAVED_AS}" if is_document else f"; supported: {' '.join(SUFFIXES)}"
        return FoundFile(path, problem=f"files of type {file.suffix or '(no suffix)'} are not supported{instead}")
    return FoundFile(path, status.st_size, metadata, size_problem(path, status.st_size))


def _changed_within(file: Path, seconds: float) -> bool:
    """Return whether a file changed a moment ago; a modification date in the future does not count."""
    try:
        status = file.stat()
    except OSError:
        return False
    return 0 <= time.time() - status.st_mtime < seconds


def size_problem(file: Path, size: int) -> str:
    """Return why a file is too large, or nothing if it is not or if it is read in parts."""
    if size <= MAX_FILE_BYTES or suffix_of(file) in READ_IN_PARTS:
        return ""
    return f"{size:,} bytes, expected at most {MAX_FILE_BYTES:,}; split it"


def suffix_of(file: Path) -> str:
    """Return the suffix that determines the type of a file, in lower case."""
    name = file.name.lower()
    return ".warc.gz" if name.endswith(".warc.gz") else file.suffix.lower()


def kind_of(skipped: str) -> str:
    """Return the kind of a skipped entry."""
    name, suffix = Path(skipped).name, suffix_of(Path(skipped))
    if name.startswith("."):
        return HIDDEN
    if name.startswith(_LOCK):
        return "temporary"
    if os.path.isdir(skipped):  # noqa: PTH112 - unlike Path.is_dir it never raises
        return LINKED
    if suffix in SUFFIXES:
        return "saved beside pages"
    return suffix or "without a suffix"


def _below(folder: Path, found: Found, roots: Sequence[Path]) -> Iterator[Path]:
    def give_up(error: OSError) -> None:
        found.files.append(FoundFile(Path(error.filename), problem=f"folder cannot be read: {error.strerror}"))

    for parent, folders, files in os.walk(folder, onerror=give_up):
        if _INDEX in files:
            folders.clear()
            continue
        beside = [name for name in folders if _is_beside_a_page(name, files)]
        for name in beside:
            found.skipped += sorted(str(file) for file in Path(parent, name).rglob("*") if suffix_of(file) in SUFFIXES)
        found.skipped += sorted(str(Path(parent, name)) for name in (*folders, *files) if name.startswith("."))
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in beside)
        for link in (path for name in folders if (path := Path(parent, name)).is_symlink()):
            _tell_link(link, found, roots)
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent, name)


def _tell_link(link: Path, found: Found, roots: Sequence[Path]) -> None:
    """Record a link to a folder as skipped, or as a problem if nothing else reads the files it leads to."""
    target = Path(os.path.realpath(link))
    if any(target.is_relative_to(root) for root in roots) or not _holds_files_to_read(target):
        found.skipped.append(str(link))
        return
    path = Path(os.path.abspath(link))  # noqa: PTH100 - name the link, not its target
    found.files.append(FoundFile(path, problem=f"links to folders are not followed; add {target} as well"))


def _holds_files_to_read(folder: Path) -> bool:
    suffixes = (Path(name).suffix.lower() for _, _, files in os.walk(folder) for name in files if name[0] != ".")
    return any(suffix in SUFFIXES for suffix in itertools.islice(suffixes, _MOST_LOOKED_AT))


def _is_beside_a_page(folder: str, files: Collection[str]) -> bool:
    match = _BESIDE_PAGE.fullmatch(folder)
    return match is not None and any(f"{match[1]}{suffix}" in files for suffix in (".html", ".htm", ".xhtml"))


def _metadata(folder: Path, warnings: list[str]) -> dict[str, Draft]:
    file = folder / METADATA
    if not os.path.isfile(file):  # noqa: PTH113 - unlike Path.is_file it never raises
        return {}
    from byline.ingest.rows import open_rows  # slow to load: guesses encodings

    rows: dict[str, Draft] = {}
    try:
        if file.stat().st_size > _MAX_METADATA_BYTES:
            raise InputError(f"larger than {_MAX_METADATA_BYTES:,} bytes")
        with open_rows(file) as table:
            named = next((name for name in table.names if key(name) in _FILE), "")
            if not named:
                raise InputError(f"found the columns {', '.join(table.names)}, expected one named file and others")
            for number, row in enumerate(table, start=2):
                if isinstance(row, str):
                    raise InputError(f"row {number}: {row}")
                rows[row.pop(named)] = replace(metadata_of({k: v for k, v in row.items() if k and v}), text="")
    except (OSError, ValueError, InputError, ArticleError) as error:
        warnings.append(f"{file}: {error}")
    warnings.extend(f"{file}: lists {name}, which does not exist" for name in rows if not _is_in(folder, name))
    return rows


def _is_in(folder: Path, name: str) -> bool:
    return bool(name) and os.path.exists(folder / name)  # noqa: PTH110 - unlike Path.exists it never raises
