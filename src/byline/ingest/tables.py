"""Files of many articles: JSON, JSON Lines, and tables with an article per row. See `columns.py` for column names."""

import contextlib
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from byline.errors import ArticleError
from byline.ingest.columns import article_in, fields_of, has_text, is_article, not_found
from byline.ingest.draft import MAX_CHARACTERS, Draft, Rejection, draft_of, kind_of_value
from byline.ingest.files import MAX_FILE_BYTES
from byline.ingest.markup import plain_text
from byline.ingest.plain import decode
from byline.ingest.rows import open_rows

_MAX_LINE_BYTES = 4 * MAX_CHARACTERS
_LINES_LOOKED_AT = 1_000
_CUT = re.compile(r"\s*\[\+(\d+) char(?:acter)?s\]\s*\Z")  # how NewsAPI ends a truncated text

Message = Draft | Rejection


def parse_csv(file: Path, columns: Mapping[str, str]) -> Iterator[Message]:
    """Read an article from each row below a header that names the columns.

    Args:
        file: The table.
        columns: The column names the user gave, by field; see `fields_of`.
    """
    with open_rows(file) as rows:
        if not has_text(rows.names, columns):
            raise ArticleError(not_found(rows.names, columns))
        for number, row in enumerate(rows, start=2):
            try:
                if isinstance(row, str):
                    raise ArticleError(row)
                yield replace(_draft(row, columns), row=number, position=rows.position)
            except ArticleError as error:
                yield Rejection(f"row {number}: {error}", number, rows.position)


def parse_json(file: Path, columns: Mapping[str, str]) -> Iterator[Message]:
    """Read one object per line, or one JSON text: a list of articles, an object that contains one, or an article.

    A faulty line or item is rejected by its number; the others are read.

    Args:
        file: The file.
        columns: The column names the user gave, by field; see `fields_of`.
    """
    told: Counter[str] = Counter()
    messages = _lines_of(file, columns, told) if _is_by_line(file, columns) else _items_of(file, columns, told)
    yield from messages
    for kind, count in told.items():
        if count > 1:
            yield Rejection(f"{count - 1:,} more: {kind}")


def _is_by_line(file: Path, columns: Mapping[str, str]) -> bool:
    """Return whether there is an object per line rather than one JSON text."""
    with file.open("rb") as stream:
        first = next((line for line in _lines(stream) if line is None or line.strip(b"\xef\xbb\xbf \t\r\n")), b"")
    try:
        found = json.loads((first or b"").decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return not _is_json(file) and (file.stat().st_size > MAX_FILE_BYTES or _has_an_object_a_line(file))
    if isinstance(found, dict) and is_article(article_in(found, columns), columns) and not _by_id(found, columns):
        return True
    return not _is_json(file)


def _has_an_object_a_line(file: Path) -> bool:
    """Return whether one of the first lines is an object."""
    with file.open("rb") as stream:
        for line in itertools.islice(_lines(stream), _LINES_LOOKED_AT):
            with contextlib.suppress(ValueError, RecursionError):
                if isinstance(json.loads(line or b""), dict):
                    return True
    return False


def _is_json(file: Path) -> bool:
    if file.stat().st_size > MAX_FILE_BYTES:
        return False
    try:
        json.loads(decode(file.read_bytes())[0])
    except (ValueError, RecursionError, ArticleError):
        return False
    return True


def _items_of(file: Path, columns: Mapping[str, str], told: Counter[str]) -> Iterator[Message]:
    values, problem = _values(decode(file.read_bytes())[0])
    value = values[0] if values else None
    items, publisher = _articles_in(value, columns) if len(values) == 1 else (values, None)
    if not items:
        names = [str(name) for name in value] if isinstance(value, Mapping) else []
        raise ArticleError(f"no articles in it: {not_found(names, columns)}")
    for number, item in enumerate(items, start=1):
        try:
            if draft := _object(item, columns, told):
                yield replace(draft, publisher=draft.publisher or publisher, row=number)
        except ArticleError as error:
            yield Rejection(f"item {number}: {error}", number)
    if problem:
        yield Rejection(f"{problem}; the rest is lost", len(items) + 1)


def _values(text: str) -> tuple[list[Any], str]:
    """Return the values in a JSON text, which may hold several in a row, and what is wrong after them.

    Raises:
        ArticleError: There are none.
    """
    decoder, values, place = json.JSONDecoder(), list[Any](), 0
    try:
        while (place := len(text) - len(text[place:].lstrip())) < len(text):
            value, place = decoder.raw_decode(text, place)
            values.append(value)
    except (ValueError, RecursionError) as error:
        problem = f"line {getattr(error, 'lineno', 1)}: not JSON in UTF-8: {getattr(error, 'msg', error)}"
        if not values:
            raise ArticleError(problem) from error
        return values, problem
    return values, ""


def _articles_in(value: Any, columns: Mapping[str, str], depth: int = 3) -> tuple[Sequence[Any], str | None]:
    """Return the articles in a JSON text, and the publisher if it is a JSON Feed."""
    if isinstance(value, list):
        return value, None
    if not isinstance(value, Mapping):
        return (), None
    if "jsonfeed.org" in str(value.get("version")) and isinstance(value.get("items"), list):
        return value["items"], str(value["title"]) if value.get("title") else None
    lists = [
        inner
        for name, inner in value.items()
        if isinstance(inner, list)
        and any(isinstance(one, dict) for one in inner)
        and not is_article({name: inner}, columns)
    ]
    listed = max(lists, key=len, default=[])
    if by_id := _by_id(value, columns):
        return by_id, None
    if any(isinstance(one, dict) and is_article(article_in(one, columns), columns) for one in listed):
        return listed, None
    if is_article(article_in(value, columns), columns):
        return (value,), None
    for inner in value.values():
        if depth and isinstance(inner, Mapping):
            found = _articles_in(inner, columns, depth - 1)
            if found[0]:
                return found
    return listed, None


def _by_id(value: Mapping[str, Any], columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the articles of an object that consists of several articles by id."""
    found = [{"id": str(id), **one} for id, one in value.items() if isinstance(one, Mapping)]
    return found if len(found) > 1 and all(is_article(one, columns) for one in found) else []


def _lines_of(file: Path, columns: Mapping[str, str], told: Counter[str]) -> Iterator[Message]:
    with file.open("rb") as stream:
        for number, line in enumerate(_lines(stream), start=1):
            position = stream.tell()
            try:
                if line is None:
                    raise ArticleError(f"longer than {_MAX_LINE_BYTES:,} bytes")
                if not line.strip():
                    continue
                found = json.loads(decode(line)[0])
                if draft := _object(found, columns, told):
                    yield replace(draft, row=number, position=position)
            except (ValueError, RecursionError) as error:
                yield Rejection(f"line {number}: not JSON in UTF-8: {error}", number, position)
            except ArticleError as error:
                yield Rejection(f"line {number}: {error}", number, position)


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines; None for one that is too long."""
    while line := stream.readline(_MAX_LINE_BYTES):
        too_long = not line.endswith(b"\n") and len(line) == _MAX_LINE_BYTES
        while too_long and (rest := stream.readline(_MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None if too_long else line


def _object(found: Any, columns: Mapping[str, str], told: Counter[str]) -> Draft | None:
    """Make a draft from a JSON value; return None if the same fault has been reported before.

    Raises:
        ArticleError: It is not an article.
    """
    if not isinstance(found, dict):
        kind = f"found {kind_of_value(found)}, expected names and values in {{}}"
        told[kind] += 1
        if told[kind] > 1:
            return None
        raise ArticleError(kind)
    article = article_in(found, columns)
    if is_article(article, columns):
        return _draft(article, columns)
    kind = not_found(list(map(str, found)), columns)
    told[kind] += 1
    if told[kind] > 1:
        return None
    raise ArticleError(kind)


def _draft(found: Mapping[str, Any], columns: Mapping[str, str]) -> Draft:
    fields = fields_of(found, columns)
    draft = draft_of({name: plain_text(value) if isinstance(value, str) else value for name, value in fields.items()})
    cut = _CUT.search(draft.text)
    if not cut:
        return draft
    told = (f"cut short by its source: {cut[1]} characters are missing",)
    return replace(draft, text=draft.text[: cut.start()].rstrip(), notes=told, in_part=True)
