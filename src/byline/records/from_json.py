"""Rebuild a reply from its JSON form."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from byline.errors import InputError
from byline.records.article import Article, Passage, Span
from byline.records.listing import ListedArticle, ListedName, Listing
from byline.records.reply import Citation, Conflict, ConflictingValue, Context, Item, Reply, Sentence, Struck
from byline.records.reports import IndexState
from byline.records.search import Hit
from byline.records.wire import (
    CitationJson,
    ContextJson,
    HitJson,
    IndexStateJson,
    ListedArticleJson,
    PlaceJson,
    ReplyJson,
)

VersionOf = Callable[[str, str], Article | None]  # takes an id and a version; None if that version is not kept


def reply_from_json(kept: ReplyJson, version_of: VersionOf) -> Reply | None:
    """Return the reply, without its dates and origins; None if a cited article is no longer kept.

    Hits in articles that are gone are left out.

    Args:
        kept: What `Reply.to_dict` returned.
        version_of: Finds a version of an article.

    Raises:
        KeyError, TypeError, ValueError: `kept` is not a reply.
    """
    citations = [_citation(given, version_of) for given in kept["citations"]]
    present = [citation for citation in citations if citation]
    context = [_context(given, version_of) for given in kept.get("context", ())]
    beside = [one for one in context if one]
    if len(present) < len(citations) or len(beside) < len(context):
        return None
    return Reply(
        question=kept["question"],
        query=kept["query"],
        status=kept["status"],
        confidence=kept["confidence"],
        sentences=sentences_from_json(kept),
        citations=tuple(present),
        reason=kept["reason"],
        short_span=short_span_from_json(kept["short"], present),
        verdict=kept["verdict"],
        note=kept["note"],
        conflicts=conflicts_from_json(kept),
        items=items_from_json(kept),
        hits=hits_from_json(kept, version_of),
        index=_state(kept["index"]),
        question_kind=kept.get("question_kind", "fact"),
        reader=kept.get("reader", ""),
        mode=kept["mode"],
        struck=tuple(Struck(one["text"], tuple(one["faults"])) for one in kept["struck"]),
        context=tuple(beside),
        listing=listing_from_json(kept),
        undated=kept.get("undated", 0),
    )


def sentences_from_json(reply: ReplyJson) -> tuple[Sentence, ...]:
    """Return the sentences of the answer with the markers of their citations.

    Raises:
        InputError: A span is empty.
    """
    return tuple(
        Sentence(_cut(reply["answer"], Span(given["start"], given["end"])), _markers(given["citations"]))
        for given in reply["spans"]
    )


def listing_from_json(reply: ReplyJson) -> Listing | None:
    """Return the listing of articles; None if the reply has none.

    Raises:
        InputError, ValueError: The listing is not valid.
    """
    given = reply.get("listing")
    if given is None:
        return None
    return Listing(
        heading=given["heading"],
        understood=given["understood"],
        listed=given["listed"],
        total=given["total"],
        searched=given["searched"],
        articles=tuple(map(_listed, given["articles"])),
        names=tuple(ListedName(one["name"], one["articles"]) for one in given["names"]),
        command=given["command"],
    )


def hits_from_json(reply: ReplyJson, version_of: VersionOf) -> tuple[Hit, ...]:
    """Return the hits, leaving out those in articles that are no longer kept."""
    # Replies from before the key `hits` have all uncited hits in `nearest`.
    found = reply.get("hits", cast(list[HitJson], reply["nearest"]))
    return tuple(hit for given in found if (hit := _hit(given, version_of)))


def conflicts_from_json(reply: ReplyJson) -> tuple[Conflict, ...]:
    """Return the values on which articles differ.

    Raises:
        InputError: The values do not differ, or one has no citation; see `Conflict`.
    """
    return tuple(
        Conflict(
            given["type"],
            tuple(
                ConflictingValue(value["value"], _markers(value["citations"]), value.get("said_by", ""))
                for value in given["values"]
            ),
        )
        for given in reply["conflicts"]
    )


def items_from_json(reply: ReplyJson) -> tuple[Item, ...]:
    """Return the items of a list."""
    return tuple(Item(given["text"], _markers(given["citations"])) for given in reply.get("items", ()))


def short_span_from_json(short: str | None, citations: Sequence[Citation]) -> Span | None:
    """Return where the short answer first occurs in the first citation.

    Raises:
        InputError: It does not occur there.
    """
    if short is None:
        return None
    first = citations[0] if citations else None
    start = first.article.text.find(short, first.span.start, first.span.end) if first else -1
    if start < 0:
        raise InputError("the short answer is not in the first citation")
    return Span(start, start + len(short))


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _markers(indices: Sequence[int]) -> tuple[int, ...]:
    return tuple(index + 1 for index in indices)


def _place(given: PlaceJson, version_of: VersionOf) -> tuple[Article, Span] | None:
    article = version_of(given["document_id"], given["document_version"])
    return (article, Span(given["start_char_index"], given["end_char_index"])) if article else None


def _citation(given: CitationJson, version_of: VersionOf) -> Citation | None:
    place = _place(given, version_of)
    return Citation(given["marker"], *place) if place else None


def _context(given: ContextJson, version_of: VersionOf) -> Context | None:
    place = _place(given, version_of)
    return Context(given["marker"], *place, given["kind"]) if place else None


def _hit(given: HitJson, version_of: VersionOf) -> Hit | None:
    place = _place(given, version_of)
    if place is None:
        return None
    return Hit(Passage(*place), given["score"], given["rank"], given["similarity"], given["keyword_score"])


def _listed(given: ListedArticleJson) -> ListedArticle:
    published, citation = given["published"], given["citation"]
    return ListedArticle(
        id=given["id"],
        title=given["title"],
        url=given["url"],
        publisher=given["publisher"],
        author=given["author"],
        published=datetime.fromisoformat(published) if published else None,
        version=given["version"],
        marker=None if citation is None else citation + 1,
    )


def _state(given: IndexStateJson) -> IndexState:
    newest = given["newest_article_at"]
    return IndexState(
        given["generation"],
        given["articles"],
        given["passages"],
        datetime.fromisoformat(newest) if newest else None,
        given["fingerprint"],
    )
