"""robots.txt: which rule counts, how a malformed file is read, and what a hostile one costs."""

import time

import pytest

from byline.fetching.robots import MAX_CRAWL_DELAY, Robots

SITE = "https://news.example"


def robots(text: str | bytes, status: int | None = 200) -> Robots:
    return Robots("Byline", status, text if isinstance(text, bytes) else text.encode())


def allowed(rules: str, path: str) -> bool:
    """Return whether rules for everybody allow a path."""
    return robots(f"User-agent: *\n{rules}").allow(SITE + path)


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("", "/a", True),
        ("Disallow:", "/a", True),
        ("Disallow: /", "/a", False),
        ("Disallow: /a", "/abc", False),
        ("Disallow: /a", "/b/a", True),
        ("Disallow: /A", "/a", True),
        # "*" stands for anything
        ("Disallow: /*/print", "/news/print", False),
        ("Disallow: /*/print", "/news/7/print/2", False),
        ("Disallow: /*/print", "/print", True),
        ("Disallow: /*?", "/a?page=2", False),
        ("Disallow: /*?", "/a", True),
        ("Disallow: /*?*sort=", "/a?page=2&sort=up", False),
        ("Disallow: *.pdf", "/files/a.pdf", False),
        # "$" is the end
        ("Disallow: /*.pdf$", "/a.pdf", False),
        ("Disallow: /*.pdf$", "/a.pdf?page=2", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /$", "/", False),
        ("Disallow: /$", "/a", True),
        # the longest rule counts, wherever it is
        ("Disallow: /\nAllow: /news/", "/news/a", True),
        ("Allow: /news/\nDisallow: /", "/news/a", True),
        ("Allow: /news/\nDisallow: /", "/a", False),
        ("Allow: /\nDisallow: /private/", "/private/a", False),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        # of two rules of equal length, the one that allows
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Allow: /folder\nDisallow: /folder", "/folder/page", True),
        # escaped or not, it is the same path; an escaped slash is not a slash
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /café", "/caf%C3%A9", False),
        ("Disallow: /caf%c3%a9", "/caf%C3%A9", False),
        ("Disallow: /%7Euser", "/~user", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /a%2fb", "/a%2Fb", False),
        ("Disallow: /a%2A", "/ab", True),
        # other spellings
        ("disallow : /a   # not this", "/a", False),
        ("DISALLOW:/a", "/a", False),
        ("Sitemap: https://news.example/map.xml\nDisallow: /a", "/a", False),
        ("Crawl-delay: ²\nDisallow: /a", "/a", False),
    ],
)
def test_which_rule_counts(rules: str, path: str, expected: bool) -> None:
    assert allowed(rules, path) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-agent: Byline\nDisallow: /a\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nAllow: /\n\nUser-agent: BYLINE\nDisallow: /a", False),
        ("User-agent: Byline\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: Byline\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: Byline/0.1\nDisallow: /a", False),
        ("User-agent: Byline # a visitor\nDisallow: /a", False),
        ("User-agent: * # everybody\nDisallow: /a", False),
        ("User-agent: Other\nUser-agent: Byline\nDisallow: /a", False),
        ("User-agent: Byline\nUser-agent: Other\nDisallow: /a", False),
        ("User-agent: Byline\nDisallow: /b\n\nUser-agent: Byline\nDisallow: /a", False),
        ("User-agent: Other\nDisallow: /", True),
        ("User-agent: By\nDisallow: /", True),
        ("User-agent: Byliner\nDisallow: /", True),
        ("User-agent: Byline-News\nDisallow: /", True),
        ("User-agent: *bot\nDisallow: /", True),
        ("User-agent:\nDisallow: /", True),
        ("Disallow: /", True),
    ],
)
def test_rules_for_other_programs_do_not_count(text: str, expected: bool) -> None:
    assert robots(text).allow(SITE + "/a") is expected


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /a",
        b"User-agent: *\r\nDisallow: /a\r\n",
        b"User-agent: *\rDisallow: /a",
        b"\xff\xfe\x00 nothing\nUser-agent: *\nDisallow: /\xff\nDisallow: /a",
        b"<html>\nUser-agent: *\nDisallow: /a",
        b"User-agent: *\n" + b"Disallow: /" + b"x" * 300_000 + b"\nDisallow: /a",
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_read_as_far_as_it_can(text: bytes) -> None:
    rules = robots(text)
    assert not rules.allow(SITE + "/a")
    assert rules.allow(SITE + "/b")


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, False), (404, True), (403, True), (500, False), (503, False), (304, False), (None, False)],
)
def test_a_site_without_rules_allows_all_and_one_that_fails_allows_nothing(status: int | None, expected: bool) -> None:
    assert robots("User-agent: *\nDisallow: /a", status).allow(SITE + "/a") is expected
    assert robots("", status).allow(SITE + "/a") is (expected or status == 200)


def test_what_is_beyond_the_limit_is_ignored() -> None:
    early = b"User-agent: *\nDisallow: /a\n" + b"#" * 600_000 + b"\nDisallow: /b"
    assert not robots(early).allow(SITE + "/a")
    assert robots(early).allow(SITE + "/b")


@pytest.mark.parametrize(
    ("asked_for", "seconds"),
    [
        ("", 0.0),
        ("Crawl-delay: 2", 2.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: 999999", MAX_CRAWL_DELAY),
        ("Crawl-delay: -3", 0.0),
        ("Crawl-delay: nan", 0.0),
        ("Crawl-delay: inf", 0.0),
        ("Crawl-delay: 1e999", 0.0),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: ²", 0.0),
    ],
)
def test_a_pause_has_a_bound(asked_for: str, seconds: float) -> None:
    assert robots(f"User-agent: *\n{asked_for}").delay == seconds
    assert robots(f"User-agent: Byline\nDisallow:/a\n{asked_for}\n\nUser-agent: *\nCrawl-delay: 9").delay == seconds


MANY = 512_000
HOSTILE = {
    "programs times rules": "".join(f"User agent a{i}\n" for i in range(16_000)) + "Allow:/a\n" * 28_000,
    "one program again and again": "User-agent: *\n" * 36_000,
    "rules": "User-agent: *\n" + "".join(f"Allow:/{i}\n" for i in range(40_000)),
    "wildcards in a rule": "User-agent: *\nAllow: " + "*a" * (MANY // 2 - 20),
    "wildcards that nearly match": "User-agent: *\n" + ("Allow: /" + "*a" * 200 + "b\n") * (MANY // 420),
    "rules that nearly match": "User-agent: *\n" + "Allow:*aab\n" * 46_000,
    "escapes": "User-agent: *\nAllow: /" + "%41" * (MANY // 3 - 20),
    "ends": "User-agent: *\nAllow: /" + "$" * (MANY - 40),
    "dashes": "user" + "-" * (MANY - 10),
    "blanks": "user" + " " * (MANY - 10) + "x",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_costs_little(text: str) -> None:
    started = time.process_time()
    rules = robots(text)
    for path in ("/" + "a" * 1_950, "/" + "aab" * 650 + "?" + "*" * 20, "/b"):
        rules.allow(SITE + path)
    assert time.process_time() - started < 5  # it took 0.4 s at most where it was measured
