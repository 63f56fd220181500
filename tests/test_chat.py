"""Follow-up questions."""

import pytest

from byline.chat import standalone

BEFORE = ["Who is He Qing?", "What stablecoin law does Hong Kong have?"]


@pytest.mark.parametrize(
    "question",
    [
        "When does it take effect?",
        "And which companies are applying?",
        "Why?",
        "What about Singapore?",
        "Which companies apply there?",
    ],
)
def test_a_question_that_leans_on_the_one_before_is_searched_with_it(question: str) -> None:
    assert standalone(question, BEFORE) == f"What stablecoin law does Hong Kong have? {question}"
    assert standalone(question, []) == question


@pytest.mark.parametrize(
    "question",
    [
        "When did China ban crypto?",
        "What did Pan Gongsheng say about its growth?",
        "How many people attended the meeting?",
        "Is that all?",
        "Is there a law on stablecoins?",
    ],
)
def test_a_question_that_stands_alone_is_searched_as_it_is(question: str) -> None:
    assert standalone(question, BEFORE) == question


def test_a_chain_of_follow_ups_keeps_its_topic() -> None:
    history = ["What law did Hong Kong pass?", "When does it take effect?"]
    assert (
        standalone("And who said so?", history)
        == "What law did Hong Kong pass? When does it take effect? And who said so?"
    )


def test_a_follow_up_that_would_be_too_long_is_searched_alone() -> None:
    assert standalone("And why?", ["x" * 1_995]) == "And why?"
