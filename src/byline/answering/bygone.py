"""Whether a sentence tells of an earlier event, with which the one asked about is only compared.

"How many people died?"    "It was the worst fire since 2004, when 90 people died" counts the dead of 2004
"Who won best director?"   "Ada Berg won the Golden Reel" is another prize, if the article names the best of others

Each check returns the reason, in plain words; empty if there is none. The patterns are for English.
"""

import re
from datetime import timedelta

from byline.answering.candidate import Candidate, CertainDoubt
from byline.language.content import Present, content_words
from byline.language.dates import dates_in
from byline.language.text import one_line

_LONG_AGO = timedelta(days=300)
_WHEN = re.compile(r",?\swhen\s[^;]*$")  # between the date of the earlier event and what is told of it
_COMPARED = re.compile(  # before the date
    r"\b(?:(?:since|than|as|like)\s(?:in\s|on\s)?(?:[A-Za-z]+\s){0,2}"
    r"|(?:last|previous|earlier|worst|similar|another)\b[^.;]*)$"
)
_ASKS_FOR_EARLIER = re.compile(
    r"\b(?:last|previous\w*|earlier|before|former\w*|worst|record|ever|since|history|back then|at the time|first|old"
    r"|once|when|until|ago)\b",
    re.I,
)
_ASKS_OF_NOW = re.compile(r"\b(?:now|currently|today|at present|at the moment)\b", re.I)
_SINCE = re.compile(r"\b(?:since|from)\s(?:[a-z]+\s){0,2}$", re.I)
_PRIZE = re.compile(
    r"\b(?:w[io]n\w*|named|voted|chosen|awarded|got|gets|received|takes?|took|honou?red|prize|award)\b[^?]*\bbest\b",
    re.I,
)
_BEST = re.compile(r"\bbest\s(?!(?:known|selling|of|way|paid|man|friend|before)\b)[a-z]{3,}")
_OF_BEST = re.compile(r"\bbest\s([a-z]{3,})")


def of_an_earlier_event(seen: Candidate) -> str:
    """Return the reason if the short answer is told of a day long before the report, which the question does not name.

    The day is one with which the news is compared, "the first since 1988, when ...", or any if the question asks how
    things stand now.
    """
    day, question = seen.article.day, seen.question
    if day is None or any(one.days for one in question.words):
        return ""
    is_value = question.wanted.sort in {"number", "share", "who"}
    if is_value and _ASKS_OF_NOW.search(question.text):
        old = [one for one in dates_in(seen.clause, day) if day - one.days.last > _LONG_AGO]
        if old and not _SINCE.search(seen.clause[: old[0].span.start]):
            return CertainDoubt(f"it is about {one_line(seen.clause[old[0].span.start : old[0].span.end])}")
    if question.period or _ASKS_FOR_EARLIER.search(question.text):
        return ""
    for one in dates_in(seen.text, day):
        written, told = seen.text[one.span.start : one.span.end], seen.text[one.span.end : seen.place.start]
        is_before = one.span.end <= seen.place.start and day - one.days.last > _LONG_AGO
        if not is_before or written in question.text or not _WHEN.match(told):
            continue
        if not _COMPARED.search(seen.text[: one.span.start]):
            continue
        after = Present([seen.text[one.span.end :]])
        if not any(name in after for name in question.names):  # else it is the earlier event that is asked about
            return CertainDoubt(f"it is about {one_line(written)}")
    return ""


def of_another_prize(seen: Candidate) -> str:
    """Return the reason if who was best at something is asked, and another sentence says who was best at anything."""
    text = seen.question.text
    asks = _PRIZE.search(text) and _BEST.search(text) and seen.question.wanted.sort in {"who", "thing"}
    if not asks:
        return ""
    asked, said = (content_words(f"the {' '.join(_OF_BEST.findall(one))}") for one in (text, seen.text))
    if said and asked and not any(word in Present([seen.text]) for word in asked):
        return CertainDoubt("it is about another prize")
    if re.search(r"\bbest\b", seen.text, re.I):
        return ""
    return CertainDoubt("it is about another prize") if _BEST.search(seen.article.text) else ""
