"""Read an archive while it is written: python benchmarks/readers.py [--readers 8] [--updates 20] [--queries 10000]

One process updates all articles again and again, each time in one transaction, while others search. Every search must
find all articles, all in the same version, and none older than in the search before. Then a second writer must be
refused within a second, and a writer is killed again and again: the lock must be free at once, and readers must find
whole articles throughout.

Prints a Markdown table, or JSON with --json; the exit code is 1 if anything was violated.
"""

import argparse
import json
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from crash import told
from support import WordEncoder, article

from byline import Archive
from byline.errors import ArchiveLockedError

SECONDS = 300  # after which a reader gives up
ARTICLES = 40  # per transaction, and per search
_VERSION = re.compile(r"version(\d+)")


def _opened(index: Path) -> Archive:
    return Archive(index, encoder=WordEncoder())


def _update(archive: Archive, version: int) -> None:
    archive.add(
        [article(str(n), f"Report {n} of version{version} has its words. It is short.") for n in range(ARTICLES)]
    )


def read(index: Path, queries: int, until: int) -> dict[str, Any]:
    """Search `queries` times, then until a version is found; return what was wrong and the milliseconds per search."""
    wrong, times, newest, seen = [], [], 0, set()
    deadline = time.monotonic() + SECONDS
    with _opened(index) as archive:
        while len(times) + len(wrong) < queries or (newest < until and time.monotonic() < deadline):
            started = time.perf_counter()
            try:
                hits = archive.search("report words", k=ARTICLES)
            except Exception as error:
                wrong.append(repr(error))
                continue
            times.append(1_000 * (time.perf_counter() - started))
            versions = {int(found[1]) for hit in hits if (found := _VERSION.search(hit.text))}
            if len({hit.article.id for hit in hits}) != ARTICLES or len(versions) != 1 or min(versions) < newest:
                wrong.append(f"{len(hits)} hits of versions {sorted(versions)} after {newest}")
            newest = max(versions, default=newest)
            seen |= versions
    return {"wrong": wrong, "times": times, "versions": len(seen), "newest": newest}


def write(index: Path, updates: int, seconds: float) -> None:
    """Update all articles `updates` times, with a pause in between."""
    with _opened(index) as archive:
        for version in range(1, updates + 1):
            _update(archive, version)
            print(version, flush=True)
            time.sleep(seconds)


def _started(role: str, index: Path, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, "--role", role, "--index", str(index), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _finished(reader: "subprocess.Popen[str]") -> dict[str, Any]:
    printed = reader.communicate()[0]
    found: dict[str, Any] = json.loads(printed) if reader.returncode == 0 else {"wrong": ["died"], "times": [0.0]}
    return found


def undisturbed(folder: Path, readers: int, updates: int, queries: int) -> dict[str, Any]:
    """Read while a writer updates, and as often while nobody writes."""
    index = folder / "index"
    with _opened(index) as archive:
        _update(archive, 0)
    each = -(-queries // readers)
    started = [_started("reader", index, "--queries", each, "--updates", 0) for _ in range(readers)]
    idle = [_finished(process) for process in started]
    started = [_started("reader", index, "--queries", each, "--updates", updates) for _ in range(readers)]
    writer = _started("writer", index, "--updates", updates, "--seconds", 0.5)
    busy = [_finished(process) for process in started]
    acknowledged = writer.communicate()[0].split()
    violations = [problem for one in (*idle, *busy) for problem in one["wrong"]]
    violations += ["a reader never saw the last version" for one in busy if one.get("newest") != updates]
    if acknowledged != [str(version) for version in range(1, updates + 1)]:
        violations.append(f"acknowledged were {acknowledged}")
    slow, quick = (
        statistics.quantiles([time for one in group for time in one["times"]], n=100)[98] for group in (busy, idle)
    )
    return {
        "what": f"{readers} readers, one writer of {updates} updates",
        "trials": sum(len(one["times"]) for one in busy),
        "detail": f"p99 {slow:.0f} ms, {slow / quick:.1f} times that while nobody writes; "
        f"a reader saw {max(one.get('versions', 0) for one in busy)} versions",
        "violations": violations,
    }


def second_writers(folder: Path, trials: int) -> dict[str, Any]:
    """Try to write while another process holds the lock."""
    index = folder / "index"
    violations, longest = [], 0.0
    with _opened(index) as archive, archive.store.lock():
        for _ in range(trials):
            second = _started("second", index)
            waited, problem = json.loads(second.communicate()[0])
            longest = max(longest, waited)
            if problem or waited >= 1:
                violations.append(problem or f"refused after {waited:.2f} s")
    detail = f"refused after at most {longest:.2f} s"
    return {"what": "a second writer", "trials": trials, "detail": detail, "violations": violations}


def second(index: Path) -> tuple[float, str]:
    """Try to write; return how long the refusal took, and what was wrong."""
    with _opened(index) as archive:
        started = time.perf_counter()
        try:
            archive.remove("0")
        except ArchiveLockedError:
            return time.perf_counter() - started, ""
    return 0.0, "it wrote"


def killed_writers(folder: Path, trials: int) -> dict[str, Any]:
    """Kill a writer at a random time while a reader searches; the next writer must get the lock at once."""
    index = folder / "index"
    chooser = random.Random(1)
    violations, longest = [], 0.0
    reader = _started("reader", index, "--queries", 100 * trials, "--updates", 0)
    for _ in range(trials):
        with _started("writer", index, "--updates", 1_000, "--seconds", 0.0) as writer:
            assert writer.stdout
            writer.stdout.readline()  # it is writing
            time.sleep(chooser.uniform(0, 0.5))
            writer.send_signal(signal.SIGKILL)
        started = time.perf_counter()
        with _opened(index) as archive, archive.store.lock(wait=False):
            longest = max(longest, time.perf_counter() - started)
        with _opened(index) as archive:
            _update(archive, 0)  # so that the next one starts over
    violations += [problem for problem in _finished(reader)["wrong"] if "after" not in problem]
    detail = f"the lock is free after at most {1_000 * longest:.0f} ms; a reader meanwhile"
    return {"what": "writers killed by SIGKILL", "trials": trials, "detail": detail, "violations": violations}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all three measurements, or the role of one process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--updates", type=int, default=20)
    parser.add_argument("--queries", type=int, default=10_000, help="total for all readers")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--role", choices=["reader", "writer", "second"], help=argparse.SUPPRESS)
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=0.0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.role == "reader":
        print(json.dumps(read(options.index, options.queries, options.updates)))
    elif options.role == "writer":
        write(options.index, options.updates, options.seconds)
    elif options.role == "second":
        print(json.dumps(second(options.index)))
    if options.role:
        return 0
    with tempfile.TemporaryDirectory(prefix="byline-readers-") as folder:
        rows = [
            undisturbed(Path(folder), options.readers, options.updates, options.queries),
            second_writers(Path(folder), options.kills),
            killed_writers(Path(folder), options.kills),
        ]
    return told(rows, as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
