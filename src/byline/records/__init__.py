"""The words of the project: immutable records that flow from one step to the next.

    Article -> Passage -> Hit -> Citation -> Reply

Offsets count Unicode code points and their end is exclusive, everywhere. Text is stored once: passages,
citations and highlights are spans into an article's text, so a quote cannot be made up.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, Self, get_args, overload

from byline.errors import ArticleError, InputError
from byline.language.text import folded, is_blank, one_line

Status = Literal["answered", "partial", "no_answer"]
Verdict = Literal["yes", "no"]
Mode = Literal["extractive", "written"]
ConflictType = Literal["no conflict", "complementary", "conflicting opinions", "outdated", "misinformation"]

CONTEXT_CHARACTERS = 32  # of the text before and after a quote; as many as Hypothesis keeps


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points: `0 <= start < end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise InputError(f"span {self.start}:{self.end}: expected 0 <= start < end")

    def __len__(self) -> int:
        return self.end - self.start

    def shift(self, offset: int) -> "Span":
        """Return the same range counted from a start `offset` characters earlier."""
        return Span(self.start + offset, self.end + offset)

    def contains(self, other: "Span") -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether both have a character in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A half-open range of days: `start < end`; `date.min` and `date.max` stand for no limit."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise InputError(f"days {self.start} to {self.end}: expected the first before the day after the last")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day, which belongs to it."""
        return self.end - timedelta(days=1)

    def distance(self, other: "Days") -> int:
        """Return how many days away `other` is: 0 if they share a day, 1 if it is the day before or after."""
        return max(0, (other.start - self.end).days + 1, (self.start - other.end).days + 1)

    @staticmethod
    def hull(several: Sequence["Days"]) -> "Days":
        """Return the range from the first day of any to the last of any."""
        return Days(min(days.start for days in several), max(days.end for days in several))

    @staticmethod
    def common(several: Sequence["Days"]) -> "Days | None":
        """Return the days that all of them have, None if there are none."""
        start, end = max(days.start for days in several), min(days.end for days in several)
        return Days(start, end) if start < end else None

    @property
    def iso(self) -> str:
        """ISO 8601: a day, week (`2025-W21`), month or year, else the interval of its ends, both included.

        The ends of an interval are years or months where it consists of whole ones: `2024-06/2024-08`.
        """
        first, last, day = self.start, self.last, timedelta(days=1)
        if first == last:
            return first.isoformat()
        if self.end - first == 7 * day and first.weekday() == 0:
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
        characters = len("2025-08-01")
        if first.day == self.end.day == 1:
            characters = len("2025") if first.month == self.end.month == 1 else len("2025-08")
        ends = [first.isoformat()[:characters], last.isoformat()[:characters]]
        return "/".join(dict.fromkeys(ends))


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was given: its text is never altered.

    Attributes:
        id: Its URL, or any other name that is unique in an archive.
        text: The whole text; offsets of spans count its code points.
        title: Headline, empty if it has none.
        url: Address of the original.
        publisher: Who published it; never guessed from its text.
        author: Who wrote it.
        published: When it was published, with its time zone.
        language: ISO 639-1 code.

    Raises:
        ArticleError: The id or the text is empty, the text holds what cannot be stored, or `published` has
            no time zone.
    """

    id: str
    text: str = field(repr=False)
    title: str = ""
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: datetime | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        for name in ("id", "text", "title", "url", "publisher", "author", "language"):
            value = getattr(self, name)
            if value is None and name not in {"id", "text", "title"}:
                continue
            if not isinstance(value, str):
                raise ArticleError(f"article {self.id!r}: {name} is {type(value).__name__}, expected text")
            if problem := not_storable(value):
                raise ArticleError(f"article {one_line(self.id)!r}: {name} holds {problem}")
        if not self.id.strip():
            raise ArticleError("article without an id: give its URL or a name that is unique in the archive")
        if is_blank(self.text):
            raise ArticleError(f"article {self.id!r}: no text in it")
        if self.published is not None:
            self._check_published(self.published)

    def _check_published(self, published: object) -> None:
        where = f"article {self.id!r}: published"
        if not isinstance(published, datetime):
            raise ArticleError(f"{where} is {type(published).__name__}, expected a datetime with a time zone")
        if published.tzinfo is None:
            raise ArticleError(f"{where} {published} has no time zone: add one")
        if not is_storable(published):
            raise ArticleError(f"{where} {published} is beyond the calendar: correct it")

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]

    @property
    def day(self) -> date | None:
        """The day it was published on, in its own time zone, if that is known."""
        return self.published.date() if self.published else None

    @property
    def version(self) -> str:
        """SHA-256 in hexadecimal of text, title, url, publisher, author and date of publication."""
        published = self.published and self.published.astimezone(UTC).isoformat()
        content = [self.text, self.title, self.url, self.publisher, self.author, published]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def not_storable(value: str) -> str:
    """Tell what keeps a text from being stored, nothing (an empty text) if it can be."""
    if "\0" in value:
        return "a NUL character: it is not text"
    try:
        value.encode()
    except UnicodeEncodeError as error:
        return f"half a character (a lone surrogate) at {error.start}"
    return ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an article: what is embedded, searched and read. Its text derives from the article."""

    article: Article
    span: Span

    @property
    def text(self) -> str:
        """The passage as it stands in the article."""
        return self.article[self.span]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found for a query.

    Attributes:
        passage: What was found.
        score: Higher is better; comparable within one search only.
        rank: From 1.
        similarity: Cosine of query and passage in [-1, 1], None where only the keywords found it.
        keyword_score: BM25, at least 0, None where only the embedding found it.
    """

    passage: Passage
    score: float
    rank: int
    similarity: float | None = None
    keyword_score: float | None = None

    @property
    def article(self) -> Article:
        """The article that the passage is part of."""
        return self.passage.article

    @property
    def span(self) -> Span:
        """Where the passage stands in its article."""
        return self.passage.span

    @property
    def text(self) -> str:
        """The passage as it stands in its article."""
        return self.passage.text

    def to_dict(self) -> dict[str, Any]:
        """Return the hit as plain JSON values."""
        return {
            **_located(self.article, self.span),
            "score": self.score,
            "rank": self.rank,
            "similarity": self.similarity,
            "keyword_score": self.keyword_score,
        }


@dataclass(frozen=True, slots=True)
class Hits(Sequence[Hit]):
    """What a search found, best first.

    Attributes:
        items: The hits.
        undated: How many articles a date filter left out only because they have no date.
    """

    items: tuple[Hit, ...] = ()
    undated: int = 0

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.items)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an article that supports what is said. The quote derives from the article."""

    marker: int
    article: Article
    span: Span

    @property
    def quote(self) -> str:
        """The cited words, exactly as they stand in the article."""
        return self.article[self.span]

    @property
    def prefix(self) -> str:
        """The at most 32 characters before the quote: with it and `suffix`, a W3C TextQuoteSelector."""
        return self.article.text[max(0, self.span.start - CONTEXT_CHARACTERS) : self.span.start]

    @property
    def suffix(self) -> str:
        """The at most 32 characters after the quote."""
        return self.article.text[self.span.end : self.span.end + CONTEXT_CHARACTERS]

    def to_dict(self) -> dict[str, Any]:
        """Return the citation as plain JSON values."""
        return {
            "marker": self.marker,
            **_located(self.article, self.span),
            "prefix": self.prefix,
            "suffix": self.suffix,
        }


def _located(article: Article, span: Span) -> dict[str, Any]:
    return {
        "type": "char_location",
        "cited_text": article[span],
        "document_id": article.id,
        "document_title": article.title,
        "start_char_index": span.start,
        "end_char_index": span.end,
        "url": article.url,
        "publisher": article.publisher,
        "published_at": article.published.isoformat() if article.published else None,
        "document_version": article.version,
    }


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is shown, and the markers of the citations that support it."""

    text: str
    markers: tuple[int, ...]

    @property
    def marked(self) -> str:
        """The sentence followed by its markers: `It was banned in 2021. [1][2]`."""
        return self.text + " " + "".join(f"[{marker}]" for marker in self.markers)


@dataclass(frozen=True, slots=True)
class CitedDate:
    """Words of a quote that name a date only together with the article's own date, and what they mean by it.

    Attributes:
        citation: Whose quote they stand in.
        span: Where they stand in its article.
        days: What they mean, inferred: none of the article's words says so.
    """

    citation: Citation
    span: Span
    days: Days

    @property
    def text(self) -> str:
        """The words, exactly as they stand in the quote."""
        return self.citation.article[self.span]

    def to_dict(self) -> dict[str, Any]:
        """Return the date as plain JSON values."""
        return {
            "marker": self.citation.marker,
            "start_char_index": self.span.start,
            "end_char_index": self.span.end,
            "text": self.text,
            "iso": self.days.iso,
            "inferred": True,
        }


@dataclass(frozen=True, slots=True)
class ConflictingValue:
    """One of the values that articles give for the same question.

    Attributes:
        value: As it is written in the quotes of the citations.
        markers: Of the citations that give it, at least one.
    """

    value: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values on which articles differ, held side by side: none of them is said to be the right one.

    Attributes:
        type: How they differ, in the words of Cattan et al. ("DRAGged into Conflicts", arXiv 2506.08500).
        values: At least two, best supported first.

    Raises:
        InputError: There are fewer than two values, one is empty or without a citation, or two are the same.
    """

    type: ConflictType
    values: tuple[ConflictingValue, ...]

    def __post_init__(self) -> None:
        if self.type not in get_args(ConflictType):
            raise InputError(f"conflict: found the type {self.type!r}, expected one of {get_args(ConflictType)}")
        if len({one.value for one in self.values}) < max(2, len(self.values)):
            raise InputError(f"conflict: found {[one.value for one in self.values]}, expected two or more values")
        if not all(one.value and one.markers for one in self.values):
            raise InputError("conflict: every value carries at least one citation")

    def to_dict(self) -> dict[str, Any]:
        """Return the conflict as plain JSON values; `citation`, the first of `citations`, counts the reply's from 0."""
        return {
            "type": self.type,
            "values": [
                {
                    "value": one.value,
                    "citation": one.markers[0] - 1,
                    "citations": [marker - 1 for marker in one.markers],
                }
                for one in self.values
            ],
        }


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an archive holds at one moment.

    Attributes:
        generation: How many times the archive was written to; 0 if never.
        articles: Number of articles.
        passages: Number of passages.
        newest_article_at: The latest date of publication, None if no article is dated.
        fingerprint: Of the encoder and of the way passages are cut; None before the first write.
    """

    generation: int = 0
    articles: int = 0
    passages: int = 0
    newest_article_at: datetime | None = None
    fingerprint: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain JSON values."""
        return {
            "generation": self.generation,
            "articles": self.articles,
            "passages": self.passages,
            "newest_article_at": self.newest_article_at.isoformat() if self.newest_article_at else None,
            "fingerprint": self.fingerprint,
        }


@dataclass(frozen=True, slots=True)
class Origin:
    """Citations that go back to one report, statement or text.

    Attributes:
        citations: Their indices among the citations of the reply, ascending, from 0.
        reason: Why they are one, such as `both attribute it to Reuters`; empty for a single article.
    """

    citations: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Origins:
    """How many independent origins the citations of a reply have: independence, not truth.

    Attributes:
        articles: How many articles are cited.
        publishers: How many publishers they have, as far as these are known.
        unpublished: How many of the articles have no known publisher.
        groups: One for each origin; every citation is in exactly one.
    """

    articles: int = 0
    publishers: int = 0
    unpublished: int = 0
    groups: tuple[Origin, ...] = ()

    @property
    def independent_origins(self) -> int:
        """How many origins the articles have among them, at most as many as there are articles."""
        return len(self.groups)

    @property
    def sentence(self) -> str:
        """What to tell the reader, empty where a single article is cited."""
        if self.articles < 2:
            return ""
        if self.independent_origins == 1:
            return f"{self.articles} articles, one origin: {self.groups[0].reason}"
        known = "one publisher" if self.publishers == 1 else f"{self.publishers} publishers"
        by_whom = "" if self.unpublished else f" of {known}"
        return f"{self.articles} articles{by_whom}, {self.independent_origins} independent origins"

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain JSON values."""
        return {
            "articles": self.articles,
            "publishers": self.publishers,
            "independent_origins": self.independent_origins,
        }


@dataclass(frozen=True, slots=True)
class Struck:
    """A sentence that a language model wrote and that what it cites does not bear out.

    Attributes:
        text: As it was written, without markers.
        faults: What is wrong with it, at least one.
    """

    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a question, or the reason why there is none.

    Attributes:
        question: As it was asked.
        query: What was searched for, which differs for a follow-up question.
        status: `answered`; `partial` if a part of the question is not covered; `no_answer`.
        sentences: What is shown, each with the markers of its citations, best supported first.
        citations: Numbered from 1 in the order in which the sentences name them.
        confidence: Probability in [0, 1] that the best sentence found answers the question.
        reason: Why the status is not `answered`; empty otherwise.
        short_span: Where the few words that answer stand in the first citation's article.
        verdict: To a yes or no question, where the first citation says so in as many words.
        note: What to know besides, such as that nothing found is of the time asked for; empty if nothing.
        dates: What the dates in the quotes mean that lack a year or are told from the article's own date.
        conflicts: Values on which the articles cited differ.
        hits: The passages that were looked at.
        undated: How many articles only a missing date kept from meeting the conditions.
        index: The archive that was asked, as it was then.
        origins: Which citations go back to the same report, statement or text.
        mode: `extractive` if the sentences are the articles' own, `written` if a language model wrote them.
        struck: What a language model wrote besides, which is not borne out; no part of the answer.

    Raises:
        InputError: The invariants do not hold: every sentence carries a citation that exists and, unless a language
            model wrote it, is what its first citation quotes, every citation is carried by a sentence, the short
            answer lies in the first citation, each date in its citation, each value of a conflict in the quotes that
            it names, and a reply that answers nothing has a reason and no citation.
    """

    question: str
    query: str
    status: Status
    confidence: float
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    reason: str = ""
    short_span: Span | None = None
    verdict: Verdict | None = None
    note: str = ""
    dates: tuple[CitedDate, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    hits: tuple[Hit, ...] = ()
    undated: int = 0
    index: IndexState = IndexState()
    origins: Origins = Origins()
    mode: Mode = "extractive"
    struck: tuple[Struck, ...] = ()

    def __post_init__(self) -> None:
        carried = list(dict.fromkeys(marker for sentence in self.sentences for marker in sentence.markers))
        markers = [citation.marker for citation in self.citations]
        if self.status == "no_answer":
            if self.sentences or self.citations or not self.reason:
                raise InputError("a reply without an answer has a reason, no sentence and no citation")
        elif not self.sentences or not all(sentence.markers for sentence in self.sentences):
            raise InputError("every sentence of an answer carries at least one citation")
        if carried != markers or markers != list(range(1, len(markers) + 1)):
            raise InputError(f"sentences carry the markers {carried}, the citations are {markers}")
        if any(citation.span.end > len(citation.article.text) for citation in self.citations):
            raise InputError("a citation reaches beyond the end of its article")
        quotes = {citation.marker: one_line(citation.quote) for citation in self.citations}
        own = self.mode == "extractive"
        if own and any(one.text.strip("…") != quotes[one.markers[0]].strip("…") for one in self.sentences):
            raise InputError("a sentence is not what its first citation quotes, to the word")
        if self.verdict and not self.citations:
            raise InputError("a verdict is cited")
        if self.short_span and not (self.citations and self.citations[0].span.contains(self.short_span)):
            raise InputError("the short answer lies outside the first citation")
        for dated in self.dates:
            if dated.citation not in self.citations or not dated.citation.span.contains(dated.span):
                raise InputError(f"the date at {dated.span} lies outside the citations")
        verbatim = {citation.marker: citation.quote for citation in self.citations}
        for value in (value for conflict in self.conflicts for value in conflict.values):
            if not all(value.value in verbatim.get(marker, "") for marker in value.markers):
                raise InputError(f"the value {value.value!r} of a conflict does not stand in each quote it is cited to")
        if not 0 <= self.confidence <= 1:
            raise InputError(f"confidence {self.confidence}: expected a probability")

    def with_note(self, note: str) -> Self:
        """Return the reply with a further note."""
        return replace(self, note="; ".join(filter(None, (self.note, note))))

    @property
    def text(self) -> str:
        """The sentences with their markers, empty where there is no answer."""
        return " ".join(sentence.marked for sentence in self.sentences)

    @property
    def short(self) -> str | None:
        """The few words that answer, verbatim from the first citation."""
        return self.citations[0].article[self.short_span] if self.short_span else None

    @property
    def lead(self) -> str | None:
        """What stands above the sentences: yes or no, else the few words that answer, on one line."""
        return self.verdict.capitalize() if self.verdict else one_line(self.short) if self.short else None

    @property
    def nearest(self) -> tuple[Hit, ...]:
        """The passages that were looked at but not cited, best first."""
        cited = {(citation.article.id, citation.span) for citation in self.citations}
        return tuple(
            hit for hit in self.hits if not any(hit.article.id == id and hit.span.contains(span) for id, span in cited)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the reply as plain JSON values, offsets in code points with an exclusive end.

        A superset of Anthropic's `char_location` on the side of the source and of Cohere's `start` and
        `end` on the side of the answer.
        """
        spans, position = [], 0
        for sentence in self.sentences:
            spans.append(
                {
                    "start": position,
                    "end": position + len(sentence.text),
                    "citations": [marker - 1 for marker in sentence.markers],
                }
            )
            position += len(sentence.marked) + 1
        return {
            "question": self.question,
            "query": self.query,
            "status": self.status,
            "mode": self.mode,
            "answer": self.text,
            "short": self.short,
            "verdict": self.verdict,
            "confidence": self.confidence,
            "reason": self.reason,
            "note": self.note,
            "spans": spans,
            "citations": [{"document_index": citation.marker - 1, **citation.to_dict()} for citation in self.citations],
            "dates": [dated.to_dict() for dated in self.dates],
            "coverage": self.origins.to_dict(),
            "origins": [
                {"citations": list(origin.citations), "reason": origin.reason} for origin in self.origins.groups
            ],
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "struck": [{"text": one.text, "faults": list(one.faults)} for one in self.struck],
            "nearest": [hit.to_dict() for hit in self.nearest],
            "newest_article_at": self.index.to_dict()["newest_article_at"],
            "index": self.index.to_dict(),
            "offset_unit": "unicode_code_point",
        }

    @property
    def documents(self) -> tuple[Article, ...]:
        """The distinct articles that are cited, in the order in which they are."""
        return tuple({citation.article.id: citation.article for citation in self.citations}.values())

    def to_anthropic(self) -> list[dict[str, Any]]:
        """Return the answer as content blocks of Anthropic's citations API, or the reason for none as one block.

        The texts of the blocks, joined, are the sentences without their markers. `document_index` counts
        `documents`; offsets are code points into their texts, the end exclusive.
        """
        if not self.sentences:
            return [{"type": "text", "text": self.reason}]
        numbers = {article.id: number for number, article in enumerate(self.documents)}
        blocks: list[dict[str, Any]] = []
        for sentence in self.sentences:
            cited = [self.citations[marker - 1] for marker in sentence.markers]
            blocks += [{"type": "text", "text": " "}] if blocks else []
            blocks.append(
                {
                    "type": "text",
                    "text": sentence.text,
                    "citations": [
                        {
                            "type": "char_location",
                            "cited_text": citation.quote,
                            "document_index": numbers[citation.article.id],
                            "document_title": citation.article.title or None,
                            "start_char_index": citation.span.start,
                            "end_char_index": citation.span.end,
                        }
                        for citation in cited
                    ],
                }
            )
        return blocks


TraceStatus = Literal["exact", "altered", "absent"]
Alteration = Literal["replaced", "dropped", "inserted", "elided"]
Concern = Literal["negation", "number", "date", "name"]


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

    def to_dict(self) -> dict[str, Any]:
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

    def to_dict(self) -> dict[str, Any]:
        """Return the match as plain JSON values."""
        return {
            **_located(self.article, self.span),
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
    index: IndexState = IndexState()

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

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain JSON values."""
        return {
            "excerpt": self.excerpt,
            "status": self.status,
            "reason": self.reason,
            "source": self.source.to_dict() if self.source else None,
            **{
                name: [match.to_dict() for match in getattr(self, name)]
                for name in ("earlier", "later", "undated", "nearest")
            },
            "index": self.index.to_dict(),
            "offset_unit": "unicode_code_point",
        }


Moment = str | date | datetime


def is_storable(moment: datetime) -> bool:
    """Tell whether a moment with a time zone survives being kept as seconds since 1970."""
    try:
        datetime.fromtimestamp(moment.timestamp(), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Where:
    """Which articles to search: those that meet every condition given.

    Attributes:
        publisher: One name or several, compared without regard to case.
        since: Earliest date of publication, inclusive: a date, a datetime or either in ISO 8601.
        until: Latest date of publication, inclusive; a date without a time means its whole day.
        articles: One id or several; None means any.

    An article without a date meets no condition on dates. A moment without a time zone is in UTC.

    Raises:
        InputError: A date cannot be read, or `since` is after `until`.
    """

    publisher: str | Sequence[str] | None = None
    since: Moment | None = None
    until: Moment | None = None
    articles: str | Sequence[str] | None = None

    def __post_init__(self) -> None:
        for name in ("publisher", "articles"):
            value = getattr(self, name)
            if not (value is None or all(isinstance(item, str) for item in _several(value))):
                raise InputError(f"{name}: found {value!r:.60}, expected one name or several")
        earliest, latest = self.bounds
        if earliest and latest and earliest >= latest:
            raise InputError(f"since {self.since} is after until {self.until}: swap them")

    @property
    def publishers(self) -> tuple[str, ...]:
        """The publishers asked for, none if any will do."""
        return tuple(folded(name) for name in _several(self.publisher or ()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the articles asked for, none if any will do."""
        return tuple(_several(self.articles or ()))

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """First moment and the moment just after the last."""
        latest = _moment(self.until, "until")
        if latest is not None:
            whole_day = not isinstance(self.until, datetime) and len(str(self.until)) <= len("2025-06-30")
            try:
                latest += timedelta(days=1) if whole_day else timedelta(microseconds=1)
            except OverflowError:
                latest = None  # nothing is later
        return _moment(self.since, "since"), latest


def _several(value: str | Sequence[str]) -> Sequence[str]:
    """Return what was given as a sequence, whatever it was."""
    return (value,) if isinstance(value, str) or not isinstance(value, Sequence) else value


def _moment(value: Moment | None, name: str) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise InputError(f"{name}: found {value!r:.60}, expected a date such as 2025-06-30") from error
    if not isinstance(value, date):
        raise InputError(f"{name}: found {value!r:.60}, expected a date such as 2025-06-30")
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value if value.tzinfo else value.replace(tzinfo=UTC)


OutcomeStatus = Literal["added", "updated", "unchanged", "rejected"]
ArticleOrder = Literal["added", "newest", "oldest", "publisher", "title"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article that was to be added.

    Attributes:
        status: What was done.
        source: The file, or the id of an article that was given as an object.
        id: The article's id, None if it was rejected.
        reason: Why it was rejected.
        warnings: What the user should know although it was taken.
        passages: Number of its passages; 0 if it is unchanged.
        embedded: How many of them had to be embedded; the others were known.
    """

    status: OutcomeStatus
    source: str
    id: str | None = None
    reason: str = ""
    warnings: tuple[str, ...] = ()
    passages: int = 0
    embedded: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as plain JSON values."""
        return {
            "status": self.status,
            "source": self.source,
            "id": self.id,
            "reason": self.reason,
            "warnings": list(self.warnings),
            "passages": self.passages,
            "embedded": self.embedded,
        }


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of everything that was to be added.

    Attributes:
        outcomes: One for each article or rejected file, in the order in which they were acknowledged.
        skipped: Files of a folder that are not of a kind that Byline reads.
        warnings: What is wrong with a metadata.csv.
    """

    outcomes: tuple[Outcome, ...] = ()
    skipped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def _ids(self, status: OutcomeStatus) -> tuple[str, ...]:
        return tuple(outcome.id for outcome in self.outcomes if outcome.status == status and outcome.id)

    @property
    def added(self) -> tuple[str, ...]:
        """Ids of new articles."""
        return self._ids("added")

    @property
    def updated(self) -> tuple[str, ...]:
        """Ids of articles that have a new version."""
        return self._ids("updated")

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Ids of articles that were there already, as they are."""
        return self._ids("unchanged")

    @property
    def rejected(self) -> tuple[Outcome, ...]:
        """What was not taken, each with its source and reason."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == "rejected")

    @property
    def embedded(self) -> int:
        """How many passages had to be embedded."""
        return sum(outcome.embedded for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article with the same or almost the same text.

    Attributes:
        id: The other article.
        similarity: Estimated share of word triples in common (Jaccard), in [0, 1]; 1 for an exact copy.
    """

    id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text: a line of the list of articles.

    Attributes:
        version: SHA-256 of its present version; see `Article.version`.
        versions: How many versions were added, the present one included.
        characters: Length of its text in code points.
        passages: Number of its passages.
        copies: Copies and near copies in the archive, most similar first.
    """

    id: str
    title: str
    url: str | None
    publisher: str | None
    author: str | None
    published: datetime | None
    language: str | None
    version: str
    versions: int
    characters: int
    passages: int
    copies: tuple[Copy, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain JSON values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        values["published"] = self.published.isoformat() if self.published else None
        values["copies"] = [{"id": copy.id, "similarity": copy.similarity} for copy in self.copies]
        return values


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some of the articles that were searched for.

    Attributes:
        total: How many there are on all pages.
        articles: Those on this one, in the order asked for.
    """

    total: int
    articles: tuple[ArticleSummary, ...]


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One version of an article.

    Attributes:
        version: See `Article.version`.
        added_at: When it was added.
        characters: Length of its text in code points.
    """

    version: str
    added_at: datetime
    characters: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what `doctor` found."""

    healthy: bool
    subject: str
    detail: str

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return {"healthy": self.healthy, "subject": self.subject, "detail": self.detail}
