"""Why a question is not answered, or only a part of it: each reason is true of what was looked at, and of no more.

What was not found may still stand in the articles. Only of a name that the whole archive lacks is it said that no
article mentions it.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from byline.language.calendar import in_words
from byline.language.identification import UNDETERMINED, language_name
from byline.question.conversation import Outside, Talk
from byline.question.question import Question
from byline.readers.base import Reading
from byline.records import Hits, IndexState
from byline.records.vocabulary import QuestionKind

# Below both, what was found is about something else. On questions of invented news that holds for none of 250, of
# questions on other subjects for 47 % (Natural Questions) and 29 % (SQuAD) of those asked there.
_SUBJECT_SIMILARITY = 0.25  # cosine of the question and the passage nearest to it
_SUBJECT_COVERAGE = 0.35  # share of the question's words in the passage of the best sentence
_INSTEAD: Mapping[QuestionKind, str] = MappingProxyType(
    {
        "catalogue": (
            "this asks about the articles themselves, in words that are not understood: ask how many or which articles "
            "mention something, are from a publisher or of a time, or use byline list, which shows those"
        ),
    }
)
_OFFER = (
    "I answer from the articles in this archive, in their own words and with their sources. Ask what they say about a "
    "person, a place, a date, a figure or an event, and go on from there"
)
_SAID_TO: Mapping[Talk | Outside, str] = MappingProxyType(
    {
        "hello": f"Hello. {_OFFER}",
        "thanks": "You are welcome. Go on asking whenever you like: I answer from the articles in this archive",
        "goodbye": "Goodbye. I answer from the articles in this archive whenever you ask again",
        "chat": _OFFER,
        "make": (
            "I write nothing of my own: I quote the articles. Ask for a summary or a timeline of a subject, or for "
            "what was said about it"
        ),
        "reword": (
            "I show the articles' own words and do not translate or rewrite them. Ask what they say, and byline show "
            "prints an article in full"
        ),
        "advise": (
            "I have no opinion and give no advice: I quote the articles. Ask what speaks for and against something, or "
            "what somebody in them thinks of it"
        ),
        "know": "I know only what the articles say, no weather, time or sums: ask about something in them",
        "do": (
            "I answer questions and do nothing else: byline add and byline remove change the archive, byline ask --json"
            " writes an answer for other programs"
        ),
    }
)


def unanswerable(question: Question, languages: frozenset[str] | None) -> str:
    """Return why no sentence can answer a question, whatever was found; empty if one may.

    Args:
        question: What was asked.
        languages: Those that the encoder knows, None if that is not known.
    """
    if question.beside:
        return _SAID_TO[question.beside]
    if question.language and languages and question.language not in languages:
        known = " and ".join(sorted(map(language_name, languages)))
        is_in = f"is in {language_name(question.language)}"
        if question.language == UNDETERMINED:
            is_in = f"does not seem to be in {known}"
        return f"the question {is_in}, and the encoder knows {known}: ask in {known}"
    return _INSTEAD.get(question.question_kind, "")


def lacking(question: Question, reading: Reading, nowhere: Iterable[str]) -> str:
    """Return what of a question the best sentence does not answer, empty if that is not known of any of it."""
    if absent := _listed(question, nowhere):
        return f"no article mentions {absent}"
    missing = _listed(question, reading.missing)
    return f"the passages found do not mention {missing}" if missing else ""


def not_answered(question: Question, reading: Reading, hits: Hits, index: IndexState, nowhere: Iterable[str]) -> str:
    """Return why no sentence that was found answers a question that one may answer.

    Args:
        question: What was asked.
        reading: What the reader made of the passages.
        hits: The passages that were read.
        index: The state of the archive.
        nowhere: Names of the question that stand in no article.
    """
    if not index.articles:
        return "there are no articles in the archive yet"
    if not hits:
        left_out = f": {hits.undated} have no date" if hits.undated else ""
        return f"no article meets the conditions{left_out}"
    if absent := _listed(question, nowhere):
        return f"no article mentions {absent}"
    if question.is_of_time_alone and question.period and question.period.is_bounded:
        day = hits[0].article.day
        days = next((one for one in question.period.readings if day and day in one), question.period.days)
        return (
            f"this asks for all news of {in_words(days)}, and an answer is a few sentences: ask about one thing, and "
            f"limit the dates with --since {days.start} --until {days.last}"
        )
    if _off_subject(reading, hits):
        return "nothing found is about this"
    return "no sentence was found that answers this"


def _off_subject(reading: Reading, hits: Hits) -> bool:
    """Return whether what was found is about something else: unlike the question, and with few of its words."""
    similarities = [hit.similarity for hit in hits if hit.similarity is not None]
    unlike = bool(similarities) and max(similarities) < _SUBJECT_SIMILARITY
    return unlike and (reading.signs is None or reading.signs.coverage < _SUBJECT_COVERAGE)


def _listed(question: Question, names: Iterable[str]) -> str:
    """List names of a question in quotes; those that stand side by side in it are one."""
    joined: list[str] = []
    for name in dict.fromkeys(names):
        if joined and re.search(rf"(?<!\w){re.escape(f'{joined[-1]} {name}')}(?!\w)", question.text):
            joined[-1] += f" {name}"
        else:
            joined.append(name)
    return " or ".join(f"“{name}”" for name in joined)
