"""Add, list, remove and run saved questions, and run them after articles are added."""

import argparse
import logging
from functools import partial
from typing import TYPE_CHECKING

from byline.cli.asking import print_reply
from byline.cli.options import Commands, filter_options, open_archive, open_filled_archive
from byline.cli.output import DONE, FAILED, print_json, print_line, tell
from byline.errors import InputError
from byline.language.text import one_line
from byline.records import AddReport

if TYPE_CHECKING:
    from byline.archive import Archive
    from byline.history.alerts import Alert
    from byline.jobs.alerts import News

_LOG = logging.getLogger(__name__)
_ACTIONS = ("add", "list", "remove", "run")


def define_alert(commands: Commands) -> None:
    """Define `byline alert`."""
    parser = commands.define(
        "alert",
        _alert,
        "save questions to ask again whenever articles are added; an answer is reported if new articles change or "
        "bring it, unless it is only likely",
        'add "When does the tunnel open?"',
        'add "Who leads the inquiry?" --to news.jsonl --publisher Reuters',
        'add "Has the bridge reopened?" --to https://hooks.example/byline',
        "list",
        "remove 3",
        "run",
        parents=[filter_options()],
    )
    parser.add_argument("action", choices=_ACTIONS, help="run asks all saved questions now")
    parser.add_argument("what", nargs="?", metavar="QUESTION|NUMBER", help="the question to add, the number to remove")
    parser.add_argument(
        "--to",
        metavar="PLACE",
        help="where to report: a file, one JSON line per report, or a webhook (http://… or https://…), one POST per "
        "report: no redirects, 10 seconds, three tries (default: standard output)",
    )


def _alert(options: argparse.Namespace) -> int:
    archive = open_filled_archive(options)
    if (options.what is None) == (options.action in ("add", "remove")):
        expected = {"add": "a QUESTION", "remove": "a NUMBER"}.get(options.action, "nothing more")
        raise InputError(f"alert {options.action}: expected {expected} after it")
    if options.action == "add":
        return _save(options, archive)
    if options.action == "remove":
        return _remove(options, archive)
    return _run(options, archive) if options.action == "run" else _list(options, archive)


def _save(options: argparse.Namespace, archive: "Archive") -> int:
    from byline.history.alerts import Alert
    from byline.jobs.alerts import save
    from byline.jobs.delivery import checked_place

    named = {
        "publisher": options.publisher,
        "since": options.since,
        "until": options.until,
        "articles": options.article,
    }
    conditions = {name: value for name, value in named.items() if value}
    to = checked_place(options.to) if options.to is not None else ""
    saved = save(archive, Alert(0, options.what, to, conditions))
    if options.json:
        print_json(saved.to_dict())
    else:
        print(_line(saved))
    return DONE


def _list(options: argparse.Namespace, archive: "Archive") -> int:
    from byline.history.alerts import AlertStore

    alerts = AlertStore(archive.store).all()
    if options.json:
        print_json([one.to_dict() for one in alerts])
    elif alerts:
        print(*map(_line, alerts), sep="\n")
    else:
        print(f"no saved questions in {archive.name} yet: save one with byline alert add QUESTION")
    return DONE


def _line(alert: "Alert") -> str:
    asked = [
        f"{name} {value if isinstance(value, str) else ', '.join(value)}" for name, value in alert.conditions.items()
    ]
    notes = "; ".join([*asked, f"to {alert.to or 'standard output'}"])
    return f"{alert.number}. {one_line(alert.question)} ({one_line(notes)})"


def _remove(options: argparse.Namespace, archive: "Archive") -> int:
    from byline.history.alerts import AlertStore

    removed = options.what.isdecimal() and AlertStore(archive.store).remove(int(options.what))
    if not removed:
        tell(f"no alert {options.what!r}: see byline alert list")
    if options.json:
        print_json({"removed": [int(options.what)] if removed else []})
    elif removed:
        print("1 removed")
    return DONE if removed else FAILED


def _run(options: argparse.Namespace, archive: "Archive") -> int:
    from byline.jobs.alerts import run

    ran = run(archive, partial(_say, options))
    if not options.json:
        print(f"{ran.asked} asked, {len(ran.told)} with a new answer")
    return FAILED if ran.failures else DONE


def answer_alerts(options: argparse.Namespace, report: AddReport) -> None:
    """Run the saved questions after articles were added; only log errors."""
    added = {*report.added, *report.updated}
    if not added:
        return
    from byline.jobs.alerts import run

    try:
        with open_archive(options) as archive:
            run(archive, partial(_say, options), added)
    except Exception as error:  # the articles have been added: a saved question must not undo or hide that
        _LOG.warning("saved questions were not asked (%s): try byline alert run", error)


def _say(options: argparse.Namespace, news: "News") -> None:
    if options.json:
        print_line(news.to_dict())
        return
    print(f"\nAlert {news.alert.number}: {one_line(news.alert.question)}\n")
    print_reply(news.reply)
