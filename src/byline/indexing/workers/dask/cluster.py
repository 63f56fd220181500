"""Machines of a Dask cluster that embed.

Who reaches a Dask scheduler can run what they like on its workers, and the workers can answer with what they like: it
is for a network in which everybody is trusted, or for `tls://`.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from byline.encoders.base import Floats
from byline.errors import BylineError, InputError, WorkerError
from byline.indexing.workers.embedding import Model, embed
from byline.language.text import one_line

if TYPE_CHECKING:
    from distributed import Future

_AHEAD = 2  # shards for each worker: one that it embeds, and one so that it need not wait
_SECONDS = 10.0  # for the scheduler, or a first worker, to be there


class Cluster:
    """Embeds on the workers of a Dask scheduler: what one of them had when it was lost, another does.

    A shard is known by what it holds: the same one is never done twice.

    Args:
        model: What the workers load.
        address: Of the scheduler.

    Raises:
        InputError: The package is missing, or the certificates for `tls://`.
        WorkerError: The scheduler does not answer, or has no workers.
    """

    def __init__(self, model: Model, address: str) -> None:
        try:
            from distributed import Client, Security
        except ImportError as error:
            raise InputError("the package distributed is not installed: pip install 'byline[dask]'") from error
        for name in ("distributed", "distributed.client"):  # what goes wrong is raised here
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._model, self._address = model, address
        security = Security()  # as Dask's own configuration says
        if address.startswith("tls:") and security.get_connection_args("client")["ssl_context"] is None:
            raise InputError(
                f"{address}: found no certificates, expected ca-file, and cert and key of the client, in Dask's "
                "configuration (distributed.comm.tls): set them, such as by DASK_DISTRIBUTED__COMM__TLS__CA_FILE"
            )
        with self._reached():
            self._client = Client(address, timeout=_SECONDS, set_as_default=False, security=security)
        try:
            self._await_workers()
        except BaseException:
            self.close()
            raise

    @property
    def at_once(self) -> int:
        """How many shards are worth having under way: more when workers join."""
        with self._reached():
            return _AHEAD * max(1, len(self._client.nthreads()))

    def submit(self, texts: Sequence[str]) -> Callable[[], Floats]:
        """Have a shard embedded; see `Workers`."""
        content = json.dumps([self._model.fingerprint, *texts]).encode()
        key = f"byline-{hashlib.sha256(content).hexdigest()}"
        with self._reached():
            return partial(self._wait, self._client.submit(_embed, self._model, texts, key=key))

    def close(self) -> None:
        """Leave the cluster; what nobody else waits for is given up."""
        self._client.close()

    def _wait(self, future: "Future[Floats]") -> Floats:
        from distributed import KilledWorker

        while True:
            try:
                return future.result(timeout=_SECONDS)
            except TimeoutError:  # it takes its time, or there is nobody left to do it
                self._await_workers()
            except KilledWorker as error:
                raise WorkerError(
                    f"workers of {self._address}: several died of the same articles: see their logs, and whether their "
                    "memory suffices"
                ) from error
            except CancelledError as error:
                raise self._lost(error) from error
            except BylineError:
                raise
            except Exception as error:  # of whatever is installed there
                raise WorkerError(
                    f"workers of {self._address}: {type(error).__name__}: {one_line(str(error))}: install there, and "
                    "where the scheduler runs, what is installed here"
                ) from error

    def _await_workers(self) -> None:
        with self._reached():
            try:
                self._client.wait_for_workers(1, timeout=_SECONDS)
            except TimeoutError as error:
                raise WorkerError(
                    f"{self._address}: found no workers in {_SECONDS:g} s, expected one at least: start some with "
                    f"dask worker {self._address}"
                ) from error

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._lost(error) from error

    def _lost(self, error: BaseException) -> WorkerError:
        return WorkerError(
            f"{self._address}: the Dask scheduler does not answer ({one_line(str(error)) or type(error).__name__}): "
            "see whether it runs (dask scheduler) and can be reached from here"
        )


# On the workers


def _embed(model: Model, texts: Sequence[str]) -> Floats:
    from distributed import get_worker

    worker = get_worker()
    return embed(model, worker.state.nthreads, worker.address, texts)
