"""Draw a page that lists the operations of an OpenAPI description; it loads nothing else."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}td{padding-right:1rem}"
    "pre{white-space:pre-wrap;background:#8882;padding:.5rem}"
)


def docs_html(described: Mapping[str, Any], address: str) -> str:
    """Draw the operations of an OpenAPI description, each with its address and parameters."""
    operations = "".join(
        _operation(f"{method.upper()} {address}{path}", operation, described)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    )
    title = escape(f"{described['info']['title']} {described['info']['version']}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f'<h1>{title}</h1><p>Machine-readable: <a href="openapi.json">openapi.json</a></p>{operations}</html>'
    )


def _operation(heading: str, operation: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    taken = [
        (one["name"], one["required"], one.get("description") or one["schema"].get("description", ""))
        for one in operation.get("parameters", [])
    ]
    examples: list[Any] = []
    body = operation.get("requestBody")
    if body:
        name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        model = described["components"]["schemas"][name]
        taken += [
            (field, field in model.get("required", []), about.get("description", ""))
            for field, about in model["properties"].items()
        ]
        examples = model["examples"]
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code><td>{'' if required else 'optional'}<td>{escape(about)}"
        for name, required, about in taken
    )
    about = escape(operation.get("description", ""))
    shown = "".join(f"<pre>{escape(json.dumps(one))}</pre>" for one in examples)
    return f"<h2><code>{escape(heading)}</code></h2><p>{about}</p><table>{rows}</table>{shown}"
