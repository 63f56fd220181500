"""A website on this machine that gives scripted answers and records the requests."""

import contextlib
import datetime
import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from byline.fetching.addresses import is_public
from byline.fetching.network import Network

HOST = "news.example"
STORY = (
    "<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text} The mayor said on "
    "Monday that the works had taken two years, and that they had cost eleven million. Engineers examined every "
    "crossing in the province over the summer, and found cracks in many of them.</p></article></body></html>"
)

Respond = Callable[[BaseHTTPRequestHandler], None]


def story(text: str = "The bridge of Zanzibar opened.", title: str = "A Bridge Opens", head: str = "") -> str:
    """Return a page with an article."""
    return STORY.format(title=title, text=text).replace("</head>", f"{head}</head>")


@dataclass
class Page:
    """An answer: a body with its headers."""

    body: str | bytes = ""
    type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        etag = self.headers.get("ETag")
        status = 304 if etag and handler.headers["If-None-Match"] == etag else self.status
        handler.send_response(status)
        named = {"Content-Length": str(len(body)), **self.headers}
        for name, value in {**named, **({"Content-Type": self.type} if self.type else {})}.items():
            if status != 304 or name != "Content-Length":
                handler.send_header(name, value)
        handler.end_headers()
        if status != 304:
            handler.wfile.write(body)


def redirect(to: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": to})


def packed(body: bytes) -> Page:
    return Page(gzip.compress(body), headers={"Content-Encoding": "gzip"})


@dataclass
class Site:
    """The pages by path, and the requests received: host, path, headers."""

    port: int
    pages: dict[str, Respond] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    certificates: ssl.SSLContext | None = None

    @property
    def paths(self) -> list[str]:
        """The paths requested, without robots.txt."""
        return [path for _, path, _ in self.asked if path != "/robots.txt"]

    def url(self, path: str, host: str = HOST) -> str:
        return f"http{'s' if self.certificates else ''}://{host}:{self.port}{path}"

    def network(self, **options: Any) -> Network:
        """Return a network in which every name is this machine, the only private address that may be connected to."""
        usual = {
            "resolve": lambda host, port: ["127.0.0.1"],
            "is_allowed": lambda ip: str(ip) == "127.0.0.1" or is_public(ip),
            "ports": frozenset({self.port}),
            "certificates": self.certificates,
            "seconds": 10.0,
            "delay": 0.0,
        }
        return Network(**{**usual, **options})


@contextmanager
def site(certificate: Path | None = None) -> Iterator[Site]:
    """Serve a site, and end it afterwards."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            made.asked.append((self.headers["Host"], self.path, dict(self.headers)))
            self.close_connection = True
            with contextlib.suppress(OSError):  # the client has closed the connection
                made.pages.get(self.path, Page(status=404))(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # for closed connections
    made = Site(server.server_port)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        made.certificates = ssl.create_default_context(cafile=certificate)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def self_signed(file: Path, name: str = HOST) -> Path:
    """Write a key and a self-signed certificate for a host."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
