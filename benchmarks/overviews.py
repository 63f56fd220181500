"""Measure overviews: python benchmarks/overviews.py DATA [--part develop] [--requests N] [--json FILE]

DATA is a folder of question sets; DATA/news has requests for overviews with the points that the articles make on each,
and the sentences that state each point. All articles of a part form one archive, and each request is asked over it in
all of its phrasings, as an overview whatever kind of question it would be understood as.

essential   share of the essential points that are shown, that is, with one of their sentences shown in full
points      the same for all points
beside      share of the sentences shown that state no point
given       share of the phrasings that are given a reply; a phrasing without a reply shows no point

Compares three ways, each with at most 8 sentences and 1,200 characters from the same articles: the articles' first
sentences; maximal marginal relevance (Carbonell and Goldstein 1998) over the encoder's vectors; and Byline's reply.
Then each first phrasing is asked with the articles on its event missing, so that any reply is about something else.
A request counts as the mean of its phrasings; intervals are 95 %, by a bootstrap over events.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from intervals import mean_with_interval
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from examples import rows_of
from overview_data import Request, Shown, event_of, quotes_of, requests_of, shown_of

from byline import Archive, Reply, Settings, Where
from byline.answering.pipeline import Pipeline
from byline.answering.timing import Timings
from byline.indexing.recipe import IndexRecipe
from byline.overviews.looking import Look
from byline.question.question import understand
from byline.readers import load_reader

SENTENCES, CHARACTERS = 8, 1_200
RELEVANT, CENTRAL = 0.6, 0.3  # weights in maximal marginal relevance, chosen on `develop`; the rest is for novelty
COLUMNS = ("essential", "points", "beside", "sentences", "characters")


@dataclass(frozen=True)
class Measured:
    """What one way of making an overview shows for a phrasing of a request; None if there is no reply."""

    way: str
    request: str
    event: str
    shown: Shown | None
    ms: float = 0.0


def main() -> None:
    """Ask the requests and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", choices=("develop", "test"), default="test", help="which part to measure")
    parser.add_argument("--requests", type=int, metavar="N", help="only the first N; default: all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what each phrasing was shown")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        requests = list(requests_of(options.data, options.part, index, options.requests))
        measured = list(measure(requests, index))
    rows = rows_of(options.data / "news" / "articles.jsonl.gz")
    print(f"{sum(row['part'] == options.part for row in rows)} articles, part {options.part}", end=", ")
    print(f"{len({request.id for request in requests})} requests, {sum(one.is_there for one in requests)} phrasings\n")
    print(*table(measured), sep="\n")
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in measured], indent=1) + "\n", encoding="utf-8")


def measure(requests: Sequence[Request], index: Path) -> Sequence[Measured]:
    """Make an overview for each phrasing in each way."""
    found = []
    settings = Settings()
    with Archive(index) as archive, archive.store.reading() as view:
        encoder = IndexRecipe.of(view.rows, settings).encoder
        pipeline = Pipeline(settings, lambda _: encoder, lambda: load_reader("small"), Timings())
        everything = view.rows.ids()

        def byline(request: Request) -> Reply:
            """Reply to a request, without the articles on its event if they are to be missing."""
            newest = view.state.newest_article_at
            question = understand(request.text, today=date.today(), newest=newest and newest.date())
            left = [id for id in everything if event_of(id) != request.event]
            where = None if request.is_there else Where(articles=left)
            asked = replace(question, question_kind="overview")
            return pipeline.overview(view, asked, where, Timings()).reply()

        byline(requests[0])  # loads the models
        for request in tqdm(requests, delay=1, disable=None):
            kept = (request.id, request.event)
            started = time.perf_counter()
            reply = byline(request)
            ms = 1000 * (time.perf_counter() - started)
            quotes = [(one.article.id, one.quote) for one in reply.citations]
            shown = shown_of(request.points, quotes) if quotes else None
            found.append(Measured("Byline" if request.is_there else "missing", *kept, shown, ms))
            if request.is_there:
                for way, choose in (("leads", leads), ("MMR", marginal_relevance)):
                    chosen = quotes_of(request.look, choose(request.look))
                    found.append(Measured(way, *kept, shown_of(request.points, chosen)))
    return found


def leads(look: Look) -> list[int]:
    """Choose the first sentence of each article, then the second, and so on while there is room."""
    statements = look.statements
    return fitting(
        look, sorted(range(len(statements)), key=lambda one: (statements[one].place, statements[one].article))
    )


def marginal_relevance(look: Look) -> list[int]:
    """Choose sentences similar to the request and to all others, but unlike those already chosen."""
    like_request = look.vectors @ look.asked
    central = look.alike.mean(axis=1)
    chosen: list[int] = []
    while True:
        new = 1 - look.alike[:, chosen].max(axis=1) if chosen else np.ones(len(like_request))
        worth = RELEVANT * like_request + CENTRAL * central + (1 - RELEVANT - CENTRAL) * new
        longer = fitting(look, [*chosen, *np.argsort(-worth).tolist()], len(chosen) + 1)
        if len(longer) == len(chosen):
            return chosen
        chosen = longer


def fitting(look: Look, order: Sequence[int], most: int = SENTENCES) -> list[int]:
    """Take sentences in the given order while they fit."""
    chosen: list[int] = []
    room = CHARACTERS
    for index in dict.fromkeys(order):
        one = look.statements[index]
        if len(chosen) < min(most, SENTENCES) and one.is_fit and len(one.text) + 1 <= room:
            chosen.append(index)
            room -= len(one.text) + 1
    return chosen


def table(measured: Sequence[Measured]) -> list[str]:
    """Return the figures of each way, with intervals, as lines of Markdown."""
    lines = [f"| | {' | '.join(COLUMNS)} | given | p50 |", f"|---|{'---|' * (len(COLUMNS) + 2)}"]
    for way in ("leads", "MMR", "Byline"):
        some = [one for one in measured if one.way == way]
        given = interval(some, lambda one: float(one.shown is not None))
        cells = [
            interval([one for one in some if one.shown or name in {"essential", "points"}], value_of(name))
            for name in COLUMNS
        ]
        time_taken = f"{np.median([one.ms for one in some]):.0f} ms" if way == "Byline" else ""
        lines.append(f"| {way} | {' | '.join(cells)} | {given} | {time_taken} |")
    missing = interval([one for one in measured if one.way == "missing"], lambda one: float(one.shown is not None))
    return [*lines, "", f"given where the articles on the event are missing: {missing}"]


def value_of(name: str) -> Callable[[Measured], float]:
    """Return a function that reads a figure; a phrasing without a reply counts 0."""
    return lambda one: float(getattr(one.shown, name)) if one.shown else 0.0


def interval(measured: Sequence[Measured], value: Callable[[Measured], float]) -> str:
    """Return the mean over requests with its interval."""
    of_request: dict[tuple[str, str], list[float]] = {}
    for one in measured:
        of_request.setdefault((one.event, one.request), []).append(value(one))
    if not of_request:
        return "–"
    means = [float(np.mean(values)) for values in of_request.values()]
    form = ".0f" if np.mean(means) > 1.5 else ".2f"
    return mean_with_interval(means, [event for event, _ in of_request], form=form)


if __name__ == "__main__":
    main()
