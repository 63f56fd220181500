"""Ways to read: from a question and passages to the sentences that answer.

base.py    the port: what Byline asks of a reader
custom.py  a model of the user's: one that answers questions, or a CrossEncoder
builtin/   the reader whose weights ship with Byline
"""

from byline.readers.base import Reader


def load_reader(name: str | None = None) -> Reader:
    """Return the built-in reader, or one by a model of the user's.

    Args:
        name: A question-answering model or a CrossEncoder, by name or path; None means the built-in one.
    """
    if name is None:
        from byline.readers.builtin.model import SpanModel
        from byline.readers.builtin.reader import SpanReader

        model = SpanModel()
        model.begin()
        return SpanReader(model.score)
    from byline.readers.custom import reader_by

    return reader_by(name)
