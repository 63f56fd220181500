"""Measure adding with workers: python benchmarks/workers.py [--articles 200] [--rounds 1]

Adds the news-like articles of benchmarks/speed.py in this process, with a pool of two processes, and with a local Dask
scheduler that has one worker, two, and two of which one is killed (SIGKILL) once half of the articles are acknowledged.
A worker computes with one thread. Times are wall clock, from the start of `add` to its end; every worker has loaded the
encoder before, except for the pool, which starts its processes. They depend on the machine. Prints a Markdown table;
the exit code is 1 if an archive does not contain every article once, cut and embedded as by this process, or if the run
with the kill takes more than 1.5 times as long as one worker.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from speed import articles

from byline import Archive, Article, Outcome
from byline.encoders.base import Floats

LIMIT = 1.5
_ONE_THREAD = {"OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive contains.

    Attributes:
        versions: The versions of each article, by id.
        passages: The article, start and end of each passage.
        vectors: One vector per passage, in the same order.
    """

    versions: dict[str, list[str]]
    passages: list[tuple[str, int, int]]
    vectors: Floats

    def is_like(self, other: "Contents") -> bool:
        """Return whether another archive has the same contents; vectors may differ by rounding."""
        return (self.versions, self.passages) == (other.versions, other.passages) and float(
            (self.vectors * other.vectors).sum(axis=1).min(initial=1)
        ) > 0.999


def contents(archive: Archive) -> Contents:
    """Return what an archive contains."""
    with archive.store.catalog.reading() as rows:
        keys = rows.passage_keys()
        found, (order, vectors) = rows.passages(keys.tolist()), rows.vectors_of(keys)
        places = [(found[key].article.id, found[key].span.start, found[key].span.end) for key in order.tolist()]
        versions = {id: [version.version for version in rows.versions(id)] for id in rows.ids()}
    ordered = sorted(range(len(places)), key=places.__getitem__)
    return Contents(versions, [places[number] for number in ordered], np.asarray(vectors)[ordered])


@contextmanager
def scheduler(protocol: str = "tcp", port: int = 0) -> Iterator[str]:
    """Run a Dask scheduler that is reachable only from this machine, and yield its address."""
    command = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--no-dashboard"]
    command += ["--protocol", protocol, "--port", str(port)]
    with subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            told = (re.search(r"Scheduler at: +(t[cl][ps]://\S+)", line) for line in process.stderr)
            address = next(match[1] for match in told if match)
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield address
        finally:
            process.kill()


@contextmanager
def worker(address: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker with one thread, without a nanny to restart it."""
    command = ["-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard", "--nthreads", "1"]
    with subprocess.Popen(
        [sys.executable, *command], stderr=subprocess.DEVNULL, env={**os.environ, **_ONE_THREAD}
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def warm(address: str, count: int) -> None:
    """Wait until this many workers have connected, and have each load the encoder."""
    from distributed import Client

    from byline.encoders import load_encoder
    from byline.indexing.workers.dask.cluster import _embed
    from byline.indexing.workers.embedding import Model

    encoder = load_encoder()
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)
        for name in client.nthreads():
            model = Model(encoder.name, encoder.fingerprint)
            client.submit(_embed, model, ["Is it loaded?"], workers=[name], pure=False).result()


def added(
    made: Sequence[Article], workers: int | str | None, act: Callable[[int], None] = lambda count: None
) -> tuple[float, Contents]:
    """Add articles to a new archive; return the seconds it took, and the archive's contents.

    Args:
        made: The articles to add.
        workers: See `Archive.add`.
        act: Called with the number of acknowledged articles whenever it rises.
    """
    count = 0

    def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
        nonlocal count
        count += len(outcomes)
        act(count)

    with tempfile.TemporaryDirectory(prefix="byline-workers-") as folder, Archive(Path(folder) / "index") as archive:
        started = time.perf_counter()
        report = archive.add(made, workers=workers, acknowledge=acknowledge)
        took = time.perf_counter() - started
        assert len(report.added) == len(made)
        return took, contents(archive)


def on_cluster(made: Sequence[Article], count: int, *, killed: bool = False) -> tuple[float, Contents]:
    """Add articles with `count` Dask workers, one of which may be killed half-way; see `added`."""
    with ExitStack() as stack:
        address = stack.enter_context(scheduler())
        running = [stack.enter_context(worker(address)) for _ in range(count)]
        warm(address, count)

        def kill(acknowledged: int) -> None:
            if killed and acknowledged >= len(made) / 2:
                running[0].kill()

        took = added(made, address, kill)
        assert not killed or running[0].poll() is not None
        return took


WAYS: dict[str, Callable[[Sequence[Article]], tuple[float, Contents]]] = {
    "this process, all cores": lambda made: added(made, None),
    "`--workers 2`, started for the run": lambda made: added(made, 2),
    "Dask, one worker": lambda made: on_cluster(made, 1),
    "Dask, two workers": lambda made: on_cluster(made, 2),
    "Dask, two workers, one killed half-way": lambda made: on_cluster(made, 2, killed=True),
}


def main() -> int:
    """Run the measurements and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1, help="how often to measure each; prints the median")
    options = parser.parse_args()
    made = articles(options.articles)
    added(made[:1], None)  # loads libraries
    results = {way: [] for way in WAYS}
    for _ in range(options.rounds):
        for way, measure in WAYS.items():
            results[way].append(measure(made))
    expected = results["this process, all cores"][0][1]
    times = {way: statistics.median(took for took, _ in found) for way, found in results.items()}
    one = times["Dask, one worker"]
    right = {way: all(held.is_like(expected) for _, held in found) for way, found in results.items()}
    print(f"{len(made)} articles, {len(expected.passages)} passages\n")
    print("| workers | seconds | / one Dask worker | articles, versions, passages, vectors |\n|---|---|---|---|")
    for way, took in times.items():
        print(f"| {way} | {took:.1f} | {took / one:.2f} | {'as expected' if right[way] else 'NOT as expected'} |")
    return 0 if all(right.values()) and times["Dask, two workers, one killed half-way"] <= LIMIT * one else 1


if __name__ == "__main__":
    sys.exit(main())
