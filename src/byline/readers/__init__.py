"""Ways to read: from a question and passages to the sentences that answer.

base.py    the port: what Byline asks of a reader
custom.py  a model of the user's: one that answers questions, or a CrossEncoder
builtin/   the reader whose weights ship with Byline
"""

import os

from byline.readers.base import IsDoubtful, Reader, never_doubtful

BUILT_IN = ("small", "large")


def load_reader(name: str | None = None, is_doubtful: IsDoubtful = never_doubtful) -> Reader:
    """Return one of the built-in readers, or one by a model of the user's.

    Args:
        name: `small`; `large`, which reads what the small one is not sure of; or a question-answering model or a
            CrossEncoder, by name or path. None means what `BYLINE_READER` says, else `large`.
        is_doubtful: Returns whether a sentence that the small one is sure of needs the large one all the same.
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
