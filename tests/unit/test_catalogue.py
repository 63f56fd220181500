"""Questions about the articles themselves: exact counts and lists, shown by every interface."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import WordEncoder, article

from byline import Archive, Article, InputError, Reply, Where
from byline.answering import catalogue
from byline.cli import main
from byline.provenance.receipts import Receipt
from byline.question.catalogue import asked_of_publishers, catalogue_request
from byline.question.published import taken_period
from byline.question.question import understand
from byline.records import ListedName
from byline.web.doors.api import build_api
from byline.web.doors.openai import content_of
from byline.web.page import render
from byline.web.page.export import reply_markdown
from byline.web.work import Work

QUESTIONS = Path(__file__).parents[1] / "questions" / "catalogue"
TODAY, NEWEST = date(2026, 11, 29), date(2025, 11, 18)


def lines(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (QUESTIONS / file).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of twelve invented articles; two have no date, one has no publisher."""
    with Archive(tmp_path_factory.mktemp("stories") / "index", encoder=WordEncoder()) as made:
        made.add(
            Article(**{**given, "published": given["published"] and datetime.fromisoformat(given["published"])})
            for given in lines("articles.jsonl")
        )
        yield made


@pytest.mark.parametrize("asked", lines("questions.jsonl"), ids=lambda asked: asked["question"])
def test_articles_are_counted_and_listed_exactly(stories: Archive, asked: dict[str, Any]) -> None:
    reply = stories.ask(asked["question"])
    assert (reply.status, reply.confidence, reply.question_kind) == ("answered", 1.0, "catalogue")
    assert reply.listing is not None
    if "names" in asked:
        assert {one.name: one.articles for one in reply.listing.names} == asked["names"]
        assert reply.listing.total == len(asked["names"])
    else:
        assert sorted(one.id for one in reply.listing.articles) == sorted(asked["articles"])
        assert reply.listing.total == len(asked["articles"])
    assert reply.to_dict() == stories.reply_from_json(reply.to_dict()).to_dict()  # type: ignore[union-attr]
    assert stories.verify(stories.receipt(reply)).accepted


@pytest.mark.parametrize(
    "question",
    [
        "How many articles does the treaty have?",
        "How many articles did Orwell write?",
        "How many stories were written by Poe?",
        "How many reports of abuse did the police receive?",
        "Which articles of the treaty were broken?",
        "Which articles disagree about the dam?",
        "Which newspaper reported the leak?",
        "What is the latest article of the constitution?",
        "What does the latest article say about inflation?",
        "What was the first article he wrote?",
        "What did the mayor write in May?",
        "Who are the authors of the study?",
        "Who wrote about the dam?",
        "How many articles are about tax and how many are about trade?",
        "Which articles mention the dam but not Carver?",
        "How many articles were published after the strike?",
        'How many articles "dam"?',
        "How many papers did the professor publish?",
        "What is article 50 about?",
    ],
)
def test_what_asks_something_else_is_not_counted(question: str) -> None:
    assert catalogue_request(question, ["Sportline"], ["Jane Doe"], TODAY, NEWEST) is None


@pytest.mark.parametrize("word", ["do ", "that ", "the ", "in ", "mention ", "a, ", "12 ", "May 2025 to ", "'a", "| "])
def test_a_word_over_and_over_is_read_at_once(word: str) -> None:
    begun = time.monotonic()
    catalogue_request(("how many articles " + word * 1_000)[:2_000], ["Sportline"], ["Jane Doe"], TODAY, NEWEST)
    assert time.monotonic() - begun < 5  # seconds; it takes hundredths of one


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("in March", "in March 2025"),  # the latest March in the archive, not the coming one
        ("in december", "in December 2024"),
        ("since 3 March", "since 3 March 2025"),
        ("from may onwards", "since 1 May 2025"),
        ("from May", "in May 2025"),
        ("between January and March", "from January to March 2025"),
        ("between november and january", "from November 2024 to January 2025"),
        ("from 12 to 14 May", "from 12 to 14 May 2025"),
        ("after March and before june", "from April to May 2025"),
        ("since 3 March until 10 May", "from 3 March to 10 May 2025"),
        ("before June 2024", "before June 2024"),
        ("published on 2025-05-12", "on 12 May 2025"),
        ("last month", "in October 2026"),
        ("yesterday", "on 28 November 2026"),
        ("in the first half of 2025", "from January to June 2025"),
    ],
)
def test_when_articles_were_published(words: str, period: str) -> None:
    rest, found = taken_period(f"how many articles {words}", TODAY, NEWEST)
    assert found is not None
    assert found.in_words == period
    assert re.sub(r"[\s|]+(?:and)?", " ", rest).strip() == "how many articles"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What did the Courier write about the dam?", "What is known about the dam?"),
        ("and what has the courier reported on the dam in May", "What is known about the dam in May?"),
        ("How did the Courier cover the flood?", "What is known about the flood?"),
        ("According to the Courier, who built it?", "Who built it?"),
        ("Who built it, according to the Courier and Sportline?", "Who built it?"),
        ("What did the mayor say about the Courier?", None),
        ("What did the Courier's editor say about the dam?", None),
        ("Who built it, according to the Courier's editor?", None),
        ("According to the mayor, who built it?", None),
        ("How did the Courier report?", None),
        ("According to the Courier?", None),
    ],
)
def test_what_is_asked_of_publishers_is_asked_of_their_articles(question: str, asked: str | None) -> None:
    found = asked_of_publishers(question, lambda: ["The Courier", "Sportline"])
    assert (found and found.text) == asked
    assert found is None or found.publishers[0] == "The Courier"


def test_what_a_publisher_reports_is_told_from_its_articles_alone(stories: Archive) -> None:
    reply = stories.ask("What did the Harbour Courier write about the dam?")
    assert {one.article.publisher for one in reply.citations} == {"Harbour Courier"}
    assert reply.question_kind == "overview"
    assert "only articles from Harbour Courier were searched" in reply.note


def test_a_date_can_be_what_articles_mention() -> None:
    asked = "how many articles mention May 2025"
    assert taken_period(asked, TODAY, NEWEST) == (asked, None)


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("How many articles mention Carver?", "2 of 12 articles mention “Carver”."),
        ("How many articles mention Dunhaven?", "1 of 12 articles mentions “Dunhaven”."),
        ("How many articles mention the PBoC?", "None of 12 articles mentions “PBoC”."),
        ("How many articles do not mention Carver or Vos?", "9 of 12 articles mention neither “Carver” nor “Vos”."),
        ("How many articles are there?", "There are 12 articles."),
        (
            "how many articles about dams did the Harbour Courier publish in 2024",
            "1 of 12 articles mentions “dams”, is from Harbour Courier and was published in 2024.",
        ),
        (
            "What is the newest article from Sportline?",
            "The newest of 2 articles that are from Sportline is “Record heat in Caldéra” (Sportline, 31 May 2025).",
        ),
        (
            "newest article about Dunhaven",
            "The only article that mentions “Dunhaven” is “Striker Carver signs for Dunhaven” (Sportline, 15 January "
            "2025).",
        ),
        ("the newest article about Meridian Bank", "1 article that mentions “Meridian Bank” has no date."),
        ("Which outlets are there?", "11 of 12 articles are from 4 publishers; 1 has no known publisher."),
        ("how many articles from Sportline have no date", "None of 12 articles is from Sportline and has no date."),
        ("Which articles quote Vos?", "1 of 12 articles mentions “Vos”."),
    ],
)
def test_what_is_said_of_the_count(stories: Archive, question: str, heading: str) -> None:
    listing = stories.ask(question).listing
    assert listing is not None
    assert listing.heading == heading


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("which articles in May", "2 articles without a date are not counted"),
        (
            "articles from Le Monde",
            "no publisher or author is called “Le Monde”, so articles that mention it were",
        ),
        (
            "Which articles quote Vos?",
            "no quotation by “Vos” was recognised: articles that mention the name were counted",
        ),
        (
            "which articles quote Ilse Brandt",
            "only articles with a recognised quotation were counted; the name appears in 3",
        ),
    ],
)
def test_what_is_not_in_the_count_is_said(stories: Archive, question: str, note: str) -> None:
    assert stories.ask(question).note.startswith(note)


def test_each_article_cites_the_sentence_that_was_looked_for(stories: Archive) -> None:
    reply = stories.ask("Which articles mention the dam?")
    assert reply.listing is not None
    assert [one.quote for one in reply.citations] == [
        "The dam’s owner has not spoken.",
        "The Orrin dam collapsed at dawn.",
        "Nobody knows who pays for the dam at Orrin.",
    ]
    assert [one.marker for one in reply.listing.articles] == [1, 2, 3]
    assert [one.id for one in reply.listing.articles] == ["a04", "a03", "a12"]  # newest first


def test_conditions_of_the_caller_count(stories: Archive) -> None:
    listing = stories.ask("how many articles mention the dam", where=Where(publisher="Küsten-Blatt")).listing
    assert listing is not None
    assert listing.heading == "2 of 3 articles mention “dam”."


def test_of_too_many_passages_none_is_counted(stories: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "MOST_READ", 2)
    reply = stories.ask("how many articles mention the dam")
    assert (reply.status, reply.listing) == ("no_answer", None)
    assert reply.reason.startswith("“dam” appears in more than 2 passages, too many to read")
    assert stories.ask("how many articles mention Carver").listing  # only two passages
    with pytest.raises(InputError, match="mention: “dam” appears in more than 2 passages"):
        stories.articles(mentioning=["dam"])


def test_of_too_many_articles_it_is_not_seen_whom_they_quote(stories: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_MOST_HEARD", 1)
    reply = stories.ask("which articles quote Carver")
    assert reply.note == "more than 1 articles mention the name, too many to check whom they quote: all were counted"
    assert reply.listing is not None
    assert reply.listing.heading == "2 of 12 articles mention “Carver”."


def many(archive: Archive) -> Reply:
    archive.add(
        article(
            f"m{number:03}",
            f"It rained in Velmar. Ferry {number} sailed.",
            title=f"Ferry <b>{number}</b>",
            publisher="Gazette",
            url=f"https://example.org/{number}",
        )
        for number in range(203)
    )
    return archive.ask("how many articles mention Velmar")


def test_of_many_articles_the_first_are_shown_and_the_rest_are_counted(archive: Archive) -> None:
    reply = many(archive)
    assert reply.listing is not None
    assert (reply.listing.total, len(reply.listing.articles), len(reply.citations)) == (203, 200, 200)
    more = "and 183 more: byline list --mention Velmar"
    for shown in (unescape(render.reply_html(0, reply)), reply_markdown(reply), content_of(reply)[0]):
        assert more in shown.replace("\\", "")
        assert shown.count("It rained in Velmar") >= 20
    assert "<b>" not in render.reply_html(0, reply)
    content, annotations = content_of(reply)
    assert len(annotations) == 20
    for number, one in enumerate(annotations, start=1):
        cited = one["url_citation"]
        assert content[cited["start_index"] : cited["end_index"]] == f"[{number}]"


def test_the_command_line_lists_what_was_counted(stories: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    index = str(stories.folder)
    reply = stories.ask("how many articles from the Harbour Courier mention the council since March")
    assert reply.listing is not None
    assert reply.listing.command == "byline list --mention council --publisher 'Harbour Courier' --since 2025-03-01"
    arguments = ["--mention", "council", "--publisher", "Harbour Courier", "--since", "2025-03-01", "--index", index]
    assert main(["list", *arguments]) == 0
    assert re.findall(r"^a\d\d", capsys.readouterr().out, re.M) == ["a02", "a01"]
    assert main(["list", "--mention", "nothing of this", "--index", index]) == 0
    assert capsys.readouterr().out == "no article meets the conditions\n"


def test_no_door_takes_the_count_for_a_quote(stories: Archive) -> None:
    reply = stories.ask("which articles mention Carver")
    heading = "2 of 12 articles mention “Carver”."
    counted = "Counted in the catalogue, not quoted: articles that mention “Carver”"
    page = unescape(re.sub("<[^>]+>", " ", render.reply_html(0, reply)))
    for shown in (page, reply_markdown(reply), content_of(reply)[0]):
        assert heading in shown
        assert counted in shown
        assert "John Carver joins the board of the central bank." in shown
    assert reply.to_anthropic() == [{"type": "text", "text": heading}]
    assert reply.text == ""
    assert "Nothing was found" not in render.sources_html(0, stories.ask("how many articles are there"))


def test_programs_get_the_listing(stories: Archive) -> None:
    question = "which articles mention Carver"

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(build_api(stories, Work()))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/ask", json={"question": question})

    listing = asyncio.run(post()).json()["listing"]
    assert listing == stories.ask(question).to_dict()["listing"]
    assert [(one["id"], one["citation"]) for one in listing["articles"]] == [("a05", 0), ("a06", 1)]


def test_a_listing_stands_alone(stories: Archive) -> None:
    reply = stories.ask("which articles mention Carver")
    assert reply.listing is not None
    first, second = reply.listing.articles
    crossed = replace(reply.listing, articles=(replace(first, marker=2), replace(second, marker=1)))
    turned = replace(reply.listing, articles=(replace(second, marker=1), replace(first, marker=2)))
    for wrong in (
        {"question_kind": "fact"},
        {"status": "likely", "reason": "x"},
        {"confidence": 0.5},
        {"listing": None},
        {"citations": ()},
        {"listing": crossed},
        {"listing": turned},
        {"short_span": reply.citations[0].span},
        {"verdict": "yes"},
    ):
        with pytest.raises(InputError):
            replace(reply, **wrong)
    with pytest.raises(InputError):
        replace(reply.listing, total=1)
    with pytest.raises(InputError):
        replace(reply.listing, names=(ListedName("Sportline", 1),))


def test_a_receipt_of_a_listing_shows_what_was_altered(stories: Archive) -> None:
    kept = stories.receipt(stories.ask("which articles mention Carver"))
    found = stories.verify(kept)
    assert found.accepted
    assert "the number of articles is covered by the seal and was not counted again" in found.notes
    for name, value in (("title", "Another"), ("publisher", "Other"), ("published", None), ("citation", 1)):
        content = json.loads(kept.text)
        content["reply"]["listing"]["articles"][0][name] = value
        assert stories.verify(Receipt({**content, "seal": None})).verdict == "refused"
    content = json.loads(kept.text)
    content["reply"]["listing"]["total"] = 3
    assert stories.verify(Receipt(content)).verdict == "refused"
    assert stories.verify(Receipt({**content, "seal": None})).verdict == "unproven"


def test_what_was_kept_before_articles_were_counted_is_read(stories: Archive) -> None:
    kept = stories.ask("Who signs for Dunhaven?").to_dict()
    del kept["listing"]
    assert stories.reply_from_json(kept) is not None


def test_the_kind_of_question_is_seen_without_the_archive() -> None:
    for question in ("which outlets are there", "undated articles", "who are the authors", "which articles mention X"):
        assert understand(question).question_kind == "catalogue"
