"""Compare the spans of all passages for a question: pure arithmetic on the network's scores.

    start and end scores of each passage's tokens, relative to "no answer here"
        -> one distribution over all spans of all passages, and "no answer" (shared normalisation)
        -> the best spans with their probabilities

The normalisation is that of Clark and Gardner (ACL 2018): start and end are each a softmax over the tokens of all
passages and one "no answer" with score 0. A span's probability is the product of its start's and its end's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from byline.records import Span

MAX_SPAN_TOKENS = 30
_PER_PASSAGE = 20  # spans kept of each passage

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TokenScores:
    """The network's scores for the tokens of one passage.

    Attributes:
        start: `(n,)` score of each token as the start of the answer, minus that of "no answer here".
        end: `(n,)` the same for the end of the answer.
        offsets: `(n,)` start and end of each token in the passage, in code points.
    """

    start: Floats
    end: Floats
    offsets: Sequence[tuple[int, int]]

    def at(self, places: Sequence[int]) -> "TokenScores":
        """Return the scores with offsets into another text, in which the passage's characters are at `places`."""
        if places == range(len(places)):
            return self
        offsets = [(places[start], places[end - 1] + 1) if start < end else (0, 0) for start, end in self.offsets]
        return replace(self, offsets=offsets)

    @property
    def margin(self) -> float:
        """How much better the best span scores than "no answer here"; -inf for a passage without tokens."""
        best = _span_scores(self).max(initial=-np.inf)
        return float(best)


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A span that may answer.

    Attributes:
        passage: Number of its passage.
        span: Its place in the passage.
        probability: Its probability among all spans of all passages and "no answer".
        alone: Its probability if no other passage is read.
        margin: How much better it scores than "no answer here".
    """

    passage: int
    span: Span
    probability: float
    alone: float
    margin: float


def best_spans(passages: Sequence[TokenScores]) -> list[ScoredSpan]:
    """Return the best spans of each passage, normalised over all passages, most probable first."""
    total = _log_total(passages)
    found = []
    for number, passage in enumerate(passages):
        alone = _log_total([passage])
        found += [
            ScoredSpan(number, span, float(np.exp(score - total)), float(np.exp(score - alone)), score)
            for span, score in _best_of(passage)
        ]
    return sorted(found, key=lambda item: (-item.probability, item.passage, item.span))


def probability_within(passages: Sequence[TokenScores], number: int, within: Span) -> float:
    """Return the probability, in [0, 1], that the answer is in a part of one of the passages.

    It is the sum over that part's best spans, normalised over all passages.
    """
    return sum(one.probability for one in best_spans(passages) if one.passage == number and within.contains(one.span))


def _log_total(passages: Sequence[TokenScores]) -> float:
    """Return the log of the normalising constant of all starts and ends, each with one "no answer" of score 0."""
    starts = np.concatenate([np.zeros(1), *(passage.start for passage in passages)])
    ends = np.concatenate([np.zeros(1), *(passage.end for passage in passages)])
    return float(np.logaddexp.reduce(starts) + np.logaddexp.reduce(ends))


def _span_scores(passage: TokenScores) -> Floats:
    """Return the score of each start and end, `(n, n)`; -inf for spans that are longer than `MAX_SPAN_TOKENS`."""
    count = len(passage.start)
    sums = passage.start[:, None] + passage.end[None, :]
    allowed = np.triu(np.ones((count, count), dtype=bool)) & ~np.triu(
        np.ones((count, count), dtype=bool), MAX_SPAN_TOKENS
    )
    return np.where(allowed, sums, -np.inf)


def _best_of(passage: TokenScores) -> Iterator[tuple[Span, float]]:
    scores = _span_scores(passage)
    flat = scores.ravel()
    keep = min(_PER_PASSAGE, int(np.isfinite(flat).sum()))
    if keep == 0:
        return
    for place in np.argpartition(-flat, keep - 1)[:keep]:
        first, last = divmod(int(place), scores.shape[1])
        start, end = passage.offsets[first][0], passage.offsets[last][1]
        if start < end:
            yield Span(start, end), float(flat[place])
