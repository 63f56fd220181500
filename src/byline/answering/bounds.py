"""Decide a yes-or-no question that sets a bound, by the figure or the date that a sentence gives.

"Were more than 100 people ill?"          "Sixty-four people fell ill"                          no
"Will the plant close before October?"    "The plant will close on 30 September"                yes
"Was turnout higher than in 2022?"        "Turnout was 63 per cent, compared with 70 in 2022"   no
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import inf

from byline.language.clauses import clauses_in
from byline.language.content import Present, Word
from byline.language.dates import dates_in
from byline.language.irregular import in_base_form
from byline.language.negation import negations_in
from byline.language.quantities import Amount, quantities_in
from byline.question.bounds import bounds_in, dated_bounds_in
from byline.question.question import Question
from byline.records import Days, Span, Verdict

_AT_LEAST = re.compile(r"\b(?:at least|(?:no|not) (?:fewer|less) than|at most|(?:no|not) more than|up to)\s", re.I)
_LIMIT = re.compile(
    r"\b(?:short of|(?:target|limit|goal|capacity|maximum|minimum|forecast|estimate)s? (?:of|was|is)"
    r"|compared (?:with|to)|up from|down from|instead of|rather than|not)\s(?:the |an? )?$",
    re.I,
)
_YEARS = range(1500, 2101)
_BY_WHEN = re.compile(r"\b(?:before|after|by|until|since)\s(?:the\s)?$", re.I)
_THAN_BEFORE = re.compile(
    r"\b(?:(?P<more>higher|more|larger|bigger|greater|rise|risen|increased?|grown?|up)"
    r"|(?P<less>lower|less|fewer|smaller|fall|fallen|decreased?|shrink|shrunk|declined?|drop(?:ped)?|down))\b",
    re.I,
)
_COMPARED = re.compile(
    r"\s(?:\w+\s){0,4}?(?:(?:up|down)\sfrom|compared\s(?:with|to)|against|from)\s(?:the\s|an?\s|about\s|some\s)?$", re.I
)
_MOST = 0.5  # minimum share of the question's words, without names and figures, in the sentence


def by_bound(question: Question, said: str, asked: Sequence[Word], published: date | None) -> Verdict | None:
    """Return the verdict of the figure or the date in a sentence; None if it is of something else, or not clear.

    Args:
        question: What was asked.
        said: A sentence without its quotations, in which nothing is left open.
        asked: The question's words that count.
        published: The day of the article; dates without a year are near it.
    """
    answers = {
        _by_figure(question, said, asked),
        _by_date(question, said, asked, published),
        _by_change(question, said, asked),
    }
    answers.discard(None)
    return answers.pop() if len(answers) == 1 else None


def _by_figure(question: Question, said: str, asked: Sequence[Word]) -> Verdict | None:
    bounds = bounds_in(question.text)
    if len(bounds) != 1 or not _covers(said, asked, question.text[bounds[0][0].start : bounds[0][0].end]):
        return None
    span, bound = bounds[0]
    given = [
        one
        for place, one in quantities_in(said)
        if _is_like(bound, one) and not _LIMIT.search(said[: place.start]) and not _is_denied(said, place)
    ]
    if any((one.low, one.high) == (bound.low, bound.high) for one in given):
        return None  # "passengers over 70": the bound is of whom it asks, not what it asks
    counted = [one for one in given if one.noun == bound.noun]
    reaches = bool(_AT_LEAST.search(question.text[: span.start][-20:]))
    bare = [one for one in given if not one.noun]  # "3,000 people, police said; the organisers spoke of 8,000"
    found = {_is_within(bound, one, reaches=reaches) for one in ([*counted, *bare] if counted else given)}
    if len(found) != 1 or (bound.noun and not counted):
        return None
    within = found.pop()
    return None if within is None else "yes" if within else "no"


def _is_denied(said: str, place: Span) -> bool:
    """Return whether the clause with a figure has a negation."""
    return any(one.contains(place) and negations_in(said[one.start : one.end]) for one in clauses_in(said))


def _is_like(bound: Amount, given: Amount) -> bool:
    is_year = not given.unit and not given.noun and given.low == given.high and given.low in _YEARS
    return given.unit == bound.unit and not is_year


def _is_within(bound: Amount, given: Amount, *, reaches: bool) -> bool | None:
    """Return whether a figure is within a bound; None if only a part of its range is.

    Args:
        bound: "More than 100", "under 5 million".
        given: The sentence's figure.
        reaches: Whether the bound itself is within: "at least".
    """
    low, high = given.widened if given.about else (given.low, given.high)
    if bound.high == inf:
        if low > bound.low or (low == bound.low and (reaches or high == inf)):
            return True
        return False if high <= bound.low else None
    if high < bound.high or (high == bound.high and (reaches or low == -inf)):
        return True
    return False if low >= bound.high else None


def _by_date(question: Question, said: str, asked: Sequence[Word], published: date | None) -> Verdict | None:
    bounds = dated_bounds_in(question.text, published)
    if len(bounds) != 1:
        return None
    how, bound = bounds[0]
    if not _covers(said, asked, question.text[bound.span.start : bound.span.end]):
        return None
    clauses = [one for one in clauses_in(said) if _shares(said[one.start : one.end], asked)]
    given = [one for one in dates_in(said, published) if any(clause.contains(one.span) for clause in clauses)]
    if len(given) != 1 or _BY_WHEN.search(said[: given[0].span.start]) or _is_denied(said, given[0].span):
        return None
    return _compared(how, bound.days, given[0].days)


def _compared(how: str, bound: Days, given: Days) -> Verdict | None:
    is_before, is_after = given.end <= bound.start, given.start >= bound.end
    if how == "by":
        return "yes" if given.end <= bound.end else "no" if is_after else None
    if how in {"before", "earlier than"}:
        return "yes" if is_before else "no" if given.start >= bound.start else None
    return "yes" if is_after else "no" if given.end <= bound.end else None


def _by_change(question: Question, said: str, asked: Sequence[Word]) -> Verdict | None:
    """Decide whether something has risen or fallen by two figures that a sentence compares."""
    turns = list(_THAN_BEFORE.finditer(question.text))
    figures = quantities_in(said)
    if len(turns) != 1 or not _covers(said, asked, turns[0][0]):
        return None
    if not re.search(r"\bthan\b", question.text) and not re.match(r"(?:has|have|did|is|are)\b", question.text, re.I):
        return None
    for (place, now), (later, then) in pairwise(figures):
        if now.unit != then.unit or now.low != now.high or then.low != then.high or now.low == then.low:
            continue
        if _COMPARED.fullmatch(said[place.end : later.start].replace(",", "")):
            is_more = now.low > then.low
            return "yes" if is_more == bool(turns[0]["more"]) else "no"
    return None


def _covers(said: str, asked: Sequence[Word], bound: str) -> bool:
    """Return whether a sentence has most of the question's words apart from those of its bound and its names."""
    set_apart = Present([bound])
    others = [word for word in asked if not word.is_name and word not in set_apart and not word.text[0].isdigit()]
    present = Present([said, in_base_form(said)])
    return sum(word in present for word in others) >= _MOST * len(others)


def _shares(text: str, asked: Sequence[Word]) -> bool:
    present = Present([text, in_base_form(text)])
    return any(word in present for word in asked)
