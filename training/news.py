"""Training examples from invented news: DATA/news, its part `train`.

The articles are split into passages as Byline does it. Each question comes with the passage that contains its answer's
sentence; an unanswerable one with the passage that would fool a careless reader. The questions of a pair have almost
the same words, but only one is answered; they are trained on together.
"""

import random
import re
from calendar import day_name, month_abbr, month_name
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from examples import Examples, Question, rows_of

from byline.indexing.passages import split
from byline.readers.builtin.tokens import PairMaker

PASSAGE_TOKENS, OVERLAP = 130, 1
SWAPPED = "swapped"  # the source of questions in which a name or a number was replaced by another
_ANY_NAME = re.compile(r"\b[A-Z]\w+(?: (?:(?:of|for|de) )?[A-Z]\w+)*")
_CALENDAR = frozenset([*month_name, *month_abbr, *day_name])
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def add_news(examples: Examples, data: Path, maker: PairMaker) -> None:
    """Add the questions about the news to examples, before negatives are retrieved."""
    articles = {row["id"]: row for row in rows_of(data / "news" / "articles.jsonl.gz") if row["part"] == "train"}
    passages = {id: _add_passages(examples, article, maker) for id, article in articles.items()}
    pairs: dict[str, int] = {}
    for row in rows_of(data / "news" / "questions.jsonl.gz"):
        if row["part"] != "train":
            continue
        question = _question(row, articles, passages, examples)
        if question is not None:
            if row.get("pair"):
                question = replace(question, pair=pairs.setdefault(row["pair"], len(pairs)))
            examples.questions.append(question)
    examples.questions += list(_swapped(examples, articles, passages))


def _add_passages(examples: Examples, article: dict[str, Any], maker: PairMaker) -> list[tuple[int, int, int]]:
    """Add the passages of an article; return the start, end and context number of each."""

    def tokenise(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        return [tokens.offsets for tokens in maker.tokenise(texts)]

    found = []
    for span in split(article["text"], tokenise, PASSAGE_TOKENS, OVERLAP):
        found.append((span.start, span.end, len(examples.contexts)))
        examples.contexts.append(article["text"][span.start : span.end])
        examples.titles.append(article["title"])
    return found


def _question(
    row: dict[str, Any],
    articles: dict[str, dict[str, Any]],
    passages: dict[str, list[tuple[int, int, int]]],
    examples: Examples,
) -> Question | None:
    """Build the question of a row, with its passage and all places in it that answer."""
    places = [row, *row.get("also", []), *row.get("items", []), *row.get("values", [])]
    spans = defaultdict(list)
    for place in places:
        text = articles[place["article"]]["text"]
        sentence, inside = text.find(place["sentence"]), place["sentence"].find(place["answer"])
        if place["answer"] and sentence >= 0 and inside >= 0:
            spans[place["article"]].append((sentence + inside, sentence + inside + len(place["answer"])))
    kind, gold = row["kind"], tuple(dict.fromkeys(place["answer"] for place in places if place["answer"]))
    if kind == "unanswerable":
        start = articles[row["article"]]["text"].find(row["fooled_by"])
        wanted = (start, start + len(row["fooled_by"]))
    elif spans[row["article"]]:
        wanted = spans[row["article"]][0]
    else:
        return None
    home = next((one for one in passages[row["article"]] if one[0] <= wanted[0] and wanted[1] <= one[1]), None)
    if home is None:
        return None
    start, end, context = home
    answers = {(first - start, last - start) for first, last in spans[row["article"]] if start <= first and last <= end}
    text = row.get("standalone") or row["question"]
    return Question(f"news {kind}", text, context, tuple(sorted(answers)), gold)


def _swapped(
    examples: Examples, articles: dict[str, dict[str, Any]], passages: dict[str, list[tuple[int, int, int]]]
) -> Iterator[Question]:
    """Yield unanswerable questions, made by replacing a name or number by another from the same event.

    After Rawte et al. and others (arXiv 2310.19403).
    """
    chance = random.Random(3)
    event_of = {context: articles[id]["event"] for id, cut in passages.items() for _, _, context in cut}
    names, numbers = defaultdict(set), defaultdict(set)
    for context, event in event_of.items():
        names[event].update(name for name in names_in(examples.contexts[context]) if not any(map(str.isdigit, name)))
        numbers[event].update(_NUMBER.findall(examples.contexts[context]))
    for question in examples.questions:
        if question.context not in event_of or not question.answers:
            continue
        event, passage = event_of[question.context], examples.contexts[question.context]
        swaps = [(old, names[event]) for old in names_in(question.text) if old in names[event]]
        swaps += [(old, numbers[event]) for old in _NUMBER.findall(question.text)]
        if not swaps:
            continue
        old, others = chance.choice(swaps)
        fitting = sorted(new for new in others if new not in passage and new not in question.text and new[0] != old[0])
        if fitting:
            text = question.text.replace(old, chance.choice(fitting))
            yield Question(SWAPPED, text, question.context, (), question.gold)


def names_in(text: str) -> list[str]:
    """Return the capitalised names in a sentence, ignoring its first word, days and months."""
    _, _, rest = text.partition(" ")
    return [name for name in dict.fromkeys(_ANY_NAME.findall(rest)) if name not in _CALENDAR]
