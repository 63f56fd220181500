"""Send /api requests that nobody foresaw: python benchmarks/contract.py [--examples 200] [--schemathesis st] [--seed 1]

schemathesis generates valid and invalid requests from the description of /api and checks every response: no server
error; no status, type, header or body missing from the description; nothing invalid accepted; nothing valid refused.
Its exceptions are in contract.toml. The server answers from seeds/ with the small reader.

schemathesis is not one of the test requirements because it would add many packages. Unless --schemathesis names its
command, it is installed into a temporary environment.

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
    """Install schemathesis into an environment in a folder, and return its command."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", VERSION], check=True)
    return folder / "bin" / "st"


def called(command: str | Path, address: str, folder: Path, examples: int, seed: int) -> dict[str, Any]:
    """Run schemathesis against a server and return its report."""
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
    """Serve seeds/ and test it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=200, help="maximum number per operation")
    parser.add_argument("--schemathesis", help="the schemathesis command, if it is installed")
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
