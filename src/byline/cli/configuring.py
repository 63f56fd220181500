"""Show which settings are in force."""

import argparse
import json

from byline.cli.options import Commands, configuration_of
from byline.cli.output import DONE, print_json, tell
from byline.configuration.in_force import InForce
from byline.configuration.table import SECTIONS, SETTINGS, Setting
from byline.language.text import one_line


def define_config(commands: Commands) -> None:
    """Define `byline config`."""
    parser = commands.define(
        "config",
        _config,
        "show the settings in force and where each comes from, as a byline.toml; passwords and tokens are masked",
        "",
        "--config newsroom.toml --reader small",
        "--json",
    )
    for setting in SETTINGS:
        if setting.flag and setting.flag != "--index":
            _add_flag(parser, setting)


def _add_flag(parser: argparse.ArgumentParser, setting: Setting) -> None:
    if setting.kind == "true or false":
        parser.add_argument(setting.flag, action="store_true", help=setting.says)
    else:
        kinds = {"whole number": int, "number": float}
        parser.add_argument(
            setting.flag,
            type=kinds.get(setting.kind, str),
            choices=setting.choices or None,
            metavar=setting.name.upper(),
            help=setting.says,
        )


def _config(options: argparse.Namespace) -> int:
    configuration = configuration_of(options)
    in_force = configuration.all()
    if configuration.holds_open_secrets:
        tell(f"warning: {configuration.file}: contains a password or token that others can read: run chmod 600 on it")
    if options.json:
        file = str(configuration.file) if configuration.file else None
        print_json({"file": file, "settings": [one.to_dict() for one in in_force]})
        return DONE
    where = configuration.file or "none: name one with --config or BYLINE_CONFIG, or put byline.toml in the index"
    print(f"# settings file: {one_line(str(where))}")
    for section in SECTIONS:
        print(f"\n[{section}]")
        for one in in_force:
            if one.setting.section == section:
                print(_line(one))
    return DONE


def _line(one: InForce) -> str:
    """Return a setting as TOML with its origin; as a comment if it has no value."""
    if one.value is None:
        return f"# {one.setting.name}: {one.setting.otherwise}"
    shown = list(one.shown) if isinstance(one.shown, tuple) else one.shown
    origin = f"{one.origin} {one_line(one.by)}".rstrip()
    return f"{one.setting.name} = {json.dumps(shown, ensure_ascii=False)}  # {origin}"
