"""Find a sentence that says the opposite of what is asked without negating it.

"Did revenue rise?"          "Revenue fell by 2 per cent"
"Was the airport closed?"    "The airport stayed open all night"
"Did the Greens oppose it?"  "The Liberals opposed it; the Greens abstained"
"Did the mayor resign?"      "The mayor rejected calls to resign"

It must say so of the same thing, and of what is to come only if the question does.
"""

import re
from collections.abc import Sequence

from byline.language.clauses import clauses_in
from byline.language.content import Present, Word, content_words
from byline.language.irregular import in_base_form
from byline.language.negation import negations_in
from byline.question.question import Question

_UNCHANGED = r"unchanged|frozen|(?:stay|remain)(?:s|ed)? (?:the same|at|as (?:it|they))"
_RISING = (
    r"ris(?:e|es|en|ing)|rose|increas(?:e|es|ed|ing)|gr[eo]w(?:s|n|ing)?|climb(?:s|ed|ing)?|(?:go"
    r"|goes|gone|going|went) up"
)
_FALLING = (
    r"f[ae]ll(?:s|en|ing)?|decreas(?:e|es|ed|ing)|drop(?:s|ped|ping)?|shr[aiu]nk\w*|(?:go|goes|gone|going|went) down"
    r"|slipp(?:ed|ing)|sank|declin(?:e|es|ed|ing)(?! to\b)"
)
_RAISING = r"rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|put up"
_CUTTING = r"cut(?:s|ting)?|reduc(?:e|es|ed|ing)|lower(?:s|ed|ing)?"
_WINNING, _LOSING = r"w[io]n(?:s|ning)?", r"los(?:e|es|ing|t)|(?:is|was|were|been) (?:beaten|defeated)"
_KEEPING = r"keep(?:s|ing)?|kept|retain(?:s|ed|ing)?|h[eo]ld(?:s|ing)?|defend(?:s|ed|ing)?"
_ACCEPTING = (
    r"accept(?:s|ed|ing)?|agree(?:s|d|ing)?|approv(?:e|es|ed|ing)|back(?:s|ed|ing)?|support(?:s|ed|ing)?"
    r"|grant(?:s|ed|ing)?|vot(?:e|es|ed|ing) (?:for|in favou?r)|uph[eo]ld|success(?:ful)?|succeed(?:s|ed|ing)?"
)
_REFUSING = (
    r"reject(?:s|ed|ing)?|refus(?:e|es|ed|ing)|turn(?:s|ed|ing)? (?:\w+ )?down|oppos(?:e|es|ed|ing)"
    r"|vot(?:e|es|ed|ing) against|thr[eo]wn? out|dismiss(?:es|ed|ing)?|unsuccessful"
    r"|overturn(?:s|ed)?"
)
_ABSTAINING = r"abstain(?:s|ed|ing)?"
_HAPPENING = r"(?:go|goes|gone|going|went) ahead|t(?:ake|akes|aken|aking|ook) place|held|happen(?:s|ed|ing)?"
_CALLED_OFF = r"call(?:s|ed|ing)? off|cancel(?:s|led|ling|ed)?|postpon(?:e|es|ed|ing)|put off|scrapp(?:ed|ing)"
_ALLOWED = r"allow(?:s|ed)?|permitted|legal|lawful"
_FORBIDDEN = r"illegal|unlawful|banned|forbidden|prohibited|barred|outlawed|ruled out"
_ENDED = r"stop(?:s|ped|ping)?|end(?:s|ed|ing)?|over|finish(?:es|ed|ing)?"
_GOING_ON = r"still(?= (?:\w+ing|under way|in|on)\b)|continu(?:e|es|ed|ing)|(?:goes|went|going|carries|carried) on"
_IN_OFFICE = (
    r"(?:stay|remain)(?:s|ed|ing)? (?:in (?:office|charge|post|the post|the job|(?:his"
    r"|her) (?:post|job))|on(?= as\b|[.,]|$))"
)
_OUT_OF_OFFICE = r"resign(?:s|ed|ing)?|step(?:s|ped|ping)? down|stand(?:s|ing)? down|stood down|quit(?:s|ting)?"
# What is asked, and what says the opposite.
_OPPOSITES = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.I), re.compile(rf"\b(?:{opposite})\b", re.I))
    for asked, opposite in (
        (_RISING, rf"{_FALLING}|{_UNCHANGED}"),
        (_FALLING, rf"{_RISING}|{_UNCHANGED}"),
        (_RAISING, rf"{_CUTTING}|{_UNCHANGED}"),
        (_CUTTING, rf"{_RAISING}|{_UNCHANGED}"),
        (_WINNING, _LOSING),
        (_LOSING, rf"{_WINNING}|{_KEEPING}"),
        (
            _KEEPING,
            rf"{_LOSING}|drop(?:s|ped|ping)?|scrap(?:s|ped|ping)?|abolish(?:es|ed|ing)?|giv(?:es?|ing|en) up|gave up",
        ),
        (_ACCEPTING, rf"{_REFUSING}|{_ABSTAINING}"),
        (_REFUSING, rf"{_ACCEPTING}|{_ABSTAINING}"),
        (_HAPPENING, _CALLED_OFF),
        (_CALLED_OFF, r"(?:go|going|goes|went) ahead|t(?:ook|akes?|aking) place|as planned"),
        (_ALLOWED, _FORBIDDEN),
        (_FORBIDDEN, _ALLOWED),
        (_ENDED, _GOING_ON),
        (_OUT_OF_OFFICE, _IN_OFFICE),
        (r"clos(?:e|ed|ing)|shut", r"(?:stay|remain|keep|kept)(?:s|ed|ing)? (?:[\w']+ ){0,4}?open"),
        (r"(?:re)?open(?:ed)?", r"(?:re)?clos(?:ed|ing)|(?:stay|remain|keep|kept)(?:s|ed)? (?:closed|shut)"),
        (r"hurt|injured|harmed", r"unhurt|uninjured|unharmed|unscathed"),
        (r"in force|in place|in effect", r"lifted|repealed|abolished|scrapped|suspended|expired"),
        (r"alive|surviv(?:e|ed)", r"died|dead|killed"),
        (r"compulsory|mandatory|obligatory", r"voluntary|optional"),
    )
)
# What was asked for, and refused or lost.
_REQUEST = (
    r"(?:amendment|appeal|application|attempt|bid|call|claim|demand|idea|invitation|motion|plan|petition"
    r"|pressure|proposal|request|suggestion)s?"
)
_REFUSED_REQUEST = re.compile(
    r"\b(?:rul(?:es|ed) out|decided against|abandoned|scrapped|shelved)\s(?P<ruled>[^;.]+)|"
    rf"\b(?:reject|refus|turn|dismiss|resist|ignor|threw out|vot\w+ (?:against"
    rf"|down))\w*\s(?:\w+\s){{0,4}}?{_REQUEST}\b(?P<active>[^;.]+)"
    rf"|\b{_REQUEST}\s(?P<passive>[^;.]+?)\s(?:(?:was|were|has been|have been|had been)\s(?:\w+\s)?"
    r"(?:rejected|refused|turned down|dismissed|thrown out|voted down|defeated|dropped|unsuccessful)|failed)\b",
    re.I,
)
_ASKS_OF_REQUEST = re.compile(
    r"\b(?:ask|appl|appeal|attempt|bid|call|claim|demand|idea|invit|motion|plan|petition|press|propos|request|suggest|reject|refus|turn|want"
    r"|tr[iy]|consider|vote)",
    re.I,
)
_COMING = re.compile(
    r"\b(?:will|would|shall|(?:is|are|was|were) (?:to|due to|set to|going to)|plan(?:s|ned)? to)\b|'ll\b", re.I
)
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|yet to|fail\w*)\b|n['’]t\b", re.I
)
BY_PRONOUN = re.compile(r"\W*(?:he|she|it|they)\b", re.I)
_IT_AFTER = re.compile(r"\s(?:it|them|him|her|this|that|both)\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OF_ALL = re.compile(r"\b(?:all|every\w*|both|only)\b", re.I)
_OBJECT = re.compile(
    r"\s+(?!(?:in|on|at|by|for|to|from|of|with|since|until|before|after|during|because|when|as|than|last|this|yet)\b)\w"
)
_MOST = 0.5  # minimum share of the question's other words in the sentence


def says_opposite(question: Question, said: str, asked: Sequence[Word]) -> bool:
    """Return whether a sentence says the opposite of what is asked.

    Args:
        question: What was asked.
        said: A sentence without its quotations, in which nothing is left open.
        asked: The question's words that count.
    """
    if _OF_ALL.search(question.text) or _years_differ(question.text, said):
        return False
    return _is_refused(question, said, asked) or any(_is_turned(question, said, asked, *pair) for pair in _OPPOSITES)


def _is_refused(question: Question, said: str, asked: Sequence[Word]) -> bool:
    """Return whether a sentence says that what is asked was demanded or proposed in vain."""
    found = _REFUSED_REQUEST.search(said)
    acts = [word for word in asked if not word.is_name]
    if found is None or not acts or _ASKS_OF_REQUEST.search(question.text) or negations_in(said):
        return False
    present, what = Present([said, in_base_form(said)]), found["ruled"] or found["active"] or found["passive"]
    first = Present([said[: found.start()]])
    is_named = any(word in present for word in asked if word.is_name) or any(word in first for word in acts)
    is_named = is_named or bool(BY_PRONOUN.match(said))
    return is_named and all(word in present for word in acts) and acts[-1] in Present([what, in_base_form(what)])


def _is_turned(
    question: Question, said: str, asked: Sequence[Word], word: re.Pattern[str], opposite: re.Pattern[str]
) -> bool:
    turns, found = list(word.finditer(question.text)), opposite.search(said)
    if len(turns) != 1 or found is None:
        return False
    clause, first = _clause(said, found), said[: found.start()]
    if word.search(said):  # "The Greens voted against it; the Liberals abstained"
        found = opposite.search(clause)
        first = clause[: found.start()] if found else ""
    if found is None or word.search(clause) or _NEGATED.search(clause) or _says_it_later(question, first + found[0]):
        return False
    of_it = bool(_IT_AFTER.match(said, said.index(found[0]) + len(found[0])))
    return _is_of_the_same(question, said, first, turns[0], asked, of_it=of_it)


def _clause(said: str, found: re.Match[str]) -> str:
    spans = [one for one in clauses_in(said) if one.start <= found.start() < one.end]
    return said[spans[0].start : spans[0].end] if spans else said


def _says_it_later(question: Question, said: str) -> bool:
    """Return whether question and sentence are not both about what is to come, or both about what is."""
    return bool(_COMING.search(said)) != bool(_COMING.search(question.text))


def _is_of_the_same(
    question: Question, said: str, first: str, turn: re.Match[str], asked: Sequence[Word], *, of_it: bool
) -> bool:
    """Return whether a sentence says something of the subject, and of the object, that the question names.

    Args:
        question: What was asked.
        said: The sentence.
        first: What stands before the word that says the opposite.
        turn: The question's word for which it is the opposite.
        asked: The question's words that count.
        of_it: Whether "it" or the like takes the place of the object: "The board accepted it".
    """
    before = content_words(f"the {question.text[: turn.start()]}")
    after = content_words(f"the {question.text[turn.end() :]}")
    subject = [word for word in before if word in asked and word.text.casefold() not in turn[0].casefold()]
    behind = [] if of_it else [word for word in after if word in asked]
    before_it, whole = Present([first]), Present([said, in_base_form(said)])
    is_pronoun = bool(BY_PRONOUN.match(first)) and not any(word.is_name for word in content_words(f"the {first}"))
    if not is_pronoun and not any(word in before_it for word in subject):
        return False
    if _OBJECT.match(question.text, turn.end()) and behind and behind[0] not in whole:
        return False
    others = [*([] if is_pronoun else subject), *behind]
    is_named = any(not word.is_name and word in before_it for word in subject)
    is_it = is_named or all(word in whole for word in others if word.is_name)
    return is_it and sum(word in whole for word in others) >= _MOST * len(others)


def _years_differ(asked: str, said: str) -> bool:
    ours, theirs = set(_YEAR.findall(asked)), set(_YEAR.findall(said))
    return bool(ours and theirs and not ours & theirs)
