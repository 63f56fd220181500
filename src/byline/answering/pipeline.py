"""From a question to its reply, in one snapshot: understand, find, read, decide, compose.

asked ── followup ──> Question ── retrieval ──> Hits ── reader ──> Reading ── decide ──> Decision ── compose ──> Reply
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from byline.answering.compose import Composition, Copies, compose
from byline.answering.decide import Decision, decide, may_be_written
from byline.answering.timeliness import in_time, note_on_time
from byline.answering.timing import Timings
from byline.encoders.base import Encoder
from byline.errors import InputError
from byline.question.followup import standalone
from byline.question.question import Question, understand
from byline.readers.base import Reader, Reading
from byline.records import Hits, IndexState, Reply, Where
from byline.retrieval import retrieve
from byline.settings import Settings
from byline.store.base import View
from byline.store.sql import Snapshot


@dataclass(frozen=True, slots=True)
class Findings:
    """What one snapshot gives for a question: everything that its reply is made of.

    Attributes:
        question: As it was understood.
        hits: The passages that were read.
        reading: What the reader made of them.
        decision: Whether there is an answer.
        composition: What is shown of it.
        note: What to know besides; empty if nothing.
        index: The archive, as it was then.
        copies: Of the articles that the passages stand in.
    """

    question: Question
    hits: Hits
    reading: Reading
    decision: Decision
    composition: Composition
    note: str
    index: IndexState
    copies: Copies

    @property
    def may_be_written(self) -> bool:
        """Whether a language model may write the answer."""
        return may_be_written(self.hits, self.reading, conflicting=bool(self.composition.conflicts))

    def reply(self) -> Reply:
        """Return the answer in the articles' own sentences, or the reason why there is none."""
        shown = self.composition
        return Reply(
            question=self.question.asked,
            query=self.question.text,
            status=self.decision.status,
            sentences=shown.sentences,
            citations=shown.citations,
            confidence=self.decision.confidence,
            reason=self.decision.reason,
            short_span=shown.short_span,
            verdict=shown.verdict,
            note=self.note,
            dates=shown.dates,
            conflicts=shown.conflicts,
            hits=self.hits.items,
            undated=self.hits.undated,
            index=self.index,
            origins=shown.origins,
        )


class Pipeline:
    """Answers questions over any snapshot of an archive.

    Args:
        settings: How it is asked.
        encoder_of: Returns the encoder that a snapshot was embedded by.
        load_reader: Returns the reader; called before the search, so that it may load meanwhile.
        timings: Where the stages are timed.
    """

    def __init__(
        self,
        settings: Settings,
        encoder_of: Callable[[Snapshot], Encoder],
        load_reader: Callable[[], Reader],
        timings: Timings,
    ) -> None:
        self._settings = settings
        self._encoder_of = encoder_of
        self._load_reader = load_reader
        self._timings = timings

    def answer(self, view: View, asked: str, history: Sequence[str], where: Where | None) -> Findings:
        """Find what answers a question.

        Args:
            view: The snapshot that everything is read from.
            asked: The question on one line, see `checked_text`.
            history: Earlier questions of the conversation, oldest first.
            where: Conditions on the articles.
        """
        newest = view.state.newest_article_at
        as_of = partial(understand, today=date.today(), newest=newest and newest.date())

        def short_answer(earlier: str) -> str | None:
            """Answer an earlier question in a few words; that is a part of understanding this one, and not timed."""
            return self._found(view, as_of(earlier), where, Timings()).composition.short

        question = as_of(asked, standalone(asked, history, short_answer))
        return self._found(view, question, where, self._timings)

    def find(self, view: View, question: Question, k: int, where: Where | None) -> Hits:
        """Find the passages that suit a question best; none in an archive without passages.

        Raises:
            InputError: `where` is something else.
        """
        if where is not None and not isinstance(where, Where):
            raise InputError(f"where: found {type(where).__name__}, expected byline.Where")
        if not view.state.passages:
            return Hits()
        return retrieve(view, self._encoder_of(view.rows), question, k, where, self._settings)

    def _found(self, view: View, question: Question, where: Where | None, timings: Timings) -> Findings:
        reader = self._load_reader() if view.state.passages else None  # it loads while the encoder does
        with timings.stage("search"):
            hits = self.find(view, question, self._settings.passages_read, where)
        with timings.stage("read"):
            reading = reader.read(question, hits, view.statistics) if reader and hits else Reading()
        with timings.stage("compose"):
            copies = view.rows.copies({hit.article.id for hit in hits})
            return conclude(question, hits, reading, view.state, copies, self._settings)


def conclude(
    question: Question, hits: Hits, reading: Reading, index: IndexState, copies: Copies, settings: Settings
) -> Findings:
    """Decide on what was read, and compose the answer.

    Args:
        question: As it was understood.
        hits: The passages that were read.
        reading: What the reader made of them.
        index: The archive, as it was then.
        copies: Of the articles that the passages stand in.
        settings: How the archive is asked.
    """
    reading = in_time(question, hits, reading)
    decision = decide(reading, hits, index, settings)
    composition = compose(question, decision, copies, settings)
    note = note_on_time(question, hits, composition.citations)
    return Findings(question, hits, reading, decision, composition, note, index, copies)
