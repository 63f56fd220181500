"""An archive from an earlier Byline is killed during its first write, and loses nothing."""

import runpy
from pathlib import Path

import pytest

from byline.encoders import load_encoder

pytest.importorskip("support.postgres")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("place", ["in_folder", "in_postgres"])
def test_nothing_is_lost_when_it_is_killed(tmp_path: Path, place: str) -> None:
    """A small run of benchmarks/upgrade.py; its README has the figures of the full run."""
    benchmark = runpy.run_path(str(ROOT / "benchmarks" / "upgrade.py"))
    row = benchmark[place](tmp_path, load_encoder(), 2)
    assert row["violations"] == []
    assert row["answers"] == "2 Ida Falk"
