"""Where an excerpt comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from byline.errors import InputError
from byline.records.article import Article, Span, located
from byline.records.reports import NEVER_WRITTEN, IndexState
from byline.records.vocabulary import Alteration, Concern, TraceStatus

if TYPE_CHECKING:
    from byline.records import wire


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between an excerpt and an article.

    Attributes:
        kind: What the excerpt did: `replaced`, `dropped` or `inserted` words, or `elided` them: left them out with an
            ellipsis, which does not count as a change.
        original: The article's words, verbatim; empty if inserted.
        altered: The excerpt's words, verbatim; empty if dropped or elided.
        words: Number of words changed; 0 if elided.
        span: Where the article's words are in its text; None if inserted.
        concerns: What makes the difference worth a look: a negation, number, date or name among the words.
    """

    kind: Alteration
    original: str
    altered: str
    words: int
    span: Span | None = None
    concerns: tuple[Concern, ...] = ()

    def to_dict(self) -> "wire.DifferenceJson":
        """Return the difference as plain JSON values."""
        return {
            "kind": self.kind,
            "original": self.original,
            "altered": self.altered,
            "words": self.words,
            "start_char_index": self.span.start if self.span else None,
            "end_char_index": self.span.end if self.span else None,
            "concerns": list(self.concerns),
        }


@dataclass(frozen=True, slots=True)
class Match:
    """A place in an article where an excerpt occurs, word for word or altered.

    Attributes:
        article: The article.
        span: Where the excerpt is in the article's text.
        differences: In the order of the excerpt; empty if it occurs word for word.
    """

    article: Article
    span: Span
    differences: tuple[Difference, ...] = ()

    @property
    def quote(self) -> str:
        """The words of the article, verbatim."""
        return self.article[self.span]

    @property
    def changes(self) -> int:
        """How many words the excerpt replaces, drops or inserts."""
        return sum(difference.words for difference in self.differences)

    def to_dict(self) -> "wire.MatchJson":
        """Return the match as plain JSON values."""
        return {
            **located(self.article, self.span),
            "changes": self.changes,
            "differences": [difference.to_dict() for difference in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Trace:
    """Where an excerpt comes from, according to the archive.

    Attributes:
        excerpt: The excerpt as given.
        status: `exact` if an article has it word for word, `altered` if one has it with words changed, `absent` if
            none does or if several differing articles are equally close.
        matches: The articles that have it: fewest changed words first, then earliest first, undated last. The first is
            the source; the others are its copies.
        reason: Why it is absent; empty otherwise.
        nearest: If absent, the closest places found, to look at; never sources.
        index: State of the archive when it was searched.

    Raises:
        InputError: An invariant is violated: an absent excerpt has a reason and no match; any other has a match, and
            is exact if and only if no word of its source is changed.
    """

    excerpt: str
    status: TraceStatus
    matches: tuple[Match, ...] = ()
    reason: str = ""
    nearest: tuple[Match, ...] = ()
    index: IndexState = NEVER_WRITTEN

    def __post_init__(self) -> None:
        absent = self.status == "absent"
        if absent == bool(self.matches) or absent != bool(self.reason):
            raise InputError("an absent excerpt must have a reason and no match, any other a match and no reason")
        if self.matches and (self.status == "exact") != (self.matches[0].changes == 0):
            raise InputError("an excerpt must be exact if and only if no word of its source is changed")

    @property
    def source(self) -> Match | None:
        """The earliest of the articles that have the excerpt with the fewest changes."""
        return self.matches[0] if self.matches else None

    @property
    def earlier(self) -> tuple[Match, ...]:
        """Copies published before the source, earliest first; each differs more from the excerpt than the source."""
        return self._dated(lambda published, source: published < source)

    @property
    def later(self) -> tuple[Match, ...]:
        """Copies published at the same time as the source or later, earliest first."""
        return self._dated(lambda published, source: published >= source)

    @property
    def undated(self) -> tuple[Match, ...]:
        """Copies that cannot be ordered by date because they, or the source, have none."""
        placed = (*self.earlier, *self.later)
        return tuple(match for match in self.matches[1:] if match not in placed)

    def _dated(self, condition: Callable[[datetime, datetime], bool]) -> tuple[Match, ...]:
        source = self.source and self.source.article.published
        dated = [(match.article.published, match) for match in self.matches[1:] if match.article.published]
        found = [(date, match) for date, match in dated if source and condition(date, source)]
        return tuple(match for _, match in sorted(found, key=lambda item: item[0]))

    def to_dict(self) -> "wire.TraceJson":
        """Return the trace as plain JSON values."""
        return {
            "excerpt": self.excerpt,
            "status": self.status,
            "reason": self.reason,
            "source": self.source.to_dict() if self.source else None,
            "earlier": [match.to_dict() for match in self.earlier],
            "later": [match.to_dict() for match in self.later],
            "undated": [match.to_dict() for match in self.undated],
            "nearest": [match.to_dict() for match in self.nearest],
            "index": self.index.to_dict(),
            "offset_unit": "unicode_code_point",
        }
