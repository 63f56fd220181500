"""Follow-up questions: what to search for when a question leans on the one before it."""

import re
from collections.abc import Sequence

_CONTINUES = re.compile(r"(?:and|but|or|so|what about|how about)\b|(?:why|when|where|who|how)\W*$", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|it|its|they|them|their|his|her|him|these|those|there)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z]\w+")


def standalone(question: str, history: Sequence[str]) -> str:
    """Return what to search for: the question itself, or with the one before it if it leans on that.

    A question leans on the one before if it begins like a continuation ("and", "what about"), is a bare
    question word, or has a pronoun but no name. The rule is blunt: the query is shown with the reply.

    Args:
        question: As asked.
        history: Earlier questions of the conversation, oldest first.
    """
    leans = _CONTINUES.match(question) or (_PRONOUN.search(question) and not _NAME.search(question))
    return f"{history[-1]} {question}" if history and leans else question
