"""What a question asks for, and the form of its answer."""

import pytest

from byline.question.form import form_of, kind_of
from byline.question.wanted import wanted_by


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When does the law take effect?", "date"),
        ("In what year was it banned?", "date"),
        ("Which financial year was it?", "date"),
        ("How many people came?", "quantity"),
        ("what percentage of voters agreed", "quantity"),
        ("How old was Asamani when he died?", "quantity"),
        ("How fast was the lorry that was going to the town where he lives?", "quantity"),
        ("What was the number of people who died when the dam broke?", "quantity"),
        ("Who was there when it opened?", "name"),
        ("Tell me when it opened", "date"),
        ("Who is the governor?", "name"),
        ("Where did it happen?", "name"),
        ("Which company applied?", "name"),
        ("Why was it banned?", None),
        ("What did the governor say?", None),
        ("Whenever it rains, what happens?", None),
    ],
)
def test_a_question_tells_what_it_asks_for(question: str, kind: str | None) -> None:
    assert kind_of(question, wanted_by(question).sort) == kind


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("When does the law take effect?", "fact"),
        ("How many people came?", "fact"),
        ("Who is the governor?", "fact"),
        ("What is the law about?", "fact"),
        ("Which companies are applying there?", "list"),
        ("Who were the speakers?", "list"),
        ("Name the members of the board.", "list"),
        ("Which two firms want a licence?", "list"),
        ("What is the name of the bank?", "fact"),
        ("What are they asking for?", "fact"),
        ("Why was it banned?", "account"),
        ("How did the market react?", "account"),
        ("What happened in Shanghai?", "account"),
        ("What were the consequences of the ban?", "account"),
        ("Is crypto legal in China?", "yes_no"),
        ("did the regulator meet", "yes_no"),
        ("Is it legal or banned?", "fact"),
        ("Was it banned or not?", "yes_no"),
        ("Has-been: who is one?", "fact"),
    ],
)
def test_a_question_tells_its_form(question: str, form: str) -> None:
    assert form_of(question) == form
