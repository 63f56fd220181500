"""Measure many users asking at once: python benchmarks/asking_together.py DATA [--index INDEX] [--askers 1 8 32]

Starts `byline chat` on an index and sends questions to its HTTP API from one thread per asker, each asking its own
questions one after another. DATA is a JSON Lines file, gzipped or not, with one `question` per line. Without INDEX, an
index is built from the `context` of each line. Times are wall clock, from sending a question to having the reply.
"""

import argparse
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from demo import rows_of

from byline import Archive, Article

ASKED = 320  # total questions, for each number of askers
STARTED_WITHIN = 60  # seconds
TIMEOUT = 120  # seconds


@dataclass(frozen=True)
class Measured:
    """What a number of askers saw.

    Attributes:
        took: Seconds from the first question to the last reply.
        times: Seconds for each question that got a reply.
        errors: How many questions did not.
    """

    askers: int
    took: float
    times: list[float]
    errors: int

    @property
    def throughput(self) -> float:
        """Replies per second."""
        return len(self.times) / self.took

    def percentile(self, share: float) -> float:
        """Return the time within which this share of the replies arrived."""
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))]


@contextmanager
def served(index: Path) -> Iterator[str]:
    """Run a new server until it is ready, and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "byline", "chat", "--index", str(index), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}/api"
        try:
            _wait(server, f"{address}/health")
            yield address
        finally:
            server.terminate()


def _wait(server: "subprocess.Popen[bytes]", address: str) -> None:
    give_up = time.monotonic() + STARTED_WITHIN
    while True:
        try:
            httpx.get(address, timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            if server.poll() is not None or time.monotonic() > give_up:
                sys.exit(f"{address}: no server answered within {STARTED_WITHIN} seconds")
            time.sleep(0.1)


def ask(server: httpx.Client, question: str) -> float | None:
    """Return how many seconds the reply took; None if there was none."""
    started = time.perf_counter()
    try:
        server.post("ask", json={"question": question}).raise_for_status().json()["status"]
    except (httpx.HTTPError, ValueError, KeyError):
        return None
    return time.perf_counter() - started


def together(server: httpx.Client, questions: Sequence[str], askers: int) -> Measured:
    """Ask the questions from this many threads at once."""
    started = time.perf_counter()
    with ThreadPoolExecutor(askers) as pool:
        times = list(pool.map(lambda question: ask(server, question), questions))
    took = time.perf_counter() - started
    answered = [one for one in times if one is not None]
    return Measured(askers, took, answered, len(times) - len(answered))


def main() -> None:
    """Run the measurements and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--askers", nargs="+", type=int, default=[1, 8, 32])
    options = parser.parse_args()
    rows = rows_of(options.data)
    questions = random.Random(1).sample(list(dict.fromkeys(row["question"] for row in rows)), ASKED)
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or Path(folder) / "index"
        if not options.index:
            with Archive(index) as archive:
                contexts = dict.fromkeys(row["context"] for row in rows)
                archive.add([Article(f"paragraph-{number}", text) for number, text in enumerate(contexts)])
        with served(index) as address, httpx.Client(base_url=address, timeout=TIMEOUT) as server:
            ask(server, questions[0])
            found = [together(server, questions, askers) for askers in options.askers]
    alone = statistics.median(found[0].times)
    print("| askers | replies per second | relative to one asker | p50 | p95 | p95 / (askers x p50 alone) | errors |")
    print("|---|---|---|---|---|---|---|")
    for one in found:
        share = one.throughput / found[0].throughput
        bound = one.percentile(0.95) / (one.askers * alone)
        times = f"{one.percentile(0.5) * 1000:.0f} ms | {one.percentile(0.95) * 1000:.0f} ms"
        print(f"| {one.askers} | {one.throughput:.1f} | {share:.2f} | {times} | {bound:.2f} | {one.errors} |")


if __name__ == "__main__":
    main()
