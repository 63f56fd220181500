"""Embed on the workers of a Dask cluster.

Anyone who can reach a Dask scheduler can run any code on its workers, and the workers can return anything. Use it only
on a network where everyone is trusted, or with `tls://`.
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

_AHEAD = 2  # shards for each worker: the one it embeds, and the next one
_SECONDS = 10.0  # to wait for the scheduler, or for a first worker


class Cluster:
    """Embeds on the workers of a Dask scheduler; if a worker is lost, another takes over its shards.

    Shards are identified by their content, so the same shard is never embedded twice.

    Args:
        model: The encoder that the workers load.
        address: Address of the scheduler.

    Raises:
        InputError: The package `distributed` or the certificates for `tls://` are missing.
        WorkerError: The scheduler does not answer, or has no workers.
    """

    def __init__(self, model: Model, address: str) -> None:
        try:
            from distributed import Client, Security
        except ImportError as error:
            raise InputError("the package distributed is not installed: pip install 'byline[dask]'") from error
        for name in ("distributed", "distributed.client"):  # errors are raised here instead
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._model, self._address = model, address
        security = Security()  # as Dask's own configuration says
        if address.startswith("tls:") and security.get_connection_args("client")["ssl_context"] is None:
            raise InputError(
                f"{address}: found no certificates, expected ca-file, and cert and key of the client, in Dask's "
                "configuration (distributed.comm.tls): set them, for example with DASK_DISTRIBUTED__COMM__TLS__CA_FILE"
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
        """How many shards to submit before waiting for the first; grows as workers join."""
        with self._reached():
            return _AHEAD * max(1, len(self._client.nthreads()))

    def submit(self, texts: Sequence[str]) -> Callable[[], Floats]:
        """Submit a shard; see `Workers`."""
        content = json.dumps([self._model.fingerprint, *texts]).encode()
        key = f"byline-{hashlib.sha256(content).hexdigest()}"
        with self._reached():
            return partial(self._wait, self._client.submit(_embed, self._model, texts, key=key))

    def close(self) -> None:
        """Leave the cluster; shards that no other client waits for are abandoned."""
        self._client.close()

    def _wait(self, future: "Future[Floats]") -> Floats:
        from distributed import KilledWorker

        while True:
            try:
                return future.result(timeout=_SECONDS)
            except TimeoutError:  # slow, or no workers are left
                self._await_workers()
            except KilledWorker as error:
                raise WorkerError(
                    f"workers of {self._address}: several died on the same articles: see their logs, and check that "
                    "they have enough memory"
                ) from error
            except CancelledError as error:
                raise self._lost(error) from error
            except BylineError:
                raise
            except Exception as error:  # from whatever is installed on the worker
                raise WorkerError(
                    f"workers of {self._address}: {type(error).__name__}: {one_line(str(error))}: install the same "
                    "packages on the workers and the scheduler as here"
                ) from error

    def _await_workers(self) -> None:
        with self._reached():
            try:
                self._client.wait_for_workers(1, timeout=_SECONDS)
            except TimeoutError as error:
                raise WorkerError(
                    f"{self._address}: found no workers in {_SECONDS:g} s, expected at least one: start some with "
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
            "check that it is running (dask scheduler) and can be reached from here"
        )


# On the workers


def _embed(model: Model, texts: Sequence[str]) -> Floats:
    from distributed import get_worker

    worker = get_worker()
    return embed(model, worker.state.nthreads, worker.address, texts)
