"""Find the items of an enumeration: "carp, tilapia and two kinds of crab" has three.

    some words of a sentence -> the series they belong to -> its members, without what joins them

The members of a series are separated by semicolons, or by commas and a final "and" or "or". Words that only describe
the member before them are not a member: "Franc Hribernik, 71, of the People's Alliance, and Jožica Tomc" has two. They
do not end a series either: "captain Henrik Osei, who has retired, and goalkeeper Matti Rune". English, by patterns.
"""

import re

from byline.language.irregular import is_past
from byline.language.sources import WORD
from byline.records import Span

_JOIN = r"(?:and|or|nor|as well as|along with|together with|followed by|plus|then|&)"
_ASIDE = r"(?:,\s+(?:if|where|when|as|at|in|of|on)\s[^,;:]{2,20},)?"  # "and, if possible,"
_SEMICOLON = re.compile(r"\s*;\s*(?:(?:and|or)\s+)?", re.I)
# A comma that is not part of a date, a joining word, or both.
_DIVIDER = re.compile(
    rf"\s*,\s+(?!(?:1\d|20)\d\d\b)(?:{_JOIN}\s+(?:also\s+)?)?|\s+{_JOIN}{_ASIDE}\s+(?:also\s+)?(?!(?:a half|so)\b)",
    re.I,
)
_JOINED = re.compile(rf"\b{_JOIN}[\s,]", re.I)
_JOINED_BY_A_WORD = re.compile(r"\s(?:and|or|nor)\s", re.I)
_BETWEEN = re.compile(r"\bbetween\s+[^,;]*$", re.I)  # before "and": a range
_ONE_THING = re.compile(
    r"\b(?:Bosnia and Herzegovina|Trinidad and Tobago|Antigua and Barbuda|law and order|research and development"
    r"|bed and breakfast|more and more|again and again|now and then|up and down|hundred and \w+|thousand and \w+)\b",
    re.I,
)
_BODY = re.compile(
    r"(?:[A-Z][\w’'-]+\s)+and\s(?:[A-Z][\w’'-]+\s)*(?:Commission|Committee|Council|Board|Agency|Authority|Department|Ministry"
    r"|Office|Organi[sz]ation|Association|Society|Institute|Area|Bureau|Service|Fund|Bank|University|School|Court|Group|Act"
    r"|Affairs|Development|Industry|Trade|Technology|Science|Administration)\b"
)
_QUOTED = re.compile(r"[“„\"][^“”\"]*[”\"]|(?<!\w)‘[^‘’]*’(?!\w)|\([^()]*\)")
# Words that begin like this only describe the previous member or an exception.
_DESCRIBES = re.compile(
    r"(?:who|whom|whose|which|where|when|while|whereas|although|though|because|since|including|aged|formerly|at least"
    r"|of whom|of which|not|except|but|rather|instead|according|said|says|if|so|as|it|they|he|she)\b",
    re.I,
)
_AGE = re.compile(r"\d{1,3}")
_LEADING = re.compile(r"(?:(?:and|or|but|also|either|neither|nor|both|that|then|finally|lastly|including)\s+)+", re.I)
_TRAILING = re.compile(rf"[\s,;]+{_JOIN}$", re.I)
_EDGE = " \t\n,;:.!?"
_ARTICLE = r"(?:an?|the|its|his|her|their|some|two|three|four|five|six|seven|eight|nine|ten|\d[\d,.]*)"
_STOP = (
    r"(?:and|or|plus|is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|do|does|did|to|from|in|on|at|for|by|with"
    r"|who|which|that|when|after|before|while|as|because|but|if|where|into|over|under|\w{2,}ed)"
)
_PHRASE_ON = re.compile(rf"[^\W_][\w’'-]*(?:\s(?!{_STOP}\b)[\w’'-]+)*")
_PHRASE_BACK = re.compile(rf"(?:{_ARTICLE}\s)(?:(?!{_STOP}\b|{_ARTICLE}\b)[\w’'-]+\s)*(?!{_STOP}\b)[\w’'-]+$", re.I)
_NAME = rf"(?:the\s)?{WORD}(?:(?:\s(?:of|the|for|de|da|del|la|le|van|von|der|den|bin|al|du)){{0,2}}\s{WORD})*"
_NAME_ON = re.compile(_NAME)
_NAME_BACK = re.compile(rf"(?<![\w’'.-]){_NAME}$")
_ROLE = rf"(?:(?:the|an?|its|his|her|their)\s)?(?:{WORD}\s)?(?:(?!{_STOP}\b)[a-z][\w’'-]*\s){{1,3}}(?={WORD})"
_ROLE_ON = re.compile(rf"{_ROLE}{_NAME}")  # "the toy maker Pipkin"
_ROLE_ALONE = re.compile(rf"(?:{_ROLE})?{_NAME}")
# What may stand between a name and the next: ", who has retired", ", 34", " (fiction)", " with 33 million".
_RELATIVE = r",\s(?:who|whom|whose|which|where)\s[^,;:()“”\"]+(?=,)"
_BESIDE_NAME = re.compile(
    rf"(?:,\s\d{{1,3}}(?=,))?(?:{_RELATIVE})|,\s\d{{1,3}}(?=,)|\s\([^()]{{1,40}}\)"
    r"|\swith\s(?:[\w$€£%.-]+\s){0,3}?[$€£]?\d[\d.,]*(?<![.,])"
    r"(?:\s(?:million|billion|per ?cent|%|points?|votes?|seats?|goals?))?"
)
_RELATIVE_ON = re.compile(_RELATIVE)
# What may follow the last of several names if these are no clauses: "A, who left, and B | bought the rest" are.
_NAMES_END = re.compile(
    r"\W*$|\s*[.,;:!?()–—]|\s(?:and|or|with|on|in|at|for|from|by|to|of|as|after|before|who|which|that|because|while|when|last"
    r"|this|were|are|have)\b"
)
_SETS_THE_SCENE = re.compile(
    r"\W*(?:In|At|On|Near|From|After|Before|Since|For|With)\s"
)  # "In Kelby, mayor Ada Berg and"
_AMPERSAND = re.compile(rf"{WORD} & {WORD}")  # "Dunmore & Pike" is one firm
# Members that each follow this same word are parallel, whatever else they say: "that the tyres were sound".
_SAME_WORD = re.compile(r"(?<![\w’'-])(?P<word>that|to|in|at|from|of|for|on|by|with|how|whether|no|not)\s$", re.I)
_CLAUSE_ON = re.compile(r"[^;:,()–—]+(?:,(?=[^;:,()–—]*[“„\"'‘])[^;:,()–—]+)?")
_INTRODUCES = re.compile(
    r"(?:(?:an?|the|its|his|her|their|of|by|in|from|with)\s)*(?P<count>two|three|four|five|six|seven|eight|nine|ten)\s",
    re.I,
)
_DESCRIPTION = re.compile(r"(?:(?:an?|the|its|his|her|their)\s(?:.*\s)?[a-z-]{3,}|aged\s.*|\d{1,3})$", re.S)
_DOES = re.compile(r"\s(?:has|have|had|is|are|was|were|will|would|did|do)\b")
_PLACED = re.compile(r"(?:on|in|at|from|by|after|before|since|until|during|with)\s", re.I)
_OF_A_VERB = re.compile(
    r"\s(?:(?:by|to|in|at|from|for|with|on|as|the|an?|his|her|its|their|it|him|them|off|out|up|down|over)\b|\d)"
)
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def members_in(sentence: str, words: Span) -> tuple[Span, ...]:
    """Return the members of the series that some words belong to; the words alone if there is none.

    Args:
        sentence: The sentence with the words.
        words: Their position in it.
    """
    within = _trimmed(sentence, words)
    series = Span(_first_start(sentence, within), _last_end(sentence, within))
    shared = _SAME_WORD.search(sentence[: series.start])
    members = _split(sentence, series)
    if shared:
        members = [_without(shared["word"], sentence, one) for one in members]
    return tuple(_without_their_count(sentence, _of_one_form(sentence, members)))


def _without(word: str, sentence: str, member: Span) -> Span:
    """Drop a word that also precedes the first member: "in" from "in two rest homes"."""
    again = re.compile(rf"{word}\s", re.I).match(sentence, member.start, member.end)
    return Span(again.end(), member.end) if again else member


def _split(sentence: str, series: Span) -> list[Span]:
    """Split a series into members, without words that only describe the previous one."""
    text = sentence[series.start : series.end]
    breaks = _outside(text, _SEMICOLON) or _outside(text, _DIVIDER)
    if len(breaks) < 2 and not any(_JOINED.search(one[0]) or ";" in one[0] for one in breaks):
        return [_trimmed(sentence, series)]
    starts = [0, *(one.end() for one in breaks)]
    stops = [*(one.start() for one in breaks), len(text)]
    found: list[Span] = []
    for start, stop in zip(starts, stops, strict=True):
        if not text[start:stop].strip():
            continue
        member = _without_what_is_beside(sentence, _trimmed(sentence, Span(start, stop).shift(series.start)))
        words = sentence[member.start : member.end]
        describes = _DESCRIBES.match(words) or (_AGE.fullmatch(words) and not sentence[series.start].isdigit())
        if not (found and describes):
            found.append(member)
    return found


def _without_what_is_beside(sentence: str, member: Span) -> Span:
    """Drop what is said beside a member: ", who has retired", or " with 33 million" behind a name."""
    name = _ROLE_ALONE.match(sentence, member.start, member.end)
    beside = _BESIDE_NAME.match(sentence, name.end()) if name else None
    beside = beside or _RELATIVE_ON.search(sentence, member.start)
    return Span(member.start, beside.start()) if beside and member.start < beside.start() < member.end else member


def _without_their_count(sentence: str, members: list[Span]) -> list[Span]:
    """Drop a first member that counts the rest: "two foreign fish, carp and tilapia"."""
    introduces = _INTRODUCES.match(sentence, members[0].start, members[0].end)
    if _DOES.match(sentence, members[-1].end):  # "Two rifles, a radio and the truck are missing": all of them are
        return members
    count = 2 + _COUNTS.index(introduces["count"].casefold()) if introduces else 0
    named = [one for one in members[1 : 1 + count] if _NAME_ON.fullmatch(sentence, one.start, one.end)]
    counted = introduces is not None and (len(members) - 1 == count or len(named) == count)
    return members[1:] if counted else members


def _of_one_form(sentence: str, members: list[Span]) -> list[Span]:
    """Drop descriptions among names ("the party's leader") and places or times among things ("in June")."""
    named = [member for member in members if _NAME_ON.fullmatch(sentence, member.start, member.end)]
    if len(named) > 1:
        return [one for one in members if one in named or not _DESCRIPTION.match(sentence, one.start, one.end)]
    placed = [member for member in members[1:] if _PLACED.match(sentence, member.start, member.end)]
    return members if _PLACED.match(sentence, members[0].start) else [one for one in members if one not in placed]


def _outside(text: str, divider: re.Pattern[str]) -> list[re.Match[str]]:
    """Find separators outside quotations, brackets, ranges and pairs that are one thing."""
    whole = [_QUOTED, _ONE_THING, _BODY, _RELATIVE_ON]
    if "," not in text or _JOINED_BY_A_WORD.search(text):
        whole.append(_AMPERSAND)
    closed = [match.span() for pattern in whole for match in pattern.finditer(text)]
    return [
        match
        for match in divider.finditer(text)
        if match.start() > 0
        and match.end() < len(text)
        and not any(start < match.end() and match.start() < end for start, end in closed)
        and not _is_of_a_range(text, match)
    ]


def _is_of_a_range(text: str, divider: re.Match[str]) -> bool:
    """Return whether a joining word is that of "between 8 and 9"."""
    return bool(_JOINED.search(divider[0]) and _BETWEEN.search(text[: divider.start()]))


def _last_end(sentence: str, words: Span) -> int:
    """Return where the series that starts with some words ends.

    It ends with the member after the last joining word.
    """
    is_name = _NAME_ON.match(sentence, words.start) is not None
    ends_with_name = _ROLE_ALONE.fullmatch(sentence, words.start, words.end) is not None
    before = _SAME_WORD.search(sentence[: words.start])
    end = best = words.end
    is_sure = True  # that no clause begins with the next name
    while True:
        beside = _BESIDE_NAME.match(sentence, end) if ends_with_name else None
        divider = _DIVIDER.match(sentence, beside.end() if beside else end)
        if divider is None or _is_of_a_range(sentence, divider):
            return best
        again = before and re.compile(rf"{before['word']}\s", re.I).match(sentence, divider.end())
        form = _CLAUSE_ON if again else _NAME_ON if is_name else _PHRASE_ON
        member = form.match(sentence, divider.end())
        may_have_role = is_name and not (again or _SETS_THE_SCENE.fullmatch(sentence[: words.start]))
        role = _ROLE_ON.match(sentence, divider.end()) if may_have_role else None
        if beside or role:
            member, is_sure = role or _ROLE_ALONE.match(sentence, divider.end()), False
        if member is None or (not again and (_DESCRIBES.match(member[0]) or _is_a_verb(sentence, member))):
            return best
        end = member.end()
        if _JOINED.search(divider[0]):
            if not (is_sure or _NAMES_END.match(sentence, end)):
                return best
            best = end


def _is_a_verb(sentence: str, member: re.Match[str]) -> bool:
    """Return whether what follows "and" is what somebody also did: "was cut to 4 million and failed by 19 votes"."""
    word, after = member[0], sentence[member.end() :]
    if re.fullmatch(r"[a-z]+(?:s|ed)", word) and re.match(r"\sthat\s", after):
        return True
    is_past_form = is_past(word) or re.fullmatch(r"[a-z]{2,}ed", word)
    return bool(is_past_form) and _OF_A_VERB.match(after) is not None


def _first_start(sentence: str, words: Span) -> int:
    """Return where the series that some words belong to begins.

    Goes back over members of the same form.
    """
    backward = _NAME_BACK if _NAME_ON.match(sentence, words.start) else _PHRASE_BACK
    start = best = words.start
    joined = bool(_outside(sentence[words.start : words.end], _DIVIDER)) or _last_end(sentence, words) > words.end
    while divider := _ends_with(_DIVIDER, sentence[:start]):
        if _is_of_a_range(sentence, divider):
            break
        joined = joined or bool(_JOINED.search(divider[0]))
        member = backward.search(sentence[: divider.start()])
        if not joined or member is None:
            break
        start = best = member.start()
    return best


def _ends_with(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next((match for match in pattern.finditer(text, max(0, len(text) - 24)) if match.end() == len(text)), None)


def _trimmed(sentence: str, span: Span) -> Span:
    """Strip white space, punctuation and joining words from both ends of a member."""
    start, end = span.start, span.end
    while start < end - 1 and sentence[start] in _EDGE:
        start += 1
    while start < end - 1 and sentence[end - 1] in _EDGE:
        end -= 1
    trailing = _TRAILING.search(sentence[start:end])
    end = start + trailing.start() if trailing and trailing.start() else end
    leading = _LEADING.match(sentence, start, end)
    return Span(leading.end() if leading and leading.end() < end else start, end)
