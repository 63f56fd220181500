"""What a worker does: load the encoder once, and embed the texts it is given."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from byline.encoders import load_encoder
from byline.encoders.base import Encoder, Floats
from byline.errors import EncoderError

_LOADING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Model:
    """The encoder of an archive, for processes that load their own.

    Attributes:
        name: See `load_encoder`.
        fingerprint: Fingerprint of the encoder that the archive was made with.
    """

    name: str
    fingerprint: str


def embed(model: Model, threads: int, worker: str, texts: Sequence[str]) -> Floats:
    """Embed texts to be searched: `(n, dim)`.

    Args:
        model: The encoder to use.
        threads: Maximum number of threads.
        worker: Name of this worker, for messages.
        texts: The texts.

    Raises:
        EncoderError: The encoder cannot be loaded here, or is not the archive's.
    """
    try:
        with _LOADING:
            encoder = _loaded(model.name, threads)
            found = encoder.fingerprint
        if found != model.fingerprint:
            raise EncoderError(
                f"encoder {model.name!r}: found fingerprint {found[:12]}, expected {model.fingerprint[:12]}: "
                "install the one there that the archive was made with"
            )
        return encoder.encode_passages(texts)
    except EncoderError as error:
        raise EncoderError(f"worker {worker}: {error}") from error


@cache
def _loaded(name: str, threads: int) -> Encoder:
    return load_encoder(name, threads)
