"""What each interface shows for a likely answer, and when there is none.

A likely answer is labelled as one, with its citations and no short answer above it. Where there is no answer, the
reason is followed by the three closest passages, which are not citations.
"""

import asyncio
import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest
from support import article, span_of

from byline import Archive, Citation, Conflict, ConflictingValue, Hit, InputError, Passage, Reply, Sentence, Span
from byline.answering.verdict import verdict_of
from byline.cli import main
from byline.presenting import NEAREST, parts_of
from byline.question.question import understand
from byline.records import Origins
from byline.web.doors.api import build_api
from byline.web.doors.openai import build_openai_chat, content_of
from byline.web.doors.tools import TOOLS
from byline.web.page import render
from byline.web.page.asking import Asking
from byline.web.page.export import reply_markdown
from byline.web.work import Work

QUESTION = "Was the bridge closed in 2021?"
MAY = "This may answer it:"
ONE = article("one", "The bridge was closed in 2021. Nobody knows why.", title="One", url="https://example.com/one")
TWO = article("two", "It rained. Others say it was closed in 2017.", title="Two", url="https://example.com/two")
QUOTES = ("The bridge was closed in 2021.", "Others say it was closed in 2017.")


def likely(**changes: Any) -> Reply:
    citations = tuple(
        Citation(marker, source, span_of(source.text, quote))
        for marker, (source, quote) in enumerate(zip((ONE, TWO), QUOTES, strict=True), start=1)
    )
    values: dict[str, Any] = {
        "question": QUESTION,
        "query": QUESTION,
        "status": "likely",
        "confidence": 0.2,
        "sentences": tuple(Sentence(one.quote, (one.marker,)) for one in citations),
        "citations": citations,
        "reason": "no sentence answers the question with enough confidence",
    }
    return Reply(**{**values, **changes})


CONFLICT = Conflict("outdated", (ConflictingValue("2021", (1,)), ConflictingValue("2017", (2,))))


def none() -> Reply:
    """Return a reply without an answer, with more passages looked at than are shown."""
    hits = tuple(
        Hit(Passage(source, Span(0, end)), 1 / rank, rank)
        for rank, (source, end) in enumerate([(TWO, len(TWO.text)), (ONE, len(ONE.text)), (TWO, 9), (ONE, 30)], start=1)
    )
    return Reply(QUESTION, QUESTION, "no_answer", 0.1, reason="not in these articles", hits=hits)


def replying(archive: Archive, reply: Reply, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Return the archive with the articles, set to give this reply to every question."""
    archive.add([ONE, TWO])
    monkeypatch.setattr(Archive, "replies", lambda *_: iter([reply]))
    return archive


@pytest.fixture
def asked(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    return replying(archive, likely(), monkeypatch)


@pytest.fixture
def abstaining(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    return replying(archive, none(), monkeypatch)


def posted(application: Any, path: str, body: object) -> Any:
    async def post() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://here") as client:
            return await client.post(path, json=body)

    return asyncio.run(post()).json()


def called(archive: Archive) -> Any:
    """Call the tool `ask`."""
    (ask,) = [tool for tool in TOOLS if tool.name == "ask"]
    return ask.call(archive, {"question": QUESTION})


def completed(archive: Archive) -> Any:
    said = {"model": "byline", "messages": [{"role": "user", "content": QUESTION}]}
    return posted(build_openai_chat(archive, Work()), "/chat/completions", said)


def seen(door: str, archive: Archive, capsys: pytest.CaptureFixture[str]) -> str:
    """Ask through an interface and return the text that a person sees there."""

    def page() -> str:
        asking = Asking(archive)
        taken = asking.take({"question": QUESTION})
        *_, last = asking.answer({**taken, "turn": taken["turn"]["number"]})
        turn = json.loads(last)["turn"]["html"]
        html = turn[turn.index('<div class="byline-reply">') : turn.index("<footer")]
        assert "byline-short" not in html
        return unescape(re.sub("<[^>]+>", " ", html))

    def command_line() -> str:
        assert main(["ask", QUESTION, "--index", str(archive.folder)]) == 0
        return capsys.readouterr().out

    return {
        "command line": command_line,
        "page": page,
        "Markdown": lambda: reply_markdown(archive.ask(QUESTION)),
        "chat": lambda: str(completed(archive)["choices"][0]["message"]["content"]),
        "blocks": lambda: "".join(block["text"] for block in archive.ask(QUESTION).to_anthropic()),
    }[door]()


def read(door: str, archive: Archive, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Ask through an interface and return the JSON that a program reads there."""

    def command_line() -> Any:
        assert main(["ask", QUESTION, "--json", "--index", str(archive.folder)]) == 0
        return json.loads(capsys.readouterr().out)

    found: dict[str, Any] = {
        "/api": lambda: posted(build_api(archive, Work()), "/ask", {"question": QUESTION}),
        "/v1": lambda: completed(archive)["byline"],
        "MCP": lambda: called(archive),
        "command line": command_line,
    }[door]()
    return found


# What people read


@pytest.mark.parametrize("door", ["command line", "page", "Markdown", "chat", "blocks"])
def test_what_people_read_begins_with_may_answer_and_has_every_citation(
    door: str, asked: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = seen(door, asked, capsys)
    assert shown.strip().startswith(MAY)
    assert shown.count(MAY) == 1
    above, *rest = shown.partition(QUOTES[0])
    assert above.replace(MAY, "").strip() == ""
    assert "Yes" not in shown
    for marker, quote in enumerate(QUOTES, start=1):
        assert re.search(re.escape(quote) + (rf"\s*\[{marker}\]" if door != "blocks" else ""), "".join((above, *rest)))


def test_values_that_differ_stand_with_a_likely_answer() -> None:
    reply = likely(conflicts=(CONFLICT,))
    for shown in (content_of(reply)[0], reply_markdown(reply), unescape(render.reply_html(0, reply))):
        assert "Articles disagree:" in shown
    drawn = render.reply_html(0, reply)
    assert drawn.index('class="byline-likely"') < drawn.index('class="byline-values"')


def test_the_markers_of_a_likely_answer_are_annotated_where_they_stand() -> None:
    content, annotations = content_of(likely())
    cited = [one["url_citation"] for one in annotations]
    assert [content[one["start_index"] : one["end_index"]] for one in cited] == ["[1]", "[2]"]
    assert [one["url"] for one in cited] == [ONE.url, TWO.url]


def test_an_answer_is_not_introduced_so() -> None:
    for status, reason in (("answered", ""), ("partial", "nothing found mentions Lviv")):
        reply = likely(status=status, reason=reason)
        assert parts_of(reply).preface == ""
        assert MAY not in reply_markdown(reply) + content_of(reply)[0]
        assert "byline-likely" not in render.reply_html(0, reply)
        assert len(reply.to_anthropic()) == 2  # sentences


# What programs read


@pytest.mark.parametrize("door", ["/api", "/v1", "MCP", "command line"])
def test_programs_read_the_status_the_citations_and_no_short_answer(
    door: str, asked: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read(door, asked, capsys)
    assert found == likely().to_dict()
    assert (found["status"], found["short"], found["verdict"], found["nearest"]) == ("likely", None, None, [])
    texts = {source.id: source.text for source in (ONE, TWO)}
    assert [one["cited_text"] for one in found["citations"]] == list(QUOTES)
    for one in found["citations"]:
        assert texts[one["document_id"]][one["start_char_index"] : one["end_char_index"]] == one["cited_text"]


# What is saved


@pytest.mark.parametrize(
    "changes", [{"short_span": Span(25, 29)}, {"verdict": "yes"}, {"reason": ""}, {"sentences": (), "citations": ()}]
)
def test_a_likely_answer_with_a_headline_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        likely(**changes)


def test_a_likely_answer_is_made_again_of_its_json(asked: Archive) -> None:
    again = asked.reply_from_json(likely(conflicts=(CONFLICT,)).to_dict())
    assert again
    assert replace(again, origins=Origins()) == likely(conflicts=(CONFLICT,))


def test_a_receipt_of_a_likely_answer_is_accepted_until_it_is_made_sure(asked: Archive) -> None:
    receipt = asked.receipt(likely(index=asked.state))
    assert verdict_of(understand(QUESTION), likely().citations, ()) == "yes"  # the verdict if it were an answer
    assert asked.verify(receipt).accepted
    for name, value in (("status", "answered"), ("short", "2021"), ("verdict", "yes")):
        content = json.loads(receipt.text)
        content["reply"][name] = value
        assert asked.verify(type(receipt)(content)).verdict == "refused", name


def test_a_likely_answer_that_was_right_makes_a_question(asked: Archive) -> None:
    asked.add_feedback(likely(), "up")
    [question], left_out = asked.feedback_questions()
    assert (question.answers, left_out) == ((QUOTES[0],), [])
    assert set(question.articles) == {"one", "two"}


def test_the_page_takes_a_likely_answer_for_one_that_can_be_denied(asked: Archive) -> None:
    asking = Asking(asked)
    taken = asking.take({"question": QUESTION})
    named = {**taken, "turn": taken["turn"]["number"]}
    list(asking.answer(named))
    assert asking.judge({**named, "absent": True})["saved"]
    assert [(one.verdict, one.absent) for one in asked.feedback()] == [("down", True)]


# Where there is no answer


@pytest.mark.parametrize("door", ["command line", "page", "Markdown", "chat"])
def test_where_there_is_no_answer_people_read_the_reason_and_the_three_closest_passages(
    door: str, abstaining: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = seen(door, abstaining, capsys)
    reason, heading, passages = shown.partition(NEAREST)
    assert reason.strip().startswith("Not in these articles.")
    assert heading
    assert 0 < passages.find(TWO.text) < passages.find(ONE.text) < passages.rfind("It rained")
    assert passages.count(QUOTES[0]) == 1  # the fourth is not shown


@pytest.mark.parametrize("door", ["/api", "/v1", "MCP", "command line"])
def test_where_there_is_no_answer_programs_read_the_closest_passages_and_no_citation(
    door: str, abstaining: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read(door, abstaining, capsys)
    assert found == none().to_dict()
    assert (found["status"], found["answer"], found["citations"]) == ("no_answer", "", [])
    assert [one["marker"] for one in found["nearest"]] == [1, 2, 3]
    assert len(found["hits"]) == 4
    texts = {source.id: source.text for source in (ONE, TWO)}
    for one in found["nearest"]:
        text, start, end = texts[one["document_id"]], one["start_char_index"], one["end_char_index"]
        assert text[start:end] == one["cited_text"]
        assert (text[max(0, start - 32) : start], text[end : end + 32]) == (one["prefix"], one["suffix"])


def test_the_nearest_passages_are_harmless_where_a_chat_draws_markdown() -> None:
    evil = article("evil", "![x](http://evil.example/a.png)\n<img src=http://evil.example/b.png> here.")
    hits = (Hit(Passage(evil, Span(0, len(evil.text))), 1.0, 1),)
    reply = replace(none(), hits=hits)
    for shown in (content_of(reply)[0], reply_markdown(reply)):
        assert "here." in shown
        assert not re.search(r"(?<!\\)\]\(|(?<!\\)<", shown)
    assert content_of(reply)[1] == []
