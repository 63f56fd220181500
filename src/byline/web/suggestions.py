"""Suggest questions that the archive can answer, at the start and after an answer.

Candidates are built from sentences and names in the articles, tried out, and shown only if they are answered. They are
never sent to a language model: only an answer from the articles' own sentences counts.
"""

import re
from calendar import month_name
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import NamedTuple

from byline.archive import Archive
from byline.language.text import folded, one_line, word_set
from byline.records import Article, Reply, Where
from byline.records.vocabulary import OVERVIEWS, ConflictType

_ARTICLES_READ = 50
_CHARACTERS_READ = 10_000
_TRIED = 4  # at most this many questions of each kind, so that suggestions never keep the machine busy
_TRIED_AFTER = 8  # questions after an answer
_DIFFERING: frozenset[ConflictType] = frozenset({"conflicting opinions", "outdated", "misinformation"})

_NAME = r"[A-Z][\w’'.&-]*[\w](?: [A-Z][\w’'.&-]*[\w]){1,3}"
_NAMES = re.compile(rf"\b{_NAME}")
_DEFINED = re.compile(rf"\b([Tt]he )?({_NAME}) (is|was|are|were) (?:an?|the|one of) ")
_BEFORE_NAME = re.compile(r"^(?:.*['’]s |The )")
_SPEAKERS = re.compile(rf"\b({_NAME}) (?:said|says|stated|told|emphasi[sz]ed|announced|warned|remarked|argued)\b")

_NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = rf"\d[\d,]*(?:[–-]\d[\d,]*)?|(?i:{_NUMBER_WORDS})"
_VERB = r"(?:are|were|have|had|will|died|took|came|went|left|lost|fell|[a-z]{2,}ed)"
_COUNTED = re.compile(
    rf"(?<![\w$£€.,/-])({_NUMBER}) ((?:[a-z][a-z-]+ ){{1,3}}?{_VERB}\b[^.,;:?!()“”\"\n]{{3,80}})(?=[.,;])"
)
_DAY = rf"(?:(?:\d{{1,2}} )?(?:{'|'.join(month_name[1:])}) )?\d{{4}}"
_DATED = re.compile(
    rf"(?:^|[.!?]\s)((?:[Tt]he |[A-Z])[\w’' -]{{3,60}}?) (was|were|will) "
    rf"((?:last |first )?(?:be )?[a-z]+(?: [a-z]+){{0,4}}?) (?:on|in) ({_DAY})\b",
    re.MULTILINE,
)
_NOT_COUNTED = word_set(
    "percent per million billion thousand hundred years year months month weeks week days day hours hour minutes "
    "seconds dollars euros pounds crowns times points degrees metres kilometres of or and to in on at by for from with "
    "but who that which where there is are was were be been has have had will would more less dead other others young"
)


class _Counted(NamedTuple):
    """A number or date in a sentence, and the question for it."""

    figure: str
    question: str
    subject: str
    article: str


def suggest(archive: Archive, count: int = 4) -> list[str]:
    """Return up to `count` opening questions: a figure, a disagreement, an overview, what somebody said."""
    articles = [archive.article(one.id) for one in archive.browse(limit=_ARTICLES_READ).articles]
    figures = [
        reply
        for counted in islice(_by_interest(_counted(articles)), 2 * _TRIED)
        if (reply := _reply(archive, counted.question)) and _tells(reply, counted.figure)
    ]
    differing = [one for one in figures if _differs(one)]
    agreed = [one for one in figures if not _differs(one)]
    kinds = (
        [one.question for one in agreed],
        [one.question for one in differing],
        [one.question for one in _answered(archive, _subjects(articles), _TRIED) if one.question_kind in OVERVIEWS],
        [one.question for one in _answered(archive, _said_and_defined(articles), _TRIED)],
    )
    mixed = filter(None, chain.from_iterable(zip_longest(*kinds)))
    return list(dict.fromkeys(mixed))[:count]


def follow_ups(
    archive: Archive,
    reply: Reply,
    asked: Sequence[str] = (),
    where: Where | None = None,
    *,
    count: int = 2,
    go_on: Callable[[], bool] = lambda: True,
) -> list[str]:
    """Return up to `count` questions that other sentences of the cited articles answer.

    Args:
        archive: The archive to ask.
        reply: The reply to follow up.
        asked: Earlier questions of the conversation, which are not suggested again.
        where: The filters that the reply's question was asked with.
        count: How many.
        go_on: Called before each question is tried; stop once it returns False.
    """
    shown = {(one.article.id, one.span) for one in reply.cited}
    earlier = {folded(one) for one in (*asked, reply.question, reply.query)}
    figures = [counted.question for counted in _counted(reply.documents)]
    candidates = dict.fromkeys(
        filter(None, chain.from_iterable(zip_longest(_said_and_defined(reply.documents), figures)))
    )
    found: list[str] = []
    for question in islice((one for one in candidates if folded(one) not in earlier), _TRIED_AFTER):
        if len(found) == count or not go_on():
            break
        answer = _reply(archive, question, where)
        if answer and any((one.article.id, one.span) not in shown for one in answer.citations[:1]):
            found.append(question)
            shown.update((one.article.id, one.span) for one in answer.citations)
    return found


def _reply(archive: Archive, question: str, where: Where | None = None) -> Reply | None:
    """Return the archive's own answer, without a language model; None unless it is certain."""
    reply = next(archive.replies(question, (), where))
    return reply if reply.status == "answered" else None


def _answered(archive: Archive, questions: Iterable[str], most: int) -> Iterator[Reply]:
    for question in islice(questions, most):
        if reply := _reply(archive, question):
            yield reply


def _tells(reply: Reply, figure: str) -> bool:
    """Return whether the short answer contains a figure, or the articles disagree on it."""
    return folded(figure) in folded(reply.short or "") or _differs(reply)


def _differs(reply: Reply) -> bool:
    return any(conflict.type in _DIFFERING for conflict in reply.conflicts)


def _counted(articles: Iterable[Article]) -> list[_Counted]:
    """Find the numbers and dates in articles, each with the question that it answers.

    `Six people were hurt in the fire` answers `How many people were hurt in the fire?`, and `The bridge was closed in
    May 2024` answers `When was the bridge closed?`.
    """
    found = []
    for article in articles:
        text = article.text[:_CHARACTERS_READ]
        for match in _COUNTED.finditer(text):
            counted = one_line(match[2])
            words = counted.split()
            if words[0] not in _NOT_COUNTED and words[1] != "included":
                found.append(_Counted(match[1], f"How many {counted}?", " ".join(words[:2]), article.id))
        for match in _DATED.finditer(text):
            name, auxiliary, done, day = map(one_line, match.groups())
            question = f"When {auxiliary} {re.sub('^The ', 'the ', name)} {done}?"
            found.append(_Counted(day, question, question, article.id))
    return found


def _by_interest(found: Sequence[_Counted]) -> Iterator[_Counted]:
    """Alternate between figures on which articles disagree and others, shortest question first, each subject once."""
    numbers = defaultdict(set)
    articles = defaultdict(set)
    for one in found:
        numbers[one.subject].add(one.figure.lower())
        articles[one.subject].add(one.article)
    apart = {subject for subject in numbers if len(numbers[subject]) > 1 and len(articles[subject]) > 1}
    first = {one.subject: one for one in sorted(found, key=lambda one: -len(one.question))}
    ordered = sorted(first.values(), key=lambda one: len(one.question))
    sides = [one for one in ordered if one.subject in apart], [one for one in ordered if one.subject not in apart]
    yield from filter(None, chain.from_iterable(zip_longest(*sides)))


def _subjects(articles: Iterable[Article]) -> Iterator[str]:
    """Yield requests for overviews of the names that most articles mention, then of all articles."""
    named: Counter[str] = Counter()  # another article outweighs any number of mentions
    for article in articles:
        names = Counter(_NAMES.findall(article.text[:_CHARACTERS_READ]))
        named.update({name: _CHARACTERS_READ + mentions for name, mentions in names.items()})
    yield from (f"Summarise what is said about {name}" for name, _ in named.most_common(_TRIED - 1))
    yield "Summarise the articles"


def _said_and_defined(articles: Iterable[Article]) -> Iterator[str]:
    speakers: Counter[str] = Counter()
    defined: Counter[str] = Counter()
    for article in articles:
        # line by line: a name does not continue from a heading into the text below it
        for line in map(one_line, article.text[:_CHARACTERS_READ].splitlines()):
            speakers.update(_BEFORE_NAME.sub("", name) for name in _SPEAKERS.findall(line))
            defined.update(f"{verb} {the.lower()}{name}" for the, name, verb in _DEFINED.findall(line))
    said = [f"What did {name} say?" for name, _ in speakers.most_common()]
    who = [f"Who is {name}?" for name, _ in speakers.most_common()]
    what = [f"What {defining}?" for defining, _ in defined.most_common()]
    yield from filter(None, chain.from_iterable(zip_longest(said, who, what)))
