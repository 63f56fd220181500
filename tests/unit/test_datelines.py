"""Lines that only date their report answer nothing but questions about the report."""

from datetime import UTC, datetime
from math import inf

import pytest

from byline import Article, Hit, Passage, Span
from byline.answering.datelines import is_dateline, without_datelines
from byline.question.question import understand
from byline.readers.base import Evidence

TEXT = "Kesh, October 6, 2025\n\nThe storm hit Kesh on Monday.\n\nTwo people died."
ARTICLE = Article("a", TEXT, title="A storm", published=datetime(2025, 10, 6, tzinfo=UTC))


def found(words: str, short: str, probability: float, margin: float = -inf) -> Evidence:
    start, at = TEXT.index(words), TEXT.index(short)
    hit = Hit(Passage(ARTICLE, Span(0, len(TEXT))), 1.0, 1)
    span = Span(start, start + len(words))
    return Evidence(hit, span, probability, Span(at, at + len(short)), margin=margin)


DATELINE = found("Kesh, October 6, 2025", "October 6, 2025", 0.8, 9.0)
MONDAY = found("The storm hit Kesh on Monday.", "Monday", 0.01, 2.0)
DIED = found("Two people died.", "Two people", 0.02, 3.0)
WHEN = understand("When did the storm hit Kesh?")


@pytest.mark.parametrize(
    ("text", "only_dates"),
    [
        ("6 October 2025", True),
        ("KESH, October 6, 2025", True),
        ("Published: Monday, 6 October 2025", True),
        ("5 October 2025", False),
        ("The storm hit on 6 October 2025.", False),
        ("October 2025", False),
        ("Kesh", False),
    ],
)
def test_a_dateline_is_the_day_of_its_article_and_a_place_at_most(text: str, only_dates: bool) -> None:
    article = Article("a", text, title="A storm", published=datetime(2025, 10, 6, tzinfo=UTC))
    span = Span(0, len(text))
    assert is_dateline(Evidence(Hit(Passage(article, span), 1.0, 1), span, 0.8)) is only_dates


def test_a_sentence_of_the_report_with_a_time_takes_the_place_of_a_dateline() -> None:
    shown = without_datelines(WHEN, (DATELINE, DIED, MONDAY))
    assert [(item.span, item.probability) for item in shown] == [(MONDAY.span, 0.8), (DIED.span, 0.02)]


def test_nothing_takes_its_place_that_is_no_answer() -> None:
    unlikely = found("The storm hit Kesh on Monday.", "Monday", 0.01, -3.0)
    assert without_datelines(WHEN, (DATELINE, DIED, unlikely)) == (DIED, unlikely)
    assert without_datelines(WHEN, (DATELINE,)) == ()


def test_a_dateline_is_not_shown_beside_an_answer() -> None:
    assert without_datelines(WHEN, (MONDAY, DATELINE)) == (MONDAY,)


def test_a_dateline_answers_when_the_report_appeared() -> None:
    asked = understand("When was the report on the storm published?")
    assert without_datelines(asked, (DATELINE, MONDAY)) == (DATELINE, MONDAY)
