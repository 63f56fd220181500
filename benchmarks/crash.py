"""Kill changes of an archive, or make them fail: python benchmarks/crash.py [--random 1000]

Each change runs in a child under strace, which kills it or makes one system call fail. A run without a fault shows
which calls touch the index folder, and each of those gets every fault. With --random, the child is instead killed after
a random time. Another child then checks what is left: the archive opens; its articles and search results are as before
or as after the change, and as after if it was acknowledged; the change can be made again; nothing is left over.

Needs strace. Prints a Markdown table, or JSON with --json; the exit code is 1 if anything was violated.
"""

import argparse
import ctypes
import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import WordEncoder, article

from byline import Archive
from byline.errors import BylineError
from byline.language.identification import language_of
from byline.language.minhash import signature_of
from byline.store.folder.store import RefreshPolicy

Change = Callable[[Archive], object]

# Calls that change files; between them the disk does not change, so no other call needs a SIGKILL.
WRITING = [
    "write",
    "pwrite64",
    "pwritev",
    "ftruncate",
    "fallocate",
    "fsync",
    "fdatasync",
    "openat",
    "mkdir",
    "mkdirat",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "rmdir",
    "link",
    "linkat",
    "fchmod",
    "fchown",
    "copy_file_range",
    "sendfile",
]
READING = ["read", "pread64", "getdents64", "newfstatat", "statx", "fcntl", "flock"]
FAULTS = {"SIGKILL": WRITING, "ENOSPC": WRITING, "EIO": WRITING + READING}
RANDOM = "SIGKILL at random"
_ANY_TRACER = 0x59616D61, -1  # of prctl: PR_SET_PTRACER, PR_SET_PTRACER_ANY

_CALL = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)(\(| resumed>)(.*)$")
_OWN = re.compile(r"byline\.db(?:-wal|-shm)?|lock|reserve|cache-\d+|feedback\.db|conversations\.db")


_ENCODERS = {"words": WordEncoder(), "other": WordEncoder("other", dim=48)}


def text_of(name: str) -> str:
    return f"Article {name} is about subject{name}. It has a second sentence on matter{name}. And a third."


def _extending(change: Change) -> Change:
    """Make a change extend the caches instead of rebuilding them, as in a large archive."""

    def run(archive: Archive) -> object:
        archive.store.policy = RefreshPolicy(always_below=0, tail=0, gone=1.0, growth=100.0)
        return change(archive)

    return run


def _add_more(archive: Archive) -> object:
    return archive.add([article("7", text_of("7")), article("8", text_of("8"))])


def _rebuild(archive: Archive) -> object:
    archive._encoder = _ENCODERS["other"]
    return archive.rebuild()


CHANGES: dict[str, Change] = {
    "add": _add_more,
    "add, caches extended": _extending(_add_more),
    "update": lambda archive: archive.add(article("2", text_of("2, again,"))),
    "remove": lambda archive: archive.remove("1"),
    "caches rebuilt": lambda archive: archive.store.rebuild(),
    "rebuild": _rebuild,
}


@dataclass(frozen=True, slots=True)
class Point:
    """Where a fault is injected: the n-th call of a system call in any thread."""

    call: str
    number: int


class Laboratory:
    """Makes an archive once, then tries changes on copies of it.

    Args:
        folder: Where to work.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = folder / "base"
        for load in (language_of, signature_of):  # load their libraries before forking the children
            load("A sentence of a few words, as many as it takes to tell which language they are of.")
        forked(self._make)
        self._expected: dict[str, Mapping[str, Any]] = {}

    def points(self, change: str, fault: str) -> list[Point]:
        """Run a change without a fault; return the distinct points that touch the index folder."""
        log = self.folder / "points.log"
        index = self._copy()
        process = self._paused(index, change, self.folder / "acknowledged")
        self._traced(process, ["-y", "-o", str(log), "-e", f"trace={','.join(FAULTS[fault])}"])
        counts: Counter[tuple[str, str]] = Counter()
        found: dict[Point, None] = {}
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            match = _CALL.match(line)
            if match is None or match[3] != "(":
                continue
            thread, call = match[1], match[2]
            counts[thread, call] += 1
            if str(index) in match[4]:
                found[Point(call, counts[thread, call])] = None
        return list(found)

    def trial(self, change: str, fault: str, point: Point) -> tuple[str, str]:
        """Inject a fault at a point.

        Returns:
            The outcome, `before`, `after` or `not reached`; and what is wrong, empty if nothing is.
        """
        index, told, log = self._copy(), self.folder / "acknowledged", self.folder / "trial.log"
        told.unlink(missing_ok=True)
        process = self._paused(index, change, told)
        action = "signal=SIGKILL" if fault == "SIGKILL" else f"error={fault}"
        inject = f"inject={point.call}:{action}:when={point.number}"
        status = self._traced(process, ["-y", "-o", str(log), "-e", f"trace={point.call}", "-e", inject])
        reached = os.WIFSIGNALED(status) if fault == "SIGKILL" else "(INJECTED)" in log.read_text(errors="replace")
        if not reached:
            return "not reached", ""
        if fault != "SIGKILL" and status != 0:
            return "", f"{change}, {fault} at {point}: ended with {status}: {told.with_suffix('.error').read_text()}"
        return self.look(index, change, acknowledged=told.exists())

    def look(self, index: Path, change: str, *, acknowledged: bool) -> tuple[str, str]:
        """Check an archive after a fault, repeat the change and check again; see `trial`."""
        result = self.folder / "found.json"
        result.unlink(missing_ok=True)
        expected = self._expectation(change)
        status = forked(lambda: result.write_text(json.dumps(_found(index, change, expected))))
        if status != 0 or not result.exists():
            return "", f"{change}: looking at it ended with {status}"
        state, problem = json.loads(result.read_text())
        if acknowledged and state == "before":
            problem = problem or "acknowledged, and lost"
        return state, f"{change}: {problem}" if problem else ""

    def killed(self, change: str, seconds: float) -> tuple[str, str]:
        """Kill a change after some seconds; see `trial`."""
        index, told = self._copy(), self.folder / "acknowledged"
        told.unlink(missing_ok=True)
        process = self._paused(index, change, told)
        os.kill(process, signal.SIGCONT)
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        return self.look(index, change, acknowledged=told.exists())

    def seconds(self, change: str) -> float:
        """Return how many seconds an undisturbed change takes."""
        process = self._paused(self._copy(), change, self.folder / "acknowledged")
        started = time.perf_counter()
        os.kill(process, signal.SIGCONT)
        os.waitpid(process, 0)
        return time.perf_counter() - started

    # Children

    def _copy(self) -> Path:
        index = self.folder / "index"
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(self.base, index)
        return index

    def _make(self) -> None:
        with Archive(self.base, encoder=WordEncoder()) as archive:
            archive.add([article(str(number), text_of(str(number))) for number in range(5)])

    def _expectation(self, change: str) -> Mapping[str, Any]:
        """Return what an archive answers before and after an undisturbed change, made once."""
        if change in self._expected:
            return self._expected[change]
        result, index = self.folder / "expected.json", self.folder / "undisturbed"
        shutil.copytree(self.base, index)

        def ask() -> None:
            with Archive(index, encoder=WordEncoder()) as archive:
                before = _description(archive)
                CHANGES[change](archive)
                result.write_text(json.dumps({"before": before, "after": _description(archive)}))

        status = forked(ask)
        assert status == 0, f"{change} fails undisturbed"
        shutil.rmtree(index)
        expected: Mapping[str, Any] = json.loads(result.read_text())
        self._expected[change] = expected
        return expected

    def _paused(self, index: Path, change: str, told: Path) -> int:
        """Fork a child that stops itself, then makes a change and writes a file once it is acknowledged."""

        def act() -> None:
            ctypes.CDLL(None).prctl(*_ANY_TRACER)
            os.kill(os.getpid(), signal.SIGSTOP)
            try:
                with Archive(index, encoder=WordEncoder()) as archive:
                    CHANGES[change](archive)
                    told.write_text("done")
            except BylineError:
                return  # one clear line and exit code 1, as checked by the tests of the command line
            except BaseException:
                told.with_suffix(".error").write_text(traceback.format_exc(limit=-2))
                os._exit(70)

        process = _fork(act)
        os.waitpid(process, os.WUNTRACED)
        return process

    def _traced(self, process: int, options: list[str]) -> int:
        """Resume a paused child under strace, and return its exit status."""
        command = ["strace", "-f", "-qq", "-p", str(process), *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            _wait_until_traced(process, strace)
            os.kill(process, signal.SIGCONT)
            status = os.waitpid(process, 0)[1]
            strace.communicate(timeout=60)
        return status


def forked(act: Callable[[], object]) -> int:
    """Run something in a child; return its status, 0 on success."""
    return os.waitpid(_fork(act), 0)[1]


def _fork(act: Callable[[], object]) -> int:
    process = os.fork()
    if process == 0:
        code = 70
        try:
            act()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return process


def _wait_until_traced(process: int, strace: "subprocess.Popen[str]") -> None:
    status = Path(f"/proc/{process}/status")
    while "TracerPid:\t0\n" in status.read_text():
        if strace.poll() is not None:
            raise RuntimeError(f"strace: {strace.stderr.read() if strace.stderr else ''}")


def _description(archive: Archive) -> dict[str, Any]:
    """Return the texts of the archive and the search results for the words of each."""
    names = [*map(str, range(9)), "2, again,"]
    return {
        "texts": {one.id: archive.article(one.id).text for one in archive.articles()},
        "hits": {
            name: [(hit.article.id, hit.span.start, hit.span.end, round(hit.score, 6)) for hit in found]
            for name in names
            for found in [archive.search(f"subject{name} matter{name}", k=20)]
        },
    }


def _found(index: Path, change: str, expected: Mapping[str, Any]) -> tuple[str, str]:
    """Return whether an archive is as before or as after a change, and what is wrong with it."""
    with _opened(index) as archive:
        state, problem = _compared(archive, expected)
        if problem:
            return state, problem
    with Archive(index, encoder=WordEncoder()) as archive:
        if state == "before" or change == "caches rebuilt":
            CHANGES[change](archive)
        elif archive._recipe is None:
            archive._encoder = _encoder_of(archive)
        again, problem = _compared(archive, expected)
        if problem or (again != "after" and expected["before"] != expected["after"]):
            return state, f"after repeating the change it is {again or problem}"
        unhealthy = [finding.detail for finding in archive.doctor() if not finding.healthy]
    with Archive(index, encoder=WordEncoder()) as archive:
        archive.doctor()
    left = [path.name for path in index.iterdir() if not _OWN.fullmatch(path.name)]
    caches = [path.name for path in index.glob("cache-*")]
    if unhealthy or left or len(caches) > 1:
        return state, f"doctor: {unhealthy}; left over: {left}; caches: {caches}"
    return state, ""


def _opened(index: Path) -> Archive:
    archive = Archive(index, encoder=WordEncoder())
    archive._encoder = _encoder_of(archive)
    return archive


def _encoder_of(archive: Archive) -> WordEncoder:
    with archive.store.catalog.reading() as rows:
        return _ENCODERS[rows.get("encoder") or "words"]


def _compared(archive: Archive, expected: Mapping[str, Any]) -> tuple[str, str]:
    found = json.loads(json.dumps(_description(archive)))
    for state in ("after", "before"):
        if found == expected[state]:
            return state, ""
    texts = [state for state in ("before", "after") if found["texts"] == expected[state]["texts"]]
    hits = expected[texts[0]]["hits"] if texts else {}
    other = [
        f"{name}: {found['hits'][name]} for {wanted}" for name, wanted in hits.items() if found["hits"][name] != wanted
    ]
    return "", f"neither as before nor as after: texts as {texts or 'neither'}; {other[:1]}"


def trials(laboratory: Laboratory, change: str, fault: str, every: int, count: int) -> Iterator[tuple[str, str]]:
    """Yield the outcome of each trial of a change with a fault; see `Laboratory.trial`."""
    if fault == RANDOM:
        chooser = random.Random(f"{change} {count}")
        longest = 1.2 * max(laboratory.seconds(change) for _ in range(5))
        for _ in range(count):
            yield laboratory.killed(change, chooser.uniform(0, longest))
    else:
        for point in laboratory.points(change, fault)[::every]:
            yield laboratory.trial(change, fault, point)


def row_of(laboratory: Laboratory, change: str, fault: str, every: int, count: int) -> dict[str, Any]:
    """Try a change with a fault; return the counts of outcomes, and the violations."""
    started = time.perf_counter()
    results = list(trials(laboratory, change, fault, every, count))
    states = Counter(state for state, _ in results)
    return {
        "change": change,
        "fault": fault,
        "trials": len(results),
        "before": states["before"],
        "after": states["after"],
        "not reached": states["not reached"],
        "violations": [f"{fault}: {problem}" for _, problem in results if problem],
        "seconds": round(time.perf_counter() - started),
    }


def in_own_processes(file: str, rows: Sequence[str], arguments: Sequence[str]) -> list[dict[str, Any]]:
    """Run a benchmark for the rows of its table, in as many processes as there are cores.

    They are processes without threads, because they fork.

    Args:
        file: The benchmark, which takes the names of rows after `--alone` and prints them as a list in JSON.
        rows: The names of all rows.
        arguments: Further arguments.
    """

    def made(some: Sequence[str]) -> list[dict[str, Any]]:
        command = [sys.executable, file, *arguments, "--alone", *some]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        found: list[dict[str, Any]] = json.loads(printed.splitlines()[-1])
        return found

    processes = min(os.cpu_count() or 1, len(rows))
    with ThreadPoolExecutor(processes) as pool:
        shares = list(pool.map(made, [rows[number::processes] for number in range(processes)]))
    return [shares[number % processes][number // processes] for number in range(len(rows))]


def told(rows: Sequence[dict[str, Any]], *, as_json: bool) -> int:
    """Print rows as JSON or as a Markdown table, and the violations; return the exit code."""
    if as_json:
        print(json.dumps(rows))
    else:
        print("|", " | ".join(rows[0]), "|")
        print("|---" * len(rows[0]) + "|")
        for row in rows:
            print("|", " | ".join(str(len(value) if isinstance(value, list) else value) for value in row.values()), "|")
        trials, violations = (sum(map(count, rows)) for count in (lambda row: row["trials"], _violations))
        print(f"\n{trials:,} trials, {violations} violations")
    for row in rows:
        for violation in row["violations"]:
            print(f"violated: {violation}", file=sys.stderr)
    return 1 if any(map(_violations, rows)) else 0


def _violations(row: dict[str, Any]) -> int:
    return len(row["violations"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the requested trials and print the outcomes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", nargs="+", default=list(CHANGES), choices=list(CHANGES), metavar="CHANGE")
    parser.add_argument("--faults", nargs="+", default=list(FAULTS), choices=[*FAULTS, RANDOM], metavar="FAULT")
    parser.add_argument("--every", type=int, default=1, help="inject a fault at every N-th point (default: at each)")
    parser.add_argument("--random", type=int, default=0, help="kill this many times at random, instead of the faults")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--alone", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    count = -(-options.random // len(options.changes))
    if options.alone:
        with tempfile.TemporaryDirectory(prefix="byline-crash-") as folder:
            laboratory = Laboratory(Path(folder))
            pairs = (row.split(":") for row in options.alone)
            print(json.dumps([row_of(laboratory, change, fault, options.every, count) for change, fault in pairs]))
        return 0
    faults = [RANDOM] if options.random else options.faults
    rows = [f"{change}:{fault}" for change, fault in itertools.product(options.changes, faults)]
    further = ["--every", str(options.every), "--random", str(options.random), "--changes", *options.changes]
    return told(in_own_processes(__file__, rows, further), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
