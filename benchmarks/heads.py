"""Measure what is read from heads and feet of articles: python benchmarks/heads.py [HEADS]

HEADS is a JSON Lines file: `file`, `text`, and what a reader would take from them: `author` (a list), `publisher`,
`published`, `updated`, `title`; null if the text does not say. Prints for each field the precision and recall of what
is read and, with --verbose, everything wrong or missed.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from byline.language.heads import head_of
from byline.language.identification import language_of
from byline.language.titles import title_of

HEADS = Path(__file__).parents[1] / "tests" / "questions" / "heads.jsonl"
FIELDS = ("author", "publisher", "published", "updated")


def read(record: dict[str, object]) -> dict[str, set[str]]:
    """Return what is read from a head, by field, in lower case; an empty set if nothing is."""
    text = str(record["text"])
    head = head_of(text, Path(str(record["file"])).stem, language_of(text))
    found = {
        "author": set(head.authors),
        "publisher": {head.publisher},
        "published": {head.published.date().isoformat() if head.published else ""},
        "updated": {head.updated.date().isoformat() if head.updated else ""},
        "title": {head.title or title_of(text)},
    }
    return {name: {value.casefold() for value in values if value} for name, values in found.items()}


def told(record: dict[str, object], name: str) -> set[str]:
    """Return what a head says about a field; a month without a day does not count as a date."""
    value = record.get(name)
    values = value if isinstance(value, list) else [value]
    days = name in {"published", "updated"}
    shown = [str(one)[:10] if days else str(one) for one in values if one]
    return {one.casefold() for one in shown if not days or len(one) == len("2026-05-04")}


def main() -> None:
    """Run the measurement and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("heads", nargs="?", type=Path, default=HEADS)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*FIELDS, "title")}
    records = [json.loads(line) for line in options.heads.read_text(encoding="utf-8").splitlines()]
    for record in records:
        for name, found in read(record).items():
            if name == "title" and not record.get("title"):
                continue
            expected = told(record, name)
            counts[name].update(right=len(found & expected), wrong=len(found - expected), missed=len(expected - found))
            if options.verbose and found != expected:
                print(f"{record['file']}: {name} is {sorted(expected)}, read {sorted(found)}")
    counts["all but the title"] = sum((counts[name] for name in FIELDS), Counter())
    print(f"{len(records)} heads\n\n| | right | wrong | missed | of what is read, right | of what is said, read |")
    print("|---|---|---|---|---|---|")
    for name, count in counts.items():
        right, wrong, missed = count["right"], count["wrong"], count["missed"]
        print(
            f"| {name} | {right} | {wrong} | {missed} | {right / max(1, right + wrong):.3f} | "
            f"{right / max(1, right + missed):.3f} |"
        )


if __name__ == "__main__":
    main()
