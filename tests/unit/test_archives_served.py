"""Several archives served at once: their names, how the names are chosen, and the answers of each interface."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from byline import Archive, Article
from byline.cli import main
from byline.configuration.in_force import Configuration
from byline.errors import InputError
from byline.testing import WordEncoder
from byline.web.archives import Archives, names_of
from byline.web.doors.api import api_routes
from byline.web.doors.observing import metrics_route
from byline.web.doors.openai import build_openai_chat
from byline.web.page.chooser import chooser_html
from byline.web.work import Work


@pytest.fixture
def archives(tmp_path: Path) -> Iterator[Archives]:
    """Two archives: press with one article, and court with two."""
    with (
        Archive(tmp_path / "press" / "index", encoder=WordEncoder()) as press,
        Archive(tmp_path / "Höfe & Court" / "index", encoder=WordEncoder()) as court,
    ):
        press.add(Article(id="mayor", text="The mayor resigned.", title="Mayor"))
        court.add([Article(id=f"case-{number}", text=f"Case {number} was heard.", title="") for number in (1, 2)])
        yield Archives(press, court)


def called(archives: Archives, method: str, path: str, **options: Any) -> httpx.Response:
    work = Work()
    doors = [
        *api_routes(archives, work),
        Mount("/v1", build_openai_chat(archives, work)),
        metrics_route(archives, work),
    ]

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=doors))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **options)

    return asyncio.run(call())


@pytest.mark.parametrize(
    ("indexes", "names"),
    [
        (["/srv/press", "/srv/court"], ["press", "court"]),
        (["/srv/press/index", "/srv/court/index"], ["press", "court"]),
        (["/srv/a/press/index", "/srv/b/press/index"], ["a", "b"]),
        (["/srv/a/press", "/srv/b/press", "/srv/court"], ["a-press", "b-press", "srv-court"]),
        (["/srv/press", "/srv/press/index"], ["press", "index"]),
        (["postgresql://ann@host/press", "postgresql://ann@host/court"], ["press", "court"]),
        (["postgresql://ann@host/press", "/srv/court"], ["press", "court"]),
    ],
)
def test_archives_are_called_by_what_differs(indexes: list[str], names: list[str]) -> None:
    assert names_of(indexes) == names


def test_the_same_index_is_not_served_twice(tmp_path: Path) -> None:
    same = [Archive(tmp_path / "index"), Archive(tmp_path / "." / "index")]
    with pytest.raises(InputError, match=r"--index: found .*index twice, expected a different index each time"):
        Archives(*same)


def test_one_archive_has_no_name_and_no_chooser(archive: Archive) -> None:
    (only,) = one = Archives(archive)
    assert (only.name, only.page, one.named, chooser_html(one, only)) == ("", "", (), "")
    assert [route.path for route in api_routes(one, Work())] == ["/api"]  # type: ignore[attr-defined]


def test_the_chooser_leads_to_the_page_of_each_and_marks_the_present_one(archives: Archives) -> None:
    press, court = archives
    assert (court.name, court.word, court.page) == ("Höfe & Court", "hofe-court", "archive-hofe-court")
    drawn = chooser_html(archives, court)
    assert '<a href="./">press</a>' in drawn
    assert '<a href="archive-hofe-court" aria-current=page>Höfe &#38; Court</a>' in drawn
    assert '<a href="./" aria-current=page>press</a>' in chooser_html(archives, press)


def test_the_api_serves_the_archive_that_is_named_and_else_the_first(archives: Archives) -> None:
    listed = called(archives, "GET", "/api/archives").json()
    assert listed == [
        {"name": "press", "page": "/", "api": "/api/archives/press"},
        {"name": "Höfe & Court", "page": "/archive-hofe-court", "api": "/api/archives/hofe-court"},
    ]
    for api, held in (("/api", 1), *((one["api"], count) for one, count in zip(listed, (1, 2), strict=True))):
        assert called(archives, "GET", f"{api}/health").json()["articles"] == held
        assert called(archives, "GET", f"{api}/articles").json()["total"] == held
    assert called(archives, "GET", "/api/archives/press/articles/case-1").status_code == 404
    assert called(archives, "GET", "/api/archives/nobody/health").status_code == 404


def test_a_server_is_ready_when_each_archive_can_be_read(archives: Archives, tmp_path: Path) -> None:
    assert called(archives, "GET", "/api/health/ready").status_code == 200
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "byline.db").write_text("no database")
    broken = Archives(archives.first, Archive(tmp_path / "broken"))
    assert called(broken, "GET", "/api/health/ready").status_code == 503
    assert called(broken, "GET", "/api/health").status_code == 200  # the first archive's


def test_each_archive_is_a_model(archives: Archives) -> None:
    models = [one["id"] for one in called(archives, "GET", "/v1/models").json()["data"]]
    assert models == ["byline", "byline-press", "byline-hofe-court"]
    assert called(archives, "GET", "/v1/models/byline-press").json()["id"] == "byline-press"
    asked = {"model": "byline-court", "messages": [{"role": "user", "content": "How many articles are there?"}]}
    refused = called(archives, "POST", "/v1/chat/completions", json=asked)
    assert refused.status_code == 404
    assert "expected byline, byline-press, byline-hofe-court" in refused.json()["error"]["message"]
    for model, said in (("byline", "1 article"), ("byline-press", "1 article"), ("byline-hofe-court", "2 articles")):
        told = called(archives, "POST", "/v1/chat/completions", json={**asked, "model": model}).json()
        assert (told["model"], said in told["choices"][0]["message"]["content"]) == (model, True)


def test_metrics_of_several_archives_are_labelled(archives: Archives) -> None:
    several = called(archives, "GET", "/metrics").text
    assert 'byline_articles{archive="press"} 1.0' in several
    assert 'byline_articles{archive="hofe-court"} 2.0' in several
    assert 'byline_ready{archive="press"} 1.0' in several
    assert "byline_articles 1.0" in called(Archives(archives.first), "GET", "/metrics").text


def test_a_conversation_is_found_in_the_archive_that_has_it(archives: Archives) -> None:
    press, court = archives
    court.archive.conversations.add("ann", "abc", {"question": "Who?", "reply": None, "note": "", "asked_of": ""})  # type: ignore[typeddict-item]
    assert archives.page_with("abc") == "archive-hofe-court"
    assert archives.page_with("xyz") is None
    assert press.archive.conversations.owner_of("abc") is None


# How archives are named


def test_several_indexes_are_named_by_flags_the_environment_and_a_file(tmp_path: Path) -> None:
    assert Configuration({"index": ["a", "b"]}, {}).indexes == ("a", "b")
    assert Configuration({"index": ["a"]}, {})["archive.index"].value == "a"
    assert Configuration({}, {"BYLINE_INDEX": "a, postgresql://host/b"}).indexes == ("a", "postgresql://host/b")
    file = tmp_path / "byline.toml"
    file.write_text('[archive]\nindex = ["press", "/srv/court"]')
    named = Configuration({"config": str(file)}, {})
    assert named.indexes == (str(tmp_path / "press"), "/srv/court")
    assert Configuration({"config": str(file), "index": ["a"]}, {}).indexes == ("a",)


def test_settings_of_one_of_several_indexes_hold_for_none(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "byline.toml").write_text('[server]\npassword = "secret"')
    with pytest.raises(InputError, match=r"a/byline.toml: found in the folder of one of several indexes"):
        Configuration({"index": [str(tmp_path / "b"), str(tmp_path / "a")]}, {})


@pytest.mark.parametrize("command", [["list"], ["search", "mayor"], ["doctor"]])
def test_other_commands_take_one_index(tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    several = ["--index", str(tmp_path / "a"), "--index", str(tmp_path / "b")]
    assert main([*command, *several]) == 2
    told = capsys.readouterr().err
    assert told == "byline: --index: found 2 indexes, expected one: only byline chat serves several\n"
