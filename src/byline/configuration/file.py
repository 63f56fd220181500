"""Find `byline.toml`, read it and check every key and value in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from byline.configuration.table import BY_KEY, SECTIONS, Setting, Value
from byline.errors import InputError

NAME = "byline.toml"
VARIABLE = "BYLINE_CONFIG"


def find(named: str | None, environment: Mapping[str, str], index: str) -> Path | None:
    """Return the file that settings are read from, None if there is none.

    Args:
        named: What `--config` names.
        environment: Whose `BYLINE_CONFIG` is next.
        index: The index, in whose folder the file is looked for last; never in the working folder.
    """
    if asked := named or environment.get(VARIABLE):
        return Path(asked)
    beside = Path(index) / NAME
    return beside if "://" not in index and beside.is_file() else None


def read(path: Path, *, is_named: bool) -> dict[str, Value]:
    """Return the values of a file by the keys of their settings.

    Args:
        path: Of the file.
        is_named: Whether it was named; one that was found in the folder of the index cannot name the index.

    Raises:
        InputError: It cannot be read, holds what is no setting, or a value of another kind.
    """
    import tomllib

    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise InputError(f"{path}: not TOML in UTF-8: {error}") from error
    found: dict[str, Value] = {}
    for section, table in tables.items():
        if section not in SECTIONS or not isinstance(table, dict):
            tables_known = ", ".join(f"[{one}]" for one in SECTIONS)
            what = f"[{section}]" if isinstance(table, dict) else f"{section} outside of a table"
            raise InputError(f"{path}: found {what}, expected {tables_known}")
        for name, value in table.items():
            setting = BY_KEY.get(f"{section}.{name}")
            if setting is None:
                known = ", ".join(one.name for one in BY_KEY.values() if one.section == section)
                raise InputError(f"{path}, [{section}]: found {name}, expected {known}")
            found[setting.key] = _checked(path, setting, value)
    if "archive.index" in found and not is_named:
        raise InputError(
            f"{path}, [archive]: found index in a file that lies in the index: name the file with --config or "
            f"{VARIABLE}"
        )
    return found


def _checked(path: Path, setting: Setting, value: Any) -> Value:
    given = tuple(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
    if not fits(setting, given):
        shown = "another value" if setting.is_secret else repr(value)
        raise InputError(f"{path}, [{setting.section}] {setting.name}: found {shown}, expected {setting.expected}")
    if setting.kind == "path" and "://" not in value:
        return str(path.absolute().parent / Path(value).expanduser())
    checked: Value = given
    return checked


def fits(setting: Setting, value: Any) -> bool:
    """Return whether a value is one that a setting takes."""
    match setting.kind:
        case "true or false":
            return isinstance(value, bool)
        case "texts":
            return isinstance(value, tuple) and all(one.strip() and "," not in one for one in value)
        case "text" | "path":
            return isinstance(value, str) and bool(value.strip()) and (not setting.choices or value in setting.choices)
        case "whole number":
            is_number = isinstance(value, int)
        case "number":
            is_number = isinstance(value, int | float)
    if not is_number or isinstance(value, bool):
        return False
    least, most = setting.bounds or (float("-inf"), float("inf"))
    return bool(least <= value <= most)
