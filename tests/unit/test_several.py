"""Several questions in one text: one reply with the findings for each, in their order."""

from dataclasses import replace
from typing import Any

import pytest
from support import article, span_of

from byline import Citation, Conflict, ConflictingValue, Hit, Hits, Passage, Reply, Sentence, Span
from byline.answering.compose import Composition
from byline.answering.decide import Decision
from byline.answering.pipeline import Findings
from byline.answering.several import together
from byline.question.question import understand
from byline.readers.base import Reading
from byline.records import Status
from byline.records.reports import NEVER_WRITTEN

ASKED = "Who won and when did it end?"
ONE = article("one", "The union won. It ended in May.", title="One")
TWO = article("two", "The union won. It ended in June.", title="Two")
WON, MAY, JUNE = (ONE, "The union won."), (ONE, "It ended in May."), (TWO, "It ended in June.")


def cited(marker: int, place: tuple[Any, str]) -> Citation:
    source, quote = place
    return Citation(marker, source, span_of(source.text, quote))


def found(
    question: str, *places: tuple[Any, str], status: Status = "answered", confidence: float = 0.8, **shown: Any
) -> Findings:
    """Return findings for a question: one sentence at each of these places."""
    reason = "" if status == "answered" else f"why not {question}"
    hits = tuple(
        Hit(Passage(source, Span(0, len(source.text))), 0.5, rank) for rank, (source, _) in enumerate(places, 1)
    )
    return Findings(
        question=understand(question),
        hits=Hits(hits),
        reading=Reading(),
        decision=Decision(status, confidence, reason),
        composition=Composition(
            tuple(Sentence(quote, (marker,)) for marker, (_, quote) in enumerate(places, 1)),
            tuple(cited(marker, place) for marker, place in enumerate(places, 1)),
            **shown,
        ),
        note="",
        index=NEVER_WRITTEN,
        copies={},
    )


def reply_of(*parts: Findings, left: tuple[str, ...] = ()) -> Reply:
    """Put the parts together; making an invalid reply would raise an error."""
    return together(understand(ASKED), parts, left).reply()


def test_each_question_is_answered_in_order_and_a_place_is_cited_once() -> None:
    reply = reply_of(found("Who won?", WON, MAY), found("When did it end?", MAY, JUNE, confidence=0.6))
    assert reply.text == "The union won. [1] It ended in May. [2] It ended in June. [3]"
    assert (reply.status, reply.reason, reply.confidence) == ("answered", "", 0.6)
    assert (reply.question_kind, reply.short, reply.verdict) == ("several", None, None)
    assert [hit.article.id for hit in reply.hits] == ["one", "two"]
    assert [hit.rank for hit in reply.hits] == [1, 2]
    assert reply.origins.articles == 2


def test_values_that_differ_keep_their_citations() -> None:
    conflict = Conflict("conflicting opinions", (ConflictingValue("May", (1,)), ConflictingValue("June", (2,))))
    reply = reply_of(found("Who won?", WON), found("When did it end?", MAY, JUNE, conflicts=(conflict,)))
    [told] = reply.conflicts
    assert [(one.value, one.markers) for one in told.values] == [("May", (2,)), ("June", (3,))]


def test_articles_that_say_the_same_stay_together() -> None:
    part = found("Who won?", WON, (TWO, "The union won."))
    both = replace(part, composition=replace(part.composition, sentences=(Sentence("The union won.", (1, 2)),)))
    reply = reply_of(found("When did it end?", JUNE), found("Who won?", WON), both)
    assert reply.text == "It ended in June. [1] The union won. [2][3]"


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("answered", "answered", "answered"),
        ("answered", "partial", "partial"),
        ("answered", "likely", "partial"),
        ("answered", "no_answer", "partial"),
        ("likely", "likely", "likely"),
        ("likely", "no_answer", "likely"),
        ("no_answer", "no_answer", "no_answer"),
    ],
)
def test_the_status_is_of_all_questions_and_the_reason_names_those_that_are_not_answered(
    first: Status, second: Status, status: Status
) -> None:
    places: dict[Status, tuple[tuple[Any, str], ...]] = {"no_answer": ()}
    parts = [
        found("Who won?", *places.get(first, (WON,)), status=first),
        found("When did it end?", *places.get(second, (MAY,)), status=second),
    ]
    reply = reply_of(*parts)
    assert reply.status == status
    assert [part.question.asked in reply.reason for part in parts] == [one != "answered" for one in (first, second)]


def test_questions_that_were_not_looked_into_are_named() -> None:
    reply = reply_of(found("Who won?", WON), left=("When did it end?",))
    assert reply.status == "partial"
    assert "“When did it end?”" in reply.reason
