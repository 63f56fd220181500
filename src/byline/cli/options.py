"""Options shared by several commands, and how a command is defined."""

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from byline.configuration.in_force import Configuration
from byline.errors import ArchiveError, InputError
from byline.records import Where
from byline.settings import Settings

if TYPE_CHECKING:
    from byline.archive import Archive

Handler = Callable[[argparse.Namespace], int]


class Commands:
    """The program's commands, each with `--index`, `--json` and examples in its help.

    Args:
        parser: The parser that gets the commands as subcommands.
    """

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._parsers = parser.add_subparsers(metavar="COMMAND", required=True)
        self._shared = _shared_options()

    def define(
        self,
        name: str,
        handler: Handler,
        text: str,
        *examples: str,
        parents: Sequence[argparse.ArgumentParser] = (),
    ) -> argparse.ArgumentParser:
        """Define a command.

        Args:
            name: The name of the command.
            handler: Runs the command and returns the exit code.
            text: What the command does: imperative, no capital, no full stop.
            examples: Arguments to show in its help.
            parents: Parsers whose options the command also takes.

        Returns:
            The command's parser, to which its own arguments can be added.
        """
        parser = self._parsers.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog="examples:\n" + "\n".join(f"  byline {name} {example}".rstrip() for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[self._shared, *parents],
        )
        parser.set_defaults(handler=handler)
        return parser


def _shared_options() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--index",
        action="append",
        metavar="INDEX",
        help="folder of the index, or postgresql://user@host/database (default: $BYLINE_INDEX, else index)",
    )
    shared.add_argument("--json", action="store_true", help="print JSON")
    shared.add_argument(
        "--config", metavar="FILE", help="settings file in TOML (default: $BYLINE_CONFIG, else byline.toml in INDEX)"
    )
    return shared


def filter_options() -> argparse.ArgumentParser:
    """Return the options that filter the articles; see `conditions`."""
    filters = argparse.ArgumentParser(add_help=False)
    filters.add_argument(
        "--publisher", action="append", metavar="NAME", help="only from this publisher; may be repeated"
    )
    filters.add_argument("--since", metavar="DATE", help="only published on this date or later, such as 2025-06-01")
    filters.add_argument("--until", metavar="DATE", help="only published on this date or earlier")
    filters.add_argument("--article", action="append", metavar="ID", help="only this article; may be repeated")
    return filters


def answering_options() -> argparse.ArgumentParser:
    """Return the options for answering questions; see `answering_settings`."""
    answering = argparse.ArgumentParser(add_help=False)
    answering.add_argument(
        "--max-risk", type=float, metavar="SHARE", help="maximum share of wrong answers to accept, such as 0.1"
    )
    answering.add_argument(
        "--reader",
        metavar="READER",
        help="small, large (the default), or a question-answering model or CrossEncoder, by name or path",
    )
    return answering


def open_archive(options: argparse.Namespace, settings: Settings | None = None) -> "Archive":
    """Return the archive that `--index` names.

    Raises:
        InputError: `--index` names several.
    """
    from byline.archive import Archive  # imported here because it takes a second, which Ctrl-C may interrupt

    if options.index is None:
        count = len(configuration_of(options).indexes)
        raise InputError(f"--index: found {count} indexes, expected one: only byline chat serves several")
    return Archive(options.index, settings=settings or configuration_of(options).archive_settings)


def open_filled_archive(options: argparse.Namespace, settings: Settings | None = None) -> "Archive":
    """Return the archive that `--index` names, for commands that need articles.

    Raises:
        ArchiveError: No article was ever added to it.
    """
    archive = open_archive(options, settings)
    if not archive.state.generation:
        raise ArchiveError(f"{archive.name}: no articles in it yet: add some with byline add PATH")
    return archive


def answering_settings(options: argparse.Namespace) -> Settings:
    """Return the settings in force, including the language model for answers, if any."""
    return configuration_of(options).settings


def configuration_of(options: argparse.Namespace) -> Configuration:
    """Return the configuration of the running command."""
    configuration: Configuration = options.configuration
    return configuration


def conditions(options: argparse.Namespace) -> Where | None:
    """Return the conditions set by `filter_options`, None if none are set."""
    where = Where(options.publisher, options.since, options.until, options.article)
    return where if where != Where() else None
