"""The interfaces for other programs (HTTP API, OpenAI's API, MCP): real servers, called by real clients."""

import asyncio
import base64
import json
import os
import re
import subprocess
import sys
import threading
import venv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import randrange
from typing import Any
from urllib.parse import unquote

import httpx
import httpx2
import openai
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, TextResourceContents
from pydantic import TypeAdapter
from support import ROOT, SEEDS, Server, needs_browser, serving
from support.client import TIMEOUT, get, post, visiting

import byline
from byline import Archive, Article, Citation, Conflict, ConflictingValue, Reply, Sentence, Span
from byline.cli import main
from byline.cli.output import FAILED, USAGE
from byline.errors import InputError
from byline.records import wire
from byline.web import build_page
from byline.web.doors.api import HEALTHY, HealthJson, RepliesJson, build_api
from byline.web.doors.guard import MAX_BODY_BYTES
from byline.web.doors.mcp import build_server
from byline.web.doors.openai import build_openai_chat, content_of
from byline.web.doors.streaming import StreamedJson
from byline.web.doors.tools import FetchedJson, SearchResultsJson
from byline.web.work import AT_ONCE, WAITING, Work, WorkError

QUESTION = "When does Hong Kong's law take effect?"
TREATY = Article(
    "https://news.example/zanzibar?page=1",
    "The Zanzibar treaty was signed on 3 May 2024 ![seen](http://evil.example/i.png) <img src=http://evil.example/j.png> "
    "in Stone Town. It covers the export of cloves.",
    title="Zanzibar [signs](http://evil.example/t) a treaty",
    url="https://news.example/zanzibar?page=1",
    publisher="The Clove",
    published=datetime(2024, 5, 4, tzinfo=UTC),
)
TREATY_QUESTION = "When was the Zanzibar treaty signed?"
USER, PASSWORD, TOKEN = "ann", "päss:word", "t0ken"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doors") / "index"
    with Archive(folder) as made:
        made.add([str(SEEDS), TREATY])
    return folder


@pytest.fixture(scope="module")
def asked(index: Path) -> Iterator[Archive]:
    """The same archive, called directly."""
    with Archive(index) as made:
        yield made


def chatting(index: Path, **environment: str) -> Any:
    none = dict.fromkeys(("BYLINE_USER", "BYLINE_PASSWORD", "BYLINE_TOKEN"), "")
    return serving(["-m", "byline", "chat", "--mcp", "--index", str(index)], index.parent, **{**none, **environment})


@pytest.fixture(scope="module")
def server(index: Path) -> Iterator[Server]:
    with chatting(index) as running:
        yield running


@pytest.fixture(scope="module")
def with_password(index: Path) -> Iterator[Server]:
    with chatting(index, BYLINE_USER=USER, BYLINE_PASSWORD=PASSWORD) as running:
        yield running


@pytest.fixture(scope="module")
def with_token(index: Path) -> Iterator[Server]:
    with chatting(index, BYLINE_TOKEN=TOKEN) as running:
        yield running


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


# The HTTP API


def test_health_tells_what_there_is(server: Server) -> None:
    assert get(server, "/api/health").json() == {
        "ok": True,
        "articles": 4,
        "passages": 23,
        "newest_article_at": "2024-05-04T00:00:00+00:00",
    }


def test_an_answer_is_what_the_archive_answers(server: Server, asked: Archive) -> None:
    answer = post(server, "/api/ask", {"question": QUESTION})
    assert answer.status_code == 200
    assert answer.json() == asked.ask(QUESTION).to_dict()
    citation = answer.json()["citations"][0]
    text = get(server, f"/api/articles/{citation['document_id']}").json()["text"]
    assert text[citation["start_char_index"] : citation["end_char_index"]] == citation["cited_text"]


@pytest.mark.parametrize(
    ("path", "body", "shape"),
    [
        ("/api/health", None, HealthJson),
        ("/api/ask", {"question": QUESTION}, wire.ReplyJson),
        ("/api/ask", {"question": "When was the digital yuan launched?"}, wire.ReplyJson),
        ("/api/ask", {"question": "Who is the CEO of JD.com?"}, wire.ReplyJson),
        ("/api/ask", {"questions": [QUESTION]}, RepliesJson),
        ("/api/search?query=cloves", None, wire.HitsJson),
        ("/api/search", {"query": "cloves"}, wire.HitsJson),
        ("/api/articles", None, wire.ArticlePageJson),
        ("/api/articles/000_04eac8f9aa6b5920", None, wire.ArticleJson),
        ("/api/timeline", {"subject": "the Zanzibar treaty"}, wire.TimelineJson),
        ("/api/trace", {"excerpt": "is scheduled to become effective on August 2"}, wire.TraceJson),
        ("/api/trace", {"excerpt": "nobody ever wrote this sentence about the sea"}, wire.TraceJson),
        ("/api/check", {"text": "The mayor said it “is scheduled to become effective on August 2”."}, wire.CheckJson),
    ],
)
def test_what_is_returned_is_as_described(server: Server, path: str, body: object, shape: type) -> None:
    returned = (get(server, path) if body is None else post(server, path, body)).json()
    assert TypeAdapter(shape).validate_python(returned, extra="forbid") == returned
    described = get(server, "/api/openapi.json").json()
    operation = described["paths"][
        re.sub(r"/0.*|\?.*", "", path.removeprefix("/api")) + ("/{id}" if "/0" in path else "")
    ]
    content = operation["get" if body is None else "post"]["responses"]["200"]["content"]["application/json"]
    either = content["schema"].get("anyOf", [content["schema"]])
    assert {"$ref": f"#/components/schemas/{shape.__name__}"} in either


def test_an_article_is_corrected_and_restored(server: Server) -> None:
    place = f"{server.url}/api/articles/000_04eac8f9aa6b5920"

    def patched(body: object, address: str = place) -> tuple[int, Any]:
        answer = httpx.patch(address, json=body, timeout=TIMEOUT)
        return answer.status_code, answer.json()

    before = httpx.get(place).json()
    status, corrected = patched({"published": "4 March 2026", "author": None})
    assert status == 200
    assert TypeAdapter(wire.ArticleSummaryJson).validate_python(corrected, extra="forbid") == corrected
    assert (corrected["published"], corrected["author"]) == ("2026-03-04T00:00:00+00:00", None)
    assert corrected["edited"] == ["author", "published"]
    listed = get(server, "/api/articles?order=newest").json()["articles"]
    assert (listed[0]["id"], listed[0]["published"]) == (corrected["id"], corrected["published"])
    for body, told in (
        ({"published": "soon"}, "published: found 'soon', expected a date such as 2025-06-30"),
        ({}, "edit: found nothing to change, expected one of title, publisher, author, published"),
        ({"text": "Mine."}, "text: Extra inputs are not permitted"),
        ({"restore": ["text"]}, "restore.0: Input should be 'title', 'publisher', 'author' or 'published'"),
    ):
        status, refused = patched(body)
        assert status == 400
        assert told in refused["error"]["message"]
    assert patched({"title": "Mine"}, f"{server.url}/api/articles/none")[0] == 404
    assert httpx.patch(place, data={"title": "Mine"}).status_code == 415
    status, restored = patched({"restore": ["author", "published"]})
    same = ("title", "publisher", "author", "published", "inferred", "edited")
    assert [restored[name] for name in same] == [before[name] for name in same]


def test_several_questions_are_answered_in_their_order(server: Server, asked: Archive) -> None:
    questions = [QUESTION, "Who is the CEO of JD.com?", TREATY_QUESTION]
    replies = post(server, "/api/ask", {"questions": questions}).json()["replies"]
    assert replies == [asked.ask(one).to_dict() for one in questions]
    elsewhere = post(server, "/api/ask", {"questions": [TREATY_QUESTION], "publisher": "Reuters"}).json()["replies"]
    assert [one["status"] for one in elsewhere] == ["no_answer"]


def pieces(response: httpx.Response) -> list[dict[str, Any]]:
    """Parse a streamed response in either format."""
    kind = response.headers["content-type"].partition(";")[0]
    if kind == "application/x-ndjson":
        return [json.loads(line) for line in response.text.splitlines()]
    assert kind == "text/event-stream"
    events = [one.split("\n") for one in response.text.removesuffix("\n\n").split("\n\n")]
    read = [json.loads(data.removeprefix("data: ")) for _, data in events]
    assert [name for name, _ in events] == [f"event: {one['event']}" for one in read]
    return read


@pytest.mark.parametrize("accept", ["text/event-stream", "application/x-ndjson", "application/x-ndjson;q=0.9, */*"])
def test_replies_are_streamed_in_the_form_that_is_accepted(server: Server, asked: Archive, accept: str) -> None:
    questions = [QUESTION, "Who is the CEO of JD.com?"]
    response = post(server, "/api/ask", {"questions": questions}, headers={"Accept": accept})
    assert response.status_code == 200
    read = pieces(response)
    assert read == [TypeAdapter(StreamedJson).validate_python(one, extra="forbid") for one in read]
    assert [(one["event"], one["question"]) for one in read] == [("reply", 0), ("done", 0), ("reply", 1), ("done", 1)]
    assert [one["reply"] for one in read[::2]] == [asked.ask(one).to_dict() for one in questions]
    refused = post(server, "/api/ask", {"questions": [QUESTION, ""]}, headers={"Accept": accept})
    assert refused.status_code == 400


@pytest.mark.parametrize("accept", ["text/event-stream", "application/x-ndjson"])
def test_a_stream_gives_what_there_is_meanwhile_and_goes_on_after_an_error(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    def replies(question: str, *_: object) -> Iterator[Reply]:
        for note in ("so far", "all of it"):
            if question == "bad":
                raise RuntimeError("of no concern to others")
            yield Reply(question, question, "no_answer", 0.0, reason="none", note=note)

    monkeypatch.setattr(archive, "replies", replies)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(build_api(archive, Work()))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/ask", json={"questions": ["bad", "good"]}, headers={"Accept": accept})

    failed, first, last, done = pieces(asyncio.run(ask()))
    assert (failed["event"], failed["question"]) == ("error", 0)
    assert re.fullmatch(r"Something went wrong: error \w{8} in the server's log\.", failed["message"])
    assert [first["reply"]["note"], last["reply"]["note"]] == ["so far", "all of it"]
    assert done == {"event": "done", "question": 1}


def test_a_question_takes_history_and_filters(server: Server) -> None:
    following = {"question": "When was it signed?", "history": ["What is the Zanzibar treaty?"]}
    assert "Zanzibar" in post(server, "/api/ask", following).json()["query"]
    elsewhere = {"question": TREATY_QUESTION, "publisher": "Reuters"}
    assert post(server, "/api/ask", elsewhere).json()["status"] == "no_answer"
    here = {"question": TREATY_QUESTION, "publisher": ["the clove", "Reuters"], "since": "2024-05-01"}
    assert [one["document_id"] for one in post(server, "/api/ask", here).json()["citations"]] == [TREATY.id]


def test_a_search_by_address_and_by_body_finds_the_same(server: Server, asked: Archive) -> None:
    where = {"query": "export of cloves", "k": 3, "article": [TREATY.id, "000_04eac8f9aa6b5920"]}
    found = post(server, "/api/search", where).json()
    assert found == get(server, "/api/search", params=where).json()
    assert found["hits"][0]["document_id"] == TREATY.id
    assert len(found["hits"]) == 3
    plain = [hit.to_dict() for hit in asked.search("export of cloves", 2)]
    assert get(server, "/api/search", params={"query": "export of cloves", "k": 2}).json()["hits"] == plain
    late = get(server, "/api/search", params={"query": "export of cloves", "since": "2025-01-01"}).json()
    assert late == {"hits": [], "undated": 3}


def test_articles_are_listed_a_page_at_a_time(server: Server, asked: Archive) -> None:
    listed = [one.to_dict() for one in asked.articles()][::-1]
    assert get(server, "/api/articles").json() == {"total": 4, "articles": listed}
    second = get(server, "/api/articles", params={"limit": 2, "offset": 1}).json()
    assert second == {"total": 4, "articles": listed[1:3]}
    found = get(server, "/api/articles", params={"search": "zanzibar", "order": "newest"}).json()
    assert (found["total"], found["articles"][0]["id"]) == (1, TREATY.id)
    assert httpx.get(f"{server.url}/api/articles", params={"order": "best"}).status_code == 400
    assert get(server, "/api/articles", params={"offset": 10**24}).json() == {"total": 4, "articles": []}


def test_an_article_whose_id_is_an_address_is_found(server: Server) -> None:
    found = get(server, "/api/articles/https%3A%2F%2Fnews.example%2Fzanzibar%3Fpage%3D1").json()
    assert (found["id"], found["text"], found["publisher"]) == (TREATY.id, TREATY.text, "The Clove")


def test_an_excerpt_is_traced(server: Server) -> None:
    traced = post(server, "/api/trace", {"excerpt": "is scheduled to become effective on August 2"}).json()
    assert traced["status"] == "altered"
    assert traced["source"]["document_id"] == "000_04eac8f9aa6b5920"
    assert traced["source"]["differences"][0]["concerns"]


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("/api/ask", {"question": ""}, 400, "question: empty, expected words"),
        ("/api/ask", {"question": "x" * 2_001}, 400, "question: found 2,001 characters, expected at most 2,000"),
        ("/api/ask", {"question": 3}, 400, "question: Input should be a valid string"),
        ("/api/ask", {}, 400, "the body: expected question, or questions for several"),
        (
            "/api/ask",
            {"question": "a", "questions": ["b"]},
            400,
            "the body: expected question, or questions for several",
        ),
        ("/api/ask", {"questions": []}, 400, "questions: empty, expected words"),
        ("/api/ask", {"questions": ["a", " "]}, 400, "questions.1: empty, expected words"),
        ("/api/ask", {"questions": ["a"] * 51}, 400, "questions: List should have at most 50 items"),
        ("/api/ask", {"question": "a", "history": [" "]}, 400, "question: empty, expected words"),
        ("/api/ask", [], 400, "the body: Input should be a valid dictionary or object to extract fields from"),
        ("/api/ask", {"question": "a", "publishr": "b"}, 400, "publishr: Extra inputs are not permitted"),
        ("/api/ask", {"question": "a", "history": ["b"] * 51}, 400, "history: List should have at most 50 items"),
        ("/api/ask", {"question": "a", "since": "June"}, 400, "since: found 'June', expected a date such as"),
        ("/api/ask", {"question": "a", "since": "2025-02-01", "until": "2025-01-01"}, 400, "is after until"),
        ("/api/search", {"query": "a", "k": 0}, 400, "k: Input should be greater than or equal to 1"),
        ("/api/search", {"query": "a", "k": "many"}, 400, "k: Input should be a valid integer"),
        ("/api/trace", {"excerpt": "too short"}, 400, "excerpt"),
        ("/api/check", {"text": " \n "}, 400, "text: empty, expected words"),
        ("/api/check", {"text": "a" * 10_001}, 400, "text: found 10,001 characters, expected at most 10,000"),
        ("/api/articles/none", None, 404, "none"),
        (f"/api/articles?search={'a+' * 900}", None, 400, "search: found 900 words, expected at most 50"),
        ("/api/articles?limit=0", None, 400, "limit: Input should be greater than or equal to 1"),
        ("/api/articles?offset=-1", None, 400, "offset: Input should be greater than or equal to 0"),
        ("/api/search", None, 400, "query: Field required"),
        ("/api/nothing", None, 404, "Not Found"),
        ("/api/trace", None, 405, "Method Not Allowed"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    server: Server, path: str, body: object, status: int, message: str
) -> None:
    response = get(server, path) if body is None else post(server, path, body)
    wrong = response.json()["error"]
    assert response.status_code == status
    assert message in wrong["message"]
    assert "\n" not in wrong["message"]
    assert wrong["type"] == ("not_found_error" if status == 404 else "invalid_request_error")


@pytest.mark.parametrize(
    ("path", "methods"), [("/api/search", "GET, POST"), ("/api/ask", "POST"), ("/api/articles/a", "GET, PATCH")]
)
def test_a_method_that_is_not_there_is_refused_with_those_that_are(server: Server, path: str, methods: str) -> None:
    response = httpx.delete(server.url + path)
    assert (response.status_code, response.headers["allow"]) == (405, methods)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"question": "\\ud800"}', b'{"question": "\xed\xa0\x80 law"}']
)
def test_what_is_no_json_is_told(server: Server, body: bytes) -> None:
    response = httpx.post(f"{server.url}/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/api/ask", "/api/trace", "/api/check", "/api/search", "/api/timeline"])
def test_half_a_character_is_taken_for_a_space(server: Server, path: str) -> None:
    name = {"ask": "question", "trace": "excerpt", "check": "text", "search": "query", "timeline": "subject"}
    sent = rb'{"%b": "When does the\ud83d law\uDE00 take \\ud800 effect \ud83d\ude00?"}'
    body = sent.replace(b"%b", name[path.removeprefix("/api/")].encode())
    answer = httpx.post(server.url + path, content=body, headers={"Content-Type": "application/json"}, timeout=TIMEOUT)
    assert answer.status_code == 200
    if path in {"/api/trace", "/api/check"}:
        assert answer.json()[name[path.removeprefix("/api/")]] == "When does the  law  take \\ud800 effect 😀?"


def test_what_goes_wrong_inside_is_not_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "byline.db").write_bytes(b"no database" * 1_000)
    transport = httpx.ASGITransport(build_api(Archive(tmp_path), Work()))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/ask", json={"question": QUESTION})

    response = asyncio.run(ask())
    assert response.status_code == 500
    told = re.fullmatch(
        r"Something went wrong: error (\w{8}) in the server's log\.", response.json()["error"]["message"]
    )
    assert told
    assert told[1] in caplog.text
    assert str(tmp_path) in caplog.text


def test_only_so_many_questions_wait() -> None:
    limited, going_on = Work(), threading.Event()

    async def crowd() -> None:
        tasks = [asyncio.create_task(limited.run(going_on.wait)) for _ in range(AT_ONCE + WAITING)]
        await asyncio.sleep(0.1)
        with pytest.raises(WorkError, match="busy") as refused:
            await limited.run(going_on.wait)
        assert refused.value.status == 503
        going_on.set()
        assert await asyncio.gather(*tasks) == [True] * (AT_ONCE + WAITING)

    asyncio.run(crowd())


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions", "/mcp"])
def test_a_body_that_is_too_large_is_refused(server: Server, path: str) -> None:
    def piecemeal() -> Iterator[bytes]:
        for _ in range(MAX_BODY_BYTES // 100_000 + 1):
            yield b" " * 100_000

    response = httpx.post(
        server.url + path, content=piecemeal(), headers={"Content-Type": "application/json"}, timeout=TIMEOUT
    )
    assert response.status_code == 413
    assert response.json()["error"]["message"] == "the request body is larger than 1,000,000 bytes"


def test_the_description_names_every_operation_and_its_page_loads_nothing(server: Server) -> None:
    described = get(server, "/api/openapi.json").json()
    operations = {f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods}
    assert operations == {
        "POST /ask",
        "GET /search",
        "POST /search",
        "GET /articles",
        "GET /articles/{id}",
        "PATCH /articles/{id}",
        "POST /trace",
        "POST /timeline",
        "POST /check",
        "GET /health",
        "GET /health/live",
        "GET /health/ready",
    }
    assert described["servers"] == [{"url": "/api"}]
    assert described["info"]["version"] == byline.__version__
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["description"]
            assert operation["responses"].keys() == {"200", "4XX", "5XX"}
    for place in ("/api", "/api/"):
        start = get(server, place, follow_redirects=True)
        assert start.url.path == "/api/docs"
    page = get(server, "/api/docs")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert not re.search(r"<script|<link|<img|https?:|//|@import|url\(", page.text)
    for operation in operations:
        method, path = operation.split()
        assert f"{method} /api{path}" in page.text
    assert "earlier questions, oldest first" in page.text
    assert "is scheduled to become effective on August 2" in page.text


def examples_of(operation: dict[str, Any], described: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return the examples of an operation's body, and those of its parameters and response."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    model = described["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})
    others = [one for parameter in operation.get("parameters", []) for one in parameter["schema"].get("examples", [])]
    others += [one for parameter in operation.get("parameters", []) for one in parameter.get("examples", {})]
    answer = operation["responses"]["200"]["content"]["application/json"]
    return model.get("examples", []), others + ([answer["example"]] if "example" in answer else [])


def test_every_operation_has_an_example_and_the_examples_work(server: Server) -> None:
    described = get(server, "/api/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            bodies, others = examples_of(operation, described)
            assert bodies or others, f"{method} {path}"
            for body in bodies:
                place = f"/api{path}".replace("{id}", "000_04eac8f9aa6b5920")
                assert httpx.request(method, server.url + place, json=body, timeout=TIMEOUT).status_code == 200, body
    restored = {"restore": ["published", "publisher", "author"]}  # the fields that the examples have corrected
    assert httpx.patch(f"{server.url}/api/articles/000_04eac8f9aa6b5920", json=restored).json()["edited"] == []
    assert TypeAdapter(HealthJson).validate_python(HEALTHY, extra="forbid") == HEALTHY
    assert get(server, "/api/articles/000_04eac8f9aa6b5920").status_code == 200


# Byline as a model


def client(server: Server, **options: Any) -> openai.OpenAI:
    return openai.OpenAI(
        **{"base_url": f"{server.url}/v1", "api_key": "unused", "max_retries": 0, "timeout": TIMEOUT, **options}
    )


def said(*texts: str) -> Any:
    return [{"role": "user", "content": text} for text in texts]


def test_the_model_is_listed(server: Server) -> None:
    assert [model.id for model in client(server).models.list()] == ["byline"]
    assert client(server).models.retrieve("byline").owned_by == "byline"
    with pytest.raises(openai.NotFoundError):
        client(server).models.retrieve("another")


def test_an_answer_comes_with_its_sources(server: Server, asked: Archive) -> None:
    completion = client(server).chat.completions.create(
        model="byline", messages=said(TREATY_QUESTION), temperature=0.5, max_tokens=5
    )
    choice = completion.choices[0]
    assert choice.finish_reason == "stop"
    assert choice.message.role == "assistant"
    content = choice.message.content
    assert content
    reply = asked.ask(TREATY_QUESTION)
    assert reply.lead == "3 May 2024"
    assert content.startswith("3 May 2024\n\nThe Zanzibar treaty was signed on 3 May 2024 ")
    assert content.count("[1]") >= 2
    assert content.endswith(f"a treaty · The Clove · 2024-05-04 · {TREATY.url}")
    assert completion.model_extra
    assert completion.model_extra["byline"] == reply.to_dict()
    assert choice.message.annotations
    for annotation in choice.message.annotations:
        cited = annotation.url_citation
        assert content[cited.start_index : cited.end_index] == "[1]"
        assert (cited.url, cited.title) == (TREATY.url, TREATY.title)


def test_what_an_article_says_is_no_markdown(server: Server) -> None:
    completion = client(server).chat.completions.create(model="byline", messages=said(TREATY_QUESTION))
    content = completion.choices[0].message.content
    assert content
    assert "evil.example/i.png" in content
    assert "](" not in content
    assert "<img" not in content


def test_a_stream_is_the_same_answer_in_pieces(server: Server) -> None:
    whole = client(server).chat.completions.create(model="byline", messages=said(TREATY_QUESTION))
    stream = client(server).chat.completions.create(
        model="byline", messages=said(TREATY_QUESTION), stream=True, stream_options={"include_usage": True}
    )
    *chunks, last, usage = list(stream)
    assert len(chunks) > 3
    assert len({chunk.id for chunk in (*chunks, last, usage)}) == 1
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole.choices[0].message.content
    assert last.choices[0].finish_reason == "stop"
    assert last.choices[0].delta.model_extra
    assert whole.choices[0].message.annotations
    assert last.choices[0].delta.model_extra["annotations"] == [
        one.model_dump() for one in whole.choices[0].message.annotations
    ]
    assert last.model_extra
    assert whole.model_extra
    assert last.model_extra["byline"] == whole.model_extra["byline"]
    assert usage.choices == []
    assert usage.usage
    assert usage.usage.total_tokens == 0


def test_a_stream_is_made_of_events(server: Server) -> None:
    body = {"model": "byline", "messages": said(QUESTION), "stream": True}
    response = post(server, "/v1/chat/completions", body)
    assert response.headers["content-type"].startswith("text/event-stream")
    *events, last, end = response.text.split("\n\n")
    assert (last, end) == ("data: [DONE]", "")
    chunks = [json.loads(event.removeprefix("data: ")) for event in events]
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert all(chunk["object"] == "chat.completion.chunk" for chunk in chunks)
    assert all("usage" not in chunk for chunk in chunks)


@pytest.mark.parametrize("stream", [False, True])
def test_what_a_chat_asks_for_itself_is_not_searched_for(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    monkeypatch.setattr(archive, "ask", lambda *_: pytest.fail("asked"))
    told = f"Generate a title for the conversation. Only the title.\n\nUser: {QUESTION}\nAI: {'Soon. ' * 1_000}"
    body = {"model": "byline", "messages": said(told), "stream": stream}

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(build_openai_chat(archive, Work()))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/chat/completions", json=body)

    response = asyncio.run(ask())
    assert response.status_code == 200
    if stream:
        chunks = [json.loads(line.removeprefix("data: ")) for line in response.text.split("\n\n")[:-2]]
        content = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    else:
        content = response.json()["choices"][0]["message"]["content"]
    assert content == QUESTION.removesuffix("?")
    assert '"byline": {' not in response.text


def test_an_abstention_is_content_too(server: Server) -> None:
    completion = client(server).chat.completions.create(model="byline", messages=said("Who is the CEO of JD.com?"))
    assert completion.model_extra
    reply = completion.model_extra["byline"]
    assert reply["status"] == "no_answer"
    content = completion.choices[0].message.content
    assert content
    assert content.lower().startswith(reply["reason"].lower())
    assert "Sources" not in content
    assert completion.choices[0].message.annotations == []


def test_earlier_messages_of_the_user_are_the_history(server: Server) -> None:
    conversation = [
        {"role": "system", "content": "You are a pirate."},
        {"role": "user", "content": "x" * 2_001},  # it was refused, and remains in the conversation of a chat
        {"role": "assistant", "content": None},
        {"role": "user", "content": [{"type": "text", "text": "What is the Zanzibar treaty?"}]},
        {"role": "assistant", "content": "A treaty. [1]"},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "When was it signed?"},
                {"type": "image_url", "image_url": {"url": "data:,"}},
            ],
        },
    ]
    completion = client(server).chat.completions.create(model="byline", messages=conversation)  # type: ignore[arg-type]
    assert completion.model_extra
    assert completion.model_extra["byline"]["question"] == "When was it signed?"
    assert "Zanzibar" in completion.model_extra["byline"]["query"]


@pytest.mark.parametrize(
    ("body", "status", "code", "message"),
    [
        ({"model": "gpt-4", "messages": said("a")}, 404, "model_not_found", "the model 'gpt-4' does not exist"),
        ({"messages": said("a")}, 400, None, "model: Field required"),
        ({"model": "byline"}, 400, None, "messages: Field required"),
        ({"model": "byline", "messages": []}, 400, None, "messages: List should have at least 1 item"),
        ({"model": "byline", "messages": "a"}, 400, None, "messages: Input should be a valid list"),
        ({"model": "byline", "messages": [{"role": "system", "content": "a"}]}, 400, None, "none with the role user"),
        ({"model": "byline", "messages": said(" ")}, 400, None, "question: empty, expected words"),
        (
            {"model": "byline", "messages": said("x" * 2_001), "stream": True},
            400,
            None,
            "question: found 2,001 characters",
        ),
    ],
)
def test_errors_have_the_shape_of_openai(
    server: Server, body: dict[str, object], status: int, code: str | None, message: str
) -> None:
    response = post(server, "/v1/chat/completions", body)
    wrong = response.json()["error"]
    assert response.status_code == status
    assert message in wrong["message"]
    assert wrong.keys() == {"message", "type", "param", "code"}
    assert wrong["code"] == code
    with pytest.raises(openai.NotFoundError if status == 404 else openai.BadRequestError, match=re.escape(message)):
        client(server).post("/chat/completions", body=body, cast_to=object)


def test_values_that_differ_and_what_is_to_be_known_besides_are_shown() -> None:
    texts = ("The bank was closed in 2017 [see](http://evil.example).", "The bank was closed in 2021.")
    articles = [Article(f"a{number}", text) for number, text in enumerate(texts)]
    citations = tuple(Citation(n + 1, one, Span(0, len(one.text))) for n, one in enumerate(articles))
    values = (ConflictingValue("2017", (1,)), ConflictingValue("2021", (2,)))
    reply = Reply(
        "When was the bank closed?",
        "When was the bank closed?",
        "partial",
        0.5,
        tuple(Sentence(one.quote, (one.marker,)) for one in citations),
        citations,
        reason="nothing says which bank",
        note="nothing found is of 2020",
        conflicts=(Conflict("conflicting opinions", values),),
    )
    content, annotations = content_of(reply)
    assert content == (
        "The bank was closed in 2017 [see]\\(http://evil.example). [1] The bank was closed in 2021. [2]\n\n"
        "Articles disagree: 2017 [1] | 2021 [2]\n\n"
        "Nothing says which bank.\n\n"
        "Nothing found is of 2020.\n\n"
        "Sources:\n\n- [1] a0\n- [2] a1"
    )
    assert annotations == []  # the articles have no URL
    returned = reply.to_dict()
    assert TypeAdapter(wire.ReplyJson).validate_python(returned, extra="forbid") == returned


# MCP

TRACED = "is scheduled to become effective on August 1"
CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "cloves", "k": 3},
    "fetch": {"id": TREATY.id},
    "ask": {"question": QUESTION},
    "article": {"id": TREATY.id},
    "trace": {"excerpt": TRACED},
    "timeline": {"subject": "the Zanzibar treaty"},
    "check": {"text": f"It {TRACED}. Nobody ever wrote this sentence about the sea."},
}
RETURNED = {
    "search": SearchResultsJson,
    "fetch": FetchedJson,
    "ask": wire.ReplyJson,
    "article": wire.ArticleJson,
    "trace": wire.TraceJson,
    "timeline": wire.TimelineJson,
    "check": wire.CheckJson,
}


async def used(client: Client) -> dict[str, Any]:
    """Do by version 2 of the SDK what `support/mcp_1_client.py` does by version 1."""
    async with client:
        tools = (await client.list_tools()).tools
        returned = {}
        for name, arguments in CALLS.items():
            result = await client.call_tool(name, arguments)
            assert not result.is_error, result.content
            assert json.loads(text_of(result)) == result.structured_content
            returned[name] = result.structured_content
        resources = (await client.list_resources()).resources
        contents = (await client.read_resource(resources[0].uri)).contents[0]
        assert isinstance(contents, TextResourceContents)
        return {
            "version": client.protocol_version,
            "tools": [tool.name for tool in tools],
            "returned": returned,
            "resources": [one.uri for one in resources],
            "text": contents.text,
        }


def text_of(result: CallToolResult) -> str:
    return "".join(block.text for block in result.content if block.type == "text")


def called(server: Server, name: str, headers: dict[str, str] | None = None, **arguments: Any) -> CallToolResult:
    async def call() -> CallToolResult:
        async with (
            httpx2.AsyncClient(headers=headers, timeout=TIMEOUT) as http,
            Client(streamable_http_client(f"{server.url}/mcp", http_client=http)) as session,
        ):
            return await session.call_tool(name, arguments)

    return asyncio.run(call())


@pytest.fixture(scope="session")
def python_of_mcp_1(pytestconfig: pytest.Config) -> str:
    """A Python with version 1 of the MCP SDK: $BYLINE_MCP_1, or one that is installed once, which needs a network."""
    if named := os.environ.get("BYLINE_MCP_1"):
        return named
    assert pytestconfig.cache
    folder = pytestconfig.cache.mkdir("mcp-1")
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        wanted = ROOT / "tests" / "support" / "mcp_1.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", wanted], check=True)
    return str(python)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["HTTP", "stdio"])
@pytest.mark.parametrize("kind", ["2026-07-28", "2025-11-25", "SDK 1"])
def test_clients_of_either_sdk_call_every_tool(
    kind: str, way: str, index: Path, server: Server, asked: Archive, request: pytest.FixtureRequest
) -> None:
    url, command = f"{server.url}/mcp", [sys.executable, "-m", "byline", "mcp", "--index", str(index)]
    if kind == "SDK 1":
        reached = {"url": url} if way == "HTTP" else {"command": command, "environment": {}}
        client = ROOT / "tests" / "support" / "mcp_1_client.py"
        python = request.getfixturevalue("python_of_mcp_1")
        # PYTHONPATH may name this Python's packages: the server needs it, but the client must only see its own.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        if way == "stdio":
            reached["environment"] = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        told = subprocess.run(
            [python, client],
            input=json.dumps({**reached, "calls": CALLS}),
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        ).stdout
        found = json.loads(told)
        assert found["version"] == "2025-11-25"
    else:
        mode = "auto" if kind == "2026-07-28" else "legacy"
        process = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))
        found = asyncio.run(used(Client(url if way == "HTTP" else process, mode=mode)))
        assert found["version"] == kind
    assert found["tools"] == list(CALLS)
    for name, shape in RETURNED.items():
        assert TypeAdapter(shape).validate_python(found["returned"][name], extra="forbid") == found["returned"][name]
    returned = found["returned"]
    assert returned["ask"] == asked.ask(QUESTION).to_dict()
    assert returned["article"]["text"] == returned["fetch"]["text"] == TREATY.text
    assert returned["trace"] == asked.trace(TRACED).to_dict()
    assert returned["timeline"] == json.loads(json.dumps(asked.timeline("the Zanzibar treaty").to_dict()))
    assert [hit for one in returned["search"]["results"] for hit in one["passages"]]
    assert len(found["resources"]) == len(asked.articles())
    assert found["text"] == asked.article(unquote(found["resources"][0].rpartition("/")[2])).text


def here(archive: Archive, use: Any) -> Any:
    """Call a server in this process by a client."""

    async def run() -> Any:
        async with Client(build_server(archive, Work())) as client:
            try:
                return await use(client)
            except MCPError as error:
                return error  # raising it here would wrap it in an exception group

    if isinstance(result := asyncio.run(run()), MCPError):
        raise result
    return result


def test_the_tools_say_what_they_take_and_return_and_that_they_change_nothing(asked: Archive) -> None:
    tools = here(asked, lambda client: client.list_tools()).tools
    assert {tool.name: tool.input_schema.get("required") for tool in tools} == {
        "search": ["query"],
        "fetch": ["id"],
        "ask": ["question"],
        "article": ["id"],
        "trace": ["excerpt"],
        "timeline": ["subject"],
        "check": ["text"],
    }
    for tool in tools:
        assert tool.title
        assert tool.description
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint
        assert all(about["description"] for about in tool.input_schema["properties"].values())
        assert tool.output_schema["type"] == "object"


def test_a_search_names_each_article_once_and_what_it_names_can_be_fetched(asked: Archive) -> None:
    found = here(asked, lambda client: client.call_tool("search", {"query": "stablecoin law", "k": 20}))
    results = found.structured_content["results"]
    ids = [one["id"] for one in results]
    assert len(ids) == len(set(ids)) < sum(len(one["passages"]) for one in results) == 20
    for one in results:
        assert all(passage["document_id"] == one["id"] for passage in one["passages"])
        fetched = here(asked, lambda client, id=one["id"]: client.call_tool("fetch", {"id": id})).structured_content
        assert (fetched["id"], fetched["title"], fetched["url"]) == (one["id"], one["title"], one["url"])
        assert all(isinstance(value, str) for value in fetched["metadata"].values())
    only = here(asked, lambda client: client.call_tool("search", {"query": "cloves", "publisher": "The Clove"}))
    (treaty,) = only.structured_content["results"]
    assert (treaty["id"], treaty["title"], treaty["url"]) == (TREATY.id, TREATY.title, TREATY.url)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("ask", {"question": ""}, "question: empty, expected words"),
        ("ask", {}, "question: Field required"),
        ("ask", {"question": "a", "add": "b"}, "add: Extra inputs are not permitted"),
        ("search", {"query": "a", "since": "June"}, "since: found 'June', expected a date such as 2025-06-30"),
        ("search", {"query": "a", "k": "many"}, "k: Input should be a valid integer"),
        ("fetch", {"id": "none"}, "none"),
        ("article", {"id": "none"}, "none"),
        ("trace", {"excerpt": "too short"}, "excerpt"),
        ("timeline", {"subject": " "}, "subject: empty, expected words"),
    ],
)
def test_a_tool_that_fails_says_why(asked: Archive, name: str, arguments: dict[str, Any], message: str) -> None:
    result = here(asked, lambda client: client.call_tool(name, arguments))
    assert result.is_error
    assert message in text_of(result)
    assert "\n" not in text_of(result)
    assert result.structured_content is None


@pytest.mark.parametrize("name", ["take", "add", "remove"])
def test_there_are_no_other_tools(asked: Archive, name: str) -> None:
    with pytest.raises(MCPError, match=f"unknown tool: found '{name}', expected search, fetch"):
        here(asked, lambda client: client.call_tool(name, {"files": ["/etc/passwd"]}))


def test_articles_are_resources_that_are_listed_a_page_at_a_time(
    asked: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("byline.web.doors.mcp._RESOURCES", 3)

    async def listed(client: Client) -> Any:
        first = await client.list_resources()
        return first, await client.list_resources(cursor=first.next_cursor)

    first, second = here(asked, listed)
    assert [len(first.resources), len(second.resources), second.next_cursor] == [3, 1, None]
    addresses = [one.uri for one in (*first.resources, *second.resources)]
    (treaty,) = [one for one in addresses if "zanzibar" in one]
    assert treaty == "byline://articles/https%3A%2F%2Fnews.example%2Fzanzibar%3Fpage%3D1"
    read = here(asked, lambda client: client.read_resource(treaty)).contents[0]
    assert (read.text, read.mime_type) == (TREATY.text, "text/plain")
    (template,) = here(asked, lambda client: client.list_resource_templates()).resource_templates
    assert template.uri_template == "byline://articles/{id}"


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda client: client.read_resource("byline://articles/none"), "no article 'none'"),
        (lambda client: client.read_resource("file:///etc/passwd"), "unknown resource"),
        (lambda client: client.list_resources(cursor="-1"), "cursor: found '-1'"),
    ],
)
def test_what_is_no_resource_is_told(asked: Archive, use: Any, message: str) -> None:
    with pytest.raises(MCPError, match=message):
        here(asked, use)


def test_without_the_sdk_of_mcp_the_page_and_the_command_say_so(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("byline.web.doors.tools.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'byline\[mcp\]'"):
        build_page(archive, with_tools=True)
    assert main(["mcp"]) == USAGE
    assert "pip install 'byline[mcp]'" in capsys.readouterr().err


def test_an_archive_without_articles_is_no_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", "--index", str(tmp_path / "none")]) == FAILED
    assert "no articles in it yet" in capsys.readouterr().err


def test_gradio_serves_no_tools(server: Server) -> None:
    assert get(server, "/gradio_api/mcp/schema").status_code == 404
    assert get(server, "/gradio_api/info").json()["named_endpoints"] == {}


def test_no_icon_is_drawn(server: Server) -> None:
    assert get(server, "/pwa_icon/99999").status_code == 404


# Access

DOORS = [
    ("POST", "/api/ask", {"question": QUESTION}),
    ("POST", "/api/search", {"query": "cloves"}),
    ("GET", "/api/search?query=cloves", None),
    ("GET", "/api/articles", None),
    ("GET", "/api/articles/000_04eac8f9aa6b5920", None),
    ("PATCH", "/api/articles/000_04eac8f9aa6b5920", {"restore": ["title"]}),
    ("POST", "/api/trace", {"excerpt": "is scheduled to become effective on"}),
    ("GET", "/api/openapi.json", None),
    ("GET", "/api/docs", None),
    ("GET", "/v1/models", None),
    ("POST", "/v1/chat/completions", {"model": "byline", "messages": said(QUESTION)}),
    ("GET", "/metrics", None),
    ("POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}),
    ("POST", "/mcp/", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}),
]
MORE_OF_MCP = [("GET", "/mcp", None), ("DELETE", "/mcp", None), ("POST", "/mcp/more", {})]


def knock(server: Server, method: str, path: str, body: object, headers: dict[str, str]) -> httpx.Response:
    if path.startswith("/mcp"):
        headers = {"Accept": "application/json, text/event-stream", **headers}
    with visiting(server, new_address(), follow_redirects=path.endswith("/")) as visitor:
        return visitor.request(method, path, json=body, headers=headers)


def new_address() -> str:
    """Return a random local address, since an address that fails too often has to wait."""
    return f"127.{randrange(1, 255)}.{randrange(256)}.{randrange(1, 255)}"


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
def test_each_door_is_open_where_nothing_is_asked_for(server: Server, method: str, path: str, body: object) -> None:
    assert knock(server, method, path, body, {}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("wrong"),
        {"Authorization": "Bearer"},
        {"Authorization": TOKEN},
        basic(USER, TOKEN),
        basic("byline", TOKEN),
    ],
)
@pytest.mark.parametrize(("method", "path", "body"), [*DOORS, *MORE_OF_MCP])
def test_no_door_opens_without_the_token(
    with_token: Server, method: str, path: str, body: object, headers: dict[str, str]
) -> None:
    response = knock(with_token, method, path, body, headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["error"]["type"] == "authentication_error"
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
def test_each_door_opens_with_the_token(with_token: Server, method: str, path: str, body: object) -> None:
    assert knock(with_token, method, path, body, bearer(TOKEN)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic(USER, "wrong"),
        basic("other", PASSWORD),
        bearer(basic(USER, PASSWORD)["Authorization"][6:]),
        {"Authorization": "Basic %"},
    ],
)
@pytest.mark.parametrize(("method", "path", "body"), [*DOORS, *MORE_OF_MCP])
def test_no_door_opens_without_the_password(
    with_password: Server, method: str, path: str, body: object, headers: dict[str, str]
) -> None:
    response = knock(with_password, method, path, body, headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
def test_each_door_opens_with_the_password(with_password: Server, method: str, path: str, body: object) -> None:
    assert knock(with_password, method, path, body, basic(USER, PASSWORD)).status_code == 200


def test_health_is_open_to_all(with_token: Server, with_password: Server) -> None:
    assert get(with_token, "/api/health").json()["ok"]
    assert get(with_password, "/api/health").json()["ok"]


def test_the_clients_come_in_with_the_token(with_token: Server) -> None:
    with pytest.raises(openai.AuthenticationError):
        client(with_token).models.list()
    assert [model.id for model in client(with_token, api_key=TOKEN).models.list()] == ["byline"]
    found = called(with_token, "search", bearer(TOKEN), query="cloves", k=1)
    assert found.structured_content["results"]


def test_a_tool_is_called_with_the_password(with_password: Server) -> None:
    found = called(with_password, "search", basic(USER, PASSWORD), query="cloves", k=1)
    assert found.structured_content["results"]


PAGE = [
    "/config",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/queue/data?session_hash=a",
    "/gradio_api/call/search/a",
]


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("with_password", (USER, PASSWORD), [(USER, "wrong"), ("other", PASSWORD), ("", "")]),
        ("with_token", ("byline", TOKEN), [("byline", "wrong"), ("other", TOKEN), ("", "")]),
    ],
)
@pytest.mark.slow
def test_the_page_asks_for_a_log_in(
    name: str, right: tuple[str, str], wrong: list[tuple[str, str]], request: pytest.FixtureRequest
) -> None:
    running: Server = request.getfixturevalue(name)
    with visiting(running, new_address()) as visitor:
        for path in PAGE:
            assert visitor.get(path).status_code == 401
        joined = {"data": ["x", None], "fn_index": 0, "session_hash": "a"}
        assert visitor.post("/gradio_api/queue/join", json=joined).status_code == 401
        assert visitor.post("/gradio_api/call/search", json={"data": ["cloves"]}).status_code == 401
        assert visitor.post("/gradio_api/upload", files={"files": ("a.txt", b"a")}).status_code == 401
        assert "stablecoin" not in visitor.get("/").text.lower()
        for user, password in wrong:
            form = {"username": user, "password": password}
            assert visitor.post("/login", data=form).status_code in {400, 422}
        assert visitor.get("/config").status_code == 401
        entered = visitor.post("/login", data={"username": right[0], "password": right[1]})
        assert entered.json() == {"success": True}
        cookie = "; ".join(f"{one.name}={one.value}" for one in visitor.cookies.jar)
        assert visitor.get("/config", headers={"Cookie": cookie}).status_code == 200
        # The cookie of the page does not open the API: a browser would send it for any site.
        assert visitor.get("/api/articles", headers={"Cookie": cookie}).status_code == 401


@needs_browser
def test_a_person_logs_in_and_asks(with_password: Server, chromium) -> None:  # type: ignore[no-untyped-def]
    foreign, errors = [], []
    with chromium.new_context() as context:
        context.set_default_timeout(1_000 * TIMEOUT)
        context.on("request", lambda sent: None if sent.url.startswith(with_password.url) else foreign.append(sent.url))
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(with_password.url)
        page.get_by_label("username").fill(USER)
        page.get_by_label("password").fill(PASSWORD)
        page.get_by_role("button", name="Login").click()
        page.get_by_label("Your question").fill(QUESTION)
        page.get_by_label("Your question").press("Enter")
        page.locator(".byline-reply").wait_for()
        assert "August 1" in page.locator(".byline-reply").inner_text()
    assert [one for one in foreign if not one.startswith(("data:", "blob:"))] == []
    assert errors == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
@pytest.mark.parametrize(("method", "path", "body"), DOORS)
def test_a_page_of_another_site_is_refused(server: Server, method: str, path: str, body: object, origin: str) -> None:
    response = knock(server, method, path, body, {"Origin": origin})
    assert response.status_code == 403
    assert response.json()["error"]["type"] == "permission_error"


CROSS_SITE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_the_browser_says_another_site_has_sent_is_refused(server: Server, site: str) -> None:
    sent = {**CROSS_SITE, "Sec-Fetch-Site": site}
    assert post(server, "/api/trace", {"excerpt": "a b c d"}, headers=sent).status_code == 403
    assert get(server, "/api/articles", headers={**sent, "Origin": server.url}).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.example"}  # a proxy that changes Host
    assert get(server, "/api/articles", headers=own).status_code == 200


def test_no_other_site_uses_the_log_in_of_the_page(with_password: Server) -> None:
    with httpx.Client(base_url=with_password.url, timeout=TIMEOUT) as visitor:
        visitor.post("/login", data={"username": USER, "password": PASSWORD})
        cookie = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in visitor.cookies.jar)}
        for path in ("/", "/config", "/gradio_api/info"):
            assert visitor.get(path, headers=cookie).status_code == 200
            assert visitor.get(path, headers={**cookie, **CROSS_SITE}).status_code == 403
        opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        assert visitor.get("/", headers={**cookie, **opened}).status_code == 200
        assert visitor.post("/gradio_api/queue/join", json={}, headers={**cookie, **opened}).status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
@pytest.mark.parametrize("path", ["/api/ask", "/api/search", "/api/trace", "/v1/chat/completions", "/mcp"])
def test_what_a_form_could_send_is_refused(server: Server, path: str, kind: str) -> None:
    response = httpx.post(server.url + path, content=b'{"question": "a"}', headers={"Content-Type": kind})
    assert response.status_code == 415


@pytest.mark.slow
def test_behind_a_proxy_the_doors_are_where_the_page_is(index: Path) -> None:
    with chatting(index, BYLINE_TOKEN=TOKEN, GRADIO_ROOT_PATH="/reading") as running:
        for path in ("/api/articles", "/api/openapi.json", "/api/docs", "/v1/models", "/metrics"):
            for place in (path, f"/reading{path}"):  # a proxy may strip the prefix or keep it
                assert get(running, place).status_code == 401
                assert get(running, place, headers=bearer(TOKEN)).status_code == 200
        described = get(running, "/api/openapi.json", headers=bearer(TOKEN)).json()
        assert described["servers"] == [{"url": "/reading/api"}]
        assert "GET /reading/api/articles" in get(running, "/api/docs", headers=bearer(TOKEN)).text
        for path in ("/api//articles", "/%61pi/articles", "/reading/reading/api/articles", "/API/articles"):
            assert get(running, path).status_code in {401, 404}
        assert get(running, "/api/health").json() == get(running, "/reading/api/health").json()


def test_who_has_the_key_may_come_from_the_same_site_or_with_a_token_from_any(
    server: Server, with_password: Server, with_token: Server
) -> None:
    assert get(server, "/api/articles", headers={"Origin": server.url}).status_code == 200
    foreign = {"Origin": "https://front.example"}
    assert get(with_token, "/api/articles", headers={**foreign, **bearer(TOKEN)}).status_code == 200
    assert get(with_password, "/api/articles", headers={**foreign, **basic(USER, PASSWORD)}).status_code == 403
