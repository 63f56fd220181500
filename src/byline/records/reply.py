"""The answer to a question: its sentences, what they cite, and what is known of the citations."""

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


CONTEXT_CHARACTERS = 32  # of the text before and after a quote; as many as Hypothesis keeps
MAY_ANSWER = "This may answer it:"  # said before the sentences of a likely answer, wherever they are shown
_NEAREST = 3


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

    @property
    def pages(self) -> PageRange | None:
        """The pages on which the quote stands, None if the article's file has none."""
        return self.article.pages_of(self.span)

    def to_anthropic(self, document_index: int) -> dict[str, Any]:
        """Return the citation as Anthropic's citations API has it: by its pages if there are any, else by characters.

        Pages count from 1; the end of both is exclusive.
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
    """A place that overturns or limits what a citation says; it is shown with the answer.

    Attributes:
        kind: A notice of `correction`, `retraction` or `update`; `sequel` for what the article cited says next.
    """

    kind: ContextKind


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
    """One of the values that articles give for the same question.

    Attributes:
        value: As it is written in the quotes of the citations.
        markers: Of the citations that give it, at least one.
        said_by: Who says so, where the first of the citations attributes it to somebody by name; empty if nobody.
    """

    value: str
    markers: tuple[int, ...]
    said_by: str = ""

    def to_dict(self) -> "wire.ConflictingValueJson":
        """Return the value as plain JSON values; `citation`, the first of `citations`, counts the reply's from 0."""
        indices = [marker - 1 for marker in self.markers]
        given: wire.ConflictingValueJson = {"value": self.value, "citation": indices[0], "citations": indices}
        if self.said_by:
            given["said_by"] = self.said_by
        return given


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

    def to_dict(self) -> "wire.ConflictJson":
        """Return the conflict as plain JSON values."""
        return {"type": self.type, "values": [one.to_dict() for one in self.values]}


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things that a question asks for.

    Attributes:
        text: As it is written in the quotes of the citations.
        markers: Of the citations that name it, at least one.
    """

    text: str
    markers: tuple[int, ...]


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

    def to_dict(self) -> "wire.SourcesJson":
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
        status: `answered`; `partial` if a part of the question is not covered; `likely` if the sentences may answer
            but are not sure enough to be given as the answer; `no_answer`.
        sentences: What is shown, each with the markers of its citations, best supported first.
        citations: Numbered from 1 in the order in which the sentences name them.
        confidence: Probability in [0, 1] that the best sentence found answers the question.
        reason: Why the status is not `answered`; empty otherwise.
        short_span: Where the few words that answer stand in the first citation's article; None if `likely`.
        verdict: To a yes or no question, where the first citation says so in as many words; None if `likely`.
        note: What to know besides, such as that nothing found is of the time asked for; empty if nothing.
        dates: What the dates in the quotes mean that lack a year or are told from the article's own date.
        conflicts: Values on which the articles cited differ.
        items: Of a list: each thing that answers, once; empty where the answer is no list.
        hits: The closest of the passages that were looked at, best first.
        undated: How many articles only a missing date kept from meeting the conditions.
        index: The archive that was asked, as it was then.
        origins: Which citations go back to the same report, statement or text.
        question_kind: What kind of question it was taken for.
        reader: Which reader found the answer: `small`, `large`, or a model of the user's; empty if nothing was read.
        mode: `extractive` if the sentences are the articles' own, `written` if a language model wrote them.
        struck: What a language model wrote besides, which is not borne out; no part of the answer.
        context: What overturns or limits a quote, numbered on from the citations; it is shown with the answer and no
            part of it.
        listing: The answer to a question about the articles themselves, counted in the catalogue; it takes the place
            of the sentences, and its articles carry the citations.

    Raises:
        InputError: The invariants do not hold: every sentence carries a citation that exists and, unless a language
            model wrote it, is what its first citation quotes, every citation is carried by a sentence, the short
            answer lies in the first citation, each date in its citation, each value of a conflict and each item in the
            quotes that it names, context lies beside the citations, a reply that answers nothing has a reason and no
            citation, a likely one has a reason, no short answer and no verdict, and a listing stands alone, in a sure
            answer to a question about the catalogue, each of its citations being of the article that carries it.
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
                raise InputError("a reply without an answer has a reason, no sentence and no citation")
        elif self.listing:
            if self.sentences or self.question_kind != "catalogue" or (self.status, self.confidence) != ("answered", 1):
                raise InputError("a listing stands alone, and is the sure answer to a question about the catalogue")
        elif not self.sentences or not all(sentence.markers for sentence in self.sentences):
            raise InputError("every sentence of an answer carries at least one citation")
        if self.status == "likely" and (self.short_span or self.verdict or not self.reason):
            raise InputError("a likely answer has a reason, no short answer and no verdict")
        if carried != markers or markers != list(range(1, len(markers) + 1)):
            raise InputError(f"sentences carry the markers {carried}, the citations are {markers}")
        if self.context and not self.citations:
            raise InputError("context stands with an answer")
        if [one.marker for one in self.context] != list(range(len(markers) + 1, len(self.cited) + 1)):
            raise InputError("the markers of context go on from those of the citations")
        for one in self.context:
            if any(other.article.id == one.article.id and other.span.overlaps(one.span) for other in self.citations):
                raise InputError("context stands beside the quotes")
        if any(citation.span.end > len(citation.article.text) for citation in self.cited):
            raise InputError("a citation reaches beyond the end of its article")
        self._check_listing()
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
        for item in self.items:
            if not item.text or not item.markers:
                raise InputError("every item of a list has words and carries at least one citation")
            if not all(item.text in verbatim.get(marker, "") for marker in item.markers):
                raise InputError(f"the item {item.text!r} of a list does not stand in each quote it is cited to")
        if not 0 <= self.confidence <= 1:
            raise InputError(f"confidence {self.confidence}: expected a probability")

    def _check_listing(self) -> None:
        if self.listing and (self.status == "no_answer" or self.context or self.short_span or self.verdict):
            raise InputError("a listing stands alone, and is the sure answer to a question about the catalogue")
        for listed in self.listing.articles if self.listing else ():
            cited = listed.marker and self.citations[listed.marker - 1].article
            if cited and (cited.id, cited.version) != (listed.id, listed.version):
                raise InputError(f"article {listed.id!r} of a listing is cited by another, {cited.id!r}")

    def with_note(self, note: str) -> Self:
        """Return the reply with a further note."""
        return replace(self, note="; ".join(filter(None, (self.note, note))))

    @property
    def text(self) -> str:
        """The sentences with their markers, empty where there is no answer."""
        return " ".join(sentence.marked for sentence in self.sentences)

    @property
    def cited(self) -> tuple[Citation, ...]:
        """The citations and the context, by their markers."""
        return (*self.citations, *self.context)

    @property
    def short(self) -> str | None:
        """The few words that answer, verbatim from the first citation."""
        return self.citations[0].article[self.short_span] if self.short_span else None

    @property
    def lead(self) -> str | None:
        """What stands above the sentences: yes or no, else the few words that answer, on one line."""
        return self.verdict.capitalize() if self.verdict else one_line(self.short) if self.short else None

    @property
    def nearest(self) -> tuple[Citation, ...]:
        """The three closest passages if there is no answer, best first, numbered from 1; none if there is one."""
        closest = self.hits[:_NEAREST] if self.status == "no_answer" else ()
        return tuple(Citation(marker, hit.article, hit.span) for marker, hit in enumerate(closest, start=1))

    def to_dict(self) -> "wire.ReplyJson":
        """Return the reply as plain JSON values, offsets in code points with an exclusive end.

        A superset of Anthropic's `char_location` on the side of the source and of Cohere's `start` and
        `end` on the side of the answer.
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
        }

    @property
    def documents(self) -> tuple[Article, ...]:
        """The distinct articles that are cited, in the order in which they are, then those of the context."""
        return tuple({citation.article.id: citation.article for citation in self.cited}.values())

    def to_anthropic(self) -> list[dict[str, Any]]:
        """Return the answer as content blocks of Anthropic's citations API, or the reason for none as one block.

        They are the content of an *assistant* message: since its version 2026-10-21 the API refuses citations in a
        user message. The articles themselves, `documents`, go before it in a user message, a plain text `document`
        each with citations enabled, in this order: `document_index` counts them.

        The texts of the blocks, joined, are the sentences without their markers, then the context; a likely answer
        begins with "This may answer it:". A listing is one block that cites nothing. Offsets are code points into the
        texts of the documents, pages count from 1, the end of both is exclusive. A quote of a file that has pages is a
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
                    "text": f" {sentence.text}" if blocks else sentence.text,  # a block of a blank alone may be dropped
                    "citations": [citation.to_anthropic(numbers[citation.article.id]) for citation in cited],
                }
            )
        return blocks
