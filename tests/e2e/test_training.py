"""One command reproduces all weights: from question sets to weights, calibration and model card."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.numpy import load_file
from support.training_data import write_training_data

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.model
def test_one_command_makes_readers_calibration_and_card(tmp_path: Path) -> None:
    write_training_data(tmp_path / "data")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [ROOT / "training" / "make_readers.sh", tmp_path / "data", "--smoke", tmp_path / "made"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    made, shipped = tmp_path / "made" / "byline", ROOT / "src" / "byline"
    for reader in ("small", "large"):
        weights, own = (load_file(one / f"readers/builtin/{reader}.safetensors") for one in (made, shipped))
        assert {name: value.shape for name, value in weights.items()} == {n: value.shape for n, value in own.items()}
        assert any((weights[name] != own[name]).any() for name in own)
    for name in ("overviews/overviews", "encoders/queries"):
        weights, own = (load_file(one / f"{name}.safetensors") for one in (made, shipped))
        assert {name: value.shape for name, value in weights.items()} == {n: value.shape for n, value in own.items()}
        assert any((weights[name] != own[name]).any() for name in own)
    calibration, shipped_one = (json.loads((one / "answering/calibration.json").read_text()) for one in (made, shipped))
    assert calibration.keys() == shipped_one.keys()
    assert calibration["readers"].keys() == {"small", "large"}
    card = (made / "readers" / "builtin" / "READER.md").read_text(encoding="utf-8")
    assert "synthetic" in card
    assert "$" not in card
    for reader in ("small", "large"):
        progress = json.loads((tmp_path / "made" / f"{reader}.json").read_text())
        assert f"{progress['tokens']:,}" in card
        assert progress["tokens"] >= 8_000
