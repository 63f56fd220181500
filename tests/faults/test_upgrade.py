"""An archive of an earlier Byline is killed while it is first written to, and loses nothing."""

import runpy
from pathlib import Path

import pytest

from byline.encoders import load_encoder

pytest.importorskip("support.postgres")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("place", ["in_folder", "in_postgres"])
def test_nothing_is_lost_when_it_is_killed(tmp_path: Path, place: str) -> None:
    """A small run of benchmarks/upgrade.py, whose figures are in its README."""
    benchmark = runpy.run_path(str(ROOT / "benchmarks" / "upgrade.py"))
    row = benchmark[place](tmp_path, load_encoder(), 2)
    assert row["violations"] == []
    assert row["answers"] == "2 Ida Falk"
