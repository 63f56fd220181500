"""Find what somebody said, when the question asks for nothing more: "What did Ada Berg say?"

Every sentence attributed to the speaker answers equally well. A reader, which looks for the one best answer, splits its
probability among them.
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

_THEIRS = 0.8  # probability that a statement attributed to somebody by name is theirs


def all_statements(question: Question, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Keep only the statements of the speaker that a question names, if it asks for nothing else; else all evidence."""
    speaker = content_words(f"by {question.wanted.speaker}")
    asked = [word for word in question.words if not re.fullmatch(SAYING, word.text, re.I)]
    if not speaker or not all(word.is_name for word in speaker) or len(asked) > len(speaker):
        return tuple(evidence)
    theirs = [item for item in evidence if _is_of(item, speaker) and not doubts(question, item)]
    return tuple(replace(item, probability=max(item.probability, _THEIRS)) for item in theirs) or tuple(evidence)


def _is_of(item: Evidence, speaker: Sequence[Word]) -> bool:
    """Return whether a sentence is attributed to a name that contains every word of the speaker's name."""
    article = item.hit.article
    named = [full_name(article, one.source) for one in attributions(article, item.span) if one.kind == "named"]
    return any(all(word in Present([name]) for word in speaker) for name in named)
