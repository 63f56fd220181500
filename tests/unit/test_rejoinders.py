"""The sentence after a quote in which another person speaks, or which corrects the quote."""

import pytest
from support import article

from byline import Hit, Passage, Span
from byline.answering.rejoinders import rejoinder_to, rejoined_by
from byline.language.sentences import sentences
from byline.readers.base import Evidence


def rejoinder(text: str) -> str | None:
    source = article("a", text)
    span = Span(0, text.index(".") + 1)
    hit = Hit(Passage(source, Span(0, len(text))), 1.0, 1)
    found = rejoinder_to(Evidence(hit, span, 0.5, Span(0, 3), 0.9))
    if found is None:
        return None
    assert (found.probability, found.short_span) == (0.5, None)
    return source[found.span]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dragonway says that it is owed 71 million. Wah Sun says 52. It rained.", "Wah Sun says 52."),
        ("Ada Berg said that 40 jobs were cut. It was 14, said Per Dahl.", "It was 14, said Per Dahl."),
        ("He had to pay 40 crowns. In fact it was 14. It rained.", "In fact it was 14."),
        ("The ration is 40 litres a day. At the weekend it had been 25.", "At the weekend it had been 25."),
        ("Ada Berg said that 40 jobs were cut. Most had been in Arden, Ada Berg said.", None),
        ("Ada Berg said that 40 jobs were cut. It rained.", None),
        (
            "The flats need 21 million. Dörte has a different expert and a figure of 13.",
            "Dörte has a different expert and a figure of 13.",
        ),
        (
            "Police in Norrey say that five people have died in the storm. The grid operator Elmvolt says 84,000 homes "
            "have no electricity and that repairs will take until Thursday.",
            None,
        ),
        (
            "Police in Norrey say that five people have died in the storm. The county's crisis staff under Ida Falk says "
            "that the storm killed seven, among them two of its own firemen.",
            "The county's crisis staff under Ida Falk says that the storm killed seven, among them two of its own firemen.",
        ),
        ("He had to pay 40 crowns. It rained. In fact it was 14.", None),
        ("He had to pay 40 crowns.", None),
        ("Ada Berg said that 40 jobs were cut. Per Dahl said the black box was found.", None),
        ("A boy of seven lived. The institute put the quake at 6.6 in its first estimate.", None),
        (
            "The damage is 9 million. The town put the damage at 4 in its first estimate.",
            "The town put the damage at 4 in its first estimate.",
        ),
        ('Tickets cost 9 crowns. Ada Berg called the play "good but not great".', None),
        ("He had to pay 40 crowns. In fact " + "and so " * 12 + "on.", None),
    ],
)
def test_what_follows_is_shown_where_another_speaks_or_it_sets_right(text: str, expected: str | None) -> None:
    assert rejoinder(text) == expected


def test_nothing_is_shown_of_another_speaker_where_the_answer_is_who_spoke() -> None:
    source = article("a", "Sales were good, said manager Ada Berg. They were poor, said Per Dahl.")
    short = Span(source.text.index("Ada"), source.text.index("."))
    hit = Hit(Passage(source, Span(0, len(source.text))), 1.0, 1)
    sentence = Span(0, source.text.index(".") + 1)
    assert rejoinder_to(Evidence(hit, sentence, 0.5, short, 0.9)) is None
    assert rejoinder_to(Evidence(hit, sentence, 0.5, Span(0, len("Sales were good")), 0.9)) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dragonway says that it is owed 71 million. Wah Sun says <52>.", "Dragonway says that it is owed 71 million."),
        ("The boats were to sail for 24 hours. In fact it was <14 months>.", "The boats were to sail for 24 hours."),
        ("Dragonway says that it is owed a lot. Wah Sun says <52>.", None),  # there is no other value
        ("Dragonway says that it is owed 71 million. Wah Sun says <nothing> more.", None),
        ("Wah Sun says that it is owed 71 million. Wah Sun says <52>.", None),
        ("It is owed 71 million. It rained on <52 days>.", None),
        ("In fact it was <14>.", None),
        (f"They said 40{' and so' * 20}. In fact it was <14>.", None),
        (
            "It was the only pasture, a deputy said. The army denied it: there were <others>.",
            "It was the only pasture, a deputy said.",
        ),
        (
            "There is no footnote on the sea. The claim is not quite exact: <the preamble> has it.",
            "There is no footnote on the sea.",
        ),
        ("The zone is closed. The army denied that <it> is closed on Sundays.", None),
    ],
)
def test_what_a_rejoinder_is_to_is_shown_where_both_give_a_value(text: str, expected: str | None) -> None:
    short = Span(text.index("<"), text.index(">") - 1)
    source = article("a", text.replace("<", "").replace(">", ""))
    sentence = sentences(source.text)[-1]
    found = rejoined_by(
        Evidence(Hit(Passage(source, Span(0, len(source.text))), 1.0, 1), sentence, 0.5, short, 0.9, 7.0)
    )
    assert (found and source[found.span]) == expected
