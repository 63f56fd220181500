"""Ways to embed text, one file each.

base.py                  the port: what Byline asks of an embedding model
adapted_queries.py       what the default model embeds questions with: an adapter that was trained on news
openvino.py              the default model by OpenVINO, without torch
sentence_transformer.py  any other model, and the default where OpenVINO is not installed
text.py                  the text that is embedded for a passage, and its hash
"""

from pathlib import Path

from byline.encoders.base import Encoder
from byline.models.bert import engine_asked_for, runs_by_openvino
from byline.settings import DEFAULT_ENCODER

_GPUS = ("/dev/nvidia0", "/dev/kfd")


def load_encoder(name: str = DEFAULT_ENCODER, threads: int | None = None) -> Encoder:
    """Load an encoder by name.

    The default is run by OpenVINO where that is installed, unless torch has a GPU; any other, and the default
    elsewhere, by sentence-transformers. The environment variable `BYLINE_ENGINE`, which is `openvino` or `torch`,
    says otherwise.

    Args:
        name: `all-MiniLM-L6-v2`, or a sentence-transformers model by its path or its name on the hub.
        threads: How many it may compute with; all cores if None.

    Raises:
        InputError: `BYLINE_ENGINE` is neither.
        EncoderError: It cannot be loaded, or its weights are not those that are pinned.
    """
    if name == DEFAULT_ENCODER and runs_by_openvino() and (engine_asked_for() or not _has_gpu()):
        from byline.encoders.openvino import OpenVinoEncoder

        return OpenVinoEncoder(threads)
    from byline.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name, threads)


def _has_gpu() -> bool:
    """Tell whether there is a GPU of NVIDIA's or AMD's and a torch that could use it, without loading that."""
    if not any(Path(device).exists() for device in _GPUS):
        return False
    from importlib.metadata import version

    return not version("torch").endswith("+cpu")
