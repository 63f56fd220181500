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
    """Where an excerpt differs from an article.

    Attributes:
        kind: What became of the article's words: `replaced` by others, `dropped`, `inserted` where there were none,
            or `elided`: left out where the excerpt has an ellipsis, which is no change.
        original: The article's words, verbatim; empty if inserted.
        altered: The excerpt's words, verbatim; empty if dropped or elided.
        words: How many words were changed; 0 if elided.
        span: Where the article's words stand in its text; None if inserted.
        concerns: What a reader should look at: a negation, a number, a date or a name is among these words.
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
    """A place in an article that has an excerpt, word for word or altered.

    Attributes:
        article: What has it.
        span: Where it stands in the article's text.
        differences: In the order of the excerpt; none if it stands there word for word.
    """

    article: Article
    span: Span
    differences: tuple[Difference, ...] = ()

    @property
    def quote(self) -> str:
        """The words of the article, exactly as they stand there."""
        return self.article[self.span]

    @property
    def changes(self) -> int:
        """How many words of the article the excerpt replaces, drops or inserts."""
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
    """Where an excerpt comes from, as far as an archive can tell.

    Attributes:
        excerpt: As it was given.
        status: `exact` if an article has it word for word, `altered` if one has it with words changed, `absent` if
            none does, or several that differ come equally near.
        matches: The articles that have it; those with the fewest words changed first, of these the earliest first,
            those without a date last. The first is the source, the others are its copies.
        reason: Why it is absent; empty otherwise.
        nearest: If absent: what came nearest, for a look, never as a source.
        index: The archive that was searched, as it was then.

    Raises:
        InputError: The invariants do not hold: an excerpt that is absent has a reason and no match, any other has
            a match, and is exact if and only if no word of the first is changed.
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
            raise InputError("an excerpt that is absent has a reason and no match, any other has a match")
        if self.matches and (self.status == "exact") != (self.matches[0].changes == 0):
            raise InputError("an excerpt is exact if and only if no word of its source is changed")

    @property
    def source(self) -> Match | None:
        """The earliest of the articles that have it with the fewest words changed."""
        return self.matches[0] if self.matches else None

    @property
    def earlier(self) -> tuple[Match, ...]:
        """Copies published before the source, all of them less like the excerpt, earliest first."""
        return self._dated(lambda published, source: published < source)

    @property
    def later(self) -> tuple[Match, ...]:
        """Copies published with the source or after it, earliest first."""
        return self._dated(lambda published, source: published >= source)

    @property
    def undated(self) -> tuple[Match, ...]:
        """Copies that nobody can put before or after the source: they, or the source, have no date."""
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
