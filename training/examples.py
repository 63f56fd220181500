"""Training examples: questions with a passage that answers, and with retrieved passages that do not.

rows of DATA/reading ── without held-out articles ───┬──> questions ──> groups of windows of passages
rows of DATA/news ── part train, see news.py ────────┘        └─ BM25 ─┘
"""

import gzip
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from division import Part, part_of, spelled
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from byline import Article
from byline.language.text import normalised, words
from byline.readers.builtin.tokens import Pair, PairMaker, Tokens

DIVIDED = ("squad_dev", "nq_qed")  # divided into parts by article; all of the other sets is trained on
OTHERS = ("squad_train_part", "new_wiki", "timeqa", "condaqa", "onestop_news", "qamr")
NEGATIVES_KEPT = 6  # retrieved passages without an answer kept for each question
_DEPTH = 30  # passages searched for them
_SHINGLE = 8  # words; a context that shares more than a tenth of its shingles with held-out contexts is left out
_K1, _B = 0.9, 0.4
_LEAST_WORDS = 4  # minimum number of words in a question that can be understood without its sentence
_PRONOUNS = frozenset(words("he her him his i it its me my our she that their them these they this those us we who"))


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one context.

    Attributes:
        source: The set that it comes from.
        text: The question as it was asked.
        context: Number of the context.
        answers: Distinct starts and ends of answers in the context; empty if it does not answer.
        gold: The texts of the answers.
        pair: Number of the pair that it belongs to; None if none.
    """

    source: str
    text: str
    context: int
    answers: tuple[tuple[int, int], ...]
    gold: tuple[str, ...]
    pair: int | None = None


@dataclass
class Examples:
    """Questions and their contexts.

    Attributes:
        contexts: The texts.
        titles: The title of each context's article; empty if unknown.
        questions: All questions.
        negatives: For each question, the retrieved contexts without any of its answers, best first.
    """

    contexts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    negatives: list[list[int]] = field(default_factory=list)


def article_of(row: dict[str, Any]) -> Article:
    """Return a row of the invented news as an article."""
    published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC) if row["published"] else None
    return Article(row["id"], row["text"], row["title"], publisher=row["publisher"] or None, published=published)


def rows_of(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a gzipped JSON Lines file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def load(data: Path, part: Part, maker: PairMaker | None = None) -> Examples:
    """Read the questions of a part; for training, add the undivided sets, the news and the negatives.

    Args:
        data: The folder of the sets.
        part: The part to read.
        maker: Tokenises; needed only for training.
    """
    rows = {name: list(rows_of(data / "reading" / f"{name}.jsonl.gz")) for name in DIVIDED}
    chosen = [(name, row) for name in DIVIDED for row in rows[name] if part_of(row["title"]) == part]
    if part == "train":
        held_out = [row for name in DIVIDED for row in rows[name] if part_of(row["title"]) != "train"]
        titles = {spelled(row["title"]) for row in held_out}
        copies = _Copies({row["context"] for row in held_out})
        others = [(name, row) for name in OTHERS for row in rows_of(data / "reading" / f"{name}.jsonl.gz")]
        chosen = [
            (name, row)
            for name, row in chosen + others
            if spelled(row["title"]) not in titles and not copies.has(row["context"])
        ]
        print(f"{len(chosen):,} rows to train on", file=sys.stderr)
    examples = _examples(chosen)
    if part == "train" and maker is not None:
        from news import add_news

        add_news(examples, data, maker)
        examples.negatives = list(_negatives(examples))
    return examples


class _Copies:
    """Recognises texts that repeat one of the given texts."""

    def __init__(self, texts: set[str]) -> None:
        self._shingles = {shingle for text in texts for shingle in _shingles(text)}
        self._known: dict[str, bool] = {}

    def has(self, text: str) -> bool:
        if text not in self._known:
            found = list(_shingles(text))
            self._known[text] = sum(shingle in self._shingles for shingle in found) > 0.1 * len(found)
        return self._known[text]


def _shingles(text: str) -> Iterator[int]:
    words = normalised(text).split()
    return (hash(tuple(words[start : start + _SHINGLE])) for start in range(max(1, len(words) - _SHINGLE + 1)))


def _examples(rows: Sequence[tuple[str, dict[str, Any]]]) -> Examples:
    examples = Examples()
    numbers: dict[str, int] = {}
    for source, row in rows:
        context = row["context"]
        if not context.strip():
            continue
        if context not in numbers:
            numbers[context] = len(numbers)
            examples.contexts.append(context)
            examples.titles.append(_title(row["title"], source))
        spans = {
            (answer["start"], answer["start"] + len(answer["text"])) for answer in row["answers"] if answer["text"]
        }
        gold = tuple(dict.fromkeys(answer["text"] for answer in row["answers"]))
        if row["answerable"] and not spans:
            continue
        if source == "qamr" and not _is_clear(row["question"], gold):
            continue
        examples.questions.append(Question(source, row["question"], numbers[context], tuple(sorted(spans)), gold))
    return examples


def _is_clear(question: str, answers: Sequence[str]) -> bool:
    """Return whether a question written for a single sentence can be asked about an article."""
    return len(question.split()) >= _LEAST_WORDS and not any(answer.casefold() in _PRONOUNS for answer in answers)


def _title(title: str, source: str) -> str:
    known = source in {*DIVIDED, "new_wiki", "timeqa", "onestop_news"} or not title.startswith("ctx")
    return " ".join(title.replace("_", " ").split()) if known and source not in {"condaqa", "qamr"} else ""


def _negatives(examples: Examples) -> Iterator[list[int]]:
    """Find, by BM25 (Robertson and Zaragoza 2009), contexts that look right for each question but do not answer it."""
    vectorizer = CountVectorizer(stop_words="english", token_pattern=r"\w+")  # noqa: S106
    counts = vectorizer.fit_transform(
        f"{title} {context}" for title, context in zip(examples.titles, examples.contexts, strict=True)
    ).tocsr()
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    frequencies = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log(1 + (counts.shape[0] - frequencies + 0.5) / (frequencies + 0.5))
    row_of = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    damping = _K1 * (1 - _B + _B * lengths[row_of] / lengths.mean())
    weights = counts.data * (_K1 + 1) / (counts.data + damping) * rarity[counts.indices]
    index = csr_matrix((weights.astype(np.float32), counts.indices, counts.indptr), counts.shape).T.tocsr()
    plain = [f" {normalised(context)} " for context in examples.contexts]
    for first in range(0, len(examples.questions), 500):
        asked = examples.questions[first : first + 500]
        scores = (vectorizer.transform(question.text for question in asked).astype(np.float32) @ index).toarray()
        best = np.argpartition(-scores, _DEPTH, axis=1)[:, :_DEPTH]
        for question, row, found in zip(asked, scores, best, strict=True):
            answers = [f" {normalised(text)} " for text in question.gold]
            ordered = found[np.argsort(-row[found])]
            yield [
                int(number)
                for number in ordered
                if number != question.context and not any(answer in plain[number] for answer in answers)
            ][:NEGATIVES_KEPT]


@dataclass(frozen=True, slots=True)
class Row:
    """A question with one window of a passage.

    Attributes:
        pair: The network's input.
        starts: Positions of the first tokens of answers; 0, "no answer here", if there is none.
        ends: Positions of the last tokens of answers.
    """

    pair: Pair
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one question, which compete.

    Attributes:
        rows: The question's own window first, which is the only one that may answer.
        pair: Number of the pair that the question belongs to; None if none.
    """

    rows: tuple[Row, ...]
    pair: int | None = None

    @property
    def answered(self) -> bool:
        """Whether its own window answers."""
        return self.rows[0].starts != (0,)

    @property
    def longest(self) -> int:
        """Number of tokens in its longest row."""
        return max(len(row.pair.ids) for row in self.rows)


class GroupMaker:
    """Builds the competing rows of a question, at most one of which answers.

    Args:
        examples: The questions and contexts.
        maker: Tokenises.
        windows: Possible lengths of a window in tokens, one of which is chosen each time.
    """

    def __init__(self, examples: Examples, maker: PairMaker, windows: Sequence[int]) -> None:
        self._examples, self._maker, self._windows = examples, maker, windows
        self._contexts = maker.tokenise(examples.contexts)
        self._titles = maker.tokenise(examples.titles)
        self._questions = maker.tokenise([question.text for question in examples.questions])
        self._full_stops = set(maker.tokenise([". ! ?"])[0].ids)

    def group(self, number: int, negatives: int, chance: random.Random) -> Group:
        """Build the rows of a question: its own window first, then windows of retrieved passages."""
        question = self._examples.questions[number]
        found = self._examples.negatives[number]
        others = chance.sample(found, min(negatives, len(found)))
        own = self._row(number, question.context, question.answers, chance)
        return Group((own, *(self._row(number, other, (), chance) for other in others)), question.pair)

    def _row(self, number: int, context: int, answers: Sequence[tuple[int, int]], chance: random.Random) -> Row:
        tokens = self._contexts[context]
        spans = _token_spans(tokens, answers)
        window = chance.choice(self._windows)
        first = self._first(tokens, spans, window, chance)
        inside = [(start - first, end - first) for start, end in spans if first <= start and end < first + window]
        passage = tokens.ids[first : first + window]
        pair = self._maker.pair(self._questions[number].ids, self._titles[context].ids, passage)
        starts = sorted({pair.passage_start + start for start, _ in inside}) or [0]
        ends = sorted({pair.passage_start + end for _, end in inside}) or [0]
        return Row(pair, tuple(starts), tuple(ends))

    def _first(self, tokens: Tokens, spans: Sequence[tuple[int, int]], window: int, chance: random.Random) -> int:
        """Choose the start of a window: after a full stop if possible, and so that it includes one of the answers."""
        latest = len(tokens.ids) - window
        if latest <= 0:
            return 0
        lowest, highest = 0, latest
        if spans:
            start, end = chance.choice(list(spans))
            lowest, highest = max(0, end - window + 1), min(start, latest)
        after_stop = [
            place for place in range(lowest, highest + 1) if place == 0 or tokens.ids[place - 1] in self._full_stops
        ]
        return chance.choice(after_stop) if after_stop else chance.randint(lowest, max(lowest, highest))


def _token_spans(tokens: Tokens, answers: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first and last token of each answer."""
    starts = [start for start, _ in tokens.offsets]
    ends = [end for _, end in tokens.offsets]
    spans = []
    for start, end in answers:
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(starts, end, side="left")) - 1
        if first <= last < len(tokens.ids):
            spans.append((first, last))
    return spans


def order_in_batches(units: Sequence[list[Group]], most_tokens: int, chance: random.Random) -> list[list[Group]]:
    """Form shuffled batches of units of similar length, with at most `most_tokens` tokens including padding.

    The groups of a unit stay together.
    """
    by_length: dict[int, list[list[Group]]] = defaultdict(list)
    for unit in units:
        by_length[max(group.longest for group in unit)].append(unit)
    batches: list[list[Group]] = []
    batch: list[Group] = []
    rows = 0
    for length in sorted(by_length):
        for unit in by_length[length]:
            added = sum(len(group.rows) for group in unit)
            if batch and (rows + added) * length > most_tokens:
                batches.append(batch)
                batch, rows = [], 0
            batch.extend(unit)
            rows += added
    if batch:
        batches.append(batch)
    chance.shuffle(batches)
    return batches
