"""Expand questions typed in a hurry: `2day`, `whats`, and keywords alone.

Only words with no other meaning are expanded, and only in small letters: `Wen` and `IM` may be names.
"""

import re
from collections.abc import Callable

from byline.language.content import content_words
from byline.language.text import words

_WRITTEN_OUT = {
    "2day": "today",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    "2nite": "tonight",
    "2night": "tonight",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "b4": "before",
    "ppl": "people",
    "govt": "government",
    "dept": "department",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "abt": "about",
    "bcoz": "because",
    "becuz": "because",
    "smth": "something",
    "wil": "will",
    "wk": "week",
    "wks": "weeks",
    "sth": "something",
    "teh": "the",
    "hte": "the",
    "adn": "and",
    "nad": "and",
    "taht": "that",
    "thsi": "this",
    "hwo": "how",
    "whn": "when",
    "wht": "what",
    "waht": "what",
    "whta": "what",
    "wehn": "when",
    "whne": "when",
    "wheer": "where",
    "hwere": "where",
    "wich": "which",
    "whcih": "which",
    "hapened": "happened",
    "meny": "many",
    "nite": "night",
    "tonite": "tonight",
    "thru": "through",
    "cuz": "because",
    "q1": "first quarter",
    "q2": "second quarter",
    "q3": "third quarter",
    "q4": "fourth quarter",
}
# A two-digit year of this century: in a date, `2/1/25`, or after a month, `sept '25`.
_SHORT_DAY = re.compile(
    r"(?<![\w/.-])(?P<day>(?:3[01]|[12]\d|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])/)(?P<year>\d\d)(?![\w/-])"
)
_SHORT_YEAR = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september"
    r"|october|november|december)\.? ['’](?P<year>\d\d)\b",
    re.I,
)
# Contractions without their apostrophe, except `its`, `were`, `well`, `cant` and `wont`, which may be other words.
_CONTRACTED = re.compile(
    r"\b(?:(?P<asked>what|where|when|who|how|why|that|there|here|he|she)s"
    r"|(?P<negated>do|does|did|is|are|was|were|has|have|had|could|would|should)nt"
    r"|(?P<person>they|you)re|(?P<we>they|you|we)ve|(?P<i>i)m)\b"
)
# A round figure with all its zeros, as articles rarely write it: `1,200,000,000`.
_MANY_NOUGHTS = re.compile(r"(?<![\w.,])(?P<figure>\d{1,3}(?:,\d{3}){2,4}|\d{7,15})(?![\w,]|\.\d)")
_LARGE = (("trillion", 10**12), ("billion", 10**9), ("million", 10**6))
_MOST_DECIMALS = 2
_ASKED_IN_SHORT = {"hw": "how", "wat": "what", "wot": "what", "wen": "when", "wer": "where", "y": "why"}
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)"
_AT_START = re.compile(
    rf"(?P<lead>^(?:and |but |so )?)(?P<asked>{'|'.join(_ASKED_IN_SHORT)})"
    rf"(?= {_AUXILIARY}\b| (?:many|much|long|old|far|often|about|time|year|date)\b|['’]?s\b)"
)


# Words run together that have no other meaning: `howmany`, `inthe`.
_RUN_TOGETHER = re.compile(
    r"\b(?:(?P<how>how)(?P<much>many|much|long|old|often|far)|(?P<asked>who|what|where|when)(?P<verb>is|was|are|were|did|does|will)"
    r"|(?P<at>in|of|at|on|to|for|from|by)(?P<the>the))\b"
)
# A share of all voters is the turnout, which articles call by its name.
_SHARE_OF_VOTERS = re.compile(
    r"^(?:and )?what (?:percentage|percent|per cent|share|proportion) of (?:the |all |eligible |registered )*"
    r"(?:people|voters|electorate|population|residents|citizens|inhabitants|electors|adults)"
    r"(?P<where> (?:in|of|on) [^?]+?)? (?:actually |have |has |had )*"
    r"(?:voted|vote|turned out|took part|went to the polls|cast (?:a|their) (?:votes?|ballots?))"
    r"(?P<rest> (?:in|on|at|this|last)\b[^?]*)?\s*\?*$",
    re.I,
)


# Ways to ask yes or no that expect a yes: "They won, didn't they?", "Didn't they win?"
_SOMEBODY = r"(?:it|he|she|they|there|that|this|we|you|one)"
_WITH_TAG = re.compile(
    rf"(?:so |and |but )?(?P<said>(?!(?:{_AUXILIARY}|who|what|when|where|why|how|which|whom|whose"
    rf"|if)\b)[^?]*\w\s[^?]*\w)"
    rf",?\s(?:(?<=,\s)(?:{_AUXILIARY}(?:n['’]t)? {_SOMEBODY}|won['’]t {_SOMEBODY}|can['’]t {_SOMEBODY}|yes"
    rf"|no|or (?:not|no)"
    r"|is that (?:right|correct|true|so)|am i right)|(?<=,\s)right|(?<=,\s)correct)\s*\?+",
    re.I,
)
_NEGATED_FIRST = re.compile(rf"(?P<lead>^(?:and |but |so )?)(?P<verb>{_AUXILIARY}|wo|ca)n['’]t\b", re.I)
_OR_NOT = re.compile(r",?\sor (?:not|no)(?P<end>[\s?!.]*)$", re.I)
_BEGINS_SMALL = re.compile(r"(?:The|An?|His|Her|Its|Their|There|It|He|She|They|This|That|These|Those|All|No|Some)\b")
_FULL_VERBS = {"wo": "will", "ca": "can"}


def written_out(asked: str) -> str:
    """Return a question with common typing abbreviations expanded, and tags put first: `Is it true that they won?`.

    Args:
        asked: The question, on one line.
    """
    text = _RUN_TOGETHER.sub(lambda found: " ".join(filter(None, found.groups())), asked)
    text = _AT_START.sub(lambda found: found["lead"] + _ASKED_IN_SHORT[found["asked"]], text)
    text = _SHORT_DAY.sub(r"\g<day>20\g<year>", text)
    text = _SHORT_YEAR.sub(r"\g<month> 20\g<year>", text)
    text = _MANY_NOUGHTS.sub(_in_millions, text)
    text = _SHARE_OF_VOTERS.sub(lambda found: f"What was the turnout{found['where'] or ''}{found['rest'] or ''}?", text)
    text = re.sub(r"\b\w+\b", lambda found: _WRITTEN_OUT.get(found[0], found[0]), text)
    return _asked_plainly(_CONTRACTED.sub(_with_apostrophe, text))


def _asked_plainly(text: str) -> str:
    """Return a yes-or-no question without a tag and without the negation that only expects a yes."""
    if tagged := _WITH_TAG.fullmatch(text.strip()):
        said = _BEGINS_SMALL.sub(lambda found: found[0].lower(), tagged["said"].rstrip(" ,"), count=1)
        return f"Is it true that {said}?"
    text = _OR_NOT.sub(r"\g<end>", text) if re.match(rf"{_AUXILIARY}\b", text, re.I) else text
    return _NEGATED_FIRST.sub(_without_negation, text)


def _without_negation(found: re.Match[str]) -> str:
    verb = _FULL_VERBS.get(found["verb"].lower(), found["verb"])
    return found["lead"] + (verb.capitalize() if found["verb"][0].isupper() else verb)


def _in_millions(found: re.Match[str]) -> str:
    """Write a round figure as articles do, `1.2 billion`; leave any other figure unchanged."""
    figure = int(found["figure"].replace(",", ""))
    for name, size in _LARGE:
        if figure >= size:
            short = f"{figure / size:.{_MOST_DECIMALS}f}"
            is_round = figure * 10**_MOST_DECIMALS % size == 0
            return f"{short.rstrip('0').rstrip('.')} {name}" if is_round else found[0]
    return found[0]


def _with_apostrophe(found: re.Match[str]) -> str:
    if negated := found["negated"]:
        return f"{negated}n't"
    return found[0][: -len(_ENDINGS[found.lastgroup or ""])] + "'" + _ENDINGS[found.lastgroup or ""]


_ENDINGS = {"asked": "s", "person": "re", "we": "ve", "i": "m"}


# Keywords

_ASKS = re.compile(
    rf"\b(?:who|what|when|where|why|how|which|whom|whose|if|{_AUXILIARY}|say|says|said|tell|show|list|give|find|explain|summari[sz]e|compare"
    r"|describe|am|be|been|go|goes|went|get|gets|got|make|makes|made|want|wants|know|about|\w+n['’]t"
    r"|\w+['’](?:s|re|ve) (?:the|a|an)|you|your|me|i|my|we|our|it|its|he|she|they|his|her|their"
    r"|this|that|these|those|there|thanks|hello|hi)\b",
    re.I,
)
_POSSESSIVE = re.compile(r"['’]s?\s")
_MOST_WORDS = 8
_MARK_AT_END = re.compile(r"[\s?!.,;:-]+$")
_LEFT_AT_END = re.compile(r"(?:['’]s|\s(?:of|for|in|to|the|a|an|and|on|at))+$", re.I)

_Asked = Callable[[str], str]


def _form(pattern: str) -> _Asked:
    return lambda subject: pattern.format(subject)


def _is_or_are(asked: str) -> _Asked:
    """Ask with "is" or "are", judging the subject's number by its ending."""
    return lambda subject: f"{asked} {'are' if re.search(r'[^sui]s$', subject) else 'is'} {subject}?"


_BEGINS = {
    "effect": "take effect",
    "start": "start",
    "starting": "start",
    "end": "end",
    "ending": "end",
    "opening": "open",
    "closing": "close",
    "launch": "start",
    "release": "come out",
    "arrival": "arrive",
    "departure": "leave",
}
# Reasons, results and the like are not expanded: whoever types those wants more than one sentence.
_KEYWORDS: dict[str, _Asked] = {
    **{f"{noun} date": _form(f"When does {{}} {verb}?") for noun, verb in _BEGINS.items()},
    **{f"{noun} time": _form(f"When does {{}} {verb}?") for noun, verb in _BEGINS.items()},
    **dict.fromkeys(("cost", "price"), _form("How much does {} cost?")),
    **dict.fromkeys(("place", "location", "venue"), _is_or_are("Where")),
    **dict.fromkeys(("death toll", "deaths"), _form("How many people died in {}?")),
    "age": _is_or_are("How old"),
    "date": _is_or_are("When"),
    "number": _form("How many {}?"),
    "reason": _form("What is the reason for {}?"),
    "meaning": _form("What does {} mean?"),
    "winner": _form("Who won {}?"),
    "length": _form("How long is {}?"),
    "height": _form("How high is {}?"),
    "duration": _form("How long does {} last?"),
    **{
        value: _form(f"What is the {value} of {{}}?")
        for value in words("name size width depth weight speed temperature turnout population salary deadline capacity")
    },
}
_BY_LENGTH = "|".join(sorted(_KEYWORDS, key=len, reverse=True))
_AT_END = re.compile(rf"(?P<subject>(?!.* of )[\w\s'’-]+?)\s(?P<keyword>{_BY_LENGTH})$", re.I)
_BEFORE_SUBJECT = re.compile(rf"(?P<keyword>{_BY_LENGTH}) (?:of|for) (?P<subject>[\w\s'’-]+)$", re.I)


def asked_in_full(text: str) -> str:
    """Return the question that keywords stand for; else the text itself.

    `tunnel cost` becomes `How much does tunnel cost?`.

    Args:
        text: On one line; returned unchanged if it contains a question word or a verb.
    """
    bare = _MARK_AT_END.sub("", text)
    if _ASKS.search(bare) or len(words(bare)) > _MOST_WORDS:
        return text
    found = _BEFORE_SUBJECT.match(bare) or _AT_END.match(bare)
    if not found:
        return text
    subject = _LEFT_AT_END.sub("", found["subject"])
    if _POSSESSIVE.search(subject) or not content_words(subject):
        return text
    return _KEYWORDS[found["keyword"].casefold()](subject)


def is_written_with_care(asked: str) -> bool:
    """Return whether a question is capitalised and punctuated as a careful writer would.

    It starts with a capital, has lower-case letters and ends with exactly one question mark.
    """
    return asked[:1].isupper() and asked.upper() != asked and asked.endswith("?") and not asked.endswith("??")
