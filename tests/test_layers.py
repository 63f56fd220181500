"""The architecture, held by a test: imports point down, and nobody imports in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import byline

SOURCE = Path(byline.__file__).parent
LAYERS = (
    {"errors", "text", "timing"},
    {"settings"},
    {"records"},
    {"ports"},
    {
        "bert",
        "passages",
        "titles",
        "fusion",
        "copies",
        "languages",
        "dates",
        "restoring",
        "changes",
        "beside",
        "conversations",
    },
    {"ingest", "encoders", "workers", "store", "fetching"},
    {"blueprint", "retrieval", "tracing", "reading", "evaluation", "receipts", "feedback", "followups", "timeline"},
    {"adding", "rebuilding", "backup", "gathering", "doctor", "answerer"},
    {"archive"},
    {"suggestions"},
    {"web", "cli", "__main__", "evaluation.__main__"},
)


def imports() -> dict[str, set[str]]:
    """Return the modules of byline that each of them imports, wherever in it the import stands."""
    found = {}
    for file in SOURCE.rglob("*.py"):
        module = ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        names = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("byline"):
                base = (node.module or "").removeprefix("byline").removeprefix(".")
                names |= {_module(base, alias.name) for alias in node.names}
            elif isinstance(node, ast.Import):
                names |= {name.name.removeprefix("byline.") for name in node.names if name.name.startswith("byline.")}
        found[module] = names - {"", "__version__"}
    return found


def _module(base: str, name: str) -> str:
    """Return the module that `from byline.BASE import NAME` loads: NAME itself where it is one."""
    path = SOURCE.joinpath(*base.split("."), name) if base else SOURCE / name
    return f"{base}.{name}".strip(".") if path.with_suffix(".py").exists() or path.is_dir() else base


def layer(module: str) -> int:
    """Return the number of its layer: of its own name where that is listed, else of its package."""
    name = module if any(module in names for names in LAYERS) else module.partition(".")[0]
    return next(number for number, names in enumerate(LAYERS) if name in names)


def test_imports_point_down() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, names in imports().items()
        if module != "__init__"
        for name in names
        if layer(name) > layer(module)
    ]
    assert wrong == []


def test_no_module_imports_in_a_circle() -> None:
    graph = {module: names for module, names in imports().items() if module != "__init__"}
    assert list(TopologicalSorter(graph).static_order())


def test_only_an_archive_that_is_told_to_reaches_out() -> None:
    """No door but the command line can fetch: the others neither import what does nor call it."""
    users = {module for module, names in imports().items() if any(layered(name, "fetching") for name in names)}
    assert {module for module in users if not layered(module, "fetching")} == {"gathering", "archive"}
    assert {module for module, names in imports().items() if "gathering" in names} == {"archive"}
    calling = {
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "follow"
    }
    assert calling == {"archive.py", "cli.py"}


def layered(module: str, package: str) -> bool:
    """Tell whether a module is a package or in it."""
    return module == package or module.startswith(f"{package}.")
