"""Keep unit tests quick: files are parsed in this process, nothing waits for the disk, no process is started."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from byline.ingest.child import parse
from byline.ingest.draft import Draft, Rejection
from byline.ingest.sandbox import Sandbox


@pytest.fixture(autouse=True)
def _only_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, unsynced: None) -> None:
    """Fail any test that starts a process or embeds with the real model: it belongs in e2e, faults or servers."""
    assert request.node.get_closest_marker("model") is None, "the real model belongs in tests/e2e"
    in_a_process = Sandbox.read

    def read(sandbox: Sandbox, file: Path) -> Iterator[Draft | Rejection]:
        # A file name that cannot be passed to the child process is rejected before one is started.
        return in_a_process(sandbox, file) if b"\n" in os.fsencode(file) else parse(file, sandbox.columns)

    monkeypatch.setattr(Sandbox, "read", read)
    monkeypatch.setattr(subprocess, "Popen", _no_process)


def _no_process(*arguments: object, **_: object) -> None:
    raise AssertionError(f"unit tests start no process: {arguments[:1]}")
