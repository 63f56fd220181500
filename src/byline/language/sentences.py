"""Divide a text into blocks (paragraphs, headings, list items), and each into sentences."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from syntok import segmenter
from syntok.tokenizer import Tokenizer

from byline.language.text import visible_places
from byline.records import Span

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·▪◦–—>#|]|\d{1,3}[.)]\s|\W\s)")
LONGEST_SENTENCE = 2_000  # characters; longer ones are tables or lists, or hostile
_REMEMBERED_CHARACTERS = 4_000
_REMEMBERED_OF_FEW = 200_000
_WRAPPED_WIDTH = 120  # longer lines were not wrapped by hand or by a mail program
_SENTENCE_TOKENISER = Tokenizer(replace_not_contraction=False)


def sentences(text: str) -> list[Span]:
    """Find the sentences of a text, in order, without surrounding white space.

    Sentences end with their block, and after 2,000 characters at the latest; every character other than white space is
    in one of them.
    """
    return [sentence for paragraph in paragraphs(text) for sentence in paragraph]


def paragraphs(text: str) -> list[list[Span]]:
    """Find the sentences of a text grouped by block, in order; no group is empty."""
    return [found for block in _blocks(text) if (found := _sentences_of(text, block))]


def _sentences_of(text: str, block: Span) -> list[Span]:
    sizes = ((_REMEMBERED_CHARACTERS, _divided), (_REMEMBERED_OF_FEW, _divided_of_few))
    divide = next((way for most, way in sizes if len(block) <= most), _divided.__wrapped__)
    return [sentence.shift(block.start) for sentence in divide(text[block.start : block.end])]


@lru_cache(maxsize=4_096)  # one answer examines the same passages several times
def _divided(block: str) -> tuple[Span, ...]:
    seen, places = visible_places(block)  # hidden characters around a full stop must not join sentences
    divided = segmenter.segment(_SENTENCE_TOKENISER.tokenize(seen))
    starts = [places[tokens[0].offset] for tokens in divided]
    found = (stripped(block, start, end) for start, end in pairwise([0, *starts[1:], len(block)]))
    return tuple(piece for sentence in found if sentence for piece in _bounded(block, sentence))


_divided_of_few = lru_cache(maxsize=16)(_divided.__wrapped__)  # long blocks of the articles that an answer cites


def _bounded(text: str, sentence: Span) -> Iterator[Span]:
    """Cut an overlong sentence at spaces, so that no later step meets unbounded text."""
    start = sentence.start
    while sentence.end - start > LONGEST_SENTENCE:
        space = max(
            text.rfind(" ", start + 1, start + LONGEST_SENTENCE), text.rfind("\t", start + 1, start + LONGEST_SENTENCE)
        )
        end = space if space > 0 else start + LONGEST_SENTENCE
        if piece := stripped(text, start, end):
            yield piece
        start = end
    if piece := stripped(text, start, sentence.end):
        yield piece


def stripped(text: str, start: int, end: int) -> Span | None:
    """Return a span without the white space at its ends; None if nothing is left."""
    content = text[start:end]
    start += len(content) - len(content.lstrip())
    end = start + len(content.strip())
    return Span(start, end) if end > start else None


def _blocks(text: str) -> Iterator[Span]:
    """Join lines that were only wrapped; every other line is a block of its own."""
    lines = [line for match in _LINE.finditer(text) if (line := stripped(text, match.start(), match.end()))]
    full_line = _full_line(text, lines)
    block: Span | None = None
    for line in lines:
        if block is not None and _continues(text, block, line, full_line):
            block = Span(block.start, line.end)
        else:
            if block is not None:
                yield block
            block = line
    if block is not None:
        yield block


def _full_line(text: str, lines: Sequence[Span]) -> int | None:
    """Guess the length from which lines were wrapped; None if each line is a paragraph.

    Wrapped text has lines of similar length, which often continue in lower case.
    """
    if len(lines) < 4:
        return None
    lengths = sorted(map(len, lines))
    width = lengths[int(0.95 * (len(lengths) - 1))]
    full_line = int(0.7 * width)
    going_on = [text[after.start].islower() for before, after in pairwise(lines) if len(before) >= full_line]
    wrapped = width <= _WRAPPED_WIDTH and 2 * len(going_on) >= len(lines) and sum(going_on) >= 0.4 * len(going_on)
    return full_line if wrapped else None


def _continues(text: str, block: Span, line: Span, full_line: int | None) -> bool:
    between = text[block.end : line.start]
    if len(between.splitlines()) > 2 or _LIST_ITEM.match(text, line.start, line.end):
        return False
    if text[line.start].islower():
        return True
    last_line = max(text.rfind(end, block.start, block.end) for end in "\n\r") + 1
    return full_line is not None and block.end - max(last_line, block.start) >= full_line
