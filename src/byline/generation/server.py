"""Ask a server with OpenAI's chat completions API: a cloud service, Ollama, llama.cpp, vLLM."""

import os
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any, cast

from byline.errors import AnswererError
from byline.generation.prompt import Message
from byline.language.text import one_line, shorten
from byline.settings import AnswererSettings

_MOST_CHARACTERS = 20_000  # anything longer is not a usable answer


class Server:
    """Asks a server to write an answer.

    Args:
        settings: The server's address and the model to use.

    Raises:
        AnswererError: The package `openai` is not installed, or the variable of the API key is not set.
    """

    def __init__(self, settings: AnswererSettings) -> None:
        try:
            from openai import OpenAI
        except ImportError as error:
            raise AnswererError("the package openai is not installed: pip install 'byline[answerer]'") from error
        key = os.environ.get(settings.api_key_env) if settings.api_key_env else "none"
        if not key:
            raise AnswererError(f"the environment variable {settings.api_key_env} is not set: set it to the API key")
        self._settings = settings
        self._client = OpenAI(
            base_url=settings.base_url, api_key=key, timeout=settings.timeout_seconds, max_retries=settings.retries
        )

    def write(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """Yield an answer piece by piece.

        Raises:
            AnswererError: The server cannot be reached, refuses, is too slow, breaks off, or sends something else.
        """
        until = time.monotonic() + self._settings.timeout_seconds
        written, finished = 0, False
        try:
            stream = self._client.chat.completions.create(
                model=self._settings.model,
                messages=cast(Any, messages),  # its own types differ by role
                temperature=0,
                stream=True,
            )
            with closing(stream):
                for chunk in stream:
                    for choice in chunk.choices[:1]:
                        piece = choice.delta.content or ""
                        written += len(piece)
                        finished = finished or choice.finish_reason is not None
                        yield piece
                    if time.monotonic() > until or written > _MOST_CHARACTERS:
                        raise AnswererError("took too long" if written <= _MOST_CHARACTERS else "did not stop writing")
        except AnswererError:
            raise
        except Exception as error:  # from openai or its HTTP library, whose exceptions have changed before
            raise AnswererError(shorten(one_line(str(error)) or type(error).__name__, 120)) from error
        if not finished:
            raise AnswererError("broke off before the answer was complete")
