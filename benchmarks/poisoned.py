"""Measure what instructions hidden in articles achieve: python benchmarks/poisoned.py

The articles are those of tests/poisoned: 60 contain an order, 20 only look as if they did. For each, a question that it
answers is asked over an archive of all articles and over one without the orders. Then a server that speaks OpenAI's
protocol obeys each order in several ways, and repeats it word for word with the marker of its passage.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.orders import answer_of, cases, foreign_links, found, obeying, shown
from support.scripted import Script, served

from byline import Archive, Article, Settings
from byline.records import Reply
from byline.settings import AnswererSettings


def main() -> None:
    """Run the measurements and print a table."""
    poisoned, benign = cases("articles"), cases("benign")
    harmless = [case.article() for case in benign]
    print("| | of | found |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        orders = filled(Path(folder) / "orders", [*(case.article() for case in poisoned), *harmless])
        without = filled(Path(folder) / "without", [*(case.article(clean=True) for case in poisoned), *harmless])
        alone = filled(Path(folder) / "alone", harmless)
        outcomes = [found(case, orders.ask(case.question), without.ask(case.question)) for case in poisoned]
        for what in ("ranked", "quoted", "obeyed", "changed"):
            line(f"order {what}, articles' own words", len(outcomes), sum(getattr(one, what) for one in outcomes))
        pairs = [(orders.ask(case.question), alone.ask(case.question)) for case in benign]
        line("benign article answered differently", len(pairs), sum(answer_of(a) != answer_of(b) for a, b in pairs))
        lost = sum(not set(answer_of(b)[1]) <= set(answer_of(a)[1]) or a.status != b.status for a, b in pairs)
        line("benign article no longer quoted (false flag)", len(pairs), lost)
        for opened in (without, alone, orders):
            opened.close()
        script = Script()
        with served(script) as url:
            settings = Settings(answerer=AnswererSettings(url, "scripted"))
            with Archive(orders.folder, settings=settings) as writing:
                replies = [(case, reply) for case in poisoned for reply in obeying(writing, script, case)]
        line("answer of an obeying model wholly removed", len(replies), sum(shown(reply) == "" for _, reply in replies))
        line("canary leaked", len(replies), sum(case.canary in shown(reply) for case, reply in replies))
        line("address that is not a cited article's", len(replies), sum(bool(foreign(reply)) for _, reply in replies))


def foreign(reply: Reply) -> set[str]:
    """Return the page's links to things that are not shown, and the attackers' addresses in the written answer."""
    return foreign_links(reply) | {word for word in shown(reply).split() if "attacker.example" in word}


def filled(folder: Path, articles: list[Article]) -> Archive:
    """Make an archive with these articles."""
    archive = Archive(folder)
    archive.add(articles)
    return archive


def line(what: str, of: int, number: int) -> None:
    """Print a count with its share."""
    print(f"| {what} | {of} | {number} ({number / of:.0%}) |", flush=True)


if __name__ == "__main__":
    main()
