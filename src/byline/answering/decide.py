"""Decide whether to answer or abstain.

    signs of the best sentence ── calibration ──> confidence ──┬─ at least the threshold ──> answered, or partial
                                                               ├─ not far below it ──> likely, and the reason
                                                               └─ else ──> no_answer, and the reason

The confidence comes from a logistic model of the reader's signs, one model for each built-in reader. The models were
fitted on development questions and are stored in `calibration.json`, with the risk at each threshold and the default
thresholds. A user who sets a threshold or a risk is shown nothing below it, unless they also set a threshold for likely
answers.

The models do not see names in the question that no passage mentions: a sentence about Hong Kong does not answer a
question about Singapore. So the confidence is reduced by the share of such names among the question's names.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp, inf
from typing import Any

from byline.answering.actors import told_by_another
from byline.answering.candidate import CertainDoubt
from byline.answering.columns import of_its_column
from byline.answering.context import tells_an_error
from byline.answering.datelines import without_datelines
from byline.answering.headline import doubts
from byline.answering.reasons import lacking, not_answered, unanswerable
from byline.answering.scaling import SHIPPED, Scale
from byline.answering.statements import all_statements
from byline.answering.subjects import without_echoes
from byline.answering.superseded import led_by_an_update
from byline.language.corrections import is_about_corrections
from byline.language.text import normalised
from byline.language.values import AGREE, compare, value_of
from byline.question.question import Question
from byline.readers.base import Evidence, Reading, Signs, led_by
from byline.records import Hits, IndexState, Status
from byline.settings import Settings

WEIGHED = Signs._fields[:-1]  # the signs that the model weighs; the last one, `names_nowhere`, scales the result
_DOUBTS_OF_WRONG_ONES = 7  # wrong answers raise doubts 7 times as often as right ones: 11.6 % and 1.7 % (development)
_CERTAIN_DOUBTS_OF_WRONG_ONES = 40  # the same for doubts that are certain; chosen, not measured
_NEXT_ANSWER = 0.5  # minimum probability of a sentence that replaces a doubtful best one, relative to the best
_OF_ANOTHER_NUMBER = 0.02  # factor for a sentence about plot 27 if the question asks about plot 26
_NUMBERED = re.compile(  # plot 26, chapter 3
    r"\b(?!(?:than|about|over|under|since|until|till|from|before|after|last|past|next|least|most|nearly|some|only|all|the"
    r"|and|for|with|around|almost|between|these|those|first|exactly|total|to|may|june|july|march|april)\b)"
    r"(?P<noun>[a-z]{3,})\s(?:number\s|no\.?\s)?(?P<number>\d{1,6})\b(?![.,:%]\d|\s?(?:%|per\s?cent|million|[a-z]+s\b))"
)
_NOT_THAT = re.compile(r"\b(?:not|instead of|rather than)\s(?P<what>[^.;,]*(?:[.,]\d[^.;,]*)*)", re.I)
_WORTH_A_LOOK = 0.02  # minimum probability of a further sentence that is examined, relative to the best
_SAME_ANSWER = 0.1  # minimum probability of another sentence with the best one's answer, relative to the best
_UNCALIBRATED = 0.5  # the threshold for a reader's own, uncalibrated probability
_UNSURE = "no sentence answers the question with enough confidence"


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """A logistic model of one reader's signs.

    Attributes:
        weights: One for each sign in `WEIGHED`.
        bias: Added to the weighted sum.
    """

    weights: tuple[float, ...]
    bias: float

    def probability(self, signs: Signs) -> float:
        """Return the probability, in [0, 1], that an answer with these signs is right."""
        *weighed, names_nowhere = signs
        total = self.bias + sum(weight * sign for weight, sign in zip(self.weights, weighed, strict=True))
        return (1 - names_nowhere) / (1 + exp(-max(-500.0, total)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Models of the confidence, by reader, and the risk measured on development questions.

    Attributes:
        models: By the name of the reader.
        min_confidence: The default threshold of an answer.
        likely_confidence: The default threshold of a likely answer; at most `min_confidence`.
        risks: Pairs of a threshold and the share of wrong answers at or above it, in order of the threshold.
    """

    models: Mapping[str, LogisticModel]
    min_confidence: float
    likely_confidence: float
    risks: tuple[tuple[float, float], ...]

    @property
    def fingerprint(self) -> str:
        """A short hash that distinguishes these models from those shipped with other versions of Byline."""
        return hashlib.sha256(repr(sorted(self.models.items())).encode()).hexdigest()[:16]

    def probability(self, signs: Signs, reader: str) -> float:
        """Return the probability, in [0, 1], that an answer with these signs is right.

        Args:
            signs: The signs of the best answer.
            reader: The reader that gave them; a user's own model counts as the small reader.
        """
        return self.models.get(reader, self.models["small"]).probability(signs)

    def threshold(self, max_risk: float) -> float:
        """Return the lowest threshold at and above which the risk never exceeds `max_risk`; 1 if there is none."""
        from_there_on = 0.0
        lowest = 1.0
        for threshold, risk in reversed(self.risks):
            from_there_on = max(from_there_on, risk)
            if from_there_on > max_risk:
                break
            lowest = threshold
        return lowest


@cache
def load_calibration() -> Calibration:
    """Load the calibration that ships with Byline."""
    content: dict[str, Any] = json.loads(
        files("byline.answering").joinpath("calibration.json").read_text(encoding="utf-8")
    )
    return Calibration(
        {
            reader: LogisticModel(tuple(model["weights"][name] for name in WEIGHED), model["bias"])
            for reader, model in content["readers"].items()
        },
        content["min_confidence"],
        content["likely_confidence"],
        tuple((threshold, risk) for threshold, risk in content["risk_at_threshold"]),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer.

    Attributes:
        status: `answered`; `partial` if part of the question is not covered; `likely` if the evidence is too weak for
            an answer but worth showing; `no_answer`.
        confidence: Probability in [0, 1] that the best evidence answers.
        reason: Why the status is not `answered`; empty otherwise.
        evidence: The sentences, best first, each with its probability in [0, 1]; empty if there is no answer.
        corrections: Other sentences found that only repeat an error which their article corrects.
    """

    status: Status
    confidence: float
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    corrections: tuple[Evidence, ...] = ()


def decide(
    question: Question,
    reading: Reading,
    hits: Hits,
    index: IndexState,
    settings: Settings,
    *,
    nowhere: Sequence[str] = (),
    languages: frozenset[str] | None = None,
    scale: Scale = SHIPPED,
) -> Decision:
    """Decide whether the best sentence found is an answer.

    Args:
        question: What was asked.
        reading: What the reader made of the passages.
        hits: The passages that were read.
        index: The state of the archive.
        settings: The thresholds.
        nowhere: Names in the question that no article mentions.
        languages: The languages that the encoder knows; None if unknown.
        scale: Adjusts the confidence to the archive.
    """
    found = tuple(of_its_column(question, item) for item in weighed(reading, scale))
    found = without_datelines(question, with_its_number(question, found))
    corrections = tuple(item for item in found if tells_an_error(item))
    evidence = all_statements(question, tuple(item for item in found if item not in corrections))
    evidence = without_those_of_others(question, doubted(question, evidence))
    evidence = without_echoes(led_by_an_update(question, led_by_a_correction(question, evidence)))
    confidence = evidence[0].probability if evidence else 0.0
    if (index.articles or question.beside) and (reason := unanswerable(question, languages)):
        return Decision("no_answer", confidence, reason)
    calibrated = reading.signs is not None
    if not evidence or confidence < likely_threshold(settings, calibrated=calibrated):
        return Decision("no_answer", confidence, not_answered(question, reading, hits, index, nowhere))
    reason = lacking(question, reading, nowhere)
    if confidence < threshold(settings, calibrated=calibrated):
        return Decision("likely", confidence, reason or _UNSURE, evidence, corrections)
    return Decision("partial" if reason else "answered", confidence, reason, evidence, corrections)


def with_its_number(question: Question, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Lower the probabilities of sentences about another number of a series than the question's.

    What an article says about plot 27 does not answer a question about plot 26.
    """
    match = _NUMBERED.search(question.text)
    if match is None:
        return evidence
    of_series = re.compile(rf"\b{match['noun']}\s(?:number\s|no\.?\s)?(?P<number>\d+)\b(?![.,:]\d)", re.I)
    numbers = [{found["number"] for found in of_series.finditer(item.hit.article[item.span])} for item in evidence]
    weighed = (
        replace(item, probability=item.probability * _OF_ANOTHER_NUMBER, alone=0.0, margin=-inf)
        if said and match["number"] not in said
        else item
        for item, said in zip(evidence, numbers, strict=True)
    )
    return tuple(sorted(weighed, key=lambda item: -item.probability))


def is_doubtful(question: Question, evidence: Evidence) -> bool:
    """Return whether there is a reason to doubt that a sentence answers."""
    return bool(doubts(question, evidence))


def doubted(question: Question, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Lower the probabilities of evidence if there is a reason to doubt that the best sentence answers.

    If another sentence gives the same answer without such a doubt, it takes the lead instead: "the bank's Pan" does not
    say who leads the bank, "its governor Pan" does. Otherwise Bayes' rule applies, because wrong answers raise doubts
    much more often than right ones.
    """
    if not evidence:
        return evidence
    best, reasons = evidence[0].probability, doubts(question, evidence[0])
    instead = None if reasons else told_by_another(question, evidence)
    if not reasons and instead is None:
        return evidence
    for item in evidence[1:]:
        is_same = item.probability >= _SAME_ANSWER * best and _same_answer(item, evidence[0])
        if is_same and not is_doubtful(question, item):
            return led_by(item, best, evidence)
    times = _CERTAIN_DOUBTS_OF_WRONG_ONES if _is_certain(reasons) else _DOUBTS_OF_WRONG_ONES
    factor = 1 / (best + times * (1 - best))
    instead = instead or next((item for item in evidence[1:] if item.probability >= _NEXT_ANSWER * best), None)
    if instead and not is_doubtful(question, instead):  # it gains the probability that the best one loses
        left = min(best, instead.probability + best * (1 - factor))
        if left > best * factor:
            return led_by(instead, left, evidence, factor)
    return tuple(replace(item, probability=item.probability * factor) for item in evidence)


def without_those_of_others(question: Question, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence without further sentences that are certainly about something else than the question.

    Improbable ones are not examined.
    """
    least = _WORTH_A_LOOK * evidence[0].probability if evidence else 0.0
    hardly = {item for item in evidence if item.probability < least and item.alone < _WORTH_A_LOOK}
    return tuple(
        item
        for number, item in enumerate(evidence)
        if not number or item in hardly or not _is_certain(doubts(question, item))
    )


def led_by_a_correction(question: Question, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence with the sentence first in which a published correction sets the best one right.

    "The fee is 54 cents, not 45" is such a sentence if the best one gives 45.
    """
    if not evidence or evidence[0].short_span is None or is_about_corrections(evidence[0].hit.article.title):
        return evidence
    best = evidence[0]
    for item in evidence[1:]:
        article = item.hit.article
        probable = item.probability >= _SAME_ANSWER * best.probability
        if not probable or item.short_span is None or not is_about_corrections(article.title):
            continue
        told = (match["what"] for match in _NOT_THAT.finditer(article[item.span]))
        if any(_agree(question, best, what) for what in told) and not _agree(question, best, article[item.short_span]):
            return led_by(item, best.probability, evidence)
    return evidence


def _agree(question: Question, item: Evidence, written: str) -> bool:
    article = item.hit.article
    given = article[item.short_span] if item.short_span else ""
    ours, theirs = (value_of(text, question.kind, article.day) for text in (given, written))
    return compare(ours, theirs) in AGREE


def _is_certain(reasons: Sequence[str]) -> bool:
    return any(isinstance(reason, CertainDoubt) for reason in reasons)


def _same_answer(one: Evidence, other: Evidence) -> bool:
    words = [normalised(item.hit.article[item.short_span]) if item.short_span else "" for item in (one, other)]
    return bool(words[0]) and words[0] == words[1]


def weighed(reading: Reading, scale: Scale = SHIPPED) -> tuple[Evidence, ...]:
    """Return the evidence of a reading, its probabilities scaled so that the best has the confidence."""
    if reading.signs is None or not reading.evidence:
        return reading.evidence
    confidence = scale.of(load_calibration().probability(reading.signs, reading.reader))
    most = reading.evidence[0].probability
    return tuple(replace(item, probability=confidence * item.probability / most) for item in reading.evidence)


def threshold(settings: Settings, *, calibrated: bool) -> float:
    """Return the minimum confidence for an answer, in [0, 1].

    Args:
        settings: `min_confidence` takes precedence over `max_risk`; without either, the default applies.
        calibrated: Whether the confidence comes from the calibration; if not, it is the reader's own, used as it is.
    """
    if settings.min_confidence is not None:
        return settings.min_confidence
    if not calibrated:
        return _UNCALIBRATED if settings.max_risk is None else 1 - settings.max_risk
    calibration = load_calibration()
    return calibration.min_confidence if settings.max_risk is None else calibration.threshold(settings.max_risk)


def likely_threshold(settings: Settings, *, calibrated: bool) -> float:
    """Return the minimum confidence for a likely answer, at most the threshold of an answer.

    Args:
        settings: `likely_confidence` takes precedence. Without it, nothing is shown below a threshold set by
            `min_confidence` or `max_risk`; without any of the three, the default applies.
        calibrated: See `threshold`; there is no default threshold of likely answers for uncalibrated readers.
    """
    highest = threshold(settings, calibrated=calibrated)
    if settings.likely_confidence is not None:
        return min(settings.likely_confidence, highest)
    if settings.min_confidence is not None or settings.max_risk is not None or not calibrated:
        return highest
    return load_calibration().likely_confidence


def may_be_written(decision: Decision, hits: Hits, reading: Reading, *, conflicting: bool) -> bool:
    """Return whether a language model may write the answer.

    It may if something was found, nothing is missing and nothing conflicts. It may not rewrite a likely answer: its
    sentences would sound certain.
    """
    return decision.status != "likely" and bool(hits) and not reading.missing and not conflicting
