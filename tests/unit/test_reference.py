"""The reference: its pages match the code, and everything public is documented."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from support import ROOT

import byline
from byline.configuration.table import SETTINGS
from byline.evaluation.metrics import METRICS
from byline.web.doors.tools import TOOLS

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = sorted((ROOT / "docs" / "reference").glob("*.md"))


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """Return tools/reference.py, which writes the pages."""
    found = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def documented() -> str:
    """Return the text of all documentation."""
    return "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_pages_are_as_the_code_is(page: Path, reference: ModuleType) -> None:
    text = page.read_text(encoding="utf-8")
    assert reference.filled(text) == text, "run python tools/reference.py"


def in_code(names: list[str], text: str) -> list[str]:
    """Return the names that do not occur as a whole word in the text's code, `between backticks` or below a fence."""
    code = "\n".join(re.findall(r"`[^`\n]+`|^```.*?^```", text, re.MULTILINE | re.DOTALL))
    return [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", code)]


def printed_keys(path: Path) -> Iterator[str]:
    """Yield the keys of the JSON that a module's `to_dict` returns, or that it prints."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (isinstance(node, ast.FunctionDef) and node.name == "to_dict") or (
            isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("print_json", "print_line")
        ):
            for one in (one for one in ast.walk(node) if isinstance(one, ast.Dict)):
                yield from (key.value for key in one.keys if isinstance(key, ast.Constant))


def test_nothing_public_is_documented_nowhere(reference: ModuleType, documented: str) -> None:
    """Commands, flags, settings, variables, metrics, JSON fields, tools, Python names and methods."""
    parsers = list(reference.parsers())
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    public = {
        "commands": [parser.prog for parser in parsers],
        "flags": [
            flag
            for parser in parsers
            for action in parser._actions
            for flag in action.option_strings
            if action.help != "==SUPPRESS=="
        ],
        "settings": [setting.name for setting in SETTINGS],
        "variables": sorted(set(re.findall(r"""\bBYLINE_[A-Z_]*[A-Z]\b|(?<=["'])GRADIO_[A-Z_]+(?=["'])""", source))),
        "metrics": [*METRICS, *re.findall(r"`(byline_\w+)`", reference.prometheus())],
        "fields": [field for one in reference.wire_types() for field in one.__annotations__],
        "printed": sorted({key for path in (ROOT / "src").rglob("*.py") for key in printed_keys(path)}),
        "tools": [tool.name for tool in TOOLS],
        "names": list(byline.__all__),
        "methods": [name.partition("(")[0] for name, _ in reference.members(byline.Archive)],
    }
    missing = {kind: in_code(names, documented) for kind, names in public.items()}
    assert not any(missing.values()), f"not documented: {missing}"


def test_what_is_documented_nowhere_is_noticed() -> None:
    assert in_code(["--new", "--json", "byline ask"], "`--json` and\n```sh\nbyline ask x\n```\n--new") == ["--new"]
