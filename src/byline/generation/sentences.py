"""Split what a language model writes into sentences and check each against what it cites.

An article may contain instructions, and a model may obey them: what it then writes can be in the article word for word.
So a sentence must also address the question, and must not contain markup or any address other than a cited article's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from byline.generation.earlier import untold_report
from byline.generation.faithfulness import Source, faults, speaks_to
from byline.generation.prompt import NOT_FOUND
from byline.language.sentences import sentences
from byline.language.text import one_line, visible
from byline.question.question import Question
from byline.records import Hit

_MARKERS = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_BEGUN_MARKER = re.compile(r"\s*\[[\d\s,;]*$")  # an unfinished marker does not begin a sentence
_ADDRESS = re.compile(r"(?:\b[a-z][a-z+.-]*:)?//[^\s()\[\]<>\"|]+|\b(?:www\.|mailto:|data:)\S+", re.I)
# Links and tags, but not a word that an editor put in brackets, as in "[the] law".
_MARKUP = re.compile(r"\]\s?[(\[]|<[a-z!/|]|\||\[/?(?:(?-i:[A-Z]{3,})|img|url)\b", re.I)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that a language model wrote.

    Attributes:
        text: The sentence on one line, without its markers.
        markers: Numbers of the passages that it cites, from 1, as the model gives them.
        faults: What the cited passages do not support; a sentence with any fault must not be shown as an answer.
    """

    text: str
    markers: tuple[int, ...]
    faults: tuple[str, ...]


def write(pieces: Iterable[str], hits: Sequence[Hit], question: Question) -> Iterator[Written]:
    """Yield the sentences of an answer, each as soon as it is complete.

    Args:
        pieces: The answer, piece by piece.
        hits: The passages that were given, in the order of their numbers.
        question: What was asked.
    """
    for text, markers in _sentences(pieces):
        if text.strip(".") != NOT_FOUND:
            yield Written(text, markers, _checked(text, markers, hits, question))


def _sentences(pieces: Iterable[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each sentence of a growing text with its markers, once the next sentence has begun."""
    text, done = "", 0
    for piece in pieces:
        text += piece
        complete = _cut(visible(_BEGUN_MARKER.sub("", text)))[:-1]
        yield from complete[done:]
        done = max(done, len(complete))
    yield from _cut(visible(text))[done:]


def _cut(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Split a text into sentences; a marker belongs to the sentence that it is in or right after."""
    plain, markers, last = "", [], 0
    for found in _MARKERS.finditer(text):
        plain += text[last : found.start()]
        markers += [(len(plain), int(number)) for number in re.findall(r"\d+", found[1])]
        last = found.end()
    plain += text[last:]
    spans = sentences(plain)
    following_starts = [span.start for span in spans[1:]] + [len(plain) + 1]
    cut = []
    for span, following in zip(spans, following_starts, strict=False):  # blank text has no spans
        own = [number for place, number in markers if span.start < place <= following]
        cut.append((one_line(plain[span.start : span.end]), tuple(dict.fromkeys(own))))
    return cut


def _checked(text: str, markers: Sequence[int], hits: Sequence[Hit], question: Question) -> tuple[str, ...]:
    if not markers:
        return ("it cites no source",)
    wrong = [str(marker) for marker in markers if not 1 <= marker <= len(hits)]
    if wrong:
        return (f"it cites [{wrong[0]}], which is not one of the {len(hits)} sources",)
    passages = [Source(one_line(hit.article.title), visible(hit.text)) for hit in hits]
    cited = [passages[marker - 1] for marker in markers]
    own = {hits[marker - 1].article.url for marker in markers}
    found = [
        f"the address {address} is not that of the cited source"
        for address in _ADDRESS.findall(text)
        if address.rstrip(".,;:!?'’") not in own
    ]
    if _MARKUP.search(text):
        found.append("it contains markup")
    others = [passage for number, passage in enumerate(passages, start=1) if number not in markers]
    found += faults(text, cited, others)
    if fault := untold_report(text, [hits[marker - 1] for marker in markers], hits):
        found.append(fault)
    if not found and not speaks_to(question.words, text, cited):
        found.append("it does not address the question")
    return tuple(found)
