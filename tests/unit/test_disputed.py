"""The value to look for when a question asks whether articles differ."""

import pytest

from byline.question.disputed import value_asked_for


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Do the sources agree on the number of dead?", "What is the number of dead?"),
        ("Where do the articles differ about the cost of the bridge?", "What is the cost of the bridge?"),
        ("Do the reports contradict each other on how many ships sank?", "How many ships sank?"),
        ("do the papers agree when the strike began", "When the strike began?"),
        (
            "Are there conflicting reports about the cause of the fire in the articles?",
            "What is the cause of the fire?",
        ),
        ("Which figures are given for the depth of the port?", "What is the depth of the port?"),
        ("Do all articles say the same?", "Do all articles say the same?"),
    ],
)
def test_the_value_itself_is_asked_for(question: str, asked: str) -> None:
    assert value_asked_for(question) == asked
