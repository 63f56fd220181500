"""Dates: the period that a question asks about, the days that a text names, and what both do to a reply."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import article

from byline import Archive, Citation, InputError, Passage, Reply, Sentence, Span
from byline.language.dates import Asked, cited_dates, dates_in, explained, in_words, outside_note, period_of, preferred
from byline.records import CitedDate, Days, Hit

PUBLISHED = date(2025, 5, 21)  # a Wednesday
TODAY = date(2025, 6, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("It opens on 1 August 2025.", "1 August 2025", "2025-08-01"),
        ("It opened on August 1st, 2024, he said.", "August 1st, 2024", "2024-08-01"),
        ("Since Friday, August 1, 2025", "Friday, August 1, 2025", "2025-08-01"),
        ("Dated 2025-08-01T10:00:00Z", "2025-08-01", "2025-08-01"),
        ("on 13/08/2025", "13/08/2025", "2025-08-13"),
        ("on 08/13/2025", "08/13/2025", "2025-08-13"),
        ("on June 3-10, 2024", "June 3-10, 2024", "2024-06-03/2024-06-10"),
        ("in Aug. 2024", "Aug. 2024", "2024-08"),
        ("In 2007 he left", "2007", "2007"),
        ("its chair (2011)", "2011", "2011"),
        ("early 2024", "early 2024", "2024-01/2024-04"),
        ("Summer 2024 was hot", "Summer 2024", "2024-06/2024-08"),
        ("in FY2024", "FY2024", "2024"),
        ("the second quarter of 2024", "second quarter of 2024", "2024-04/2024-06"),
        ("Q2 2024", "Q2 2024", "2024-04/2024-06"),
        ("first half of 2023", "first half of 2023", "2023-01/2023-06"),
        ("in the 1990s", "1990s", "1990/1999"),
        ("the ’90s", "’90s", "1990/1999"),
        ("the mid-1990s", "mid-1990s", "1994/1996"),
        ("from Oct 1927 to 1935", "Oct 1927 to 1935", "1927-10/1935-12"),
        ("between 2019 and 2021", "2019 and 2021", "2019/2021"),
        ("(1999–2004)", "1999–2004", "1999/2004"),
        ("the 2023/24 season", "2023/24", "2023/2024"),
    ],
)
def test_dates_that_say_all(text: str, words: str, iso: str) -> None:
    (mention,) = dates_in(text, None)
    assert (text[mention.span.start : mention.span.end], mention.days.iso) == (words, iso)
    assert not mention.inferred
    assert dates_in(text, PUBLISHED) == [mention]


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("The law takes effect on August 1.", "August 1", "2025-08-01"),
        ("It will meet on Feb. 3.", "Feb. 3", "2026-02-03"),
        ("It met on 12 December and", "12 December", "2024-12-12"),
        ("He was arrested in November.", "November", "2024-11"),
        ("It opens in November.", "November", "2025-11"),
        ("Friday, August 2, again", "Friday, August 2", "2024-08-02"),  # a Friday in 2024
        ("mid-August", "mid-August", "2025-08-11/2025-08-20"),
        ("last May", "last May", "2024-05"),
        ("a high this week", "this week", "2025-W21"),
        ("stated last month that", "last month", "2025-04"),
        ("by the end of next year", "next year", "2026"),
        ("later this year", "later this year", "2025-05-22/2025-12-31"),
        ("earlier this month", "earlier this month", "2025-05-01/2025-05-20"),
        ("last summer", "last summer", "2024-06/2024-08"),
        ("It rose yesterday.", "yesterday", "2025-05-20"),
        ("three days ago", "three days ago", "2025-05-18"),
        ("a year ago", "a year ago", "2024"),
        ("he said on Friday", "Friday", "2025-05-16"),
        ("he will speak on Friday", "Friday", "2025-05-23"),
        ("last Wednesday", "last Wednesday", "2025-05-14"),
    ],
)
def test_dates_that_the_date_of_publication_completes(text: str, words: str, iso: str) -> None:
    (mention,) = dates_in(text, PUBLISHED)
    assert (text[mention.span.start : mention.span.end], mention.days.iso) == (words, iso)
    assert mention.inferred
    assert dates_in(text, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "May I ask? We may march in step, August and mighty.",
        "Theresa May said to April Smith: Mark!",
        "Euro 2020, Blade Runner 2049, Boeing 737, G20, ISO 9001, Windows 2000, Room 2010",
        "2000 people, more than 2000, $2000, 2,021 votes, 1850 metres, up 2019%, 2021.5, 2000-strong",
        "the novel “1984” and '2001'",
        "01/08/2025 is in one month or another",
        "31 February 2025, 2025-13-01, 0000-01-01, 30/02/2025",
        "Black Friday, Super Tuesday, the Sunday Times, Sunday Night Live, Sundays",
        "USA Today, Entertainment Tonight, artists today",
        "August 3 million, August 32",
        "children born in November, usually in March",
        "in the 1900s and the last year of his life",
        "٣ August ٢٠٢٥, in ２０２１",
    ],
)
def test_what_looks_like_a_date_is_left_alone(text: str) -> None:
    assert [text[mention.span.start : mention.span.end] for mention in dates_in(text, PUBLISHED)] == []


VOCABULARY = (
    "in May March August 31 February 0000 9999-12-31 2025 1 since last week year Friday , – - / ’90s 1990s ago 999 months"
    " ٣ ſix past the from to between and early Q2 FY 29 99999999999999999999 ( 😀 later this next latest until"
)
WORDS = st.sampled_from(VOCABULARY.split())
TEXTS = st.text() | st.lists(WORDS).map(" ".join) | st.lists(WORDS).map("".join)


@given(TEXTS, st.dates() | st.none())
@example("999 years ago, last week, next month, in August, on Friday", date.min)
@example("next year, tomorrow, later this week, in January, 9999-12-31", date.max)
def test_spans_are_exact_and_ordered_whatever_the_text(text: str, published: date | None) -> None:
    reached = 0
    for mention in dates_in(text, published):
        assert reached <= mention.span.start < mention.span.end <= len(text)
        assert text[mention.span.start : mention.span.end].strip()
        assert mention.days.start < mention.days.end
        assert not (mention.inferred and published is None)
        assert in_words(mention.days)
        assert mention.days.iso
        reached = mention.span.end


@given(TEXTS, st.dates())
@example("the past ſix weeks and the last 999 decades", date.min)
@example("so far this year, until 9999-12-31, after 2 January 1999", date.max)
def test_any_question_may_be_asked(question: str, today: date) -> None:
    asked = period_of(question, today)
    assert asked is None or asked.days.start < asked.days.end
    assert isinstance(outside_note(asked, [hit("a", "In 1066.", 1)]), str)


def days(start: str, end: str) -> Days:
    return Days(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("question", "how", "start", "end"),
    [
        ("What was banned in 2021?", "within", "2021-01-01", "2022-01-01"),
        ("what was said in may 2021", "within", "2021-05-01", "2021-06-01"),
        ("What happened on June 30?", "within", "2025-06-30", "2025-07-01"),
        ("What did he say last month?", "within", "2025-05-01", "2025-06-01"),
        ("Who met this week?", "within", "2025-06-16", "2025-06-23"),
        ("Who met yesterday?", "within", "2025-06-17", "2025-06-18"),
        ("What has changed since March?", "within", "2025-03-01", "9999-12-31"),
        ("Which laws came after 2020?", "within", "2021-01-01", "9999-12-31"),
        ("Which laws came before 2020?", "within", "0001-01-01", "2020-01-01"),
        ("Which laws came after 2010 and before 2020?", "within", "2011-01-01", "2020-01-01"),
        ("Who led it between 2019 and 2021?", "within", "2019-01-01", "2022-01-01"),
        ("who coached it from jul 1983 to jun 1984", "within", "1983-07-01", "1984-07-01"),
        ("Who led it in the 1990s?", "within", "1990-01-01", "2000-01-01"),
        ("How much was sold in Q2 2024?", "within", "2024-04-01", "2024-07-01"),
        ("How much was sold in the first half of 2023?", "within", "2023-01-01", "2023-07-01"),
        ("How much was sold so far this year?", "within", "2025-01-01", "2025-06-19"),
        ("Who met in the past two weeks?", "within", "2025-06-04", "2025-06-19"),
        ("Who, born in 1961, led it in 2010?", "within", "2010-01-01", "2011-01-01"),
        ("What is the law as of May?", "as_of", "0001-01-01", "2025-06-01"),
        ("How many had joined by 2020?", "as_of", "0001-01-01", "2021-01-01"),
        ("What is the latest on the ban?", "latest", "0001-01-01", "9999-12-31"),
        ("What is the most recent ruling?", "latest", "0001-01-01", "9999-12-31"),
        ("Who currently leads it?", "latest", "0001-01-01", "9999-12-31"),
    ],
)
def test_the_period_that_a_question_asks_about(question: str, how: str, start: str, end: str) -> None:
    asked = period_of(question, TODAY)
    assert asked is not None
    assert (asked.how, asked.days) == (how, days(start, end))


@pytest.mark.parametrize(
    "question",
    [
        "May I ask who will March to war?",
        "Who won Euro 2020?",
        "Who directed Blade Runner 2049?",
        "Who is at the G20, and who flew the Boeing 737?",
        "Did 2000 people come, or in 2000 people's view more?",
        "Who wrote 1984?",
        "When did it happen, on Super Tuesday at the latest?",
        "What is the current in the wire?",
    ],
)
def test_a_question_that_names_no_time(question: str) -> None:
    assert period_of(question, TODAY) is None


def test_a_day_without_a_year_is_near_the_newest_article() -> None:
    asked = period_of("What happens on August 1?", date(2028, 2, 3), date(2025, 7, 11))
    assert asked == Asked("within", days("2025-08-01", "2025-08-02"))


def passage(id: str, text: str, published: str | None = None) -> Passage:
    moment = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    return Passage(article(id, text, published=moment), Span(0, len(text)))


def hit(id: str, text: str, rank: int, published: str | None = None) -> Hit:
    return Hit(passage(id, text, published), 1.0, rank)


def test_what_is_of_the_time_is_preferred_in_the_order_of_relevance() -> None:
    found = [
        passage("other", "It was banned in 2017.", "2022-01-01"),
        passage("says", "It was banned in 2021.", "2025-01-01"),
        passage("range", "It was led by her from 2019 to 2023."),
        passage("coarse", "It was banned in the 2020s."),
        passage("published", "It was banned.", "2021-03-01"),
    ]
    asked = period_of("What was banned in 2021?", TODAY)
    assert asked is not None
    assert [found[index].article.id for index in preferred(asked, found)] == ["says", "range", "published"]


def test_newer_articles_are_preferred_where_the_latest_is_asked_for() -> None:
    found = [passage("old", "A", "2024-01-01"), passage("undated", "B"), passage("new", "C", "2025-06-01")]
    latest, as_of = period_of("the latest?", TODAY), period_of("how was it as of May 2025?", TODAY)
    assert latest is not None
    assert as_of is not None
    assert preferred(latest, found) == [2]
    assert preferred(as_of, found) == [0]


@pytest.mark.parametrize(
    ("question", "note"),
    [
        (
            "Who met in 2021?",
            "nothing found is dated in 2021; the nearest is 12 March 2022, in “It was in May 2023.”",
        ),
        ("Who met in 2023?", ""),
        (
            "Who met last month?",
            "nothing found is dated in May 2025; the nearest is May 2023, in “It was in May 2023.”",
        ),
        ("Who met?", ""),
        ("What is the latest?", ""),
    ],
)
def test_that_nothing_is_of_the_time_asked_for_is_said(question: str, note: str) -> None:
    text = "It was in May 2023."
    found = Hit(passage("a", text, "2022-03-12"), 1.0, 1)
    titled = Hit(
        Passage(article("a", text, title=text, published=found.article.published), found.span), found.score, found.rank
    )
    assert outside_note(period_of(question, TODAY), [titled]) == note
    assert outside_note(period_of(question, TODAY), []) == ""


def test_where_nothing_found_has_a_date_only_that_is_said() -> None:
    assert outside_note(period_of("Who met in 2021?", TODAY), [hit("a", "No.", 1)]) == "nothing found is dated in 2021"


@pytest.mark.parametrize(
    ("named", "iso", "words"),
    [
        (days("2025-08-01", "2025-08-02"), "2025-08-01", "1 August 2025"),
        (days("2025-05-19", "2025-05-26"), "2025-W21", "19 to 25 May 2025"),
        (days("2025-12-30", "2026-01-02"), "2025-12-30/2026-01-01", "30 December 2025 to 1 January 2026"),
        (days("2025-04-30", "2025-06-01"), "2025-04-30/2025-05-31", "30 April to 31 May 2025"),
        (days("2025-08-01", "2025-09-01"), "2025-08", "August 2025"),
        (days("2025-06-01", "2025-09-01"), "2025-06/2025-08", "June to August 2025"),
        (days("2025-12-01", "2026-03-01"), "2025-12/2026-02", "December 2025 to February 2026"),
        (days("2025-01-01", "2026-01-01"), "2025", "2025"),
        (days("1990-01-01", "2000-01-01"), "1990/1999", "the 1990s"),
        (days("1991-01-01", "1994-01-01"), "1991/1993", "1991 to 1993"),
    ],
)
def test_days_in_iso_and_in_words(named: Days, iso: str, words: str) -> None:
    assert (named.iso, in_words(named)) == (iso, words)


def quoted(text: str, quote: str, published: datetime | None = datetime(2025, 5, 21, tzinfo=UTC)) -> Citation:
    start = text.index(quote)
    return Citation(1, article("a", text, published=published), Span(start, start + len(quote)))


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
    with pytest.raises(InputError, match="outside"):
        reply(CitedDate(citation, Span(35, 43), dated.days))


def test_an_archive_prefers_what_is_of_the_time_and_drops_nothing(archive: Archive) -> None:
    archive.add(
        [
            article("long ago", "The harbour opened its gates.", published=datetime(2011, 5, 1, tzinfo=UTC)),
            article("between", "The harbour opened its gates again.", published=datetime(2016, 5, 1, tzinfo=UTC)),
            article("newest", "The harbour opened its gates once more.", published=datetime(2021, 5, 1, tzinfo=UTC)),
        ]
    )

    def found(question: str) -> list[str]:
        return [hit.article.id for hit in archive.ask(question).hits]

    assert found("Who opened the gates of the harbour in 2016?")[0] == "between"
    assert found("Who opened the gates of the harbour in 2011?")[0] == "long ago"
    assert found("What is the latest on the gates of the harbour?")[0] == "newest"
    assert sorted(found("Who opened the gates of the harbour in 2011?")) == ["between", "long ago", "newest"]
    reply = archive.ask("Who opened the gates of the harbour in 1999?")
    assert reply.note.startswith("nothing found is dated in 1999; the nearest is 1 May 2011")
    assert reply.to_dict()["newest_article_at"].startswith("2021-05-01")
