"""Files of many articles: JSON Lines and CSV with a header, an article a row. See `draft.py` for the names."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from byline.errors import ArticleError
from byline.ingest.draft import ALIASES, MAX_CHARACTERS, Draft, Rejection, draft_of
from byline.ingest.plain import decode, marked_encoding

_MAX_LINE_BYTES = 4 * MAX_CHARACTERS
_SAMPLE_BYTES = 65_536


def parse_jsonl(file: Path) -> Iterator[Draft | Rejection]:
    """Read an article a line; a line that is wrong is rejected by its number, the others are taken."""
    with file.open("rb") as stream:
        for number, line in enumerate(_lines(stream), start=1):
            position = stream.tell()
            try:
                if line is None:
                    raise ArticleError(f"longer than {_MAX_LINE_BYTES:,} bytes")
                if not line.strip():
                    continue
                found = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
                if not isinstance(found, dict):
                    raise ArticleError(f"found {type(found).__name__}, expected an object")
                yield replace(draft_of(found), row=number, position=position)
            except (ValueError, RecursionError) as error:
                yield Rejection(f"line {number}: not JSON in UTF-8: {error}", number, position)
            except ArticleError as error:
                yield Rejection(f"line {number}: {error}", number, position)


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines, None for one that is too long to be read."""
    while line := stream.readline(_MAX_LINE_BYTES):
        too_long = not line.endswith(b"\n") and len(line) == _MAX_LINE_BYTES
        while too_long and (rest := stream.readline(_MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None if too_long else line


def parse_csv(file: Path) -> Iterator[Draft | Rejection]:
    """Read an article a row below a header that names the columns, separated by comma, semicolon or tab."""
    csv.field_size_limit(MAX_CHARACTERS)
    with file.open("rb") as stream:
        sample = stream.read(_SAMPLE_BYTES)
        complete = sample[: sample.rfind(b"\n") + 1] or sample
        encoding = marked_encoding(sample) or decode(complete)[1]
        stream.seek(0)
        with io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="") as lines:
            yield from _rows(lines, stream)


def _rows(lines: io.TextIOWrapper, stream: BinaryIO) -> Iterator[Draft | Rejection]:
    header = lines.readline()
    separator = max(",;\t", key=header.count)
    lines.seek(0)
    rows = csv.DictReader(lines, delimiter=separator, strict=True)
    names = [name.strip().lower() for name in rows.fieldnames or ()]
    if not set(ALIASES["text"]).intersection(names):
        raise ArticleError(f"found the columns {', '.join(names)}, expected one named text")
    if len(set(names)) < len(names):
        raise ArticleError(f"found the columns {', '.join(names)}, expected each name once")
    row_number = 1
    while True:
        row_number += 1
        try:
            row = next(rows)
            if None in row:
                raise ArticleError("more fields than the header has names: quote fields that hold the separator")
            yield replace(draft_of(row), row=row_number, position=stream.tell())
        except StopIteration:
            return
        except (csv.Error, ArticleError) as error:
            yield Rejection(f"row {row_number}: {error}", row_number, stream.tell())
