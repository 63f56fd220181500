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
    ],
)
def test_a_question_that_stands_alone_is_searched_as_it_is(question: str) -> None:
    assert standalone(question, BEFORE) == question
