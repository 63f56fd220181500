"""Ways to embed text, one file each."""

from byline.ports import Encoder
from byline.settings import DEFAULT_ENCODER


def load_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """Load an encoder by name: the default from its installed package, any other by sentence-transformers.

    Args:
        name: `all-MiniLM-L6-v2`, or a sentence-transformers model by its path or its name on the hub.

    Raises:
        EncoderError: It cannot be loaded, or its weights are not those that are pinned.
    """
    from byline.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
