"""Let a local language model write answers about news: python benchmarks/written_news.py DATA MODEL.gguf

DATA is the folder that benchmarks/news.py reads; the articles of its part `develop` make one archive. Sixty questions
are drawn, the same ones every time: ten facts, ten numbers, ten things said, ten reasons, ten lists, five yes or no
questions, and five that the articles do not answer. For each question the quoted answer, the written sentences that
were kept or removed, the reason for each removal, and the seconds are printed. `--first` and `--last` select some of
them; with `--json`, answers already in the file are not written again.

Only a person can judge whether a sentence that was kept is supported by what it cites: read the printed answers.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from news import Row, article_of, kept, part_of

from byline import Archive, Reply, Settings
from byline.settings import AnswererSettings

WANTED = {"fact": 10, "number": 10, "who_said": 10, "why_how": 10, "list": 10, "yes_no": 5, "unanswerable": 5}
SECONDS = 600.0  # for one answer, so that a busy machine does not change what is written


def main() -> None:
    """Ask the questions, have answers written, and print the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--last", type=int, default=sum(WANTED.values()))
    parser.add_argument("--reader", help="instead of the default reader")
    parser.add_argument("--json", type=Path, metavar="FILE", help="save what is written here, one line per question")
    parser.add_argument("--index", type=Path, metavar="FOLDER", help="keep the archive here, or use one kept earlier")
    options = parser.parse_args()
    answerer = AnswererSettings("", str(options.model), timeout_seconds=SECONDS)
    with (
        kept(options.index) as folder,
        Archive(folder, settings=Settings(reader=options.reader, answerer=answerer)) as archive,
    ):
        archive.add([article_of(row) for row in part_of(options.data / "articles.jsonl.gz", "develop")])
        rows = drawn(part_of(options.data / "questions.jsonl.gz", "develop"))[options.first - 1 : options.last]
        found = list(written(archive, rows, options.json))
    for one in found:
        print(*told(one), sep="\n")
    print(*table(found), sep="\n")


def drawn(rows: Sequence[Row]) -> list[Row]:
    """Draw the questions of each kind, then mix the kinds."""
    by_kind = defaultdict(list)
    for row in rows:
        if not row.get("history"):
            by_kind[row["kind"] if row["answer"] else "unanswerable"].append(row)
    chance = random.Random(21)
    chosen = [row for kind, count in WANTED.items() for row in chance.sample(by_kind[kind], count)]
    chance.shuffle(chosen)
    return chosen


def written(archive: Archive, rows: Sequence[Row], file: Path | None) -> Iterator[dict[str, Any]]:
    """Yield the outcome of each question, and save it."""
    lines = file.read_text(encoding="utf-8").splitlines() if file and file.exists() else []
    known = {one["id"]: one for one in map(json.loads, lines)}
    for row in rows:
        if row["id"] not in known:
            started = time.perf_counter()
            replies = list(archive.replies(row["question"]))
            known[row["id"]] = of(row, replies[0], replies[-1], time.perf_counter() - started)
            if file:
                with file.open("a", encoding="utf-8") as lines_of:
                    lines_of.write(json.dumps(known[row["id"]], ensure_ascii=False) + "\n")
        yield known[row["id"]]


def of(row: Row, quoted: Reply, reply: Reply, seconds: float) -> dict[str, Any]:
    """Return what to print about a question."""
    cited = {one.marker: one.quote for one in reply.citations}
    is_written = reply.mode == "written"
    return {
        "id": row["id"],
        "kind": row["kind"] if row["answer"] else "unanswerable",
        "question": row["question"],
        "answer": row["answer"],
        "status": quoted.status,
        "quoted": quoted.text,
        "asked_to_write": "language model" in quoted.note,
        "note": reply.note,
        "kept": [[one.text, [cited[marker] for marker in one.markers]] for one in reply.sentences]
        if is_written
        else [],
        "struck": [[one.text, list(one.faults)] for one in reply.struck],
        "seconds": round(seconds, 1),
    }


def told(one: Row) -> Iterator[str]:
    """Yield the lines about one question: the quoted and the written answer."""
    yield f"\n{one['id']} ({one['kind']}): {one['question']}"
    yield f"  labelled: {one['answer'] or 'not answered'}"
    yield f"  quoted ({one['status']}): {one['quoted']}"
    for text, quotes in one["kept"]:
        yield f"  KEPT    {text}"
        yield from (f"            <- {quote}" for quote in quotes)
    for text, faults in one["struck"]:
        yield f"  REMOVED {text}\n            {'; '.join(faults)}"


def table(found: Sequence[Row]) -> Iterator[str]:
    """Yield a table of what was written, kept and removed, by kind of question."""
    yield "\n| questions | asked to write | sentences written | kept | removed | answers with one kept | seconds |"
    yield "|---|---|---|---|---|---|---|"
    for kind in (*WANTED, "all"):
        some = [one for one in found if kind in {one["kind"], "all"}]
        asked = [one for one in some if one["asked_to_write"]]
        if not some:
            continue
        keeps, strikes = (sum(len(one[what]) for one in asked) for what in ("kept", "struck"))
        seconds = [one["seconds"] for one in asked]
        took = f"{statistics.median(seconds):.1f} ({max(seconds):.1f})" if seconds else ""
        with_one = sum(bool(one["kept"]) for one in asked)
        yield f"| {len(some)} {kind} | {len(asked)} | {keeps + strikes} | {keeps} | {strikes} | {with_one} | {took} |"


if __name__ == "__main__":
    sys.exit(main())
