"""Overviews: which sentences may be shown, which need the sentence before them, and what is chosen within limits."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from byline import Article
from byline.answering.overview import about, differing, in_order
from byline.overviews.choosing import choose, joined, party_of
from byline.overviews.statements import Statement, is_fit, leans, statements_of
from byline.overviews.typical import names_no_subject
from byline.presenting import sentences_by_article
from byline.question.question import understand
from byline.records import Citation, Reply, Sentence, Span
from byline.records.vocabulary import QuestionKind


@pytest.mark.parametrize(
    "text",
    [
        "She resigned on Monday.",
        "But he will keep his seat.",
        "Its owner denies it.",
        "“We all saw the lorries,” he said.",
        "This was the third delay in a year.",
    ],
)
def test_a_sentence_that_points_to_the_one_before_leans_on_it(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "The minister resigned on Monday.",
        "But the minister will keep her seat.",
        "It is not clear who paid for the terrace.",
        "“It was a disaster,” said Ann Marr.",
        "“He was kind,” Ann Marr said.",
        "This week the council meets again.",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(text: str) -> None:
    assert not leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "By Nives Gulin",
        "Photo: Ada Orr",
        "Read more: the terrace affair.",
        "Subscribe to our newsletter today.",
        "Who paid?",
    ],
)
def test_bylines_captions_and_calls_are_not_shown(text: str) -> None:
    assert not is_fit(text)


def test_a_statement_knows_its_article_and_place() -> None:
    articles = [Article("a", "One dam broke. It was old."), Article("b", "Nobody was hurt in the flood.")]
    found = statements_of(articles, 5)
    assert [(one.article, one.place, one.text, one.leans) for one in found] == [
        (0, 0, "One dam broke.", False),
        (0, 1, "It was old.", True),
        (1, 0, "Nobody was hurt in the flood.", False),
    ]
    assert len(statements_of(articles, 1)) == 2


def statement(
    article: int, place: int, text: str = "Some words that say something.", *, leaning: bool = False
) -> Statement:
    return Statement(article, place, Span(place * 100, place * 100 + len(text)), text, leaning, True)


def chosen(
    statements: list[Statement],
    worth: list[float],
    *,
    alike: tuple[tuple[int, int], ...] = (),
    sentences: int = 8,
    characters: int = 1_200,
) -> list[int]:
    likeness = np.eye(len(statements), dtype=np.float32)
    for one, other in alike:
        likeness[one, other] = likeness[other, one] = 0.97
    ratings = np.array([[one, one] for one in worth])
    return choose(statements, ratings, likeness, sentences=sentences, characters=characters)


def test_the_best_sentences_are_chosen_within_the_limits() -> None:
    some = [statement(0, place) for place in range(4)]
    assert chosen(some, [0.5, 0.9, 0.7, 0.6], sentences=2) == [1, 2]
    assert chosen(some, [0.5, 0.9, 0.7, 0.6], characters=2 * (len(some[0].text) + 1)) == [1, 2]
    assert chosen(some, [0.5, 0.9, 0.7, 0.6], characters=10) == []


def test_what_is_unlikely_to_say_anything_on_the_request_is_left_out() -> None:
    assert chosen([statement(0, 0), statement(1, 0)], [0.9, 0.01]) == [0]


def test_what_says_the_same_comes_after_what_is_new() -> None:
    some = [statement(0, 0), statement(1, 0), statement(2, 0)]
    assert chosen(some, [0.9, 0.85, 0.6], alike=((0, 1),), sentences=2) == [0, 2]


def test_a_leaning_sentence_brings_the_one_before_along_or_is_not_taken() -> None:
    some = [statement(0, 0), statement(0, 1, leaning=True), statement(1, 0)]
    assert sorted(chosen(some, [0.3, 0.95, 0.3], sentences=2)) == [0, 1]
    assert chosen(some, [0.4, 0.9, 0.5], sentences=1) == [2]
    assert party_of(some, 1) == [0, 1]
    assert party_of([statement(0, 0, leaning=True)], 0) is None


def test_a_sentence_that_may_not_be_shown_is_leant_on_by_none() -> None:
    byline = Statement(0, 0, Span(0, 9), "By A. Orr", leans=False, is_fit=False)
    assert party_of([byline, statement(0, 1, leaning=True)], 1) is None


def test_a_leaning_sentence_stands_with_the_one_before_in_one_quote() -> None:
    some = [statement(0, 0), statement(0, 1, leaning=True), statement(0, 2), statement(1, 0)]
    length = len(some[0].text)
    assert joined(some, [1, 0, 3]) == [(0, Span(0, 100 + length)), (1, Span(0, length))]
    assert joined(some, [2, 0]) == [(0, Span(0, length)), (0, Span(200, 200 + length))]
    assert joined(some, [2, 1, 0]) == [(0, Span(0, 100 + length)), (0, Span(200, 200 + length))]


@pytest.mark.parametrize(
    "text",
    [
        "What are these articles about?",
        "Summarise the archive",
        "What's new?",
        "brief me",
        "What happened in May 2025?",
    ],
)
def test_a_request_for_all_that_there_is_names_no_subject(text: str) -> None:
    assert names_no_subject(understand(text, today=date(2025, 6, 18)))


@pytest.mark.parametrize(
    "text", ["Summarise the strike", "What happened in Shanghai?", "stablecoins", "news on Ada Orr"]
)
def test_a_request_on_something_names_a_subject(text: str) -> None:
    assert not names_no_subject(understand(text, today=date(2025, 6, 18)))


def quoted(marker: int, id: str, text: str, day: int = 1) -> Citation:
    published = datetime(2025, 6, day, tzinfo=UTC)
    return Citation(marker, Article(id, text, published=published), Span(0, len(text)))


def test_an_overview_is_of_the_articles_that_name_what_is_asked_about() -> None:
    ferry, tunnel = Article("a", "The ferry is late."), Article("b", "The tunnel is long.")
    quotes = (((tunnel, Span(0, 19)),), ((ferry, Span(0, 18)),))
    assert about(understand("ferry?"), quotes) == quotes[1:]
    assert about(understand("boats?"), quotes) == quotes


def test_figures_in_which_quotes_differ_are_told() -> None:
    paid = "The firm paid {} euros for the terrace and the wall."
    older, newer = (quoted(1, "a", paid.format("86,000")), quoted(2, "b", paid.format("68,000"), day=4))
    [conflict] = differing([older, newer])
    assert [value.markers for value in conflict.values] == [(1,), (2,)]
    assert ["86,000" in conflict.values[0].value, "68,000" in conflict.values[1].value] == [True, True]
    assert not list(differing([older, quoted(2, "b", paid.format("86,000"))]))
    assert not list(differing([older, quoted(2, "b", "The council met for 3 hours on Monday.")]))


def test_quotes_stand_in_the_order_of_the_dates_of_their_articles() -> None:
    first, second, undated = quoted(1, "a", "One. Two.", day=9), quoted(2, "b", "Three."), Article("c", "Four.")
    places = [
        ((first.article, Span(5, 9)),),
        ((undated, Span(0, 5)),),
        ((second.article, Span(0, 6)),),
        ((first.article, Span(0, 4)),),
    ]
    assert [quotes[0][0].id + str(quotes[0][1].start) for quotes in in_order(places)] == ["b0", "a0", "a5", "c0"]


@pytest.mark.parametrize(
    ("kind", "headed"), [("overview", ["2 June 2025 · a", "", "1 June 2025 · b"]), ("fact", [""] * 3)]
)
def test_an_overview_has_a_heading_where_it_comes_to_another_article(kind: QuestionKind, headed: list[str]) -> None:
    article, other = (
        Article(id, "One. Two.", id, published=datetime(2025, 6, day, tzinfo=UTC)) for id, day in (("a", 2), ("b", 1))
    )
    spans = [(article, Span(0, 4)), (article, Span(5, 9)), (other, Span(0, 4))]
    citations = tuple(Citation(number, *place) for number, place in enumerate(spans, start=1))
    sentences = tuple(Sentence(one.quote, (one.marker,)) for one in citations)
    reply = Reply("What happened?", "What happened?", "answered", 0.9, sentences, citations, question_kind=kind)
    assert [heading for heading, _ in sentences_by_article(reply)] == headed
    assert [sentence for _, sentence in sentences_by_article(reply)] == list(sentences)
