"""Drawing records as HTML: nothing in an article can act, every place can be opened, links lead only to the web."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import article

from byline import (
    Citation,
    Conflict,
    ConflictingValue,
    Hit,
    IndexState,
    Outcome,
    Passage,
    Reply,
    Sentence,
    Span,
)
from byline.language.text import visible
from byline.presenting import parts_of
from byline.web.page import render, render_adding

EVIL = (
    "</p><script>alert(1)</script><img src=x onerror=alert(2)> ![x](http://evil.example/a.png) [l](javascript:alert(3)) "
    "${alert(4)} {{constructor}} `code` <iframe src=http://evil.example></iframe> &lt;b&gt; \" ' # h | t | $$x$$ http://evil.example"
)


class Elements(HTMLParser):
    """Collects elements, attributes and text as a browser would."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def reply(text: str = EVIL, url: str | None = None) -> Reply:
    source = article(
        "a",
        f"Before. {text} After.",
        title=text,
        publisher=text,
        author=text,
        url=url,
        published=datetime(2025, 6, 1, tzinfo=UTC),
    )
    other = article("b", f"Nearest: {text}", title=text)
    span = Span(8, 8 + len(text))
    return Reply(
        question=f"Who {text}?",
        query=f"Searched {text}",
        status="partial",
        confidence=0.9,
        sentences=(Sentence(visible(text), (1,)),),
        citations=(Citation(1, source, span),),
        reason=f"nothing found mentions {text}",
        short_span=Span(span.start, span.start + 5),
        hits=(
            Hit(Passage(source, Span(0, len(source.text))), 0.03, 1),
            Hit(Passage(other, Span(0, 12)), 0.02, 2),
        ),
        index=IndexState(1, 2, 2),
    )


def drawings(drawn: Reply) -> list[str]:
    place = render.place_of("0-c1", {0: drawn})
    assert place
    report = render_adding.Added()
    report.take([Outcome("rejected", f"/tmp/{EVIL}", reason=EVIL), Outcome("added", "b.txt", "b", warnings=(EVIL,))])
    return [
        render.reply_html(0, drawn),
        render.sources_html(0, drawn),
        render.article_html(place, render.to_sources_html(0)),
        render.question_html(drawn.question),
        render.note_html(EVIL),
        render_adding.ended_html(report),
    ]


@given(st.text())
def test_what_is_escaped_reads_the_same_and_holds_no_punctuation_that_means_something(text: str) -> None:
    escaped = render.escape(text)
    assert Elements(f"<pre>{escaped}</pre>").text == visible(text).replace("\r\n", "\r\n")
    assert not re.search(r"[<>\"'`$\\{}\[\]()!*_~|]", escaped)


def test_hostile_text_is_only_shown() -> None:
    for html in drawings(reply()):
        found = Elements(html)
        assert {tag for tag, _ in found.tags} <= {
            *(
                "div",
                "span",
                "p",
                "strong",
                "button",
                "header",
                "section",
                "h3",
                "h4",
                "article",
                "blockquote",
                "mark",
                "ul",
                "li",
                "a",
                "details",
                "summary",
            )
        }
        for _, attributes in found.tags:
            assert not any(name.startswith("on") or name in {"src", "style", "srcdoc"} for name in attributes)
        assert "alert(1)" in found.text
        assert "${" not in html
        assert "{{" not in html
        assert "![" not in html


@pytest.mark.parametrize(
    "url",
    [
        None,
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "https://exa mple.com",
        'https://example.com/"onmouseover="alert(1)',
        "https://user:password@example.com/",
        "https://",
        "ftp://example.com/a",
        "https://example.com/\nx",
    ],
)
def test_an_address_that_is_odd_is_no_link(url: str | None) -> None:
    html = render.sources_html(0, reply("Text.", url))
    assert [tag for tag, _ in Elements(html).tags if tag == "a"] == []


def test_a_link_leads_to_the_original_and_tells_it_nothing() -> None:
    url = "https://www.example.com:8080/news/a?b=c&d=e#f"
    [attributes] = [found for tag, found in Elements(render.sources_html(0, reply("Text.", url))).tags if tag == "a"]
    assert attributes == {"href": url, "target": "_blank", "rel": "noopener noreferrer"}


def test_every_place_that_is_offered_can_be_opened() -> None:
    drawn = reply("It was banned in 2021.")
    names = {
        str(attributes["data-open"])
        for html in drawings(drawn)[:2]
        for _, attributes in Elements(html).tags
        if "data-open" in attributes
    }
    assert names == {"0-c1", "0-h2"}
    for name in names:
        place = render.place_of(name, {0: drawn})
        assert place
        assert f'<mark tabindex="-1">{render.escape(place.article[place.span])}</mark>' in render.article_html(
            place, render.to_sources_html(0)
        )


def test_an_abstention_offers_the_three_nearest_passages_and_all_that_were_looked_at() -> None:
    sources = [article(f"a{number}", f"Passage {number} <b>is</b> here.", title=str(number)) for number in range(1, 6)]
    hits = tuple(Hit(Passage(one, Span(0, len(one.text))), 1 / rank, rank) for rank, one in enumerate(sources, start=1))
    drawn = Reply("Who?", "Who?", "no_answer", 0.1, reason="not in these articles", hits=hits)
    html = render.reply_html(0, drawn)
    assert re.findall('data-open="([^"]+)"', html) == ["0-n1", "0-n2", "0-n3"]
    assert re.findall('data-open="([^"]+)"', render.sources_html(0, drawn)) == [f"0-h{rank}" for rank in range(1, 6)]
    assert "Passage 1 <b>is</b> here." in Elements(html).text
    for marker in (1, 2, 3):
        place = render.place_of(f"0-n{marker}", {0: drawn})
        assert place
        assert place.article[place.span] == sources[marker - 1].text
    assert render.place_of("0-n4", {0: drawn}) is None
    assert render.place_of("0-n1", {0: reply()}) is None  # an answer has none


@pytest.mark.parametrize(
    "name",
    [
        "0-c2",
        "0-h9",
        "1-c1",
        "0-x1",
        "-1-c1",
        "0-c",
        "",
        None,
        3,
        {"open": "0-c1"},
        "9" * 50 + "-c1",
        "0-c1\n",
    ],
)
def test_a_place_of_no_answer_cannot_be_opened(name: object) -> None:
    assert render.place_of(name, {0: reply(), 1: None}) is None


def test_a_very_long_article_is_shown_around_the_quote() -> None:
    text = "x " * 100_000 + "The quote." + " y" * 100_000
    place = render.ShownPlace(article("long", text), Span(200_000, 200_010))
    html = render.article_html(place, render.to_sources_html(0))
    assert len(html) < 100_000
    assert f'<mark tabindex="-1">{render.escape("The quote.")}</mark>' in html
    assert html.count("…") == 2


def test_the_words_for_confidence() -> None:
    assert "Confidence&#58; high &#40;90&#37;&#41;" in render.reply_html(0, reply())


def test_values_on_which_articles_differ_are_drawn_side_by_side() -> None:
    one = article("a", f"Banned in {EVIL}.", publisher="The Daily", published=datetime(2025, 6, 1, tzinfo=UTC))
    other = article("b", "Banned in 2017.", publisher=EVIL)
    citations = (Citation(1, one, Span(0, len(one.text))), Citation(2, other, Span(0, len(other.text))))
    drawn = Reply(
        question="When?",
        query="When?",
        status="answered",
        confidence=0.9,
        sentences=tuple(Sentence(visible(citation.quote), (citation.marker,)) for citation in citations),
        citations=citations,
        conflicts=(Conflict("outdated", (ConflictingValue(EVIL, (1,)), ConflictingValue("2017", (2,)))),),
    )
    html = render.reply_html(3, drawn)
    values = html[html.index('<ul class="byline-values"') :]
    values = values[: values.index("</ul>") + len("</ul>")]
    found = Elements(values)
    assert {tag for tag, _ in found.tags} == {"ul", "li", "strong", "button", "span"}
    assert [attributes["data-open"] for tag, attributes in found.tags if tag == "button"] == ["3-c1", "3-c2"]
    assert "[1] The Daily · 1 June 2025" in found.text
    assert re.search(r"2017 \[2\] .* · undated$", found.text, re.S)
    assert "Articles disagree:" in Elements(html).text
    assert '<ul class="byline-badges"><li>Updated since</li></ul>' in html


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ((1, 10), (2, 9), ("nine (2 June 2025)", "seven (older: 1 June 2025)")),
        ((1, 10), (1, 18), ("nine (1 June 2025, 18:00)", "seven (older: 1 June 2025, 10:00)")),
    ],
)
def test_values_that_are_outdated_are_dated_and_the_newest_comes_first(
    first: tuple[int, int], second: tuple[int, int], shown: tuple[str, str]
) -> None:
    toll = {"seven": first, "nine": second}
    articles = [
        article(word, f"The blast killed {word}.", published=datetime(2025, 6, day, hour, tzinfo=UTC))
        for word, (day, hour) in toll.items()
    ]
    citations = tuple(Citation(number, one, Span(0, len(one.text))) for number, one in enumerate(articles, start=1))
    reply = Reply(
        question="How many?",
        query="How many?",
        status="answered",
        confidence=0.9,
        sentences=tuple(Sentence(citation.quote, (citation.marker,)) for citation in citations),
        citations=citations,
        conflicts=(Conflict("outdated", (ConflictingValue("seven", (1,)), ConflictingValue("nine", (2,)))),),
    )
    (parts,) = parts_of(reply).conflicts
    assert parts.heading == "Articles disagree, newest first:"
    assert tuple(one.text for one in parts.values) == shown
    assert [one.markers for one in parts.values] == [(2,), (1,)]


def test_of_one_article_it_is_said_that_those_whom_it_quotes_differ() -> None:
    source = article("a", "Berg said it was seven. Dahl said it was nine.")
    citations = (Citation(1, source, Span(0, 23)), Citation(2, source, Span(24, 46)))
    values = (ConflictingValue("seven", (1,), "Berg"), ConflictingValue("nine", (2,), "Dahl"))
    reply = Reply(
        question="How many?",
        query="How many?",
        status="answered",
        confidence=0.9,
        sentences=tuple(Sentence(citation.quote, (citation.marker,)) for citation in citations),
        citations=citations,
        conflicts=(Conflict("conflicting opinions", values),),
    )
    (parts,) = parts_of(reply).conflicts
    assert parts.heading == "People quoted in the article disagree:"
    assert [one.text for one in parts.values] == ["seven (Berg)", "nine (Dahl)"]
