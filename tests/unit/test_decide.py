"""Answering or abstaining: calibration, thresholds, statuses and reasons."""

import json
from dataclasses import replace
from importlib.resources import files
from math import exp, log

import pytest

from byline import Article, Hit, Hits, IndexState, InputError, Passage, Settings, Span
from byline.answering import decide as module
from byline.answering.columns import of_its_column
from byline.answering.decide import (
    WEIGHED,
    Calibration,
    Decision,
    LogisticModel,
    decide,
    doubted,
    led_by_a_correction,
    likely_threshold,
    load_calibration,
    may_be_written,
    threshold,
    weighed,
    with_its_number,
    without_those_of_others,
)
from byline.question.question import understand
from byline.readers import BUILT_IN
from byline.readers.base import Evidence, Reading, Signs

MODEL = LogisticModel((1.0, *[0.0] * (len(WEIGHED) - 1)), 0.0)
FLAT = Calibration({"small": MODEL}, 0.2, 0.1, ((0.0, 0.5), (0.3, 0.2), (0.6, 0.25), (0.9, 0.0)))
SIGNS = Signs(-0.5, 1.0, 2.0, 0.5, 0.5, 0.0, 0.0, 0.0)
ARTICLE = Article("a", "It was banned in 2021. Nobody knows why.")
HITS = Hits((Hit(Passage(ARTICLE, Span(0, len(ARTICLE.text))), 1.0, 1),))
INDEX = IndexState(generation=1, articles=1, passages=1)


def evidence(*probabilities: float) -> tuple[Evidence, ...]:
    return tuple(Evidence(HITS[0], Span(0, 22), one) for one in probabilities)


def test_names_that_stand_nowhere_reduce_the_confidence_by_their_share() -> None:
    assert MODEL.probability(SIGNS._replace(names_nowhere=0.5)) == pytest.approx(MODEL.probability(SIGNS) / 2)
    assert MODEL.probability(SIGNS._replace(names_nowhere=1.0)) == 0


def test_a_user_s_risk_is_a_threshold() -> None:
    assert FLAT.threshold(0.5) == 0.0
    assert FLAT.threshold(0.3) == 0.3
    assert FLAT.threshold(0.2) == 0.9  # at 0.6 the risk is too high, although at 0.3 it is low enough again
    assert FLAT.threshold(0.0) == 0.9
    assert Calibration({}, 0.2, 0.1, ((0.1, 0.3),)).threshold(0.1) == 1.0
    with pytest.raises(InputError, match="max_risk: found 2"):
        Settings(max_risk=2)


def test_the_calibration_that_is_shipped_is_sound() -> None:
    shipped = load_calibration()
    assert set(shipped.models) == set(BUILT_IN)
    assert 0 < shipped.likely_confidence <= shipped.min_confidence < 1
    thresholds = [threshold for threshold, _ in shipped.risks]
    assert thresholds == sorted(thresholds)
    assert shipped.threshold(1.0) <= shipped.threshold(0.2) <= shipped.threshold(0.1)
    content = json.loads(files("byline.answering").joinpath("calibration.json").read_text(encoding="utf-8"))
    for reader, model in content["readers"].items():
        total = sum(model["weights"].values()) + model["bias"]
        found = shipped.probability(Signs(*[1.0] * len(WEIGHED), 0.0), reader)
        assert found == pytest.approx(1 / (1 + exp(-total)))


def test_signs_of_a_user_s_model_count_as_those_of_the_small_reader() -> None:
    shipped = load_calibration()
    assert shipped.probability(SIGNS, "a/model") == shipped.probability(SIGNS, "small")


def test_what_the_user_sets_counts_before_what_was_fitted() -> None:
    shipped = load_calibration()
    assert threshold(Settings(), calibrated=True) == shipped.min_confidence
    assert threshold(Settings(max_risk=0.1), calibrated=True) == shipped.threshold(0.1)
    assert threshold(Settings(max_risk=0.1, min_confidence=0.7), calibrated=True) == 0.7
    assert threshold(Settings(), calibrated=False) == 0.5
    assert threshold(Settings(max_risk=0.1), calibrated=False) == pytest.approx(0.9)


def test_nothing_is_likely_below_a_threshold_that_the_user_sets_or_that_was_not_fitted_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "load_calibration", lambda: FLAT)
    assert likely_threshold(Settings(), calibrated=True) == 0.1
    for settings, calibrated in (
        (Settings(min_confidence=0.7), True),
        (Settings(max_risk=0.3), True),
        (Settings(), False),
        (Settings(max_risk=0.3), False),
    ):
        highest = threshold(settings, calibrated=calibrated)
        assert likely_threshold(settings, calibrated=calibrated) == highest
        lower, higher = (replace(settings, likely_confidence=value) for value in (0.05, 0.95))
        assert likely_threshold(lower, calibrated=calibrated) == 0.05
        assert likely_threshold(higher, calibrated=calibrated) == highest
    assert decided(0.15, settings=Settings(min_confidence=0.16)).status == "no_answer"
    assert decided(0.15, settings=Settings(min_confidence=0.16, likely_confidence=0.1)).status == "likely"
    assert decided(0.15, settings=Settings(likely_confidence=0.16)).status == "no_answer"
    assert decided(0.15, settings=Settings(max_risk=0.1)).status == "no_answer"


def test_the_best_evidence_has_the_confidence_and_the_rest_are_in_proportion() -> None:
    found = weighed(Reading(evidence(0.6, 0.3, 0.0), signs=SIGNS))
    confidence = load_calibration().probability(SIGNS, "small")
    assert [one.probability for one in found] == pytest.approx([confidence, confidence / 2, 0.0])
    assert weighed(Reading(evidence(0.6, 0.3))) == evidence(0.6, 0.3)  # without signs they stay as they are


@pytest.mark.parametrize(
    ("probability", "missing", "status", "reason"),
    [
        (0.9, (), "answered", ""),
        (0.9, ("Lviv",), "partial", "no article mentions “Lviv”"),
        (0.4, (), "no_answer", "I couldn't find a sentence that answers this"),
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


def decided(probability: float, missing: tuple[str, ...] = (), settings: Settings | None = None) -> Decision:
    """Decide on a sentence to which the calibration `FLAT` gives this probability."""
    signs = SIGNS._replace(log_probability=log(probability / (1 - probability)))
    reading = Reading(evidence(1.0), missing, signs=signs)
    return decide(understand("Did Lviv ban it?"), reading, HITS, INDEX, settings or Settings(), nowhere=missing)


@pytest.mark.parametrize(
    ("probability", "missing", "status", "reason"),
    [
        (0.21, (), "answered", ""),
        (0.21, ("Lviv",), "partial", "no article mentions “Lviv”"),
        (0.19, (), "likely", "no sentence answers the question with enough confidence"),
        (0.19, ("Lviv",), "likely", "no article mentions “Lviv”"),
        (0.11, (), "likely", "no sentence answers the question with enough confidence"),
        (
            0.09,
            (),
            "no_answer",
            "I couldn't find a sentence that answers this",
        ),
    ],
)
def test_between_the_two_thresholds_an_answer_is_likely(
    monkeypatch: pytest.MonkeyPatch, probability: float, missing: tuple[str, ...], status: str, reason: str
) -> None:
    monkeypatch.setattr(module, "load_calibration", lambda: FLAT)
    found = decided(probability, missing)
    assert (found.status, found.reason) == (status, reason)
    assert found.confidence == pytest.approx(probability)
    assert bool(found.evidence) == (status != "no_answer")


def test_each_threshold_is_met_by_what_is_exactly_as_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    exactly = MODEL.probability(SIGNS)
    reading = Reading(evidence(1.0), signs=SIGNS)
    for least, most, status in ((exactly, exactly, "answered"), (exactly, 0.9, "likely"), (0.8, 0.9, "no_answer")):
        calibration = replace(FLAT, likely_confidence=least, min_confidence=most)
        monkeypatch.setattr(module, "load_calibration", lambda calibration=calibration: calibration)
        assert decide(understand("Was it banned?"), reading, HITS, INDEX, Settings()).status == status


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
        "the question is in German, and the search understands only English: ask in English",
    )
    assert decide(asked, read, HITS, INDEX, Settings(), languages=frozenset({"en", "de"})).status == "answered"
    assert decide(asked, read, HITS, INDEX, Settings()).status == "answered"  # the encoder's languages are unknown


def test_the_same_answer_without_a_doubt_leads() -> None:
    text = "The bank's Pan spoke. Its governor, Pan, denied it. Its guard is Xu."
    hit = Hit(Passage(Article("a", text), Span(0, len(text))), 1.0, 1)

    def found(sentence: str, words: str, probability: float) -> Evidence:
        start = text.index(sentence)
        place = text.index(words, start)
        return Evidence(hit, Span(start, start + len(sentence)), probability, Span(place, place + len(words)))

    spoke, governor = found("The bank's Pan spoke.", "Pan", 0.6), found("Its governor, Pan, denied it.", "Pan", 0.3)
    guard = found("Its guard is Xu.", "Xu", 0.2)
    leads = understand("Who leads the bank?")
    assert doubted(leads, (spoke, guard, governor)) == (replace(governor, probability=0.6), spoke, guard)
    assert doubted(leads, (governor, spoke)) == (governor, spoke)
    assert doubted(leads, (spoke, guard))[0].probability < 0.3
    assert doubted(leads, (spoke, replace(governor, probability=0.01)))[0].probability < 0.3


def told(text: str, *sentences: tuple[str, str, float]) -> tuple[Evidence, ...]:
    """Return evidence for a few words in each of some sentences, each with a probability."""
    hit = Hit(Passage(Article("a", text), Span(0, len(text))), 1.0, 1)
    found = []
    for sentence, words, probability in sentences:
        start = text.index(sentence)
        place = text.index(words, start)
        span = Span(start, start + len(sentence))
        found.append(Evidence(hit, span, probability, Span(place, place + len(words))))
    return tuple(found)


def test_the_next_sentence_leads_where_the_best_one_says_it_of_others() -> None:
    text = "Neither Arden nor Belmar won the licence. Castor, which won, is old. Arden was old."
    none = ("Neither Arden nor Belmar won the licence.", "Neither Arden nor Belmar", 0.75)
    castor, arden = ("Castor, which won, is old.", "Castor", 0.5), ("Arden was old.", "Arden", 0.1)
    asked = understand("Who won the licence?")
    led = doubted(asked, told(text, none, castor))[0]
    assert (led.hit.article[led.short_span or led.span], led.probability) == ("Castor", 0.75)
    assert doubted(asked, told(text, none, arden))[0].probability < 0.2


def test_who_did_it_is_told_by_the_sentence_that_says_so() -> None:
    text = "Arden and Castor entered the contest. Castor, which won, is old."
    entered = ("Arden and Castor entered the contest.", "Arden and Castor", 0.6)
    castor = ("Castor, which won, is old.", "Castor", 0.5)
    led = doubted(understand("Who won the contest?"), told(text, entered, castor))[0]
    assert led.hit.article[led.short_span or led.span] == "Castor"
    both = told(text, entered, castor)
    assert doubted(understand("Who entered the contest?"), both) == both


def test_what_is_certainly_about_something_else_is_not_shown_beside_the_answer() -> None:
    text = "The blast injured 31. The blast killed nine. It was loud."
    killed, injured = ("The blast killed nine.", "nine", 0.8), ("The blast injured 31.", "31", 0.4)
    loud = ("It was loud.", "loud", 0.1)
    found = told(text, killed, injured, loud)
    asked = understand("How many people did the blast kill?")
    assert without_those_of_others(asked, found) == (found[0], found[2])
    assert without_those_of_others(asked, ()) == ()


def test_what_is_said_of_another_number_is_no_answer() -> None:
    text = "Plot 26 was sold for 5 crowns. Plot 27 was sold for 6 crowns. The plots are green."
    one, other = (
        ("Plot 27 was sold for 6 crowns.", "6 crowns", 0.6),
        ("Plot 26 was sold for 5 crowns.", "5 crowns", 0.5),
    )
    third = ("The plots are green.", "green", 0.1)
    found = with_its_number(understand("For how much was plot 26 sold?"), told(text, one, other, third))
    assert [item.probability for item in found] == [0.5, 0.1, pytest.approx(0.012)]
    every = told(text, one, other)
    assert with_its_number(understand("For how much were over 26 plots sold?"), every) == every


def test_the_value_is_that_of_the_column_asked_about() -> None:
    row = "Year: 2022 | Output, tonnes: 16,950 | Accidents: 7"
    [found] = told(row, (row, "16,950", 0.8))
    asked = understand("How many accidents were there in 2022?")
    answers = of_its_column(asked, found)
    assert answers.short_span is not None
    assert found.hit.article[answers.short_span] == "7"
    assert of_its_column(understand("How many tonnes were there in 2022?"), found) == found
    assert of_its_column(understand("How many were there in 2022?"), found) == found


def test_a_language_model_writes_only_of_what_was_found_in_full_and_without_conflict() -> None:
    whole, lacking = Reading(evidence(0.9)), Reading(evidence(0.9), ("Lviv",))
    for status in ("answered", "partial", "no_answer"):
        decision = Decision(status, 0.9)
        assert may_be_written(decision, HITS, whole, conflicting=False)
        assert not may_be_written(decision, HITS, whole, conflicting=True)
        assert not may_be_written(decision, HITS, lacking, conflicting=False)
        assert not may_be_written(decision, Hits(), whole, conflicting=False)


def test_a_language_model_does_not_write_over_a_likely_answer() -> None:
    assert not may_be_written(Decision("likely", 0.2), HITS, Reading(evidence(0.9)), conflicting=False)


@pytest.mark.parametrize(
    ("title", "correction", "short", "leads"),
    [
        ("Correction: Arden", "Arden will pay 54 cents a share, not 45 cents.", "54 cents", True),
        ("Correction: Arden", "Arden will pay 54 cents a share, not 46 cents.", "54 cents", False),
        ("Correction: Arden", "Arden will pay 45 cents a share, not 45 euros.", "45 cents", False),
        ("Arden pays", "Arden will pay 54 cents a share, not 45 cents.", "54 cents", False),
    ],
)
def test_a_published_correction_leads_what_it_sets_right(title: str, correction: str, short: str, leads: bool) -> None:
    def found(article: Article, words: str, probability: float) -> Evidence:
        span, at = Span(0, len(article.text)), article.text.index(words)
        return Evidence(Hit(Passage(article, span), 1.0, 1), span, probability, Span(at, at + len(words)))

    best = found(Article("a", "Arden will pay a dividend of 45 cents a share.", title="Arden"), "45 cents", 0.9)
    other = found(Article("b", correction, title=title), short, 0.2)
    shown = led_by_a_correction(understand("What dividend will Arden pay?"), (best, other))
    assert (shown[0].hit.article.id, shown[0].probability) == ("b" if leads else "a", 0.9)
