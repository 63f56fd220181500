"""The JSON types of all records.

`to_dict` of each record returns the type defined here. The HTTP API publishes these types, receipts are checked
against them, and conversations and feedback are stored in them. Offsets count Unicode code points; ends are
exclusive. Indices of citations count from 0, markers from 1. A type that is `closed` allows no other keys.
"""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # before Python 3.12, pydantic accepts no other

from byline.records.vocabulary import (
    Alteration,
    CheckStatus,
    CitationState,
    Concern,
    ConflictType,
    ContextKind,
    Listed,
    Mode,
    OffsetUnit,
    OutcomeStatus,
    PageUnit,
    QuestionKind,
    Status,
    Thumb,
    TraceStatus,
    Verdict,
    VerificationVerdict,
)

# The archive and its articles


class IndexStateJson(TypedDict):
    """The contents of the archive when it was asked."""

    generation: int
    articles: int
    passages: int
    newest_article_at: str | None
    fingerprint: str | None


class CopyJson(TypedDict):
    """Another article with the same or nearly the same text."""

    id: str
    similarity: float


class ArticleSummaryJson(TypedDict):
    """An article without its text."""

    id: str
    title: str
    url: str | None
    publisher: str | None
    author: str | None
    published: str | None
    language: str | None
    version: str
    versions: int
    characters: int
    passages: int
    copies: list[CopyJson]
    notes: list[str]
    in_part: bool
    updated: str | None
    inferred: list[str]
    edited: list[str]
    path: str | None


class PagesJson(TypedDict):
    """Where the pages of a file begin: the offset of each page in the text."""

    unit: PageUnit
    starts: list[int]


class ArticleJson(ArticleSummaryJson):
    """An article with its text; `pages` is null if its file has none."""

    text: str
    pages: PagesJson | None


class ArticlePageJson(TypedDict):
    """A page of the list of articles; `total` counts the articles on all pages."""

    total: int
    articles: list[ArticleSummaryJson]


class OutcomeJson(TypedDict):
    """The result of adding one article."""

    status: OutcomeStatus
    source: str
    id: str | None
    reason: str
    warnings: list[str]
    passages: int
    embedded: int


class FindingJson(TypedDict):
    """One line of the report of `doctor`."""

    healthy: bool
    subject: str
    detail: str


# Places in articles


class PageRangeJson(TypedDict):
    """The pages a place is on: first and last, both included, counted from 1 in the order of the file."""

    unit: PageUnit
    first: int
    last: int


class PlaceJson(TypedDict):
    """A place in an article, with the words there and, if there are any, the names of inferred and edited fields."""

    type: Literal["char_location"]
    cited_text: str
    document_id: str
    document_title: str
    start_char_index: int
    end_char_index: int
    url: str | None
    publisher: str | None
    published_at: str | None
    document_version: str
    inferred_fields: NotRequired[list[str]]
    edited_fields: NotRequired[list[str]]
    path: NotRequired[str | None]  # absent from records kept before paths existed
    pages: NotRequired[PageRangeJson]  # only if the file has pages


class HitJson(PlaceJson):
    """A passage found by a search."""

    score: float
    rank: int
    similarity: float | None
    keyword_score: float | None


class HitsJson(TypedDict):
    """Search results, best first; `undated` counts articles left out only because they have no date."""

    hits: list[HitJson]
    undated: int


class QuoteJson(PlaceJson):
    """A place in an article, with its marker and the text before and after it."""

    marker: int
    prefix: str
    suffix: str


class CitationJson(QuoteJson):
    """A place in an article that supports the reply."""

    document_index: int


class ContextJson(QuoteJson):
    """A place that overturns or limits a quote of the reply."""

    kind: ContextKind


# Replies


class SentenceJson(TypedDict):
    """Where a sentence is in the answer, and the citations that support it."""

    start: int
    end: int
    citations: list[int]


class CitedDateJson(TypedDict):
    """A date in a quote, resolved."""

    marker: int
    start_char_index: int
    end_char_index: int
    text: str
    iso: str
    inferred: bool


class SourcesJson(TypedDict):
    """Number of articles, publishers and independent origins of the citations."""

    articles: int
    publishers: int
    independent_origins: int


class OriginJson(TypedDict):
    """Citations that go back to the same report."""

    citations: list[int]
    reason: str


class ConflictingValueJson(TypedDict):
    """One of several differing values."""

    value: str
    citation: int
    citations: list[int]
    said_by: NotRequired[str]  # only if a quote names the person


class ConflictJson(TypedDict):
    """Values on which articles disagree."""

    type: ConflictType
    values: list[ConflictingValueJson]


class ItemJson(TypedDict):
    """One item of an answer that is a list; `citation` is the first of `citations`."""

    text: str
    citation: int
    citations: list[int]


class StruckJson(TypedDict):
    """A sentence of a language model, removed because its citations do not support it."""

    text: str
    faults: list[str]


class ListedArticleJson(TypedDict):
    """An article in a listing; `citation` is the index of the citation that contains the words searched for."""

    id: str
    title: str
    url: str | None
    publisher: str | None
    author: str | None
    published: str | None
    version: str
    citation: int | None


class ListedNameJson(TypedDict):
    """A publisher or author, with the number of their articles."""

    name: str
    articles: int


class ListingJson(TypedDict):
    """Articles, publishers or authors counted in the catalogue; `total` counts all that were found."""

    heading: str
    understood: str
    listed: Listed
    total: int
    searched: int
    articles: list[ListedArticleJson]
    names: list[ListedNameJson]
    command: str


class ReplyJson(TypedDict):
    """The answer to a question, or the reason why there is none.

    `nearest` has the three closest passages if there is no answer; `hits` has all passages that were considered.
    """

    question: str
    query: str
    status: Status
    mode: Mode
    question_kind: NotRequired[QuestionKind]  # absent from older replies
    reader: NotRequired[str]  # absent from older replies
    answer: str
    short: str | None
    verdict: Verdict | None
    confidence: float
    reason: str
    note: str
    spans: list[SentenceJson]
    citations: list[CitationJson]
    dates: list[CitedDateJson]
    sources: NotRequired[SourcesJson]  # absent from older replies, which used another name
    origins: list[OriginJson]
    conflicts: list[ConflictJson]
    items: NotRequired[list[ItemJson]]  # absent from older replies
    struck: list[StruckJson]
    context: NotRequired[list[ContextJson]]  # absent from older replies
    nearest: list[QuoteJson]
    hits: list[HitJson]
    newest_article_at: str | None
    index: IndexStateJson
    offset_unit: OffsetUnit
    listing: NotRequired[ListingJson | None]  # absent from older replies
    undated: NotRequired[int]  # absent from older replies


# Traces


class DifferenceJson(TypedDict):
    """One difference between an excerpt and an article."""

    kind: Alteration
    original: str
    altered: str
    words: int
    start_char_index: int | None
    end_char_index: int | None
    concerns: list[Concern]


class MatchJson(PlaceJson):
    """A place in an article where an excerpt occurs, word for word or altered."""

    changes: int
    differences: list[DifferenceJson]


class TraceJson(TypedDict):
    """Where an excerpt comes from."""

    excerpt: str
    status: TraceStatus
    reason: str
    source: MatchJson | None
    earlier: list[MatchJson]
    later: list[MatchJson]
    undated: list[MatchJson]
    nearest: list[MatchJson]
    index: IndexStateJson
    offset_unit: OffsetUnit


# Timelines


# `from` is a Python keyword, so this key needs the functional form.
_DatedJson = TypedDict("_DatedJson", {"from": str | None, "to": str | None, "in_words": str | None})


class TimelineEntryJson(PlaceJson, _DatedJson):
    """A sentence on a subject, with the first and last day it names."""

    precision: str | None
    inferred: bool
    prefix: str
    suffix: str


class TimelineJson(TypedDict):
    """Sentences on a subject: `dated` in order of date, `undated` most relevant first."""

    subject: str
    dated: list[TimelineEntryJson]
    undated: list[TimelineEntryJson]


class CheckedWordsJson(TypedDict):
    """A sentence of a checked text, or a quotation in one; `start` and `end` count from the start of the text.

    `in_full` has the whole sentences of the source around the words; `turning_word` is a word directly before them in
    the source that may reverse their meaning.
    """

    text: str
    start: int
    end: int
    status: CheckStatus
    reason: str
    source: MatchJson | None
    copies: list[MatchJson]
    nearest: list[MatchJson]
    joins_sentences: bool
    in_full: PlaceJson | None
    turning_word: str
    quotes: list["CheckedWordsJson"]


class CheckJson(TypedDict):
    """Which sentences of a text appear in the archive."""

    text: str
    sentences: list[CheckedWordsJson]
    index: IndexStateJson
    offset_unit: OffsetUnit


# Stored replies


class FiltersJson(TypedDict):
    """The articles to which a question of a conversation is limited; see `Filters`."""

    publishers: list[str]
    since: str
    until: str
    only: list[str] | None
    but: list[str]


class TurnJson(TypedDict):
    """A question of a conversation, with its reply or a note; see `Turn`."""

    question: str
    reply: ReplyJson | None
    note: str
    asked_of: str
    filters: NotRequired[FiltersJson]


class FeedbackJson(TypedDict):
    """Feedback on a reply; `reply` is a `ReplyJson` as defined by the version of Byline that gave the reply."""

    given_at: str
    verdict: Thumb
    question: str
    history: list[str]
    right_answer: str
    absent: bool
    reply: dict[str, Any]


class SealJson(TypedDict, closed=True):
    """The seal of a receipt: the archive's name, and the HMAC of everything else."""

    algorithm: str
    archive: str
    value: str


class ReceiptJson(TypedDict, closed=True):
    """A reply with the settings that produced it, and a seal; see `Receipt`."""

    type: str
    schema: int
    made_at: str
    byline: str
    settings: dict[str, Any]
    reply: ReplyJson
    seal: SealJson | None


class RangeJson(TypedDict):
    """A range of code points."""

    start: int
    end: int


class StandingJson(TypedDict):
    """Where a citation of a receipt is in the archive today."""

    marker: int
    document_id: str
    document_title: str
    cited: RangeJson
    state: CitationState
    present: RangeJson | None
    changed_at: str | None


class IndexChangeJson(TypedDict):
    """The contents of the archive when a receipt was made (null if unknown) and now."""

    then: IndexStateJson | None
    now: IndexStateJson


class VerificationJson(TypedDict):
    """The result of verifying a receipt against the archive."""

    verdict: VerificationVerdict
    reasons: list[str]
    citations: list[StandingJson]
    notes: list[str]
    index: IndexChangeJson
