"""Estimate how probably a sentence says yes, no or neither to a question.

    question, sentence -> negations, words in common, words that turn the meaning -> signs -> three probabilities

A logistic model over signs that depend on words alone; `training/train_verdict.py` fits it and writes `verdict.json`.
The signs cover negations and words that reverse a statement ("refused", "unharmed"), in the sentence and the question.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import NamedTuple

from byline.language.clauses import clauses_in
from byline.language.content import Present, Word, content_words
from byline.question.question import Question

OUTCOMES = ("no", "yes", "neither")
NEGATIONS = re.compile(
    r"\b(?:not|no|never|none|without|neither|nor|cannot|nobody|nothing|nowhere|no one|hardly|barely|scarcely)\b"
    r"|n['’]t\b",
    re.I,
)
_BETWEEN = re.compile(
    r"[;:()–—]|,(?!\d)|\b(?:but|and|while|although|though|whereas|because|which|who|that|whether|if|as)\b", re.I
)
_TURNING = re.compile(
    r"\b(?:refus\w+|declin\w+|reject\w+|turn\w* down|den(?:y|ies|ied)|fail\w*|call\w* off|cancel\w*|drop\w+|defeat\w*"
    r"|instead|rather|only|yet to|abstain\w*|wrong|false\w*|untrue|ruled? out|stopp?\w*|exclu\w+|halt\w*|against|lost"
    r"|miss\w+|withdr\w+|postpon\w+|ban\w*|illegal|forbid\w*|forbade|prohib\w+|prevent\w*|unlikely|ended|avoid\w*"
    r"|escap\w*|lack\w*|too (?:late|early|little|few)|empty|closed?|absen\w+|overturn\w*|dismiss\w*|lapse\w*|expire\w*"
    r"|still|remain\w*|kept|keeps?|unchanged|secret|unknown|free|suspend\w*|short of|far from|out of|unhurt|unharmed"
    r"|unscathed|un\w{4,}ed|spared?|safe|harmless|impossible|opposed|innocent|acquit\w*|quash\w*|void|except\w*"
    r"|other than|contrary|denial|former|ignor\w*|surviv\w*|intact|alone|silent|mistaken\w*|error"
    r"|g(?:ive|ave|iven|iving) up|t(?:ake|ook|aken|aking) back|back(?:s|ed|ing)? down|stay\w*|stands?|stood|holds?|held"
    r"|carr(?:y|ies|ied|ying) on|regardless|anyway|nevertheless)\b",
    re.I,
)
_TURNING_SOON = re.compile(rf"\s(?:\w+\s)?(?:{_TURNING.pattern})", re.I)
_OF_ANY = re.compile(
    r"\b(?:any|anyone|anybody|anything|anywhere|ever|yet|still|all|every\w*|both|only|always|first|already|too|also"
    r"|as well)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:may|might|could|would|should|if|whether|unless|until|likely|reportedly|plan\w*|propos\w*|expect\w*|alleg\w*"
    r"|accus\w*|suspect\w*|claim\w*|say|says|said|hop\w+|ask\w*|want\w*|consider\w*)\b",
    re.I,
)
_RELATIVE = re.compile(r"\b(?:which|who|that)\s*$", re.I)
_SUBORDINATE = re.compile(r"\s*(?:that|whether|if)\b", re.I)
_ANSWER = re.compile(r"\W*(?P<word>yes|no)\b[^\w ]", re.I)
_STEM = 6  # leading letters that identify a word that reverses the meaning
_FEW_WORDS, _MANY_WORDS, _MANY_CLAUSES = 6, 40, 6


class Leaning(NamedTuple):
    """The probabilities that a sentence says no, yes or neither; they add up to 1."""

    no: float
    yes: float
    neither: float


def leaning_of(question: Question, sentence: str) -> Leaning:
    """Return how probably a sentence says no, yes or neither to a yes-or-no question."""
    weights = load_weights()
    sums = [0.0, 0.0, 0.0]
    for name, value in signs_of(question, sentence).items():
        for outcome, weight in enumerate(weights.get(name, ())):
            sums[outcome] += weight * value
    most = max(sums)
    shares = [exp(one - most) for one in sums]
    return Leaning(*(share / sum(shares) for share in shares))


@cache
def load_weights() -> Mapping[str, Sequence[float]]:
    """Return the weights of each sign for no, yes and neither; a sign without weights has no effect."""
    content: dict[str, list[float]] = json.loads(files(__package__).joinpath("verdict.json").read_text("utf-8"))
    return content


def denies_what_turns(question: Question, sentence: str) -> bool:
    """Return whether a sentence negates a reversing word that is not in the question: "did not halt"."""
    denied = (_TURNING_SOON.match(sentence, match.end()) for match in NEGATIONS.finditer(sentence))
    return any(match and not _turning(match[0]) <= _turning(question.text) for match in denied)


def turns_or_denies(sentence: str) -> bool:
    """Return whether a sentence has a negation or a word that reverses the meaning."""
    return bool(NEGATIONS.search(sentence) or _TURNING.search(sentence))


def clauses_with_negation(sentence: str) -> list[tuple[str, bool]]:
    """Return the clauses with a negation, and whether each says what it denies; none if a word reverses it."""
    if _TURNING.search(sentence):
        return []
    found: list[tuple[str, bool]] = []
    for one in clauses_in(sentence):
        clause = sentence[one.start : one.end]
        if match := NEGATIONS.search(clause):
            governs = _SUBORDINATE.match(sentence, one.end)  # "no sign that it stole"
            qualifies = _RELATIVE.search(sentence[: one.start])  # "a post, which has not been built"
            after = _OF_ANY.sub(" ", clause[match.end() :])
            found.append((clause, not (governs or qualifies) and bool(content_words(f"the {after}"))))
    return found


def signs_of(question: Question, sentence: str) -> dict[str, float]:
    """Return the signs of a sentence for a yes-or-no question, by name; signs that are 0 are left out."""
    text = question.text
    asked = [word for word in question.words if not word.is_name]
    negated = _negations(sentence) > 0
    sign = "negated" if negated else "plain"
    clauses = [(_share(asked, clause), _negations(clause) % 2) for clause in _clauses(sentence)]
    best_negated = max((share for share, odd in clauses if odd), default=0.0)
    best_plain = max((share for share, odd in clauses if not odd), default=0.0)
    covered, length = _share(asked, sentence), len(sentence.split())
    turned_asked, turned_said = _turning(text), _turning(sentence)
    answer = _ANSWER.match(sentence)
    figures, figures_said = (set(re.findall(r"\d+", one)) for one in (text, sentence))
    signs: dict[str, float] = {
        "bias": 1,
        sign: 1,
        f"{sign}, of a negation": _negations(text) % 2,
        **_negated_words(question, sentence),
        "best clause negated": best_negated,
        "best clause plain": best_plain,
        "best clause, difference": best_negated - best_plain,
        "best clause plain, all": best_plain == 1,
        f"covered, {sign}": _share(question.words, sentence),
        f"covered without names, {sign}": covered,
        f"covered all, {sign}": covered == 1,
        f"turned in the question, {sign}": bool(turned_asked - turned_said),
        f"turned in the sentence, {sign}": bool(turned_said - turned_asked),
        f"turned in each, {sign}": bool(turned_asked - turned_said and turned_said - turned_asked),
        f"turned in both, {sign}": bool(turned_asked & turned_said),
        f"of any, {sign}": bool(_OF_ANY.search(text)),
        f"few words, {sign}": length <= _FEW_WORDS,
        "words": min(length, _MANY_WORDS) / _MANY_WORDS,
        "clauses": min(len(clauses), _MANY_CLAUSES) / _MANY_CLAUSES,
        "other figures": bool(figures and figures_said and not figures & figures_said),
        f"first word {text.split()[0].casefold()}, {sign}": 1,
    }
    signs |= {f"said {stem}, {sign}": 1 for stem in turned_said - turned_asked}
    signs |= {f"asked {stem}, {sign}": 1 for stem in turned_asked - turned_said}
    signs |= {f"of {match.casefold()}, {sign}": 1 for match in _OF_ANY.findall(text)}
    signs |= {f"open {match.casefold()}": 1 for match in _OPEN.findall(sentence)}
    signs |= {f"word {match.casefold().replace('’', chr(39))}": 1 for match in NEGATIONS.findall(sentence)}
    if answer:
        signs[f"begins with {answer['word'].casefold()}"] = 1
    return {name: float(value) for name, value in signs.items() if value}


def _negated_words(question: Question, sentence: str) -> dict[str, float]:
    """Return signs for what follows the negations: words of the question, other words, or nothing ("It did not")."""
    asked = Present([question.text])
    found = {"negates what is asked": 0, "negates nothing": 0, "negates": 0}
    for clause in _clauses(sentence):
        for match in NEGATIONS.finditer(clause):
            behind = content_words(f"the {clause[match.end() :]}")[:2]
            kind = "negates nothing" if not behind else "negates"
            found["negates what is asked" if any(word in asked for word in behind) else kind] = 1
    return {
        "negates what is asked": found["negates what is asked"],
        "negates nothing": found["negates nothing"],
        "negates nothing, and nothing asked": found["negates nothing"] * (1 - found["negates what is asked"]),
        "negates something else": found["negates"] * (1 - found["negates what is asked"]),
    }


def _clauses(sentence: str) -> list[str]:
    return [clause for clause in _BETWEEN.split(sentence) if clause.strip()]


def _negations(text: str) -> int:
    return len(NEGATIONS.findall(text))


def _turning(text: str) -> frozenset[str]:
    return frozenset(match.casefold()[:_STEM] for match in _TURNING.findall(text))


def _share(words: Sequence[Word], text: str) -> float:
    present = Present([text])
    return sum(word in present for word in words) / len(words) if words else 0.0
