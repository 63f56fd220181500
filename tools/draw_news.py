"""Draw tests/questions/news from invented news: python tools/draw_news.py DATA

DATA is a folder with articles.jsonl.gz and questions.jsonl.gz: invented events, divided into parts. It writes:

    articles.jsonl   every article of part `develop`, for `byline add`
    questions.jsonl  200 of the questions about them, for `byline eval`
    LICENCE.md       the licence of the text

Each kind gets its share of the questions, drawn at random with a fixed seed. A pair is two nearly identical questions
of which one has an answer; its halves are drawn together. The unanswered halves form a kind of their own here.
"""

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

NEWS = Path(__file__).parents[1] / "tests" / "questions" / "news"
PART = "develop"
QUESTIONS = 200
SEED = 21

LICENCE = """# Whose text this is

`articles.jsonl` and `questions.jsonl` are synthetic: events, persons, bodies and outlets in them are invented;
countries and towns may be real. They were written for Byline and are under CC BY 4.0:
<https://creativecommons.org/licenses/by/4.0/>

Changed by `tools/draw_news.py`: the articles of one part, and a selection of the questions about them.
"""

Row = Mapping[str, Any]


def main() -> None:
    """Draw the set, write the files and print a summary."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    articles = [article_of(row) for row in rows_of(options.data / "articles.jsonl.gz")]
    questions = [question_of(row) for row in drawn(list(rows_of(options.data / "questions.jsonl.gz")))]
    NEWS.mkdir(parents=True, exist_ok=True)
    for name, lines in (("articles", articles), ("questions", questions)):
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        (NEWS / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (NEWS / "LICENCE.md").write_text(LICENCE, encoding="utf-8")
    for kind in sorted({question["kind"] for question in questions}):
        print(f"{kind}: {sum(question['kind'] == kind for question in questions)} questions")
    print(f"{len(articles)} articles, {sum(file.stat().st_size for file in NEWS.iterdir()):,} bytes in all")


def rows_of(file: Path) -> Iterable[dict[str, Any]]:
    """Yield the rows of the part to draw from."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if row["part"] == PART)


def drawn(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draw each kind's share of the questions, with pairs as a kind of their own, keeping the original order."""
    units: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))  # kind, unit, ids
    for row in rows:
        pair = row.get("pair")
        units["pair" if pair else row["kind"]][pair or row["id"]].append(row["id"])
    exact = {kind: QUESTIONS * len(of) / len(rows) for kind, of in units.items()}  # units; a pair is two questions
    counts = {kind: int(share) for kind, share in exact.items()}
    left = QUESTIONS - sum(counts[kind] * (1 + (kind == "pair")) for kind in counts)
    others = sorted(counts.keys() - {"pair"}, key=lambda kind: (counts[kind] - exact[kind], kind))
    for kind in others[:left]:
        counts[kind] += 1
    chance = random.Random(SEED)
    chosen = {
        id
        for kind in sorted(units)
        for unit in chance.sample(sorted(units[kind]), counts[kind])
        for id in units[kind][unit]
    }
    return [row for row in rows if row["id"] in chosen]


def article_of(row: Row) -> dict[str, Any]:
    """Return an article in the format of `byline add`, without unknown fields."""
    return {name: row[name] for name in ("id", "title", "publisher", "published", "text") if row[name]}


def question_of(row: Row) -> dict[str, Any]:
    """Return a question in the format of `byline eval`."""
    several = [*row.get("items", ()), *row.get("values", ())]
    places = [row, *row.get("also", ()), *several] if row["answer"] else []
    question = {
        "id": row["id"],
        "kind": "unanswerable_in_pair" if row.get("pair") and not row["answer"] else row["kind"],
        "question": row["question"],
        "answers": list(dict.fromkeys(place["answer"] for place in places)),
        "articles": sorted({place["article"] for place in places}),
    }
    if row.get("history"):
        question["history"] = row["history"]
    if row.get("verdict"):
        question["verdict"] = row["verdict"]
    if row.get("items"):
        question["items"] = [one["answer"] for one in row["items"]]
    if row.get("values"):
        question["conflict"] = [one["answer"] for one in row["values"]]
    if row.get("pair"):
        question["pair"] = row["pair"]
    return question


if __name__ == "__main__":
    main()
