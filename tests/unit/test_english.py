"""The English of documentation, docstrings, comments and messages: spelling, and phrases that have to be read twice."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from codespell_lib import main as codespell
from proselint import config
from proselint.checks import __register__ as of_prose
from proselint.registry import CheckRegistry
from proselint.tools import LintFile
from support import ROOT

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "src" / "byline" / "cli" / "help").glob("*.txt")),
]
SOURCES = sorted(
    file for folder in ("src", "examples", "training", "benchmarks", "tools") for file in (ROOT / folder).rglob("*.py")
)
PACKAGE = sorted((ROOT / "src").rglob("*.py"))
# Phrases to avoid, each with what to write instead.
AVOIDED = {
    r"\bTell whether\b": "Return whether",
    r"\banew\b": "again; make anew: rebuild",
    r"\b(?:it|that|which|what|this) is no (?!longer|answer|reason|article)": "is not",
    r"\bas far as\b": "as, all of",
    r"\bso that such\b": "so",
    r"\b[Ww]ho (?:adds|asks for it|comes in so)\b": "whoever ...; people who ...",
    r"\bput up with\b": "accept",
    r"\bis of the time\b": "is from that time",
    r"\bas it were\b": "leave it out",
}
# Repeated words are headings and commands here, quotes are straight, and "very" is an English word.
LEFT_OUT = ("lexical_illusions", "typography", "weasel_words")
CHECKS = config.Config(
    checks=config.DEFAULT["checks"] | dict.fromkeys(LEFT_OUT, False), max_errors=config.DEFAULT["max_errors"]
)
CheckRegistry().register_many(of_prose)


def avoided(text: str) -> list[str]:
    """Return each phrase to avoid in a text, with what to write instead."""
    return [f"{found[0]} ({instead})" for phrase, instead in AVOIDED.items() for found in re.finditer(phrase, text)]


def prose_of_document(text: str) -> str:
    """Return a document with its code blanked out, so that lines keep their numbers."""
    return re.sub(r"^```.*?^```|`[^`\n]*`", _blank, text, flags=re.MULTILINE | re.DOTALL)


def prose_of_code(text: str) -> str:
    """Return the docstrings and comments of a module, without what they quote as code."""
    docstrings = (
        ast.get_docstring(node)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    )
    comments = (
        token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    )
    return prose_of_document("\n\n".join(filter(None, (*docstrings, *comments))))


def prose_of(file: Path) -> str:
    """Return the prose of a document or a module."""
    text = file.read_text(encoding="utf-8")
    return prose_of_code(text) if file.suffix == ".py" else prose_of_document(text)


def messages_of_code(text: str) -> Iterator[str]:
    """Yield the strings of a module that are sentences or parts of them."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.value


def _blank(code: re.Match[str]) -> str:
    return "\n" * code[0].count("\n")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_read_once(document: Path) -> None:
    assert not avoided(prose_of(document))


@pytest.mark.parametrize("folder", sorted({file.parent for file in SOURCES}), ids=lambda path: path.name)
def test_docstrings_comments_and_messages_read_once(folder: Path) -> None:
    found = {
        file.name: avoided("\n".join((prose_of(file), *messages_of_code(file.read_text(encoding="utf-8")))))
        for file in SOURCES
        if file.parent == folder
    }
    assert {name: phrases for name, phrases in found.items() if phrases} == {}


def test_words_are_spelled_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, file in enumerate((*DOCUMENTS, *SOURCES)):
        (tmp_path / f"{number} {file.name}.txt").write_text(prose_of(file), encoding="utf-8")
    monkeypatch.chdir(ROOT)  # the folder with codespell's settings
    assert codespell(str(tmp_path)) == 0, "correct the words above, or add them to [tool.codespell] in pyproject.toml"


@pytest.mark.slow
@pytest.mark.parametrize("file", [*DOCUMENTS, *PACKAGE], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_linter_of_prose_finds_nothing(file: Path) -> None:
    found = LintFile(file.name, prose_of(file) or "\n").lint(CHECKS)
    assert [(one.pos, one.check_result.message) for one in found] == []


def test_the_readme_is_short() -> None:
    assert (ROOT / "README.md").stat().st_size <= 9 * 1024, "move what a newcomer does not need at once to docs/guide"


def test_what_is_to_be_avoided_is_found() -> None:
    assert avoided(prose_of_document("Caches are made anew: `Tell whether` it is no index.")) == [
        "anew (again; make anew: rebuild)",
        "it is no  (is not)",
    ]
