"""Requests to the page that runs in a process of its own, from any local address and with or without a log-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from support import Server

TIMEOUT = 120  # seconds


def get(server: Server, path: str, **options: Any) -> httpx.Response:
    return httpx.get(server.url + path, timeout=TIMEOUT, **options)


def post(server: Server, path: str, body: object, **options: Any) -> httpx.Response:
    return httpx.post(server.url + path, json=body, timeout=TIMEOUT, **options)


def visiting(server: Server, address: str = "127.0.0.1", **options: Any) -> httpx.Client:
    """Return a client with a given local address."""
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=server.url, transport=transport, timeout=TIMEOUT, **options)


@contextmanager
def logged_in(server: Server, log_in: tuple[str, str]) -> Iterator[httpx.Client]:
    """Yield a client that has logged in at the page with a user name and a password."""
    with visiting(server) as visitor:
        form = {"username": log_in[0], "password": log_in[1]}
        assert visitor.post("/login", data=form).json() == {"success": True}
        visitor.headers["Cookie"] = "; ".join(f"{one.name}={one.value}" for one in visitor.cookies.jar)
        yield visitor
