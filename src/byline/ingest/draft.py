"""What a parser returns for a file: the article fields it could find."""

import json
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any

from dateutil import parser as date_parser

from byline.errors import ArticleError, InputError
from byline.ingest.columns import FIELDS, fields_of
from byline.language.head_dates import days_in, moment_in
from byline.language.text import one_line
from byline.records import Pages, is_storable

MAX_CHARACTERS = 5_000_000
_SECONDS = re.compile(r"[1-9]\d{9}(?:\.\d+)?|[1-9]\d{12}")
_DOTTED = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of an article that its file provides; see `Article`.

    Attributes:
        text: Empty where only the metadata are known, as for a feed entry.
        updated: When the feed says the entry last changed, in the feed's words; empty if it does not say.
        modified: When the article itself says it last changed.
        row: Its number in a file of several articles, from 1; None for a file with a single article.
        position: How many bytes of the file have been read.
        warnings: What the user should know even though the article can be added.
        notes: Remarks stored with the article about how it was read, such as what was left out.
        in_part: Whether part of the article's text was not read.
        pages: Where the file's pages begin in the text; None if it has no pages.
    """

    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    updated: str = ""
    modified: datetime | None = None
    row: int | None = None
    position: int = 0
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    in_part: bool = False
    pages: Pages | None = None

    def completed(self, other: "Draft") -> "Draft":
        """Return this draft with its missing fields filled in from another."""
        missing = {name: getattr(other, name) for name in FIELDS if name != "text" and not getattr(self, name)}
        return replace(self, **missing, warnings=self.warnings + other.warnings)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file, or a row of one, that cannot be added."""

    reason: str
    row: int | None = None
    position: int = 0


def draft_of(fields_found: Mapping[str, Any], *, text: str | None = None) -> Draft:
    """Make a draft from named values, such as front matter or a table row.

    A date that cannot be read leaves the draft undated, with a warning.

    Raises:
        ArticleError: There is no text, or a value that must be a string is not.
    """
    draft = metadata_of(fields_found)
    if text is not None:
        draft = replace(draft, text=text)
    if not draft.text.strip():
        raise ArticleError("no text in it")
    return draft


def metadata_of(fields_found: Mapping[str, Any]) -> Draft:
    """Make a draft from named values that may lack a text; see `draft_of`."""
    values: dict[str, Any] = {"text": ""}
    notes: tuple[str, ...] = ()
    for name, given in fields_of(fields_found).items():
        if name == "published":
            try:
                values[name] = parse_date(given)
            except InputError as error:
                notes = (str(error),)
        elif name == "text" and not isinstance(given, str):
            raise ArticleError(f"text: found {kind_of_value(given)}, expected text")
        else:
            values[name] = given if name == "text" else _plain(name, given)
    return Draft(**values, warnings=notes)


def _plain(name: str, value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ArticleError(f"{name}: found {kind_of_value(value)}, expected text")
    return one_line(str(value))


def kind_of_value(value: object) -> str:
    """Name the kind of a value from JSON or YAML for people who do not program: `a number`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "names and values"
    return f"a {type(value).__name__}"


def parse_date(value: object) -> datetime:
    """Read a publication date: ISO 8601, RFC 2822, a written date, or seconds since 1970.

    A date without a time means midnight; a time without a zone is taken as UTC.

    Raises:
        InputError: It cannot be read, lacks a day, month or year, or is ambiguous (03/04/2025).
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_timestamp(value)
    text = one_line(str(value))
    for read in (_seconds, datetime.fromisoformat, _date_with_dots, _written_date, parsedate_to_datetime, _day_named):
        try:
            found = read(text)
        except (ValueError, TypeError, ArithmeticError, IndexError):
            continue
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        if is_storable(found):
            return found
    raise InputError(f"date {text[:40]!r} left out: expected a date such as 2025-06-30 or 30 June 2025 14:00 UTC")


def _from_timestamp(seconds: float) -> datetime:
    try:
        if abs(seconds) > 1e11:  # milliseconds, as in JavaScript
            seconds /= 1000
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(f"date {str(seconds)[:40]} left out: expected seconds since 1970") from error


def _seconds(text: str) -> datetime:
    """Read seconds or milliseconds since 1970, of this century."""
    if not _SECONDS.fullmatch(text):
        raise ValueError("no seconds")
    return _from_timestamp(float(text))


def _day_named(text: str) -> datetime:
    """Read the only day in a text, in the languages of newspapers: `4 mai 2026`, `Updated 4 May 2026, 10:15 am`."""
    found = [one for one in days_in(text) if one.whole]
    days = {one.whole for one in found if one.whole}
    if len(days) != 1:
        raise ValueError("no day, or several")
    return moment_in(text, found[0]) or datetime.combine(days.pop(), time())


def _date_with_dots(text: str) -> datetime:
    """Read a date such as 05.03.2025: with dots, the day comes first."""
    if not _DOTTED.match(text):
        raise ValueError("no date with dots")
    return date_parser.parse(text, dayfirst=True)


def _written_date(text: str) -> datetime:
    """Read a date in words or figures, if it can be read in only one way."""
    readings = set()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # raised for an unknown time zone
        for day_first in (False, True):
            for default in (datetime(2001, 1, 1), datetime(2002, 2, 2)):
                try:
                    readings.add(date_parser.parse(text, dayfirst=day_first, default=default))
                except Warning as error:
                    raise ValueError(str(error)) from error
    if len(readings) != 1:
        raise ValueError("ambiguous or incomplete")
    return readings.pop()


def to_json(message: Draft | Rejection) -> str:
    """Serialise a message on one line, for `from_json`."""
    values = {field.name: getattr(message, field.name) for field in fields(message)}
    return json.dumps(values, default=lambda value: value.to_dict() if isinstance(value, Pages) else value.isoformat())


def from_json(line: str | bytes) -> Draft | Rejection:
    """Read a message that `to_json` wrote."""
    values = json.loads(line)
    if "reason" in values:
        return Rejection(**values)
    for name in ("published", "modified"):
        if values[name]:
            values[name] = datetime.fromisoformat(values[name])
    if values["pages"]:
        values["pages"] = Pages(tuple(values["pages"]["starts"]), values["pages"]["unit"])
    return Draft(**{**values, "warnings": tuple(values["warnings"]), "notes": tuple(values["notes"])})
