"""The period that a question asks about, and how it affects a reply."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import WordEncoder, article
from support.dated import TEXTS, days

from byline import Archive, Passage, Settings, Span, Where
from byline.question.period import Period, outside_note, period_of, readings_note
from byline.question.question import understand
from byline.records import Hit

TODAY = date(2025, 6, 18)  # a Wednesday


def passage(id: str, text: str, published: str | None = None) -> Passage:
    moment = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    return Passage(article(id, text, published=moment), Span(0, len(text)))


def hit(id: str, text: str, rank: int, published: str | None = None) -> Hit:
    return Hit(passage(id, text, published), 1.0, rank)


@given(TEXTS, st.dates())
@example("the past ſix weeks and the last 999 decades", date.min)
@example("so far this year, until 9999-12-31, after 2 January 1999", date.max)
def test_any_question_may_be_asked(question: str, today: date) -> None:
    asked = period_of(question, today)
    assert asked is None or asked.days.start < asked.days.end
    assert isinstance(outside_note(asked, [hit("a", "In 1066.", 1)]), str)


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


def test_a_weekday_is_that_of_the_articles_unless_they_are_of_this_week() -> None:
    asked, today = "What did the minister do on Friday?", date(2025, 7, 10)
    assert understand(asked, today=today).period is None
    assert understand(asked, today=today, newest=date(2025, 5, 1)).period is None
    of_this_week = understand(asked, today=today, newest=date(2025, 7, 9))
    assert of_this_week.period == period_of(asked, today, date(2025, 7, 9))
    assert not any(word.days for word in of_this_week.words)
    assert understand("What happened on Friday?", today=today).is_of_time_alone


def test_a_day_without_a_year_is_near_the_newest_article() -> None:
    asked = period_of("What happens on August 1?", date(2028, 2, 3), date(2025, 7, 11))
    assert asked == Period("within", days("2025-08-01", "2025-08-02"))


def test_what_is_of_a_period_was_published_in_it_or_names_days_of_it() -> None:
    found = [
        passage("other", "It was banned in 2017.", "2022-09-01"),
        passage("says", "It was banned in 2021.", "2025-01-01"),
        passage("range", "It was led by her from 2019 to 2023."),
        passage("coarse", "It was banned in the 2020s."),
        passage("published", "It was banned.", "2021-03-01"),
        passage("soon after", "It was banned.", "2022-06-30"),
        passage("before", "It is to be banned.", "2020-12-31"),
    ]
    asked = period_of("What was banned in 2021?", TODAY)
    assert asked is not None
    assert [one.article.id for one in found if asked.admits(one)] == ["says", "range", "published"]
    assert [one.article.id for one in found if asked.excludes(one)] == ["other", "before"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What was banned in May 2021?", ("May 2021",)),
        ("Who led it between 2019 and 2021?", ("2019 and 2021",)),
        ("What is the law as of 3 May 2024?", ("3 May 2024",)),
        ("What was banned in May?", ()),  # the year is a guess
        ("Who met this week?", ()),
        ("Who met in the past two weeks?", ()),
        ("Who leads it now?", ()),
    ],
)
def test_the_words_of_a_period_are_known_where_they_say_the_year(question: str, words: tuple[str, ...]) -> None:
    asked = understand(question, today=TODAY)
    assert (asked.period.words if asked.period else ()) == words
    assert set(words) <= {name.text for name in asked.names}


@pytest.mark.parametrize(
    ("question", "note"),
    [
        (
            "Who met in 2021?",
            "nothing found is dated in 2021; the closest date is 12 March 2022, in “It was in May 2023.”",
        ),
        ("Who met in 2023?", ""),
        (
            "Who met last month?",
            "nothing found is dated in May 2025; the closest date is May 2023, in “It was in May 2023.”",
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


def test_an_archive_reads_what_is_of_the_time_and_the_rest_only_where_nothing_is(archive: Archive) -> None:
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
    assert found("Who opened the gates of the harbour in 2011?") == ["long ago"]
    assert sorted(found("Who opened the gates of the harbour in 1999?")) == ["between", "long ago", "newest"]
    assert found("Which gates did the harbour have as of 2017?") == ["between", "long ago"]
    reply = archive.ask("Who opened the gates of the harbour in 1999?")
    assert reply.note.startswith("nothing found is dated in 1999; the closest date is 1 May 2011")
    assert reply.to_dict()["newest_article_at"].startswith("2021-05-01")


@pytest.mark.parametrize(
    ("question", "readings"),
    [
        ("Who met on 14/05/2025?", ["2025-05-14"]),
        ("Who met on 5/14/2025?", ["2025-05-14"]),
        ("Who met on 4.5.2025?", ["2025-05-04"]),
        ("Who met on 2025-05-04?", ["2025-05-04"]),
        ("Who met on 04/05/2025?", ["2025-05-04", "2025-04-05"]),
        ("Who met on 5/5/2025?", ["2025-05-05"]),
    ],
)
def test_a_day_in_digits_is_read_in_each_way_in_which_it_can_be(question: str, readings: list[str]) -> None:
    asked = period_of(question, TODAY)
    assert asked is not None
    assert [reading.iso for reading in asked.readings] == readings
    for reading in readings:
        assert asked.admits(passage("a", "They met.", reading))
    assert not asked.admits(passage("a", "They met.", "2025-05-15"))
    assert bool(readings_note(asked)) == (len(readings) > 1)


def test_what_a_day_in_digits_can_mean_is_said() -> None:
    asked = period_of("Who met on 04/05/2025?", TODAY)
    assert readings_note(asked) == "04/05/2025 could be 4 May 2025 or 5 April 2025: write the month as a word"
    assert outside_note(asked, [hit("a", "No.", 1)]) == ("nothing found is dated on 4 May 2025 or on 5 April 2025")
    since = period_of("Who met since 04/05/2025?", TODAY)
    assert since is not None
    assert [reading.start.isoformat() for reading in since.readings] == ["2025-05-04", "2025-04-05"]


def test_a_question_for_a_time_alone_finds_the_articles_of_it(archive: Archive, encoder: WordEncoder) -> None:
    archive.add(
        [
            article(
                f"march {day}", f"The news of the day was item {day}.", published=datetime(2024, 3, day, tzinfo=UTC)
            )
            for day in range(1, 29)
        ]
    )

    def found(question: str, where: Where | None = None) -> set[str]:
        return {hit.article.id for hit in archive.ask(question, where=where).hits}

    for day in ("9 March 2024", "March 9th, 2024", "2024-03-09", "9.3.2024", "3/09/2024", "09/03/2024"):
        assert found(f"What happened on {day}?") == {"march 9"}
    assert found("What was reported on 27–31 March 2024?") == {"march 27", "march 28"}
    assert "march 1" in found("What happened on 9 March 2024?", Where(until="2024-03-01"))
    assert found("What happened on 9 March 1999?")  # nothing is from then: the nearest are shown, and the note says so
    with Archive(archive.folder, encoder=encoder, settings=Settings(min_confidence=1.0)) as strict:
        reply = strict.ask("What happened on 9 March 2024?")
    assert (reply.status, reply.note) == ("no_answer", "")
    assert reply.reason == "the articles found may be about something else"
