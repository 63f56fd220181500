"""List every passage on a subject, with counts, by a fixed rule without a model."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from byline.archive import Archive
from byline.errors import InputError
from byline.language.phrases import Phrase
from byline.language.text import one_line
from byline.question.question import checked_text
from byline.records import Passage, Where
from byline.store.sql import Snapshot

RULE = (
    "a passage counts if it contains every word of the subject, ignoring case, accents, plurals and possessives; "
    "words in double quotation marks must be next to each other; words such as “the” and “of” are ignored"
)
COLUMNS = (
    "document_id",
    "title",
    "publisher",
    "author",
    "published",
    "url",
    "version",
    "start_char_index",
    "end_char_index",
    "count",
    "text",
)  # of the CSV table
_PART = re.compile(r'["“”„«]([^"“”„«»]+)["“”»]|(\S+)')
# fmt: off
_LEFT_OUT = frozenset((
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "as", "is", "are",
    "was", "were", "be", "been", "it", "its", "this", "that", "these", "those",
))
# fmt: on
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """A passage on the subject.

    Attributes:
        passage: The passage.
        places: The places of the subject's words in the article, as (start, end), ascending; none for a figure that
            the article writes in a different form.
    """

    passage: Passage
    places: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        """The number of mentions of the subject's words, at least 1."""
        return max(1, len(self.places))

    def row(self) -> dict[str, Any]:
        """Return the passage as plain JSON values, by the names in `COLUMNS`."""
        article, span = self.passage.article, self.passage.span
        values = (
            article.id,
            article.title,
            article.publisher,
            article.author,
            article.published.isoformat() if article.published else None,
            article.url,
            article.version,
            span.start,
            span.end,
            self.count,
            self.passage.text,
        )
        return dict(zip(COLUMNS, values, strict=True))


@dataclass(frozen=True, slots=True)
class Found:
    """Every passage on a subject.

    Attributes:
        subject: The subject as given.
        parts: The words and phrases searched for.
        passages: Newest article first, undated ones last; in text order within an article.
        undated: The number of articles excluded only because they have no date.
    """

    subject: str
    parts: tuple[str, ...]
    passages: tuple[Counted, ...]
    undated: int

    @property
    def articles(self) -> int:
        """The number of articles with these passages."""
        return len({one.passage.article.id for one in self.passages})

    @property
    def mentions(self) -> int:
        """The number of mentions; a place in overlapping passages counts once."""
        places = {(one.passage.article.id, place) for one in self.passages for place in one.places}
        return len(places) + sum(not one.places for one in self.passages)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "subject": self.subject,
            "looked_for": list(self.parts),
            "rule": RULE,
            "passages": len(self.passages),
            "articles": self.articles,
            "mentions": self.mentions,
            "undated": self.undated,
            "found": [one.row() for one in self.passages],
        }


def passages_on(archive: Archive, subject: str, where: Where | None = None) -> Found:
    """Find every passage on a subject, by `RULE`.

    Reads every passage of the archive, so the time grows with its size: seconds for ten thousand passages or so.

    Raises:
        InputError: The subject is empty or too long, or has no word to search for.
        ArchiveError: The archive cannot be read.
    """
    phrases = _phrases(checked_text(subject, "subject"))
    with archive.store.reading() as view:
        allowed = None if where is None else set(view.rows.keys(where).tolist())
        undated = 0 if where is None else view.rows.undated(where)
        keys = [key for key, text in view.rows.texts() if _may_count(key, text, phrases, allowed)]
        found = sorted(_counted(view.rows, keys, phrases), key=_order)
    return Found(subject, tuple(phrase.text for phrase in phrases), tuple(found), undated)


def _phrases(subject: str) -> list[Phrase]:
    """Return the words and phrases to search for.

    Raises:
        InputError: The subject contains only words that are ignored.
    """
    parts: dict[str, None] = {}
    for quoted, word in _PART.findall(one_line(subject)):
        if quoted or not _is_left_out(word):
            parts[quoted or word] = None
    phrases = [phrase for phrase in map(Phrase, parts) if not phrase.is_empty]
    if not phrases:
        raise InputError(f"subject: found {subject!r}, expected a word to search for")
    return phrases


def _is_left_out(word: str) -> bool:
    bare = word.strip(".,;:!?()").lower()
    return bare in _LEFT_OUT and not (len(bare) > 1 and word.isupper())  # "US" is not the pronoun


def _may_count(key: int, text: str, phrases: Sequence[Phrase], allowed: set[int] | None) -> bool:
    return (allowed is None or key in allowed) and all(phrase.stands_in(text) for phrase in phrases)


def _counted(rows: Snapshot, keys: Sequence[int], phrases: Sequence[Phrase]) -> Iterator[Counted]:
    """Yield the passages that count even without the title of their article."""
    for start in range(0, len(keys), _AT_ONCE):
        passages: Mapping[int, Passage] = rows.passages(keys[start : start + _AT_ONCE])
        for passage in passages.values():
            text, offset = passage.text, passage.span.start
            if all(phrase.stands_in(text) for phrase in phrases):
                places = {(place.start, place.end) for phrase in phrases for place in phrase.places(text)}
                yield Counted(passage, tuple((offset + start, offset + end) for start, end in sorted(places)))


def _order(one: Counted) -> tuple[bool, float, str, int]:
    article = one.passage.article
    published = article.published
    return published is None, -published.timestamp() if published else 0.0, article.id, one.passage.span.start
