"""Whether a sentence is about the body or person that a question names, or about another.

"Who is the captain of Arden?"     "Belmar's captain, Ada Berg," is another's
"How much did Arden lose?"         "Belmar lost 4 million" says it of another
"What do they want from Arden?"    an article that never names Arden does not answer, if others found do

Each check returns the reason why it is not, in plain words; empty if there is none. The patterns are for English.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from byline.answering.candidate import Candidate, CertainDoubt
from byline.language.content import Present, Word, content_words, is_common
from byline.language.irregular import in_base_form
from byline.language.sentences import paragraphs
from byline.language.sources import NAME
from byline.language.stories import are_of_one_story
from byline.language.text import one_line
from byline.question.phrases import is_agent
from byline.question.question import Question
from byline.readers.base import Evidence
from byline.records import Article, Hits

_HARDLY_ANSWERS = 0.01  # probability, its passage read alone, below which a sentence of another story is left out
_LONGEST = 20_000  # characters of an article that is searched for names
_WHOSE_ROLE = re.compile(
    rf"\b(?:the|an?)\s(?P<role>(?:[a-z][a-z-]*\s){{1,4}}?)(?:of|at)\s(?:the\s)?(?P<body>{NAME}(?:\s&\s{NAME})?)"
)
_ROLE_OF = re.compile(rf"(?P<body>{NAME}(?:\s&\s{NAME})?)[’']s?\s(?P<role>(?:[a-z][a-z-]*\s){{1,4}})")
_HOLDS = re.compile(  # before the name of the holder: "Belmar's former captain, "
    rf"(?P<body>{NAME}(?:\s&\s{NAME})?)[’']s?\s(?P<role>(?:[a-z][a-z-]*\s){{0,4}}[a-z][a-z-]*),?\s$"
)
_HOLDS_AFTER = re.compile(  # after it: ", the captain of Belmar"
    rf",\s(?:the\s|an?\s)?(?P<role>(?:[a-z][a-z-]*\s){{1,4}})(?:of|at)\s(?:the\s)?(?P<body>{NAME}(?:\s&\s{NAME})?)"
)
_FORMER = re.compile(r"\b(?:former|previous|ex|last|late|first|old|then)\b", re.I)
_OFFICES = frozenset({"chair", "head", "chief", "boss", "coach", "captain"})  # besides what ends as agents do
_AUXILIARY = r"(?:did|does|do|has|have|had|will|would|can|could)(?:n['’]t)?"
_DOES = re.compile(  # "How much did Arden lose"
    rf"(?i:how|when|where|why|what|which|to|from|by|in|at|on|for)\b.*?\b(?i:{_AUXILIARY})\s(?i:the\s)?"
    rf"(?P<who>{NAME}(?:\s&\s{NAME})?)\s(?:(?:not|never|also|only|first|later|now|already|[a-z]+ly)\s)*"
    r"(?P<verb>[a-z]{3,})\b"
)
_SUBJECT = re.compile(  # "How many people does Arden have"
    rf"(?i:how|when|where|what|which)\b.*?\b(?i:{_AUXILIARY}|was|were|is|are)\s(?i:the\s)?(?P<who>{NAME})\s[a-z]"
)
_IT = re.compile(r"(?:It|He|She)\s(?:has|have|had|is|was|made|earned|lost|employs|sold|paid|owns|runs)\b")
_PRONOUN = re.compile(r"\W*(?:he|she|it|they|we)\b", re.I)
_OPENING = " \t\n“„\"‘'(–—-"
_IS_DONE = re.compile(  # "When was Arden founded"
    rf"(?i:how|when|where|why|what|which|to|from|by|in|at|on|for)\b.*?\b(?:was|were|is|are)\s(?i:the\s)?"
    rf"(?P<who>{NAME}(?:\s&\s{NAME})?)\s(?:(?:not|never|also|only|first|later|now|already|[a-z]+ly)\s)*"
    r"(?P<verb>[a-z]{2,}(?:ed|en|lt|nt|ld|ght|wn|un))\b"
)
_ACT_DONE = re.compile(
    r"(?:,|\s(?:was|were|is|are|had been|has been|have been))(?:\s[a-z]+ly)?"
    r"\s(?P<verb>[a-z]{2,}(?:ed|en|lt|nt|ld|ght|wn|un))\b"
)
_ACT = re.compile(r"(?:\s(?:has|have|had|will|would|also|already|later|now|once|[a-z]+ly)){0,3}\s(?P<verb>[a-z]{3,})\b")


def of_another_body(seen: Candidate) -> str:
    """Return the reason if the sentence gives who holds the office asked about in another body than the question's."""
    if seen.question.wanted.sort != "who":
        return ""
    asked = next(_offices(seen.question.text), None)
    if asked is None:
        return ""
    role, body = asked
    before, after = seen.text[: seen.place.start], seen.text[seen.place.end :]
    for held in filter(None, (_HOLDS.search(before), _HOLDS_AFTER.match(after))):
        same_role = content_words(f"a {role}")[-1:]
        is_same = any(word in Present([held["role"]]) for word in same_role)
        said_before = seen.text[: held.start()] if held.re is _HOLDS else before
        if is_same and _is_another(seen, body, held["body"], said_before):
            return CertainDoubt(f"it is about {one_line(held['body'])}")
    return ""


def of_another_subject(seen: Candidate) -> str:
    """Return the reason if a sentence says of another name what the question asks of one, with the same verb."""
    asked = _DOES.match(seen.question.text) or _IS_DONE.match(seen.question.text)
    verb = content_words(f"to {in_base_form(asked['verb'])}")[:1] if asked else []
    if asked is None or not verb or seen.question.form == "yes_no" or _PRONOUN.match(seen.text):
        return ""
    acting = _ACT if asked.re is _DOES else _ACT_DONE
    for match in re.finditer(NAME, seen.text):
        act = acting.match(seen.text, match.end())
        if not seen.text[: match.start()].strip(_OPENING) and " " not in match[0] and is_common(match[0]):
            continue  # "Sales fell": large only as it begins the sentence
        is_same = act and verb[0] in Present([act["verb"], in_base_form(act["verb"])])
        if is_same and _is_another(seen, asked["who"], match[0], seen.text):
            return CertainDoubt(f"it is about {one_line(match[0])}")
    return ""


def of_the_one_before(seen: Candidate) -> str:
    """Return the reason if "it" is another name than the one asked about, with which the sentence before begins."""
    asked = _SUBJECT.match(seen.question.text)
    if asked is None or seen.question.form == "yes_no" or not _IT.match(seen.text):
        return ""
    for found in paragraphs(seen.article.text):
        for before, after in pairwise(found):
            last = seen.article[before]
            is_whole = not seen.article.text[: before.start].rstrip().endswith(";")
            name = re.match(NAME, last) if is_whole else None
            if after == seen.sentence and name and _is_another(seen, asked["who"], name[0], f"{last} {seen.text}"):
                return CertainDoubt(f"it is about {one_line(name[0])}")
    return ""


def _offices(text: str) -> Iterator[tuple[str, str]]:
    """Yield the offices that a question names, each with the body that it belongs to."""
    for pattern in (_WHOSE_ROLE, _ROLE_OF):
        for match in pattern.finditer(f"{text.rstrip('? ')} "):
            role = match["role"].strip()
            if (is_agent(role) or role.split()[-1] in _OFFICES) and not _FORMER.search(role):
                yield role, match["body"]


def _is_another(seen: Candidate, asked: str, other: str, around: str) -> bool:
    """Return whether a name in a sentence is another's than the one asked about, which the article names elsewhere.

    Two names are of one if the article has a longer name with words of both: Porthaven and Rovers.

    Args:
        seen: The sentence.
        asked: The name asked about.
        other: The name in the sentence.
        around: The part of the sentence that must not have the name asked about.
    """
    ours, theirs = content_words(f"by {asked}"), content_words(f"by {other}")
    article = f"{seen.article.title}\n{seen.article.text}"
    if not ours or not theirs or any(word in Present([around, other]) for word in ours):
        return False
    if not all(word in Present([article]) for word in ours):
        return False
    return not any(
        any(word in Present([name]) for word in ours) and any(word in Present([name]) for word in theirs)
        for names in re.findall(NAME, article)
        for name in re.split(r"\s(?:and|&)\s", names)
    )


def of_its_articles(question: Question, hits: Hits) -> Hits:
    """Return the hits without those in articles that name nothing that the question does, if others name it.

    A report of the same events as one that names it may leave the name out, and a very long article is not looked at.
    Only names that are no common English words count, as what else is written large may be said in another way.
    """
    names = [word for word in question.names if _is_distinct(word)]
    if not names:
        return hits
    naming = {hit.article.id: hit.article for hit in hits if _has_any(hit.article, names)}
    kept = (
        hit
        for hit in hits
        if hit.article.id in naming or any(are_of_one_story(hit.article, article) for article in naming.values())
    )
    return Hits(tuple(kept), hits.undated) if naming else hits


def _has_any(article: Article, names: Sequence[Word]) -> bool:
    if len(article.text) > _LONGEST:
        return True
    present = Present([article.title, article.text])
    return any(word in present for word in names)


def without_echoes(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence without sentences of other events that only give the best one's value: another 50,000 euros.

    Such a sentence owes its probability to the value; read alone, it hardly answers.
    """
    if not evidence or not evidence[0].alone:
        return evidence
    best = evidence[0].hit.article
    return tuple(item for item in evidence if item.alone >= _HARDLY_ANSWERS or are_of_one_story(best, item.hit.article))


def _is_distinct(word: Word) -> bool:
    return not word.days and word.text[0].isupper() and not is_common(word.text)
