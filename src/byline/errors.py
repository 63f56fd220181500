"""Every error that Byline raises on purpose.

    BylineError
    ├── InputError             an argument that cannot be used: an empty question, an unreadable date
    ├── ArticleError           one article or file cannot be added; the rest of the batch continues
    ├── ArticleNotFoundError   no article has that id
    ├── AnswererError          the language model cannot be used, or its server fails
    ├── EncoderError           the embedding model cannot be loaded, or is not the expected one
    ├── WorkerError            the processes or machines that embed cannot be reached, or die
    └── ArchiveError           the index cannot be used
        ├── ArchiveLockedError     another process is writing to it
        ├── ArchiveFullError       the disk is full
        ├── ArchiveDamagedError    its database is damaged or not Byline's
        └── FingerprintError       it was built with another encoder or other passages

A message is one line: where, what was found, what was expected, what to do.
"""


class BylineError(Exception):
    """Base of every error that Byline raises on purpose."""


class InputError(BylineError, ValueError):
    """An argument cannot be used."""


class ArticleError(BylineError):
    """One article or file cannot be added."""


class ArticleNotFoundError(BylineError):
    """No article in the archive has that id."""


class AnswererError(BylineError):
    """The language model cannot be used, or its server fails."""


class EncoderError(BylineError):
    """The embedding model cannot be loaded, or is not the expected one."""


class WorkerError(BylineError):
    """The processes or machines that embed cannot be reached, or die."""


class ArchiveError(BylineError):
    """The index cannot be used."""


class ArchiveLockedError(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveFullError(ArchiveError):
    """The disk is full."""


class ArchiveDamagedError(ArchiveError):
    """The archive's database is damaged or not Byline's."""


class FingerprintError(ArchiveError):
    """The archive was built with another encoder, or with passages split differently."""
