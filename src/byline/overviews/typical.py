"""Find the articles that show what an archive is about, or what is new in it, for requests without a subject."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np

from byline.language.terms import terms_of
from byline.question.question import Question
from byline.records import Article, Where
from byline.store.base import View

_OF_NO_SUBJECT = frozenset(
    terms_of(
        "article story report news text file document archive collection corpus folder index source paper outlet press "
        "headline summary summarise summarize overview digest recap recapitulate brief briefing update sum up main key "
        "important big point topic theme subject issue takeaway gist short quick everything anything something thing "
        "all here about say tell know show give catch me us happen go on lately new newest latest last recent recently "
        "today now currently please can could you would want need write make there hold contain cover mention week "
        "month day"
    )
)
_NEWS = frozenset(terms_of("new newest latest recent recently lately today now update happen"))
_SAMPLE = 400  # maximum number of passages from which the typical ones are chosen
_PICKED_PER_ARTICLE = 3
_RECENT = (7, 31, 366)  # days before the newest article; the first period with enough articles is used
_ENOUGH = 5  # articles


def names_no_subject(question: Question) -> bool:
    """Return whether a request names no subject, only the articles themselves or a time."""
    return all(word.days or word.terms <= _OF_NO_SUBJECT for word in question.words)


def typical_articles(question: Question, view: View, conditions: Iterable[Where], most: int) -> list[Article]:
    """Return the articles whose passages are most representative of the archive and unlike each other.

    Greedy facility location (Lin and Bilmes 2011).

    Args:
        question: What is asked for; if it asks for news, only recent articles count, if there are enough.
        view: The archive.
        conditions: Alternative conditions on the articles; the first that any article meets applies.
        most: Maximum number of articles.
    """
    fewer: list[Article] = []
    for where in conditions:
        for narrowed in (*_recent(question, view, where), where):
            found = _typical(view, narrowed, most)
            if len(found) >= _ENOUGH:
                return found
            fewer = max(fewer, found, key=len)
        if fewer:
            break
    return fewer


def _recent(question: Question, view: View, where: Where) -> Iterator[Where]:
    """Narrow conditions to the latest days, if a request asks for news and the conditions do not limit the dates."""
    newest = view.state.newest_article_at
    asks = any(word.terms & _NEWS for word in question.words) or question.is_about_now
    if asks and newest and where.bounds == (None, None):
        for days in _RECENT:
            yield replace(where, since=newest - timedelta(days=days))


def _typical(view: View, where: Where, most: int) -> list[Article]:
    keys = view.rows.keys(where)
    if len(keys) > _SAMPLE:
        keys = keys[np.linspace(0, len(keys) - 1, _SAMPLE).astype(np.int64)]
    if not len(keys):
        return []
    keys, vectors = view.rows.vectors_of(keys)
    alike = np.maximum(vectors @ vectors.T, 0)
    covered = np.zeros(len(keys), dtype=np.float32)
    picked: list[int] = []
    while len(picked) < min(len(keys), most * _PICKED_PER_ARTICLE):
        gains = np.maximum(alike, covered[:, None]).sum(axis=0) - covered.sum()
        gains[picked] = -1
        picked.append(int(gains.argmax()))
        covered = np.maximum(covered, alike[:, picked[-1]])
    passages = view.rows.passages([int(keys[one]) for one in picked])
    articles = {passage.article.id: passage.article for passage in (passages[int(keys[one])] for one in picked)}
    return list(articles.values())[:most]
