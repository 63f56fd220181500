"""What is said on a subject, by date."""

from datetime import UTC, date, datetime

from support import article

from byline import Passage, Span
from byline.language.sentences import sentences
from byline.question.question import understand
from byline.records import Hit
from byline.store.exact import ExactKeywords
from byline.timeline import Timeline, timeline_of


def of(subject: str, *texts: str, published: datetime | None = None) -> Timeline:
    articles = [article(str(number), text, published=published) for number, text in enumerate(texts)]
    hits = [Hit(Passage(one, Span(0, len(one.text))), 1.0 / rank, rank) for rank, one in enumerate(articles, start=1)]
    return timeline_of(understand(subject), hits, ExactKeywords(list(enumerate(texts))).statistics)


def test_sentences_stand_in_the_order_of_what_they_date() -> None:
    timeline = of(
        "the harbour bridge",
        "The harbour bridge was opened on 3 May 1932. In 1923 work on the harbour bridge began. The mayor was absent.",
        "The harbour bridge is made of steel. A decision on the harbour bridge is due in March 2031.",
    )
    assert [entry.days.start for entry in timeline.dated if entry.days] == [
        date(1923, 1, 1),
        date(1932, 5, 3),
        date(2031, 3, 1),
    ]
    assert [entry.precision for entry in timeline.dated] == ["year", "day", "month"]
    assert [entry.quote for entry in timeline.undated] == ["The harbour bridge is made of steel."]


def test_each_quote_is_a_sentence_of_its_article() -> None:
    text = "The harbour bridge was opened on 3 May 1932. It is long. The harbour bridge closed in 1999."
    for entry in of("harbour bridge", text).dated:
        assert entry.article.text[entry.span.start : entry.span.end] == entry.quote
        assert entry.span in sentences(text)


def test_a_year_is_told_from_the_article_and_said_to_be() -> None:
    published = datetime(2025, 7, 11, tzinfo=UTC)
    (entry,) = of("harbour bridge", "The harbour bridge opens on August 1.", published=published).dated
    assert entry.days
    assert entry.days.start == date(2025, 8, 1)
    assert entry.inferred
    assert entry.to_dict()["in_words"] == "1 August 2025"


def test_the_same_sentence_stands_once() -> None:
    timeline = of("harbour bridge", "The harbour bridge was opened in 1932.", "The harbour bridge was opened in 1932.")
    assert [entry.article.id for entry in timeline.dated] == ["0"]


def test_what_is_about_something_else_is_left_out() -> None:
    timeline = of("harbour bridge", "The museum was opened in 1932. Its roof was mended.")
    assert (timeline.dated, timeline.undated) == ((), ())
    assert of("when did it", "It was so in 1932.").dated == ()
