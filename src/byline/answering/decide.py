"""Answer or abstain: all that decides it.

    signs of the best sentence ── calibration ──> confidence ──┬─ at least the threshold ──> answered, or partial
                                                               ├─ not far below it ──> likely, and the reason
                                                               └─ else ──> no_answer, and the reason

The confidence is a logistic model of the reader's signs, one for each built-in reader, fitted on development questions
and kept in `calibration.json`, which also says the risk at each threshold there and the thresholds used by default. A
user who names a threshold or a risk is shown nothing below it, unless they name a threshold for likely answers, too.

What was fitted knows nothing of names that are asked about and stand in no passage: what is said of Hong Kong is no
answer about Singapore. So the confidence is reduced by their share of the question's names.
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
from byline.answering.columns import of_its_column
from byline.answering.context import tells_an_error
from byline.answering.headline import doubts, is_flat
from byline.answering.reasons import lacking, not_answered, unanswerable
from byline.answering.scaling import SHIPPED, Scale
from byline.answering.statements import all_statements
from byline.language.text import normalised
from byline.question.question import Question
from byline.readers.base import Evidence, Reading, Signs
from byline.records import Hits, IndexState, Status
from byline.settings import Settings

WEIGHED = Signs._fields[:-1]  # the signs that the model weighs; the last one, `names_nowhere`, reduces the result
_DOUBTS_OF_WRONG_ONES = 7  # times as often as of right ones: 11.6 % and 1.7 %, on questions of the development part
_DOUBTS_OF_FLATLY_WRONG_ONES = 40  # as often, where the words say that it is of something else
_NEXT_ANSWER = 0.5  # how probable a sentence must be that leads where the best one is doubtful, as a share of that
_OF_ANOTHER_NUMBER = 0.02  # what is left of the probability of a sentence about plot 27 where plot 26 is asked about
_NUMBERED = re.compile(  # plot 26, chapter 3
    r"\b(?!(?:than|about|over|under|since|until|till|from|before|after|last|past|next|least|most|nearly|some|only|all|the"
    r"|and|for|with|around|almost|between|these|those|first|exactly|total|to|may|june|july|march|april)\b)"
    r"(?P<noun>[a-z]{3,})\s(?:number\s|no\.?\s)?(?P<number>\d{1,6})\b(?![.,:%]\d|\s?(?:%|per\s?cent|million|[a-z]+s\b))"
)
_WORTH_A_LOOK = 0.02  # how probable a sentence beside the best one must be to be looked at, as a share of that
_SAME_ANSWER = 0.1  # how probable a sentence must be that gives the answer of the best one, as a share of that
_UNCALIBRATED = 0.5  # the threshold where the reader's own probability is taken
_UNSURE = "no sentence answers the question with enough confidence"


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """A logistic model of the signs that one reader gives.

    Attributes:
        weights: One for each of `WEIGHED`.
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
    """How sure an answer is by its reader's signs, and what that was worth on development questions.

    Attributes:
        models: By the name of the reader.
        min_confidence: The threshold of an answer where the user names no risk.
        likely_confidence: The threshold of a likely answer there; at most `min_confidence`.
        risks: Pairs of a threshold and the share of wrong answers among those at least as probable, by threshold.
    """

    models: Mapping[str, LogisticModel]
    min_confidence: float
    likely_confidence: float
    risks: tuple[tuple[float, float], ...]

    @property
    def fingerprint(self) -> str:
        """What distinguishes its models from those that another version of Byline ships, in a few characters."""
        return hashlib.sha256(repr(sorted(self.models.items())).encode()).hexdigest()[:16]

    def probability(self, signs: Signs, reader: str) -> float:
        """Return the probability, in [0, 1], that an answer with these signs is right.

        Args:
            signs: Of the best answer.
            reader: Whose signs they are; those of a user's model count as those of the small reader.
        """
        return self.models.get(reader, self.models["small"]).probability(signs)

    def threshold(self, max_risk: float) -> float:
        """Return the lowest threshold from which on at most `max_risk` of the answers given were wrong; 1 if none."""
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
    """Read the fitted model that ships with Byline."""
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
        status: `answered`; `partial` if a part of the question is not covered; `likely` if the evidence is too weak for
            an answer but worth showing; `no_answer`.
        confidence: Probability in [0, 1] that the best evidence answers.
        reason: Why the status is not `answered`; empty otherwise.
        evidence: The sentences, best first, each with its probability in [0, 1]; empty where there is no answer.
        corrections: Sentences found beside them that only tell an error which their article corrects.
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
    """Decide whether the best sentence that was found is an answer.

    Args:
        question: What was asked.
        reading: What the reader made of the passages.
        hits: The passages that were read.
        index: The state of the archive.
        settings: For the thresholds.
        nowhere: Names of the question that stand in no article.
        languages: Those that the encoder knows, None if that is not known.
        scale: Makes the confidence the archive's own.
    """
    found = tuple(of_its_column(question, item) for item in weighed(reading, scale))
    found = with_its_number(question, found)
    corrections = tuple(item for item in found if tells_an_error(item))
    evidence = all_statements(question, tuple(item for item in found if item not in corrections))
    evidence = without_those_of_others(question, doubted(question, evidence))
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
    """Return evidence in which sentences count for little that are of another number of a series than is asked about.

    What is said of plot 27 is no answer about plot 26.
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
    """Return whether something tells that a sentence does not answer."""
    return bool(doubts(question, evidence))


def doubted(question: Question, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence with lower probabilities where something tells that the best sentence does not answer.

    Where another sentence gives the same answer beyond doubt, that one leads instead: "the bank's Pan" does not say who
    leads the bank, "its governor Pan" does. Else Bayes' rule: doubts are raised about wrong answers so much more often
    than about right ones.
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
            return _led_by(item, best, evidence)
    times = _DOUBTS_OF_FLATLY_WRONG_ONES if any(map(is_flat, reasons)) else _DOUBTS_OF_WRONG_ONES
    factor = 1 / (best + times * (1 - best))
    instead = instead or next((item for item in evidence[1:] if item.probability >= _NEXT_ANSWER * best), None)
    if instead and not is_doubtful(question, instead):  # what the best loses is the next one's
        left = min(best, instead.probability + best * (1 - factor))
        if left > best * factor:
            return _led_by(instead, left, evidence, factor)
    return tuple(replace(item, probability=item.probability * factor) for item in evidence)


def without_those_of_others(question: Question, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence without the sentences beside the best one that are flatly of something else than is asked.

    Those that are hardly probable are not looked at.
    """
    least = _WORTH_A_LOOK * evidence[0].probability if evidence else 0.0
    hardly = {item for item in evidence if item.probability < least and item.alone < _WORTH_A_LOOK}
    return tuple(
        item
        for number, item in enumerate(evidence)
        if not number or item in hardly or not any(map(is_flat, doubts(question, item)))
    )


def _led_by(
    item: Evidence, probability: float, evidence: Sequence[Evidence], factor: float = 1.0
) -> tuple[Evidence, ...]:
    others = (replace(one, probability=one.probability * factor) for one in evidence if one is not item)
    return (replace(item, probability=probability), *others)


def _same_answer(one: Evidence, other: Evidence) -> bool:
    words = [normalised(item.hit.article[item.short_span]) if item.short_span else "" for item in (one, other)]
    return bool(words[0]) and words[0] == words[1]


def weighed(reading: Reading, scale: Scale = SHIPPED) -> tuple[Evidence, ...]:
    """Return the evidence of a reading with probabilities: the best has the confidence, the others in proportion."""
    if reading.signs is None or not reading.evidence:
        return reading.evidence
    confidence = scale.of(load_calibration().probability(reading.signs, reading.reader))
    most = reading.evidence[0].probability
    return tuple(replace(item, probability=confidence * item.probability / most) for item in reading.evidence)


def threshold(settings: Settings, *, calibrated: bool) -> float:
    """Return the confidence from which on an answer is given, in [0, 1].

    Args:
        settings: `min_confidence` counts before `max_risk`; without both it is the default.
        calibrated: Whether the confidence is the calibration's; else it is the reader's own, taken at its word.
    """
    if settings.min_confidence is not None:
        return settings.min_confidence
    if not calibrated:
        return _UNCALIBRATED if settings.max_risk is None else 1 - settings.max_risk
    calibration = load_calibration()
    return calibration.min_confidence if settings.max_risk is None else calibration.threshold(settings.max_risk)


def likely_threshold(settings: Settings, *, calibrated: bool) -> float:
    """Return the confidence from which on a likely answer is shown, at most the threshold of an answer.

    Args:
        settings: `likely_confidence` counts first. Without it, nothing is shown below a threshold that the user sets by
            `min_confidence` or `max_risk`; without any of them it is the default.
        calibrated: See `threshold`; a reader that is taken at its word has no threshold for likely answers of its own.
    """
    highest = threshold(settings, calibrated=calibrated)
    if settings.likely_confidence is not None:
        return min(settings.likely_confidence, highest)
    if settings.min_confidence is not None or settings.max_risk is not None or not calibrated:
        return highest
    return load_calibration().likely_confidence


def may_be_written(decision: Decision, hits: Hits, reading: Reading, *, conflicting: bool) -> bool:
    """Return whether a language model may write the answer.

    It may if something was found, nothing is missing and nothing conflicts. It may not write over a likely answer: its
    sentences would read as a sure one.
    """
    return decision.status != "likely" and bool(hits) and not reading.missing and not conflicting
