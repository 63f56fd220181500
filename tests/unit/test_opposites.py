"""Yes or no by an opposite, and by the bound that a question sets."""

from datetime import date

import pytest

from byline.answering.verdict import verdict_in
from byline.question.question import understand
from byline.question.shorthand import written_out


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("Did exports rise?", "Exports fell by a tenth.", "no"),
        ("Did exports rise in 2024?", "Exports fell in 2023.", None),
        ("Was the station shut?", "The station stayed open all night.", "no"),
        ("Did the Reds oppose the levy?", "The Blues opposed the levy; the Reds abstained.", "no"),
        ("Will Arden keep the night bus?", "Arden will drop the night bus in May.", "no"),
        ("Did the rector resign?", "The rector rejected calls to resign.", "no"),
        ("Will Arden build a second pier?", "Arden ruled out a second pier.", "no"),
        ("Will Arden build a second pier?", "Arden did not rule out a second pier.", None),
        ("Did the rector reject calls to resign?", "The rector rejected calls to resign.", "yes"),
        # What the question asks is said, and nothing else
        ("Did the panel approve rebuilding the quay?", "The panel voted 5 to 2 to rebuild the quay.", "yes"),
        ("Does Ada Berg keep the red boat?", "Ada Berg sold the red boat.", None),
        ("Did the pupils pass in all subjects?", "The pupils passed in two subjects.", None),
        ("Is it true that the quay was rebuilt?", "The quay was rebuilt in April.", "yes"),
        ("Are goats covered by the Kesh law?", "The law covers sheep but not goats.", "no"),
        ("Are goats covered in Arden?", "The law covers goats in Belmar but not in Kesh.", None),
        # Undecided
        ("Will Ada Berg stand again?", "Ada Berg has not yet decided whether to stand again.", None),
        ("Has Arden bought the mill?", "Arden would not comment.", None),
        ("Was there water on the moon?", "The find does not show that there was water on the moon.", None),
        ("Will Ada Berg appeal?", "Ada Berg said she would appeal against the ruling.", None),
    ],
)
def test_an_opposite_says_no_and_what_is_open_says_nothing(question: str, sentence: str, verdict: str | None) -> None:
    assert verdict_in(understand(question), sentence) == verdict


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("Were more than 50 goats lost?", "Thirty goats were lost in the snow.", "no"),
        ("Were more than 50 goats lost?", "Some 80 goats were lost in the snow.", "yes"),
        ("Were more than 50 goats lost?", "Lost were 30 goats by one count, and 80 by another.", None),
        ("Were more than 50 goats lost?", "Thirty sheep were lost in the snow.", None),
        ("Did the siege last at least six weeks?", "The siege lasted six weeks.", "yes"),
        ("Do riders under 12 pay?", "Riders under 12 need a seat.", None),
        ("Will the dam open before July?", "The dam will open on 3 May.", "yes"),
        ("Did the dam open before 2020?", "The dam opened in June 2021.", "no"),
        ("Will the dam open by June?", "The dam will not open by June.", "no"),
        ("Was the harvest bigger than in 2020?", "The harvest was 30 tonnes, down from 40 tonnes in 2020.", "no"),
        ("Has the harvest grown?", "The harvest was 30 tonnes, compared with 20 tonnes a year ago.", "yes"),
    ],
)
def test_a_figure_or_a_date_is_held_against_the_bound(question: str, sentence: str, verdict: str | None) -> None:
    assert verdict_in(understand(question), sentence, date(2026, 4, 1)) == verdict


def test_no_article_need_mention_the_bound() -> None:
    assert [word.text for word in understand("Were more than 50 goats lost?").words] == ["goats", "lost"]
    assert "50" in [word.text for word in understand("How were more than 50 goats lost?").words]


@pytest.mark.parametrize(
    ("asked", "plainly"),
    [
        ("The goats were lost, weren't they?", "Is it true that the goats were lost?"),
        ("So Ada Berg won, right?", "Is it true that Ada Berg won?"),
        ("Didn't Ada Berg win?", "Did Ada Berg win?"),
        ("won't the dam open?", "will the dam open?"),
        ("Did Ada Berg win or not?", "Did Ada Berg win?"),
        ("Who won, and did they sing?", "Who won, and did they sing?"),
        ("Ada or Per, which is right?", "Ada or Per, which is right?"),
    ],
)
def test_a_tag_or_a_negated_verb_only_expects_a_yes(asked: str, plainly: str) -> None:
    assert written_out(asked) == plainly
