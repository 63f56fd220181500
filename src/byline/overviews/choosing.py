"""Choose the sentences of an overview: highly rated, different from each other, each with those it depends on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from byline.overviews.statements import Statement
from byline.records import Span

_LEANT_ON = 2  # maximum number of sentences that a sentence may depend on


@dataclass(frozen=True, slots=True)
class Taste:
    """Preferences for the choice, tuned on development requests.

    Attributes:
        essential: Weight, in [0, 1], of stating an essential point; stating any point has the rest of the weight.
        least: Sentences less likely than this to state any point are not shown.
        apart: Up to this cosine, in [0, 1], two sentences count as saying different things.
        same: From this cosine on, above `apart`, they count as saying the same.
        length: Penalty on length: a sentence's gain is divided by its length to this power.
        elsewhere: Relative bonus for a sentence from an article that is not quoted yet.
    """

    essential: float = 0.5
    least: float = 0.1
    apart: float = 0.7
    same: float = 1.0
    length: float = 0.2
    elsewhere: float = 0.2


def choose(
    statements: Sequence[Statement],
    ratings: npt.NDArray[np.float64],
    alike: npt.NDArray[np.float32],
    *,
    sentences: int,
    characters: int,
    taste: Taste = Taste(),
) -> list[int]:
    """Choose sentences greedily, each time the one that adds most.

    Args:
        statements: The candidates, article by article, in order.
        ratings: `(statements, 2)` probabilities that each states an essential point, and any point.
        alike: `(statements, statements)` pairwise cosines.
        sentences: Maximum number of sentences.
        characters: Maximum number of characters in total, including a space between sentences.
        taste: The preferences.

    Returns:
        The numbers of the sentences in the order of choice; those that a sentence depends on come before it.
    """
    worth = taste.essential * ratings[:, 0] + (1 - taste.essential) * ratings[:, 1]
    new = np.ones(len(statements))
    parties = [party_of(statements, index) for index in range(len(statements))]
    chosen: list[int] = []
    room = characters
    while len(chosen) < sentences:
        best, best_gain, best_party = None, 0.0, []
        for index, party in enumerate(parties):
            if party is None or index in chosen or ratings[index, 1] < taste.least:
                continue
            brought = [one for one in party if one not in chosen]
            length = sum(len(statements[one].text) + 1 for one in brought)
            if len(chosen) + len(brought) > sentences or length > room:
                continue
            gain = worth[index] * new[index] + sum(worth[one] * new[one] for one in brought if one != index)
            if all(statements[one].article != statements[index].article for one in chosen):
                gain *= 1 + taste.elsewhere
            gain /= len(brought) * (length / len(brought) / 100) ** taste.length
            if gain > best_gain:
                best, best_gain, best_party = index, gain, brought
        if best is None:
            break
        for one in best_party:
            chosen.append(one)
            room -= len(statements[one].text) + 1
            new = np.minimum(new, 1 - np.clip((alike[one] - taste.apart) / (taste.same - taste.apart), 0, 1))
    return chosen


def party_of(statements: Sequence[Statement], index: int) -> list[int] | None:
    """Return a sentence with those it depends on; None if one may not be shown, or if there are too many."""
    party = [index]
    while statements[party[0]].leans:
        before = party[0] - 1
        if len(party) > _LEANT_ON or before < 0 or statements[before].article != statements[index].article:
            return None
        party.insert(0, before)
    return party if all(statements[one].is_fit for one in party) else None


def joined(statements: Sequence[Statement], chosen: Sequence[int]) -> list[tuple[int, Span]]:
    """Return the quotes of the chosen sentences, joining each sentence that depends on the one before with it.

    Returns:
        For each quote the number of its article and its span there, in the order of `statements`.
    """
    quotes: list[tuple[int, Span]] = []
    last = None
    for index in sorted(chosen):
        one = statements[index]
        if one.leans and last == index - 1:
            quotes[-1] = one.article, Span(quotes[-1][1].start, one.span.end)
        else:
            quotes.append((one.article, one.span))
        last = index
    return quotes
