"""Combine what was found for several questions in one text, in their order.

Each question is answered as a follow-up to those before it. A sentence that answers two of them is cited once. The
short answer and the verdict (yes or no) belong to a single question, so they are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from typing import Any, ClassVar, Protocol, TypeVar

from byline.answering.compose import Composition, Copies, sources_of
from byline.answering.decide import Decision
from byline.question.question import Question
from byline.readers.base import Reading
from byline.records import Citation, Conflict, Context, Hits, Sentence, Span, Status

MOST_QUESTIONS = 5  # per text; each costs as much as a question asked alone
_Place = tuple[str, Span]


class Part(Protocol):
    """What was found for one question, such as `pipeline.Findings`; see there."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def question(self) -> Question: ...
    @property
    def hits(self) -> Hits: ...
    @property
    def reading(self) -> Reading: ...
    @property
    def decision(self) -> Decision: ...
    @property
    def composition(self) -> Composition: ...
    @property
    def note(self) -> str: ...
    @property
    def copies(self) -> Copies: ...


_P = TypeVar("_P", bound=Part)


def together(question: Question, parts: Sequence[_P], left: Sequence[str] = ()) -> _P:
    """Combine the findings for several questions into those for the text that asks them.

    Args:
        question: The whole text, as it was understood.
        parts: What was found for each question, in their order, in one snapshot; at least one.
        left: The questions that were not searched for.
    """
    given = [one for one in parts if one.composition.sentences]
    copies: Copies = dict(chain.from_iterable(one.copies.items() for one in parts))
    status = _status(parts, given, left)
    confidences = [one.decision.confidence for one in given]
    confidence = min(confidences) if given else max(one.decision.confidence for one in parts)
    return replace(
        given[0] if given else parts[0],
        question=question,
        hits=_all_hits(parts),
        reading=Reading(
            missing=tuple(dict.fromkeys(name for one in parts for name in one.reading.missing)),
            reader=next((one.reading.reader for one in given or parts if one.hits), ""),
        ),
        decision=Decision(status, confidence, "" if status == "answered" else _reason(parts, left)),
        composition=_composed(given, copies),
        note="; ".join(dict.fromkeys(one.note for one in parts if one.note)),
        copies=copies,
    )


def _status(parts: Sequence[Part], given: Sequence[Part], left: Sequence[str]) -> Status:
    """Return `likely` if nothing shown is sure, else `answered` or `partial`; `no_answer` if nothing is shown."""
    if not given:
        return "no_answer"
    if all(one.decision.status == "likely" for one in given):
        return "likely"
    whole = not left and len(given) == len(parts) and all(one.decision.status == "answered" for one in given)
    return "answered" if whole else "partial"


def _reason(parts: Sequence[Part], left: Sequence[str]) -> str:
    """Quote each question that is not surely and fully answered, and say why."""
    reasons = [
        f"“{one.question.asked}”: {_why(one)}"
        for one in parts
        if one.decision.status != "answered" or not one.composition.sentences
    ]
    asked = " ".join(f"“{one}”" for one in left)
    return "; ".join(
        [*reasons, *([f"{MOST_QUESTIONS} questions is the limit for one text: ask {asked} separately"] if left else [])]
    )


def _why(part: Part) -> str:
    if part.decision.status == "likely":
        return "the sentences shown may answer it, but this is not certain"
    return part.decision.reason or "this is answered by counting articles, not by quoting them: ask it separately"


def _all_hits(parts: Sequence[Part]) -> Hits:
    """Return the passages of all parts without duplicates, the best of each part first."""
    rows = zip_longest(*(one.hits.items for one in parts))
    hits = {(hit.article.id, hit.span): hit for row in rows for hit in row if hit}
    return Hits(
        tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits.values(), start=1)),
        max(one.hits.undated for one in parts),
    )


def _composed(given: Sequence[Part], copies: Copies) -> Composition:
    """Combine what is shown for each part and renumber the citations."""
    texts: dict[_Place, str] = {}
    places: dict[_Place, dict[_Place, Citation]] = {}  # citations of each sentence, by the first place that it cites
    for shown in (one.composition for one in given):
        for sentence in shown.sentences:
            cited = [shown.citations[marker - 1] for marker in sentence.markers]
            texts.setdefault(_place(cited[0]), sentence.text)
            places.setdefault(_place(cited[0]), {}).update({_place(one): one for one in cited})
    numbers: dict[_Place, int] = {}
    for place in chain.from_iterable(places.values()):
        numbers.setdefault(place, len(numbers) + 1)
    every = {place: one for cites in places.values() for place, one in cites.items()}
    citations = tuple(replace(every[place], marker=marker) for place, marker in numbers.items())
    dates, origins = sources_of(citations, copies)
    return Composition(
        tuple(Sentence(texts[first], tuple(numbers[place] for place in cites)) for first, cites in places.items()),
        citations,
        tuple(dict.fromkeys(conflict for one in given for conflict in _conflicts(one.composition, numbers))),
        tuple(
            replace(item, markers=_renumbered(item.markers, one.composition, numbers))
            for one in given
            for item in one.composition.items
        ),
        dates=dates,
        origins=origins,
        context=_beside([context for one in given for context in one.composition.context], citations),
    )


def _conflicts(shown: Composition, numbers: Mapping[_Place, int]) -> Iterator[Conflict]:
    """Yield the conflicts of a part with the new numbers of its citations."""
    for conflict in shown.conflicts:
        values = (replace(one, markers=_renumbered(one.markers, shown, numbers)) for one in conflict.values)
        yield Conflict(conflict.type, tuple(values))


def _renumbered(markers: Sequence[int], shown: Composition, numbers: Mapping[_Place, int]) -> tuple[int, ...]:
    return tuple(numbers[_place(shown.citations[marker - 1])] for marker in markers)


def _beside(context: Sequence[Context], cited: Sequence[Citation]) -> tuple[Context, ...]:
    """Number the context after the citations; drop duplicates and what is quoted for another question."""
    places = {_place(one): one for one in context}
    beside = [
        one
        for one in places.values()
        if not any(one.article.id == other.article.id and one.span.overlaps(other.span) for other in cited)
    ]
    return tuple(replace(one, marker=marker) for marker, one in enumerate(beside, start=len(cited) + 1))


def _place(citation: Citation) -> _Place:
    return citation.article.id, citation.span
