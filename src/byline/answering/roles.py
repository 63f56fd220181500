"""Whether a sentence says of the right person what is asked: who did it to whom, and whose relative it is about.

"Who did Belmar beat?"     "Arden beat Belmar" says it the other way round
"How old is Ada Berg?"     "The skipper Per Berg is 57", if she only comes up further on, as "his wife, Ada Berg"

Each check returns the reason why it does not, in plain words; empty if there is none. The patterns are for English.
"""

import re
from collections.abc import Iterator
from functools import cache

from byline.answering.candidate import Candidate, CertainDoubt
from byline.language.content import Present, content_words
from byline.language.irregular import in_base_form
from byline.language.sources import NAME
from byline.language.text import one_line, words
from byline.records import Span

# Verbs whose subject and object cannot change places; those in one group mean the same. Verbs such as "marry" and
# "meet", of which both say the same, are not among them, nor verbs such as "open", whose object can be their subject.
_ONE_SIDED = (
    ("beat", "defeat", "thrash", "overcome"),
    ("buy", "acquire", "purchase"),
    ("pay", "owe"),
    ("reject", "refuse"),
    ("hire", "appoint"),
    ("dismiss", "sack", "fire"),
    ("succeed", "replace"),
    ("kill", "murder"),
    *(
        (verb,)
        for verb in words(
            "sue accuse arrest attack invade bomb criticise criticize praise thank congratulate block ban fine punish "
            "convict sentence elect endorse oppose teach coach employ rob rescue prosecute interview question outlive "
            "adopt overtake"
        )
    ),
)
_VICTORY = r"(?:win|wins|victory|victories|triumph)\s(?:over|against)"
_VERB = r"(?P<verb>[a-z]{3,})"
_AUXILIARY = r"(?:did|does|do|will|would|has|have|had|is|are|was|were|must|can|could|should|may|might)(?:n['’]t)?"
_LIGHT = r"(?:(?:not|never|also|only|first|later|then|now|already|[a-z]+ly)\s)*"
_SUBJECT_ASKED_OF = re.compile(  # "How much did Arden pay"
    rf"(?i:who|whom|whose|what|which|when|where|why|how|from|to|by|in|on|at)\b.*?\b(?P<aux>(?i:{_AUXILIARY}))\s"
    rf"(?i:the\s)?(?P<who>{NAME})\s{_LIGHT}{_VERB}\b"
)
_OBJECT_ASKED_OF = re.compile(  # "Which firm bought Arden"
    rf"(?i:and\s|but\s)?(?i:who|(?:which|what)(?:\s[a-z’'-]+){{1,2}}?)\s(?i:{_AUXILIARY}\s)?(?:been\s)?{_LIGHT}{_VERB}"
    rf"\s(?:the\s)?(?P<who>{NAME})"
)
_NOT_OF_AN_OBJECT = (
    r"(?:by|from|to|for|with|against|of|in|on|at|as|and|or|but|that|than|after|before|over|about|into|out|up|off|when"
    r"|while|who|which|because|if|back|again|is|are|was|were|has|had)\b"
)
_OBJECT = rf"\s(?:(?!{_NOT_OF_AN_OBJECT})[a-z][\w’'-]*\s){{0,4}}?"
_OBJECT_NAME = re.compile(rf"{_OBJECT}(?P<name>{NAME})(?![’']|\w)")
_PASSIVE_BEFORE = re.compile(rf"\b(?:is|are|was|were|be|been|being|gets?|got)\s{_LIGHT}$")
_IS = re.compile(r"(?:is|are|was|were)(?:n['’]t)?", re.I)
_POSSESSIVE = re.compile(r"[’']s?$")
_SUBJECT_BEFORE = re.compile(
    rf"(?P<name>{NAME})\s(?:{_LIGHT}(?:has|have|had|is|are|was|were|will|would|did|does|can|could|may|might|must|should"
    rf"|to|be|been|being)\s)*{_LIGHT}$"
)


def the_other_way_round(seen: Candidate) -> str:
    """Return the reason if a sentence says that somebody did to another what the question asks of the other.

    That is the case if the subject of the question is only the object in the sentence, or the object only the subject.
    """
    asked = _SUBJECT_ASKED_OF.match(seen.question.text)
    if asked and (not _IS.fullmatch(asked["aux"]) or asked["verb"].endswith("ing")):
        acts = _same_acts(asked["verb"])
        return _done_to(seen, asked["who"], acts) if acts else ""
    asked = _OBJECT_ASKED_OF.match(seen.question.text)
    if asked and seen.question.wanted.sort == "who":
        acts = _same_acts(asked["verb"])
        return _done_by(seen, asked["who"], acts) if acts else ""
    return ""


def _done_to(seen: Candidate, who: str, acts: frozenset[frozenset[str]]) -> str:
    """Return the reason if an act is done to somebody, or in a contest by another, and not by them."""
    whose = content_words(f"by {who}")
    for act in _acts_in(seen.text, acts):
        before, after = seen.text[: act.start], seen.text[act.end :]
        if any(word in Present([before]) for word in whose):
            continue
        of = _OBJECT_NAME.match(after)
        if of and not _POSSESSIVE.search(of["name"]) and all(word in Present([of["name"]]) for word in whose):
            return CertainDoubt(f"it is done to {one_line(who)}")
        by = _SUBJECT_BEFORE.search(before)
        if by and acts == _same_acts("beat") and all(word in Present([after]) for word in whose):
            return CertainDoubt(f"it is done by {one_line(by['name'])}")
    return _done_by_the_answer(seen, acts)


def _done_by_the_answer(seen: Candidate, acts: frozenset[frozenset[str]]) -> str:
    """Return the reason if the question asks to whom something was done, and the short answer is who did it."""
    if seen.question.wanted.sort != "who":
        return ""
    for act in _acts_in(seen.text, acts):
        by = _SUBJECT_BEFORE.search(seen.text[: act.start])
        if by and Span(*by.span("name")) == seen.place:
            return CertainDoubt(f"it is done by {one_line(by['name'])}")
    return ""


def _done_by(seen: Candidate, who: str, acts: frozenset[frozenset[str]]) -> str:
    """Return the reason if an act is done by somebody to the short answer, and not to them."""
    whose = content_words(f"by {who}")
    for act in _acts_in(seen.text, acts):
        between = seen.text[act.end : max(act.end, seen.place.start)]
        if not re.fullmatch(rf"{_OBJECT}(?:the\s)?", between) or seen.place.start < act.end:
            continue
        by = _SUBJECT_BEFORE.search(seen.text[: act.start])
        is_victory = re.match(_VICTORY, seen.text[act.start : act.end]) is not None
        if by and not all(word in Present([by["name"]]) for word in whose):
            continue
        if (by or is_victory) and not any(word in Present([seen.text[act.end :]]) for word in whose):
            return CertainDoubt(f"it is done by {one_line(who)}")
    return ""


_FROM_WHOM = re.compile(
    rf"(?i:and\s|but\s)?(?i:who|(?:which|what)(?:\s[a-z’'-]+){{1,2}}?)\s.*\b(?P<how>from|to|against)\s(?:the\s)?(?P<who>{NAME})"
    r"\W*$"
)


def in_the_place_of_another(seen: Candidate) -> str:
    """Return the reason if the answer takes the place of a name in the question: "from Belmar" for "from Arden"."""
    asked = _FROM_WHOM.match(seen.question.text)
    if asked is None or seen.question.wanted.sort != "who" or seen.question.form not in {"fact", "list"}:
        return ""
    before = seen.text[: seen.place.start]
    is_there = re.search(rf"\b{asked['how']}\s(?:(?:the|an?|his|her|its|their|[a-z-]+)\s){{0,3}}$", before)
    whose = content_words(f"by {asked['who']}")
    if not is_there or all(word in Present([seen.text]) for word in whose):
        return ""
    return CertainDoubt(f"it is {asked['how']} somebody else than {one_line(asked['who'])}")


def _same_acts(verb: str) -> frozenset[frozenset[str]]:
    """Return the terms of the verbs that mean the same as one; empty unless its subject and object are fixed."""
    own = _terms(verb)
    return next((group for group in _groups() if own in group), frozenset())


@cache
def _groups() -> tuple[frozenset[frozenset[str]], ...]:
    return tuple(frozenset(map(_terms, group)) for group in _ONE_SIDED)


def _acts_in(text: str, acts: frozenset[frozenset[str]]) -> Iterator[Span]:
    """Find the verbs of a group in a sentence where they are not passive; for "beat", also "a win over"."""
    for match in re.finditer(r"\b[a-z]{3,}\b", text):
        is_passive = not match[0].endswith("ing") and _PASSIVE_BEFORE.search(text[: match.start()])
        if _terms(match[0]) in acts and not is_passive:
            yield Span(*match.span())
    if _terms("beat") in acts:
        yield from (Span(*match.span()) for match in re.finditer(rf"\b{_VICTORY}(?=\s)", text))


def _terms(verb: str) -> frozenset[str]:
    found = content_words(f"to {in_base_form(verb)}")
    return found[0].terms if found else frozenset()


_KIN = (
    r"(?:wife|husband|widow|widower|partner|spouse|fianc[ée]e?|son|daughter|child|stepson|stepdaughter|brother|sister"
    r"|twin|mother|father|stepmother|stepfather|parents?|uncle|aunt|nephew|niece|cousin|grandson|granddaughter"
    r"|grandfather|grandmother|children|sons|daughters|brothers|sisters|boyfriend|girlfriend|family|couple)"
)
_WHOSE = r"(?:[Hh]is|[Hh]er|[Tt]heir|[Ww]hose)"
_SOMEBODY = re.compile(  # who may be the person asked about, though not named
    rf"\b(?:{_WHOSE}\s(?:[a-z]+\s){{0,2}}{_KIN}|(?:wom[ae]n|m[ae]n|girls?|boys?|people|persons?|victims?|couple|pair"
    r"|bod(?:y|ies)|drivers?|passengers?|residents?|both|all|they|them|someone|somebody)\b|\d+-year-old)",
    re.I,
)
# Before the name of somebody's relative: "his wife, the painter".
INTRODUCED = rf"\b{_WHOSE}\s(?:[a-z]+\s){{0,2}}{_KIN},?\s(?:(?:the|an?)\s(?:[a-z-]+\s){{1,3}})?"


def of_a_relative(seen: Candidate) -> str:
    """Return the reason if the person asked about only comes up later in the article, as a relative of a namesake.

    What comes before is then about the namesake: about Per Berg, before "his wife, Ada Berg".
    """
    article, question = seen.article, seen.question
    if question.wanted.speaker or _SOMEBODY.search(seen.text):
        return ""
    before = f"{article.title}\n{article.text[: seen.sentence.end]}"
    for match in re.finditer(NAME, question.text):
        first, *_, last = _POSSESSIVE.sub("", one_line(match[0])).split(" ") * 2
        if first == last or re.search(rf"\b{re.escape(first)}\b", before):
            continue
        later = re.search(rf"\b{re.escape(first)}\b", article.text[seen.sentence.end :])
        up_to = article.text[: seen.sentence.end + later.start()] if later else ""
        if not re.search(rf"{INTRODUCED}$", up_to):
            continue
        namesake = re.compile(rf"{NAME}(?<=[\s-]{re.escape(last)})(?!\w)")
        for other in namesake.finditer(text := f"{article.title}\n{up_to}"):
            if not re.search(rf"{INTRODUCED}$", text[: other.start()]):
                return CertainDoubt(f"it is about {one_line(other[0])}")
    return ""
