"""Prepare what was found for a request: the best articles, their sentences and features."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from byline.language.text import one_line, visible
from byline.overviews.features import Floats, Seen, features_of
from byline.overviews.statements import Statement, statements_of
from byline.records import Article, Hit

ARTICLES = 6  # articles read
HITS = 60  # passages searched for to find the articles
HITS_PER_ARTICLE = 8
LONGEST_ARTICLE = 40  # first sentences of an article that are used

Embed = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class Look:
    """The sentences of the best articles with their features, before they are rated.

    Attributes:
        articles: The best articles, best first.
        statements: Their sentences, article by article, in order.
        features: `(sentences, FEATURES)`; see `features.features_of`.
        asked: `(dim,)` unit vector of the request.
        vectors: `(sentences, dim)` unit vectors of the sentences.
        alike: `(sentences, sentences)` pairwise cosines of the sentences.
    """

    articles: Sequence[Article]
    statements: Sequence[Statement]
    features: Floats
    asked: Floats
    vectors: Floats
    alike: Floats


def best_articles(hits: Iterable[Hit]) -> list[tuple[Article, float]]:
    """Return the articles of the first passages, each with the similarity of its closest passage, in [-1, 1]."""
    best: dict[str, tuple[Article, float]] = {}
    for hit in hits:
        article, similarity = best.get(hit.article.id, (hit.article, 0.0))
        best[hit.article.id] = article, max(similarity, hit.similarity or 0.0)
    return list(best.values())[:ARTICLES]


def look(request: str, found: Sequence[tuple[Article, float]], embed: Embed) -> Look:
    """Split articles into sentences and compute their features.

    Args:
        request: What is asked for.
        found: The articles, best first, each with the similarity of its closest passage.
        embed: Returns a unit vector for each text, `(texts, dim)`.
    """
    articles = [article for article, _ in found]
    statements = statements_of(articles, LONGEST_ARTICLE)
    texts = [one_line(request), *(one_line(visible(article.title)) for article in articles)]
    embedded = embed([*texts, *(one_line(one.text) for one in statements)])
    asked, titles, vectors = embedded[0], embedded[1 : len(texts)], embedded[len(texts) :]
    alike: Floats = vectors @ vectors.T
    seen = Seen(articles, [similarity for _, similarity in found], statements, titles, asked, vectors, alike)
    return Look(articles, statements, features_of(request, seen), asked, vectors, alike)
