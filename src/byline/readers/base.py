"""The interface of a reader: a question and passages in, sentences that may answer out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple, Protocol

from byline.language.terms import StatisticsOf
from byline.question.question import Question
from byline.records import Hit, Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question.

    Attributes:
        hit: The passage that contains it.
        span: The span of the sentence in the article.
        probability: Probability that this sentence answers the question, in [0, 1]; in a reading with signs, only
            relative to the other sentences: `answering.decide` scales it.
        short_span: The span of the short answer in the article, if there is one.
        alone: Probability of the short answer when only its own passage is read, in [0, 1].
        margin: How much better the short answer scores than "no answer here"; -inf if unknown. Unlike `alone`, it does
            not vanish for a value because its passage has another that fits the question slightly better.
    """

    hit: Hit
    span: Span
    probability: float
    short_span: Span | None = None
    alone: float = 0.0
    margin: float = -inf


def led_by(
    item: Evidence, probability: float, evidence: Sequence[Evidence], factor: float = 1.0
) -> tuple[Evidence, ...]:
    """Return evidence with one of it first.

    Args:
        item: The one that leads.
        probability: Its new probability, in [0, 1].
        evidence: All evidence.
        factor: What the probabilities of the others are multiplied by.
    """
    others = (replace(one, probability=one.probability * factor) for one in evidence if one is not item)
    return (replace(item, probability=probability), *others)


IsDoubtful = Callable[[Question, Evidence], bool]  # whether there is a reason to doubt that a sentence answers


def never_doubtful(question: Question, evidence: Evidence) -> bool:
    """Return False: doubt nothing."""
    return False


class Signs(NamedTuple):
    """Signs of how good the best sentence of a reading is.

    Attributes:
        log_probability: Log-probability of the best answer among all spans read, summed over the articles that give it.
        log_odds_to_next: Log of how much more probable it is than all different answers together.
        margin: How much better the best span of its passage scores than "no answer here".
        similarity: Cosine of question and passage, in [-1, 1]; 0 if only keywords found the passage.
        coverage: Share of the question's words in the passage and its title, weighted by rarity, in [0, 1].
        agreement: Probability, by the smaller of two readers, of an answer in the sentence, in [0, 1]; 0 if one read.
        smaller_margin: `margin` by the smaller of two readers; 0 if one read.
        names_nowhere: Share of the question's names and numbers that no passage read contains, in [0, 1].
    """

    log_probability: float
    log_odds_to_next: float
    margin: float
    similarity: float
    coverage: float
    agreement: float
    smaller_margin: float
    names_nowhere: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and its passages.

    Attributes:
        evidence: Sentences that may answer, most probable first.
        missing: Names and numbers in the question that no passage read contains.
        signs: Signs of the best sentence; None if the reader's probabilities are used as they are.
        reader: The reader: `small`, `large`, or the name of the user's model.
    """

    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    signs: Signs | None = None
    reader: str = "small"


class Reader(Protocol):
    """Finds the sentences in passages that answer a question.

    Attributes:
        calibrated: Whether its readings have signs, from which `answering.decide` computes the confidence.
    """

    calibrated: bool

    def read(self, question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Rate the sentences of `hits`; `statistics` counts terms in the whole archive."""
        ...
