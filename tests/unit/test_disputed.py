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
        ("Do all articles give the same age for the victim?", "What is the age of the victim?"),
        ("Do all papers give the same number of dead?", "What is the number of dead?"),
        ("What different dates are mentioned for the opening?", "What is the date of the opening?"),
        ("Is the price of the ship the same in all reports?", "What is the price of the ship?"),
        ("Are the reports on the date the same?", "Are the reports on the date the same?"),
        # A subject as a whole
        ("What do the articles say differently about the ferry?", "What is known about the ferry?"),
        ("Do the reports differ on the Lady Mirelle?", "What is known about the Lady Mirelle?"),
        ("Do the reports differ on the bridge's cost?", "What is the bridge's cost?"),
        ("Do the reports differ on the sale price?", "What is the sale price?"),
        ("Do all articles say the same?", "Do all articles say the same?"),
    ],
)
def test_the_value_itself_is_asked_for(question: str, asked: str) -> None:
    assert value_asked_for(question) == asked
