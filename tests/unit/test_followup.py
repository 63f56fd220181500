"""Follow-up questions."""

import pytest

from byline.question.followup import standalone

LAW = "What stablecoin law does Hong Kong have?"
BEFORE = ["Who is He Qing?", LAW]


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        # A pronoun becomes what it stands for.
        (LAW, "When does it take effect?", "When does stablecoin law take effect? (Hong Kong)"),
        (LAW, "Which companies apply there?", "Which companies apply in Hong Kong? (stablecoin law)"),
        ("Where is Shanghai?", "How large is its economy?", "How large is Shanghai's economy?"),
        ("Is Hong Kong getting a law on tokens?", "When does it start?", "When does law start? (Hong Kong, tokens)"),
        ("Which shops look at tokens?", "Where are they?", "Where are shops? (tokens)"),
        ("When did Pan Gongsheng speak?", "What did he say?", "What did Pan Gongsheng say?"),
        # Whom the earlier question asks for has no name yet.
        ("Who leads Shanghai's regulator?", "What did he say?", "What did he say? (Shanghai's regulator)"),
        # A noun is not replaced, but told more of.
        ("What law did Hong Kong pass?", "When does this law start?", "When does this law start? (Hong Kong)"),
        (
            "What was the meeting in Shanghai about?",
            "How many people came?",
            "How many people came? (Shanghai, meeting)",
        ),
        (LAW, "And which companies are applying?", "Which companies are applying? (Hong Kong, stablecoin law)"),
        # The earlier question is asked for something else, or of something else.
        ("When did the talks in Shanghai end?", "Why?", "Why did the talks in Shanghai end?"),
        ("When did China outlaw mining?", "And why was that?", "Why did China outlaw mining?"),
        ("Who left the Shanghai board?", "When exactly?", "Who left the Shanghai board? When?"),
        ("Did China ban crypto in 2021?", "What about 2017?", "Did China ban crypto in 2017?"),
        ("When does Hong Kong's law take effect?", "And Singapore?", "When does Singapore's law take effect?"),
        ("When does Hong Kong's law take effect?", "How about in Japan?", "When does Japan's law take effect?"),
        (LAW, "And in 2019?", "What stablecoin law does Hong Kong have in 2019?"),
        ("How many miners left?", "What about the traders?", "How many traders left?"),
    ],
)
def test_a_question_that_leans_is_completed_from_the_one_before_it(before: str, question: str, whole: str) -> None:
    assert standalone(question, ["Who is He Qing?", before]) == whole
    assert standalone(question, []) == question


@pytest.mark.parametrize(
    "question",
    [
        "When did China ban crypto?",
        "Who is He Qing?",
        "He Qing leads what?",
        "What did Pan Gongsheng say about its growth?",
        "What do sponges use their cells for?",
        "Where is it hard to identify the remains of salmon?",
        "What happened in Shanghai this week?",
        "Is there a law on stablecoins?",
        "What do those who mine bitcoin fear?",
        "Who won the presidential election in Poland?",
        "What is taurine good for in energy drinks?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(question, BEFORE) == question


def test_a_chain_of_follow_ups_keeps_its_topic() -> None:
    history = ["What law did Hong Kong pass?", "When does it take effect?"]
    assert standalone("And who said so?", history) == "Who said so? (Hong Kong, law, effect)"


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("Who leads Shanghai's regulator?", "What did he say?", "What did He Qing say? (Shanghai's regulator)"),
        ("Who leads Shanghai's regulator?", "What is his view?", "What is He Qing's view? (Shanghai's regulator)"),
        ("Which shops look at tokens?", "Where do they plan to?", "Where do He Qing plan to? (shops, tokens)"),
        (LAW, "When does it start?", "When does stablecoin law start? (Hong Kong)"),
    ],
)
def test_whom_the_earlier_question_asks_for_its_answer_tells(before: str, question: str, whole: str) -> None:
    assert standalone(question, [before], lambda earlier: "He\nQing") == whole


def test_a_follow_up_that_would_be_too_long_is_searched_alone() -> None:
    assert standalone("And why?", ["x" * 1_998]) == "And why?"


@pytest.mark.parametrize("question", ["?", "why", "and", "What about?", "it", "and it", "(", "What about the?"])
def test_fragments_are_completed_or_left_but_never_fail(question: str) -> None:
    for before in (*BEFORE, "?", "it", "why", " "):
        assert standalone(question, [before]).strip()
