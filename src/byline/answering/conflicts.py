"""Find conflicts: different dates, figures, names or negations that the cited articles give for one question.

    evidence + citations -> claims: a value each -> groups that agree -> those that cannot both be right -> Conflict

A conflict is reported only on strong evidence: the values are of the kind asked for, they cannot both be the answer,
they are in different articles or come from two named speakers, the sentences cover the question about equally, and
neither sentence also gives the other's value. No value is preferred, whatever its date.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from math import isfinite
from typing import Literal, get_args

from byline.answering.headline import doubts, roles_of
from byline.language.attribution import attributions, full_name
from byline.language.content import Present
from byline.language.corrections import has_notice
from byline.language.dates import dates_in
from byline.language.mentions import MentionKind, agreement, mentions_in
from byline.language.negation import negations_in
from byline.language.quantities import quantities_in
from byline.language.sentences import LONGEST_SENTENCE, sentences
from byline.language.sources import NAME, name_key, same_name
from byline.language.stories import are_of_one_story, are_of_two_stories
from byline.language.text import normalised, one_line, word_set
from byline.language.values import AGREE, Value, compare, group, value_of
from byline.question.coverage import missing_names, surroundings
from byline.question.question import Question
from byline.readers.base import Evidence
from byline.records import Article, Citation, Conflict, ConflictingValue, ConflictType, Span

_ALONE = 0.2  # minimum probability of a value, its passage read alone, to be set against the best
_WORTH_SHOWING = 0.15  # minimum of the same probability for a value that is shown without reporting a conflict
_STANDS_BESIDE = -4.5  # minimum margin over "no answer here" of such a value
_RIVAL, _OF_A_CUE, _OF_MARGIN = 0.4, 0.3, 0.05  # minimum `_rivalry`, and two of its weights
_LONGEST_RIVAL = 130  # maximum number of characters in the sentence of a weak rival
_BEFORE = 400  # characters searched for the previous sentence
_MOST_RIVALS = 2  # maximum number of rivals shown
_ALONE_IN_ITS_STORY = 0.3  # like `_ALONE`, for a value that counts because it is from a report of the same events
_SURE, _OF_COVERAGE = 0.5, 0.5  # minimum sum of that probability and this much of the sentence's coverage
_AS_PROBABLE = 0.4  # alternative to `_ALONE`: minimum probability relative to the best sentence
_COVERED = 0.65  # minimum share of the question's content words in title and passage
_SENTENCE_COVERED = 0.3  # minimum share of them in the sentence alone
_AS_COVERED = 0.35  # maximum difference between the shares in two sentences
_FEW_WORDS = 5  # maximum number of words in a date that is shown in full
_OF_A_STORY = timedelta(days=60)  # how far back the days of one event may be that is still reported on
_ALIKE = 0.6  # minimum similarity of the words of two near copies


def alternatives_of(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Choose the best evidence, and evidence from other articles with a different value.

    Passages that are read together share one probability, so a passage that fits the question slightly better leaves
    almost nothing for the rest. A value therefore counts if its own passage gives it when read alone, and is about
    what was asked.

    Args:
        question: What was asked.
        evidence: What the reader found, best first.
    """
    claims = _claims(question, evidence)
    if not claims or claims[0].evidence is not evidence[0] or question.form == "account":
        return tuple(evidence[:1])
    chosen = claims[:1]
    closed = _without_bounds(claims)
    for claim in claims[1:]:
        if (_is_about(question, claim) or _is_of_its_story(question, claim, claims[0])) and all(
            claim.id != other.id and (other not in closed or compare(claim.value, other.value) not in AGREE)
            for other in chosen
        ):
            chosen.append(claim)
    return tuple(claim.evidence for claim in chosen)


def rivals_of(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return evidence on the same events with a date or figure other than the best; it is shown, not called a conflict.

    Evidence from the same article counts too: an article may report what each side says.

    Args:
        question: What was asked.
        evidence: What the reader found, best first.
    """
    likely = [item for item in evidence[1:] if item.alone >= _WORTH_SHOWING or item.margin >= _STANDS_BESIDE]
    some = [*evidence[:1], *likely]
    claims = [_claim(question, item, item.short_span) for item in some if item.short_span]
    best = claims[0] if claims else None
    if best is None or best.evidence is not evidence[0] or not _is_asked_for(question, best.value):
        return ()
    rivals = [
        claim
        for claim in claims[1:]
        if compare(best.value, claim.value) == "different"
        and claim.value.kind != "name"
        and not _is_of_an_earlier_event(best, claim)
        and (_is_told_of_it(question, best, claim) or _stands_beside(question, best, claim))
        and not doubts(question, claim.evidence)
    ]
    rivals.sort(key=lambda claim: -_rivalry(question, claim))
    return tuple(claim.evidence for claim in rivals[:_MOST_RIVALS])


def _is_told_of_it(question: Question, best: "_Claim", claim: "_Claim") -> bool:
    """Return whether another report of the same events gives a value in a sentence with words of the question."""
    return (
        claim.evidence.alone >= _WORTH_SHOWING
        and _covered(question, claim.sentence) >= _SENTENCE_COVERED
        and _report_the_same(best, claim)
    )


_GIVEN_BY_ONE = re.compile(
    r"\b(?:ask(?:s|ed|ing)? for|demand\w*|offer\w*|propos\w+|revis\w+|rais\w+|lower\w+|correct\w*|in fact|acknowledg\w*"
    r"|admit\w*|puts?|previous\w*|earlier|estimat\w*|at first|claim\w*|disput\w*|den(?:y|ied|ies)|now|ris(?:en|es)|rose"
    r"|reached|updated|instead|according|count(?:ed)?|says?|said|would|had (?:been|found)|gave|number|however|not)\b",
    re.I,
)


def _stands_beside(question: Question, best: "_Claim", claim: "_Claim") -> bool:
    """Return whether a dated report gives a value that would be close to an answer if the best one did not exist."""
    return (
        claim.evidence.margin >= _STANDS_BESIDE
        and len(claim.text.split()) <= _FEW_WORDS + 1
        and len(claim.sentence) <= _LONGEST_RIVAL
        and _rivalry(question, claim) >= _RIVAL
        and not _mentions(best, claim.value)
        and _report_the_same(best, claim)
    )


def _rivalry(question: Question, claim: "_Claim") -> float:
    """Score how likely a value is to be a rival answer to the question.

    The score adds the share of the question's words in the sentence and the one before it, a bonus if the sentence says
    that somebody gives the value or that it has changed, and the reader's margin.
    """
    text, span = claim.article.text, claim.evidence.span
    start = max(0, span.start - _BEFORE)
    before = sentences(text[start : span.start])[-1:]
    said = text[before[0].start + start : span.end] if before else claim.sentence
    cue = _OF_A_CUE if _GIVEN_BY_ONE.search(claim.sentence) else 0.0
    return _covered(question, said) + cue + _OF_MARGIN * min(claim.evidence.margin, -_STANDS_BESIDE)


def conflicts_of(
    question: Question, evidence: Sequence[Evidence], citations: Sequence[Citation]
) -> tuple[Conflict, ...]:
    """Find the values on which the citations of a reply differ.

    Args:
        question: What was asked.
        evidence: What the reader found, best first.
        citations: The citations of the reply.
    """
    if question.form == "account":
        return ()
    cited = [claim for claim in _claims(question, evidence) if _markers([claim], citations, claim.text)]
    groups = _differing(question, cited)
    if len(groups) < 2:
        groups = _of_two_speakers(question, evidence, citations)
    if len(groups) < 2:
        return tuple(_differing_negations(citations))
    type_ = _type(question, [members[0] for members in groups])
    if type_ == "outdated" and _ASKS_FOR_THE_LATEST.search(question.text):
        return ()
    texts = [_shown(members[0]) for members in groups]
    values = ((text, _markers(members, citations, text)) for text, members in zip(texts, groups, strict=True))
    cited_by = {citation.marker: citation for citation in citations}
    shown = tuple(ConflictingValue(text, markers, said_by(cited_by[markers[0]])) for text, markers in values)
    return (Conflict(type_, shown),)


def _of_two_speakers(
    question: Question, evidence: Sequence[Evidence], citations: Sequence[Citation]
) -> "list[list[_Claim]]":
    """Return the best claim and a rival from the same article, each by a named speaker; empty if there is no rival.

    A different speaker is enough to make a claim a rival, even if the reader rates it low.
    """
    cited = [
        _claim(question, item, item.short_span)
        for item in evidence
        if item.short_span
        and any(one.article.id == item.hit.article.id and one.span.contains(item.short_span) for one in citations)
    ]
    if not cited or cited[0].evidence is not evidence[0] or not _is_asked_for(question, cited[0].value):
        return []
    best = cited[0]
    speaker = said_by(Citation(1, best.article, best.evidence.span))
    for claim in cited[1:]:
        other = said_by(Citation(1, claim.article, claim.evidence.span))
        if (
            claim.id == best.id
            and compare(best.value, claim.value) == "different"
            and speaker
            and other
            and not same_name(name_key(speaker), name_key(other))
            and not _names_its_speaker(best, speaker)
            and not _names_its_speaker(claim, other)
        ):
            return [[best], [claim]]
    return []


def _names_its_speaker(claim: "_Claim", speaker: str) -> bool:
    """Return whether a value is the name of who speaks, and not what they say."""
    return claim.value.kind == "name" and same_name(name_key(claim.text), name_key(speaker))


def said_by(citation: Citation) -> str:
    """Return the name to which a quote is attributed; empty if there is none or more than one."""
    found = attributions(citation.article, citation.span)
    names = {full_name(citation.article, one.source) for one in found if one.kind == "named"}
    return names.pop() if len(names) == 1 else ""


def are_apart(question: Question, conflict: Conflict, citations: Sequence[Citation]) -> bool:
    """Return whether the values of a conflict differ and are in different articles; needs no reader.

    Values in one article count if two different speakers give them. The speaker recorded for a value must be the one
    named in its quote or near it.

    Args:
        question: What was asked.
        conflict: The conflict, whose values are known to be in the quotes.
        citations: The citations of the reply.
    """
    cited = {citation.marker: citation for citation in citations}
    articles = {marker: citation.article for marker, citation in cited.items()}
    places = [{articles[marker].id for marker in one.markers} for one in conflict.values]
    values = [value_of(one.value, question.kind, articles[one.markers[0]].day) for one in conflict.values]
    agree = any(compare(one, other) in AGREE for one, other in combinations(values, 2))
    if any(one.said_by not in {"", said_by(cited[one.markers[0]])} for one in conflict.values):
        return False
    given = list(zip(places, (one.said_by for one in conflict.values), strict=True))
    return not agree and all(
        ours.isdisjoint(theirs) or (one and other and one != other)
        for (ours, one), (theirs, other) in combinations(given, 2)
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """The value that a sentence gives as the answer."""

    evidence: Evidence
    span: Span
    value: Value

    @property
    def article(self) -> Article:
        return self.evidence.hit.article

    @property
    def id(self) -> str:
        return self.article.id

    @property
    def text(self) -> str:
        return self.article[self.span]

    @property
    def sentence(self) -> str:
        return self.article[self.evidence.span]

    @property
    def published(self) -> date | None:
        return self.article.day


def _claims(question: Question, evidence: Sequence[Evidence]) -> list[_Claim]:
    """Return the claims of the evidence that is probable enough, best first."""
    most = max((item.probability for item in evidence), default=0.0)
    claims = [
        _claim(question, item, item.short_span)
        for item in evidence
        if item.short_span and (item.alone >= _ALONE or item.probability >= _AS_PROBABLE * most)
    ]
    return [claim for claim in claims if not _is_of_an_earlier_event(claims[0], claim)]


def _without_bounds(claims: Sequence["_Claim"]) -> "list[_Claim]":
    """Leave out "at least 14" where others differ: it agrees with 19 and with 27, which do not agree."""
    exact = [
        one for one in claims if one.value.amount is None or isfinite(one.value.amount.high - one.value.amount.low)
    ]
    differ = any(compare(one.value, other.value) == "different" for one, other in combinations(exact, 2))
    return exact if differ else list(claims)


def _claim(question: Question, item: Evidence, span: Span) -> _Claim:
    article = item.hit.article
    return _Claim(item, span, value_of(article[span], question.kind, article.day))


def _differing(question: Question, claims: Sequence[_Claim]) -> list[list[_Claim]]:
    """Group the claims that agree, and keep the groups that cannot both be right."""
    suiting = _without_bounds([claim for claim in claims if _is_asked_for(question, claim.value)])
    kept: list[list[_Claim]] = []
    for gathered in group([(claim.value, claim.evidence.probability) for claim in suiting]):
        members = [suiting[number] for number in gathered.members]
        if all(_differ(question, members, others) for others in kept):
            kept.append(members)
    return kept


def _shown(claim: _Claim) -> str:
    """Return a value as it is shown; a long one with a single date is cut down to the date."""
    if claim.value.kind == "date" and len(claim.text.split()) > _FEW_WORDS:
        dates = [mention.span for mention in dates_in(claim.text, claim.published)]
        if len(dates) == 1:
            return claim.text[dates[0].start : dates[0].end]
    return claim.text


def _markers(members: Sequence[_Claim], citations: Sequence[Citation], text: str) -> tuple[int, ...]:
    """Return the markers of the citations that quote the sentence of one of the claims and contain the text."""
    return tuple(
        citation.marker
        for citation in citations
        if text in citation.quote
        and any(claim.id == citation.article.id and citation.span.contains(claim.span) for claim in members)
    )


def _is_asked_for(question: Question, value: Value) -> bool:
    """Return whether a value is of the kind asked for; if the question does not say, a date or a figure."""
    if question.kind:
        return value.kind == question.kind
    return value.kind in {"date", "quantity"}


def _differ(question: Question, ours: Sequence[_Claim], theirs: Sequence[_Claim]) -> bool:
    """Return whether two groups of claims are about the same thing, in different articles, and cannot both be right."""
    if {claim.id for claim in ours} & {claim.id for claim in theirs}:
        return False
    pairs = [(one, other) for one in ours for other in theirs]
    if not all(compare(one.value, other.value) == "different" for one, other in pairs):
        return False
    if any(_mentions(one, other.value) or _mentions(other, one.value) for one, other in pairs):
        return False
    return any(_same_thing(question, one, other) for one, other in pairs)


_SET_RIGHT = re.compile(r"\b(?:not|instead of|rather than)\s(?:(?:in|on|at|by|the|about|some)\s)*$", re.I)


def _mentions(claim: _Claim, value: Value) -> bool:
    """Return whether a claim's sentence (for names, its passage) also gives a value that agrees with another claim's.

    A value mentioned only to correct it, "in 1966, not 1967", does not count.
    """
    if value.kind == "name":
        return set(value.words) <= set(normalised(surroundings(claim.evidence.hit)).split())
    sentence = claim.sentence
    spans = [mention.span for mention in dates_in(sentence, claim.published)]
    if value.kind == "quantity":
        spans = [span for span, _ in quantities_in(sentence)]
    written = (sentence[span.start : span.end] for span in spans if not _SET_RIGHT.search(sentence[: span.start]))
    return any(compare(value, value_of(text, value.kind, claim.published)) in AGREE for text in written)


def _same_thing(question: Question, one: _Claim, other: _Claim) -> bool:
    """Return whether two sentences are about what was asked: near copies, or with similar shares of its words."""
    if _likeness(_tokens(one.sentence), _tokens(other.sentence)) >= _ALIKE:
        return True
    if _is_of_its_story(question, one, other):
        return True
    if not (_is_about(question, one) and _is_about(question, other)) or are_of_two_stories(one.article, other.article):
        return False
    within = [_covered(question, claim.sentence) for claim in (one, other)]
    return min(within) >= _SENTENCE_COVERED and abs(within[0] - within[1]) <= _AS_COVERED


def _is_of_its_story(question: Question, one: _Claim, other: _Claim) -> bool:
    """Return whether two claims from reports of the same events are each sure enough.

    The probability is that of each passage read alone; the fewer of the question's words its sentence has, the higher
    it must be.
    """
    if one.id == other.id or min(one.evidence.alone, other.evidence.alone) < _ALONE_IN_ITS_STORY:
        return False
    for claim in (one, other):
        covered = _covered(question, claim.sentence)
        if claim.value.kind == "name" or claim.evidence.alone + _OF_COVERAGE * covered < _SURE:
            return False
    return _report_the_same(one, other)


def _report_the_same(one: _Claim, other: _Claim) -> bool:
    """Return whether two claims are in dated reports of the same events; undated encyclopaedia articles cover many."""
    return bool(one.published and other.published) and are_of_one_story(one.article, other.article)


def _is_about(question: Question, claim: _Claim) -> bool:
    """Return whether a passage and its title have the question's names and most of its words."""
    hit = claim.evidence.hit
    return not missing_names(question.names, [hit]) and _covered(question, surroundings(hit)) >= _COVERED


_WHAT_IS_ASKED = word_set("year date day month century decade number percentage percent time")
_SHORTEST_STEM = 5


def _covered(question: Question, text: str) -> float:
    """Return the share of the question's content words found in a text, including `crypto` in `cryptocurrency`."""
    present, plain = Present([text]), normalised(text).split()
    asked = [word for word in question.words if word.text.casefold() not in _WHAT_IS_ASKED]
    found = [
        word in present
        or (len(word.text) >= _SHORTEST_STEM and any(one.startswith(word.text.casefold()) for one in plain))
        for word in asked
    ]
    return sum(found) / len(found) if found else 1.0


# The type of a conflict

_HAS_CHANGED = re.compile(
    r"\b(?:now|so far|by now|(?:has|have) (?:risen|grown|fallen|reached|climbed)|(?:rose|fell|climbed) to"
    r"|(?:up|down) from|revised|raised|lowered|corrected|final|no longer|instead of|updated|postponed)\b",
    re.I,
)
_ASKS_FOR_THE_LATEST = re.compile(r"\b(?:latest|newest|most recent|final|finally|in the end)\b", re.I)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_QUALIFIED = re.compile(r"(?P<name>.+?)\s*\((?P<qualifier>[^()]+)\)\s*")


def _type(question: Question, claims: Sequence[_Claim]) -> ConflictType:
    """Choose the closest type that can be recognised without a model.

    complementary          several things are asked for, or the sentences are about different times or titles
    misinformation         an article that gives one of the values contains a notice of correction
    conflicting opinions   two speakers give them, and the later article does not say that the value has changed
    outdated               a figure, a plan or a present state, in articles published at different times
    conflicting opinions   anything else
    """
    moments = {claim.article.published for claim in claims}
    latest = max(claims, key=lambda claim: claim.article.published or _LONG_AGO)
    has_changed = len(moments) > 1 and _HAS_CHANGED.search(latest.sentence)
    of_one_story = any(claim is not latest and _report_the_same(claim, latest) for claim in claims)
    if claims[0].value.kind == "quantity" and has_changed and of_one_story:
        return "outdated"
    if question.form == "list" or any(
        _other_event(*pair) or _of_namesakes(question, *pair) for pair in combinations(claims, 2)
    ):
        return "complementary"
    if any(has_notice(claim.evidence.hit.text) for claim in claims):
        return "misinformation"
    speakers = {said_by(Citation(1, claim.article, claim.evidence.span)) for claim in claims} - {""}
    if len(speakers) > 1 and not _HAS_CHANGED.search(latest.sentence):
        return "conflicting opinions"
    changes = {
        "quantity": True,
        "name": question.is_about_now,
        "date": question.is_of_a_plan,
    }[claims[0].value.kind]
    return "outdated" if changes and None not in moments and len(moments) > 1 else "conflicting opinions"


def _of_namesakes(question: Question, one: _Claim, other: _Claim) -> bool:
    """Return whether two articles give the person asked about different roles: the economist, the striker."""
    for name in re.findall(NAME, question.text):
        roles = [set(roles_of(one_line(name), claim.article.text)) for claim in (one, other)]
        if all(roles) and roles[0].isdisjoint(roles[1]):
            return True
    return False


def _other_event(one: _Claim, other: _Claim) -> bool:
    titles = [_QUALIFIED.fullmatch(claim.article.title) for claim in (one, other)]
    if titles[0] and titles[1] and titles[0]["name"] == titles[1]["name"]:
        return titles[0]["qualifier"] != titles[1]["qualifier"]
    if one.value.kind == "date" or (_report_the_same(one, other) and _is_of_its_days(one) and _is_of_its_days(other)):
        return False
    ours, theirs = (
        [value_of(claim.sentence[at.span.start : at.span.end], "date", claim.published) for at in dates]
        for claim in (one, other)
        for dates in (dates_in(claim.sentence, claim.published),)
    )
    return bool(ours and theirs) and all(compare(a, b) == "different" for a in ours for b in theirs)


def _is_of_an_earlier_event(best: _Claim, claim: _Claim) -> bool:
    """Return whether a figure is that of an earlier event, which a report of the one asked about recalls."""
    return (
        claim.value.kind == "quantity"
        and claim.published is not None
        and _is_of_its_days(best)
        and not _is_of_its_days(claim)
        and _report_the_same(best, claim)
    )


def _is_of_its_days(claim: _Claim) -> bool:
    """Return whether a sentence dates nothing to long before its report, as it would the last such event."""
    published = claim.published
    return published is not None and all(
        published - mention.days.start <= _OF_A_STORY for mention in dates_in(claim.sentence, published)
    )


# Near copies

DifferenceKind = MentionKind | Literal["negation"]
_TOKEN = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*|[%$€£₹]")
_MOVED = 30  # maximum number of characters by which a mention may have moved


@dataclass(frozen=True, slots=True)
class CopyDifference:
    """One difference between two near copies.

    Attributes:
        kind: What differs.
        first: Its place in the first sentence; for a negation, with the words next to it.
        second: Its place in the second sentence.
    """

    kind: DifferenceKind
    first: Span
    second: Span


def differences_of_copies(first: str, second: str) -> tuple[CopyDifference, ...]:
    """Align two nearly identical sentences and return the dates, figures, names and negations that differ.

    Other words, and different spellings of the same thing, do not count. Empty also if the sentences are not nearly
    identical: fewer than 0.6 of their words match in order (Ratcliff and Obershelp). At most 2,000 characters of each
    are read.
    """
    first, second = first[:LONGEST_SENTENCE], second[:LONGEST_SENTENCE]
    ours, theirs = _tokens(first), _tokens(second)
    if _likeness(ours, theirs) < _ALIKE:
        return ()
    changes = [
        (_between(ours, a, b), _between(theirs, c, d), (a, b, c, d))
        for tag, a, b, c, d in _matcher(ours, theirs).get_opcodes()
        if tag != "equal"
    ]
    changed = _touching(mentions_in(first), [change[0] for change in changes])
    changed_there = _touching(mentions_in(second), [change[1] for change in changes])
    found = []
    for kind in get_args(MentionKind):
        ones, others = ([span for of, span in some if of == kind] for some in (changed, changed_there))
        found += [CopyDifference(kind, one, other) for one, other in _unlike(kind, first, ones, second, others)]
    negations = negations_in(first), negations_in(second)
    for here, there, (a, b, c, d) in changes:
        number = sum(_touches(span, here) for span in negations[0]) + sum(
            _touches(span, there) for span in negations[1]
        )
        around = _between(ours, max(0, a - 1), b + 1), _between(theirs, max(0, c - 1), d + 1)
        if number % 2 and around[0] and around[1]:
            found.append(CopyDifference("negation", around[0], around[1]))
    return tuple(sorted(found, key=lambda difference: (difference.first, difference.second)))


def _touching(
    mentions: Sequence[tuple[MentionKind, Span]], regions: Sequence[Span | None]
) -> list[tuple[MentionKind, Span]]:
    """Return the mentions that overlap any of the changed parts of a sentence."""
    return [(kind, span) for kind, span in mentions if any(_touches(span, region) for region in regions)]


def _unlike(
    kind: MentionKind, first: str, ones: Sequence[Span], second: str, others: Sequence[Span]
) -> Iterator[tuple[Span, Span]]:
    """Pair the differing mentions that are in the same place; those that agree are dropped wherever they are."""
    left, right = list(ones), list(others)
    for one in ones:
        same = next(
            (
                other
                for other in right
                if agreement(kind, first[one.start : one.end], second[other.start : other.end]) in AGREE
            ),
            None,
        )
        if same:
            left.remove(one)
            right.remove(same)
    room = _MOVED + abs(len(first) - len(second))
    for one, other in zip(left, right, strict=False):
        # Elsewhere a different first name may be a short form; in a near copy it was changed.
        against = {"different", "unknown"} if kind == "name" else {"different"}
        if (
            abs(one.start - other.start) <= room
            and agreement(kind, first[one.start : one.end], second[other.start : other.end]) in against
        ):
            yield one, other


def _differing_negations(citations: Sequence[Citation]) -> Iterator[Conflict]:
    """Yield a conflict for the first pair of near copies in which one denies what the other says."""
    for one, other in combinations(citations, 2):
        if one.article.id == other.article.id:
            continue
        ours, theirs = one.quote, other.quote
        for difference in differences_of_copies(ours, theirs):
            says = ours[difference.first.start : difference.first.end]
            denies = theirs[difference.second.start : difference.second.end]
            if difference.kind == "negation" and says != denies:
                values = ((says, one.marker), (denies, other.marker))
                yield Conflict("conflicting opinions", tuple(ConflictingValue(text, (at,)) for text, at in values))
                return


def _tokens(text: str) -> list[tuple[str, Span]]:
    return [(match[0].casefold(), Span(*match.span())) for match in _TOKEN.finditer(text)]


def _matcher(ours: Sequence[tuple[str, Span]], theirs: Sequence[tuple[str, Span]]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [word for word, _ in ours], [word for word, _ in theirs], autojunk=False)


def _likeness(ours: Sequence[tuple[str, Span]], theirs: Sequence[tuple[str, Span]]) -> float:
    return _matcher(ours, theirs).ratio() if ours and theirs else 0.0


def _between(tokens: Sequence[tuple[str, Span]], first: int, after: int) -> Span | None:
    """Return the span of some tokens, from the first to the last; None if there are none."""
    some = tokens[first:after]
    return Span(some[0][1].start, some[-1][1].end) if some else None


def _touches(span: Span, changed: Span | None) -> bool:
    return changed is not None and span.overlaps(changed)
