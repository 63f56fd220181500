"""From a question to its reply, in one snapshot: understand, find, read, decide, compose.

asked ── followup ──> Question ── retrieval ──> Hits ── reader ──> Reading ── decide ──> Decision ── compose ──> Reply
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from byline.answering.compose import Composition, Copies, compose
from byline.answering.conversation import articles_first, narrowed, of_the_talk, read_first, topic_of
from byline.answering.decide import Decision, decide, may_be_written
from byline.answering.scaling import SHIPPED, Scale
from byline.answering.timeliness import in_time, note_on_time
from byline.answering.timing import Timings
from byline.encoders.base import Encoder
from byline.errors import InputError
from byline.question.coverage import names_nowhere
from byline.question.followup import asked_before, leans, standalone, with_topic
from byline.question.mending import Mended, mended
from byline.question.period import readings_note
from byline.question.question import Question, understand
from byline.question.shorthand import asked_in_full, is_written_with_care, written_out
from byline.readers.base import Reader, Reading
from byline.records import Hits, IndexState, Reply, Where
from byline.retrieval import retrieve
from byline.settings import Settings
from byline.store.base import View
from byline.store.sql import Snapshot

_HITS_TOLD = 8  # of those that were looked at
_HITS_FOR_WORDS = 40  # whose words a question may have meant
_HITS_OF_A_TALK = 20  # by all that was asked in a conversation
_HITS_OF_ITS_ARTICLES = 6  # read before others for a follow-up
_QUESTIONS_REMEMBERED = 4  # of a conversation


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

    @property
    def articles(self) -> list[str]:
        """The ids of the articles that are cited, and of the one with the best sentence, shown or not."""
        best = [item.hit.article.id for item in self.reading.evidence[:1]]
        return list(dict.fromkeys([*(citation.article.id for citation in self.composition.citations), *best]))

    def with_words_put_right(self, words: Mended) -> "Findings":
        """Return the same, saying which words were read as others, and which names may have been meant."""
        decision = replace(self.decision, reason=words.suggestion(self.decision.reason))
        return replace(self, decision=decision, note="; ".join(filter(None, (words.note, self.note))))

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

        def put_right(text: str) -> Mended:
            return mended(text, view.statistics, lambda near: self.find(view, as_of(near), _HITS_FOR_WORDS, where))

        typed = written_out(asked)
        past = asked_before([written_out(one) for one in history])[-_QUESTIONS_REMEMBERED:]
        full, told_by, topic = typed, list[str](), ""
        follows = leans(typed, past)
        if follows:
            past = [put_right(one).text for one in past]
            talk = self.find(view, understand(" ".join([*past, typed])), _HITS_OF_A_TALK, where)
            nearest = articles_first(talk)

            @cache
            def found(earlier: str) -> Findings:
                """Answer an earlier question; that is a part of understanding this one, and not timed."""
                return self._found(view, as_of(earlier), where, Timings(), nearest if len(past) > 1 else ())

            full = standalone(typed, past, lambda earlier: found(earlier).composition.short)
            before = found(standalone(past[-1], past[:-1], lambda earlier: found(earlier).composition.short))
            was_answered = before.decision.status != "no_answer"
            both = [*before.articles, *nearest] if was_answered else [*nearest, *before.articles]
            told_by = list(dict.fromkeys(both))
            topic = topic_of(told_by, talk)
        meant = put_right(full)
        text = with_topic(meant.text, topic) if follows else meant.text
        if not follows and not is_written_with_care(typed):
            text = asked_in_full(text)
        question = as_of(asked, text)
        return self._found(view, question, where, self._timings, told_by).with_words_put_right(meant)

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

    def _found(
        self, view: View, question: Question, where: Where | None, timings: Timings, told_by: Sequence[str] = ()
    ) -> Findings:
        reader = self._load_reader() if view.state.passages else None  # it loads while the encoder does
        with timings.stage("search"):
            per_article = self._settings.passages_read_per_article
            hits = self.find(view, question, self._settings.passages_read, where, per_article=per_article)
            if same := narrowed(where, told_by):
                hits = read_first(self.find(view, question, _HITS_OF_ITS_ARTICLES, same), hits)
        with timings.stage("read"):
            reading = reader.read(question, hits, view.statistics) if reader and hits else Reading()
            reading = of_the_talk(reading, told_by)
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
    """Narrow conditions to the time of a question that names nothing else, in each way in which it can be read.

    Conditions that already name a time are left as they are.
    """
    given = where or Where()
    if not question.is_of_time_alone or not question.period or any(given.bounds):
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
