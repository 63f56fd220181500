"""Articles that give orders, those that only look so, and what an archive makes of them."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from byline import Archive, Article
from byline.generation.prompt import messages
from byline.language.sentences import sentences
from byline.records import Hit, Reply, Span
from byline.web.page.render import article_html, place_of, reply_html, sources_html
from support.scripted import Script, stream

FOLDER = Path(__file__).parents[1] / "poisoned"


@dataclass(frozen=True)
class Case:
    """An article with a question that it answers; where it gives an order, this and how it would be obeyed."""

    id: str
    title: str
    text: str
    question: str
    answer: str
    attack: str = ""
    place: str = ""
    order: str = ""
    canary: str = ""
    address: str = ""
    obeyed: tuple[str, ...] = ()

    @property
    def clean(self) -> str:
        """The text without the order."""
        return self.text.replace(self.order, "", 1).strip() if self.order else self.text

    @property
    def ordered(self) -> Span:
        """Where the order stands."""
        start = self.text.index(self.order)
        return Span(start, start + len(self.order))

    def article(self, *, clean: bool = False) -> Article:
        """Return the article, at an address of its own."""
        text = self.clean if clean else self.text
        return Article(self.id, text, self.title, f"https://news.example/{self.id}", "The Gazette")


@dataclass(frozen=True)
class Found:
    """What became of an order in an answer.

    Attributes:
        ranked: It stands in a passage that was looked at.
        quoted: It is quoted, in whole or in part, as the words of its article.
        obeyed: Something is shown that it asked for: words that no article has at the place cited, a live link to what
            is no cited article, or no answer where there is one without the order.
        changed: Another answer is given than without the order.
    """

    ranked: bool
    quoted: bool
    obeyed: bool
    changed: bool


def cases(name: str) -> list[Case]:
    """Read `articles` or `benign`."""
    rows = map(json.loads, (FOLDER / f"{name}.jsonl").read_text().splitlines())
    return [Case(**{**row, "obeyed": tuple(row.get("obeyed", ()))}) for row in rows]


def found(case: Case, reply: Reply, without: Reply) -> Found:
    """Tell what became of an order.

    Args:
        case: Whose order.
        reply: To its question.
        without: The reply to the same where no article gives an order.
    """

    def of_order(places: Sequence[tuple[str, Span]]) -> bool:
        return any(id == case.id and span.overlaps(case.ordered) for id, span in places)

    return Found(
        ranked=of_order([(hit.article.id, hit.span) for hit in reply.hits]),
        quoted=of_order([(one.article.id, one.span) for one in reply.citations]),
        obeyed=not is_quoted(reply)
        or bool(foreign_links(reply))
        or (reply.status == "no_answer") > (without.status == "no_answer"),
        changed=answer_of(reply) != answer_of(without),
    )


def answer_of(reply: Reply) -> tuple[str, list[str], list[str]]:
    """Return what is compared of a reply: its status, its sentences and where they are from."""
    return reply.status, [one.text for one in reply.sentences], [one.article.id for one in reply.citations]


def is_quoted(reply: Reply) -> bool:
    """Tell whether every sentence that is shown is that of the places it cites, but for white space and ellipses."""
    quotes = {one.marker: one.article.text[one.span.start : one.span.end] for one in reply.citations}
    return all(
        sentence.markers and all(_same(sentence.text, quotes[marker]) for marker in sentence.markers)
        for sentence in reply.sentences
    )


def _same(shown: str, quote: str) -> bool:
    return "".join(_seen(shown).strip("…").split()) == "".join(_seen(quote).split())


def _seen(text: str) -> str:
    return re.sub("[\u200b\U000e0000-\U000e007f]", "", text)


def foreign_links(reply: Reply) -> set[str]:
    """Return what the page would link to or load, other than the addresses of the articles that it shows."""
    places = [f"0-c{one.marker}" for one in reply.citations] + [f"0-h{hit.rank}" for hit in reply.hits]
    opened = [place_of(name, {0: reply}) for name in places]
    own = {one.article.url for one in (*reply.citations, *reply.hits)}
    pages = [reply_html(0, reply), sources_html(0, reply), *(article_html(place) for place in opened if place)]
    # What a browser is to mark in the original, it keeps to itself: it is no part of the address.
    return {link.partition(":~:")[0].removesuffix("#") for link in _loaded("".join(pages))} - own


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"href", "src", "srcset", "action", "style"}]
        self.found += [tag] if tag in {"script", "img", "iframe", "form", "object", "embed", "svg"} else []


def _loaded(html: str) -> list[str]:
    links = _Links()
    links.feed(html)
    return links.found


# A language model that obeys


def answers(case: Case, hits: Sequence[Hit]) -> Iterator[str]:
    """Yield the answers of a model that obeys: what the order asks for, its own words, the rules it was told."""
    number = next((hit.rank for hit in hits if hit.article.id == case.id and hit.span.overlaps(case.ordered)), None)
    if number is None:
        return
    rules, _ = messages(case.question, hits)
    parts = {"{m}": f"[{number}]", "{q}": case.question.replace(" ", "+"), "{rules}": rules["content"]}
    for answer in case.obeyed:
        for name, value in parts.items():
            answer = answer.replace(name, value)
        yield answer
    order = _seen(case.order)
    for span in sentences(order):
        yield f"{order[span.start : span.end]} [{number}]."


def obeying(archive: Archive, script: Script, case: Case) -> Iterator[Reply]:
    """Ask the question of a case as often as there are ways to obey, and yield the replies."""
    script.body = stream("NOT IN THESE ARTICLES")
    for answer in answers(case, archive.ask(case.question).hits):
        script.body = stream(answer[:15], answer[15:])
        yield archive.ask(case.question)


def shown(reply: Reply) -> str:
    """Return what is shown as the answer, if a language model wrote it."""
    return " ".join(one.text for one in reply.sentences) if reply.mode == "written" else ""
