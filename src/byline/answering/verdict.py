"""Whether a sentence decides a yes or no question in so many words."""

import re
from collections.abc import Sequence

from byline.language.content import Present, Word, content_words
from byline.language.negation import negations_in
from byline.question.form import looks_ahead
from byline.question.question import Question
from byline.records import Citation, Conflict, Verdict

_CLAUSES = re.compile(
    r"[,;:()–—]|\b(?:but|and|or|while|although|though|whereas|because|after|before|when|as|that|which|who)\b", re.I
)
# Words with which a sentence leaves open, plans, limits or only reports what it says.
_OPEN = re.compile(
    r"\b(?:may|might|could|would|should|can|if|whether|unless|until|likely|reportedly|almost|nearly|hardly|barely"
    r"|rarely|seldom|few|partly|some|only|consider\w*|plan\w*|propos\w*|expect\w*|alleg\w*|claim\w*|den(?:y|ies|ied)"
    r"|rumou?r\w*|want\w*|seek\w*|try|tries|tried|fail\w*|refus\w*)\b|\?",
    re.I,
)


def verdict_of(question: Question, citations: Sequence[Citation], conflicts: Sequence[Conflict]) -> Verdict | None:
    """Return what the first citation of a reply decides, None where articles differ."""
    return verdict_in(question, citations[0].quote) if citations and not conflicts else None


def verdict_in(question: Question, sentence: str) -> Verdict | None:
    """Return yes where one clause says what is asked, word for word in that order, and no where it denies it.

    None where the question is no yes or no question or has a negation, where words of it are missing or stand in
    another order, and where the sentence leaves it open or negates something else too.
    """
    if question.form != "yes_no" or question.is_negated or _OPEN.search(sentence):
        return None
    if looks_ahead(sentence) and not question.looks_ahead:
        return None
    for clause in _CLAUSES.split(sentence):
        negations = len(negations_in(clause))
        if _says(clause, question.words) and negations == len(negations_in(sentence)) <= 1:
            return "no" if negations else "yes"
    return None


def _says(clause: str, asked: Sequence[Word]) -> bool:
    said = content_words(clause)
    places = [next((at for at, one in enumerate(said) if word in Present([one.text])), None) for word in asked]
    found = [place for place in places if place is not None]
    return len(asked) > 1 and len(found) == len(asked) and found == sorted(found)
