"""Measure sloppy questions: python benchmarks/sloppy.py DATA [--part develop] [--questions N] [--reader NAME]

DATA is a folder with articles.jsonl.gz and questions.jsonl.gz, see benchmarks/news.py. Questions that call for a single
answer are drawn at random and asked as they are, and again as people type in a hurry:

typing errors  one or two words of five or more letters have one error each: two letters swapped, one left out, one
               doubled, or a neighbouring key
no capitals    lower case, no punctuation
both           no capitals, and typing errors
keywords       only content words, in lower case; in every other question also the question word

The errors are the same in each run. A reply is right as defined in benchmarks/news.py. Intervals are 95 %, by a
bootstrap over events, since the questions about an event are not independent.
"""

import argparse
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from intervals import mean_with_interval
from news import SEVERAL, Row, article_of, ask, kept, part_of

from byline import Archive, Settings
from byline.answering.timing import Timings
from byline.language.content import content_words
from byline.language.typing_errors import beside

FEWEST_LETTERS = 5  # in a word that gets an error
_WORD = re.compile(rf"\b[a-zA-Z]{{{FEWEST_LETTERS},}}\b")
_ASKS = re.compile(r"\b(?:who|when|where|why|how (?:many|much|long|old|often|far)|which|what)\b", re.I)
_MARKS = re.compile(r"[^\w\s'’%$€£-]|[-'’](?!\w)|(?<!\w)[-'’]")


def main() -> None:
    """Ask the questions and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", choices=("develop", "test"), default="test", help="which part to measure")
    parser.add_argument("--questions", type=int, default=200, metavar="N", help="number drawn at random")
    parser.add_argument("--reader", help="instead of the default reader")
    parser.add_argument("--index", type=Path, metavar="FOLDER", help="keep the archive here, or use one kept earlier")
    parser.add_argument("--show", action="store_true", help="print each question as asked, and its outcome")
    options = parser.parse_args()
    rows = drawn(part_of(options.data / "questions.jsonl.gz", options.part), options.questions)
    articles = [article_of(row) for row in part_of(options.data / "articles.jsonl.gz", options.part)]
    settings = Settings(reader=options.reader)
    print(f"{len(articles)} articles, {len(rows)} questions, part {options.part}\n")
    print("| asked | right | given |\n|---|---|---|")
    with kept(options.index) as folder, Archive(folder) as archive:
        archive.add(articles)
        for way, spoil in WAYS.items():
            asked = [row | {"question": spoil(row["question"], random.Random(row["id"]))} for row in rows]
            became = list(ask(asked, archive, settings, Timings()))
            right, given = ([getattr(one, name) for one in became] for name in ("right", "given"))
            events = [one.event for one in became]
            print(f"| {way} | {mean_with_interval(right, events)} | {mean_with_interval(given, events)} |", flush=True)
            if options.show:
                for row, one in zip(asked, became, strict=True):
                    print(f"  {'right' if one.right else 'given' if one.given else '-':5} {row['question']}")


def drawn(rows: Sequence[Row], count: int) -> list[dict[str, object]]:
    """Draw questions that call for one answer and need no history, reproducibly."""
    some = [dict(row) for row in rows if row["answer"] and row["kind"] not in SEVERAL and not row.get("history")]
    return random.Random(7).sample(some, min(count, len(some)))


# Adding errors

Spoil = Callable[[str, random.Random], str]


def mistyped(question: str, chance: random.Random) -> str:
    """Put a typing error into each of one or two words."""
    found = list(_WORD.finditer(question))
    for match in sorted(chance.sample(found, min(len(found), chance.randint(1, 2))), key=lambda one: -one.start()):
        question = question[: match.start()] + misspelt(match[0], chance) + question[match.end() :]
    return question


def misspelt(word: str, chance: random.Random) -> str:
    """Put one error into a word, but not in its first letter."""
    place = chance.randrange(1, len(word) - 1)
    way = chance.choice(("swap", "drop", "double", "neighbour"))
    letter = word[place]
    if way == "swap" and letter != word[place + 1]:
        return word[:place] + word[place + 1] + letter + word[place + 2 :]
    if way == "drop":
        return word[:place] + word[place + 1 :]
    if way == "neighbour" and (keys := sorted(beside(letter.lower()))):
        return word[:place] + chance.choice(keys) + word[place + 1 :]
    return word[:place] + letter + word[place:]


def uncased(question: str, _: random.Random) -> str:
    """Return a question in lower case and without punctuation."""
    return " ".join(_MARKS.sub(" ", question.lower()).split())


def keywords(question: str, chance: random.Random) -> str:
    """Keep the content words, followed in every other question by the question word."""
    kept_words = [word.text for word in content_words(question)]
    asks = _ASKS.search(question)
    if asks and chance.random() < 0.5:
        kept_words.append(asks[0])
    return uncased(" ".join(kept_words) or question, chance)


WAYS: Mapping[str, Spoil] = {
    "as it is": lambda question, _: question,
    "typing errors": mistyped,
    "no capitals": uncased,
    "both": lambda question, chance: uncased(mistyped(question, chance), chance),
    "keywords": keywords,
}


if __name__ == "__main__":
    main()
