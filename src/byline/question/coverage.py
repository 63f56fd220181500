"""Measure how well a passage covers a question's words and names.

A word's weight depends on how rare it is in the archive and in a background corpus of English together: three articles
alone cannot show that `take` is common and `CEO` is not.
"""

from collections.abc import Sequence

from byline.language.content import Present, Word, alternatives, background, rarity
from byline.language.dates import dates_in
from byline.language.terms import StatisticsOf
from byline.records import Hit


class Coverage:
    """Measures how well texts cover one question.

    Args:
        asked: The question's meaningful words.
        statistics: Counts terms in the archive.
    """

    def __init__(self, asked: Sequence[Word], statistics: StatisticsOf) -> None:
        self._words = asked
        terms = sorted({term for word in self._words for term in word.terms})
        counted = statistics(terms) + background()
        weights = [rarity(word, counted) for word in self._words]
        self._weights = [weight / sum(weights) for weight in weights]

    def share(self, text: str) -> float:
        """Return the share of the question's words that a text contains: in [0, 1].

        Words are weighted by rarity.
        """
        present = Present([text])
        return sum(weight for word, weight in zip(self._words, self._weights, strict=True) if word in present)


def surroundings(hit: Hit) -> str:
    """Return a passage preceded by its article's title, month and year."""
    published = f" ({hit.article.published:%B %Y})" if hit.article.published else ""
    return f"{hit.article.title}{published}\n{hit.text}"


def missing_names(names: Sequence[Word], hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the question's names and numbers that occur in no hit and in no hit's title.

    A date counts as present if a hit was published on it or names days that overlap it.
    """
    present = Present(map(surroundings, hits))
    return tuple(word.text for word in names if not (_is_of_its_days(word, hits) if word.days else word in present))


def names_nowhere(names: Sequence[Word], missing: Sequence[str], statistics: StatisticsOf) -> tuple[str, ...]:
    """Return those of the `missing` names and numbers that occur in no article, except dates.

    Args:
        names: The question's names and numbers.
        missing: What `missing_names` returned for the passages that were read.
        statistics: Counts terms in the archive.
    """
    unread = {word.text: alternatives(word) for word in names if word.text in missing and not word.days}
    terms = {term for ways in unread.values() for way in ways for term in way}
    if not terms:
        return ()
    known = statistics(sorted(terms)).frequencies
    return tuple(
        text for text, ways in unread.items() if not any(all(known.get(term, 0) for term in way) for way in ways)
    )


def _is_of_its_days(word: Word, hits: Sequence[Hit]) -> bool:
    for hit in hits:
        published = hit.article.day
        if published is not None and any(published in days for days in word.days):
            return True
    return any(
        days.distance(mention.days) == 0
        for hit in hits
        for mention in dates_in(hit.text, hit.article.day)
        for days in word.days
    )


def with_most_names(names: Sequence[Word], hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with the most of a question's names and numbers: those on its subject.

    Names of times are ignored: a hit about another time may still be on the subject.
    """
    timeless = [word for word in names if not word.days]
    lacking = [len(missing_names(timeless, [hit])) for hit in hits]
    return [hit for hit, count in zip(hits, lacking, strict=True) if count == min(lacking)]


def share_of_names(names: Sequence[Word], missing: Sequence[str]) -> float:
    """Return the share of names and numbers that are missing: in [0, 1].

    Args:
        names: The question's names and numbers.
        missing: What `missing_names` returned.
    """
    return len(missing) / len(names) if names else 0.0
