"""Composing a reply: what is shown, cited and cut, and when there is no answer."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import article

from byline import Article, Hit, Hits, IndexState, Passage, Reply, Settings, Span
from byline.answering.decide import WEIGHED, Calibration, LogisticModel
from byline.answering.pipeline import conclude
from byline.question.question import understand
from byline.readers.base import Evidence, Reading, Signs

INDEX = IndexState(generation=1, articles=3, passages=3)


def evidence(article: Article, sentence: str, probability: float, short: str = "") -> Evidence:
    start = article.text.index(sentence)
    hit = Hit(Passage(article, Span(0, len(article.text))), 1.0, 1)
    short_start = article.text.index(short, start) if short else 0
    return Evidence(
        hit,
        Span(start, start + len(sentence)),
        probability,
        Span(short_start, short_start + len(short)) if short else None,
    )


def replied(
    hits: Hits,
    reading: Reading,
    index: IndexState = INDEX,
    settings: Settings | None = None,
    question: str = "Q?",
) -> Reply:
    asked = settings or Settings(min_confidence=0.3)
    return conclude(understand(question), hits, reading, index, {}, asked).reply()


def composed(*items: Evidence, missing: tuple[str, ...] = (), settings: Settings | None = None) -> Reply:
    hits = Hits(tuple(item.hit for item in items) or (Hit(Passage(article("x"), Span(0, 4)), 1.0, 1),))
    return replied(hits, Reading(items, missing), settings=settings)


ONE = article("one", "It was banned in 2021. Nobody knows why. A third sentence stands here.")
TWO = article("two", "Others say it was banned in 2017. It was banned in 2021.")


def test_the_best_sentences_come_first_each_with_its_citation() -> None:
    reply = composed(
        evidence(ONE, "It was banned in 2021.", 0.9, "2021"),
        evidence(TWO, "Others say it was banned in 2017.", 0.6),
    )
    assert reply.status == "answered"
    assert reply.text == "It was banned in 2021. [1] Others say it was banned in 2017. [2]"
    assert reply.short == "2021"
    assert reply.confidence == 0.9
    assert [citation.quote for citation in reply.citations] == [
        "It was banned in 2021.",
        "Others say it was banned in 2017.",
    ]


def test_where_the_sentences_shown_have_different_short_answers_none_stands_out() -> None:
    reply = composed(
        evidence(ONE, "It was banned in 2021.", 0.9, "2021"),
        evidence(TWO, "Others say it was banned in 2017.", 0.6, "2017"),
    )
    assert len(reply.citations) == 2
    assert reply.short is None


def test_one_value_in_two_spellings_stands_out_together() -> None:
    three = article("three", "About $2.5 billion was paid. More came later.")
    four = article("four", "Mills say that 2.5 billion dollars went out.")
    reply = composed(
        evidence(three, "About $2.5 billion was paid.", 0.9, "$2.5 billion"),
        evidence(four, "Mills say that 2.5 billion dollars went out.", 0.6, "2.5 billion dollars"),
    )
    assert len(reply.citations) == 2
    assert reply.short == "$2.5 billion"


def test_few_words_that_do_not_fit_the_question_are_no_headline() -> None:
    item = evidence(ONE, "It was banned in 2021.", 0.9, "2021")
    hits = Hits((item.hit,))
    assert replied(hits, Reading((item,)), question="Who banned it?").lead is None
    assert replied(hits, Reading((item,)), question="When was it banned?").lead == "2021"


def test_a_name_in_the_sentence_before_is_quoted_with_the_headline() -> None:
    five = article("five", "Two firms, Arden and Belmar Trust, spoke. Both companies want a licence.")
    item = evidence(five, "Both companies want a licence.", 0.9, "Both companies")
    reply = replied(Hits((item.hit,)), Reading((item,)), question="Which firms want a licence?")
    assert reply.lead == "Arden and Belmar Trust"
    assert reply.text == "Two firms, Arden and Belmar Trust, spoke. Both companies want a licence. [1]"


def test_an_archive_without_dates_says_so_where_a_date_is_asked_for() -> None:
    reply = replied(Hits((), undated=3), Reading())
    assert reply.reason == "no article meets the conditions (undated articles left out: 3)"
    assert reply.undated == 3


def test_the_same_words_in_another_article_are_a_further_citation() -> None:
    reply = composed(evidence(ONE, "It was banned in 2021.", 0.9), evidence(TWO, "It was banned in 2021.", 0.8))
    assert reply.text == "It was banned in 2021. [1][2]"
    assert [citation.article.id for citation in reply.citations] == ["one", "two"]


def test_weak_evidence_is_not_shown_beside_strong() -> None:
    assert (
        len(composed(evidence(ONE, "It was banned in 2021.", 0.9), evidence(ONE, "Nobody knows why.", 0.3)).sentences)
        == 1
    )


@pytest.mark.parametrize(
    ("items", "missing", "reason"),
    [
        (
            (evidence(ONE, "Nobody knows why.", 0.2),),
            (),
            "I couldn't find a sentence that answers this",
        ),
        (
            (evidence(ONE, "Nobody knows why.", 0.2),),
            ("CEO", "CEO"),
            "I couldn't find a sentence that answers this",
        ),
        ((), (), "I couldn't find a sentence that answers this"),
    ],
)
def test_below_the_threshold_there_is_a_reason_and_no_citation(
    items: tuple[Evidence, ...], missing: tuple[str, ...], reason: str
) -> None:
    reply = composed(*items, missing=missing)
    assert (reply.status, reply.reason, reply.text, reply.citations) == ("no_answer", reason, "", ())
    assert len(reply.nearest) == 1


@pytest.mark.parametrize("question", ["When was it banned?", "Was it banned in 2021?"])
def test_a_likely_answer_has_its_sentences_and_nothing_above_them(
    question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = Signs(*[0.0] * len(Signs._fields))
    hits = Hits((evidence(ONE, "It was banned in 2021.", 0.9).hit,))
    reading = Reading((evidence(ONE, "It was banned in 2021.", 0.9, "2021"),), signs=signs)
    even = Calibration(
        {"small": LogisticModel((0.0,) * len(WEIGHED), 0.0)}, 0.4, 0.4, ()
    )  # the confidence is 0.5, whatever the signs are
    monkeypatch.setattr("byline.answering.decide.load_calibration", lambda: even)
    answer = replied(hits, reading, question=question, settings=Settings())
    assert answer.status == "answered"
    assert answer.lead
    monkeypatch.setattr("byline.answering.decide.load_calibration", lambda: replace(even, min_confidence=0.6))
    likely = replied(hits, reading, question=question, settings=Settings())
    assert (likely.status, likely.confidence) == ("likely", answer.confidence)
    assert (likely.lead, likely.short, likely.verdict) == (None, None, None)
    assert (likely.sentences, likely.citations) == (answer.sentences, answer.citations)
    assert likely.origins == answer.origins


def test_an_account_shows_more_than_a_fact_and_does_not_repeat_itself() -> None:
    items = (
        evidence(ONE, "It was banned in 2021.", 0.9),
        evidence(ONE, "Nobody knows why.", 0.3),
        evidence(TWO, "It was banned in 2021.", 0.25),
        evidence(article("three", "It was, it was banned in 2021. So."), "It was, it was banned in 2021.", 0.22),
    )
    hits = Hits(tuple(item.hit for item in items))
    shown = {
        question: replied(hits, Reading(items), question=question).text
        for question in ("When was it banned?", "Why was it banned?")
    }
    assert shown["When was it banned?"] == "It was banned in 2021. [1]"
    assert shown["Why was it banned?"] == "It was banned in 2021. [1][2] Nobody knows why. [3]"


def test_an_answer_that_leaves_a_name_out_is_partial() -> None:
    reply = composed(evidence(ONE, "It was banned in 2021.", 0.9), missing=("Singapore",))
    assert (reply.status, reply.reason) == ("partial", "the passages found do not mention “Singapore”")


def test_an_empty_archive_says_so() -> None:
    reply = replied(Hits(), Reading(), IndexState())
    assert reply.reason == "there are no articles in the archive yet"
    reply = replied(Hits(), Reading())
    assert reply.reason == "no article meets the conditions"


def test_a_long_sentence_is_cut_around_what_answers() -> None:
    long = article("long", "Word " * 150 + "it took effect on August 1 " + "word " * 150 + "end.")
    reply = composed(evidence(long, long.text, 0.9, "August 1"))
    assert len(reply.text) <= 500
    assert reply.short == "August 1"
    assert reply.sentences[0].text.startswith("…")
    assert reply.sentences[0].text.endswith("…")
    assert reply.citations[0].quote in long.text


@given(
    st.lists(
        st.tuples(st.text("ab .\n😀“", min_size=1, max_size=900), st.floats(0.31, 1), st.integers(0, 3)),
        min_size=1,
        max_size=8,
    ),
    st.integers(40, 600),
    st.integers(1, 5),
)
@example([("“", 1.0, 1)], 40, 1)
@example([('"', 1.0, 1)], 40, 1)
def test_whatever_is_found_the_answer_keeps_its_limits(
    found: list[tuple[str, float, int]], characters: int, count: int
) -> None:
    items = []
    for number, (text, probability, length) in enumerate(found):
        source = Article(str(number), f"x{text}")
        hit = Hit(Passage(source, Span(0, len(source.text))), 1.0, 1)
        short = (
            Span(len(source.text) // 2, min(len(source.text) // 2 + length, len(source.text)))
            if length and len(source.text) > 1
            else None
        )
        items.append(Evidence(hit, Span(0, len(source.text)), probability, short))
    items.sort(key=lambda item: -item.probability)
    reply = composed(
        *items,
        settings=Settings(min_confidence=0.3, max_answer_characters=characters, max_answer_sentences=count),
    )
    assert reply.status == "answered"
    assert 1 <= len(reply.sentences) <= count
    assert len(reply.text) <= characters
    for citation in reply.citations:
        assert citation.article.text[citation.span.start : citation.span.end] == citation.quote


def test_what_another_says_next_is_shown_but_not_beside_words_that_are_asked_for() -> None:
    source = article("a", "Ada Berg called it a shame. The union had asked for nine crowns. It rained.")
    found = evidence(source, "Ada Berg called it a shame.", 0.9, "a shame")
    reading = Reading((found,))

    def shown(question: str) -> list[str]:
        return [one.text for one in replied(Hits((found.hit,)), reading, question=question).sentences]

    assert shown("Which decision is a shame?") == [
        "Ada Berg called it a shame.",
        "The union had asked for nine crowns.",
    ]
    assert shown("What did Ada Berg call it?") == ["Ada Berg called it a shame."]
