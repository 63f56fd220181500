"""Access, piece by piece and without a server: roles, host names, proxies, failed log-ins and uploads."""

import asyncio
import base64
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from byline.errors import InputError
from byline.web.doors import quota
from byline.web.doors.access import Access, Role
from byline.web.doors.hosts import Hosts
from byline.web.doors.proxies import Forwarded, TrustedProxies, network_of
from byline.web.doors.quota import KEEP_UPLOADS_SECONDS, UploadQuota
from byline.web.doors.throttle import SECONDS, TRIES, Throttle


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


# Roles


def test_with_passwords_each_role_comes_in_with_its_own() -> None:
    access = Access("ann", "a", reader_user="bob", reader_password="b")
    assert access.knows("ann", "a")
    assert access.knows("bob", "b")
    assert not access.knows("ann", "b")
    assert access.role_of_program(basic("ann", "a")) is Role.OWNER
    assert access.role_of_program(basic("bob", "b")) is Role.READER
    assert access.role_of_program(basic("bob", "a")) is None
    assert access.role_of_program("Bearer b") is None
    assert (access.may_change("ann"), access.may_change("bob"), access.may_change(None)) == (True, False, False)
    assert access.challenge.startswith("Basic")


def test_with_tokens_each_role_comes_in_with_its_own() -> None:
    access = Access(token="o", reader_token="r")
    assert access.knows("byline", "o")
    assert access.knows("reader", "r")
    assert not access.knows("byline", "r")
    assert access.role_of_program("Bearer o") is Role.OWNER
    assert access.role_of_program("Bearer r") is Role.READER
    assert access.role_of_program("Bearer ") is None
    assert access.role_of_user("reader") is Role.READER
    assert access.challenge == "Bearer"


def test_an_owner_with_a_token_and_readers_with_a_password_are_both_asked_for() -> None:
    access = Access(token="o", reader_user="bob", reader_password="b")
    assert access.role_of_program(basic("bob", "b")) is Role.READER
    assert access.role_of_program(basic("byline", "o")) is None
    assert access.challenge == 'Basic realm="Byline", charset="UTF-8", Bearer'


def test_nobody_changes_what_is_only_to_be_read_and_all_may_where_nothing_is_asked_for() -> None:
    assert not Access("ann", "a", read_only=True).may_change("ann")
    assert not Access(read_only=True).may_change(None)
    assert Access().may_change(None)


def test_with_both_the_page_takes_the_password_and_the_doors_the_token() -> None:
    access = Access("ann", "päss:word", "t0ken")
    assert access.knows("ann", "päss:word")
    assert not access.knows("byline", "t0ken")
    assert access.role_of_program("Bearer t0ken") is Role.OWNER
    assert access.role_of_program("bearer t0ken") is Role.OWNER
    assert access.role_of_program(basic("ann", "päss:word")) is None
    assert "päss:word" not in repr(access)
    assert "t0ken" not in repr(access)


def test_where_nothing_is_asked_for_nobody_is_known() -> None:
    assert Access().is_open
    assert Access().role_of_program("") is Role.OWNER
    assert not Access().knows("", "")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        # Nobody could come in with it
        ({"BYLINE_USER": "ann"}, "expected both or neither"),
        ({"BYLINE_PASSWORD": "x", "BYLINE_TOKEN": "y"}, "expected both or neither"),
        ({"BYLINE_USER": "a:b", "BYLINE_PASSWORD": "x"}, "BYLINE_USER: expected"),
        ({"BYLINE_USER": " ann", "BYLINE_PASSWORD": "x"}, "BYLINE_USER: expected"),
        ({"BYLINE_TOKEN": "from a file\n"}, "BYLINE_TOKEN: expected"),
        ({"BYLINE_TOKEN": "schlüssel"}, "BYLINE_TOKEN: expected"),
        # Readers could not be told from the owner
        ({"BYLINE_READER_TOKEN": "r"}, "found no owner"),
        (
            {"BYLINE_TOKEN": "o", "BYLINE_READER_USER": "bob"},
            "BYLINE_READER_USER, BYLINE_READER_PASSWORD: found only one",
        ),
        ({"BYLINE_TOKEN": "o", "BYLINE_READER_TOKEN": "o"}, "BYLINE_READER_TOKEN: found the owner's token"),
        ({"BYLINE_TOKEN": "o", "BYLINE_READER_TOKEN": "r r"}, "BYLINE_READER_TOKEN: expected ASCII letters"),
        (
            {"BYLINE_TOKEN": "o", "BYLINE_READER_USER": "byline", "BYLINE_READER_PASSWORD": "b"},
            "found the owner's user name",
        ),
    ],
)
def test_log_ins_that_cannot_work_are_an_error(environment: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Access.from_environment(environment)


# Host names and proxies


def test_the_name_that_the_server_listens_to_is_taken() -> None:
    for own, host, taken in (
        ("192.168.1.5", "192.168.1.5:7860", True),
        ("0.0.0.0", "0.0.0.0:7860", False),
        ("::1", "[::1]:80", True),
        ("Newsroom", "newsroom.:80", True),
        ("", "192.168.1.5", False),
    ):
        assert Hosts.from_environment(own, environment={}).take(Headers({"host": host})) is taken
    assert not Hosts().take(Headers({}))
    assert not Hosts().take(Headers(raw=[(b"host", b"localhost"), (b"host", b"evil.example")]))
    assert Hosts(is_open=False).take(Headers({"host": "anything.example"}))


@pytest.mark.parametrize("name", ["https://archive.example", "archive.example:443", "a b"])
def test_what_is_no_name_is_an_error(name: str) -> None:
    with pytest.raises(InputError, match=r"BYLINE_HOSTS: found .*, expected names"):
        Hosts.from_environment(environment={"BYLINE_HOSTS": f"localhost, {name}"})


def forwarded(proxies: str, client: str, *headers: tuple[str, str]) -> dict[str, Any]:
    """Return the client, scheme and host of a request after the middleware."""
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)

    raw = [(name.encode(), value.encode()) for name, value in (("host", "inner"), *headers)]
    scope = {"type": "http", "client": (client, 5), "scheme": "http", "headers": raw}
    trusted = TrustedProxies.from_environment({"BYLINE_TRUSTED_PROXIES": proxies})
    asyncio.run(Forwarded(app, trusted)(scope, None, None))  # type: ignore[arg-type]
    found = Headers(raw=seen["headers"])
    assert not [name for name in found if "forwarded" in name]
    return {"client": seen["client"][0], "scheme": seen["scheme"], "host": found["host"]}


def test_of_what_is_forwarded_only_the_word_of_named_proxies_counts() -> None:
    sent = (
        ("x-forwarded-for", "6.6.6.6, 203.0.113.7, 10.1.1.1"),
        ("x-forwarded-proto", "HTTPS"),
        ("x-forwarded-host", "evil.example, archive.example"),
    )
    as_sent = {"client": "10.9.9.9", "scheme": "http", "host": "inner"}
    told = {"client": "203.0.113.7", "scheme": "https", "host": "archive.example"}
    assert forwarded("10.0.0.0/8", "10.9.9.9", *sent) == told
    assert forwarded("10.0.0.0/8", "::ffff:10.9.9.9", *sent) == told
    assert forwarded("10.0.0.0/8", "127.0.0.1", *sent) == {**as_sent, "client": "127.0.0.1"}
    assert forwarded("", "10.9.9.9", *sent) == as_sent
    assert forwarded("10.0.0.0/8", "10.9.9.9") == as_sent
    odd = (("x-forwarded-for", "203.0.113.7, unknown"), ("x-forwarded-proto", "gopher"))
    assert forwarded("10.0.0.0/8", "10.9.9.9", *odd) == as_sent


def test_what_is_no_proxy_is_an_error() -> None:
    with pytest.raises(InputError, match="BYLINE_TRUSTED_PROXIES: found 'nginx', expected addresses or networks"):
        TrustedProxies.from_environment({"BYLINE_TRUSTED_PROXIES": "127.0.0.1, nginx"})


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (("1.2.3.4", 1), "1.2.3.4"),
        (("::ffff:1.2.3.4", 1), "1.2.3.4"),
        (("2001:db8:0:1:9::7", 1), "2001:db8:0:1::/64"),
        (None, "unknown"),
    ],
)
def test_addresses_of_one_site_are_one(client: tuple[str, int] | None, network: str) -> None:
    assert network_of({"client": client}) == network


# Failed log-ins


def test_an_address_that_has_failed_too_often_waits_until_a_minute_is_over() -> None:
    now = 0.0
    throttle = Throttle(lambda: now)
    assert [throttle.attempt("a") for _ in range(TRIES)] == [0] * TRIES
    now = 20.0
    assert throttle.attempt("a") == 40
    assert [throttle.is_news("a") for _ in range(3)] == [True, False, False]
    assert throttle.attempt("b") == 0
    now = SECONDS
    assert throttle.attempt("a") == 0


def test_who_is_right_is_not_counted() -> None:
    throttle = Throttle(lambda: 0.0)
    for _ in range(5 * TRIES):
        assert throttle.attempt("a") == 0
        throttle.succeeded("a")
    assert not throttle._tries


def test_addresses_without_end_take_no_memory_without_end() -> None:
    throttle = Throttle(lambda: 0.0)
    for number in range(10_500):
        throttle.attempt(str(number))
    assert len(throttle._tries) == 10_000
    assert "10499" in throttle._tries


# Uploads


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def upload(tmp_path: Path, clock: Clock) -> Any:
    """Return a function that uploads a number of bytes from an address, with small quotas, and returns the status."""

    async def take(request: Request) -> Response:
        body = await request.body()
        if b"refused" in body:
            return Response(status_code=400)
        if b"broken off" in body:
            raise ClientDisconnect
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        file.write_bytes(body)
        return JSONResponse([str(file)])

    app = Starlette(
        routes=[Route("/gradio_api/upload", take, methods=["POST"])],
        middleware=[Middleware(UploadQuota, per_visitor=100_000, in_all=250_000, clock=clock)],
    )
    app.cookie_id, app.tokens = "x", {"secret": "ann"}  # type: ignore[attr-defined]  # as in Gradio's app

    def send(size: int, address: str = "1.1.1.1", content: Any = None, **headers: str) -> int:
        async def post() -> int:
            transport = httpx.ASGITransport(app, client=(address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return (
                    await client.post("/gradio_api/upload", content=content or b"a" * size, headers=headers)
                ).status_code

        return asyncio.run(post())

    return send


def test_what_lies_unused_counts_until_it_is_added_or_gone(upload: Any, tmp_path: Path, clock: Clock) -> None:
    assert [upload(60_000), upload(60_000)] == [200, 413]
    assert upload(40_000) == 200
    assert upload(10) == 413
    (tmp_path / "0").unlink()  # as when it was added
    assert upload(60_000) == 200
    assert upload(10) == 413
    clock.now = 2 * KEEP_UPLOADS_SECONDS
    assert upload(60_000) == 200


def test_each_visitor_has_a_quota_and_all_have_one(upload: Any) -> None:
    assert [upload(90_000, f"1.1.1.{number}") for number in range(4)] == [200, 200, 503, 503]
    assert upload(10, "1.1.1.9") == 200


def test_a_log_in_is_one_visitor_from_wherever(upload: Any) -> None:
    cookie = {"Cookie": "access-token-x=secret"}
    assert upload(60_000, "1.1.1.1", **cookie) == 200
    assert upload(60_000, "2.2.2.2", **cookie) == 413
    assert upload(60_000, "2.2.2.2", Cookie="access-token-x=forged") == 200


def test_many_small_files_count_and_what_is_refused_does_not(upload: Any) -> None:
    assert [upload(1) for _ in range(13)] == [200] * 13  # 13 blocks of 8,192 bytes
    assert upload(1) == 413
    assert [upload(0, "3.3.3.3", b"refused" * 10_000) for _ in range(5)] == [400] * 5
    assert upload(60_000, "3.3.3.3") == 200


def test_what_broke_off_counts_with_what_had_come(upload: Any) -> None:
    assert upload(0, "1.1.1.1", b"broken off" * 5_000) == 408
    assert [upload(60_000), upload(40_000)] == [413, 200]


def test_an_upload_of_which_nothing_comes_ends(upload: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "IDLE_SECONDS", 0.05)

    async def silent() -> Any:
        yield b"a"
        await asyncio.Event().wait()

    assert upload(0, "1.1.1.1", silent(), **{"Content-Length": "90000"}) == 408
    assert upload(90_000) == 200


def test_the_size_is_to_be_told_first(upload: Any) -> None:
    async def piecemeal() -> Any:
        yield b"a"

    assert upload(0, "1.1.1.1", piecemeal()) == 411
