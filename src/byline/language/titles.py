"""Give a title to an article without one."""

import re

from byline.language.sentences import sentences
from byline.language.text import one_line, shorten

_HEADLINE_CHARACTERS = 150
_OPENING_CHARACTERS = 80
_LOOKED_AT = 1_000
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
_RULES = re.compile(r"\A(?:[^\w\n]*\n)+(?=.*\w)")  # lines without a word
_SENTENCE_END = (".", "!", "…", ":", ";", ",", "。", '."', ".”", ".'")


def title_of(text: str) -> str:
    """Return the first line if it reads like a headline, else the first words."""
    opening = _RULES.sub("", text[:_LOOKED_AT])
    found = sentences(opening)
    if not found:
        return shorten(opening, _OPENING_CHARACTERS)
    first = opening[found[0].start : found[0].end]
    heading = _MARKDOWN_HEADING.match(first)
    headline = one_line(first[heading.end() :] if heading else first)
    if (
        len(found) > 1
        and len(headline) <= _HEADLINE_CHARACTERS
        and first.splitlines() == [first]
        and opening[found[0].end : found[1].start].splitlines() != [opening[found[0].end : found[1].start]]
        and (heading or not headline.endswith(_SENTENCE_END))
    ):
        return headline
    return shorten(headline, _OPENING_CHARACTERS)
