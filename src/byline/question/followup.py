"""Rewrite follow-up questions so that they make sense without those before them.

    question ── leans on the previous one? ── no ──> unchanged
                        │ yes
                        ├─ "Why?"             the earlier question, asking why instead
                        ├─ "What about X?"    the earlier question, with X replacing its counterpart
                        ├─ "And the turnout?" a question about the turnout, if X has no counterpart
                        ├─ it, their, there   replaced by what it refers to
                        └─ "Who came?"        what the earlier question is about, appended

No model is involved: the same question and history always give the same words, which are shown with the reply. If the
earlier question asked *who*, "he" can only be resolved by answering that question first.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from byline.language.content import content_words, specificity
from byline.language.text import one_line, without_possessive, words
from byline.question.period import period_of
from byline.question.phrases import Phrase, is_agent, phrases_of
from byline.records import Span
from byline.settings import MAX_QUESTION_CHARACTERS

_TELLS_LITTLE = 10.0  # specificity below which a question without a name leans: benchmarks/followups.py
_TELLS_ENOUGH = 16.0  # specificity from which a follow-up without a name needs no title
_PHRASES_TOLD = 3  # from the earlier question, appended to one that leans
_LONGEST_FRAGMENT = 6  # words
_LONGEST_TOPIC = 120  # characters
_ANY_DAY = date(2000, 1, 1)  # any date will do to find whether a time is named

_VERB = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)\b"
_ASKS = re.compile(rf"(?:who|whom|whose|what|which|when|where|why|how|if|{_VERB})\b", re.I)
_LEAD = re.compile(r"(?:(?:and|but|or|so|then|also|ok|okay|oh|now|well|yes|no|thanks|thank you)\b[\s,.!:;-]*)+", re.I)
_WHAT_ABOUT = re.compile(r"(?:what|how) about\s+(?P<other>.+)", re.I)
# Conversational remarks that ask for nothing.
_SAYS_NOTHING = re.compile(
    r"\W*(?:(?:are you|you) (?:really )?(?:sure|certain|kidding)|really|is that (?:true|right|so)"
    r"|thanks?(?: you)?(?: very much)?|thx|cheers|ok(?:ay)?|great|hello|hi|hey|bye"
    r"|good (?:morning|evening|bye)|wow|i see|interesting)\W*",
    re.I,
)
_ASKS_FOR = re.compile(r"(?:who|which)\b", re.I)
_HOW = r"how (?:long|often|far|fast|much|old|big|many times)"
_ONLY_ASKS = re.compile(
    rf"(?P<asked>why|when|where|how|(?:by|with|for|to|from|against) whom|where (?:to|from)"
    rf"|(?:(?:for|by|since|until|from|starting) )?(?:when|{_HOW}))(?: exactly| so| not)?"
    r"(?P<that> (?:is|was|does|did) (?:that|this|it))?[\s?!.]*$",
    re.I,
)
_ASKED_BEFORE = re.compile(rf"(?:when|where|why|how(?: (?:much|many|long|often|far|big))?)\s(?={_VERB})", re.I)
_WHO_SAYS = re.compile(
    r"who (?:\w+ly )?(?:said|says|claims?|claimed|reported|reports|stated|confirmed|told \w+) (?:that|this"
    r"|so|it)\b\W*$",
    re.I,
)
# "Who founded the choir?": of a regular verb, the past is the participle.
_WHO_ACTED = re.compile(
    r"who (?P<verb>\w{2,}ed) (?P<what>(?:the |an? )?[^\s?()]+(?:\s(?!by\b)[^?()]+)?)\?(?P<told> \([^()]*\))?$", re.I
)
_ASKED_FOR_BEFORE = re.compile(r"(?:which|what) (?P<noun>[^?]+?) (?P<verb>is|are|was|were)\b(?P<rest>[^?]*)", re.I)
_BEGINS = re.compile(
    r"\b(?:start|begin|open|happen|finish|end|be (?:built|ready|finished|over))\b[^?(]*(?=[?(]|$)", re.I
)
_HOW_MANY = re.compile(r"how (?:many|much)\b", re.I)
_OF_THEM = r"of (?:them|those|these)\b"
_COUNTED_NOWHERE = re.compile(  # `how many` without a noun
    rf"(?P<asked>how many)(?= (?:{_VERB}|{_OF_THEM}|(?!family|only|early|elderly|\w+(?:ai|ee|th)ly)\w+ly\b"
    r"|\w{2,}ed(?= (?:for|in|by|at|to|on|the|a|an|with|from|so)\b|\W*$)|(?:died|left|came|went|got|chose|took)\b))"
    rf"(?: {_OF_THEM})?",
    re.I,
)

_PRONOUN = re.compile(r"\b(?:he|she|him|his|hers?|its?|they|them|their|this|that|these|those|there)\b", re.I)
_POSSESSIVE = frozenset({"his", "her", "its", "their"})
_PERSON = frozenset({"he", "she", "him", "his", "her"})
_SEXES = (frozenset({"he", "him", "his"}), frozenset({"she", "her", "hers"}))
_SEVERAL = frozenset({"they", "them", "their", "these", "those"})
_POINTS = re.compile(rf"(?:this|that|these|those)\s(?!{_VERB}|happen|mean)\w", re.I)  # before a noun: `that law`
_NO_ANAPHOR = re.compile(
    r"this (?:year|month|week|weekend|morning|afternoon|evening|season|time|spring|summer|autumn|fall|winter)\b"
    r"|(?:these|those) who\b|that (?!is\b|was\b|does\b|did\b|happen|mean|[?.!])|there (?!\W*$)|hers\b",
    re.I,
)
_OF_THAT = re.compile(r"(?:of|than|for|to|with|after|before) $", re.I)
_NAME_AFTER = re.compile(r"\s[A-Z]\w")
_ONLY_PREPOSITIONS = re.compile(
    r"(?:\s+(?:for|of|in|to|at|on|with|about|from|by|against|after|before|that|have|has|had|did|do|does|is|was|were|are|will))*\s*",
    re.I,
)
_IT_ACTED_ON = re.compile(r"\w\s(?:against|for|about|behind|oppos\w+|support\w*) it\b", re.I)
_ACTING = re.compile(rf"\b{_VERB} (?:the )?$", re.I)
_DURATION = re.compile(r"(?:\d[\d,.]*|\w+) (?:second|minute|hour|day|week|month|year|decade)s", re.I)
_ARTICLE, _LAST_ARTICLE = re.compile(r"(?:the|an?) ", re.I), re.compile(r"\b(?:the|an?) $", re.I)
_ACTS = re.compile(
    r"\b(?:did|does|do|will|would|can|could|should|has|have|had|may|might|must) (?:(?:the|an?|any|all|these|those) )?$",
    re.I,
)
_DUMMY_IT = re.compile(
    r"\b(?:is|was|be) it (?:\w+ ){1,2}(?:to|that|for)\b|\bit (?:(?:is|was) )?(?:\w+ ){1,2}to\b|\bit (?:rain|snow)"
    r"|\b(?:time|day|date|far|true|possible|legal|important|necessary|safe|hard|easy) (?:\w+ ){0,2}it\b",
    re.I,
)
_CAPITALS = re.compile(r"(?<=\s)[A-Z]\w*(?:\s[A-Z]\w*)*")
_NAME_ALONE = re.compile(r"(?:the\s)?[A-Z][\w.’'&-]*(?:\s(?:of\s|the\s|and\s)*[A-Z][\w.’'&-]*)*")
_YEAR = re.compile(r"\b[12]\d{3}\b")
_BEFORE_NAMES = re.compile(r"^(?:(?:in|on|at|for|with|of|the)\s)+", re.I)
_THE = re.compile(r"(?:the|his|her|its|their)\s+(?=[a-z])", re.I)
_PREPOSITION = (
    "(?:at|by|in|for|from|on|of|to|until|since|per|with|without|before|after|under|over|among|between|during|outside|inside"
    "|within|against|about|near)"
)
_SAYS_WHEN = re.compile(
    rf"(?:(?:{_PREPOSITION}|then|now|today|really|exactly|originally|normally|usually"
    r"|currently|previously|later|earlier|starting|altogether|how)\b"
    r"|(?:a|one|last|next|this) (?:day|week|month|year|time)\b)",
    re.I,
)
# "the year before", "a week later": another time than the one before, counted from it.
_ANOTHER_TIME = re.compile(
    r"(?:in )?(?:the|a|one) (?:(?:previous|preceding|following|next) (?:day|week|month|quarter|season|year)"
    r"|(?:day|week|month|quarter|season|year) (?:before|earlier|prior|after|later))(?: that)?$",
    re.I,
)
_TIME_ASKED = re.compile(
    r"\s(?:(?:last|this) (?:day|week|month|quarter|season|year)|yesterday|today|in [12]\d{3})(?=[\s?.!]|$)", re.I
)
_OPPOSITES = {
    "for": "against",
    "against": "for",
    "before": "after",
    "after": "before",
    "with": "without",
    "without": "with",
}
# A body acts, but is not "he" or "she".
_BODY = re.compile(
    r"\b(?:family|company|firm|bank|union|court|government|council|party|opposition|club|board|team|crew|staff|army|navy"
    r"|parliament|senate|congress|ministry|agency|authority|commission|committee|association|church|school|university"
    r"|hospital|group|institute|jury|state|city|region|country)$",
    re.I,
)
_OWNED = re.compile(rf"\s(?!(?:{_PREPOSITION}|and|or|{_VERB})\b)\w", re.I)
_OWNER = re.compile(r"(?:the )?(?:[A-Z][\w.]*\s)*[\w.]+['’]s\b")
# The name in `striker John Carver`: an economist may have the same name.
_ROLE = re.compile(r"[a-z][\w\s-]*?\s(?P<name>[A-Z].*)")
# Attributes of a topic: asked about directly if the earlier question has no counterpart.
_OF_A_TOPIC = frozenset(
    words(
        "turnout result results outcome price cost costs date deadline reason reasons cause aim purpose budget size "
        "age name title number share majority verdict sentence vote hearing trial funeral punishment penalty fine "
        "damage salary salaries profit loss background consequences consequence reaction reactions timetable schedule "
        "location venue"
    )
)
_SAYS_NOW = re.compile(r"\s(?:now|today|currently|at present|at the moment|at first|first|so far)(?=[\s?.!]|$)", re.I)
_SHORT_IS = re.compile(r"^(?P<asked>what|who|where|when|how)['’]s\b", re.I)
_CONTEXT = re.compile(r"\s\((?P<told>[^()]*)\)\W*$")  # added to a question that leans


_POSSESSOR = re.compile(r"(.+?)['’]s\s")
_OWNER_OF_SEVERAL = re.compile(r"(.+?)['’]s .*[^s]s$")

Answer = Callable[[str], str | None]


def standalone(question: str, history: Sequence[str], answer: Answer = lambda earlier: None) -> str:
    """Return the question rewritten to stand alone; unchanged if it already does.

    Args:
        question: As asked.
        history: Earlier questions of the conversation, oldest first.
        answer: Answers an earlier question in a few words, or returns None; called only to resolve a pronoun.
    """
    history = asked_before(history)
    if not leans(question, history):
        return question
    before = one_line(standalone(history[-1], history[:-1], answer))
    whole = _completed(one_line(question), before, history, answer)
    return whole if len(whole) <= MAX_QUESTION_CHARACTERS else question


def asked_before(history: Sequence[str]) -> list[str]:
    """Return a conversation's questions, without thanks, greetings and `are you sure?`."""
    return [one for one in history if not _SAYS_NOTHING.fullmatch(one)]


def leans(question: str, history: Sequence[str]) -> bool:
    """Return whether a question can be understood only with those before it; see `asked_before`."""
    if not history or _SAYS_NOTHING.fullmatch(question):
        return False
    if any(form.match(question) for form in (_LEAD, _WHAT_ABOUT, _ONLY_ASKS)) or _anaphor(question):
        return True
    if _COUNTED_NOWHERE.match(question) and _HOW_MANY.match(history[-1]):
        return True
    words_of_it = content_words(question)
    return not any(word.is_name for word in words_of_it) and specificity(words_of_it) < _TELLS_LITTLE


def _anaphor(question: str) -> re.Match[str] | None:
    """Return the first pronoun to which nothing before it in the question can refer."""
    for found in _PRONOUN.finditer(question):
        pronoun = found[0].lower()
        is_of_that = pronoun == "that" and _OF_THAT.search(question[: found.start()])
        if not is_of_that and _NO_ANAPHOR.match(question, found.start()):
            continue
        if pronoun == "it" and _DUMMY_IT.search(question):
            continue
        if _NAME_AFTER.match(question, found.end()) if found.start() == 0 else found[0][0].isupper():
            continue  # `He Qing`
        inside = phrases_of(question[: found.start()])
        return None if any(_can_be(pronoun, one, question, found.start()) for one in inside) else found
    return None


def _can_be(pronoun: str, phrase: Phrase, question: str, start: int) -> bool:
    """Return whether a pronoun, which starts at `start`, can refer to a phrase before it.

    It cannot refer to what the question asks for, nor to a phrase separated from it only by a preposition: `the
    deadline for it`.
    """
    if phrase.is_name or pronoun == "there":
        return phrase.is_name and not phrase.is_time
    if phrase.is_asked_for or phrase.span.start == 0:
        return False
    acts = _ACTS.search(question[: phrase.span.start])
    return bool(acts) or not _ONLY_PREPOSITIONS.fullmatch(question[phrase.span.end : start])


def with_topic(question: str, title: str) -> str:
    """Append the title of the article under discussion to a follow-up that says little.

    A title that is a question, or that names a time, would change the question, so it is left out.

    Args:
        question: In full, see `standalone`.
        title: The article's title.
    """
    topic = one_line(title).strip("()")
    asks = "?" in topic or "(" in topic or _ASKS.match(topic) or re.search(r"\b(?:why|how)\b", topic, re.I)
    if not topic or asks or len(topic) > _LONGEST_TOPIC or period_of(topic, _ANY_DAY):
        return question
    asked = content_words(_CONTEXT.sub("", question))
    if any(word.is_name for word in asked) or specificity(asked) >= _TELLS_ENOUGH:
        return question
    told = _CONTEXT.search(question)
    if told and _is_of_a_namesake(question[: told.start()], told["told"], topic):
        return question
    if told:
        return f"{question[: told.end('told')]}, {topic}{question[told.end('told') :]}"
    return f"{question} ({topic})"


def _is_of_a_namesake(question: str, told: str, title: str) -> bool:
    """Return whether a title names a namesake of the person asked about, whom the question gives another role."""
    names = [one.split()[-1] for one in told.split(", ") if one[:1].isupper() and " " in one]
    agents = [one for one in words(question) if one.islower() and is_agent(one)]
    here = _compared(title)
    return bool(agents) and any(_compared(one) <= here for one in names) and not _compared(" ".join(agents)) & here


def _completed(question: str, before: str, history: Sequence[str], answer: Answer) -> str:
    before = _SHORT_IS.sub(lambda found: f"{found['asked']} is", before)
    lead = _LEAD.match(question)
    core = question[lead.end() :] if lead else question
    phrases = phrases_of(before)
    bare = _ONLY_ASKS.match(core)
    if bare and (" " not in bare["asked"] or _ASKED_BEFORE.match(before)):
        return _asked_instead(before, phrases, bare)
    about = _WHAT_ABOUT.match(core)
    fragment = about["other"] if about else core
    if about or (lead and not _ASKS.match(core) and len(words(core)) <= _LONGEST_FRAGMENT):
        return _exchanged(before, phrases, fragment.rstrip("?!. "))
    core = core[:1].upper() + core[1:]
    if _WHO_SAYS.match(core):
        return before if _WHO_SAYS.match(before) else _who_said(before)
    core = _COUNTED_NOWHERE.sub(lambda found: _counted(found, before, history), core, count=1)
    if (anaphor := _anaphor(core)) and not _POINTS.match(core, anaphor.start()):
        pronoun = anaphor[0].lower()
        meant = _antecedent(pronoun, before, _of_thing_before(pronoun, before, phrases, history), core, answer)
        if _is_of_other_sex(pronoun, history[-1]):
            asks = _ASKS_FOR.match(before)
            meant = _in_few_words(answer(before)) if asks else _named_beside(before, phrases) or meant
        if meant is None and pronoun in _SEVERAL and (thing := re.search(r"\bit\b", core)):
            anaphor, pronoun = thing, "it"  # `Will they withdraw it?`: `they` may stay unresolved
            meant = _antecedent(pronoun, before, phrases, core, answer)
        if meant:
            after = core[anaphor.end() :]
            core = core[: anaphor.start()] + _in_form_of(pronoun, one_line(meant), after) + after
    return _with_context(core, phrases)


def _of_thing_before(pronoun: str, before: str, phrases: Sequence[Phrase], history: Sequence[str]) -> Sequence[Phrase]:
    """Return the phrases of the last question that names one thing, if "it" has none in the one before."""
    if pronoun not in {"it", "its"} or any(_is_one_thing(one, before) for one in phrases):
        return phrases
    earlier = ((one, phrases_of(one)) for one in reversed(history[:-1]))
    return next((found for text, found in earlier if any(_is_one_thing(one, text) for one in found)), phrases)


def _is_of_other_sex(pronoun: str, before: str) -> bool:
    """Return whether the question before speaks of a man and this one of a woman, or the reverse."""
    said = {one.lower() for one in words(before)}
    return any(pronoun in ours and said & theirs and not said & ours for ours, theirs in (_SEXES, _SEXES[::-1]))


def _named_beside(before: str, phrases: Sequence[Phrase]) -> str | None:
    """Return the first person whom the earlier question names only in its context, in brackets."""
    main = len(_CONTEXT.sub("", before))
    named = (one for one in phrases if one.span.start >= main and one.is_name and not one.is_time)
    return next((one.text for one in named if len(one.text.split()) > 1 or not one.is_plural), None)


def _with_context(core: str, phrases: Sequence[Phrase]) -> str:
    """Append what else the earlier question is about, names first."""
    others = [one for one in phrases if not _compared(core) >= _compared(one.text) and not _is_owned_in(core, one)]
    others = [one for one in others if not _DURATION.fullmatch(one.text)]
    others.sort(key=lambda one: not one.is_name)
    told = list(dict.fromkeys(one.text for one in others))[:_PHRASES_TOLD]
    return f"{core} ({', '.join(told)})" if told else core


def _is_owned_in(core: str, phrase: Phrase) -> bool:
    """Return whether a phrase belongs to someone the question already names.

    With Ann named, `Ann's plan` adds nothing.
    """
    owner = re.match(r"(.+?)['’]s ", phrase.text)
    return owner is not None and _compared(core) >= _compared(owner[1])


def _compared(text: str) -> set[str]:
    return {without_possessive(word.casefold()) for word in words(text)}


def _asked_instead(before: str, phrases: Sequence[Phrase], bare: re.Match[str]) -> str:
    """Ask for something else: with `Why`, `When did it end?` becomes `Why did it end?`."""
    asked = bare["asked"].capitalize()
    if asked.lower() == "how long" and re.match(r"when\b", before, re.I) and _BEGINS.search(before):
        before = _BEGINS.sub("last", before)  # how long it lasts, not how long it takes to begin
    if asks := _ASKED_BEFORE.match(before):
        return f"{asked} {before[asks.end() :]}"
    if bare["that"] and (known := [one for one in phrases if one.is_known]):
        return f"{asked} was {known[-1].named}?"
    if asks := _ASKED_FOR_BEFORE.match(before):
        return f"{asked} {asks['verb']} the {asks['noun']}{asks['rest']}?"
    if (acted := _WHO_ACTED.match(before)) and asked.lower() in {"why", "when", "where", "how"}:
        first = phrases_of(acted["what"])
        verb = "were" if first and first[0].is_plural else "was"
        return f"{asked} {verb} {acted['what']} {acted['verb']}?{acted['told'] or ''}"
    return f"{before} {asked}?"


def _who_said(before: str) -> str:
    """Ask who said what answers a question: `Who said how many people came?`."""
    is_clause = _ASKS.match(before) and not re.match(_VERB, before, re.I)
    return f"Who said {before[:1].lower()}{before[1:]}" if is_clause else f"Who said: {before}"


def _counted(found: re.Match[str], before: str, history: Sequence[str]) -> str:
    """Add to `how many` what the last counting question counted."""
    for earlier in (before, *reversed(history)):
        counted = [one for one in phrases_of(earlier) if one.is_asked_for and _HOW_MANY.match(earlier)]
        if counted:
            return f"{found['asked']} {counted[0].text}"
    return found[0]


# What the earlier question is about


def _antecedent(
    pronoun: str, before: str, phrases: Sequence[Phrase], core: str, answer: Answer = lambda earlier: None
) -> str | None:
    """Return what a pronoun refers to; None if its form and the earlier question do not show it."""
    if pronoun in _PERSON:
        subject = _person_in(before, phrases)
        if subject or not _ASKS_FOR.match(before):
            return subject
    if pronoun in _PERSON | _SEVERAL and _ASKS_FOR.match(before) and (told := _in_few_words(answer(before))):
        return told
    if pronoun in _PERSON:
        return None
    if pronoun == "there":
        names = [one for one in phrases if one.is_name and not one.is_time]
        like = ([one for one in phrases if one.is_place] or names)[-1:]
        if owner := next(filter(None, (_POSSESSOR.match(one.text) for one in like)), None):
            return owner[1]  # `Hong Kong's law` is in force in Hong Kong
    elif pronoun in _SEVERAL:
        acts = re.search(rf"\b{pronoun} \w+ it\b", core, re.I)
        like = [one for one in phrases if not acts or (one.is_plural and is_agent(one.text))]
        like.sort(key=lambda one: not one.is_plural)
    else:
        if owner := next(filter(None, (_OWNER_OF_SEVERAL.match(one.text) for one in phrases)), None):
            return owner[1]  # in `Zelatrin's side effects`, `it` means Zelatrin
        if not any(_is_one_thing(one, before) for one in phrases) and (told := _in_few_words(answer(before))):
            return told
        things = [one for one in phrases if not one.is_time and not _is_in_state(one)]
        main = len(_CONTEXT.sub("", before))
        is_object = bool(_IT_ACTED_ON.search(core))  # "Who is against it?": not who acted, but on what
        like = sorted(
            things,
            key=lambda one: (
                not one.is_new,
                not _is_one_thing(one, before),
                one.is_plural,
                is_object and one.span.start >= main,
                is_object and bool(_ACTING.search(before[: one.span.start])),
            ),
        )
    return like[0].named if like else None


def _is_in_state(phrase: Phrase) -> bool:
    """Return whether a phrase says in which state somebody is, rather than names a thing: "in hospital"."""
    return phrase.is_place and not (phrase.is_known or phrase.is_new or phrase.is_name)


def _in_few_words(answer: str | None) -> str | None:
    """Return an answer if it is short enough to replace a pronoun."""
    return answer if answer and len(words(answer)) <= _LONGEST_FRAGMENT else None


def _person_in(before: str, phrases: Sequence[Phrase]) -> str | None:
    """Return the person that the earlier question is about; None for a person that it asks for."""
    main = len(_CONTEXT.sub("", before))
    named = [
        one
        for one in phrases
        if not one.is_time
        and one.span.start < main
        and (
            (one.is_name and _may_be_a_person(one, before))
            or (one.is_known and is_agent(one.text) and not one.is_plural and not _BODY.search(one.text))
        )
    ]
    if not re.match(r"(?:who|which)\b", before, re.I):
        return named[0].named if named else None
    # The person is named in `Who did Ann beat?` and `Who is Ann?`, but not in `Who is the head of the bank?`
    about = re.match(rf"whom? {_VERB} (?P<rest>.+?)\W*$", before, re.I)
    if not about or not named or not named[0].is_name:
        return None
    rest, first = about["rest"], named[0]
    is_all = without_possessive(rest).removeprefix("the ") == first.text
    asks_of_one = not re.match(r"whom? (?:is|was)\b", before, re.I) and rest.startswith(first.named)
    return first.named if is_all or asks_of_one else None


def _may_be_a_person(name: Phrase, before: str) -> bool:
    """Return whether a name is not that of a place or of somebody's thing: "in Port Kesh", "Ann Lee's basement"."""
    last = name.text.split()[-1]
    is_thing = bool(_POSSESSOR.match(name.text)) and last.islower() and not is_agent(name.text)
    goes_to = name.is_place and re.search(r"\bhappen(?:s|ed)? to $", before[: name.span.start], re.I)
    return not is_thing and (not name.is_place or bool(goes_to))


def _is_one_thing(phrase: Phrase, before: str) -> bool:
    """Return whether `it` can refer to a phrase.

    It can refer to a name or a singular noun that is not the subject of a verb of saying.
    """
    says = re.match(r"\s(?:say|said|announce|explain|tell|think|want|claim)", before[phrase.span.end :])
    return not (says or phrase.is_time or phrase.is_plural)


def _in_form_of(pronoun: str, text: str, after: str) -> str:
    """Return a pronoun's replacement as the next words require: `her` may be `Ann` or `Ann's`."""
    if pronoun in _POSSESSIVE:
        return text if pronoun == "her" and not _OWNED.match(after) else f"{text}'s"
    return f"in {text}" if pronoun == "there" else text


def _exchanged(before: str, phrases: Sequence[Phrase], other: str) -> str:
    """Replace a phrase with its counterpart: a year with a year, a name with a name.

    A noun that acts replaces one that acts. If there is no counterpart in the earlier question, the new words are asked
    about directly; words for when or how are appended.
    """
    if _ANOTHER_TIME.match(other):
        return f"{_added(_TIME_ASKED.sub('', before), other)}?"
    bare = _BEFORE_NAMES.sub("", other)
    preposition = other.split()[0].lower() if other.split() else ""
    if _YEAR.search(bare):
        like = [Span(*found.span()) for found in _YEAR.finditer(before)]
        before = before if like else _TIME_ASKED.sub("", before)
    elif any(word[0].isupper() for word in words(bare)):
        like = _like_a_name(before, phrases, other)
        if not like and _NAME_ALONE.fullmatch(other) and (whom := _who_acts(before, phrases)):
            return before[: whom.start] + other + before[whom.end :]
    elif preposition in _OPPOSITES and (opposite := re.search(rf"\b{_OPPOSITES[preposition]}\b", before, re.I)):
        return before[: opposite.start()] + preposition + before[opposite.end() :]
    elif other.endswith(("'s", "’s")) and (owners := list(_OWNER.finditer(before))):
        return before[: owners[-1].start()] + other + before[owners[-1].end() :]
    elif same := _after_the_same(before, phrases, other):
        return before[: same.span.start] + bare.removeprefix(other.split()[0]).lstrip() + before[same.span.end :]
    elif _SAYS_WHEN.match(other):
        return f"{_added(before, other)}?"
    elif is_agent(bare) and (acting := [one for one in phrases if one.is_agent and not one.is_place]):
        replaced = acting[0]
        put = bare if replaced.is_known or (replaced.is_asked_for and not replaced.is_name) else other
        if first := re.match(r"(?:his|her|its|their)\b", put, re.I):  # "And her rival?"
            before_it = re.sub(r"\bthe $", "", before[: replaced.span.start], flags=re.I)
            owner = _in_form_of(first[0].lower(), replaced.named, put[first.end() :]) if replaced.is_name else first[0]
            return f"{before_it}{owner}{put[first.end() :]}{before[replaced.span.end :]}"
        asked = before[: replaced.span.start] + put + before[replaced.span.end :]
        role = _ROLE.fullmatch(replaced.text)
        return f"{asked} ({role['name']})" if role else asked
    elif _THE.match(other) and (
        words(bare)[-1] in _OF_A_TOPIC or not any(_is_thing_of(one, before) for one in phrases)
    ):
        return _asked_for_itself(before, phrases, other)
    else:
        like = [one.span for one in phrases if not one.is_name]
    if not like:
        return f"{_added(before, other)}?"
    head, rest = before[: like[-1].start], before[like[-1].end :]
    if _ARTICLE.match(bare):
        head = _LAST_ARTICLE.sub("", head)
    return head + (without_possessive(bare) if rest.startswith(("'s", "’s")) else bare) + rest


def _who_acts(before: str, phrases: Sequence[Phrase]) -> Span | None:
    """Return the phrase behind a helping verb, with its article: "the consortium" in "does the consortium hold"."""
    for one in phrases:
        acts = re.search(rf"\b{_VERB} (?P<whom>(?:the )?)$", before[: one.span.start], re.I)
        if acts and not one.is_time and re.match(r"\s\w", before[one.span.end :]):
            return Span(acts.start("whom"), one.span.end)
    return None


def _is_thing_of(phrase: Phrase, before: str) -> bool:
    """Return whether a phrase is a thing that the question itself names, not its context."""
    return phrase.is_known and not phrase.is_name and phrase.span.start < len(_CONTEXT.sub("", before))


def _after_the_same(before: str, phrases: Sequence[Phrase], other: str) -> Phrase | None:
    """Return the phrase after the same preposition as the new words: `And of the second?`."""
    preposition = re.match(rf"{_PREPOSITION}\b", other, re.I)
    if not preposition:
        return None
    ends = re.compile(rf"\b{preposition[0]} (?:the )?$", re.I)
    return next((one for one in phrases if not one.is_time and ends.search(before[: one.span.start])), None)


def _like_a_name(before: str, phrases: Sequence[Phrase], other: str) -> list[Span]:
    """Return the names that another name could replace, likeliest last.

    Likeliest are those after the same preposition, or those that act.
    """
    names = [Span(*found.span()) for found in _CAPITALS.finditer(before)]
    if preposition := re.match(r"(?:in|on|at|to|from|of|for|with)\b", other, re.I):
        same = [one for one in names if re.search(rf"\b{preposition[0]} (?:the )?$", before[: one.start], re.I)]
        return [*names, *same]
    acting = [one for one in names if re.search(rf"\b{_VERB} (?:the )?$", before[: one.start], re.I)]
    return [*names, *acting]


def _added(before: str, other: str) -> str:
    """Append words for when or how to a question, before its context in brackets.

    They replace `now` and `at first`.
    """
    told = _CONTEXT.search(before)
    asked, context = (before[: told.start()], told[0].rstrip()) if told else (before, "")
    return f"{_SAYS_NOW.sub('', asked.rstrip('?!. '))} {other}{context}"


def _asked_for_itself(before: str, phrases: Sequence[Phrase], other: str) -> str:
    """Ask about a thing without a counterpart, with the earlier names but not the topic."""
    asks_when = re.match(r"when\b", before, re.I) or re.search(r"\bwhen\W*$", before, re.I)
    is_plural = re.search(r"[^s]s$", other)
    asked = f"{'When' if asks_when else 'What'} {'are' if is_plural else 'is'} {other}?"
    return _with_context(asked, [one for one in phrases if one.is_name])
