"""The default model's adapter for questions, trained on questions about news.

Passages are embedded by the unmodified model, so the index is the same with and without the adapter. QUERIES.md says
how the adapter was trained and how much it helps.
"""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from byline.models.adapters import with_adapters
from byline.models.bert import Weights, read_weights

_ADAPTER = "queries.safetensors"


def adapter() -> dict[str, Weights]:
    """Return the adapter's weights by the names of the layers they adapt.

    Raises:
        EncoderError: It cannot be read.
    """
    return read_weights(Path(str(files(__package__))) / _ADAPTER)


def adapted(weights: Mapping[str, Weights]) -> dict[str, Weights]:
    """Return the default model's weights, by their BERT names, with the adapter merged in.

    Raises:
        EncoderError: The adapter cannot be read.
    """
    return with_adapters(weights, adapter())
