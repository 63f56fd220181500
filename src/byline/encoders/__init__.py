"""Ways to embed text, one file each.

base.py                  the interface every embedding model implements
adapted_queries.py       the default model's adapter for questions, trained on news
openvino.py              the default model run by OpenVINO, without torch
sentence_transformer.py  any other model, and the default where OpenVINO is not installed
text.py                  the text to embed for a passage, and its hash
"""

from pathlib import Path

from byline.encoders.base import Encoder
from byline.models.bert import engine_asked_for, runs_by_openvino
from byline.settings import DEFAULT_ENCODER

_GPUS = ("/dev/nvidia0", "/dev/kfd")


def load_encoder(name: str = DEFAULT_ENCODER, threads: int | None = None) -> Encoder:
    """Load an encoder by name.

    The default model is run by OpenVINO where that is installed, unless torch has a GPU. Any other model, and the
    default elsewhere, is run by sentence-transformers. The environment variable `BYLINE_ENGINE`, `openvino` or
    `torch`, overrides this.

    Args:
        name: `all-MiniLM-L6-v2`, or a sentence-transformers model by its path or its name on the hub.
        threads: How many threads it may use; None for all cores.

    Raises:
        InputError: `BYLINE_ENGINE` has another value.
        EncoderError: It cannot be loaded, or its weights are not the pinned ones.
    """
    if name == DEFAULT_ENCODER and runs_by_openvino() and (engine_asked_for() or not _has_gpu()):
        from byline.encoders.openvino import OpenVinoEncoder

        return OpenVinoEncoder(threads)
    from byline.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name, threads)


def _has_gpu() -> bool:
    """Return whether there is an NVIDIA or AMD GPU and a torch that could use it, without loading torch."""
    if not any(Path(device).exists() for device in _GPUS):
        return False
    from importlib.metadata import version

    return not version("torch").endswith("+cpu")
