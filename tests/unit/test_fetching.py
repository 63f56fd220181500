"""Fetching: only the public internet is reached, nothing endless is read, and no server is trusted."""

import gzip
import json
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path

import pytest
from support.website import HOST, Page, Site, packed, redirect, self_signed, site, story

from byline import Archive
from byline.errors import ArticleError
from byline.fetching.addresses import checked_url, is_public
from byline.fetching.fetcher import PAGES, Fetched, Fetcher
from byline.fetching.network import Network

METADATA = "169.254.169.254"  # where cloud machines get their secrets


def fetched(news: Site, path: str, **options: object) -> Fetched:
    return Fetcher(news.network(**options)).fetch(news.url(path), PAGES)


# Which addresses are fetched


@pytest.mark.parametrize(
    "url",
    [
        # addresses that are not on the public internet, in every spelling
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://0/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[64:ff9b:1::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:a9fe:a9fe::1]/",
        "http://[2001:0:7f00:1::]/",
        "http://[2001:0:808:808:0:0:5601:5601]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fec0::1]/",
        "http://[fc00::1]/",
        "http://[ff0e::1]/",
        "http://[2001:db8::1]/",
        "http://[3fff::1]/",
        "http://[4000::1]/",
        f"http://{METADATA}/latest/meta-data/",
        "http://2852039166/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://192.0.0.8/",
        "http://192.0.2.1/",
        "http://192.88.99.1/",
        "http://198.18.0.1/",
        "http://203.0.113.9/",
        "http://224.0.0.1/",
        "http://239.255.255.250/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://１２７.０.０.１/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        # names of this machine or its network
        "http://localhost/",
        "http://localhost./",
        "http://LOCALHOST/",
        "http://ⓛocalhost/",
        "http://sub.localhost/",
        # users, passwords and what looks like them
        "http://news.example@127.0.0.1/",
        "http://user:secret@news.example/",
        "http://127.0.0.1@news.example/",
        "http://news.example:80@127.0.0.1/",
        "http://@127.0.0.1/",
        "http://127.0.0.1#@news.example/",
        "http://127.0.0.1\\@news.example/",
        "http://news.example\\@127.0.0.1/",
        "http://news.example%00.evil.example/",
        "http://127.0.0.1\t/",
        "http://127.0.0.1%0d%0a/",
        "http://news.example/a b",
        "http://news.example/\r\nHost: evil.example",
        # other ports and schemes
        "http://news.example:22/",
        "http://news.example:8080/",
        "https://news.example:6379/",
        "http://news.example:99999/",
        "http://news.example:x/",
        "file:///etc/passwd",
        "ftp://news.example/a.txt",
        "gopher://127.0.0.1:6379/_",
        "data://text/html,x",
        "javascript://x",
        "http://",
        "http:///etc/passwd",
        "http://[::1",
        "http://" + "a" * 64 + ".example/",
        "http://news.example/" + "a" * 2_000,
    ],
)
def test_nothing_but_the_public_internet_is_fetched(
    url: str, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected: list[object] = []
    monkeypatch.setattr("socket.create_connection", lambda *arguments, **_: connected.append(arguments))
    archive._network = Network(resolve=lambda host, port: [host.strip("[]") if ":" in host else as_system_does(host)])
    report = archive.add(url)
    assert [outcome.status for outcome in report.outcomes] == ["rejected"]
    assert "\n" not in report.rejected[0].reason
    assert connected == []


def as_system_does(host: str) -> str:
    """Resolve a host without a network: the tests' names are on the public internet, `localhost` is not."""
    try:
        return str(ip_address(host))
    except ValueError:
        return "127.0.0.1" if host.endswith("localhost") else "1.1.1.1"


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (" HTTP://News.Example.:80/a/../b?q=ä#part", "http://news.example/a/../b?q=%C3%A4"),
        ("https://BÜCHER.example/é%20x", "https://xn--bcher-kva.example/%C3%A9%20x"),
        ("https://faß.example", "https://xn--fa-hia.example/"),
        ("http://8.8.8.8:443/", "http://8.8.8.8:443/"),
        ("http://[2606:4700:0::1111]/x", "http://[2606:4700::1111]/x"),
    ],
)
def test_addresses_have_one_plain_form(given: str, plain: str) -> None:
    assert checked_url(given) == plain
    assert checked_url(plain) == plain


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_all_addresses_of_a_host_are_checked(news: Site) -> None:
    answers = ["127.0.0.1", METADATA]
    with pytest.raises(ArticleError, match=r"is 169\.254\.169\.254, which is not on the public internet"):
        fetched(news, "/", resolve=lambda host, port: answers)
    assert news.asked == []


def test_a_host_is_resolved_once_and_that_address_connected_to(news: Site) -> None:
    """A name that is harmless when checked and private when used (DNS rebinding) gains nothing."""
    news.pages["/a"] = Page(story())
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else [METADATA]  # one for robots.txt, one for the page

    assert fetched(news, "/a", resolve=rebinding).body
    assert asked == [HOST, HOST]
    with pytest.raises(ArticleError, match="not on the public internet"):
        fetched(news, "/a", resolve=rebinding)
    assert len(news.asked) == 2


def test_an_address_that_does_not_answer_is_followed_by_the_next(news: Site) -> None:
    news.pages["/a"] = Page(story())
    two = {"resolve": lambda host, port: ["::1", "127.0.0.1"], "is_allowed": lambda ip: ip.is_loopback}
    assert fetched(news, "/a", **two).body


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://169.254.169.254/latest/", "port 80 is not allowed"),
        ("http://169.254.169.254:{port}/latest/", "is 169.254.169.254, which is not on the public internet"),
        ("http://[::ffff:a9fe:a9fe]:{port}/", "not on the public internet"),
        ("//127.1:{port}/", "a disguised IP address"),
        ("http://2130706433:{port}/", "a disguised IP address"),
        ("file:///etc/passwd", "expected http or https"),
        ("ftp://news.example/", "expected http or https"),
        ("http://me:secret@news.example:{port}/", "user name or password"),
        ("/loop", "more than 3 redirects"),
        ("/1", "more than 3 redirects"),
    ],
)
def test_each_redirect_is_checked(news: Site, to: str, reason: str) -> None:
    news.pages |= {f"/{number}": redirect(f"/{number + 1}") for number in range(1, 5)}
    news.pages |= {"/loop": redirect(to.format(port=news.port)), "/5": Page(story())}
    resolve = {HOST: "127.0.0.1"}
    with pytest.raises(ArticleError, match=reason):
        fetched(news, "/loop", resolve=lambda host, port: [resolve.get(host, host.strip("[]"))])


def test_three_redirects_are_followed_and_the_last_address_is_the_articles(online_archive: Archive, news: Site) -> None:
    news.pages |= {
        f"/{number}": redirect(f"/{number + 1}#x", status) for number, status in enumerate((301, 303, 308), 1)
    }
    news.pages["/4"] = Page(story())
    report = online_archive.add(news.url("/1"))
    assert report.added == (news.url("/4"),)
    assert report.outcomes[0].source == news.url("/1")
    assert online_archive.article(news.url("/4")).url == news.url("/4")


def test_an_ip_address_is_a_host_too(news: Site) -> None:
    news.pages["/a"] = Page(story())
    assert Fetcher(news.network()).fetch(news.url("/a", "127.0.0.1"), PAGES).body
    assert news.asked[-1][0] == f"127.0.0.1:{news.port}"
    six = news.network(resolve=lambda host, port: ["127.0.0.1"] if host == "2606:4700::1111" else [])
    assert Fetcher(six).fetch(news.url("/a", "[2606:4700::1111]"), PAGES).body
    assert news.asked[-1][0] == f"[2606:4700::1111]:{news.port}"


# Certificates


def test_certificates_are_checked_against_the_name(tmp_path: Path) -> None:
    with site(self_signed(tmp_path / "pem")) as secure:
        secure.pages |= {"/a": Page(story()), "/down": redirect(f"http://{HOST}:{secure.port}/a")}
        assert fetched(secure, "/a").body
        assert secure.asked[-1][0] == f"{HOST}:{secure.port}"
        with pytest.raises(ArticleError, match=r"not valid for 'other.example'"):
            Fetcher(secure.network()).fetch(secure.url("/a", "other.example"), PAGES)
        with pytest.raises(ArticleError, match="certificate verify failed"):
            fetched(secure, "/a", certificates=None)
        with pytest.raises(ArticleError, match="from https to http"):
            fetched(secure, "/down")


# What is sent along


def test_nothing_is_sent_along(news: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text(f"machine {HOST} login me password secret")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://169.254.169.254:3128")
    news.pages |= {"/a": redirect("/b"), "/b": Page(story())}
    news.pages["/a"].headers["Set-Cookie"] = "id=1"  # type: ignore[attr-defined]
    assert fetched(news, "/a").body
    names = {name for _, _, headers in news.asked for name in headers}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert {headers["User-Agent"].partition("/")[0] for *_, headers in news.asked} == {"Byline"}


# Limits


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a body one byte at a time, without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    """Send headers one byte at a time, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


def silence(handler: BaseHTTPRequestHandler) -> None:
    """Send nothing."""
    time.sleep(6)


@pytest.mark.parametrize("page", [drip, drip_headers, silence])
def test_a_slow_answer_ends_in_time(news: Site, page: object) -> None:
    news.pages["/a"] = page  # type: ignore[assignment]
    started = time.monotonic()
    with pytest.raises(ArticleError, match=r"within 0\.5 s"):
        fetched(news, "/a", seconds=0.5)
    assert time.monotonic() - started < 5


def test_redirects_share_one_time(news: Site) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.2)
        redirect("/a")(handler)

    news.pages["/a"] = slowly
    with pytest.raises(ArticleError, match=r"within 0\.5 s"):  # not for having more than 3 redirects
        fetched(news, "/a", seconds=0.5)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65_536)


def endless_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X: " + b"x" * 1_000 + b"\r\n")


def empty_gzip(handler: BaseHTTPRequestHandler) -> None:
    """Send endless gzip that unpacks to nothing."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Encoding", "gzip")
    handler.end_headers()
    while True:
        handler.wfile.write(gzip.compress(b"") * 1_000)


def too_long(handler: BaseHTTPRequestHandler) -> None:
    """Announce more than is sent."""
    Page(story(), headers={"Content-Length": "100000"})(handler)


def too_short(handler: BaseHTTPRequestHandler) -> None:
    """Send more than was announced."""
    Page(story() + "x" * 100_000, headers={"Content-Length": "1000"})(handler)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (endless, "larger than the limit of 1,000,000 bytes"),
        (endless_headers, "invalid response from the server"),
        (empty_gzip, "larger than the limit of 1,000,000 bytes"),
        (packed(b"x" * 50_000_000), "larger than the limit of 1,000,000 bytes"),
        (packed(packed(b"x" * 50_000_000).body), "<"),  # type: ignore[arg-type]
        (Page(b"x" * 1_000_001), "larger than the limit of 1,000,000 bytes"),
        (Page(gzip.compress(story().encode())[:-9], headers={"Content-Encoding": "gzip"}), "breaks off"),
        (Page(story(), headers={"Content-Encoding": "gzip"}), "not gzip as declared"),
        (Page(story(), headers={"Content-Encoding": "br"}), "compressed as 'br', which was not requested"),
        (Page(story(), headers={"Content-Encoding": "gzip, gzip"}), "which was not requested"),
        (too_long, "invalid response from the server"),
        (Page(story(), type=None), "found no media type, expected text/html"),
        (Page(story(), type="video/mp4"), "found video/mp4, expected text/html"),
        (Page(story(), type="application/octet-stream"), "found application/octet-stream"),
        (Page(story(), status=404), "responded with 404"),
        (Page(story(), status=500), "responded with 500"),
        (Page(story(), status=206), "responded with 206"),
        (Page(story(), status=304), "responded with 304"),
    ],
)
def test_what_has_no_end_or_is_no_page_is_refused(news: Site, page: Page, reason: str) -> None:
    news.pages["/a"] = page
    if reason == "<":  # compressed twice, unpacked once: the result is small, and not a page
        body = fetched(news, "/a", max_bytes=1_000_000).body
        assert body is not None
        assert len(body) < 1_000_000
        return
    with pytest.raises(ArticleError, match=reason):
        fetched(news, "/a", max_bytes=1_000_000)


def test_a_body_is_what_its_length_says(news: Site) -> None:
    news.pages["/a"] = too_short
    assert len(fetched(news, "/a").body or b"") == 1_000


def test_a_packed_page_is_unpacked(news: Site) -> None:
    body = story().encode() * 100
    news.pages |= {"/a": packed(body), "/b": packed(b"")}
    news.pages["/two"] = Page(gzip.compress(body) + gzip.compress(b"end"), headers={"Content-Encoding": "gzip"})
    assert fetched(news, "/a").body == body
    assert fetched(news, "/b").body == b""
    assert fetched(news, "/two").body == body + b"end"


# robots.txt, and the pause between requests


class Clock:
    """The fetcher's clock: only the fetcher's pauses advance it, and they take no real time."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("byline.fetching.fetcher.time", made)
    return made


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (Page(status=404), True),
        (Page(status=403), True),
        (Page("User-agent: *\nDisallow:", type="text/plain"), True),
        (Page("User-agent: *\nDisallow: /private/", type="text/plain"), True),
        (Page("User-agent: Byline\nAllow: /\n\nUser-agent: *\nDisallow: /", type="text/plain"), True),
        (redirect("/rules"), True),
        (Page("User-agent: *\nDisallow: /", type="text/plain"), False),
        (Page("\ufeffUser-agent: *\nDisallow: /a", type=None), False),
        (Page("User-agent: byline\nDisallow: /a\n\nUser-agent: *\nAllow: /", type="text/plain"), False),
        (Page("User-agent: *\nCrawl-delay: ²\nDisallow:", type="text/plain"), True),
        (Page(status=500), False),
        (Page(status=503), False),
        (Page("x" * 1_000_001), False),
        (redirect("/robots.txt"), False),
        (redirect("http://169.254.169.254/"), False),
        (silence, False),
    ],
)
def test_robots_are_respected(news: Site, robots: Page, allowed: bool) -> None:
    news.pages |= {"/robots.txt": robots, "/a": Page(story()), "/rules": Page("User-agent: *\nAllow: /")}
    fetcher = Fetcher(news.network(max_bytes=1_000_000, seconds=0.5 if robots is silence else 10.0))
    for _ in range(2):  # the second time from memory
        if allowed:
            assert fetcher.fetch(news.url("/a"), PAGES).body
        else:
            with pytest.raises(ArticleError, match=r"robots\.txt"):
                fetcher.fetch(news.url("/a"), PAGES)
    assert ("/a" in news.paths) is allowed
    assert sum(path == "/robots.txt" for _, path, _ in news.asked) <= 4


def test_the_robots_of_each_host_on_the_way_are_asked(news: Site) -> None:
    def by_host(handler: BaseHTTPRequestHandler) -> None:
        shut = str(handler.headers["Host"]).startswith("shut.example")
        Page("User-agent: *\nDisallow: /" if shut else "", type="text/plain")(handler)

    news.pages |= {"/robots.txt": by_host, "/a": redirect(news.url("/b", "shut.example")), "/b": Page(story())}
    with pytest.raises(ArticleError, match=r"the robots.txt of shut.example:\d+ does not allow it"):
        fetched(news, "/a")
    assert "/b" not in news.paths


@pytest.mark.parametrize(
    ("asked_for", "delay", "pause"), [("", 0.3, 0.3), ("Crawl-delay: 1", 0.3, 1.0), ("", 0.0, 0.0)]
)
def test_there_is_a_pause_between_requests_to_a_host(
    news: Site, clock: Clock, asked_for: str, delay: float, pause: float
) -> None:
    times: list[float] = []

    def timed(handler: BaseHTTPRequestHandler) -> None:
        times.append(clock.now)
        Page(story())(handler)

    news.pages |= {"/robots.txt": Page(f"User-agent: *\n{asked_for}"), "/a": timed}
    fetcher = Fetcher(news.network(delay=delay))
    for _ in range(2):
        fetcher.fetch(news.url("/a"), PAGES)
    assert times[1] - times[0] == pytest.approx(pause)
    again = clock.now
    fetcher.fetch(news.url("/a", "other.example"), PAGES)  # another host; its robots.txt comes before
    assert times[-1] - again == pytest.approx(pause)


def test_a_pause_that_is_asked_for_has_a_bound(news: Site, clock: Clock) -> None:
    news.pages |= {"/robots.txt": Page("User-agent: *\nCrawl-delay: 999999"), "/a": Page(story())}
    assert fetched(news, "/a").body
    assert clock.now == 30


# Pages in an archive


def test_a_page_is_added_like_a_file(online_archive: Archive, news: Site) -> None:
    head = (
        '<link rel=canonical href="https://other.example/theirs"><meta property="og:url" content="https://other.example/">'
        '<meta name=author content="Ann Lee"><meta property="article:published_time" content="2025-06-20T08:00:00Z">'
    )
    news.pages |= {
        "/a?x=1": Page(story(head=head)),
        "/b.txt": Page("The tunnel of Pemba closed.", type="text/plain"),
        "/c": Page((Path(__file__).parent / "test_fetching.py").read_bytes(), type="application/pdf"),
    }
    report = online_archive.add([news.url("/a?x=1#top"), news.url("/b.txt"), news.url("/c"), news.url("/a?x=1")])
    assert report.added == (news.url("/a?x=1"), news.url("/b.txt"))
    assert news.paths == ["/a?x=1", "/b.txt", "/c"]
    assert [outcome.source for outcome in report.rejected] == [news.url("/c")]
    assert report.rejected[0].reason.startswith("not a readable PDF")
    article = online_archive.article(news.url("/a?x=1"))
    assert article.url == article.id == news.url("/a?x=1")  # not the address that the page gives for itself
    assert (article.title, article.author, article.published and article.published.day) == (
        "A Bridge Opens",
        "Ann Lee",
        20,
    )
    assert "The bridge of Zanzibar opened." in article.text
    assert online_archive.article(news.url("/b.txt")).text == "The tunnel of Pemba closed."


def test_a_page_cannot_take_the_place_of_another_sites_article(online_archive: Archive, news: Site) -> None:
    theirs = news.url("/story", "honest.example")
    news.pages |= {
        "/story": Page(story()),
        "/evil": Page(story("No bridge opened.", head=f'<link rel=canonical href="{theirs}">')),
    }
    assert online_archive.add([theirs, news.url("/evil")]).added == (theirs, news.url("/evil"))
    assert "The bridge of Zanzibar opened." in online_archive.article(theirs).text


@pytest.mark.parametrize("named", ["ETag", "Last-Modified"])
def test_a_page_that_is_unchanged_is_not_sent_again(online_archive: Archive, news: Site, named: str) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers["If-None-Match" if named == "ETag" else "If-Modified-Since"]
        sent.append(known)
        Page(story(), status=304 if known == value else 200, headers={named: value})(handler)

    sent: list[str | None] = []
    value = '"v1"' if named == "ETag" else "Mon, 02 Jun 2025 08:00:00 GMT"
    news.pages["/a"] = page
    assert online_archive.add(news.url("/a")).added
    generation = online_archive.state.generation
    assert online_archive.add(news.url("/a")).unchanged == (news.url("/a"),)
    assert sent == [None, value]
    assert online_archive.state.generation == generation
    online_archive.remove(news.url("/a"))
    assert online_archive.add(news.url("/a")).added == (news.url("/a"),)  # a removed page is requested as a new one
    assert sent == [None, value, None]


def test_a_page_that_changed_is_a_new_version(online_archive: Archive, news: Site) -> None:
    news.pages["/a"] = Page(story(), headers={"ETag": '"1"'})
    online_archive.add(news.url("/a"))
    news.pages["/a"] = Page(story("The bridge of Zanzibar collapsed."), headers={"ETag": '"2"'})
    assert online_archive.add(news.url("/a")).updated == (news.url("/a"),)
    assert len(online_archive.versions(news.url("/a"))) == 2
    assert "collapsed" in online_archive.article(news.url("/a")).text
    news.pages["/a"] = Page(status=503)
    assert "503" in online_archive.add(news.url("/a")).rejected[0].reason
    assert "collapsed" in online_archive.article(news.url("/a")).text


def test_the_mark_of_a_page_is_not_sent_to_another(online_archive: Archive, news: Site) -> None:
    news.pages["/a"] = Page(story(), headers={"ETag": '"1"'})
    online_archive.add(news.url("/a"))
    news.pages |= {"/a": redirect("/b"), "/b": Page(story("Elsewhere."), headers={"ETag": '"1"'})}
    assert online_archive.add(news.url("/a")).added == (news.url("/b"),)
    sent = [(path, headers.get("If-None-Match")) for _, path, headers in news.asked if path != "/robots.txt"]
    assert sent == [("/a", None), ("/a", '"1"'), ("/b", None)]


def test_a_page_that_fails_stops_nothing(online_archive: Archive, news: Site, tmp_path: Path) -> None:
    news.pages["/a"] = Page(story())
    (tmp_path / "file.txt").write_text("The harbour is open again.")
    report = online_archive.add(
        [news.url("/missing"), "http://127.1/", "https://", tmp_path / "file.txt", news.url("/a")]
    )
    assert report.added == ("file", news.url("/a"))
    assert [outcome.source for outcome in report.rejected] == [news.url("/missing"), "http://127.1/", "https://"]


def test_others_can_write_while_a_page_is_fetched(online_archive: Archive, news: Site, tmp_path: Path) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slowly(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        go_on.wait(10)
        Page(story())(handler)

    news.pages["/a"] = slowly
    (tmp_path / "file.txt").write_text("The harbour is open again.")
    fetching = threading.Thread(target=online_archive.add, args=(news.url("/a"),))
    fetching.start()
    assert asked.wait(10)
    assert online_archive.add(tmp_path / "file.txt").added == ("file",)
    go_on.set()
    fetching.join()
    assert online_archive.state.articles == 2


# What never fetches


def test_a_path_is_never_an_address(
    online_archive: Archive, news: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.pages["/a.txt"] = Page("Fetched.", type="text/plain")
    monkeypatch.chdir(tmp_path)
    file = Path(news.url("/a.txt"))  # as a path it has one slash fewer
    file.parent.mkdir(parents=True)
    file.write_text("Of the file.")
    (tmp_path / "table.jsonl").write_text(json.dumps({"url": news.url("/a.txt"), "text": "Of the table."}))
    (tmp_path / "page.html").write_text(
        story(head=f'<link rel=canonical href="{news.url("/a.txt")}"><base href="{news.url("/")}">')
    )
    (tmp_path / "metadata.csv").write_text(f"file,url\npage.html,{news.url('/a.txt')}\n")
    (tmp_path / "feed.xml").write_text("<rss/>")
    assert online_archive.add([file, tmp_path]).rejected == ()
    assert online_archive.add(file.with_name("b.txt")).rejected
    assert news.asked == []
