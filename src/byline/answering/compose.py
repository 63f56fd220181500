"""Compose an answer from evidence: verbatim sentences with citations, a short answer and a verdict."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from byline.answering.cited_dates import cited_dates
from byline.answering.conflicts import alternatives_of, conflicts_of, differences_of_copies, rivals_of
from byline.answering.context import contexts_of
from byline.answering.decide import Decision
from byline.answering.headline import doubts, earned
from byline.answering.items import items_of, listed_in, room_for
from byline.answering.origins import independent_origins, with_speakers
from byline.answering.rejoinders import rejoinder_to, rejoined_by
from byline.answering.timing import is_out_of_time
from byline.answering.verdict import verdict_of
from byline.answering.withdrawals import withdrawals
from byline.language.corrections import is_about_corrections
from byline.language.text import normalised, one_line
from byline.language.values import AGREE, compare, value_of
from byline.question.form import Form
from byline.question.question import Question
from byline.readers.base import Evidence
from byline.records import Article, Citation, CitedDate, Conflict, Context, Item, Origins, Sentence, Span, Verdict
from byline.settings import Settings

Copies = Mapping[str, Collection[str]]  # article id -> ids of its copies and near copies

# Another sentence is shown if its probability is at least this share of the best one's.
_WORTH_SHOWING: dict[Form, float] = {"fact": 0.4, "yes_no": 0.4, "account": 0.2, "list": 0.1}
_REPEATED = 0.6  # minimum share of a sentence's words in another that make it a repetition
_CITATIONS_PER_SENTENCE = 3
_SHORTEST_CUT = 80  # minimum length in characters of a sentence that is cut to fit beside another


@dataclass(frozen=True, slots=True)
class Composition:
    """The part of the evidence that is shown; see `Reply`. Empty if there is no answer."""

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    items: tuple[Item, ...] = ()
    short_span: Span | None = None
    verdict: Verdict | None = None
    dates: tuple[CitedDate, ...] = ()
    origins: Origins = field(default_factory=Origins)
    context: tuple[Context, ...] = ()

    @property
    def short(self) -> str | None:
        """The short answer, verbatim from the first citation."""
        return self.citations[0].article[self.short_span] if self.short_span else None


def compose(question: Question, decision: Decision, copies: Copies, settings: Settings) -> Composition:
    """Choose the sentences to show; none if there is no answer. A likely answer gets no headline.

    If time runs out, the best sentences are returned without the comparisons.

    Args:
        question: What was asked.
        decision: Whether there is an answer, and the evidence for it.
        copies: Copies of the articles in the evidence.
        settings: The length limits of the answer.
    """
    if not decision.evidence:
        return Composition()
    worth_showing = _WORTH_SHOWING[question.form] * decision.confidence
    if is_out_of_time():
        probable = [item for item in decision.evidence if item.probability >= worth_showing]
        return Composition(*_statements(decision.evidence[:1], probable[1:], settings))
    evidence = with_speakers(decision.evidence, settings.max_answer_characters // 2, worth_showing)
    headed = earned(question, evidence[0])
    if not any(headed.span.overlaps(other.span) for other in evidence[1:] if other.hit.article == headed.hit.article):
        evidence = (replace(evidence[0], span=headed.span), *evidence[1:])
    listed = listed_in(question, evidence)
    holding = [one.evidence for one in listed]
    several = bool(listed) and question.question_kind == "list"
    if several and question.wanted.sort == "who" and holding[0] != evidence[0]:  # names lead
        evidence = tuple(dict.fromkeys([holding[0], *evidence]))
        headed = earned(question, evidence[0])
    side_by_side = evidence[:1] if several else alternatives_of(question, evidence)
    probable = [item for item in evidence if item.probability >= worth_showing]
    if several:
        probable = list(dict.fromkeys([*holding, *probable]))
    of_one_side = question.question_kind == "who_said"
    beside = [] if several or of_one_side else [rejoined_by(evidence[0]), rejoinder_to(evidence[0])]
    shown = probable if several else [*filter(None, beside), *probable, *rivals_of(question, evidence)]
    further = [item for item in dict.fromkeys(shown) if item not in side_by_side]
    if not several:  # repetitions of the best answer come last
        further.sort(key=lambda item: _agree(question, (evidence[0], item)))
    sentences, citations = _statements(side_by_side, further, room_for(listed, settings), holding)
    if is_out_of_time():
        return Composition(sentences, citations)
    items = items_of(question, listed, citations)
    conflicts = () if several else conflicts_of(question, evidence, citations)
    if is_out_of_time():
        return Composition(sentences, citations, conflicts, items)
    dates, origins = sources_of(citations, copies)
    context = contexts_of(citations, decision.corrections)
    context += withdrawals(question, evidence, citations, context)
    if decision.status == "likely":
        return Composition(sentences, citations, conflicts, items, dates=dates, origins=origins, context=context)
    undisputed = not conflicts and not context and not contexts_of(citations[:1], ()) and not _is_set_right(citations)
    short_span = headed.short_span if undisputed and _all_agree(question, probable, citations) else None
    within = short_span and citations[0].span.contains(short_span)
    return Composition(
        sentences,
        citations,
        conflicts,
        items,
        short_span if within else None,
        verdict_of(question, citations, conflicts) if undisputed and not doubts(question, evidence[0]) else None,
        dates,
        origins,
        context,
    )


def _is_set_right(citations: Sequence[Citation]) -> bool:
    """Return whether an article that corrects another is quoted beside one that does not."""
    corrects = [is_about_corrections(one.article.title) for one in citations]
    return any(corrects) and not corrects[0]


def sources_of(citations: Sequence[Citation], copies: Copies) -> tuple[tuple[CitedDate, ...], Origins]:
    """Return what the dates in some quotes mean, and which of the quotes share a source."""
    return cited_dates(citations), independent_origins([(one.article, one.span) for one in citations], copies)


def _agree(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Return whether the short answers of some evidence all give the same value, in any spelling."""
    values = {_short(item): value_of(_written(item), question.kind, item.hit.article.day) for item in evidence}
    return all(compare(one, other) in AGREE for one, other in combinations(values.values(), 2))


def _all_agree(question: Question, evidence: Sequence[Evidence], citations: Sequence[Citation]) -> bool:
    """Return whether all displayed sentences agree on the short answer."""
    shown = {(citation.article.id, citation.span) for citation in citations}
    return _agree(
        question, [item for item in evidence if (item.hit.article.id, item.span) in shown and item.short_span]
    )


def _statements(
    side_by_side: Sequence[Evidence],
    further: Sequence[Evidence],
    settings: Settings,
    holding: Collection[Evidence] = (),
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Show the best sentences that fit; cut those that do not fit around the values or the items they contain.

    Args:
        side_by_side: Sentences with the values of an answer.
        further: Other sentences, best first; left out if they do not fit.
        settings: For the number of sentences and characters.
        holding: Further sentences that contain items of a list: cut, rather than left out.
    """
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    room = settings.max_answer_characters
    values = side_by_side[: max(1, min(settings.max_answer_sentences, room // _SHORTEST_CUT))]
    fits = sum(len(item.span) + len(" [1] ") for item in values) <= room
    shown: list[Evidence] = []
    for places in _same_words([*values, *further]):
        if any(_repeats(places[0], other) for other in shown):
            continue
        first = len(citations) + 1
        markers = tuple(range(first, first + len(places)))
        span = places[0].span
        marked = Sentence(_shown(places[0].hit.article, span, span), markers).marked
        most = room if fits or places[0] not in values else min(room, settings.max_answer_characters // len(values))
        if len(marked) > most and (places[0] in values or (places[0] in holding and _can_be_cut(places[0], most))):
            places, markers = places[:1], (first,)
            span = _cut(places[0], most - len(Sentence("", markers).marked))
        elif len(marked) > most:
            continue
        sentences.append(Sentence(_shown(places[0].hit.article, places[0].span, span), markers))
        shown.append(places[0])
        citations.append(Citation(first, places[0].hit.article, span))
        citations.extend(
            Citation(marker, place.hit.article, place.span)
            for marker, place in zip(markers[1:], places[1:], strict=True)
        )
        room -= len(sentences[-1].marked) + 1
        if len(sentences) == settings.max_answer_sentences:
            break
    return tuple(sentences), tuple(citations)


def _repeats(item: Evidence, other: Evidence) -> bool:
    """Return whether a sentence adds little to another: same words, no other short answer, no negation added."""
    sentence, shown = (one.hit.article[one.span] for one in (item, other))
    words, others = set(normalised(sentence).split()), set(normalised(shown).split())
    if len(words & others) < _REPEATED * len(words) or _short(item) not in {"", _short(other)}:
        return False
    return not any(difference.kind == "negation" for difference in differences_of_copies(sentence, shown))


def _short(item: Evidence) -> str:
    return normalised(_written(item))


def _written(item: Evidence) -> str:
    return item.hit.article[item.short_span] if item.short_span else ""


def _same_words(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Group evidence with the same words from different articles, a few articles per group, best first."""
    groups: dict[str, list[Evidence]] = {}
    for item in evidence:
        group = groups.setdefault(normalised(item.hit.article[item.span]), [])
        if len(group) < _CITATIONS_PER_SENTENCE and all(item.hit.article.id != other.hit.article.id for other in group):
            group.append(item)
    return list(groups.values())


def _shown(article: Article, sentence: Span, quoted: Span) -> str:
    """Return the quoted part of a sentence on one line, with ellipses where it is cut."""
    before = "…" if quoted.start > sentence.start else ""
    after = "…" if quoted.end < sentence.end else ""
    return before + one_line(article[quoted]) + after


def _can_be_cut(item: Evidence, characters: int) -> bool:
    """Return whether what answers fits into so many characters, with a few words around it."""
    return characters >= _SHORTEST_CUT and len(_written(item)) <= characters - _SHORTEST_CUT // 2


def _cut(item: Evidence, characters: int) -> Span:
    """Cut a sentence between words to at most `characters`, including ellipses, around the short answer."""
    text, span, short = item.hit.article.text, item.span, item.short_span
    length = max(1, characters - len("……"))
    middle = (short.start + short.end) // 2 if short and len(short) <= length else span.start
    start = max(span.start, min(middle - length // 2, span.end - length))
    end = min(span.end, start + length)
    kept = short if short and start <= short.start and short.end <= end else Span(start, start + 1)
    if start > span.start:
        space = text.find(" ", start, kept.start)
        start = space + 1 if space >= 0 else start
    if end < span.end:
        space = text.rfind(" ", max(kept.end, start + 1), end)
        end = space if space >= 0 else end
    return Span(start, end)
