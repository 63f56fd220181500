"""Ways to read: from a question and passages to the sentences that answer."""

from byline.ports import Reader


def load_reader(name: str | None = None) -> Reader:
    """Return the built-in reader, or one by a model of the user's.

    Args:
        name: A question-answering model or a CrossEncoder, by name or path; None means the built-in one.
    """
    if name is None:
        from byline.reading.model import SpanModel
        from byline.reading.span_reader import SpanReader

        model = SpanModel()
        model.begin()
        return SpanReader(model.score)
    from byline.reading.own_model import reader_by

    return reader_by(name)
