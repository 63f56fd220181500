"""Retrieve passages: fuse rankings by meaning, keyword and date; collapse copies."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from byline.encoders.base import Encoder
from byline.language.text import normalised, one_line
from byline.question.coverage import with_most_names
from byline.question.question import Question
from byline.question.recency import age
from byline.records import Hit, Hits, Passage, Where
from byline.settings import Settings
from byline.store.base import View
from byline.store.sql import Snapshot

MAX_HITS = 100
_FETCHED_PER_HIT = 2  # batch size
_CANDIDATES_PER_HIT = 5  # leaves enough after copies are collapsed
_DATED_PER_HIT = 3  # a matching date lifts only passages ranked this high: those below are not about the question
# Share of its score that a very old passage loses if the question asks, explicitly or implicitly, how things stand now.
_NEWEST_ASKED_FOR, _NEWEST = 0.5, 0.2

Key = TypeVar("Key", bound=Hashable)


def retrieve(
    view: View,
    encoder: Encoder,
    question: Question,
    k: int,
    where: Where | None,
    settings: Settings,
    *,
    per_article: int | None = None,
) -> Hits:
    """Find the passages that best match a question.

    Args:
        view: The generation to search.
        encoder: The encoder that embedded its passages.
        question: What to search for. Passages from its period are preferred; if it names the year and any passage on
            its subject is from then, passages from other times are excluded. If it asks how things stand now, newer
            articles are preferred.
        k: Number of hits, clamped to 1…100.
        where: Conditions on the articles.
        settings: For the fusion and the number of passages per article.
        per_article: Maximum number of passages from one article, unless nothing else is left; if None,
            `settings.passages_per_article`.
    """
    k = min(max(k, 1), MAX_HITS)
    undated = view.rows.undated(where) if where else 0
    depth = max(settings.candidates, k * _CANDIDATES_PER_HIT)
    dense = view.search_vectors(encoder.encode_query(one_line(question.text)), depth, where)
    keywords = view.search_keywords(question.terms, depth, where)
    rankings = [dense.keys.tolist(), keywords.keys.tolist()]
    fused = reciprocal_rank_fusion(rankings, settings.fusion_constant)
    similarity = dict(zip(dense.keys.tolist(), dense.scores.tolist(), strict=True))
    keyword_score = dict(zip(keywords.keys.tolist(), keywords.scores.tolist(), strict=True))
    relevant: list[_Candidate] = []
    if question.period or question.day:
        relevant = list(islice(_fetched(view.rows, encoder, fused, k), k * _DATED_PER_HIT))
        suiting = [key for key, _, passage in relevant if question.period and question.period.admits(passage)]
        fused = reciprocal_rank_fusion([*rankings, suiting], settings.fusion_constant)
        fused = _newest_lifted(question, fused, relevant)
    candidates = _without_other_times(question, _fetched(view.rows, encoder, fused, k), relevant)
    chosen = list(_several_articles(_distinct(candidates), per_article or settings.passages_per_article, k))
    return Hits(
        tuple(
            Hit(passage, score, rank, similarity.get(key), keyword_score.get(key))
            for rank, (key, score, passage) in enumerate(chosen, start=1)
        ),
        undated,
    )


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Key]], constant: int = 60) -> list[tuple[Key, float]]:
    """Score each key by the sum over rankings of 1 / (constant + rank), ranks from 1.

    Cormack, Clarke and Büttcher, SIGIR 2009.

    Returns:
        Keys with scores, best first; ties go to the key seen first, rankings taken in order.
    """
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + 1 / (constant + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


_Candidate = tuple[int, float, Passage]


def _fetched(rows: Snapshot, encoder: Encoder, fused: Sequence[tuple[int, float]], k: int) -> Iterator[_Candidate]:
    """Yield the passages of a ranking, fetched lazily in batches."""
    for start in range(0, len(fused), _FETCHED_PER_HIT * k):
        some = fused[start : start + _FETCHED_PER_HIT * k]
        passages = rows.passages([key for key, _ in some], encoder.fingerprint)
        yield from ((key, score, passages[key]) for key, score in some)


def _newest_lifted(
    question: Question, fused: list[tuple[int, float]], relevant: Iterable[_Candidate]
) -> list[tuple[int, float]]:
    """Lift newer articles if the question asks how things stand now."""
    if question.day is None:
        return fused
    weight = _NEWEST_ASKED_FOR if question.period else _NEWEST
    worth = {key: 1 - weight * age(passage.article, question.day) for key, _, passage in relevant}
    return sorted(((key, score * worth.get(key, 1 - weight)) for key, score in fused), key=lambda item: -item[1])


def _without_other_times(
    question: Question, candidates: Iterable[_Candidate], relevant: Iterable[_Candidate]
) -> Iterator[_Candidate]:
    """Exclude passages from other years if any on the subject is from the year asked."""
    period = question.period
    if period is None or not period.words:
        return iter(candidates)
    hits = [Hit(passage, score, rank) for rank, (_, score, passage) in enumerate(relevant, start=1)]
    if not any(period.admits(hit.passage) for hit in with_most_names(question.names, hits)):
        return iter(candidates)
    return (candidate for candidate in candidates if not period.excludes(candidate[2]))


def _distinct(candidates: Iterable[_Candidate]) -> Iterator[_Candidate]:
    """Yield only the first of passages with identical normalised text."""
    seen: set[str] = set()
    for candidate in candidates:
        text = normalised(candidate[2].text)
        if text not in seen:
            seen.add(text)
            yield candidate


def _several_articles(candidates: Iterable[_Candidate], cap: int, k: int) -> list[_Candidate]:
    """Take at most `cap` passages per article, or more if fewer than `k` are left."""
    counts: Counter[str] = Counter()
    within: list[_Candidate] = []
    beyond: list[_Candidate] = []
    for candidate in candidates:
        id = candidate[2].article.id
        counts[id] += 1
        (within if counts[id] <= cap else beyond).append(candidate)
        if len(within) == k:
            break  # the rest need not be compared
    return sorted(within + beyond[: k - len(within)], key=lambda candidate: -candidate[1])
