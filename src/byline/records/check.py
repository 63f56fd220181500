"""Which sentences of a text appear in an archive, word for word or altered."""

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
    """The whole sentences of the source that contain the checked words.

    Attributes:
        article: The source.
        span: The sentences in its text.
        is_more: Whether the sentences have words beyond the checked ones.
        turning: A word directly before the checked words in the source that may reverse their meaning, such as `not`
            or `denied`; empty if there is none, or if the checked text has it too.
    """

    article: Article
    span: Span
    is_more: bool = False
    turning: str = ""

    @property
    def text(self) -> str:
        """The sentences, exactly as in the source."""
        return self.article[self.span]


@dataclass(frozen=True, slots=True)
class CheckedWords:
    """A sentence of a checked text, or a quotation inside one.

    The status is about the words alone. `verbatim` does not mean that the words are true, nor that the person the
    checked text attributes them to said them.

    Attributes:
        span: Where the words are in the checked text.
        status: `verbatim` if an article has the words exactly, `altered` if one has them with changes or split into
            several sentences, `not_found` if none does, `too_short` if there are too few words to trace.
        trace: Where the words come from; None if they are too short.
        joins: Whether the words run together several sentences of the source.
        surroundings: The source's sentences around the words; None without a source.
        quotes: The quotations inside the sentence, each checked separately; empty if the whole sentence is one.

    Raises:
        InputError: The status contradicts the trace, or only one of source and surroundings is given.
    """

    span: Span
    status: CheckStatus
    trace: Trace | None = None
    joins: bool = False
    surroundings: Surroundings | None = None
    quotes: tuple["CheckedWords", ...] = ()

    def __post_init__(self) -> None:
        if self.status != status_of(self.trace, joins=self.joins):
            raise InputError("the status of checked words must match their trace")
        if (self.source is None) != (self.surroundings is None):
            raise InputError("checked words must have both a source and surroundings, or neither")

    @property
    def source(self) -> Match | None:
        """The earliest of the articles that have the words with the fewest changes."""
        return self.trace.source if self.trace else None

    def to_dict(self, text: str) -> "wire.CheckedWordsJson":
        """Return the words as plain JSON values.

        Args:
            text: The checked text.
        """
        around = self.surroundings
        return {
            "text": text[self.span.start : self.span.end],
            "start": self.span.start,
            "end": self.span.end,
            "status": self.status,
            "reason": self.trace.reason if self.trace else "too few words to tell where they come from",
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
    """A text checked sentence by sentence against an archive.

    Attributes:
        text: The text as given.
        sentences: Its sentences, in order.
        index: State of the archive when it was searched.
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
        """Return the number of sentences with this status."""
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
    """Return the status of traced words; a trace of None means that they are too short."""
    if trace is None:
        return "too_short"
    if trace.status == "absent":
        return "not_found"
    return "altered" if joins or trace.status == "altered" else "verbatim"
