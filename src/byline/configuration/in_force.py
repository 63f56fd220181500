"""Which value of each setting is in force.

A flag overrides the environment, which overrides the file, which overrides the default.

Some parts of Byline read their settings from the environment. While a command runs, the values of the file are put
there unless the environment already has them, so that those parts, and processes they start, need not know the file.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from byline.configuration import file
from byline.configuration.table import BY_KEY, SETTINGS, Setting, Value
from byline.errors import InputError
from byline.settings import AnswererSettings, Settings

Origin = Literal["flag", "environment", "file", "default"]
_MASK = "********"
_FIELDS = {field.name for field in fields(Settings)}
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")


@dataclass(frozen=True, slots=True)
class InForce:
    """The value of a setting that is in force.

    Attributes:
        setting: The setting.
        value: The value; None if nothing is set and there is no fixed default.
        origin: Where the value comes from.
        by: The flag, variable or file that sets it; empty for a default.
    """

    setting: Setting
    value: Value | None
    origin: Origin
    by: str = ""

    @property
    def shown(self) -> Value | None:
        """The value, masked if it is a secret."""
        return _MASK if self.setting.is_secret and self.value is not None else self.value

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        shown = list(self.shown) if isinstance(self.shown, tuple) else self.shown
        named = {"section": self.setting.section, "name": self.setting.name}
        return {**named, "value": shown, "from": self.origin, "by": self.by or None}


class Configuration:
    """The settings of one command.

    Args:
        flags: The values of flags by argparse destination; None and False mean not given.
        environment: The environment variables; empty ones count as unset.

    Attributes:
        file: The `byline.toml` that was read; None if there was none.

    Raises:
        InputError: The file cannot be read or contains an unknown setting.
    """

    def __init__(self, flags: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> None:
        self._flags = dict(flags)
        self._environment = dict(environment)
        self._kept: dict[str, Value] = {}
        named: str | None = flags.get("config")
        self.file = file.find(named, environment, self.indexes)
        if self.file is not None:
            self._kept = file.read(self.file, is_named=bool(named or environment.get(file.VARIABLE)))

    def __getitem__(self, key: str) -> InForce:
        """Return the value of a setting that is in force.

        Args:
            key: Its section and name, such as `answers.reader`.

        Raises:
            InputError: The value in the environment is invalid.
        """
        setting = BY_KEY[key]
        flag = self._flags.get(setting.destination) if setting.flag else None
        flag = file.one_or_several(flag) if isinstance(flag, list) and setting.kind == "paths" else flag
        if flag is not None and flag is not False:
            return InForce(setting, flag, "flag", setting.flag)
        if text := self._environment.get(setting.variable, ""):
            return InForce(setting, _read(setting, text), "environment", setting.variable)
        if key in self._kept:
            return InForce(setting, self._kept[key], "file", str(self.file))
        return InForce(setting, setting.default, "default")

    def all(self) -> list[InForce]:
        """Return the value in force of every setting, in the order of the table."""
        return [self[setting.key] for setting in SETTINGS]

    @property
    def indexes(self) -> tuple[str, ...]:
        """The indexes that are named, usually one."""
        named: Any = self["archive.index"].value
        return named if isinstance(named, tuple) else (named,)

    def given(self, key: str) -> Any:
        """Return the value if it comes from a flag or the file, else None."""
        found = self[key]
        return found.value if found.origin in ("flag", "file") else None

    @property
    def holds_open_secrets(self) -> bool:
        """Whether the file contains a password or token that other users can read."""
        has_secret = any(BY_KEY[key].is_secret for key in self._kept)
        return has_secret and self.file is not None and os.name != "nt" and bool(self.file.stat().st_mode & 0o077)

    @property
    def archive_settings(self) -> Settings:
        """The settings for building and searching the archive, without a language model.

        Raises:
            InputError: A value is out of range.
        """
        chosen = {setting.name: self._for_settings(setting) for setting in SETTINGS if setting.name in _FIELDS}
        return Settings(**{name: value for name, value in chosen.items() if value is not None})

    @property
    def settings(self) -> Settings:
        """All settings, including the language model of the table [answerer], if any.

        Raises:
            InputError: The table is incomplete, or a value is out of range.
        """
        return replace(self.archive_settings, answerer=self._answerer())

    def _for_settings(self, setting: Setting) -> Any:
        """Return the value for `Settings`; None if unset or read from the environment."""
        found = self[setting.key]
        is_set = found.origin == "flag" or (found.origin == "file" and not setting.variable)
        return found.value if is_set else None

    def _answerer(self) -> AnswererSettings | None:
        chosen: dict[str, Any] = {key.partition(".")[2]: self._kept[key] for key in self._kept if _is_answerer(key)}
        if not chosen:
            return None
        try:
            if "base_url" not in chosen and self.file:  # a model file, whose path is relative to the settings file
                chosen |= {
                    "base_url": "",
                    "model": str(self.file.absolute().parent / Path(chosen["model"]).expanduser()),
                }
            return AnswererSettings(**chosen)
        except (KeyError, TypeError) as error:
            raise InputError(
                f"{self.file}: expected a table [answerer] with model, and base_url unless the model is a file"
            ) from error
        except InputError as error:
            raise InputError(f"{self.file}, {error}") from error

    @contextmanager
    def exported(self) -> Iterator[None]:
        """Export values of the file that are unset in the environment during the block."""
        named = {BY_KEY[key].variable: value for key, value in self._kept.items()}
        added = {name: _written(value) for name, value in named.items() if name and not os.environ.get(name)}
        before = {name: os.environ.get(name) for name in added}
        os.environ.update(added)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def _is_answerer(key: str) -> bool:
    return BY_KEY[key].section == "answerer"


def _read(setting: Setting, text: str) -> Value:
    """Parse the value of an environment variable.

    Raises:
        InputError: The value is invalid for the setting.
    """
    value: Value | None = text
    try:
        match setting.kind:
            case "true or false":
                value = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}.get(text.lower())
            case "whole number":
                value = int(text)
            case "number":
                value = float(text)
            case "paths":
                value = file.one_or_several([one.strip() for one in text.split(",")])
            case "texts":
                value = tuple(text.replace(",", " ").split())
    except ValueError:
        value = None
    if value is None or not file.fits(setting, value):
        expected = "1 or 0" if setting.kind == "true or false" else setting.expected
        shown = "another value" if setting.is_secret else repr(text)
        raise InputError(f"{setting.variable}: found {shown}, expected {expected}")
    return value


def _written(value: Value) -> str:
    """Return a value as an environment variable; False is empty, which means unset."""
    if isinstance(value, bool):
        return "1" if value else ""
    return ",".join(value) if isinstance(value, tuple) else str(value)
