"""Read with two models in turn: the small one first, the large one if the small one is not sure.

first hits ── small ──> sure? ── yes ──> its reading
                          └─ no: all hits ── small ──> those that may answer ── large ──> its reading
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from byline.errors import EncoderError
from byline.language.terms import StatisticsOf
from byline.models.waiting import turn
from byline.question.coverage import missing_names
from byline.question.question import Question
from byline.readers.base import IsDoubtful, Reading, Signs, never_doubtful
from byline.readers.builtin.reader import HITS_READ, Score, reading_of, scored
from byline.readers.builtin.spans import TokenScores
from byline.records import Hit

LARGE_READS = 10  # hits
LONGEST_WAIT = 5.0  # seconds; if a question would wait longer for the large reader, the small one answers
_SURE_PROBABILITY, _SURE_MARGIN = -0.4, 8.0  # minimum log-probability and margin of the small reader's best answer
_WEIGHT_OF_LATEST = 0.2  # of the latest time in the running mean of the large reader's times
_LOG = logging.getLogger(__name__)


class CascadeReader:
    """Reads with the small model first, and with the large one if the small one is not sure.

    Args:
        small: Scores passages with the small model.
        large: Scores passages with the large model; if it cannot be loaded, the small one decides and one line is
            logged.
        is_doubtful: Returns whether there is a reason to doubt a sentence, however sure the small one is.
    """

    calibrated = True

    def __init__(self, small: Score, large: Score, is_doubtful: IsDoubtful = never_doubtful) -> None:
        self._small, self._large, self._is_doubtful = small, large, is_doubtful
        self._turns = Turns()
        self._unusable = False

    def read(self, question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Find the sentences of `hits` that answer."""
        first = scored(self._small, question, hits[:HITS_READ])
        missing = missing_names(question.names, hits)
        reading = reading_of(question, hits[:HITS_READ], first, missing, statistics)
        if self._unusable or reading.signs is None:
            return reading
        if is_sure(reading.signs) and not self._is_doubtful(question, reading.evidence[0]):
            return reading
        small = [*first, *scored(self._small, question, hits[HITS_READ:])]
        chosen = worth_reading(small)
        some = [hits[number] for number in chosen]
        large = self._by_large(question, some)
        if large is None:
            return reading
        second = [small[number] for number in chosen]
        return reading_of(question, some, large, missing, statistics, second=second, reader="large")

    def _by_large(self, question: Question, hits: Sequence[Hit]) -> list[TokenScores] | None:
        """Score with the large model; None if it cannot be used, or not soon enough."""
        try:
            with self._turns.turn() as admitted:
                return scored(self._large, question, hits) if admitted else None
        except EncoderError as error:
            self._unusable = True
            _LOG.warning("byline: using the small reader only: %s", error)
            return None


def is_sure(signs: Signs) -> bool:
    """Return whether the small reader is sure enough, by its signs, to answer alone."""
    return signs.log_probability >= _SURE_PROBABILITY and signs.margin >= _SURE_MARGIN and signs.names_nowhere == 0


def worth_reading(scores: Sequence[TokenScores]) -> list[int]:
    """Return the numbers of the hits for the large reader, ascending: the first, then the small one's favourites."""
    preferred = sorted(range(len(scores)), key=lambda number: -scores[number].margin)
    first = list(range(min(HITS_READ, len(scores))))
    return sorted([*first, *(number for number in preferred if number not in first)][:LARGE_READS])


class Turns:
    """Admits questions to the large reader one at a time, and turns away those that would wait too long."""

    def __init__(self) -> None:
        self._turn, self._counting = threading.Lock(), threading.Lock()
        self._waiting, self._seconds = 0, 0.0

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Wait for a turn and yield True; yield False at once if the wait would exceed `LONGEST_WAIT`."""
        with self._counting:
            admitted = self._waiting * self._seconds <= LONGEST_WAIT
            self._waiting += admitted
        if not admitted:
            yield False
            return
        try:
            with turn(self._turn):
                started = time.monotonic()
                yield True
                self._seconds += _WEIGHT_OF_LATEST * (time.monotonic() - started - self._seconds)
        finally:
            with self._counting:
                self._waiting -= 1
