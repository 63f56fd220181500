"""Adjust a reading to the time that a question asks about, and note when an answer is from another time.

"Who is the mayor?"          of two sentences that answer, prefer the one from the newer article
"Who was mayor in 2019?"     if nothing that was read is about 2019, treat 2019 as missing, like a name
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from byline.language.calendar import day_in_words
from byline.question.coverage import share_of_names, with_most_names
from byline.question.period import Period, outside_note
from byline.question.question import Question
from byline.question.recency import age
from byline.readers.base import Evidence, Reading
from byline.records import Citation, Hits

_OLD = 0.5  # `age` from which the date of an answer is noted: a year
_ANSWERS = 0.1  # minimum probability, its passage read alone, of a sentence preferred for being newer
_TOO_LATE = 0.75  # `age` assigned to an article newer than the date asked about
_STEEPNESS = 4  # a quarter of a year costs as much probability as a year costs in `age`


def in_time(question: Question, hits: Hits, reading: Reading) -> Reading:
    """Return a reading that prefers the time asked about; if nothing is about that time, list it as missing.

    Args:
        question: As it was understood.
        hits: The passages that were read.
        reading: What the reader made of them.
    """
    return _newest_first(question, _with_missing_time(question, hits, reading))


def _newest_first(question: Question, reading: Reading) -> Reading:
    """If the question asks how things stand, weight each sentence by how new its article is.

    A sentence that is hardly an answer when its passage is read alone gains nothing on the best by being newer.
    """
    if question.day is None or not reading.evidence:
        return reading
    most = _worth(question, question.day, reading.evidence[0])
    weighed = []
    for item in reading.evidence:
        worth = _worth(question, question.day, item)
        worth = worth if item.alone >= _ANSWERS else min(worth, most)
        weighed.append(replace(item, probability=item.probability * worth))
    return replace(reading, evidence=tuple(sorted(weighed, key=lambda item: -item.probability)))


def _worth(question: Question, day: date, item: Evidence) -> float:
    """Return the factor, in [0, 1], on a sentence's probability due to its article's date."""
    published, period = item.hit.article.day, question.period
    too_late = period is not None and period.words and published is not None and published > day
    return (1 - (_TOO_LATE if too_late else age(item.hit.article, day))) ** _STEEPNESS


def _with_missing_time(question: Question, hits: Hits, reading: Reading) -> Reading:
    period = question.period
    if period is None or not period.words:
        return reading
    if any(period.admits(hit.passage) for hit in with_most_names(question.names, hits)):
        return reading
    of_its_time = [word.text for word in question.names if word.text in period.words]
    missing = (*(name for name in reading.missing if name not in of_its_time), *of_its_time)
    signs = reading.signs
    if signs is not None:
        signs = signs._replace(names_nowhere=share_of_names(question.names, missing))
    return replace(reading, missing=missing, signs=signs)


def note_on_time(question: Question, hits: Hits, citations: Sequence[Citation]) -> str:
    """Return a note that an answer is not from the time asked about; empty if it is, or if that is unknown.

    Args:
        question: As it was understood.
        hits: The passages that were read.
        citations: The citations of the answer, best first; empty if there is no answer.
    """
    period, day = question.period, question.day
    outside = outside_note(period, hits)
    published = citations[0].article.day if citations else None
    if published is None:
        return outside
    if day is not None and (age(citations[0].article, day) >= _OLD or (question.is_about_now and outside)):
        return f"as of {day_in_words(published)}; the newest article is from {day_in_words(day)}"
    if not outside and period is not None and period.words and not _is_of(period, citations[0], hits):
        return f"published on {day_in_words(published)}, not {period.in_words}"
    return outside


def _is_of(period: Period, citation: Citation, hits: Hits) -> bool:
    """Return whether a citation is in a passage about a period or published in it."""
    within = (hit for hit in hits if hit.article.id == citation.article.id and hit.span.contains(citation.span))
    return any(period.admits(hit.passage) for hit in within)
