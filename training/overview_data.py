"""Data to train and measure overviews: requests, the articles found for each, and the points that the articles make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from examples import article_of, rows_of

from byline import Archive, Settings
from byline.encoders import load_encoder
from byline.language.sentences import sentences
from byline.overviews.choosing import joined
from byline.overviews.looking import HITS, HITS_PER_ARTICLE, Embed, Look, best_articles, look

ESSENTIAL = 2  # weight of an essential point


@dataclass(frozen=True)
class Point:
    """Something that an overview may say.

    Attributes:
        weight: 2 if it is essential, else 1.
        sentences: The sentences that state it, each with its article's id.
    """

    weight: int
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """One phrasing of a request, with what was found for it.

    Attributes:
        id: The id in the data, shared by all phrasings of a request.
        event: The event that it is about.
        text: The phrasing.
        look: What was found.
        points: The points that the articles make on it.
        stated: Whether each sentence states an essential point, and whether it states any: `(sentences, 2)`.
        is_there: Whether the articles on its event are in the archive; without them, no sentence states a point.
    """

    id: str
    event: str
    text: str
    look: Look
    points: tuple[Point, ...]
    stated: npt.NDArray[np.float32]
    is_there: bool = True


def stated_in(look: Look, points: Sequence[Point]) -> npt.NDArray[np.float32]:
    """Return whether each sentence states an essential point, and whether it states any: `(sentences, 2)`."""
    found = np.zeros((len(look.statements), 2), dtype=np.float32)
    for point in points:
        for article, sentence in point.sentences:
            for number, one in enumerate(look.statements):
                if look.articles[one.article].id == article and (sentence in one.text or one.text in sentence):
                    found[number] = max(found[number, 0], float(point.weight == ESSENTIAL)), 1
    return found


def remembered(embed: Embed) -> Embed:
    """Return an embedding function that embeds each text only once, as sentences are found for many requests."""
    known: dict[str, npt.NDArray[np.float32]] = {}

    def embedded(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            known.update(zip(new, embed(new), strict=True))
        return np.stack([known[text] for text in texts])

    return embedded


def requests_of(data: Path, part: str, index: Path, most: int | None = None) -> Iterator[Request]:
    """Find the articles for each phrasing of a part's requests; for the first also without those on its event.

    Args:
        data: The folder of question sets.
        part: `train`, `develop` or `test`.
        index: The folder of an archive of all articles of the part; built if needed.
        most: Maximum number of requests; None means all.
    """
    news = data / "news"
    rows = [row for row in rows_of(news / "overviews.jsonl.gz") if row["part"] == part][:most]
    embed = remembered(load_encoder().encode_passages)
    with Archive(index, settings=Settings(passages_per_article=HITS_PER_ARTICLE)) as archive:
        archive.add([article_of(row) for row in rows_of(news / "articles.jsonl.gz") if row["part"] == part])
        for row in rows:
            points = tuple(
                Point(one["weight"], tuple((place["article"], place["sentence"]) for place in one["sentences"]))
                for one in row["points"]
            )
            for number, text in enumerate(row["questions"]):
                hits = archive.search(text, HITS)
                found = look(text, best_articles(hits), embed)
                yield Request(row["id"], row["event"], text, found, points, stated_in(found, points))
                others = [hit for hit in hits if event_of(hit.article.id) != row["event"]]
                if number == 0 and others:
                    found = look(text, best_articles(others), embed)
                    yield Request(row["id"], row["event"], text, found, (), stated_in(found, ()), is_there=False)


def event_of(article: str) -> str:
    """Return the event of an article in the data, from the article's id."""
    return article.partition("/")[0]


@dataclass(frozen=True)
class Shown:
    """How much of what there is to say an overview shows.

    Attributes:
        essential: Share of the essential points shown, each by at least one whole sentence that states it.
        points: The same for all points.
        beside: Share of the sentences shown that state no point.
        sentences: Number of sentences shown.
        characters: Their total length.
    """

    essential: float
    points: float
    beside: float
    sentences: int
    characters: int


def shown_of(points: Sequence[Point], quotes: Sequence[tuple[str, str]]) -> Shown:
    """Compare what is shown with the points that the articles make.

    Args:
        points: The points.
        quotes: The quotes shown: an article's id and one or more adjacent sentences of it.
    """
    said = [any(sentence in text for _, sentence in one.sentences for _, text in quotes) for one in points]
    essential = [is_said for is_said, one in zip(said, points, strict=True) if one.weight == ESSENTIAL]
    gold = {place for one in points for place in one.sentences}
    parts = [(id, text[span.start : span.end]) for id, text in quotes for span in sentences(text)]
    beside = [
        not any(id == article and (part in sentence or sentence in part) for article, sentence in gold)
        for id, part in parts
    ]
    return Shown(
        float(np.mean(essential)) if essential else float(np.mean(said)),
        float(np.mean(said)),
        float(np.mean(beside)) if beside else 0.0,
        len(parts),
        sum(len(text) + 1 for _, text in quotes),
    )


def quotes_of(look: Look, chosen: Sequence[int]) -> list[tuple[str, str]]:
    """Return the quotes of the chosen sentences: article id and text."""
    return [
        (look.articles[article].id, look.articles[article][span]) for article, span in joined(look.statements, chosen)
    ]
