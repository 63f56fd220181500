"""What differs between two texts, for people to read: sentences first, words where few sentences differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ChangeKind = Literal["same", "removed", "added"]
_SENTENCES = re.compile(r"\s+|\S[^.!?\n]*[.!?]*[\"'”’)\]]*")
_WORDS = re.compile(r"\S+\s*|\s+")
_FEW_WORDS = 400  # on either side; what is longer and differs is shown whole, since comparing takes the square of it


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text that both have, or one of them."""

    kind: ChangeKind
    text: str


def changes(old: str, new: str) -> list[Change]:
    """Compare two texts.

    Returns:
        Pieces in reading order. Those that are not `added` make up `old`, those not `removed` make up `new`.
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
