"""Which of the sentences of a text stand in an archive, word for word or altered."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from byline.errors import InputError
from byline.records.article import Article, Span, located
from byline.records.reports import NEVER_WRITTEN, IndexState
from byline.records.trace import Match, Trace
from byline.records.vocabulary import CheckStatus

if TYPE_CHECKING:
    from byline.records import wire


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The whole sentences of an article in which checked words stand.

    Attributes:
        article: The source.
        span: The sentences in its text; they contain the words.
        is_more: Whether they have more words than those.
        turning: A word that stands right before the words in their sentence and may turn what they say, such as `not`
            or `denied`; empty if there is none, or if the checked text has it too.
    """

    article: Article
    span: Span
    is_more: bool = False
    turning: str = ""

    @property
    def text(self) -> str:
        """The sentences, exactly as they stand there."""
        return self.article[self.span]


@dataclass(frozen=True, slots=True)
class CheckedWords:
    """A sentence of a checked text, or what one has within quotation marks.

    The status is of the words alone: that they are verbatim says nothing of whether they are true, nor of whether
    somebody said them who is named around a quote.

    Attributes:
        span: Where they stand in the checked text.
        status: `verbatim` if an article has them word for word, `altered` if one has them with words changed or makes
            more sentences of them, `not_found` if none does, `too_short` if they are too few to tell.
        trace: Where they come from; None if they are too short.
        joins: Whether they run together what are several sentences in the source.
        surroundings: Where they stand in the source; None if they have none.
        quotes: What the sentence has within quotation marks, each checked in its own right; none if that is all of it.

    Raises:
        InputError: The status is not that of the trace, or there are surroundings without a source or the reverse.
    """

    span: Span
    status: CheckStatus
    trace: Trace | None = None
    joins: bool = False
    surroundings: Surroundings | None = None
    quotes: tuple["CheckedWords", ...] = ()

    def __post_init__(self) -> None:
        if self.status != status_of(self.trace, joins=self.joins):
            raise InputError("the status of checked words is that of their trace")
        if (self.source is None) != (self.surroundings is None):
            raise InputError("checked words have surroundings if and only if they have a source")

    @property
    def source(self) -> Match | None:
        """The earliest of the articles that have them with the fewest words changed."""
        return self.trace.source if self.trace else None

    def to_dict(self, text: str) -> "wire.CheckedWordsJson":
        """Return the words as plain JSON values.

        Args:
            text: What was checked.
        """
        around = self.surroundings
        return {
            "text": text[self.span.start : self.span.end],
            "start": self.span.start,
            "end": self.span.end,
            "status": self.status,
            "reason": self.trace.reason if self.trace else "too few words to tell where they are from",
            "source": self.source.to_dict() if self.source else None,
            "copies": [match.to_dict() for match in self.trace.matches[1:]] if self.trace else [],
            "nearest": [match.to_dict() for match in self.trace.nearest] if self.trace else [],
            "joins_sentences": self.joins,
            "in_full": located(around.article, around.span) if around else None,
            "turning_word": around.turning if around else "",
            "quotes": [quote.to_dict(text) for quote in self.quotes],
        }


@dataclass(frozen=True, slots=True)
class Check:
    """A text, sentence by sentence: which of them stand in an archive.

    Attributes:
        text: As it was given.
        sentences: In the order of the text.
        index: The archive that was searched, as it was then.
    """

    text: str
    sentences: tuple[CheckedWords, ...]
    index: IndexState = NEVER_WRITTEN

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]

    @property
    def checked(self) -> tuple[CheckedWords, ...]:
        """Every sentence, each followed by its quotes."""
        return tuple(words for sentence in self.sentences for words in (sentence, *sentence.quotes))

    def count(self, status: CheckStatus) -> int:
        """Return how many sentences have a status."""
        return sum(sentence.status == status for sentence in self.sentences)

    def to_dict(self) -> "wire.CheckJson":
        """Return the check as plain JSON values."""
        return {
            "text": self.text,
            "sentences": [sentence.to_dict(self.text) for sentence in self.sentences],
            "index": self.index.to_dict(),
            "offset_unit": "unicode_code_point",
        }


def status_of(trace: Trace | None, *, joins: bool) -> CheckStatus:
    """Return what is said of words that were traced; None stands for words that are too few."""
    if trace is None:
        return "too_short"
    if trace.status == "absent":
        return "not_found"
    return "altered" if joins or trace.status == "altered" else "verbatim"
