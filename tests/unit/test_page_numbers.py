"""Page numbers: stored beside the text of a PDF or a presentation, and shown wherever it is quoted."""

import json
from pathlib import Path
from typing import Any

import pytest
from support import span_of
from support.documents import pdf_pages
from test_pdf_files import LEFT, READ, RIGHT, column, read

from byline import Archive, Article, Citation, Pages, Reply, Sentence, Span
from byline.cli import main
from byline.errors import ArticleError
from byline.ingest.layout import Joiner, Line, Word
from byline.presenting import pages_of, position_of
from byline.web.doors.openai import content_of
from byline.web.page.export import reply_markdown
from byline.web.page.render import ShownPlace, article_html, reply_html, sources_html

TEXT = "The bank is open. It closes at five. Nobody knows why."
PAGED = Article("a", TEXT, title="Bank", pages=Pages((0, 18, 18, 37)))


def quoting(article: Article, quote: str) -> Reply:
    citation = Citation(1, article, span_of(article.text, quote))
    return Reply("When?", "When?", "answered", 0.9, (Sentence(quote, (1,)),), (citation,))


@pytest.mark.parametrize(
    ("quote", "words", "numbers"),
    [
        ("The bank is open.", "page 1", (1, 2)),
        ("It closes at five.", "page 3", (3, 4)),
        ("Nobody knows why.", "page 4", (4, 5)),
        ("at five. Nobody", "pages 3–4", (3, 5)),
        (TEXT, "pages 1–4", (1, 5)),
    ],
)
def test_a_quote_has_the_pages_on_which_it_stands(quote: str, words: str, numbers: tuple[int, int]) -> None:
    reply = quoting(PAGED, quote)
    [citation] = reply.citations
    assert pages_of(PAGED, citation.span) == words
    [block] = reply.to_anthropic()
    assert block["citations"] == [
        {
            "type": "page_location",
            "cited_text": quote,
            "document_index": 0,
            "document_title": "Bank",
            "start_page_number": numbers[0],
            "end_page_number": numbers[1],
        }
    ]
    given: Any = reply.to_dict()["citations"][0]
    assert given["pages"] == {"unit": "page", "first": numbers[0], "last": numbers[1] - 1}
    assert given["type"] == "char_location"


def test_a_quote_of_a_file_without_pages_has_none() -> None:
    reply = quoting(Article("a", TEXT), "It closes at five.")
    assert "pages" not in reply.to_dict()["citations"][0]
    assert reply.to_anthropic()[0]["citations"][0]["type"] == "char_location"
    assert position_of(reply.citations[0].article, reply.citations[0].span) == "characters 18-36"


def test_every_door_shows_the_pages() -> None:
    reply = quoting(PAGED, "at five. Nobody")
    place = ShownPlace(PAGED, reply.citations[0].span)
    for shown in (reply_html(0, reply), sources_html(0, reply), article_html(place), reply_markdown(reply)):
        assert "pages 3–4" in shown
    assert "pages 3–4" in content_of(reply)[0]
    assert position_of(place.article, place.span) == "pages 3–4, characters 28-43"


@pytest.mark.parametrize("starts", [(), (3, 5), (0, 7, 5), (0, 1_000)])
def test_pages_that_cannot_be_are_refused(starts: tuple[int, ...]) -> None:
    with pytest.raises(ArticleError, match="page"):
        Article("a", TEXT, pages=Pages(starts))


def test_pages_begin_where_the_text_of_a_pdf_does(tmp_path: Path) -> None:
    pages = (column(LEFT[:3], 72.0), [], column(LEFT[3:], 72.0), column(RIGHT, 72.0))
    draft = read(tmp_path, pdf_pages(*pages))
    assert draft.text.splitlines() == list(READ)
    assert draft.pages is not None
    second = draft.text.index("before. Its budget")
    third = draft.text.index("asked before")
    assert draft.pages.starts[0] == 0
    assert draft.pages.starts[1] == draft.pages.starts[2] == third, second
    assert draft.pages.starts[3] == draft.text.index("Contamination")


def test_a_word_divided_at_the_end_of_a_page_is_on_both(tmp_path: Path) -> None:
    draft = read(tmp_path, pdf_pages(column(LEFT[:2], 72.0), column(LEFT[2:], 72.0)))
    word = draft.text.index("waterways")
    article = Article("a", draft.text, pages=draft.pages)
    assert draft.text == READ[0]
    assert pages_of(article, Span(word, word + len("waterways"))) == "pages 1–2"
    assert pages_of(article, Span(word - 5, word + 5)) == "page 1"


def test_soft_hyphens_do_not_move_pages() -> None:
    def line(text: str, baseline: float) -> Line:
        return Line([Word(text, 72.0, 300.0, baseline, 11.0)])

    first = [line("The dredg\xading programme was fi\xadnanced", 700.0), line("by the fund of the water\xad", 686.0)]
    joiner = Joiner([[first], [[line("ways administration.", 700.0)]]])
    text = joiner.text()
    assert text == "The dredging programme was financed by the fund of the waterways administration."
    assert text[joiner.starts[1] :] == "ways administration."


def test_an_archive_keeps_the_pages(archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_pages(column(LEFT, 72.0), column(RIGHT, 72.0)))
    archive.add(tmp_path / "a.pdf")
    [hit, *_] = archive.search("Contamination of the sediment")
    assert hit.to_dict()["pages"] == {"unit": "page", "first": 1, "last": 2}
    assert main(["show", "a", "--json", "--index", str(tmp_path / "index")]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["pages"] == {"unit": "page", "starts": [0, shown["text"].index("Contamination")]}
    assert main(["show", "a", "--index", str(tmp_path / "index")]) == 0
    assert "pages:      2" in capsys.readouterr().out


def test_an_archive_made_before_learns_the_pages(archive: Archive) -> None:
    archive.add(Article("a", TEXT, title="Bank"))
    receipt = archive.receipt(quoting(archive.article("a"), "It closes at five."))
    report = archive.add(PAGED)
    assert [outcome.status for outcome in report.outcomes] == ["unchanged"]
    assert archive.article("a").pages == PAGED.pages
    assert not archive.verify(receipt).reasons
    archive.add(Article("a", TEXT, title="Bank"))
    assert archive.article("a").pages == PAGED.pages


def test_a_receipt_tells_another_page(archive: Archive) -> None:
    archive.add(PAGED)
    receipt = archive.receipt(quoting(archive.article("a"), "It closes at five."))
    assert archive.verify(receipt).accepted
    forged = type(receipt).parse(receipt.text.replace('"first": 3', '"first": 2').encode())
    assert any("pages is" in reason for reason in archive.verify(forged).reasons)
