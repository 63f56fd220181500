"""Damage the files of an index: python benchmarks/damage.py [--mutations 2000]

Every file of an index is changed in many ways: bits and bytes altered, truncated, lengths made huge, parts left out or
duplicated, replaced by parts of another generation; missing, empty, replaced by a folder. Each time, a child with
limits on memory and time opens the index, reads every article and searches. A damaged cache must be healed, so that
everything is as before. A damaged database may be refused with a line that names it; otherwise everything must be as
before. A damaged write-ahead log, which exists only after a crash, may leave an earlier, complete generation.

With --silent the file keeps its modification time, as when the disk itself fails: then `doctor` must find the damage,
or everything must be as before.
Prints a Markdown table, or JSON with --json; the exit code is 1 if anything was violated.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from crash import forked, in_own_processes, told

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import SEEDS, WordEncoder, article

from byline import Archive
from byline.errors import ArchiveError
from byline.language.identification import language_of
from byline.language.minhash import signature_of

SECONDS, MEGABYTES = 10, 500
_LOG = "byline.db-wal"
_OF_EARLIER = "that of the generation before"
Mutation = Callable[[bytes, random.Random], bytes]


def _flip_bit(content: bytes, chooser: random.Random) -> bytes:
    place = chooser.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << chooser.randrange(8)]) + content[place + 1 :]


def _flip_header(content: bytes, chooser: random.Random) -> bytes:
    return _flip_bit(content[:128], chooser) + content[128:]


def _cut_off(content: bytes, chooser: random.Random) -> bytes:
    return content[: chooser.randrange(len(content))]


def _overwrite(content: bytes, chooser: random.Random) -> bytes:
    place, length = chooser.randrange(len(content)), chooser.choice((1, 8, 64, 512))
    return content[:place] + chooser.randbytes(min(length, len(content) - place)) + content[place + length :]


def _zero(content: bytes, chooser: random.Random) -> bytes:
    place = chooser.randrange(0, len(content), 512)
    return content[:place] + bytes(min(512, len(content) - place)) + content[place + 512 :]


def _lengthen(content: bytes, chooser: random.Random) -> bytes:
    """Write a huge or negative number where a 4- or 8-byte number may be."""
    form = chooser.choice(("<Q", ">Q", "<I", ">I"))
    bits = 8 * struct.calcsize(form)
    number = chooser.choice((2**bits - 1, 2 ** (bits - 1), 2 ** (bits - 2), 2**31))
    place = chooser.randrange(0, len(content), 4)
    return content[:place] + struct.pack(form, number) + content[place + bits // 8 :]


def _leave_out(content: bytes, chooser: random.Random) -> bytes:
    place = chooser.randrange(len(content))
    return content[:place] + content[place + chooser.randint(1, 64) :]


def _repeat(content: bytes, chooser: random.Random) -> bytes:
    place = chooser.randrange(len(content))
    return content[:place] + content[place : place + 4_096] + content[place:]


def _move_block(content: bytes, chooser: random.Random) -> bytes:
    one, other = (512 * chooser.randrange(len(content) // 512 + 1) for _ in range(2))
    return content[:one] + content[other : other + 512] + content[one + 512 :]


def _empty(content: bytes, chooser: random.Random) -> bytes:
    return b""


MUTATIONS: list[Mutation] = [
    *[_flip_bit] * 6,
    *[_overwrite] * 3,
    *[_flip_header, _cut_off, _zero, _lengthen, _leave_out, _repeat, _move_block] * 2,
]


def text_of(number: int) -> str:
    return f"Report {number} is about subject{number}. It names matter{number % 7}. " * (number % 5 + 1)


QUERIES = ["stablecoin licences", "subject3 matter3", "report", "regulators said that", "matter5", "subject17"]


class Specimen:
    """An index, its answers, and an earlier generation of it.

    Args:
        folder: Where to work.
        crashed: Whether to leave the write-ahead log, as a crash does.
    """

    def __init__(self, folder: Path, *, crashed: bool) -> None:
        self.index, self.earlier = folder / "index", folder / "earlier"
        self._result = folder / "result.json"
        self.crashed = crashed
        for load in (language_of, signature_of):  # load their libraries before forking the children
            load("A sentence of a few words, as many as it takes to tell which language they are of.")
        forked(self._make)
        self.answers = [self._answers_of(path) for path in (self.index, self.earlier)]

    def files(self) -> list[str]:
        """Return its files relative to the folder, without those whose content does not matter."""
        skipped = {"lock", "reserve", "byline.db-shm"}
        found = (path.relative_to(self.index).as_posix() for path in self.index.rglob("*") if path.is_file())
        return sorted(name for name in found if name not in skipped and not name.endswith(".lock"))

    def damaged(self, name: str, content: bytes | None, *, silent: bool) -> Path:
        """Return a copy of the index with one file's content replaced, or a folder in place of the file if None."""
        copy = self.index.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.index, copy)
        file = copy / name
        status = file.stat()
        if content is None:
            file.unlink()
            file.mkdir()
        else:
            file.write_bytes(content)
        if silent:
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
        return copy

    def same_file_of_earlier(self, name: str) -> Path | None:
        """Return the file of the earlier generation that corresponds to this one."""
        if not name.startswith("cache-"):
            return self.earlier / name if (self.earlier / name).exists() else None
        part, suffix = name.partition("/")[2].rpartition("/")[0], Path(name).suffix
        return next((path for path in self.earlier.glob(f"cache-*/{part}/*{suffix}") if path.is_file()), None)

    def look(self, copy: Path, *, doctor: bool) -> tuple[str, str]:
        """Open a damaged copy in a child; return the outcome, and what is wrong with it.

        The outcome is `as before`, `earlier generation`, `refused` or, with `doctor`, `found`.
        """
        self._result.unlink(missing_ok=True)
        status = forked(lambda: self._examine(copy) if doctor else self._ask(copy))
        if os.WIFSIGNALED(status):
            return "", f"killed by signal {os.WTERMSIG(status)}"
        if status or not self._result.exists():
            return "", f"ended with {os.WEXITSTATUS(status)}"
        outcome, detail = json.loads(self._result.read_text())
        if outcome == "answered":
            for state, expected in zip(("as before", "earlier generation"), self.answers, strict=True):
                if detail == expected:
                    return state, ""
            return "", " or ".join(_difference(detail, expected) for expected in self.answers)
        return outcome, detail if outcome == "" else ""

    def _make(self) -> None:
        with Archive(self.index, encoder=WordEncoder()) as archive:
            archive.add([article(str(number), text_of(number)) for number in range(20)])
        shutil.copytree(self.index, self.earlier)
        archive = Archive(self.index, encoder=WordEncoder())
        archive.add([SEEDS, article("3", text_of(23)), *(article(str(n), text_of(n)) for n in range(20, 30))])
        if not self.crashed:
            archive.remove("4")
            archive.close()
        os._exit(0)

    def _answers_of(self, index: Path) -> Any:
        copy = index.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(index, copy)
        assert forked(lambda: self._ask(copy)) == 0
        outcome, answers = json.loads(self._result.read_text())
        assert outcome == "answered", answers
        return answers

    def _ask(self, copy: Path) -> None:
        self._limit()
        try:
            with Archive(copy, encoder=WordEncoder()) as archive:
                answers: object = [
                    {one.id: [archive.article(one.id).text, one.title] for one in archive.articles()},
                    [
                        [[hit.article.id, hit.span.start, hit.span.end, round(hit.score, 5)] for hit in found]
                        for found in (archive.search(query, k=20) for query in QUERIES)
                    ],
                ]
            outcome = "answered"
        except ArchiveError as error:
            told = str(error)
            named = str(copy) in told and "\n" not in told
            outcome, answers = ("refused", told) if named else ("", f"the message names no file: {told!r}")
        self._result.write_text(json.dumps([outcome, answers]))

    def _examine(self, copy: Path) -> None:
        self._limit()
        try:
            with Archive(copy, encoder=WordEncoder()) as archive:
                findings = archive.doctor()
            found = any(not one.healthy or "rebuilt" in one.detail for one in findings)
            outcome = "found" if found else "not found"
        except ArchiveError:
            outcome = "found"
        self._result.write_text(json.dumps([outcome, ""]))

    @staticmethod
    def _limit() -> None:
        signal.alarm(SECONDS)
        pages = int(Path("/proc/self/statm").read_text().split()[5])  # data and stack pages
        memory = pages * resource.getpagesize() + MEGABYTES * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _difference(found: Any, expected: Any) -> str:
    texts = [id for id in {*found[0], *expected[0]} if found[0].get(id) != expected[0].get(id)]
    hits = [query for query, one, other in zip(QUERIES, found[1], expected[1], strict=True) if one != other]
    return f"other articles {texts}, queries {hits}"


def variants(specimen: Specimen, name: str, count: int) -> Iterator[tuple[str, bytes | None]]:
    """Yield what is done to a file, and its resulting content; see `Specimen.damaged`."""
    content = (specimen.index / name).read_bytes()
    earlier = specimen.same_file_of_earlier(name)
    if earlier:
        yield _OF_EARLIER, earlier.read_bytes()
    yield "empty", b""
    yield "a folder in its place", None
    chooser = random.Random(name.rpartition(".")[2])
    for _ in range(count - 3):
        mutation = chooser.choice(MUTATIONS)
        changed = mutation(content, chooser) if content else chooser.randbytes(8)
        if changed != content:
            yield mutation.__name__, changed


def row_of(specimen: Specimen, name: str, count: int, *, silent: bool) -> dict[str, Any]:
    """Damage one file in many ways; return the counts of outcomes."""
    started = time.perf_counter()
    outcomes: Counter[str] = Counter()
    violations = []
    file = next(one for one in specimen.files() if _kind(one) == name)
    for number, (done, content) in enumerate(variants(specimen, file, count)):
        copy = specimen.damaged(file, content, silent=silent)
        outcome, problem = specimen.look(copy, doctor=silent)
        if outcome == "not found":  # the damage must then have no effect
            outcome, problem = specimen.look(copy, doctor=False)
        if file.startswith("cache-") and outcome == "refused":
            problem = "refused, although it is only a cache"
        if outcome == "earlier generation" and not (specimen.crashed or done == _OF_EARLIER):
            problem = "as an earlier generation"
        outcomes[outcome] += 1
        if problem:
            violations.append(f"{file}, {number}, {done}: {problem}")
    counted = {state: outcomes[state] for state in ("as before", "earlier generation", "refused", "found")}
    trials = sum(outcomes.values())
    seconds = round(time.perf_counter() - started)
    return {"file": name, "trials": trials, **counted, "violations": violations, "seconds": seconds}


def rows_of(names: Sequence[str], count: int, *, silent: bool) -> list[dict[str, Any]]:
    """Damage files one after the other; only a crash leaves a write-ahead log."""
    specimens: dict[bool, Specimen] = {}
    with tempfile.TemporaryDirectory(prefix="byline-damage-") as folder:
        for name in names:
            crashed = name == _LOG
            if crashed not in specimens:
                specimens[crashed] = Specimen(Path(folder) / ("crashed" if crashed else "closed"), crashed=crashed)
        return [row_of(specimens[name == _LOG], name, count, silent=silent) for name in names]


def _kind(name: str) -> str:
    """Return a file's name without the parts that differ between indexes."""
    path = Path(name)
    if path.parts[0].startswith("cache-"):
        own = path.name if path.suffix in {".json", ".faiss"} else f"*{path.suffix}"
        return "/".join(("cache", *path.parts[1:-1], own))
    return name


def main(arguments: Sequence[str] | None = None) -> int:
    """Damage every file, or the named ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=2_000, help="per file (default: 2,000)")
    parser.add_argument("--files", nargs="+", metavar="FILE", help="only these, named as in the table")
    parser.add_argument("--silent", action="store_true", help="keep the modification time, and run doctor")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--alone", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.alone:
        print(json.dumps(rows_of(options.alone, options.mutations, silent=options.silent)))
        return 0
    if options.files is None:
        with tempfile.TemporaryDirectory(prefix="byline-damage-") as folder:
            files = sorted({_kind(name) for name in Specimen(Path(folder), crashed=False).files()})
        options.files = files if options.silent else [*files, _LOG]
    further = ["--mutations", str(options.mutations), *(["--silent"] if options.silent else [])]
    return told(in_own_processes(__file__, options.files, further), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
