"""The contract for readers, which the default one must meet."""

from byline.readers import load_reader
from byline.readers.base import Reader
from byline.testing import ReaderContract


class TestSpanReader(ReaderContract):
    def reader(self) -> Reader:
        return load_reader()
