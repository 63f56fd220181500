"""A question as understood: computed once, so that nothing parses the text again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from byline.errors import InputError
from byline.language.calendar import WEEKDAYS
from byline.language.content import Word, content_words, in_words_of, initials_in
from byline.language.identification import foreign_language_of
from byline.language.negation import negations_in
from byline.language.spelling import composed
from byline.language.terms import terms_of
from byline.language.text import one_line
from byline.question.bounds import without_bounds
from byline.question.conversation import Outside, Talk
from byline.question.form import Form, Kind, form_of, is_of_a_plan, kind_of, looks_ahead
from byline.question.kinds import beside_the_articles, kind_as_asked, question_kind_of
from byline.question.period import Period, period_of
from byline.question.recency import day_asked_about, is_about_now
from byline.question.wanted import Wanted, wanted_by
from byline.records.vocabulary import QuestionKind
from byline.settings import MAX_QUESTION_CHARACTERS

_CURRENT = timedelta(days=14)
# Words that say only that a question is about the news.
_OF_ANY_NEWS = frozenset(
    terms_of("news event article story report headline occur publish write release go everything anything something")
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is being asked.

    Attributes:
        asked: The question as asked, on one line.
        text: The question in full, as searched for and read; differs from `asked` for a follow-up.
        terms: The terms for the keyword search, in order.
        words: The distinct meaningful words, in order; without the bound that a yes-or-no question sets.
        question_kind: What kind of question it is.
        kind: The kind of thing asked for; None if the words do not say.
        form: The form that the answer should have.
        beside: The kind of message for which articles are not searched, such as thanks; None if they are.
        language: ISO 639-1 code of the question's language; `und` if it is unclear but hardly English; None if it may
            be English.
        period: The time that the question asks about; None if it names none.
        is_negated: Whether the question contains a negation.
        looks_ahead: Whether the question is about the future.
        is_about_now: Whether it asks how things stand now.
        day: The day for which it asks how things stand: for a question about now, the newest article's day. None if it
            asks something else, or if no article is dated. See `question.recency.age`.
        is_of_a_plan: Whether it asks about something planned or due.
        wanted: What would answer it.
    """

    asked: str
    text: str
    terms: tuple[str, ...] = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    question_kind: QuestionKind
    kind: Kind | None
    form: Form
    beside: Talk | Outside | None
    language: str | None
    period: Period | None
    is_negated: bool
    looks_ahead: bool
    is_about_now: bool
    day: date | None
    is_of_a_plan: bool
    wanted: Wanted

    @property
    def names(self) -> tuple[Word, ...]:
        """The names and numbers among the words."""
        return tuple(word for word in self.words if word.is_name)

    @property
    def is_of_time_alone(self) -> bool:
        """Whether the question names a time and nothing else: `What was in the news on 12 May?`."""
        return _is_of_time_alone(self.words)


def understand(
    asked: str, text: str | None = None, *, today: date | None = None, newest: date | None = None
) -> Question:
    """Build a `Question` from a text.

    Args:
        asked: The question as asked.
        text: The question in full, see `question.followup.standalone`; same as `asked` if None.
        today: The day "last month" and the like are relative to; if None, no period is looked for.
        newest: The date of the newest article, which is "now" for the archive; see also `period_of`.
    """
    full = asked if text is None else text
    period = _period((asked, full), today, newest) if today else None
    named = (
        {time.written: (time.days, time.also) if time.also else (time.days,) for time in period.named} if period else {}
    )
    of_which_week = {written for written in named if written.capitalize() in WEEKDAYS}
    if of_which_week and not _is_of_time_alone(content_words(full, named)):
        named = {written: days for written, days in named.items() if written not in of_which_week}
        if not named and not _is_current(newest, today):
            period = None  # a weekday is that of the article, not of this week
    about_now = is_about_now(full, period, today)
    form, wanted = form_of(full), wanted_by(full)
    kind = kind_as_asked(asked) or question_kind_of(full, form, wanted)
    said = tuple(content_words(full, named))
    now = min(newest, today) if newest and today else newest
    return Question(
        asked=asked,
        text=full,
        terms=tuple(terms_of(" ".join([full, *initials_in(one_line(full))]))),
        words=without_bounds(said, full) if kind == "yes_no" else said,
        question_kind=kind,
        kind=kind_of(full, wanted.sort),
        form=form,
        beside=beside_the_articles(asked),
        language=foreign_language_of(asked),
        period=period,
        is_negated=bool(negations_in(full)),
        looks_ahead=looks_ahead(full),
        is_about_now=about_now,
        day=day_asked_about(about_now, period, now),
        is_of_a_plan=is_of_a_plan(full),
        wanted=wanted,
    )


def _is_of_time_alone(words: Sequence[Word]) -> bool:
    return any(word.days for word in words) and all(word.days or word.terms <= _OF_ANY_NEWS for word in words)


def _is_current(newest: date | None, today: date | None) -> bool:
    """Return whether the newest article is so new that a weekday without a date may be that of this week."""
    return newest is not None and today is not None and today - newest <= _CURRENT


def words_for(question: Question, text: str) -> tuple[Word, ...]:
    """Return a question's meaningful words, with names abbreviated as a text abbreviates them."""
    asked = in_words_of(one_line(text), question.text)
    return question.words if asked == question.text else tuple(content_words(asked))


def _period(texts: Sequence[str], today: date, newest: date | None) -> Period | None:
    """Return the first period named by any of the texts."""
    return next(filter(None, (period_of(text, today, newest) for text in dict.fromkeys(texts))), None)


def checked_text(text: str, name: str = "question") -> str:
    """Return a question on one line, with each accented letter as a single character.

    Args:
        text: At most 2,000 characters.
        name: What to call it in messages.

    Raises:
        InputError: It is not text, is empty or is too long.
    """
    if not isinstance(text, str):
        raise InputError(f"{name}: found {type(text).__name__}, expected text")
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise InputError(f"{name}: found {len(text):,} characters, expected at most {MAX_QUESTION_CHARACTERS:,}")
    line = composed(one_line(text))
    if not line:
        raise InputError(f"{name}: empty, expected words")
    return line


def checked_history(history: Sequence[str]) -> list[str]:
    """Return a conversation's earlier questions, each on one line.

    Raises:
        InputError: See `checked_text`.
    """
    if isinstance(history, str) or not isinstance(history, Sequence):
        raise InputError(f"history: found {type(history).__name__}, expected a list of earlier questions")
    return [checked_text(one) for one in history]
