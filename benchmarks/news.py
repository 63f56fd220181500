"""Measure answers over news: python benchmarks/news.py DATA [--part develop] [--questions N] [--kinds KIND ...]

DATA is a folder with articles.jsonl.gz and questions.jsonl.gz: invented events, each with two to four articles and
about sixty questions. All articles of a part form one archive, with their titles, publishers and dates, and every
question of the part is asked over it, follow-ups with their history. Choices are made on `--part develop`.

given         the reply is anything but `no_answer`
right         for a given reply: a displayed quote or conflict value contains the answer or another labelled one,
              normalised as in SQuAD; for a yes-or-no question the verdict must be right too
false answer  a question that the articles do not answer is given a reply
forced        what the same reading would show if every question were given a reply
item          of a list; right if it contains a labelled item or is contained in one, normalised as in SQuAD
difference    a claimed conflict; false if the question's labelled answers do not differ

AUROC is the probability that a right reply has more confidence than a wrong one or than an unanswerable question; ECE
covers given replies. Lists and disagreements call for several answers, so they appear only in the tables by kind.
Intervals are 95 %, by a bootstrap over events, since the questions about an event are not independent.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from examples import rows_of

from byline import Archive, Article, Reply, Settings
from byline.answering.decide import is_doubtful
from byline.answering.pipeline import Findings, Pipeline, conclude
from byline.answering.timing import StageTimes, Timings
from byline.evaluation.metrics import auroc, ece, holds
from byline.indexing.recipe import IndexRecipe
from byline.readers import load_reader

DRAWS = 1_000
BEST = 3  # sentences of a reading that are examined
SEVERAL = ("list", "disagreement")  # kinds that call for more than one answer
OF_ONE_VALUE = ("fact", "number", "who_said")  # kinds in which a difference is false unless it is labelled

Picks = npt.NDArray[np.int64]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """The outcome of a question.

    Attributes:
        id: As in the data.
        event: What the question is about; the bootstrap draws all questions about an event together.
        kind: As in the data.
        pair: The pair it belongs to, None if it belongs to none.
        answerable: Whether the articles answer it.
        status: The reply's status.
        confidence: The reply's confidence.
        given: Whether the reply is anything but `no_answer`.
        right: Whether what is shown is right.
        forced: Whether it would be right if every question were given a reply.
        sentence_read: Whether a passage that was read contains a whole answering sentence.
        read: Whether a passage that was read contains an answer.
        best: Whether one of the best three sentences of the reading contains an answer.
        wanted: How many different values the question calls for; 0 for kinds that call for one.
        shown: How many of them are shown.
        items: How many items are given.
        items_shown: How many of the wanted items are among them.
        items_wrong: How many of them are not wanted.
        verdict: The verdict given to a yes-or-no question.
        verdict_right: Whether it is the labelled one.
        claimed: Whether the reply says that articles differ.
        differing: Whether labelled answers differ.
        signs: The reader's inputs to the confidence, by name; None if there are none.
        ms: How long the reply took, in milliseconds.
    """

    id: str
    event: str
    kind: str
    pair: str | None
    answerable: bool
    status: str
    confidence: float
    given: bool
    right: bool
    forced: bool
    sentence_read: bool
    read: bool
    best: bool
    wanted: int
    shown: int
    items: int
    items_shown: int
    items_wrong: int
    verdict: str | None
    verdict_right: bool
    claimed: bool
    differing: bool
    signs: Mapping[str, float] | None
    ms: float


def main() -> None:
    """Ask the questions and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", choices=("develop", "test"), default="test", help="which part to measure")
    parser.add_argument("--questions", type=int, metavar="N", help="drawn at random, pairs kept whole; default: all")
    parser.add_argument("--kinds", nargs="+", metavar="KIND", help="only questions of these kinds")
    parser.add_argument("--reader", help="instead of the default reader")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all measurements, question by question")
    parser.add_argument("--index", type=Path, metavar="FOLDER", help="keep the archive here, or use one kept earlier")
    options = parser.parse_args()
    every = part_of(options.data / "questions.jsonl.gz", options.part)
    rows = drawn([row for row in every if not options.kinds or row["kind"] in options.kinds], options.questions)
    articles = [article_of(row) for row in part_of(options.data / "articles.jsonl.gz", options.part)]
    timings, settings = Timings(), Settings(reader=options.reader)
    with kept(options.index) as folder, Archive(folder) as archive:
        archive.add(articles)
        asked = list(ask(rows, archive, settings, timings))
    figures = Figures(asked)
    print(f"{len(articles)} articles, {len(asked)} questions, part {options.part}\n")
    print(*tables(figures, timings.stages()), sep="\n")
    if options.json:
        measured = {
            "part": options.part,
            "figures": {
                name: [None if np.isnan(value) else value for value in figures.interval(statistic)]
                for name, statistic in (figures.headline() | figures.further()).items()
            },
            "stages": [asdict(stage) for stage in timings.stages()],
            "resident_mb": resident_mb(),
            "questions": [asdict(one) for one in asked],
        }
        options.json.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def part_of(file: Path, part: str) -> list[dict[str, Any]]:
    """Return the rows that belong to a part."""
    return [row for row in rows_of(file) if row["part"] == part]


def drawn(rows: Sequence[dict[str, Any]], count: int | None) -> list[dict[str, Any]]:
    """Draw about `count` questions at random but reproducibly, in order, never splitting a pair."""
    units = list(dict.fromkeys(unit_of(row) for row in rows))
    random.Random(21).shuffle(units)
    if count is None or count >= len(rows):
        return list(rows)
    sizes = dict.fromkeys(units, 0)
    for row in rows:
        sizes[unit_of(row)] += 1
    ends = np.cumsum([sizes[unit] for unit in units])
    chosen = set(units[: int(np.searchsorted(ends, count, side="right"))])
    return [row for row in rows if unit_of(row) in chosen]


def unit_of(row: Row) -> str:
    """Return the unit in which a question is drawn: its pair, or itself."""
    return str(row.get("pair") or row["id"])


def article_of(row: Row) -> Article:
    """Convert a row to an article."""
    published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC) if row["published"] else None
    return Article(row["id"], row["text"], row["title"], publisher=row["publisher"] or None, published=published)


@contextmanager
def kept(folder: Path | None) -> Iterator[Path]:
    """Provide a folder for the archive: this one, or a temporary one."""
    if folder:
        yield folder
        return
    with tempfile.TemporaryDirectory() as scratch:
        yield Path(scratch) / "index"


# Asking


def ask(rows: Sequence[Row], archive: Archive, settings: Settings, timings: Timings) -> Iterator[Asked]:
    """Ask each question as `Archive.ask` does, and keep what its reply is made from."""
    with archive.store.catalog.reading() as catalog:
        encoder = IndexRecipe.of(catalog, settings).encoder
    reader = load_reader(settings.reader, is_doubtful)
    warm, timed = (Pipeline(settings, lambda _: encoder, lambda: reader, of) for of in (Timings(), timings))
    with archive.store.reading() as view:
        warm.answer(view, rows[0]["question"], [], None)
        for row in tqdm(rows, delay=1, disable=None):
            started = time.perf_counter()
            findings = timed.answer(view, row["question"], row.get("history", []), None)
            reply = findings.reply()
            yield asked_of(row, findings, reply, settings, 1000 * (time.perf_counter() - started))


def asked_of(row: Row, findings: Findings, reply: Reply, settings: Settings, ms: float) -> Asked:
    """Compare a reply, and what it is made from, with the labels."""
    answers = [row["answer"], *(other["answer"] for other in row.get("also", ()))] if row["answer"] else []
    sentences = [row["sentence"], *(other["sentence"] for other in row.get("also", ()))] if row["answer"] else []
    several = [one["answer"] for one in row.get("items") or row.get("values") or ()]
    wanted = [one["answer"] for one in row.get("items") or ()]
    items = [one.text for one in reply.items]
    evidence = findings.reading.evidence[:BEST]
    signs = findings.reading.signs
    return Asked(
        id=row["id"],
        event=row["event"],
        kind=row["kind"],
        pair=row.get("pair"),
        answerable=bool(answers),
        status=reply.status,
        confidence=reply.confidence,
        given=reply.status != "no_answer",
        right=is_right(reply, row, answers),
        forced=is_right(forced(findings, settings), row, answers),
        sentence_read=any(sentence in hit.text for hit in findings.hits for sentence in sentences),
        read=any(holds(hit.text, answers) for hit in findings.hits),
        best=any(holds(item.hit.article[item.span], answers) for item in evidence),
        wanted=len(several),
        shown=sum(any(holds(text, [value]) for text in shown_of(reply)) for value in several),
        items=len(items),
        items_shown=sum(any(is_item(item, one) for item in items) for one in wanted),
        items_wrong=sum(not any(is_item(item, one) for one in wanted) for item in items),
        verdict=reply.verdict,
        verdict_right=reply.verdict is not None and reply.verdict == row.get("verdict"),
        claimed=bool(reply.conflicts),
        differing=any(not is_item(row["answer"], other["answer"]) for other in row.get("also", ())),
        signs=None if signs is None else signs._asdict(),
        ms=ms,
    )


def forced(findings: Findings, settings: Settings) -> Reply:
    """Return the reply to the same reading if every question were given one."""
    found, always = findings, replace(settings, min_confidence=0.0)
    return conclude(found.question, found.hits, found.reading, found.index, found.copies, always).reply()


def is_right(reply: Reply, row: Row, answers: Sequence[str]) -> bool:
    """Return whether what a reply shows is right."""
    if row["kind"] == "yes_no" and reply.verdict != row["verdict"]:
        return False
    return any(holds(text, answers) for text in shown_of(reply))


def is_item(one: str, other: str) -> bool:
    """Return whether one of two answers contains the other."""
    return holds(one, [other]) or holds(other, [one])


def shown_of(reply: Reply) -> list[str]:
    """Return each quote and each conflict value that a reply shows."""
    values = [value.value for conflict in reply.conflicts for value in conflict.values]
    return [*(citation.quote for citation in reply.citations), *values]


def resident_mb() -> float | None:
    """Return this process's current memory in MB; None if the system does not say."""
    status = Path("/proc/self/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1000 if found else None


# Figures

Statistic = Callable[[Picks], float]


class Figures:
    """Figures over questions, with intervals.

    Args:
        asked: The outcomes of all questions.
    """

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.kind = np.array([one.kind for one in asked])
        self.confidence = np.array([one.confidence for one in asked])
        self.answerable, self.given, self.right, self.forced, self.sentence_read, self.read, self.best = (
            np.array([getattr(one, name) for one in asked], dtype=bool)
            for name in ("answerable", "given", "right", "forced", "sentence_read", "read", "best")
        )
        self.likely = np.array([one.status == "likely" for one in asked])
        self.paired = np.array([one.pair is not None for one in asked])
        self.single = self.answerable & ~np.isin(self.kind, SEVERAL)  # calls for a single answer
        self.counted = self.single | ~self.answerable
        events = list(dict.fromkeys(one.event for one in asked))
        places = {event: number for number, event in enumerate(events)}
        of = np.array([places[one.event] for one in asked])
        members = [np.flatnonzero(of == number) for number in range(len(events))]
        chance = np.random.default_rng(21)
        self._all = np.arange(len(asked))
        self._draws = [
            np.concatenate([members[event] for event in chance.integers(len(events), size=len(events))])
            for _ in range(DRAWS)
        ]

    def value(self, statistic: Statistic) -> float:
        """Return a figure; NaN if it is unknown."""
        return statistic(self._all)

    def interval(self, statistic: Statistic) -> tuple[float, float, float]:
        """Return a figure and its 95 % interval; NaN if unknown."""
        drawn = np.array([statistic(picks) for picks in self._draws])
        known = drawn[~np.isnan(drawn)]
        low, high = np.percentile(known, (2.5, 97.5)) if len(known) else (np.nan, np.nan)
        return self.value(statistic), float(low), float(high)

    def share(self, some: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> Statistic:
        """Return the share of some among others."""

        def of(picks: Picks) -> float:
            size = np.count_nonzero(among[picks])
            return np.count_nonzero((some & among)[picks]) / size if size else np.nan

        return of

    def ratio(self, some: str, of: str, among: npt.NDArray[np.bool_]) -> Statistic:
        """Return the sum of one attribute divided by the sum of another, over the questions in `among`."""
        above, below = (np.array([getattr(one, name) for one in self.asked], dtype=float) for name in (some, of))

        def ratio_of(picks: Picks) -> float:
            kept = picks[among[picks]]
            total = below[kept].sum()
            return float(above[kept].sum() / total) if total else np.nan

        return ratio_of

    def further(self) -> dict[str, Statistic]:
        """Return the figures for lists, yes-or-no questions and differences, by name."""
        lists, yes_no, differing, right, claimed, labelled = (
            self.kind == "list",
            self.kind == "yes_no",
            self.kind == "disagreement",
            *(
                np.array([getattr(one, name) for one in self.asked], dtype=bool)
                for name in ("verdict_right", "claimed", "differing")
            ),
        )
        given = np.array([one.verdict is not None for one in self.asked])
        return {
            "items shown, of those of lists": self.ratio("items_shown", "wanted", lists),
            "items wrong, of those given": self.ratio("items_wrong", "items", lists),
            "verdict right, of yes or no": self.share(right, yes_no),
            "verdict wrong, of yes or no": self.share(given & ~right, yes_no),
            "differing values shown, of disagreements": self.ratio("shown", "wanted", differing),
            "differences claimed, of disagreements": self.share(claimed, differing),
            "differences claimed falsely": self.share(claimed, np.isin(self.kind, OF_ONE_VALUE) & ~labelled),
        }

    def auroc(self, among: npt.NDArray[np.bool_]) -> Statistic:
        """Return the AUROC of right replies against wrong ones and unanswerable questions."""
        right = self.given & self.right
        compared = among & self.counted & (self.given | ~self.answerable)

        def of(picks: Picks) -> float:
            kept = picks[compared[picks]]
            return auroc(self.confidence[kept], right[kept])

        return of

    def ece(self, picks: Picks) -> float:
        """Return the ECE over given replies."""
        kept = picks[(self.counted & self.given)[picks]]
        return ece(self.confidence[kept], self.right[kept])

    def higher(self) -> Statistic:
        """Return the share of pairs in which the answered question has more confidence."""
        first: dict[str, dict[bool, int]] = {}
        for number, one in enumerate(self.asked):
            if one.pair:
                first.setdefault(one.pair, {})[one.answerable] = number
        whole = [pair for pair in first.values() if len(pair) == 2]
        answered, held = np.zeros(len(self.asked), dtype=bool), np.zeros(len(self.asked), dtype=bool)
        for pair in whole:
            answered[pair[True]] = True
            held[pair[True]] = self.confidence[pair[True]] > self.confidence[pair[False]]
        return self.share(held, answered)

    def headline(self) -> dict[str, Statistic]:
        """Return the figures that say how good the answers are, by name."""
        unanswerable, paraphrase = ~self.answerable, self.kind == "paraphrase"
        return {
            "right, of the answerable": self.share(self.right, self.single),
            "right, of the paraphrases": self.share(self.right, paraphrase),
            "right if forced, of the answerable": self.share(self.forced, self.single),
            "right if forced, of the paraphrases": self.share(self.forced, paraphrase),
            "right, of the answerable that are given a reply": self.share(self.right, self.single & self.given),
            "false answers, outside pairs": self.share(self.given, unanswerable & ~self.paired),
            "false answers, in pairs": self.share(self.given, unanswerable & self.paired),
            "AUROC, outside pairs": self.auroc(~self.paired),
            "AUROC, in pairs": self.auroc(self.paired),
            "pairs of which the answered one has more confidence": self.higher(),
            "ECE, of what is given": self.ece,
            "likely, of what is given": self.share(self.likely, self.given),
        }


# Printing


def tables(figures: Figures, stages: Sequence[StageTimes]) -> Iterator[str]:
    """Yield the lines of all tables."""
    yield "| | value | 95 % interval |\n|---|---|---|"
    for name, statistic in figures.headline().items():
        value, low, high = figures.interval(statistic)
        yield f"| {name} | {number(value)} | {number(low)} … {number(high)} |"
    yield "\n| lists, yes or no, differences | value | 95 % interval |\n|---|---|---|"
    for name, statistic in figures.further().items():
        value, low, high = figures.interval(statistic)
        yield f"| {name} | {number(value)} | {number(low)} … {number(high)} |"
    yield "\n| kind | questions | right | if forced | given | right, of given | likely, of given | values shown |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, these in kinds(figures):
        answered = these & figures.answerable
        cells = [
            with_interval(figures, figures.share(figures.right, answered)),
            with_interval(figures, figures.share(figures.forced, answered)),
            with_interval(figures, figures.share(figures.given, these)),
            number(figures.value(figures.share(figures.right, answered & figures.given))),
            number(figures.value(figures.share(figures.likely, these & figures.given))),
            values_shown(figures, these),
        ]
        yield f"| {name} | {np.count_nonzero(these)} | {' | '.join(cells)} |"
    yield "\n| an answer is | in a passage, its whole sentence | in a passage | in the best three | forced | shown |"
    yield "|---|---|---|---|---|---|"
    ways = (figures.sentence_read, figures.read, figures.best, figures.forced, figures.right)
    for name, these in [("all but lists and disagreements", figures.single), *kinds(figures)]:
        if (these & figures.answerable).any():
            shares = [figures.value(figures.share(way, these & figures.answerable)) for way in ways]
            yield f"| {name} | {' | '.join(map(number, shares))} |"
    times = np.percentile([one.ms for one in figures.asked], (50, 95))
    yield "\n| time, ms | p50 | p95 |\n|---|---|---|"
    yield f"| a question | {times[0]:.0f} | {times[1]:.0f} |"
    yield from (f"| {stage.stage}, the latest | {stage.p50:.0f} | {stage.p95:.0f} |" for stage in stages)
    memory = resident_mb()
    yield f"\nresident memory at the end: {memory:.0f} MB" if memory else ""


def kinds(figures: Figures) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """Yield each kind with its questions, unanswerable ones split into those in pairs and the rest."""
    for kind in dict.fromkeys(one.kind for one in figures.asked):
        these = figures.kind == kind
        if kind == "unanswerable":
            yield "unanswerable, outside pairs", these & ~figures.paired
            yield "unanswerable, in pairs", these & figures.paired
        else:
            yield kind, these


def values_shown(figures: Figures, these: npt.NDArray[np.bool_]) -> str:
    """Return the share of wanted values shown, and the share of questions with all of them shown."""
    chosen = [one for one, is_one in zip(figures.asked, these, strict=True) if is_one and one.wanted]
    if not chosen:
        return ""
    share = sum(one.shown for one in chosen) / sum(one.wanted for one in chosen)
    return f"{share:.3f}; all: {sum(one.shown == one.wanted for one in chosen) / len(chosen):.3f}"


def with_interval(figures: Figures, statistic: Statistic) -> str:
    """Format a figure with its interval."""
    value, low, high = figures.interval(statistic)
    return "" if np.isnan(value) else f"{value:.3f} ({low:.3f} … {high:.3f})"


def number(value: float) -> str:
    """Format a figure, as an empty string if it is unknown."""
    return "" if np.isnan(value) else f"{value:.3f}"


if __name__ == "__main__":
    main()
