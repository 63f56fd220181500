"""Look at what was found for a request: the best articles, their sentences and what is told of these."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from byline.language.text import one_line, visible
from byline.overviews.features import Floats, Seen, features_of
from byline.overviews.statements import Statement, statements_of
from byline.records import Article, Hit

ARTICLES = 6  # that are read
HITS = 60  # passages that the articles are found by
HITS_PER_ARTICLE = 8
LONGEST_ARTICLE = 40  # sentences of an article that are looked at, from its beginning

Embed = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of the sentences of the best articles before they are rated.

    Attributes:
        articles: The best ones, best first.
        statements: Their sentences, article by article, in order.
        features: `(sentences, features)`, see `features.NAMES`.
        asked: `(dim,)` the request's vector.
        vectors: `(sentences, dim)` those of the sentences, of length 1.
        alike: `(sentences, sentences)` the cosine of each with each.
    """

    articles: Sequence[Article]
    statements: Sequence[Statement]
    features: Floats
    asked: Floats
    vectors: Floats
    alike: Floats


def best_articles(hits: Iterable[Hit]) -> list[tuple[Article, float]]:
    """Return the articles whose passages come first, and how similar the nearest passage of each is, in [-1, 1]."""
    best: dict[str, tuple[Article, float]] = {}
    for hit in hits:
        article, similarity = best.get(hit.article.id, (hit.article, 0.0))
        best[hit.article.id] = article, max(similarity, hit.similarity or 0.0)
    return list(best.values())[:ARTICLES]


def look(request: str, found: Sequence[tuple[Article, float]], embed: Embed) -> Look:
    """Divide articles into sentences and describe these.

    Args:
        request: What is asked for.
        found: The articles, best first, each with the similarity of its nearest passage.
        embed: Gives a unit vector for each text, `(texts, dim)`.
    """
    articles = [article for article, _ in found]
    statements = statements_of(articles, LONGEST_ARTICLE)
    texts = [one_line(request), *(one_line(visible(article.title)) for article in articles)]
    embedded = embed([*texts, *(one_line(one.text) for one in statements)])
    asked, titles, vectors = embedded[0], embedded[1 : len(texts)], embedded[len(texts) :]
    alike: Floats = vectors @ vectors.T
    seen = Seen(articles, [similarity for _, similarity in found], statements, titles, asked, vectors, alike)
    return Look(articles, statements, features_of(request, seen), asked, vectors, alike)
