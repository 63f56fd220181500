"""Where texts are embedded: in this process, in other processes on this machine, or on a Dask cluster.

base.py       the interface of workers
here.py       this process
pool.py       processes on this machine
dask/         machines of a Dask cluster
embedding.py  what a worker does: load the encoder once, and embed texts
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

from byline.encoders.base import Encoder
from byline.errors import InputError
from byline.indexing.workers.base import Workers
from byline.indexing.workers.embedding import Model
from byline.indexing.workers.here import Here

_MOST_PROCESSES = 60  # Windows can wait for at most 63 handles


def checked_workers(asked: object) -> int | str | None:
    """Return the setting if it is valid: a number of processes, a Dask scheduler's address, or None for this process.

    Raises:
        InputError: It is something else.
    """
    if asked is None or (isinstance(asked, int) and 1 <= asked <= _MOST_PROCESSES):
        return asked
    if isinstance(asked, str) and _is_scheduler(asked):
        return asked
    raise InputError(
        f"workers: found {asked!r}, expected a number of processes from 1 to {_MOST_PROCESSES}, or the address of a "
        "Dask scheduler such as tcp://host:8786"
    )


@contextmanager
def open_workers(asked: int | str | None, encoder: Encoder) -> Iterator[Workers]:
    """Open the workers, and close them after the block.

    Args:
        asked: See `checked_workers`.
        encoder: The encoder for this process; other workers load it by name.

    Raises:
        InputError: A required package is missing.
        WorkerError: There are no workers.
    """
    with closing(_opened(asked, encoder)) as workers:
        yield workers


def _opened(asked: int | str | None, encoder: Encoder) -> Workers:
    if asked is None:
        return Here(encoder)
    model = Model(encoder.name, encoder.fingerprint)
    if isinstance(asked, int):
        from byline.indexing.workers.pool import ProcessPool

        return ProcessPool(model, asked)
    from byline.indexing.workers.dask.cluster import Cluster

    return Cluster(model, asked)


def _is_scheduler(address: str) -> bool:
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname and parts.port) and parts.username is None
    except ValueError:  # the port is not a number
        return False
    return named and parts.scheme in {"tcp", "tls"} and address == f"{parts.scheme}://{parts.netloc}"
