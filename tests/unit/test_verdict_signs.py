"""Whether a sentence leans to yes or no without saying so word for word, and how the weights are fitted."""

import runpy
from pathlib import Path

import pytest

from byline.answering.verdict import verdict_in
from byline.answering.verdict_signs import denies_what_turns, leaning_of, load_weights, signs_of
from byline.question.question import understand

TRAINING = Path(__file__).parents[2] / "training"


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("Has anyone been prosecuted over the leak?", "No one has been charged.", "no"),
        ("Has the fourth man been found?", "He hasn’t been found.", "no"),
        ("Was the plan put to a proper count?", "It was rejected without a count.", "no"),
        ("Did Ada Berg lose her seat on the council?", "She holds her seat.", "no"),
        ("Did Ada Berg meet the council in July?", "Last week Ada Berg met with the mayor.", None),
        ("Has a rival already seen the books of the mill?", "It is said that a rival may have seen the books.", None),
        ("Did anybody drown in the flood?", "Twelve people drowned, three of them in their cars.", None),
        ("Did the race carry on after the accident?", "Organisers did not halt the race.", None),
        ("Were the kitchens in order?", "Inspectors found nothing wrong in the kitchens.", None),
        ("Was Ada Berg arrested?", '"I will not be arrested," she said.', None),
        ("Is the bridge closed to lorries on Sunday?", "It is closed to cars, but not to lorries.", None),
        ("Does the ban apply to the father?", "It does.", "yes"),
        ("Did the union agree to the plan?", "Ada Berg said that they wouldn’t.", "no"),
        ("Did the strike last three weeks?", "The strike lasted five weeks.", "no"),
        ("Did the strike last three weeks?", "The strike lasted about five weeks.", None),
        ("Did the strike last three weeks?", "The strike may have lasted five weeks.", None),
        ("Did the strike last three weeks?", "The mayor spoke for five weeks.", None),
        ("Is the old chairman himself accused?", "The old chairman is not accused.", "no"),
        ("Did Ruritania not attack Freedonia?", "No shot was fired.", None),
        ("Did 40 workers lose their jobs?", "None of the 30 workers lost a job.", None),
        ("Have the Herons signed Ada Berg?", "They have signed Per Dahl and goalkeeper Nina Moe.", None),
        ("Have the Herons signed Ada Berg?", "They have signed Per Dahl and goalkeeper Ada Berg.", "yes"),
    ],
)
def test_a_verdict_where_a_sentence_does_not_say_it_word_for_word(
    question: str, sentence: str, verdict: str | None
) -> None:
    assert verdict_in(understand(question), sentence) == verdict


def test_the_probabilities_add_up_and_a_denial_turns_them() -> None:
    question = understand("Will the minister appeal?")
    denied, said = (leaning_of(question, text) for text in ("She will not appeal.", "The minister will appeal."))
    assert sum(denied) == pytest.approx(1)
    assert denied.no > denied.yes
    assert said.yes > said.no


def test_what_a_sentence_denies_and_whether_that_turns_the_meaning() -> None:
    question = understand("Was the race stopped?")
    assert not denies_what_turns(question, "It was not stopped.")
    assert denies_what_turns(question, "It was not called off.")
    assert not denies_what_turns(question, "It was called off.")
    assert signs_of(question, "It was not stopped.")["negates what is asked"] == 1
    assert signs_of(question, "It was not.")["negates nothing"] == 1
    assert "negates what is asked" not in signs_of(question, "It did not rain.")


def test_each_sign_has_a_weight_for_no_yes_and_neither() -> None:
    weights = load_weights()
    assert all(len(one) == 3 for one in weights.values())
    assert {"bias", "negated", "plain", "negates what is asked"} <= weights.keys()


def test_the_weights_are_fitted_on_sentences_that_decide_and_on_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TRAINING))
    made = runpy.run_path(str(TRAINING / "train_verdict.py"))
    towns = ("Arden", "Belmar", "Corin", "Dorn", "Elvas", "Faro")
    articles = [
        {"event": town, "text": f"The bridge of {town} was {'' if at % 2 else 'not '}closed. It was old. Cars came."}
        for at, town in enumerate(towns)
    ]
    questions = [
        {
            "event": town,
            "part": "train",
            "question": f"Was the bridge of {town} closed?",
            "sentence": f"The bridge of {town} was {'' if at % 2 else 'not '}closed.",
            "also": [],
            "verdict": "yes" if at % 2 else "no",
        }
        for at, town in enumerate(towns)
    ]
    some = list(made["examples"](questions, articles, "train"))
    assert [one.outcome for one in some] == [0, 2, 2, 1, 2, 2] * 3
    weights = made["fitted"](some)
    assert weights["plain"][1] > weights["plain"][0]
    assert not list(made["examples"](questions, articles, "develop"))
