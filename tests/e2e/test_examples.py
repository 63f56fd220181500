"""The scripts in examples/, each run as its first line says."""

import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from support import ROOT, SEEDS

SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
QUESTION = "When does Hong Kong's law take effect?"


def run(name: str, *arguments: str) -> int:
    """Run the main function of a script; return its exit code."""
    found = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    return int(script.main(arguments))


def test_ask_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ask_a_folder", str(SEEDS), QUESTION, "When did Zalando buy JD.com?") == 0
    out = capsys.readouterr().out
    assert out.startswith("3 articles added, 0 rejected\n")
    assert "is scheduled to become effective on August 1, according to Reuters. [1]" in out
    assert "  [1] Chinese financial regulators" in out
    assert "No answer: no article mentions “Zalando”" in out


@pytest.mark.slow
def test_evaluate_shows_what_less_risk_costs(
    seeds_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = (ROOT / "tests" / "questions" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "questions.jsonl").write_text("\n".join(questions[::40]), encoding="utf-8")
    index = shutil.copytree(seeds_index, tmp_path / "index")
    assert run("evaluate", str(index), str(tmp_path / "questions.jsonl")) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["max_risk", "answer_found", "citation_precision", "false_answer_rate", "coverage"]
    assert [row.split()[0] for row in rows] == ["default", "0.3", "0.2", "0.1", "0.05"]
    coverage = [float(row.split()[-1]) for row in rows[1:]]
    assert coverage == sorted(coverage, reverse=True)


def test_follow_and_alert_tells_of_a_new_answer_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    arguments = ("follow_and_alert", str(tmp_path / "index"), QUESTION, str(folder))

    def told() -> str:
        assert run(*arguments) == 0
        return capsys.readouterr().out

    (folder / "dam.txt").write_text("The dam was finished in May, the ministry said.", encoding="utf-8")
    assert told() == "1 new articles, no new answer\n"
    shutil.copy(SEEDS / "000_04eac8f9aa6b5920.txt", folder)
    assert told().startswith(f"{QUESTION}\nBoth companies are preparing applications")
    assert told() == "0 new articles, no new answer\n"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("arguments", [(), ("one",)])
def test_too_few_arguments_are_told(script: Path, arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(script.stem, *arguments) == 2
    assert f"usage: python examples/{script.name}" in capsys.readouterr().err
