"""What a later report of the same events takes back."""

from datetime import UTC, datetime

import pytest
from support import span_of

from byline import Article, Citation, Context, Hit, Passage, Span
from byline.answering.withdrawals import withdrawals
from byline.question.question import understand
from byline.readers.base import Evidence

QUESTION = "What was the cause of the blast?"
FIRST = "An explosion at the Brenner works in Lunde shook the town. The cause of the blast was a leaking tank, the brigade said."
QUOTE = "The cause of the blast was a leaking tank, the brigade said."


def report(id: str, text: str, hour: int) -> Article:
    return Article(id, text, "Explosion at the Brenner works", published=datetime(2025, 6, 4, hour, tzinfo=UTC))


def found(article: Article, sentence: str) -> Evidence:
    hit = Hit(Passage(article, Span(0, len(article.text))), 1.0, 1)
    return Evidence(hit, span_of(article.text, sentence), 0.5)


def taken_back(later: str, *, hour: int = 18, question: str = QUESTION) -> list[Context]:
    first = report("first", FIRST, 10)
    second = report("second", f"Firemen left the Brenner works in Lunde. {later}", hour)
    evidence = (found(first, QUOTE), found(second, later))
    citation = Citation(1, first, evidence[0].span)
    return list(withdrawals(understand(question), evidence, [citation], []))


@pytest.mark.parametrize(
    "later",
    [
        "The cause of the blast is not yet known.",
        "The cause of the blast remained unclear on Monday.",
        "The brigade withdrew the statement about the cause of the blast.",
        "Withdrawing an earlier account of the cause of the blast, the brigade said it would look again.",
    ],
)
def test_what_a_later_report_no_longer_says_stands_with_the_answer(later: str) -> None:
    (context,) = taken_back(later)
    assert (context.marker, context.kind, context.quote) == (2, "sequel", later)


@pytest.mark.parametrize(
    ("later", "hour"),
    [
        ("The cause of the blast is not yet known.", 8),
        ("The owner of the works is not yet known.", 18),
        ("The cause of the blast was a leaking tank.", 18),
        ("The brigade took the statement back to the station.", 18),
    ],
)
def test_what_is_earlier_or_of_something_else_does_not(later: str, hour: int) -> None:
    assert taken_back(later, hour=hour) == []
