"""What to do next in this folder, and the short pages of `byline help`.

Each page is a file of cli/help, named after its topic; its first line is its title.
"""

import argparse
import difflib
from importlib.resources import files

from byline.cli.options import Commands, open_archive
from byline.cli.output import DONE, print_json
from byline.errors import (
    AnswererError,
    ArchiveDamagedError,
    ArchiveFullError,
    FingerprintError,
    InputError,
)
from byline.presenting import count_of, iso_day_of

_PAGES = files("byline.cli") / "help"
TOPICS = tuple(sorted(page.name.removesuffix(".txt") for page in _PAGES.iterdir() if page.name.endswith(".txt")))

# Errors that need more explanation than fits on one line.
_TOPIC_OF: dict[type[Exception], str] = {
    AnswererError: "model",
    ArchiveDamagedError: "damage",
    ArchiveFullError: "disk",
    FingerprintError: "encoder",
}

_EMPTY = """\
Byline answers questions about your articles in their own sentences, each with its source.

There are no articles in {name} yet. Next:

  byline add FOLDER      add files, folders or a web page
  byline demo            or try it with invented news
"""
_FILLED = """\
{name} contains {articles}{latest}. Next:

  byline ask "..."       ask a question
  byline chat            start the chat page and print its address
  byline add FOLDER      add more articles
"""
_MORE = """
  byline --help          list all commands
  byline help TOPIC      read about one of these:
"""


def topic_of(error: Exception) -> str:
    """Return the help topic on an error; empty if there is none."""
    return next((topic for kind, topic in _TOPIC_OF.items() if isinstance(error, kind)), "")


def page_of(topic: str) -> str:
    """Return the page on a topic.

    Raises:
        InputError: There is no such topic.
    """
    if topic not in TOPICS:
        near = difflib.get_close_matches(topic.lower(), TOPICS, n=1)
        meant = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(TOPICS)}"
        raise InputError(f"help: no topic {topic!r}: {meant}")
    return (_PAGES / f"{topic}.txt").read_text(encoding="utf-8")


def define_help(commands: Commands) -> None:
    """Define `byline help`."""
    parser = commands.define(
        "help",
        _help,
        "show what to do next in this folder, or print a page on a topic",
        "",
        "formats",
        "disk",
    )
    parser.add_argument("topic", nargs="?", metavar="TOPIC", help=", ".join(TOPICS))


def _help(options: argparse.Namespace) -> int:
    text = page_of(options.topic) if options.topic else _next_steps(options)
    if options.json:
        print_json({"topic": options.topic, "text": text, "topics": list(TOPICS)})
    else:
        print(text, end="")
    return DONE


def _next_steps(options: argparse.Namespace) -> str:
    with open_archive(options) as archive:
        name, state = archive.name, archive.state
    if state.articles:
        newest = state.newest_article_at
        latest = f", latest {iso_day_of(newest)}" if newest else ""
        text = _FILLED.format(name=name, articles=count_of(state.articles, "article"), latest=latest)
    else:
        text = _EMPTY.format(name=name)
    width = max(map(len, TOPICS))
    titles = (f"    {topic:{width}}  {page_of(topic).partition(chr(10))[0]}" for topic in TOPICS)
    return text + _MORE + "\n".join(titles) + "\n"
