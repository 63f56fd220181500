"""Compute the features of sentences: place in the article, contents, similarity to others.

request, articles, sentences, their vectors -> one row of numbers per sentence
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from byline.language.content import Present, Word, content_words
from byline.language.mentions import MentionKind, mentions_in
from byline.overviews.statements import Statement
from byline.records import Article

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[Any]

FEATURES = 36

_SPEECH = re.compile(
    r"\b(?:said|says|told|added|adds|argued|argues|insisted|admitted|admits|warned|warns|claimed|claims|confirmed|wrote"
    r"|asked|called|denied|denies|announced|according to)\b"
)
_SAME = 0.55  # minimum cosine of two sentences that say much the same
_TYPICAL = 18.0  # typical number of sentences in an article


@dataclass(frozen=True, slots=True)
class Seen:
    """What a request is compared with; all vectors have length 1.

    Attributes:
        articles: The best articles, best first.
        similarities: For each article, the cosine of the request and its closest passage, in [-1, 1].
        statements: The sentences of the articles, article by article, in order.
        titles: `(articles, dim)` vectors of the titles.
        asked: `(dim,)` vector of the request.
        vectors: `(sentences, dim)` vectors of the sentences.
        alike: `(sentences, sentences)` pairwise cosines of the sentences.
    """

    articles: Sequence[Article]
    similarities: Sequence[float]
    statements: Sequence[Statement]
    titles: Floats
    asked: Floats
    vectors: Floats
    alike: Floats


def features_of(request: str, seen: Seen) -> Floats:
    """Return the features of each sentence for a request, `(sentences, FEATURES)`; there must be at least one."""
    columns = [*_of_likeness(seen), *_of_agreement(seen), *_of_place(seen), *_of_words(request, seen)]
    return np.stack(columns, axis=1).astype(np.float32)


def _of_likeness(seen: Seen) -> list[Numbers]:
    """Similarity of the request to a sentence, its neighbours and its article, absolute and relative to others."""
    own = _articles_of(seen)
    similarities = np.asarray(seen.similarities)
    like_request = seen.vectors @ seen.asked
    best_of_article = np.array([like_request[own == number].max(initial=-1) for number in range(len(seen.articles))])
    before, after = np.zeros(len(own)), np.zeros(len(own))
    follows = own[1:] == own[:-1]
    before[1:] = np.where(follows, like_request[:-1], 0)
    after[:-1] = np.where(follows, like_request[1:], 0)
    order = np.empty(len(own))
    order[np.argsort(-like_request, kind="stable")] = np.arange(len(own))
    return [
        like_request,
        (seen.titles @ seen.asked)[own],
        (seen.vectors * seen.titles[own]).sum(axis=1),
        similarities[own],
        1 / (1 + own),
        (similarities.max() - similarities)[own],
        best_of_article[own] - like_request,
        like_request.max() - like_request,
        1 / (1 + order),
        before,
        after,
    ]


def _of_agreement(seen: Seen) -> list[Numbers]:
    """Similarity of a sentence to others: in its article, before it, and the closest in each other article."""
    own = _articles_of(seen)
    near = np.maximum(np.asarray(seen.similarities), 0) + 0.05
    same = own[:, None] == own
    sizes = same.sum(axis=1)
    in_article = ((seen.alike * same).sum(axis=1) - 1) / np.maximum(1, sizes - 1)
    earlier = np.where(np.tril(same, -1), seen.alike, -1).max(axis=1)
    weight = near[own] * np.maximum(seen.vectors @ seen.asked, 0.05)
    nearest = np.stack([_nearest(seen.alike[:, own == number]) for number in range(len(near))], axis=1)
    elsewhere = own[:, None] != np.arange(len(near))
    weights = np.where(elsewhere, near, 0)
    nearest = np.where(elsewhere, nearest, 0)
    return [
        in_article,
        np.where(np.tril(same, -1).any(axis=1), earlier, 0),
        (nearest * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-6),
        nearest.max(axis=1),
        ((nearest > _SAME) * weights).sum(axis=1) / near.max(),
        seen.alike @ weight / weight.sum(),
    ]


def _of_place(seen: Seen) -> list[Numbers]:
    """The place of a sentence in its article, and whether the article is the newest or the oldest."""
    own = _articles_of(seen)
    place = np.array([one.place for one in seen.statements])
    sizes = np.bincount(own, minlength=len(seen.articles))[own]
    days = [article.day for article in seen.articles]
    dated = [day for day in days if day is not None]
    return [
        place == 0,
        place == 1,
        1 / (1 + place),
        place / np.maximum(1, sizes - 1),
        sizes / _TYPICAL,
        np.array([_begins_paragraph(seen, index) for index in range(len(own))]),
        np.array([bool(dated) and day == max(dated) for day in days])[own],
        np.array([bool(dated) and day == min(dated) for day in days])[own],
    ]


def _of_words(request: str, seen: Seen) -> list[Numbers]:
    """The words, figures and names in a sentence, and its shares of the words in the request and the title."""
    own = _articles_of(seen)
    requested = content_words(request)
    titled = [content_words(article.title) for article in seen.articles]
    of_title = np.array([_share(requested, article.title) for article in seen.articles])
    kinds = [_mentioned(one.text) for one in seen.statements]
    return [
        np.array([len(one.text) / 100 for one in seen.statements]),
        *(
            np.array([min(most, found.count(kind)) for found in kinds])
            for kind, most in (("quantity", 3), ("name", 4), ("date", 2))
        ),
        np.array(["“" in one.text or '"' in one.text for one in seen.statements]),
        np.array([_SPEECH.search(one.text) is not None for one in seen.statements]),
        np.array([one.leans for one in seen.statements]),
        np.array([_share(requested, one.text) for one in seen.statements]),
        of_title[own],
        np.array([_share(titled[one.article], one.text) for one in seen.statements]),
        np.full(len(own), len(request.split()) / 10),
    ]


def _articles_of(seen: Seen) -> npt.NDArray[np.int64]:
    """Return each sentence's article number."""
    return np.array([one.article for one in seen.statements], dtype=np.int64)


def _nearest(alike: Floats) -> Numbers:
    """Return the maximum of each row, 0 for an empty row."""
    return alike.max(axis=1) if alike.shape[1] else np.zeros(len(alike))


def _begins_paragraph(seen: Seen, index: int) -> bool:
    one = seen.statements[index]
    if one.place == 0:
        return True
    return "\n" in seen.articles[one.article].text[seen.statements[index - 1].span.end : one.span.start]


@lru_cache(maxsize=4_096)  # the same article often comes up in several requests
def _mentioned(text: str) -> tuple[MentionKind, ...]:
    return tuple(kind for kind, _ in mentions_in(text))


@lru_cache(maxsize=4_096)
def _present(text: str) -> Present:
    return Present([text])


def _share(wanted: Sequence[Word], text: str) -> float:
    """Return the share of some words found in a text; 0 if there are no words."""
    return sum(word in _present(text) for word in wanted) / len(wanted) if wanted else 0.0
