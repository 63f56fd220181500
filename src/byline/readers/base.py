"""What Byline asks of a reader: from a question and passages to the sentences that may answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple, Protocol

from byline.language.terms import StatisticsOf
from byline.question.question import Question
from byline.records import Hit, Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question.

    Attributes:
        hit: The passage that it stands in.
        span: Where the sentence stands in the article.
        probability: That this sentence answers the question, in [0, 1]; in a reading that has signs, only in
            proportion to the others: `answering.decide` scales it.
        short_span: Where the few words that answer stand in the article, if any stand out.
        alone: How probable the few words are where only their own passage is read, in [0, 1].
        margin: How much better the few words score than "no answer here": of two values in one passage, one of
            which suits the question a little better, `alone` leaves nothing for the other. -inf where not known.
    """

    hit: Hit
    span: Span
    probability: float
    short_span: Span | None = None
    alone: float = 0.0
    margin: float = -inf


IsDoubtful = Callable[[Question, Evidence], bool]  # whether something tells that a sentence does not answer


def never_doubtful(question: Question, evidence: Evidence) -> bool:
    """Doubt nothing."""
    return False


class Signs(NamedTuple):
    """What speaks for the best sentence of a reading.

    Attributes:
        log_probability: Of the best answer, articles that say the same together, among all spans read.
        log_odds_to_next: How much more probable it is than the next, different answer.
        margin: Of its passage: how much better its best span scores than "no answer here".
        similarity: Cosine of question and passage in [-1, 1]; 0 where only keywords found it.
        coverage: Share of the question's words in the passage and its title, each weighed by its rarity, in [0, 1].
        agreement: How probable the smaller of two readers finds an answer in the sentence, in [0, 1]; 0 if one read.
        smaller_margin: `margin` by the smaller of two readers; 0 if one read.
        names_nowhere: Share of the question's names and numbers that stand in no passage read, in [0, 1].
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
        missing: Names and numbers of the question that stand in no passage read.
        signs: What speaks for the best sentence, None where the reader's probabilities are taken at their word.
        reader: Which reader it is of: `small`, `large`, or the name of a model of the user's.
    """

    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    signs: Signs | None = None
    reader: str = "small"


class Reader(Protocol):
    """Finds in passages the sentences that answer a question.

    Attributes:
        calibrated: Whether its readings have signs, by which `answering.decide` knows how sure an answer is.
    """

    calibrated: bool

    def read(self, question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Weigh the sentences of `hits`; `statistics` counts terms in the whole archive."""
        ...
