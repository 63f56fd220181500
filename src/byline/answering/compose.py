"""Compose a reply from evidence: verbatim sentences with their citations, or the reason for none."""

from collections.abc import Sequence

from byline.answering.conflicts import alternatives_of, conflicts_of, differences_of_copies
from byline.answering.origins import with_speakers
from byline.answering.verdict import verdict_of
from byline.language.text import normalised, one_line
from byline.question.form import Form, expected_of
from byline.readers.base import Evidence, Reading
from byline.records import Article, Citation, Hits, IndexState, Reply, Sentence, Span
from byline.settings import Settings

# A further sentence is shown if it is at least this share as probable as the best.
_WORTH_SHOWING: dict[Form, float] = {"fact": 0.4, "yes_no": 0.4, "account": 0.2, "list": 0.1}
_RELATED = 0.05  # a best sentence less probable than this is not even related
_REPEATED = 0.6  # share of a sentence's words from which another that has them makes it a repetition
_CITATIONS_PER_SENTENCE = 3
_SHORTEST_CUT = 80  # characters that a sentence shown beside another is cut to at least


def compose(
    question: str,
    query: str,
    hits: Hits,
    reading: Reading,
    index: IndexState,
    min_confidence: float,
    settings: Settings,
) -> Reply:
    """Answer with the most probable sentences, or abstain.

    Args:
        question: As asked.
        query: As searched and read.
        hits: The passages that were read.
        reading: What the reader made of them.
        index: The state of the archive.
        min_confidence: An answer less probable than this is not given.
        settings: For the length of the answer.
    """
    best = reading.evidence[0] if reading.evidence else None
    confidence = best.probability if best else 0.0
    if best is None or confidence < min_confidence:
        return Reply(
            question=question,
            query=query,
            status="no_answer",
            confidence=confidence,
            reason=_reason(hits, reading, index),
            hits=hits.items,
            undated=hits.undated,
            index=index,
        )
    worth_showing = _WORTH_SHOWING[expected_of(query).form] * confidence
    reading = with_speakers(reading, settings.max_answer_characters // 2, worth_showing)
    side_by_side = alternatives_of(query, reading.evidence)
    further = [item for item in reading.evidence if item.probability >= worth_showing and item not in side_by_side]
    sentences, citations = _statements(side_by_side, further, settings)
    conflicts = conflicts_of(query, reading.evidence, citations)
    probable = [item for item in reading.evidence if item.probability >= worth_showing]
    short_span = best.short_span if not conflicts and _agree(probable, citations) else None
    within = short_span and citations[0].span.contains(short_span)
    return Reply(
        question=question,
        query=query,
        status="partial" if reading.missing else "answered",
        confidence=confidence,
        sentences=sentences,
        citations=citations,
        reason=f"nothing found mentions {_listed(reading.missing)}" if reading.missing else "",
        short_span=short_span if within else None,
        verdict=verdict_of(query, citations, conflicts),
        conflicts=conflicts,
        hits=hits.items,
        undated=hits.undated,
        index=index,
    )


def _reason(hits: Hits, reading: Reading, index: IndexState) -> str:
    if not index.articles:
        return "there are no articles in the archive yet"
    if not hits:
        left_out = f": {hits.undated} have no date" if hits.undated else ""
        return f"no article meets the conditions{left_out}"
    if reading.missing:
        instead = f"; the nearest passages speak of {_listed(reading.instead)}" if reading.instead else ""
        return f"not in these articles: nothing found mentions {_listed(reading.missing)}{instead}"
    if not reading.evidence or reading.evidence[0].probability < _RELATED:
        return "not in these articles: nothing found is about this"
    return "not in these articles: what was found is related, but no sentence answers the question"


def _agree(evidence: Sequence[Evidence], citations: Sequence[Citation]) -> bool:
    """Tell whether of this evidence no two sentences shown have different short answers: else none stands out."""
    shown = {(citation.article.id, citation.span) for citation in citations}
    shorts = {_short(item) for item in evidence if (item.hit.article.id, item.span) in shown}
    return len(shorts - {""}) <= 1


def _listed(words: Sequence[str]) -> str:
    return " or ".join(dict.fromkeys(words))


def _statements(
    side_by_side: Sequence[Evidence], further: Sequence[Evidence], settings: Settings
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Show the best sentences that fit; those with the values are cut around them where they do not fit together."""
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
        if len(marked) > most and places[0] in values:
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
    """Tell whether a sentence says little that another does not, has no other short answer and denies nothing."""
    sentence, shown = (one.hit.article[one.span] for one in (item, other))
    words, others = set(normalised(sentence).split()), set(normalised(shown).split())
    if len(words & others) < _REPEATED * len(words) or _short(item) not in {"", _short(other)}:
        return False
    return not any(difference.kind == "negation" for difference in differences_of_copies(sentence, shown))


def _short(item: Evidence) -> str:
    return normalised(item.hit.article[item.short_span]) if item.short_span else ""


def _same_words(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Gather the articles that say the same in the same words, a few at most, best first."""
    groups: dict[str, list[Evidence]] = {}
    for item in evidence:
        group = groups.setdefault(normalised(item.hit.article[item.span]), [])
        if len(group) < _CITATIONS_PER_SENTENCE and all(item.hit.article.id != other.hit.article.id for other in group):
            group.append(item)
    return list(groups.values())


def _shown(article: Article, sentence: Span, quoted: Span) -> str:
    """Return the quoted part of a sentence on one line, with ellipses where it was cut."""
    before = "…" if quoted.start > sentence.start else ""
    after = "…" if quoted.end < sentence.end else ""
    return before + one_line(article[quoted]) + after


def _cut(item: Evidence, characters: int) -> Span:
    """Cut a sentence between words to at most `characters`, ellipses included, around what answers."""
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
