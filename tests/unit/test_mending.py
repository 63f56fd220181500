"""Typing errors and capitals are corrected by the words of the archive."""

from collections.abc import Sequence

import pytest
from support import article

from byline import Hit, Passage, Span
from byline.language.terms import TermStatistics, terms_of
from byline.question.mending import (
    Mended,
    mended,
    with_common_abbreviations_written_out,
    with_initials_written_out,
)

TEXTS = (
    "The tunnel opens in May. Work on the tunnel cost 4 million dollars, said Ottokar Pirnbacher of NATO on Monday.",
    "It was Monday that Hallgerður Kvaran spoke in Hong Kong. The deadline for stablecoins is near, and Marta Olsen explained it."
    " Torvald did not.",
)
ELSEWHERE = "In a far town Zelatrin is sold for the price of bread."


def hits_of(texts: Sequence[str]) -> list[Hit]:
    articles = [article(f"a{number}", text) for number, text in enumerate(texts)]
    return [Hit(Passage(one, Span(0, len(one.text))), 1.0, rank) for rank, one in enumerate(articles, start=1)]


def counted(terms: Sequence[str]) -> TermStatistics:
    each = [set(terms_of(text)) for text in (*TEXTS, ELSEWHERE)]
    return TermStatistics(len(each), 100, {term: sum(term in one for one in each) for term in terms})


def mend(text: str) -> Mended:
    return mended(text, counted, lambda near: hits_of(TEXTS))


@pytest.mark.parametrize(
    ("typed", "text", "note"),
    [
        ("When does the tunel open?", "When does the tunnel open?", "“tunel” was read as “tunnel”"),
        ("what is the deadlin", "what is the deadline", "“deadlin” was read as “deadline”"),
        ("what was explaned", "what was explained", "“explaned” was read as “explained”"),
        ("who is ottokar prinbacher", "who is Ottokar Pirnbacher", "“prinbacher” was read as “Pirnbacher”"),
        ("what is zelatrn", "what is zelatrin", "“zelatrn” was read as “zelatrin”"),  # not in the passages found
        ("how many recieved it", "how many received it", "“recieved” was read as “received”"),  # in no article
        ("who spoke in hongkong", "who spoke in Hong Kong", "“hongkong” was read as “Hong Kong”"),
        ("why didn't the tunnel open", "why didn't the tunnel open", ""),
        ("what about neartunnel", "what about Neartunnel", ""),  # nowhere side by side
        ("Who is Prinbacher?", "Who is Pirnbacher?", "“Prinbacher” was read as “Pirnbacher”"),
        (
            "teh tunel cost of pirnbachr",
            "teh tunnel cost of Pirnbacher",
            "“tunel” was read as “tunnel”, “pirnbachr” was read as “Pirnbacher”",
        ),
    ],
)
def test_a_slip_is_corrected_and_said(typed: str, text: str, note: str) -> None:
    found = mend(typed)
    assert (found.text, found.note) == (text, note)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("HOW OLD IS OTTOKAR PIRNBACHER OF NATO?", "how old is Ottokar Pirnbacher of NATO?"),
        ("hong kong on monday", "Hong Kong on Monday"),
        ("where is torvald", "where is Torvald"),  # begins every sentence that names him
        ("how is work on the tunnel", "how is work on the tunnel"),
        ("who is hallgerdur kvaran", "who is Hallgerður Kvaran"),
        ("when does kristofer speak", "when does Kristofer speak"),  # an unknown word is a name
        ("what does the tunnel cost", "what does the tunnel cost"),
    ],
)
def test_words_get_the_capitals_that_the_articles_give_them(typed: str, text: str) -> None:
    found = mend(typed)
    assert (found.text, found.note) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "When does the tunnel open?",
        "Who trades Stablecoins?",
        "What do the shops say of stablecoins?",
        "Is it a quokka or a wombat?",  # in no article, but English words
        "What of Hallgerður's A/B test at JD.com?",
        "Wie hoch sind die Kosten der Straßenbahnverlängerung?",  # not English, so it has no English typing errors
    ],
)
def test_what_is_written_right_is_left(text: str) -> None:
    assert mend(text) == Mended(text)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("How old is Hallgerður Kvaren?", ("Kvaren", "Kvaran")),  # another letter may be another name
        ("How old is Marta Olson?", ("Olson", "Olsen")),
        ("How old is Kvarna Pirnbahcer?", ("Pirnbahcer", "Pirnbacher")),  # two unknown names in a row are a person
    ],
)
def test_a_name_is_not_made_another_one_but_asked_about(text: str, nearest: tuple[str, str]) -> None:
    found = mend(text)
    typed, name = nearest
    assert (found.text, found.note) == (text, "")
    assert nearest in found.nearest
    assert (
        found.suggestion(f"no article mentions “{typed}”") == f"no article mentions “{typed}”; did you mean “{name}”?"
    )
    assert found.suggestion("I found nothing about this") == "I found nothing about this"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("What did WHO say?", "What did the World Health Organization say?"),
        ("What did the WHO say?", "What did the World Health Organization say?"),
        ("Who said it?", "Who said it?"),
        ("WHO SAID IT?", "WHO SAID IT?"),
        ("What did NATO say?", "What did NATO say?"),
        ("What did ALL say?", "What did ALL say?"),
    ],
)
def test_initials_that_are_a_word_are_written_out(typed: str, text: str) -> None:
    passage = (
        "The World Health Organization (WHO) said it would wait. The North Atlantic Treaty Organization (NATO) did."
    )
    assert with_initials_written_out(typed, lambda near: hits_of([passage])) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Who is the CEO of Arden?", "Who is the chief executive of Arden?"),
        ("How many MPs spoke?", "How many members of parliament spoke?"),
        ("Who is the CEO of NATO?", "Who is the chief executive of NATO?"),
        ("WHO IS THE CEO?", "WHO IS THE CEO?"),
        ("What is CEOX?", "What is CEOX?"),
    ],
)
def test_common_abbreviations_that_no_article_uses_are_written_out(typed: str, text: str) -> None:
    assert with_common_abbreviations_written_out(typed, counted) == text


def test_common_abbreviations_that_an_article_uses_stay() -> None:
    def uses_all(terms: Sequence[str]) -> TermStatistics:
        return TermStatistics(1, 10, dict.fromkeys(terms, 1))

    assert with_common_abbreviations_written_out("Who is the CEO?", uses_all) == "Who is the CEO?"


def test_nothing_is_searched_for_where_all_words_are_known() -> None:
    def find(near: str) -> list[Hit]:
        raise AssertionError(near)

    assert mended("What does the tunnel cost?", counted, find).text == "What does the tunnel cost?"
