"""The built-in reader: finds the spans that may answer, their sentences, and the signs of the best.

hits ── model ──> spans, normalised over all passages ──> answers: equal spans are added up
                                                             ├─> sentences, best first
                                                             └─> signs of the best
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log

from byline.language.content import in_words_of
from byline.language.sentences import sentences
from byline.language.terms import StatisticsOf
from byline.language.text import normalised, one_line, visible, visible_places
from byline.question.coverage import Coverage, missing_names, share_of_names, surroundings
from byline.question.question import Question, words_for
from byline.readers.base import Evidence, Reading, Signs
from byline.readers.builtin.spans import TokenScores, best_spans, probability_within
from byline.records import Hit, Span

Score = Callable[[str, Sequence[tuple[str, str]]], list[TokenScores]]

HITS_READ = 8
_TINY = 1e-9  # added to probabilities before taking the logarithm
_OTHER_ARTICLES = 0.5  # weight, for a sentence, of its answer's probability in other articles


@dataclass(frozen=True, slots=True)
class Place:
    """A span that may answer, in its sentence.

    Attributes:
        hit: Number of its passage.
        sentence: The sentence's span in the article.
        span: The answer's span in the article.
        probability: Its probability among all spans of all passages and "no answer".
        alone: Its probability if no other passage is read.
        margin: How much better it scores than "no answer here".
    """

    hit: int
    sentence: Span
    span: Span
    probability: float
    alone: float
    margin: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Places with the same answer, at most one per article, most probable first."""

    places: tuple[Place, ...]

    @property
    def probability(self) -> float:
        """The sum of the places' probabilities."""
        return sum(place.probability for place in self.places)


class SpanReader:
    """Reads passages with a model that scores spans.

    Args:
        score: Scores the tokens of passages, each given with its article's title, for a question.
    """

    calibrated = True

    def __init__(self, score: Score) -> None:
        self._score = score

    def read(self, question: Question, hits: Sequence[Hit], statistics: StatisticsOf) -> Reading:
        """Find the sentences that answer in the first `HITS_READ` hits; more would mislead the model."""
        some = hits[:HITS_READ]
        return reading_of(
            question, some, scored(self._score, question, some), missing_names(question.names, hits), statistics
        )


def scored(score: Score, question: Question, hits: Sequence[Hit]) -> list[TokenScores]:
    """Score the tokens of passages without hidden characters, as people see them.

    For each passage, the question is reworded to use the passage's form of a name: "PBOC" or "People's Bank of China".
    """
    cleaned = [visible_places(hit.text) for hit in hits]
    titled = [(visible(hit.article.title), text) for hit, (text, _) in zip(hits, cleaned, strict=True)]
    asked = [in_words_of(one_line(" ".join(both)), question.text) for both in titled]
    found: dict[int, TokenScores] = {}
    for text in dict.fromkeys(asked):
        numbers = [number for number, one in enumerate(asked) if one == text]
        found.update(zip(numbers, score(text, [titled[number] for number in numbers]), strict=True))
    return [found[number].at(places) for number, (_, places) in enumerate(cleaned)]


def reading_of(
    question: Question,
    hits: Sequence[Hit],
    scores: Sequence[TokenScores],
    missing: Sequence[str],
    statistics: StatisticsOf,
    *,
    second: Sequence[TokenScores] | None = None,
    reader: str = "small",
) -> Reading:
    """Build a reading from scored passages.

    Args:
        question: What was asked.
        hits: The passages.
        scores: The scores of their tokens.
        missing: Names in the question that no passage contains.
        statistics: Counts terms in the whole archive.
        second: The scores by a second reader, if there is one.
        reader: The name of the reader; see `Reading.reader`.
    """
    answers = answers_of(hits, scores)
    if not answers:
        return Reading((), tuple(missing), reader=reader)
    evidence = evidence_of(hits, answers)
    signs = signs_of(question, hits, scores, answers, missing, statistics, second)
    return Reading(tuple(evidence), tuple(missing), signs, reader)


def answers_of(hits: Sequence[Hit], scores: Sequence[TokenScores]) -> list[Answer]:
    """Return the distinct answers, most probable first."""
    grouped: dict[str, list[Place]] = {}
    for place in _places(hits, scores):
        grouped.setdefault(normalised(hits[place.hit].article[place.span]), []).append(place)
    answers = [Answer(tuple(_one_an_article(hits, places))) for words, places in grouped.items() if words]
    return sorted(answers, key=lambda answer: -answer.probability)


def _places(hits: Sequence[Hit], scores: Sequence[TokenScores]) -> list[Place]:
    """Find the sentence of each span; drop duplicates from overlapping passages and spans that cross sentences."""
    found: dict[tuple[str, Span], Place] = {}
    sentences_of: dict[int, list[Span]] = {}
    for scored in best_spans(scores):
        hit = hits[scored.passage]
        if scored.passage not in sentences_of:
            sentences_of[scored.passage] = sentences(hit.text)
        around = next((one for one in sentences_of[scored.passage] if one.contains(scored.span)), None)
        if around is not None:
            span = scored.span.shift(hit.span.start)
            sentence = around.shift(hit.span.start)
            place = Place(scored.passage, sentence, span, scored.probability, scored.alone, scored.margin)
            found.setdefault((hit.article.id, span), place)
    return list(found.values())


def _one_an_article(hits: Sequence[Hit], places: Iterable[Place]) -> list[Place]:
    best: dict[str, Place] = {}
    for place in sorted(places, key=lambda place: -place.probability):
        best.setdefault(hits[place.hit].article.id, place)
    return list(best.values())


def signs_of(
    question: Question,
    hits: Sequence[Hit],
    scores: Sequence[TokenScores],
    answers: Sequence[Answer],
    missing: Sequence[str],
    statistics: StatisticsOf,
    second: Sequence[TokenScores] | None = None,
) -> Signs:
    """Return the signs of the best answer; see `reading_of` for the arguments."""
    best, place = answers[0], answers[0].places[0]
    others = sum(answer.probability for answer in answers[1:] if not _overlap(hits, answer, best))
    hit = hits[place.hit]
    within = place.sentence.shift(-hit.span.start)
    around = surroundings(hit)
    return Signs(
        log(best.probability + _TINY),
        log(best.probability + _TINY) - log(others + _TINY),
        scores[place.hit].margin,
        hit.similarity or 0.0,
        Coverage(words_for(question, around), statistics).share(around),
        probability_within(second, place.hit, within) if second else 0.0,
        second[place.hit].margin if second else 0.0,
        share_of_names(question.names, missing),
    )


def _overlap(hits: Sequence[Hit], one: Answer, other: Answer) -> bool:
    """Return whether two answers overlap in an article: `August 1` and `on August 1`."""
    return any(
        hits[a.hit].article.id == hits[b.hit].article.id and a.span.overlaps(b.span)
        for a in one.places
        for b in other.places
    )


def evidence_of(hits: Sequence[Hit], answers: Sequence[Answer]) -> list[Evidence]:
    """Return each sentence once with its best span, sorted by the total probability of its answers."""
    weights: dict[tuple[str, Span], float] = {}
    best: dict[tuple[str, Span], Place] = {}
    for answer in answers:
        for place in answer.places:
            key = (hits[place.hit].article.id, place.sentence)
            elsewhere = _OTHER_ARTICLES * (answer.probability - place.probability)
            weights[key] = weights.get(key, 0.0) + place.probability + elsewhere
            if key not in best or place.probability > best[key].probability:
                best[key] = place
    found = [
        Evidence(hits[place.hit], place.sentence, weights[key], place.span, place.alone, place.margin)
        for key, place in best.items()
    ]
    return sorted(found, key=lambda item: -item.probability)
