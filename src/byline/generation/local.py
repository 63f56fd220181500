"""Run a language model in this process: a GGUF file, with OpenVINO GenAI; no server, no network."""

import importlib.util
import threading
import time
from collections.abc import Generator, Sequence
from functools import lru_cache
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

from byline.errors import AnswererError
from byline.generation.prompt import Message
from byline.language.text import one_line, shorten
from byline.settings import AnswererSettings

if TYPE_CHECKING:
    from openvino_genai import LLMPipeline

_MOST_TOKENS = 300  # per answer
_END = object()  # after the last piece
_LOADING = threading.Lock()
_WRITING = threading.Lock()  # one answer at a time: it uses all cores, and the model has a single context


class LocalModel:
    """Writes with a model that is loaded once per process.

    Args:
        settings: `model` is the file.

    Raises:
        AnswererError: The package `openvino-genai` is not installed, or the file does not exist.
    """

    def __init__(self, settings: AnswererSettings) -> None:
        if importlib.util.find_spec("openvino_genai") is None:
            raise AnswererError("the package openvino-genai is not installed: pip install 'byline[llm]'")
        if not Path(settings.model).is_file():
            raise AnswererError(f"{settings.model}: no such file: download one with byline model get")
        self._settings = settings

    def write(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """Yield an answer piece by piece; the model stops when the generator is closed.

        Raises:
            AnswererError: The file cannot be used, or the answer takes too long. Time spent loading the model or
                waiting for another answer does not count.
        """
        with _WRITING:
            yield from self._pieces(self._loaded(), messages)

    def _loaded(self) -> "LLMPipeline":
        with _LOADING:
            try:
                return _load(self._settings.model)
            except RuntimeError as error:
                raise AnswererError(f"{self._settings.model}: cannot be used ({_reason(error)})") from error

    def _pieces(self, pipeline: "LLMPipeline", messages: Sequence[Message]) -> Generator[str, None, None]:
        from openvino_genai import ChatHistory, StreamingStatus

        pieces: Queue[Any] = Queue()
        stopped = threading.Event()
        until = time.monotonic() + self._settings.timeout_seconds

        def take(piece: str) -> StreamingStatus:
            pieces.put(piece)
            late = time.monotonic() > until
            if late:
                pieces.put(AnswererError("took too long"))
            return StreamingStatus.CANCEL if late or stopped.is_set() else StreamingStatus.RUNNING

        def run() -> None:
            try:
                pipeline.generate(ChatHistory(list(messages)), max_new_tokens=_MOST_TOKENS, streamer=take)
            except RuntimeError as error:
                pieces.put(AnswererError(_reason(error)))
            pieces.put(_END)

        writer = threading.Thread(target=run, name="byline-writes", daemon=True)
        writer.start()
        try:
            while (piece := pieces.get()) is not _END:
                if isinstance(piece, AnswererError):
                    raise piece
                yield piece
        finally:
            stopped.set()
            writer.join()


@lru_cache(maxsize=1)
def _load(model: str) -> "LLMPipeline":
    from openvino_genai import LLMPipeline

    return LLMPipeline(model, "CPU")


def _reason(error: RuntimeError) -> str:
    """Return the last line of a library's error message, shortened."""
    return shorten(one_line(str(error).strip().rpartition("\n")[2]) or type(error).__name__, 120)
