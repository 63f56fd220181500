"""Ask the questions of a file, and list every passage on a subject."""

import argparse
import csv
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from byline.cli.options import conditions
from byline.cli.output import DONE, FAILED, article_line, print_json, print_line, tell, tell_undated
from byline.errors import InputError
from byline.language.text import one_line, shorten
from byline.presenting import count_of
from byline.records import Reply

if TYPE_CHECKING:
    from byline.archive import Archive
    from byline.jobs.passages import Found

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def one_question(options: argparse.Namespace) -> bool:
    """Return whether `byline ask` is given one question rather than a file or --all.

    Raises:
        InputError: The options cannot be combined.
    """
    if options.all and options.file is not None:
        raise InputError("ask: found --all and --file, expected only one of them")
    if options.csv and (options.json or not options.all):
        raise InputError("ask: found --csv, expected it with --all and without --json")
    if (options.receipt or options.timing) and (options.all or options.file is not None):
        raise InputError("ask: --receipt and --timing only work with a single question")
    return not options.all and options.file is None


def answer_file(options: argparse.Namespace, archive: "Archive", print_reply: Callable[[Reply], None]) -> int:
    """Answer each line of a file; return `FAILED` if any line could not be asked."""
    from byline.jobs.batch import answer_lines

    code = DONE
    for one in answer_lines(archive, options.file, conditions(options)):
        if one.reply is None:
            code = FAILED
            tell(f"{options.file}, line {one.line.number}: {one.error}")
        if options.json:
            print_line(one.to_dict())
        elif one.reply is not None:
            print(f"{one.line.number}. {one_line(one.line.question)}\n")
            print_reply(one.reply)
            print(flush=True)
    return code


def list_all(options: argparse.Namespace, archive: "Archive") -> int:
    """List every passage on a subject."""
    from byline.jobs.passages import passages_on

    found = passages_on(archive, options.question, conditions(options))
    tell_undated(found.undated)
    if options.json:
        print_json(found.to_dict())
    elif options.csv:
        _print_table(found)
    else:
        _print_found(found)
    return DONE


def _print_found(found: "Found") -> None:
    passages, times = count_of(len(found.passages), "passage"), count_of(found.mentions, "time")
    words = ", ".join(f"“{part}”" for part in found.parts)
    print(f"{passages} in {count_of(found.articles, 'article')}, with {words} {times} in all")
    for one in found.passages:
        span = one.passage.span
        print(f"\n- {article_line(one.passage.article)}")
        print(f'  characters {span.start}-{span.end}, {one.count}x: "{shorten(one.passage.text, 400)}"')


def _print_table(found: "Found") -> None:
    from byline.jobs.passages import COLUMNS

    table = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    table.writeheader()
    for one in found.passages:
        table.writerow({name: _cell(value) for name, value in one.row().items()})


def _cell(value: Any) -> Any:
    """Return a cell; an apostrophe keeps spreadsheets from running it as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
