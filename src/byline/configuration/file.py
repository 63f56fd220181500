"""Find and read `byline.toml`, and check every key and value in it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from byline.configuration.table import BY_KEY, SECTIONS, Setting, Value
from byline.errors import InputError

NAME = "byline.toml"
VARIABLE = "BYLINE_CONFIG"


def find(named: str | None, environment: Mapping[str, str], indexes: Sequence[str]) -> Path | None:
    """Return the settings file, None if there is none.

    Args:
        named: The value of `--config`, which comes first.
        environment: The variables; `BYLINE_CONFIG` comes next.
        indexes: The indexes, in whose folders the file is looked for last; never in the working folder.

    Raises:
        InputError: No file is named, and one of several indexes has one in its folder: it would apply to all of them.
    """
    if asked := named or environment.get(VARIABLE):
        return Path(asked)
    beside = [Path(index) / NAME for index in indexes if "://" not in index]
    found = next((path for path in beside if path.is_file()), None)
    if found and len(indexes) > 1:
        raise InputError(
            f"{found}: found in the folder of one of several indexes, expected settings for all of them: name a file "
            f"with --config or {VARIABLE}"
        )
    return found


def read(path: Path, *, is_named: bool) -> dict[str, Value]:
    """Return the values in a file by the keys of their settings.

    Args:
        path: Path of the file.
        is_named: Whether the file was named explicitly; one found in the index folder cannot name the index.

    Raises:
        InputError: The file cannot be read, or contains an unknown setting or an invalid value.
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
            what = f"[{section}]" if isinstance(table, dict) else f"{section} outside a table"
            raise InputError(f"{path}: found {what}, expected {tables_known}")
        for name, value in table.items():
            setting = BY_KEY.get(f"{section}.{name}")
            if setting is None:
                known = ", ".join(one.name for one in BY_KEY.values() if one.section == section)
                raise InputError(f"{path}, [{section}]: found {name}, expected {known}")
            found[setting.key] = _checked(path, setting, value)
    if "archive.index" in found and not is_named:
        raise InputError(
            f"{path}, [archive]: found index in a file that is in the index itself: name the file with --config or "
            f"{VARIABLE}"
        )
    return found


def _checked(path: Path, setting: Setting, value: Any) -> Value:
    given = tuple(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
    if not fits(setting, given):
        shown = "another value" if setting.is_secret else repr(value)
        raise InputError(f"{path}, [{setting.section}] {setting.name}: found {shown}, expected {setting.expected}")
    if setting.kind == "path":
        return _from(path, value)
    if setting.kind == "paths":
        return one_or_several([_from(path, one) for one in ((given,) if isinstance(given, str) else given)])
    checked: Value = given
    return checked


def _from(path: Path, named: str) -> str:
    """Return a path in a file, made absolute; URLs are unchanged."""
    return named if "://" in named else str(path.absolute().parent / Path(named).expanduser())


def one_or_several(values: Sequence[str]) -> str | tuple[str, ...]:
    """Return the value of a setting of kind `paths`."""
    return values[0] if len(values) == 1 else tuple(values)


def fits(setting: Setting, value: Any) -> bool:
    """Return whether a value is valid for a setting."""
    match setting.kind:
        case "true or false":
            return isinstance(value, bool)
        case "texts":
            return isinstance(value, tuple) and all(one.strip() and "," not in one for one in value)
        case "paths":
            several = value if isinstance(value, tuple) else (value,)
            return bool(several) and all(isinstance(one, str) and one.strip() for one in several)
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
