"""Compare two texts for human readers: by sentence, then by word where little differs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ChangeKind = Literal["same", "removed", "added"]
_SENTENCES = re.compile(r"\s+|\S[^.!?\n]*[.!?]*[\"'”’)\]]*")
_WORDS = re.compile(r"\S+\s*|\s+")
_FEW_WORDS = 400  # per side; longer differences are shown whole, since comparing takes quadratic time


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text found in both versions or in one."""

    kind: ChangeKind
    text: str


def changes(old: str, new: str) -> list[Change]:
    """Compare two texts.

    Returns:
        Pieces in reading order. Without the `added` pieces they make up `old`, without the `removed` ones `new`.
    """
    found: list[Change] = []
    for change in _compared(_SENTENCES.findall(old), _SENTENCES.findall(new)):
        if found and found[-1].kind == change.kind:
            change = Change(change.kind, found.pop().text + change.text)
        found.append(change)
    return found


def _compared(old: Sequence[str], new: Sequence[str], finer: bool = True) -> Iterator[Change]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        before, after = "".join(old[start:end]), "".join(new[new_start:new_end])
        if tag == "equal":
            yield Change("same", before)
            continue
        words = _WORDS.findall(before), _WORDS.findall(after)
        if finer and all(0 < len(side) <= _FEW_WORDS for side in words):
            yield from _compared(*words, finer=False)
        else:
            yield from [Change("removed", before)] if before else []
            yield from [Change("added", after)] if after else []
