"""The command line.

`byline add | follow | list | show | remove | search | ask | verify | timeline | trace | chat | doctor | rebuild |
backup | restore | feedback | eval`

Exit codes: 0 done, abstention included; 1 something was rejected, refused or failed, a gate included, the rest is
done; 2 usage.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byline import __version__
from byline.errors import ArchiveError, ArchiveLockedError, BylineError, InputError
from byline.language.dates import explained, in_words
from byline.language.text import as_sentence, one_line, shorten, visible
from byline.records import AddReport, Article, Difference, Hit, Match, Outcome, Sentence, Struck, Trace, Where
from byline.settings import Settings, read_answerer

if TYPE_CHECKING:
    from byline.answering.timing import StageTimes
    from byline.archive import Archive
    from byline.indexing.add import Acknowledge
    from byline.provenance.verification import Verification

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

_BAR = "{desc}: {percentage:3.0f}% |{bar}| {elapsed} gone, {remaining} left"
_TIMED = 20  # questions

_Handler = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what goes wrong is told in one line.

    Args:
        arguments: In place of those of the process.

    Returns:
        The exit code.
    """
    _open_output()
    options = _parser().parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _tell("interrupted: what was acknowledged is kept")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as head, has seen enough
        _silence()
        return DONE
    except OSError as error:
        _silence()
        _tell(f"output: cannot be written ({error.strerror})")
        return FAILED
    return code


def _open_output() -> None:
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - for as long as the process lives
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence() -> None:
    """Write nothing more to an output that nobody can read, not even at exit what is still buffered."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(options: argparse.Namespace) -> int:
    handler: _Handler = options.handler
    try:
        return handler(options)
    except InputError as error:
        return _fail(options, error, str(error), USAGE)
    except BylineError as error:
        return _fail(options, error, str(error), FAILED)
    except OSError as error:
        if error.errno is not None and error.filename is None:  # of the output, not of a file or a port
            raise
        return _fail(options, error, f"{error.filename}: {error.strerror}" if error.filename else str(error), FAILED)
    except Exception as error:
        if os.environ.get("BYLINE_DEBUG"):
            raise
        message = f"internal error: {type(error).__name__}: {error} (set BYLINE_DEBUG=1 to see where)"
        return _fail(options, error, message, FAILED)


def _fail(options: argparse.Namespace, error: Exception, message: str, code: int) -> int:
    _tell(message)
    if options.json:
        _print_line({"error": {"kind": type(error).__name__, "message": message}})
    return code


def _tell(line: str) -> None:
    print(f"byline: {one_line(line)}", file=sys.stderr)


def _print_line(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


# The commands


def _add(options: argparse.Namespace) -> int:
    archive = _archive(options, Settings(encoder=options.encoder))
    run = partial(archive.add, options.paths, workers=options.workers)
    return _adding(options, lambda acknowledge: run(acknowledge=acknowledge))


def _follow(options: argparse.Namespace) -> int:
    archive = _archive(options)
    run = partial(archive.follow, options.feeds, limit=options.limit, delay=options.delay)
    while True:
        try:
            code = _adding(options, lambda acknowledge: run(acknowledge=acknowledge))
        except ArchiveLockedError as error:
            if options.every is None:
                raise
            _tell(str(error))
        if options.every is None:
            return code
        time.sleep(60 * options.every)


def _adding(options: argparse.Namespace, add: "Callable[[Acknowledge], AddReport]") -> int:
    """Add articles, and print what becomes of them."""
    from tqdm import tqdm

    with tqdm(total=1.0, bar_format=_BAR, leave=False, disable=None, desc="adding") as bar:
        acknowledged = 0

        def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
            nonlocal acknowledged
            acknowledged += len(outcomes)
            try:
                for outcome in outcomes if options.json else ():
                    _print_line(outcome.to_dict())
            except BrokenPipeError:  # nobody listens any more: that is no reason to stop adding
                _silence()
            elapsed = bar.format_dict["elapsed"]
            bar.set_description_str(f"{acknowledged} articles, {acknowledged / max(elapsed, 0.001):.1f}/s", False)
            bar.update(share - bar.n)

        report = add(acknowledge)
    for outcome in report.outcomes:
        for warning in outcome.warnings:
            _tell(f"warning: {outcome.source}: {warning}")
        if outcome.status == "rejected":
            _tell(f"rejected: {outcome.source}: {outcome.reason}")
    for warning in report.warnings:
        _tell(f"warning: {warning}")
    if report.skipped:
        _tell(f"skipped {len(report.skipped)} files of kinds that are not read, such as {report.skipped[0]}")
    summary = (
        f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged, "
        f"{len(report.rejected)} rejected; {report.embedded} passages embedded"
    )
    print(summary, file=sys.stderr if options.json else sys.stdout)
    return FAILED if report.rejected else DONE


def _list(options: argparse.Namespace) -> int:
    archive = _archive(options)
    articles = archive.articles()
    if options.json:
        _print_json([article.to_dict() for article in articles])
        return DONE
    for article in articles:
        date = f"{article.published:%Y-%m-%d}" if article.published else "undated"
        notes = [one_line(article.publisher)] if article.publisher else []
        notes += [f"{article.versions} versions"] if article.versions > 1 else []
        notes += [f"like {', '.join(one_line(copy.id) for copy in article.copies)}"] if article.copies else []
        print(f"{one_line(article.id)}  {date}  {shorten(article.title, 80)}", *map(_bracketed, notes))
    if not articles:
        print(f"no articles in {archive.name} yet: add some with byline add PATH")
    return DONE


def _show(options: argparse.Namespace) -> int:
    archive = _archive(options)
    summary, article = archive.summary(options.id), archive.article(options.id)
    if options.json:
        _print_json({**summary.to_dict(), "text": article.text})
        return DONE
    for name, value in summary.to_dict().items():
        if value and name != "copies":
            print(f"{name + ':':12}{one_line(str(value))}")
    for copy in summary.copies:
        print(f"{'like:':12}{one_line(copy.id)} ({copy.similarity:.0%} in common)")
    print()
    print(visible(article.text))
    return DONE


def _remove(options: argparse.Namespace) -> int:
    removed = _archive(options).remove(*options.ids)
    missing = [id for id in dict.fromkeys(options.ids) if id not in removed]
    if options.json:
        _print_json({"removed": list(removed), "missing": missing})
    else:
        print(f"{len(removed)} removed")
    for id in missing:
        _tell(f"no article {id!r}: see byline list")
    return FAILED if missing else DONE


def _search(options: argparse.Namespace) -> int:
    archive = _used(options)
    hits = archive.search(options.query, options.k, _where(options))
    if options.json:
        _print_json({"hits": [hit.to_dict() for hit in hits], "undated": hits.undated})
        return DONE
    _print_hits(hits)
    if not hits:
        print("nothing found")
    _tell_undated(hits.undated)
    return DONE


def _ask(options: argparse.Namespace) -> int:
    archive = _used(options, _answering(options))
    where = _where(options)
    reply = archive.ask(options.question, where=where)
    _tell_undated(reply.undated)
    if options.timing:
        for _ in range(_TIMED):
            archive.ask(options.question, where=where)
        _tell_timings(archive.timings.stages())
    if options.receipt:
        receipt = archive.receipt(reply)
        _write(options.receipt, receipt.text)
        if not receipt.is_sealed:
            _tell(f"warning: {options.receipt}: not sealed, as {archive.name} has no key yet and cannot be written")
    if options.json:
        _print_json(reply.to_dict())
        return DONE
    if reply.status == "no_answer":
        print(f"{as_sentence(reply.reason)} (confidence {reply.confidence:.2f})")
        if reply.note:
            print(as_sentence(reply.note))
        if reply.nearest:
            print("\nThe nearest passages:\n")
            _print_hits(reply.nearest[:3])
        return DONE
    if reply.lead:
        print(f"{reply.lead}\n")
    for conflict in reply.conflicts:
        values = (Sentence(one_line(one.value), one.markers).marked for one in conflict.values)
        print(f"Articles differ ({conflict.type}): {' | '.join(values)}\n")
    print(reply.text)
    if reply.note or reply.dates:
        print("", *([as_sentence(reply.note)] if reply.note else []), *map(explained, reply.dates), sep="\n")
    _print_struck(reply.struck)
    print(f"\n(confidence {reply.confidence:.2f}{'; ' + reply.reason if reply.reason else ''})")
    print(f"{reply.origins.sentence}\n" if reply.origins.sentence else "")
    for citation in reply.citations:
        print(f"[{citation.marker}] {_described(citation.article)}")
        print(f'    characters {citation.span.start}-{citation.span.end}: "{one_line(citation.quote)}"')
    return DONE


def _verify(options: argparse.Namespace) -> int:
    from byline.provenance.receipts import Receipt
    from byline.provenance.verification import Verification

    archive = _used(options)
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
        _print_json([{"file": file, **verification.to_dict()} for file, verification in results])
    return DONE if all(verification.accepted for _, verification in results) else FAILED


def _timeline(options: argparse.Namespace) -> int:
    timeline = _used(options).timeline(options.subject, _where(options))
    if options.json:
        _print_json(timeline.to_dict())
        return DONE
    for heading, entries in (("", timeline.dated), ("Without a date:\n", timeline.undated)):
        if heading and entries:
            print(heading)
        for entry in entries:
            known = f"{in_words(entry.days)}{', inferred' if entry.inferred else ''}: " if entry.days else ""
            print(f"{known}{one_line(entry.quote)}\n    {_described(entry.article)}\n")
    if not timeline.dated and not timeline.undated:
        print("Nothing found is about this.")
    return DONE


def _trace(options: argparse.Namespace) -> int:
    trace = _used(options).trace(options.excerpt)
    if options.json:
        _print_json(trace.to_dict())
    elif trace.source:
        _print_trace(trace, trace.source)
    else:
        print(as_sentence(trace.reason))
        _print_matches("The nearest, which are not its source", trace.nearest)
    return DONE


def _print_trace(trace: Trace, source: Match) -> None:
    if trace.status == "exact":
        print("Word for word in:\n")
    else:
        print(f"Altered ({source.changes} {'word' if source.changes == 1 else 'words'}), from:\n")
    _print_match(source)
    _print_matches("Earlier copies", trace.earlier)
    _print_matches("Copies of the same time or later", trace.later)
    _print_matches("Copies that cannot be put before or after it, for want of a date", trace.undated)


def _print_matches(heading: str, matches: Sequence[Match]) -> None:
    if matches:
        print(f"\n{heading}:\n")
    for match in matches:
        _print_match(match)


def _print_match(match: Match) -> None:
    print(f"- {_described(match.article)}")
    print(f'  characters {match.span.start}-{match.span.end}: "{one_line(match.quote)}"')
    for difference in match.differences:
        concerns = f" ({', '.join(difference.concerns)})" if difference.concerns else ""
        print(f"  {_altered(difference)}{concerns}")


def _altered(difference: Difference) -> str:
    original, altered = one_line(difference.original), one_line(difference.altered)
    if difference.kind == "replaced":
        return f"altered: {original} -> {altered}"
    if difference.kind == "elided":
        return f"left out at the ellipsis: {original}"
    return f"{difference.kind}: {original or altered}"


def _chat(options: argparse.Namespace) -> int:
    from byline.web import serve

    archive = _archive(options, _answering(options))
    start = partial(serve, archive, options.host, options.port, with_tools=options.mcp, read_only=options.read_only)
    if options.json:
        start(ready=lambda address: _print_line({"address": address}))
    else:
        print("Building the page …", flush=True)
        start()
    return DONE


def _doctor(options: argparse.Namespace) -> int:
    findings = _archive(options).doctor()
    if options.json:
        _print_json([finding.to_dict() for finding in findings])
    else:
        for finding in findings:
            print(f"{'ok' if finding.healthy else 'PROBLEM':8}{finding.subject}: {one_line(finding.detail)}")
    return DONE if all(finding.healthy for finding in findings) else FAILED


def _rebuild(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    settings = Settings(
        encoder=options.encoder, passage_tokens=options.passage_tokens, passage_overlap=options.passage_overlap
    )
    with tqdm(total=1.0, bar_format=_BAR, leave=False, disable=None, desc="embedding") as bar:

        def progress(share: float) -> None:
            bar.update(share - bar.n)

        made = _archive(options, settings).rebuild(progress=progress)
    if options.json:
        _print_json({"articles": made.articles, "passages": made.passages, "embedded": made.embedded})
    else:
        print(f"{made.articles} articles, {made.passages} passages; {made.embedded} passages embedded")
    return DONE


def _backup(options: argparse.Namespace) -> int:
    length = _archive(options).back_up(options.file)
    if options.json:
        _print_json({"file": options.file, "bytes": length})
    else:
        print(f"{options.file}: {length:,} bytes")
    return DONE


def _restore(options: argparse.Namespace) -> int:
    archive = _archive(options)
    archive.bring_back(options.file)
    state = archive.state
    if options.json:
        _print_json({"articles": state.articles, "passages": state.passages})
    else:
        print(f"{archive.name}: {state.articles} articles, {state.passages} passages")
    return DONE


def _feedback(options: argparse.Namespace) -> int:
    archive = _archive(options)
    if options.export is not None:
        return _export_feedback(options, archive)
    given = archive.feedback()
    if options.json:
        _print_json([one.to_dict() for one in given])
        return DONE
    for one in given:
        right = "not in the articles" if one.absent else shorten(one.right_answer, 80)
        line = f"{one.given_at:%Y-%m-%d}  {one.verdict:4}  {shorten(one.question, 80)}"
        print(line, *([_bracketed(right)] if right else []))
    if not given:
        print(f"no feedback in {archive.name} yet: it is given in the page, see byline chat")
    return DONE


def _export_feedback(options: argparse.Namespace, archive: "Archive") -> int:
    questions, left_out = archive.feedback_questions()
    for reason in left_out:
        _tell(f"left out: {reason}")
    if not questions:
        raise ArchiveError(f"{archive.name}: no feedback in it that makes a question: {options.export} is not written")
    _write(options.export, "".join(f"{json.dumps(one.to_dict(), ensure_ascii=False)}\n" for one in questions))
    if options.json:
        _print_json({"questions": len(questions), "left_out": left_out})
    else:
        count = f"{len(questions)} {'question' if len(questions) == 1 else 'questions'}"
        print(f"{count} in {options.export}, for byline eval")
    return DONE


def _eval(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from byline.evaluation import evaluate, read_questions
    from byline.evaluation.gate import judge, read_gates
    from byline.evaluation.report import compared_dict, compared_lines, lines, page, read_earlier, verdict_lines

    archive = _used(options, _answering(options))
    questions = read_questions(options.questions)
    gates = read_gates(options.gate) if options.gate else []
    earlier = read_earlier(options.compare, [question.id for question in questions]) if options.compare else {}
    if options.html:
        _write(options.html, "", mode="a")  # a place that cannot be written is told before the questions are asked
    with tqdm(total=len(questions), delay=1, disable=None, desc="asking", unit=" questions") as bar:
        evaluation = evaluate(archive, questions, acknowledge=lambda row: bar.update())
    for warning in evaluation.warnings:
        _tell(f"warning: {warning}")
    verdicts = judge(evaluation, gates) if gates else []
    comparison = evaluation.compared(earlier) if earlier else None
    if options.html:
        _write(options.html, page(evaluation, verdicts))
    if options.json:
        _print_json({**evaluation.to_dict(), **({"comparison": compared_dict(*comparison)} if comparison else {})})
    else:
        print(*lines(evaluation), sep="\n")
        if comparison:
            print("", *compared_lines(*comparison), sep="\n")
    if gates:
        print(
            *([] if options.json else [""]),
            *verdict_lines(verdicts),
            sep="\n",
            file=sys.stderr if options.json else sys.stdout,
        )
    return DONE if all(verdict.passed for verdict in verdicts) else FAILED


# What they share


def _write(path: str, text: str, mode: str = "w") -> None:
    try:
        with Path(path).open(mode, encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror}): name a file in a folder that can be"
        ) from error


def _archive(options: argparse.Namespace, settings: Settings | None = None) -> "Archive":
    from byline.archive import Archive  # loads libraries for a second, which may be interrupted

    return Archive(options.index, settings=settings)


def _print_struck(struck: Sequence[Struck]) -> None:
    for one in struck:
        print(f"struck: {one_line(one.text)} ({'; '.join(one.faults)})")


def _answering(options: argparse.Namespace) -> Settings:
    answerer = read_answerer(options.config) if options.config else None
    return Settings(reader=options.reader, max_risk=options.max_risk, answerer=answerer)


def _used(options: argparse.Namespace, settings: Settings | None = None) -> "Archive":
    archive = _archive(options, settings)
    if not archive.state.generation:
        raise ArchiveError(f"{archive.name}: no articles in it yet: add some with byline add PATH")
    return archive


def _where(options: argparse.Namespace) -> Where | None:
    where = Where(options.publisher, options.since, options.until, options.article)
    return where if where != Where() else None


def _tell_undated(undated: int) -> None:
    if undated:
        _tell(f"{undated} articles without a date were left out by --since or --until")


def _tell_timings(stages: "Iterable[StageTimes]") -> None:
    for times in stages:
        _tell(f"{times.stage}: {times.first:.1f} ms at first, p50 {times.p50:.1f} ms, p95 {times.p95:.1f} ms")


def _print_hits(hits: Iterable[Hit]) -> None:
    for number, hit in enumerate(hits, start=1):
        print(f"{number}. {_described(hit.article)}")
        print(f'   characters {hit.span.start}-{hit.span.end}, score {hit.score:.4f}: "{shorten(hit.text, 400)}"\n')


def _print_verification(file: str, verification: "Verification") -> None:
    print(f"{one_line(file)}: {verification.verdict}", *map(one_line, verification.reasons), sep="\n    ")
    for citation in verification.citations:
        cited, present = citation.cited, citation.present
        told = [f"[{citation.marker}] {one_line(citation.id)}", f"cited characters {cited.start}-{cited.end}"]
        if citation.state == "newer version":
            told.append(f"newer version of {citation.changed_at:%Y-%m-%d}" if citation.changed_at else citation.state)
            told.append(f"the quote stands at {present.start}-{present.end}" if present else "the quote is not in it")
        else:
            told.append(citation.state)
        print("   ", " · ".join(told))
    if verification.then is not None and verification.then["generation"] != verification.now.generation:
        now = verification.now
        then = "then generation {generation} with {articles} articles".format(**verification.then)
        print(f"    the archive: {then}, now generation {now.generation} with {now.articles}")
    for note in verification.notes:
        print(f"    {note}")


def _described(article: Article) -> str:
    date = f"{article.published:%Y-%m-%d}" if article.published else None
    known = [article.publisher, date, article.url if article.url != article.id else None, article.id]
    return " · ".join(one_line(part) for part in (shorten(article.title, 100), *known) if part)


def _bracketed(note: str) -> str:
    return f"({note})"


# How they are called


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"found {text!r}, expected a number from 1 to 65535")


def _workers(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if 0 < minutes <= 10_000:
        return minutes
    raise argparse.ArgumentTypeError(f"found {text!r}, expected minutes, such as 30")


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--index",
        metavar="INDEX",
        default=os.environ.get("BYLINE_INDEX") or "index",
        help="folder of the index, or postgresql://user@host/database (default: $BYLINE_INDEX, else index)",
    )
    shared.add_argument("--json", action="store_true", help="print JSON")
    filters = argparse.ArgumentParser(add_help=False)
    filters.add_argument(
        "--publisher", action="append", metavar="NAME", help="only from this publisher; may be repeated"
    )
    filters.add_argument("--since", metavar="DATE", help="only published on this date or later, such as 2025-06-01")
    filters.add_argument("--until", metavar="DATE", help="only published on this date or earlier")
    filters.add_argument("--article", action="append", metavar="ID", help="only this article; may be repeated")

    answering = argparse.ArgumentParser(add_help=False)
    answering.add_argument(
        "--max-risk", type=float, metavar="SHARE", help="share of wrong answers that is put up with, such as 0.1"
    )
    answering.add_argument(
        "--reader", metavar="MODEL", help="a question-answering model or a CrossEncoder, by name or path"
    )
    answering.add_argument(
        "--config", metavar="FILE", help="TOML with a table [answerer]: a language model that writes the answers"
    )

    parser = argparse.ArgumentParser(prog="byline", description="Ask your articles, get answers with their sources.")
    parser.add_argument("--version", action="version", version=f"byline {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str,
        handler: _Handler,
        text: str,
        *examples: str,
        parents: Sequence[argparse.ArgumentParser] = (),
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog="examples:\n" + "\n".join(f"  byline {name} {example}".rstrip() for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[shared, *parents],
        )
        added.set_defaults(handler=handler)
        return added

    add = command(
        "add",
        _add,
        "add files, folders and pages of the web; what is there already costs nothing",
        "articles/",
        "report.pdf page.html --index work/index",
        "archive.jsonl --json",
        "https://example.org/story.html",
        "archive/ --workers 4",
        "archive/ --workers tcp://host:8786",
    )
    add.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help=".txt .md .html .pdf .docx .jsonl .csv, a folder of such, or the address of a page",
    )
    add.add_argument(
        "--encoder", metavar="MODEL", help="for a new index: a sentence-transformers model, by name or path"
    )
    add.add_argument(
        "--workers",
        type=_workers,
        metavar="N|ADDRESS",
        help="embed in N processes, or by a Dask scheduler, such as tcp://host:8786, in a trusted network (needs "
        "byline[dask])",
    )
    follow = command(
        "follow",
        _follow,
        "add what is new or changed in feeds (RSS, Atom)",
        "https://example.org/feed.xml",
        "https://example.org/feed.xml https://example.com/atom.xml --limit 20 --every 30",
    )
    follow.add_argument("feeds", nargs="+", metavar="FEED", help="address of a feed")
    follow.add_argument(
        "--limit", type=int, default=50, metavar="N", help="pages to ask for, of each feed (default: 50)"
    )
    follow.add_argument("--delay", type=float, metavar="SECONDS", help="between two requests to a host (default: 1)")
    follow.add_argument("--every", type=_minutes, metavar="MINUTES", help="go on until Ctrl-C, so often")
    command("list", _list, "list the articles", "", "--json")
    show = command("show", _show, "show an article with its text", "000_04eac8f9aa6b5920")
    show.add_argument("id", metavar="ID")
    remove = command("remove", _remove, "remove articles with all their versions", "000_04eac8f9aa6b5920")
    remove.add_argument("ids", nargs="+", metavar="ID")
    search = command(
        "search",
        _search,
        "find passages by meaning and by words",
        '"stablecoin licences"',
        '"stablecoin licences" -k 3 --publisher Reuters --since 2025-06-01',
        parents=[filters],
    )
    search.add_argument("query", metavar="WORDS")
    search.add_argument("-k", type=int, default=10, metavar="N", help="how many passages (default: 10)")
    ask = command(
        "ask",
        _ask,
        "answer a question from the articles, with citations, or say that they do not",
        '"When does Hong Kong\'s law take effect?"',
        '"Who spoke at the meeting?" --until 2025-07-31 --max-risk 0.1 --json',
        '"Who spoke at the meeting?" --receipt receipt.json',
        parents=[filters, answering],
    )
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--receipt", metavar="FILE", help="keep the reply in FILE, for byline verify")
    ask.add_argument(
        "--timing", action="store_true", help=f"ask {_TIMED} times more and tell how long each stage takes"
    )
    verify = command(
        "verify",
        _verify,
        "check receipts against the archive, without a model, and tell what has changed since",
        "receipt.json",
        "receipts/*.json --json",
    )
    verify.add_argument("receipts", nargs="+", metavar="RECEIPT", help="a file that ask --receipt wrote")
    timeline = command(
        "timeline",
        _timeline,
        "show what the articles say on a subject, by the dates that they name",
        '"stablecoin law"',
        '"stablecoin law" --since 2025-06-01 --json',
        parents=[filters],
    )
    timeline.add_argument("subject", metavar="SUBJECT")
    trace = command(
        "trace",
        _trace,
        "find the article that an excerpt is from, word for word or altered, or tell that it is in none",
        '"is scheduled to become effective on August 1"',
        '"is scheduled to become effective on August 2, according to Reuters" --json',
    )
    trace.add_argument("excerpt", metavar="EXCERPT", help="4 words or more, at most 5,000 characters")
    chat = command(
        "chat",
        _chat,
        "open the chat page and the doors to other programs: /api, /v1 and, if asked for, MCP",
        "",
        "--port 8000 --mcp",
        "--config byline.toml",
        parents=[answering],
    )
    chat.add_argument("--host", help="address to listen on (default: $GRADIO_SERVER_NAME, else 127.0.0.1)")
    chat.add_argument("--port", type=_port, help="port to listen on (default: $GRADIO_SERVER_PORT, else 7860)")
    chat.add_argument(
        "--read-only",
        action="store_true",
        help="take no files, remove nothing, keep no feedback and no conversations",
    )
    chat.add_argument("--mcp", action="store_true", help="be an MCP server, too (needs byline[mcp])")
    command("doctor", _doctor, "check the encoder, the database and its caches, and repair the caches", "")
    rebuild = command(
        "rebuild",
        _rebuild,
        "cut and embed every article anew, with another encoder or in other passages if asked for",
        "",
        "--encoder models/multilingual --passage-tokens 200",
    )
    rebuild.add_argument("--encoder", metavar="MODEL", help="a sentence-transformers model, by name or path")
    rebuild.add_argument("--passage-tokens", type=int, metavar="N", help="longest passage, in tokens")
    rebuild.add_argument("--passage-overlap", type=int, metavar="N", help="sentences repeated of the passage before")
    backup = command(
        "backup",
        _backup,
        "write articles, versions, feedback and conversations to one file, whatever is written meanwhile",
        "byline-2026-11-23.zip",
    )
    backup.add_argument("file", metavar="FILE", help="replaced, at the end, if it is an earlier backup")
    restoring = command(
        "restore", _restore, "make a new index of a backup", "byline-2026-11-23.zip --index index-again"
    )
    restoring.add_argument("file", metavar="FILE", help="what byline backup wrote")
    feedback = command(
        "feedback",
        _feedback,
        "list what was said of answers, or make questions of it for eval",
        "",
        "--export questions.jsonl",
    )
    feedback.add_argument("--export", metavar="FILE", help="write the questions whose answers are known by it")
    evaluation = command(
        "eval",
        _eval,
        "ask questions whose answers are known, and measure the replies and their citations",
        "questions.jsonl",
        "questions.jsonl --json > now.json",
        "questions.jsonl --compare before.json --html report.html --gate gates.toml",
        parents=[answering],
    )
    evaluation.add_argument(
        "questions",
        metavar="QUESTIONS",
        help="JSON Lines: id, kind, question, answers (none if unanswerable), articles (ids), history (if any)",
    )
    evaluation.add_argument("--compare", metavar="JSON", help="tell the difference to an earlier output of --json")
    evaluation.add_argument("--html", metavar="FILE", help="write a report with plots, one page that loads nothing")
    evaluation.add_argument(
        "--gate", metavar="TOML", help="fail where a metric is under its number in [floors] or over that in [ceilings]"
    )
    return parser
