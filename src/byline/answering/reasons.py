"""Explain why a question is not answered, or only partly. Each reason claims only what was checked.

What was not found may still be in the articles. A reason says that no article mentions a name only if the whole archive
lacks it.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from byline.answering.timing import is_out_of_time
from byline.language.calendar import in_words
from byline.language.content import Present
from byline.language.identification import UNDETERMINED, language_name
from byline.question.conversation import Outside, Talk
from byline.question.coverage import surroundings
from byline.question.question import Question
from byline.readers.base import Reading
from byline.records import Hit, Hits, IndexState
from byline.records.vocabulary import QuestionKind

# Below both, what was found is about something else. That is the case for none of 250 questions on the invented news,
# and for 47 % (Natural Questions) and 29 % (SQuAD) of questions on other subjects asked of it.
_SUBJECT_SIMILARITY = 0.25  # cosine similarity of the question and the closest passage
_SUBJECT_COVERAGE = 0.35  # share of the question's words in the passage of the best sentence
_WORDS_OF_A_SUBJECT, _MOST = 2, 0.65  # minimum number, and share, of its words in one passage that is on its subject
_INSTEAD: Mapping[QuestionKind, str] = MappingProxyType(
    {
        "catalogue": (
            "this asks about the articles themselves, but I cannot tell what to count: ask how many or which articles "
            "mention something, come from a publisher or date from a period, or use byline list"
        ),
    }
)
_OFFER = (
    "I answer from the articles in this archive, quoting them word for word with their sources. Ask what they say "
    "about a person, a place, a date, a figure or an event, then ask follow-up questions"
)
_SAID_TO: Mapping[Talk | Outside, str] = MappingProxyType(
    {
        "hello": f"Hello. {_OFFER}",
        "thanks": "You're welcome. Ask me anything else about the articles in this archive",
        "goodbye": "Goodbye. Come back any time to ask about the articles in this archive",
        "chat": _OFFER,
        "make": (
            "I don't write anything myself: I quote the articles. Ask for a summary or a timeline of a subject, or "
            "what was said about it"
        ),
        "reword": (
            "I show the articles' own words and do not translate or rewrite them. Ask what they say, or use byline "
            "show to print an article in full"
        ),
        "advise": (
            "I have no opinions and give no advice: I quote the articles. Ask for the arguments for and against "
            "something, or what somebody in the articles thinks of it"
        ),
        "know": "I only know what the articles say, not the weather, the time or sums: ask about something in them",
        "do": (
            "I only answer questions: use byline add and byline remove to change the archive, and byline ask --json to "
            "pass an answer to another program"
        ),
    }
)


def unanswerable(question: Question, languages: frozenset[str] | None) -> str:
    """Return why no sentence can answer a question, whatever the search finds; empty if one may.

    Args:
        question: What was asked.
        languages: The languages that the encoder knows; None if unknown.
    """
    if question.beside:
        return _SAID_TO[question.beside]
    if question.language and languages and question.language not in languages:
        known = " and ".join(sorted(map(language_name, languages)))
        is_in = f"is in {language_name(question.language)}"
        if question.language == UNDETERMINED:
            is_in = f"does not seem to be in {known}"
        return f"the question {is_in}, and the search understands only {known}: ask in {known}"
    return _INSTEAD.get(question.question_kind, "")


def lacking(question: Question, reading: Reading, nowhere: Iterable[str]) -> str:
    """Return which part of a question the best sentence does not answer; empty if none is known to be missing."""
    if absent := _listed(question, nowhere):
        return f"no article mentions {absent}"
    missing = _listed(question, reading.missing)
    return f"the passages found do not mention {missing}" if missing else ""


def not_answered(question: Question, reading: Reading, hits: Hits, index: IndexState, nowhere: Iterable[str]) -> str:
    """Return why none of the sentences found answers a question that a sentence could answer.

    Args:
        question: What was asked.
        reading: What the reader made of the passages.
        hits: The passages that were read.
        index: The state of the archive.
        nowhere: Names in the question that no article mentions.
    """
    if not index.articles:
        return "there are no articles in the archive yet"
    if not hits and is_out_of_time():
        return "the time was up before this was searched for"
    if not hits:
        left_out = f" (undated articles left out: {hits.undated})" if hits.undated else ""
        return f"no article meets the conditions{left_out}"
    if absent := _listed(question, nowhere):
        return f"no article mentions {absent}"
    if question.is_of_time_alone and question.period and question.period.is_bounded:
        day = hits[0].article.day
        days = next((one for one in question.period.readings if day and day in one), question.period.days)
        return (
            f"this asks for all the news from {in_words(days)}, but an answer is only a few sentences: ask about one "
            f"subject, and limit the dates with --since {days.start} --until {days.last}"
        )
    if _off_subject(question, reading, hits):
        return "I found nothing about this"
    return "I couldn't find a sentence that answers this"


def _off_subject(question: Question, reading: Reading, hits: Hits) -> bool:
    """Return whether the passages found are about something else: unlike the question and with few of its words."""
    if any(_has_most_words(question, hit) for hit in hits):
        return False
    similarities = [hit.similarity for hit in hits if hit.similarity is not None]
    unlike = bool(similarities) and max(similarities) < _SUBJECT_SIMILARITY
    return unlike and (reading.signs is None or reading.signs.coverage < _SUBJECT_COVERAGE)


def _has_most_words(question: Question, hit: Hit) -> bool:
    """Return whether a passage and its title have two or more of the question's words, and most of them."""
    present = Present([surroundings(hit)])
    found = sum(word in present for word in question.words)
    return found >= _WORDS_OF_A_SUBJECT and found >= _MOST * len(question.words)


def _listed(question: Question, names: Iterable[str]) -> str:
    """List names from a question in quotation marks, joining those that are adjacent in it."""
    joined: list[str] = []
    for name in dict.fromkeys(names):
        if joined and re.search(rf"(?<!\w){re.escape(f'{joined[-1]} {name}')}(?!\w)", question.text):
            joined[-1] += f" {name}"
        else:
            joined.append(name)
    return " or ".join(f"“{name}”" for name in joined)
