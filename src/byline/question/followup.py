"""Follow-up questions: what is asked, said so that it can be searched for and read without the questions before it.

    question ── leans on the one before? ── no ──> as it is
                        │ yes
                        ├─ "Why?"             the earlier question, asked for that instead
                        ├─ "What about X?"    the earlier question, with X in the place of what is like it
                        ├─ it, their, there   what it stands for, in its place
                        └─ "Who came?"        what the earlier question is about, after it

There is no model in it: the same question and history give the same words, which are shown with the reply. Whom "he"
means where the earlier question asks for him, only its answer tells.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from byline.language.content import content_words, specificity
from byline.language.text import one_line, without_possessive, words
from byline.records import Span
from byline.settings import MAX_QUESTION_CHARACTERS

_TELLS_LITTLE = 10.0  # specificity below which a question without a name leans: benchmarks/followups.py
_PHRASES_TOLD = 3  # of the earlier question, after one that leans
_LONGEST_FRAGMENT = 6  # words

_VERB = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)\b"
_ASKS = re.compile(rf"(?:who|whom|whose|what|which|when|where|why|how|if|{_VERB})\b", re.I)
_LEAD = re.compile(r"(?:(?:and|but|or|so|then|also|ok|okay|oh|now|well|yes|no|thanks|thank you)\b[\s,.!:;-]*)+", re.I)
_WHAT_ABOUT = re.compile(r"(?:what|how) about\s+(?P<other>.+)", re.I)
_ASKS_FOR = re.compile(r"(?:who|which)\b", re.I)
_ONLY_ASKS = re.compile(
    r"(?P<asked>why|when|where|how)(?: exactly| so| not)?(?: (?:is|was|does|did) (?:that|this|it))?[\s?!.]*$", re.I
)
_ASKED_BEFORE = re.compile(rf"(?:when|where|why|how(?: (?:much|many|long|often|far|big))?)\s(?={_VERB})", re.I)

_PRONOUN = re.compile(r"\b(?:he|she|him|his|her|its?|they|them|their|this|that|these|those|there)\b", re.I)
_POSSESSIVE = frozenset({"his", "her", "its", "their"})
_PERSON = frozenset({"he", "she", "him", "his", "her"})
_SEVERAL = frozenset({"they", "them", "their", "these", "those"})
_POINTS = re.compile(rf"(?:this|that|these|those)\s(?!{_VERB}|happen|mean)\w", re.I)  # at a noun: `that law`
_NO_ANAPHOR = re.compile(
    r"this (?:year|month|week|weekend|morning|afternoon|evening|season|time|spring|summer|autumn|fall|winter)\b"
    r"|(?:these|those) who\b|that (?!is\b|was\b|does\b|did\b|happen|mean|[?.!])|there (?!\W*$)",
    re.I,
)
_NAME_AFTER = re.compile(r"\s[A-Z]\w")
_DUMMY_IT = re.compile(
    r"\b(?:is|was|be) it (?:\w+ ){1,2}(?:to|that|for)\b|\bit (?:(?:is|was) )?(?:\w+ ){1,2}to\b|\bit (?:rain|snow)"
    r"|\b(?:time|day|date|far|true|possible|legal|important|necessary|safe|hard|easy) (?:\w+ ){0,2}it\b",
    re.I,
)

# Words that stand between phrases, and verbs that questions are made with.
_BETWEEN = frozenset(
    words(
        "who whom whose what which when where why how much many long often far is are was were do does did has have "
        "had will would can could should may might must be been being not a an the and or but as than into onto over "
        "under after before during between through about against without within per via so such very too also only "
        "just even still yet ever never now today currently recently again once it its they them their he him his she "
        "her this that these those there here both each another other same different some any all more most least "
        "best good bad please tell me you your i my we our us else to in on at of for from by with if then kind kinds "
        "type types sort way ways thing things lot number amount said say says told get go gone got come came comes "
        "take takes took taken make makes made give gives given gave use uses used find found know known think see "
        "seen want wants look looks need needs mean means become becomes became keep let begin begins began start "
        "starts started stop stops ended happen happens happened work works call called try ask seem help show play "
        "run move live believe bring write wrote provide sit stand lose lost pay paid meet met include includes set "
        "learn lead led leads follow speak read allow add spend grow walk win won offer buy bought wait serve die "
        "died send sent expect stay fall cut reach kill remain raise pass passed sell sold require decide pull "
        "compare differ relate affect apply cause cover plan planned hold held leave left put turn feel explain build "
        "built born having getting going doing"
    )
)
_TOKEN = re.compile(r"\w+(?:[.'’&-]\w+)*|[^\w\s]")
_CAPITALS = re.compile(r"(?<=\s)[A-Z]\w*(?:\s[A-Z]\w*)*")
_YEAR = re.compile(r"\b[12]\d{3}\b")
_BEFORE_NAMES = re.compile(r"^(?:(?:in|on|at|for|with|of|the)\s)+", re.I)
_PLACE = frozenset({"in", "at", "to", "from", "near"})


Answer = Callable[[str], str | None]


def standalone(question: str, history: Sequence[str], answer: Answer = lambda earlier: None) -> str:
    """Return the question as it can be understood without those before it; as it is where it can be already.

    Args:
        question: As asked.
        history: Earlier questions of the conversation, oldest first.
        answer: Answers an earlier question in a few words, or not at all; asked only for what a pronoun stands for.
    """
    if not history or not _leans(question):
        return question
    before = one_line(standalone(history[-1], history[:-1], answer))
    whole = _completed(one_line(question), before, answer)
    return whole if len(whole) <= MAX_QUESTION_CHARACTERS else question


def _leans(question: str) -> bool:
    if any(form.match(question) for form in (_LEAD, _WHAT_ABOUT, _ONLY_ASKS)) or _anaphor(question):
        return True
    words_of_it = content_words(question)
    return not any(word.is_name for word in words_of_it) and specificity(words_of_it) < _TELLS_LITTLE


def _anaphor(question: str) -> re.Match[str] | None:
    """Return the first pronoun if nothing before it in the question can be what it stands for."""
    for found in _PRONOUN.finditer(question):
        pronoun = found[0].lower()
        if _NO_ANAPHOR.match(question, found.start()) or (pronoun == "it" and _DUMMY_IT.search(question)):
            continue
        if _NAME_AFTER.match(question, found.end()) if found.start() == 0 else found[0][0].isupper():
            continue  # `He Qing`
        inside = _phrases(question[: found.start()])
        return None if any(one.is_name or pronoun != "there" for one in inside) else found
    return None


def _completed(question: str, before: str, answer: Answer) -> str:
    lead = _LEAD.match(question)
    core = question[lead.end() :] if lead else question
    if bare := _ONLY_ASKS.match(core):
        return _asked_instead(before, bare["asked"].capitalize())
    phrases = _phrases(before)
    about = _WHAT_ABOUT.match(core)
    fragment = about["other"] if about else core
    if about or (lead and not _ASKS.match(core) and len(words(core)) <= _LONGEST_FRAGMENT):
        return _exchanged(before, phrases, fragment.rstrip("?!. "))
    core = core[:1].upper() + core[1:]
    if (anaphor := _anaphor(core)) and not _POINTS.match(core, anaphor.start()):
        pronoun = anaphor[0].lower()
        asked_for = pronoun in _PERSON | _SEVERAL and _ASKS_FOR.match(before)
        meant = (answer(before) if asked_for else None) or _antecedent(pronoun, before, phrases)
        if meant:
            core = core[: anaphor.start()] + _in_form_of(pronoun, one_line(meant)) + core[anaphor.end() :]
    others = [one for one in phrases if not _compared(core) >= _compared(one.text)]
    others.sort(key=lambda one: not one.is_name)
    return f"{core} ({', '.join(one.text for one in others[:_PHRASES_TOLD])})" if others else core


def _compared(text: str) -> set[str]:
    return {without_possessive(word.casefold()) for word in words(text)}


def _asked_instead(before: str, asked: str) -> str:
    """Ask the earlier question for something else: for `Why`, `When did it end?` becomes `Why did it end?`."""
    asks = _ASKED_BEFORE.match(before)
    return f"{asked} {before[asks.end() :]}" if asks else f"{before} {asked}?"


# What the earlier question is about


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that tell what a question is about.

    Attributes:
        text: As they are written.
        span: Where they stand in the question.
        is_name: Whether one of them has a capital.
        is_new: Whether they come with `a` or `an`: what is named for the first time is often what `it` means.
        is_place: Whether they follow a preposition of place.
    """

    text: str
    span: Span
    is_name: bool
    is_new: bool
    is_place: bool

    @property
    def is_plural(self) -> bool:
        return bool(re.search(r"[^s]s$", self.text))


def _phrases(question: str) -> list[_Phrase]:
    """Return the runs of words that carry meaning, in their order."""
    tokens = list(_TOKEN.finditer(question))
    written = ["", *(token[0] for token in tokens)]
    found = []
    for carries, run in groupby(range(len(tokens)), lambda number: _carries(written[number + 1], written[number])):
        if carries:
            numbers = list(run)
            start, end = tokens[numbers[0]].start(), tokens[numbers[-1]].end()
            text = without_possessive(question[start:end])
            *_, second, first = ["", "", *(word.lower() for word in written[1 : numbers[0] + 1])]
            found.append(
                _Phrase(
                    text,
                    Span(start, start + len(text)),
                    is_name=any(written[number + 1][0].isupper() for number in numbers if number),
                    is_new=first in {"a", "an"},
                    is_place=(second if first == "the" else first) in _PLACE,
                )
            )
    return found


def _carries(word: str, before: str) -> bool:
    """Tell whether a word is what a question is about, by itself and by the word before it: no `big` after `how`."""
    if word[0].isupper() and before:
        return True
    asks = before.lower() == "how" or word.lower() in _BETWEEN
    return word[0].isalnum() and not asks and not re.fullmatch(r"\w{2,}ed", word)


def _antecedent(pronoun: str, before: str, phrases: Sequence[_Phrase]) -> str | None:
    """Return what a pronoun stands for, as far as its form tells; None for whom the earlier question asks for."""
    if pronoun in _PERSON:
        like = [] if re.match(r"who\b", before, re.I) else [one for one in phrases if one.is_name and not one.is_place]
    elif pronoun == "there":
        like = ([one for one in phrases if one.is_place] or [one for one in phrases if one.is_name])[-1:]
    elif pronoun in _SEVERAL:
        like = sorted(phrases, key=lambda one: not one.is_plural)
    else:
        like = sorted(phrases, key=lambda one: (not one.is_new, one.is_plural))
    return like[0].text if like else None


def _in_form_of(pronoun: str, text: str) -> str:
    if pronoun in _POSSESSIVE:
        return f"{text}'s"
    return f"in {text}" if pronoun == "there" else text


def _exchanged(before: str, phrases: Sequence[_Phrase], other: str) -> str:
    """Put something else in the place of what is like it: a year for a year, a name for the last name."""
    bare = _BEFORE_NAMES.sub("", other)
    if _YEAR.search(bare):
        like = [Span(*found.span()) for found in _YEAR.finditer(before)]
    elif any(word[0].isupper() for word in words(bare)):
        like = [Span(*found.span()) for found in _CAPITALS.finditer(before)]
    else:
        like = [one.span for one in phrases if not one.is_name]
    if not like:
        return f"{before.rstrip('?!. ')} {other}?"
    return before[: like[-1].start] + bare + before[like[-1].end :]
