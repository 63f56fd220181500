"""Freeze what Byline replies while its packages are rearranged: run it with a folder, then compare the files."""

import json
import random
import sys
import tempfile
from pathlib import Path

from byline import Archive, Settings
from byline.evaluation import read_questions

TESTS = Path(__file__).parents[1]
TRACES = 200
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def excerpts(archives: list[Archive]) -> list[tuple[int, str]]:
    """Draw excerpts of whole words; every second one has a word replaced, dropped or put in."""
    draw = random.Random(20)
    texts = [
        (number, archive.article(one.id).text) for number, archive in enumerate(archives) for one in archive.articles()
    ]
    found = []
    while len(found) < TRACES:
        number, text = draw.choice(texts)
        words = text.split()
        length = draw.randint(6, 40)
        if len(words) < length:
            continue
        first = draw.randrange(len(words) - length + 1)
        chosen = words[first : first + length]
        if len(found) % 2:
            place = draw.randrange(length)
            other = "".join(draw.choices(LETTERS, k=7))
            chosen[place : place + draw.randint(0, 1)] = draw.choice([[], [other], [other, chosen[place]]])
        found.append((number, " ".join(chosen)))
    return found


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        archives = []
        for name, source, asked in (
            ("seeds", TESTS.parent / "seeds", TESTS / "questions/seeds.jsonl"),
            ("wiki", TESTS / "questions/wiki/articles.jsonl", TESTS / "questions/wiki/questions.jsonl"),
        ):
            archive = Archive(Path(scratch) / name, settings=Settings())
            archive.add(source)
            archives.append(archive)
            with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
                for question in read_questions(asked):
                    file.write(line(archive.ask(question.question, question.history).to_dict()))
        with (folder / "traces.jsonl").open("w", encoding="utf-8") as file:
            for number, excerpt in excerpts(archives):
                file.write(line(archives[number].trace(excerpt).to_dict()))


main(Path(sys.argv[1]))
