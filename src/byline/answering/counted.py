"""Whether a number is of what the question asks for: the dead, not the injured; of this firm, not of that one.

Each check returns the reason why it is not, in plain words; empty if there is none.
"""

import re

from byline.answering.candidate import Candidate, CertainDoubt
from byline.language.clauses import clauses_in
from byline.language.content import Present, content_words
from byline.language.quantities import quantities_in
from byline.language.sources import NAME
from byline.language.text import one_line
from byline.records import Span

# Each of these counts something different: a number of one does not answer a question about another.
_COUNTED = tuple(
    tuple(re.compile(rf"\b(?:{words})\b", re.I) for words in family)
    for family in (
        (
            r"dead|die[ds]?|dying|deaths?|kill(?:s|ed|ing)?|fatal\w*|perish\w*|drown\w*|lost (?:their|his|her) li\w+"
            r"|(?:death )?toll|victims?|murdered|bodies",
            r"injur\w*|hurt|wounded|hospitali[sz]ed"
            r"|(?:taken|brought|rushed|flown|admitted) to (?:\w+ ){0,2}hospitals?",
            r"surviv\w*|rescued?|saved|escap\w*|alive",
            r"missing|unaccounted",
            r"evacuat\w*|displaced|homeless|moved",
            r"inhabitants?|population|residents? (?:has|does|live)",
            r"arrest\w*|detain\w*",
        ),
        (
            r"turnout|turned out|voted(?! (?:for|against|in favou?r|yes|no|to)\b)|went to the polls"
            r"|cast (?:a|their) (?:votes?|ballots?)|took part",
            r"of (?:the |all )?votes?|shares? of the vote|voted (?:for|against|in favou?r|yes|no|to)|in favou?r"
            r"|said (?:yes|no)|backed|won|wins?|gets?|got|received|secured",
        ),
    )
)


_ABOARD = re.compile(r"\b(?:on board|aboard|carr(?:y|ied|ies|ying)|passengers and crew)\b", re.I)
_HARMED = re.compile("|".join(one.pattern for one in _COUNTED[0][:4]), re.I)
_NUMBER_HARMED = re.compile(rf"\bnumber of (?:\w+ )?(?:{_HARMED.pattern})", re.I)


def counts_another_thing(seen: Candidate) -> str:
    """Return the reason if a number is, say, the injured instead of the dead, or turnout instead of vote share."""
    if seen.question.wanted.sort not in {"number", "share"}:
        return ""
    if _ABOARD.search(seen.question.text) and not _HARMED.search(seen.question.text):
        return CertainDoubt("its number counts something else") if _counts_the_harmed(seen) else ""
    for family in _COUNTED:
        asked = [one for one in family if one.search(seen.question.text)]
        given = [one for one in family if one.search(seen.clause)] or [one for one in family if one.search(seen.text)]
        if len(asked) == 1 and given and asked[0] not in given and not _is_counted_beside(seen, asked[0]):
            return CertainDoubt("its number counts something else")
    return _counts_the_unharmed(seen)


_ONE_EACH = re.compile(r"\b(?:an?|another)\s", re.I)  # counts without a figure that could be the short answer


def counts_in_another_clause(seen: Candidate) -> str:
    """Return the reason if what is asked for is counted in the sentence, but not by the number of the short answer."""
    if seen.question.wanted.sort not in {"number", "share"}:
        return ""
    for family in _COUNTED:
        asked = [one for one in family if one.search(seen.question.text)]
        given = [one for one in family if one.search(seen.clause)]
        if len(asked) == 1 and given and asked[0] not in given and _is_counted_beside(seen, asked[0]):
            return "its number counts something else"
    return ""


def _is_counted_beside(seen: Candidate, asked: re.Pattern[str]) -> bool:
    """Return whether another clause counts without a figure: "A guard was killed and 30 people were hurt"."""
    others = [seen.text[one.start : one.end] for one in clauses_in(seen.text) if not one.overlaps(seen.place)]
    return any(asked.search(one) and _ONE_EACH.search(one) for one in others)


def _counts_the_harmed(seen: Candidate) -> bool:
    """Return whether a number is of those hurt or dead, where the question asks for those on board."""
    if _NUMBER_HARMED.search(seen.text[: seen.place.start]):
        return True
    return bool(_HARMED.search(seen.clause)) and not re.search(rf"{_ABOARD.pattern}|\bpassengers\b", seen.clause)


_HARM = _COUNTED[0][:2]  # deaths and injuries
_OF_HARM = re.compile(  # how else it can be said that somebody died or was hurt
    r"\b(?:d(?:ie|ying|ead|eath)\w*|kill\w*|fatal\w*|li(?:fe|ves)|toll|victims?|murder\w*|bod(?:y|ies)|buried|casualt\w+"
    r"|claim\w*|los[et]|lost|gone|shot|stab\w*|crush\w*|burn\w*|sw(?:ept|eep)\w*|starv\w*|massacr\w*|slain|execut\w*"
    r"|succumb\w*|mourn\w*|funerals?|graves?|remains|corpses?|surviv\w*|aboard|on board|caught|trapped|hit|struck"
    r"|suffocat\w*|froze\w*|electrocut\w*|blast\w*|explo\w*|collaps\w*|hospital\w*|treat\w*|harm\w*|suffer\w*|injur\w*"
    r"|hurt|wound\w*|poison\w*|drown\w*|perish\w*|crash\w*|fell|fall\w*|fire|shooting|attack\w*)\b",
    re.I,
)
_DO_SOMETHING = re.compile(
    r"\s(?:people|persons|men|women|children|residents|passengers|others|families)\s"
    r"(?:(?:were|had|have|are|will|would|had been|have been)\s)?(?:\w+ly\s)?(?!feared|believed|thought|known|said)"
    r"(?:\w{2,}ed|spent|slept|left|fled|took|went|came|got|made|lost|saw|sought|found|stood|sat)\b"
)


def _counts_the_unharmed(seen: Candidate) -> str:
    """Return the reason if deaths or injuries are asked for, and the sentence only says what so many people did."""
    if not any(one.search(seen.question.text) for one in _HARM) or _OF_HARM.search(seen.text):
        return ""
    does = any(_DO_SOMETHING.match(seen.text, span.end) for span in _numbers(seen))
    return CertainDoubt("its number counts something else") if does else ""


_NOT_COUNTING = re.compile(
    r"\b(?:not (?:counting|including)|excluding|exclusive of|leaving out)\s"
    r"(?P<what>(?:(?!(?:of|in|at|from|for|who|that|which)\b)[^\s.;,]+\s?)+)",
    re.I,
)
_ASKS_WITHOUT = re.compile(r"\b(?:without|exclud\w+|except\w*|apart from|besides?|leav\w+ out|net of)\b", re.I)


def leaves_it_out(seen: Candidate) -> str:
    """Return the reason if the number does not include what is asked for: "3 million, not counting the crops"."""
    question = seen.question
    if question.wanted.sort not in {"number", "share"} or question.is_negated or _ASKS_WITHOUT.search(question.text):
        return ""
    for match in _NOT_COUNTING.finditer(seen.text):
        left_out, rest = Present([match["what"]]), Present([seen.text.replace(match[0], "")])
        if any(word in left_out and word not in rest for word in question.words):
            return CertainDoubt("its number leaves out what is asked for")
    return ""


_SHARE_OF = re.compile(
    rf"\b(?i:percentage|per ?cent|share|proportion|part|stake|how much) (?:of|in) (?P<whole>{NAME}) "
    r"(?i:do|does|did|is|are|was|were|has|have|will|would|belong)"
)
_PART_OF = re.compile(rf"(?:\s?(?:%|per ?cent|percent|stake))*\s(?:of|in)\s(?:the\s)?(?P<whole>{NAME})")


def is_a_share_of_another(seen: Candidate) -> str:
    """Return the reason if a share is of another firm than the question's, and the article names both."""
    asked = _SHARE_OF.search(seen.question.text)
    given = _PART_OF.match(seen.text, next((one.end for one in _numbers(seen)), seen.place.end))
    if asked is None or given is None:
        return ""
    whole = content_words(f"by {asked['whole']}")
    is_same = any(word in Present([given["whole"]]) for word in whole)
    if is_same or not all(word in Present([seen.article.text]) for word in whole):
        return ""
    return CertainDoubt(f"its share is of {one_line(given['whole'])}")


_TOOK_PART = re.compile(
    r"\b(?:took part|take part|participat\w+|were (?:surveyed|interviewed|polled|questioned|tested))\b",
    re.I,
)
_OF_THOSE = re.compile(
    r"\s(?:of|in) (?:the |all |those )?(?:participants|respondents|surveyed|interviewed|polled|questioned|asked"
    r"|volunteers|subjects|sample|patients|people)\b",
    re.I,
)


def is_a_share_of_them(seen: Candidate) -> str:
    """Return the reason if the question asks how many took part, and the number is only a share of these."""
    if not seen.question.wanted.counted or not _TOOK_PART.search(seen.question.text):
        return ""
    shares = [span for span, amount in quantities_in(seen.text) if amount.unit == "%" and span.overlaps(seen.place)]
    only_a_share = any(_OF_THOSE.match(seen.text, span.end) for span in shares)
    return CertainDoubt("its number is a share of them") if only_a_share else ""


def _numbers(seen: Candidate) -> list[Span]:
    return [span for span, _ in quantities_in(seen.text) if span.overlaps(seen.place)]


_PERSONS = re.compile(  # and what each person loses one of
    r"\w+(?:er|or|ist|ian|an|man|men|ant|ent|ee|ese)s?|people|persons?|staff|crew|troops|police|nurses?|boys?|girls?|guests?"
    r"|fans?|citizens?|famil(?:y|ies)|wives|child(?:ren)?|kids?|bab(?:y|ies)|youths?|males?|females?|dead|deaths?|casualt\w+"
    r"|fatalit\w+|injur\w+|lives|jobs?|posts?|places?|seats?|victims?|hostages?|others?|colleagues?|natives?|cases?|wounded"
    r"|missing|survivors?|homeless|souls?|heads?|bodies|votes?|infections?|tickets?|patients?",
    re.I,
)
_PEOPLE = re.compile(r"(?:people|persons?|men|women|children|others?|of|them)$", re.I)


def counts_another_noun(seen: Candidate) -> str:
    """Return the reason if the number counts another noun, and the noun asked about is elsewhere in the article."""
    asked = content_words(f"the {seen.question.wanted.counted}")[:1] if seen.question.wanted.counted else []
    if not asked or asked[0] in Present([seen.text]) or asked[0] not in Present([seen.article.text]):
        return ""
    number = next(
        (span for span, amount in quantities_in(seen.text) if span.overlaps(seen.place) and not amount.unit), None
    )
    noun = number and re.match(r"\s([a-z]{3,}s|people|men|women|children)\b", seen.text[number.end :])
    if noun and _PEOPLE.match(noun[1]) and not _PERSONS.fullmatch(asked[0].text):
        return "its number counts people"
    if not noun or _PEOPLE.match(noun[1]) or any(word in Present([noun[1]]) for word in seen.question.words):
        return ""
    if noun[1].startswith(asked[0].text.casefold().removesuffix("s")):  # hippos: hippopotamuses
        return ""
    return f"its number counts {noun[1]}"


_COMPARED = re.compile(
    r"\b(?:beating|defeating|ahead of|followed by|compared (?:with|to)|against|unlike|than|over)\s", re.I
)


def of_another_name(seen: Candidate) -> str:
    """Return the reason if the name asked about only follows the number, in a comparison: "more than Spain"."""
    if seen.question.wanted.sort not in {"number", "share"}:
        return ""
    after = seen.text[seen.place.end :]
    compared = _COMPARED.search(after)
    if not compared:
        return ""
    asked = [word for word in seen.question.words if word.is_name and word.text[0].isupper()]
    tail, rest = Present([after[compared.end() :]]), Present([seen.text.replace(after[compared.start() :], "")])
    return (
        "its number belongs to somebody else"
        if any(one in tail for one in asked) and not any(one in rest for one in asked)
        else ""
    )
