"""No interface fetches an address that it is given, unless the server was started with --fetch."""

import asyncio
from pathlib import Path

import httpx
import pytest
from support import built_page, in_a_loop
from support.website import Page, Site

from byline import Archive


@pytest.mark.filterwarnings("ignore")  # for warnings of Gradio, which runs in this process
def test_no_door_fetches(online_archive: Archive, news: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every interface and every field is given the address of a site that the archive could reach."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    news.pages["/a.txt"] = Page("Fetched.", type="text/plain")
    address = news.url("/a.txt")
    online_archive.add(address)  # which shows that it could
    assert news.paths == ["/a.txt"]
    online_archive.remove(address)
    news.asked.clear()
    page = built_page(online_archive, with_tools=True)
    in_a_loop(lambda: page.launch(prevent_thread_lock=True, server_name="127.0.0.1", ready=lambda address: None))
    try:
        root = str(page.local_url).rstrip("/")
        told = asyncio.run(everything_said(root, address))
    finally:
        page.close()
    assert len(told) > 20
    assert news.asked == []
    assert [found.id for found in online_archive.articles()] == ["a"]  # from the upload


async def everything_said(root: str, address: str) -> list[int]:
    """Send an address to every operation of /api, /v1, MCP and the page, and an upload named like it."""
    told = []
    async with httpx.AsyncClient(base_url=root, timeout=60) as client:
        described = (await client.get("/api/openapi.json")).json()
        for path, operations in described["paths"].items():
            for method in operations:
                body = {
                    "question": address,
                    "query": address,
                    "excerpt": f"{address} is where it stands",
                    "subject": address,
                    "url": address,
                }
                for field in ("question", "query", "excerpt", "subject"):
                    one = {field: body[field]}
                    place = f"/api{path}".replace("{id}", address).replace("/api/api", "/api")
                    answer = await client.request(
                        method, place, json=one if method != "get" else None, params=one if method == "get" else None
                    )
                    told.append(answer.status_code)
        posted = [
            client.post(f"/api/{name}", json={"url": address, "paths": [address]})
            for name in ("add", "articles", "follow")
        ]
        told += [(await answer).status_code for answer in posted]
        message = [{"role": "user", "content": address}]
        told.append(
            (await client.post("/v1/chat/completions", json={"model": "byline", "messages": message})).status_code
        )
        for tool, argument in (
            ("ask", "question"),
            ("search", "query"),
            ("fetch", "id"),
            ("article", "id"),
            ("trace", "excerpt"),
            ("timeline", "subject"),
            ("add", "url"),
        ):
            call = {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": tool, "arguments": {argument: address}},
            }
            accept = {"Accept": "application/json, text/event-stream"}
            told.append((await client.post("/mcp", json=call, headers=accept)).status_code)
        files = {"files": (address, b"Of an upload.", "text/plain")}
        uploaded = (await client.post("/gradio_api/upload", files=files)).json()
        config = (await client.get("/config")).json()
        holder = next(one["id"] for one in config["components"] if "page_add" in one["props"].get("server_fns", ()))
        for given in ({"paths": [address]}, {"link": address}, {"paths": uploaded}):
            body = {"session_hash": "s", "component_id": holder, "fn_name": "page_add", "data": given}
            told.append((await client.post("/gradio_api/component_server", json=body)).status_code)
        look = {"session_hash": "s", "component_id": holder, "fn_name": "page_adding", "data": {}}
        while (await client.post("/gradio_api/component_server", json=look)).json()["running"]:
            await asyncio.sleep(0.05)
    return told
