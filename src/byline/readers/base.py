"""What Byline asks of a reader: from a question and passages to the sentences that may answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from byline.language.terms import StatisticsOf
from byline.records import Hit, Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question.

    Attributes:
        hit: The passage that it stands in.
        span: Where the sentence stands in the article.
        probability: That this sentence answers the question, in [0, 1].
        short_span: Where the few words that answer stand in the article, if any stand out.
        alone: How probable the few words are where only their own passage is read, in [0, 1].
    """

    hit: Hit
    span: Span
    probability: float
    short_span: Span | None = None
    alone: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and its passages.

    Attributes:
        evidence: Sentences that may answer, most probable first.
        missing: Names and numbers of the question that stand in no passage read.
        instead: Names in the best sentence that the question does not have: what it speaks of in their place.
    """

    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


class Reader(Protocol):
    """Finds in passages the sentences that answer a question.

    Attributes:
        min_confidence: Evidence less probable than this is better not shown.
    """

    min_confidence: float

    def threshold(self, max_risk: float) -> float:
        """Return the confidence from which on at most this share of the answers is expected to be wrong."""
        ...

    def read(self, question: str, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Weigh the sentences of `hits`; `statistics` counts terms in the whole archive."""
        ...
