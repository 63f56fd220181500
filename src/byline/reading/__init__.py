"""Ways to read: from a question and passages to the sentences that answer."""

from byline.ports import Encoder, Reader


def load_reader(encoder: Encoder) -> Reader:
    """Return the built-in reader."""
    from byline.reading.extractive import ExtractiveReader

    return ExtractiveReader(encoder)
