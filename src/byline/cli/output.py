"""Printing and exit codes of the commands."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from byline.errors import InputError
from byline.language.text import one_line, shorten
from byline.presenting import count_of, described, iso_day_of, marks_of, position_of
from byline.records import Article, Hit

if TYPE_CHECKING:
    from tqdm import tqdm

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

_BAR = "{desc}: {percentage:3.0f}% |{bar}| {elapsed} elapsed, {remaining} left"


def open_output() -> None:
    """Make sure that output streams are open and can write every character."""
    if sys.stdout is None:  # closed by the parent process
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - stays open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def silence() -> None:
    """Discard all further output and what is buffered: nobody can read it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(line: str) -> None:
    """Print a line for people on standard error: a warning or an error."""
    print(f"byline: {one_line(line)}", file=sys.stderr)


def tell_undated(undated: int) -> None:
    """Say on the error output how many articles without a date a filter on dates left out."""
    if undated:
        tell(f"{count_of(undated, 'article')} without a date left out by --since or --until")


def print_line(value: Any) -> None:
    """Print JSON on one line, and flush."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def print_json(value: Any) -> None:
    """Print JSON, indented."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def progress_bar(doing: str) -> "tqdm[NoReturn]":
    """Return a progress bar from 0 to 1 that is drawn only in a terminal."""
    from tqdm import tqdm

    return tqdm(total=1.0, bar_format=_BAR, leave=False, disable=None, desc=doing)


def write_file(path: str, text: str, mode: str = "w") -> None:
    """Write text to a file that the user named.

    Raises:
        InputError: The file cannot be written.
    """
    try:
        with Path(path).open(mode, encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror}): name a file in a folder that you can write to"
        ) from error


def print_hits(hits: Iterable[Hit]) -> None:
    """Print passages, numbered from 1."""
    for number, hit in enumerate(hits, start=1):
        print(f"{number}. {article_line(hit.article)}")
        print(f'   {position_of(hit.article, hit.span)}, score {hit.score:.4f}: "{shorten(hit.text, 400)}"\n')


def article_line(article: Article) -> str:
    """Return the known details of an article on one line."""
    url = article.url if article.url != article.id else None
    known = (shorten(article.title, 100), article.publisher, iso_day_of(article.published), marks_of(article))
    return described(*known, url, article.id, article.path)


def bracketed(note: str) -> str:
    """Return a note in brackets, to put after a line."""
    return f"({one_line(note)})"
