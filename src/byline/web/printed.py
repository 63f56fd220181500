"""Log what libraries print to standard error: Gradio prints the errors of page events there.

A printed traceback has many lines and quotes what a browser sent. It becomes a single `error` event like any other.
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
    """A replacement for standard error that logs what is printed."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = ""

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Log each line; anything printed while an exception is being handled counts as that exception."""
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
    """Log what this process prints to standard error inside the block."""
    before = logging.raiseExceptions
    logging.raiseExceptions = False  # else a failure to log would be printed, logged, fail again, and so on
    try:
        with redirect_stderr(Printed()):
            yield
    finally:
        logging.raiseExceptions = before
