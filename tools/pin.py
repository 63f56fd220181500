"""Write requirements.txt and requirements-test.txt from pyproject.toml: python tools/pin.py

pip resolves the ranges in pyproject.toml as if nothing were installed, and the versions it finds are pinned.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TORCH = "torch==2.13.0"
# The CUDA packages of torch for Linux: torch itself pins their versions, and a CPU build needs none of them.
OF_TORCH = ("nvidia-", "cuda-", "triton")
HEADER = "# Written by `python tools/pin.py` from pyproject.toml: the versions Byline is tested with.\n"


def resolve(*extras: str) -> dict[str, str]:
    """Return the version of every package that Byline needs with these extras, by package name."""
    wanted = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    command = ["pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-", TORCH, wanted]
    report = json.loads(subprocess.check_output([sys.executable, "-m", *command]))
    found = (package["metadata"] for package in report["install"])
    # A local label such as +cpu names a build that is not available for every machine.
    versions = {package["name"].lower(): package["version"].partition("+")[0] for package in found}
    return {name: version for name, version in versions.items() if name != "byline" and not name.startswith(OF_TORCH)}


def lines(versions: dict[str, str]) -> str:
    """Return the pinned requirements, one per line, sorted by name."""
    return "".join(f"{name}=={version}\n" for name, version in sorted(versions.items()))


def main() -> None:
    """Write both files."""
    needed = resolve()
    tested = {name: version for name, version in resolve("test", "docs").items() if name not in needed}
    (ROOT / "requirements.txt").write_text(f"{HEADER}-e .\n{lines(needed)}")
    (ROOT / "requirements-test.txt").write_text(f"-r requirements.txt\n{HEADER}{lines(tested)}")


if __name__ == "__main__":
    main()
