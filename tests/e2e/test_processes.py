"""What only a process of its own shows: what it loads, and how it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from byline import Archive


def test_verify_loads_no_model(seeds_archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    reply = seeds_archive.ask("When does Hong Kong's law take effect?")
    file.write_text(seeds_archive.receipt(reply).text, encoding="utf-8")
    code = (
        "import sys; from byline import cli; "
        f"code = cli.main(['verify', {str(file)!r}, '--index', {str(seeds_archive.folder)!r}]); "
        "print(*{name.partition('.')[0] for name in sys.modules}); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert f"{file}: accepted" in done.stdout
    loaded = set(done.stdout.split())
    assert "byline" in loaded
    assert loaded & {"torch", "transformers", "sentence_transformers", "gradio"} == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_an_interrupted_process_ends(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "byline",
        "follow",
        "http://127.0.0.1/feed",
        "--every",
        "60",
        "--index",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "0 added, 0 updated, 0 unchanged, 1 rejected; 0 passages embedded\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "which is not on the public internet" in err
    assert "Traceback" not in err


def test_asking_loads_nothing_that_fetches() -> None:
    script = "import sys, byline.cli, byline.archive; print([m for m in sys.modules if 'fetching' in m or 'gathering' in m or m in ('httpcore2', 'idna')])"
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "[]\n"


def test_the_module_runs_as_a_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "byline.evaluation", "none.jsonl", "--index", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no articles in it yet" in done.stderr
