"""How the time asked about changes a reading, and the note on the time of an answer."""

from datetime import date, datetime

import pytest

from byline import Article, Citation, Hit, Hits, Passage, Span
from byline.answering.timeliness import in_time, note_on_time
from byline.question.question import Question, understand
from byline.readers.base import Evidence, Reading, Signs

TODAY, NEWEST = date(2026, 11, 29), date(2026, 6, 10)


def hit(id: str, text: str, published: str | None = None, rank: int = 1) -> Hit:
    moment = datetime.fromisoformat(f"{published}T12:00:00+00:00") if published else None
    return Hit(Passage(Article(id, text, published=moment), Span(0, len(text))), 1 / rank, rank)


def evidence(found: Hit, probability: float, alone: float = 0.9) -> Evidence:
    return Evidence(found, found.span, probability, found.span, alone)


def asked(question: str) -> Question:
    return understand(question, today=TODAY, newest=NEWEST)


def order(question: str, *items: Evidence) -> list[str]:
    read = in_time(asked(question), Hits(tuple(item.hit for item in items)), Reading(items))
    probabilities = [item.probability for item in read.evidence]
    assert probabilities == sorted(probabilities, reverse=True)
    return [item.hit.article.id for item in read.evidence]


OLD, NEW = hit("old", "Ek is mayor.", "2023-10-16"), hit("new", "Asplid is mayor.", "2026-04-14")


def test_of_two_sentences_that_answer_the_newer_leads_where_the_question_is_about_now() -> None:
    both = evidence(OLD, 0.6), evidence(NEW, 0.05)
    assert order("Who is the mayor?", *both) == ["new", "old"]
    assert order("Who was the mayor?", *both) == ["old", "new"]
    assert order("Who was the mayor as of 2024?", *both) == ["old", "new"]
    assert order("Who was the mayor as of 2024?", evidence(NEW, 0.6), evidence(OLD, 0.3)) == ["old", "new"]


def test_a_newer_sentence_that_hardly_answers_does_not_lead() -> None:
    assert order("Who is the mayor?", evidence(OLD, 0.6), evidence(NEW, 0.05, alone=0.05)) == ["old", "new"]


def test_a_few_days_decide_nothing() -> None:
    day, next_day = hit("day", "It is 5.", "2026-06-01"), hit("next day", "It is 6.", "2026-06-08")
    assert order("What is the price?", evidence(day, 0.6), evidence(next_day, 0.4)) == ["day", "next day"]


SIGNS = Signs(*([0.0] * len(Signs._fields)))


def test_a_year_of_which_nothing_on_the_subject_is_found_is_missing() -> None:
    def missing(question: str, *hits: Hit) -> tuple[tuple[str, ...], float]:
        read = in_time(asked(question), Hits(hits), Reading((evidence(hits[0], 0.5),), signs=SIGNS))
        assert read.signs is not None
        return read.missing, read.signs.names_nowhere

    torvik, elsewhere = hit("torvik", "Torvik votes.", "2023-10-16"), hit("elsewhere", "Hens in 2019.", "2019-05-01")
    assert missing("Who won in Torvik in 2023?", torvik) == ((), 0)
    assert missing("Who won in Torvik in 2019?", torvik) == (("2019",), 0.5)
    assert missing("Who won in Torvik in 2019?", torvik, elsewhere) == (("2019",), 0.5)
    assert missing("Who won in Torvik on Monday?", torvik) == ((), 0)  # which Monday is a guess


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Who is the mayor?", "as of 16 October 2023; the newest article is from 10 June 2026"),
        ("Who met this week?", "as of 16 October 2023; the newest article is from 10 June 2026"),
        ("Who was the mayor?", ""),
        ("Who was the mayor in 2023?", ""),
        ("Who was the mayor in 2026?", "published on 16 October 2023, not in 2026"),
        ("Who was the mayor in 2019?", "nothing found is dated in 2019; the closest date is 16 October 2023, in “”"),
    ],
)
def test_the_time_of_an_answer_is_said_where_it_is_not_the_time_asked_about(question: str, note: str) -> None:
    cited = Citation(1, OLD.article, OLD.span)
    assert note_on_time(asked(question), Hits((OLD, NEW)), [cited]) == note


def test_nothing_is_said_of_an_answer_that_is_new_or_undated() -> None:
    undated = hit("undated", "Somebody is mayor.")
    for found in (NEW, undated):
        cited = Citation(1, found.article, found.span)
        assert note_on_time(asked("Who is the mayor?"), Hits((OLD, found)), [cited]) == ""
    assert note_on_time(asked("Who is the mayor?"), Hits((OLD,)), []) == ""
