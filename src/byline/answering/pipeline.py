"""From a question to its reply, in one snapshot: understand, find, read, decide, compose.

asked ── followup ──> Question ── retrieval ──> Hits ── reader ──> Reading ── decide ──> Decision ── compose ──> Reply
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from byline.answering.catalogue import Counted, count
from byline.answering.compose import Composition, Copies, compose
from byline.answering.conversation import articles_first, narrowed, of_the_talk, read_first, topic_of
from byline.answering.corrected import with_corrections
from byline.answering.decide import Decision, decide, may_be_written
from byline.answering.items import shortfall
from byline.answering.overview import (
    Choice,
    composed,
    decided,
    load_model,
    note_on_timeline,
    overview_of_articles,
    overview_of_subject,
)
from byline.answering.scaling import SHIPPED, Scale
from byline.answering.several import MOST_QUESTIONS, together
from byline.answering.timeliness import in_time, note_on_time
from byline.answering.timing import Timings, is_out_of_time, limited_work
from byline.encoders.base import Encoder
from byline.errors import InputError
from byline.overviews.looking import HITS, HITS_PER_ARTICLE
from byline.overviews.typical import names_no_subject, typical_articles
from byline.question.catalogue import catalogue_request, may_be_of_known_names
from byline.question.coverage import missing_names, names_nowhere
from byline.question.disputed import value_asked_for
from byline.question.followup import asked_before, leans, standalone, with_topic
from byline.question.kinds import NOT_SEARCHED, kind_as_asked
from byline.question.mending import Mended, mended, with_initials_written_out
from byline.question.period import readings_note
from byline.question.question import Question, understand
from byline.question.several import questions_in
from byline.question.shorthand import asked_in_full, is_written_with_care, written_out
from byline.readers.base import Reader, Reading
from byline.records import Hits, IndexState, Reply, Where
from byline.records.vocabulary import OVERVIEWS
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
        counted: What the catalogue says, if it was asked.
    """

    question: Question
    hits: Hits
    reading: Reading
    decision: Decision
    composition: Composition
    note: str
    index: IndexState
    copies: Copies
    counted: Counted | None = None

    @property
    def may_be_written(self) -> bool:
        """Whether a language model may write the answer."""
        return may_be_written(self.decision, self.hits, self.reading, conflicting=bool(self.composition.conflicts))

    @property
    def articles(self) -> list[str]:
        """The ids of the articles that are cited, and of the one with the best sentence, shown or not."""
        best = [item.hit.article.id for item in self.reading.evidence[:1]]
        return list(dict.fromkeys([*(citation.article.id for citation in self.composition.citations), *best]))

    def stopped(self, seconds: float) -> "Findings":
        """Return the same, saying that no more was looked for after so many seconds."""
        told = f"stopped after {seconds:g} seconds of work"
        if self.decision.status == "no_answer":
            decision = replace(self.decision, reason=f"{told}, before an answer was found")
            return replace(self, decision=decision)
        note = f"{told}: this is what was found until then, and not all of it was compared"
        return replace(self, note="; ".join(filter(None, (self.note, note))))

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
            items=shown.items,
            hits=self.hits.items[:_HITS_TOLD],
            undated=self.hits.undated,
            index=self.index,
            origins=shown.origins,
            question_kind=self.question.question_kind,
            reader=self.reading.reader if self.hits else "",
            context=shown.context,
            listing=self.counted.listing if self.counted else None,
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
        """Find what answers a question, as far as `Settings.max_seconds` go.

        Args:
            view: The snapshot that everything is read from.
            asked: The question on one line, see `checked_text`.
            history: Earlier questions of the conversation, oldest first.
            where: Conditions on the articles.
        """
        seconds = self._settings.max_seconds
        with limited_work(seconds) as limit:
            findings = self._answered(view, asked, history, where)
        return findings.stopped(seconds) if limit.has_stopped else findings

    def _answered(self, view: View, asked: str, history: Sequence[str], where: Where | None) -> Findings:
        if (parts := questions_in(asked)) != (asked,):
            looked_into = parts[:MOST_QUESTIONS]
            found = [
                self._answered(view, part, [*history, *looked_into[:number]], where)
                for number, part in enumerate(looked_into)
            ]
            whole = self._understood(view, asked, " ".join(one.question.text for one in found))
            return replace(together(whole, found, parts[MOST_QUESTIONS:]), counted=None)
        if kind_as_asked(asked) in NOT_SEARCHED:
            return conclude(self._understood(view, asked), Hits(), Reading(), view.state, {}, self._settings)
        typed = written_out(asked)
        spoken = [written_out(one) for one in history if kind_as_asked(one) not in NOT_SEARCHED]
        past = asked_before(spoken)[-_QUESTIONS_REMEMBERED:]
        follows = leans(typed, past)
        full, told_by, topic = self._in_full(view, typed, past, where) if follows else (typed, [], "")
        question = self._understood(view, asked, full)
        if counted := self._counted(view, question, where):
            return counted  # exactly what was asked: nothing is put right
        meant = self._put_right(view, full, where)
        text = with_topic(meant.text, topic) if follows else meant.text
        if not follows and not is_written_with_care(typed):
            text = asked_in_full(text)
        kind = question.question_kind
        if kind == "disagreement":
            text = value_asked_for(text)
        is_changed = text != full
        if is_changed:
            question = self._understood(view, asked, text)
        if kind == "disagreement":
            question = replace(question, question_kind=kind)
        counted = self._counted(view, question, where) if is_changed else None
        findings = counted or self._found(view, question, where, self._timings, told_by)
        return findings.with_words_put_right(meant)

    def _understood(self, view: View, asked: str, text: str | None = None) -> Question:
        """Understand a question as one of today, asked of these articles."""
        newest = view.state.newest_article_at
        return understand(asked, text, today=date.today(), newest=newest and newest.date())

    def _put_right(self, view: View, text: str, where: Where | None) -> Mended:
        """Put a text's typing errors and capitals right by what the articles write."""
        if is_out_of_time():
            return Mended(text)

        def near(said: str) -> Hits:
            return self.find(view, self._understood(view, said), _HITS_FOR_WORDS, where)

        return mended(with_initials_written_out(text, near), view.statistics, near)

    def _in_full(self, view: View, typed: str, past: Sequence[str], where: Where | None) -> tuple[str, list[str], str]:
        """Say a question that leans on earlier ones in full.

        Returns:
            The question, the articles that the conversation is about, the likeliest first, and its topic.
        """
        past = [self._put_right(view, one, where).text for one in past]
        talk = self.find(view, understand(" ".join([*past, typed])), _HITS_OF_A_TALK, where)
        nearest = articles_first(talk)

        @cache
        def found(earlier: str) -> Findings:
            """Answer an earlier question; that is a part of understanding this one, and not timed."""
            told_by = nearest if len(past) > 1 else ()
            return self._found(view, self._understood(view, earlier), where, Timings(), told_by)

        def short_answer(earlier: str) -> str | None:
            return found(earlier).composition.short

        full = standalone(typed, past, short_answer)
        earlier = standalone(past[-1], past[:-1], short_answer)
        if leans(past[-1], past[:-1]):  # what that was about, tells the question before it
            _, told_before, topic = self._in_full(view, past[-1], past[-2:-1], where)
            question = self._understood(view, with_topic(earlier, topic))
            before = self._found(view, question, where, Timings(), told_before)
        else:
            before = found(earlier)
        was_answered = before.decision.status != "no_answer"
        both = [*before.articles, *nearest] if was_answered else [*nearest, *before.articles]
        told_by = list(dict.fromkeys(both))
        return full, told_by, topic_of(told_by, talk)

    def find(
        self, view: View, question: Question, k: int, where: Where | None, *, per_article: int | None = None
    ) -> Hits:
        """Find the passages that suit a question best, see `retrieve`; none in an archive without passages.

        Raises:
            InputError: `where` is something else.
        """
        if where is not None and not isinstance(where, Where):
            raise InputError(f"where: found {type(where).__name__}, expected byline.Where")
        if not view.state.passages or is_out_of_time():
            return Hits()
        encoder = self._encoder_of(view.rows)
        for conditions in (*_of_its_time(question, where), where):
            hits = retrieve(view, encoder, question, k, conditions, self._settings, per_article=per_article)
            if hits:
                break
        return hits

    def _counted(self, view: View, question: Question, where: Where | None) -> Findings | None:
        """Count and list articles, None if the question is not about them, or there are none."""
        if not view.state.articles or not isinstance(where, Where | None):
            return None
        if question.question_kind != "catalogue" and not may_be_of_known_names(question.text):
            return None
        newest = view.state.newest_article_at
        publishers, authors = view.rows.publishers(), view.rows.authors()
        request = catalogue_request(question.text, publishers, authors, date.today(), newest and newest.date())
        if request is None:
            return None
        with self._timings.stage("compose"):
            counted = count(request, view, where, question.text)
        asked = replace(question, question_kind="catalogue")
        decision = Decision(
            "answered" if counted.listing else "no_answer", float(bool(counted.listing)), counted.reason
        )
        shown = Composition(citations=counted.citations)
        return Findings(asked, Hits(), Reading(), decision, shown, counted.note, view.state, {}, counted)

    def _found(
        self, view: View, question: Question, where: Where | None, timings: Timings, told_by: Sequence[str] = ()
    ) -> Findings:
        if question.question_kind in OVERVIEWS and view.state.passages:
            return self.overview(view, question, where, timings)
        reader = self._load_reader() if view.state.passages else None  # it loads while the encoder does
        with timings.stage("search"):
            per_article = self._settings.passages_read_per_article
            hits = self.find(view, question, self._settings.passages_read, where, per_article=per_article)
            if same := narrowed(where, told_by):
                hits = read_first(self.find(view, question, _HITS_OF_ITS_ARTICLES, same), hits)
        with timings.stage("read"):
            is_read = reader and hits and not is_out_of_time()
            reading = reader.read(question, hits, view.statistics) if reader and is_read else Reading()
            reading = of_the_talk(reading, told_by)
        with timings.stage("compose"):
            copies = view.rows.copies({hit.article.id for hit in hits})
            nowhere = names_nowhere(question.names, reading.missing, view.statistics)
            languages = self._encoder_of(view.rows).languages if view.state.passages else None
            findings = conclude(
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
            if findings.decision.status == "no_answer":
                return _of_what_was_read(findings, view.rows)
            if is_out_of_time():
                return findings
            return replace(findings, composition=with_corrections(findings.composition, view))

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
            if not hits or is_out_of_time():
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
            notes = (readings_note(question.period), note_on_timeline(question))
            note = "; ".join(filter(None, notes))
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
    if decision.status == "answered" and (reason := shortfall(question, composition.items)):
        decision = replace(decision, status="partial", reason=reason)
    notes = (note_on_time(question, hits, composition.citations), readings_note(question.period))
    return Findings(question, hits, reading, decision, composition, "; ".join(filter(None, notes)), index, copies)


def _of_what_was_read(findings: Findings, rows: Snapshot) -> Findings:
    """Say beside that nothing was found how many articles were read only in part."""
    count = rows.read_in_part()
    if not count:
        return findings
    note = f"{count:,} {'article was' if count == 1 else 'articles were'} read only in part: see byline list"
    return replace(findings, note="; ".join(filter(None, (findings.note, note))))


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
