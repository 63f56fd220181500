"""Verification: a receipt is checked against the archive, without a model.

What may happen to a receipt, and what tells:

- Somebody without the archive alters it, and computes every digest in it anew. What can be derived is derived again
  from the very versions of the articles that it cites, which the archive keeps: quotes, what stands around them,
  titles, dates, addresses, answer, spans, short answer, the nearest passages, the articles listed (not how many
  there were); of what a language model wrote, only what it cites. The whole of it, question and confidence included,
  carries a seal: HMAC-SHA256 under a random key that stands nowhere but in the archive's database and its copies.
- Somebody with the archive alters it. They have the key and can seal anything, a made-up question or confidence
  included, but no quote that does not stand in an article of the archive that it is verified against.
- The archive changes. That is told and not held against the receipt, as long as the versions cited are kept.

A seal does not show that the answer is right, that the clock was when it was made, or anything at all to those who
do not have the archive.
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

# Of the reply, besides its citations.
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
    """Where a citation of a receipt stands in the archive today.

    Attributes:
        marker: Of the citation.
        id: Of the article cited.
        title: Of the version cited, as the receipt has it.
        cited: Where the quote stood in the version cited.
        state: `unchanged`; `newer version` if the version cited is no longer the present one; `withdrawn` if
            the article answers nothing any more, as its file is gone; `removed` if the archive does not have the
            version cited.
        present: Where the quote stands in the present version, None if it does not, to the character.
        changed_at: When the present version was added, or the article withdrawn; None if neither is so.
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
    """What the archive says of a receipt.

    Attributes:
        verdict: `accepted`: the archive's own seal is unbroken, and all that can be derived again is as it was.
            `unproven`: what can be derived again is right, the rest cannot be checked, because the receipt
            has no seal or that of another archive. `refused`: something is wrong, or no longer in the archive.
        reasons: Why it is not accepted; none if it is.
        now: The archive as it is.
        citations: Where each citation stands today, as far as that can be told.
        notes: What else has changed.
        then: The archive when the receipt was made, as `IndexState.to_dict` gives it; None if that cannot be told.
    """

    verdict: VerificationVerdict
    reasons: tuple[str, ...]
    now: IndexState
    citations: tuple[Standing, ...] = ()
    notes: tuple[str, ...] = ()
    then: IndexStateJson | None = None

    @property
    def accepted(self) -> bool:
        """Whether the receipt is what this archive gave out."""
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
    """A place in an article that a receipt names, and that version of the article, None if it is not kept.

    Attributes:
        name: What to call it in a message.
        marker: Of a citation; 0 for any other place.
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
        """Return what is not as the article has it."""
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
        f"{place.name}: the version that it cites of article {described(place.given['document_id'])} is {gone} in the "
        "archive"
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
    """Find where a quote stands in another version of its text.

    Args:
        text: The other version.
        quote: The words, to the character.
        prefix: What stood before them.
        suffix: What stood after them.
        near: Where they stood.

    Returns:
        Of the places where the quote stands, the one with most of prefix and suffix around it, then the one nearest
        to where it stood; None if it stands nowhere.
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
    """Count the characters that two texts have in common from their start."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _content_of(receipt: Receipt) -> ReceiptJson:
    """Return what a receipt holds, once it is known to have the form of one.

    Raises:
        InputError: It has not; the first thing that is wrong is told.
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
        raise InputError(f"made_at: found {described(content['made_at'])}, expected a moment with a time zone")
    return content


def _require(value: object, kind: type, where: str) -> None:
    """Check that a JSON value has a form, to the type: `true` is not a number.

    Raises:
        InputError: It has not; the first thing that is wrong is told.
    """
    from pydantic import ValidationError

    try:
        _adapter(kind).validate_python(value, strict=True)
    except ValidationError as error:
        raise InputError(_message(error.errors()[0], where)) from error


@cache
def _adapter(kind: type) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter  # not before a receipt is verified: it takes time to load

    return TypeAdapter(kind)


def _message(problem: "ErrorDetails", where: str) -> str:
    """Return `where: found what, expected what` of what pydantic found."""
    *outer, last = problem["loc"] or (where,)
    if problem["type"] == "missing":
        return f"{_path(outer) or where}: found no {last}, expected one"
    expected = _EXPECTED.get(problem["type"]) or problem.get("ctx", {}).get("expected") or problem["msg"]
    return f"{_path([*outer, last])}: found {described(problem['input'])}, expected {expected}"


def _path(names: Sequence[str | int]) -> str:
    """Return names of keys and numbers of items as `reply.citations[0].marker`."""
    return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in names).removeprefix(".")


def _reply_problems(reply: ReplyJson, citations: Sequence[Citation], rows: Snapshot) -> list[str]:
    """Make the reply again of its citations and return what is different."""
    question = understand(reply["query"])
    hits = hits_from_json(reply, rows.version)
    # What is only likely decides nothing, nor does what is overturned.
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
        return ["conflicts: found values that agree, or of one article"]
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
    """Compare what is listed of articles with the versions that were listed."""
    problems = []
    for listed in listing.articles:
        article = rows.version(listed.id, listed.version)
        if article is None:
            problems.append(f"listing: the version listed of article {described(listed.id)} is not in the archive")
        elif ListedArticle.of(article, listed.marker) != listed:
            problems.append(f"listing: what it says of article {described(listed.id)} is not so")
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
        yield f"{len(gone)} of {len(passages)} passages looked at are no longer in the archive"
    if withdrawn:
        yield f"{len(withdrawn)} of {len(passages)} passages looked at are of articles that are withdrawn"
    if newer:
        yield f"{len(newer)} of {len(passages)} passages looked at are of articles that have a newer version"
    if reply.get("listing"):
        yield "how many articles there were is sealed, and is not counted again"
    if then["generation"] > now.generation:
        yield "the archive is older than the receipt: it was restored from a copy"
    if then["fingerprint"] != now.fingerprint:
        yield "the index was made anew, with another encoder or other passages"


def _other_places(reply: ReplyJson) -> Iterator[tuple[str, PlaceJson]]:
    """Yield the places in articles that a reply names besides its citations, each with what to call it.

    Raises:
        InputError: One is not a place.
    """
    found = _places([value for name, value in reply.items() if name != "citations"])
    for number, given in enumerate(found, start=1):
        name = f"place {number} besides the citations"
        _require(given, PlaceJson, name)
        yield name, cast(PlaceJson, given)


def _places(value: object) -> Iterator[Mapping[str, Any]]:
    """Find the places in articles in whatever a reply holds, in no particular order."""
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
    """Compare what a receipt says with what is derived again, as JSON, where it says anything; files may move."""
    return [
        f"{where}: {name} is {described(given[name])}, expected {described(value)}"
        for name, value in derived.items()
        if name in given.keys() - {"path"}
        and canonical(_without_paths(given[name])) != canonical(_without_paths(value))
    ]


def _without_paths(value: object) -> object:
    """Return JSON without the paths of the places in it; how deep they stand is known, so that this ends."""
    if isinstance(value, list):
        return [_without_paths(item) for item in value]
    if isinstance(value, dict) and value.get("type") == "char_location":
        return {name: item for name, item in value.items() if name != "path"}
    return value
