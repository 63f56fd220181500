"""Split an article into passages: whole sentences, exact offsets, never longer than the encoder reads."""

from collections.abc import Callable, Iterator, Sequence

from byline.encoders.text import embedded_text, prefix_of
from byline.language.sentences import sentences, stripped
from byline.records import Article, Passage, Span

VERSION = 2  # increase when the same article would be split or prefixed differently
Tokenise = Callable[[Sequence[str]], list[list[tuple[int, int]]]]


def split(text: str, tokenise: Tokenise, size: int, overlap: int = 0) -> list[Span]:
    """Split a text into passages of whole sentences.

    Args:
        text: The text.
        tokenise: Returns the start and end of each token of each text; see `Encoder.tokenise`.
        size: Maximum number of tokens in a passage, at least 1. A longer sentence is split between words, or between
            tokens if a single word is longer.
        overlap: How many sentences a passage repeats from the previous one, if they fit.

    Returns:
        Spans in the order of the text; every character other than white space is in at least one.
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
    """Yield sentences with their number of tokens, splitting those longer than `size`."""
    tokenised = tokenise([text[span.start : span.end] for span in spans])
    for span, tokens in zip(spans, tokenised, strict=True):
        first = 0
        while len(tokens) - first > size:
            last = _cut(text, span, tokens, first, first + size)
            start = span.start + (tokens[first][0] if first else 0)
            end = span.start + tokens[last][0]
            piece = stripped(text, start, end)
            if piece:
                yield piece, last - first
            first = last
        rest = stripped(text, span.start + (tokens[first][0] if first else 0), span.end)
        if rest:
            yield rest, len(tokens) - first


def _cut(text: str, span: Span, tokens: Sequence[tuple[int, int]], first: int, last: int) -> int:
    """Return the last token after `first`, up to `last`, that starts a word; `last` if there is none."""
    for position in range(last, first, -1):
        if text[span.start + tokens[position][0] - 1].isspace():
            return position
    return last


def passages_of(article: Article, tokenise: Tokenise, size: int, overlap: int, max_tokens: int) -> list[Passage]:
    """Split an article so that the encoder reads each passage, with its prefix, in full.

    Args:
        article: The article.
        tokenise: The encoder's tokeniser; see `Encoder.tokenise`.
        size: Maximum number of tokens in a passage, not counting the prefix.
        overlap: How many sentences a passage repeats from the previous one.
        max_tokens: How many tokens the encoder reads, including the prefix.
    """
    prefix = len(tokenise([prefix_of(article)])[0])
    size = max(1, min(size, max_tokens - prefix))
    found = [Passage(article, span) for span in split(article.text, tokenise, size, overlap)]
    return list(_read_whole(found, tokenise, max_tokens))


def _read_whole(passages: Sequence[Passage], tokenise: Tokenise, max_tokens: int) -> Iterator[Passage]:
    """Halve passages that are too long because they have more tokens as a whole than their sentences separately."""
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
    halves = stripped(text, span.start, middle), stripped(text, middle, span.end)
    return [Passage(passage.article, half) for half in halves if half]
