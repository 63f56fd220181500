"""Add, follow, list, show and remove articles."""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from byline.cli.alerting import answer_alerts
from byline.cli.logs import log_options, start_log
from byline.cli.options import Commands, conditions, filter_options, open_archive
from byline.cli.output import DONE, FAILED, bracketed, print_json, print_line, progress_bar, silence, tell
from byline.errors import ArchiveLockedError
from byline.ingest.columns import FIELDS
from byline.ingest.files import DOCUMENTS, LINKED, SAVED_AS, SUFFIXES, is_address, kind_of
from byline.language.text import one_line, shorten, visible
from byline.presenting import added_by, count_of, likeness_of, marks_of, versions_of
from byline.records import MARKED, AddReport, ArticleSummary, Outcome

if TYPE_CHECKING:
    from byline.indexing.add import Acknowledge

_COPIES_NAMED = 3


def define_add(commands: Commands) -> None:
    """Define `byline add`."""
    parser = commands.define(
        "add",
        _add,
        "add files, folders and web pages; unchanged articles are skipped",
        "articles/",
        "report.pdf page.html --index work/index",
        "archive.jsonl --json",
        "export.csv --columns text=Story,published=Day",
        "https://example.org/story.html",
        "archive/ --workers 4",
        "archive/ --workers tcp://host:8786",
        parents=[log_options()],
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help=f"{' '.join(SUFFIXES)}, a folder of such files, or the URL of a web page",
    )
    parser.add_argument(
        "--columns",
        type=_columns,
        metavar="FIELD=COLUMN,...",
        help="for tables: which column is text, title, published ..., if it does not have one of the usual names",
    )
    parser.add_argument(
        "--encoder", metavar="MODEL", help="for a new index: a sentence-transformers model, by name or path"
    )
    parser.add_argument(
        "--workers",
        type=_workers,
        metavar="N|ADDRESS",
        help="embed in N processes, or through a Dask scheduler such as tcp://host:8786, on trusted networks only "
        "(needs byline[dask])",
    )


def _workers(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _columns(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in re.split(rf",(?=\s*(?:{'|'.join(FIELDS)})\s*=)", text)]
    if not all(field.strip() and column.strip() for field, _, column in pairs):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected FIELD=COLUMN,... such as text=Story,published=Day")
    return {field.strip(): column.strip() for field, _, column in pairs}


def _add(options: argparse.Namespace) -> int:
    start_log(options)
    archive = open_archive(options)
    run = partial(archive.add, options.paths, workers=options.workers, columns=options.columns)
    return _adding(options, lambda acknowledge: run(acknowledge=acknowledge))


def define_follow(commands: Commands) -> None:
    """Define `byline follow`."""
    parser = commands.define(
        "follow",
        _follow,
        "add new and changed articles from feeds (RSS, Atom)",
        "https://example.org/feed.xml",
        "https://example.org/feed.xml https://example.com/atom.xml --limit 20 --every 30",
        parents=[log_options()],
    )
    parser.add_argument("feeds", nargs="+", metavar="FEED", help="URL of a feed")
    parser.add_argument(
        "--limit", type=int, default=50, metavar="N", help="maximum pages to fetch from each feed (default: 50)"
    )
    parser.add_argument("--delay", type=float, metavar="SECONDS", help="pause between requests to a host (default: 1)")
    parser.add_argument(
        "--every", type=_minutes, metavar="MINUTES", help="check again every MINUTES minutes until Ctrl-C"
    )


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if 0 < minutes <= 10_000:
        return minutes
    raise argparse.ArgumentTypeError(f"found {text!r}, expected a number of minutes such as 30")


def _follow(options: argparse.Namespace) -> int:
    start_log(options)
    archive = open_archive(options)
    run = partial(archive.follow, options.feeds, limit=options.limit, delay=options.delay)
    while True:
        try:
            code = _adding(options, lambda acknowledge: run(acknowledge=acknowledge), follows=True)
        except ArchiveLockedError as error:
            if options.every is None:
                raise
            tell(str(error))
        if options.every is None:
            return code
        time.sleep(60 * options.every)


def define_sync(commands: Commands) -> None:
    """Define `byline sync`."""
    parser = commands.define(
        "sync",
        _sync,
        "add folders, then, after asking, withdraw articles whose files are gone",
        "articles/",
        "articles/ --yes",
        parents=[log_options()],
    )
    parser.add_argument("paths", nargs="+", metavar="FOLDER", help="folder of files that byline add reads")
    parser.add_argument("--yes", action="store_true", help="withdraw without asking")


def _sync(options: argparse.Namespace) -> int:
    start_log(options)
    archive = open_archive(options)
    report = _added(options, lambda acknowledge: archive.add(options.paths, acknowledge=acknowledge))
    for one in report.gone if options.json else ():
        print_line({"gone": one.to_dict()})
    if report.gone:
        count = count_of(len(report.gone), "article")
        if not options.yes and not agreed(f"withdraw {count} whose files are gone? [y/N] "):
            tell("nothing was withdrawn: answer y, or use --yes")
            return FAILED
        withdrawn = archive.withdraw(*(one.id for one in report.gone))
        if options.json:
            print_line({"withdrawn": list(withdrawn)})
        else:
            print(f"{len(withdrawn)} withdrawn")
    return _code_of(report)


def agreed(question: str) -> bool:
    """Ask for confirmation at the terminal; without a terminal the answer is no."""
    if not sys.stdin.isatty():
        return False
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _adding(options: argparse.Namespace, add: "Callable[[Acknowledge], AddReport]", *, follows: bool = False) -> int:
    """Add articles and print the outcomes; return the exit code.

    Finding nothing new is not a failure if feeds are followed.
    """
    report = _added(options, add, follows=follows)
    if report.gone:
        count = count_of(len(report.gone), "article")
        tell(f"{count} kept although the files are gone: run byline sync FOLDER to withdraw them")
    return _code_of(report, follows=follows)


def _code_of(report: AddReport, *, follows: bool = False) -> int:
    return FAILED if report.rejected or _is_nothing(report, follows) else DONE


def _is_nothing(report: AddReport, follows: bool) -> bool:
    return not report.outcomes and not report.gone and not follows


def _added(
    options: argparse.Namespace, add: "Callable[[Acknowledge], AddReport]", *, follows: bool = False
) -> AddReport:
    """Add articles and print the outcomes."""
    with progress_bar("adding") as bar:
        acknowledged = 0

        def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
            nonlocal acknowledged
            acknowledged += len(outcomes)
            try:
                for outcome in outcomes if options.json else ():
                    print_line(outcome.to_dict())
            except BrokenPipeError:  # the output was closed, but adding goes on
                silence()
            elapsed = bar.format_dict["elapsed"]
            rate = acknowledged / max(elapsed, 0.001)
            bar.set_description_str(f"{count_of(acknowledged, 'article')}, {rate:.1f}/s", False)
            bar.update(share - bar.n)

        report = add(acknowledge)
    for line in _remarks(report):
        tell(line)
    for moved in report.moved:
        tell(f"moved: {moved.file} is now {moved.now} (article {moved.id})")
        if options.json:
            print_line({"moved": moved.to_dict()})
    for one in report.gone:
        instead = f"; article {one.now} now has its text" if one.now else ""
        tell(f"gone: {one.file}, the file of article {one.id}{instead}")
    for warning in report.warnings:
        tell(f"warning: {warning}")
    if kinds := Counter(map(kind_of, report.skipped)):
        if options.json:
            print_line({"skipped": dict(sorted(kinds.items()))})
        counted = ", ".join(f"{count:,} {_plural(kind, count)}" for kind, count in sorted(kinds.items()))
        tell(f"not read: {counted}{_advice(kinds)}")
    summary = f"{added_by(report)}, {len(report.rejected)} rejected; {report.embedded} passages embedded"
    print(summary, file=sys.stderr if options.json else sys.stdout)
    if _is_nothing(report, follows):
        tell("nothing was read: see byline help formats for what can be added")
    answer_alerts(options, report)
    return report


def _remarks(report: AddReport) -> Iterator[str]:
    """Yield one line per file with remarks; like rows of a table share a line."""
    alike = Counter(_lack_of(outcome) for outcome in report.outcomes if outcome.warnings)
    told = set[tuple[str, str]]()
    for outcome in report.outcomes:
        lack = _lack_of(outcome)
        if outcome.warnings and lack not in told:
            told.add(lack)
            more = f" (and {alike[lack] - 1:,} more rows)" if alike[lack] > 1 else ""
            yield f"warning: {outcome.source}: {'; '.join(outcome.warnings)}{more}"
        if outcome.status == "rejected":
            yield f"rejected: {outcome.source}: {outcome.reason}"


def _lack_of(outcome: Outcome) -> tuple[str, str]:
    """Return a key that is equal for like warnings, to group them.

    For a row of a table: the file and the warning without quoted values. Otherwise: the source.
    """
    file, _, row = outcome.source.rpartition("#")
    is_row = row.isdecimal() and bool(file)
    return (file, re.sub(r"'[^']*'", "", "; ".join(outcome.warnings))) if is_row else (outcome.source, "")


def _plural(kind: str, count: int) -> str:
    return f"{kind}s" if kind == LINKED and count > 1 else kind


def _advice(kinds: Iterable[str]) -> str:
    """Say how to convert documents of unreadable kinds, pictures excepted."""
    documents = sorted(DOCUMENTS.intersection(kinds))
    return f"; save {', '.join(documents)} as {SAVED_AS}" if documents else ""


def define_list(commands: Commands) -> None:
    """Define `byline list`."""
    parser = commands.define(
        "list",
        _list,
        "list the articles",
        "",
        "--mention stablecoin --since 2025-06-01",
        "--json",
        parents=[filter_options()],
    )
    parser.add_argument(
        "--mention", action="append", metavar="WORDS", help="only articles with these words; may be repeated"
    )


def _like(article: ArticleSummary) -> str:
    """Name the articles that are nearly the same, the first three if there are many."""
    first = ", ".join(one_line(copy.id) for copy in article.copies[:_COPIES_NAMED])
    more = len(article.copies) - _COPIES_NAMED
    return f"like {first}{f' and {more} more' if more > 0 else ''}" if first else ""


def _list(options: argparse.Namespace) -> int:
    archive = open_archive(options)
    articles = archive.articles(conditions(options), options.mention or ())
    if options.json:
        print_json([article.to_dict() for article in articles])
        return DONE
    for article in articles:
        date = f"{article.published:%Y-%m-%d}" if article.published else "undated"
        like = _like(article)
        notes = filter(
            None, (article.path, article.publisher, marks_of(article), versions_of(article), like, *article.notes)
        )
        print(f"{one_line(article.id)}  {date}  {shorten(article.title, 80)}", *map(bracketed, notes))
    if not articles and archive.state.articles:
        print("no article meets the conditions")
    elif not articles:
        print(f"no articles in {archive.name} yet: add some with byline add PATH")
    return DONE


def define_show(commands: Commands) -> None:
    """Define `byline show`."""
    parser = commands.define("show", _show, "show an article with its text", "000_04eac8f9aa6b5920")
    parser.add_argument("id", metavar="ID")


def _show(options: argparse.Namespace) -> int:
    archive = open_archive(options)
    summary, article = archive.summary(options.id), archive.article(options.id)
    with archive.store.catalog.reading() as rows:
        files = sorted(name for name in rows.sources(options.id) if not is_address(name))
    if options.json:
        print_json({**summary.with_text(article), "files": files})
        return DONE
    for name, value in summary.to_dict().items():
        if value and name not in ("copies", "notes", "in_part", "inferred", "edited"):
            print(f"{name + ':':12}{one_line(str(value))}")
    for file in files:
        print(f"{'file:':12}{one_line(file)}")
    if article.pages:
        print(f"{article.pages.unit + 's:':12}{len(article.pages)}")
    for note in filter(None, (marks_of(summary), *summary.notes)):
        print(f"{'note:':12}{one_line(note)}")
    for copy in summary.copies:
        print(f"{'like:':12}{one_line(copy.id)} {likeness_of(copy)}")
    print()
    print(visible(article.text))
    return DONE


def define_edit(commands: Commands) -> None:
    """Define `byline edit`."""
    parser = commands.define(
        "edit",
        _edit,
        "correct the title, publisher, author or date of an article; its text never changes",
        '000_04eac8f9aa6b5920 --published 2025-07-11 --publisher "The Harbour Courier"',
        "000_04eac8f9aa6b5920 --restore published",
    )
    parser.add_argument("id", metavar="ID")
    for name in MARKED:
        parser.add_argument(f"--{name}", metavar="TEXT" if name != "published" else "DATE", help='"" clears it')
    parser.add_argument(
        "--restore",
        action="append",
        choices=MARKED,
        help="go back to the value in the article's source; may be repeated",
    )


def _edit(options: argparse.Namespace) -> int:
    archive = open_archive(options)
    values = {name: value for name in MARKED if (value := getattr(options, name)) is not None}
    archive.edit(options.id, restore=options.restore or (), **values)
    summary = archive.summary(options.id)
    if options.json:
        print_json(summary.to_dict())
        return DONE
    print(f"{one_line(summary.id)}: {marks_of(summary) or 'as in its source'}")
    return DONE


def define_remove(commands: Commands) -> None:
    """Define `byline remove`."""
    parser = commands.define("remove", _remove, "remove articles with all their versions", "000_04eac8f9aa6b5920")
    parser.add_argument("ids", nargs="+", metavar="ID")


def _remove(options: argparse.Namespace) -> int:
    removed = open_archive(options).remove(*options.ids)
    missing = [id for id in dict.fromkeys(options.ids) if id not in removed]
    if options.json:
        print_json({"removed": list(removed), "missing": missing})
    else:
        print(f"{len(removed)} removed")
    for id in missing:
        tell(f"no article {id!r}: see byline list")
    return FAILED if missing else DONE
