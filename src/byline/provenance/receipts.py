"""Receipts: a reply kept as JSON, to be checked against the archive later, without a model.

What may happen to a receipt, and what tells:

- Somebody without the archive alters it, and computes every digest in it anew. What can be derived is derived again
  from the very versions of the articles that it cites, which the archive keeps: quotes, what stands around them,
  titles, dates, addresses, answer, spans, short answer; of what a language model wrote, only what it cites. The whole
  of it, question and confidence included, carries a seal: HMAC-SHA256 under a random key that stands nowhere but in
  the archive's database and its copies.
- Somebody with the archive alters it. They have the key and can seal anything, a made-up question or confidence
  included, but no quote that does not stand in an article of the archive that it is verified against.
- The archive changes. That is told and not held against the receipt, as long as the versions cited are kept.

A seal does not show that the answer is right, that the clock was when it was made, or anything at all to those who
do not have the archive.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NoReturn, Self, get_args

from byline import __version__
from byline.answering.cited_dates import cited_dates
from byline.answering.conflicts import are_apart
from byline.answering.verdict import verdict_of
from byline.errors import InputError
from byline.language.text import shorten
from byline.question.question import understand
from byline.records import (
    Article,
    Citation,
    Conflict,
    ConflictingValue,
    IndexState,
    Mode,
    Reply,
    Sentence,
    Span,
    Status,
)
from byline.settings import Settings
from byline.store.sql import Snapshot, Transaction

TYPE, SCHEMA = "byline-receipt", 1
MAX_BYTES = 4 << 20
_ALGORITHM = "HMAC-SHA256"
_SEAL_KEY = "seal_key"
_SEALED_ONLY = "question, query, confidence, reason, settings, time and the words of a language model"

_Shape = Mapping[str, tuple[type, ...]]
_NONE = type(None)
_RECEIPT: _Shape = {
    "type": (str,),
    "schema": (int,),
    "made_at": (str,),
    "byline": (str,),
    "settings": (dict,),
    "reply": (dict,),
    "seal": (dict, _NONE),
}
_SEAL: _Shape = {"algorithm": (str,), "archive": (str,), "value": (str,)}
_REPLY: _Shape = {
    "question": (str,),
    "query": (str,),
    "status": (str,),
    "mode": (str,),
    "answer": (str,),
    "short": (str, _NONE),
    "verdict": (str, _NONE),
    "confidence": (int, float),
    "reason": (str,),
    "note": (str,),
    "spans": (list,),
    "citations": (list,),
    "dates": (list,),
    "conflicts": (list,),
    "nearest": (list,),
    "newest_article_at": (str, _NONE),
    "index": (dict,),
    "offset_unit": (str,),
}
_INDEX: _Shape = {
    "generation": (int,),
    "articles": (int,),
    "passages": (int,),
    "newest_article_at": (str, _NONE),
    "fingerprint": (str, _NONE),
}
# Of the reply, besides its citations.
_DERIVED = ("answer", "short", "verdict", "spans", "dates", "conflicts", "offset_unit")
_CONFLICT: _Shape = {"type": (str,), "values": (list,)}
_CONFLICTING: _Shape = {"value": (str,), "citation": (int,), "citations": (list,)}
_SPAN: _Shape = {"start": (int,), "end": (int,), "citations": (list,)}
_PLACE: _Shape = {
    "type": (str,),
    "cited_text": (str,),
    "document_id": (str,),
    "document_title": (str,),
    "start_char_index": (int,),
    "end_char_index": (int,),
    "url": (str, _NONE),
    "publisher": (str, _NONE),
    "published_at": (str, _NONE),
    "document_version": (str,),
}
_CITATION: _Shape = {**_PLACE, "document_index": (int,), "marker": (int,), "prefix": (str,), "suffix": (str,)}

Verdict = Literal["accepted", "unproven", "refused"]
State = Literal["unchanged", "newer version", "removed"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A reply as it was given, with what it was made from and a seal.

    Attributes:
        content: Plain JSON values: `type`, `schema`, `made_at` (ISO 8601), `byline` (the version that made it),
            `settings` as they were used, `reply` as `Reply.to_dict` gives it, and `seal`, null where the
            archive had no key and could not be written.

    Raises:
        InputError: It holds what JSON has not: NaN, half a character, an object of another kind.
    """

    content: Mapping[str, Any]

    def __post_init__(self) -> None:
        _canonical(self.content)

    @property
    def is_sealed(self) -> bool:
        """Whether it carries a seal, of whichever archive."""
        return self.content.get("seal") is not None

    @property
    def text(self) -> str:
        """The receipt as it is kept in a file; white space and the order of keys are of no account."""
        return json.dumps(self.content, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read what a file holds.

        Raises:
            InputError: It is too large, not JSON in UTF-8, nested too deeply, no object, or names a key twice.
        """
        if len(data) > MAX_BYTES:
            raise InputError(f"found more than {MAX_BYTES:,} bytes, expected a receipt")
        try:
            content = json.loads(data.decode(), object_pairs_hook=_without_repetition, parse_constant=_no_number)
        except InputError:
            raise
        except (ValueError, RecursionError) as error:
            raise InputError(f"found what is not JSON in UTF-8 ({error}), expected a receipt") from error
        if not isinstance(content, dict):
            raise InputError(f"found {_described(content)}, expected a receipt")
        return cls(content)

    @classmethod
    def read(cls, file: str | Path) -> Self:
        """Read a file.

        Raises:
            InputError: It cannot be read, or holds no receipt; see `parse`.
        """
        try:
            with Path(file).open("rb") as stream:
                return cls.parse(stream.read(MAX_BYTES + 1))
        except OSError as error:
            raise InputError(f"{file}: cannot be read ({error.strerror})") from error
        except InputError as error:
            raise InputError(f"{file}: {error}") from error


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a citation of a receipt stands in the archive today.

    Attributes:
        marker: Of the citation.
        id: Of the article cited.
        title: Of the version cited, as the receipt has it.
        cited: Where the quote stood in the version cited.
        state: `unchanged`; `newer version` if the version cited is no longer the present one; `removed` if the
            archive does not have the version cited.
        present: Where the quote stands in the present version, None if it does not, to the character.
        changed_at: When the present version was added, None if it is the one cited or there is none.
    """

    marker: int
    id: str
    title: str
    cited: Span
    state: State
    present: Span | None = None
    changed_at: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the standing as plain JSON values."""
        return {
            "marker": self.marker,
            "document_id": self.id,
            "document_title": self.title,
            "cited": {"start": self.cited.start, "end": self.cited.end},
            "state": self.state,
            "present": {"start": self.present.start, "end": self.present.end} if self.present else None,
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

    verdict: Verdict
    reasons: tuple[str, ...]
    now: IndexState
    citations: tuple[Standing, ...] = ()
    notes: tuple[str, ...] = ()
    then: Mapping[str, Any] | None = None

    @property
    def accepted(self) -> bool:
        """Whether the receipt is what this archive gave out."""
        return self.verdict == "accepted"

    def to_dict(self) -> dict[str, Any]:
        """Return the verification as plain JSON values."""
        return {
            "verdict": self.verdict,
            "reasons": list(self.reasons),
            "citations": [citation.to_dict() for citation in self.citations],
            "notes": list(self.notes),
            "index": {"then": self.then, "now": self.now.to_dict()},
        }


# Making one


def seal_key(rows: Snapshot) -> bytes | None:
    """Return what the receipts of an archive are sealed with, None if it has not been made."""
    key = rows.get(_SEAL_KEY)
    return None if key is None else bytes.fromhex(key)


def make_seal_key(changes: Transaction) -> bytes:
    """Make what the receipts of an archive are sealed with: 32 random bytes, kept in its database."""
    key = secrets.token_bytes(32)
    changes.set(_SEAL_KEY, key.hex())
    return key


def make_receipt(reply: Reply, settings: Settings, key: bytes | None) -> Receipt:
    """Put a reply into a receipt, sealed if there is a key to seal it with."""
    content = {
        "type": TYPE,
        "schema": SCHEMA,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "byline": __version__,
        "settings": asdict(settings),
        "reply": reply.to_dict(),
        "seal": None,
    }
    return Receipt(content if key is None else sealed(content, key))


def sealed(content: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """Return the content of a receipt with a seal in place of the one it has."""
    seal = {"algorithm": _ALGORITHM, "archive": _name(key)}
    return {**content, "seal": {**seal, "value": _seal_value({**content, "seal": seal}, key)}}


def _seal_value(content: Mapping[str, Any], key: bytes) -> str:
    return hmac.new(key, b"receipt\n" + _canonical(content), hashlib.sha256).hexdigest()


def _name(key: bytes) -> str:
    """Name an archive by its key without giving the key away."""
    return hmac.new(key, b"archive", hashlib.sha256).hexdigest()[:32]


def _canonical(value: object) -> bytes:
    """Return the one way of writing a JSON value: keys sorted, no white space, UTF-8."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except UnicodeEncodeError as error:
        raise InputError("found half a character (a lone surrogate), expected text") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(f"found what JSON has not ({error}), expected a receipt") from error


# Checking one


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in an article that a receipt names, and that version of the article, None if it is not kept."""

    name: str
    given: Mapping[str, Any]
    span: Span
    article: Article | None

    @classmethod
    def of(cls, given: object, name: str, shape: _Shape, rows: Snapshot) -> Self:
        fields = _fields(given, name, shape)
        span = Span(fields["start_char_index"], fields["end_char_index"])
        return cls(name, fields, span, rows.version(fields["document_id"], fields["document_version"]))

    def citation(self) -> Citation | None:
        if self.article is None:
            return None
        return Citation(self.given.get("marker", 0), self.article, self.span)

    def problems(self) -> list[str]:
        """Tell what is not as the article has it."""
        citation = self.citation()
        return _differences(self.name, self.given, citation.to_dict()) if citation else []

    def standing(self, rows: Snapshot) -> Standing:
        id, title, marker = (self.given[name] for name in ("document_id", "document_title", "marker"))
        if self.article is None:
            return Standing(marker, id, title, self.span, "removed")
        present = rows.article(id)
        if present.version == self.article.version:
            return Standing(marker, id, title, self.span, "unchanged", self.span)
        was = Citation(marker, self.article, self.span)
        found = anchor(present.text, was.quote, was.prefix, was.suffix, self.span)
        return Standing(marker, id, title, self.span, "newer version", found, rows.added_at(id))


def verify(receipt: Receipt, rows: Snapshot) -> Verification:
    """Check a receipt against the articles of an archive; see `Verification`."""
    now = rows.state()
    try:
        content = _fields(receipt.content, "receipt", _RECEIPT, closed=True)
        _check_header(content)
        reply = _fields(content["reply"], "reply", _REPLY)
        then = _fields(reply["index"], "index", _INDEX)
        cited = [
            _Place.of(given, f"citation {number}", _CITATION, rows)
            for number, given in enumerate(reply["citations"], start=1)
        ]
        others = [
            _Place.of(given, f"place {number} besides the citations", _PLACE, rows)
            for number, given in enumerate(_places([reply[name] for name in reply if name != "citations"]), start=1)
        ]
        unproven, broken = _seal_problem(content["seal"], content, rows)
    except InputError as error:
        return Verification("refused", (str(error),), now)
    gone = "no longer" if not unproven and not broken else "not"
    wrong = [
        f"{place.name}: the version that it cites of article {_described(place.given['document_id'])} is {gone} in the "
        "archive"
        for place in cited
        if place.article is None
    ]
    wrong += [problem for place in (*cited, *others) for problem in place.problems()]
    citations = [citation for place in cited if (citation := place.citation())]
    if len(citations) == len(cited):
        wrong += _reply_problems(reply, citations)
    wrong += broken
    return Verification(
        "refused" if wrong else "unproven" if unproven else "accepted",
        (*wrong, *unproven),
        now,
        tuple(place.standing(rows) for place in cited),
        tuple(_notes(others, then, now, rows)),
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


def _check_header(content: Mapping[str, Any]) -> None:
    if content["type"] != TYPE:
        raise InputError(f"type: found {_described(content['type'])}, expected {TYPE!r}")
    if content["schema"] != SCHEMA:
        raise InputError(f"schema: found {content['schema']}, expected {SCHEMA}: use the Byline that made it")
    try:
        zone = datetime.fromisoformat(content["made_at"]).tzinfo
    except ValueError:
        zone = None
    if zone is None:
        raise InputError(f"made_at: found {_described(content['made_at'])}, expected a moment with a time zone")


def _seal_problem(seal: object, content: Mapping[str, Any], rows: Snapshot) -> tuple[list[str], list[str]]:
    """Tell why the seal proves nothing, and why it is not the archive's; nothing of either if it is."""
    unchecked = f"its quotes were checked, its {_SEALED_ONLY} cannot be"
    if seal is None:
        return [f"it has no seal: {unchecked}"], []
    fields, key = _fields(seal, "seal", _SEAL, closed=True), seal_key(rows)
    if fields["algorithm"] != _ALGORITHM:
        raise InputError(f"seal: found {_described(fields['algorithm'])}, expected {_ALGORITHM}")
    if key is None or fields["archive"] != _name(key):
        return [f"it has the seal of another archive: {unchecked}"], []
    unsealed = {name: value for name, value in fields.items() if name != "value"}
    expected = _seal_value({**content, "seal": unsealed}, key)
    if hmac.compare_digest(expected.encode(), fields["value"].encode()):
        return [], []
    return [], ["its seal is broken: something in it was changed after it was made"]


def _reply_problems(reply: Mapping[str, Any], citations: Sequence[Citation]) -> list[str]:
    """Make the reply again of its citations and tell what is different."""
    if reply["status"] not in get_args(Status):
        return [f"status: found {_described(reply['status'])}, expected one of {', '.join(get_args(Status))}"]
    if reply["mode"] not in get_args(Mode):
        return [f"mode: found {_described(reply['mode'])}, expected one of {', '.join(get_args(Mode))}"]
    question = understand(reply["query"])
    try:
        conflicts = tuple(_conflicts(reply))
        again = Reply(
            question=reply["question"],
            query=reply["query"],
            status=reply["status"],
            confidence=reply["confidence"],
            sentences=tuple(_sentences(reply)),
            citations=tuple(citations),
            reason=reply["reason"],
            short_span=_short_span(citations, reply["short"]),
            verdict=None if reply["mode"] == "written" else verdict_of(question, citations, conflicts),
            dates=cited_dates(citations),
            conflicts=conflicts,
            mode=reply["mode"],
        ).to_dict()
    except InputError as error:
        return [f"reply: {error}"]
    if not all(are_apart(question, conflict, citations) for conflict in conflicts):
        return ["conflicts: found values that agree, or of one article"]
    derived = {name: again[name] for name in _DERIVED} | {"newest_article_at": reply["index"].get("newest_article_at")}
    problems = _differences("reply", reply, derived)
    for place, citation in zip(reply["citations"], again["citations"], strict=True):
        number = {"document_index": citation["document_index"]}
        problems += _differences(f"citation {citation['marker']}", place, number)
    return problems


def _sentences(reply: Mapping[str, Any]) -> Iterator[Sentence]:
    for number, given in enumerate(reply["spans"], start=1):
        fields = _fields(given, f"span {number}", _SPAN)
        span, indices = Span(fields["start"], fields["end"]), fields["citations"]
        if any(type(index) is not int for index in indices):
            raise InputError(f"span {number}: found {_described(indices)}, expected numbers of citations")
        yield Sentence(reply["answer"][span.start : span.end], tuple(index + 1 for index in indices))


def _conflicts(reply: Mapping[str, Any]) -> Iterator[Conflict]:
    for number, given in enumerate(reply["conflicts"], start=1):
        fields = _fields(given, f"conflict {number}", _CONFLICT)
        values = [_fields(value, f"conflict {number}", _CONFLICTING) for value in fields["values"]]
        if any(type(index) is not int for value in values for index in value["citations"]):
            raise InputError(f"conflict {number}: found {_described(values)}, expected numbers of citations")
        yield Conflict(
            fields["type"],
            tuple(
                ConflictingValue(value["value"], tuple(index + 1 for index in value["citations"])) for value in values
            ),
        )


def _short_span(citations: Sequence[Citation], short: str | None) -> Span | None:
    if short is None:
        return None
    first = citations[0] if citations else None
    start = first.article.text.find(short, first.span.start, first.span.end) if first else -1
    if start < 0:
        raise InputError("the short answer lies outside the first citation")
    return Span(start, start + len(short))


def _notes(others: Sequence[_Place], then: Mapping[str, Any], now: IndexState, rows: Snapshot) -> Iterator[str]:
    digests = {place.given["document_id"]: rows.digest(place.given["document_id"]) for place in others}
    gone = [place for place in others if place.article is None]
    newer = [place for place in others if place.article and place.article.version != digests[place.article.id]]
    if gone:
        yield f"{len(gone)} of {len(others)} passages looked at are no longer in the archive"
    if newer:
        yield f"{len(newer)} of {len(others)} passages looked at are of articles that have a newer version"
    if then["generation"] > now.generation:
        yield "the archive is older than the receipt: it was restored from a copy"
    if then["fingerprint"] != now.fingerprint:
        yield "the index was made anew, with another encoder or other passages"


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


def _fields(value: object, where: str, shape: _Shape, *, closed: bool = False) -> dict[str, Any]:
    """Return an object that has at least these keys with values of these kinds; `closed`: no others."""
    if not isinstance(value, dict):
        raise InputError(f"{where}: found {_described(value)}, expected an object")
    for name, kinds in shape.items():
        if name not in value:
            raise InputError(f"{where}: found no {name}, expected one")
        if type(value[name]) not in kinds:  # exactly: True is no number
            raise InputError(f"{where}: {name} is {_described(value[name])}, expected {_names(kinds)}")
    unknown = sorted(value.keys() - shape.keys()) if closed else []
    if unknown:
        raise InputError(f"{where}: found {_described(unknown[0])}, expected nothing but {', '.join(shape)}")
    return value


def _differences(where: str, given: Mapping[str, Any], derived: Mapping[str, Any]) -> list[str]:
    """Compare what a receipt says with what is derived again, as JSON, where it says anything."""
    return [
        f"{where}: {name} is {_described(given[name])}, expected {_described(value)}"
        for name, value in derived.items()
        if name in given and _canonical(given[name]) != _canonical(value)
    ]


def _names(kinds: Sequence[type]) -> str:
    names = {str: "text", int: "a whole number", float: "a number", list: "a list", dict: "an object", _NONE: "null"}
    return " or ".join(names[kind] for kind in kinds)


def _described(value: object) -> str:
    return shorten(json.dumps(value, ensure_ascii=True, default=repr), 60)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InputError(f"found the key {_described(name)} twice in one object, expected it once")
        found[name] = value
    return found


def _no_number(constant: str) -> NoReturn:
    raise InputError(f"found {constant}, expected a number")
