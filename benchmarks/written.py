"""Measure which written sentences are removed: python benchmarks/written.py DATA [--cases N] [--part PART]

DATA has reading/squad_dev.jsonl.gz and support/begin_wow.jsonl.gz. Good sentences are those of passages, word for word,
and those that people wrote about a passage and that were judged to be supported by it. Each good sentence that is kept
is then altered: a number, a date, a name, a negation, or the marker of the passage it cites. A server that speaks
OpenAI's protocol streams all of them to the client that Byline uses.
"""

import argparse
import random
import re
import sys
from calendar import month_name
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from intervals import mean_with_interval

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from division import part_of
from examples import rows_of
from support.scripted import Script, served, stream

from byline.generation import Server, messages, write
from byline.generation.faithfulness import Source
from byline.language.mentions import mentions_in
from byline.language.sentences import sentences
from byline.question.question import understand
from byline.records import Article, Hit, Passage, Span
from byline.settings import AnswererSettings

Case = tuple[str, Source, list[Source]]  # a sentence, the source it cites, others that it could have cited
OTHERS = 7
MADE_UP = {"Robert Harding", "Nagoya", "Henderson Group"}  # names to substitute for others
_YEAR = re.compile(r"\b(?:1\d{3}|20[0-2]\d)\b")
_MONTHS = [month for month in month_name if month not in {"", "May"}]  # because of `may`
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|did|does|do)\b")
_NEGATION = re.compile(r"\b(?:not|never) |n't\b")
_CHATTER = re.compile(r"^(?:yes|no|not|well|sure|absolutely|definitely|i |yeah)\b", re.I)


def main() -> None:
    """Run the measurements and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cases", type=int, default=300, help="number of good sentences of each sort")
    parser.add_argument("--part", choices=("develop", "test"), default="test")
    options = parser.parse_args()
    chance, script = random.Random(1), Script()
    print("| | sentences | struck |\n|---|---|---|")
    with served(script) as url:
        check = Check(script, url)
        for sort, cases in (
            ("word for word", verbatim(options.data, options.part, chance)),
            ("in other words", reworded(options.data, options.part, chance)),
        ):
            chosen = chance.sample(cases, min(options.cases, len(cases)))
            line(f"good, {sort}", check.all(chosen))
            good = [case for case in chosen if not check.strikes(case)]
            names = sorted({source.title for _, source, _ in good if source.title} | MADE_UP)
            for what, alter in (
                ("a number", number),
                ("a date", date),
                ("a name", lambda case, chance, names=names: name(case, names, chance)),
                ("a negation", negation),
                ("a name for another of the passage", own_name),
            ):
                line(f"{what} altered, {sort}", check.all(altered(good, alter, chance)))
            others, beyond = (lambda case: chance.randint(2, len(case[2]) + 1)), (lambda case: len(case[2]) + 2)
            line(f"the marker of another passage, {sort}", check.all(good, others))
            line(f"the marker of no passage, {sort}", check.all(good, beyond))


class Check:
    """Has a server write sentences, and checks which are removed.

    Args:
        script: What the server answers with.
        url: The server's address.
    """

    def __init__(self, script: Script, url: str) -> None:
        self._script = script
        self._server = Server(AnswererSettings(url, "scripted"))

    def all(self, cases: Iterable[Case], marker: Callable[[Case], int] = lambda case: 1) -> list[bool]:
        """Return for each case whether it is removed if it cites this passage, 1 being its own."""
        return [self.strikes(case, marker(case)) for case in cases]

    def strikes(self, case: Case, marker: int = 1) -> bool:
        """Return whether any part of a sentence is removed."""
        text, source, others = case
        self._script.body = stream(text[:10], text[10:], f" [{marker}]")
        hits = [hit(rank, one) for rank, one in enumerate((source, *others), start=1)]
        question = understand("What is said?")  # none of its words need be in an answer
        return any(one.faults for one in write(self._server.write(messages(question.text, hits)), hits, question))


def hit(rank: int, source: Source) -> Hit:
    """Make a hit that is the only passage of its own article."""
    article = Article(str(rank), source.text, source.title)
    return Hit(Passage(article, Span(0, len(source.text))), 1 / rank, rank)


def verbatim(data: Path, part: str, chance: random.Random) -> list[Case]:
    """Return sentences of paragraphs, each with its own paragraph and others of the same article."""
    texts: dict[str, list[Source]] = defaultdict(list)
    for row in rows_of(data / "reading" / "squad_dev.jsonl.gz"):
        source = Source(row["title"].replace("_", " "), row["context"])
        if part_of(row["title"]) == part and source not in texts[row["title"]]:
            texts[row["title"]].append(source)
    cases = []
    for sources in texts.values():
        for source in sources:
            spans = [
                span for span in sentences(source.text) if 8 <= len(source.text[span.start : span.end].split()) <= 40
            ]
            others = [other for other in sources if other != source]
            if spans and others:
                span = chance.choice(spans)
                few = chance.sample(others, min(OTHERS, len(others)))
                cases.append((source.text[span.start : span.end], source, few))
    return cases


def reworded(data: Path, part: str, chance: random.Random) -> list[Case]:
    """Return single sentences that people wrote about a passage in other words; each part has half of them."""
    rows = list(rows_of(data / "support" / "begin_wow.jsonl.gz"))
    half = rows[: len(rows) // 2] if part == "develop" else rows[len(rows) // 2 :]
    passages = [Source("", plain(row["premise"])) for row in half]
    cases = []
    for row in half:
        text, source = plain(row["hypothesis"]), plain(row["premise"])
        whole = len(sentences(text)) == 1 and len(text.split()) >= 6 and text != text.lower()
        if row["label"] == "support" and whole and text not in source and not _CHATTER.match(text):
            cases.append((text, Source("", source), chance.sample(passages, OTHERS)))
    return cases


def plain(text: str) -> str:
    """Join tokens that were separated by spaces."""
    return re.sub(r" (?=[.,!?;:)]|'s\b|n't\b|'m\b|'re\b)", "", text).replace("( ", "(").strip()


def altered(
    cases: Sequence[Case], alter: Callable[[Case, random.Random], str | None], chance: random.Random
) -> Iterator[Case]:
    """Yield the cases whose sentence can be altered this way, altered."""
    for case in cases:
        text, source, others = case
        changed = alter(case, chance)
        if changed and changed != text:
            yield changed, source, others


def number(case: Case, chance: random.Random) -> str | None:
    """Change the first digit of a number that is not part of a date."""
    text = case[0]
    dates = [span for kind, span in mentions_in(text) if kind == "date"]
    found = [
        match
        for match in _NUMBER.finditer(text)
        if not _YEAR.fullmatch(match[0]) and not any(span.start <= match.start() < span.end for span in dates)
    ]
    if not found:
        return None
    match = chance.choice(found)
    digit = chance.choice([one for one in "123456789" if one != match[0][0]])
    return text[: match.start()] + digit + text[match.start() + 1 :]


def date(case: Case, chance: random.Random) -> str | None:
    """Change a year by a few, or a month to another."""
    text = case[0]
    found = [*_YEAR.finditer(text), *_MONTH.finditer(text)]
    if not found:
        return None
    match = chance.choice(found)
    year = match[0].isdigit()
    new = str(int(match[0]) + chance.choice([-3, -2, 2, 3])) if year else chance.choice([*set(_MONTHS) - {match[0]}])
    return text[: match.start()] + new + text[match.end() :]


def name(case: Case, names: Sequence[str], chance: random.Random) -> str | None:
    """Replace a name by one that the source does not contain."""
    text, source, _ = case
    spans = names_in(text)
    others = [one for one in names if one not in source.whole]
    if not spans or not others:
        return None
    span = chance.choice(spans)
    return text[: span.start] + chance.choice(others) + text[span.end :]


def own_name(case: Case, chance: random.Random) -> str | None:
    """Replace a name by another name of the same passage."""
    text, source, _ = case
    spans = names_in(text)
    others = [source.text[span.start : span.end] for span in names_in(source.text)]
    others = [one for one in others if one not in text]
    if not spans or not others:
        return None
    span = chance.choice(spans)
    return text[: span.start] + chance.choice(others) + text[span.end :]


def names_in(text: str) -> list[Span]:
    """Return where the names in a text are."""
    return [span for kind, span in mentions_in(text) if kind == "name"]


def negation(case: Case, chance: random.Random) -> str | None:
    """Remove a negation, or insert one after an auxiliary verb."""
    text = case[0]
    if _NEGATION.search(text):
        return _NEGATION.sub("", text, count=1)
    found = list(_AUXILIARY.finditer(text))
    return f"{text[: found[0].end()]} not{text[found[0].end() :]}" if found else None


def line(what: str, found: Sequence[bool]) -> None:
    """Print the share that is removed, with its 95 % bootstrap interval."""
    print(f"| {what} | {len(found):,} | {mean_with_interval(found)} |", flush=True)


if __name__ == "__main__":
    main()
