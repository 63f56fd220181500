"""Whether a question asks about the present, for which day, and how old an article is then."""

from datetime import UTC, date, datetime

import pytest
from support import article

from byline import Archive
from byline.question.question import understand
from byline.question.recency import age

TODAY, NEWEST = date(2026, 11, 29), date(2026, 6, 10)


@pytest.mark.parametrize(
    ("question", "about_now"),
    [
        ("Who is the mayor of Torvik?", True),
        ("Who's the mayor of Torvik?", True),
        ("Who has been named mediator?", True),
        ("What does a ticket cost?", True),
        ("Who leads the bank?", True),
        ("Which judge runs the court?", True),
        ("When will the bridge open?", True),
        ("Isn't it banned?", True),
        ("Who is said to have won?", True),
        ("Who was the mayor of Torvik?", False),
        ("Who won the final?", False),
        ("Who did the council elect?", False),
        ("Which firms that were fined are named?", False),  # the first verb decides
        ("What plumbing error spoiled the homes?", False),
        ("Who was the mayor, and who is it now?", True),
        ("What is the latest on the strike?", True),
        ("Who met this week?", True),
        ("Who has won it since 2024?", False),
        ("Who is mayor in 2023?", False),
        ("Who is mayor in 2026?", False),  # it gives a period, although today is in it
        ("Who was mayor as of 2023?", False),
        ("", False),
    ],
)
def test_a_question_is_about_now_by_its_words_or_its_tense(question: str, about_now: bool) -> None:
    assert understand(question, today=TODAY, newest=NEWEST).is_about_now is about_now


@pytest.mark.parametrize(
    ("question", "newest", "day"),
    [
        ("Who is the mayor?", NEWEST, NEWEST),
        ("Who is the mayor?", date(2030, 1, 1), TODAY),  # an article dated in the future does not move the present
        ("Who is the mayor?", None, None),
        ("Who was the mayor?", NEWEST, None),
        ("Who was the mayor in 2023?", NEWEST, None),
        ("Who was the mayor as of May 2023?", NEWEST, date(2023, 5, 31)),
        ("Who is the mayor as of May 2027?", NEWEST, NEWEST),
    ],
)
def test_the_day_asked_about_is_that_of_the_newest_article_or_the_end_of_the_period(
    question: str, newest: date | None, day: date | None
) -> None:
    assert understand(question, today=TODAY, newest=newest).day == day


def test_an_article_is_half_old_after_a_year() -> None:
    def of(day: str) -> float:
        return age(article("a", "A.", published=datetime.fromisoformat(f"{day}T12:00:00+00:00")), NEWEST)

    assert of("2026-06-10") == of("2027-01-01") == 0
    assert of("2025-06-10") == 0.5
    assert of("2024-06-10") == pytest.approx(0.75, abs=0.001)
    assert of("0900-01-01") == pytest.approx(1)
    assert age(article("a", "A."), NEWEST) == 0.5


def test_newer_articles_come_first_where_the_question_is_about_now_and_others_are_kept(archive: Archive) -> None:
    archive.add(
        [
            article(
                f"in {year}", f"The mayor of Torvik spoke. {year} hens.", published=datetime(year, 5, 1, tzinfo=UTC)
            )
            for year in (2021, 2023, 2025)
        ]
    )

    def found(question: str) -> list[str]:
        return [hit.article.id for hit in archive.ask(question).hits]

    assert found("Who is the mayor of Torvik?")[0] == "in 2025"
    assert found("Who currently is the mayor of Torvik?") == ["in 2025", "in 2023", "in 2021"]
    assert sorted(found("Who is the mayor of Torvik?")) == ["in 2021", "in 2023", "in 2025"]
    assert found("Who was the mayor of Torvik?")[0] == "in 2021"
