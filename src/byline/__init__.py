"""Byline: ask your articles, get answers with their sources.

import byline

archive = byline.Archive("index")
archive.add("seeds")
reply = archive.ask("When does Hong Kong's law take effect?")
print(reply.text, reply.citations[0].quote)
"""

from importlib import import_module
from typing import TYPE_CHECKING

from byline.errors import (
    AnswererError,
    ArchiveDamagedError,
    ArchiveError,
    ArchiveFullError,
    ArchiveLockedError,
    ArticleError,
    ArticleNotFoundError,
    BylineError,
    EncoderError,
    FingerprintError,
    InputError,
    WorkerError,
)
from byline.records import (
    AddReport,
    Article,
    ArticlePage,
    ArticleSummary,
    ArticleVersion,
    Check,
    CheckedWords,
    Citation,
    Conflict,
    ConflictingValue,
    Context,
    Copy,
    Difference,
    Finding,
    Gone,
    Hit,
    Hits,
    IndexState,
    Item,
    ListedArticle,
    ListedName,
    Listing,
    Match,
    Moved,
    Origin,
    Origins,
    Outcome,
    PageRange,
    Pages,
    Passage,
    Reply,
    Sentence,
    Span,
    Struck,
    Trace,
    Where,
)
from byline.settings import AnswererSettings, Settings

if TYPE_CHECKING:
    from byline.archive import Archive
    from byline.evaluation import evaluate
    from byline.history.feedback import Feedback
    from byline.provenance.receipts import Receipt
    from byline.provenance.verification import Verification

__version__ = "0.2.0"

_LOADED_LATER = {
    "Archive": "byline.archive",
    "Feedback": "byline.history.feedback",
    "Receipt": "byline.provenance.receipts",
    "Verification": "byline.provenance.verification",
    "evaluate": "byline.evaluation",
}

__all__ = [
    "AddReport",
    "AnswererError",
    "AnswererSettings",
    "Archive",
    "ArchiveDamagedError",
    "ArchiveError",
    "ArchiveFullError",
    "ArchiveLockedError",
    "Article",
    "ArticleError",
    "ArticleNotFoundError",
    "ArticlePage",
    "ArticleSummary",
    "ArticleVersion",
    "BylineError",
    "Check",
    "CheckedWords",
    "Citation",
    "Conflict",
    "ConflictingValue",
    "Context",
    "Copy",
    "Difference",
    "EncoderError",
    "Feedback",
    "Finding",
    "FingerprintError",
    "Gone",
    "Hit",
    "Hits",
    "IndexState",
    "InputError",
    "Item",
    "ListedArticle",
    "ListedName",
    "Listing",
    "Match",
    "Moved",
    "Origin",
    "Origins",
    "Outcome",
    "PageRange",
    "Pages",
    "Passage",
    "Receipt",
    "Reply",
    "Sentence",
    "Settings",
    "Span",
    "Struck",
    "Trace",
    "Verification",
    "Where",
    "WorkerError",
    "evaluate",
]


def __getattr__(name: str) -> object:
    """Import the archive and related names on first access: they load heavy libraries."""
    if name in _LOADED_LATER:
        return getattr(import_module(_LOADED_LATER[name]), name)
    raise AttributeError(f"module 'byline' has no attribute {name!r}")
