"""Collect the items of a list across sentences and articles.

    evidence -> the short answer in each sentence -> members of its series -> without duplicates -> items

A question that may ask for one thing has items too if the answer is a series: "Which fish threaten it?"
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from byline.answering.headline import doubts
from byline.language.enumeration import members_in
from byline.language.quantities import amount_of
from byline.language.stories import are_of_two_stories
from byline.language.text import normalised
from byline.language.values import value_of
from byline.question.question import Question
from byline.readers.base import Evidence
from byline.records import Citation, Item, QuestionKind, Span
from byline.settings import Settings

# Another sentence contributes items if it is at least `_AS_PROBABLE` times as probable as the best, or if it is in an
# article that already has items and has the probability `_ALONE` when its passage is read alone.
_AS_PROBABLE = 0.2
_ALONE = 0.5
_STILL_PROBABLE = 0.05  # the same for the first sentence, if those before it only say how many items there are
_MAY_BE_SEVERAL: frozenset[QuestionKind] = frozenset({"fact", "list"})
_COUNT = re.compile(
    r"\b(?:which|what|name|list|who are|who were)\s(?:are\s|were\s)?(?:the\s)?(?:other\s|first\s|last\s)?"
    r"(?P<count>two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d)\b(?!\s(?:per ?cent|o['’]clock)|[.,:%]\d)",
    re.I,
)
_OF_ONE = re.compile(
    r"\b(?:which|what) (?:company|firm|bank|shop|band|group|country|state|city|town|newspaper|agency|body|club|team"
    r"|party|person|man|woman|law|court)\b|\bwho (?:is|was) (?:the|its|his|her|their)\b"
    r"|\bwhat (?:does|do|did|will|would|can|could) .{1,80}\bcost\b|\bwhat (?:is|was|are|were) the (?:price|cost|fee)\b",
    re.I,
)
_COUNT_ALONE = re.compile(r"(?:all |both |the )?(?:one|two|three|four|five|six|seven|eight|nine|ten|several)", re.I)


@dataclass(frozen=True, slots=True)
class Listed:
    """A sentence with items.

    Attributes:
        evidence: The sentence.
        places: The spans of the items in its article, in order.
    """

    evidence: Evidence
    places: tuple[Span, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of values that the items are."""
        article = self.evidence.hit.article
        return frozenset(value_of(article[place], published=article.day).kind for place in self.places)


def listed_in(question: Question, evidence: Sequence[Evidence]) -> tuple[Listed, ...]:
    """Return the sentences with items, best first; none if a single thing is asked for and found.

    Args:
        question: What was asked. Where it asks who, sentences that name somebody count, if there are any.
        evidence: What the reader found, best first.
    """
    if question.question_kind not in _MAY_BE_SEVERAL or question.form == "yes_no" or not evidence:
        return ()
    if doubts(question, evidence[0]):
        return ()
    if question.question_kind != "list":
        best = _members(evidence[0])
        return (best,) if best and len(best.places) > 1 and not _asks_for_one(question) else ()
    asks_who = question.wanted.sort == "who"
    found: list[Listed] = []
    for item in evidence:
        if found:
            first = found[0].evidence.hit.article
            beside = item.alone >= _ALONE and any(item.hit.article.id == one.evidence.hit.article.id for one in found)
            probable = item.probability >= _AS_PROBABLE * evidence[0].probability
            if not (beside or probable) or are_of_two_stories(first, item.hit.article):
                continue
        elif item.probability < _STILL_PROBABLE * evidence[0].probability:
            break
        elif are_of_two_stories(evidence[0].hit.article, item.hit.article):
            continue
        listed = _members(item)
        if (
            listed
            and not _only_counts(listed)
            and (not found or found[0].kinds & listed.kinds or (asks_who and _names(listed)))
        ):
            found.append(listed)
    named = [one for one in found if _names(one)] if asks_who else []
    return tuple(named or found)


def room_for(listed: Sequence[Listed], settings: Settings) -> Settings:
    """Return settings that show every sentence with items, within the limit on characters."""
    return replace(settings, max_answer_sentences=max(settings.max_answer_sentences, len(listed)))


def items_of(question: Question, listed: Sequence[Listed], citations: Sequence[Citation]) -> tuple[Item, ...]:
    """Return the items in the citations without duplicates, each with all citations that name it in the same words.

    If the question asks for a number of items and more are found, only the first ones are returned.
    """
    found: list[Item] = []
    for one in listed:
        article = one.evidence.hit.article
        for place in one.places:
            text = article[place]
            holding = [
                citation
                for citation in citations
                if citation.article.id == article.id and citation.span.contains(place)
            ]
            if not holding or f" {_plain(text)} " in f" {normalised(question.text)} ":
                continue
            markers = (holding[0].marker,)
            same = next((number for number, other in enumerate(found) if _are_same(text, other.text)), None)
            if same is None:
                found.append(Item(text, markers))
            elif found[same].text in holding[0].quote:
                known = found[same]
                found[same] = Item(known.text, tuple(dict.fromkeys((*known.markers, *markers))))
    if question.question_kind != "list" and len(found) < 2:
        return ()
    return tuple(found[: count_asked_for(question) or len(found)])


def count_asked_for(question: Question) -> int | None:
    """Return how many items a question asks for, as in "which three" or "name two"; None if it does not say."""
    match = _COUNT.search(question.text)
    amount = amount_of(match["count"], alone=True) if match else None
    return int(amount.low) if amount else None


def shortfall(question: Question, items: Sequence[Item]) -> str:
    """Return a remark that fewer items were found than asked for; empty if there are enough."""
    count = count_asked_for(question)
    if not items or count is None or len(items) >= count:
        return ""
    return f"{len(items)} of the {count} asked for {'was' if len(items) == 1 else 'were'} found"


def _only_counts(listed: Listed) -> bool:
    """Return whether a sentence only says how many items there are: "three"."""
    texts = [listed.evidence.hit.article[place] for place in listed.places]
    return all(_COUNT_ALONE.fullmatch(text) for text in texts)


def _names(listed: Listed) -> bool:
    """Return whether any item is a name: `Ant Group`, unlike `major Chinese corporations`."""
    article = listed.evidence.hit.article
    return any(not article[place].split()[-1].islower() for place in listed.places)


def _asks_for_one(question: Question) -> bool:
    """Return whether a question asks for a number, a time or a single thing, and so not for a list."""
    return question.wanted.sort in {"number", "share", "when", "age"} or bool(_OF_ONE.search(question.text))


def _members(item: Evidence) -> Listed | None:
    if item.short_span is None or not item.span.contains(item.short_span):
        return None
    sentence = item.hit.article[item.span]
    members = members_in(sentence, item.short_span.shift(-item.span.start))
    return Listed(item, tuple(one.shift(item.span.start) for one in members))


def _are_same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    words = normalised(text).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in {"a", "an", "the"} else words)
