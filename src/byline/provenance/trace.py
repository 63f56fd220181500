"""Trace an excerpt to the articles that contain it, word for word or altered.

    excerpt -> its rarest words -> passages that share most of them -> the articles' text around these
            -> the run of words closest to the excerpt, in each article -> exact, altered or absent

Words are compared as they sound when read aloud: case, punctuation, line breaks, ellipses and hidden characters do not
count, nor do the hyphen or dots in `e-mail` and `U.S.` or the way a figure or date is written (`1,200` or `1200`, `$5m`
or `5 million dollars`, `40%` or `40 per cent`, `12 May` or `May 12`). A wrong source is worse than none: the closest
run is given as the source only if a match this close is unlikely by chance.
"""

import math
import re
import unicodedata
from calendar import day_name, month_name
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from byline.errors import InputError
from byline.language.spelling import CURRENCIES, figures_in, full_month
from byline.language.terms import terms_of
from byline.language.text import singular, visible, words
from byline.records import (
    Alteration,
    Article,
    Concern,
    Difference,
    IndexState,
    Match,
    Passage,
    Span,
    Trace,
    TraceStatus,
)
from byline.settings import MAX_EXCERPT_CHARACTERS
from byline.store.base import View

MIN_EXCERPT_WORDS = 4
_SEARCHED_TERMS = 32
_CANDIDATES = 50  # passages
_SCORE_SHARE = 0.4  # minimum score of a candidate passage, relative to the best
_MARGIN = 200  # characters added around a passage, on top of twice the excerpt's length
_NEAREST = 3

# Limits for giving the source of an altered excerpt, chosen with benchmarks/trace.py. The evidence is the weight of the
# words kept, minus the prices of what differs.
_CHANGES = 3  # maximum number of words changed,
_CHANGED_SHARE = 0.2  # or this share of the words, if that is more
_PRICE = 0.45  # price of each changed word and each elision
_EDGE_PRICE = 0.6  # further price of each differing word at either end, as around a phrase that many texts share
_EVIDENCE = 0.7  # minimum evidence

_SIGNS = "$¢£¥€₹₩₽₺₿%‰"
_WORD = re.compile(rf"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*|[{_SIGNS}]")
_SIGN_OF = {name: sign for sign, name in CURRENCIES.items()}
_LAST_DAY = 31
_RUN = re.compile(r"\S+")
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
_YEAR = re.compile(rf"(?<![{_SIGNS}])(?:1\d{{3}}|20\d{{2}})(?![\d.,]*\d)")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s|[\r\n]\s*[\r\n]")
_MID_SENTENCE = re.compile(r"[\w,;:–—-]\s+[(\"'“‘]*$")
_NEGATIONS = frozenset(words("not no never none nobody nothing neither nor without cannot"))
_CALENDAR = frozenset(words(" ".join([*month_name, *day_name, "yesterday today tomorrow"]).lower()))
_NUMBERS = frozenset(
    words(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
        "billion trillion dozen half third quarter twice double triple"
    )
).union(_SIGNS)

Costs = npt.NDArray[np.int16]


# Words


class TracedWord(NamedTuple):
    """A word in the form that is compared, and its place in the text."""

    text: str
    start: int
    end: int


def words_of(text: str, start: int = 0, end: int | None = None) -> list[TracedWord]:
    """Return the words of a part of `text` in order, with offsets from the start of `text`."""
    end = len(text) if end is None else end
    return list(_dates_joined(_figures_joined(_words_as_written(text, start, end), text, start, end)))


def _words_as_written(text: str, start: int, end: int) -> Iterator[TracedWord]:
    if text[start:end].isascii():
        for match in _WORD.finditer(text[start:end].lower()):
            yield TracedWord(match[0], match.start() + start, match.end() + start)
        return
    for run in _RUN.finditer(text, start, end):
        plain, places = _plain(run[0])
        for match in _WORD.finditer(plain):
            first, last = places[match.start()][0], places[match.end() - 1][1]
            yield TracedWord(match[0].replace("’", "'"), run.start() + first, run.start() + last)


def _figures_joined(written: Iterable[TracedWord], text: str, start: int, end: int) -> Iterator[TracedWord]:
    """Join a figure and its scale, and `per cent`; turn `5 dollars` into `$5` and a date in digits into words."""
    figures = {figure.span.start + start: figure for figure in figures_in(text[start:end])}
    left = deque(written)
    while left:
        word = left.popleft()
        figure = figures.get(word.start)
        if figure:
            last = figure.span.end + start
            while left and left[0].start < last:
                left.popleft()
            parts = [figure.value]
            if figure.kind == "day":
                parts = figure.value.casefold().rsplit(" ", 1)
            elif left and (sign := _SIGN_OF.get(singular(left[0].text))):
                parts = [sign, figure.value]
                last = left.popleft().end
            yield from (TracedWord(part, word.start, last) for part in parts)
        elif word.text == "per" and left and left[0].text == "cent":
            yield TracedWord("%", word.start, left.popleft().end)
        else:
            yield word._replace(text="%") if word.text in {"percent", "pct"} else word


def _dates_joined(written: Iterable[TracedWord]) -> Iterator[TracedWord]:
    """Join a day and a month, in either order, into one word: `12 may`."""
    left = deque(written)
    while left:
        word = left.popleft()
        other = left[1] if len(left) > 1 and left[0].text in {"of", "the"} else left[0] if left else None
        day = other and (_day_and_month(word.text, other.text) or _day_and_month(other.text, word.text))
        if other and day:
            while left.popleft() is not other:
                pass
            word = TracedWord(day, word.start, other.end)
        yield word


def _day_and_month(day: str, month: str) -> str | None:
    named = full_month(month) if len(day) <= 2 and day.isdecimal() and 1 <= int(day) <= _LAST_DAY else None
    return f"{int(day)} {named.casefold()}" if named else None


def _plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the visible characters in compatibility form and lower case, each with its original start and end."""
    if text.isascii():
        return text.lower(), [(place, place + 1) for place in range(len(text))]
    starts = [0, *(place for place, character in enumerate(text) if place and not unicodedata.combining(character))]
    plain, places = [], []
    for start, end in pairwise([*starts, len(text)]):
        piece = unicodedata.normalize("NFKC", visible(text[start:end])).casefold()
        plain.append(piece)
        places += [(start, end)] * len(piece)
    return "".join(plain), places


# The run of words in an article that is closest to the excerpt


class _Step(NamedTuple):
    """One step of an alignment: a word of the excerpt, a word of the article, or both; `elided` at an ellipsis."""

    given: int | None
    stored: int | None
    same: bool = False
    elided: bool = False


def _align(given: Sequence[str], stored: Sequence[str], ellipses: frozenset[int]) -> list[_Step]:
    """Find the run of `stored` that becomes `given` with the fewest words replaced, dropped and inserted.

    Approximate matching by dynamic programming (Sellers, Journal of Algorithms 1980). Words before and after the run
    cost nothing, nor do words left out at an ellipsis; `ellipses` has the numbers of the words of `given` before one.
    """
    known = {word: number for number, word in enumerate(dict.fromkeys(given))}
    text = np.array([known.get(word, -1) for word in stored])  # (n,)
    slope = np.arange(len(stored) + 1, dtype=np.int16)  # (n + 1,)
    costs = np.zeros((len(given) + 1, len(stored) + 1), dtype=np.int16)
    for row, word in enumerate(given):
        costs[row + 1] = costs[row] + 1  # inserted
        replaced = costs[row, :-1] + (text != known[word])
        np.minimum(costs[row + 1, 1:], replaced, out=costs[row + 1, 1:])
        drop = 0 * slope if row in ellipses else slope  # dropped: least cost of any earlier column plus the distance
        costs[row + 1] = np.minimum.accumulate(costs[row + 1] - drop) + drop
    return list(_backwards(costs, text, [known[word] for word in given], ellipses))[::-1]


def _backwards(
    costs: Costs, text: npt.NDArray[np.int64], given: Sequence[int], ellipses: frozenset[int]
) -> Iterator[_Step]:
    """Walk from the end of the first cheapest run to its start, preferring replacement to other changes."""
    row, column = len(given), int(costs[-1].argmin())
    while column < len(text) and costs[-1, column + 1] == costs[-1, column]:
        column += 1
    while row:
        here = costs[row, column]
        same = column > 0 and text[column - 1] == given[row - 1]
        elided = row - 1 in ellipses
        if column and here == costs[row - 1, column - 1] + (not same):
            row, column = row - 1, column - 1
            yield _Step(row, column, same=bool(same))
        elif column and here == costs[row, column - 1] + (not elided):
            column -= 1
            yield _Step(None, column, elided=elided)
        else:
            row -= 1
            yield _Step(row, None)


# The parts of articles to compare


def _windows(passages: Iterable[Passage], reach: int) -> Iterator[tuple[Article, Span]]:
    """Widen passages by `reach` characters, to whole words, and merge those of one article that meet."""
    by_article: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_article[passage.article.id].append(passage)
    for found in by_article.values():
        article = found[0].article
        start = end = -1
        for passage in sorted(found, key=lambda passage: passage.span):
            first, last = _widened(article.text, passage.span, reach)
            if start >= 0 and first > end:
                yield article, Span(start, end)
                start = -1
            start, end = first if start < 0 else start, max(end, last)
        yield article, Span(start, end)


def _widened(text: str, span: Span, reach: int) -> tuple[int, int]:
    start = text.rfind(" ", 0, max(0, span.start - reach)) + 1
    end = text.find(" ", span.end + reach)
    return start, len(text) if end < 0 else end


def _candidates(view: View, excerpt: str) -> list[Passage]:
    """Return the passages found by the rarest words of the excerpt."""
    terms = list(dict.fromkeys(terms_of(excerpt)))
    frequencies = view.statistics(terms).frequencies
    rarest = sorted((term for term in terms if frequencies.get(term)), key=lambda term: frequencies[term])
    ranking = view.search_keywords(rarest[:_SEARCHED_TERMS], _CANDIDATES, None)
    near = ranking.keys[ranking.scores >= _SCORE_SHARE * ranking.scores.max(initial=0.0)]
    return list(view.rows.passages(near.tolist()).values())


def _weights(view: View, words: Iterable[str]) -> dict[str, float]:
    """Return how much each word says about an excerpt's source: 0 if every passage has it, 1 if none has.

    A word in `count` of `passages` passages weighs log(passages / count) / log(passages). The division makes the same
    limits fit archives of any size: in a larger one words say more, but more passages come close by chance.
    """
    terms = {word: terms_of(word) for word in words}
    statistics = view.statistics(list({term for found in terms.values() for term in found}))
    passages = statistics.passages + 2  # so that the logarithm is not 0 if there are none
    rarity = {
        term: math.log(passages / (count + 1)) / math.log(passages) for term, count in statistics.frequencies.items()
    }
    return {word: sum(rarity.get(term, 1.0) for term in found) for word, found in terms.items()}


# Differences


@dataclass(frozen=True, slots=True)
class _Found:
    """A match with its evidence.

    Attributes:
        match: The match.
        evidence: Sum of the weights of the words kept, minus the prices of what differs.
        stored: The article's words in the match, in the form that is compared.
    """

    match: Match
    evidence: float
    stored: tuple[str, ...]

    @property
    def order(self) -> tuple[int, int, float, str]:
        """Sort key: fewest words changed, then fewest serious differences, then earliest; undated articles last."""
        published = self.match.article.published
        return (*self.nearness, published.timestamp() if published else math.inf, self.match.article.id)

    @property
    def nearness(self) -> tuple[int, int]:
        """The number of words changed, and of differences in a figure, date, name or negation."""
        return self.match.changes, sum(bool(difference.concerns) for difference in self.match.differences)


def _found(
    excerpt: str,
    given: Sequence[TracedWord],
    ellipses: frozenset[int],
    article: Article,
    window: Span,
    weights: dict[str, float],
) -> _Found | None:
    """Compare the excerpt with a part of an article; None if no word is aligned."""
    stored = words_of(article.text, window.start, window.end)
    steps = _align([word.text for word in given], [word.text for word in stored], ellipses)
    steps = _within_sentences(steps, article.text, stored)
    run = [step.stored for step in steps if step.stored is not None]
    if not run:
        return None
    evidence = sum(weights[word.text] for word in given)
    differences = []
    for (same, elided), group in groupby(steps, key=lambda step: (step.same, step.elided)):
        changed = list(group)
        ours = [given[step.given] for step in changed if step.given is not None]
        theirs = [stored[step.stored] for step in changed if step.stored is not None]
        if not same and _joined(ours) != _joined(theirs):
            difference = _difference(excerpt, ours, article.text, theirs, elided)
            differences.append(difference)
            evidence -= sum(weights[word.text] for word in ours) + _PRICE * (1 if elided else difference.words)
            if changed[0] is steps[0] or changed[-1] is steps[-1]:
                evidence -= _EDGE_PRICE * len(ours)
    match = Match(article, Span(stored[run[0]].start, stored[run[-1]].end), tuple(differences))
    compared = tuple(word.text for word in stored[run[0] : run[-1] + 1])
    return _Found(match, evidence, compared)


def _within_sentences(steps: list[_Step], text: str, stored: Sequence[TracedWord]) -> list[_Step]:
    """Treat differing words at either end as inserted if they would be aligned with another sentence of the article."""
    kept = [number for number, step in enumerate(steps) if step.same]
    if not kept:
        return steps
    first, last = kept[0], kept[-1] + 1
    before, after = steps[:first], steps[last:]
    if SENTENCE_END.search(text, *_between(stored, steps[: first + 1])):
        before = [_Step(step.given, None) for step in before if step.given is not None]
    if SENTENCE_END.search(text, *_between(stored, steps[last - 1 :])):
        after = [_Step(step.given, None) for step in after if step.given is not None]
    return [*before, *steps[first:last], *after]


def _between(stored: Sequence[TracedWord], steps: Sequence[_Step]) -> tuple[int, int]:
    """Return the end of the first and the start of the last of the article's words in some steps."""
    places = [step.stored for step in steps if step.stored is not None]
    return stored[places[0]].end, stored[places[-1]].start


def _difference(
    excerpt: str, ours: Sequence[TracedWord], text: str, theirs: Sequence[TracedWord], elided: bool
) -> Difference:
    kind: Alteration = "elided" if elided else "dropped" if not ours else "inserted" if not theirs else "replaced"
    return Difference(
        kind,
        text[theirs[0].start : theirs[-1].end] if theirs else "",
        excerpt[ours[0].start : ours[-1].end] if ours else "",
        0 if elided else max(len(ours), len(theirs)),
        Span(theirs[0].start, theirs[-1].end) if theirs else None,
        tuple(sorted({concern for concern, _ in _weighty(excerpt, ours) ^ _weighty(text, theirs)})),
    )


def _joined(words: Iterable[TracedWord]) -> str:
    """Join words, so that `e-mail` equals `email`, `U.S.` equals `US` and `Kong 's` equals `Kong's`."""
    return "".join(word.text for word in words).replace("'", "")


def _weighty(text: str, words: Iterable[TracedWord]) -> set[tuple[Concern, str]]:
    """Return the words that matter to a fact checker, each with its kind."""
    return {(concern, word.text) for word in words if (concern := _concern(text, word))}


def _concern(text: str, word: TracedWord) -> Concern | None:
    if word.text in _NEGATIONS or word.text.endswith("n't"):
        return "negation"
    if word.text.rpartition(" ")[2] in _CALENDAR or _YEAR.match(text, word.start):
        return "date"
    if word.text[-1].isdigit() or word.text in _NUMBERS:
        return "number"
    if text[word.start].isupper() and _MID_SENTENCE.search(text, max(0, word.start - 20), word.start):
        return "name"
    return None


# The whole trace


def trace(view: View, excerpt: str) -> Trace:
    """Find the articles that contain an excerpt, word for word or altered.

    Args:
        view: The generation to search.
        excerpt: The excerpt; at most 5,000 characters and at least four words.

    Raises:
        InputError: The excerpt is too short or too long.
    """
    if len(excerpt) > MAX_EXCERPT_CHARACTERS:
        raise InputError(f"excerpt: found {len(excerpt):,} characters, expected at most {MAX_EXCERPT_CHARACTERS:,}")
    given = words_of(excerpt)
    if len(given) < MIN_EXCERPT_WORDS:
        raise InputError(f"excerpt: {len(given)} words, at least {MIN_EXCERPT_WORDS} are needed to find its source")
    ellipses = frozenset(
        number for number, (one, other) in enumerate(pairwise(given)) if _ELLIPSIS.search(excerpt, one.end, other.start)
    )
    weights = _weights(view, {word.text for word in given})
    best: dict[str, _Found] = {}
    for article, window in _windows(_candidates(view, excerpt), 2 * len(excerpt) + _MARGIN):
        found = _found(excerpt, given, ellipses, article, window, weights)
        if found and (article.id not in best or found.order < best[article.id].order):
            best[article.id] = found
    ranked = sorted(best.values(), key=lambda found: found.order)
    return _judged(excerpt, len(given), ranked, view.state)


def _judged(excerpt: str, words: int, ranked: Sequence[_Found], index: IndexState) -> Trace:
    """Decide between exact, altered and absent."""
    near = tuple(found.match for found in ranked if 2 * found.match.changes < words)[:_NEAREST]
    matches = [found for found in ranked if _is_from(found, words)]
    if not matches:
        return Trace(excerpt, "absent", reason="not in the archive", nearest=near, index=index)
    source = matches[0]
    status: TraceStatus = "altered" if source.match.changes else "exact"
    rivals = {found.stored for found in matches if found.nearness == source.nearness}
    if status == "altered" and len(rivals) > 1:
        reason = "not in the archive word for word, and several different articles are equally close"
        return Trace(excerpt, "absent", reason=reason, nearest=near, index=index)
    return Trace(excerpt, status, tuple(found.match for found in matches), index=index)


def _is_from(found: _Found, words: int) -> bool:
    """Return whether an excerpt with this many words comes from a match, rather than being this close by chance."""
    changes = found.match.changes
    few = changes <= max(_CHANGES, _CHANGED_SHARE * words) and 2 * changes < words
    return not found.match.differences or (few and found.evidence >= _EVIDENCE)
