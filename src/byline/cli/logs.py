"""Logging of servers and long jobs: its flags, and how it is started."""

import argparse
from typing import TYPE_CHECKING

from byline.cli.options import configuration_of

if TYPE_CHECKING:
    from byline.web.logs import LogSettings


def log_options() -> argparse.ArgumentParser:
    """Return the options that choose what is logged and how; see `log_settings`."""
    log = argparse.ArgumentParser(add_help=False)
    log.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        help="lowest level to log (default: $BYLINE_LOG_LEVEL, else info)",
    )
    log.add_argument(
        "--log-format",
        choices=("text", "json"),
        help="format of log lines (default: $BYLINE_LOG_FORMAT, else text)",
    )
    log.add_argument("--log-questions", action="store_true", help="log the text of questions, not only their length")
    return log


def log_settings(options: argparse.Namespace) -> "LogSettings":
    """Return what is logged and how.

    Raises:
        InputError: The environment names a level or a format that does not exist.
    """
    from byline.web.logs import LogSettings

    chosen = LogSettings.from_environment()
    return LogSettings(
        options.log_level or chosen.level,
        options.log_format or chosen.format,
        options.log_questions or chosen.questions,
    )


def start_log(options: argparse.Namespace) -> None:
    """Start structured logging if any log setting is set; else keep Python's default."""
    configuration = configuration_of(options)
    if all(configuration[f"log.{name}"].origin == "default" for name in ("level", "format", "questions")):
        return
    from byline.web.logs import start_logging

    start_logging(log_settings(options))
