"""Readers: find the sentences in passages that answer a question.

base.py    the interface of a reader
custom.py  readers with a user's own model: a question-answering model or a CrossEncoder
builtin/   the readers whose weights ship with Byline
"""

import os

from byline.readers.base import IsDoubtful, Reader, never_doubtful

BUILT_IN = ("small", "large")


def load_reader(name: str | None = None, is_doubtful: IsDoubtful = never_doubtful) -> Reader:
    """Return a built-in reader, or one that uses the user's own model.

    Args:
        name: `small`; `large`, which reads what the small one is not sure of; or the name or path of a
            question-answering model or a CrossEncoder. None means the value of `BYLINE_READER`, or else `large`.
        is_doubtful: Returns whether the large reader must check a sentence even if the small one is sure of it.
    """
    name = name or os.environ.get("BYLINE_READER") or "large"
    if name in BUILT_IN:
        from byline.readers.builtin.cascade import CascadeReader
        from byline.readers.builtin.model import SpanModel
        from byline.readers.builtin.reader import SpanReader

        small = SpanModel("small")
        small.begin()
        if name == "small":
            return SpanReader(small.score)
        return CascadeReader(small.score, SpanModel("large").score, is_doubtful)
    from byline.readers.custom import reader_by

    return reader_by(name)
