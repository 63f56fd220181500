"""Recognise words with which an article takes something back.

    "Correction: an earlier version said ..."      -> a notice, and the error it corrects
    "On Friday they dropped the case."             -> overturns the previous sentence

Patterns for English, and for the labels and commonest words of notices in other languages.
"""

import re
from typing import Literal

from byline.language.sentences import sentences
from byline.language.sources import NAME
from byline.records import Span

Notice = Literal["correction", "retraction", "update"]

_PIECE = r"(?:article|story|report|piece|post|page|headline|version|interview|study|paper|column|dispatch|item)"
_EARLIER = rf"(?:earlier|previous|original|first) (?:version|edition|{_PIECE})"
_WRONGLY = (
    r"(?:wrongly|incorrectly|mistakenly|erroneously) (?:said|stated|reported|gave|named|attributed|described|put)"
)
_GAVE = r"(?:said|stated|reported|gave|named|attributed|described|put|contained|included|referred|mis[a-z]+)"
_HEADED: tuple[tuple[Notice, str], ...] = (
    ("retraction", r"retraction|retracted|withdrawn"),
    (
        "correction",
        r"corrections?(?: and clarifications?)?|corrected|clarifications?|editor['’]?s['’]? note|erratum|amendment|"
        r"rectificatif|errata(?: corrige)?|fe de errat(?:as|es)|corrección|rectificación|correzione|rettifica|correção|"
        r"korrektur|berichtigung|richtigstellung",
    ),
    ("update", r"updated?"),
)
_SAID_TO_BE: tuple[tuple[Notice, str], ...] = (
    (
        "retraction",
        rf"\b(?:this|the|our|that) (?:\w+ ){{0,2}}?{_PIECE} (?:was|has been|had been|is|were) (?:\w+ )?"
        r"(?:retracted|withdrawn|taken down|removed)\b"
        r"|^\W*(?:mandatory |please )?kill (?:the (?:story|article) )?[^.]{3,60}\b(?:sent|moved|filed)\b",
    ),
    (
        "correction",
        rf"\bthis (?:\w+ ){{0,2}}?{_PIECE} (?:was|has been|had been|is) (?:\w+ )?"
        r"(?:amended|corrected|clarified|revised)\b"
        rf"|\b(?:an?|the) (?:earlier|previous|original|first) (?:version|edition|article|story|headline|post)\b"
        rf"[^.;,\"“”]{{0,60}}?\b(?:{_GAVE}|{_WRONGLY})\b|^\W*in (?:an|our) earlier (?:article|report|story)\b"
        r"|^\(\W*(?:refiles|corrects|fixes) [^.]{4,}"
        r"|^\W*due to an? (?:\w+ )?error,"
        rf"|\b(?:chart|headline|caption|table|map|graphic) (?:in|of|to|on) this {_PIECE} "
        r"(?:originally|wrongly|incorrectly)\b"
        r"|\b(?:una versión anterior de est[ae]|une (?:première|précédente) version de cet|"
        r"una (?:prima|precedente) versione di"
        r"|(?:na primeira|numa) versão (?:anterior )?dest[ae]|in einer (?:früheren|ersten) (?:fassung|version))\b"
        r"|\bwe (?:regret|apologi[sz]e for) (?:the|this|our) (?:error|mistake)"
        rf"|\b{_PIECE}s?\b[^.;]{{0,60}}?\b(?:{_WRONGLY}|misstated|misidentified|misspelled|misattributed|misquoted)\b",
    ),
    ("update", rf"\bthis (?:\w+ ){{0,2}}?{_PIECE} (?:was|has been) (?:\w+ )?updated\b"),
)
_NOTICES: tuple[tuple[Notice, re.Pattern[str]], ...] = (
    *(
        (kind, re.compile(rf"^\W*(?:{words})\b(?:[^.:\n]|[.:](?=\d)){{0,40}}(?::|\s[-–—]\s)", re.I))
        for kind, words in _HEADED
    ),
    *((kind, re.compile(words, re.I)) for kind, words in _SAID_TO_BE),
)
_ABOUT_CORRECTIONS = re.compile(r"\W*(?:corrections?|clarifications?|retractions?|errat(?:um|a))\b", re.I)
_TOLD_AGAIN = re.compile(
    rf"\b(?:an?|the|our) (?:{_EARLIER}|{_PIECE} (?:of|on|from|published|in)\b)[^.;]{{0,80}}?\b{_GAVE}\b"
    rf"|\b{_WRONGLY}\b|\bwas quoted as saying\b",
    re.I,
)
_RIGHT_NOW = re.compile(
    r";|\s[-–—]\s|,?\s\b(?:but|when|whereas|while|rather than|instead of|in fact|it (?:is|was) (?:in fact|actually))\b",
    re.I,
)


_ONLY_A_NOTE = re.compile(
    r"^\W*editor['’]?s['’]? note\b.*\b(?:describes|contains|discusses|names (?:have|has|were)|"
    r"at (?:his|her|their) request|to protect|pseudonym|edited for (?:length|clarity)|"
    r"(?:first|originally) (?:appeared|published))\b",
    re.I | re.S,
)


def notice_in(sentence: str) -> Notice | None:
    """Return the notice a sentence gives about its own article: a correction, retraction or update."""
    if _ONLY_A_NOTE.match(sentence):
        return None
    return next((kind for kind, pattern in _NOTICES if pattern.search(sentence)), None)


def has_notice(text: str) -> bool:
    """Return whether any sentence says that an article was corrected, withdrawn or updated."""
    return any(notice_in(text[one.start : one.end]) for one in sentences(text))


def is_about_corrections(title: str) -> bool:
    """Return whether a title announces a correction: "Correction: dam collapse"."""
    return _ABOUT_CORRECTIONS.match(title) is not None


def error_told_again(sentence: str) -> Span | None:
    """Return where a notice repeats the error: "an earlier version said that 312 people died"."""
    match = _TOLD_AGAIN.search(sentence)
    if match is None or match.end() >= len(sentence):
        return None
    right = _RIGHT_NOW.search(sentence, match.end())
    return Span(match.end(), right.start() if right and right.start() > match.end() else len(sentence))


_CLAIM = (
    r"(?:case|charges?|claims?|allegations?|accusations?|statements?|figures?|reports?|complaint|(?:law)?suit|verdict"
    r"|conviction|rul(?:ing|e)|decision|order|offer|bid|rumou?rs?|plans?|bill|ban|sentence|toll|number|count|account|warning)"
)
_GIVEN_UP = (
    r"(?:dropped|withdr[ae]wn?|withdrew|withdrawn|threw out|tossed out|retracted|rescinded|overturned|quashed"
    r"|dismissed|thrown out|annulled|revoked"
    r"|called off|scrapped|abandoned|reversed|struck down|lifted|shelved)"
)
_THE = r"(?:the|its|their|that|this|those|these|all|his|her)"
_OVERTURNED = re.compile(
    rf"\b{_GIVEN_UP} {_THE}\b(?: [\w’'-]+){{0,2}}? {_CLAIM}\b"
    rf"|\b{_THE}\b(?: [\w’'-]+){{0,2}}? {_CLAIM} (?:\w+ )?(?:was|were|(?:has|have|had) (?:since |now )?been)"
    rf" (?:later |since |then |subsequently )?{_GIVEN_UP}\b"
    rf"|\b(?:was|were|(?:has|have|had) (?:since |now |later )?been|court|judges?|jury) (?:later |since |then |also )?"
    r"(?:acquitted|cleared of|found not guilty|exonerated|released without charge)\b"
    rf"|\b(?:case|charges?|prosecution|trial|lawsuit)(?: against \w+(?: \w+)?)? (?:later |then |has |had )?collapsed\b"
    rf"|\b(?:corrected|revised|amended) {_THE}\b(?: [\w’'-]+)?? {_CLAIM}\b",
    re.I,
)
_DENIED = re.compile(
    rf"(?<!\bnot )(?<!n['’]t )\b(?:denies|denied|disputed?s?|rejected|rejects|refuted?s?|contradict(?:s|ed))"
    rf" (?:it|this|that\b(?! \w+ \w+)|(?:any|{_THE})\b(?: [\w’'-]+){{0,2}}? {_CLAIM})\b"
    rf"|\b(?:(?i:he|she|they|it)|{NAME}) (?:\w+ )?(?:denies|denied)\b(?! (?:a|an|entry|access|permission|bail|leave)\b)"
    rf"|\b(?i:it|this|that|the(?: \w+)? {_CLAIM}) (?:is|was|were|proved|turned out(?: to be)?)"
    r" (?:not true|untrue|false|wrong|a hoax|made up|unfounded|incorrect|mistaken)\b"
)
_LIMITED = re.compile(
    r"^(?:but|however|yet|still|that said|even so)\b[^.]*\b(?:only if|provided (?:that)?|unless|on condition that"
    r"|subject to|as long as|yet to be|not yet|not apply|does not include|do not include)\b"
    r"|\b(?:that|this|it|the \w+)(?: \w+)? (?:only|would only|will only|applies only|holds only) (?:if|when)\b"
    r"|^(?:that|this|it) (?:depends on|is subject to|is conditional on)\b",
    re.I,
)


def overturns(sentence: str) -> bool:
    """Return whether a sentence withdraws, denies or qualifies the previous one."""
    return any(pattern.search(sentence) for pattern in (_OVERTURNED, _DENIED, _LIMITED))
