"""The page reads no file of the machine and connects to nobody: hostile paths, sent unchanged."""

import http.client
import json
import secrets
import shutil
import socket
import threading
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from support import Server, serving
from support.client import get, logged_in, visiting

CANARY = f"canary-{secrets.token_hex(8)}"
ROUTES = ("/gradio_api/file=", "/file=", "/gradio_api/file/", "/static/", "/assets/", "/gradio_api/stream/")
OTHER_ROUTES = ("/proxy=", "/gradio_api/proxy=", "/custom_component/", "/gradio_api/custom_component/", "/svelte/")
USER, PASSWORD = "ann", "secret"


class Listener:
    """Counts the connections made to it."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                if connection.recv(1) == b"\0":  # sent by `close`
                    return
                self.connections += 1

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"\0")
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture(scope="module", params=["open", "with a password"])
def server(
    request: pytest.FixtureRequest, seeds_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(seeds_index, folder / "index")
    (folder / "home").mkdir()
    for place in (folder, folder / "index", folder / "home", folder.parent):
        (place / "canary.txt").write_text(CANARY)
        (place / ".canary").write_text(CANARY)
    secret = {"BYLINE_USER": USER, "BYLINE_PASSWORD": PASSWORD} if request.param != "open" else {}
    with serving(["-m", "byline", "chat"], folder, HOME=str(folder / "home"), **secret) as running:
        yield running


@pytest.fixture
def visitor(server: Server) -> Iterator[httpx.Client]:
    """A client that may use the page: it has logged in where there is a password."""
    is_open = get(server, "/config").status_code == 200
    with visiting(server) if is_open else logged_in(server, (USER, PASSWORD)) as made:
        yield made


def targets(folder: Path, port: int) -> list[str]:
    """Return paths of files and addresses of other servers, in many spellings."""
    plain = folder / "canary.txt"
    up = "../" * 12
    return [
        str(plain),
        str(folder / ".canary"),
        str(folder / "index" / "byline.db"),
        str(folder / "home" / "canary.txt"),
        "canary.txt",
        ".canary",
        "index/byline.db",
        "./canary.txt",
        f"{up}etc/passwd",
        f"{up}{str(plain)[1:]}",
        quote(str(plain), safe=""),
        quote(quote(str(plain), safe=""), safe=""),
        quote(f"{up}etc/passwd", safe=""),
        quote(quote(f"{up}etc/passwd", safe=""), safe=""),
        "..%2f" * 12 + "etc/passwd",
        "..%252f" * 12 + "etc/passwd",
        "%2e%2e/" * 12 + "etc/passwd",
        "..%c0%af" * 12 + "etc/passwd",
        "..%ef%bc%8f" * 12 + "etc/passwd",
        "..\\" * 12 + "etc\\passwd",
        "..%5c" * 12 + "etc%5cpasswd",
        "....//" * 12 + "etc/passwd",
        "..;/" * 12 + "etc/passwd",
        "/etc/passwd%00.png",
        "//etc/passwd",
        "\\\\127.0.0.1\\c$\\canary.txt",
        "/proc/self/environ",
        "/proc/self/cwd/canary.txt",
        "/dev/stdin",
        f"file://{plain}",
        "file:///etc/passwd",
        f"http://127.0.0.1:{port}/",
        f"http:/127.0.0.1:{port}/",
        f"http://localhost:{port}/canary.txt",
        f"https://127.0.0.1:{port}/",
        f"//127.0.0.1:{port}/",
        f"http://127.0.0.1:{port}%2f@news.example/",
        f"http://[::ffff:127.0.0.1]:{port}/",
        f"http://0x7f000001:{port}/",
        f"ftp://127.0.0.1:{port}/",
        f"gopher://127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
    ]


def bodies(server: Server, paths: list[str]) -> Iterator[tuple[str, int, bytes]]:
    """Request paths without normalising them; yield each with the status and body of the response."""
    place = urlsplit(server.url)
    for path in paths:
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
        connection._validate_path = lambda url: None  # type: ignore[attr-defined, method-assign]
        connection.request("GET", path)
        answer = connection.getresponse()
        yield path, answer.status, answer.read()
        connection.close()


def sent(server: Server, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
    connection.request("POST", path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    read = answer.status, answer.read()
    connection.close()
    return read


def check(path: str, body: bytes) -> None:
    assert CANARY.encode() not in body, path
    assert b"root:x:0" not in body, path
    assert b"SQLite format" not in body, path
    assert b"BYLINE_PASSWORD" not in body, path


def test_no_path_leads_to_a_file_or_to_another_server(server: Server, listener: Listener) -> None:
    named = targets(server.folder, listener.port)
    paths = [f"{route}{target}" for route in ROUTES for target in named]
    paths += [f"{route}{target}" for route in OTHER_ROUTES for target in named[::3]]
    paths += [f"/{target.lstrip('/')}" for target in named]
    paths += [f"/api/articles/{quote(target, safe='')}" for target in named]
    assert len(paths) >= 60
    for path, status, body in bodies(server, paths):
        check(path, body)
        assert status != 500, path
    assert listener.connections == 0


def test_no_event_reads_a_file_or_reaches_out(server: Server, visitor: httpx.Client, listener: Listener) -> None:
    """Name a file that was never uploaded, as an uploaded one and as a text, in every input of every event."""
    events = visitor.get("/config").json()["dependencies"]
    for path in [*targets(server.folder, listener.port)[:8], f"http://127.0.0.1:{listener.port}/"]:
        file = {"path": path, "url": path, "orig_name": "a.txt", "meta": {"_type": "gradio.FileData"}}
        for values in ((file, [file]), (path,)):
            session = {"session_hash": secrets.token_hex(6)}
            for event in events:
                data = list(islice(cycle(values), len(event["inputs"])))
                body = {**session, "fn_index": event["id"], "data": data, "event_data": {"open": path, "owner": path}}
                joined = visitor.post("/gradio_api/queue/join", json={**body, "trigger_id": None})
                check(path, joined.raise_for_status().content)
            answered = visitor.get("/gradio_api/queue/data", params=session)  # ends when all events are answered
            check(path, answered.content)
            assert answered.text.count('"msg":"process_completed"') == len(events)
    for copied in (server.folder / "uploads").rglob("*"):
        if copied.is_file():
            check(str(copied), copied.read_bytes())
    assert listener.connections == 0


def test_an_upload_stays_in_its_folder(server: Server) -> None:
    expected = get(server, "/config").status_code
    assert expected in {200, 401}  # 401 where there is a password
    before = {path for path in server.folder.rglob("*") if "uploads" not in path.parts}
    outside = {path.name for path in server.folder.parent.iterdir()}
    names = ["../../evil.txt", "/tmp/evil.txt", "..\\..\\evil.txt", "....//evil.txt", "evil\0.txt", "index/byline.db"]
    for name in names:
        body = (
            f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            "Content-Type: text/plain\r\n\r\nAn article.\r\n--b--\r\n"
        ).encode()
        status, told = sent(server, "/gradio_api/upload", body, "multipart/form-data; boundary=b")
        check(name, told)
        assert status == expected
        for file in json.loads(told) if status == 200 else ():
            assert Path(file).resolve().parents[1] == (server.folder / "uploads").resolve()
    after = {path for path in server.folder.rglob("*") if "uploads" not in path.parts}
    assert {path.name for path in after - before} <= {"byline.db-wal", "byline.db-shm"}
    assert {path.name for path in server.folder.parent.iterdir()} == outside
    assert not Path("/tmp/evil.txt").exists()
