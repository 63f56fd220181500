"""Every error that Byline raises on purpose.

    BylineError
    ├── InputError             an argument that cannot be used: an empty question, an unreadable date
    ├── ArticleError           one article or file cannot be taken; the rest of a batch goes on
    ├── ArticleNotFoundError   no article has that id
    ├── AnswererError          the language model cannot be used, or its server fails
    ├── EncoderError           the embedding model cannot be loaded, or is not the one it should be
    ├── WorkerError            the processes or machines that embed cannot be reached, or die
    └── ArchiveError           the index folder cannot be used
        ├── ArchiveLockedError     another process is writing to it
        ├── ArchiveFullError       the disk is full
        ├── ArchiveDamagedError    its database is damaged or is not Byline's
        └── FingerprintError       it was made with another encoder or other passages

A message is one line: where, what was found, what was expected, what to do.
"""


class BylineError(Exception):
    """Base of every error that Byline raises on purpose."""


class InputError(BylineError, ValueError):
    """An argument cannot be used."""


class ArticleError(BylineError):
    """One article or file cannot be taken."""


class ArticleNotFoundError(BylineError):
    """No article of the archive has that id."""


class AnswererError(BylineError):
    """The language model cannot be used, or its server fails."""


class EncoderError(BylineError):
    """The embedding model cannot be loaded, or is not the one it should be."""


class WorkerError(BylineError):
    """The processes or machines that embed cannot be reached, or die."""


class ArchiveError(BylineError):
    """The index folder cannot be used."""


class ArchiveLockedError(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveFullError(ArchiveError):
    """The disk is full."""


class ArchiveDamagedError(ArchiveError):
    """The database of the archive is damaged or is not Byline's."""


class FingerprintError(ArchiveError):
    """The archive was made with another encoder, or with passages cut differently."""
