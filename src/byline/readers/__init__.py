"""Ways to read: from a question and passages to the sentences that answer.

base.py    the port: what Byline asks of a reader
custom.py  a model of the user's: one that answers questions, or a CrossEncoder
builtin/   the reader whose weights ship with Byline
"""

import os

from byline.readers.base import Reader

BUILT_IN = ("small", "large")


def load_reader(name: str | None = None) -> Reader:
    """Return one of the built-in readers, or one by a model of the user's.

    Args:
        name: `small`; `large`, which reads what the small one is not sure of; or a question-answering model or a
            CrossEncoder, by name or path. None means what `BYLINE_READER` says, else `large`.
    """
    name = name or os.environ.get("BYLINE_READER") or "large"
    if name in BUILT_IN:
        from byline.readers.builtin.cascade import CascadeReader
        from byline.readers.builtin.model import SpanModel
        from byline.readers.builtin.reader import SpanReader

        small = SpanModel("small")
        small.begin()
        return SpanReader(small.score) if name == "small" else CascadeReader(small.score, SpanModel("large").score)
    from byline.readers.custom import reader_by

    return reader_by(name)
