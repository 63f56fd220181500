"""Watch the memory of four ways of asking: python benchmarks/memory.py [--questions 1500] [--ways WAYS]

library    `Archive.ask` in a separate process
api        /api/ask
page       one conversation after another in the same browser, 25 questions each
sessions   a new browser for each question

The archive contains seeds/ and the invented news of `byline demo`. No two questions are the same, so anything kept per
question shows. Each way has its own process, whose resident memory is read after a tenth, a third, two thirds and all
of the questions. From a third on (question 500 of 1,500) it may grow by 30 MB.

Prints a Markdown table, or JSON with --json; the exit code is 1 if a way grew by more.
"""

import argparse
import json
import multiprocessing
import os
import random
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
from crash import told as report
from crowd import ANSWERED, SECONDS, Doors, megabytes
from demo import SEEDS

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import serving

from byline import Archive
from byline.demo import add_demo
from byline.language.content import content_words

MEGABYTES = 30
TURNS = 25  # per conversation
WAYS = ("library", "api", "page", "sessions")
FORMS = (
    "What is said about {} and {}?",
    "Who spoke of {} after {}?",
    "When was {} followed by {}?",
    "How many {} were there in {}?",
    "Why did {} lead to {}?",
    "Did {} change {}?",
)

Ask = Callable[[str], object]


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask in each way, and watch the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=1_500)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows = []
    with tempfile.TemporaryDirectory(prefix="byline-memory-") as folder:
        with Archive(Path(folder) / "index") as archive:
            add_demo(archive)
            archive.add(SEEDS)
            questions = questions_of(archive, options.questions)
        for way in options.ways.split(","):
            memory = list(in_library(folder, questions) if way == "library" else at_server(folder, questions, way))
            grown = memory[-1] - memory[1]
            detail = ", ".join(f"{one:.0f} MB at {n}" for one, n in zip(memory, marks(len(questions)), strict=True))
            grew = [f"grew by {grown:.0f} MB"] if grown > MEGABYTES else []
            rows.append({"what": way, "trials": len(questions), "detail": detail, "violations": grew})
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    return report(rows, as_json=options.json)


def questions_of(archive: Archive, count: int) -> list[str]:
    """Make this many different questions from the words of an archive."""
    chance = random.Random(1)
    words = sorted({word.text for one in archive.articles() for word in content_words(archive.article(one.id).text)})
    made: dict[str, None] = {}
    while len(made) < count:
        made[chance.choice(FORMS).format(*chance.sample(words, 2))] = None
    return list(made)


def marks(count: int) -> list[int]:
    """Return after how many questions to read the memory."""
    return [count // 10, count // 3, 2 * count // 3, count]


def watched(ask: Ask, questions: Sequence[str], process: int) -> Iterator[float]:
    """Ask, and yield the memory of a process in MB after each of `marks`."""
    at = marks(len(questions))
    for number, question in enumerate(questions, start=1):
        ask(question)
        if number in at:
            yield megabytes(process)


def in_library(folder: str, questions: Sequence[str]) -> Iterator[float]:
    """Ask the archive directly, in a separate process."""
    spawning = multiprocessing.get_context("spawn")
    told, telling = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_asked, args=(telling, folder, questions))
    process.start()
    telling.close()  # else nothing ends the wait for a process that has failed
    for _ in marks(len(questions)):
        yield told.recv()
    process.join()


def _asked(telling: Connection, folder: str, questions: Sequence[str]) -> None:
    with Archive(Path(folder) / "index") as archive:
        for memory in watched(archive.ask, questions, os.getpid()):
            telling.send(memory)


def at_server(folder: str, questions: Sequence[str], way: str) -> Iterator[float]:
    """Ask a newly started server."""
    with serving(["-m", "byline", "chat"], Path(folder)) as server, httpx.Client(timeout=SECONDS) as client:
        doors, asked = Doors(server), 0
        session, talk = secrets.token_hex(8), {}

        def ask(question: str) -> None:
            nonlocal asked, talk, session
            if way == "api":
                outcome = doors.api(client, session, question)
            else:
                if way == "sessions":
                    session = secrets.token_hex(8)
                if way == "sessions" or asked % TURNS == 0:
                    talk = {"owner": talk.get("owner", "")} if way == "page" else {}
                outcome = doors.page(client, session, question, talk)
            asked += 1
            if outcome != ANSWERED:
                raise RuntimeError(f"{question}: {outcome}")

        yield from watched(ask, questions, server.process)


if __name__ == "__main__":
    sys.exit(main())
