"""Kill `byline sync` at random: python benchmarks/sync.py [--files 2000] [--kills 20]

In each round, small files in a folder are renamed, moved, deleted, replaced, emptied and restored, and rows of a table
in it are replaced; a sync is then killed after a random time. Then sync is run to its end, and the archive must match
the folder: one article for each file with text and for each row, under its current path; withdrawn articles are not
found; every receipt made before verifies; doctor finds nothing.

Prints a Markdown table, or JSON with --json; the exit code is 1 if anything was violated.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from byline import Archive, Citation, Reply, Sentence, Span
from byline.encoders import load_encoder
from byline.provenance.receipts import Receipt

CHANGES = ("rename", "move", "delete", "replace", "empty", "restore")
_SHARE = 0.03  # of the files, for each kind of change in a round
_TABLE = "rows.jsonl"
_WORDS = [
    "harbour",
    "council",
    "ferry",
    "budget",
    "election",
    "strike",
    "museum",
    "railway",
    "school",
    "flood",
    "market",
    "theatre",
    "bridge",
    "hospital",
    "teacher",
    "minister",
    "farmer",
    "winter",
    "summer",
    "river",
    "forest",
    "engine",
]


class Desk:
    """The folder, and what should be in it.

    Args:
        folder: Where to make it.
        files: How many files to make.
        seed: Seed of the changes.
    """

    def __init__(self, folder: Path, files: int, seed: int) -> None:
        self.folder = folder
        self.chooser = random.Random(seed)
        self.texts: dict[Path, str] = {}  # by file: empty if it was emptied
        self.removed: list[tuple[Path, str]] = []
        self.rows: dict[str, str] = {}
        self.made = 0
        for _ in range(files):
            self._write(folder / f"{self.made % 20:02}" / f"story-{self.made}.txt", self._text())
        for _ in range(files // 20):
            self.rows[f"row-{self.made}"] = self._text()
        self._write_table()

    def change(self) -> Counter[str]:
        """Make one round of changes, and count them."""
        count = max(1, round(_SHARE * len(self.texts)))
        for change in CHANGES:
            for _ in range(count):
                getattr(self, f"_{change}")()
        for id in self.chooser.sample(sorted(self.rows), max(1, len(self.rows) // 20)):
            del self.rows[id]
            self.rows[f"row-{self.made}"] = self._text()
        self._write_table()
        return Counter(dict.fromkeys(CHANGES, count))

    def expected(self) -> list[tuple[str, str]]:
        """Return the path and text of every expected article, sorted."""
        files = [(path.relative_to(self.folder).as_posix(), text) for path, text in self.texts.items() if text]
        rows = [(f"{_TABLE}#{number}", text) for number, text in enumerate(self.rows.values(), start=1)]
        return sorted(files + rows)

    def _text(self) -> str:
        self.made += 1
        words = " ".join(self.chooser.choices(_WORDS, k=12))
        return f"Story {self.made}\n\nReport number {self.made} is on {words}. It was filed by desk {self.made % 97}.\n"

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.texts[path] = text

    def _write_table(self) -> None:
        lines = (json.dumps({"id": id, "text": text}) for id, text in self.rows.items())
        (self.folder / _TABLE).write_text("".join(f"{line}\n" for line in lines))

    def _chosen(self) -> Path:
        return self.chooser.choice([path for path, text in self.texts.items() if text])

    def _put(self, path: Path, now: Path) -> None:
        now.parent.mkdir(parents=True, exist_ok=True)
        path.rename(now)
        self.texts[now] = self.texts.pop(path)

    def _rename(self) -> None:
        path = self._chosen()
        self.made += 1
        self._put(path, path.with_name(f"renamed-{self.made}.txt"))

    def _move(self) -> None:
        path = self._chosen()
        self.made += 1
        self._put(path, self.folder / f"moved-{self.made % 7}" / str(self.made) / path.name)

    def _delete(self) -> None:
        path = self._chosen()
        path.unlink()
        self.removed.append((path, self.texts.pop(path)))

    def _replace(self) -> None:
        self._write(self._chosen(), self._text())

    def _empty(self) -> None:
        path = self._chosen()
        self.removed.append((path, self.texts[path]))
        self._write(path, "")

    def _restore(self) -> None:
        gone = [one for one in self.removed if not self.texts.get(one[0])]
        path, text = self.chooser.choice(gone)
        self.removed.remove((path, text))
        self._write(path, text)


def command(index: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "byline", "sync", str(folder), "--yes", "--index", str(index)]


def killed(index: Path, folder: Path, seconds: float) -> bool:
    """Sync a folder and kill the sync after some seconds; return whether it was still running."""
    process = subprocess.Popen(command(index, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def receipt_of(archive: Archive, id: str) -> Receipt:
    """Return a receipt that quotes an article."""
    article = archive.article(id)
    start = article.text.index("Report")
    quote = Citation(1, article, Span(start, article.text.index(".") + 1))
    return archive.receipt(
        Reply("What?", "What?", "answered", 0.9, (Sentence(quote.quote, (1,)),), (quote,), index=archive.state)
    )


def violations(archive: Archive, desk: Desk, receipts: Sequence[Receipt]) -> Iterator[str]:
    """Yield the ways in which the archive does not match the folder."""
    found = sorted((str(one.path), archive.article(one.id).text) for one in archive.articles())
    expected = desk.expected()
    if found != expected:
        more, less = sorted(set(found) - set(expected)), sorted(set(expected) - set(found))
        yield f"{len(found)} articles for {len(expected)} texts: {more[:2]} should not be there, {less[:2]} are missing"
    texts = {text for _, text in expected}
    for _, text in desk.removed[-5:]:
        hits = archive.search(text.partition("\n\n")[2][:200], k=3)
        if text not in texts and any(hit.article.text == text for hit in hits):
            yield f"found, although withdrawn: {text[:40]!r}"
    refused = [one for one in map(archive.verify, receipts) if not one.accepted]
    if refused:
        yield f"{len(refused)} of {len(receipts)} receipts: {refused[0].reasons}"
    yield from (finding.detail for finding in archive.doctor() if not finding.healthy)


def measured(files: int, kills: int, seed: int) -> dict[str, Any]:
    """Kill this many syncs, and return the results."""
    encoder, made, wrong = load_encoder(), Counter[str](), list[str]()
    receipts: list[Receipt] = []
    states, hit, times = Counter[str](), 0, list[float]()
    with tempfile.TemporaryDirectory(prefix="byline-sync-") as scratch:
        index, desk = Path(scratch, "index"), Desk(Path(scratch, "desk"), files, seed)
        subprocess.run(command(index, desk.folder), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(kills):
            with Archive(index, encoder=encoder) as archive:
                ids = [one.id for one in archive.articles()]
                receipts += [receipt_of(archive, id) for id in desk.chooser.sample(ids, 3)]
            made += desk.change()
            hit += killed(index, desk.folder, desk.chooser.uniform(0.5, 1.1 * max(times, default=12)))
            started = time.perf_counter()
            done = subprocess.run(command(index, desk.folder), check=False, capture_output=True, text=True)
            times.append(time.perf_counter() - started)
            if done.returncode not in (0, 1) or "Traceback" in done.stderr:
                wrong.append(f"sync ended with {done.returncode}: {done.stderr[-300:]}")
            with Archive(index, encoder=encoder) as archive:
                wrong += violations(archive, desk, receipts)
                states = Counter(one.state for kept in receipts for one in archive.verify(kept).citations)
    return {
        "files": files,
        "changes": sum(made.values()),
        "syncs killed": f"{hit} of {kills}",
        "receipts": len(receipts),
        "of articles now": ", ".join(f"{count} {state}" for state, count in sorted(states.items())),
        "sync, seconds": f"{min(times):.1f}-{max(times):.1f}",
        "violations": wrong,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kills and print the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    row = measured(options.files, options.kills, options.seed)
    if options.json:
        print(json.dumps(row))
    else:
        print("|", " | ".join(row), "|")
        print("|---" * len(row) + "|")
        print("|", " | ".join(str(len(one) if isinstance(one, list) else one) for one in row.values()), "|")
    for violation in row["violations"]:
        print(f"violated: {violation}", file=sys.stderr)
    return 1 if row["violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
