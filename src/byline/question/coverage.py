"""How well a passage covers the words of a question, and which of its names and numbers are missing.

How much a word counts depends on its rarity, in the archive and in a background of English text together: an
archive of three articles cannot tell by itself that `take` is common and `CEO` is not.
"""

from collections.abc import Sequence

from byline.language.content import Present, Word, background, rarity
from byline.language.terms import StatisticsOf
from byline.records import Hit


class Coverage:
    """Tells how well texts cover one question.

    Args:
        asked: The words of the question that carry meaning.
        statistics: Counts terms in the archive.
    """

    def __init__(self, asked: Sequence[Word], statistics: StatisticsOf) -> None:
        self._words = asked
        terms = sorted({term for word in self._words for term in word.terms})
        counted = statistics(terms) + background()
        weights = [rarity(word, counted) for word in self._words]
        self._weights = [weight / sum(weights) for weight in weights]

    def share(self, text: str) -> float:
        """Return the share of the question's words, each weighed by its rarity, that stand in a text: in [0, 1]."""
        present = Present([text])
        return sum(weight for word, weight in zip(self._words, self._weights, strict=True) if word in present)


def surroundings(hit: Hit) -> str:
    """Return the text that a passage is understood by: its article's title, month and year, and itself."""
    published = f" ({hit.article.published:%B %Y})" if hit.article.published else ""
    return f"{hit.article.title}{published}\n{hit.text}"


def missing_names(names: Sequence[Word], hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return those of a question's names and numbers that stand in no hit and no title of one."""
    present = Present(map(surroundings, hits))
    return tuple(word.text for word in names if word not in present)


def with_most_names(names: Sequence[Word], hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that have as many of a question's names and numbers as any of them: those on its subject."""
    lacking = [len(missing_names(names, [hit])) for hit in hits]
    return [hit for hit, count in zip(hits, lacking, strict=True) if count == min(lacking)]


def share_of_names(names: Sequence[Word], missing: Sequence[str]) -> float:
    """Return the share of a question's names and numbers that `missing_names` returned: in [0, 1]."""
    return len(missing) / len(names) if names else 0.0
