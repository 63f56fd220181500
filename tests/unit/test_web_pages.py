"""Saved web pages: what belongs to the article, what does not, and what the page does not show."""

import json
import quopri
from datetime import UTC, datetime
from pathlib import Path

import pytest

from byline.ingest import Draft, Rejection, discover
from byline.ingest.child import parse
from byline.ingest.surroundings import is_consent

STORY = (
    "<h1>Pool to reopen</h1><p>The open-air pool at Norrey will reopen on May 1, the council said on Sunday after a vote.</p>"
    "<p>The pool has been closed since the storm in January. The council spent 410,000 on new pumps and two new roofs.</p>"
)
CONSENT = (
    "<p>We and our 614 partners store and access information on a device, such as cookies, and process personal data for "
    "personalised advertising. You may click to consent to our processing. Your preferences apply to this website.</p>"
)


SHOWN = "The council spent 410,000 on new pumps and two new roofs."


def page(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Pool to reopen</title>{head}</head><body>{body}</body></html>'


def read(folder: Path, content: str | bytes, name: str = "a.html") -> Draft:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    [draft] = parse(file)
    assert isinstance(draft, Draft), draft
    return draft


@pytest.mark.parametrize(
    "body",
    [
        f'<div id="cookie-banner">{CONSENT * 3}</div><div><aside>{STORY}</aside></div>',
        f'<div class="gdpr modal">{CONSENT}</div><main><article>{STORY}</article></main>',
        f"<main><article>{STORY}</article></main><dialog>{CONSENT}</dialog>",
        f"<main>{CONSENT}<article>{STORY}</article></main>",
    ],
)
def test_consent_to_cookies_is_no_part_of_the_article(tmp_path: Path, body: str) -> None:
    text = read(tmp_path, page(body)).text
    assert "410,000" in text
    assert "partners" not in text


def test_a_page_of_nothing_but_consent_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(f"<main>{CONSENT * 2}</main>"))
    [message] = parse(tmp_path / "a.html")
    assert isinstance(message, Rejection)
    assert "cookie consent" in message.reason


def test_an_article_about_cookies_is_an_article() -> None:
    assert not is_consent(
        "The regulator fined the retailer for cookies that were set without consent. Personal data of two million "
        "visitors went to advertisers, and the privacy notice did not say so, the ruling says."
    )


@pytest.mark.parametrize(
    ("head", "end", "in_part"),
    [
        ('<script type="application/ld+json">{"isAccessibleForFree":false}</script>', "", True),
        ('<meta itemprop="isAccessibleForFree" content="False">', "", True),
        (
            "",
            '<div class="paywall-box"><h3>This article is for subscribers only</h3><p>Subscribe to read it.</p></div>',
            True,
        ),
        ("", "<p>To continue reading, log in or start a free trial.</p>", True),
        ("", "<p>Réservé aux abonnés : il vous reste 80 % de cet article à lire.</p>", True),
        ('<script type="application/ld+json">{"isAccessibleForFree":true}</script>', "", False),
        ("", "<p>Readers can subscribe to the library's newsletter at the desk, the mayor said on Monday.</p>", False),
    ],
)
def test_a_page_that_may_not_be_the_whole_article_is_told(tmp_path: Path, head: str, end: str, in_part: bool) -> None:
    draft = read(tmp_path, page(f"<main><article>{STORY}{end}</article></main>", head))
    assert draft.in_part == in_part
    assert bool(draft.notes) == in_part
    assert "410,000" in draft.text
    assert "subscribers" not in draft.text
    assert "continue reading" not in draft.text


def test_a_row_of_a_table_has_the_names_of_its_columns(tmp_path: Path) -> None:
    table = (
        "<table><thead><tr><th>Year</th><th>Accidents</th></tr></thead><tbody><tr><td>2021</td><td>3</td></tr>"
        "<tr><td>2022</td><td>7</td></tr></tbody></table>"
    )
    text = read(
        tmp_path,
        page(f"<main><article>{STORY}{table}<p>That is all that the council would say on Sunday.</p></article></main>"),
    ).text
    assert "Year: 2021 | Accidents: 3\nYear: 2022 | Accidents: 7\nThat is all" in text
    laid_out = page(f"<table><tr><td>Menu</td><td>{STORY}</td></tr><tr><td>Foot</td><td>{STORY}</td></tr></table>")
    assert "410,000" in read(tmp_path, laid_out).text


def test_other_stories_are_no_sentences_of_the_article(tmp_path: Path) -> None:
    others = (
        '<div class="teaser"><p><strong>Read more:</strong> Pool to close for good, leaving 32 staff without work</p></div>'
        '<div class="most-read"><h3>Most read</h3><ul><li>Mayor arrested in bribery case</li></ul></div>'
        "<p>See also: Ten killed in coach crash</p>"
        '<aside class="card"><a href="/q"><h4>Tram crash at Pell</h4><p>Police say the driver slept.</p></a></aside>'
        '<section><h2>Trending now</h2><p><a href="/a">Nine die in mine</a></p><p><a href="/b">Zoo to move</a></p></section>'
    )
    text = read(tmp_path, page(f"<main><article>{STORY}{others}</article></main>")).text
    assert "410,000" in text
    for other in ("32 staff", "Mayor", "coach crash", "driver slept", "Trending", "Nine die"):
        assert other not in text


def test_a_heading_with_links_among_sentences_stays(tmp_path: Path) -> None:
    links = (
        '<h2>What was bought</h2><p>The council bought <a href="/a">pumps</a> and <a href="/b">roofs</a> in May.</p>'
    )
    text = read(tmp_path, page(f"<main><article>{STORY}{links}</article></main>")).text
    assert text.endswith("What was bought\nThe council bought pumps and roofs in May.")


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("Mayor Ida Falk jumps into the empty pool. Photo: Per Dahl", "Mayor Ida Falk jumps into the empty pool."),
        ("Mayor Ida Falk jumps into the empty pool", "Mayor Ida Falk jumps into the empty pool"),
        ("Photo: Per Dahl for the Norrey Courier", ""),
        ("The pool in 2017. Photograph: A. Reader/Coast Daily", ""),
    ],
)
def test_what_is_said_of_a_picture_is_kept_but_not_its_credit(tmp_path: Path, caption: str, kept: str) -> None:
    first, second = (f"<p>{one}" for one in STORY.split("<p>")[1:])
    picture = f'<figure><img src="a.jpg"><figcaption>{caption}</figcaption></figure>'
    lines = read(tmp_path, page(f"<article><h1>Pool to reopen</h1>{first}{picture}{second}</article>")).text.split("\n")
    assert [line for line in lines if "pool" in line and line.startswith(("Mayor", "Photo", "The pool in"))] == (
        [kept] if kept else []
    )
    assert not any("Per Dahl" in line or "Reader" in line for line in lines)
    assert any(SHOWN in line for line in lines)


def test_the_posts_of_a_live_blog_keep_their_times(tmp_path: Path) -> None:
    posts = "".join(
        f'<article class="post"><time datetime="2025-01-20T{time}Z">{time}</time><h2>{title}</h2><p>{text}</p></article>'
        for time, title, text in (
            ("17:40", "Five dead", "Police say that five people have now died in the storm, three of them at a park."),
            ("08:15", "Two dead", "Police say that two people have died after a tree fell on a car near Haxby."),
        )
    )
    head = """<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Storm live", "liveBlogUpdate":
        [{"@type": "BlogPosting", "headline": "Five dead"}]}</script>"""
    shown = page(f'<main><h1>Storm live</h1><div class="liveblog">{posts}</div></main>', head)
    draft = read(tmp_path, shown.replace("<title>Pool to reopen", "<title>Storm live - The Courier"))
    assert draft.title == "Storm live"
    assert "17:40 Police say that five" in draft.text
    assert "08:15 Police say that two" in draft.text


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0030)https://courier.example/pool -->",
        "<!--\n Page saved with SingleFile \n url: https://courier.example/pool \n saved date: Sat Apr 12 2025\n-->",
    ],
)
def test_a_saved_page_keeps_its_address(tmp_path: Path, comment: str) -> None:
    assert read(tmp_path, f"{comment}{page(f'<main>{STORY}</main>')}").url == "https://courier.example/pool"


def test_a_saved_page_tells_when_it_was_saved(tmp_path: Path) -> None:
    comment = (
        "<!--\n Page saved with SingleFile \n url: https://courier.example/pool \n"
        " saved date: Sat Apr 12 2025 10:15:00 GMT+0200 (Central European Summer Time)\n-->"
    )
    draft = read(tmp_path, comment + page(f"<main>{STORY}</main>"))
    assert draft.notes == ("saved on 12 Apr 2025",)
    assert (draft.published, draft.in_part) == (None, False)


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.html"])
def test_a_page_that_is_a_message_of_mail_is_read(tmp_path: Path, name: str) -> None:
    html = quopri.encodestring(page(f"<main>{STORY.replace('Norrey', 'Nörrey')}</main>").encode())
    head = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courier.example/pool\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="xx"\r\n\r\n--xx\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    draft = read(tmp_path, head + html + b"\r\n--xx--\r\n", name)
    assert draft.url == "https://courier.example/pool"
    assert "pool at Nörrey will reopen" in draft.text
    assert "=3D" not in draft.text


def test_what_a_browser_saves_beside_a_page_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "Story.htm").write_text(page(STORY))
    for folder in ("Story_files", "Other_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "frame.html").write_text(page(CONSENT))
    found = discover([tmp_path])
    assert [file.path.parent.name for file in found.files] == [tmp_path.name, "Other_files"]
    assert [Path(name).parent.name for name in found.skipped] == ["Story_files"]


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ferry to run at night",
    "datePublished": "2026-05-04T06:00:00+01:00",
    "dateModified": "2026-05-05T09:30:00+01:00",
    "author": [{"@type": "Person", "name": "Ana Voss"}, {"@type": "Person", "name": "Theo Grandi"}],
    "publisher": {"@type": "NewsMediaOrganization", "name": "The Harbour Courier"},
    "correction": [
        {"@type": "CorrectionComment", "text": "An earlier version said that the fare is four krents. It is five."},
        "https://courier.example/corrections",
    ],
}


def structured(tmp_path: Path, *found: object) -> Draft:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in found)
    return read(tmp_path, page(f"<main><article>{STORY}</article></main>", scripts))


def test_what_a_page_says_in_the_words_of_schema_org_is_read(tmp_path: Path) -> None:
    draft = structured(tmp_path, {"@graph": [{"@type": "Organization", "name": "Courier Group"}, ARTICLE]})
    assert draft.published == datetime(2026, 5, 4, 5, tzinfo=UTC)
    assert draft.modified == datetime(2026, 5, 5, 8, 30, tzinfo=UTC)
    assert (draft.publisher, draft.author) == ("The Harbour Courier", "Ana Voss, Theo Grandi")
    assert draft.text.endswith("\nAn earlier version said that the fare is four krents. It is five.")
    assert draft.notes == ("the correction at the end comes from the page's metadata",)


def test_a_correction_without_a_word_that_says_so_is_put_as_one(tmp_path: Path) -> None:
    draft = structured(tmp_path, {**ARTICLE, "correction": "The fare is five krents."})
    assert draft.text.endswith("\nCorrection: The fare is five krents.")


def test_a_correction_that_the_page_shows_is_not_said_twice(tmp_path: Path) -> None:
    draft = structured(tmp_path, {**ARTICLE, "correction": SHOWN})
    assert (draft.text.count(SHOWN), draft.notes) == (1, ())


@pytest.mark.parametrize("found", [{}, {"@type": "WebPage", "correction": "It is five."}, [ARTICLE, ARTICLE]])
def test_what_is_said_of_no_article_or_of_several_is_left(tmp_path: Path, found: object) -> None:
    draft = structured(tmp_path, found)
    assert draft.modified is None
    assert "five" not in draft.text


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Anzeige",
        "Read more",
        "READ MORE: Mayor resigns over expenses",
        "Lesen Sie auch: Bürgermeister tritt zurück",
        "À lire aussi : le maire démissionne",
        "Sign up for our morning briefing newsletter.",
        "Follow us on Facebook and Twitter.",
        "Story continues below advertisement",
        "Related articles",
        "You have 3 free articles remaining this month.",
        "Page 1 of 1",
    ],
)
def test_what_pages_print_between_paragraphs_is_left_out(tmp_path: Path, line: str) -> None:
    first, _, rest = STORY.partition("</p>")
    draft = read(tmp_path, page(f"<main><article>{first}</p><p>{line}</p>{rest}</article></main>"))
    assert line.split(":")[0].rstrip(".") not in draft.text
    assert SHOWN in draft.text
    assert (draft.notes, draft.in_part) == ((), False)


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement revenue fell by half, the paper said on Monday in its report.",
        "Read more books, the minister told pupils in the town on Monday at noon.",
        "Get a member to sign, the union told its staff on Monday, and the vote is yours.",
        "Subscribers to the theatre will pay more next year, its director said on Sunday.",
        "Follow us on Monday, the guides said, and you will see the lakes of the north.",
    ],
)
def test_a_sentence_that_begins_like_that_stays(tmp_path: Path, line: str) -> None:
    assert line in read(tmp_path, page(f"<main><article>{STORY}<p>{line}</p></article></main>")).text


@pytest.mark.parametrize(
    "offer",
    [
        "<p>Unlock this article</p><p>Get unlimited access for 1 a week. Cancel at any time.</p><p>Subscribe now</p>",
        "<p>The rest of this story is reserved for subscribers. Subscribe for 2 crowns a week.</p>",
        "<p>Want to read more? Become a member from just 3.99 a month.</p>",
        "<h3>Keep reading for just 1 crown</h3><p>Get this article and all others with a digital subscription.</p>",
        "<p>Weiterlesen mit Bote Plus</p><p>Jetzt 4 Wochen testen</p>",
        "<p>Cet article est réservé aux abonnés.</p><p>Déjà abonné ? Se connecter</p>",
    ],
)
def test_an_offer_without_a_name_is_told_and_no_text(tmp_path: Path, offer: str) -> None:
    draft = read(tmp_path, page(f"<main><article>{STORY}{offer}</article></main>"))
    assert draft.in_part
    assert draft.notes == ("the page is for subscribers: this may not be the whole article",)
    assert draft.text.endswith(SHOWN)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Wir und unsere 134 Partner speichern Cookies auf Ihrem Gerät und verarbeiten personenbezogene Daten. Sie können "
        "Ihre Einwilligung jederzeit widerrufen.</p>",
        "<p>Nous et nos 842 partenaires stockons des cookies sur votre appareil. Vous pouvez accepter ou gérer vos choix.</p>",
        "<p>You need to enable JavaScript to run this app.</p>",
        "<h1>Just a moment</h1><p>Checking your browser before you can read courier.example. This takes a few seconds.</p>",
        "<h1>Page not found</h1><p>The page you requested could not be found. Try the search instead.</p>",
    ],
)
def test_a_page_with_something_in_place_of_an_article_is_rejected(tmp_path: Path, body: str) -> None:
    (tmp_path / "a.html").write_text(page(f"<main>{body}</main>"))
    [message] = parse(tmp_path / "a.html")
    assert isinstance(message, Rejection), message
    assert message.reason.startswith("no article ")


def teasers(count: int) -> str:
    return "".join(
        f'<article><h2><a href="/{number}">Story {number} of the day</a></h2><p>{SHOWN} It was the {number}th time.</p></article>'
        for number in range(count)
    )


def test_a_page_that_lists_stories_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(f"<main><h1>The Courier</h1>{teasers(6)}</main>"))
    [message] = parse(tmp_path / "a.html")
    assert isinstance(message, Rejection)
    assert message.reason.startswith("several stories on the page")
    story = page(f"<main><article>{STORY}<p>{SHOWN}</p></article>{teasers(6)}</main>")
    assert "reopen on May 1" in read(tmp_path, story).text


def test_the_posts_of_a_live_blog_are_no_list_of_stories(tmp_path: Path) -> None:
    posts = teasers(6).replace('href="/', 'href="/live#post-')
    assert "It was the 5th time" in read(tmp_path, page(f"<main><h1>Pool: live</h1>{posts}</main>")).text


@pytest.mark.parametrize(
    "said", ["Unusual traffic on the A4 held up the buses.", "The firm makes an ad blocker for phones."]
)
def test_a_short_article_is_no_message_of_a_site(tmp_path: Path, said: str) -> None:
    assert said in read(tmp_path, page(f"<main><article>{STORY}<p>{said}</p></article></main>")).text


@pytest.mark.parametrize(
    ("head", "end", "goes_on"),
    [
        ("", '<div class="pages">Page 1 of 3</div>', True),
        (
            '<link rel="canonical" href="https://a.example/pool"><link rel="next" href="https://a.example/pool/2">',
            "",
            True,
        ),
        ('<link rel="next" href="https://a.example/pool?page=2">', "", True),
        (
            '<link rel="canonical" href="https://a.example/pool"><link rel="next" href="https://a.example/2030/05/12">',
            "",
            False,
        ),
        ("", "<p>On page 1 of 3 he signed.</p>", False),
    ],
)
def test_an_article_that_goes_on_on_other_pages_is_told(tmp_path: Path, head: str, end: str, goes_on: bool) -> None:
    draft = read(tmp_path, page(f"<main><article>{STORY}{end}</article></main>", head))
    assert draft.in_part is goes_on
    assert draft.notes == (("the article continues on other pages; save those too",) if goes_on else ())


def test_the_times_of_posts_are_kept_though_the_page_does_not_say_that_it_is_live(tmp_path: Path) -> None:
    posts = "".join(
        f'<section><p><span class="timestamp">{time}</span></p><h3>Storm</h3><p>{dead} people have died in the storm, say the police.</p></section>'
        for time, dead in (("17:40", "Five"), ("12:10", "Three"))
    )
    text = read(
        tmp_path, page(f"<main><h1>Storm: as it happened</h1><p>All the news of the day.</p>{posts}</main>")
    ).text
    assert "17:40 Five people" in text
    assert "12:10 Three people" in text


def test_the_times_of_posts_are_kept_where_they_stand_beside_a_name(tmp_path: Path) -> None:
    posts = "".join(
        f'<div class="post"><div class="head"><time>{time}</time> <span>Bo Lind</span></div><div class="body"><p>{name} leads '
        "with half of the votes that were counted so far.</p></div></div>"
        for time, name in (("23:00", "Holm"), ("22:00", "Falk"))
    )
    text = read(tmp_path, page(f"<main><h1>Election night</h1><p>All the news of the night.</p>{posts}</main>")).text
    assert "23:00 Holm leads" in text
    assert "22:00 Falk leads" in text


def test_the_title_of_a_table_is_read(tmp_path: Path) -> None:
    table = "<table><caption>Visitors by year</caption><tr><th>Year</th><th>All</th></tr><tr><td>2029</td><td>7</td></tr></table>"
    text = read(tmp_path, page(f"<main><article>{STORY}{table}</article></main>")).text
    assert text.endswith("Visitors by year\nYear: 2029 | All: 7")


def test_numbers_of_notes_and_what_is_hidden_are_no_part_of_the_text(tmp_path: Path) -> None:
    noted = (
        '<p>It had 212<sup><a href="#n">1</a></sup> guests,<sup>2</sup> 10<sup>6</sup> litres in 5 m<sup>3</sup>.</p>'
        "<p hidden>Unseen words.</p><p style='display: none'>More of them.</p>"
    )
    text = read(tmp_path, page(f"<main><article>{STORY}{noted}</article></main>")).text
    assert text.endswith("It had 212 guests, 10^6 litres in 5 m3.")


def test_who_wrote_the_article_is_not_read_from_what_is_said_of_them(tmp_path: Path) -> None:
    about = '<div class="author-bio"><p>Vera Lund covers shipping for the Courier. She lives in Haxby.</p></div>'
    draft = read(tmp_path, page(f"<main><article>{STORY}{about}</article></main>"))
    assert draft.author is None
    assert "shipping" not in draft.text


def described(*articles: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(articles)}</script>'


def test_of_several_articles_described_the_one_of_the_page_counts(tmp_path: Path) -> None:
    shark = {"@type": "NewsArticle", "headline": "Shark", "author": {"name": "X Y"}, "datePublished": "2020-01-01"}
    pool = {
        "@type": "NewsArticle",
        "headline": "Pool to reopen",
        "author": {"name": "Ana Voss"},
        "datePublished": "2026-05-03",
    }
    found = read(tmp_path, page(STORY, described(shark, pool)))
    assert (found.author, found.published) == ("Ana Voss", datetime(2026, 5, 3, tzinfo=UTC))
    other = read(tmp_path, page(STORY, described(shark, {**shark, "headline": "Whale"})))
    assert (other.author, other.published) == (None, None)


def test_the_name_of_a_publisher_goes_before_the_name_of_its_site(tmp_path: Path) -> None:
    said = {"@type": "NewsArticle", "headline": "Pool to reopen", "publisher": {"name": "The Brekka Post"}}
    head = '<link rel="canonical" href="https://post.example/pool">'
    assert read(tmp_path, page(STORY, head + described(said))).publisher == "The Brekka Post"


def test_a_list_of_links_to_stories_is_no_article(tmp_path: Path) -> None:
    teaser = '<li><a href="/{0}"><h3>Story number {0}</h3></a><p>The council decided on story {0} on Tuesday evening.</p></li>'
    body = f"<main><h1>Tag: pool</h1><ul>{''.join(map(teaser.format, range(5)))}</ul></main>"
    (tmp_path / "a.html").write_text(page(body))
    [found] = parse(tmp_path / "a.html")
    assert isinstance(found, Rejection)
    assert "several stories" in found.reason
    assert (
        SHOWN in read(tmp_path, page(f"<main>{STORY * 2}<ul>{''.join(map(teaser.format, range(5)))}</ul></main>")).text
    )


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p><p>Reference #18</p>",
        "<h1>Log in</h1><form><label>Email</label><label>Password</label></form><p>Forgot your password?</p>",
    ],
)
def test_a_page_that_lets_nobody_in_is_no_article(tmp_path: Path, body: str) -> None:
    (tmp_path / "a.html").write_text(page(body))
    assert isinstance(next(parse(tmp_path / "a.html")), Rejection)
