"""Cut an article into passages: whole sentences, exact offsets, never longer than the encoder reads.

text -> blocks (paragraphs, headings, list items) -> sentences -> passages
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from syntok import segmenter
from syntok.tokenizer import Tokenizer

from byline.language.text import one_line, shorten, visible_places
from byline.records import Article, Passage, Span

VERSION = 2  # raise it when the same article would be cut or prefixed differently

Tokenise = Callable[[Sequence[str]], list[list[tuple[int, int]]]]

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·▪◦–—>#|]|\d{1,3}[.)]\s|\W\s)")
_TITLE_CHARACTERS = 160
_REMEMBERED_CHARACTERS = 4_000
_WRAPPED_WIDTH = 120  # longer lines were not wrapped by hand or by a mail program
_SENTENCE_TOKENISER = Tokenizer(replace_not_contraction=False)


def sentences(text: str) -> list[Span]:
    """Find the sentences of a text, in order, without the white space around them.

    Sentences end at the end of a block; every character that is not white space lies in one of them.
    """
    return [sentence for paragraph in paragraphs(text) for sentence in paragraph]


def paragraphs(text: str) -> list[list[Span]]:
    """Find the sentences of a text by the block that they stand in, in order; none is empty."""
    return [found for block in _blocks(text) if (found := _sentences_of(text, block))]


def _sentences_of(text: str, block: Span) -> list[Span]:
    divide = _divided if len(block) <= _REMEMBERED_CHARACTERS else _divided.__wrapped__
    return [sentence.shift(block.start) for sentence in divide(text[block.start : block.end])]


@lru_cache(maxsize=4_096)  # an answer looks at the same passages several times
def _divided(block: str) -> tuple[Span, ...]:
    seen, places = visible_places(block)  # what is hidden around a full stop does not join sentences
    divided = segmenter.segment(_SENTENCE_TOKENISER.tokenize(seen))
    starts = [places[tokens[0].offset] for tokens in divided]
    found = (_stripped(block, start, end) for start, end in pairwise([0, *starts[1:], len(block)]))
    return tuple(sentence for sentence in found if sentence)


def _stripped(text: str, start: int, end: int) -> Span | None:
    content = text[start:end]
    start += len(content) - len(content.lstrip())
    end = start + len(content.strip())
    return Span(start, end) if end > start else None


def _blocks(text: str) -> Iterator[Span]:
    """Join the lines that were only wrapped; every other line is a block of its own."""
    lines = [line for match in _LINE.finditer(text) if (line := _stripped(text, match.start(), match.end()))]
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
    """Guess from which length on a line was wrapped, None if the text's lines are its paragraphs.

    Wrapped text has lines of much the same length, and often goes on in lower case.
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


def split(text: str, tokenise: Tokenise, size: int, overlap: int = 0) -> list[Span]:
    """Cut a text into passages of whole sentences.

    Args:
        text: What to cut.
        tokenise: Gives the start and end of each token of each text; see `Encoder.tokenise`.
        size: Most tokens a passage has, at least 1. A sentence longer than that is cut between words,
            or between tokens where a word alone is longer.
        overlap: How many sentences a passage repeats of the one before it, as far as they fit.

    Returns:
        Spans in the order of the text; every character that is not white space lies in at least one.
    """
    pieces = list(_pieces(text, sentences(text), tokenise, size))
    passages = []
    first = 0
    while first < len(pieces):
        last, tokens = first, 0
        while last < len(pieces) and tokens + pieces[last][1] <= size:
            tokens += pieces[last][1]
            last += 1
        passages.append(Span(pieces[first][0].start, pieces[last - 1][0].end))
        if last == len(pieces):
            break
        first = _first_repeated(pieces, first, last, size, overlap)
    return passages


def _first_repeated(pieces: Sequence[tuple[Span, int]], first: int, last: int, size: int, overlap: int) -> int:
    """Step back from `last` over sentences to repeat, while the next new one still fits."""
    start, tokens = last, pieces[last][1]
    while start - 1 > first and last - start < overlap and tokens + pieces[start - 1][1] <= size:
        start -= 1
        tokens += pieces[start][1]
    return start


def _pieces(text: str, spans: Sequence[Span], tokenise: Tokenise, size: int) -> Iterator[tuple[Span, int]]:
    """Yield sentences with their number of tokens, those longer than `size` cut."""
    tokenised = tokenise([text[span.start : span.end] for span in spans])
    for span, tokens in zip(spans, tokenised, strict=True):
        first = 0
        while len(tokens) - first > size:
            last = _cut(text, span, tokens, first, first + size)
            start = span.start + (tokens[first][0] if first else 0)
            end = span.start + tokens[last][0]
            piece = _stripped(text, start, end)
            if piece:
                yield piece, last - first
            first = last
        rest = _stripped(text, span.start + (tokens[first][0] if first else 0), span.end)
        if rest:
            yield rest, len(tokens) - first


def _cut(text: str, span: Span, tokens: Sequence[tuple[int, int]], first: int, last: int) -> int:
    """Find the last token up to `last` that starts a word, else one that starts after its predecessor ends."""
    for position in range(last, first, -1):
        if text[span.start + tokens[position][0] - 1].isspace():
            return position
    return last


def embedded_text(passage: Passage) -> str:
    """Return what is embedded for a passage: title and date, then its visible text on one line."""
    return _prefix(passage.article) + one_line(passage.text)


def digest_of(fingerprint: str, text: str) -> bytes:
    """Hash what is embedded, by which its vector is found again.

    Args:
        fingerprint: Of the encoder.
        text: See `embedded_text`.
    """
    return hashlib.blake2b(f"{fingerprint}\0{text}".encode(), digest_size=20).digest()


def _prefix(article: Article) -> str:
    date = f" ({article.published:%d %B %Y})" if article.published else ""
    title = shorten(article.title, _TITLE_CHARACTERS)
    return f"{title}{date}. " if title or date else ""


def passages_of(article: Article, tokenise: Tokenise, size: int, overlap: int, max_tokens: int) -> list[Passage]:
    """Cut an article so that each passage, with its prefix, is read whole by the encoder.

    Args:
        article: What to cut.
        tokenise: The encoder's; see `Encoder.tokenise`.
        size: Most tokens of a passage, prefix not counted.
        overlap: How many sentences a passage repeats of the one before it.
        max_tokens: How many tokens the encoder reads, prefix counted.
    """
    prefix = len(tokenise([_prefix(article)])[0])
    size = max(1, min(size, max_tokens - prefix))
    found = [Passage(article, span) for span in split(article.text, tokenise, size, overlap)]
    return list(_read_whole(found, tokenise, max_tokens))


def _read_whole(passages: Sequence[Passage], tokenise: Tokenise, max_tokens: int) -> Iterator[Passage]:
    """Halve a passage that has more tokens as a whole than its sentences had one by one."""
    tokenised = tokenise([embedded_text(passage) for passage in passages])
    for passage, tokens in zip(passages, tokenised, strict=True):
        if len(tokens) <= max_tokens or len(passage.span) < 2:
            yield passage
        else:
            yield from _read_whole(_halves(passage), tokenise, max_tokens)


def _halves(passage: Passage) -> list[Passage]:
    text, span = passage.article.text, passage.span
    middle = (span.start + span.end) // 2
    space = text.find(" ", middle, span.end - 1)
    middle = space if space > 0 else middle
    halves = _stripped(text, span.start, middle), _stripped(text, middle, span.end)
    return [Passage(passage.article, half) for half in halves if half]
