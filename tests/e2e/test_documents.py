"""The documentation: it builds without a warning, and its examples do what they say."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support import ROOT, SEEDS
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

from byline import cli
from byline.configuration.in_force import Configuration
from byline.configuration.table import SECTIONS
from byline.evaluation.gate import read_gates

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_documents_build_without_a_warning(tmp_path: Path) -> None:
    """A broken link is a warning."""
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    built = subprocess.run(
        [*command, "--doctree-dir", tmp_path / "trees", ROOT / "docs", tmp_path / "html"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"""<(?:script|link|img)\b[^>]*(?:src|href)=["'](?:https?:)?//""", page), (
        "index.html loads something from another site"
    )


def command_lines(text: str) -> list[list[str]]:
    """Return the arguments of each `byline` command in shell lines, without comments, redirections and pipes."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words.pop(0)
        if words[:1] == ["byline"]:
            end = next((place for place, word in enumerate(words) if word in (">", "<", "&&", "|")), len(words))
            found.append(words[1:end])
    return found


def check_shell(example: Example) -> None:
    """Parse each command and the body that each `curl` sends."""
    for arguments in command_lines(example.parsed):
        cli.parser().parse_args(arguments)
    for sent in re.findall(r" -d '([^']+)'", example.parsed):
        json.loads(sent)


def check_settings(example: Example) -> None:
    """Parse settings, or the floors and ceilings of a gate."""
    file = Path("example.toml")
    file.write_text(example.parsed, encoding="utf-8")
    if set(tomllib.loads(example.parsed)) <= set(SECTIONS):
        Configuration({"config": str(file)}, {}).all()
    else:
        read_gates(file)


def check_json(example: Example) -> None:
    """Parse each line that is complete by itself, or else all of the text."""
    text = example.parsed.strip()
    try:
        json.loads(text)
    except ValueError:
        for line in text.splitlines():
            json.loads(line)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples_do_what_they_say(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run_console(example: Example) -> None:
        """Run each `$ byline ...`: its output must contain at least the lines below it."""
        for entered, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n?)*)", example.parsed, re.MULTILINE):
            capsys.readouterr()
            assert cli.main(command_lines(entered)[0]) == 0
            printed = capsys.readouterr().out
            assert printed.startswith(shown.strip()), f"{entered}\n{printed}"

    shutil.copytree(SEEDS, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    parsers = [
        PythonCodeBlockParser(),
        CodeBlockParser(language="console", evaluator=run_console),
        CodeBlockParser(language="sh", evaluator=check_shell),
        CodeBlockParser(language="toml", evaluator=check_settings),
        CodeBlockParser(language="json", evaluator=check_json),
        SkipParser(),
    ]
    for example in Sybil(parsers=parsers).parse(document).examples():
        example.evaluate()
