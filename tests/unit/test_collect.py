"""Following feeds: new and changed entries are added, once, and a feed is trusted no more than a page."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.website import Page, Site, redirect, story

from byline import Archive, InputError, cli
from byline.ingest.child import parse

RSS, ATOM = "application/rss+xml", "application/atom+xml; charset=utf-8"


def rss(*items: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>News</title><link>/</link>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )


def atom(*entries: str) -> str:
    entered = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><link href="/"/>{entered}</feed>'


def plain(text: str) -> Page:
    return Page(text, type="text/plain; charset=utf-8")


def test_an_rss_feed_fills_what_its_pages_lack(online_archive: Archive, news: Site) -> None:
    news.pages |= {
        "/feed": Page(
            rss(
                "<title>Tunnel &amp;amp; Bridge &lt;b&gt;close&lt;/b&gt;</title><media:title>Not this</media:title><link>/a.txt</link>"
                "<dc:creator>Ann Lee</dc:creator><pubDate>Fri, 20 Jun 2025 08:00:00 GMT</pubDate>",
                "<title>Not the page's</title><link>/b</link><author>desk@news.example (Desk)</author>",
                '<guid isPermaLink="false">tag:1</guid><title>No link</title>',
                "<guid>/c.txt</guid>",
            ),
            type=RSS,
        ),
        "/a.txt": plain("The tunnel of Pemba closed on Friday, and so did the bridge beside it."),
        "/b": Page(story()),
        "/c.txt": plain("The harbour is open again."),
    }
    report = online_archive.follow(news.url("/feed"))
    assert report.added == (news.url("/a.txt"), news.url("/b"), news.url("/c.txt"))
    first, second = online_archive.article(news.url("/a.txt")), online_archive.article(news.url("/b"))
    assert (first.title, first.author) == ("Tunnel & Bridge close", "Ann Lee")
    assert first.published is not None
    assert first.published.isoformat() == "2025-06-20T08:00:00+00:00"
    assert (second.title, second.author) == ("A Bridge Opens", None)


def test_an_atom_feed_fills_what_its_pages_lack(online_archive: Archive, news: Site) -> None:
    news.pages |= {
        "/deep/feed": Page(
            atom(
                '<title>a &lt; b</title><link rel="self" href="/self"/><link rel="alternate" href="a.txt"/>'
                "<author><name>Ann Lee</name></author><updated>2025-06-21T08:00:00Z</updated>"
                "<published>2025-06-20T08:00:00Z</published>",
                '<title type="html">&amp;ldquo;Open&amp;rdquo; &lt;i&gt;again&lt;/i&gt;</title>'
                '<link href="/b.txt"/><updated>2025-06-21T08:00:00Z</updated>',
            ),
            type=ATOM,
        ),
        "/deep/a.txt": plain("The tunnel of Pemba closed on Friday."),
        "/b.txt": plain("The harbour is open again."),
    }
    assert online_archive.follow([news.url("/deep/feed")]).added == (news.url("/deep/a.txt"), news.url("/b.txt"))
    first, second = online_archive.article(news.url("/deep/a.txt")), online_archive.article(news.url("/b.txt"))
    assert (first.title, first.author, first.day and first.day.day) == ("a < b", "Ann Lee", 20)
    assert (second.title, second.day and second.day.day) == ("“Open” again", 21)


def test_only_what_is_new_or_changed_is_asked_for(online_archive: Archive, news: Site) -> None:
    def entry(path: str, day: int) -> str:
        return f'<title>T</title><link href="{path}"/><updated>2025-06-{day}T08:00:00Z</updated>'

    news.pages |= {
        "/feed": Page(atom(entry("/a", 20), entry("/b", 20)), type=ATOM),
        "/a": Page(story(), headers={"ETag": '"a"'}),
        "/b": Page(story("The tunnel closed.")),
    }
    assert len(online_archive.follow(news.url("/feed")).added) == 2
    assert len(online_archive.follow(news.url("/feed")).unchanged) == 2
    assert news.paths == ["/feed", "/a", "/b", "/feed"]  # the dates of change are the same as before
    news.asked.clear()
    news.pages["/feed"] = Page(atom(entry("/c", 22), entry("/a", 21), entry("/b", 21)), type=ATOM)
    news.pages |= {"/b": Page(story("The tunnel is open again.")), "/c": Page(story("The harbour froze."))}
    report = online_archive.follow(news.url("/feed"))
    assert (report.added, report.updated, report.unchanged) == (
        (news.url("/c"),),
        (news.url("/b"),),
        (news.url("/a"),),
    )
    assert news.paths == ["/feed", "/c", "/a", "/b"]
    assert [headers.get("If-None-Match") for _, path, headers in news.asked if path == "/a"] == ['"a"']


def test_entries_without_a_date_of_change_are_asked_for_by_their_etag(online_archive: Archive, news: Site) -> None:
    news.pages |= {"/feed": Page(rss("<link>/a</link>"), type=RSS), "/a": Page(story(), headers={"ETag": '"1"'})}
    online_archive.follow(news.url("/feed"))
    assert online_archive.follow(news.url("/feed")).unchanged == (news.url("/a"),)
    news.pages["/a"] = Page(story("It collapsed."), headers={"ETag": '"2"'})
    assert online_archive.follow(news.url("/feed")).updated == (news.url("/a"),)


def test_a_feed_that_is_unchanged_is_not_sent_again_once_all_of_it_was_taken(
    online_archive: Archive, news: Site
) -> None:
    links = [f"<link>/{number}</link>" for number in range(3)]
    news.pages["/feed"] = Page(rss(*links), type="application/xml", headers={"ETag": '"f"'})
    news.pages |= {"/0": Page(story("Zero.")), "/1": Page(story("One."))}
    feed = news.url("/feed")
    report = online_archive.follow(feed, limit=1)
    assert report.added == (news.url("/0"),)
    assert report.warnings == (f"{feed}: 2 more entries left for next time",)
    report = online_archive.follow(feed, limit=2)  # new entries come first
    assert report.added == (news.url("/1"),)
    assert [outcome.source for outcome in report.rejected] == [news.url("/2")]
    for _ in range(2):  # what failed is tried again
        assert [outcome.source for outcome in online_archive.follow(feed).rejected] == [news.url("/2")]
    news.pages["/2"] = Page(story("Two."))
    assert online_archive.follow(feed).added == (news.url("/2"),)
    news.asked.clear()
    assert online_archive.follow(feed).outcomes == ()
    assert news.paths == ["/feed"]
    assert news.asked[-1][2]["If-None-Match"] == '"f"'


def test_each_entry_is_fetched_by_the_same_rules(online_archive: Archive, news: Site) -> None:
    wrong = [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.1/",
        f"http://169.254.169.254:{news.port}/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://user:secret@news.example/",
        "/shut",
        "/redirected",
        "/missing",
    ]
    other = news.url("/b", "other.example")
    news.pages |= {
        "/robots.txt": plain("User-agent: *\nDisallow: /shut"),
        "/feed": Page(rss(*(f"<link>{link}</link>" for link in [*wrong, "/a", other, "/a"])), type="text/xml"),
        "/redirected": redirect("http://[::1]/"),
        "/shut": Page(story()),
        "/a": Page(story()),
        "/b": Page(story("Elsewhere.")),
    }
    online_archive._network = news.network(
        resolve=lambda host, port: ["127.0.0.1" if host.endswith("example") else host]
    )
    report = online_archive.follow(news.url("/feed"))
    assert report.added == (news.url("/a"), other)
    assert len(report.rejected) == len(wrong)
    assert "/shut" not in news.paths


def test_many_feeds_and_one_that_fails(online_archive: Archive, news: Site) -> None:
    news.pages |= {"/feed": Page(rss("<link>/a</link>"), type=RSS), "/a": Page(story()), "/page": Page(story())}
    report = online_archive.follow([news.url("/missing"), news.url("/feed"), news.url("/page"), news.url("/feed")])
    assert report.added == (news.url("/a"),)
    assert [outcome.source for outcome in report.rejected] == [news.url("/missing"), news.url("/page")]
    assert "found text/html, expected application/rss+xml" in report.rejected[1].reason


def test_a_feed_of_ten_thousand_entries(online_archive: Archive, news: Site) -> None:
    entries = (f"<title>Number {number}</title><link>/{number}</link>" for number in range(10_000))
    news.pages["/feed"] = Page(rss(*entries), type=RSS)
    news.pages |= {f"/{number}": Page(story(f"Report {number}.")) for number in range(3)}
    started = time.monotonic()
    report = online_archive.follow(news.url("/feed"), limit=3)
    assert len(report.added) == 3
    assert report.warnings == (f"{news.url('/feed')}: 9,997 more entries left for next time",)
    assert len(news.paths) == 4
    assert time.monotonic() - started < 45


LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
HOSTILE = {
    "laughs": f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>' + rss("<title>&l9;</title><link>/a</link>")[21:],
    "in an attribute": f'<!DOCTYPE feed [<!ENTITY l0 "lol">{LAUGHS}]>' + atom('<link href="/&l9;"/>'),
    "quadratic": f'<!DOCTYPE rss [<!ENTITY l "{"x" * 100_000}">]>' + rss("&l;" * 10_000)[21:],
    "external": '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    + rss("<title>&f;</title><link>/a</link>")[21:],
    "parameter": '<!DOCTYPE rss [<!ENTITY % p SYSTEM "{url}"> %p;]>' + rss("<link>/a</link>")[21:],
    "dtd elsewhere": '<!DOCTYPE rss SYSTEM "{url}">' + rss("<link>/a</link>")[21:],
    "included": atom(
        '<link href="/a"/><title><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/></title>'
    ),
    "deep": "<rss>" + "<a>" * 1_000_000,
    "not XML": "\0\1\2 nothing <<<",
    "empty": "",
    "another kind": "<html><body>Log in</body></html>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_feed_harms_nobody(kind: str, online_archive: Archive, news: Site) -> None:
    news.pages |= {"/feed": Page(HOSTILE[kind].replace("{url}", news.url("/dtd")), type=RSS), "/a": Page(story())}
    started = time.monotonic()
    report = online_archive.follow(news.url("/feed"))
    assert time.monotonic() - started < 30
    assert set(news.paths) <= {"/feed", "/a"}
    taken = kind in {"dtd elsewhere", "included"}
    assert report.added == ((news.url("/a"),) if taken else ())
    if kind not in {"deep", "dtd elsewhere", "included"}:
        assert [outcome.source for outcome in report.rejected] == [news.url("/feed")]
        assert "\n" not in report.rejected[0].reason
    if taken:
        assert "root:" not in online_archive.article(news.url("/a")).title


def test_an_external_dtd_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "secret.dtd").write_text('<!ENTITY f "secret">')
    document = '<!DOCTYPE rss SYSTEM "secret.dtd">' + rss("<title>x&f;</title><link>/a</link>")[21:]
    (tmp_path / "a.feed").write_text(document)
    assert [message.title for message in parse(tmp_path / "a.feed")] == ["x&f;"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("feeds", "options"),
    [
        ("feed.xml", {}),
        ([5], {}),
        ("https://news.example/", {"limit": 0}),
        ("https://news.example/", {"delay": -1.0}),
        ("https://news.example/", {"delay": float("nan")}),
    ],
)
def test_arguments_of_the_wrong_kind_are_refused(archive: Archive, feeds: str, options: dict[str, float]) -> None:
    with pytest.raises(InputError, match="found"):
        archive.follow(feeds, **options)  # type: ignore[arg-type]


# The command line


@pytest.fixture
def run(
    online_archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple]:
    monkeypatch.setattr("byline.cli.articles.open_archive", lambda options, settings=None: online_archive)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_command


def test_the_command_line_adds_and_follows(run: Callable[..., tuple], news: Site) -> None:
    news.pages |= {"/feed": Page(rss("<link>/a</link>", "<link>/b</link>"), type=RSS), "/a": Page(story())}
    code, out, err = run("follow", news.url("/feed"), "--delay", "0")
    assert (code, out) == (1, "1 added, 0 updated, 0 unchanged, 1 rejected; 1 passages embedded\n")
    assert err == f"byline: rejected: {news.url('/b')}: the server responded with 404, expected 200\n"
    assert run("add", news.url("/a"))[:2] == (
        0,
        "0 added, 0 updated, 1 unchanged, 0 rejected; 0 passages embedded\n",
    )
    code, out, err = run("follow", news.url("/feed"), "--limit", "1", "--json")
    assert (code, json.loads(out)["source"]) == (1, news.url("/b"))
    assert run("follow", "feed.xml")[0] == 2


def test_following_goes_on_until_interrupted(
    run: Callable[..., tuple], news: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.pages |= {"/feed": Page(rss("<link>/a</link>"), type=RSS), "/a": Page(story())}
    waited: list[float] = []

    def wait(seconds: float) -> None:
        if seconds > 1:
            waited.append(seconds)
            news.pages["/feed"] = Page(rss("<link>/a</link>", f"<link>/{len(waited)}</link>"), type=RSS)
            news.pages[f"/{len(waited)}"] = Page(story(f"Report {len(waited)}."))
            if len(waited) == 3:
                raise KeyboardInterrupt

    monkeypatch.setattr("byline.cli.articles.time.sleep", wait)
    code, out, err = run("follow", news.url("/feed"), "--every", "5", "--delay", "0")
    assert code == 130
    assert waited == [300.0] * 3
    assert [line.partition(",")[0] for line in out.splitlines()] == ["1 added"] * 3
    assert err.endswith("interrupted: articles already added are kept\n")
