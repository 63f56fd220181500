"""Write the tables of docs/reference from the code: python tools/reference.py

A page is prose with regions from `<!-- from the code: NAME -->` to `<!-- end -->`. Each region is replaced by what the
function of that name returns. The meanings of JSON fields and metrics are in tools/reference.toml.
"""

import argparse
import inspect
import pkgutil
import re
import sys
import tempfile
import tomllib
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, NotRequired, Union, cast, get_args, get_origin

from typing_extensions import get_type_hints, is_typeddict

import byline
from byline import cli
from byline.configuration.table import SETTINGS
from byline.evaluation.metrics import LOWER_IS_BETTER, METRICS
from byline.history import conversations, feedback
from byline.records import wire
from byline.store.folder import sqlite
from byline.web import metrics as counters
from byline.web.doors.api import build_api
from byline.web.work import Work

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "reference"
MEANINGS: dict[str, dict[str, str]] = tomllib.loads((ROOT / "tools" / "reference.toml").read_text(encoding="utf-8"))
_REGION = re.compile(r"(<!-- from the code: (?P<name>[\w. ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str) -> str:
    """Return a page with each of its regions regenerated."""
    return _REGION.sub(lambda found: f"{found[1]}\n{_region(found['name'])}\n\n{found[3]}", page)


def _region(name: str) -> str:
    function, _, argument = name.partition(" ")
    return _WRITES[function](*filter(None, [argument])).strip()


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [" | ".join(head), "|".join("---" for _ in head)]
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"|{line}|" if line.startswith("---") else f"| {line} |" for line in lines)


# The command line


def commands() -> str:
    """Return every command with its arguments and examples."""
    return "\n\n".join(_command(parser) for parser in parsers())


def parsers() -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of each command, followed by those of its subcommands."""
    yield from _below(cli.parser())


def _below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield one
                yield from _below(one)


def _command(parser: argparse.ArgumentParser) -> str:
    rows = [
        (_named(action), _sentence(action.help or ""))
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
        and not {"--index", "--json", "--config"} & set(action.option_strings)
    ]
    parts = [f"## {parser.prog}", parser.description or ""]
    if rows:
        parts.append(table(("argument", "meaning"), rows))
    if parser.epilog and parser.epilog.startswith("examples:"):
        examples = "\n".join(line.strip() for line in parser.epilog.splitlines()[1:])
        parts.append(f"```sh\n{examples}\n```")
    return "\n\n".join(filter(None, parts))


def _named(action: argparse.Action) -> str:
    shown = action.metavar or ("" if action.nargs == 0 else "{" + ",".join(map(str, action.choices or ())) + "}")
    if not action.option_strings:
        return f"`{shown if shown != '{}' else action.dest}`"
    value = "" if action.nargs == 0 or shown == "{}" else f" {shown}"
    return ", ".join(f"`{option}{value}`" for option in action.option_strings)


def _sentence(text: str) -> str:
    return " ".join(text.replace("%%", "%").split())


# Settings and metrics


def settings(section: str) -> str:
    """Return the settings in a section of `byline.toml`."""
    rows = []
    for one in (one for one in SETTINGS if one.section == section):
        choices = f" ({', '.join(one.choices)})" if one.choices else ""
        rows.append((f"`{one.name}`", one.says + choices, _default(one.default, one.otherwise), *_ways(one)))
    return table(("setting", "sets", "default", "variable", "flag"), rows)


def _default(value: Any, otherwise: str) -> str:
    if value is None:
        return otherwise
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _ways(one: Any) -> tuple[str, str]:
    return tuple(f"`{name}`" if name else "" for name in (one.variable, one.flag))  # type: ignore[return-value]


def evaluation() -> str:
    """Return the metrics of `byline eval`."""
    better = {True: "lower", False: "higher"}
    neither = MEANINGS["metrics_neither"]
    rows = [
        (f"`{name}`", MEANINGS["metrics"][name], neither.get(name) or better[name in LOWER_IS_BETTER])
        for name in METRICS
    ]
    return table(("metric", "meaning", "better"), rows)


def prometheus() -> str:
    """Return the metrics of `/metrics`."""
    rows = []
    for metric in counters.REGISTRY.collect():
        if metric.name.startswith("byline_"):
            name = f"{metric.name}_total" if metric.type == "counter" else metric.name
            name += "_info" if metric.type == "info" else ""
            rows.append((f"`{name}`", metric.type, metric.documentation))
    return table(("metric", "type", "meaning"), rows)


# JSON


def json_types() -> str:
    """Return every type of the JSON that Byline writes, with its fields."""
    return "\n\n".join(_json_type(one) for one in wire_types())


def wire_types() -> list[type]:
    """Return the public types of `records/wire.py`, in order."""
    return [
        one
        for name, one in vars(wire).items()
        if is_typeddict(one) and one.__module__ == wire.__name__ and not name.startswith("_")
    ]


def meaning(of: type, field: str) -> str:
    """Return what a field means: as given for its type, a similar type or all types, or in its record's docstring."""
    own = MEANINGS.get("json", {})
    for name in (of.__name__, *MEANINGS["like"].get(of.__name__, "").split()):
        if found := own.get(f"{name}.{field}"):
            return found
    told = _attributes(getattr(byline, of.__name__.removesuffix("Json"), object))
    if found := own.get(field) or told.get(field):
        return found
    raise SystemExit(f"tools/reference.toml: found no meaning of {of.__name__}.{field}; add it to [json]")


def record(path: str) -> str:
    """Return the fields of a record with their docstrings."""
    rows = [(f"`{name}`", text) for name, text in _attributes(pkgutil.resolve_name(path)).items()]
    return table(("field", "meaning"), rows)


def _json_type(one: type) -> str:
    hints = get_type_hints(one, include_extras=True)
    rows = [(f"`{name}`", _json(hint), meaning(one, name)) for name, hint in hints.items()]
    text = " ".join((inspect.getdoc(one) or "").split())
    return f"## {one.__name__}\n\n{text}\n\n{table(('field', 'type', 'meaning'), rows)}"


def _json(hint: Any) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is NotRequired or getattr(origin, "__name__", "") == "NotRequired":
        return f"{_json(inner[0])}, may be missing"
    if is_typeddict(hint):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    if origin in (Union, types.UnionType):
        return " or ".join(_json(one) for one in inner)
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inner)
    if origin is list:
        return f"list of {_json(inner[0])}"
    if origin is dict:
        return "object"
    names = {str: "text", int: "whole number", float: "number", bool: "true or false", type(None): "null", Any: "any"}
    return names[hint]


# The HTTP API


def http() -> str:
    """Return every address of `/api`, with its parameters and what it returns."""
    with tempfile.TemporaryDirectory() as folder, byline.Archive(Path(folder) / "index") as archive:
        described = build_api(archive, Work()).openapi()
    parts = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            parts.append(_operation(f"{method.upper()} /api{path}", operation, described["components"]["schemas"]))
    return "\n\n".join(parts)


def _operation(heading: str, operation: dict[str, Any], schemas: dict[str, Any]) -> str:
    rows = [
        (f"`{one['name']}`", one["in"], _bounds(one["schema"]), _sentence(one.get("description", "")))
        for one in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in body:
        for name, schema in schemas[body["$ref"].rpartition("/")[2]]["properties"].items():
            rows.append((f"`{name}`", "body", _bounds(schema), _sentence(schema.get("description", ""))))
    returned = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
    names = re.findall(r"schemas/(\w+)", str(returned))
    links = [_returned(name, schemas[name]) for name in names]
    parts = [f"## {heading}", operation.get("description", "")]
    if rows:
        parts.append(table(("name", "in", "type", "meaning"), rows))
    if links:
        parts.append(f"Returns {' or '.join(links)}.")
    return "\n\n".join(filter(None, parts))


def _returned(name: str, schema: dict[str, Any]) -> str:
    if hasattr(wire, name):
        return f"[{name}](reply.md#{name.lower()})"
    return "an object with " + ", ".join(f"`{field}`" for field in schema["properties"])


def _bounds(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_bounds(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    name = {"string": "text", "integer": "whole number", "array": "list", "boolean": "true or false"}.get(
        schema.get("type", ""), schema.get("type", "object")
    )
    limits = [
        f"{word} {schema[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if schema.get(key) is not None
    ]
    default = [f"default {schema['default']}"] if isinstance(schema.get("default"), int) else []
    return ", ".join([" ".join([name, *limits]), *default])


# Python


def python_names() -> str:
    """Return every public name with its signature and description."""
    return "\n\n".join(_python_name(name, getattr(byline, name)) for name in byline.__all__)


def _python_name(name: str, value: Any) -> str:
    parts = [f"## {name}", f"```text\n{name}{_signature(value)}\n```", _first_paragraph(value)]
    if inspect.isclass(value) and not issubclass(value, Exception):
        rows = [(f"`{member}`", text) for member, text in members(value)]
        if rows:
            parts.append(table(("member", "meaning"), rows))
    return "\n\n".join(filter(None, parts))


def members(of: type) -> list[tuple[str, str]]:
    """Return the public fields, methods and properties of a class, each with its description."""
    told = _attributes(of)
    fields = getattr(of, "__dataclass_fields__", ())
    found = [(name, told.get(name, "")) for name in fields if not name.startswith("_")]
    for name, member in vars(of).items():
        if name.startswith("_") or name in fields:
            continue
        if isinstance(member, property):
            found.append((name, _first_paragraph(member)))
        elif isinstance(member, classmethod | staticmethod) or inspect.isfunction(member):
            function = cast(Callable[..., Any], getattr(member, "__func__", member))
            found.append((f"{name}{_signature(function)}", _first_paragraph(function)))
    return found


def _signature(value: Any) -> str:
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    bare = [
        one.replace(
            annotation=inspect.Parameter.empty,
            default=one.default if isinstance(one.default, int | float | str | bool | None | tuple) else ...,
        )
        if one.default is not inspect.Parameter.empty
        else one.replace(annotation=inspect.Parameter.empty)
        for one in signature.parameters.values()
        if one.name not in ("self", "cls")
    ]
    return str(inspect.Signature(bare)).replace("Ellipsis", "...")


def _first_paragraph(value: Any) -> str:
    text = " ".join((inspect.getdoc(value) or "").partition("\n\n")[0].split())
    return "" if text.startswith(("int(", "str(", "dict(")) else text


def _attributes(of: type) -> dict[str, str]:
    block = (inspect.getdoc(of) or "").partition("Attributes:\n")[2].partition("\n\n")[0]
    found = re.findall(r"^    (\w+): (.*(?:\n     +.*)*)", block, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in found}


# The index


def schema() -> str:
    """Return the tables of an index's databases."""
    main = (Path(sqlite.__file__).parent / "schema.sql").read_text(encoding="utf-8")
    parts = {"byline.db": main, "conversations.db": conversations.SCHEMA, "feedback.db": feedback.SCHEMA}
    return "\n\n".join(f"## {name}\n\n```sql\n{text.strip()}\n```" for name, text in parts.items())


def version() -> str:
    """Return the version of the index format."""
    return f"Format {sqlite._SCHEMA_VERSION}."


_WRITES: dict[str, Callable[..., str]] = {
    function.__name__: function
    for function in (
        commands,
        settings,
        evaluation,
        prometheus,
        json_types,
        record,
        http,
        python_names,
        schema,
        version,
    )
}


def main() -> int:
    """Write the pages; with `--check`, list those that do not match the code."""
    checks = "--check" in sys.argv[1:]
    stale = []
    for page in sorted(PAGES.glob("*.md")):
        before = page.read_text(encoding="utf-8")
        after = filled(before)
        if after != before:
            stale.append(page.relative_to(ROOT).as_posix())
            if not checks:
                page.write_text(after, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'does not match the code; run python tools/reference.py' if checks else 'written'}")
    return 1 if checks and stale else 0


if __name__ == "__main__":
    sys.exit(main())
