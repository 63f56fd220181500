"""Verify receipts: check them against the archive, without a model.

What can happen to a receipt, and what detects it:

- Somebody without the archive alters it and recomputes every digest. Everything that can be derived is derived again
  from the cited versions of the articles, which the archive keeps: quotes, the text around them, titles, dates,
  addresses, answer, spans, short answer, the nearest passages and the articles listed (not how many there were); of
  text by a language model, only its citations. The whole receipt, including question and confidence, carries a seal:
  HMAC-SHA256 with a random key that exists only in the archive's database and its copies.
- Somebody with the archive alters it. They have the key and can seal anything, even a made-up question or confidence,
  but not a quote that is missing from the archive against which the receipt is verified.
- The archive changes. This is reported and does not count against the receipt as long as the cited versions are kept.

A seal does not show that the answer is right or that the clock was right when it was made, and it shows nothing to
people who do not have the archive.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Self, cast

from byline.answering.cited_dates import cited_dates
from byline.answering.conflicts import are_apart
from byline.answering.verdict import verdict_of
from byline.errors import InputError
from byline.provenance.receipts import SCHEMA, TYPE, Receipt, canonical, described, seal_problems
from byline.question.question import understand
from byline.records import Article, Citation, IndexState, ListedArticle, Listing, Reply, Span
from byline.records.from_json import (
    conflicts_from_json,
    hits_from_json,
    items_from_json,
    listing_from_json,
    sentences_from_json,
    short_span_from_json,
)
from byline.records.vocabulary import CitationState, VerificationVerdict
from byline.records.wire import (
    IndexStateJson,
    PlaceJson,
    RangeJson,
    ReceiptJson,
    ReplyJson,
    StandingJson,
    VerificationJson,
)
from byline.store.sql import Snapshot

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

# Fields of the reply that are derived again, besides the citations.
_DERIVED = ("answer", "short", "verdict", "spans", "dates", "conflicts", "items", "offset_unit")
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "extra_forbidden": "no such key",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a receipt's citation in the archive today.

    Attributes:
        marker: The marker of the citation.
        id: The id of the cited article.
        title: The title of the cited version, as in the receipt.
        cited: The span of the quote in the cited version.
        state: `unchanged`; `newer version` if the cited version is no longer current; `withdrawn` if the article is
            no longer used for answers because its file is gone; `removed` if the archive does not have the cited
            version.
        present: The span of the exact quote in the current version; None if it is not there.
        changed_at: When the current version was added or the article was withdrawn; None if neither happened.
    """

    marker: int
    id: str
    title: str
    cited: Span
    state: CitationState
    present: Span | None = None
    changed_at: datetime | None = None

    def to_dict(self) -> StandingJson:
        """Return the standing as plain JSON values."""
        return {
            "marker": self.marker,
            "document_id": self.id,
            "document_title": self.title,
            "cited": _range(self.cited),
            "state": self.state,
            "present": _range(self.present) if self.present else None,
            "changed_at": self.changed_at.isoformat() if self.changed_at else None,
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of verifying a receipt.

    Attributes:
        verdict: `accepted`: the archive's own seal is intact, and everything that can be derived again matches.
            `unproven`: everything that can be derived again matches, but the rest cannot be checked because the receipt
            has no seal, or another archive's. `refused`: something is wrong, or no longer in the archive.
        reasons: Why it is not accepted; empty if it is.
        now: The archive's current state.
        citations: The state of each citation today, if it can be determined.
        notes: What else has changed.
        then: The archive's state when the receipt was made, as returned by `IndexState.to_dict`; None if unknown.
    """

    verdict: VerificationVerdict
    reasons: tuple[str, ...]
    now: IndexState
    citations: tuple[Standing, ...] = ()
    notes: tuple[str, ...] = ()
    then: IndexStateJson | None = None

    @property
    def accepted(self) -> bool:
        """Whether this archive issued the receipt as it is."""
        return self.verdict == "accepted"

    def to_dict(self) -> VerificationJson:
        """Return the verification as plain JSON values."""
        return {
            "verdict": self.verdict,
            "reasons": list(self.reasons),
            "citations": [citation.to_dict() for citation in self.citations],
            "notes": list(self.notes),
            "index": {"then": self.then, "now": self.now.to_dict()},
        }


def _range(span: Span) -> RangeJson:
    return {"start": span.start, "end": span.end}


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in an article that a receipt names.

    Attributes:
        name: Its name in messages.
        given: The place as the receipt gives it.
        marker: The marker of a citation; 0 for any other place.
        span: The span in the article.
        article: The version of the article; None if the archive does not have it.
    """

    name: str
    given: PlaceJson
    marker: int
    span: Span
    article: Article | None

    @classmethod
    def of(cls, name: str, given: PlaceJson, marker: int, rows: Snapshot) -> Self:
        span = Span(given["start_char_index"], given["end_char_index"])
        return cls(name, given, marker, span, rows.version(given["document_id"], given["document_version"]))

    def citation(self) -> Citation | None:
        return Citation(self.marker, self.article, self.span) if self.article else None

    def problems(self) -> list[str]:
        """Return what differs from the article."""
        citation = self.citation()
        if citation is None:
            return []
        derived = {name: value for name, value in citation.to_dict().items() if name != "marker"}
        return _differences(self.name, self.given, derived)

    def standing(self, rows: Snapshot) -> Standing:
        id, title = self.given["document_id"], self.given["document_title"]
        was = self.citation()
        if was is None:
            return Standing(self.marker, id, title, self.span, "removed")
        if withdrawn := rows.withdrawn_at(id):
            return Standing(self.marker, id, title, self.span, "withdrawn", changed_at=withdrawn)
        present = rows.article(id)
        if present.version == was.article.version:
            return Standing(self.marker, id, title, self.span, "unchanged", self.span)
        found = anchor(present.text, was.quote, was.prefix, was.suffix, self.span)
        return Standing(self.marker, id, title, self.span, "newer version", found, rows.added_at(id))


def verify(receipt: Receipt, rows: Snapshot) -> Verification:
    """Check a receipt against the articles of an archive; see `Verification`."""
    now = rows.state()
    try:
        content = _content_of(receipt)
        reply, then = content["reply"], content["reply"]["index"]
        cited = [
            _Place.of(f"citation {number}", given, given["marker"], rows)
            for number, given in enumerate(reply["citations"], start=1)
        ]
        others = [_Place.of(name, given, 0, rows) for name, given in _other_places(reply)]
        unproven, broken = seal_problems(content, rows)
    except InputError as error:
        return Verification("refused", (str(error),), now)
    gone = "no longer" if not unproven and not broken else "not"
    wrong = [
        f"{place.name}: the cited version of article {described(place.given['document_id'])} is {gone} in the archive"
        for place in cited
        if place.article is None
    ]
    wrong += [problem for place in (*cited, *others) for problem in place.problems()]
    citations = [citation for place in cited if (citation := place.citation())]
    if len(citations) == len(cited):
        wrong += _reply_problems(reply, citations, rows)
    wrong += broken
    return Verification(
        "refused" if wrong else "unproven" if unproven else "accepted",
        (*wrong, *unproven),
        now,
        tuple(place.standing(rows) for place in cited),
        tuple(_notes(reply, others, then, now, rows)),
        then,
    )


def anchor(text: str, quote: str, prefix: str, suffix: str, near: Span) -> Span | None:
    """Find a quote in another version of its text.

    Args:
        text: The other version.
        quote: The exact quote.
        prefix: The text that was before it.
        suffix: The text that was after it.
        near: Its previous place.

    Returns:
        The occurrence with most of prefix and suffix around it; of several, the one closest to the previous place. None
        if the quote does not occur.
    """
    best: tuple[int, int] | None = None
    found = None
    start = text.find(quote)
    while quote and start >= 0:
        end = start + len(quote)
        before = _shared(text[max(0, start - len(prefix)) : start][::-1], prefix[::-1])
        fit = (before + _shared(text[end : end + len(suffix)], suffix), -abs(start - near.start))
        if best is None or fit > best:
            best, found = fit, Span(start, end)
        start = text.find(quote, start + 1)
    return found


def _shared(one: str, other: str) -> int:
    """Return the length of the common prefix of two texts."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _content_of(receipt: Receipt) -> ReceiptJson:
    """Return the content of a receipt after checking its form.

    Raises:
        InputError: The form is wrong; the message names the first problem.
    """
    given = receipt.content
    if given.get("type") != TYPE:
        raise InputError(f"type: found {described(given.get('type'))}, expected {TYPE!r}")
    if given.get("schema") != SCHEMA:
        raise InputError(
            f"schema: found {described(given.get('schema'))}, expected {SCHEMA}: use the Byline that made it"
        )
    _require(given, ReceiptJson, "receipt")
    content = cast(ReceiptJson, given)
    try:
        zone = datetime.fromisoformat(content["made_at"]).tzinfo
    except ValueError:
        zone = None
    if zone is None:
        raise InputError(f"made_at: found {described(content['made_at'])}, expected a time with a time zone")
    return content


def _require(value: object, kind: type, where: str) -> None:
    """Check strictly that a JSON value has a form: `true` is not a number.

    Raises:
        InputError: The form is wrong; the message names the first problem.
    """
    from pydantic import ValidationError

    try:
        _adapter(kind).validate_python(value, strict=True)
    except ValidationError as error:
        raise InputError(_message(error.errors()[0], where)) from error


@cache
def _adapter(kind: type) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter  # imported late because it is slow to load

    return TypeAdapter(kind)


def _message(problem: "ErrorDetails", where: str) -> str:
    """Turn an error of pydantic into `where: found X, expected Y`."""
    *outer, last = problem["loc"] or (where,)
    if problem["type"] == "missing":
        return f"{_path(outer) or where}: found no {last}, expected one"
    expected = _EXPECTED.get(problem["type"]) or problem.get("ctx", {}).get("expected") or problem["msg"]
    return f"{_path([*outer, last])}: found {described(problem['input'])}, expected {expected}"


def _path(names: Sequence[str | int]) -> str:
    """Join keys and indices into a path such as `reply.citations[0].marker`."""
    return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in names).removeprefix(".")


def _reply_problems(reply: ReplyJson, citations: Sequence[Citation], rows: Snapshot) -> list[str]:
    """Rebuild the reply from its citations and return what differs."""
    question = understand(reply["query"])
    hits = hits_from_json(reply, rows.version)
    # A likely or overturned answer has no verdict.
    asserted = reply["mode"] == "extractive" and reply["status"] != "likely" and not reply.get("context")
    try:
        conflicts = conflicts_from_json(reply)
        listing = listing_from_json(reply)
        again = Reply(
            question=reply["question"],
            query=reply["query"],
            status=reply["status"],
            confidence=reply["confidence"],
            sentences=sentences_from_json(reply),
            citations=tuple(citations),
            reason=reply["reason"],
            short_span=short_span_from_json(reply["short"], citations),
            verdict=verdict_of(question, citations, conflicts) if asserted and listing is None else None,
            dates=cited_dates(citations) if listing is None else (),
            conflicts=conflicts,
            items=items_from_json(reply),
            hits=hits,
            question_kind=reply.get("question_kind", "fact"),
            mode=reply["mode"],
            listing=listing,
        ).to_dict()
    except (InputError, ValueError) as error:
        return [f"reply: {error}"]
    if listing and (problems := _listing_problems(listing, rows)):
        return problems
    if not all(are_apart(question, conflict, citations) for conflict in conflicts):
        return ["conflicts: found values that agree or are from one article"]
    derived: dict[str, object] = {name: value for name, value in again.items() if name in _DERIVED}
    if len(hits) == len(reply["hits"]):
        derived["nearest"] = again["nearest"]
    derived["newest_article_at"] = reply["index"]["newest_article_at"]
    problems = _differences("reply", reply, derived)
    for place, citation in zip(reply["citations"], again["citations"], strict=True):
        number = {"document_index": citation["document_index"]}
        problems += _differences(f"citation {citation['marker']}", place, number)
    return problems


def _listing_problems(listing: Listing, rows: Snapshot) -> list[str]:
    """Compare the listed details of articles with the versions that were listed."""
    problems = []
    for listed in listing.articles:
        article = rows.version(listed.id, listed.version)
        if article is None:
            problems.append(f"listing: the listed version of article {described(listed.id)} is not in the archive")
        elif ListedArticle.of(article, listed.marker) != listed:
            problems.append(f"listing: the details of article {described(listed.id)} differ from the archive")
    return problems


def _notes(
    reply: ReplyJson, others: Sequence[_Place], then: IndexStateJson, now: IndexState, rows: Snapshot
) -> Iterator[str]:
    passages = {(place.given["document_id"], place.given["document_version"], place.span): place for place in others}
    digests = {id: rows.digest(id) for id, _, _ in passages}
    gone = [place for place in passages.values() if place.article is None]
    kept = [(place.article, digests[place.article.id]) for place in passages.values() if place.article]
    withdrawn = [article for article, present in kept if present is None]
    newer = [article for article, present in kept if present not in (None, article.version)]
    if gone:
        yield f"{len(gone)} of {len(passages)} passages checked are no longer in the archive"
    if withdrawn:
        yield f"{len(withdrawn)} of {len(passages)} passages checked are from withdrawn articles"
    if newer:
        yield f"{len(newer)} of {len(passages)} passages checked are from articles that have a newer version"
    if reply.get("listing"):
        yield "the number of articles is covered by the seal and was not counted again"
    if then["generation"] > now.generation:
        yield "the archive is older than the receipt: it was restored from a copy"
    if then["fingerprint"] != now.fingerprint:
        yield "the index was rebuilt with another encoder or other passages"


def _other_places(reply: ReplyJson) -> Iterator[tuple[str, PlaceJson]]:
    """Yield the places in articles that a reply names besides its citations, each with a name for messages.

    Raises:
        InputError: One of them is not a place.
    """
    found = _places([value for name, value in reply.items() if name != "citations"])
    for number, given in enumerate(found, start=1):
        name = f"place {number} outside the citations"
        _require(given, PlaceJson, name)
        yield name, cast(PlaceJson, given)


def _places(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the places in articles anywhere in a JSON value, in no particular order."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if item.get("type") == "char_location":
                yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _differences(where: str, given: Mapping[str, object], derived: Mapping[str, object]) -> list[str]:
    """Compare, as JSON, the keys that a receipt has with the derived values; paths are ignored, as files may move."""
    return [
        f"{where}: {name} is {described(given[name])}, expected {described(value)}"
        for name, value in derived.items()
        if name in given.keys() - {"path"}
        and canonical(_without_paths(given[name])) != canonical(_without_paths(value))
    ]


def _without_paths(value: object) -> object:
    """Return a JSON value without the paths of its places, which are at most in nested lists."""
    if isinstance(value, list):
        return [_without_paths(item) for item in value]
    if isinstance(value, dict) and value.get("type") == "char_location":
        return {name: item for name, item in value.items() if name != "path"}
    return value
