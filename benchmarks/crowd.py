"""Ask from many sides at once: python benchmarks/crowd.py [--users 50] [--minutes 5] [--at-once 200]

A new server over seeds/ is asked by two users, then by many, each of whom asks again as soon as there is an answer,
half at /api/ask and half the way the page in a browser does; then by even more at the same moment; then by two again.
Every question must be answered or refused because the server is busy, no one may be left without a reply, the server
must be live and ready while many ask at once, and its memory must not grow by more than 50 MB after the first quarter.

Prints a Markdown table, or JSON with --json; the exit code is 1 if anything was violated.
"""

import argparse
import json
import random
import resource
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from crash import told as report
from demo import QUESTIONS

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import SEEDS, Server, serving

from byline import Archive

MEGABYTES = 50
SECONDS = 120.0  # after this, a question counts as left without a reply
ANSWERED, BUSY = "answered", "busy"

Ask = Callable[[httpx.Client, str, str], str]


class Doors:
    """The two ways to ask; each takes a user's connection and session, and returns the outcome of a question.

    Args:
        server: The server to ask.
    """

    def __init__(self, server: Server) -> None:
        self._url = server.url
        config = httpx.get(f"{server.url}/config").json()
        self._answer = next(event["id"] for event in config["dependencies"] if event["api_name"] == "answer")
        self._page = next(
            one["id"] for one in config["components"] if "page_take" in one["props"].get("server_fns", ())
        )

    def api(self, client: httpx.Client, session: str, question: str) -> str:
        """Ask at /api/ask."""
        answer = client.post(f"{self._url}/api/ask", json={"question": question})
        return {200: ANSWERED, 503: BUSY}.get(answer.status_code, f"status {answer.status_code}")

    def page(self, client: httpx.Client, session: str, question: str, talk: dict[str, str] | None = None) -> str:
        """Ask the way the page does: the server accepts and stores the question, then a queued event answers it.

        A conversation continues in `talk`, which is filled with its names.
        """
        called = {"session_hash": session, "component_id": self._page, "fn_name": "page_take"}
        taken = client.post(
            f"{self._url}/gradio_api/component_server", json={**called, "data": {**(talk or {}), "question": question}}
        )
        if taken.status_code != 200:
            return "not taken"
        kept = taken.json()
        named = {"owner": kept["owner"], "conversation": kept["conversation"], "turn": kept["turn"]["number"]}
        if talk is not None:
            talk.update(owner=kept["owner"], conversation=kept["conversation"])
        event = {"fn_index": self._answer, "session_hash": session, "data": [], "event_data": named}
        joined = client.post(f"{self._url}/gradio_api/queue/join", json=event)
        if joined.status_code != 200:
            return BUSY if joined.status_code == 503 else f"status {joined.status_code}"
        drawn = ""
        with client.stream("GET", f"{self._url}/gradio_api/queue/data", params={"session_hash": session}) as lines:
            for line in lines.iter_lines():
                drawn += line if "byline-reply" in line else ""
                message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed":
                    return ANSWERED if message["success"] and drawn else "nothing was drawn"
        return "no end"


@dataclass(slots=True)
class Crowd:
    """The outcomes of the questions of some users.

    Attributes:
        seconds: The time of each answered question.
        longest: The longest time of any question, answered or refused.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    longest: float = 0.0

    def ask(self, ask: Ask, client: httpx.Client, session: str, question: str) -> None:
        """Ask, and count the outcome."""
        started = time.perf_counter()
        try:
            outcome = ask(client, session, question)
        except httpx.HTTPError as error:
            outcome = type(error).__name__
        took = time.perf_counter() - started
        self.outcomes[outcome] += 1
        self.longest = max(self.longest, took)
        if outcome == ANSWERED:
            self.seconds.append(took)

    @property
    def violations(self) -> list[str]:
        """The outcomes that are neither an answer nor a refusal."""
        return [f"{outcome}: {count}" for outcome, count in self.outcomes.items() if outcome not in {ANSWERED, BUSY}]

    @property
    def p95(self) -> float:
        """The seconds within which 95 % were answered."""
        return statistics.quantiles(self.seconds, n=20)[-1]

    def row(self, what: str, detail: str = "", violations: Sequence[str] = ()) -> dict[str, Any]:
        """Return a row of the table."""
        told = f"{self.outcomes[ANSWERED]} answered, {self.outcomes[BUSY]} refused as busy"
        if len(self.seconds) > 1:
            told += f"; p50 {1_000 * statistics.median(self.seconds):.0f} ms, p95 {1_000 * self.p95:.0f} ms"
        detail = f"{told}; longest {self.longest:.1f} s{detail}"
        return {
            "what": what,
            "trials": self.outcomes.total(),
            "detail": detail,
            "violations": [*self.violations, *violations],
        }


def in_turn(doors: Doors, users: int, seconds: float, watch: Callable[[float], None] = lambda share: None) -> Crowd:
    """Have this many users ask for some seconds, each again as soon as there is an answer."""
    crowd, ends = Crowd(), time.monotonic() + seconds

    def use(number: int) -> None:
        chooser, session = random.Random(number), secrets.token_hex(8)
        with httpx.Client(timeout=SECONDS) as client:
            while time.monotonic() < ends:
                crowd.ask(doors.page if number % 2 else doors.api, client, session, chooser.choice(QUESTIONS))

    with ThreadPoolExecutor(users) as pool:
        asking = [pool.submit(use, number) for number in range(users)]
        for quarter in range(1, 5):
            time.sleep(seconds / 4)
            watch(quarter / 4)
        for one in asking:
            one.result()
    return crowd


def at_once(doors: Doors, count: int) -> Crowd:
    """Have this many users ask one question each at the same moment."""
    crowd, start = Crowd(), threading.Barrier(count)

    def use(number: int) -> None:
        with httpx.Client(timeout=SECONDS) as client:
            start.wait()
            ask = doors.page if number % 2 else doors.api
            crowd.ask(ask, client, secrets.token_hex(8), QUESTIONS[number % len(QUESTIONS)])

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(use, range(count)))
    return crowd


@contextmanager
def probed(url: str) -> Iterator[list[tuple[int, float]]]:
    """Ask for /api/health/live and /ready all the while, and give the statuses and seconds."""
    probes: list[tuple[int, float]] = []
    over = threading.Event()

    def probe() -> None:
        with httpx.Client(timeout=SECONDS) as client:
            while not over.wait(0.2):
                for path in ("live", "ready"):
                    started = time.perf_counter()
                    status = client.get(f"{url}/api/health/{path}").status_code
                    probes.append((status, time.perf_counter() - started))

    with ThreadPoolExecutor(1) as pool:
        probing = pool.submit(probe)
        try:
            yield probes
        finally:
            over.set()
        probing.result()


def megabytes(process: int) -> float:
    """Return how much memory a process uses, in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve seeds/ and run the crowds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="byline-crowd-") as folder:
        with Archive(Path(folder) / "index") as archive:
            archive.add(SEEDS)
        with serving(["-m", "byline", "chat"], Path(folder)) as server:
            doors, memory = Doors(server), []
            in_turn(doors, 1, 5)  # until everything is loaded
            alone = in_turn(doors, 2, 10)
            crowd = in_turn(
                doors, options.users, 60 * options.minutes, lambda share: memory.append(megabytes(server.process))
            )
            with probed(server.url) as probes:
                stormed = at_once(doors, options.at_once)
            time.sleep(5)
            after = in_turn(doors, 2, 10)
    grown = memory[-1] - memory[0]
    quarters = ", ".join(f"{one:.0f}" for one in memory)
    rows = [
        alone.row("2 users"),
        crowd.row(
            f"{options.users} users for {options.minutes:g} minutes",
            f"; memory after each quarter {quarters} MB",
            [f"memory grew by {grown:.0f} MB"] if grown > MEGABYTES else [],
        ),
        stormed.row(
            f"{options.at_once} at once",
            f"; live and ready {len(probes)} times, slowest {1_000 * max(seconds for _, seconds in probes):.0f} ms",
            [f"health said {status}" for status, _ in probes if status != httpx.codes.OK],
        ),
        after.row(
            "2 users, 5 s later", "", ["slower than 3 times before"] if after.p95 > 3 * max(alone.p95, 0.2) else []
        ),
    ]
    return report(rows, as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
