"""Decide whether the short answer may appear above its sentence, and find reasons to doubt that a sentence answers.

    question, sentence, short answer -> checks -> a headline, or the sentence leads

A headline is read alone, so it must be of the sort that is asked for and make sense without its sentence. The other
checks compare the sentence with the question: who is speaking, what its number counts, which time it is about, whether
it denies or only plans what is asked. Each gives a reason in plain words, which also counts against the sentence as an
answer. The patterns are for English; if they find nothing, the headline is kept.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

from byline.answering.actors import another_actor, whom_asked_of
from byline.answering.bygone import of_an_earlier_event, of_another_prize
from byline.answering.candidate import Candidate, CertainDoubt
from byline.answering.counted import (
    counts_another_noun,
    counts_another_thing,
    counts_in_another_clause,
    is_a_share_of_another,
    is_a_share_of_them,
    leaves_it_out,
    of_another_name,
)
from byline.answering.roles import INTRODUCED, in_the_place_of_another, of_a_relative, the_other_way_round
from byline.answering.subjects import of_another_body, of_another_subject, of_the_one_before
from byline.answering.widened import widened
from byline.language.attribution import attributions, full_name
from byline.language.content import Present, content_words
from byline.language.dates import dates_in
from byline.language.irregular import in_base_form
from byline.language.negation import negations_in
from byline.language.quantities import quantities_in
from byline.language.sentences import paragraphs, sentences
from byline.language.sources import NAME, name_key
from byline.language.text import one_line
from byline.question.phrases import is_agent
from byline.question.question import Question
from byline.readers.base import Evidence
from byline.records import Article, Span


def earned(question: Question, evidence: Evidence) -> Evidence:
    """Return evidence with a short answer that can serve as a headline, or with none.

    "Both companies" is replaced by the two names if they are in the sentence or in the one before it, which then
    becomes part of the evidence; likewise "he" and "the former". The only headline of a yes-or-no question is its
    verdict.
    """
    if evidence.short_span is None:
        return evidence
    if question.form == "yes_no":
        return replace(evidence, short_span=None)
    if _leans(evidence.hit.article[evidence.short_span]):
        evidence = _resolved(evidence)
    evidence = _whole(evidence)
    if _is_the_sentence(evidence):
        return replace(evidence, short_span=None)
    seen = Candidate.of(question, evidence)
    stands = evidence.short_span and not any(check(seen) for check in _OF_HEADLINES)
    return evidence if stands else replace(evidence, short_span=None)


def doubts(question: Question, evidence: Evidence) -> tuple[str, ...]:
    """Return the reasons to doubt that a sentence answers a question, in plain words; empty if there are none."""
    seen = Candidate.of(question, evidence)
    checks = (_of_a_namesake, _of_somebody_else) if question.form == "yes_no" else _DOUBTS
    return tuple(reason for check in checks if (reason := check(seen)))


# The sort of answer

_NUMBER = re.compile(
    r"\d|\b(?:none|nothing|no one|nobody|no|half|halves|third|quarter|both|once|twice|several|few|many|most|all|every"
    r"|each|dozens?|double|pair|couple|single|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|\w+ty|hundreds?|thousands?|millions?|\w*fold|\w+ths?|never|always|daily|weekly|monthly|yearly|hourly|far|little|much"
    r"|an?|until|till|since)\b",
    re.I,
)
_SHARE = re.compile(
    r"%|\b(?:per ?cent|pct|percentage|half|halves|thirds?|quarters?|\w+ths?|all|none|nobody|no one|nothing"
    r"|most|every\w*|majority|minority|in (?:\d|ten\b)|out of|of (?:the|its|their|all|\d))",
    re.I,
)
_UNIT_AFTER = 12  # characters after the short answer in which its unit may follow
_MOMENT = re.compile(
    r"\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:jan|febr)uary|march|april|may|june|july|august"
    r"|(?:septem|octo|novem|decem)ber|spring|summer|autumn|fall|winter|night|midnight|noon|midday|morning|afternoon"
    r"|evening|dawn|dusk|today|tonight|tomorrow|yesterday|now|then|soon|later|earlier|immediately|never|once|ago|since|until|till"
    r"|before|after|when|while|during|as soon as|by|within|in|on|at|from|next|last|this|second|minutes?|hours?|days?"
    r"|weeks?|months?|years?|decades?|centur(?:y|ies)|o['’]clock|half past|quarter (?:to|past)|christmas|easter"
    r"|ramadan|new year|start|end|beginning|first|ever)\b",
    re.I,
)
_AGE = re.compile(
    r"\d|\b(?:\w+teen|\w+t(?:y|ies)|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|months?"
    r"|years?|weeks?|newborn|middle-aged|adults?|born)\b",
    re.I,
)
_NONE_BUT = re.compile(  # "No passengers were hurt, but two sailors were."
    r"(?:none of|no|neither|nobody)\b[^.;]*\bbut\b[^.;]*"
    r"\b(?:was|were|is|are|did|had|has|have|does|do|will|would)\b\W*$",
    re.I,
)
_EXCEPTED = re.compile(
    r"\b(?:apart from|aside from|except(?: for)?|with the exception of)\s(?:the\s)?(?:[a-z]+\s){0,2}$", re.I
)
_AROUND_A_FIGURE = re.compile(
    r"\b(?:on|in|at|by|from|since|until|about|some|around|nearly|over|more|than|the|up|to"
    r"|crowns?|kron\w+|francs?|pesos?|dinars?|shillings?|roubles?|zlotys?|reais|won)\b",
    re.I,
)


def _of_another_sort(seen: Candidate) -> str:
    """Return the reason if the words are not of the sort asked for; else empty."""
    words, sort = seen.words, seen.question.wanted.sort
    if sort in {"number", "share"} and not (_NUMBER.search(words) or quantities_in(words)):
        return "it gives no number"
    if sort == "share" and not _SHARE.search(seen.article.text[seen.short.start : seen.short.end + _UNIT_AFTER]):
        return "it gives no share"
    if sort == "when" and not (_MOMENT.search(words) or dates_in(words, seen.article.day)):
        return "it gives no time"
    if sort == "age" and not _AGE.search(words):
        return "it gives no age"
    if sort == "who" and _NONE_BUT.match(seen.text[seen.place.start :]):
        return "it says who it is not, and then who it is"
    if sort in {"who", "thing"} and not seen.question.is_negated and _EXCEPTED.search(seen.text[: seen.place.start]):
        return "it is named as an exception"
    if sort in {"who", "where"} and _only_a_figure(words, seen.article.day):
        return "it gives a number, not a person or place"
    return ""


def _only_a_figure(words: str, published: date | None) -> bool:
    """Return whether words are only a date or a figure; "two sailors" also answers who."""
    figures = [span for span, _ in quantities_in(words)]
    rest = words
    for span in sorted([*figures, *(one.span for one in dates_in(words, published))], reverse=True):
        rest = rest[: span.start] + rest[span.end :]
    return rest != words and not re.search(r"[^\W\d_]{3}", re.sub(_AROUND_A_FIGURE, "", rest))


_AS_IT_WAS = re.compile(
    r"\b(?:normally|usually|ordinarily|previously|originally|formerly|until now|so far|before)\b", re.I
)
_INSTEAD = re.compile(r"\b(?:instead of|rather than)\s(?:\w+\s){0,2}$", re.I)


def _of_before_or_after(seen: Candidate) -> str:
    """Return the reason if "every five minutes instead of eight" has the other value beside it."""
    if seen.question.wanted.sort not in {"number", "share"}:
        return ""
    is_old = _INSTEAD.search(seen.text[: seen.place.start])
    is_new = re.match(r"\s(?:instead of|rather than)\b", seen.text[seen.place.end :])
    asks_old = _AS_IT_WAS.search(seen.question.text)
    return "it gives the other value" if (is_new and asks_old) or (is_old and not asks_old) else ""


_LONG = 8  # words from which a headline that is the whole sentence only repeats it


def _is_the_sentence(evidence: Evidence) -> bool:
    """Return whether a short answer is all of a sentence that is not short itself."""
    if evidence.short_span is None:
        return False
    sentence, words = (evidence.hit.article[one].strip(' .!“”"') for one in (evidence.span, evidence.short_span))
    return words == sentence and len(words.split()) > _LONG


_QUOTES = {'"': '"', "“": "”"}
_BETWEEN = re.compile(r"\bbetween\s$", re.I)


def _whole(evidence: Evidence) -> Evidence:
    """Extend one end of a range to both, "between 8 and 9 million"; drop marks without their pair or without words."""
    if evidence.short_span is None:
        return evidence
    sentence, short = evidence.hit.article[evidence.span], evidence.short_span.shift(-evidence.span.start)
    for span, _ in quantities_in(sentence):
        between = _BETWEEN.search(sentence[: span.start])
        if between and span.overlaps(short) and short.end <= span.end:
            short = Span(between.start(), span.end)
    short = widened(sentence, short)
    words = sentence[short.start : short.end]
    if not any(character.isalnum() for character in words):
        return replace(evidence, short_span=None)
    for opening, closing in _QUOTES.items():
        if words.count(opening) + words.count(closing) * (opening != closing) == 1:
            start = short.start + words.startswith(opening)
            short = Span(start, short.end - words.endswith(closing))
    return replace(evidence, short_span=short.shift(evidence.span.start))


# Words that mean nothing without their sentence

_LEANING = re.compile(
    r"(?:he|she|it|they|we|i|you|him|her|them|us|me|his|hers|its|their|theirs|this|that|these|those|there|here|so"
    r"|such|same|the same|the (?:former|latter|two|pair|other|others)|both(?: of them| (?:the )?[a-z]+(?: [a-z]+)?)?"
    r"|neither(?: of them)?|himself|herself|itself|themselves|who|whom|which|all of them|some|others|another)",
    re.I,
)


_HE = re.compile(r"(?:he|she|him|her|his|hers)", re.I)
_TWO = re.compile(r"(?:both|they|them|the two|the pair|the former|the latter)\b", re.I)
_PAIR = re.compile(
    rf"(?P<first>{NAME})\s(?:and|or)\s(?:the\s)?(?P<second>{NAME})(?!\s(?:and|or)\s|,\s{NAME}\s(?:and|or)\s)"
)


def _leans(words: str) -> bool:
    """Return whether words mean nothing without what comes before them."""
    return _LEANING.fullmatch(one_line(words).strip(" .,;:!?\"“”'’")) is not None


def _resolved(evidence: Evidence) -> Evidence:
    """Replace words by the only name, or pair of names, they can refer to; drop them if there is no single one."""
    article, short = evidence.hit.article, evidence.short_span
    if short is None:
        return evidence
    words = one_line(article[short]).casefold()
    for span in (evidence.span, _with_the_one_before(article, evidence.span)):
        before = article.text[span.start : short.start]
        if _TWO.match(words):
            pairs = list(_PAIR.finditer(before))
            which = "first" if "former" in words else "second" if "latter" in words else 0
            places = [match.span(which) for match in pairs]
        elif _HE.fullmatch(words):
            places = [match.span() for match in re.finditer(NAME, before)]
            if len({before[start:end] for start, end in places}) > 1:
                places = [(start, end) for start, end in places if " " in before[start:end]]
        else:
            places = []
        if places and len({before[start:end] for start, end in places}) == 1:
            return replace(evidence, span=span, short_span=Span(*places[-1]).shift(span.start))
        if places:
            break
    return replace(evidence, short_span=None)


def _with_the_one_before(article: Article, span: Span) -> Span:
    """Extend a sentence to include the one before it in its paragraph."""
    for found in paragraphs(article.text):
        for before, after in pairwise(found):
            if after.overlaps(span) and not before.overlaps(span):
                return Span(before.start, span.end)
    return span


# Who is speaking

_CALLING = re.compile(
    rf"(?P<source>{NAME})(?:,[^,]+,)?\s(?:has\s)?(?:called|calls|described|describes|dubbed|branded)\b"
)
_ROLE = re.compile(rf"\b(?P<role>[a-z]+)\s(?P<name>{NAME})")
_OF_ONE = re.compile(r"(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er)\b")
_PRONOUN = re.compile(r"(?:he|she|it|they|we|you|this|that)\b", re.I)


def _of_another_speaker(seen: Candidate) -> str:
    """Return the reason if the question asks for somebody's words and the sentence gives another speaker's.

    A speaker whom the question calls by an office, "the transport minister", must also appear in the article; otherwise
    the speakers cannot be compared.
    """
    speaker, article = seen.question.wanted.speaker, seen.article
    asked = content_words(f"by {speaker}") if speaker and not _PRONOUN.match(speaker) else []
    if not asked:
        return ""
    found = [one.source for one in attributions(article, seen.sentence) if one.source.overlaps(seen.sentence)]
    found = found or [Span(*match.span("source")).shift(seen.sentence.start) for match in _CALLING.finditer(seen.text)]
    names = [name for source in found if re.match(NAME, name := one_line(full_name(article, source)))]
    if not names or len(names) < len(found):
        return ""
    own_name = any(word.is_name for word in asked)
    here = Present([seen.text, *names, *(_introducing(article, name) for name in names)])
    if not all(_other_first_name(speaker, name) for name in names):
        if any(word in here for word in asked):
            return ""
        elsewhere = Present([article.text])
        if not own_name and not all(word in elsewhere for word in asked):
            return ""
    return f"the speaker is {names[0]}"


def _introducing(article: Article, name: str) -> str:
    """Return the sentences of an article that contain somebody's last name; one may give their office."""
    last = re.compile(rf"\b{re.escape(name.split()[-1])}\b")
    return " ".join(article[one] for one in sentences(article.text) if last.search(article[one]))


def _other_first_name(asked: str, name: str) -> bool:
    """Return whether two people share a last name and have different first names: Anneke Vos, Pilar Vos."""
    ours, theirs = (name_key(" ".join(re.findall(NAME, text)[-1:]).replace("-", "_")).split() for text in (asked, name))
    return min(len(ours), len(theirs)) > 1 and ours[-1] == theirs[-1] and ours[-2][0] != theirs[-2][0]


def _of_a_namesake(seen: Candidate) -> str:
    """Return the reason if a sentence names a namesake of the person asked about: same last, other first name."""
    if seen.question.wanted.speaker:
        return ""
    said, named = Present([seen.text]), re.findall(NAME, seen.text)
    for asked in re.findall(NAME, seen.question.text):
        own = name_key(asked).split()[-2:]
        if all(word in said for word in content_words(f"by {asked}")) or own in (
            name_key(one).split()[-2:] for one in named
        ):
            continue
        for name in named:
            if _other_first_name(asked, name) and not _is_only_kin(seen, name):
                return CertainDoubt(f"it is about {one_line(name)}")
    return _of_another_role(seen)


def _is_only_kin(seen: Candidate, name: str) -> bool:
    """Return whether a sentence about "her" names her kin after the answer: "Her illness was confirmed by her son"."""
    kin = re.search(rf"{INTRODUCED}{re.escape(name)}", seen.text)
    is_about_one = _OF_ONE.match(seen.text) and not re.match(INTRODUCED, seen.text)
    return bool(kin and is_about_one and seen.place.end <= kin.start())


def _of_another_role(seen: Candidate) -> str:
    """Doubt if the question is about the striker John Carver and the article only knows an economist of that name."""
    for match in _ROLE.finditer(seen.question.text):
        role, last = match["role"], match["name"].split()[-1]
        called = content_words(f"a {role}")
        if not called or not is_agent(role) or not re.search(rf"\b{re.escape(last)}\b", seen.text):
            continue
        named = roles_of(match["name"], seen.article.text)
        if named and called[0] not in Present([seen.article.text, seen.article.title]):
            return CertainDoubt(f"it is about the {named[0]} {match['name']}")
    return ""


def roles_of(name: str, text: str) -> list[str]:
    """Return the roles that a text gives somebody directly before the name: the economist John Carver."""
    called = re.finditer(rf"\b(?P<role>[a-z]+)\s{re.escape(name)}\b", text)
    return [match["role"] for match in called if is_agent(match["role"])]


def _of_somebody_else(seen: Candidate) -> str:
    """Doubt if a sentence says of somebody else what is asked, or comes before the person is first named."""
    if other := another_actor(seen.question, seen.text, seen.article.text):
        return CertainDoubt(f"it is about {one_line(other)}")
    whom = whom_asked_of(seen.question)
    if whom and _PRONOUN.match(seen.text) and not any(word in Present([seen.text]) for word in whom):
        last = seen.article[_with_the_one_before(seen.article, seen.sentence)].removesuffix(seen.text)
        begins = Present(re.findall(r"^\W*(?:The|This|Its)\s((?:[a-z-]+\s){1,3})", _body(last)))  # "The train"
        is_it = any(word in begins for word in seen.question.words)
        if not is_it and (named := re.findall(NAME, _body(last))) and not any(word in Present([last]) for word in whom):
            return CertainDoubt(f"it is about {one_line(named[0])}")
    before = f"{seen.article.title}\n{seen.article.text[: seen.sentence.end]}"
    after = Present([seen.article.text[seen.sentence.end :]])
    if not whom or any(word in Present([before]) for word in whom) or not all(word in after for word in whom):
        return ""
    others = [name for name in re.findall(NAME, _body(before)) if one_line(name) not in seen.question.text]
    return CertainDoubt("it comes before the first mention of the person asked about") if others else ""


def _body(text: str) -> str:
    """Return a text without the dateline of its first line."""
    return "\n".join(re.sub(_DATELINE, "", line, count=1) for line in text.split("\n"))


# What kind of words

# How a sentence reports a promise, a denial or a prediction, if not with these words.
_SAID_SO = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.I), re.compile(rf"\b(?:{asked}|{said})\b", re.I), what)
    for asked, said, what in (
        (
            r"promis\w*|pledg\w*|vow\w*",
            r"guarant\w*|commit\w*|assur\w*|will|would|wo|shall|undert\w+|sw(?:ore|ear)\w*|going to|intend\w*|plan\w*"
            r"|never again|until|aim\w*",
            "promise",
        ),
        (
            r"den(?:y|ied|ies)",
            r"denial|reject\w*|disput\w*|refut\w*|not?|never|untrue|false\w*|nothing|nobody|none|nor|neither|without"
            r"|wrong|innocent|dismiss\w*|lie[sd]?|n['’]t|\w+n['’]t|contradict\w*|invent\w*|made up",
            "denial",
        ),
        (
            r"predict\w*|forecast\w*",
            r"expect\w*|will|would|wo|likely|going to|soon|next|could|may|might|estimat\w*|project\w*|foresee\w*|by \d+"
            r"|prospect\w*|outlook|shall|coming",
            "prediction",
        ),
    )
)


def _says_no_such_thing(seen: Candidate) -> str:
    """Doubt if the question asks for a promise, a denial or a prediction, and the words are not one."""
    if seen.question.wanted.sort != "words":
        return ""
    for asked, said, what in _SAID_SO:
        if asked.search(seen.question.text) and not said.search(seen.text):
            return CertainDoubt(f"it is not a {what}")
    return ""


# What somebody is only accused of

_ACCUSED = re.compile(
    r"\b(?:accus\w*|alleg\w*|suspect\w*|charged? with|charges? of|charged|indict\w*|on trial|claim\w*|rumou?r\w*)\b",
    re.I,
)


def _only_alleged(seen: Candidate) -> str:
    """Doubt if the question asks who did something, and the sentence only says who is accused of it."""
    question = seen.question
    if question.wanted.sort != "who" or question.looks_ahead or _ACCUSED.search(question.text):
        return ""
    after = _ACCUSED.search(seen.clause)
    acts = [word for word in question.words if not word.is_name]
    return (
        "it is an accusation" if after and any(word in Present([seen.clause[after.end() :]]) for word in acts) else ""
    )


# Why

_ASKS_WHY = re.compile(
    r"\b(?:why (?:did|was|were|has|had|have|does|do|is|are)|what (?:has |had )?(?:caused?|led to|triggered)"
    r"|(?:causes?|reasons?) (?:of|for|behind|why))\b",
    re.I,
)
_BECAUSE = re.compile(
    r"\b(?:caus\w*|because|due|owing|since|reasons?|blam\w*|fault\w*|fail\w*|led|lead\w*|result\w*|trigger\w*"
    r"|spark\w*|error|mistake\w*|neglig\w*|leak\w*|weak\w*|crack\w*|overload\w*|wear|worn|rust\w*|rotten|unknown"
    r"|not (?:yet )?known|unclear|investigat\w*|inquiry|explain\w*|thanks to|amid|as a|so that|in order|defect\w*"
    r"|broke\w*|faulty|followed|following|heavy|too|for (?:\w+ing|fear|lack)|from a|by (?:an?|the)"
    r"|responsib\w*|suspect\w*|believ\w*|argu\w*|said (?:it|he|she|they|that)|despite|wanted|hop(?:ed|ing))\b",
    re.I,
)
_CAUSES = re.compile(r"caus\w*|reasons?|trigger\w*|led", re.I)
_ERROR = re.compile(r"\b(?:errors?|mistakes?|misprint|mix-up|confusion|miscount\w*|wrong\w*|count\w*|figures?)\b", re.I)
_OF_AN_ERROR = re.compile(  # of the report itself
    r"\b(?:the|this|our|that) (?:error|mistake|misprint|mix-up|confusion|miscount"
    r"|(?:wrong|false|incorrect|earlier|first) (?:count|figure|number|name|date|toll|report))\b[^.;]{0,40}?"
    r"\b(?:caused|arose|arisen|came about|comes from|due|because|resulted|happened|made|occurred|stemmed|owing)\b",
    re.I,
)
_OF_DEATH = re.compile(r"\b(?:d(?:ie|ying|ead|eath)\w*|kill\w*|injur\w*|toll|victims?|hurt)\b", re.I)
_TOLL = re.compile(
    r"\b(?:\d[\d,.]*|\w+(?:een|ty)|[a-z]+) (?:people |others )?(?:have |had |were |was )?(?:died|dead|killed)\b", re.I
)
_WHEN_CLAUSE = re.compile(r"\b(?:when|after|before|while|as)\s(?P<what>[^,.;]+)", re.I)


def _gives_no_reason(seen: Candidate) -> str:
    """Doubt if the question asks why something happened, and the sentence only says what happened at the time."""
    if not _ASKS_WHY.search(seen.question.text):
        return ""
    if _OF_AN_ERROR.search(seen.text) and not _ERROR.search(seen.question.text):
        return CertainDoubt("it only gives the reason for an error")
    if _BECAUSE.search(seen.text):
        return ""
    acts = [word for word in seen.question.words if not word.is_name and not _CAUSES.fullmatch(word.text)]
    told = Present([match["what"] for match in _WHEN_CLAUSE.finditer(seen.text)])
    only_toll = _TOLL.search(seen.text) and not _OF_DEATH.search(seen.question.text)
    gives_none = acts and (only_toll or all(word in told for word in acts))
    return CertainDoubt("it gives no reason") if gives_none else ""


# What it costs

_ASKS_COST_OF = re.compile(
    r"\b(?:(?:what|how much) (?:does|did|do|will|would) (?:it|one) (?:cost|pay)s? (?:\w+ ){0,2}?(?:to|for)"
    r"|(?:price|cost|fee) (?:of|for)|charged? for)\s(?P<what>[^?]+)",
    re.I,
)


def _costs_something_else(seen: Candidate) -> str:
    """Doubt if the question asks for the price of something that the article does not mention."""
    match = _ASKS_COST_OF.search(seen.question.text)
    words = content_words(f"the {match['what']}") if match else []
    said = Present([seen.article.text, seen.article.title, in_base_form(seen.article.text)])
    of_another = words and not any(word in said for word in words)
    return CertainDoubt("its price is for something else") if of_another else ""


# The role asked about

_ASKS_WHO_LEADS = re.compile(
    r"(?:and |but )?who (?:now |currently |today )?(?:leads?|led|heads?|headed|chairs?|chaired|runs?|ran|governs?"
    r"|governed|directs?|directed|manages?|managed|presides?|presided)\b",
    re.I,
)
_LEADS = re.compile(
    r"\b(?:lead\w*|led|head(?:s|ed|ing)?|chief\w*|chair\w*|president\w*|director\w*|govern\w*|manag\w+|minister\w*"
    r"|mayor\w*|secretar\w+|commissioner|boss|ceo|captain|coach|command\w*|principal|rector|dean|editor|runs?|running|ran"
    r"|presid\w+|direct(?:s|ed)|in charge|took over|takes over|taken over|at the helm|founder|owner|general"
    r"|superintendent|premier|chancellor|king|queen|prince|princess|bishop|pope|speaker|charge of|under"
    r"|operat\w+|administrat\w+|appointed)\b",
    re.I,
)


def _leads_nothing(seen: Candidate) -> str:
    """Return the reason if the question asks who leads something and the sentence mentions no such role."""
    if not _ASKS_WHO_LEADS.match(seen.question.text) or _LEADS.search(seen.text):
        return ""
    return "it does not say who leads"


# Denials

_BUT_NOT = re.compile(
    r"[^.;]*?\b(?:but|though|yet|and)\s(?P<what>(?:(?:was|were|is|are|has|have|had|did|do|does|will|would|could|can)"
    r"(?:n['’]t|\s(?:not|never))|never)\b[^.;]*)"
)
_VERB_BEFORE = re.compile(r"\b(?:was|were|is|are|has|have|had|did|do|does|will|would|said|says|\w{3,}ed)\b")
_DENYING_NOTHING = re.compile(
    r"\bno (?:longer|doubt|less|more|later|fewer|sooner)\b|\bnot (?:only|just|until|all|even|every|more|less|yet)\b"
    r"|\bwithout\b",
    re.I,
)
_EXCEPT = re.compile(
    r"\b(?:except|apart from|aside from|other than|save for|excluding|barring|all but|with the exception of)\b", re.I
)
_NEITHER = re.compile(r"(?:neither|nor)\b|.*\bnor\b", re.I)


def _runs_the_other_way(seen: Candidate) -> str:
    """Return the reason if the sentence denies what is asked, or asserts what the question negates."""
    question, words = seen.question, seen.words
    before = seen.text[: seen.place.start]
    if question.form == "account" or question.wanted.sort == "words":
        return ""
    if not question.is_negated and (
        _NEITHER.match(words)
        or re.search(r"\b(?:neither|nor|except(?: for)?|apart from|other than)\s(?:the\s)?$", before, re.I)
    ):
        return CertainDoubt("it says who or what it is not")
    predicates = [word for word in question.words if not word.is_name]
    if question.is_negated:
        text = _DENYING_NOTHING.sub(" ", question.text)
        negated = [word for word in predicates if word in Present([_after_negations(text)])]
        said = Present([seen.text])
        denies = negations_in(seen.text) or _EXCEPT.search(seen.text)
        if negated and all(word in said for word in negated) and not denies:
            return "it says the opposite of what is asked"
        return ""
    beside = _BUT_NOT.match(seen.text, seen.place.end)  # about the same subject: "were investigated but were not fined"
    clause = f"{seen.clause} {beside['what']}" if beside and not _VERB_BEFORE.search(before) else seen.clause
    denied = Present([_after_negations(_DENYING_NOTHING.sub(" ", clause))])
    if not negations_in(words) and any(word in denied for word in predicates):
        return "it denies what is asked"
    return ""


def _after_negations(text: str) -> str:
    """Return the two words after each negation, which are what it denies."""
    return " ".join(" ".join(re.findall(r"[\w’'-]+", text[one.end :])[:2]) for one in negations_in(text))


_OFFERED = re.compile(r"\b(?:offer|bid|propos|nominat|invit)\w*", re.I)
_TURNED_DOWN = re.compile(
    r"\b(?:turn(?:ed|s)(?: \w+){0,4} down|turn(?:ed|s) down|declin(?:ed|es)|reject(?:ed|s)|refus(?:ed|es))\b", re.I
)
_OF_OFFERS = re.compile(
    r"\b(?:offer\w*|bid\w*|propos\w*|nominat\w*|invit\w*|turn(?:ed|s)? (?:\w+ )?down|declin\w*|reject\w*|refus\w*"
    r"|try|tried|want\w*|hop\w+|approach\w*|almost|nearly|fail\w*|plan\w*|ask\w*)\b",
    re.I,
)
_ACT = re.compile(
    rf"(?:(?i:who|(?:which|what) \w+)\s(?:ha[sd]\s|have\s)?|.*?\b(?i:did|has|have|had)\s(?:the\s[a-z]+|{NAME})\s)"
    r"(?P<verb>(?!(?:did|does|do|has|have|had|is|are|was|were|will|would)\b)[a-z]{3,})\b"
)


def _only_offered(seen: Candidate) -> str:
    """Return the reason if the question asks what was given, and the sentence says that it was offered and refused."""
    question = seen.question
    if question.looks_ahead or question.form not in {"fact", "list"} or question.wanted.sort == "words":
        return ""
    text = seen.text
    refused = _TURNED_DOWN.search(text, seen.place.end)
    if not refused or not _OFFERED.search(text[: seen.place.start]) or _OF_OFFERS.search(question.text):
        return ""
    act = _ACT.match(question.text)
    said = Present([text, in_base_form(text)])
    done = content_words(f"to {in_base_form(act['verb'])}") if act else []  # none for "give", "get" and "take"
    return CertainDoubt("it was offered and refused") if act and not any(word in said for word in done) else ""


# Plans

_PLANNED = re.compile(
    r"\b(?:[Ww]ill|would(?! have)|won['’]t|shall|should|could|may|might|must|(?:is|are|was|were|be|been) (?:due )?to"
    r"|(?<!\b[Tt]he )(?<!\ba )(?<!\bof )(?:planned|expected|promised|proposed)"
    r"|plans?(?= to\b| for\b)|(?<!\btheir )(?<!\bits )(?<!\bhis )(?<!\bher )(?<!\b[Tt]he )(?<!\bour )plans?|planning"
    r"|propos(?:es|ing)|(?:(?:is|are|was|were|be|been) |(?<=, ))due (?!to)|set to|expect(?:s|ing)?"
    r"|wants?|wanted|hop(?:es|ed|ing)"
    r"|intend(?:s|ed|ing)?|(?:offer|threaten|pledg|vow|volunteer)(?:s|es|ed|ing)? to"
    r"|demand(?:s|ed|ing)?|promis(?:es|ing)|ask(?:s|ed|ing) for|unless|[Ii]f|forecast(?:s|ed)?"
    r"|deadline)\b"
)
_FEW = 6  # words; longer answers are clauses that make clear themselves whether it is a plan


def _only_planned(seen: Candidate) -> str:
    """Return the reason if the question asks what has happened and the sentence says what is planned or possible."""
    if not seen.question.wanted.happened or seen.question.form == "account" or seen.question.wanted.sort == "words":
        return ""
    clause = seen.clause
    match = _PLANNED.search(clause)
    return "it describes a plan" if match and len(seen.words.split()) <= _FEW else ""


# The time

_DATELINE = re.compile(r"[^\W\d_a-z][^\n.;:]{2,60}?(?:\([^)]*\)\s*)?\s?[-–—]{1,2}\s")
_REPORT_OF = re.compile(
    r"\b(?:report|article|story|version|edition|interview|post)s?\s(?:(?:of|from|on|dated|published)\s)+$", re.I
)
_OLD_WHEN = re.compile(r"\bhow old (?:was|were)\b.+? (?:when|as|at the time (?:of|that)) (?P<what>.+)", re.I)
_IS_NOW = re.compile(r"\b(?:is|am|are|['’]s)\s(?:now\s)?$")
_BESIDES = re.compile(r"\b(?:before|after|until|till|since|by)\b", re.I)


def _of_another_time(seen: Candidate) -> str:
    """Return the reason if question and sentence name different days, or the words only date the report."""
    dateline = _DATELINE.match(seen.text)
    if seen.question.wanted.sort == "when" and dateline and seen.place.end <= dateline.end():
        return "it only dates the report"
    if seen.question.wanted.sort == "when" and _REPORT_OF.search(seen.text[: seen.place.start]):
        return "it only dates another report"
    then = _OLD_WHEN.search(seen.question.text)
    if then and _IS_NOW.search(seen.text[: seen.place.start]):
        event = content_words(f"to {then['what']}")
        said = Present([seen.text, in_base_form(seen.text)])
        return "" if any(word in said for word in event) else "it is the age today"
    if seen.question.wanted.sort in {"when", "age"} or _BESIDES.search(seen.question.text):
        return ""
    day = seen.article.day
    asked = dates_in(seen.question.text, day)
    given = [one for one in dates_in(seen.text, day) if not one.span.overlaps(seen.place)]
    given = [
        one
        for one in given
        if one.span.start < seen.place.start or seen.text[one.span.start : one.span.end] in seen.clause
    ]
    if not asked or not given:
        return ""
    apart = all(
        one.days.end <= other.days.start or other.days.end <= one.days.start for one in asked for other in given
    )
    return "it is about another time" if apart else ""


# Opposites

_SUPPLIED = r"(?:power|electricity|water|gas|heating|light|internet)"
_CONTRASTED = re.compile(r";|,?\s(?:while|whereas)\s", re.I)
_OPPOSITES = tuple(
    (re.compile(rf"\b(?:{one})\b", re.I), re.compile(rf"\b(?:{other})\b", re.I))
    for one, other in (
        (r"beg[aiu]n\w*|start\w*|launch\w*|commenc\w*", r"end(?:s|ed|ing)?|finish\w*|stop\w*|conclud\w*"),
        (
            r"ris(?:e|es|en|ing)|rose|increas\w*|grow\w*|grew|climb\w*|(?:go|went|gone) up",
            r"(?:fall(?:s|en|ing)?|fell)(?! (?:down|off|over|out|into|from|apart|ill|asleep))"
            r"|decreas\w*|dropped|declin\w*|shr[aiu]nk\w*|(?:go|went|gone) down",
        ),
        (r"accept\w*|approv\w*|adopt\w*", r"reject\w*|refus\w*|turned down"),
        (r"highest|(?<!at )most|largest|biggest|maximum|best", r"lowest|(?<!at )least|smallest|minimum|worst|fewest"),
        (r"first(?! time| since)", r"second|third|fourth"),
        (r"imports?|imported|importing", r"exports?|exported|exporting"),
        (r"hir(?:ed|ing)|appoint\w*", r"dismiss\w*|sacked|laid off"),
        (r"men|boys?", r"women|girls?"),
        (r"won|winners?", r"lost|losers?"),
        (r"arriv\w*", r"left|depart\w*"),
        (r"profits?|earn(?:ed|s|ings)?|ma(?:ke|de) money", r"lost|loss(?:es)?"),
        (
            rf"without {_SUPPLIED}|los(?:t|e|ing) (?:their )?{_SUPPLIED}|{_SUPPLIED} (?:was|were|ha[ds] been) cut",
            r"(?:(?<!not )(?<!n['’]t )(?<!yet )been|was|were) (?:\w+ly )?(?:restored|reconnected)"
            r"(?!.*\b(?:all but|except))",
        ),
    )
)


def _the_opposite(seen: Candidate) -> str:
    """Return the reason if the clause has the opposite of a word in the question: "ended" for "begin"."""
    sort = seen.question.wanted.sort
    is_value = sort in {"number", "share", "when", "where", "who"} or (sort == "thing" and quantities_in(seen.words))
    if seen.question.form == "account" or not is_value:
        return ""
    asked, part = seen.question.text, _contrasted_part(seen)
    for pair in _OPPOSITES:
        for one, other in (pair, pair[::-1]):
            if one.search(asked) and not other.search(asked) and other.search(seen.clause) and not one.search(part):
                return "it describes the opposite"
    return ""


def _contrasted_part(seen: Candidate) -> str:
    """Return the part of the sentence with the short answer, if "while" or a semicolon sets it against another."""
    breaks = [match.span() for match in _CONTRASTED.finditer(seen.text)]
    start = max((end for _, end in breaks if end <= seen.place.start), default=0)
    stop = min((at for at, _ in breaks if at >= seen.place.end), default=len(seen.text))
    return seen.text[start:stop]


_DOUBTS: tuple[Callable[[Candidate], str], ...] = (
    counts_another_thing,
    counts_another_noun,
    of_another_name,
    leaves_it_out,
    is_a_share_of_another,
    is_a_share_of_them,
    _of_another_speaker,
    _of_a_namesake,
    of_a_relative,
    the_other_way_round,
    in_the_place_of_another,
    of_another_body,
    of_another_subject,
    of_the_one_before,
    _says_no_such_thing,
    _only_alleged,
    _gives_no_reason,
    _costs_something_else,
    _leads_nothing,
    _runs_the_other_way,
    _only_offered,
    _only_planned,
    _of_another_time,
    of_an_earlier_event,
    of_another_prize,
    _the_opposite,
)
_OF_HEADLINES = (_of_another_sort, _of_before_or_after, counts_in_another_clause, *_DOUBTS)
