"""The members of a series to which some words of a sentence belong."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import span_of

from byline.language.enumeration import members_in
from byline.records import Span


def members(sentence: str, words: str) -> list[str]:
    return [sentence[one.start : one.end] for one in members_in(sentence, span_of(sentence, words))]


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        (
            "Posts go in the library, catering and student welfare.",
            "the library, catering and student welfare",
            ["the library", "catering", "student welfare"],
        ),
        (
            "It was cast by Bent Kofoed and Signe Dam, who left.",
            "Bent Kofoed and Signe Dam",
            ["Bent Kofoed", "Signe Dam"],
        ),
        (
            "It caps hours at ten a day, bans pay by the trip, and obliges firms to log speed.",
            "caps hours at ten a day, bans pay by the trip, and obliges firms to log speed",
            ["caps hours at ten a day", "bans pay by the trip", "obliges firms to log speed"],
        ),
        ("Neither Lark nor Plover reached the final.", "Lark nor Plover", ["Lark", "Plover"]),
        ("Neither Lark nor Plover reached the final.", "Neither Lark nor Plover", ["Lark", "Plover"]),
        ("He named 6,000; 36; and 104.", "6,000; 36; and 104", ["6,000", "36", "104"]),
    ],
)
def test_words_that_are_a_series_are_divided(sentence: str, words: str, expected: list[str]) -> None:
    assert members(sentence, words) == expected


@pytest.mark.parametrize("words", ["Matilde", "Inés", "Renata Etcheverrigaray"])
def test_one_member_stands_for_all_of_its_series(words: str) -> None:
    sentence = "The sisters, Matilde, Inés and Renata Etcheverrigaray, began making cheese in 2013."
    assert members(sentence, words)[-1] == "Renata Etcheverrigaray"
    assert words in members(sentence, words)


def test_members_before_and_behind_are_found() -> None:
    sentence = "Among them are Brazil, South Africa, the Philippines and Sri Lanka."
    assert members(sentence, "South Africa") == ["Brazil", "South Africa", "the Philippines", "Sri Lanka"]
    assert members("The others are a driver, a broker and the broker's wife.", "the broker's wife") == [
        "a driver",
        "a broker",
        "the broker's wife",
    ]


def test_members_that_begin_with_the_same_word_are_alike() -> None:
    sentence = "It found that the lorry was slow, that the tyres were sound, and that nobody had slept."
    assert members(sentence, "the lorry was slow") == ["the lorry was slow", "the tyres were sound", "nobody had slept"]
    assert members("They work in a plant at Bluff and in two rest homes.", "a plant at Bluff") == [
        "a plant at Bluff",
        "two rest homes",
    ]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("It cost between 3 and 5 million.", "between 3 and 5 million"),
        ("It cost between 3 and 5 million.", "5 million"),
        ("It cost between 3 and 5 million.", "3"),
        ("Kovač, 54, a teacher, was elected on 5 May, 2027.", "Kovač"),
        ("It began on 5 May, 2027.", "5 May, 2027"),
        ("He called it “a mess, a shame and a lie”.", "“a mess, a shame and a lie”"),
        (
            "It is the Assets Supervision and Administration Commission.",
            "Assets Supervision and Administration Commission",
        ),
        ("They fled to Bosnia and Herzegovina.", "Bosnia and Herzegovina"),
        ("It cost 1,100 crowns.", "1,100 crowns"),
        ("I said: not the bath, but not a bag.", "a bag"),
        ("It was cut to 4 crowns and passed by nine votes.", "4 crowns"),
        ("Ada Berg wants more trees and warns that wells run dry.", "more trees"),
    ],
)
def test_what_is_no_series_stays_whole(sentence: str, words: str) -> None:
    assert members(sentence, words) == [words]


def test_what_describes_a_member_is_none() -> None:
    assert members(
        "Franc Hribernik, 71, who slept, and Jožica Tomc were absent.",
        "Franc Hribernik, 71, who slept, and Jožica Tomc",
    ) == ["Franc Hribernik", "Jožica Tomc"]


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        (
            "They have lost captain Per Dahl, who has retired, and goalkeeper Nina Moe, who moved.",
            "captain Per Dahl",
            ["captain Per Dahl", "goalkeeper Nina Moe"],
        ),
        (
            "The creditors are Arden, which is owed 85 million, the landlord Castle with 33 million and the bank Belmar.",
            "Arden",
            ["Arden", "the landlord Castle", "the bank Belmar"],
        ),
        (
            "The dead are Ada Berg, 34, Per Dahl, 29, and Nina Moe, 51.",
            "Ada Berg",
            ["Ada Berg", "Per Dahl", "Nina Moe"],
        ),
        ("Prizes went to Ada Berg (fiction) and Per Dahl (verse).", "Ada Berg", ["Ada Berg", "Per Dahl"]),
        ("The winners are Ada Berg, 34, her husband Per Dahl and a cat.", "Ada Berg", ["Ada Berg"]),
        ("The guests were the dancer Ada Berg, Per Dahl and others.", "Per Dahl", ["Per Dahl"]),
        (
            "It caps hours, which are long, and bans pay.",
            "caps hours, which are long, and bans pay",
            ["caps hours", "bans pay"],
        ),
        # A clause begins with the next name
        ("It was signed by Jan Berg, who leads Arden, and Castor will pay.", "Jan Berg", ["Jan Berg"]),
        ("It was sold to Arden, which is based in Kesh, and Belmar bought the rest.", "Arden", ["Arden"]),
        ("Arden bought Belmar and its rival Castor fell.", "Belmar", ["Belmar"]),
        ("In Kesh, mayor Ada Berg and the banker Per Dahl were held.", "Kesh", ["Kesh"]),
        # One firm
        ("It was sold by Marsh & Pike and Arden.", "Marsh & Pike", ["Marsh & Pike", "Arden"]),
        ("It was sold by Marsh & Pike.", "Marsh & Pike", ["Marsh & Pike"]),
        ("It was won by Berg, Dahl & Moe.", "Berg, Dahl & Moe", ["Berg", "Dahl", "Moe"]),
    ],
)
def test_what_is_said_beside_names_does_not_end_their_series(sentence: str, words: str, expected: list[str]) -> None:
    assert members(sentence, words) == expected


def test_what_stands_beside_names_or_only_says_where_is_no_member() -> None:
    sentence = "In the kitchen were Norðdal and the party's leader, Árný Stefnisdóttir."
    assert members(sentence, "Norðdal and the party's leader, Árný Stefnisdóttir") == ["Norðdal", "Árný Stefnisdóttir"]
    assert members("They get a plot, a boat and, in June, a certificate.", "a plot") == [
        "a plot",
        "a boat",
        "a certificate",
    ]


def test_what_counts_the_members_is_none() -> None:
    sentence = "It is threatened by two foreign fish, carp and tilapia, which were introduced."
    assert members(sentence, "two foreign fish, carp and tilapia") == ["carp", "tilapia"]
    sentence = "Two vans, a lorry and the crane were sold."
    assert members(sentence, "Two vans, a lorry and the crane") == ["Two vans", "a lorry", "the crane"]
    loan = "It has a loan from two banks, Arden and Belmar, as well as new shares."
    assert members(loan, "two banks, Arden and Belmar, as well as new shares") == ["Arden", "Belmar", "new shares"]
    assert members("They eat smoked fish and dried meat.", "smoked fish") == ["smoked fish", "dried meat"]


def test_nothing_between_two_dividers_is_no_member() -> None:
    assert members("Oslo; ; Bergen; Moss", "Oslo; ; Bergen; Moss") == ["Oslo", "Bergen", "Moss"]


@given(st.text(alphabet="aA1 ,;.\"“”'()-\nandor", min_size=1, max_size=60), st.data())
def test_members_stand_in_the_sentence_apart_and_in_order(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    found = members_in(sentence, Span(start, end))
    assert found
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert found[-1].end <= len(sentence)
