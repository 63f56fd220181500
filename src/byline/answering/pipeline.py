"""From a question to its reply, in one snapshot: understand, find, read, decide, compose.

asked ── followup ──> Question ── retrieval ──> Hits ── reader ──> Reading ── decide ──> Decision ── compose ──> Reply
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from byline.answering.compose import Composition, Copies, compose
from byline.answering.decide import Decision, decide, may_be_written
from byline.answering.overview import (
    Choice,
    composed,
    decided,
    load_model,
    overview_of_articles,
    overview_of_subject,
)
from byline.answering.scaling import SHIPPED, Scale
from byline.answering.timeliness import in_time, note_on_time
from byline.answering.timing import Timings
from byline.encoders.base import Encoder
from byline.errors import InputError
from byline.overviews.looking import HITS, HITS_PER_ARTICLE
from byline.overviews.typical import names_no_subject, typical_articles
from byline.question.coverage import missing_names, names_nowhere
from byline.question.followup import standalone
from byline.question.period import readings_note
from byline.question.question import Question, understand
from byline.readers.base import Reader, Reading
from byline.records import Hits, IndexState, Reply, Where
from byline.records.vocabulary import OVERVIEWS
from byline.retrieval import retrieve
from byline.settings import Settings
from byline.store.base import View
from byline.store.sql import Snapshot

_HITS_TOLD = 8  # of those that were looked at


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
        return may_be_written(self.decision, self.hits, self.reading, conflicting=bool(self.composition.conflicts))

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
            hits=self.hits.items[:_HITS_TOLD],
            undated=self.hits.undated,
            index=self.index,
            origins=shown.origins,
            question_kind=self.question.question_kind,
            reader=self.reading.reader if self.hits else "",
            context=shown.context,
        )


class Pipeline:
    """Answers questions over any snapshot of an archive.

    Args:
        settings: How it is asked.
        encoder_of: Returns the encoder that a snapshot was embedded by.
        load_reader: Returns the reader; called before the search, so that it may load meanwhile.
        timings: Where the stages are timed.
        scale_of: Returns what makes the confidence a snapshot's own; by default it is as it ships.
    """

    def __init__(
        self,
        settings: Settings,
        encoder_of: Callable[[Snapshot], Encoder],
        load_reader: Callable[[], Reader],
        timings: Timings,
        scale_of: Callable[[Snapshot], Scale] = lambda rows: SHIPPED,
    ) -> None:
        self._settings = settings
        self._encoder_of = encoder_of
        self._load_reader = load_reader
        self._timings = timings
        self._scale_of = scale_of

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

    def find(
        self, view: View, question: Question, k: int, where: Where | None, *, per_article: int | None = None
    ) -> Hits:
        """Find the passages that suit a question best, see `retrieve`; none in an archive without passages.

        Raises:
            InputError: `where` is something else.
        """
        if where is not None and not isinstance(where, Where):
            raise InputError(f"where: found {type(where).__name__}, expected byline.Where")
        if not view.state.passages:
            return Hits()
        encoder = self._encoder_of(view.rows)
        for conditions in (*_of_its_time(question, where), where):
            hits = retrieve(view, encoder, question, k, conditions, self._settings, per_article=per_article)
            if hits:
                break
        return hits

    def _found(self, view: View, question: Question, where: Where | None, timings: Timings) -> Findings:
        if question.question_kind in OVERVIEWS and view.state.passages:
            return self.overview(view, question, where, timings)
        reader = self._load_reader() if view.state.passages else None  # it loads while the encoder does
        with timings.stage("search"):
            per_article = self._settings.passages_read_per_article
            hits = self.find(view, question, self._settings.passages_read, where, per_article=per_article)
        with timings.stage("read"):
            reading = reader.read(question, hits, view.statistics) if reader and hits else Reading()
        with timings.stage("compose"):
            copies = view.rows.copies({hit.article.id for hit in hits})
            nowhere = names_nowhere(question.names, reading.missing, view.statistics)
            languages = self._encoder_of(view.rows).languages if view.state.passages else None
            return conclude(
                question,
                hits,
                reading,
                view.state,
                copies,
                self._settings,
                nowhere=nowhere,
                languages=languages,
                scale=self._scale_of(view.rows),
            )

    def overview(self, view: View, question: Question, where: Where | None, timings: Timings) -> Findings:
        """Answer a question as a request for an overview, whatever kind of question it is.

        Args:
            view: The snapshot that everything is read from, with passages.
            question: As it was understood.
            where: Conditions on the articles.
            timings: Where the stages are timed.
        """
        encoder, model, settings = self._encoder_of(view.rows), load_model(), self._settings
        with timings.stage("search"):
            hits = self.find(view, question, HITS, where, per_article=HITS_PER_ARTICLE)
        with timings.stage("read"):
            if not hits:
                choice = Choice()
            elif names_no_subject(question):
                conditions = [*_within_its_period(question, where)] or [where or Where()]
                articles = typical_articles(question, view, conditions, settings.max_overview_sentences)
                choice = overview_of_articles(articles, settings)
            else:
                choice = overview_of_subject(question, hits, view, encoder, model, settings)
        with timings.stage("compose"):
            decision = decided(question, choice, hits, view, encoder, settings)
            copies = view.rows.copies({article.id for places in choice.quotes for article, _ in places})
            shown = composed(choice, copies) if decision.status != "no_answer" else Composition()
            reading = Reading(missing=missing_names(question.names, hits))
            note = readings_note(question.period)
            return Findings(question, hits, reading, decision, shown, note, view.state, copies)


def conclude(
    question: Question,
    hits: Hits,
    reading: Reading,
    index: IndexState,
    copies: Copies,
    settings: Settings,
    *,
    nowhere: Sequence[str] = (),
    languages: frozenset[str] | None = None,
    scale: Scale = SHIPPED,
) -> Findings:
    """Decide on what was read, and compose the answer.

    Args:
        question: As it was understood.
        hits: The passages that were read.
        reading: What the reader made of them.
        index: The archive, as it was then.
        copies: Of the articles that the passages stand in.
        settings: How the archive is asked.
        nowhere: Names of the question that stand in no article.
        languages: Those that the encoder knows, None if that is not known.
        scale: Makes the confidence the archive's own.
    """
    reading = in_time(question, hits, reading)
    decision = decide(question, reading, hits, index, settings, nowhere=nowhere, languages=languages, scale=scale)
    composition = compose(question, decision, copies, settings)
    notes = (note_on_time(question, hits, composition.citations), readings_note(question.period))
    return Findings(question, hits, reading, decision, composition, "; ".join(filter(None, notes)), index, copies)


def _of_its_time(question: Question, where: Where | None) -> list[Where]:
    """Narrow conditions to the time of a question that names nothing else, see `_within_its_period`."""
    return _within_its_period(question, where) if question.is_of_time_alone else []


def _within_its_period(question: Question, where: Where | None) -> list[Where]:
    """Narrow conditions to the time of a question, in each way in which it can be read.

    Conditions that already name a time are left as they are.
    """
    given = where or Where()
    if not question.period or any(given.bounds):
        return []
    return [
        replace(
            given,
            since=None if days.start == date.min else days.start,
            until=None if days.end == date.max else days.last,
        )
        for days in question.period.readings
        if question.period.how == "within"
    ]
