"""Answer a question from one snapshot: understand, find, read, decide, compose.

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
from byline.answering.subjects import of_its_articles
from byline.answering.timeliness import in_time, note_on_time
from byline.answering.timing import Timings, is_out_of_time, limited_work
from byline.encoders.base import Encoder
from byline.errors import InputError
from byline.overviews.looking import HITS, HITS_PER_ARTICLE
from byline.overviews.typical import names_no_subject, typical_articles
from byline.question.catalogue import asked_of_publishers, catalogue_request, may_be_of_known_names
from byline.question.coverage import missing_names, names_nowhere
from byline.question.disputed import value_asked_for
from byline.question.followup import asked_before, leans, standalone, with_topic
from byline.question.kinds import NOT_SEARCHED, kind_as_asked
from byline.question.mending import (
    Mended,
    mended,
    with_common_abbreviations_written_out,
    with_initials_written_out,
)
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

_HITS_TOLD = 8  # hits listed in a reply
_HITS_FOR_WORDS = 40  # hits searched for the words that a question may have misspelt
_HITS_OF_A_TALK = 20  # hits for all questions of a conversation together
_HITS_OF_ITS_ARTICLES = 6  # hits from the conversation's articles, read first for a follow-up
_QUESTIONS_REMEMBERED = 4  # per conversation
_ONE_AT_A_TIME = "this is what the articles say; to have them compared, ask about one figure, date or name"


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found for a question in one snapshot, from which the reply is built.

    Attributes:
        question: The question as it was understood.
        hits: The passages that were read.
        reading: What the reader made of them.
        decision: Whether there is an answer.
        composition: What is shown.
        note: Anything else to know; may be empty.
        index: The state of the archive at the time.
        copies: Copies of the articles that the passages are from.
        counted: The catalogue's answer, if the question was about the articles themselves.
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
        """The ids of the cited articles, and of the one with the best sentence even if it is not shown."""
        best = [item.hit.article.id for item in self.reading.evidence[:1]]
        return list(dict.fromkeys([*(citation.article.id for citation in self.composition.citations), *best]))

    def stopped(self, seconds: float) -> "Findings":
        """Return the same findings with the remark that the search stopped after this many seconds."""
        told = f"stopped after {seconds:g} seconds of work"
        if self.decision.status == "no_answer":
            decision = replace(self.decision, reason=f"{told}, before an answer was found")
            return replace(self, decision=decision)
        note = f"{told}: this is what had been found by then, and not all of it was compared"
        return replace(self, note="; ".join(filter(None, (self.note, note))))

    def with_words_put_right(self, words: Mended) -> "Findings":
        """Return the same findings with the corrected words noted and the suggested names in the reason."""
        decision = replace(self.decision, reason=words.suggestion(self.decision.reason))
        return replace(self, decision=decision, note="; ".join(filter(None, (words.note, self.note))))

    def reply(self) -> Reply:
        """Build the reply: the answer in the articles' own sentences, or the reason why there is none."""
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
        settings: The settings for asking.
        encoder_of: Returns the encoder that embedded a snapshot.
        load_reader: Returns the reader; called before the search, so that the reader loads in the meantime.
        timings: Records how long the stages take.
        scale_of: Returns a snapshot's confidence scale; by default the confidence stays as shipped.
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
        """Find what answers a question, within `Settings.max_seconds`.

        Args:
            view: The snapshot to read from.
            asked: The question on one line; see `checked_text`.
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
            return counted  # recognised exactly as typed, so nothing is corrected
        if told := self._told_by_publishers(view, question, where, told_by):
            return told
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
        if kind == "disagreement" and question.question_kind != "overview":
            question = replace(question, question_kind=kind)
        counted = self._counted(view, question, where) if is_changed else None
        findings = counted or self._found(view, question, where, self._timings, told_by)
        if kind == "disagreement" and question.question_kind == "overview":
            findings = replace(findings, note="; ".join(filter(None, (findings.note, _ONE_AT_A_TIME))))
        return findings.with_words_put_right(meant)

    def _understood(self, view: View, asked: str, text: str | None = None) -> Question:
        """Understand a question as asked today, about these articles."""
        newest = view.state.newest_article_at
        return understand(asked, text, today=date.today(), newest=newest and newest.date())

    def _put_right(self, view: View, text: str, where: Where | None) -> Mended:
        """Correct typing errors and capitals in a text by the spelling in the articles."""
        if is_out_of_time():
            return Mended(text)

        def near(said: str) -> Hits:
            return self.find(view, self._understood(view, said), _HITS_FOR_WORDS, where)

        text = with_common_abbreviations_written_out(text, view.statistics)
        return mended(with_initials_written_out(text, near), view.statistics, near)

    def _in_full(self, view: View, typed: str, past: Sequence[str], where: Where | None) -> tuple[str, list[str], str]:
        """Rewrite a question that depends on earlier ones so that it stands alone.

        Returns:
            The question; the ids of the articles that the conversation is about, likeliest first; and its topic.
        """
        past = [self._put_right(view, one, where).text for one in past]
        talk = self.find(view, understand(" ".join([*past, typed])), _HITS_OF_A_TALK, where)
        nearest = articles_first(talk)

        @cache
        def found(earlier: str) -> Findings:
            """Answer an earlier question; not timed, because it is part of understanding this one."""
            told_by = nearest if len(past) > 1 else ()
            return self._found(view, self._understood(view, earlier), where, Timings(), told_by)

        def short_answer(earlier: str) -> str | None:
            return found(earlier).composition.short

        full = standalone(typed, past, short_answer)
        earlier = standalone(past[-1], past[:-1], short_answer)
        if leans(past[-1], past[:-1]):  # the question before it says what it was about
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
        """Find the best passages for a question, see `retrieve`; none in an archive without passages.

        Raises:
            InputError: `where` is neither a `Where` nor None.
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
        """Count and list articles; None if the question is not about them or the archive is empty."""
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

    def _told_by_publishers(
        self, view: View, question: Question, where: Where | None, told_by: Sequence[str]
    ) -> Findings | None:
        """Answer a question about what publishers in the archive report from their articles alone.

        Returns None if the question names none of them, or if they are only said to tell what their articles do not.
        """
        if not view.state.articles or not isinstance(where, Where | None) or (where and where.publisher):
            return None
        asked = asked_of_publishers(question.text, view.rows.publishers)
        if asked is None:
            return None
        theirs = replace(where or Where(), publisher=asked.publishers)
        findings = self._found(view, self._understood(view, question.asked, asked.text), theirs, self._timings, told_by)
        if findings.decision.status == "no_answer" and not asked.is_of_a_subject:
            return None
        note = f"only articles from {' and '.join(asked.publishers)} were searched"
        return replace(findings, note="; ".join(filter(None, (note, findings.note))))

    def _found(
        self, view: View, question: Question, where: Where | None, timings: Timings, told_by: Sequence[str] = ()
    ) -> Findings:
        if question.question_kind in OVERVIEWS and view.state.passages:
            return self.overview(view, question, where, timings)
        reader = self._load_reader() if view.state.passages else None  # loads in parallel with the encoder
        with timings.stage("search"):
            per_article = self._settings.passages_read_per_article
            found = self.find(view, question, self._settings.passages_read, where, per_article=per_article)
            hits = of_its_articles(question, found)
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
            view: The snapshot to read from; it must have passages.
            question: The question as it was understood.
            where: Conditions on the articles.
            timings: Records how long the stages take.
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
    """Decide whether what was read is an answer, and compose it.

    Args:
        question: The question as it was understood.
        hits: The passages that were read.
        reading: What the reader made of them.
        index: The state of the archive at the time.
        copies: Copies of the articles that the passages are from.
        settings: The settings for asking.
        nowhere: Names in the question that no article mentions.
        languages: The languages that the encoder knows; None if unknown.
        scale: Adjusts the confidence to the archive.
    """
    reading = in_time(question, hits, reading)
    decision = decide(question, reading, hits, index, settings, nowhere=nowhere, languages=languages, scale=scale)
    composition = compose(question, decision, copies, settings)
    if decision.status == "answered" and (reason := shortfall(question, composition.items)):
        decision = replace(decision, status="partial", reason=reason)
    notes = (note_on_time(question, hits, composition.citations), readings_note(question.period))
    return Findings(question, hits, reading, decision, composition, "; ".join(filter(None, notes)), index, copies)


def _of_what_was_read(findings: Findings, rows: Snapshot) -> Findings:
    """Add to findings without an answer a note on how many articles were read only in part."""
    count = rows.read_in_part()
    if not count:
        return findings
    note = f"{count:,} {'article was' if count == 1 else 'articles were'} read only in part: see byline list"
    return replace(findings, note="; ".join(filter(None, (findings.note, note))))


def _of_its_time(question: Question, where: Where | None) -> list[Where]:
    """Narrow conditions to the period of a question that names nothing else; see `_within_its_period`."""
    return _within_its_period(question, where) if question.is_of_time_alone else []


def _within_its_period(question: Question, where: Where | None) -> list[Where]:
    """Narrow conditions to the period of a question, once for each way to read it.

    Conditions that already limit the dates are not narrowed; the result is then empty.
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
