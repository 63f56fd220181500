"""What an operator sees of a running server, and what an attacker meets: real processes, asked over HTTP."""

import asyncio
import json
import resource
import shutil
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Message, Receive, Scope, Send
from support import Server, needs_browser, serving
from support.client import TIMEOUT, get, logged_in, post, visiting

from byline import Archive
from byline.web.doors import guard
from byline.web.doors.access import Access
from byline.web.doors.api import build_api
from byline.web.doors.guard import MAX_EVENT_BYTES
from byline.web.doors.hosts import Hosts
from byline.web.doors.throttle import TRIES
from byline.web.work import AT_ONCE, WAITING, Work

QUESTION = "When does Hong Kong's law take effect?"
ARTICLE = "000_04eac8f9aa6b5920"
OWNER, READER = ("ann", "owner's secret"), ("bob", "reader's secret")
PROXY, NAME = "127.0.0.9", "archive.example"


@pytest.fixture(scope="module")
def open_server(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the page without passwords."""
    folder = tmp_path_factory.mktemp("open")
    shutil.copytree(seeds_index, folder / "index")
    none = dict.fromkeys(("BYLINE_USER", "BYLINE_PASSWORD", "BYLINE_TOKEN"), "")
    with serving(["-m", "byline", "chat", "--log-format", "json"], folder, **none) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the page behind a proxy, under a host name, with passwords for an owner and for readers."""
    folder = tmp_path_factory.mktemp("guarded")
    shutil.copytree(seeds_index, folder / "index")
    environment = {
        "BYLINE_USER": OWNER[0],
        "BYLINE_PASSWORD": OWNER[1],
        "BYLINE_TOKEN": "",
        "BYLINE_READER_USER": READER[0],
        "BYLINE_READER_PASSWORD": READER[1],
        "BYLINE_TRUSTED_PROXIES": PROXY,
        "BYLINE_HOSTS": NAME,
        "BYLINE_LOG_FORMAT": "json",
    }
    with serving(["-m", "byline", "chat"], folder, **environment) as running:
        yield running


def act(visitor: httpx.Client, event: str, data: list[object], event_data: object = None) -> str:
    """Send an event as the page does, and return the whole response."""
    config = visitor.get("/config").json()
    number = next(one["id"] for one in config["dependencies"] if one["api_name"] == event)
    body = {"data": data, "fn_index": number, "session_hash": "s", "event_data": event_data, "trigger_id": None}
    visitor.post("/gradio_api/queue/join", json=body).raise_for_status()
    return visitor.get("/gradio_api/queue/data", params={"session_hash": "s"}).text


def called(visitor: httpx.Client, name: str, sent: object) -> Any:
    """Call a function of the page as its script does."""
    config = visitor.get("/config").json()
    holder = next(one["id"] for one in config["components"] if name in one["props"].get("server_fns", ()))
    body = {"session_hash": "s", "component_id": holder, "fn_name": name, "data": sent}
    return visitor.post("/gradio_api/component_server", json=body).raise_for_status().json()


def logged(server: Server, event: str) -> list[dict[str, Any]]:
    """Return the lines of a server's log for one kind of event."""
    lines = [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["event"] == event]


# The log


def test_a_question_leaves_a_line_without_its_text(open_server: Server) -> None:
    assert post(open_server, "/api/ask", {"question": QUESTION}).json()["status"] == "answered"
    line = logged(open_server, "asked")[-1]
    assert line["level"] == "info"
    assert (line["door"], line["status"], line["characters"]) == ("api", "answered", len(QUESTION))
    assert line["ms"] > 0
    assert line["waited_ms"] >= 0
    assert post(open_server, "/api/ask", {"question": QUESTION * 100}).status_code == 400
    assert logged(open_server, "refused")[-1]["reason"] == "invalid"
    assert "Hong Kong" not in open_server.log.read_text(encoding="utf-8")


# Health and metrics


def test_health_is_told_however_many_questions_wait(seeds_archive: Archive) -> None:
    """The limiter for questions is full; health checks do not wait for it."""
    work, going_on = Work(), threading.Event()
    transport = httpx.ASGITransport(build_api(seeds_archive, work))

    async def crowd() -> list[httpx.Response]:
        waiting = [asyncio.create_task(work.run(going_on.wait)) for _ in range(AT_ONCE + WAITING)]
        await asyncio.sleep(0.1)
        assert (work.going_on, work.waiting) == (AT_ONCE, WAITING)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            told = [await client.get(path) for path in ("/health", "/health/live", "/health/ready")]
            busy = await client.post("/ask", json={"question": QUESTION})
        going_on.set()
        await asyncio.gather(*waiting)
        return [*told, busy]

    *told, busy = asyncio.run(crowd())
    assert [(one.status_code, one.json()["ok"]) for one in told] == [(200, True)] * 3
    assert busy.status_code == 503


def test_a_server_whose_archive_cannot_be_read_lives_and_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "byline.db").write_bytes(b"no database" * 1_000)
    transport = httpx.ASGITransport(build_api(Archive(tmp_path), Work()))

    async def look() -> list[int]:
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return [(await client.get(f"/health/{probe}")).status_code for probe in ("live", "ready")]

    assert asyncio.run(look()) == [200, 503]


def test_metrics_are_in_the_format_of_prometheus(open_server: Server) -> None:
    before = measured(open_server)
    post(open_server, "/api/ask", {"question": QUESTION})
    httpx.request("BREW", f"{open_server.url}/api/ask")
    answer = get(open_server, "/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    now = measured(open_server)
    asked = 'byline_questions_total{door="api",status="answered"}'
    assert now[asked] == before.get(asked, 0) + 1
    assert now['byline_question_seconds_count{door="api"}'] >= 1
    assert now['byline_stage_seconds_count{stage="read"}'] >= 1
    assert now['byline_http_requests_total{door="api",method="POST",status="200"}'] >= 1
    assert now['byline_http_requests_total{door="api",method="other",status="405"}'] >= 1
    assert (now["byline_articles"], now["byline_ready"], now["byline_waiting"]) == (3, 1, 0)
    assert now["process_resident_memory_bytes"] > 1_000_000
    assert QUESTION not in answer.text


def measured(server: Server, **options: Any) -> dict[str, float]:
    """Return the values of /metrics, by name and labels."""
    families = text_string_to_metric_families(get(server, "/metrics", **options).text)
    return {
        one.name
        + (f"{{{labels}}}" if (labels := ",".join(f'{k}="{v}"' for k, v in one.labels.items())) else ""): one.value
        for family in families
        for one in family.samples
    }


# Access


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "[::2]", "", "a@localhost"]
)
def test_a_name_that_was_given_the_address_of_this_machine_is_refused(open_server: Server, host: str) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/api/articles", "/api/health", "/v1/models", "/metrics"):
        answer = get(open_server, path, headers={"Host": host, "Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 403
        assert answer.json()["error"]["type"] == "permission_error"
    sent = httpx.post(
        f"{open_server.url}/gradio_api/upload", files={"files": ("a.txt", b"An article.")}, headers={"Host": host}
    )
    assert sent.status_code == 403
    assert not list((open_server.folder / "uploads").rglob("a.txt"))
    for probe in ("live", "ready"):  # probes ask by the address of the machine or of a container
        assert get(open_server, f"/api/health/{probe}", headers={"Host": host}).json() == {"ok": True}


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:7860"])
def test_the_machine_itself_is_taken_under_its_names(open_server: Server, host: str) -> None:
    assert get(open_server, "/api/articles", headers={"Host": host}).status_code == 200
    assert get(open_server, "/config", headers={"Host": host}).status_code == 200


def test_names_are_those_that_the_owner_gives(guarded: Server) -> None:
    for host, status in ((f"{NAME}:443", 401), ("localhost", 401), ("evil.example", 403), (f"www.{NAME}", 403)):
        assert get(guarded, "/api/articles", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "http://["])
def test_another_origin_is_refused_at_the_routes_of_the_page(open_server: Server, origin: str) -> None:
    """Browsers that do not send Sec-Fetch-Site still send Origin."""
    sent = httpx.post(
        f"{open_server.url}/gradio_api/upload", files={"files": ("b.txt", b"An article.")}, headers={"Origin": origin}
    )
    assert sent.status_code == 403
    assert not list((open_server.folder / "uploads").rglob("b.txt"))
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/cancel"):
        assert post(open_server, path, {}, headers={"Origin": origin}).status_code == 403
    assert get(open_server, "/config", headers={"Origin": origin}).status_code == 403
    assert get(open_server, "/config", headers={"Origin": open_server.url}).status_code == 200
    line = logged(open_server, "refused")[-1]
    assert (line["reason"], line["status"], line["path"], line["address"]) == ("foreign", 403, "/config", "127.0.0.1")


@pytest.mark.parametrize("path", ["run/upload", "call/upload", "queue/join", "component_server"])
def test_only_an_upload_may_be_large_or_a_form(open_server: Server, path: str) -> None:
    """Gradio has other routes that take files, or that would read any amount of JSON into memory."""
    to = f"{open_server.url}/gradio_api/{path}"
    large = httpx.post(to, content=b" " * (MAX_EVENT_BYTES + 1), headers={"Content-Type": "application/json"})
    assert large.status_code == 413
    for other in (to, f"{open_server.url}/gradio_api/process_recording"):
        assert httpx.post(other, files={"video": ("v.mp4", b"\xff\xfe")}).status_code == 415


def test_a_body_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that sends a byte now and then would keep a connection open for ever."""
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.2)
    said: list[Message] = []

    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("it was passed on")

    async def slowly() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def hear(message: Message) -> None:
        said.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/api/ask", "headers": headers, "root_path": ""}
    asyncio.run(guard.Guard(never, Access(), Hosts())(scope, slowly, hear))
    assert said[0]["status"] == 408


def test_many_silent_connections_leave_room_for_others(open_server: Server) -> None:
    """If a process may open only a few files, the server raises its own limit."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = 100
    command = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({few}, {before[1]}));"
    command += "import sys; from byline.cli import main; sys.exit(main(['chat']))"
    with serving(["-c", command], open_server.folder) as server, ExitStack() as silent:
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        for _ in range(2 * few):
            silent.enter_context(socket.create_connection(address, TIMEOUT))
        assert get(server, "/api/health/ready").json() == {"ok": True}


def test_forwarded_headers_of_a_stranger_are_dropped(guarded: Server) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Gradio-Server": "http://evil.example",
        "Forwarded": "for=1.2.3.4;host=evil.example",
    }
    with visiting(guarded, "127.0.0.30", headers=forged) as visitor:
        assert "evil.example" not in visitor.get("/").text
        statuses = [
            visitor.post(
                "/login", data={"username": "ann", "password": "x"}, headers={"X-Forwarded-For": f"10.0.0.{number}"}
            ).status_code
            for number in range(TRIES + 1)
        ]
    assert statuses == [400] * TRIES + [429]


def test_a_named_proxy_tells_who_asks_under_which_name_and_by_https(guarded: Server) -> None:
    told = {"X-Forwarded-Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4, 203.0.113.7"}
    form = {"username": OWNER[0], "password": OWNER[1]}
    with visiting(guarded, PROXY, headers=told) as proxy:
        assert f'"root":"https://{NAME}"' in proxy.get("/").text.replace(" ", "")
        cookies = proxy.post("/login", data=form).headers.get_list("set-cookie")
        assert len(cookies) == 2
        assert all("Secure" in cookie and "SameSite=lax" in cookie and "HttpOnly" in cookie for cookie in cookies)
        assert proxy.post("/login", data={**form, "password": "x"}).status_code == 400
        assert logged(guarded, "log_in_failed")[-1]["address"] == "203.0.113.7"
        assert proxy.get("/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 403
        assert proxy.post("/gradio_api/upload", headers={"Origin": f"https://{NAME}"}).status_code == 401
        assert proxy.post("/gradio_api/upload", headers={"Origin": guarded.url}).status_code == 403
    with visiting(guarded, "127.0.0.31") as direct:
        plain = [one for one in direct.post("/login", data=form).headers.get_list("set-cookie") if "unsecure" in one]
        assert plain
        assert "Secure" not in plain[0]


@pytest.mark.parametrize("way", ["page", "api"])
def test_who_guesses_fifty_times_a_second_has_ten_tries(guarded: Server, way: str) -> None:
    address = {"page": "127.0.0.40", "api": "127.0.0.41"}[way]

    def guess(password: str) -> httpx.Response:
        with visiting(guarded, address) as visitor:
            if way == "page":
                return visitor.post("/login", data={"username": OWNER[0], "password": password})
            return visitor.get("/api/articles", auth=(OWNER[0], password))

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(guess, [f"guess {number}" for number in range(50)]))
    wrong = 400 if way == "page" else 401
    assert Counter(one.status_code for one in answers) == {wrong: TRIES, 429: 50 - TRIES}
    told = next(one for one in answers if one.status_code == 429)
    assert 0 < int(told.headers["retry-after"]) <= 60
    assert told.json()["error"]["message"].startswith(
        "access denied: too many failed log-ins from your address; try again in "
    )
    assert guess(OWNER[1]).status_code == 429  # the right password, but too late: further guessing gains nothing
    with visiting(guarded, "127.0.0.42") as other:
        assert other.get("/api/articles", auth=OWNER).status_code == 200
    assert len([one for one in logged(guarded, "log_in_failed") if one["address"] == address]) == TRIES
    waiting = [one for one in logged(guarded, "refused") if one.get("address") == address]
    assert [one["reason"] for one in waiting] == ["too many log-ins"]  # logged once, not forty times


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/openapi.json", None),
        ("GET", "/gradio_api/openapi.json", None),
        ("GET", "/gradio_api/heartbeat/s", None),
        ("POST", "/gradio_api/cancel", {"session_hash": "s", "fn_index": 0, "event_id": "e"}),
        ("POST", "/gradio_api/reset", {"event_id": "e"}),
        ("GET", "/gradio_api/app_id", None),
        ("GET", "/gradio_api/token", None),
        ("GET", "/monitoring/x", None),
    ],
)
def test_what_the_page_has_is_behind_the_log_in(guarded: Server, method: str, path: str, body: object) -> None:
    with visiting(guarded) as stranger:
        assert stranger.request(method, path, json=body).status_code == 401
        stranger.headers["Cookie"] = "access-token-x=forged; access-token-unsecure-x=forged"
        assert stranger.request(method, path, json=body).status_code == 401
    with logged_in(guarded, READER) as reader, reader.stream(method, path, json=body) as answer:
        assert answer.status_code != 401


def test_metrics_are_behind_the_log_in(guarded: Server) -> None:
    assert get(guarded, "/metrics").status_code == 401
    told = measured(guarded, auth=READER)
    assert told["byline_articles"] >= 2
    with logged_in(guarded, OWNER) as owner:  # a browser would send the cookie for any site
        assert owner.get("/metrics").status_code == 401


def test_a_reader_asks_and_reads_and_changes_nothing(guarded: Server) -> None:
    asked = post(guarded, "/api/ask", {"question": QUESTION}, auth=READER)
    assert asked.json()["status"] == "answered"
    assert get(guarded, f"/api/articles/{ARTICLE}", auth=READER).status_code == 200
    for method in ("DELETE", "PUT", "PATCH"):
        answer = httpx.request(method, f"{guarded.url}/api/articles/{ARTICLE}", auth=READER)
        assert (answer.status_code, answer.json()["error"]["type"]) == (403, "permission_error")
    with logged_in(guarded, READER) as reader:
        assert reader.post("/gradio_api/upload", files={"files": ("c.txt", b"An article.")}).status_code == 403
        assert "Only the owner of this archive" in called(reader, "page_add", {"demo": True})["refused"]
        assert called(reader, "page_adding", {}) == {"may": False}
        assert "Only the owner of this archive" in act(reader, "save_edit", [None, "Mine", "", "", ""])
        assert "stablecoin" in act(reader, "open_named", [None], {"open": f"article:{ARTICLE}"}).lower()
        assert "Only the owner of this archive" in act(reader, "removed", [None])
    assert get(guarded, f"/api/articles/{ARTICLE}", auth=READER).status_code == 200
    refused = [line for line in logged(guarded, "refused") if line.get("by") == READER[0]]
    assert {line["what"] for line in refused} == {"add", "edit", "remove"}


def test_the_owner_adds_and_removes(guarded: Server) -> None:
    with logged_in(guarded, OWNER) as owner:
        text = b"The Zanzibar treaty was signed in Stone Town on 3 May 2024, its ministers said."
        (file,) = owner.post("/gradio_api/upload", files={"files": ("zanzibar.txt", text)}).json()
        found = called(owner, "page_add", {"paths": [file]})
        while found["running"]:
            found = called(owner, "page_adding", {})
        assert found["ids"] == ["zanzibar"]
        assert get(guarded, "/api/articles/zanzibar", auth=READER).json()["text"] == text.decode()
        assert "Stone Town" in act(owner, "open_named", [None], {"open": "article:zanzibar"})
        assert "The article was removed" in act(owner, "removed", [None])
    assert get(guarded, "/api/articles/zanzibar", auth=OWNER).status_code == 404
    added, removed = logged(guarded, "added")[-1], logged(guarded, "removed")[-1]
    assert (added["added"], added["by"]) == (1, OWNER[0])
    assert (removed["article"], removed["by"]) == ("zanzibar", OWNER[0])


def test_neither_questions_nor_secrets_are_in_the_log(guarded: Server) -> None:
    """Neither after all the tests above, nor after a question and errors in the page."""
    with logged_in(guarded, READER) as reader:
        taken = called(reader, "page_take", {"owner": "somebody", "question": QUESTION, "filters": {}})
        sent = {"owner": taken["owner"], "conversation": taken["conversation"], "turn": taken["turn"]["number"]}
        assert "August 1" in act(reader, "answer", [None], sent)
        cookie = reader.headers["Cookie"]
        act(reader, "first_page", [QUESTION])  # too few values: Gradio prints those that there are, in many lines
    failed = logged(guarded, "error")[-1]
    assert (failed["what"], failed["error"]) == ("page", "ValueError")
    with visiting(guarded, "127.0.0.50") as visitor:
        visitor.post("/login", data={"username": OWNER[1], "password": OWNER[1]})  # in the wrong field
    assert logged(guarded, "asked")[-1]["door"] == "page"
    written = guarded.log.read_text(encoding="utf-8")
    for secret in ("Hong Kong", "Zanzibar treaty", OWNER[1], READER[1], "guess 1", cookie.partition("=")[2][:20]):
        assert secret not in written


@needs_browser
@pytest.mark.parametrize("role", ["owner", "reader"])
def test_the_page_offers_what_a_role_may_do(guarded: Server, chromium: Any, role: str) -> None:
    user, password = OWNER if role == "owner" else READER
    with chromium.new_context() as context:
        context.set_default_timeout(1_000 * TIMEOUT)
        page = context.new_page()
        page.goto(guarded.url)
        page.get_by_label("username").fill(user)
        page.get_by_label("password").fill(password)
        page.get_by_role("button", name="Login").click()
        page.get_by_role("tab", name="Articles", exact=True).click()
        page.locator("#byline-articles button[data-open]").first.click()
        page.locator("#byline-article mark, #byline-article h2, #byline-article h3").first.wait_for()
        page.wait_for_timeout(500)
        shown = role == "owner"
        assert page.get_by_role("button", name="Add articles").is_visible() == shown
        assert page.get_by_role("button", name="Edit details").is_visible() == shown
        assert page.get_by_role("button", name="Remove this article").is_visible() == shown
