"""What libraries print to standard error, as events of the log: Gradio prints what goes wrong in an event of the page.

A printed traceback quotes what a browser sent, and has many lines. It becomes one `error`, told as all others are.
"""

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

from byline.web import events
from byline.web.logs import is_logged

_LOG = logging.getLogger(__name__)


class Printed(io.TextIOBase):
    """Standard error, for programs that print to it."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = ""

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Log each line; what is printed while an error is dealt with is about that error."""
        error = sys.exc_info()[1]
        if error is not None:
            if not is_logged(error):
                events.failed("page", error)
            return len(text)
        *lines, self._begun = (self._begun + text).split("\n")
        for line in filter(str.strip, lines):
            _LOG.warning("%s", line)
        return len(text)


@contextmanager
def printed_is_logged() -> Iterator[None]:
    """Log what this process prints to standard error meanwhile."""
    before = logging.raiseExceptions
    logging.raiseExceptions = False  # a log that cannot be written would be printed, and so logged, and so on
    try:
        with redirect_stderr(Printed()):
            yield
    finally:
        logging.raiseExceptions = before
