"""Keep the archive in sync with folders as their files change."""

import argparse
import os
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from byline.cli.alerting import answer_alerts
from byline.cli.articles import agreed
from byline.cli.logs import log_options, start_log
from byline.cli.options import Commands, open_archive
from byline.cli.output import DONE, FAILED, print_line, tell
from byline.errors import ArchiveError, EncoderError, InputError
from byline.language.text import one_line
from byline.records import AddReport, Gone, Outcome

if TYPE_CHECKING:
    from byline.archive import Archive

_SETTLE = 1.0  # seconds that a file must be unchanged before it is read
_STAYS_GONE = 2.0  # seconds before an article is withdrawn: a program that saves a file may remove it for a moment
_LOOK_MS = 1_000  # how often postponed files are checked
_BURST_MS = 500  # changes within this time are handled together
_ROUNDS_WITHOUT_NEWS = 60  # after these, the folders are scanned anyway: not every drive reports changes


def define_watch(commands: Commands) -> None:
    """Define `byline watch`."""
    parser = commands.define(
        "watch",
        _watch,
        "sync folders, and again whenever their files change, until Ctrl-C",
        "articles/",
        "articles/ --yes --json",
        parents=[log_options()],
    )
    parser.add_argument("paths", nargs="+", metavar="FOLDER", help="folder of files that byline add reads")
    parser.add_argument(
        "--yes", action="store_true", help="do not ask before withdrawing articles whose files are gone"
    )


def _watch(options: argparse.Namespace) -> int:
    from watchfiles import watch

    start_log(options)
    for path in options.paths:
        if not os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir it never raises
            raise InputError(f"{path}: found no folder there, expected one to watch")
    withdraws = options.yes or agreed("withdraw articles when their files are deleted? [y/N] ")
    follower = _Follower(
        open_archive(options),
        options.paths,
        partial(answer_alerts, options),
        withdraws=withdraws,
        as_json=options.json,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    changes = watch(
        *options.paths,
        watch_filter=follower.concerns,
        debounce=_BURST_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    try:
        next(changes)  # from here on no change is missed
        follower.look()
        names = ", ".join(options.paths)
        tell(
            f"watching {names}: stop with Ctrl-C" + ("" if withdraws else "; articles whose files are deleted are kept")
        )
        quiet = 0
        for changed in changes:
            quiet = 0 if changed else quiet + 1
            if changed or follower.has_more or quiet % _ROUNDS_WITHOUT_NEWS == 0:
                follower.look()
            if follower.lost:
                tell(f"{follower.lost}: the folder is gone: its articles are kept; start again when it is back")
                return FAILED
    except KeyboardInterrupt:
        pass
    tell("stopped: everything reported above is saved")
    return DONE


class _Follower:
    """Syncs folders repeatedly, and prints the outcome for each file once.

    Args:
        archive: The archive to update.
        folders: The folders to follow.
        added: Called with each report, to answer the saved questions.
        withdraws: Whether articles whose files are gone are withdrawn.
        as_json: Whether to print JSON.

    Attributes:
        has_more: Whether anything was postponed to the next round.
        lost: A folder that is gone; empty if none is.
    """

    def __init__(
        self,
        archive: "Archive",
        folders: Sequence[str],
        added: Callable[[AddReport], None],
        *,
        withdraws: bool,
        as_json: bool,
    ) -> None:
        self.has_more = False
        self.lost = ""
        self._archive = archive
        self._folders = folders
        self._added = added
        self._withdraws = withdraws
        self._as_json = as_json
        self._refused: set[tuple[str, str]] = set()
        self._gone: dict[str, float] = {}  # by id: since when
        self._problem = ""
        own = archive.store.folder
        self._own = os.path.join(os.path.realpath(own), "") if own else None  # noqa: PTH118

    def concerns(self, change: object, path: str) -> bool:
        """Return whether a change is not one of the index's own."""
        return self._own is None or not os.path.realpath(path).startswith(self._own)

    def look(self) -> None:
        """Sync once; report an obstacle, such as another writing process, and retry later."""
        self.lost = next((path for path in self._folders if not Path(path).is_dir()), "")
        if self.lost:
            return
        try:
            self._sync()
        except (ArchiveError, EncoderError) as error:
            if str(error) != self._problem:
                tell(f"{error}; trying again")
            self._problem, self.has_more = str(error), True
        else:
            self._problem = ""

    def _sync(self) -> None:
        refused: set[tuple[str, str]] = set()

        def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
            for outcome in outcomes:
                self._tell_outcome(outcome, refused)

        report = self._archive.add(self._folders, settle=_SETTLE, acknowledge=acknowledge)
        self._refused = refused
        self._added(report)
        for moved in report.moved:
            self._print(f"moved: {moved.file} is now {moved.now} (article {moved.id})", {"moved": moved.to_dict()})
        self._sort_out(report.gone)
        self.has_more = bool(report.unfinished or (self._gone and self._withdraws))

    def _sort_out(self, gone: Sequence[Gone]) -> None:
        """Withdraw articles whose files are gone for a while, or report them once."""
        now = time.monotonic()
        since = {one.id: self._gone.get(one.id, now) for one in gone}
        if self._withdraws:
            to_go = [one for one in gone if now - since[one.id] >= _STAYS_GONE]
            withdrawn = self._archive.withdraw(*(one.id for one in to_go)) if to_go else ()
            for one in to_go:
                self._print(f"withdrawn: {one.file} (article {one.id})", {"withdrawn": one.to_dict()})
            since = {id: moment for id, moment in since.items() if id not in withdrawn}
        else:
            for one in gone:
                if one.id not in self._gone:
                    self._print(f"gone: {one.file} (article {one.id} is kept)", {"gone": one.to_dict()})
        self._gone = since

    def _tell_outcome(self, outcome: Outcome, refused: set[tuple[str, str]]) -> None:
        if outcome.status == "unchanged":
            return
        if outcome.status == "rejected":
            refused.add((outcome.source, outcome.reason))
            if (outcome.source, outcome.reason) in self._refused:
                return
        known = outcome.reason or f"article {outcome.id}"
        said = "; ".join((known, *outcome.warnings))
        self._print(f"{outcome.status}: {outcome.source} ({said})", outcome.to_dict())

    def _print(self, line: str, value: Any) -> None:
        if self._as_json:
            print_line(value)
        else:
            print(one_line(line), flush=True)
