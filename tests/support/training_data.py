"""Small question sets about invented towns, in the folder layout that `training/` reads."""

import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_FIRST = ("Ada", "Bruno", "Carla", "Dov", "Edda", "Femi", "Greta", "Hugo", "Ines", "Jonas")
_LAST = ("Aldrin", "Bekker", "Castell", "Dorn", "Eiger", "Faber", "Gallo", "Halm", "Ivers", "Jansen")
_READING = ("squad_dev", "nq_qed", "squad_train_part", "new_wiki", "timeqa", "condaqa", "onestop_news", "qamr")


def write_training_data(folder: Path) -> None:
    """Write the sets of DATA/reading and DATA/news."""
    chance = random.Random(1)
    rows = {name: [_reading_row(f"Town {name} {number}", chance) for number in range(12)] for name in _READING}
    rows["squad_dev"] = [_reading_row(f"Township {number // 5}", chance) for number in range(300)]
    rows["nq_qed"] = [_reading_row(f"Borough {number}", chance) for number in range(240)]
    for name, made in rows.items():
        _write(folder / "reading" / f"{name}.jsonl.gz", made)
    articles, questions, overviews = [], [], []
    for number in range(24):
        part = "train" if number < 16 else "develop"
        for row in _event(f"event{number:02}", part, chance):
            (articles if "text" in row else questions).append(row)
        overviews.append(_overview(articles[-2:]))
    _write(folder / "news" / "articles.jsonl.gz", articles)
    _write(folder / "news" / "questions.jsonl.gz", questions)
    _write(folder / "news" / "overviews.jsonl.gz", overviews)


def _write(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def _name(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"


def _reading_row(title: str, chance: random.Random) -> dict[str, Any]:
    """Make a paragraph about a town and a question about it, answerable three times out of four."""
    mayor, year, street = _name(chance), chance.randint(1900, 2020), chance.choice(_LAST)
    context = f"{title} has a mayor, {mayor}, who was elected in {year}. The town hall stands in {street} Street, by the river."
    question, answer = chance.choice(
        ((f"Who is the mayor of {title}?", mayor), (f"Where is the town hall of {title}?", f"{street} Street"))
    )
    if chance.random() < 0.25:
        return _row(title, f"How much did the town hall of {title} cost?", context, [])
    return _row(title, question, context, [{"text": answer, "start": context.index(answer)}])


def _row(title: str, question: str, context: str, answers: list[dict[str, Any]]) -> dict[str, Any]:
    made = {"id": f"{title} {question}", "title": title, "question": question, "context": context}
    return {**made, "answerable": bool(answers), "answers": answers}


def _overview(articles: list[dict[str, Any]]) -> dict[str, Any]:
    """Make a request for an overview of an event, with a point for the first sentence of each of its articles."""
    event, part = articles[0]["event"], articles[0]["part"]
    points = [
        {"point": "It is so.", "weight": weight, "sentences": [{"article": row["id"], "sentence": sentence}]}
        for weight, row in zip((2, 1), articles, strict=True)
        for sentence in [f"{row['text'].partition('. ')[0]}."]
    ]
    asked = [f"What happened with the ferry {event.title()}?", f"ferry {event}"]
    return {"id": f"{event}/v0", "event": event, "part": part, "scope": "whole", "questions": asked, "points": points}


def _event(event: str, part: str, chance: random.Random) -> Iterable[dict[str, Any]]:
    """Make the two articles of an event and its questions, two of which are a pair."""
    owner, cost, crew = _name(chance), chance.randint(2, 90), chance.randint(20, 400)
    first = f"{owner} bought the ferry {event.title()} for {cost} million crowns on Monday."
    second = f"The ferry {event.title()} has a crew of {crew}, said the harbour master."
    texts = {"a1": f"{first} The sale was expected.", "a2": f"{second} It sails daily."}
    common = {"event": event, "part": part}
    for id, text in texts.items():
        described = {"title": f"Ferry {event} is sold", "publisher": "The Tide", "published": "2026-03-04"}
        yield {**common, "id": f"{event}/{id}", **described, "text": text}
    asked = (
        ("q1", "fact", f"Who bought the ferry {event.title()}?", "a1", owner, first),
        ("q2", "number", f"How large is the crew of the ferry {event.title()}?", "a2", str(crew), second),
        ("p1y", "contrast", f"What did the ferry {event.title()} cost?", "a1", f"{cost} million crowns", first),
    )
    for id, kind, question, article, answer, sentence in asked:
        place = {"article": f"{event}/{article}", "answer": answer, "sentence": sentence}
        pair = {"pair": f"{event}/p1", "differs": "other_attribute"} if kind == "contrast" else {}
        yield {**common, "id": f"{event}/{id}", "kind": kind, "question": question, **place, "also": [], **pair}
    yield {
        **common,
        "id": f"{event}/p1n",
        "kind": "unanswerable",
        "question": f"What did the repair of the ferry {event.title()} cost?",
        "article": f"{event}/a1",
        "answer": "",
        "sentence": "",
        "fooled_by": f"{cost} million crowns",
        "also": [],
        "pair": f"{event}/p1",
        "differs": "other_attribute",
    }
