"""The meaning of dates in quotes."""

from datetime import UTC, datetime

import pytest
from support import article, span_of

from byline import Citation, InputError, Reply, Sentence, Span
from byline.answering.cited_dates import cited_dates, explained
from byline.records import CitedDate


def quoted(text: str, quote: str, published: datetime | None = datetime(2025, 5, 21, tzinfo=UTC)) -> Citation:
    return Citation(1, article("a", text, published=published), span_of(text, quote))


def test_dates_of_a_quote_are_explained_not_altered() -> None:
    citation = quoted(
        "Reuters: The law takes effect on August 1. It passed on 2 May 2025.", "The law takes effect on August 1."
    )
    (dated,) = cited_dates([citation])
    assert dated.to_dict() == {
        "marker": 1,
        "start_char_index": 33,
        "end_char_index": 41,
        "text": "August 1",
        "iso": "2025-08-01",
        "inferred": True,
    }
    assert citation.article.text[33:41] == "August 1"
    assert explained(dated) == "“August 1” in [1]: 1 August 2025, inferred from the article's date"


def test_a_quote_that_ends_within_a_date_does_not_make_another_of_it() -> None:
    assert cited_dates([quoted("It took effect on May 5, 2020.", "It took effect on May 5,")]) == ()


def test_a_quote_of_an_undated_article_is_not_completed() -> None:
    assert cited_dates([quoted("The law takes effect on August 1.", "August 1", published=None)]) == ()


def test_a_reply_explains_only_what_it_cites() -> None:
    citation = quoted("It opens on August 1. It closes on August 9.", "It opens on August 1.")
    sentences = (Sentence(citation.quote, (1,)),)

    def reply(dated: CitedDate) -> Reply:
        return Reply("Q?", "Q?", "answered", 0.9, sentences, (citation,), dates=(dated,))

    (dated,) = cited_dates([citation])
    assert reply(dated).to_dict()["dates"][0]["iso"] == "2025-08-01"
    with pytest.raises(InputError, match="not in its citation"):
        reply(CitedDate(citation, Span(35, 43), dated.days))
