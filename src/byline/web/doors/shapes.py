"""The shapes of what the HTTP API returns, for its description; what `to_dict` of each record makes has them.

Offsets count Unicode code points, their end is exclusive. Indices of citations count from 0, markers from 1.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from byline.records import Alteration, Concern, ConflictType, Mode, Status, TraceStatus, Verdict


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Health(_Shape):
    """That the archive can be read, and what it holds."""

    ok: bool
    articles: int
    passages: int
    newest_article_at: str | None


class Index(_Shape):
    """What the archive held when it was asked."""

    generation: int
    articles: int
    passages: int
    newest_article_at: str | None
    fingerprint: str | None


class Located(_Shape):
    """A place in an article, and the words that stand there."""

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


class Hit(Located):
    """A passage that was found."""

    score: float
    rank: int
    similarity: float | None
    keyword_score: float | None


class Hits(_Shape):
    """What a search found, best first; `undated` articles were left out only because they have no date."""

    hits: list[Hit]
    undated: int


class Citation(Located):
    """A place in an article that supports what is said."""

    document_index: int
    marker: int
    prefix: str
    suffix: str


class Sentence(_Shape):
    """Where a sentence of the answer stands in it, and what it cites."""

    start: int
    end: int
    citations: list[int]


class CitedDate(_Shape):
    """Words of a quote that name a date, and what they mean by it."""

    marker: int
    start_char_index: int
    end_char_index: int
    text: str
    iso: str
    inferred: bool


class Coverage(_Shape):
    """What the citations come from."""

    articles: int
    publishers: int
    independent_origins: int


class Origin(_Shape):
    """Citations that go back to one report."""

    citations: list[int]
    reason: str


class ConflictingValue(_Shape):
    """One of the values that articles give."""

    value: str
    citation: int
    citations: list[int]


class Conflict(_Shape):
    """Values on which articles differ."""

    type: ConflictType
    values: list[ConflictingValue]


class Struck(_Shape):
    """A sentence of a language model that what it cites does not bear out."""

    text: str
    faults: list[str]


class Reply(_Shape):
    """The answer to a question, or the reason why there is none."""

    question: str
    query: str
    status: Status
    mode: Mode
    answer: str
    short: str | None
    verdict: Verdict | None
    confidence: float
    reason: str
    note: str
    spans: list[Sentence]
    citations: list[Citation]
    dates: list[CitedDate]
    coverage: Coverage
    origins: list[Origin]
    conflicts: list[Conflict]
    struck: list[Struck]
    nearest: list[Hit]
    newest_article_at: str | None
    index: Index
    offset_unit: Literal["unicode_code_point"]


class Difference(_Shape):
    """Where an excerpt differs from an article."""

    kind: Alteration
    original: str
    altered: str
    words: int
    start_char_index: int | None
    end_char_index: int | None
    concerns: list[Concern]


class Match(Located):
    """A place in an article that has an excerpt, word for word or altered."""

    changes: int
    differences: list[Difference]


class Trace(_Shape):
    """Where an excerpt comes from."""

    excerpt: str
    status: TraceStatus
    reason: str
    source: Match | None
    earlier: list[Match]
    later: list[Match]
    undated: list[Match]
    nearest: list[Match]
    index: Index
    offset_unit: Literal["unicode_code_point"]


class Copy(_Shape):
    """Another article with much the same text."""

    id: str
    similarity: float


class Summary(_Shape):
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
    copies: list[Copy]


class Article(Summary):
    """An article with its text."""

    text: str


class Articles(_Shape):
    """A page of the list of articles; `total` are all there are."""

    total: int
    articles: list[Summary]
