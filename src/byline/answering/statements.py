"""What somebody said, where nothing more is asked: "What did Ada Berg say?"

Each sentence that the article attributes to them answers as well as another. A reader, which looks for the one best
answer, divides its trust among them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from byline.answering.headline import doubts
from byline.language.attribution import attributions, full_name
from byline.language.content import Present, Word, content_words
from byline.question.question import Question
from byline.question.wanted import SAYING
from byline.readers.base import Evidence

_THEIRS = 0.8  # how probable it is that what is attributed to somebody by name are their words


def all_statements(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return only what the speaker says that a question names, where it asks for nothing else; else all evidence."""
    speaker = content_words(f"by {question.wanted.speaker}")
    asked = [word for word in question.words if not re.fullmatch(SAYING, word.text, re.I)]
    if not speaker or not all(word.is_name for word in speaker) or len(asked) > len(speaker):
        return tuple(evidence)
    theirs = [item for item in evidence if _is_of(item, speaker) and not doubts(question, item)]
    return tuple(replace(item, probability=max(item.probability, _THEIRS)) for item in theirs) or tuple(evidence)


def _is_of(item: Evidence, speaker: Sequence[Word]) -> bool:
    """Tell whether a sentence is attributed to somebody by a name that has all words of the speaker's."""
    article = item.hit.article
    named = [full_name(article, one.source) for one in attributions(article, item.span) if one.kind == "named"]
    return any(all(word in Present([name]) for word in speaker) for name in named)
