"""Check, rebuild, back up and restore an index."""

import argparse

from byline.cli.options import Commands, open_archive
from byline.cli.output import DONE, FAILED, print_json, progress_bar
from byline.language.text import one_line
from byline.presenting import count_of


def define_doctor(commands: Commands) -> None:
    """Define `byline doctor`."""
    parser = commands.define(
        "doctor", _doctor, "check the encoder, the database and its caches, and repair the caches", "", "--compact"
    )
    parser.add_argument(
        "--compact",
        action="store_true",
        help="first free the disk space of removed articles; works on a full disk, too",
    )


def _doctor(options: argparse.Namespace) -> int:
    findings = open_archive(options).doctor(compact=options.compact)
    if options.json:
        print_json([finding.to_dict() for finding in findings])
    else:
        for finding in findings:
            print(f"{'ok' if finding.healthy else 'PROBLEM':8}{finding.subject}: {one_line(finding.detail)}")
    return DONE if all(finding.healthy for finding in findings) else FAILED


def define_rebuild(commands: Commands) -> None:
    """Define `byline rebuild`."""
    parser = commands.define(
        "rebuild",
        _rebuild,
        "split and embed every article again, optionally with another encoder or other passages",
        "",
        "--encoder models/multilingual --passage-tokens 200",
    )
    parser.add_argument("--encoder", metavar="MODEL", help="a sentence-transformers model, by name or path")
    parser.add_argument("--passage-tokens", type=int, metavar="N", help="longest passage, in tokens")
    parser.add_argument("--passage-overlap", type=int, metavar="N", help="sentences repeated from the previous passage")


def _rebuild(options: argparse.Namespace) -> int:
    with progress_bar("embedding") as bar:

        def progress(share: float) -> None:
            bar.update(share - bar.n)

        made = open_archive(options).rebuild(progress=progress)
    if options.json:
        print_json({"articles": made.articles, "passages": made.passages, "embedded": made.embedded})
    else:
        articles, passages = count_of(made.articles, "article"), count_of(made.passages, "passage")
        print(f"{articles}, {passages}; {count_of(made.embedded, 'passage')} embedded")
    return DONE


def define_backup(commands: Commands) -> None:
    """Define `byline backup`."""
    parser = commands.define(
        "backup",
        _backup,
        "write articles, versions, feedback and conversations to one file, even while the archive is in use",
        "byline-2026-11-23.zip",
    )
    parser.add_argument(
        "file", metavar="FILE", help="the backup to write; replaces an earlier backup once it is complete"
    )


def _backup(options: argparse.Namespace) -> int:
    length = open_archive(options).backup(options.file)
    if options.json:
        print_json({"file": options.file, "bytes": length})
    else:
        print(f"{options.file}: {length:,} bytes")
    return DONE


def define_restore(commands: Commands) -> None:
    """Define `byline restore`."""
    parser = commands.define(
        "restore", _restore, "make a new index from a backup", "byline-2026-11-23.zip --index index-again"
    )
    parser.add_argument("file", metavar="FILE", help="a file that byline backup wrote")


def _restore(options: argparse.Namespace) -> int:
    archive = open_archive(options)
    archive.restore_backup(options.file)
    state = archive.state
    if options.json:
        print_json({"articles": state.articles, "passages": state.passages})
    else:
        print(f"{archive.name}: {count_of(state.articles, 'article')}, {count_of(state.passages, 'passage')}")
    return DONE
