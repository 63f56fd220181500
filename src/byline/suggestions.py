"""Suggest questions that the archive answers, from the names in its articles."""

import re
from collections import Counter
from collections.abc import Iterator

from byline.archive import Archive
from byline.text import one_line

_ARTICLES_READ = 50
_CHARACTERS_READ = 10_000
_TRIED = 12
_NAME = r"[A-Z][\w’'.&-]*[\w](?: [A-Z][\w’'.&-]*[\w]){1,3}"
_NAMES = re.compile(rf"(?<![.!?:] )(?<!^)\b({_NAME})\b", re.MULTILINE)
_BEFORE_NAME = re.compile(r"^(?:.*['’]s |The )")
_SPEAKERS = re.compile(rf"\b({_NAME}) (?:said|says|stated|told|emphasi[sz]ed|announced|warned|remarked|argued)\b")


def suggest(archive: Archive, count: int = 4) -> list[str]:
    """Return at most `count` questions that the archive answers."""
    suggested: list[str] = []
    for tried, question in enumerate(_questions(archive)):
        if len(suggested) == count or tried == _TRIED:
            break
        if archive.ask(question).status == "answered":
            suggested.append(question)
    return suggested


def _questions(archive: Archive) -> Iterator[str]:
    speakers: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for summary in archive.articles()[-_ARTICLES_READ:]:
        text = archive.article(summary.id).text[:_CHARACTERS_READ]
        for line in map(one_line, text.splitlines()):  # a name does not run from a heading into what follows
            speakers.update(_BEFORE_NAME.sub("", name) for name in _SPEAKERS.findall(line))
            names.update(_BEFORE_NAME.sub("", name) for name in _NAMES.findall(line))
    about = (f"What do the articles say about {name}?" for name, _ in names.most_common() if name not in speakers)
    said = (f"What did {name} say?" for name, _ in speakers.most_common())
    yield from _alternately(list(said), list(about))


def _alternately(first: list[str], second: list[str]) -> Iterator[str]:
    for position in range(max(len(first), len(second))):
        yield from first[position : position + 1]
        yield from second[position : position + 1]
