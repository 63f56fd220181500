"""Rows of text tables, separated by comma, semicolon, tab or pipe, in any encoding, with or without Excel's `sep=`."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from byline.errors import ArticleError
from byline.ingest.draft import MAX_CHARACTERS
from byline.ingest.plain import decode, marked_encoding

_SAMPLE_BYTES = 65_536
_SEPARATORS = ",;\t|"
_DECLARED = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)


class Rows:
    """The rows of an open table.

    Attributes:
        names: The column names in the header.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        csv.field_size_limit(MAX_CHARACTERS)
        sample = stream.read(_SAMPLE_BYTES)
        complete = sample[: sample.rfind(b"\n") + 1] or sample
        encoding = marked_encoding(sample) or decode(complete)[1]
        stream.seek(0)
        lines = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        declared = _DECLARED.match(lines.readline())
        header = lines.readline() if declared else None
        lines.seek(0)
        if declared:
            lines.readline()
        else:
            header = lines.readline()
            lines.seek(0)
        separator = declared[1] if declared else max(_SEPARATORS, key=(header or "").count)
        self._lines, self._stream = lines, stream
        spaced = not re.search(rf"{re.escape(separator)}(?! )[^\r\n]", header or "") and separator != "\t"
        self._rows = csv.DictReader(lines, delimiter=separator, strict=True, skipinitialspace=spaced)
        self.names = [name.strip() for name in self._rows.fieldnames or ()]
        folded = [name.lower() for name in self.names if name]
        if len(set(folded)) < len(folded):
            raise ArticleError(f"found the columns {', '.join(folded)}, expected each name only once")

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._stream.tell()

    def __iter__(self) -> Iterator[dict[str, str] | str]:
        """Yield each row as a dictionary by column name, or what is wrong with the row."""
        while True:
            try:
                row = next(self._rows)
            except StopIteration:
                return
            except csv.Error as error:
                is_open = str(error) == "unexpected end of data"
                yield "a quotation mark is never closed, so the rest is lost" if is_open else str(error)
                continue
            if list(row.values()) == self._rows.fieldnames:
                continue  # a repeated header, as in a table concatenated from several
            if None not in row and not any(map(str.strip, filter(None, row.values()))):
                continue  # an empty row, as spreadsheets write below the last one
            if None in row:
                yield "more fields than the header has columns; put fields that contain the separator in quotes"
            else:
                yield {name.strip(): value or "" for name, value in row.items()}


@contextmanager
def open_rows(file: Path) -> Iterator[Rows]:
    """Open a table.

    Raises:
        ArticleError: It is not text, or its header names a column twice.
    """
    with file.open("rb") as stream:
        yield Rows(stream)
