"""A synced folder, and a sync that is killed: the archive equals the folder once sync has run again."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_archive_equals_the_folder_after_syncs_were_killed() -> None:
    """A small run of benchmarks/sync.py; its README has the figures of the full run."""
    benchmark = runpy.run_path(str(ROOT / "benchmarks" / "sync.py"))
    row = benchmark["measured"](files=120, kills=3, seed=1)
    assert row["violations"] == []
    assert "withdrawn" in row["of articles now"]
