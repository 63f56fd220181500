"""Measure follow-ups: python benchmarks/followups.py DATA [--part PART] [--questions N] [--work DIR]

DATA is a folder with reading/squad_dev.jsonl.gz and followups/followups.jsonl.gz.

1. Made by rule: two questions about the same article that share a name. In the second, the name becomes a pronoun or is
   left out; the first is the question asked before. All paragraphs are searched: is the passage found that the original
   question finds?
2. Asked by people: how many content words of a person's rewrite are in ours?
3. Stand-alone questions, asked after a question about something else: how many are changed?
"""

import argparse
import hashlib
import random
import re
import sys
from calendar import month_name
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from intervals import mean_with_interval

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from division import part_of
from examples import rows_of
from open_questions import build

from byline import Archive
from byline.language.content import content_words
from byline.question.followup import standalone

DEPTH = 10
_NAME = re.compile(r"(?<=[a-z,]\s)[A-Z]\w+(?:\s[A-Z]\w+)*(?=['’]s?\s|\s[a-z]|\?|,\s)")
_MONTHS = re.compile(rf"\b(?:{'|'.join(month_name[1:])})\b")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question made to depend on another.

    Attributes:
        before: The question asked before.
        whole: The question with the name.
        leaning: The question with a pronoun in place of the name, or without it.
        context: The paragraph that answers it.
    """

    before: str
    whole: str
    leaning: str
    context: str


def main() -> None:
    """Run the measurements and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", choices=("train", "develop", "test"), default="test")
    parser.add_argument("--questions", type=int, default=500, help="number of questions per way of leaning")
    parser.add_argument("--work", type=Path, default=Path("training/work"), help="where to keep the archive")
    options = parser.parse_args()
    reading = options.data / "reading"
    build(reading, options.work / "all")
    archive = Archive(options.work / "all")
    rows = [row for row in rows_of(reading / "squad_dev.jsonl.gz") if part_of(row["title"]) == options.part]
    print("| | questions | value |\n|---|---|---|")
    for way in ("pronoun", "left out"):
        made = list(follow_ups(rows, way, options.questions))
        original = np.array([found(archive, one.whole, one.context) for one in made])
        for name, asked in (
            ("alone", [one.leaning for one in made]),
            ("rewritten", [standalone(one.leaning, [one.before]) for one in made]),
        ):
            hit = np.array([found(archive, query, one.context) for query, one in zip(asked, made, strict=True)])
            line(f"{way}, {name}: recall@{DEPTH}", hit)
            ratio = hit.sum() / original.sum()
            print(f"| {way}, {name}: share of the original question's | {len(made):,} | {ratio:.3f} |")
        line(f"{way}, the original question: recall@{DEPTH}", original)
    people = [
        row
        for row in rows_of(options.data / "followups" / "followups.jsonl.gz")
        if row["history"] and (byte_of(row["id"]) < 128) == (options.part != "test")
    ]
    for name, queries in (
        ("alone", [row["question"] for row in people]),
        ("rewritten", [standalone(row["question"], row["history"]) for row in people]),
    ):
        line(f"words of a person's rewrite, {name}", np.array(list(recovered(people, queries))))
    for name in ("squad_dev", "nq_qed"):
        rows = [row for row in rows_of(reading / f"{name}.jsonl.gz") if part_of(row["title"]) == options.part]
        random.Random(1).shuffle(rows)
        asked = [row["question"] for row in rows]
        changed = [standalone(question, [other]) != question for other, question in pairwise(asked)]
        line(f"stand-alone questions changed, {name}", np.array(changed))


def follow_ups(rows: Sequence[dict[str, Any]], way: str, count: int) -> Iterator[FollowUp]:
    """Make follow-ups from questions about the same article that share a name."""
    chance = random.Random(1)
    by_name: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["answerable"]:
            for name in _NAME.findall(row["question"]):
                if not _MONTHS.search(name):
                    by_name[row["title"], name].append(row)
    shared = [(name, asked) for (_, name), asked in sorted(by_name.items()) if len(asked) > 1]
    pairs = [(name, *chance.sample(asked, 2)) for name, asked in shared for _ in asked]
    chance.shuffle(pairs)
    seen: set[str] = set()
    for name, before, row in pairs:
        leaning = without(row["question"], name, way)
        if row["question"] in seen or before["question"] == row["question"] or not content_words(leaning):
            continue
        seen.add(row["question"])
        yield FollowUp(before["question"], row["question"], leaning, row["context"])
        if len(seen) == count:
            return


def without(question: str, name: str, way: str) -> str:
    """Replace a name by a pronoun, or remove it."""
    named = rf"(?:\bthe\s)?\b{re.escape(name)}\b"
    plural = name.endswith("s") and not name.endswith("ss")
    if way == "pronoun":
        question = re.sub(rf"{named}['’]s?", "their" if plural else "its", question)
        return re.sub(named, "they" if plural else "it", question)
    return " ".join(re.sub(rf"\s(?:(?:of|in|for|by|to|at|from|with|on)\s)?{named}(?:['’]s?)?", " ", question).split())


def found(archive: Archive, query: str, context: str) -> bool:
    """Return whether a passage of the paragraph is among the first hits."""
    return any(hit.text in context for hit in archive.search(query, DEPTH))


def recovered(rows: Sequence[dict[str, Any]], queries: Sequence[str]) -> Iterator[float]:
    """Yield the share of content words of each person's rewrite that are in the query."""
    for row, query in zip(rows, queries, strict=True):
        wanted = {term for word in content_words(row["standalone"]) for term in word.terms}
        if wanted:
            yield len(wanted & {term for word in content_words(query) for term in word.terms}) / len(wanted)


def byte_of(id: str) -> int:
    """Return the first byte of an id's hash; it is below 128 for half of all ids."""
    return hashlib.sha256(id.encode()).digest()[0]


def line(name: str, values: Any) -> None:
    """Print a mean with its 95 % bootstrap interval."""
    print(f"| {name} | {len(values):,} | {mean_with_interval(values)} |", flush=True)


if __name__ == "__main__":
    main()
