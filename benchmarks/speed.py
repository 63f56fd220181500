"""Measure speed: python benchmarks/speed.py [--articles 200]

Makes news-like articles from the sentences in seeds/, adds them, asks questions, and prints a Markdown table.
Times are wall clock, medians where there are several, and depend on the machine.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from demo import QUESTIONS, SEEDS

from byline import Archive, Article
from byline.encoders import load_encoder
from byline.encoders.base import Encoder
from byline.encoders.text import embedded_text
from byline.indexing.passages import passages_of
from byline.language.sentences import sentences
from byline.language.titles import title_of
from byline.settings import PASSAGE_OVERLAP, PASSAGE_TOKENS

ROUNDS = 5


def articles(count: int) -> list[Article]:
    """Make articles of 20 to 40 sentences, each sentence numbered so that all differ."""
    chooser = random.Random(1)
    texts = [file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt"))]
    stock = [text[span.start : span.end] for text in texts for span in sentences(text) if len(span) > 60]
    return [
        Article(
            f"article-{number}",
            " ".join(
                f"In case {number}-{line}, {sentence}"
                for line, sentence in enumerate(chooser.choices(stock, k=chooser.randint(20, 40)))
            ),
        )
        for number in range(count)
    ]


def embedded(made: Iterable[Article], encoder: Encoder) -> list[str]:
    """Return the texts embedded for these articles, including the titles given to those without one."""
    titled = (replace(article, title=article.title or title_of(article.text)) for article in made)
    return [
        embedded_text(passage)
        for article in titled
        for passage in passages_of(article, encoder.tokenise, PASSAGE_TOKENS, PASSAGE_OVERLAP, encoder.max_tokens)
    ]


def seconds(action: Callable[..., object], *arguments: object) -> float:
    """Return how many seconds an action takes."""
    started = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - started


def run(*arguments: str) -> None:
    """Run a byline command in a separate process."""
    subprocess.run([sys.executable, "-m", "byline", *arguments], check=True, capture_output=True)


def main() -> None:
    """Run the measurements and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    made, encoder = articles(options.articles), load_encoder()
    encoder.encode_query("Is it loaded?")
    with tempfile.TemporaryDirectory() as folder, Archive(folder, encoder=encoder) as archive:
        adding = seconds(archive.add, made)
        passages = archive.state.passages
        again = seconds(archive.add, made)
        bare = seconds(encoder.encode_passages, embedded(made, encoder))
        archive.ask(QUESTIONS[0])
        searching = [seconds(archive.search, question) for question in QUESTIONS * ROUNDS]
        asking = [seconds(archive.ask, question) for question in QUESTIONS * ROUNDS]
        cold = [seconds(run, "ask", QUESTIONS[0], "--index", folder) for _ in range(ROUNDS)]
    rows = [
        (f"add {len(made)} articles, {passages} passages", f"{adding:.1f} s ({passages / adding:.0f} passages/s)"),
        ("the encoder alone, on the same texts", f"{bare:.1f} s ({bare / adding:.2f} of that)"),
        ("add them again, unchanged", f"{again:.2f} s"),
        ("search, warm", f"{statistics.median(searching) * 1000:.0f} ms"),
        ("ask, warm", f"{statistics.median(asking) * 1000:.0f} ms"),
        ("`byline ask`, as a new process", f"{statistics.median(cold):.1f} s"),
    ]
    print("| what | time |\n|---|---|")
    for what, took in rows:
        print(f"| {what} | {took} |")


if __name__ == "__main__":
    main()
