"""Why a question is not answered: each reason is true, and given only where it is."""

from datetime import date

import pytest
from support import article

from byline import Hit, Hits, IndexState, Passage, Span
from byline.answering.overview import note_on_timeline
from byline.answering.reasons import lacking, not_answered, unanswerable
from byline.answering.timing import limited_work
from byline.question.question import understand
from byline.readers.base import Reading, Signs

ARTICLE = article("a", "The port was closed.")
INDEX = IndexState(generation=1, articles=1, passages=1)
ENGLISH = frozenset({"en"})


def hits(similarity: float | None = 0.5) -> Hits:
    return Hits((Hit(Passage(ARTICLE, Span(0, 20)), 1.0, 1, similarity),))


def signs(coverage: float) -> Signs:
    return Signs(-0.5, 1.0, 2.0, 0.5, coverage, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (
            "Warum wurde der Hafen geschlossen?",
            "the question is in German, and the search understands only English: ask in English",
        ),
        (
            "Hvor mange skip ventet?",
            "the question does not seem to be in English, and the search understands only English: ask in English",
        ),
        ("How many articles mention the port?", "this asks about the articles themselves, "),
        ("Show me a timeline of the closure", ""),
        ("Tell me everything about the port", ""),
        ("Summarise the closure", ""),
        ("Why was the port closed?", ""),
    ],
)
def test_what_no_sentence_can_answer(question: str, reason: str) -> None:
    told = unanswerable(understand(question), ENGLISH)
    assert told.startswith(reason)
    assert bool(told) == bool(reason)


def test_a_reason_says_what_can_be_done_instead() -> None:
    assert "byline list" in unanswerable(understand("How many articles mention the port?"), ENGLISH)
    assert "byline timeline" in note_on_timeline(understand("Show me a timeline of the closure"))


def reason(
    question: str, *, nowhere: tuple[str, ...] = (), found: Hits | None = None, read: Reading | None = None
) -> str:
    asked = understand(question, today=date(2025, 6, 18))
    return not_answered(asked, read or Reading(), hits() if found is None else found, INDEX, nowhere)


def test_only_a_name_that_the_archive_lacks_is_said_to_be_in_no_article() -> None:
    assert reason("Who met in San Lorenzo or Kesh?", nowhere=("San", "Lorenzo", "Kesh")) == (
        "no article mentions “San Lorenzo” or “Kesh”"
    )
    read = Reading((), ("Kesh",))
    assert reason("Who met in Kesh?", read=read) == "I couldn't find a sentence that answers this"


def test_something_else_is_said_to_be_so_only_of_what_is_unlike_the_question_and_has_few_of_its_words() -> None:
    near, far = Reading((), signs=signs(0.6)), Reading((), signs=signs(0.1))
    assert reason("Who met?", found=hits(0.1), read=far) == "I found nothing about this"
    assert reason("Who met?", found=hits(0.1), read=near) == "I couldn't find a sentence that answers this"
    assert reason("Who met?", found=hits(0.5), read=far) == "I couldn't find a sentence that answers this"
    assert reason("Who met?", found=hits(None), read=far) == "I couldn't find a sentence that answers this"


def test_what_has_most_words_of_the_question_is_not_said_to_be_about_something_else() -> None:
    far = Reading((), signs=signs(0.1))
    assert (
        reason("When was the port closed?", found=hits(0.1), read=far) == "I couldn't find a sentence that answers this"
    )
    assert reason("Which port has a museum?", found=hits(0.1), read=far) == "I found nothing about this"


@pytest.mark.parametrize(
    ("said", "beginning", "instead"),
    [
        ("Hi!", "Hello. I answer", "Ask what they say"),
        ("thanks a lot", "You're welcome.", "articles in this archive"),
        ("Bye", "Goodbye.", "Come back any time"),
        ("who are you?", "I answer from the articles", "Ask what they say"),
        ("Write a poem about the port", "I don't write anything myself", "timeline"),
        ("Translate the article into Spanish", "I show the articles' own words", "byline show"),
        ("Should I buy the port?", "I have no opinions", "for and against"),
        ("What is 17 times 23?", "I only know what the articles say", "ask about something in them"),
        ("Delete the article about the port", "I only answer questions", "byline remove"),
    ],
)
def test_what_is_beside_the_articles_is_told_what_byline_does(said: str, beginning: str, instead: str) -> None:
    told = unanswerable(understand(said), ENGLISH)
    assert told.startswith(beginning)
    assert instead in told


def test_a_question_for_a_time_alone_is_shown_how_to_limit_the_dates() -> None:
    assert reason("What was in the news on 3/14/2025?") == (
        "this asks for all the news from 14 March 2025, but an answer is only a few sentences: ask about one "
        "subject, and limit the dates with --since 2025-03-14 --until 2025-03-14"
    )
    assert reason("Who met on 3/14/2025?") == "I couldn't find a sentence that answers this"


def test_an_answer_says_which_names_it_lacks() -> None:
    asked = understand("Who met in Kesh and Brno?")
    assert lacking(asked, Reading((), ("Kesh", "Brno")), ("Kesh",)) == "no article mentions “Kesh”"
    assert lacking(asked, Reading((), ("Brno",)), ()) == "the passages found do not mention “Brno”"
    assert lacking(asked, Reading(), ()) == ""


def test_without_articles_or_hits_only_that_is_said() -> None:
    asked = understand("Who met?")
    assert not_answered(asked, Reading(), Hits(), IndexState(), ()) == "there are no articles in the archive yet"
    assert (
        not_answered(asked, Reading(), Hits((), 2), INDEX, ())
        == "no article meets the conditions (undated articles left out: 2)"
    )


def test_what_was_not_searched_for_in_time_is_not_said_to_be_missing() -> None:
    question = understand("Who closed the port?")
    assert not_answered(question, Reading(), Hits(), INDEX, ()) == "no article meets the conditions"
    with limited_work(0):
        assert "the time was up" in not_answered(question, Reading(), Hits(), INDEX, ())
