"""The one JSON form of what flows: its types.

`to_dict` of each record gives what the type here describes. The HTTP API publishes these types, receipts are checked
against them, and conversations and feedback keep them. Offsets count Unicode code points, their end is exclusive.
Indices of citations count from 0, markers from 1. What is `closed` is refused with any other key.
"""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic takes no other before Python 3.12

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
    """What the archive held when it was asked."""

    generation: int
    articles: int
    passages: int
    newest_article_at: str | None
    fingerprint: str | None


class CopyJson(TypedDict):
    """Another article with much the same text."""

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
    """Where the pages of a file begin in its text: the offset of each, from the first on."""

    unit: PageUnit
    starts: list[int]


class ArticleJson(ArticleSummaryJson):
    """An article with its text; `pages` is null where its file has none."""

    text: str
    pages: PagesJson | None


class ArticlePageJson(TypedDict):
    """A page of the list of articles; `total` are all there are."""

    total: int
    articles: list[ArticleSummaryJson]


class OutcomeJson(TypedDict):
    """What became of one article that was to be added."""

    status: OutcomeStatus
    source: str
    id: str | None
    reason: str
    warnings: list[str]
    passages: int
    embedded: int


class FindingJson(TypedDict):
    """One line of what `doctor` found."""

    healthy: bool
    subject: str
    detail: str


# Places in articles


class PageRangeJson(TypedDict):
    """The pages on which a place stands, both ends included, counted from 1 as the file has them."""

    unit: PageUnit
    first: int
    last: int


class PlaceJson(TypedDict):
    """A place in an article, and the words that stand there; which of its data are inferred or edited, if any are."""

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
    path: NotRequired[str | None]  # what was kept before paths were has none
    pages: NotRequired[PageRangeJson]  # only of a file that has pages


class HitJson(PlaceJson):
    """A passage that was found."""

    score: float
    rank: int
    similarity: float | None
    keyword_score: float | None


class HitsJson(TypedDict):
    """What a search found, best first; `undated` articles were left out only because they have no date."""

    hits: list[HitJson]
    undated: int


class QuoteJson(PlaceJson):
    """A place in an article, its number, and what stands around it."""

    marker: int
    prefix: str
    suffix: str


class CitationJson(QuoteJson):
    """A place in an article that supports what a reply says."""

    document_index: int


class ContextJson(QuoteJson):
    """A place that overturns or limits what a reply quotes."""

    kind: ContextKind


# Replies


class SentenceJson(TypedDict):
    """Where a sentence of the answer stands in it, and what it cites."""

    start: int
    end: int
    citations: list[int]


class CitedDateJson(TypedDict):
    """Words of a quote that name a date, and what they mean by it."""

    marker: int
    start_char_index: int
    end_char_index: int
    text: str
    iso: str
    inferred: bool


class SourcesJson(TypedDict):
    """What the citations come from."""

    articles: int
    publishers: int
    independent_origins: int


class OriginJson(TypedDict):
    """Citations that go back to one report."""

    citations: list[int]
    reason: str


class ConflictingValueJson(TypedDict):
    """One of the values that articles give."""

    value: str
    citation: int
    citations: list[int]
    said_by: NotRequired[str]  # only where a quote names who says so


class ConflictJson(TypedDict):
    """Values on which articles differ."""

    type: ConflictType
    values: list[ConflictingValueJson]


class ItemJson(TypedDict):
    """One of several things that a question asks for; `citation` is the first of `citations`."""

    text: str
    citation: int
    citations: list[int]


class StruckJson(TypedDict):
    """A sentence of a language model that what it cites does not bear out."""

    text: str
    faults: list[str]


class ListedArticleJson(TypedDict):
    """An article of a listing; `citation` is the index of the citation that has what was looked for."""

    id: str
    title: str
    url: str | None
    publisher: str | None
    author: str | None
    published: str | None
    version: str
    citation: int | None


class ListedNameJson(TypedDict):
    """A publisher or author, and how many articles are theirs."""

    name: str
    articles: int


class ListingJson(TypedDict):
    """Articles, publishers or authors, counted in the catalogue: `total` are all there are."""

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

    `nearest` are the three closest passages if there is none, `hits` all passages that were looked at.
    """

    question: str
    query: str
    status: Status
    mode: Mode
    question_kind: NotRequired[QuestionKind]  # not in what was kept before it was told
    reader: NotRequired[str]  # not in what was kept before there were two
    answer: str
    short: str | None
    verdict: Verdict | None
    confidence: float
    reason: str
    note: str
    spans: list[SentenceJson]
    citations: list[CitationJson]
    dates: list[CitedDateJson]
    sources: NotRequired[SourcesJson]  # not in what was kept before it had this name
    origins: list[OriginJson]
    conflicts: list[ConflictJson]
    items: NotRequired[list[ItemJson]]  # not in what was kept before there were lists
    struck: list[StruckJson]
    context: NotRequired[list[ContextJson]]  # not in what was kept before it was shown
    nearest: list[QuoteJson]
    hits: list[HitJson]
    newest_article_at: str | None
    index: IndexStateJson
    offset_unit: OffsetUnit
    listing: NotRequired[ListingJson | None]  # not in what was kept before articles were counted


# Traces


class DifferenceJson(TypedDict):
    """Where an excerpt differs from an article."""

    kind: Alteration
    original: str
    altered: str
    words: int
    start_char_index: int | None
    end_char_index: int | None
    concerns: list[Concern]


class MatchJson(PlaceJson):
    """A place in an article that has an excerpt, word for word or altered."""

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


# `from` is a word of Python: such a key needs this form.
_DatedJson = TypedDict("_DatedJson", {"from": str | None, "to": str | None, "in_words": str | None})


class TimelineEntryJson(PlaceJson, _DatedJson):
    """A sentence on a subject, and the first and last day that it names."""

    precision: str | None
    inferred: bool
    prefix: str
    suffix: str


class TimelineJson(TypedDict):
    """What is said on a subject: `dated` by date, `undated` the most relevant first."""

    subject: str
    dated: list[TimelineEntryJson]
    undated: list[TimelineEntryJson]


class CheckedWordsJson(TypedDict):
    """A sentence of a checked text, or a quote in one; `start` and `end` count from the start of the text.

    `in_full` are the whole sentences of the source around them, `turning_word` one that stands right before them there.
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
    """Which of the sentences of a text stand in the archive."""

    text: str
    sentences: list[CheckedWordsJson]
    index: IndexStateJson
    offset_unit: OffsetUnit


# What is kept of replies


class FiltersJson(TypedDict):
    """Which articles alone a question of a conversation is asked of; see `Filters`."""

    publishers: list[str]
    since: str
    until: str
    only: list[str] | None
    but: list[str]


class TurnJson(TypedDict):
    """A question of a conversation and what came of it; see `Turn`."""

    question: str
    reply: ReplyJson | None
    note: str
    asked_of: str
    filters: NotRequired[FiltersJson]


class FeedbackJson(TypedDict):
    """What somebody said of a reply; `reply` is a `ReplyJson` of the version that gave it, whichever that was."""

    given_at: str
    verdict: Thumb
    question: str
    history: list[str]
    right_answer: str
    absent: bool
    reply: dict[str, Any]


class SealJson(TypedDict, closed=True):
    """The seal of a receipt: the archive's name, and the HMAC of all else."""

    algorithm: str
    archive: str
    value: str


class ReceiptJson(TypedDict, closed=True):
    """A reply with what it was made from and a seal; see `Receipt`."""

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
    """Where a citation of a receipt stands in the archive today."""

    marker: int
    document_id: str
    document_title: str
    cited: RangeJson
    state: CitationState
    present: RangeJson | None
    changed_at: str | None


class IndexChangeJson(TypedDict):
    """What the archive held when a receipt was made, None if that cannot be told, and what it holds now."""

    then: IndexStateJson | None
    now: IndexStateJson


class VerificationJson(TypedDict):
    """What the archive says of a receipt."""

    verdict: VerificationVerdict
    reasons: list[str]
    citations: list[StandingJson]
    notes: list[str]
    index: IndexChangeJson
