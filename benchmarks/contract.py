"""Call /api as nobody foresaw: python benchmarks/contract.py [--examples 200] [--schemathesis st] [--seed 1]

schemathesis makes up requests from the description of /api, valid and invalid ones, and looks at every answer: no
server error, no status, type, header or body that the description does not name, nothing invalid taken, nothing valid
refused. What it is to take for granted is in contract.toml. The server is one over seeds/, with the small reader.

schemathesis is no part of the tests: its packages would be many more. Unless --schemathesis names its command, it is
installed into a temporary environment.

Prints a Markdown table, or JSON with --json; the exit code is 1 if anything was violated.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import SEEDS, serving

from byline import Archive

VERSION = "schemathesis==4.32.5"
SETTINGS = Path(__file__).with_suffix(".toml")


def installed(folder: Path) -> Path:
    """Return the command of schemathesis, put into an environment in a folder."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", VERSION], check=True)
    return folder / "bin" / "st"


def called(command: str | Path, address: str, folder: Path, examples: int, seed: int) -> dict[str, Any]:
    """Have schemathesis call a server, and return its report."""
    report = folder / "report.json"
    options = ["--max-examples", str(examples), "--seed", str(seed), "--request-timeout", "120", "--no-color"]
    told = ["--report", "json", "--report-json-path", str(report)]
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    line = [command, "--config-file", SETTINGS, "run", f"{address}/api/openapi.json", *options, *told]
    ran = subprocess.run(line, cwd=folder, env=own, stdout=subprocess.PIPE, text=True)
    if not report.exists():
        raise SystemExit(ran.stdout)
    made: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if ran.returncode:
        print(ran.stdout, file=sys.stderr)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve seeds/ and call it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=200, help="of each operation, at most")
    parser.add_argument("--schemathesis", help="its command, if it is installed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="byline-contract-") as name:
        folder = Path(name)
        command = options.schemathesis or installed(folder / "schemathesis")
        with Archive(folder / "index") as archive:
            archive.add(SEEDS)
        with serving(["-m", "byline", "chat", "--reader", "small"], folder) as server:
            made = called(command, server.url.rstrip("/"), folder, options.examples, options.seed)
    cases, failures = made["test_cases"], made["failures"]
    row = {
        "operations": made["operations"]["tested"],
        "cases": cases["generated"],
        "violations": cases["unique_failures"],
        "errors": len(made["errors"]),
        "seconds": round(made["running_time"]),
    }
    if options.json:
        print(json.dumps({**row, "failures": failures}, indent=2))
    else:
        print(f"| {' | '.join(row)} |\n|{'---|' * len(row)}\n| {' | '.join(map(str, row.values()))} |")
    return int(bool(failures or made["errors"]))


if __name__ == "__main__":
    sys.exit(main())
