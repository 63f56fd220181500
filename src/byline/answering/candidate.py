"""A short answer in its sentence, and a reason to doubt it."""

from dataclasses import dataclass

from byline.language.clauses import clauses_in
from byline.language.text import one_line
from byline.question.question import Question
from byline.readers.base import Evidence
from byline.records import Article, Span


class CertainDoubt(str):
    """A reason for which a sentence is certainly about something else than the question."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A short answer that may become the headline.

    Attributes:
        question: What was asked.
        article: The article that contains the words.
        sentence: The span of their sentence in the article.
        short: The span of the words in the article.
    """

    question: Question
    article: Article
    sentence: Span
    short: Span

    @classmethod
    def of(cls, question: Question, evidence: Evidence) -> "Candidate":
        """Build a candidate from evidence; without a short answer, the whole sentence is the candidate."""
        return cls(question, evidence.hit.article, evidence.span, evidence.short_span or evidence.span)

    @property
    def words(self) -> str:
        """The short answer on one line."""
        return one_line(self.article[self.short])

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article[self.sentence]

    @property
    def place(self) -> Span:
        """The span of the short answer in the sentence."""
        return self.short.shift(-self.sentence.start)

    @property
    def clause(self) -> str:
        """The part of the sentence from the first to the last clause that the short answer overlaps."""
        touched = [one for one in clauses_in(self.text) if one.overlaps(self.place)] or [self.place]
        return self.text[min(touched[0].start, self.place.start) : max(touched[-1].end, self.place.end)]
