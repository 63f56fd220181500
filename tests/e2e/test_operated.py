"""What an operator sees of a running server, and what an attacker meets: real processes, asked over HTTP."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import Server, serving

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
