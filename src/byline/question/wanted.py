"""Determine from a question's words what would answer it."""

import re
from dataclasses import dataclass
from typing import Literal

from byline.language.irregular import is_past

Sort = Literal["who", "when", "where", "number", "share", "age", "words", "thing"]

# After these words "who", "when" and "which" ask; after a noun they only qualify it: "each person who died".
_BEFORE_ASKING = (
    r"(?:^|[,;:?!.–—-]\s*|\b(?:and|but|so|or|exactly|by|since|until|till|from|to|in|on|at|of|for|with|about|after|before"
    r"|under|against|than|into|near|when)\s+)"
)
_ASKING = re.compile(
    rf"(?:{_BEFORE_ASKING}(?=(?:who(?:m|se)?|when|where|which)\b)|(?<!\w)(?=(?:how|what|why)\b)"
    r"|(?<!\w)(?=(?:when|where|who)\W*$))(?P<word>\w+)",
    re.I,
)
_SORTS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("age", re.compile(r"how old|(?:what|which) age", re.I)),
    ("share", re.compile(r"what (?:percentage|percent|per cent|share|proportion)", re.I)),
    (
        "number",
        re.compile(
            r"how (?:many|much|long|far|tall|high|large|big|often|fast|heavy|deep|wide|hot|cold)|what number", re.I
        ),
    ),
    ("when", re.compile(r"when|(?:what|which) (?:\w+ )?(?:year|date|day|month|century|decade|time)\b", re.I)),
    ("where", re.compile(r"where", re.I)),
    (
        "who",
        re.compile(
            r"who(?:m|se)?|(?:what|which) (?:person|people|compan(?:y|ies)|firms?|banks?|bod(?:y|ies)|agenc(?:y|ies)"
            r"|organi[sz]ations?|ministr(?:y|ies)|teams?|clubs?|part(?:y|ies)|unions?|m[ae]n|wom[ae]n|ministers?"
            r"|officials?|newspapers?)\b",
            re.I,
        ),
    ),
)
_COUNTED = re.compile(r"how many\s+(?P<counted>.+)", re.I)
SAYING = (
    r"(?:say|said|tell|told|call|called|argue|argued|claim|claimed|promise|promised|warn|warned|announce|announced"
    r"|describe|described|answer|answered|reply|replied|demand|demanded|explain|explained|state|stated|predict"
    r"|predicted|think|want|declare|declared|suggest|suggested|admit|admitted|deny|denied|comment|commented)"
)
_SPEAKER = re.compile(
    rf"\b(?:what|how)(?: else)? (?:did|does|do|has|had) (?P<speaker>(?:[^\s?,]+\s){{1,9}}?)(?:also |just )?"
    rf"(?<!\bthe )(?<!\ba )(?<!\bits )(?<!\btheir ){SAYING}\b",
    re.I,
)
_HAPPENED = re.compile(
    r"\b(?:did|was|were|has|have|had)\b(?! (?:not )?(?:to|been asked|plan|want|expect|intend|hope|ask|demand|propose"
    r"|order|promis|schedul|due|set|agree|offer|suppos)\w*\b)",
    re.I,
)
# "Who won", "which two towns sent": the words among which the verb of who or what did something is.
_DID = re.compile(
    r"(?:^|[,;:]\s)(?:and |but )?(?:who(?P<verb> [a-z]{3,})"
    r"|(?:which|what) [\w’'-]+(?P<verbs>(?: [a-z]{3,}){1,3}))\b",
    re.I,
)
_WORD = re.compile(r"[a-z]+")
_PREPOSITION = re.compile(r"\s(?:at|in|on|by|to|of|from|for|with|as|under|over|into|near|during|after|before)\b")
_NOT_YET = re.compile(
    r"\b(?:will|would|shall|should|could|can|may|might|must|plan\w*|propos\w*|due|set to|expect\w*|want\w*"
    r"|hope\w*|intend\w*|demand\w*|promis\w*|ask\w*|offer\w*|order\w*|next|likely|schedul\w*|forecast\w*|foresee\w*"
    r"|budget\w*|targets?|deadlines?"
    r"|predict\w*|suggest\w*|supposed|agree\w*|need\w*|require\w*|to be|say|said|told|quoted|call\w*|threaten\w*"
    r"|warn\w*|pledg\w*|vow\w*|volunteer\w*|refus\w*|announce\w*|believ\w*|estimat\w*|if|allow\w*|willing|favou?r\w*)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would answer a question.

    Attributes:
        sort: A person or body, a moment, a place, a number, a share, an age, somebody's words; `thing` for anything
            else.
        counted: The words after "how many": what is counted, with its qualifiers. Empty for other questions.
        speaker: Whose words are asked for, as named by the question; empty if nobody's.
        happened: Whether it asks only about what has happened, not what is planned, wanted or possible.
    """

    sort: Sort = "thing"
    counted: str = ""
    speaker: str = ""
    happened: bool = False


def wanted_by(text: str) -> Wanted:
    """Return what would answer a question."""
    asked = text if text.isupper() else re.sub(r"\bWHO\b", "It", text)  # "WHO" in capitals is the organisation
    found = list(_ASKING.finditer(asked))
    if found and found[0]["word"].casefold() in {"when", "where"}:  # "When it rains, who pays?"
        found = [one for one in found if one["word"].casefold() not in {"when", "where", "why"}] or found
    asking = found[0] if found else None
    speaker = _SPEAKER.search(text)
    counted = _COUNTED.search(text)
    sort: Sort = "thing"
    if asking:
        sort = next((one for one, pattern in _SORTS if pattern.match(asked, asking.start("word"))), "thing")
    return Wanted(
        sort="words" if speaker and sort == "thing" else sort,
        counted=counted["counted"].rstrip("? ") if counted else "",
        speaker=speaker["speaker"].strip() if speaker else "",
        happened=bool(_HAPPENED.search(text) or _did_something(text)) and not _NOT_YET.search(text),
    )


def _did_something(text: str) -> bool:
    """Return whether a question asks who did something: "Who won?", "Which clubs signed it?"."""
    for match in _DID.finditer(text):
        for word in _WORD.finditer(text, match.start("verb") if match["verb"] else match.start("verbs"), match.end()):
            qualifies = match["verbs"] and _PREPOSITION.match(text, word.end())  # "Which languages taught at Arden"
            if (is_past(word[0]) or word[0].endswith("ed")) and not qualifies:
                return True
    return False
