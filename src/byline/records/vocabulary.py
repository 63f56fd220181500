"""The fixed values in records and their JSON: statuses, verdicts and kinds."""

from typing import Literal

Status = Literal["answered", "partial", "likely", "no_answer"]
QuestionKind = Literal[
    "fact",
    "why_how",
    "who_said",
    "yes_no",
    "list",
    "overview",
    "side_overview",
    "timeline",
    "disagreement",
    "catalogue",
    "several",
    "smalltalk",
    "outside",
]
OVERVIEWS: frozenset[QuestionKind] = frozenset({"overview", "side_overview", "timeline"})  # answered by an overview
Listed = Literal["articles", "publishers", "authors"]
ContextKind = Literal["correction", "retraction", "update", "sequel"]
Verdict = Literal["yes", "no"]
Mode = Literal["extractive", "written"]
ConflictType = Literal["no conflict", "complementary", "conflicting opinions", "outdated", "misinformation"]
OutcomeStatus = Literal["added", "updated", "unchanged", "rejected"]
ArticleOrder = Literal["added", "newest", "oldest", "publisher", "title"]
TraceStatus = Literal["exact", "altered", "absent"]
CheckStatus = Literal["verbatim", "altered", "not_found", "too_short"]
Alteration = Literal["replaced", "dropped", "inserted", "elided"]
Concern = Literal["negation", "number", "date", "name"]
Thumb = Literal["up", "down"]
CitationState = Literal["unchanged", "newer version", "withdrawn", "removed"]
VerificationVerdict = Literal["accepted", "unproven", "refused"]
PageUnit = Literal["page", "slide"]
OffsetUnit = Literal["unicode_code_point"]
