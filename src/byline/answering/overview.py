"""Answer a request for an overview: the sentences that best sum up what the articles say on a subject.

    request ──> hits ──> overviews: look, rate, choose ──> quotes by date ──> Composition, Decision
            └─ names no subject ──> the archive's most typical articles, a sentence of each

The confidence of an overview is the probability that its best sentences are on the subject, scaled on development
requests; each was also tried on an archive without the articles on it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from byline.answering.compose import Composition, Copies, sources_of
from byline.answering.conflicts import differences_of_copies
from byline.answering.context import contexts_of
from byline.answering.decide import Decision, threshold
from byline.answering.reasons import lacking, not_answered, unanswerable
from byline.encoders import load_encoder
from byline.encoders.base import Encoder
from byline.language.attribution import attributions
from byline.language.content import Present
from byline.language.text import normalised, one_line
from byline.overviews.choosing import choose, joined
from byline.overviews.looking import Embed, Look, best_articles, look
from byline.overviews.model import OverviewModel, Ratings
from byline.overviews.statements import statements_of
from byline.question.coverage import missing_names, names_nowhere, share_of_names
from byline.question.question import Question
from byline.question.sides import asks_for_stances
from byline.readers.base import Reading
from byline.records import Article, Citation, Conflict, ConflictingValue, Hits, Sentence, Span
from byline.settings import DEFAULT_ENCODER, Settings
from byline.store.base import View

_BEST = 3  # sentences whose ratings make the confidence
_SLOPE, _SHIFT = 3.0, 2.2  # of the confidence in their log-odds, fitted on development requests
_LIKELY = 0.3  # minimum confidence of an overview that is shown as possibly on the subject
_UNSURE = "the articles found may be about something else"
_NOT_ON_IT = "I found nothing about this"
_OF_ARCHIVE = 0.9  # confidence of an overview of the whole archive
_LEADS = 4  # first sentences of an article that may say what it is about
_SAID = 0.6  # factor on the ratings of sentences that somebody says, where reactions or opinions are asked for
_WITHOUT_A_STANCE = 0.2  # factor on the ratings of other sentences, where reactions or opinions are asked for
_TAKES_A_STANCE = re.compile(
    r"\b(?:welcom\w+|prais\w+|critici[sz]\w+|condemn\w*|reject\w*|oppos\w+|object\w*|protest\w*|complain\w*|demand\w*"
    r"|celebrat\w+|boo(?:ed|ing)|jeer\w*|cheer\w*|demonstrat\w+|react\w*|respond\w*|support\w*|disput\w*|warn\w*"
    r"|called (?:it|the|him|her|them|on|for)|den(?:y|ies|ied)|regret\w*|apologi[sz]\w+|accus\w+|anger\w*|outrag\w*"
    r"|dismay\w*|disappoint\w*|fear\w*|worr\w+|urg\w+|spoke of|speaks of|threaten\w*|promis\w+|backs|backed|against"
    r"|boycott\w*)\b",
    re.I,
)
_SAME_WORDS = 3  # maximum number of articles cited for a quote whose words are in several

Quote = tuple[Article, Span]


@cache
def load_model() -> OverviewModel:
    """Return the model that ships with Byline; it loads its weights when it first rates something."""
    return OverviewModel()


@cache
def own_encoder() -> Encoder:
    """Return the encoder whose vectors the model was trained on."""
    return load_encoder()


def embedding(encoder: Encoder) -> Embed:
    """Return the embedding function for the model: the archive's encoder if it is the one the model was trained on."""
    return (encoder if encoder.name == DEFAULT_ENCODER else own_encoder()).encode_passages


@dataclass(frozen=True, slots=True)
class Choice:
    """The quotes chosen for an overview.

    Attributes:
        quotes: The place of each quote, followed by other places with the same words.
        confidence: Probability that they are on the subject of the request, in [0, 1].
    """

    quotes: tuple[tuple[Quote, ...], ...] = ()
    confidence: float = 0.0


def overview_of_subject(
    question: Question, hits: Hits, view: View, encoder: Encoder, model: OverviewModel, settings: Settings
) -> Choice:
    """Choose quotes from what the articles say on the subject of a request.

    Args:
        question: The request.
        hits: The passages found for it, at least one.
        view: The archive.
        encoder: The encoder that embedded its passages.
        model: Rates the sentences.
        settings: The length limits of an overview.
    """
    found = look(question.text, best_articles(hits), embedding(encoder))
    of_stances = question.question_kind == "side_overview" and asks_for_stances(question.text)
    limits = settings.max_overview_sentences, settings.max_overview_characters
    choice = choice_of(found, model, *limits, of_stances=of_stances)
    nowhere = names_nowhere(question.names, missing_names(question.names, hits), view.statistics)
    known = 1 - share_of_names(question.names, nowhere)
    return replace(choice, quotes=about(question, choice.quotes), confidence=choice.confidence * known)


def about(question: Question, quotes: tuple[tuple[Quote, ...], ...]) -> tuple[tuple[Quote, ...], ...]:
    """Return the quotes from articles that contain a word of the question; all quotes if none does."""
    articles = {article.id: article for places in quotes for article, _ in places}
    named = {
        id for id, one in articles.items() if any(word in Present([one.title, one.text]) for word in question.words)
    }
    return tuple(places for places in quotes if any(article.id in named for article, _ in places)) or quotes


def overview_of_articles(articles: Sequence[Article], settings: Settings) -> Choice:
    """Choose from each article the first sentence that makes sense alone: it says what the article is about."""
    quotes: list[tuple[Quote, ...]] = []
    room = settings.max_overview_characters
    for article in articles:
        lead = next((one for one in statements_of([article], _LEADS) if one.is_fit and not one.leans), None)
        if lead and len(lead.text) < room and len(quotes) < settings.max_overview_sentences:
            quotes.append(((article, lead.span),))
            room -= len(lead.text) + 1
    return Choice(in_order(quotes), _OF_ARCHIVE if quotes else 0.0)


def choice_of(
    found: Look, model: OverviewModel, sentences: int, characters: int, *, of_stances: bool = False
) -> Choice:
    """Choose quotes from what was found for a request, within the limits on sentences and characters.

    Args:
        found: The sentences of the best articles.
        model: Rates the sentences.
        sentences: Maximum number of sentences.
        characters: Maximum number of characters.
        of_stances: Whether sentences in which somebody takes a stance are preferred.
    """
    statements, articles = found.statements, found.articles
    if not statements:
        return Choice()
    ratings = model.rate(found)
    preferred = ratings * _preference(found) if of_stances else ratings
    chosen = choose(statements, preferred, found.alike, sentences=sentences, characters=characters)
    places: dict[str, dict[str, Quote]] = {}
    for one in statements:
        article = articles[one.article]
        places.setdefault(normalised(one.text), {}).setdefault(article.id, (article, one.span))
    quotes = []
    for number, span in joined(statements, chosen):
        article = articles[number]
        same = places.get(normalised(article[span]), {})
        others = [place for id, place in same.items() if id != article.id]
        quotes.append(((article, span), *others[: _SAME_WORDS - 1]))
    return Choice(in_order(quotes), confidence_of(ratings))


def _preference(found: Look) -> NDArray[np.float64]:
    """Return `(sentences, 1)` factors that prefer sentences in which somebody takes a stance."""
    factors = [
        1.0
        if _TAKES_A_STANCE.search(one.text)
        else _SAID
        if attributions(found.articles[one.article], one.span)
        else _WITHOUT_A_STANCE
        for one in found.statements
    ]
    return np.array(factors)[:, np.newaxis]


def in_order(quotes: Sequence[tuple[Quote, ...]]) -> tuple[tuple[Quote, ...], ...]:
    """Sort quotes by the date of their article, undated last; quotes from one article stay together."""
    ids = list(dict.fromkeys(places[0][0].id for places in quotes))
    return tuple(
        sorted(
            quotes,
            key=lambda places: (places[0][0].day or date.max, ids.index(places[0][0].id), places[0][1].start),
        )
    )


def confidence_of(ratings: Ratings) -> float:
    """Return the probability, in [0, 1], that the best of the rated sentences are on the subject."""
    probability = float(np.clip(np.sort(ratings[:, 1])[-_BEST:].mean(), 1e-6, 1 - 1e-6))
    return 1 / (1 + exp(-(_SLOPE * log(probability / (1 - probability)) + _SHIFT)))


def decided(
    question: Question, choice: Choice, hits: Hits, view: View, encoder: Encoder, settings: Settings
) -> Decision:
    """Decide whether an overview is shown.

    Args:
        question: The request.
        choice: What would be shown.
        hits: The passages found for it.
        view: The archive.
        encoder: The encoder that embedded its passages.
        settings: The thresholds.
    """
    confidence = choice.confidence
    if reason := unanswerable(question, encoder.languages):
        return Decision("no_answer", confidence, reason)
    reading = Reading(missing=missing_names(question.names, hits))
    nowhere = names_nowhere(question.names, reading.missing, view.statistics)
    if not hits:
        return Decision("no_answer", confidence, not_answered(question, reading, hits, view.state, nowhere))
    reason = lacking(question, reading, nowhere)
    least = threshold(settings, calibrated=False)
    only_sure = settings.min_confidence is not None or settings.max_risk is not None
    likely = settings.likely_confidence if settings.likely_confidence is not None else least if only_sure else _LIKELY
    if not choice.quotes or confidence < min(likely, least):
        return Decision("no_answer", confidence, reason or (_UNSURE if confidence >= _LIKELY else _NOT_ON_IT))
    if confidence < least:
        return Decision("likely", confidence, reason or _UNSURE)
    return Decision("partial" if reason else "answered", confidence, reason)


def note_on_timeline(question: Question) -> str:
    """Return how to get the full timeline, if the question asks for one; else empty."""
    return "byline timeline lists every date in the articles" if question.question_kind == "timeline" else ""


def composed(choice: Choice, copies: Copies) -> Composition:
    """Build the composition of an overview from its quotes."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for places in choice.quotes:
        markers = tuple(range(len(citations) + 1, len(citations) + len(places) + 1))
        article, span = places[0]
        sentences.append(Sentence(one_line(article[span]), markers))
        citations += [Citation(marker, *place) for marker, place in zip(markers, places, strict=True)]
    dates, origins = sources_of(citations, copies)
    return Composition(
        tuple(sentences),
        tuple(citations),
        tuple(differing(citations)),
        dates=dates,
        origins=origins,
        context=contexts_of(citations),
    )


def differing(citations: Sequence[Citation]) -> Iterator[Conflict]:
    """Yield the figures and dates on which near-identical quotes from different articles differ."""
    for one, other in combinations(citations, 2):
        if one.article.id == other.article.id:
            continue
        for difference in differences_of_copies(one.quote, other.quote):
            values = (difference.first, one), (difference.second, other)
            written = [(quoted.quote[span.start : span.end], quoted.marker) for span, quoted in values]
            if difference.kind in {"quantity", "date"} and written[0][0] != written[1][0]:
                known = one.article.day and other.article.day and one.article.day != other.article.day
                yield Conflict(
                    "outdated" if known and difference.kind == "quantity" else "conflicting opinions",
                    tuple(ConflictingValue(text, (marker,)) for text, marker in written),
                )
