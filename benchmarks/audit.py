"""List the pinned packages with known vulnerabilities: python benchmarks/audit.py [REQUIREMENTS]

Installs pip-audit into its own environment in a temporary folder, and queries PyPI's advisory service. Exits with 0 if
no vulnerability is known, 1 if one is, and 2 if it could not be determined.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Audit and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("requirements", type=Path, nargs="?", default=ROOT / "requirements.txt")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        installed = run(python, "pip", "install", "--quiet", "pip-audit")
        if installed.returncode:
            return unknown(f"pip-audit cannot be installed: {last_line(installed.stderr)}")
        # Audit exactly the pinned versions: none of them is installed or resolved.
        pinned = Path(folder) / "pinned.txt"
        lines = options.requirements.read_text(encoding="utf-8").splitlines()
        pinned.write_text("\n".join(line for line in lines if not line.startswith("-e ")), encoding="utf-8")
        audited = run(
            python, "pip_audit", "--requirement", str(pinned), "--no-deps", "--disable-pip",
            "--format", "json", "--progress-spinner", "off",
        )  # fmt: skip
    try:
        packages = json.loads(audited.stdout)["dependencies"]
    except (ValueError, KeyError):
        return unknown(f"the advisory service gave no answer: {last_line(audited.stderr)}")
    skipped = [one for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):
        return unknown(f"the advisory service knows none of the {len(packages)} packages: nothing was audited")
    for one in skipped:
        print(f"not audited: {one['name']}: {one['skip_reason']}", file=sys.stderr)
    found = [(one, advisory) for one in packages for advisory in one.get("vulns", ())]
    print(table(found) if found else f"No advisory is known for {len(packages) - len(skipped)} packages.")
    return 1 if found else 2 if skipped else 0


def run(python: Path, *module: str) -> "subprocess.CompletedProcess[str]":
    """Run a module with an environment's python."""
    return subprocess.run([python, "-m", *module], capture_output=True, text=True, check=False)


def table(found: list[tuple[dict[str, Any], dict[str, Any]]]) -> str:
    """Return the advisories as a Markdown table."""
    cells = [
        (package["name"], package["version"], advisory["id"], ", ".join(advisory["fix_versions"]) or "none yet")
        for package, advisory in found
    ]
    rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join(["| package | version | advisory | fixed in |", "|---|---|---|---|", *rows])


def unknown(reason: str) -> int:
    """Report that the audit was not possible."""
    print(f"audit: {reason}", file=sys.stderr)
    return 2


def last_line(text: str) -> str:
    """Return the last line that is not blank."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no reason given")[:300]


if __name__ == "__main__":
    sys.exit(main())
