"""Find what an article says about another article that it corrects or withdraws.

    "CORRECTED: Mill fire killed two"                       -> the other article's title, or nearly so
    "In the story "Mill reopens", sent on 5 May, ..."       -> its title and day
    "An article of June 4 said that the works belong ..."   -> the day, and what it said

Patterns for English. "A correction of prices" and "a correctional facility" announce nothing.
"""

import re
from dataclasses import dataclass
from typing import Literal

from byline.language.content import content_words
from byline.language.corrections import error_told_again, notice_in
from byline.language.head_dates import Written, days_in
from byline.language.sentences import paragraphs
from byline.language.text import folded, one_line
from byline.records import Span

_LABELLED = re.compile(
    r"\W*(?:(?P<retraction>retract(?:ion|ed)|withdrawn|mandatory kill|kill)|(?P<correction>correct(?:ion|"
    r"ed)s?(?: and clarifications?)?|"
    r"clarifications?|errat(?:um|a)|corrigend(?:um|a)|for the record|amendments?))"
    r"(?:\s*(?::|\s[-–—]|(?<=[A-Z])-)\s*(?P<title>\S.*)|\W*)",
    re.I,
)
_WITHDRAWN = re.compile(
    r"\b(?:has|have|is|was|were) (?:\w+ )?(?:withdrawn|retracted|taken down)\b|\b(?:withdraws?|withdrew|retracts?|"
    r"retracted|kills?)\b"
    r"[^.]{0,40}\b(?:article|story|report|interview|column)\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:an?|the|our|its) (?:\w+ ){0,3}(?:article|story|report|interview|column|dispatch|item|piece)\b[^.]{0,40}?"
    r"(?:\b(?:of|on|from|published|sent|headlined|titled|entitled|called|that appeared)\b|[,(]? ?[\"“‘«])|"
    r"\bwe (?:published|reported|ran)\b",
    re.I,
)
_QUOTED = re.compile(r"[\"“«‘]([^\"”»“«]{8,150})[\"”»’]")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"”)]+|\bwww\.[^\s<>\"”)]+", re.I)
_FEWEST_WORDS = 3
_LOOKED_AT = 3_000  # characters
_LEAST_WORDS = 6  # fewest words of a sentence that counts as a correction without a notice


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an article says about another one that it corrects.

    Attributes:
        kind: Whether it corrects or withdraws the other article.
        span: Where in its text it says so.
        titles: Titles of the other article, or nearly so, case-folded.
        addresses: URLs of the other article.
        days: Days on which the other was published, with or without a year.
        error: What the other article got wrong; empty if this is not stated.
    """

    kind: Literal["correction", "retraction"]
    span: Span
    titles: tuple[str, ...]
    addresses: tuple[str, ...]
    days: tuple[Written, ...]
    error: str


def announcement_in(title: str, text: str) -> Announcement | None:
    """Return what an article announces about another; None if it announces no correction.

    Args:
        title: The article's title.
        text: The article's text.
    """
    label = _LABELLED.fullmatch(one_line(title))
    spans = [span for found in paragraphs(text[:_LOOKED_AT]) for span in found]
    named = label["title"] if label else None
    notices = [span for span in spans if _is_of_another(text[span.start : span.end])]
    if label is None and not notices:
        return None
    if label and not notices:
        notices = [span for span in spans if _says_something(text[span.start : span.end], title)][:1]
    if not notices:
        return None
    first = notices[0]
    said = (
        text[first.start : notices[-1].end] if notices[-1].end - first.start <= 600 else text[first.start : first.end]
    )
    error = error_told_again(text[first.start : first.end])
    withdraws = bool(label and label["retraction"]) or _WITHDRAWN.search(text[:_LOOKED_AT]) is not None
    titles = [match[1] for match in _QUOTED.finditer(said)]
    return Announcement(
        "retraction" if withdraws else "correction",
        first,
        tuple(
            folded(one).strip(" .,") for one in (*titles, *filter(None, [named])) if len(one.split()) >= _FEWEST_WORDS
        ),
        tuple(match[0].rstrip(".,;") for match in _ADDRESS.finditer(text[:_LOOKED_AT])),
        tuple(days_in(said)),
        text[first.start + error.start : first.start + error.end] if error else "",
    )


def _is_of_another(sentence: str) -> bool:
    """Return whether a sentence is a notice of correction of a different article."""
    tells = notice_in(sentence) or error_told_again(sentence) or _WITHDRAWN.search(sentence)
    return bool(_ELSEWHERE.search(sentence) and tells) and not re.search(
        r"\bthis (?:\w+ ){0,2}(?:article|story|report)\b", sentence, re.I
    )


def _says_something(sentence: str, title: str) -> bool:
    return (
        len(sentence.split()) >= _LEAST_WORDS
        and folded(sentence) != folded(title)
        and sentence.rstrip()[-1:] in ".!?”\"'"
    )


def same_title(one: str, other: str) -> bool:
    """Return whether two case-folded titles are nearly equal, as of a story and its correction."""
    if one == other:
        return True
    ours, theirs = set(content_words(one)), set(content_words(other))
    shared = len(ours & theirs)
    return shared >= _FEWEST_WORDS and shared >= 0.6 * len(ours | theirs)
