"""Answer or abstain: calibration, thresholds, statuses and reasons."""

import json
from importlib.resources import files
from math import exp

import pytest

from byline import Article, Hit, Hits, IndexState, InputError, Passage, Settings, Span
from byline.answering.decide import WEIGHED, Calibration, decide, load_calibration, may_be_written, threshold, weighed
from byline.question.question import understand
from byline.readers.base import Evidence, Reading, Signs

FLAT = Calibration((1.0, *[0.0] * (len(WEIGHED) - 1)), 0.0, 0.2, ((0.0, 0.5), (0.3, 0.2), (0.6, 0.25), (0.9, 0.0)))
SIGNS = Signs(-0.5, 1.0, 2.0, 0.5, 0.5, 0.0)
ARTICLE = Article("a", "It was banned in 2021. Nobody knows why.")
HITS = Hits((Hit(Passage(ARTICLE, Span(0, len(ARTICLE.text))), 1.0, 1),))
INDEX = IndexState(generation=1, articles=1, passages=1)


def evidence(*probabilities: float) -> tuple[Evidence, ...]:
    return tuple(Evidence(HITS[0], Span(0, 22), one) for one in probabilities)


def test_names_that_stand_nowhere_reduce_the_confidence_by_their_share() -> None:
    assert FLAT.probability(SIGNS._replace(names_nowhere=0.5)) == pytest.approx(FLAT.probability(SIGNS) / 2)
    assert FLAT.probability(SIGNS._replace(names_nowhere=1.0)) == 0


def test_a_user_s_risk_is_a_threshold() -> None:
    assert FLAT.threshold(0.5) == 0.0
    assert FLAT.threshold(0.3) == 0.3
    assert FLAT.threshold(0.2) == 0.9  # at 0.6 it is above, although it is met at 0.3 again
    assert FLAT.threshold(0.0) == 0.9
    assert Calibration((), 0.0, 0.2, ((0.1, 0.3),)).threshold(0.1) == 1.0
    with pytest.raises(InputError, match="max_risk: found 2"):
        Settings(max_risk=2)


def test_the_calibration_that_is_shipped_is_sound() -> None:
    shipped = load_calibration()
    assert len(shipped.weights) == len(WEIGHED)
    assert 0 < shipped.min_confidence < 1
    thresholds = [threshold for threshold, _ in shipped.risks]
    assert thresholds == sorted(thresholds)
    assert shipped.threshold(1.0) <= shipped.threshold(0.2) <= shipped.threshold(0.1)
    content = json.loads(files("byline.answering").joinpath("calibration.json").read_text(encoding="utf-8"))
    total = sum(content["weights"].values()) + content["bias"]
    assert shipped.probability(Signs(*[1.0] * len(WEIGHED), 0.0)) == pytest.approx(1 / (1 + exp(-total)))


def test_what_the_user_sets_counts_before_what_was_fitted() -> None:
    shipped = load_calibration()
    assert threshold(Settings(), calibrated=True) == shipped.min_confidence
    assert threshold(Settings(max_risk=0.1), calibrated=True) == shipped.threshold(0.1)
    assert threshold(Settings(max_risk=0.1, min_confidence=0.7), calibrated=True) == 0.7
    assert threshold(Settings(), calibrated=False) == 0.5
    assert threshold(Settings(max_risk=0.1), calibrated=False) == pytest.approx(0.9)


def test_the_best_evidence_has_the_confidence_and_the_rest_are_in_proportion() -> None:
    found = weighed(Reading(evidence(0.6, 0.3, 0.0), signs=SIGNS))
    confidence = load_calibration().probability(SIGNS)
    assert [one.probability for one in found] == pytest.approx([confidence, confidence / 2, 0.0])
    assert weighed(Reading(evidence(0.6, 0.3))) == evidence(0.6, 0.3)  # without signs they are taken at their word


@pytest.mark.parametrize(
    ("probability", "missing", "status", "reason"),
    [
        (0.9, (), "answered", ""),
        (0.9, ("Lviv",), "partial", "no article mentions “Lviv”"),
        (0.4, (), "no_answer", "no sentence was found that answers this"),
        (0.4, ("Lviv", "Kyiv"), "no_answer", "no article mentions “Lviv” or “Kyiv”"),
    ],
)
def test_a_decision_has_a_status_and_its_reason(
    probability: float, missing: tuple[str, ...], status: str, reason: str
) -> None:
    asked = understand("Did Lviv or Kyiv ban it?")
    found = decide(asked, Reading(evidence(probability), missing), HITS, INDEX, Settings(), nowhere=missing)
    assert (found.status, found.confidence) == (status, probability)
    assert found.reason == reason
    assert bool(found.evidence) == (status != "no_answer")


def test_what_no_sentence_can_answer_is_not_answered_however_sure_the_reader_is() -> None:
    asked = understand("How many articles mention the ban?")
    found = decide(asked, Reading(evidence(0.9)), HITS, INDEX, Settings())
    assert (found.status, found.evidence) == ("no_answer", ())
    assert (
        decide(asked, Reading(), Hits(), IndexState(), Settings()).reason == "there are no articles in the archive yet"
    )


def test_a_question_in_another_language_is_answered_only_if_the_encoder_may_know_it() -> None:
    asked = understand("Wann wurde der Handel verboten?")
    read = Reading(evidence(0.9))
    english = decide(asked, read, HITS, INDEX, Settings(), languages=frozenset({"en"}))
    assert (english.status, english.reason) == (
        "no_answer",
        "the question is in German, and the encoder knows English: ask in English",
    )
    assert decide(asked, read, HITS, INDEX, Settings(), languages=frozenset({"en", "de"})).status == "answered"
    assert decide(asked, read, HITS, INDEX, Settings()).status == "answered"  # it is not known what the encoder knows


def test_a_language_model_writes_only_of_what_was_found_in_full_and_without_conflict() -> None:
    whole, lacking = Reading(evidence(0.9)), Reading(evidence(0.9), ("Lviv",))
    assert may_be_written(HITS, whole, conflicting=False)
    assert not may_be_written(HITS, whole, conflicting=True)
    assert not may_be_written(HITS, lacking, conflicting=False)
    assert not may_be_written(Hits(), whole, conflicting=False)
