"""Decide whether a sentence answers a yes-or-no question, and how.

    question, sentence -> rules, if the sentence says so outright -> verdict
                       -> else the way it leans (verdict_signs.py), unless something rules that out -> verdict

By the rules, "yes" needs a clause that says everything that is asked, word for word; "no" needs one that denies it, or
most of it. What is only quoted, alleged, planned, expected or conditional decides nothing.
"""

import re
from collections.abc import Sequence
from datetime import date

from byline.answering.actors import another_actor, whom_asked_of
from byline.answering.bounds import by_bound
from byline.answering.opposites import BY_PRONOUN, says_opposite
from byline.answering.verdict_signs import clauses_with_negation, denies_what_turns, leaning_of, turns_or_denies
from byline.language.clauses import clauses_in
from byline.language.content import Present, Word, content_words
from byline.language.irregular import in_base_form
from byline.language.negation import negations_in
from byline.language.quantities import quantities_in
from byline.language.sources import NAME
from byline.language.terms import terms_of
from byline.question.bounds import sets_bound
from byline.question.form import looks_ahead
from byline.question.question import Question
from byline.records import Citation, Conflict, Verdict

# Words that make a statement open, planned, limited, alleged or only reported.
_OPEN = re.compile(
    r"\b(?:(?-i:may)|might|could|would|should|can|if|whether|unless|until|likely|reportedly|almost|nearly|hardly|barely"
    r"|rarely|seldom|few|partly|some|only|consider\w*|plan\w*|propos\w*|expect\w*|alleg\w*|accus\w*|suspect\w*|charged"
    r"|claim\w*|den(?:y|ies|ied)|rumou?r\w*|predict\w*|forecast\w*|want\w*|hop(?:es|ed|ing)|seek\w*|try|tries|tried|fail\w*"
    r"|refus\w*|declin\w*|reject\w*|rul\w* out|stopp?\w* short|withdr\w*|retract\w*|wrongly|false\w*|untrue|hoax"
    r"|dropp\w*|call\w* for|urg(?:es|ed)|demand\w*|headline\w*|as if|joked?|except\w*|other than|apart from)\b|\?",
    re.I,
)
_QUOTED = re.compile(r"[“„\"][^“”\"]*(?:[”\"]|$)|(?<!\w)‘[^‘]*?’(?!\w)")
# "It is not true that the mayor resigned" denies what follows.
_NOT_TRUE = re.compile(
    r"\b(?:(?:is|was|are|were)(?: simply| just)? (?:not (?:true|correct|the case)|untrue|false|incorrect|wrong)"
    r"|would be (?:wrong|false|incorrect) to (?:say|claim|suggest|think)|(?:is|was) no truth in (?:the )?\w+)"
    r" that\s",
    re.I,
)
# "Reports that the mayor resigned are false."
_FALSE_REPORT = re.compile(
    r"\b(?:reports?|rumou?rs?|claims?|suggestions?|allegations?|posts?|messages?|stories|it) (?:\w+ ){0,3}?that"
    r" (?P<what>.+?) (?:is|are|was|were) (?:simply |entirely )?(?:not true|untrue|false|wrong|incorrect|unfounded"
    r"|baseless|made up|invented)\b",
    re.I,
)
# "All ferries except the Mirelle have been inspected": what is said of all is not said of what follows.
_EXCEPT = re.compile(
    r"\b(?:except(?: for)?|other than|apart from|aside from|save(?: for)?|excluding|barring|with the exception of"
    r"|all but)\s(?:the\s|its\s|their\s|an?\s)?(?P<whom>\S+(?:\s\S+)?)",
    re.I,
)
_BUT_NOT = re.compile(r"\b(?:but|though|and) not\s(?P<whom>[^,;.]+)", re.I)
# A denial by the people concerned settles what is their own decision, but not whether they did wrong.
_DENIED = re.compile(r"\b(?:denies|denied|has denied|have denied)\s(?:that\s)?", re.I)
_OWN_DECISION = re.compile(
    r"\b(?:resign\w*|step\w* down|quit|retir\w*|leav\w*|left|consider\w*|plan\w*|intend\w*|agree\w*|offer\w*|decid\w*"
    r"|appl(?:y|ied)|sell\w*|sold|buy|bought|sign\w*|join\w*|accept\w*|approv\w*|in talks)\b",
    re.I,
)
_SOMETHING_ITSELF = re.compile(r"\b(?:it|him|her|them)sel(?:f|ves)\b", re.I)
_WITHOUT_WEIGHT = re.compile(r"(?:any\w*|ever|yet|already|still|really|actually)\b", re.I)
# "Is it true that": asks for nothing itself.
_FRAME = re.compile(
    r"(?:is it|is there|am i|are we|can you|could you|do you)\b(?: \w+){0,3}? (?:true|correct|right|fact"
    r"|case|truth|confirm|chance|say|known?)"
    r"\b(?:[^?]{0,30}?\bthat\b)?",
    re.I,
)
# If the question has such a word, a negation means the opposite, or covers only a part: "Were all spared?"
_TURNED = re.compile(
    r"\b(?:refus|den(?:y|ied)|reject|turn(?:ed)? down|withdr[ae]w|tak\w+ back|escap|avoid|fail|miss|los[et]|drop|cancel"
    r"|postpon|stop|end|ban|forbid|prohibit|against|free|out of|safe|only|except|close|illegal|remain|stay|spare"
    r"|unharmed|unscathed|unhurt|ignor|enough|alone|empty|true|stand|open|clean|keep|kept|carry on|in order)\w*\b",
    re.I,
)
_OF_ALL = re.compile(
    r"\b(?:all(?! (?:night|day|along|right|clear)\b)|every\w*|both|out of)\b", re.I
)  # "none" is not the negation of these
_ALL_OF_THEM = re.compile(r"\b(?:all|every\w*|each|both|whole|no\w*|unanimous\w*|without exception)\b", re.I)
_NOBODY = re.compile(r"\b(?:nobody|nothing)\b", re.I)
# "She has not decided whether to go" is no answer to whether she will.
_UNDECIDED = re.compile(
    r"\b(?:(?:not|n['’]t|yet to|still to|never) (?:yet |been |be )*(?:decide[ds]?|made up|make up"
    r"|(?:say|said|clear|known|certain|sure|determined?|disclosed?) (?:yet )?(?:if|whether|how|wh\w+)\b)"
    r"|undecided|unsure"
    r"|unclear (?:if|whether)|(?:too (?:early|soon)|premature) to (?:say|tell|know|judge)|remain(?:s"
    r"|ed) (?:to be seen|open)"
    r"|(?:would|will|did|could) not (?:comment|respond|be drawn|(?:say|tell|answer|reveal) (?:if|whether|how|wh\w+))"
    r"|(?:does|do|did) not (?:show|prove|mean|establish|demonstrate) (?:that|if|whether)"
    r"|(?:declin|refus)\w+ to (?:say|comment|confirm|speculate) ?(?:on |if |whether |[.,;]|$)"
    r"|decision (?:is|was|will be) (?:expected|due|made)"
    r"|(?:is|are|was|were|be) (?:still )?(?:considering|weighing) (?:whether|\w+ing)\b)",
    re.I,
)
_ASKS_WHETHER_DECIDED = re.compile(
    r"\b(?:decid|decision|mind|say|said|tell|told|clear|known?\b|certain|sure|determin|disclos|confirm|comment|consider|reveal"
    r"|answer|settle|declare)",
    re.I,
)
_OPPOSING = re.compile(
    r"\b(?P<act>(?:appeal|protest|complain|campaign|demonstrat|fight|warn)(?:s|ed|e|es|ing)?) against\b", re.I
)
# "voted 19 to 12 on Monday to build it"
_VOTED_TO = re.compile(
    r"\bvoted (?:(?:by )?(?:an? )?(?:\d+(?: to |[-–])\d+|unanimously|overwhelmingly|narrowly"
    r"|on \w+day(?: \w+)?|\w+day(?: \w+)?),? )*"
    r"to (?=(?!\d|reject|refuse|oppose|block|turn|postpone|delay|scrap|drop)\w)"
)
# If a sentence has such a word, its leaning decides nothing.
_UNSETTLED = re.compile(
    r"\b(?:if|unless|(?-i:may)|might|likely|reportedly|allegedly|alleg\w*|accus\w*|suspect\w*|charged with|claim\w*"
    r"|den(?:y|ies|ied)|rumou?r\w*|predict\w*|forecast\w*|headline\w*|as if|joked?)\b|\?",
    re.I,
)
_SHORT = re.compile(
    r"(?:[^,;:]{3,60}\bsaid\s(?:that\s)?)?(?:(?:yes|no),\s)?(?:he|she|it|they|we|this|that)\s"
    r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)(?P<negated>\snot|n['’]t)?[.!]?",
    re.I,
)
# "Does the firm admit the leak?" Not if it denies it.
_ADMITTING = re.compile(r"\b(?:admit(?:s|ted)?|acknowledg(?:e|es|ed)|conced(?:e|es|ed))\b", re.I)
_DENYING = re.compile(r"\b(?:deny|denies|denied)\b", re.I)
# "Was Ada Berg convicted of fraud?" Not if a jury acquitted her of it.
_ASKS_OF_A_TRIAL = re.compile(
    rf"(?i:was|were|has|is)\s(?P<whom>{NAME})\s(?:been\s)?(?:convicted|found guilty)\b(?:\sof\s(?P<what>[^?]+))?"
)
_TRIED = rf"(?P<whom>{NAME})(?:,\s[^,;.]{{1,80}}(?=,))?,?"
_OF_WHAT = r"(?:\s(?:of|on)\s(?P<what>(?:(?!\s(?:but|while|and (?:was|acquitted|cleared|convicted|found))\b)[^,;.])+))?"
_CONVICTED = re.compile(rf"\bconvicted\s{_TRIED}{_OF_WHAT}")
_CLEARED = re.compile(
    rf"{_TRIED}\s(?:was|has been|had been)\s(?:[a-z]+ly\s)?(?:acquitted|cleared|found not guilty){_OF_WHAT}"
)
_ACQUITTED = re.compile(rf"\b(?:acquitted|cleared)\s(?:{_TRIED.replace(NAME, f'{NAME}|him|her')}){_OF_WHAT}")
_GUILTY_TOO = re.compile(rf"\b(?:found\s)?(?:(?:him|her)\s)?guilty{_OF_WHAT}")
_ALL_CHARGES = re.compile(r"(?:all|any|both|every|the|\w+)? ?(?:charges?|counts?|wrongdoing)\b", re.I)
_GUILTY = re.compile(r"\bconvict\w*|(?<!not )\bguilty\b", re.I)
_LESSER = re.compile(r"\b(?:conspir\w*|attempt\w*|aid\w*|abett?\w*|complicity)\b", re.I)
_SOMEBODY = re.compile(r"\b(?:he|she|it|they|both)\b", re.I)
_LIGHT_VERBS = frozenset(terms_of("take make get give go come become put set keep let use find call"))
_LIGHT_WORDS = _LIGHT_VERBS | frozenset(
    terms_of("say tell happen name know before after under over up down off out only more most own same")
)
_AND = re.compile(r"\band\b")
_IN_PART = re.compile(r"\b(?:but|though|just|only) not\b|\bexcept\b|\bnot (?:only|all|every\w*|just)\b", re.I)
# Minimum share of yes or no, leaving out neither; minimum probability. On labelled sentences, 0.3 gives up a tenth of
# the right leanings, and three fifths of those of sentences that decide nothing.
_LEANS, _PROBABLE = 0.65, 0.3
# The last clause asks yes or no: "In July, was the target kept?", "Rumours said he would go. Did he?"
_ASKED_LAST = re.compile(
    r"(?:.*[.:;,!–—]\s)(?:(?:and|but|so)\s)?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|must|should)"
    r"(?:n['’]t)?\s[^.:;,?!–—]{2,}\?|any\s[^.:;?!]+\?",
    re.I | re.S,
)
_ASKS_FOR_WORDS = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how|or)\b|\?.*\w", re.I | re.S)
_ROOT = 5  # leading letters that identify a charge: bribery, bribes
_SEVERAL = 3  # words of a sentence that show that it is about something else, if the question has none of them
_MOST = 0.5  # minimum share of the question's words, without names, in a sentence that denies


def verdict_of(question: Question, citations: Sequence[Citation], conflicts: Sequence[Conflict]) -> Verdict | None:
    """Return the verdict of a reply's first citation; None if articles differ."""
    if not citations or conflicts:
        return None
    return verdict_in(question, citations[0].quote, citations[0].article.day)


def verdict_in(question: Question, sentence: str, published: date | None = None) -> Verdict | None:
    """Return the verdict of a sentence, by the rules or by its leaning; quotations in it do not count.

    None if the question does not ask yes or no, or has a negation, or if the sentence leaves it open.

    Args:
        question: What was asked.
        sentence: The sentence, whole.
        published: The day of the article; dates without a year are near it.
    """
    if not asks_yes_or_no(question) or question.is_negated:
        return None
    said = _VOTED_TO.sub("approved ", _OPPOSING.sub(r"\g<act>", _QUOTED.sub(" ~ ", sentence)))
    if _UNDECIDED.search(said) and not _ASKS_WHETHER_DECIDED.search(question.text):
        return None
    if _SOMETHING_ITSELF.search(said) and not _names_in(question, said):
        return None  # "the bank itself" is the bank in the previous sentence
    frame = _FRAME.match(question.text)
    framing = Present([frame[0]]) if frame else ()
    asked = [word for word in question.words if word not in framing and not _WITHOUT_WEIGHT.fullmatch(word.text)]
    if another_actor(question, said):
        return None
    excepted = _EXCEPT.search(said)
    if excepted and (whom := [word for word in asked if word in Present([excepted["whom"]])]):
        rest = f"{said[: excepted.start()]} {said[excepted.end() :]}"
        return _of_exception([word for word in asked if word not in whom], rest)
    if _is_left_out(asked, said):
        return "no"
    short = _in_short(said) if asked else None
    other = _of_other_value(question, said) or _of_admitting(question, said) or _of_a_trial(question, said)
    if BY_PRONOUN.match(said):  # "They have signed Ada Berg": the previous sentence names who
        theirs = [word for word in whom_asked_of(question) if word not in Present([said])]
        asked = [word for word in asked if word not in theirs] or asked
    plain = _in_so_many_words(question, asked, said) or _in_so_many_words(question, asked, in_base_form(said))
    bound = None if _unsettled(asked, said) else by_bound(question, said, asked, published)
    if bound is None and sets_bound(question.text, said):
        return "no" if plain == "no" else None
    if said_so := bound or plain or short or other:
        return said_so
    if _unsettled(asked, said):
        return None
    return "no" if says_opposite(question, said, asked) else _leaning(question, asked, said)


def asks_yes_or_no(question: Question) -> bool:
    """Return whether a question, or at least its last clause, asks yes or no."""
    if question.form == "yes_no" or question.question_kind == "yes_no":
        return True
    return bool(_ASKED_LAST.fullmatch(question.text.strip())) and not _ASKS_FOR_WORDS.search(question.text)


def _names_in(question: Question, said: str) -> bool:
    """Return whether a sentence has one of the question's names, or the question has none."""
    names, present = [word for word in question.words if word.is_name], Present([said])
    return not names or any(word in present for word in names)


def _in_short(said: str) -> Verdict | None:
    """Return the verdict of a short reply such as "It did." or "She said they wouldn't."; None for other sentences."""
    match = _SHORT.fullmatch(said.strip())
    return None if match is None else "no" if match["negated"] else "yes"


def _of_admitting(question: Question, said: str) -> Verdict | None:
    """Return no if the question asks whether somebody admits something and the sentence says they deny it."""
    denied = _DENYING.search(said)
    if denied is None or not _ADMITTING.search(question.text) or _negations(said) or _ADMITTING.search(said):
        return None
    before, names = said[: denied.start()], [word for word in question.words if word.is_name]
    theirs = any(word in Present([before]) for word in names or question.words) or _SOMEBODY.search(before)
    return "no" if theirs and not re.search(r"\bif\b|\bmay\b|\bmight\b", said) else None


def _of_a_trial(question: Question, said: str) -> Verdict | None:
    """Return the verdict of a court on the person and the charge that a question names."""
    asked = _ASKS_OF_A_TRIAL.match(question.text)
    if asked is None or _UNSETTLED.search(said) or negations_in(said.replace("not guilty", "")):
        return None
    charge = content_words(f"of {asked['what']}") if asked["what"] else []
    convicted, cleared = _CONVICTED.search(said), _CLEARED.search(said) or _ACQUITTED.search(said)
    if cleared:
        whom = convicted["whom"] if convicted and cleared["whom"] in {"him", "her"} else cleared["whom"]
        what, names_it = cleared["what"] or "", bool(charge) and _is_charged_with(charge, cleared["what"])
        of_all = not _GUILTY.search(said) and (not what or _ALL_CHARGES.match(what))
        if _is_one(asked["whom"], whom) and (names_it or of_all):
            return "no"
        guilty = _GUILTY_TOO.search(said, cleared.end())
        if guilty and _is_one(asked["whom"], whom) and (not charge or _is_charged_with(charge, guilty["what"])):
            return "yes"
    if convicted and _is_one(asked["whom"], convicted["whom"]):
        return "yes" if not charge or _is_charged_with(charge, convicted["what"]) else None
    return None


def _is_charged_with(charge: Sequence[Word], what: str | None) -> bool:
    """Return whether all words of a charge are among those that a court decided on."""
    said = (what or "").casefold()
    present = Present([said])
    return not _LESSER.search(said) and all(word in present or word.text[:_ROOT].casefold() in said for word in charge)


def _is_one(asked: str, named: str) -> bool:
    """Return whether two names have the same last word, and the shorter is part of the longer."""
    ours, theirs = asked.split(), named.split()
    return ours[-1] == theirs[-1] and (set(ours) <= set(theirs) or set(theirs) <= set(ours))


def _is_left_out(asked: Sequence[Word], said: str) -> bool:
    """Return whether a sentence says it of others, "but not" of what the question names."""
    found = _BUT_NOT.search(said)
    if found is None or _is_open(asked, said) or _negations(said) > 1:
        return False
    first, whom = Present([said[: found.start()], in_base_form(said[: found.start()])]), Present([found["whom"]])
    rest = [word for word in asked if word not in first]
    named = [word for word in rest if word not in whom]  # in the sentence before, if the exception names nobody else
    names_others = any(word.is_name and not _has([word], asked) for word in content_words(f"the {found['whom']}"))
    return len(named) < len(rest) < len(asked) and all(word.is_name and not names_others for word in named)


def _of_exception(asked: Sequence[Word], said: str) -> Verdict | None:
    """Decide for an exception that a sentence makes: no, unless it denies the thing for all others."""
    present = Present([said])
    if not asked or not all(word in present for word in asked) or _is_open(asked, said):
        return None
    return "yes" if _negations(said) else "no"


def _of_other_value(question: Question, said: str) -> Verdict | None:
    """Return no if the sentence gives another value for the one measure in the question: "lasted five weeks"."""
    asked, given = ([one for _, one in quantities_in(text) if one.unit] for text in (question.text, said))
    if len(asked) != 1 or len(given) != 1 or asked[0].unit != given[0].unit:
        return None
    inexact = any(one.low != one.high or one.about for one in (asked[0], given[0]))
    if inexact or asked[0].low == given[0].low or negations_in(said) or _UNSETTLED.search(said):
        return None
    present = Present([said])
    others = [word for word in question.words if not word.is_name and not any(map(str.isdigit, word.text))]
    return "no" if sum(word in present for word in others) >= _MOST * len(others) else None


def _in_so_many_words(question: Question, asked: Sequence[Word], said: str) -> Verdict | None:
    """Return yes if one clause says what is asked, word for word in that order; no if that is denied."""
    if _is_denied(question, asked, said):
        return "no"
    if _is_open(asked, said):
        return None
    is_of_later, negations = looks_ahead(said) and not question.looks_ahead, _negations(said)
    if negations > 1 or (negations and _OF_ALL.search(question.text)):
        return None
    for text in (said, _AND.sub("&", said)):  # "They have signed Per Dahl and Ada Berg" is one clause
        for span in clauses_in(text):
            clause = text[span.start : span.end]
            if _says(clause, asked) and _negations(clause) == negations:
                if is_of_later and (negations or looks_ahead(clause)):
                    return None
                is_less = _is_narrower(question, said) or _light_words(question.text) - _light_words(said)
                return "no" if negations else None if is_less else "yes"
    return "no" if negations and not is_of_later and _denies_most(question, asked, said) else None


def _leaning(question: Question, asked: Sequence[Word], said: str) -> Verdict | None:
    """Return the way a sentence leans, if clear enough and nothing shows that it is about something else."""
    no, yes, _ = leaning_of(question, said)
    if max(no, yes) < max(_PROBABLE, _LEANS * (no + yes)):
        return None
    only_quoted = "~" in said and not any(word in Present([said]) for word in asked)
    if only_quoted or _names_turned(asked, said) or _figures_differ(question.text, said):
        return None
    if yes > no:
        is_open = _is_open(asked, said) or (looks_ahead(said) and not question.looks_ahead)
        is_other = bool((_light_words(question.text) - _light_words(said)) & _LIGHT_VERBS)
        return None if is_open or is_other or _is_narrower(question, said) or _names_others(question, said) else "yes"
    if not turns_or_denies(said) or _denies_other_things(asked, said) or _is_of_something_else(question, asked, said):
        return None
    in_part = _IN_PART.search(said) or (_OF_ALL.search(question.text) and negations_in(said))
    return None if in_part or denies_what_turns(question, said) else "no"


def _is_narrower(question: Question, said: str) -> bool:
    """Return whether the question asks about all of something, and the sentence does not speak of all."""
    return bool(_OF_ALL.search(question.text)) and not _ALL_OF_THEM.search(said)


def _light_words(text: str) -> frozenset[str]:
    """Return the words of a text that no search looks for, but that turn its meaning: keep, take, before, up."""
    return frozenset(terms_of(in_base_form(text.lower()))) & _LIGHT_WORDS


def _unsettled(asked: Sequence[Word], said: str) -> bool:
    """Return whether a sentence is only alleged, possible or conditional, in words that are not the question's."""
    return any(not _has(content_words(match[0]), asked) for match in _UNSETTLED.finditer(said))


def _denies_other_things(asked: Sequence[Word], said: str) -> bool:
    """Return whether what is asked is in clauses without a negation, and each negation is about something else."""
    if not (clauses := clauses_with_negation(said)):
        return False
    acts = [word for word in asked if not word.is_name]
    of_others = all(after and not _any(acts, clause) for clause, after in clauses)
    negated = {clause for clause, _ in clauses}
    plain = [clause for one in clauses_in(said) if (clause := said[one.start : one.end]) not in negated]
    return of_others and any(_any(acts, clause) for clause in plain)


def _is_of_something_else(question: Question, asked: Sequence[Word], said: str) -> bool:
    """Return whether a sentence shares no word with the question except names, and has several of its own.

    Words that reverse a meaning may still answer: whoever remains champion did not lose.
    """
    acts = [word for word in asked if not word.is_name]
    others = [word for word in content_words(said) if not word.is_name]
    several = bool(acts) and len(others) >= _SEVERAL and not _negations(said)
    return several and not _TURNED.search(question.text) and not _any(acts, said)


def _any(asked: Sequence[Word], text: str) -> bool:
    present = Present([text, in_base_form(text)])
    return any(word in present for word in asked)


def _names_turned(asked: Sequence[Word], said: str) -> bool:
    """Return whether the question's names appear in a different order in the sentence."""
    present = Present([said])
    names = [word for word in asked if word.is_name and word in present]
    said_in_order = content_words(said)
    places = [next((at for at, one in enumerate(said_in_order) if word in Present([one.text])), -1) for word in names]
    return places != sorted(places)


def _names_others(question: Question, said: str) -> bool:
    """Return whether a sentence lacks the name that is asked about last, and names others in its place."""
    names = [match for match in re.finditer(NAME, question.text) if match.start()]
    if not names or any(word in Present([said]) for word in content_words(f"by {names[-1][0]}")):
        return False
    others = [match[0] for match in re.finditer(NAME, said) if match.start()]
    return any(not any(word in Present([question.text]) for word in content_words(f"by {one}")) for one in others)


def _figures_differ(asked: str, said: str) -> bool:
    """Return whether question and sentence both have figures, but none in common."""
    ours, theirs = ({(amount.low, amount.high) for _, amount in quantities_in(text)} for text in (asked, said))
    return bool(ours and theirs and not ours & theirs)


def _is_open(asked: Sequence[Word], said: str) -> bool:
    """Return whether a sentence has a word that leaves its statement open and is not part of the question."""
    return any(match[0] == "?" or not _has(content_words(match[0]), asked) for match in _OPEN.finditer(said))


def _has(words: Sequence[Word], asked: Sequence[Word]) -> bool:
    return bool(words) and all(word.terms in [one.terms for one in asked] for word in words)


def _is_denied(question: Question, asked: Sequence[Word], said: str) -> bool:
    """Return whether what is asked is called untrue, or is denied by the people whose decision it is."""
    untrue = _NOT_TRUE.search(said)
    denied = _DENIED.search(said) if _OWN_DECISION.search(question.text) else None
    match = untrue or denied
    if report := _FALSE_REPORT.search(said):
        what = report["what"]
        return not _negations(what) and not _is_open(asked, what) and _says(what, asked)
    if match is None:
        return False
    before, after = said[: match.start()], said[match.end() :]
    if _negations(after) or _is_open(asked, after):
        return False
    if denied and any(name not in question.text for name in re.findall(NAME, after)):
        return False  # somebody else's decision
    who = Present([before]) if denied and not untrue else Present([])
    rest = [word for word in asked if word not in who]
    return bool(rest) and any(_says(after[one.start : one.end], rest, fewest=1) for one in clauses_in(after))


def _denies_most(question: Question, asked: Sequence[Word], said: str) -> bool:
    """Return whether a sentence with one negation has all of the question's names and most of its other words."""
    if _TURNED.search(question.text):
        return False
    present, others = Present([said]), [word for word in asked if not word.is_name]
    if not others or not all(word in present for word in asked if word.is_name):
        return False
    negated = [said[one.start : one.end] for one in clauses_in(said) if _negations(said[one.start : one.end])]
    beside = Present(negated)
    return sum(word in present for word in others) >= _MOST * len(others) and any(word in beside for word in others)


def _negations(text: str) -> int:
    """Count the negations, including "nobody" and "nothing"; "neither ... nor" counts once."""
    found = [text[one.start : one.end].casefold() for one in negations_in(text)]
    nobody = len(_NOBODY.findall(text))
    return len(found) + nobody - (found.count("nor") if "neither" in found else 0)


def _says(clause: str, asked: Sequence[Word], fewest: int = 2) -> bool:
    said = content_words(clause)
    places = [next((at for at, one in enumerate(said) if word in Present([one.text])), None) for word in asked]
    found = [place for place in places if place is not None]
    return len(asked) >= fewest and len(found) == len(asked) and found == sorted(found)
