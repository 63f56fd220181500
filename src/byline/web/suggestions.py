"""Suggest questions that the archive answers, from the names in its articles."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice, zip_longest

from byline.archive import Archive
from byline.language.text import one_line

_ARTICLES_READ = 50
_CHARACTERS_READ = 10_000
_TRIED = 12
_NAME = r"[A-Z][\w’'.&-]*[\w](?: [A-Z][\w’'.&-]*[\w]){1,3}"
_DEFINED = re.compile(rf"\b([Tt]he )?({_NAME}) (is|was|are|were) (?:an?|the|one of) ")
_BEFORE_NAME = re.compile(r"^(?:.*['’]s |The )")
_SPEAKERS = re.compile(rf"\b({_NAME}) (?:said|says|stated|told|emphasi[sz]ed|announced|warned|remarked|argued)\b")


def suggest(archive: Archive, count: int = 4) -> list[str]:
    """Return at most `count` questions that the archive answers, the surest answer first."""
    replies = map(archive.ask, islice(_questions(archive), _TRIED))
    answered = [reply for reply in replies if reply.status == "answered"]
    return [reply.question for reply in sorted(answered, key=lambda reply: -reply.confidence)[:count]]


def _questions(archive: Archive) -> Iterator[str]:
    speakers: Counter[str] = Counter()
    defined: Counter[str] = Counter()
    for summary in archive.browse(limit=_ARTICLES_READ).articles:
        text = archive.article(summary.id).text[:_CHARACTERS_READ]
        for line in map(one_line, text.splitlines()):  # a name does not run from a heading into what follows
            speakers.update(_BEFORE_NAME.sub("", name) for name in _SPEAKERS.findall(line))
            defined.update(f"{verb} {the.lower()}{name}" for the, name, verb in _DEFINED.findall(line))
    who = [f"Who is {name}?" for name, _ in speakers.most_common()]
    said = [f"What did {name} say?" for name, _ in speakers.most_common()]
    what = [f"What {defining}?" for defining, _ in defined.most_common()]
    yield from filter(None, chain.from_iterable(zip_longest(who, said, what)))
