"""What an operator sees of a running server, and what an attacker meets: real processes, asked over HTTP."""

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from support import Server, serving

from byline import Archive
from byline.web.doors.api import build_api
from byline.web.work import AT_ONCE, WAITING, Work

QUESTION = "When does Hong Kong's law take effect?"
TIMEOUT = 60


@pytest.fixture(scope="module")
def open_server(seeds_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the page where nothing is asked for."""
    folder = tmp_path_factory.mktemp("open")
    shutil.copytree(seeds_index, folder / "index")
    none = dict.fromkeys(("BYLINE_USER", "BYLINE_PASSWORD", "BYLINE_TOKEN"), "")
    with serving(["-m", "byline", "chat", "--log-format", "json"], folder, **none) as running:
        yield running


def get(server: Server, path: str, **options: Any) -> httpx.Response:
    return httpx.get(server.url + path, timeout=TIMEOUT, **options)


def post(server: Server, path: str, body: object, **options: Any) -> httpx.Response:
    return httpx.post(server.url + path, json=body, timeout=TIMEOUT, **options)


def logged(server: Server, event: str) -> list[dict[str, Any]]:
    """Return what the log of a server says of one kind of event."""
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
    """The limiter of the questions is full; who looks at the state does not wait for it."""
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
    """Return what /metrics tells, by name and labels."""
    families = text_string_to_metric_families(get(server, "/metrics", **options).text)
    return {
        one.name
        + (f"{{{labels}}}" if (labels := ",".join(f'{k}="{v}"' for k, v in one.labels.items())) else ""): one.value
        for family in families
        for one in family.samples
    }
