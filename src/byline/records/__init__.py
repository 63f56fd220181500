"""The immutable records that pass from one step to the next.

    Article -> Passage -> Hit -> Citation -> Reply

All offsets count Unicode code points, and the end of a range is exclusive. Text is stored once: passages,
citations and highlights are spans into an article's text, so a quote cannot be made up.

article.py     Article, Span, Passage; versions of an article, and the list of articles
pages.py       Pages: where each page of a file begins in its text
days.py        Days, and moments as people write them
search.py      Where: which articles to search; Hit and Hits
listing.py     Listing: articles counted and listed from the catalogue
reply.py       Reply, with its sentences, citations, dates, conflicts, items and origins
trace.py       Trace: where an excerpt comes from
check.py       Check: which sentences of a text appear in an archive
vocabulary.py  the fixed values of statuses, verdicts and kinds
reports.py     IndexState, AddReport, Finding: reports on an archive
wire.py        the JSON types of all records
from_json.py   rebuilds a reply from its JSON
"""

from byline.records.article import (
    MARKED,
    Article,
    ArticlePage,
    ArticleSummary,
    ArticleVersion,
    Copy,
    Passage,
    Span,
    not_storable,
)
from byline.records.check import Check, CheckedWords, Surroundings
from byline.records.days import Days, Moment, is_storable
from byline.records.listing import ListedArticle, ListedName, Listing
from byline.records.pages import PageRange, Pages
from byline.records.reply import (
    Citation,
    CitedDate,
    Conflict,
    ConflictingValue,
    Context,
    Item,
    Origin,
    Origins,
    Reply,
    Sentence,
    Struck,
)
from byline.records.reports import AddReport, Finding, Gone, IndexState, Moved, Outcome
from byline.records.search import Hit, Hits, Lacking, Selected, Where
from byline.records.trace import Difference, Match, Trace
from byline.records.vocabulary import (
    Alteration,
    ArticleOrder,
    CheckStatus,
    Concern,
    ConflictType,
    ContextKind,
    Mode,
    OutcomeStatus,
    PageUnit,
    QuestionKind,
    Status,
    TraceStatus,
    Verdict,
)

__all__ = [
    "MARKED",
    "AddReport",
    "Alteration",
    "Article",
    "ArticleOrder",
    "ArticlePage",
    "ArticleSummary",
    "ArticleVersion",
    "Check",
    "CheckStatus",
    "CheckedWords",
    "Citation",
    "CitedDate",
    "Concern",
    "Conflict",
    "ConflictType",
    "ConflictingValue",
    "Context",
    "ContextKind",
    "Copy",
    "Days",
    "Difference",
    "Finding",
    "Gone",
    "Hit",
    "Hits",
    "IndexState",
    "Item",
    "Lacking",
    "ListedArticle",
    "ListedName",
    "Listing",
    "Match",
    "Mode",
    "Moment",
    "Moved",
    "Origin",
    "Origins",
    "Outcome",
    "OutcomeStatus",
    "PageRange",
    "PageUnit",
    "Pages",
    "Passage",
    "QuestionKind",
    "Reply",
    "Selected",
    "Sentence",
    "Span",
    "Status",
    "Struck",
    "Surroundings",
    "Trace",
    "TraceStatus",
    "Verdict",
    "Where",
    "is_storable",
    "not_storable",
]
