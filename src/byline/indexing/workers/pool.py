"""Processes of this machine that embed.

One that dies takes the whole pool of the standard library with it: another pool then does what was not done.
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

_AHEAD = 2  # shards for each process: one that it embeds, and one so that it need not wait
_TRIES = 3


@dataclass(eq=False, slots=True)
class _Shard:
    """Texts that are embedded together.

    Attributes:
        texts: What is embedded.
        future: Their vectors, or how it failed.
        tries: How often it was begun.
    """

    texts: Sequence[str]
    future: "Future[Floats]"
    tries: int = 1


class ProcessPool:
    """Embeds in processes, among which the cores of the machine are divided.

    They are started anew, not forked, so that a program that is not a module of a package needs its
    `if __name__ == "__main__":`.

    Args:
        model: What they load.
        processes: How many there are.

    Attributes:
        at_once: How many shards are worth having under way.
    """

    def __init__(self, model: Model, processes: int) -> None:
        self.at_once = _AHEAD * processes
        self._processes = processes
        self._task = partial(_embed, model, max(1, _cores() // processes))
        self._executor = self._started()
        self._unfinished: list[_Shard] = []

    def submit(self, texts: Sequence[str]) -> Callable[[], Floats]:
        """Have a shard embedded; see `Workers`."""
        shard = _Shard(texts, self._begun(texts))
        self._unfinished.append(shard)
        return partial(self._wait, shard)

    def close(self) -> None:
        """End the processes, once each has done the shard that it is at."""
        self._executor.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        with _safe_path():
            return ProcessPoolExecutor(self._processes, get_context("spawn"), _begin)

    def _begun(self, texts: Sequence[str]) -> "Future[Floats]":
        try:
            with _safe_path():  # it starts a process where it needs one
                return self._executor.submit(self._task, texts)
        except BrokenProcessPool as error:  # whoever waits for a shard deals with that
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
                        f"workers: a process died {_TRIES} times before its articles were embedded: see whether the "
                        "memory suffices, and take fewer workers or none"
                    ) from error
                self._replace()
            else:
                self._unfinished.remove(shard)
                return vectors

    def _replace(self) -> None:
        """Have other processes do what was not done."""
        self._executor.shutdown()  # from then on every future has its result or its error
        self._executor = self._started()
        for shard in self._unfinished:
            if isinstance(shard.future.exception(), BrokenProcessPool):
                shard.future = self._begun(shard.texts)
                shard.tries += 1


@contextmanager
def _safe_path() -> Iterator[None]:
    """Keep a socket.py in the working folder from standing for the library's in the processes that are started."""
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to deal with
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Do not outlive a parent that was killed: it would be waited for without end."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _embed(model: Model, threads: int, texts: Sequence[str]) -> Floats:
    return embed(model, threads, f"process {os.getpid()}", texts)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
