"""Make a reply again of what `Reply.to_dict` gave, with the versions of the articles that it cites."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from byline.records import (
    Article,
    Citation,
    Conflict,
    ConflictingValue,
    Hit,
    IndexState,
    Passage,
    Reply,
    Sentence,
    Span,
    Struck,
)

VersionOf = Callable[[str, str], Article | None]  # by id and version; None if it is not kept


def restored(kept: Mapping[str, Any], version_of: VersionOf) -> Reply | None:
    """Return the reply, without its dates and origins; None if an article that it cites is no longer kept.

    Passages that were looked at and not cited are left out where their article is gone.

    Args:
        kept: As `Reply.to_dict` gave it.
        version_of: Finds a version of an article.
    """
    citations = [_citation(given, version_of) for given in kept["citations"]]
    present = [citation for citation in citations if citation]
    if len(present) < len(citations):
        return None
    return Reply(
        question=kept["question"],
        query=kept["query"],
        status=kept["status"],
        confidence=kept["confidence"],
        sentences=tuple(
            Sentence(kept["answer"][span["start"] : span["end"]], tuple(index + 1 for index in span["citations"]))
            for span in kept["spans"]
        ),
        citations=tuple(present),
        reason=kept["reason"],
        short_span=_short_span(kept["short"], present),
        verdict=kept["verdict"],
        note=kept["note"],
        conflicts=tuple(
            Conflict(
                conflict["type"],
                tuple(
                    ConflictingValue(value["value"], tuple(index + 1 for index in value["citations"]))
                    for value in conflict["values"]
                ),
            )
            for conflict in kept["conflicts"]
        ),
        hits=tuple(hit for given in kept["nearest"] if (hit := _hit(given, version_of))),
        index=_state(kept["index"]),
        mode=kept["mode"],
        struck=tuple(Struck(one["text"], tuple(one["faults"])) for one in kept["struck"]),
    )


def _place(given: Mapping[str, Any], version_of: VersionOf) -> tuple[Article, Span] | None:
    article = version_of(given["document_id"], given["document_version"])
    return (article, Span(given["start_char_index"], given["end_char_index"])) if article else None


def _citation(given: Mapping[str, Any], version_of: VersionOf) -> Citation | None:
    place = _place(given, version_of)
    return Citation(given["marker"], *place) if place else None


def _hit(given: Mapping[str, Any], version_of: VersionOf) -> Hit | None:
    place = _place(given, version_of)
    if place is None:
        return None
    return Hit(Passage(*place), given["score"], given["rank"], given["similarity"], given["keyword_score"])


def _short_span(short: str | None, citations: Sequence[Citation]) -> Span | None:
    if short is None:
        return None
    first = citations[0]
    start = first.article.text.index(short, first.span.start, first.span.end)
    return Span(start, start + len(short))


def _state(given: Mapping[str, Any]) -> IndexState:
    newest = given["newest_article_at"]
    return IndexState(**{**given, "newest_article_at": datetime.fromisoformat(newest) if newest else None})
