"""What kind of thing would answer a question."""

import pytest

from byline.question.wanted import wanted_by


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("Who won?", "who"),
        ("To whom did she write?", "who"),
        ("Which company applied?", "who"),
        ("When does it start?", "when"),
        ("The trial resumes when?", "when"),
        ("In which financial year was it?", "when"),
        ("Where is it?", "where"),
        ("strike at the port how many came", "number"),
        ("What share of the staff left?", "share"),
        ("At what age may they vote?", "age"),
        ("What did the mayor say?", "words"),
        ("What is paid for each person who died?", "thing"),
        ("What was played when the king came?", "thing"),
        ("What did WHO announce?", "words"),
        ("WHO WON THE RACE?", "who"),
        ("Why was it banned?", "thing"),
        ("When it rains, who pays?", "who"),
        ("When a boat sinks, what becomes of the crew?", "thing"),
    ],
)
def test_the_sort_of_answer_is_told_by_the_first_word_that_asks(question: str, sort: str) -> None:
    assert wanted_by(question).sort == sort


def test_what_is_counted_and_whose_words_are_wanted() -> None:
    assert wanted_by("How many fishing boats sank?").counted == "fishing boats sank"
    assert wanted_by("How much did it cost?").counted == ""
    assert wanted_by("What did the transport minister say about it?").speaker == "the transport minister"
    assert wanted_by("What happened to the minister?").speaker == ""
    assert wanted_by("What does the state pay for it?").speaker == ""


@pytest.mark.parametrize(
    ("question", "happened"),
    [
        ("When did it open?", True),
        ("How many have been built so far?", True),
        ("When will it open?", False),
        ("When was it planned to open?", False),
        ("What was the original budget?", False),
        ("How much did they ask for?", False),
        ("Who won the cup?", True),
        ("Which two towns sent doctors?", True),
        ("Which trades taught at Belmar go to Arden?", False),
        ("Who wins the cup?", False),
        ("Who offered to send doctors?", False),
    ],
)
def test_whether_it_asks_what_has_happened(question: str, happened: bool) -> None:
    assert wanted_by(question).happened is happened
