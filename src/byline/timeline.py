"""Sentences on a subject in order of the dates that they name, undated ones apart.

subject ── search ──> passages ── sentences about it ──> by the date each names, relative to its article's date
                                                    └──> undated
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from byline.language.calendar import Precision, in_words
from byline.language.dates import dates_in
from byline.language.sentences import sentences
from byline.language.terms import StatisticsOf
from byline.language.text import normalised
from byline.question.coverage import Coverage
from byline.question.question import Question
from byline.records import Article, Citation, Days, Hit, Span

PASSAGES = 60  # read per subject
_ABOUT = 0.5  # share of the subject's words, weighted by rarity, that a sentence with its title must contain


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A sentence on a subject.

    Attributes:
        article: The article that contains the sentence.
        span: Its place in the article.
        days: The first date that it names, None if it names none.
        precision: How precise that date is, None if it names none.
        inferred: Whether the year, or the whole date, was inferred from the article's date.
    """

    article: Article
    span: Span
    days: Days | None = None
    precision: Precision | None = None
    inferred: bool = False

    @property
    def quote(self) -> str:
        """The sentence, verbatim."""
        return self.article[self.span]

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as plain JSON values: its dates, and its place as a citation."""
        place = Citation(1, self.article, self.span).to_dict()
        return {
            "from": self.days.start.isoformat() if self.days else None,
            "to": self.days.last.isoformat() if self.days else None,
            "in_words": in_words(self.days) if self.days else None,
            "precision": self.precision,
            "inferred": self.inferred,
            **{name: value for name, value in place.items() if name != "marker"},
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is said on a subject, by date.

    Attributes:
        subject: The subject as given.
        dated: Entries by date; most relevant first within a date.
        undated: Entries without a date, most relevant first.
    """

    subject: str
    dated: tuple[TimelineEntry, ...]
    undated: tuple[TimelineEntry, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the timeline as plain JSON values."""
        return {
            "subject": self.subject,
            "dated": [entry.to_dict() for entry in self.dated],
            "undated": [entry.to_dict() for entry in self.undated],
        }


def timeline_of(subject: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Timeline:
    """Order what passages say on a subject by the dates that they name.

    Args:
        subject: The subject as understood.
        hits: Passages found for it, best first.
        statistics: Counts terms in the archive.
    """
    if not subject.words:
        return Timeline(subject.text, (), ())
    entries: dict[str, TimelineEntry] = {}  # identical sentences once, at their best rank
    for entry in _entries(hits, Coverage(subject.words, statistics)):
        entries.setdefault(normalised(entry.quote), entry)
    dated = [(entry.days.start, entry.days.end, entry) for entry in entries.values() if entry.days]
    return Timeline(
        subject.text,
        tuple(entry for *_, entry in sorted(dated, key=lambda found: found[:2])),
        tuple(entry for entry in entries.values() if not entry.days),
    )


def _entries(hits: Sequence[Hit], coverage: Coverage) -> Iterator[TimelineEntry]:
    for hit in hits:
        for part in sentences(hit.text):
            span = part.shift(hit.span.start)
            text = hit.article[span]
            if coverage.share(text) > 0 and coverage.share(f"{hit.article.title}\n{text}") >= _ABOUT:
                yield _entry(hit, part, span)


def _entry(hit: Hit, part: Span, span: Span) -> TimelineEntry:
    # Dates are read in the whole passage: the text around a date gives its year.
    mentions = [one for one in dates_in(hit.text, hit.article.day) if part.contains(one.span)]
    if not mentions:
        return TimelineEntry(hit.article, span)
    first = mentions[0]
    return TimelineEntry(hit.article, span, first.days, first.precision, first.inferred)
