"""Verify receipts, and trace excerpts to their articles."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from byline.cli.options import Commands, open_filled_archive
from byline.cli.output import DONE, FAILED, article_line, print_json
from byline.errors import InputError
from byline.language.text import as_sentence, one_line
from byline.presenting import change_of, check_verdict, position_of
from byline.records import Match, Trace

if TYPE_CHECKING:
    from byline.provenance.verification import Verification


def define_verify(commands: Commands) -> None:
    """Define `byline verify`."""
    parser = commands.define(
        "verify",
        _verify,
        "check receipts against the archive, without a model, and show what has changed since",
        "receipt.json",
        "receipts/*.json --json",
    )
    parser.add_argument("receipts", nargs="+", metavar="RECEIPT", help="a file written by ask --receipt")


def _verify(options: argparse.Namespace) -> int:
    from byline.provenance.receipts import Receipt
    from byline.provenance.verification import Verification

    archive = open_filled_archive(options)
    results = []
    for file in options.receipts:
        try:
            verification = archive.verify(Receipt.read(file))
        except InputError as error:
            verification = Verification("refused", (str(error),), archive.state)
        results.append((file, verification))
        if not options.json:
            _print_verification(file, verification)
    if options.json:
        print_json([{"file": file, **verification.to_dict()} for file, verification in results])
    return DONE if all(verification.accepted for _, verification in results) else FAILED


def _print_verification(file: str, verification: "Verification") -> None:
    print(f"{one_line(file)}: {verification.verdict}", *map(one_line, verification.reasons), sep="\n    ")
    for citation in verification.citations:
        cited, present = citation.cited, citation.present
        line = [f"[{citation.marker}] {one_line(citation.id)}", f"cited characters {cited.start}-{cited.end}"]
        if citation.state == "newer version":
            line.append(f"newer version of {citation.changed_at:%Y-%m-%d}" if citation.changed_at else citation.state)
            line.append(f"the quote is at {present.start}-{present.end}" if present else "the quote is not in it")
        elif citation.state == "withdrawn":
            line.append(f"withdrawn on {citation.changed_at:%Y-%m-%d} because its file was gone")
        else:
            line.append(citation.state)
        print("   ", " · ".join(line))
    if verification.then is not None and verification.then["generation"] != verification.now.generation:
        now = verification.now
        then = "then generation {generation} with {articles} articles".format(**verification.then)
        print(f"    the archive: {then}, now generation {now.generation} with {now.articles}")
    for note in verification.notes:
        print(f"    {note}")


def define_trace(commands: Commands) -> None:
    """Define `byline trace`."""
    parser = commands.define(
        "trace",
        _trace,
        "find the article that an excerpt is from, word for word or altered, or say that it is in none",
        '"is scheduled to become effective on August 1"',
        '"is scheduled to become effective on August 2, according to Reuters" --json',
        '--each "$(cat draft.txt)"',
    )
    parser.add_argument("excerpt", metavar="EXCERPT", help="4 words or more, at most 5,000 characters")
    parser.add_argument(
        "--each",
        action="store_true",
        help="check each sentence and each quote in it, up to 10,000 characters in all",
    )


def _trace(options: argparse.Namespace) -> int:
    if options.each:
        return _check(options)
    trace = open_filled_archive(options).trace(options.excerpt)
    if options.json:
        print_json(trace.to_dict())
    elif trace.source:
        _print_trace(trace, trace.source)
    else:
        print(as_sentence(trace.reason))
        _print_matches("The closest matches, which are not the source", trace.nearest)
    return DONE


def _check(options: argparse.Namespace) -> int:
    check = open_filled_archive(options).check(options.excerpt)
    if options.json:
        print_json(check.to_dict())
    else:
        print(check_verdict(check))
    return DONE


def _print_trace(trace: Trace, source: Match) -> None:
    if trace.status == "exact":
        print("Word for word in:\n")
    else:
        print(f"Altered ({source.changes} {'word' if source.changes == 1 else 'words'}), from:\n")
    _print_match(source)
    _print_matches("Earlier copies", trace.earlier)
    _print_matches("Copies from the same time or later", trace.later)
    _print_matches("Copies without a date, which may be earlier or later", trace.undated)


def _print_matches(heading: str, matches: Sequence[Match]) -> None:
    if matches:
        print(f"\n{heading}:\n")
    for match in matches:
        _print_match(match)


def _print_match(match: Match) -> None:
    print(f"- {article_line(match.article)}")
    print(f'  {position_of(match.article, match.span)}: "{one_line(match.quote)}"')
    for difference in match.differences:
        print(f"  {'altered: ' if difference.kind == 'replaced' else ''}{change_of(difference)}")
