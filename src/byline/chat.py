"""Follow-up questions: what to search for when a question leans on the one before it."""

import re
from collections.abc import Sequence

from byline.settings import MAX_QUESTION_CHARACTERS

_CONTINUES = re.compile(r"(?:and|but|or|so|what about|how about)\b|(?:why|when|where|who|how)\W*$", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?:he|she|it|its|they|them|their|his|her|him|these|those|"
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z]\w+")


def standalone(question: str, history: Sequence[str]) -> str:
    """Return what to search for: the question itself, or with those before it as far back as each leans on the next.

    A question leans on the one before if it begins like a continuation ("and", "what about"), is a bare
    question word, or has a pronoun but no name. The rule is blunt: the query is shown with the reply.

    Args:
        question: As asked.
        history: Earlier questions of the conversation, oldest first.
    """
    leans = _CONTINUES.match(question) or (_PRONOUN.search(question) and not _NAME.search(question))
    if not history or not leans:
        return question
    whole = f"{standalone(history[-1], history[:-1])} {question}"
    return whole if len(whole) <= MAX_QUESTION_CHARACTERS else question
