"""What a question asks of the articles as a whole, which no sentence can answer.

    "How many articles mention the dam?", "Summarise the strike", "List all articles on the tunnel"

By its words alone, and only where they leave no doubt: `How many articles does the treaty have?` is for one sentence.
"""

import re
from typing import Literal

from byline.question.catalogue import catalogue_request

Scope = Literal["articles", "summary", "timeline", "everything"]

_ARTICLES = r"(?:articles|stories|reports|documents|texts|sources|newspapers|outlets|files)"
_ARCHIVE = r"(?:archive|articles|collection|index|folder|corpus|files)\b"
_IN_IT = rf"(?:in|of|from|by) (?:the|this|these|my|your|our|all) {_ARCHIVE}"
# What articles do to a subject, and how they are had.
_SAY = r"(?:mention|talk|speak|writ|wrote|cover|discuss|quote|refer|deal|say|said|report(?:ed)? (?:on|about))"
_ARE_THERE = rf"(?:are|were) (?:there )?(?:about|on|from|by|published|added|{_IN_IT})"
_ARE_HAD = rf"(?:{_ARE_THERE}|do (?:you|we|i) have\b|{_IN_IT})"
_THAT = r"(?:(?:that|which|do|does|did|have|has) )?"
_NAMED = rf"\b(?:named|mentioned|quoted|cited|interviewed)\b[^?]*{_IN_IT}"
_PLEASE = r"^\W*(?:(?:please|can you|could you|would you|i want you to|i need you to|now|and)[\s,]+)*"
_GIVE = rf"{_PLEASE}(?:(?:give|write|provide|make|prepare|create|show)(?: me| us)? )?(?:an? |the )?(?:\w+ )?"

_SCOPES: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    (
        "articles",
        re.compile(
            rf"\b(?:how many|(?:the )?number of) (?:\w+ ){{0,2}}{_ARTICLES} (?:{_THAT}{_SAY}|{_ARE_HAD})"
            r"|\bhow many articles (?:are|were) there(?: in total| altogether| now)?\W*$"
            rf"|\bhow (?:often|many)\b[^?]*{_NAMED}"
            rf"|^\W*(?:which|what) articles? (?:{_SAY}|{_ARE_HAD}|are there\b)"
            rf"|{_PLEASE}(?:list|show|find|give|get|name)(?: me| us)? (?:all|every|each)\b[^?]{{0,20}}?"
            rf"\b(?:{_ARTICLES}|article)\b"
            rf"|\b(?:newest|latest|most recent|oldest) articles?\b(?! (?:of|in) the (?!{_ARCHIVE}))",
            re.I,
        ),
    ),
    (
        "summary",
        re.compile(
            rf"{_PLEASE}(?:summari[sz]e|sum (?:\w+ )?up|recap|tl;?dr)\b"
            rf"|{_GIVE}(?:summary|overview|digest|recap) of\b"
            rf"|^\W*what (?:is|are) (?:this|these|the|my) {_ARCHIVE} (?:all )?about\W*$"
            r"|^\W*what (?:are|were) the (?:main|key|most important|biggest) (?:points|topics|themes|stories|takeaways)"
            rf"(?: {_IN_IT})?\W*$",
            re.I,
        ),
    ),
    ("timeline", re.compile(rf"{_GIVE}(?:time ?line|chronology) (?:of|for|on)\b", re.I)),
    (
        "everything",
        re.compile(
            rf"{_PLEASE}(?:list|show|find|give|get|name)(?: me| us)? (?:all|every|each)\b[^?]{{0,20}}?"
            r"\b(?:mentions?|passages?|quotes?)\b"
            rf"|\b(?:all|every|each|which|what|who)\b[^?]*{_NAMED}"
            rf"|{_PLEASE}(?:(?:tell me|show me|list|give me|find) )?(?:everything|all) "
            r"(?:about|on|there is|you (?:know|have))\b",
            re.I,
        ),
    ),
)


def scope_of(text: str) -> Scope | None:
    """Return what a question asks of the articles as a whole, None if it asks for something that they say."""
    if catalogue_request(text):
        return "articles"
    return next((scope for scope, pattern in _SCOPES if pattern.search(text)), None)
