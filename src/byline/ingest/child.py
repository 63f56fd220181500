"""The child process that reads files, so that a file that crashes its parser takes down nothing else.

Each input line is a path. The answer is one line of JSON per draft or rejection, then an empty line.
Run as `python -m byline.ingest.child COLUMNS`, where COLUMNS is JSON: column names by field.
"""

import codecs
import contextlib
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from byline.errors import ArticleError
from byline.ingest.draft import MAX_CHARACTERS, Draft, Rejection, to_json
from byline.ingest.files import FEED, HOLDING_TABLES, SUFFIXES, size_problem, suffix_of
from byline.ingest.garbled import garbled

MEMORY_BYTES = 900 * 1024**2
_BEGINNINGS = {b"{\\rtf": ".rtf", b"%pdf-": ".pdf", b"<!doctype html": ".html", b"<html": ".html"}
_BEGINNING_BYTES = 2_000
# Header lines, ending in one that only mail programs write.
_IS_MAIL = re.compile(
    rb"(?:[A-Za-z][A-Za-z-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:Message-ID|MIME-Version|Return-Path|Received|X-Mailer):",
    re.I,
)
_IS_SAVED_PAGE = re.compile(rb"^(?:Snapshot-Content-Location:|From: <Saved by )", re.MULTILINE)
_PLAIN = {".txt", ".text", ".md", ".markdown"}
_OF_OFFICE = {".docx", ".odt", ".rtf", ".xlsx", ".pdf"}
_PARTS = {  # a member that identifies each zip-based format
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
    "xl/workbook.xml": ".xlsx",
    "META-INF/container.xml": ".epub",
}
_ZIP = b"PK\x03\x04"
_READ_BY = {**SUFFIXES, FEED: "feed:parse_feed"}


def parse(file: Path, columns: Mapping[str, str] | None = None) -> Iterator[Draft | Rejection]:
    """Read one file; whatever its parser raises becomes a rejection.

    Args:
        file: The file to read.
        columns: For a table, the column names the user gave, by field.
    """
    suffix = suffix_of(file)
    try:
        if not file.stat().st_size:
            raise ArticleError("no text in it")
        suffix = _true_suffix(file, suffix)
        if problem := size_problem(file, file.stat().st_size):
            raise ArticleError(problem)
        module, function = _READ_BY[suffix].split(":")
        read = getattr(import_module(f"byline.ingest.{module}"), function)
        for message in read(file, columns or {}) if suffix in HOLDING_TABLES else read(file):
            yield _checked(message)
    except ArticleError as error:
        yield Rejection(str(error))
    except MemoryError:
        yield Rejection(f"reading it takes more than {MEMORY_BYTES // 1024**2:,} MB of memory")
    except Exception as error:
        yield Rejection(f"cannot be read: {type(error).__name__}: {str(error)[:200]}")


def _true_suffix(file: Path, suffix: str) -> str:
    """Return the suffix that matches the file's content, or its own suffix if the content does not say."""
    with file.open("rb") as stream:
        beginning = stream.read(_BEGINNING_BYTES)
    if beginning.startswith(_ZIP):
        with contextlib.suppress(zipfile.BadZipFile, OSError, ValueError), zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            return next((kind for part, kind in _PARTS.items() if part in names), suffix)
    if suffix in {".eml", *_PLAIN}:
        if suffix == ".eml" and beginning.startswith(b"From "):
            return ".mbox"
        if _IS_SAVED_PAGE.search(beginning) and _IS_MAIL.match(beginning):
            return ".mhtml"
        if suffix != ".eml" and _IS_MAIL.match(beginning):
            return ".eml"
    beginning = beginning.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    found = next((kind for mark, kind in _BEGINNINGS.items() if beginning.startswith(mark)), suffix)
    return suffix if found == ".html" and suffix not in _PLAIN | _OF_OFFICE else found


def _checked(message: Draft | Rejection) -> Draft | Rejection:
    if isinstance(message, Draft) and len(message.text) > MAX_CHARACTERS:
        reason = f"{len(message.text):,} characters, expected at most {MAX_CHARACTERS:,}; split it"
        return Rejection(reason, message.row, message.position)
    if isinstance(message, Draft) and (told := garbled(message.text)):
        return replace(message, notes=(*message.notes, *told))
    return message


def main() -> None:
    """Answer requests until the input ends."""
    _limit()
    columns = json.loads(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    os.dup2(2, 1)  # what a library prints must not be mistaken for an answer
    for line in sys.stdin.buffer:
        for message in parse(Path(os.fsdecode(line.rstrip(b"\n"))), columns):
            answers.write(to_json(message) + "\n")
        answers.write("\n")
        answers.flush()


def _limit() -> None:
    with contextlib.suppress(ImportError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
