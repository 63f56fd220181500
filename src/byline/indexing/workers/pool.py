"""Embed in several processes on this machine.

A process that dies breaks the whole pool of the standard library; a new pool then does the remaining work.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process

from byline.encoders.base import Floats
from byline.errors import WorkerError
from byline.indexing.workers.embedding import Model, embed

_AHEAD = 2  # shards for each process: the one it embeds, and the next one
_TRIES = 3


@dataclass(eq=False, slots=True)
class _Shard:
    """Texts that are embedded together.

    Attributes:
        texts: The texts.
        future: Their vectors, or the failure.
        tries: How often embedding was started.
    """

    texts: Sequence[str]
    future: "Future[Floats]"
    tries: int = 1


class ProcessPool:
    """Embeds in several processes that share the cores of the machine.

    The processes are spawned, not forked, so a script that uses this needs `if __name__ == "__main__":`.

    Args:
        model: The encoder that each process loads.
        processes: Number of processes.

    Attributes:
        at_once: How many shards to submit before waiting for the first.
    """

    def __init__(self, model: Model, processes: int) -> None:
        self.at_once = _AHEAD * processes
        self._processes = processes
        self._task = partial(_embed, model, max(1, _cores() // processes))
        self._executor = self._started()
        self._unfinished: list[_Shard] = []

    def submit(self, texts: Sequence[str]) -> Callable[[], Floats]:
        """Submit a shard; see `Workers`."""
        shard = _Shard(texts, self._begun(texts))
        self._unfinished.append(shard)
        return partial(self._wait, shard)

    def close(self) -> None:
        """Stop the processes once each has finished its current shard."""
        self._executor.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        with _safe_path():
            return ProcessPoolExecutor(self._processes, get_context("spawn"), _begin)

    def _begun(self, texts: Sequence[str]) -> "Future[Floats]":
        try:
            with _safe_path():  # may start a process
                return self._executor.submit(self._task, texts)
        except BrokenProcessPool as error:  # handled in `_wait`
            broken: Future[Floats] = Future()
            broken.set_exception(error)
            return broken

    def _wait(self, shard: _Shard) -> Floats:
        while True:
            try:
                vectors = shard.future.result()
            except BrokenProcessPool as error:
                if shard.tries == _TRIES:
                    raise WorkerError(
                        f"workers: a process died {_TRIES} times before its articles were embedded: check that there "
                        "is enough memory, and use fewer workers or none"
                    ) from error
                self._replace()
            else:
                self._unfinished.remove(shard)
                return vectors

    def _replace(self) -> None:
        """Start new processes for the unfinished shards."""
        self._executor.shutdown()  # from then on every future has its result or its error
        self._executor = self._started()
        for shard in self._unfinished:
            if isinstance(shard.future.exception(), BrokenProcessPool):
                shard.future = self._begun(shard.texts)
                shard.tries += 1


@contextmanager
def _safe_path() -> Iterator[None]:
    """Keep new processes from importing a socket.py in the working folder in place of the standard library's."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


# In the processes


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Exit when the parent is killed, instead of waiting for it forever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _embed(model: Model, threads: int, texts: Sequence[str]) -> Floats:
    return embed(model, threads, f"process {os.getpid()}", texts)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
