"""Search the articles, answer questions from them, and show timelines."""

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from byline.cli.many import answer_file, list_all, one_question
from byline.cli.options import (
    Commands,
    answering_options,
    answering_settings,
    conditions,
    filter_options,
    open_filled_archive,
)
from byline.cli.output import DONE, article_line, print_hits, print_json, tell, tell_undated, write_file
from byline.errors import InputError
from byline.language.calendar import in_words
from byline.language.text import one_line
from byline.presenting import (
    NEAREST,
    NOTHING_ON_SUBJECT,
    WITHOUT_DATE,
    ListingParts,
    described,
    parts_of,
    position_of,
    sentences_by_article,
)
from byline.provenance.references import REFERENCES
from byline.records import Citation, Reply
from byline.records.vocabulary import OVERVIEWS

if TYPE_CHECKING:
    from byline.answering.timing import StageTimes

_TIMED = 20  # repetitions


def define_search(commands: Commands) -> None:
    """Define `byline search`."""
    parser = commands.define(
        "search",
        _search,
        "find passages by meaning and by keyword",
        '"stablecoin licences"',
        '"stablecoin licences" -k 3 --publisher Reuters --since 2025-06-01',
        parents=[filter_options()],
    )
    parser.add_argument("query", metavar="WORDS")
    parser.add_argument("-k", type=int, default=10, metavar="N", help="how many passages (default: 10)")


def _search(options: argparse.Namespace) -> int:
    archive = open_filled_archive(options)
    hits = archive.search(options.query, options.k, conditions(options))
    if options.json:
        print_json(hits.to_dict())
        return DONE
    print_hits(hits)
    if not hits:
        print("nothing found")
    tell_undated(hits.undated)
    return DONE


def define_ask(commands: Commands) -> None:
    """Define `byline ask`."""
    parser = commands.define(
        "ask",
        _ask,
        "answer a question from the articles, with citations, or say that they do not answer it",
        '"When does Hong Kong\'s law take effect?"',
        '"Who spoke at the meeting?" --until 2025-07-31 --max-risk 0.1 --json',
        '"Who spoke at the meeting?" --receipt receipt.json',
        "--file questions.txt --json > replies.jsonl",
        '--all "stablecoin licences" --csv > passages.csv',
        '"Who spoke at the meeting?" --format bibtex > sources.bib',
        parents=[filter_options(), answering_options()],
    )
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", metavar="QUESTION", nargs="?")
    asked.add_argument(
        "--file",
        metavar="FILE",
        help="answer each line of FILE (- for standard input): a question, or a JSON object with question and "
        "optionally id, history, publisher, since, until, article; with --json, print one JSON line for each",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="list every passage on a subject, with counts, without a model: a passage counts if it contains every "
        "word of the subject, ignoring case, accents, plurals and possessives; words in double quotation marks must "
        "be next to each other; words such as the and of are ignored",
    )
    parser.add_argument("--csv", action="store_true", help="with --all: print CSV")
    parser.add_argument("--receipt", metavar="FILE", help="save the reply to FILE, for byline verify")
    parser.add_argument(
        "--format",
        choices=[*REFERENCES],
        help="instead of the answer, print the cited articles for a reference manager",
    )
    parser.add_argument(
        "--timing", action="store_true", help=f"ask {_TIMED} more times and show how long each stage takes"
    )


def _ask(options: argparse.Namespace) -> int:
    if one_question(options):
        return _ask_one(options)
    archive = open_filled_archive(options, answering_settings(options))
    return list_all(options, archive) if options.all else answer_file(options, archive, print_reply)


def _ask_one(options: argparse.Namespace) -> int:
    if options.format and options.json:
        raise InputError(f"--format {options.format}: found together with --json, expected only one of them")
    archive = open_filled_archive(options, answering_settings(options))
    where = conditions(options)
    reply = archive.ask(options.question, where=where)
    tell_undated(reply.undated)
    if options.timing:
        for _ in range(_TIMED):
            archive.ask(options.question, where=where)
        _tell_timings(archive.timings.stages())
    if options.receipt:
        receipt = archive.receipt(reply)
        write_file(options.receipt, receipt.text)
        if not receipt.is_sealed:
            tell(f"warning: {options.receipt}: not sealed, because {archive.name} has no key yet and cannot be written")
    if options.json:
        print_json(reply.to_dict())
        return DONE
    if options.format:
        return _print_references(reply, options.format)
    print_reply(reply)
    return DONE


def _print_references(reply: Reply, kind: str) -> int:
    if not reply.cited:
        tell(f"nothing to cite: {parts_of(reply).reason or 'the answer has no citation'}")
    print(REFERENCES[kind](citation.article for citation in reply.cited), end="")
    return DONE


def print_reply(reply: Reply) -> None:
    parts = parts_of(reply)
    if parts.listing:
        _print_listing(parts.listing, parts.note)
        return
    if not reply.sentences:
        sure = f" (confidence {reply.confidence:.2f})" if parts.confidence else ""
        print(f"{parts.reason}{sure}", *filter(None, [parts.note]), sep="\n")
        if reply.nearest:
            print(f"\n{NEAREST}\n")
            _print_quotes(reply.nearest)
        return
    for heading in filter(None, (parts.preface, parts.lead)):
        print(f"{heading}\n")
    for conflict in parts.conflicts:
        print(f"{conflict.heading} {' | '.join(value.marked for value in conflict.values)}\n")
    for item in parts.items:
        print(f"- {item.marked}")
    if parts.items:
        print()
    if reply.question_kind in OVERVIEWS:
        for heading, sentence in sentences_by_article(reply):
            print(*filter(None, [heading]), f"  {sentence.marked}", sep="\n")
    else:
        print(reply.text)
    for context in parts.context:
        print(f"\n{context.heading} {context.sentence.marked}")
    if parts.note or parts.dates:
        print("", *filter(None, [parts.note]), *parts.dates, sep="\n")
    for one in parts.struck:
        print(f"removed: {one.text} ({one.faults})")
    print(f"\n(confidence {reply.confidence:.2f}{'; ' + reply.reason if reply.reason else ''})")
    print(f"{parts.origins}\n" if parts.origins else "")
    _print_quotes(reply.cited)


def _print_listing(listing: ListingParts, note: str) -> None:
    print(f"{listing.heading}\n")
    for entry in listing.entries:
        print(f"- {described(entry.name, entry.known, entry.url)}")
        if entry.sentence:
            print(f"  {entry.sentence.marked}")
    print(*filter(None, [listing.more]), *([""] if listing.entries else []), listing.counted, sep="\n")
    print(*filter(None, [note]), end="\n" if note else "")


def _print_quotes(quotes: Sequence[Citation]) -> None:
    for one in quotes:
        print(f"[{one.marker}] {article_line(one.article)}")
        print(f'    {position_of(one.article, one.span)}: "{one_line(one.quote)}"')


def define_timeline(commands: Commands) -> None:
    """Define `byline timeline`."""
    parser = commands.define(
        "timeline",
        _timeline,
        "show what the articles say on a subject, in order of the dates that they name",
        '"stablecoin law"',
        '"stablecoin law" --since 2025-06-01 --json',
        parents=[filter_options()],
    )
    parser.add_argument("subject", metavar="SUBJECT")


def _timeline(options: argparse.Namespace) -> int:
    timeline = open_filled_archive(options).timeline(options.subject, conditions(options))
    if options.json:
        print_json(timeline.to_dict())
        return DONE
    for heading, entries in (("", timeline.dated), (f"{WITHOUT_DATE}:\n", timeline.undated)):
        if heading and entries:
            print(heading)
        for entry in entries:
            known = f"{in_words(entry.days)}{', inferred' if entry.inferred else ''}: " if entry.days else ""
            print(f"{known}{one_line(entry.quote)}\n    {article_line(entry.article)}\n")
    if not timeline.dated and not timeline.undated:
        print(NOTHING_ON_SUBJECT)
    return DONE


def _tell_timings(stages: "Iterable[StageTimes]") -> None:
    for times in stages:
        tell(f"{times.stage}: {times.first:.1f} ms the first time, p50 {times.p50:.1f} ms, p95 {times.p95:.1f} ms")
