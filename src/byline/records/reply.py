"""The answer to a question: its sentences, their citations, and what is known about the citations."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self, get_args

from byline.errors import InputError
from byline.language.text import one_line
from byline.records.article import Article, Span, located
from byline.records.days import Days
from byline.records.listing import Listing
from byline.records.pages import PageRange
from byline.records.reports import NEVER_WRITTEN, IndexState
from byline.records.search import Hit
from byline.records.vocabulary import ConflictType, ContextKind, Mode, QuestionKind, Status, Verdict

if TYPE_CHECKING:
    from byline.records import wire


CONTEXT_CHARACTERS = 32  # kept before and after a quote; as many as Hypothesis keeps
MAY_ANSWER = "This may answer it:"  # introduces a likely answer wherever one is shown
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an article that supports the answer. Its quote is taken from the article."""

    marker: int
    article: Article
    span: Span

    @property
    def quote(self) -> str:
        """The cited words, exactly as in the article."""
        return self.article[self.span]

    @property
    def prefix(self) -> str:
        """Up to 32 characters before the quote; together with quote and `suffix`, a W3C TextQuoteSelector."""
        return self.article.text[max(0, self.span.start - CONTEXT_CHARACTERS) : self.span.start]

    @property
    def suffix(self) -> str:
        """Up to 32 characters after the quote."""
        return self.article.text[self.span.end : self.span.end + CONTEXT_CHARACTERS]

    @property
    def pages(self) -> PageRange | None:
        """The pages the quote is on; None if the article's file has no pages."""
        return self.article.pages_of(self.span)

    def to_anthropic(self, document_index: int) -> dict[str, Any]:
        """Return the citation in the format of Anthropic's citations API: by page if possible, else by character.

        Pages count from 1. The end is exclusive in both cases.
        """
        found: dict[str, Any] = {
            "type": "char_location",
            "cited_text": self.quote,
            "document_index": document_index,
            "document_title": self.article.title or None,
        }
        if (pages := self.pages) and pages.unit == "page":
            numbers = {"start_page_number": pages.first, "end_page_number": pages.last + 1}
            return {**found, "type": "page_location", **numbers}
        return {**found, "start_char_index": self.span.start, "end_char_index": self.span.end}

    def to_dict(self) -> "wire.QuoteJson":
        """Return the citation as plain JSON values."""
        return {
            "marker": self.marker,
            **located(self.article, self.span),
            "prefix": self.prefix,
            "suffix": self.suffix,
        }


@dataclass(frozen=True, slots=True)
class Context(Citation):
    """A place that overturns or limits a citation; shown with the answer.

    Attributes:
        kind: `correction`, `retraction` or `update` for such a notice; `sequel` for the next sentence of the cited
            article.
    """

    kind: ContextKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer, with the markers of the citations that support it."""

    text: str
    markers: tuple[int, ...]

    @property
    def marked(self) -> str:
        """The sentence followed by its markers: `It was banned in 2021. [1][2]`."""
        return self.text + " " + "".join(f"[{marker}]" for marker in self.markers)


@dataclass(frozen=True, slots=True)
class CitedDate:
    """A date in a quote that is incomplete or relative, resolved with the article's own date.

    Attributes:
        citation: The citation whose quote contains the words.
        span: Where the words are in its article.
        days: The days meant. They are inferred; the article does not state them.
    """

    citation: Citation
    span: Span
    days: Days

    @property
    def text(self) -> str:
        """The words, exactly as in the quote."""
        return self.citation.article[self.span]

    def to_dict(self) -> "wire.CitedDateJson":
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
    """One of several values that articles give for the same question.

    Attributes:
        value: The value as written in the cited quotes.
        markers: Markers of the citations that give it; at least one.
        said_by: The person the first of these citations attributes it to by name; empty if there is none.
    """

    value: str
    markers: tuple[int, ...]
    said_by: str = ""

    def to_dict(self) -> "wire.ConflictingValueJson":
        """Return the value as plain JSON values.

        `citations` are indices from 0 into the reply's citations; `citation` is the first of them.
        """
        indices = [marker - 1 for marker in self.markers]
        given: wire.ConflictingValueJson = {"value": self.value, "citation": indices[0], "citations": indices}
        if self.said_by:
            given["said_by"] = self.said_by
        return given


@dataclass(frozen=True, slots=True)
class Conflict:
    """Differing values that articles give, side by side; none is declared the right one.

    Attributes:
        type: How they differ, in the terms of Cattan et al. ("DRAGged into Conflicts", arXiv 2506.08500).
        values: At least two, best supported first.

    Raises:
        InputError: The type is unknown, there are fewer than two values, a value is empty or has no citation, or two
            values are the same.
    """

    type: ConflictType
    values: tuple[ConflictingValue, ...]

    def __post_init__(self) -> None:
        if self.type not in get_args(ConflictType):
            raise InputError(f"conflict: found the type {self.type!r}, expected one of {get_args(ConflictType)}")
        if len({one.value for one in self.values}) < max(2, len(self.values)):
            raise InputError(f"conflict: found {[one.value for one in self.values]}, expected two or more values")
        if not all(one.value and one.markers for one in self.values):
            raise InputError("conflict: every value must have at least one citation")

    def to_dict(self) -> "wire.ConflictJson":
        """Return the conflict as plain JSON values."""
        return {"type": self.type, "values": [one.to_dict() for one in self.values]}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an answer that is a list.

    Attributes:
        text: The item as written in the cited quotes.
        markers: Markers of the citations that name it; at least one.
    """

    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Citations that go back to the same report, statement or text.

    Attributes:
        citations: Their indices among the reply's citations, from 0, ascending.
        reason: Why they count as one source, such as `both attribute it to Reuters`; empty for a single article.
    """

    citations: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Origins:
    """How many independent origins the citations of a reply have. Independent does not mean true.

    Attributes:
        articles: Number of articles cited.
        publishers: Number of known publishers among them.
        unpublished: Number of cited articles without a known publisher.
        groups: One entry for each origin; every citation is in exactly one.
    """

    articles: int = 0
    publishers: int = 0
    unpublished: int = 0
    groups: tuple[Origin, ...] = ()

    @property
    def independent_origins(self) -> int:
        """Number of independent origins; at most the number of articles."""
        return len(self.groups)

    @property
    def sentence(self) -> str:
        """The counts in words for the reader; empty if only one article is cited."""
        if self.articles < 2:
            return ""
        if self.independent_origins == 1:
            return f"{self.articles} articles, one source: {self.groups[0].reason}"
        known = "one publisher" if self.publishers == 1 else f"{self.publishers} publishers"
        by_whom = "" if self.unpublished else f" from {known}"
        return f"{self.articles} articles{by_whom}, {self.independent_origins} independent sources"

    def to_dict(self) -> "wire.SourcesJson":
        """Return the counts as plain JSON values."""
        return {
            "articles": self.articles,
            "publishers": self.publishers,
            "independent_origins": self.independent_origins,
        }


@dataclass(frozen=True, slots=True)
class Struck:
    """A sentence written by a language model and removed because its citations do not support it.

    Attributes:
        text: The sentence as written, without markers.
        faults: What is wrong with it; at least one.
    """

    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a question, or the reason why there is none.

    Attributes:
        question: The question as asked.
        query: What was searched for; differs from the question if it is a follow-up.
        status: `answered`; `partial` if part of the question is not covered; `likely` if the sentences may answer the
            question but are too uncertain to be given as the answer; `no_answer`.
        sentences: The sentences of the answer, each with its citation markers, best supported first.
        citations: Numbered from 1 in the order in which the sentences cite them.
        confidence: Probability in [0, 1] that the best sentence found answers the question.
        reason: Why the status is not `answered`; empty otherwise.
        short_span: Where the few words that answer the question are in the first citation's article; None if the answer
            is `likely`.
        verdict: Answer to a yes/no question that the first citation settles explicitly; None if the answer is `likely`.
        note: A further remark, for example that nothing found is from the period asked about; empty if there is none.
        dates: Dates in the quotes that lack a year or are relative, resolved.
        conflicts: Values on which the cited articles disagree.
        items: The items of a list, each once; empty if the answer is not a list.
        hits: The closest passages that were searched, best first.
        undated: Number of articles left out of the search only because they have no date.
        index: State of the archive when it was asked.
        origins: Which citations go back to the same report, statement or text.
        question_kind: What kind of question it was classified as.
        reader: The reader that found the answer: `small`, `large`, or a model of the user's; empty if nothing was read.
        mode: `extractive` if the sentences are quoted from articles, `written` if a language model wrote them.
        struck: Sentences of the language model that were removed as unsupported; not part of the answer.
        context: Places that overturn or limit a quote; shown with the answer but not part of it. Their markers continue
            those of the citations.
        listing: The answer to a question about the archive itself. It replaces the sentences, and its articles have the
            citations.

    Raises:
        InputError: An invariant is violated:

            - Every sentence has at least one existing citation and, unless a language model wrote it, equals the quote
              of its first citation; every citation is used.
            - The short answer is inside the first citation, each date inside its citation, and each conflicting value
              and list item inside every quote it is cited to.
            - Context does not overlap the citations and appears only together with an answer.
            - A reply without an answer has a reason and no citation; a likely answer has a reason, no short answer and
              no verdict.
            - A listing has no sentences, short answer, verdict or context; its status is `answered` with confidence 1,
              its question kind `catalogue`, and each of its articles is cited to itself.
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
    items: tuple[Item, ...] = ()
    hits: tuple[Hit, ...] = ()
    undated: int = 0
    index: IndexState = NEVER_WRITTEN
    origins: Origins = Origins()
    question_kind: QuestionKind = "fact"
    reader: str = ""
    mode: Mode = "extractive"
    struck: tuple[Struck, ...] = ()
    context: tuple[Context, ...] = ()
    listing: Listing | None = None

    def __post_init__(self) -> None:
        carried = list(dict.fromkeys(marker for sentence in self.sentences for marker in sentence.markers))
        carried += self.listing.markers if self.listing else ()
        markers = [citation.marker for citation in self.citations]
        if self.status == "no_answer":
            if self.sentences or self.citations or not self.reason:
                raise InputError("a reply without an answer must have a reason, no sentence and no citation")
        elif self.listing:
            if self.sentences or self.question_kind != "catalogue" or (self.status, self.confidence) != ("answered", 1):
                raise InputError("a listing must be the only answer, certain, and to a question about the archive")
        elif not self.sentences or not all(sentence.markers for sentence in self.sentences):
            raise InputError("every sentence of an answer must have at least one citation")
        if self.status == "likely" and (self.short_span or self.verdict or not self.reason):
            raise InputError("a likely answer must have a reason, no short answer and no verdict")
        if carried != markers or markers != list(range(1, len(markers) + 1)):
            raise InputError(f"the sentences have the markers {carried}, but the citations are {markers}")
        if self.context and not self.citations:
            raise InputError("context without an answer")
        if [one.marker for one in self.context] != list(range(len(markers) + 1, len(self.cited) + 1)):
            raise InputError("the markers of the context must continue those of the citations")
        for one in self.context:
            if any(other.article.id == one.article.id and other.span.overlaps(one.span) for other in self.citations):
                raise InputError("context must not overlap a quote")
        if any(citation.span.end > len(citation.article.text) for citation in self.cited):
            raise InputError("a citation extends past the end of its article")
        self._check_listing()
        quotes = {citation.marker: one_line(citation.quote) for citation in self.citations}
        own = self.mode == "extractive"
        if own and any(one.text.strip("…") != quotes[one.markers[0]].strip("…") for one in self.sentences):
            raise InputError("a sentence is not word for word the quote of its first citation")
        if self.verdict and not self.citations:
            raise InputError("a verdict must have a citation")
        if self.short_span and not (self.citations and self.citations[0].span.contains(self.short_span)):
            raise InputError("the short answer is not in the first citation")
        for dated in self.dates:
            if dated.citation not in self.citations or not dated.citation.span.contains(dated.span):
                raise InputError(f"the date at {dated.span} is not in its citation")
        verbatim = {citation.marker: citation.quote for citation in self.citations}
        for value in (value for conflict in self.conflicts for value in conflict.values):
            if not all(value.value in verbatim.get(marker, "") for marker in value.markers):
                raise InputError(f"the conflicting value {value.value!r} is not in every quote it is cited to")
        for item in self.items:
            if not item.text or not item.markers:
                raise InputError("every item of a list must have a text and at least one citation")
            if not all(item.text in verbatim.get(marker, "") for marker in item.markers):
                raise InputError(f"the list item {item.text!r} is not in every quote it is cited to")
        if not 0 <= self.confidence <= 1:
            raise InputError(f"confidence {self.confidence}: expected a probability")

    def _check_listing(self) -> None:
        if self.listing and (self.status == "no_answer" or self.context or self.short_span or self.verdict):
            raise InputError("a listing must be the only answer, certain, and to a question about the archive")
        for listed in self.listing.articles if self.listing else ():
            cited = listed.marker and self.citations[listed.marker - 1].article
            if cited and (cited.id, cited.version) != (listed.id, listed.version):
                raise InputError(f"article {listed.id!r} of a listing is cited to another article, {cited.id!r}")

    def with_note(self, note: str) -> Self:
        """Return the reply with a note added."""
        return replace(self, note="; ".join(filter(None, (self.note, note))))

    @property
    def text(self) -> str:
        """The sentences with their markers; empty if there is no answer."""
        return " ".join(sentence.marked for sentence in self.sentences)

    @property
    def cited(self) -> tuple[Citation, ...]:
        """The citations and the context, in the order of their markers."""
        return (*self.citations, *self.context)

    @property
    def short(self) -> str | None:
        """The few words that answer the question, verbatim from the first citation."""
        return self.citations[0].article[self.short_span] if self.short_span else None

    @property
    def lead(self) -> str | None:
        """The headline above the sentences: yes or no, else the short answer on one line."""
        return self.verdict.capitalize() if self.verdict else one_line(self.short) if self.short else None

    @property
    def nearest(self) -> tuple[Citation, ...]:
        """The three closest passages, best first, numbered from 1, if there is no answer; otherwise empty."""
        closest = self.hits[:_NEAREST] if self.status == "no_answer" else ()
        return tuple(Citation(marker, hit.article, hit.span) for marker, hit in enumerate(closest, start=1))

    def to_dict(self) -> "wire.ReplyJson":
        """Return the reply as plain JSON values; offsets count code points, ends are exclusive.

        Citations are a superset of Anthropic's `char_location`; spans of the answer have `start` and `end` as in
        Cohere's API.
        """
        spans: list[wire.SentenceJson] = []
        position = 0
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
            "question_kind": self.question_kind,
            "reader": self.reader,
            "answer": self.text,
            "short": self.short,
            "verdict": self.verdict,
            "confidence": self.confidence,
            "reason": self.reason,
            "note": self.note,
            "spans": spans,
            "citations": [{"document_index": citation.marker - 1, **citation.to_dict()} for citation in self.citations],
            "dates": [dated.to_dict() for dated in self.dates],
            "sources": self.origins.to_dict(),
            "origins": [
                {"citations": list(origin.citations), "reason": origin.reason} for origin in self.origins.groups
            ],
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "items": [
                {
                    "text": item.text,
                    "citation": item.markers[0] - 1,
                    "citations": [marker - 1 for marker in item.markers],
                }
                for item in self.items
            ],
            "struck": [{"text": one.text, "faults": list(one.faults)} for one in self.struck],
            "context": [{"kind": one.kind, **one.to_dict()} for one in self.context],
            "nearest": [one.to_dict() for one in self.nearest],
            "hits": [hit.to_dict() for hit in self.hits],
            "newest_article_at": self.index.to_dict()["newest_article_at"],
            "index": self.index.to_dict(),
            "offset_unit": "unicode_code_point",
            "listing": self.listing.to_dict() if self.listing else None,
            "undated": self.undated,
        }

    @property
    def documents(self) -> tuple[Article, ...]:
        """The distinct articles cited, in order of citation, followed by those of the context."""
        return tuple({citation.article.id: citation.article for citation in self.cited}.values())

    def to_anthropic(self) -> list[dict[str, Any]]:
        """Return the answer as content blocks of Anthropic's citations API; if there is none, the reason as one block.

        Use them as the content of an *assistant* message: since version 2026-10-21 the API rejects citations in a user
        message. Put the articles, `documents`, in a user message before it, each as a plain text `document` with
        citations enabled, in this order; `document_index` counts them from 0.

        The texts of the blocks, joined, are the sentences without markers, then the context; a likely answer starts
        with "This may answer it:". A listing is one block without citations. Offsets count code points of the
        documents' texts, pages count from 1, and ends are exclusive. A quote from a file with pages is a
        `page_location`, any other a `char_location`.
        """
        if self.listing:
            return [{"type": "text", "text": self.listing.heading}]
        if not self.sentences:
            return [{"type": "text", "text": self.reason}]
        numbers = {article.id: number for number, article in enumerate(self.documents)}
        blocks: list[dict[str, Any]] = [{"type": "text", "text": MAY_ANSWER}] if self.status == "likely" else []
        context = (Sentence(one_line(one.quote), (one.marker,)) for one in self.context)
        for sentence in (*self.sentences, *context):
            cited = [self.cited[marker - 1] for marker in sentence.markers]
            blocks.append(
                {
                    "type": "text",
                    "text": f" {sentence.text}" if blocks else sentence.text,  # a block of only a space may be dropped
                    "citations": [citation.to_anthropic(numbers[citation.article.id]) for citation in cited],
                }
            )
        return blocks
